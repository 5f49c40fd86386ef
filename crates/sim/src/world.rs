//! One world: a union, its people, a sequencer on a bad disk, and the oracle beside it.
//!
//! What happens is made by chance alone. Everything that becomes durable is read back from the
//! journal by a replica, entry by entry, as a follower of the journal would; after each entry
//! the replica is held against the oracle. What was acknowledged must be there after every crash,
//! what was not may be; nothing else may.

use crate::actor::{Actors, Sending, first_day};
use crate::chance::Chance;
use crate::compare;
use crate::disk::Disk;
use crate::oracle::Oracle;
use crate::sequencer::{Numbered, Reference, Sequencer, replay};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use suftaja_base::{Instant, Suf};
use suftaja_engine::entry::{Entry, Stamp};
use suftaja_engine::outcome::Event;
use suftaja_engine::{Outcome, State};
use suftaja_store::faulty::Memory;
use suftaja_store::{Home, JournalReader, StoreError};

/// Openings in one go that may fail; a disk strikes once in each life, so few are enough.
const OPENINGS_MAX: u32 = 50;

/// What a world did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that became durable.
    pub entries: u64,
    /// Entries that the check refused a number.
    pub barred: u64,
    /// Payments settled.
    pub settled: u64,
    /// Payments settled out of the queue.
    pub released: u64,
    /// Refusals of payments and orders, by reason.
    pub refused: BTreeMap<Suf, u64>,
    /// Instructions recognised as repeats.
    pub repeated: u64,
    /// Power cuts and killed processes.
    pub crashes: u64,
    /// Entries that survived a crash without having been acknowledged.
    pub survivors: u64,
    /// Entries that a crash took before they were acknowledged.
    pub lost: u64,
    /// Whether silent damage of the disk was noticed and ended the world.
    pub rot_noticed: bool,
    /// Hash of everything: two runs of one seed have the same.
    pub fingerprint: u64,
}

/// What went wrong, as a sentence.
pub type Trouble = String;

/// The world.
pub struct World<S: Sequencer = Reference> {
    chance: Chance,
    actors: Actors,
    disk: Disk,
    sequencer: Option<S>,
    replica: State,
    oracle: Oracle,
    /// Everything numbered, acknowledged or in flight, by number from 1.
    sent: Vec<Sent>,
    acknowledged: u64,
    now: u64,
    /// What is to be sent again because no answer came.
    unanswered: VecDeque<Sending>,
    /// How often each payment's entry was told settled.
    settlements: BTreeMap<u64, u32>,
    report: Report,
}

/// An entry with what its sender knows.
struct Sent {
    numbered: Numbered,
    sending: Sending,
    bytes: Vec<u8>,
    /// What the sequencer told when it acknowledged the entry.
    answer: Option<Vec<Event>>,
}

/// Why a step of the world ended early.
enum Stop {
    /// The disk damaged data silently and somebody noticed.
    RotNoticed,
    /// A rule was broken.
    Trouble(Trouble),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl<S: Sequencer> World<S> {
    /// The world of a seed, before anything happened.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let may_rot = chance.in_thousand(200);
        let disk = Disk::new(chance.number(), may_rot);
        let actors = Actors::new(chance.branch());
        let midnight = u64::try_from(first_day().days()).unwrap_or(0) * 86_400_000_000_000;
        Self {
            chance,
            actors,
            disk,
            sequencer: None,
            replica: State::new(),
            oracle: Oracle::default(),
            sent: Vec::new(),
            acknowledged: 0,
            now: midnight + 8 * 3_600_000_000_000,
            unanswered: VecDeque::new(),
            settlements: BTreeMap::new(),
            report: Report::default(),
        }
    }

