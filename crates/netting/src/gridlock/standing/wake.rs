//! Upwards: a change takes from margins, and where one is used up payments fall later or come in.
//!
//! May let too many in, never too few; `fall` comes after it.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::Standing;
use super::step::{ALL_MONEY, Row, Step};
use crate::gridlock::rows::NONE;
use alloc::vec::Vec;

/// Of a payment that is in: it falls after everything.
const NEVER: u64 = u64::MAX;

impl Standing {
    /// Brings everything to the greatest solution after changes.
    pub(super) fn settle_down(&mut self) {
        self.wake();
        self.fall();
        if self.steps_left == 0 {
            self.solve_anew();
        }
    }

    /// Payments of steps without margin move to the step before, or in.
    fn wake(&mut self) {
        while let Some(account) = self.broken.pop() {
            self.mend(account as usize);
        }
    }

    fn mend(&mut self, account: usize) {
        let mut at = 0;
        while at < self.steps[account].len() {
            let end = match at {
                0 => self.total(account),
                _ => self.steps[account][at - 1].begin,
            };
            let Step { time, begin, row, margin } = self.steps[account][at];
            if begin == end {
                self.steps[account].remove(at);
                continue;
            }
            if margin > 0 {
                at += 1;
                continue;
            }
            let payment = self.item(account, begin);
            let next = (begin + 1 < end).then(|| self.item(account, begin + 1));
            let more = next.map_or(0, |next| self.counts_out(row, next));
            let later = self.steps[account].get(at + 1).map_or(NEVER, |step| step.time);
            let step = &mut self.steps[account][at];
            step.begin += 1;
            step.margin += more;
            if later == NEVER {
                self.length[account] += 1;
                self.wait(payment, -1);
                self.go_in(payment);
                self.look_at(account);
            }
            self.falls_later(payment, Some(time), later);
        }
    }

    /// A payment falls at another time: the tests of its receiver that failed in between, its own
    /// time excluded, have more then. None stands for a payment that is new.
    fn falls_later(&mut self, payment: u32, before: Option<u64>, after: u64) {
        let target = self.target(payment);
        let mut is_broken = false;
        for at in (0..self.steps[target].len()).rev() {
            let step = self.steps[target][at];
            if before.is_some_and(|before| step.time <= before) {
                break;
            }
            if step.time <= after {
                let margin = step.margin - self.counts_in(step.row, payment);
                self.steps[target][at].margin = margin;
                is_broken |= margin <= 0;
            }
        }
        if is_broken {
            self.broken.push(target as u32);
        }
        let partner = self.partner[payment as usize];
        if partner != NONE {
            self.partner_falls_later(partner, after);
            self.torn.push(payment);
        }
    }

    /// The reason of a step whose first payment fell with this payment's partner holds no more when
    /// that falls later than the step.
    fn partner_falls_later(&mut self, payment: u32, after: u64) {
        let account = self.source(payment);
        let Some(place) = self.place_of(payment) else { return };
        for step in &mut self.steps[account] {
            if step.begin == place && step.row == Row::Partner && step.time <= after {
                step.margin = 0;
                self.broken.push(account as u32);
            }
        }
    }

    /// Puts a new payment in its place: in, or with the step that it stands behind, or where all
    /// its sender may ever have does not reach, in a step that fell before all others.
    pub(super) fn place(&mut self, payment: u32) {
        let (account, class) = (self.source(payment), self.class(payment));
        let place: usize = self.own[account][..=class].iter().map(Vec::len).sum();
        self.own[account][class].push(payment);
        let is_last = place + 1 == self.total(account);
        for at in 0..self.steps[account].len() {
            let Step { begin, row, .. } = self.steps[account][at];
            if begin >= place {
                self.steps[account][at].begin += 1;
                self.steps[account][at].margin += self.counts_out(row, payment);
            }
        }
        let missing = self.waiting_out[account] + self.amount(payment)
            - self.money[account]
            - self.waiting_in[account];
        if is_last && missing > 0 {
            self.falls_first(payment, place, missing);
        } else if place <= self.length[account] {
            self.length[account] += 1;
            self.go_in(payment);
            self.look_at(account);
            self.falls_later(payment, None, NEVER);
        } else {
            self.wait(payment, 1);
            let steps = &self.steps[account];
            let time = steps.iter().find(|step| step.begin < place).map_or(0, |step| step.time);
            self.falls_later(payment, None, time);
        }
    }

