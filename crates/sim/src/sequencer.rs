//! The seam to a sequencer, and the reference one: check, number, encode, make durable, apply.
//!
//! Entries come from a world; answers go back once the entries are durable, never before. A world
//! drives whatever implements [`Sequencer`] and looks at its state through it: [`Reference`], which
//! is nothing clever, or the node's own (`crate::production`).

use std::sync::Arc;
use suftaja_base::width::to_u64;
use suftaja_base::{Instant, Suf};
use suftaja_engine::{AccountId, Entry, EntryNumber, Event, Outcome, ParticipantId, State};
use suftaja_node::outbox::Item;
use suftaja_store::{
    BlockInput, EvidenceItem, Home, Journal, JournalReader, KeyRing, Options, Owner, StoreError,
};

/// Segments are small, so that a world of a few hundred entries begins several.
pub(crate) const OPTIONS: Options =
    Options { segment_bytes: 96 * 1024, prepare_in_background: false };

/// Every evidence of a world belongs to one member and month.
pub const OWNER: Owner = Owner { member: 404, month: 202_611 };

/// One entry, with the bytes received for it.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// What to apply.
    pub entry: Entry,
    /// Received bytes; empty where there were none.
    pub evidence: Vec<u8>,
}

/// Entries that one sender hands in together.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Which of those who send at once.
    pub submitter: usize,
    /// What the clock shows.
    pub time: Instant,
    /// The entries.
    pub entries: Vec<Numbered>,
}

/// What is handed in before the next look at the journal.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// In the order of each submitter.
    pub submissions: Vec<Submission>,
    /// Lengths of the blocks, for a sequencer that does not choose its own.
    pub cuts: Vec<usize>,
    /// Whether a submitter waits for each answer before it goes on.
    pub is_patient: bool,
}

/// What became of a submission.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Number of its first entry; the others follow without a gap.
    pub first: EntryNumber,
    /// Entries that got no number, by index, with the code of the check.
    pub unnumbered: Vec<(usize, Suf)>,
    /// What happened, with the number of each event's entry.
    pub events: Vec<(EntryNumber, Event)>,
}

/// Why a sequencer did not do as it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setback {
    /// It takes nothing more, which is due when the disk gave reason for it.
    Stopped(String),
    /// It broke a promise, which is never due.
    Defect(String),
}

impl From<StoreError> for Setback {
    fn from(error: StoreError) -> Self {
        Self::Stopped(error.to_string())
    }
}

/// The answer to a submission.
pub type Answer = Result<Told, Setback>;

/// How entries are handed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// One submission after the other, each answered before the next, and nothing of itself: the
    /// same seed is the same run.
    OneByOne,
    /// Several at once, and the sequencer ticks and covers of itself.
    SideBySide,
}

/// How a life of a sequencer begins.
#[derive(Clone, Copy, Debug)]
pub struct Birth {
    /// Whether an empty home is no loss.
    pub may_create: bool,
    /// What the clock shows.
    pub now: Instant,
    /// How entries will come.
    pub manner: Manner,
}

/// What a world needs of a sequencer.
pub trait Sequencer: Sized {
    /// Starts on what a home holds, and replays it.
    ///
    /// # Errors
    /// Why not.
    fn start(home: Arc<dyn Home>, birth: &Birth) -> Result<Self, Setback>;

    /// Takes a round in and returns an answer to each submission, in their order.
    fn hand_in(&mut self, round: &Round) -> Vec<Answer>;

    /// An idle moment: says how far the journal is durable, and ticks when it does so of itself.
    ///
    /// # Errors
    /// Why it stopped.
    fn idle(&mut self, now: Instant) -> Result<(), Setback>;

    /// Waits until reads show what is durable, and nothing is left to be done of itself.
    ///
    /// # Errors
    /// Why it stopped.
    fn settle(&mut self) -> Result<(), Setback> {
        Ok(())
    }