    /// Lives until about so many entries were sent.
    ///
    /// # Errors
    /// The first rule that was broken, as a sentence.
    pub fn run(mut self, steps: u64) -> Result<Report, Trouble> {
        match self.live(steps).and_then(|()| self.end()) {
            Ok(()) => {}
            Err(Stop::RotNoticed) => self.report.rot_noticed = true,
            Err(Stop::Trouble(trouble)) => {
                let number = self.replica.last();
                return Err(format!("after entry {number}: {trouble}"));
            }
        }
        self.report.entries = self.replica.last();
        self.report.fingerprint = self.fingerprint();
        Ok(self.report)
    }

    fn live(&mut self, steps: u64) -> Result<(), Stop> {
        self.start()?;
        for sending in self.actors.set_up() {
            self.send(vec![sending])?;
            // Whoever sets a union up asks until there is an answer.
            while let Some(again) = self.unanswered.pop_front() {
                self.send(vec![again])?;
            }
        }
        let mut sent = 0;
        while sent < steps {
            match self.chance.below(100) {
                0..=1 => self.power_cut()?,
                2 => self.restart()?,
                3 => self.idle()?,
                _ => {
                    let count = 1 + self.chance.below(4) * self.chance.below(6);
                    let batch = self.batch(count);
                    sent += count;
                    self.send(batch)?;
                }
            }
        }
        Ok(())
    }

    fn batch(&mut self, count: u64) -> Vec<Sending> {
        let mut batch = Vec::new();
        for _ in 0..count {
            let again =
                if self.chance.in_thousand(500) { self.unanswered.pop_front() } else { None };
            let now = Instant::from_nanos(self.now);
            batch.push(again.unwrap_or_else(|| self.actors.next(&self.oracle, now)));
        }
        batch
    }

    /// Checks, numbers and appends a batch. What the check bars is compared with the rules.
    fn send(&mut self, batch: Vec<Sending>) -> Result<(), Stop> {
        let Some(mut sequencer) = self.sequencer.take() else { return self.start() };
        let mut sent = Vec::new();
        for sending in batch {
            let entry = self.stamped(&sending);
            let bars = self.oracle.bars(&entry.body);
            match sequencer.check(&entry) {
                Ok(()) if bars.is_empty() => {
                    sent.push(self.numbered(entry, sending));
                }
                Err(code) if bars.contains(&code) => self.report.barred += 1,
                verdict => {
                    let trouble = format!("the check says {verdict:?}, the rules {bars:?}");
                    return Err(Stop::Trouble(format!("{trouble} of {entry:?}")));
                }
            }
        }
        if sent.is_empty() {
            self.sequencer = Some(sequencer);
            return Ok(());
        }
        let entries: Vec<Numbered> = sent.iter().map(|sent| sent.numbered.clone()).collect();
        let cuts = self.cuts(entries.len());
        let shown = sequencer.read(State::last);
        let result = sequencer.append(&entries, &cuts);
        self.sent.extend(sent);
        match result {
            // Now and then the process dies before it could answer.
            Ok(_) if self.chance.in_thousand(15) => {
                drop(sequencer);
                self.crash()
            }
            Ok(outcome) => {
                self.sequencer = Some(sequencer);
                self.acknowledge(&outcome)
            }
            Err(error) => {
                let last = sequencer.read(State::last);
                if last != shown {
                    let text = format!("reads show entry {last}, which is not durable");
                    return Err(Stop::Trouble(text));
                }
                drop(sequencer);
                self.must_be_due(&error)?;
                self.crash()
            }
        }
    }

    fn stamped(&mut self, sending: &Sending) -> Entry {
        self.now = match self.chance.below(20) {
            0..=5 => self.now,
            6..=16 => self.now + self.chance.below(3_000_000_000),
            17 => self.now + self.chance.below(30_000_000_000),
            // Timers are met to the nanosecond, from both sides.
            side => self.next_timer().map_or(self.now, |timer| timer - (side - 18)),
        };
        let stamp = Stamp {
            time: Instant::from_nanos(self.now),
            actor: sending.actor,
            rule_version: 1,
            parameter_version: 1,
            proposer: sending.proposer,
            approver: sending.approver,
            ..Stamp::default()
        };
        Entry { stamp, body: sending.body.clone() }
    }

