//! The one writer: stamps number and time, makes blocks, waits for durability, applies, answers.
//!
//! Submissions come in over one channel from any number of threads. All that waits is gathered
//! into one flush (group commit); while one flush is on its way to the medium, the next is made
//! and the one before is applied. Nothing is applied, answered or readable before its flush has
//! succeeded, so the shared state never shows what is not durable. A failed flush stops the writer
//! for good; what was in flight is answered with the reason.

mod shared;

use crate::clock::{Clock, Source};
use crate::error::NodeError;
use crate::flush::{Flush, Flusher};
use crate::memory::{touch_ahead, touch_at_start};
use crate::meter::Meters;
use crate::node::RULE_VERSION;
use crate::outbox::Outbox;
use crate::snapshot::Keeper;
pub use shared::Shared;
pub(crate) use shared::read;
use std::collections::VecDeque;
use std::hint::black_box;
use std::iter::Peekable;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use suftaja_base::suf::ledger::CAPACITY;
use suftaja_base::{Instant, Suf};
use suftaja_engine::{Body, Entry, EntryNumber, Event, Outcome, Stamp, State};
use suftaja_store::EVIDENCE_BYTES_MAX;

/// Submissions that may wait in the channel before senders wait.
const WAITING_MAX: usize = 4096;
/// Entries that one flush gathers at most.
const FLUSH_ENTRIES_MAX: usize = 32_768;
/// Why a writer stops whose clock jumped.
const CLOCK_JUMPED: &str =
    "the clock jumped forward by more than an hour; check it and start the node again";
/// After so many entries applied, those who wait to read are let in: about a millisecond's work.
const TURN_ENTRIES: usize = 512;
/// Flushes under way at once: one at the medium, one ready behind it.
const IN_FLIGHT_MAX: usize = 2;

/// By which clock a writer goes, and what it does of itself when nothing comes in.
#[derive(Clone, Debug)]
pub struct Pace {
    /// The clock.
    pub source: Source,
    /// How long nothing must come in before the writer looks for timers that have run;
    /// `Duration::MAX` for never.
    pub timers_after: Duration,
    /// How long nothing must come in before a covering block is written, as above.
    pub cover_after: Duration,
    /// After how many entries a snapshot is taken; `u64::MAX` for never.
    pub snapshot_every: u64,
    /// How much memory is touched before the first entry is taken, in bytes; 0 for none.
    pub memory: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            source: Source::default(),
            timers_after: Duration::from_millis(500),
            cover_after: Duration::from_millis(200),
            snapshot_every: 1_000_000,
            memory: 0,
        }
    }
}

/// Received bytes to keep beside an entry.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Index of the entry in its submission.
    pub entry: usize,
    /// Number of the member whose key seals it.
    pub member: u16,
    /// The bytes as received.
    pub bytes: Arc<[u8]>,
}

/// What became of a submission; borrowed, since the answer is made on the writer's thread and must
/// be short.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// Number of the first entry; the others follow without a gap.
    pub first: EntryNumber,
    /// Time of its entries.
    pub time: Instant,
    /// Entries that got no number, by index, with the code of the check that failed.
    pub unnumbered: &'a [(usize, Suf)],
    /// What happened, with the number of each event's entry.
    pub events: &'a [(EntryNumber, Event)],
}