    /// Ends cleanly.
    ///
    /// # Errors
    /// Why it did not.
    fn close(self) -> Result<(), Setback>;

    /// Looks at the state that reads show.
    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R;

    /// Reads of the journal.
    fn reader(&self) -> &JournalReader;

    /// What a participant is told behind a cursor; nothing where there is no outbox.
    fn outbox(&self, _of: ParticipantId, _after: u64) -> Option<Vec<Item>> {
        None
    }

    /// The balance of an account by the book of postings; nothing where there is none.
    fn booked(&self, _account: AccountId) -> Option<i128> {
        None
    }
}

/// The naive sequencer.
pub struct Reference {
    journal: Journal,
    state: State,
}

impl Reference {
    /// Starts on an empty home.
    ///
    /// # Errors
    /// What the store says.
    pub fn create(home: Arc<dyn Home>) -> Result<Self, StoreError> {
        let journal = Journal::create(Arc::clone(&home), KeyRing::new(home), &OPTIONS)?;
        Ok(Self { journal, state: State::new() })
    }

    /// Appends entries in blocks of the given lengths, one flush for all, and applies them.
    ///
    /// # Errors
    /// What the store says; then nothing is shown.
    pub fn append(&mut self, batch: &[Numbered], cuts: &[usize]) -> Result<Outcome, StoreError> {
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

    /// Takes a round in as [`Sequencer::hand_in`] does, through somebody who may alter what is
    /// appended and what is answered: for tests of liars.
    pub fn hand_in_through(
        &mut self,
        round: &Round,
        alter: impl FnOnce(&[Numbered]) -> Vec<Numbered>,
        embellish: impl FnOnce(Outcome) -> Outcome,
    ) -> Vec<Answer> {
        let mut next = self.state.last() + 1;
        let (mut batch, mut told) = (Vec::new(), Vec::new());
        for submission in &round.submissions {
            let mut own = Told { first: next, ..Told::default() };
            for (index, numbered) in submission.entries.iter().enumerate() {
                match self.state.check(&numbered.entry) {
                    Ok(()) => batch.push(numbered.clone()),
                    Err(code) => own.unnumbered.push((index, code)),
                }
            }
            next += to_u64(submission.entries.len() - own.unnumbered.len());
            told.push(own);
        }
        if batch.is_empty() {
            return told.into_iter().map(Ok).collect();
        }
        let outcome = match self.append(&alter(&batch), &round.cuts).map(embellish) {
            Ok(outcome) => outcome,
            Err(error) => {
                let reason = error.to_string();
                return told.iter().map(|_| Err(Setback::Stopped(reason.clone()))).collect();
            }
        };
        let ends: Vec<EntryNumber> = told.iter().skip(1).map(|own| own.first).collect();
        for (own, end) in told.iter_mut().zip(ends.into_iter().chain([next])) {
            let range = own.first..end;
            let events = outcome.events.iter().filter(|(by, _)| range.contains(by));
            own.events = events.copied().collect();
        }
        told.into_iter().map(Ok).collect()
    }
}

impl Sequencer for Reference {
    fn start(home: Arc<dyn Home>, birth: &Birth) -> Result<Self, Setback> {
        let keys = KeyRing::new(Arc::clone(&home));
        let journal = match Journal::open(Arc::clone(&home), keys, &OPTIONS) {
            Err(StoreError::NoJournal) if birth.may_create => return Ok(Self::create(home)?),
            opened => opened?.0,
        };
        let state = replay(&journal.reader)?;
        Ok(Self { journal, state })
    }

    fn hand_in(&mut self, round: &Round) -> Vec<Answer> {
        self.hand_in_through(round, <[Numbered]>::to_vec, |outcome| outcome)
    }

    fn idle(&mut self, _: Instant) -> Result<(), Setback> {
        self.journal.writer.cover()?;
        Ok(())
    }

    fn close(self) -> Result<(), Setback> {
        Ok(self.journal.writer.close()?)
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
        first += to_u64(length);
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
