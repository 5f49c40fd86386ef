//! Replay: the journal makes the state again, entry by entry, and is held against its own record.
//!
//! Every block carries the engine's running digest of an earlier entry; a replay that differs stops
//! there. One thread reads, verifies and decodes ahead while another applies. An entry that cannot
//! be applied is poison: it stops the replay unless two people put it into quarantine, which makes
//! a refusal of it; no entry that can be applied is ever left out, since nothing final is unwound.

use crate::error::NodeError;
use crate::original::is_as_recorded;
use crate::outbox::Outbox;
use std::collections::{BTreeSet, VecDeque};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use suftaja_engine::entry::codec::QUARANTINED;
use suftaja_engine::{Body, Entry, EntryNumber, Outcome, Stamp, State};
use suftaja_store::JournalReader;

/// Block ends whose digests are remembered: more than two flushes of the sequencer hold.
const DIGESTS_MAX: usize = 1 << 16;
/// Blocks decoded ahead.
const AHEAD: usize = 16;

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

/// A block on its way from the reading to the applying thread.
struct Decoded {
    first: EntryNumber,
    entries: Vec<Entry>,
    state_entry: EntryNumber,
    state_digest: [u8; 16],
}

/// Replays the whole journal.
///
/// # Errors
/// [`NodeError::Store`] for damage, [`NodeError::Poison`] for an entry that cannot be applied,
/// [`NodeError::Diverged`] where the state differs from the one on record.
pub fn replay(reader: &JournalReader) -> Result<(State, Outbox, Replayed), NodeError> {
    replay_from(reader, || Ok((State::new(), Outbox::default())))
}

/// Replays what the journal holds behind a state that a snapshot kept. Where an entry turns out to
/// be in quarantine, the state is asked for again.
///
/// # Errors
/// As [`replay`]; [`NodeError::NoSnapshot`] where entries between the two were archived.
pub fn replay_from(
    reader: &JournalReader,
    mut begin: impl FnMut() -> Result<(State, Outbox), NodeError>,
) -> Result<(State, Outbox, Replayed), NodeError> {
    let mut quarantined = BTreeSet::new();
    loop {
        let (state, outbox) = begin()?;
        if state.last() + 1 < reader.first() {
            return Err(NodeError::NoSnapshot { first: reader.first() });
        }
        match attempt(reader, &quarantined, (state, outbox)) {
            Err(NodeError::Poison { number, text }) => {
                if quarantined.contains(&number) || !is_quarantined(reader, number)? {
                    return Err(NodeError::Poison { number, text });
                }
                quarantined.insert(number);
            }
            result => return result,
        }
    }
}

fn attempt(
    reader: &JournalReader,
    quarantined: &BTreeSet<EntryNumber>,
    start: (State, Outbox),
) -> Result<(State, Outbox, Replayed), NodeError> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let first = start.0.last() + 1;
        let reading = scope.spawn(move || read_ahead(reader, first, quarantined, &sender));
        let applied = apply_all(receiver, quarantined, start);
        // A reader whose receiver is gone has ended; its own finding comes first in the journal.
        let read = reading.join().unwrap_or(Err(NodeError::Thread));
        let applied = applied?;
        read.map(|()| applied)
    })
}

