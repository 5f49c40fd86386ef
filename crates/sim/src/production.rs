//! The node's own sequencer behind the seam.
//!
//! What a world hands in goes through `suftaja_node::sequencer` on the world's bad disk; what was
//! durable comes back through the node's replay. Where submitters stand side by side, each is a
//! thread: which of their submissions share a flush, and in which order, is the sequencer's own
//! choice and that of the machine. Such a run is not the same byte for byte from one time to the
//! next, and its operations meet the faults of the disk elsewhere; its verdict is the same, since
//! every rule holds for whatever numbers come back. One by one, nothing is left to the machine.
//!
//! Promises tested here, because only here they can be seen: each submission is answered exactly
//! once, also when the writer stops or ends; an answer comes after the flush, and reads show it;
//! while any operation of the disk is on its way, neither state nor outbox shows more than the
//! writer's acknowledged tail; the writer ends when it is told to.

use crate::sequencer::{
    Answer, Birth, Manner, Numbered, OPTIONS, OWNER, Round, Sequencer, Setback, Told,
};
use crate::watched::{Watch, Watched};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_base::width::to_u64;
use suftaja_engine::{AccountId, Entry, ParticipantId, State};
use suftaja_node::NodeError;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::outbox::{Item, Outbox};
use suftaja_node::replay::{Replayed, replay};
use suftaja_node::sequencer::{Applied, Evidence, Pace, Reply, Shared, Submission};
use suftaja_node::snapshot::{Before, Keeper, resume};
use suftaja_store::{Home, Journal, JournalReader, KeyRing, Snapshots, StoreError};

/// Longer than anything that is going to happen takes on any machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// How soon the sequencer does of itself what it does when nothing comes in.
const IDLE: Duration = Duration::from_millis(1);

/// Entries between two snapshots of a world whose submitters stand side by side.
const SNAPSHOT_EVERY: u64 = 7;

/// The node's sequencer.
pub struct Production {
    writer: Option<suftaja_node::sequencer::Sequencer>,
    shown: Arc<Shown>,
    shared: Arc<Shared>,
    reader: JournalReader,
    hands: Arc<Hands>,
    manner: Manner,
}

impl Sequencer for Production {
    fn start(home: Arc<dyn Home>, birth: &Birth) -> Result<Self, Setback> {
        let shown = Arc::new(Shown::default());
        let home: Arc<dyn Home> = Arc::new(Watched::new(home, Arc::clone(&shown)));
        let keys = KeyRing::new(Arc::clone(&home));
        let snapshots = Arc::clone(&home);
        let journal = match Journal::open(Arc::clone(&home), keys, &OPTIONS) {
            Err(StoreError::NoJournal) if birth.may_create => {
                Journal::create(Arc::clone(&home), KeyRing::new(home), &OPTIONS)?
            }
            opened => opened?.0,
        };
        let snapshots = Snapshots::new(snapshots);
        let (state, outbox, before) = resumed(&snapshots, &journal.reader)?;
        let shared = Arc::new(Shared {
            state: RwLock::new(state),
            outbox: RwLock::new(outbox),
            ..Shared::default()
        });
        shown.watch(&shared, &journal.reader);
        let hands = Arc::new(Hands::default());
        hands.pass_to(birth.now);
        let idle = if birth.manner == Manner::SideBySide { IDLE } else { Duration::MAX };
        let source = Source::Hands(Arc::clone(&hands));
        // A thread that writes beside the others would make a run one by one depend on the machine.
        let every = if birth.manner == Manner::SideBySide { SNAPSHOT_EVERY } else { u64::MAX };
        let pace = Pace {
            source,
            timers_after: idle,
            cover_after: idle,
            snapshot_every: every,
            ..Pace::default()
        };
        let from = (snapshots, journal.reader.clone());
        let broken = |error: NodeError| Setback::Defect(error.to_string());
        let keeper = Keeper::start(every, from, before, Arc::clone(&shared.snapshots));
        let keeper = Some(keeper.map_err(broken)?);
        let (writer, own) = (journal.writer, Arc::clone(&shared));
        let writer = suftaja_node::sequencer::Sequencer::start_with(pace, writer, own, keeper);
        let writer = Some(writer.map_err(broken)?);
        let (reader, manner) = (journal.reader, birth.manner);
        Ok(Self { writer, shown, shared, reader, hands, manner })
    }

