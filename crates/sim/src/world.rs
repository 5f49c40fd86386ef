//! One world: a union, its people, a sequencer on a bad disk, and the oracle beside it.
//!
//! What happens is made by chance alone. Everything that becomes durable is read back from the
//! journal by a follower, entry by entry; after each entry its replica is held against the oracle.
//! What was acknowledged must be there after every crash, what was not may be; nothing else may.

use crate::actor::{Actors, Sending, first_day};
use crate::chance::Chance;
use crate::compare;
use crate::disk::Disk;
use crate::follower::{Asked, Ended, Follower, Trouble};
use crate::sequencer::{
    Answer, Birth, Manner, Numbered, Reference, Round, Sequencer, Setback, Submission, replay,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use suftaja_base::width::to_u64;
use suftaja_base::{Instant, Suf};
use suftaja_engine::State;
use suftaja_engine::entry::{Entry, Stamp};
use suftaja_engine::outcome::Phase;
use suftaja_store::StoreError;
use suftaja_store::faulty::Memory;

/// Openings in one go that may fail; a disk strikes once in each life, so few are enough.
const OPENINGS_MAX: u32 = 50;

/// What a world did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that became durable.
    pub entries: u64,
    /// Ticks among them that the sequencer put in line of itself.
    pub ticks: u64,
    /// Entries that the check refused a number.
    pub barred: u64,
    /// Payments settled.
    pub settled: u64,
    /// Payments settled out of the queue.
    pub released: u64,
    /// Refusals of payments and orders, by reason.
    pub refused: BTreeMap<Suf, u64>,
    /// Steps of business days, by what happened.
    pub phases: BTreeMap<Phase, u64>,
    /// Instructions recognised as repeats.
    pub repeated: u64,
    /// Payments recalled.
    pub recalled: u64,
    /// Recalls that were brought to mind.
    pub reminded: u64,
    /// Messages of receivers that were passed on.
    pub relayed: u64,
    /// Payments of which their senders were told that they still wait.
    pub warned: u64,
    /// Transfers of liquidity.
    pub moved: u64,
    /// Sides of payments that sponsors' accounts carried.
    pub carried: u64,
    /// Those among them of payments within one account.
    pub inside: u64,
    /// Power cuts and killed processes.
    pub crashes: u64,
    /// Entries that survived a crash without having been acknowledged.
    pub survivors: u64,
    /// Entries that a crash took before they were acknowledged.
    pub lost: u64,
    /// Rounds of which a part was answered before the sequencer stopped.
    pub half_answered: u64,
    /// Blocks that carry a state from before the entry before them: others are on their way.
    pub overlapped: u64,
    /// Whether silent damage of the disk was noticed and ended the world.
    pub rot_noticed: bool,
    /// Hash of everything: two runs of one seed have the same, unless side by side.
    pub fingerprint: u64,
}

/// The world.
pub struct World<S: Sequencer = Reference> {
    chance: Chance,
    actors: Actors,
    disk: Disk,
    manner: Manner,
    sequencer: Option<S>,
    follower: Follower,
    /// The last entry that reads ever showed.
    shown: u64,
    now: u64,
    submissions: u64,
    /// What is to be sent again because no answer came.
    unanswered: VecDeque<Sending>,
}

/// What one submitter sends together.
struct Parcel {
    submitter: usize,
    sendings: Vec<Sending>,
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
    pub fn new(seed: u64, manner: Manner) -> Self {
        let mut chance = Chance::new(seed);
        let may_rot = chance.in_thousand(200);
        let disk = Disk::new(chance.number(), may_rot);
        let actors = Actors::new(chance.branch());
        let midnight = u64::try_from(first_day().days()).unwrap_or(0) * 86_400_000_000_000;
        let may_tick = manner == Manner::SideBySide;
        Self {
            chance,
            actors,
            disk,
            manner,
            sequencer: None,
            follower: Follower::new(may_tick),
            shown: 0,
            now: midnight + 8 * 3_600_000_000_000,
            submissions: 0,
            unanswered: VecDeque::new(),
        }
    }

