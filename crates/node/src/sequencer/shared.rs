//! The state and the outbox as the writer and all readers share them.
//!
//! Both stand behind locks that the writer alone takes for writing, a turn at a time; readers that
//! find it at work are counted, so that it lets them in between two turns. Never shows an entry
//! that is not durable.

use crate::meter::Meters;
use crate::outbox::Outbox;
use crate::snapshot::Progress;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use suftaja_engine::State;

/// How often the writer looks whether those who wait have come in, before it goes on.
const LOOKS_MAX: u32 = 256;

/// What readers and the writer share: the state and the outbox, always of one durable entry.
#[derive(Debug, Default)]
pub struct Shared {
    /// The engine's state after the last durable entry.
    pub state: RwLock<State>,
    /// Messages to send; locked after `state` where both are.
    pub outbox: RwLock<Outbox>,
    /// Why the writer stopped, once it has.
    pub stopped: RwLock<Option<String>>,
    /// How snapshots stand.
    pub snapshots: Arc<RwLock<Progress>>,
    /// Readers that wait for the writer to let go of a lock.
    pub readers_waiting: AtomicU32,
    /// What was counted since the start.
    pub meters: Meters,
}

impl Shared {
    /// Reads the state after the last durable entry. Keep it short: the writer waits.
    pub fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        self.read_of(&self.state, with)
    }

    /// Reads the outbox of the same entry or a later one. Keep it short as well.
    pub fn read_outbox<R>(&self, with: impl FnOnce(&Outbox) -> R) -> R {
        self.read_of(&self.outbox, with)
    }

    /// Who finds the writer at work is counted until it is in.
    fn read_of<T, R>(&self, lock: &RwLock<T>, with: impl FnOnce(&T) -> R) -> R {
        if let Ok(free) = lock.try_read() {
            return with(&free);
        }
        self.readers_waiting.fetch_add(1, Ordering::AcqRel);
        let held = lock.read().unwrap_or_else(PoisonError::into_inner);
        self.readers_waiting.fetch_sub(1, Ordering::AcqRel);
        with(&held)
    }

    /// Gives those who wait a moment to come in: a writer that takes the locks again at once would
    /// be faster than any of them wakes up.
    pub(super) fn let_readers_in(&self) {
        for _ in 0..LOOKS_MAX {
            if self.readers_waiting.load(Ordering::Acquire) == 0 {
                return;
            }
            std::thread::yield_now();
        }
    }
}

/// Reads a lock that no panicking thread can have left half-written: writers hold it only around
/// total functions.
pub(crate) fn read<T, R>(lock: &RwLock<T>, with: impl FnOnce(&T) -> R) -> R {
    with(&lock.read().unwrap_or_else(PoisonError::into_inner))
}
