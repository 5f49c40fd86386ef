//! The falling of payments: from all to the greatest set in which every test holds.
//!
//! A list of accounts whose tests may fail, each once at a time; the last payment of a failing
//! account falls until its tests hold. The order of the list changes nothing in the end.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::Prefixes;
use super::rows::{NONE, Rows};
use crate::Queue;
use crate::order::{CLASSES, Ordered};
use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

/// Passes over all accounts before receivers are asked one by one.
const PASSES: usize = 64;

/// Payments that fall.
pub(super) struct Drop<'a> {
    queue: &'a Queue,
    ordered: Ordered,
    rows: Option<Rows>,
    /// By account: where its payments that are still in end in the order.
    end: Vec<u32>,
    /// By account: money less what it pays more than it is paid, and less what it must keep.
    slack: Vec<i128>,
    /// Accounts to look at.
    waiting: VecDeque<u32>,
    /// By account: whether it is among those.
    is_waiting: Vec<bool>,
    count: usize,
    total: i128,
    fallen: i128,
}

impl<'a> Drop<'a> {
    /// All payments in.
    pub fn new(queue: &'a Queue) -> Self {
        let (ordered, money) = Ordered::with_money(queue);
        let rows = Rows::of(queue);
        let accounts = queue.balance.len();
        let end = (0..accounts).map(|account| ordered.begin[(account + 1) * CLASSES]).collect();
        Self {
            queue,
            ordered,
            rows,
            end,
            slack: money.left,
            total: money.total,
            waiting: VecDeque::with_capacity(accounts),
            is_waiting: vec![false; accounts],
            count: queue.amount.len(),
            fallen: 0,
        }
    }

    /// Lets payments fall until every test holds.
    pub fn run(mut self) -> Prefixes {
        if let Some(rows) = self.rows.take() {
            self.with_rows(rows);
        } else {
            self.plain();
        }
        let accounts = self.queue.balance.len();
        let begin: Vec<u32> = self.ordered.begin.iter().copied().step_by(CLASSES).collect();
        let length = (0..accounts).map(|account| self.end[account] - begin[account]).collect();
        let value = self.total - self.fallen;
        Prefixes { order: self.ordered.order, begin, length, count: self.count, value }
    }

    /// With money alone. Accounts are looked at in turn until none lacks money: to ask at every
    /// payment that falls whether its receiver does now costs more than to look at all of them
    /// some dozen times. When that was not enough, as with a long chain that falls link by link,
    /// the receivers are asked after all, so that the work stays that of the payments.
    fn plain(&mut self) {
        for _ in 0..PASSES {
            let mut has_fallen = false;
            for account in 0..self.slack.len() {
                has_fallen |= !self.fall_to_money(account).is_empty();
            }
            if !has_fallen {
                return;
            }
        }
        for account in 0..self.slack.len() {
            if self.slack[account] < 0 {
                self.look_at(account as u32);
            }
        }
        while let Some(account) = self.waiting.pop_front() {
            self.is_waiting[account as usize] = false;
            for place in self.fall_to_money(account as usize) {
                let payment = self.ordered.order[place as usize];
                let target = self.queue.target[payment as usize];
                if self.slack[target as usize] < 0 {
                    self.look_at(target);
                }
            }
        }
    }

    /// The last payments of an account fall until it lacks no money. Gives their places.
    fn fall_to_money(&mut self, account: usize) -> core::ops::Range<u32> {
        let mut slack = self.slack[account];
        let end = self.end[account];
        if slack >= 0 {
            return end..end;
        }
        let begin = self.ordered.begin[account * CLASSES] as usize;
        let mut left = end;
        for payment in self.ordered.order[begin..end as usize].iter().rev() {
            let amount = i128::from(self.queue.amount[*payment as usize]);
            slack += amount;
            self.fallen += amount;
            self.slack[self.queue.target[*payment as usize] as usize] -= amount;
            left -= 1;
            if slack >= 0 {
                break;
            }
        }
        self.count -= (end - left) as usize;
        self.end[account] = left;
        self.slack[account] = slack;
        left..end
    }

    fn with_rows(&mut self, mut rows: Rows) {
        for account in 0..self.slack.len() {
            self.slack[account] -= self.kept(&rows, account);
            if self.slack[account] < 0 || rows.limits.is_over(account) {
                self.look_at(account as u32);
            }
        }
        let mut fallen_links = Vec::new();
        while let Some(account) = self.waiting.pop_front() {
            let account = account as usize;
            self.is_waiting[account] = false;
            while self.has_any(account) && (self.slack[account] < 0 || rows.limits.is_over(account))
            {
                self.fall(&mut rows, account, &mut fallen_links);
            }
            while let Some(payment) = fallen_links.pop() {
                let sender = self.queue.source[payment as usize] as usize;
                while self.is_in(sender, payment) {
                    self.fall(&mut rows, sender, &mut fallen_links);
                }
            }
        }
    }

    /// The last payment of an account falls; a linked one is noted so that its partner falls too.
    fn fall(&mut self, rows: &mut Rows, account: usize, fallen_links: &mut Vec<u32>) {
        let kept = self.kept(rows, account);
        self.end[account] -= 1;
        let payment = self.ordered.order[self.end[account] as usize] as usize;
        let (amount, target) = (self.queue.amount[payment], self.queue.target[payment]);
        self.slack[account] += i128::from(amount) + kept - self.kept(rows, account);
        self.slack[target as usize] -= i128::from(amount);
        self.fallen += i128::from(amount);
        self.count -= 1;
        rows.limits.remove(self.queue, payment);
        if self.slack[target as usize] < 0 || rows.limits.is_over(target as usize) {
            self.look_at(target);
        }
        match rows.partner.get(payment) {
            None | Some(&NONE) => {}
            Some(partner) => fallen_links.push(*partner),
        }
    }

    /// What an account keeps of its reserves, by the class of its last payment that is in.
    fn kept(&self, rows: &Rows, account: usize) -> i128 {
        if rows.kept.is_empty() || !self.has_any(account) {
            return 0;
        }
        let last = self.ordered.order[self.end[account] as usize - 1] as usize;
        rows.kept[account][usize::from(self.queue.class[last])]
    }

    fn has_any(&self, account: usize) -> bool {
        self.end[account] > self.ordered.begin[account * CLASSES]
    }

    /// Whether a payment of this account is still in: its last one comes not before it.
    fn is_in(&self, account: usize, payment: u32) -> bool {
        if !self.has_any(account) {
            return false;
        }
        let last = self.ordered.order[self.end[account] as usize - 1];
        let place = |payment: u32| (self.queue.class[payment as usize], payment);
        place(last) >= place(payment)
    }

    fn look_at(&mut self, account: u32) {
        if !self.is_waiting[account as usize] {
            self.is_waiting[account as usize] = true;
            self.waiting.push_back(account);
        }
    }
}
