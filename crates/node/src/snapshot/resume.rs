//! Starting from a snapshot: the newest that can be used, and a replay of what came behind it.

use super::{Before, Passed, load};
use crate::error::NodeError;
use crate::outbox::Outbox;
use crate::replay::{Replayed, replay_from};
use suftaja_engine::State;
use suftaja_store::{JournalReader, Snapshots};

/// A state that is ready to go on.
#[derive(Debug)]
pub struct Resumed {
    /// The state after the last durable entry; keeps what the next snapshot needs.
    pub state: State,
    /// The outbox of the same entry.
    pub outbox: Outbox,
    /// The snapshot that it began with.
    pub before: Option<Before>,
    /// What the replay did.
    pub replayed: Replayed,
    /// Snapshots that could not be used.
    pub passed: Vec<Passed>,
}

/// Makes the state of a journal, as fast as its snapshots allow.
///
/// # Errors
/// As [`crate::replay::replay`]; [`NodeError::NoSnapshot`] where the journal's first entries were
/// archived and no snapshot stands for them.
pub fn resume(snapshots: &Snapshots, reader: &JournalReader) -> Result<Resumed, NodeError> {
    let (mut before, mut passed) = (None, Vec::new());
    let (state, outbox, replayed) = replay_from(reader, || {
        let (loaded, over) = load(snapshots, reader)?;
        passed = over;
        Ok(match loaded {
            Some(loaded) => {
                before = Some(loaded.before);
                (loaded.state, loaded.outbox)
            }
            None => {
                before = None;
                let mut state = State::new();
                state.keep_for_snapshots();
                (state, Outbox::default())
            }
        })
    })?;
    Ok(Resumed { state, outbox, before, replayed, passed })
}
