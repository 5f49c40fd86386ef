//! Releasing what waits: lines are walked in order whenever something in them may fit.
//!
//! Called from [`crate::state`] at the end of an entry, and wherever money or room comes. FIFO with
//! bypass: what fits is settled, what does not stays; see [`crate::queue`] for the line itself.

use crate::outcome::{Instructed, Outcome, Wait};
use crate::payment::{Judged, is_passing, mark_of};
use crate::queue::{Place, Waiting};
use crate::state::{Now, State};
use crate::{AccountId, POSTINGS_MAX};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;

impl State {
    /// Puts an account's line on the list for release when something in it may fit now.
    pub(crate) fn wake(&mut self, id: AccountId) {
        if let Some(account) = self.ledger.account(id)
            && account.available() >= i128::from(account.waiting_min)
        {
            self.queue.unfinished.insert(id);
        }
    }

    /// Walks the lines on the list until none is left or the entry has made its postings.
    pub(crate) fn release(&mut self, now: Now<'_>, out: &mut Outcome) {
        while self.steps < POSTINGS_MAX
            && let Some(account) = self.queue.unfinished.pop_first()
        {
            self.walk(now, account, out);
        }
    }

    /// FIFO with bypass: one walk in order; what fits is settled, what does not stays.
    fn walk(&mut self, now: Now<'_>, account: AccountId, out: &mut Outcome) {
        let mut from = None;
        let mut waiting_min = u64::MAX;
        while let Some((place, waiting)) = self.queue.next(account, from) {
            if self.steps >= POSTINGS_MAX {
                self.queue.unfinished.insert(account);
                return;
            }
            from = Some(place.after());
            // Its timer may be behind the bound of this entry; what is late never settles.
            if waiting.is_late(now.stamp.time) {
                self.refuse_waiting(now, place, suf::REJECT_TIME_PASSED, out);
                continue;
            }
            let early = waiting.from_time > now.stamp.time;
            let Instructed { credit, amount, .. } = waiting.payment;
            let judged = self.judge_waiting((account, place.priority), &waiting.payment, early);
            let stands_back = matches!(judged, Judged::Settle | Judged::Wait(Wait::Cover))
                && self.goes_before(account, place.priority, now.stamp.time);
            match judged {
                // Counts for no mark: it moves only after the one before it did.
                _ if stands_back => self.queue.set_wait(place, Wait::Cover),
                Judged::Settle => {
                    self.queue.take(place);
                    self.settle(now, waiting.payment, (account, place.priority), out);
                }
                Judged::Refuse(code) if !is_passing(code) => {
                    self.refuse_waiting(now, place, code, out);
                }
                Judged::Refuse(code) => {
                    waiting_min = waiting_min.min(mark_of(amount));
                    if code == suf::CEILING {
                        let paid = self.carrier(credit).unwrap_or(credit);
                        self.queue.wait_for_room(paid, account);
                    }
                }
                Judged::Wait(wait) => {
                    self.queue.set_wait(place, wait);
                    if wait == Wait::Cover {
                        waiting_min = waiting_min.min(mark_of(amount));
                    }
                }
            }
        }
        if let Some(account) = self.ledger.account_mut(account) {
            account.waiting_min = waiting_min;
        }
    }

    /// Refuses a payment out of the queue, for good.
    pub(crate) fn refuse_waiting(
        &mut self,
        now: Now<'_>,
        place: Place,
        code: Suf,
        out: &mut Outcome,
    ) {
        if let Some(Waiting { payment, .. }) = self.queue.take(place) {
            self.steps += 1;
            self.refuse_for_good(now, payment, code, out);
        }
    }
}
