//! Follows the journal: everything that became durable, held against what was sent and the oracle.
//!
//! A world says what it asks and what it was answered; the journal says what is. Each entry of the
//! journal must be one that somebody sent, once, at the number that was told, or one of those that
//! nobody answered for; a replica applies it, the oracle works it out, and both must agree. The
//! number of an asking stands in the stamp's reference to a signature, which no rule looks at: so
//! an entry of the journal is known again whatever order the sequencer chose. Must never ask the
//! sequencer what it thinks.

use crate::actor::Sending;
use crate::compare;
use crate::mail::{self, Letter};
use crate::oracle::Oracle;
use crate::sequencer::{Numbered, Told};
use crate::world::Report;
use std::collections::{BTreeMap, VecDeque};
use suftaja_base::width::to_u64;
use suftaja_base::{Instant, Suf};
use suftaja_engine::entry::{Body, Entry, Stamp};
use suftaja_engine::outcome::{Event, TierEvent};
use suftaja_engine::{AccountId, Outcome, ParticipantId, State};
use suftaja_node::outbox::Item;
use suftaja_store::{JournalReader, StoreError};

/// What went wrong, as a sentence.
pub type Trouble = String;

/// Participants beyond those admitted whom an entry may name, or send as.
const STRANGERS: u32 = 3;

/// An entry on its way to the sequencer.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The entry, with its evidence.
    pub numbered: Numbered,
    /// What was to be sent, to send it again.
    pub sending: Sending,
    /// Which of those who send at once.
    pub submitter: usize,
    /// Number of its submission among all.
    pub submission: u64,
    /// The entry as it must stand in the journal.
    bytes: Vec<u8>,
    /// Why it may get no number, by the rules before the round.
    bars: Vec<Suf>,
}

/// What was answered and has not been read in the journal yet.
struct Promise {
    numbered: Numbered,
    bytes: Vec<u8>,
    events: Vec<Event>,
}

/// An entry of the journal whose sender was found.
struct Known {
    numbered: Numbered,
    /// As it must stand in the journal.
    bytes: Vec<u8>,
    /// What was told of it, where anything was.
    answer: Option<Vec<Event>>,
}

/// Why following ended early.
pub enum Ended {
    /// The journal cannot be read.
    Unread(StoreError),
    /// A rule was broken.
    Trouble(Trouble),
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// The follower.
#[derive(Default)]
pub struct Follower {
    /// The engine, applied to what the journal holds.
    pub replica: State,
    /// The rules.
    pub oracle: Oracle,
    /// What happened.
    pub report: Report,
    /// Everything in the journal, by number from 1.
    pub durable: Vec<Numbered>,
    /// Whether the sequencer may put ticks of its own in line.
    may_tick: bool,
    askings: u32,
    promised: BTreeMap<u64, Promise>,
    /// What got no number for a reason that the rules did not give before the round: they may
    /// give it since, when others of the round come first.
    denied: Vec<(Asked, Suf)>,
    /// What nobody answered for, by the number of its asking.
    open: BTreeMap<u32, Asked>,
    /// The last number that a submission without an answer was found under.
    found: BTreeMap<u64, u64>,
    /// How often each payment's entry was told settled.
    settlements: BTreeMap<u64, u32>,
    /// The outbox as it was read so far.
    lines: Vec<Vec<Item>>,
    /// What the outbox must hold beyond that.
    letters: VecDeque<Letter>,
}

impl Follower {
    /// Follows a journal from its beginning.
    #[must_use]
    pub fn new(may_tick: bool) -> Self {
        Self { may_tick, ..Self::default() }
    }

    /// Puts a number on an entry that is about to be handed in.
    pub fn ask(
        &mut self,
        mut numbered: Numbered,
        sending: Sending,
        submitter: usize,
        submission: u64,
    ) -> Asked {
        self.askings += 1;
        numbered.entry.stamp.signature = self.askings;
        numbered.entry.stamp.evidence = !numbered.evidence.is_empty();
        let mut bytes = Vec::new();
        numbered.entry.encode(&mut bytes);
        let bars = self.oracle.bars(&numbered.entry.body);
        Asked { numbered, sending, submitter, submission, bytes, bars }
    }