/// Called once with what became of a submission.
pub type Reply = Box<dyn FnOnce(Result<Applied<'_>, NodeError>) + Send>;

/// Entries to be numbered and applied in this order.
pub struct Submission {
    /// The entries; their time is stamped by the writer.
    pub entries: Vec<Entry>,
    /// Bytes to keep beside them.
    pub evidence: Vec<Evidence>,
    /// Whom to tell.
    pub reply: Reply,
}

/// A submission that has its numbers.
pub(crate) struct Placed {
    pub submission: Submission,
    pub first: EntryNumber,
    pub time: Instant,
    pub unnumbered: Vec<(usize, Suf)>,
}

pub(crate) enum Work {
    Submit(Submission),
    Flushed(Flush, Result<(), NodeError>),
    /// A covering block failed, and with it the journal's writer.
    Uncovered(NodeError),
    Stop,
}

/// The handle of the running writer.
#[derive(Debug)]
pub struct Sequencer {
    sender: SyncSender<Work>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// Starts the writer's threads on a journal that was replayed into `shared`.
    ///
    /// # Errors
    /// [`NodeError::Thread`] when the system gives no thread.
    pub fn start(writer: suftaja_store::Writer, shared: Arc<Shared>) -> Result<Self, NodeError> {
        Self::start_at(Pace::default(), writer, shared)
    }

    /// As [`Self::start`], at a pace of its own: for simulations.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_at(
        pace: Pace,
        writer: suftaja_store::Writer,
        shared: Arc<Shared>,
    ) -> Result<Self, NodeError> {
        Self::start_with(pace, writer, shared, None)
    }

    /// As [`Self::start_at`], with snapshots.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(
        pace: Pace,
        writer: suftaja_store::Writer,
        shared: Arc<Shared>,
        keeper: Option<Keeper>,
    ) -> Result<Self, NodeError> {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let flusher =
            Flusher::start(writer, sender.clone(), pace.cover_after, Arc::clone(&shared))?;
        let last = read(&shared.state, |state| (state.last(), state.time()));
        let writer = Writing {
            next: last.0 + 1,
            clock: Clock::after(last.1, pace.source),
            timers_after: pace.timers_after,
            keeper,
            shared,
            flusher,
            receiver,
            waiting: VecDeque::new(),
            in_flight: 0,
            spare: Vec::new(),
            outcome: Outcome::new(),
            applied: 0,
            stopped: None,
            lost: false,
        };
        let thread = std::thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || {
                let _held = touch_at_start(pace.memory);
                writer.run();
            })
            .map_err(|_| NodeError::Thread)?;
        Ok(Self { sender, thread: Some(thread) })
    }

    /// Hands a submission to the writer; waits when too many are waiting already.
    pub fn submit(&self, submission: Submission) {
        if let Err(lost) = self.sender.send(Work::Submit(submission))
            && let Work::Submit(submission) = lost.0
        {
            (submission.reply)(Err(ended()));
        }
    }

    /// Ends the writer after everything submitted so far, with a closing block in the journal.
    pub fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = self.sender.send(Work::Stop);
            let _ = thread.join();
        }
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ended() -> NodeError {
    NodeError::Stopped { reason: "the node has ended".to_owned() }
}

/// Runs what must not be left half-done. A broken invariant ends the process at once: a state that
/// is half-applied is never shown, and the next start finds the journal as it is.
pub(crate) fn or_abort<R>(what: &str, run: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        eprintln!("an invariant broke while {what}; the process ends, fsck tells what it was");
        std::process::abort()
    })
}

struct Writing {
    next: EntryNumber,
    clock: Clock,
    timers_after: Duration,
    keeper: Option<Keeper>,
    shared: Arc<Shared>,
    flusher: Flusher,
    receiver: Receiver<Work>,
    waiting: VecDeque<Submission>,
    in_flight: usize,
    /// Flushes that came back; their memory is used again.
    spare: Vec<Flush>,
    outcome: Outcome,
    /// Entries applied since memory was last touched ahead.
    applied: usize,
    /// Why nothing more is taken in.
    stopped: Option<String>,
    /// Whether a flush failed, so that none behind it may be applied.
    lost: bool,
}

