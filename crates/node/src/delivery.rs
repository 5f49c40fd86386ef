//! Delivery: how far each participant has read, and who is silent.
//!
//! The cursor is the proof of delivery (field rule 15): whoever asks behind a cursor has kept what
//! stands before it. Kept in memory alone, since every reader brings its cursor again. A silent
//! receiver raises an alarm and stops nothing.

use crate::node::Node;
use std::sync::{PoisonError, RwLock};
use suftaja_base::Instant;
use suftaja_engine::{EntryNumber, ParticipantId};

const MINUTE: u64 = 60_000_000_000;

/// The highest cursor that each participant has asked behind since the start of this node.
#[derive(Debug, Default)]
pub(crate) struct Cursors(RwLock<Vec<u64>>);

/// How far one participant has read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Cursor of the last message that it is told.
    pub told: u64,
    /// The highest cursor behind which it has asked, since the start of this node.
    pub kept: u64,
    /// The entry and the time of the first message that it has not kept.
    pub unread_since: Option<(EntryNumber, Instant)>,
    /// Whether that is longer ago than the rule of the union allows.
    pub is_silent: bool,
}

impl Node {
    /// Notes that a participant has kept everything up to a cursor.
    pub fn kept(&self, of: ParticipantId, cursor: u64) {
        let read = self.cursors.0.read().unwrap_or_else(PoisonError::into_inner);
        if read.get(of.at()).is_some_and(|known| *known >= cursor) {
            return;
        }
        drop(read);
        let mut cursors = self.cursors.0.write().unwrap_or_else(PoisonError::into_inner);
        if cursors.len() <= of.at() {
            cursors.resize(of.at() + 1, 0);
        }
        if let Some(known) = cursors.get_mut(of.at()) {
            *known = cursor.max(*known);
        }
    }

    /// How far a participant has read, by this node's clock.
    #[must_use]
    pub fn delivery(&self, of: ParticipantId) -> Delivery {
        let cursors = self.cursors.0.read().unwrap_or_else(PoisonError::into_inner);
        let kept = cursors.get(of.at()).copied().unwrap_or(0);
        drop(cursors);
        let (told, unread_since) = self.read_outbox(|outbox| {
            let first = outbox.first_told(of, kept).map(|item| (item.entry, item.time));
            (outbox.last_told(of), first)
        });
        let now = self.source.shows().nanos();
        let patience = u64::from(self.plan.silent_minutes) * MINUTE;
        let is_silent =
            unread_since.is_some_and(|(_, since)| now.saturating_sub(since.nanos()) > patience);
        Delivery { told, kept, unread_since, is_silent }
    }
}