    /// Lives until about so many entries were sent.
    ///
    /// # Errors
    /// The first rule that was broken, as a sentence.
    pub fn run(mut self, steps: u64) -> Result<Report, Trouble> {
        match self.live(steps).and_then(|()| self.end()) {
            Ok(()) => {}
            Err(Stop::RotNoticed) => self.follower.report.rot_noticed = true,
            Err(Stop::Trouble(trouble)) => {
                let number = self.follower.replica.last();
                return Err(format!("after entry {number}: {trouble}"));
            }
        }
        self.follower.report.entries = self.follower.replica.last();
        self.follower.report.fingerprint = self.fingerprint();
        Ok(self.follower.report)
    }

    fn live(&mut self, steps: u64) -> Result<(), Stop> {
        self.start()?;
        for sending in self.actors.set_up() {
            self.send(vec![Parcel { submitter: 0, sendings: vec![sending] }])?;
            // Whoever sets a union up asks until there is an answer.
            while let Some(again) = self.unanswered.pop_front() {
                self.send(vec![Parcel { submitter: 0, sendings: vec![again] }])?;
            }
        }
        let mut sent = 0;
        while sent < steps {
            match self.chance.below(100) {
                0..=1 => self.power_cut()?,
                2 => self.restart()?,
                3 => self.idle()?,
                _ => {
                    let parcels = self.parcels();
                    sent += parcels.iter().map(|own| to_u64(own.sendings.len())).sum::<u64>();
                    self.send(parcels)?;
                }
            }
        }
        Ok(())
    }

    fn parcels(&mut self) -> Vec<Parcel> {
        let submitters = match self.manner {
            Manner::OneByOne => 1,
            Manner::SideBySide => 1 + self.chance.below(4),
        };
        let mut parcels = Vec::new();
        let mut left = 1 + self.chance.below(4) * self.chance.below(6) * submitters.min(3);
        while left > 0 {
            let count = (1 + self.chance.below(5)).min(left);
            let submitter = usize::try_from(self.chance.below(submitters)).unwrap_or(0);
            let sendings = (0..count).map(|_| self.next_sending()).collect();
            parcels.push(Parcel { submitter, sendings });
            left -= count;
        }
        parcels
    }

    fn next_sending(&mut self) -> Sending {
        let again = if self.chance.in_thousand(500) { self.unanswered.pop_front() } else { None };
        let now = Instant::from_nanos(self.now);
        again.unwrap_or_else(|| self.actors.next(&self.follower.oracle, now))
    }

    /// Hands a round in and hears the answers. What the check bars is compared with the rules.
    fn send(&mut self, parcels: Vec<Parcel>) -> Result<(), Stop> {
        let Some(mut sequencer) = self.sequencer.take() else { return self.start() };
        let mut round = Round { is_patient: self.chance.in_thousand(300), ..Round::default() };
        let mut asked = Vec::new();
        for (place, parcel) in parcels.into_iter().enumerate() {
            // Who sends at once sends at one time.
            if self.manner == Manner::OneByOne || place == 0 {
                self.pass_time();
            }
            asked.push(self.asked(parcel, &mut round));
        }
        let count = round.submissions.iter().map(|own| own.entries.len()).sum();
        round.cuts = self.cuts(count);
        if self.manner == Manner::SideBySide && self.chance.in_thousand(40) {
            let operations = self.chance.below(6);
            self.disk.cut_after(operations);
        }
        let answers = sequencer.hand_in(&round);
        self.look(&sequencer)?;
        // Now and then the process dies before it could answer.
        let dies = self.chance.in_thousand(15);
        let stopped = self.hear(asked, answers, dies)?;
        match stopped {
            Some(reason) if !dies => self.fail(sequencer, &reason),
            _ if dies => {
                self.disk.cut();
                drop(sequencer);
                self.crash()
            }
            _ => {
                self.sequencer = Some(sequencer);
                self.follow(false)
            }
        }
    }

