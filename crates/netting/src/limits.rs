//! Bilateral and multilateral limits: what is left of each while payments go in and out of a set.
//!
//! Made from a checked queue, used by every algorithm that builds a set payment by payment. A
//! bilateral limit counts all payments of its pair, net; a multilateral one the normal payments of
//! its account over relations without a bilateral limit of its own, net (field rule 25).
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use crate::Queue;
use crate::order::{CLASSES, Ordered};
use alloc::vec;
use alloc::vec::Vec;

/// No limit.
pub(crate) const NONE: u32 = u32::MAX;
/// What is left of a multilateral limit that is none: more than any sum of amounts.
const NO_LIMIT: i128 = i128::MAX / 2;

/// What is left of every limit.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// By limit: what is left of it.
    left: Vec<i128>,
    /// By limit: whose it is.
    of: Vec<u32>,
    /// By payment: the limits that it uses and that it relieves. Empty without limits.
    used: Vec<[u32; 2]>,
    /// By account: limits of which less than nothing is left.
    over: Vec<u32>,
    /// By account: what is left of its multilateral limit. Empty without.
    free_left: Vec<i128>,
}

impl Limits {
    /// The limits when no payment is in: nothing is used.
    pub fn none_in(queue: &Queue) -> Self {
        Self {
            left: queue.bilateral.iter().map(|limit| i128::from(limit.amount)).collect(),
            of: queue.bilateral.iter().map(|limit| limit.from).collect(),
            used: if queue.bilateral.is_empty() { Vec::new() } else { used(queue) },
            over: vec![0; queue.balance.len()],
            free_left: queue.multilateral.iter().map(|limit| left_of(*limit)).collect(),
        }
    }

    /// The limits when all payments are in.
    pub fn all_in(queue: &Queue) -> Self {
        let mut limits = Self::none_in(queue);
        if limits.are_none() {
            return limits;
        }
        for payment in 0..queue.amount.len() {
            limits.take(queue, payment, i128::from(queue.amount[payment]));
        }
        for (left, account) in limits.left.iter().zip(&limits.of) {
            limits.over[*account as usize] += u32::from(*left < 0);
        }
        limits
    }

    /// Whether the queue has no limit at all.
    pub fn are_none(&self) -> bool {
        self.left.is_empty() && self.free_left.is_empty()
    }

    /// Whether a limit of an account does not hold.
    pub fn is_over(&self, account: usize) -> bool {
        self.over[account] > 0 || self.free_left.get(account).is_some_and(|left| *left < 0)
    }

    /// Whether a payment counts against a limit of its sender that does not hold.
    pub fn is_cause(&self, queue: &Queue, payment: usize) -> bool {
        let [uses, _] = self.used.get(payment).copied().unwrap_or([NONE; 2]);
        let account = queue.source[payment] as usize;
        let is_free = uses == NONE && usize::from(queue.class[payment]) == CLASSES - 1;
        self.is_broken(uses) || is_free && self.free_left.get(account).is_some_and(|left| *left < 0)
    }

    /// A payment goes in.
    pub fn add(&mut self, queue: &Queue, payment: usize) {
        self.change(queue, payment, i128::from(queue.amount[payment]));
    }

    /// A payment goes out: what it used is left again, what it relieved is not.
    pub fn remove(&mut self, queue: &Queue, payment: usize) {
        self.change(queue, payment, -i128::from(queue.amount[payment]));
    }

    /// The limits that a payment uses and relieves.
    pub fn used_by(&self, payment: usize) -> [u32; 2] {
        self.used.get(payment).copied().unwrap_or([NONE; 2])
    }

    /// A payment was added to the queue; it is not in yet.
    pub fn append(&mut self, used: [u32; 2]) {
        if !self.left.is_empty() {
            self.used.push(used);
        }
    }

    /// By how much a bilateral limit does not hold; nothing or less when it does.
    pub fn lack(&self, limit: u32) -> i128 {
        -self.left[limit as usize]
    }

    /// By how much the multilateral limit of an account does not hold.
    pub fn free_lack(&self, account: usize) -> i128 {
        self.free_left.get(account).map_or(-NO_LIMIT, |left| -left)
    }

    /// A bilateral limit is raised, or lowered when the amount is negative.
    pub fn raise(&mut self, limit: u32, by: i128) {
        let before = self.is_broken(limit);
        self.left[limit as usize] += by;
        self.count(limit, before);
    }

    /// A multilateral limit is set anew. Gives by how much it is raised.
    pub fn set_free(&mut self, account: usize, before: i64, after: i64) -> i128 {
        let by = left_of(after) - left_of(before);
        self.free_left[account] += by;
        by
    }

    /// A bilateral limit was added to a queue of so many payments; none counts against it yet.
    pub fn open(&mut self, limit: crate::Limit, payments: usize) {
        self.used.resize(payments, [NONE; 2]);
        self.left.push(i128::from(limit.amount));
        self.of.push(limit.from);
    }