    /// A submission was answered: notes which numbers it was told.
    ///
    /// # Errors
    /// An answer that does not fit the submission or the rules.
    pub fn answered(&mut self, asked: Vec<Asked>, told: &Told) -> Result<(), Trouble> {
        let mut number = told.first;
        let mut unnumbered = told.unnumbered.iter().peekable();
        for (index, asked) in asked.into_iter().enumerate() {
            if let Some((_, code)) = unnumbered.next_if(|(at, _)| *at == index) {
                self.report.barred += 1;
                if !asked.bars.contains(code) {
                    self.denied.push((asked, *code));
                }
                continue;
            }
            let own = told.events.iter().filter(|(by, _)| *by == number);
            let events = own.map(|(_, event)| *event).collect();
            let Asked { numbered, bytes, .. } = asked;
            let promise = Promise { numbered, bytes, events };
            let is_past = number <= self.replica.last();
            if self.promised.insert(number, promise).is_some() || is_past {
                return Err(format!("number {number} was given twice"));
            }
            number += 1;
        }
        let range = told.first..number;
        if unnumbered.next().is_some() || told.events.iter().any(|(by, _)| !range.contains(by)) {
            return Err(format!("an answer tells of what it was not asked: {told:?}"));
        }
        Ok(())
    }

    /// The last entry that was acknowledged, or found.
    #[must_use]
    pub fn acknowledged(&self) -> u64 {
        let promised = self.promised.last_key_value().map_or(0, |(number, _)| *number);
        promised.max(self.replica.last())
    }

    /// Nobody answered a submission: it may be in the journal, or a part of it, or nothing.
    pub fn unanswered(&mut self, asked: Vec<Asked>) {
        self.open.extend(asked.into_iter().map(|own| (own.numbered.entry.stamp.signature, own)));
    }

    /// Reads what is durable and new, applies it to the replica and to the oracle, and compares.
    ///
    /// # Errors
    /// What reading finds, or the first difference.
    pub fn follow(&mut self, reader: &JournalReader) -> Result<(), Ended> {
        let mut blocks = reader.blocks(self.replica.last() + 1).map_err(Ended::Unread)?;
        while let Some(block) = blocks.advance().map_err(Ended::Unread)? {
            let is_new = block.first() > self.replica.last();
            let overlapped = is_new && block.header.state_entry + 1 < block.first();
            self.report.overlapped += u64::from(overlapped);
            for (number, bytes) in block.entries() {
                if number > self.replica.last() {
                    self.follow_entry(number, bytes)?;
                }
            }
        }
        if let Some((promised, _)) = self.promised.last_key_value() {
            let last = self.replica.last();
            let text = format!("the journal ends at entry {last}; {promised} is acknowledged");
            return Err(Ended::Trouble(text));
        }
        match self.denied.pop() {
            None => Ok(()),
            Some((Asked { numbered, bars, .. }, code)) => {
                let entry = numbered.entry;
                let text = format!("the check says {code:?}, the rules {bars:?} of {entry:?}");
                Err(Ended::Trouble(text))
            }
        }
    }

    /// Ends the search for what nobody answered for: what was not found is not there.
    pub fn give_up_open(&mut self) {
        self.report.lost += to_u64(self.open.len());
        self.open.clear();
        self.found.clear();
    }

