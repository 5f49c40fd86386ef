//! `suftaja journal quarantine N`: two people turn an entry that stops the replay into a refusal.
//!
//! Works on a journal that no node can open. It appends one entry that names both people; from then
//! on every replay refuses entry N instead of applying it. An entry that applies is left alone.

use crate::DataArgs;
use crate::error::CliError;
use crate::fsck::inspect;
use crate::{output, token};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use suftaja_base::Instant;
use suftaja_engine::{Body, Entry, Stamp, State};
use suftaja_node::node::home;
use suftaja_node::replay::replay;
use suftaja_node::{NodeError, RULE_VERSION, clock};
use suftaja_store::{BlockInput, Journal, JournalReader, KeyRing, Options};

/// Which entry, and who says so.
#[derive(Debug, Args)]
pub(crate) struct QuarantineArgs {
    /// Number of the entry.
    number: u64,
    /// Token file of a person of the operator who may approve; give it twice, for two people.
    #[arg(long, value_name = "FILE", required = true)]
    by: Vec<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// Puts the entry into quarantine.
pub(crate) fn run(args: &QuarantineArgs) -> Result<(), CliError> {
    let [proposer, approver] = token::two_people(&args.data.data, &args.by)?;
    let (reader, _) = inspect(&args.data)?;
    match replay(&reader) {
        Ok(_) => return Err(CliError::EntrySound { number: args.number }),
        Err(NodeError::Poison { number, .. }) if number == args.number => {}
        Err(error) => return Err(error.into()),
    }
    let home = home(&args.data.data)?;
    let keys = KeyRing::new(Arc::clone(&home));
    let (journal, recovery) = Journal::open(home, keys, &Options::default())?;
    let time = clock::wall().max(last_time(&journal.reader)?);
    let rule_version = RULE_VERSION;
    let stamp = Stamp { time, rule_version, proposer, approver, ..Stamp::default() };
    let entry = Entry { stamp, body: Body::Quarantined { number: args.number } };
    let mut bytes = Vec::new();
    entry.encode(&mut bytes);
    let first = recovery.tail.saturating_add(1);
    let mut writer = journal.writer;
    writer.append(&[BlockInput {
        first,
        count: 1,
        entries: &bytes,
        evidence: &[],
        // The state at the tail cannot be made, so the block carries the one before all entries.
        state_entry: 0,
        state_digest: State::new().trail().bytes(),
    }])?;
    writer.close()?;
    let number = args.number;
    output::line(format_args!("entry {number} is refused from now on, by entry {first}"))?;
    let (reader, _) = inspect(&args.data)?;
    replay(&reader)?;
    Ok(())
}

/// The latest time in the last block; entries that cannot be read are passed over.
fn last_time(reader: &JournalReader) -> Result<Instant, CliError> {
    let mut last = Instant::default();
    let mut blocks = reader.blocks(reader.tail())?;
    while let Some(block) = blocks.advance()? {
        let entries = block.entries().filter_map(|(_, bytes)| Entry::decode(bytes).ok());
        last = entries.map(|entry| entry.stamp.time).fold(last, Instant::max);
    }
    Ok(last)
}