    fn hand_in(&mut self, round: &Round) -> Vec<Answer> {
        let (tell, told) = channel();
        match self.manner {
            Manner::OneByOne => self.hand_in_own(round, None, &tell),
            Manner::SideBySide => std::thread::scope(|scope| {
                let submitters = round.submissions.iter().map(|own| own.submitter).max();
                for submitter in 0..=submitters.unwrap_or(0) {
                    let (own, tell) = (&*self, tell.clone());
                    scope.spawn(move || own.hand_in_own(round, Some(submitter), &tell));
                }
            }),
        }
        drop(tell);
        let mut answers: Vec<(usize, Answer)> = told.iter().collect();
        answers.sort_by_key(|(place, _)| *place);
        let early = self.shown.finding();
        let judged = |(_, answer)| early.clone().map_or(answer, |text| Err(Setback::Defect(text)));
        answers.into_iter().map(judged).collect()
    }

    fn idle(&mut self, now: Instant) -> Result<(), Setback> {
        self.hands.pass_to(now);
        self.settle()
    }

    fn settle(&mut self) -> Result<(), Setback> {
        let began = std::time::Instant::now();
        while !self.is_settled() {
            if let Some(reason) = self.stopped() {
                return Err(Setback::Stopped(reason));
            }
            if began.elapsed() > PATIENCE {
                let text = "what is durable is not shown, or a timer that has run gets no tick";
                return Err(Setback::Defect(String::from(text)));
            }
            std::thread::yield_now();
        }
        match self.shown.finding() {
            Some(finding) => Err(Setback::Defect(finding)),
            None => Ok(()),
        }
    }

    fn close(mut self) -> Result<(), Setback> {
        self.end()
    }

    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        self.shared.read(with)
    }

    fn reader(&self) -> &JournalReader {
        &self.reader
    }

    fn outbox(&self, of: ParticipantId, after: u64) -> Option<Vec<Item>> {
        let outbox = self.shared.outbox.read().unwrap_or_else(PoisonError::into_inner);
        Some(outbox.behind(of, after).map(|(_, item)| item).collect())
    }

    fn booked(&self, account: AccountId) -> Option<i128> {
        let outbox = self.shared.outbox.read().unwrap_or_else(PoisonError::into_inner);
        Some(outbox.book().balance(account))
    }
}