    /// Takes the answers in; returns why the sequencer stopped, where it did.
    fn hear(
        &mut self,
        asked: Vec<Vec<Asked>>,
        answers: Vec<Answer>,
        dies: bool,
    ) -> Result<Option<String>, Stop> {
        if answers.len() != asked.len() {
            let (answers, asked) = (answers.len(), asked.len());
            return Err(Stop::Trouble(format!("{asked} submissions got {answers} answers")));
        }
        let mut stopped = None;
        let mut is_answered = false;
        for (asked, answer) in asked.into_iter().zip(answers) {
            match answer {
                Ok(told) if !dies => {
                    self.follower.answered(asked, &told)?;
                    is_answered = true;
                }
                Err(Setback::Defect(defect)) => return Err(Stop::Trouble(defect)),
                other => {
                    self.unanswered.extend(asked.iter().map(|own| own.sending.clone()));
                    self.follower.unanswered(asked);
                    if let Err(Setback::Stopped(reason)) = other {
                        stopped = Some(reason);
                    }
                }
            }
        }
        self.follower.report.half_answered += u64::from(is_answered && stopped.is_some());
        Ok(stopped)
    }

    /// Reads show what is durable and nothing more.
    fn look(&mut self, sequencer: &S) -> Result<(), Stop> {
        let last = sequencer.read(State::last);
        let tail = sequencer.reader().tail();
        if last > tail {
            let text = format!("reads show entry {last}, which is not durable; the tail is {tail}");
            return Err(Stop::Trouble(text));
        }
        self.shown = self.shown.max(last);
        Ok(())
    }

    fn pass_time(&mut self) {
        self.now = match self.chance.below(20) {
            0..=5 => self.now,
            6..=16 => self.now + self.chance.below(3_000_000_000),
            17 => self.now + self.chance.below(30_000_000_000),
            // Timers are met to the nanosecond, from both sides.
            side => self.next_timer().map_or(self.now, |timer| timer - (side - 18)),
        };
    }

    /// The first time in the queue, or of a recall's clock, that lies ahead.
    fn next_timer(&self) -> Option<u64> {
        let waiting = self.follower.oracle.waiting.iter();
        let times = waiting.flat_map(|own| [own.from_time, own.reject_time, own.warn_time]);
        let kept = self.follower.oracle.kept.iter().map(|(_, own)| own.reject_time);
        let clocks = self.follower.oracle.recalls.iter().filter_map(|recall| recall.due);
        let others = kept.chain(clocks).chain(self.follower.oracle.next_step());
        times.chain(others).map(Instant::nanos).filter(|time| *time > self.now).min()
    }

    /// Puts a parcel into the round, stamped and with evidence beside some entries.
    fn asked(&mut self, parcel: Parcel, round: &mut Round) -> Vec<Asked> {
        let Parcel { submitter, sendings } = parcel;
        self.submissions += 1;
        let time = Instant::from_nanos(self.now);
        let mut asked = Vec::new();
        for sending in sendings {
            let stamp = Stamp {
                time,
                actor: sending.actor,
                rule_version: 1,
                parameter_version: 1,
                proposer: sending.proposer,
                approver: sending.approver,
                ..Stamp::default()
            };
            let entry = Entry { stamp, body: sending.body.clone() };
            let mut evidence = Vec::new();
            if self.chance.in_thousand(60) {
                let length = 1 + self.chance.below(700);
                evidence.extend((0..length).map(|_| self.chance.number().to_le_bytes()[0]));
            }
            let numbered = Numbered { entry, evidence };
            asked.push(self.follower.ask(numbered, sending, submitter, self.submissions));
        }
        let entries = asked.iter().map(|own| own.numbered.clone()).collect();
        round.submissions.push(Submission { submitter, time, entries });
        asked
    }