    /// The first time in the queue that lies ahead.
    fn next_timer(&self) -> Option<u64> {
        let times = self.oracle.waiting.iter().flat_map(|w| [w.from_time, w.reject_time]);
        times.map(Instant::nanos).filter(|time| *time > self.now).min()
    }

    fn numbered(&mut self, mut entry: Entry, sending: Sending) -> Sent {
        let mut evidence = Vec::new();
        if self.chance.in_thousand(60) {
            let length = 1 + self.chance.below(700);
            evidence.extend((0..length).map(|_| self.chance.number().to_le_bytes()[0]));
            entry.stamp.evidence = true;
        }
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        Sent { numbered: Numbered { entry, evidence }, sending, bytes, answer: None }
    }

    /// Lengths of the blocks that a batch is cut into.
    fn cuts(&mut self, count: usize) -> Vec<usize> {
        let longest = self.chance.pick(&[1, 3, 1_000]).unwrap_or(1);
        (0..count).map(|_| usize::try_from(1 + self.chance.below(longest)).unwrap_or(1)).collect()
    }

    /// The answers came: keeps them and follows the journal.
    fn acknowledge(&mut self, outcome: &Outcome) -> Result<(), Stop> {
        let tail = u64::try_from(self.sent.len()).unwrap_or(u64::MAX);
        for number in self.acknowledged + 1..=tail {
            let own = outcome.events.iter().filter(|(by, _)| *by == number);
            let answer = own.map(|(_, event)| *event).collect();
            if let Some(sent) = self.sent.get_mut(place_of(number)) {
                sent.answer = Some(answer);
            }
        }
        self.acknowledged = tail;
        self.follow()
    }

    /// Reads what is durable, applies it to the replica and to the oracle, and compares.
    fn follow(&mut self) -> Result<(), Stop> {
        let Some(sequencer) = self.sequencer.take() else { return Ok(()) };
        let result = self.follow_journal(sequencer.reader());
        let shown = sequencer.read(|state| (state.last(), state.trail()));
        self.sequencer = Some(sequencer);
        result?;
        let (last, acknowledged) = (self.replica.last(), self.acknowledged);
        if last != acknowledged {
            let text = format!("the journal ends at entry {last}; {acknowledged} are acknowledged");
            return Err(Stop::Trouble(text));
        }
        if shown != (self.replica.last(), self.replica.trail()) {
            let text = format!("reads show {shown:?}, the journal ends at {last} otherwise");
            return Err(Stop::Trouble(text));
        }
        Ok(())
    }

    fn follow_journal(&mut self, reader: &JournalReader) -> Result<(), Stop> {
        let mut blocks = self.due(reader.blocks(self.replica.last() + 1))?;
        while let Some(block) = self.due(blocks.advance())? {
            for (number, bytes) in block.entries() {
                if number > self.replica.last() {
                    self.follow_entry(number, bytes)?;
                }
            }
        }
        Ok(())
    }

    fn follow_entry(&mut self, number: u64, bytes: &[u8]) -> Result<(), Stop> {
        let Some(sent) = self.sent.get(place_of(number)) else {
            return Err(Stop::Trouble(format!("entry {number} was never sent")));
        };
        if sent.bytes != bytes {
            return Err(Stop::Trouble(format!("entry {number} is not what was sent")));
        }
        let Ok(entry) = Entry::decode(bytes) else {
            return Err(Stop::Trouble(format!("entry {number} cannot be read")));
        };
        let mut out = Outcome::new();
        self.replica.apply(number, &entry, &mut out);
        let told: Vec<Event> = out.events.iter().map(|(_, event)| *event).collect();
        let expected = self.oracle.apply(number, &entry);
        let at = |difference| Stop::Trouble(format!("{difference}; the entry is {entry:?}"));
        compare::events(number, &told, &expected).map_err(at)?;
        compare::states(&self.replica, &self.oracle).map_err(at)?;
        if sent.answer.as_ref().is_some_and(|answer| *answer != told) {
            let answer = &sent.answer;
            return Err(at(format!("the answer was {answer:?}, replay says {told:?}")));
        }
        self.count(number, &told)
    }

