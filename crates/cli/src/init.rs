//! `suftaja init DIR`: a union from a file, or the sandbox of East Africa, in an empty directory.
//! With `--check` the file is only checked, and nothing is written.

use crate::error::CliError;
use crate::output::{self, Format};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suftaja_node::union::{Bank, BankRole, Member, Rules, UnionFile};
use suftaja_node::{Node, NodeError};
use suftaja_traffic::{Role, Scenario};

/// The indirect bank of the sandbox; its BIC carries the 0 that marks a test code (ISO 9362).
pub(crate) const INDIRECT: &str = "KIFAKEN0";

/// Where and what.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Directory to make; empty when it exists.
    #[arg(required_unless_present = "check")]
    dir: Option<PathBuf>,
    /// File that describes the union, in TOML; without it, an invented union of five countries.
    #[arg(long, value_name = "FILE")]
    union: Option<PathBuf>,
    /// Check this file and make nothing; exit code 1 when it has findings.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dir", "union"])]
    check: Option<PathBuf>,
    /// Format of the findings.
    #[arg(short, long, default_value = "table", requires = "check")]
    output: Format,
}

/// Sets a union up, or checks its file.
pub(crate) fn run(args: &InitArgs) -> Result<ExitCode, CliError> {
    if let Some(path) = &args.check {
        return check(path, args.output);
    }
    let union = match &args.union {
        Some(path) => UnionFile::parse(&text_of(path)?).map_err(NodeError::Union)?,
        None => sandbox(&Scenario::east_africa()),
    };
    // The line is refused without one of the two.
    let dir = args.dir.clone().unwrap_or_default();
    set_up(&dir, &union)?;
    let dir = dir.display();
    output::line(format_args!("union      {}", union.name))?;
    output::line(format_args!("data       {dir}"))?;
    output::line(format_args!("tokens     {dir}/tokens (hand them out, then remove them here)"))?;
    eprintln!("Next: suftaja serve --data {dir}");
    Ok(ExitCode::SUCCESS)
}

/// Tells every finding of a union file.
fn check(path: &Path, format: Format) -> Result<ExitCode, CliError> {
    let findings = UnionFile::parse(&text_of(path)?).err().unwrap_or_default();
    match format {
        Format::Json => output::json(&serde_json::json!({ "findings": findings }))?,
        Format::Table => {
            for finding in &findings {
                output::line(finding)?;
            }
            eprintln!("{}: {} findings", path.display(), findings.len());
        }
    }
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}

fn text_of(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))
}

/// Makes the data directory of a union.
pub(crate) fn set_up(dir: &Path, union: &UnionFile) -> Result<(), CliError> {
    match std::fs::read_dir(dir) {
        Ok(mut items) => {
            if items.next().is_some() {
                return Err(CliError::NotEmpty { path: dir.to_owned() });
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(dir).map_err(|error| CliError::file(dir, error))?;
        }
        Err(error) => return Err(CliError::file(dir, error)),
    }
    Ok(Node::init(dir, union)?)
}

/// The union file of a scenario.
pub(crate) fn sandbox(scenario: &Scenario) -> UnionFile {
    let members = scenario.members.iter().map(|member| Member {
        code: member.country.to_owned(),
        name: member.name.to_owned(),
        currency: member.currency.to_string(),
        central_bank: member.central_bank.to_string(),
        account_form: None,
        calendar: None,
    });
    let banks = scenario.participants.iter().filter(|bank| bank.role == Role::DirectBank);
    let participants = banks.map(|bank| Bank {
        bic: Some(bank.bic.to_string()),
        name: bank.name.to_owned(),
        member: bank.member.to_owned(),
        currencies: bank.accounts.iter().map(|account| account.currency.to_string()).collect(),
        ..Bank::default()
    });
    // One bank takes part through a sponsor, whom it finds by an order.
    let indirect = Bank {
        bic: Some(INDIRECT.to_owned()),
        name: "Kifaru Microfinance".to_owned(),
        member: "KE".to_owned(),
        role: BankRole::IndirectBank,
        ..Bank::default()
    };
    let participants = participants.chain(std::iter::once(indirect));
    UnionFile {
        name: format!("Sandbox {}", scenario.name),
        system_bic: scenario.system.to_string(),
        rules: Rules::default(),
        members: members.collect(),
        participants: participants.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_is_a_union_that_holds_together() {
        let union = sandbox(&Scenario::east_africa());
        let plan = union.plan().unwrap();
        assert_eq!(plan.currencies.len(), 5);
        assert!(plan.participants.len() >= 5 + 12);
    }
}
