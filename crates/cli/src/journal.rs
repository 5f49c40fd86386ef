//! `suftaja journal …`: entries as they stand on record, a full check, and what needs people's
//! word.

mod archive;
mod quarantine;
mod recover;
mod show;

use crate::DataArgs;
use crate::error::CliError;
use crate::fsck::{hex, inspect};
use crate::output::{self, Format};
use clap::{Args, Subcommand};
use suftaja_node::archive::hole;
use suftaja_store::Report;

/// What to do with a journal.
#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// Show one entry, and with --evidence the message that brought it.
    Show(show::ShowArgs),
    /// Show the last entries.
    Tail(show::TailArgs),
    /// Read every block and check the chain.
    Verify(VerifyArgs),
    /// Copy old segments to an archive, and put them on record.
    Archive(archive::ArchiveArgs),
    /// Drop archived segments that the policy lets go and no start needs.
    Drop(archive::DropArgs),
    /// Erase what a member's banks sent in a month; takes two people.
    Erase(archive::EraseArgs),
    /// Turn an entry that stops the replay into a refusal; takes two people.
    Quarantine(quarantine::QuarantineArgs),
    /// Recover after a crash, or give up damaged entries on a person's word.
    Recover(recover::RecoverArgs),
}

/// What to verify.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Runs one of the commands.
pub(crate) fn run(command: &JournalCommand) -> Result<(), CliError> {
    match command {
        JournalCommand::Show(args) => show::run(args),
        JournalCommand::Tail(args) => show::tail(args),
        JournalCommand::Verify(args) => verify(args),
        JournalCommand::Archive(args) => archive::run(args),
        JournalCommand::Drop(args) => archive::drop_old(args),
        JournalCommand::Erase(args) => archive::erase(args),
        JournalCommand::Quarantine(args) => quarantine::run(args),
        JournalCommand::Recover(args) => recover::run(args),
    }
}

fn verify(args: &VerifyArgs) -> Result<(), CliError> {
    let (reader, _) = inspect(&args.data)?;
    let report = reader.verify()?;
    let archived = hole(&args.data.data, &reader)?;
    let archived = archived.last().map_or(0, |row| row.next.saturating_sub(1));
    if args.output == Format::Json {
        output::json(&serde_json::json!({
            "segments": report.segments,
            "blocks": report.blocks,
            "entries": report.entries,
            "archived": archived,
            "evidence_bytes": report.evidence_bytes,
            "tail": report.tail,
            "chain_hash": hex(&report.hash),
            "sound": report.is_sound(),
        }))?;
    } else {
        output::line(format_args!("segments    {}", report.segments))?;
        output::line(format_args!("blocks      {}", report.blocks))?;
        output::line(format_args!("entries     {}, the last is {}", report.entries, report.tail))?;
        if archived > 0 {
            output::line(format_args!(
                "archived    entries 1 to {archived}; the chain leads here"
            ))?;
        }
        output::line(format_args!("evidence    {} bytes, sealed", report.evidence_bytes))?;
        output::line(format_args!("chain hash  {}", hex(&report.hash)))?;
    }
    defects(&report)
}

/// Lists what is wrong on standard error and fails when there is anything.
pub(crate) fn defects(report: &Report) -> Result<(), CliError> {
    if report.is_sound() {
        return Ok(());
    }
    for defect in &report.defects {
        eprintln!(
            "{} at byte {}, entry {}: {}",
            defect.file, defect.offset, defect.first_entry, defect.fault
        );
    }
    let listed = suftaja_base::width::to_u64(report.defects.len());
    Err(CliError::Unsound { defects: listed.saturating_add(report.more) })
}
