//! A set of payments with what each account has, pays and is paid in it, and whether it holds.
//!
//! Payments go in and out one by one, linked ones together; each change costs its two accounts.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use crate::Queue;
use crate::gridlock::rows::{NONE, partners};
use crate::limits::Limits;
use crate::order::CLASSES;
use alloc::vec;
use alloc::vec::Vec;

/// A set of payments.
pub(super) struct Set<'a> {
    pub queue: &'a Queue,
    settled: Vec<bool>,
    /// By account: money and what it is paid, less what it pays.
    money: Vec<i128>,
    /// By account: what it pays, by class. Empty without reserves.
    paid: Vec<[i128; CLASSES]>,
    /// By account and class: how many payments it makes. Empty without reserves.
    counts: Vec<[u32; CLASSES]>,
    pub limits: Limits,
    partner: Vec<u32>,
}

impl<'a> Set<'a> {
    /// Without any payment.
    pub fn empty(queue: &'a Queue) -> Self {
        let has_reserves = !queue.reserve_urgent.is_empty() || !queue.reserve_high.is_empty();
        let accounts = if has_reserves { queue.balance.len() } else { 0 };
        Self {
            queue,
            settled: vec![false; queue.amount.len()],
            money: queue.balance.iter().map(|money| i128::from(*money)).collect(),
            paid: vec![[0; CLASSES]; accounts],
            counts: vec![[0; CLASSES]; accounts],
            limits: Limits::none_in(queue),
            partner: partners(queue),
        }
    }

    /// With all payments.
    pub fn full(queue: &'a Queue) -> Self {
        let mut set = Self::empty(queue);
        for payment in 0..queue.amount.len() {
            set.put(payment);
        }
        set
    }

    pub fn into_settled(self) -> Vec<bool> {
        self.settled
    }

    pub fn is_in(&self, payment: u32) -> bool {
        self.settled[payment as usize]
    }

    pub fn amount_of(&self, payment: u32) -> i64 {
        self.queue.amount[payment as usize]
    }

    pub fn class_of(&self, payment: u32) -> u8 {
        self.queue.class[payment as usize]
    }

    /// What an account lacks in money; nothing or less when it has enough.
    pub fn lack(&self, account: usize) -> i128 {
        let Some(counts) = self.counts.get(account) else { return -self.money[account] };
        let [for_urgent, for_high] = self.unused(account);
        let kept = match counts {
            [_, 0, 0] => 0,
            [_, _, 0] => for_urgent,
            _ => for_urgent + for_high,
        };
        kept - self.money[account]
    }

    /// What an account has, less what it pays.
    pub fn money(&self, account: usize) -> i128 {
        self.money[account]
    }

    /// Whether a payment draws on the money that its account lacks.
    pub fn is_drawing(&self, payment: u32) -> bool {
        if self.paid.is_empty() {
            return true;
        }
        let unused = self.unused(self.queue.source[payment as usize] as usize);
        unused.get(usize::from(self.class_of(payment))).is_none_or(|left| *left == 0)
    }

    /// What is left of the reserves for urgent and for high payments, which both draw down.
    fn unused(&self, account: usize) -> [i128; 2] {
        let reserve = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
        let [urgent, high, _] = self.paid[account];
        [
            (reserve(&self.queue.reserve_urgent) - urgent).max(0),
            (reserve(&self.queue.reserve_high) - high).max(0),
        ]
    }

    pub fn holds(&self, account: usize) -> bool {
        self.lack(account) <= 0 && !self.limits.is_over(account)
    }

    /// A payment with its linked one goes in if its senders still hold then. Whether it is in.
    pub fn try_in(&mut self, payment: u32) -> bool {
        if self.is_in(payment) {
            return true;
        }
        let partner = self.partner_of(payment);
        // The usual case without any limit: no more than a comparison.
        if self.paid.is_empty() && partner.is_none() && self.limits.are_none() {
            let account = self.queue.source[payment as usize] as usize;
            if self.money[account] < i128::from(self.amount_of(payment)) {
                return false;
            }
        }
        self.put_both(payment, partner);
        let senders = [Some(payment), partner].into_iter().flatten();
        let mut accounts = senders.map(|one| self.queue.source[one as usize] as usize);
        let holds = accounts.all(|account| self.holds(account));
        if !holds {
            self.out(payment);
        }
        holds
    }

    fn put_both(&mut self, payment: u32, partner: Option<u32>) {
        self.put(payment as usize);
        if let Some(partner) = partner {
            self.put(partner as usize);
        }
    }

    /// A payment with its linked one goes out. Gives the linked one.
    pub fn out(&mut self, payment: u32) -> Option<u32> {
        let partner = self.partner_of(payment);
        self.take(payment as usize);
        if let Some(partner) = partner {
            self.take(partner as usize);
        }
        partner
    }

    pub fn partner_of(&self, payment: u32) -> Option<u32> {
        self.partner.get(payment as usize).copied().filter(|partner| *partner != NONE)
    }

    fn put(&mut self, payment: usize) {
        self.settled[payment] = true;
        self.pay(payment, i128::from(self.queue.amount[payment]));
        self.limits.add(self.queue, payment);
        let class = usize::from(self.queue.class[payment]);
        if let Some(counts) = self.counts.get_mut(self.queue.source[payment] as usize) {
            counts[class] += 1;
        }
    }

    fn take(&mut self, payment: usize) {
        self.settled[payment] = false;
        self.pay(payment, -i128::from(self.queue.amount[payment]));
        self.limits.remove(self.queue, payment);
        let class = usize::from(self.queue.class[payment]);
        if let Some(counts) = self.counts.get_mut(self.queue.source[payment] as usize) {
            counts[class] -= 1;
        }
    }

    fn pay(&mut self, payment: usize, amount: i128) {
        let source = self.queue.source[payment] as usize;
        self.money[source] -= amount;
        self.money[self.queue.target[payment] as usize] += amount;
        if let Some(paid) = self.paid.get_mut(source) {
            paid[usize::from(self.queue.class[payment])] += amount;
        }
    }
}