impl Writing {
    fn run(mut self) {
        loop {
            match self.receiver.recv_timeout(self.timers_after) {
                Ok(work) => {
                    if self.take(work).is_break() {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.tick_when_due(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let mut more = self.in_flight < IN_FLIGHT_MAX;
            while more {
                more = self.waiting.len() < FLUSH_ENTRIES_MAX
                    && match self.receiver.try_recv() {
                        Ok(work) => {
                            if self.take(work).is_break() {
                                return self.end();
                            }
                            true
                        }
                        Err(_) => false,
                    };
            }
            self.start_flushes();
        }
        self.end();
    }

    fn take(&mut self, work: Work) -> std::ops::ControlFlow<()> {
        match work {
            Work::Submit(submission) => self.waiting.push_back(submission),
            Work::Flushed(flush, result) => self.finish(flush, result),
            Work::Uncovered(error) => self.stop_for(error.to_string()),
            Work::Stop => return std::ops::ControlFlow::Break(()),
        }
        std::ops::ControlFlow::Continue(())
    }

    /// Lets what is under way come home, then closes the journal.
    fn end(mut self) {
        loop {
            // Leaves nothing waiting where nothing is under way.
            self.start_flushes();
            if self.in_flight == 0 {
                break;
            }
            match self.receiver.recv() {
                Ok(Work::Stop) => {}
                Ok(work) => {
                    // Only a stop breaks off, and this is one already.
                    let _ = self.take(work);
                }
                Err(_) => break,
            }
        }
        // Nobody may wait for a place in a channel that is read no more, the flusher least of all.
        let Self { receiver, mut flusher, .. } = self;
        for work in receiver.try_iter() {
            if let Work::Submit(submission) = work {
                (submission.reply)(Err(ended()));
            }
        }
        drop(receiver);
        flusher.close();
    }

    /// Takes nothing more in, for good. The first reason is the one told: what fails afterwards
    /// only says that the writer has stopped.
    fn stop_for(&mut self, reason: String) {
        let reason = self.stopped.get_or_insert(reason).clone();
        *self.shared.stopped.write().unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }

    /// Puts a tick in line when a timer has run or a release was cut off. Looks only when nothing
    /// is under way, since what is under way may be that tick.
    fn tick_when_due(&mut self) {
        if self.stopped.is_some() || self.in_flight > 0 || !self.waiting.is_empty() {
            return;
        }
        let now = self.clock.shows();
        let due = read(&self.shared.state, |state| {
            state.has_unfinished() || state.next_timer().is_some_and(|time| time <= now)
        });
        if due {
            let stamp = Stamp { rule_version: RULE_VERSION, ..Stamp::default() };
            let entries = vec![Entry { stamp, body: Body::Tick }];
            let reply: Reply = Box::new(|_| ());
            self.waiting.push_back(Submission { entries, evidence: Vec::new(), reply });
        }
    }

    fn start_flushes(&mut self) {
        while self.in_flight < IN_FLIGHT_MAX && !self.waiting.is_empty() {
            if let Some(reason) = &self.stopped {
                for submission in self.waiting.drain(..) {
                    (submission.reply)(Err(NodeError::Stopped { reason: reason.clone() }));
                }
                return;
            }
            let flush = self.prepare();
            if flush.is_empty() {
                // Nothing got a number: there is nothing to make durable, only to answer.
                self.finish_applied(flush);
            } else {
                self.in_flight += 1;
                self.flusher.send(flush);
            }
        }
    }

    /// Gathers what waits into blocks.
    fn prepare(&mut self) -> Flush {
        let mut flush = self.spare.pop().unwrap_or_default();
        let shared = Arc::clone(&self.shared);
        let state = shared.state.read().unwrap_or_else(PoisonError::into_inner);
        flush.begin(self.next, state.last(), state.trail().bytes());
        while flush.entries() < FLUSH_ENTRIES_MAX
            && let Some(mut submission) = self.waiting.pop_front()
        {
            let Ok(time) = self.clock.read() else {
                self.waiting.push_front(submission);
                self.stop_for(CLOCK_JUMPED.to_owned());
                break;
            };
            let first = self.next;
            let mut unnumbered = Vec::new();
            let mut evidence = submission.evidence.iter().peekable();
            for (index, entry) in submission.entries.iter_mut().enumerate() {
                let bytes = evidence.next_if(|evidence| evidence.entry == index);
                let kept = bytes.map_or(1, |evidence| evidence.bytes.len());
                // Bytes that no block takes would fail the flush of everyone else's entries.
                let fits = (1..=EVIDENCE_BYTES_MAX / 2).contains(&kept);
                match if fits { state.check(entry) } else { Err(CAPACITY) } {
                    Err(code) => unnumbered.push((index, code)),
                    Ok(()) => {
                        entry.stamp.time = time;
                        entry.stamp.evidence = bytes.is_some();
                        flush.push(self.next, entry, bytes);
                        self.next += 1;
                    }
                }
            }
            flush.submissions.push(Placed { submission, first, time, unnumbered });
        }
        flush
    }

    fn finish(&mut self, flush: Flush, result: Result<(), NodeError>) {
        self.in_flight -= 1;
        match result {
            Ok(()) if !self.lost => self.finish_applied(flush),
            Ok(()) => self.fail(flush),
            Err(error) => {
                self.lost = true;
                self.stop_for(error.to_string());
                self.fail(flush);
            }
        }
    }

    fn fail(&mut self, mut flush: Flush) {
        let reason = self.stopped.clone().unwrap_or_default();
        for placed in flush.submissions.drain(..) {
            (placed.submission.reply)(Err(NodeError::Stopped { reason: reason.clone() }));
        }
    }

    /// The flush is durable: apply, record what to tell, then answer.
    fn finish_applied(&mut self, mut flush: Flush) {
        self.outcome.clear();
        let mut ends = Vec::with_capacity(flush.submissions.len());
        let mut placed = flush.submissions.iter().peekable();
        while placed.peek().is_some() {
            self.apply_some(&mut placed, &mut ends);
            self.shared.let_readers_in();
        }
        let unfinished = self.shared.read(State::has_unfinished);
        let mut from = 0;
        for (placed, end) in flush.submissions.drain(..).zip(ends) {
            let events = self.outcome.events.get(from..end).unwrap_or_default();
            let Placed { submission, first, time, unnumbered } = placed;
            from = end;
            (submission.reply)(Ok(Applied { first, time, unnumbered: &unnumbered, events }));
        }
        self.applied += flush.entries();
        if self.applied >= TURN_ENTRIES {
            self.applied = 0;
            touch_ahead();
        }
        self.spare.push(flush);
        if unfinished {
            self.tick_when_due();
        }
    }

    /// Applies a turn's worth of submissions, under one hold of the locks. Every read between two
    /// turns stands on an entry that is durable, as all do.
    fn apply_some<'f>(
        &mut self,
        placed: &mut Peekable<impl Iterator<Item = &'f Placed>>,
        ends: &mut Vec<usize>,
    ) {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut outbox = shared.outbox.write().unwrap_or_else(PoisonError::into_inner);
        or_abort("applying an entry", || {
            let mut applied = 0;
            while applied < TURN_ENTRIES
                && let Some(placed) = placed.next()
            {
                let places = (&mut *state, &mut *outbox, &shared.meters);
                apply(placed, places, &mut self.outcome);
                ends.push(self.outcome.events.len());
                applied += placed.submission.entries.len();
            }
        });
        outbox.publish();
        // Only the end of a flush is that of a block, which a snapshot is known by.
        if placed.peek().is_none()
            && let Some(keeper) = &mut self.keeper
        {
            keeper.consider(&mut state, &outbox);
        }
    }
}

/// Applies one submission. All its identities are touched first: the caches then load them side by
/// side, where one lookup after the other would wait for memory each time.
fn apply(
    placed: &Placed,
    (state, outbox, meters): (&mut State, &mut Outbox, &Meters),
    outcome: &mut Outcome,
) {
    const AHEAD: usize = 64;
    let mut number = placed.first;
    let mut unnumbered = placed.unnumbered.iter().peekable();
    let mut index = 0;
    for chunk in placed.submission.entries.chunks(AHEAD) {
        black_box(state.touch(chunk));
        for entry in chunk {
            if unnumbered.next_if(|(at, _)| *at == index).is_none() {
                let from = outcome.events.len();
                state.apply(number, entry, outcome);
                let events = outcome.events.get(from..).unwrap_or_default();
                outbox.record(state, number, entry, events);
                meters.applied(state, events);
                number += 1;
            }
            index += 1;
        }
    }
}
