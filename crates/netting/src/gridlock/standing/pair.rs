//! Limits that were not there: a bilateral limit of a new pair, the first multilateral limit.
//!
//! A new pair takes the payments between its two accounts out of the multilateral row of the one
//! that sets it and into a row of their own (field rule 25); nothing else changes.
#![expect(
    clippy::indexing_slicing,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use super::step::Row;
use super::{Standing, StandingError};
use crate::order::CLASSES;
use crate::{Finding, Limit, NettingError};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

impl Standing {
    /// An account sets a bilateral limit towards one for which it has none. Gives its place in the
    /// queue, by which `set_limit` knows it.
    ///
    /// # Errors
    /// `Unsound` when an account is not there, both are the same, the amount is negative or there
    /// is a limit already.
    pub fn add_limit(&mut self, limit: Limit) -> Result<u32, StandingError> {
        let number = self.check_limit(limit)?;
        self.queue.bilateral.push(limit);
        self.limit_at.insert((limit.from, limit.to), number);
        self.limits_of[to_usize(limit.from)].push(number);
        self.limits.open(limit, self.queue.amount.len());
        for (side, (one, other)) in
            [(limit.from, limit.to), (limit.to, limit.from)].iter().enumerate()
        {
            for payment in self.between(*one, *other) {
                if self.class(payment) == CLASSES - 1 {
                    self.leave_free(to_usize(limit.from), payment);
                }
                let is_in = self.is_in(payment);
                self.limits.assign(&self.queue, to_usize(payment), side, number, is_in);
            }
        }
        self.broken.push(limit.from);
        self.look_at(to_usize(limit.from));
        self.settle_down();
        Ok(number)
    }

    fn check_limit(&self, limit: Limit) -> Result<u32, StandingError> {
        const ARRAY: &str = "bilateral";
        let (count, at) = (self.queue.balance.len(), self.queue.bilateral.len());
        let mut findings = Vec::new();
        for index in [limit.from, limit.to] {
            if to_usize(index) >= count {
                findings.push(Finding::Unknown { array: ARRAY, at, index, count });
            }
        }
        if limit.from == limit.to {
            findings.push(Finding::SameEnds { array: ARRAY, at, index: limit.from });
        }
        if limit.amount < 0 {
            findings.push(Finding::TooSmall { array: ARRAY, at, value: limit.amount, least: 0 });
        }
        if let Some(earlier) = self.limit_at.get(&(limit.from, limit.to)) {
            findings.push(Finding::Twice { array: ARRAY, at, earlier: to_usize(*earlier) });
        }
        let number = u32::try_from(at).ok().filter(|number| *number != crate::limits::NONE);
        if number.is_none() {
            findings.push(Finding::TooMany { array: ARRAY, found: at });
        }
        match number {
            Some(number) if findings.is_empty() => Ok(number),
            _ => Err(StandingError::Unsound(NettingError { findings })),
        }
    }

    /// The payments of one account to another that are in or wait.
    fn between(&self, source: u32, target: u32) -> Vec<u32> {
        let own = self.own[to_usize(source)].iter().flatten().copied();
        own.filter(|payment| self.target(*payment) == to_usize(target)).collect()
    }

    /// A payment counts no more in the multilateral row of an account that pays or receives it: the
    /// steps that fell for that row have more or less of a margin.
    fn leave_free(&mut self, account: usize, payment: u32) {
        let sender = self.source(payment);
        let Some(place) = self.place_of(payment) else { return };
        let time = self.time_at(sender, place);
        let amount = self.amount(payment);
        for step in self.steps[account].iter_mut().filter(|step| step.row == Row::Free) {
            if sender == account && place <= step.begin {
                step.margin -= amount;
            } else if sender != account && step.time <= time {
                step.margin += amount;
            }
        }
    }

    /// Room for multilateral limits in a queue that had none: every account is without at first.
    pub(super) fn open_multilateral(&mut self) {
        if self.queue.multilateral.len() == self.queue.balance.len() {
            return;
        }
        self.queue.multilateral = self.queue.balance.iter().map(|_| i64::MAX).collect();
        let lengths = self.length.iter().enumerate();
        let places =
            lengths.flat_map(|(account, length)| (0..*length).map(move |at| (account, at)));
        let all_in: Vec<u32> = places.map(|(account, at)| self.item(account, at)).collect();
        self.limits.open_free(&self.queue, &all_in);
    }
}
