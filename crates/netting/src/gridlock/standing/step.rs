//! Why payments fell: steps, the tests that they failed, and what counts in each test.
//!
//! Also the sums of the payments that are in, and places in the senders' orders, which all of
//! `standing` asks for.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::Standing;
use crate::limits::NONE;
use crate::order::CLASSES;

/// A test of an account, as a sum that grows with what it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// Money. Urgent and high payments count, or their reserves do where these are larger.
    Money {
        /// Urgent payments count, not the reserve for them.
        urgent: bool,
        /// High payments count, not the reserve for them.
        high: bool,
    },
    /// A bilateral limit.
    Limit(u32),
    /// The multilateral limit.
    Free,
    /// The partner of the step's first payment fell before.
    Partner,
}

/// A run of payments that fell for one reason: from the first to where the next step to the tail
/// begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// When; a step nearer to the head fell later.
    pub time: u64,
    /// Place of its first payment in its sender's order.
    pub begin: usize,
    /// The test that failed.
    pub row: Row,
    /// By how much it failed with the first payment in. Of `Partner`, 1 as long as it holds.
    pub margin: i128,
}

/// What a payment that is no more in its own test counts there.
pub(super) const ALL_MONEY: Row = Row::Money { urgent: true, high: true };

impl Standing {
    /// What a payment adds to a test of its sender.
    pub(super) fn counts_out(&self, row: Row, payment: u32) -> i128 {
        let class = self.class(payment);
        let counts = match row {
            Row::Money { urgent, high } => [urgent, high, true][class],
            Row::Limit(limit) => self.limits.used_by(payment as usize)[0] == limit,
            Row::Free => class == CLASSES - 1 && self.limits.used_by(payment as usize)[0] == NONE,
            Row::Partner => false,
        };
        if counts { self.amount(payment) } else { 0 }
    }

    /// What a payment takes from a test of its receiver.
    pub(super) fn counts_in(&self, row: Row, payment: u32) -> i128 {
        let counts = match row {
            Row::Money { .. } => true,
            Row::Limit(limit) => self.limits.used_by(payment as usize)[1] == limit,
            Row::Free => {
                self.class(payment) == CLASSES - 1
                    && self.limits.used_by(payment as usize)[1] == NONE
            }
            Row::Partner => false,
        };
        if counts { self.amount(payment) } else { 0 }
    }

    /// A test of an account that fails now, and by how much. One that failed already goes first,
    /// so that a step has one reason as long as it can.
    pub(super) fn failing(&self, account: usize, before: Option<Row>) -> Option<(Row, i128)> {
        let last = self.length[account].checked_sub(1)?;
        let (row, lack) = self.money_lack(account, self.class(self.item(account, last)));
        if lack > 0 {
            return Some((row, lack));
        }
        if !self.limits.is_over(account) {
            return None;
        }
        if let Some(Row::Limit(limit)) = before
            && self.limits.lack(limit) > 0
        {
            return Some((Row::Limit(limit), self.limits.lack(limit)));
        }
        let free = self.limits.free_lack(account);
        if free > 0 {
            return Some((Row::Free, free));
        }
        let broken = self.limits_of[account].iter().find(|limit| self.limits.lack(**limit) > 0);
        broken.map(|limit| (Row::Limit(*limit), self.limits.lack(*limit)))
    }

    /// What an account lacks in money when its last payment is of this class, and in which sum.
    fn money_lack(&self, account: usize, class: usize) -> (Row, i128) {
        let reserve = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
        let paid = self.paid[account];
        let unused = [
            reserve(&self.queue.reserve_urgent) - paid[0],
            reserve(&self.queue.reserve_high) - paid[1],
        ];
        let (urgent, high) = (class < 1 || unused[0] <= 0, class < 2 || unused[1] <= 0);
        let kept = if urgent { 0 } else { unused[0] } + if high { 0 } else { unused[1] };
        (Row::Money { urgent, high }, kept - self.money[account])
    }

    /// A payment counts among those that are in.
    pub(super) fn go_in(&mut self, payment: u32) {
        self.limits.add(&self.queue, payment as usize);
        self.pay(payment, self.amount(payment));
    }

    /// A payment counts no more.
    pub(super) fn go_out(&mut self, payment: u32) {
        self.limits.remove(&self.queue, payment as usize);
        self.pay(payment, -self.amount(payment));
    }

    fn pay(&mut self, payment: u32, amount: i128) {
        let (source, target, class) =
            (self.source(payment), self.target(payment), self.class(payment));
        self.money[source] -= amount;
        self.money[target] += amount;
        self.paid[source][class] += amount;
    }

    /// A payment waits, or no more when the sign is negative.
    pub(super) fn wait(&mut self, payment: u32, sign: i128) {
        let (source, target) = (self.source(payment), self.target(payment));
        self.waiting_out[source] += sign * self.amount(payment);
        self.waiting_in[target] += sign * self.amount(payment);
    }

    /// How many payments an account has.
    pub(super) fn total(&self, account: usize) -> usize {
        self.own[account].iter().map(alloc::vec::Vec::len).sum()
    }

    /// The payment at a place of its sender's order.
    pub(super) fn item(&self, account: usize, mut place: usize) -> u32 {
        let [urgent, high, normal] = &self.own[account];
        for class in [urgent, high] {
            match place.checked_sub(class.len()) {
                None => return class[place],
                Some(rest) => place = rest,
            }
        }
        normal[place]
    }

    /// The place of a payment in its sender's order; none when it was removed.
    pub(super) fn place_of(&self, payment: u32) -> Option<usize> {
        let class = self.class(payment);
        let own = &self.own[self.source(payment)];
        let before: usize = own[..class].iter().map(alloc::vec::Vec::len).sum();
        own[class].binary_search(&payment).ok().map(|place| before + place)
    }

    /// Whether a payment is in.
    pub(super) fn is_in(&self, payment: u32) -> bool {
        let length = self.length[self.source(payment)];
        self.place_of(payment).is_some_and(|place| place < length)
    }

    pub(super) fn source(&self, payment: u32) -> usize {
        self.queue.source[payment as usize] as usize
    }

    pub(super) fn target(&self, payment: u32) -> usize {
        self.queue.target[payment as usize] as usize
    }

    pub(super) fn amount(&self, payment: u32) -> i128 {
        i128::from(self.queue.amount[payment as usize])
    }

    pub(super) fn class(&self, payment: u32) -> usize {
        usize::from(self.queue.class[payment as usize])
    }
}
