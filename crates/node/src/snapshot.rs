//! Snapshots of a running node: taken between two entries, written beside them, started from.
//!
//! The sequencer takes one ([`Keeper`]) every so many entries: pointers to chunks, and copies of
//! what is short, so nobody waits for it. A thread of its own writes what changed since the last
//! one (`write`). A start reads the newest that is whole and of this journal (`load`), and replays
//! what came behind it. A snapshot is never the record: without one the journal makes the same
//! state, and `fsck` holds the two against each other.

mod load;
mod resume;
mod write;

use crate::book::{Link, Posting};
use crate::error::NodeError;
use crate::outbox::{self, Item, Outbox, Slip};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use suftaja_base::Instant;
use suftaja_engine::history::{Late, Row};
use suftaja_engine::snapshot::Taken as StateTaken;
use suftaja_engine::{EntryNumber, State};
use suftaja_store::{JournalReader, Manifest, PieceName, Snapshots};

use load::load;
pub use load::{Passed, oldest_usable};
pub use resume::{Resumed, resume};

/// The format of the content of pieces. It is raised with every change of what is serialized; a
/// start passes over snapshots of another format.
pub const FORMAT: u32 = 5;

/// What is short of the engine's state, in one piece.
const STATE: PieceName = [0, 0, 0];
/// What is short of the outbox and the book, in one piece.
const OUTBOX: PieceName = [1, 0, 0];
/// Columns of chunks.
const ROWS: u32 = 2;
const LATE: u32 = 3;
const SEEN: u32 = 4;
/// One line for each participant.
const SLIPS: u32 = 5;
const LINKS: u32 = 6;
const LISTED: u32 = 7;
/// One line for each participant.
const PLACES: u32 = 8;
const WRITTEN_OUT: u32 = 9;
const POSTINGS: u32 = 10;

/// How snapshots stand, for health checks and people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// The entry of the newest that is whole; 0 for none.
    pub entry: EntryNumber,
    /// Time of that entry.
    pub time: Instant,
    /// Bytes of its pieces.
    pub bytes: u64,
    /// How many were written since the start.
    pub written: u64,
    /// Why the last attempt failed, where it did.
    pub failed: Option<String>,
    /// Whether one is being taken or written now.
    pub is_busy: bool,
}

/// A state and its outbox behind one entry, on their way to the writing thread.
struct Taken {
    state: StateTaken,
    outbox: outbox::Taken,
}

/// The long columns of the newest snapshot, as they are in memory: what has the same pointer in
/// the next one did not change.
#[derive(Debug, Default)]
struct Chunks {
    rows: Vec<Arc<Vec<Row>>>,
    late: Vec<Arc<Late>>,
    lines: Vec<Vec<Arc<Vec<Slip>>>>,
    written_out: Vec<Arc<Vec<Item>>>,
    links: Vec<Arc<Vec<Link>>>,
    postings: Vec<Arc<Vec<Posting>>>,
    listed: Vec<Arc<Vec<crate::payments::Listed>>>,
    places: Vec<Vec<Arc<Vec<u32>>>>,
}

/// What the next snapshot builds on.
#[derive(Debug)]
pub struct Before {
    manifest: Manifest,
    chunks: Chunks,
}

impl Before {
    /// The entry of the snapshot.
    #[must_use]
    pub fn entry(&self) -> EntryNumber {
        self.manifest.entry
    }
}

/// Takes snapshots on the sequencer's thread.
#[derive(Debug)]
pub struct Keeper {
    every: u64,
    /// The entry from which on the next is taken.
    due: EntryNumber,
    progress: Arc<RwLock<Progress>>,
    sender: Option<SyncSender<Taken>>,
    thread: Option<JoinHandle<()>>,
}

/// Makes the calling thread one that payments go on beside. Not one of lowest priority: while it
/// holds the allocator's lock, everyone waits until it gets its turn.
fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        // A thread has a priority of its own there. Where it may not change it, it goes on.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 8);
    }
}

impl Keeper {
    /// Starts the writing thread. `before` is the snapshot that the node started from; the state
    /// must be one that keeps what snapshots need ([`State::keep_for_snapshots`]).
    ///
    /// # Errors
    /// [`NodeError::Thread`].
    pub fn start(
        every: u64,
        (snapshots, reader): (Snapshots, JournalReader),
        before: Option<Before>,
        progress: Arc<RwLock<Progress>>,
    ) -> Result<Self, NodeError> {
        // What a crash left half-written must not fill the disk that the journal needs.
        let _ = snapshots.clear_away(None);
        let (sender, receiver) = sync_channel::<Taken>(1);
        let due = before.as_ref().map_or(0, |before| before.manifest.entry).saturating_add(every);
        let told = Arc::clone(&progress);
        let mut writing = write::Writing::new(snapshots, reader, before);
        let thread = std::thread::Builder::new().name("snapshots".to_owned()).spawn(move || {
            stand_back();
            for taken in receiver {
                let time = taken.state.rest.time();
                let done = writing.write(taken);
                let mut told = told.write().unwrap_or_else(PoisonError::into_inner);
                match done {
                    Ok((entry, bytes)) => {
                        let written = told.written + 1;
                        *told = Progress { entry, time, bytes, written, ..Progress::default() };
                    }
                    Err(error) => {
                        (told.failed, told.is_busy) = (Some(error.to_string()), false);
                    }
                }
            }
        });
        let thread = Some(thread.map_err(|_| NodeError::Thread)?);
        Ok(Self { every, due, progress, sender: Some(sender), thread })
    }

    /// Takes a snapshot where one is due and the one before is written.
    pub(crate) fn consider(&mut self, state: &mut State, outbox: &Outbox) {
        if state.last() < self.due {
            return;
        }
        let mut progress = self.progress.write().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut progress.is_busy, true) {
            return;
        }
        drop(progress);
        self.due = state.last().saturating_add(self.every);
        let taken = Taken { state: state.take_snapshot(), outbox: outbox.take_snapshot() };
        if let Some(sender) = &self.sender {
            // The thread waits for it: it was not busy, and there is one place.
            let _ = sender.try_send(taken);
        }
    }
}

impl Drop for Keeper {
    /// Waits for the snapshot under way.
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
