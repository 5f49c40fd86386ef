//! Recalls: requests to have a settled payment back, and the clocks that run on them.
//!
//! A recall is opened by the sender's camt.056 and ends with the receiver's refusal (camt.029) or
//! with the settled return (pacs.004, FOCR). Until then both are reminded each time its clock has
//! run (field rule 12). It never moves money and never touches the payment.

use crate::digest::Trail;
use crate::entry::Original;
use crate::{EntryNumber, RowId};
use alloc::collections::{BTreeMap, BTreeSet};
use serde::{Deserialize, Serialize};
use suftaja_base::Instant;

/// Nanoseconds of a day; the clock counts days of 24 hours, whatever the calendar says.
const DAY: u64 = 86_400_000_000_000;

/// One open recall.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recall {
    /// Number of the entry that opened it.
    pub entry: EntryNumber,
    /// Time of that entry.
    pub time: Instant,
    /// The payment that is to come back.
    pub original: Original,
    /// Days between reminders.
    pub days: u16,
    /// When both are reminded next; never where the clock has no days.
    pub due: Option<Instant>,
}

/// All open recalls, at most one for each payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Recalls {
    open: BTreeMap<RowId, Recall>,
    clocks: BTreeSet<(Instant, RowId)>,
}

/// When a clock of so many days has run; never for none, which would remind without end.
fn due_after(time: Instant, days: u16) -> Option<Instant> {
    let wait = u64::from(days).checked_mul(DAY).filter(|wait| *wait > 0)?;
    time.nanos().checked_add(wait).map(Instant::from_nanos)
}

impl Recalls {
    /// The open recall of a payment.
    #[must_use]
    pub fn of(&self, original: RowId) -> Option<&Recall> {
        self.open.get(&original)
    }

    /// All open recalls, by the row of the payment.
    pub fn all(&self) -> impl Iterator<Item = (RowId, &Recall)> {
        self.open.iter().map(|(row, recall)| (*row, recall))
    }

    /// When the next clock has run.
    #[must_use]
    pub fn next_clock(&self) -> Option<Instant> {
        self.clocks.first().map(|(due, _)| *due)
    }

    pub(crate) fn open(&mut self, row: RowId, mut recall: Recall) {
        recall.due = due_after(recall.time, recall.days);
        self.clocks.extend(recall.due.map(|due| (due, row)));
        let before = self.open.insert(row, recall);
        assert!(before.is_none(), "a payment is recalled once at a time");
    }

    pub(crate) fn close(&mut self, row: RowId) {
        let recall = self.open.remove(&row);
        if let Some(due) = recall.and_then(|recall| recall.due) {
            self.clocks.remove(&(due, row));
        }
    }

    /// The next recall whose clock has run by now; its clock starts again.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Recall> {
        let (due, row) = self.clocks.first().copied().filter(|(due, _)| *due <= now)?;
        self.clocks.remove(&(due, row));
        let recall = self.open.get_mut(&row)?;
        recall.due = due_after(now, recall.days);
        self.clocks.extend(recall.due.map(|due| (due, row)));
        Some(*recall)
    }

    /// Adds the recalls to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for (row, recall) in &self.open {
            into.mix(u64::from(row.0), recall.entry);
            into.mix(recall.due.map_or(0, Instant::nanos), u64::from(recall.days));
        }
    }
}