    /// The last payment of an account that lacks money with everything in: it fell before all.
    fn falls_first(&mut self, payment: u32, place: usize, margin: i128) {
        let account = self.source(payment);
        self.wait(payment, 1);
        let first = self.steps[account].first();
        let is_there = first.is_some_and(|step| (step.time, step.row) == (0, ALL_MONEY));
        if !is_there {
            let step = Step { time: 0, begin: place, row: ALL_MONEY, margin };
            self.steps[account].insert(0, step);
        }
        self.falls_later(payment, None, 0);
    }

    /// Takes a payment out of its place for good. Whether it was there.
    pub(super) fn displace(&mut self, payment: u32) -> bool {
        let Some(place) = self.place_of(payment) else { return false };
        let (account, class) = (self.source(payment), self.class(payment));
        let time = self.time_at(account, place);
        if time == NEVER {
            self.length[account] -= 1;
            self.go_out(payment);
        } else {
            self.wait(payment, -1);
        }
        self.without(account, place, payment);
        if let Ok(at) = self.own[account][class].binary_search(&payment) {
            self.own[account][class].remove(at);
        }
        self.broken.push(account as u32);
        let target = self.target(payment);
        for at in 0..self.steps[target].len() {
            let step = self.steps[target][at];
            if step.time <= time {
                self.steps[target][at].margin += self.counts_in(step.row, payment);
            }
        }
        self.look_at(target);
        true
    }

    /// The steps of a sender when a payment leaves its place.
    fn without(&mut self, account: usize, place: usize, payment: u32) {
        for at in 0..self.steps[account].len() {
            let Step { begin, row, .. } = self.steps[account][at];
            if begin < place {
                continue;
            }
            let mut margin = self.steps[account][at].margin - self.counts_out(row, payment);
            if begin > place {
                self.steps[account][at].begin -= 1;
            } else {
                // Its first payment leaves, so the margin is that of the next one.
                let end = match at {
                    0 => self.total(account),
                    _ => self.steps[account][at - 1].begin + 1,
                };
                let next = (place + 1 < end).then(|| self.item(account, place + 1));
                margin += next.map_or(0, |next| self.counts_out(row, next));
                if row == Row::Partner {
                    margin = 0;
                }
            }
            self.steps[account][at].margin = margin;
        }
    }

    /// When the payment at a place fell.
    pub(super) fn time_at(&self, account: usize, place: usize) -> u64 {
        if place < self.length[account] {
            return NEVER;
        }
        let step = self.steps[account].iter().find(|step| step.begin <= place);
        step.map_or(NEVER, |step| step.time)
    }

    /// Money comes to an account.
    pub(super) fn shift_money(&mut self, account: usize, amount: i128) {
        self.money[account] += amount;
        self.shift(account, amount, |row| matches!(row, Row::Money { .. }));
    }

    /// Reserves grow by these amounts.
    pub(super) fn shift_reserves(&mut self, account: usize, [for_urgent, for_high]: [i128; 2]) {
        self.shift(account, -for_urgent, |row| matches!(row, Row::Money { urgent: false, .. }));
        self.shift(account, -for_high, |row| matches!(row, Row::Money { high: false, .. }));
    }

    /// The tests of an account of some kind have more, or less when the amount is negative.
    pub(super) fn shift(&mut self, account: usize, amount: i128, is_meant: impl Fn(&Row) -> bool) {
        for step in self.steps[account].iter_mut().filter(|step| is_meant(&step.row)) {
            step.margin -= amount;
        }
        self.broken.push(account as u32);
        self.look_at(account);
    }
}
