//! Downwards: what does not hold falls, as in `resolve`, and each step notes why and when.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::Standing;
use super::step::{Row, Step};
use crate::gridlock::rows::NONE;

impl Standing {
    /// All payments in, every account to be looked at.
    pub(super) fn all_go_in(&mut self) {
        for account in 0..self.own.len() {
            self.length[account] = self.total(account);
            for place in 0..self.length[account] {
                self.go_in(self.item(account, place));
            }
        }
        for account in 0..self.own.len() {
            self.look_at(account);
        }
    }

    /// Payments fall until every test holds and no linked one is in without its partner.
    pub(super) fn fall(&mut self) {
        loop {
            if let Some(account) = self.looked_at.pop_front() {
                self.is_looked_at[account as usize] = false;
                self.fall_of(account as usize);
            } else if let Some(payment) = self.torn.pop() {
                self.tear(payment);
            } else {
                return;
            }
        }
    }

    fn fall_of(&mut self, account: usize) {
        let mut open = None;
        while let Some((row, lack)) = self.failing(account, open) {
            if open == Some(row) {
                if let Some(step) = self.steps[account].last_mut() {
                    step.begin -= 1;
                    step.margin = lack;
                }
            } else {
                self.step(account, self.length[account] - 1, row, lack);
                open = Some(row);
            }
            self.last_falls(account);
        }
    }

    /// A linked payment is in without its partner: it falls with all behind it.
    fn tear(&mut self, payment: u32) {
        let partner = self.partner[payment as usize];
        let (is_in, partner_is_in) = (self.is_in(payment), self.is_in(partner));
        if is_in == partner_is_in {
            return;
        }
        let falls = if is_in { payment } else { partner };
        let account = self.source(falls);
        let Some(place) = self.place_of(falls) else { return };
        self.step(account, place, Row::Partner, 1);
        while self.length[account] > place {
            self.last_falls(account);
        }
    }

    fn step(&mut self, account: usize, begin: usize, row: Row, margin: i128) {
        self.clock += 1;
        self.steps_left = self.steps_left.saturating_sub(1);
        self.steps[account].push(Step { time: self.clock, begin, row, margin });
    }

    fn last_falls(&mut self, account: usize) {
        self.length[account] -= 1;
        let payment = self.item(account, self.length[account]);
        self.go_out(payment);
        self.wait(payment, 1);
        if self.partner[payment as usize] != NONE {
            self.torn.push(payment);
        }
        let target = self.target(payment);
        if self.money[target] < 0
            || self.limits.is_over(target)
            || !self.queue.reserve_urgent.is_empty()
            || !self.queue.reserve_high.is_empty()
        {
            self.look_at(target);
        }
    }

    pub(super) fn look_at(&mut self, account: usize) {
        if !core::mem::replace(&mut self.is_looked_at[account], true) {
            self.looked_at.push_back(account as u32);
        }
    }
}