impl Production {
    /// Why the writer stopped, where it has.
    #[must_use]
    pub fn stopped(&self) -> Option<String> {
        self.shared.stopped.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The clock's hands.
    #[must_use]
    pub fn hands(&self) -> &Hands {
        &self.hands
    }

    fn is_settled(&self) -> bool {
        let now = Source::Hands(Arc::clone(&self.hands)).shows();
        let ticks = self.manner == Manner::SideBySide;
        self.read(|state| {
            let timer = state.next_timer().filter(|time| *time <= now);
            (timer.is_none() || !ticks) && state.last() == self.reader.tail()
        })
    }

    /// Hands in what one submitter has, or everything, and waits for the answers.
    fn hand_in_own(&self, round: &Round, of: Option<usize>, tell: &Sender<(usize, Answer)>) {
        let own = round.submissions.iter().enumerate();
        let own = own.filter(|(_, submission)| of.is_none_or(|of| submission.submitter == of));
        let mut waits = Vec::new();
        for (place, submission) in own {
            self.hands.pass_to(submission.time);
            let answer = self.submit(&submission.entries);
            if round.is_patient || of.is_none() {
                // The round holds the other end until all have come.
                let _ = tell.send((place, awaited(&answer)));
            } else {
                waits.push((place, answer));
            }
        }
        for (place, answer) in waits {
            let _ = tell.send((place, awaited(&answer)));
        }
    }

    /// Hands one submission in; its answer comes on the receiver.
    pub fn submit(&self, entries: &[Numbered]) -> Receiver<Answer> {
        let (tell, answer) = channel();
        let asked = Asked { tell, is_told: false };
        let (shared, reader) = (Arc::clone(&self.shared), self.reader.clone());
        let count = to_u64(entries.len());
        let reply: Reply =
            Box::new(move |result| asked.answer(judged(result, count, &shared, &reader)));
        let evidence = entries.iter().enumerate().filter(|(_, own)| !own.evidence.is_empty());
        let evidence = evidence.map(|(entry, own)| Evidence {
            entry,
            member: OWNER.member,
            bytes: Arc::from(own.evidence.as_slice()),
        });
        let evidence = evidence.collect();
        let entries = entries.iter().map(|own| unstamped(&own.entry)).collect();
        if let Some(writer) = &self.writer {
            writer.submit(Submission { entries, evidence, reply });
        }
        answer
    }

    /// Ends the writer, behind a submission that has nothing to wait for and one that waits.
    fn end(&mut self) -> Result<(), Setback> {
        let last = self.submit(&[]);
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        let (tell, told) = channel();
        let ending = std::thread::spawn(move || {
            writer.stop();
            drop(writer);
            let _ = tell.send(());
        });
        if told.recv_timeout(PATIENCE).is_err() {
            return Err(Setback::Defect(String::from("the writer does not end")));
        }
        if ending.join().is_err() {
            return Err(Setback::Defect(String::from("ending the writer panicked")));
        }
        match (awaited(&last), self.shown.finding()) {
            (Err(Setback::Defect(defect)), _) | (_, Some(defect)) => Err(Setback::Defect(defect)),
            _ => Ok(()),
        }
    }
}

impl Drop for Production {
    /// A world that drops a sequencer has cut its disk off; only the threads are left to end.
    fn drop(&mut self) {
        let _ = self.end();
        self.shown.forget();
    }
}

/// State and outbox as the node starts with them: from a snapshot where there is one, and then
/// they are those of a full replay. One that rotted is passed over.
fn resumed(
    snapshots: &Snapshots,
    reader: &JournalReader,
) -> Result<(State, Outbox, Option<Before>), Setback> {
    let (whole, _) = replayed(reader)?;
    let resumed = resume(snapshots, reader).map_err(|error| match error {
        NodeError::Store(error) => Setback::from(error),
        error => Setback::Defect(error.to_string()),
    })?;
    if resumed.state.digest() != whole.digest() {
        let text = "a start from a snapshot differs from a full replay";
        return Err(Setback::Defect(String::from(text)));
    }
    Ok((resumed.state, resumed.outbox, resumed.before))
}

/// State and outbox as the node replays them.
fn replayed(reader: &JournalReader) -> Result<(State, Outbox), Setback> {
    match replay(reader) {
        Ok((state, outbox, Replayed { blocks, digests_met, .. })) if blocks == digests_met => {
            Ok((state, outbox))
        }
        Ok((_, _, replayed)) => {
            Err(Setback::Defect(format!("a digest on record was passed over: {replayed:?}")))
        }
        Err(NodeError::Store(error)) => Err(error.into()),
        Err(error) => Err(Setback::Defect(error.to_string())),
    }
}

/// The entry as a sender knows it: time and evidence are the writer's to note.
fn unstamped(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    (entry.stamp.time, entry.stamp.evidence) = (Instant::default(), false);
    entry
}

/// The answer as it is given, unless the writer gives it too soon.
fn judged(
    result: Result<Applied<'_>, NodeError>,
    entries: u64,
    shared: &Shared,
    reader: &JournalReader,
) -> Answer {
    let applied = match result {
        Ok(applied) => applied,
        Err(NodeError::Stopped { reason }) => return Err(Setback::Stopped(reason)),
        Err(error) => return Err(Setback::Defect(format!("the answer was: {error}"))),
    };
    let numbered = entries - to_u64(applied.unnumbered.len());
    let last = (applied.first + numbered).saturating_sub(1);
    if numbered > 0 && last > reader.tail() {
        let tail = reader.tail();
        let text = format!("entry {last} was answered while only {tail} was durable");
        return Err(Setback::Defect(text));
    }
    if numbered > 0 && shared.read(State::last) < last {
        return Err(Setback::Defect(format!("entry {last} was answered before reads show it")));
    }
    Ok(Told {
        first: applied.first,
        unnumbered: applied.unnumbered.to_vec(),
        events: applied.events.to_vec(),
    })
}

fn awaited(answer: &Receiver<Answer>) -> Answer {
    let silent = |_| Err(Setback::Defect(String::from("a submission was never answered")));
    answer.recv_timeout(PATIENCE).unwrap_or_else(silent)
}

/// Waits for its one answer; says so when it is dropped without.
struct Asked {
    tell: Sender<Answer>,
    is_told: bool,
}

impl Asked {
    fn answer(mut self, answer: Answer) {
        self.is_told = true;
        // Whoever asked may have given up.
        let _ = self.tell.send(answer);
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if !self.is_told {
            let text = "a submission was dropped without an answer";
            let _ = self.tell.send(Err(Setback::Defect(String::from(text))));
        }
    }
}

/// Looks, while an operation of the disk is on its way, at how far reads go.
#[derive(Default)]
struct Shown {
    looked_at: Mutex<Option<(Arc<Shared>, JournalReader)>>,
    finding: Mutex<Option<String>>,
}

impl Shown {
    fn watch(&self, shared: &Arc<Shared>, reader: &JournalReader) {
        *self.looked_at() = Some((Arc::clone(shared), reader.clone()));
    }