/// Reads, verifies and decodes block after block.
fn read_ahead(
    reader: &JournalReader,
    first: EntryNumber,
    quarantined: &BTreeSet<EntryNumber>,
    sender: &SyncSender<Decoded>,
) -> Result<(), NodeError> {
    let mut blocks = reader.blocks(first).map_err(NodeError::Store)?;
    while let Some(block) = blocks.advance().map_err(NodeError::Store)? {
        let mut entries = Vec::with_capacity(suftaja_base::width::to_usize(block.header.count));
        let mut failed = None;
        for (number, bytes) in block.entries() {
            match Entry::decode(bytes) {
                Ok(entry)
                    if !quarantined.contains(&number) && !is_as_recorded(reader, &entry.body)? =>
                {
                    let text = "it tells of a payment what the journal does not hold".to_owned();
                    failed = Some(NodeError::Poison { number, text });
                    break;
                }
                Ok(entry) => entries.push(entry),
                Err(_) if quarantined.contains(&number) => entries.push(placeholder()),
                Err(malformed) => {
                    failed = Some(NodeError::Poison { number, text: malformed.to_string() });
                    break;
                }
            }
        }
        let (state_entry, state_digest) = (block.header.state_entry, block.header.state_digest);
        let decoded = Decoded { first: block.first(), entries, state_entry, state_digest };
        if sender.send(decoded).is_err() {
            return Ok(());
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(())
}

fn apply_all(
    receiver: Receiver<Decoded>,
    quarantined: &BTreeSet<EntryNumber>,
    (mut state, mut outbox): (State, Outbox),
) -> Result<(State, Outbox, Replayed), NodeError> {
    for number in quarantined {
        state.quarantine(*number);
    }
    let mut digests = VecDeque::from([(state.last(), state.trail().bytes())]);
    let mut outcome = Outcome::new();
    let mut replayed = Replayed::default();
    for block in receiver {
        let known = digests.binary_search_by_key(&block.state_entry, |(at, _)| *at);
        if let Some((_, met)) = known.ok().and_then(|at| digests.get(at)) {
            if *met != block.state_digest {
                return Err(NodeError::Diverged { number: block.state_entry });
            }
            replayed.digests_met += 1;
        }
        // A panic is a broken invariant; the state is given up, so nothing half-applied is seen.
        let applied = catch_unwind(AssertUnwindSafe(|| {
            apply_block(&block, quarantined, &mut state, &mut outbox, &mut outcome)
        }));
        let broken = |_| NodeError::Poison {
            number: state.last() + 1,
            text: "applying it breaks an invariant".to_owned(),
        };
        applied.map_err(broken)??;
        replayed.entries += suftaja_base::width::to_u64(block.entries.len());
        replayed.blocks += 1;
        if digests.len() == DIGESTS_MAX {
            digests.pop_front();
        }
        digests.push_back((state.last(), state.trail().bytes()));
    }
    Ok((state, outbox, replayed))
}

fn apply_block(
    block: &Decoded,
    quarantined: &BTreeSet<EntryNumber>,
    state: &mut State,
    outbox: &mut Outbox,
    outcome: &mut Outcome,
) -> Result<(), NodeError> {
    black_box(state.touch(&block.entries));
    for (number, entry) in (block.first..).zip(&block.entries) {
        let refused = quarantined.contains(&number);
        check(state, number, entry, refused)?;
        outcome.clear();
        state.apply(number, entry, outcome);
        outbox.record(state, number, entry, &outcome.events);
    }
    Ok(())
}

/// What the sequencer checked before it gave a number must hold again.
fn check(
    state: &State,
    number: EntryNumber,
    entry: &Entry,
    refused: bool,
) -> Result<(), NodeError> {
    let poison = |text: String| NodeError::Poison { number, text };
    if number != state.last() + 1 {
        return Err(poison(format!("it follows entry {}", state.last())));
    }
    if refused {
        return Ok(());
    }
    if entry.stamp.time < state.time() {
        return Err(poison("its time lies before that of the entry before it".to_owned()));
    }
    state.check_facts(entry).map_err(|code| poison(code.to_string()))
}

/// Stands for a quarantined entry whose bytes cannot be read; the engine refuses it by its number.
fn placeholder() -> Entry {
    Entry { stamp: Stamp::default(), body: Body::Tick }
}

/// Whether two people put an entry into quarantine, by an entry behind it.
fn is_quarantined(reader: &JournalReader, poison: EntryNumber) -> Result<bool, NodeError> {
    let mut blocks = reader.blocks(poison).map_err(NodeError::Store)?;
    while let Some(block) = blocks.advance().map_err(NodeError::Store)? {
        for (_, bytes) in block.entries() {
            if bytes.get(2) == Some(&QUARANTINED)
                && let Ok(Entry { body: Body::Quarantined { number }, stamp }) =
                    Entry::decode(bytes)
                && number == poison
                && stamp.proposer != stamp.approver
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