    fn count(&mut self, number: u64, told: &[Event]) -> Result<(), Stop> {
        for event in told {
            match event {
                Event::Settled { payment, .. } => {
                    self.report.settled += 1;
                    self.report.released += u64::from(payment.entry < number);
                    let times = self.settlements.entry(payment.entry).or_default();
                    *times += 1;
                    if *times > 1 {
                        let entry = payment.entry;
                        let text = format!("the payment of entry {entry} settled twice");
                        return Err(Stop::Trouble(text));
                    }
                }
                Event::Refused { code, .. } | Event::OrderRefused { code } => {
                    *self.report.refused.entry(*code).or_default() += 1;
                }
                Event::Repeated { .. } => self.report.repeated += 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// An idle moment.
    fn idle(&mut self) -> Result<(), Stop> {
        let Some(mut sequencer) = self.sequencer.take() else { return self.start() };
        match sequencer.cover() {
            Ok(()) => {
                self.sequencer = Some(sequencer);
                Ok(())
            }
            Err(error) => {
                drop(sequencer);
                self.must_be_due(&error)?;
                self.crash()
            }
        }
    }

    /// A clean end and a new beginning.
    fn restart(&mut self) -> Result<(), Stop> {
        if let Some(sequencer) = self.sequencer.take()
            && let Err(error) = sequencer.close()
        {
            self.must_be_due(&error)?;
            return self.crash();
        }
        self.start()
    }

    fn power_cut(&mut self) -> Result<(), Stop> {
        self.sequencer = None;
        self.crash()
    }

    /// The process is gone; mostly the power too, so that what was not flushed is in doubt.
    fn crash(&mut self) -> Result<(), Stop> {
        self.report.crashes += 1;
        if self.chance.in_thousand(800) {
            self.disk.crash(&mut self.chance);
        }
        self.start()
    }

    /// Opens until it succeeds, then holds what is there against what must be there.
    fn start(&mut self) -> Result<(), Stop> {
        for _ in 0..OPENINGS_MAX {
            let home = self.disk.next_life(&mut self.chance);
            match self.open(home) {
                Ok(sequencer) => {
                    let tail = sequencer.reader().tail();
                    self.sequencer = Some(sequencer);
                    return self.started(tail);
                }
                Err(error) => {
                    self.must_be_due(&error)?;
                    if self.disk.has_rotted() {
                        return Err(Stop::RotNoticed);
                    }
                    self.disk.crash(&mut self.chance);
                }
            }
        }
        Err(Stop::Trouble(format!("{OPENINGS_MAX} openings in a row failed")))
    }

    fn open(&mut self, home: Arc<dyn Home>) -> Result<S, StoreError> {
        match S::open(Arc::clone(&home)) {
            Ok((sequencer, _)) => Ok(sequencer),
            Err(StoreError::NoJournal) if self.acknowledged == 0 => S::create(home),
            Err(error) => Err(error),
        }
    }

    /// Acknowledged entries are all there; of those in flight, the first few may be.
    fn started(&mut self, tail: u64) -> Result<(), Stop> {
        let numbered = u64::try_from(self.sent.len()).unwrap_or(u64::MAX);
        if tail < self.acknowledged || tail > numbered {
            let acknowledged = self.acknowledged;
            return Err(Stop::Trouble(format!(
                "the journal ends at entry {tail}; {acknowledged} were acknowledged, {numbered} sent"
            )));
        }
        self.report.survivors += tail - self.acknowledged;
        self.report.lost += numbered - tail;
        // Nobody answered, so the senders may send all of these again.
        let in_flight = self.sent.iter().skip(place_of(self.acknowledged + 1));
        let unanswered: Vec<Sending> = in_flight.map(|sent| sent.sending.clone()).collect();
        self.unanswered.extend(unanswered);
        self.sent.truncate(place_of(tail + 1));
        self.acknowledged = tail;
        self.follow()?;
        self.read_evidence()
    }

    fn read_evidence(&mut self) -> Result<(), Stop> {
        let Some(sequencer) = self.sequencer.take() else { return Ok(()) };
        let with = (1..).zip(&self.sent).filter(|(_, sent)| sent.numbered.entry.stamp.evidence);
        let last = with.map(|(number, sent)| (number, sent.numbered.evidence.clone())).last();
        let result = match last {
            Some((number, evidence)) => match self.due(sequencer.reader().evidence(number)) {
                Ok(read) if read == evidence => Ok(()),
                Ok(_) => Err(Stop::Trouble(format!("the evidence of entry {number} is another"))),
                Err(stop) => Err(stop),
            },
            None => Ok(()),
        };
        self.sequencer = Some(sequencer);
        result
    }

    /// Everything is there at the end, on a disk that does no more harm, in any cut into blocks.
    fn end(&mut self) -> Result<(), Stop> {
        self.sequencer = None;
        self.disk.crash(&mut self.chance);
        self.start()?;
        compare::histories(&self.replica, &self.oracle)?;
        let Some(sequencer) = self.sequencer.take() else { return Ok(()) };
        let digest = self.replica.digest();
        if sequencer.read(State::digest) != digest {
            return Err(Stop::Trouble(String::from("replay meets another digest than life")));
        }
        drop(sequencer);
        let again = self.journalled_anew().map_err(|error| error.to_string())?;
        if again.digest() != digest || again.trail() != self.replica.trail() {
            let text = "another cut into blocks replays to another state";
            return Err(Stop::Trouble(String::from(text)));
        }
        Ok(())
    }

    /// Writes all entries to a new journal in new cuts and replays that.
    fn journalled_anew(&mut self) -> Result<State, StoreError> {
        let home = Arc::new(Memory::new(self.chance.number()));
        let mut sequencer = Reference::create(home)?;
        let all: Vec<Numbered> = self.sent.iter().map(|sent| sent.numbered.clone()).collect();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let length = usize::try_from(1 + self.chance.below(200)).unwrap_or(1).min(rest.len());
            let (batch, later) = rest.split_at(length);
            let cuts = self.cuts(length);
            sequencer.append(batch, &cuts)?;
            rest = later;
        }
        replay(sequencer.reader())
    }

    /// An error of the store counts only where the disk gave reason for it.
    fn must_be_due(&mut self, error: &StoreError) -> Result<(), Stop> {
        if self.disk.explains_errors() {
            return Ok(());
        }
        Err(Stop::Trouble(format!("the store failed on a sound disk: {error}")))
    }

    /// A failed read of what is durable is due only to rot, or to a disk that died.
    fn due<T>(&mut self, result: Result<T, StoreError>) -> Result<T, Stop> {
        result.map_err(|error| {
            if self.disk.has_rotted() {
                Stop::RotNoticed
            } else {
                Stop::Trouble(format!("what is durable cannot be read: {error}"))
            }
        })
    }

    fn fingerprint(&self) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        eat(&self.replica.digest());
        for sent in &self.sent {
            eat(&sent.bytes);
        }
        for (name, bytes) in self.disk.files() {
            eat(name.as_bytes());
            // Files are mostly zeros; what is not is what the world wrote.
            for page in bytes.chunks(512).filter(|page| page.iter().any(|byte| *byte != 0)) {
                eat(page);
            }
        }
        hash
    }
}

fn place_of(number: u64) -> usize {
    usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX)
}