    /// The life is over. The reader holds the home, and the home this watch: neither would ever go.
    fn forget(&self) {
        *self.looked_at() = None;
    }

    fn looked_at(&self) -> MutexGuard<'_, Option<(Arc<Shared>, JournalReader)>> {
        self.looked_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finding(&self) -> Option<String> {
        self.finding.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn look(&self) {
        let Some((shared, reader)) = self.looked_at().clone() else { return };
        // One lock after the other: the writer takes them in the other order.
        let told = {
            let outbox = shared.outbox.read().unwrap_or_else(PoisonError::into_inner);
            *outbox.watch().borrow()
        };
        let last = shared.read(State::last).max(told);
        let tail = reader.tail();
        if last > tail {
            let text = format!("reads show entry {last}, which is not durable; the tail is {tail}");
            self.finding.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(text);
        }
    }
}

impl Watch for Shown {
    fn pass(&self, operation: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        self.look();
        // A disk takes its time; meanwhile submissions gather.
        std::thread::yield_now();
        operation()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suftaja_engine::{Body, Outcome, Stamp};
    use suftaja_store::faulty::Memory;

    #[test]
    fn a_state_that_runs_ahead_of_the_flush_is_seen_while_the_flush_is_on_its_way() {
        let shown = Arc::new(Shown::default());
        let home = Arc::new(Memory::new(1));
        let home: Arc<dyn Home> = Arc::new(Watched::new(home, Arc::clone(&shown)));
        let keys = KeyRing::new(Arc::clone(&home));
        let Ok(mut journal) = Journal::create(home, keys, &OPTIONS) else { panic!("no journal") };
        let shared = Arc::new(Shared::default());
        shown.watch(&shared, &journal.reader);
        let entry = Entry { stamp: Stamp::default(), body: Body::Tick };
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        let mut flush = |first| {
            let state_digest = [0; 16];
            let (entries, evidence, state_entry) = (bytes.as_slice(), &[][..], 0);
            let block = suftaja_store::BlockInput {
                first,
                count: 1,
                entries,
                evidence,
                state_entry,
                state_digest,
            };
            assert!(journal.writer.append(&[block]).is_ok());
        };
        flush(1);
        let apply = |number| {
            let mut state = shared.state.write().unwrap_or_else(PoisonError::into_inner);
            state.apply(number, &entry, &mut Outcome::new());
        };
        apply(1);
        flush(2);
        assert_eq!(shown.finding(), None, "what is shown was durable");
        apply(2);
        apply(3);
        flush(3);
        let finding = shown.finding();
        assert!(finding.is_some_and(|text| text.contains("reads show entry 3")), "it is not");
    }
}
