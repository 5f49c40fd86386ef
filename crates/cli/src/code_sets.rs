//! `suftaja code-sets show [SET]`: the external code sets by which codes of messages are judged.
//!
//! They come with this version or from a file of the operator, since ISO publishes a new edition
//! every quarter. A file is used as a whole or not at all; nothing is kept of it.

use crate::error::CliError;
use crate::output::{self, Format};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use suftaja_base::BusinessDate;
use suftaja_iso::code_set::{CodeSet, CodeSets, Registration};

/// What to do with code sets.
#[derive(Debug, Subcommand)]
pub(crate) enum CodeSetsCommand {
    /// List all sets, or the codes of one with the days of their registration.
    Show(ShowArgs),
}

/// Which sets.
#[derive(Debug, Args)]
pub(crate) struct CodeSetsArgs {
    /// External code sets in place of those built in: JSON as ISO publishes it, with the edition in
    /// its file name, as in 4Q2023_ExternalCodeSets_v2.json.
    #[arg(long, value_name = "FILE")]
    code_sets: Option<PathBuf>,
}

/// What to show.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The set, such as ExternalPurpose1Code; without it, all sets are listed.
    set: Option<String>,
    #[command(flatten)]
    from: CodeSetsArgs,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

impl CodeSetsArgs {
    /// Reads the file, where there is one.
    pub(crate) fn read(&self) -> Result<Option<Arc<CodeSets>>, CliError> {
        let Some(path) = &self.code_sets else { return Ok(None) };
        let bytes = std::fs::read(path).map_err(|source| CliError::file(path, source))?;
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let sets = CodeSets::read(&name, &bytes)
            .map_err(|wrong| CliError::CodeSetsUnusable { path: path.clone(), wrong })?;
        Ok(Some(Arc::new(sets)))
    }
}

/// Shows sets or codes.
pub(crate) fn run(command: &CodeSetsCommand) -> Result<(), CliError> {
    let CodeSetsCommand::Show(args) = command;
    let read = args.from.read()?;
    let sets = read.as_deref().unwrap_or(CodeSets::builtin());
    match &args.set {
        None => list(sets, args.output),
        Some(name) => {
            let set =
                sets.set(name).ok_or_else(|| CliError::CodeSetUnknown { name: name.clone() })?;
            codes(sets.edition(), set, args.output)
        }
    }
}

fn list(sets: &CodeSets, format: Format) -> Result<(), CliError> {
    let counts = |set: &CodeSet| {
        let current = set.current().count();
        (current, set.codes.len().saturating_sub(current))
    };
    if format == Format::Json {
        let rows = sets.sets().iter().map(|set| {
            let (codes, withdrawn) = counts(set);
            json!({ "set": set.name, "codes": codes, "withdrawn": withdrawn })
        });
        let rows: Vec<_> = rows.collect();
        return output::json(&json!({
            "edition": sets.edition(), "as_of": sets.as_of().to_string(), "sets": rows,
        }));
    }
    let rows: Vec<[String; 3]> = sets
        .sets()
        .iter()
        .map(|set| {
            let (codes, withdrawn) = counts(set);
            [set.name.to_string(), codes.to_string(), withdrawn.to_string()]
        })
        .collect();
    output::line(format_args!("Edition {}, as of {}", sets.edition(), sets.as_of()))?;
    output::table(["SET", "CODES", "WITHDRAWN"], &rows)
}

fn codes(edition: &str, set: &CodeSet, format: Format) -> Result<(), CliError> {
    let day = |day: Option<BusinessDate>| day.map(|day| day.to_string());
    if format == Format::Json {
        let row = |row: &Registration| json!({ "code": row.code, "from": day(row.from), "until": day(row.until) });
        let rows: Vec<_> = set.codes.iter().map(row).collect();
        return output::json(&json!({ "edition": edition, "set": set.name, "codes": rows }));
    }
    let row = |row: &Registration| {
        let day = |known| day(known).unwrap_or_else(|| "-".to_owned());
        [row.code.to_string(), day(row.from), day(row.until)]
    };
    let rows: Vec<[String; 3]> = set.codes.iter().map(row).collect();
    output::line(format_args!("{} of edition {edition}", set.name))?;
    output::table(["CODE", "FROM", "UNTIL"], &rows)
}
