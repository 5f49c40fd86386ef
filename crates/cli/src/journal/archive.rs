//! `suftaja journal archive`, `drop` and `erase`: what is old leaves the data directory, by policy.

use crate::DataArgs;
use crate::error::CliError;
use crate::{output, token};
use clap::Args;
use std::path::PathBuf;
use suftaja_base::BusinessDate;
use suftaja_node::archive::{self, Before, Erasure, Row};
use suftaja_node::node::home;
use suftaja_node::snapshot::oldest_usable;
use suftaja_store::Snapshots;

/// What to copy, and where to.
#[derive(Debug, Args)]
pub(crate) struct ArchiveArgs {
    #[command(flatten)]
    data: DataArgs,
    /// A day, as 2026-11-23, or an entry: segments wholly before it are archived.
    #[arg(long, value_name = "DATE|ENTRY", value_parser = before)]
    before: Before,
    /// Directory of the archive.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// What to drop.
#[derive(Debug, Args)]
pub(crate) struct DropArgs {
    #[command(flatten)]
    data: DataArgs,
}

/// What to erase, and who says so.
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Code of the member, as union.toml has it: keys are one for each member and month.
    #[arg(long, value_name = "CODE")]
    member: String,
    /// The month, as 2021-03.
    #[arg(long, value_name = "MONTH")]
    month: String,
    /// Token file of a person of the operator who may approve; give it twice, for two people.
    #[arg(long, value_name = "FILE", required = true)]
    by: Vec<PathBuf>,
}

fn before(text: &str) -> Result<Before, String> {
    if let Ok(entry) = text.parse() {
        return Ok(Before::Entry(entry));
    }
    let date = BusinessDate::parse(text).map(Before::Date);
    date.map_err(|_| "neither a number nor a day as 2026-11-23".to_owned())
}

/// Copies old segments to an archive.
pub(crate) fn run(args: &ArchiveArgs) -> Result<(), CliError> {
    let rows = archive::archive(&args.data.data, args.before, &args.to)?;
    tell("archived", &rows)
}

/// Drops old segments.
pub(crate) fn drop_old(args: &DropArgs) -> Result<(), CliError> {
    let (reader, _) = crate::fsck::inspect(&args.data)?;
    let snapshots = Snapshots::new(home(&args.data.data)?);
    let oldest_snapshot = oldest_usable(&snapshots, &reader)?;
    tell("dropped", &archive::drop_old(&args.data.data, oldest_snapshot)?)
}

fn tell(done: &str, rows: &[Row]) -> Result<(), CliError> {
    for row in rows {
        let last = row.next.saturating_sub(1);
        output::line(format_args!("{done}  {}, entries {} to {last}", row.file(), row.first))?;
    }
    let count = output::counted(rows.len(), "segment");
    output::line(format_args!("{done}  {count}"))
}

/// Erases a member's month.
pub(crate) fn erase(args: &EraseArgs) -> Result<(), CliError> {
    let data = &args.data.data;
    let people = token::two_people(data, &args.by)?;
    let erasure = Erasure { member: &args.member, month: &args.month, people };
    let erased = archive::erase(data, erasure)?;
    output::line(format_args!("erased  evidence of {} for {}", erased.member, erased.month))?;
    output::line("record  erased.json")?;
    eprintln!("the next suftaja backup erases it in the backup; other copies are yours to treat");
    Ok(())
}
