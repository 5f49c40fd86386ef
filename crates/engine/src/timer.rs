//! Timers of payments that wait: what came due is tried, what is late is refused, and whoever asked
//! to be told is told. Run before anything else that an entry does.

use crate::POSTINGS_MAX;
use crate::outcome::{Event, Outcome};
use crate::state::{Now, State};
use suftaja_base::suf::ledger as suf;

impl State {
    /// Timers that have run by this entry's time: what came due is tried, what is late is refused.
    pub(crate) fn run_timers(&mut self, now: Now<'_>, out: &mut Outcome) {
        while self.steps < POSTINGS_MAX / 2
            && let Some((time, place)) = self.queue.take_timer(now.stamp.time)
        {
            let Some(waiting) = self.queue.waiting(place).copied() else { continue };
            if waiting.is_late(now.stamp.time) {
                self.refuse_waiting(now, place, suf::REJECT_TIME_PASSED, out);
            } else if time == waiting.warn_time {
                self.steps += 1;
                self.tell(now.number, Event::Overdue { payment: waiting.payment }, out);
            }
            // It may be due now, or others may have stood back for it.
            self.queue.unfinished.insert(place.debit);
        }
        while self.steps < POSTINGS_MAX / 2
            && let Some(kept) = self.days.warehouse.take_late(now.stamp.time)
        {
            self.steps += 1;
            self.refuse_for_good(now, kept.payment, suf::REJECT_TIME_PASSED, out);
        }
    }
}
