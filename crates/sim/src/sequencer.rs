//! The reference sequencer: check, number, encode, make durable, apply. Nothing cleverer.
//!
//! Entries come from a world; events go back once the entries are durable, never before. The seam
//! is [`Sequencer`]: a world drives whatever implements it and looks at its state through it, so a
//! real sequencer can stand in the place of [`Reference`].

use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_engine::{Entry, EntryNumber, Outcome, State};
use suftaja_store::{
    BlockInput, EvidenceItem, Home, Journal, JournalReader, KeyRing, Options, Owner, Recovery,
    StoreError,
};

/// Segments are small, so that a world of a few hundred entries begins several.
const OPTIONS: Options = Options { segment_bytes: 96 * 1024, prepare_in_background: false };

/// Every evidence of a world belongs to one member and month.
pub const OWNER: Owner = Owner { member: 404, month: 202_611 };

/// One entry that passed the check, with the bytes received for it.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// What to apply.
    pub entry: Entry,
    /// Received bytes; empty where there were none.
    pub evidence: Vec<u8>,
}

/// What a world needs of a sequencer.
pub trait Sequencer: Sized {
    /// Starts on an empty home.
    ///
    /// # Errors
    /// What the store says.
    fn create(home: Arc<dyn Home>) -> Result<Self, StoreError>;

    /// Starts on what a home holds, and replays it.
    ///
    /// # Errors
    /// What the store says.
    fn open(home: Arc<dyn Home>) -> Result<(Self, Recovery), StoreError>;

    /// Whether applying the entry can succeed; what fails gets no number.
    ///
    /// # Errors
    /// The reason.
    fn check(&self, entry: &Entry) -> Result<(), Suf>;

    /// Appends checked entries in blocks of the given lengths, one flush for all, and applies them.
    ///
    /// # Errors
    /// What the store says; then nothing was acknowledged and nothing shown.
    fn append(&mut self, batch: &[Numbered], cuts: &[usize]) -> Result<Outcome, StoreError>;

    /// Says in an idle moment how far the journal is durable.
    ///
    /// # Errors
    /// What the store says.
    fn cover(&mut self) -> Result<(), StoreError>;

    /// Ends cleanly.
    ///
    /// # Errors
    /// What the store says.
    fn close(self) -> Result<(), StoreError>;

    /// Looks at the state that reads show.
    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R;

    /// Reads of the journal.
    fn reader(&self) -> &JournalReader;
}

/// The naive sequencer.
pub struct Reference {
    journal: Journal,
    state: State,
}

impl Sequencer for Reference {
    fn create(home: Arc<dyn Home>) -> Result<Self, StoreError> {
        let journal = Journal::create(Arc::clone(&home), KeyRing::new(home), &OPTIONS)?;
        Ok(Self { journal, state: State::new() })
    }

    fn open(home: Arc<dyn Home>) -> Result<(Self, Recovery), StoreError> {
        let keys = KeyRing::new(Arc::clone(&home));
        let (journal, recovery) = Journal::open(home, keys, &OPTIONS)?;
        let state = replay(&journal.reader)?;
        Ok((Self { journal, state }, recovery))
    }

    fn check(&self, entry: &Entry) -> Result<(), Suf> {
        self.state.check(entry)
    }

    fn append(&mut self, batch: &[Numbered], cuts: &[usize]) -> Result<Outcome, StoreError> {
        let first = self.state.last() + 1;
        let known = (self.state.last(), self.state.trail().bytes());
        let parts = parts_of(batch, cuts, first);
        let evidence: Vec<Vec<EvidenceItem<'_>>> =
            parts.iter().map(|part| evidence_of(part.entries)).collect();
        let blocks: Vec<BlockInput<'_>> = parts
            .iter()
            .zip(&evidence)
            .map(|(part, evidence)| BlockInput {
                first: part.first,
                count: u32::try_from(part.entries.len()).unwrap_or(u32::MAX),
                entries: &part.bytes,
                evidence,
                state_entry: known.0,
                state_digest: known.1,
            })
            .collect();
        self.journal.writer.append(&blocks)?;
        let mut out = Outcome::new();
        for (number, numbered) in (first..).zip(batch) {
            self.state.apply(number, &numbered.entry, &mut out);
        }
        Ok(out)
    }

    fn cover(&mut self) -> Result<(), StoreError> {
        self.journal.writer.cover().map(drop)
    }

    fn close(self) -> Result<(), StoreError> {
        self.journal.writer.close()
    }

    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        with(&self.state)
    }

    fn reader(&self) -> &JournalReader {
        &self.journal.reader
    }
}

/// Applies a whole journal to an empty state, and holds it against the digests in its blocks.
///
/// # Errors
/// What reading finds.
///
/// # Panics
/// When an entry cannot be read or a block's digest is not met: the world has failed.
pub fn replay(reader: &JournalReader) -> Result<State, StoreError> {
    let mut state = State::new();
    let mut trails = vec![state.trail().bytes()];
    if reader.tail() < reader.first() {
        return Ok(state);
    }
    let mut blocks = reader.blocks(1)?;
    let mut out = Outcome::new();
    while let Some(block) = blocks.advance()? {
        let stated = usize::try_from(block.header.state_entry).unwrap_or(usize::MAX);
        let met = trails.get(stated).is_some_and(|trail| *trail == block.header.state_digest);
        assert!(
            met,
            "replay meets the digest after entry {stated} that block {} states",
            block.header.number
        );
        for (number, bytes) in block.entries() {
            let Ok(entry) = Entry::decode(bytes) else { panic!("entry {number} is unreadable") };
            state.apply(number, &entry, &mut out);
            out.clear();
            trails.push(state.trail().bytes());
        }
    }
    Ok(state)
}

/// A block's worth of a batch.
struct Part<'a> {
    first: EntryNumber,
    entries: &'a [Numbered],
    bytes: Vec<u8>,
}

fn parts_of<'a>(batch: &'a [Numbered], cuts: &[usize], first: EntryNumber) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let (mut rest, mut first, mut cuts) = (batch, first, cuts.iter());
    while !rest.is_empty() {
        let length = cuts.next().copied().unwrap_or(rest.len()).clamp(1, rest.len());
        let (entries, later) = rest.split_at(length);
        let mut bytes = Vec::new();
        for numbered in entries {
            numbered.entry.encode(&mut bytes);
        }
        parts.push(Part { first, entries, bytes });
        first += suftaja_base::width::to_u64(length);
        rest = later;
    }
    parts
}

fn evidence_of(entries: &[Numbered]) -> Vec<EvidenceItem<'_>> {
    let with = (0..).zip(entries).filter(|(_, numbered)| !numbered.evidence.is_empty());
    with.map(|(ordinal, numbered)| EvidenceItem {
        ordinal,
        owner: OWNER,
        bytes: &numbered.evidence,
    })
    .collect()
}
