//! Replay: the journal makes the state again, entry by entry, and is held against its own record.
//!
//! Every block carries the engine's running digest of an earlier entry; a replay that differs stops
//! there. Entries that two people put into quarantine are refused instead of applied.

use crate::error::NodeError;
use crate::outbox::Outbox;
use std::collections::{BTreeSet, VecDeque};
use suftaja_engine::{Body, Entry, EntryNumber, Outcome, State};
use suftaja_store::{JournalReader, StoreError};

/// Block ends whose digests are remembered: more than two flushes of the sequencer hold.
const DIGESTS_MAX: usize = 1 << 16;

/// What a replay did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replayed {
    /// Entries applied.
    pub entries: u64,
    /// Blocks read.
    pub blocks: u64,
    /// Digests on record that the replay met.
    pub digests_met: u64,
}

/// Replays the whole journal into a state and an outbox that are empty.
///
/// # Errors
/// [`NodeError::Store`] for damage, [`NodeError::Poison`] for an entry that cannot be applied,
/// [`NodeError::Diverged`] where the state differs from the one on record.
pub fn replay(
    reader: &JournalReader,
    state: &mut State,
    outbox: &mut Outbox,
) -> Result<Replayed, NodeError> {
    let quarantined = quarantined(reader)?;
    for number in &quarantined {
        state.quarantine(*number);
    }
    let mut digests = VecDeque::from([(0, state.trail().bytes())]);
    let mut outcome = Outcome::new();
    let mut replayed = Replayed::default();
    let mut blocks = reader.blocks(1).map_err(NodeError::Store)?;
    while let Some(block) = blocks.advance().map_err(NodeError::Store)? {
        let (entry, digest) = (block.header.state_entry, block.header.state_digest);
        let known = digests.binary_search_by_key(&entry, |(at, _)| *at);
        if let Some((_, met)) = known.ok().and_then(|at| digests.get(at)) {
            if *met != digest {
                return Err(NodeError::Diverged { number: entry });
            }
            replayed.digests_met += 1;
        }
        for (number, bytes) in block.entries() {
            let entry = match Entry::decode(bytes) {
                Ok(entry) => entry,
                Err(_) if quarantined.contains(&number) => placeholder(state),
                Err(malformed) => {
                    return Err(NodeError::Poison { number, text: malformed.to_string() });
                }
            };
            check(state, number, &entry, &quarantined)?;
            outcome.clear();
            state.apply(number, &entry, &mut outcome);
            outbox.record(state, number, &entry.stamp, &outcome.events);
            replayed.entries += 1;
        }
        replayed.blocks += 1;
        if digests.len() == DIGESTS_MAX {
            digests.pop_front();
        }
        digests.push_back((state.last(), state.trail().bytes()));
    }
    Ok(replayed)
}

/// What the sequencer checked before it gave a number must hold again.
fn check(
    state: &State,
    number: EntryNumber,
    entry: &Entry,
    quarantined: &BTreeSet<EntryNumber>,
) -> Result<(), NodeError> {
    let poison = |text: String| NodeError::Poison { number, text };
    if number != state.last() + 1 {
        return Err(poison(format!("it follows entry {}", state.last())));
    }
    if entry.stamp.time < state.time() {
        return Err(poison("its time lies before that of the entry before it".to_owned()));
    }
    if quarantined.contains(&number) {
        return Ok(());
    }
    state.check(entry).map_err(|code| poison(code.to_string()))
}

/// Stands for a quarantined entry whose bytes cannot be read; the engine refuses it by its number.
fn placeholder(state: &State) -> Entry {
    let stamp = suftaja_engine::Stamp { time: state.time(), ..Default::default() };
    Entry { stamp, body: Body::Tick }
}

/// Numbers of entries that later entries put into quarantine. Only cold entries are looked at, so
/// this first pass costs a small part of the replay.
fn quarantined(reader: &JournalReader) -> Result<BTreeSet<EntryNumber>, NodeError> {
    let mut numbers = BTreeSet::new();
    let mut blocks = match reader.blocks(1) {
        Ok(blocks) => blocks,
        Err(StoreError::NoJournal) => return Ok(numbers),
        Err(error) => return Err(NodeError::Store(error)),
    };
    while let Some(block) = blocks.advance().map_err(NodeError::Store)? {
        for (_, bytes) in block.entries() {
            let kind = bytes.get(2).copied();
            if kind == Some(suftaja_engine::entry::codec::QUARANTINED)
                && let Ok(Entry { body: Body::Quarantined { number }, stamp }) =
                    Entry::decode(bytes)
                && stamp.proposer != stamp.approver
            {
                numbers.insert(number);
            }
        }
    }
    Ok(numbers)
}