    fn follow_entry(&mut self, number: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let Ok(entry) = Entry::decode(bytes) else {
            return Err(format!("entry {number} cannot be read"));
        };
        let Known { numbered, bytes: sent, answer } = self.recognise(number, &entry)?;
        if sent != bytes {
            return Err(format!("entry {number} is not what was sent"));
        }
        let at = |difference: String| format!("{difference}; the entry is {entry:?}");
        let bars = self.oracle.bars(&entry.body);
        if !bars.is_empty() {
            return Err(at(format!("it got a number, and the rules bar it: {bars:?}")));
        }
        let mut out = Outcome::new();
        self.replica.apply(number, &entry, &mut out);
        let told: Vec<Event> = out.events.iter().map(|(_, event)| *event).collect();
        let expected = self.oracle.apply(number, &entry);
        let oracle = &self.oracle;
        self.denied.retain(|(own, code)| !oracle.bars(&own.numbered.entry.body).contains(code));
        compare::events(number, &told, &expected).map_err(at)?;
        compare::states(&self.replica, &self.oracle).map_err(at)?;
        if answer.as_ref().is_some_and(|answer| *answer != told) {
            return Err(at(format!("the answer was {answer:?}, replay says {told:?}")));
        }
        let letters = mail::due(number, &entry.stamp, &told, &self.oracle);
        let filed = letters.iter().map(|own| (own.to, own.is_again()));
        self.oracle.boxes.extend(filed);
        self.letters.extend(letters);
        self.durable.push(numbered);
        self.count(number, &told)
    }

    /// Finds out who sent an entry: the entry as sent, its bytes, and what was answered.
    fn recognise(&mut self, number: u64, entry: &Entry) -> Result<Known, Trouble> {
        if let Some(promise) = self.promised.remove(&number) {
            let Promise { numbered, bytes, events } = promise;
            return Ok(Known { numbered, bytes, answer: Some(events) });
        }
        if let Some(asked) = self.open.remove(&entry.stamp.signature) {
            self.in_order(number, &asked)?;
            self.report.survivors += 1;
            let Asked { numbered, bytes, .. } = asked;
            return Ok(Known { numbered, bytes, answer: None });
        }
        if self.may_tick && self.is_due_tick(entry) {
            self.report.ticks += 1;
            let mut bytes = Vec::new();
            entry.encode(&mut bytes);
            let numbered = Numbered { entry: entry.clone(), evidence: Vec::new() };
            return Ok(Known { numbered, bytes, answer: None });
        }
        Err(format!("entry {number} was never sent: {entry:?}"))
    }

    /// Of what nobody answered for, a submitter's earlier entries come first and a submission
    /// stays together.
    fn in_order(&mut self, number: u64, asked: &Asked) -> Result<(), Trouble> {
        let asking = asked.numbered.entry.stamp.signature;
        let earlier = self.open.range(..asking).map(|(_, own)| own);
        let mut skipped =
            earlier.filter(|own| own.submitter == asked.submitter && own.bars.is_empty());
        if let Some(skipped) = skipped.next() {
            let entry = &skipped.numbered.entry;
            return Err(format!("entry {number} survived what came before it: {entry:?}"));
        }
        match self.found.insert(asked.submission, number) {
            Some(before) if before + 1 != number => {
                Err(format!("entries {before} and {number} of one submission are apart"))
            }
            _ => Ok(()),
        }
    }

    /// Whether an entry is a tick for which a timer has run since the entry before it, or had run
    /// already when that entry brought it.
    fn is_due_tick(&self, entry: &Entry) -> bool {
        let time = entry.stamp.time;
        let stamp = Stamp { time, rule_version: 1, ..Stamp::default() };
        let (last, since) = (self.replica.last(), self.replica.time());
        let is_kept_late = self
            .oracle
            .kept
            .iter()
            .any(|(_, own)| own.reject_time != Instant::default() && own.reject_time <= time);
        let mut due = self.oracle.waiting.iter().filter(|own| {
            // A warning stands until it was given, also of a payment that was kept until now.
            let is_warning_due = own.warn_time != Instant::default() && own.warn_time <= time;
            let mut times = [own.from_time, own.reject_time].into_iter();
            let is_due = |at: Instant| {
                at != Instant::default() && at <= time && (at >= since || own.entry == last)
            };
            is_warning_due || times.any(is_due)
        });
        let is_step_due = self.oracle.next_step().is_some_and(|at| at <= time);
        let mut clocks = self.oracle.recalls.iter().filter_map(|recall| recall.due);
        let is_clock_due = clocks.any(|at| at <= time);
        let is_due = is_step_due || is_kept_late || is_clock_due || due.next().is_some();
        entry.stamp == stamp && matches!(entry.body, Body::Tick) && is_due
    }