    /// Lengths of the blocks that a batch is cut into.
    fn cuts(&mut self, count: usize) -> Vec<usize> {
        let longest = self.chance.pick(&[1, 3, 1_000]).unwrap_or(1);
        (0..count).map(|_| usize::try_from(1 + self.chance.below(longest)).unwrap_or(1)).collect()
    }

    /// Reads what is durable and holds it, and what is shown of it, against the rules.
    fn follow(&mut self, is_start: bool) -> Result<(), Stop> {
        let Some(mut sequencer) = self.sequencer.take() else { return Ok(()) };
        match sequencer.settle() {
            Ok(()) => {}
            Err(Setback::Stopped(reason)) => return self.fail(sequencer, &reason),
            Err(Setback::Defect(defect)) => return Err(Stop::Trouble(defect)),
        }
        match self.follower.follow(sequencer.reader()) {
            Ok(()) => {}
            Err(Ended::Trouble(trouble)) => return Err(Stop::Trouble(trouble)),
            Err(Ended::Unread(error)) => return self.unread(sequencer, &error),
        }
        self.look(&sequencer)?;
        let shown = sequencer.read(|state| (state.last(), state.trail()));
        let held = (self.follower.replica.last(), self.follower.replica.trail());
        if shown != held {
            return Err(Stop::Trouble(format!("reads show {shown:?}, the journal holds {held:?}")));
        }
        self.follower.read_outbox(is_start, |of, after| sequencer.outbox(of, after))?;
        self.follower.read_book(|account| sequencer.booked(account))?;
        self.sequencer = Some(sequencer);
        Ok(())
    }

    /// An idle moment.
    fn idle(&mut self) -> Result<(), Stop> {
        let Some(mut sequencer) = self.sequencer.take() else { return self.start() };
        if self.manner == Manner::SideBySide {
            self.now = self.next_timer().unwrap_or(self.now);
        }
        match sequencer.idle(Instant::from_nanos(self.now)) {
            Ok(()) => {
                self.sequencer = Some(sequencer);
                self.follow(false)
            }
            Err(Setback::Stopped(reason)) => self.fail(sequencer, &reason),
            Err(Setback::Defect(defect)) => Err(Stop::Trouble(defect)),
        }
    }

    /// A clean end and a new beginning.
    fn restart(&mut self) -> Result<(), Stop> {
        match self.sequencer.take().map_or(Ok(()), S::close) {
            Ok(()) => self.start(),
            Err(Setback::Stopped(reason)) => {
                self.must_be_due(&reason)?;
                self.disk.cut();
                self.crash()
            }
            Err(Setback::Defect(defect)) => Err(Stop::Trouble(defect)),
        }
    }

    fn power_cut(&mut self) -> Result<(), Stop> {
        self.disk.cut();
        self.sequencer = None;
        self.crash()
    }

    /// The sequencer stopped, and the process with it.
    fn fail(&mut self, sequencer: S, reason: &str) -> Result<(), Stop> {
        self.must_be_due(reason)?;
        self.disk.cut();
        drop(sequencer);
        self.crash()
    }

    /// A failed read of what is durable is due only to rot, or to a disk that died.
    fn unread(&mut self, sequencer: S, error: &StoreError) -> Result<(), Stop> {
        if self.disk.has_rotted() {
            return Err(Stop::RotNoticed);
        }
        if self.disk.explains_errors() {
            return self.fail(sequencer, &error.to_string());
        }
        Err(Stop::Trouble(format!("what is durable cannot be read: {error}")))
    }

    /// The process is gone; mostly the power too, so that what was not flushed is in doubt.
    fn crash(&mut self) -> Result<(), Stop> {
        self.follower.report.crashes += 1;
        if self.chance.in_thousand(800) {
            self.disk.crash(&mut self.chance);
        }
        self.start()
    }

