//! `suftaja fsck --data DIR`: the whole journal read, its chain verified, the state made again and
//! held against the digests on record, and every invariant summed. Changes nothing, and may run
//! beside a node that serves.

use crate::DataArgs;
use crate::error::CliError;
use crate::output::{self, Format};
use clap::Args;
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use suftaja_engine::State;
use suftaja_node::NodeError;
use suftaja_node::archive::{self, ArchiveError};
use suftaja_node::node::home;
use suftaja_node::replay::{Replayed, replay};
use suftaja_node::snapshot::{Before, resume};
use suftaja_store::{Journal, JournalReader, KeyRing, Recovery, Report, Snapshots, Torn};

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct FsckArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Archive of the oldest segments, read where the data directory lacks them.
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

#[derive(Serialize)]
struct Checked {
    entries: u64,
    blocks: u64,
    digests_met: u64,
    torn: bool,
    /// The entry of the snapshot from which the same state was made.
    snapshot: Option<u64>,
    payments_waiting: usize,
    state_digest: String,
    chain_hash: String,
}

/// A journal of which everything that can be checked holds.
pub(crate) struct Proved {
    pub(crate) report: Report,
    pub(crate) state: State,
    pub(crate) replayed: Replayed,
}

/// Checks everything.
pub(crate) fn run(args: &FsckArgs) -> Result<(), CliError> {
    let (reader, recovery) = match &args.archive {
        Some(archive) => archive::inspect_with(&args.data.data, archive)?,
        None => inspect(&args.data)?,
    };
    let snapshots = Snapshots::new(home(&args.data.data)?);
    let archived = match args.archive {
        Some(_) => None,
        None => archive::hole(&args.data.data, &reader)?.pop(),
    };
    let proved = prove(&reader, &snapshots).map_err(|error| match archived {
        // Without a snapshot to begin with, what was archived is asked for.
        Some(row) if matches!(error, CliError::Node(NodeError::NoSnapshot { .. })) => {
            ArchiveError::Needed { last: row.next.saturating_sub(1), to: row.to }.into()
        }
        _ => error,
    });
    let Proved { report, state, replayed } = proved?;
    let snapshot = held_against_snapshot(&snapshots, &reader, &state)?;
    let checked = Checked {
        entries: replayed.entries,
        blocks: replayed.blocks,
        digests_met: replayed.digests_met,
        torn: recovery.torn.is_some(),
        snapshot,
        payments_waiting: state.queue().len(),
        state_digest: hex(&state.digest()),
        chain_hash: hex(&report.hash),
    };
    if args.output == Format::Json {
        return output::json(&checked);
    }
    let Checked { entries, blocks, digests_met, payments_waiting, .. } = &checked;
    output::line(format_args!("entries       {entries} in {blocks} blocks, none missing"))?;
    output::line(format_args!("digests       {digests_met} on record met"))?;
    output::line("invariants    hold: every currency's money equals its issue liability")?;
    if let Some(entry) = snapshot {
        let text = "makes the same state";
        output::line(format_args!("snapshot      that of entry {entry} {text}"))?;
    }
    output::line(format_args!("waiting       {payments_waiting}"))?;
    if let Some(cut) = &recovery.torn {
        output::line(format_args!("torn append   {}; the next start cuts it off", torn(cut)))?;
    }
    output::line(format_args!("chain hash    {}", checked.chain_hash))?;
    output::line(format_args!("state digest  {}", checked.state_digest))
}

/// Makes the state a second time, from the newest snapshot; it must be the same.
fn held_against_snapshot(
    snapshots: &Snapshots,
    reader: &JournalReader,
    whole: &State,
) -> Result<Option<u64>, CliError> {
    let resumed = resume(snapshots, reader)?;
    let Some(entry) = resumed.before.as_ref().map(Before::entry) else { return Ok(None) };
    // A node that serves may have gone on meanwhile.
    if resumed.state.last() == whole.last() && resumed.state.digest() != whole.digest() {
        let text = format!("the snapshot of entry {entry} makes another state than the journal");
        return Err(CliError::Proof(vec![text]));
    }
    Ok(Some(entry))
}

/// Reads every block, makes the state again, and sums. Where the journal's beginning was dropped,
/// the state is made from the newest snapshot.
pub(crate) fn prove(reader: &JournalReader, snapshots: &Snapshots) -> Result<Proved, CliError> {
    let report = reader.verify()?;
    crate::journal::defects(&report)?;
    let (state, replayed) = match reader.first() {
        1 => replay(reader).map(|(state, _, replayed)| (state, replayed))?,
        _ => resume(snapshots, reader).map(|resumed| (resumed.state, resumed.replayed))?,
    };
    // The engine states its invariants by assertions; here a broken one is a finding.
    let summed = catch_unwind(AssertUnwindSafe(|| state.assert_invariants()));
    if summed.is_err() {
        return Err(CliError::Proof(vec!["an invariant of the ledger does not hold".to_owned()]));
    }
    if state.last() != report.tail {
        return Err(NodeError::Diverged { number: state.last() }.into());
    }
    Ok(Proved { report, state, replayed })
}

/// Looks at the journal of a data directory without changing it.
pub(crate) fn inspect(data: &DataArgs) -> Result<(JournalReader, Recovery), CliError> {
    if !data.data.is_dir() {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(CliError::file(&data.data, source));
    }
    let home = home(&data.data)?;
    let keys = KeyRing::new(std::sync::Arc::clone(&home));
    Ok(Journal::inspect(home, keys)?)
}

/// A torn append in words.
pub(crate) fn torn(cut: &Torn) -> String {
    let Torn { file, offset, first_entry } = cut;
    format!("{file} from byte {offset} on, entry {first_entry}, never acknowledged")
}

/// Bytes as digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