    /// A payment uses (side 0) or relieves (side 1) this limit from now on.
    pub fn assign(&mut self, queue: &Queue, payment: usize, side: usize, limit: u32, is_in: bool) {
        if is_in {
            self.remove(queue, payment);
        }
        self.used[payment][side] = limit;
        if is_in {
            self.add(queue, payment);
        }
    }

    /// The queue, which had no multilateral limits, has room for them; these payments are in.
    pub fn open_free(&mut self, queue: &Queue, all_in: &[u32]) {
        self.free_left = queue.multilateral.iter().map(|limit| left_of(*limit)).collect();
        for payment in all_in {
            let amount = i128::from(queue.amount[*payment as usize]);
            self.take_free(queue, *payment as usize, amount);
        }
    }

    /// What an account paid counts no more, if it has no multilateral limit.
    pub fn forget_free(&mut self, queue: &Queue, account: usize) {
        if queue.multilateral.get(account) == Some(&i64::MAX) {
            self.free_left[account] = NO_LIMIT;
        }
    }

    fn change(&mut self, queue: &Queue, payment: usize, amount: i128) {
        let used = self.used.get(payment).copied().unwrap_or([NONE; 2]);
        let before = used.map(|limit| self.is_broken(limit));
        self.take(queue, payment, amount);
        for (limit, before) in used.into_iter().zip(before) {
            self.count(limit, before);
        }
    }

    /// Counts a limit among the broken ones of its account, or no more.
    fn count(&mut self, limit: u32, was_broken: bool) {
        let is_broken = self.is_broken(limit);
        if was_broken != is_broken {
            let over = &mut self.over[self.of[limit as usize] as usize];
            *over = if is_broken { *over + 1 } else { *over - 1 };
        }
    }

    fn is_broken(&self, limit: u32) -> bool {
        limit != NONE && self.left[limit as usize] < 0
    }

    /// Takes from what is left of the limits of the sender, and adds to those of the receiver.
    fn take(&mut self, queue: &Queue, payment: usize, amount: i128) {
        let [uses, relieves] = self.used.get(payment).copied().unwrap_or([NONE; 2]);
        if uses != NONE {
            self.left[uses as usize] -= amount;
        }
        if relieves != NONE {
            self.left[relieves as usize] += amount;
        }
        self.take_free(queue, payment, amount);
    }

    fn take_free(&mut self, queue: &Queue, payment: usize, amount: i128) {
        let [uses, relieves] = self.used_by(payment);
        if self.free_left.is_empty() || usize::from(queue.class[payment]) != CLASSES - 1 {
            return;
        }
        if uses == NONE {
            self.free_left[queue.source[payment] as usize] -= amount;
        }
        if relieves == NONE {
            self.free_left[queue.target[payment] as usize] += amount;
        }
    }
}

/// A multilateral limit as a number from which one may subtract.
fn left_of(limit: i64) -> i128 {
    if limit == i64::MAX { NO_LIMIT } else { i128::from(limit) }
}

/// By payment the limit of its sender towards its receiver, and that of the receiver towards it.
pub(crate) fn used(queue: &Queue) -> Vec<[u32; 2]> {
    let accounts = queue.balance.len();
    let ordered = Ordered::of(queue);
    let mut used = vec![[NONE; 2]; queue.amount.len()];
    // Limits by either end, so that one sender's are marked at once and nothing is searched.
    let ends = [by_end(queue, |limit| limit.from), by_end(queue, |limit| limit.to)];
    let mut mark = vec![[NONE; 2]; accounts];
    for account in 0..accounts {
        for (side, (begin, limits)) in ends.iter().enumerate() {
            for limit in &limits[begin[account] as usize..begin[account + 1] as usize] {
                let of = queue.bilateral[*limit as usize];
                mark[(if side == 0 { of.to } else { of.from }) as usize][side] = *limit;
            }
        }
        let (from, to) = (account * CLASSES, (account + 1) * CLASSES);
        let own = ordered.begin[from] as usize..ordered.begin[to] as usize;
        for payment in &ordered.order[own] {
            used[*payment as usize] = mark[queue.target[*payment as usize] as usize];
        }
        for (begin, limits) in &ends {
            for limit in &limits[begin[account] as usize..begin[account + 1] as usize] {
                let of = queue.bilateral[*limit as usize];
                mark[of.to as usize] = [NONE; 2];
                mark[of.from as usize] = [NONE; 2];
            }
        }
    }
    used
}

/// Limits sorted by one end: where those of each account begin, and the limits.
fn by_end(queue: &Queue, end: impl Fn(&crate::Limit) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut next = vec![0_u32; queue.balance.len() + 1];
    for limit in &queue.bilateral {
        next[end(limit) as usize] += 1;
    }
    let mut sum = 0;
    for place in &mut next {
        sum += core::mem::replace(place, sum);
    }
    let begin = next.clone();
    let mut limits = vec![0; queue.bilateral.len()];
    for (number, limit) in (0..).zip(&queue.bilateral) {
        let place = &mut next[end(limit) as usize];
        limits[*place as usize] = number;
        *place += 1;
    }
    (begin, limits)
}