    /// Opens until it succeeds, then holds what is there against what must be there.
    fn start(&mut self) -> Result<(), Stop> {
        for _ in 0..OPENINGS_MAX {
            let home = self.disk.next_life(&mut self.chance);
            let birth = Birth {
                may_create: self.follower.replica.last() == 0,
                now: Instant::from_nanos(self.now),
                manner: self.manner,
            };
            match S::start(home, &birth) {
                Ok(sequencer) => return self.started(sequencer),
                Err(Setback::Defect(defect)) => return Err(Stop::Trouble(defect)),
                Err(Setback::Stopped(reason)) => {
                    self.must_be_due(&reason)?;
                    if self.disk.has_rotted() {
                        return Err(Stop::RotNoticed);
                    }
                    self.disk.crash(&mut self.chance);
                }
            }
        }
        Err(Stop::Trouble(format!("{OPENINGS_MAX} openings in a row failed")))
    }

    /// Acknowledged entries are all there; of those in flight, the first few may be.
    fn started(&mut self, sequencer: S) -> Result<(), Stop> {
        let tail = sequencer.reader().tail();
        let acknowledged = self.follower.acknowledged();
        if tail < acknowledged {
            return Err(Stop::Trouble(format!(
                "the journal ends at entry {tail}; {acknowledged} were acknowledged"
            )));
        }
        let shown = self.shown;
        if tail < shown {
            let text = format!("reads showed entry {shown}, which is not durable: {tail} is");
            return Err(Stop::Trouble(text));
        }
        self.sequencer = Some(sequencer);
        self.follow(true)?;
        self.follower.give_up_open();
        self.read_evidence()
    }

    fn read_evidence(&mut self) -> Result<(), Stop> {
        let Some(sequencer) = self.sequencer.take() else { return Ok(()) };
        let with = (1..).zip(&self.follower.durable).filter(|(_, own)| !own.evidence.is_empty());
        if let Some((number, numbered)) = with.last() {
            match sequencer.reader().evidence(number) {
                Ok(read) if read == numbered.evidence => {}
                Ok(_) => {
                    let text = format!("the evidence of entry {number} is another");
                    return Err(Stop::Trouble(text));
                }
                Err(error) => return self.unread(sequencer, &error),
            }
        }
        self.sequencer = Some(sequencer);
        Ok(())
    }

    /// Everything is there at the end, on a disk that does no more harm, in any cut into blocks.
    fn end(&mut self) -> Result<(), Stop> {
        self.power_cut()?;
        compare::histories(&self.follower.replica, &self.follower.oracle)?;
        let Some(sequencer) = self.sequencer.take() else { return Ok(()) };
        let digest = self.follower.replica.digest();
        if sequencer.read(State::digest) != digest {
            return Err(Stop::Trouble(String::from("replay meets another digest than life")));
        }
        self.disk.cut();
        drop(sequencer);
        let again = self.journalled_anew().map_err(|error| error.to_string())?;
        if again.digest() != digest || again.trail() != self.follower.replica.trail() {
            let text = "another cut into blocks replays to another state";
            return Err(Stop::Trouble(String::from(text)));
        }
        Ok(())
    }

    /// Writes all entries to a new journal in new cuts and replays that.
    fn journalled_anew(&mut self) -> Result<State, StoreError> {
        let home = Arc::new(Memory::new(self.chance.number()));
        let mut sequencer = Reference::create(home)?;
        let all = std::mem::take(&mut self.follower.durable);
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

    /// An error counts only where the disk gave reason for it.
    fn must_be_due(&mut self, reason: &str) -> Result<(), Stop> {
        if self.disk.explains_errors() {
            return Ok(());
        }
        Err(Stop::Trouble(format!("the sequencer stopped on a sound disk: {reason}")))
    }

    fn fingerprint(&self) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        eat(&self.follower.replica.digest());
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