    fn count(&mut self, number: u64, told: &[Event]) -> Result<(), Trouble> {
        for event in told {
            match event {
                Event::Settled { payment, .. } => {
                    self.report.settled += 1;
                    self.report.released += u64::from(payment.entry < number);
                    let times = self.settlements.entry(payment.entry).or_default();
                    *times += 1;
                    if *times > 1 {
                        let entry = payment.entry;
                        return Err(format!("the payment of entry {entry} settled twice"));
                    }
                }
                Event::Refused { code, .. }
                | Event::OrderRefused { code }
                | Event::MessageRefused { code } => {
                    *self.report.refused.entry(*code).or_default() += 1;
                }
                Event::Repeated { .. } => self.report.repeated += 1,
                Event::Day { phase, .. } => {
                    *self.report.phases.entry(*phase).or_default() += 1;
                }
                Event::Recalled { .. } => self.report.recalled += 1,
                Event::RecallOverdue { .. } => self.report.reminded += 1,
                Event::Relayed { .. } => self.report.relayed += 1,
                Event::Overdue { .. } => self.report.warned += 1,
                Event::LiquidityMoved { .. } => self.report.moved += 1,
                Event::Tier(TierEvent::Carried { inside, .. }) => {
                    self.report.carried += 1;
                    self.report.inside += u64::from(*inside);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Holds the book of postings against the sums of all postings.
    ///
    /// # Errors
    /// The first difference.
    pub fn read_book(&self, booked: impl Fn(AccountId) -> Option<i128>) -> Result<(), Trouble> {
        for account in self.oracle.account_ids() {
            let (held, due) = (booked(account), self.oracle.balance(account));
            if held.is_some_and(|held| held != due) {
                return Err(format!("the book holds {held:?} of account {account}, not {due}"));
            }
        }
        Ok(())
    }

    /// Holds the outbox against what is due; after a start, also against what it held before.
    ///
    /// # Errors
    /// The first difference.
    pub fn read_outbox(
        &mut self,
        is_start: bool,
        page: impl Fn(ParticipantId, u64) -> Option<Vec<Item>>,
    ) -> Result<(), Trouble> {
        let letters: Vec<Letter> = self.letters.drain(..).collect();
        let count = u32::try_from(self.oracle.participants.len()).unwrap_or(0) + STRANGERS;
        for (at, to) in (0..).zip((0..=count).map(ParticipantId)) {
            if self.lines.len() <= at {
                self.lines.push(Vec::new());
            }
            let Some(line) = self.lines.get_mut(at) else { continue };
            let held = if is_start { 0 } else { to_u64(line.len()) };
            let Some(mut items) = page(to, held) else { return Ok(()) };
            if is_start {
                let kept: Vec<Item> = items.drain(..line.len().min(items.len())).collect();
                if kept != *line {
                    let text = "outbox of participant";
                    return Err(format!(
                        "{text} {to} was {line:?}, after the start it is {kept:?}"
                    ));
                }
            }
            let got: Vec<Letter> = items.iter().map(|item| Letter::of(to, item)).collect();
            let due: Vec<&Letter> = letters.iter().filter(|letter| letter.to == to).collect();
            if !got.iter().eq(due.iter().copied()) {
                return Err(format!("participant {to} is told {got:?}, the rules say {due:?}"));
            }
            line.extend(items);
        }
        Ok(())
    }
}
