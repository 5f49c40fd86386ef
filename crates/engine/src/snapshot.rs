//! The state as a snapshot takes it: at once, while entries wait, and without copying what is long.
//!
//! The history is shared chunk by chunk. Of the identities only those that are new since the last
//! snapshot are taken; the table is made again from all of them. The rest (accounts, queue, days)
//! is as long as a union is large, not as its history is, and is copied.

use crate::State;
use crate::history::{History, Late, Row};
use crate::identity::{Identities, Seen};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem::take;

/// A state behind one entry, to be written elsewhere.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Everything but history and identities; serializes.
    pub rest: State,
    /// Chunks of the history.
    pub rows: Vec<Arc<Vec<Row>>>,
    /// Beside each chunk the rows of it that settled late.
    pub late: Vec<Arc<Late>>,
    /// Identities that the snapshot before this one did not have, in pieces.
    pub seen: Vec<Arc<Vec<Seen>>>,
}

impl State {
    /// Keeps from here on what the next snapshot needs; the first one takes all identities there
    /// are. Costs about 24 bytes per instruction until a snapshot is taken.
    pub fn keep_for_snapshots(&mut self) {
        self.identities.keep_fresh();
    }

    /// Takes the state as it stands.
    #[must_use]
    pub fn take_snapshot(&mut self) -> Taken {
        let seen = self.identities.take_fresh();
        let (rows, late) = self.history.shared();
        let (rows, late) = (rows.cloned().collect(), late.to_vec());
        // Neither is copied: they are taken out while the rest is.
        let (identities, history) = (take(&mut self.identities), take(&mut self.history));
        let rest = self.clone();
        (self.identities, self.history) = (identities, history);
        Taken { rest, rows, late, seen }
    }

    /// The state of what snapshots took, with the identities of all of them; none where chunks of
    /// the history are missing.
    #[must_use]
    pub fn of_snapshot(
        mut rest: Self,
        rows: Vec<Arc<Vec<Row>>>,
        late: Vec<Arc<Late>>,
        identities: Identities,
    ) -> Option<Self> {
        rest.history = History::of_shared(rows, late)?;
        rest.identities = identities;
        Some(rest)
    }
}
