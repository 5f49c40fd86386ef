//! The tests of P1 beside the plain one on money: reserves, bilateral and multilateral limits, and
//! the partner of each linked payment.
//!
//! Made from a checked queue only when it has any of these; a plain queue pays nothing for them.
//! Holds what is left of each limit while payments fall; never decides which falls.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::order::{CLASSES, Ordered};
use crate::Queue;
use alloc::vec;
use alloc::vec::Vec;

/// No limit, no partner.
pub(super) const NONE: u32 = u32::MAX;
/// What is left of a multilateral limit that is none: more than any sum of amounts.
const NO_LIMIT: i128 = i128::MAX / 2;

/// What is left of every limit, with all payments in at first.
pub(super) struct Rows {
    /// By account: money that high and that normal payments leave, as long as all before them are
    /// in. Empty without reserves.
    pub kept: Vec<[i128; CLASSES]>,
    /// By limit: what is left of it.
    limit_left: Vec<i128>,
    /// By limit: whose it is.
    limit_of: Vec<u32>,
    /// By payment: the limits that it uses and that it relieves. Empty without limits.
    used: Vec<[u32; 2]>,
    /// By account: limits of which less than nothing is left.
    over: Vec<u32>,
    /// By account: what is left of its multilateral limit. Empty without.
    free_left: Vec<i128>,
    /// By payment: the one that it is linked with. Empty without links.
    pub partner: Vec<u32>,
}

impl Rows {
    /// The rows of a queue, none when it has money alone.
    pub fn of(queue: &Queue, ordered: &Ordered) -> Option<Self> {
        let has_reserves = !queue.reserve_urgent.is_empty() || !queue.reserve_high.is_empty();
        let has_limits = !queue.bilateral.is_empty() || !queue.multilateral.is_empty();
        if !has_reserves && !has_limits && queue.links.is_empty() {
            return None;
        }
        let mut rows = Self {
            kept: if has_reserves { kept(queue) } else { Vec::new() },
            limit_left: queue.bilateral.iter().map(|limit| i128::from(limit.amount)).collect(),
            limit_of: queue.bilateral.iter().map(|limit| limit.from).collect(),
            used: if queue.bilateral.is_empty() { Vec::new() } else { used(queue, ordered) },
            over: vec![0; queue.balance.len()],
            free_left: queue.multilateral.iter().map(|limit| left_of(*limit)).collect(),
            partner: partners(queue),
        };
        for payment in 0..queue.amount.len() {
            rows.take(queue, payment, -i128::from(queue.amount[payment]));
        }
        for (left, account) in rows.limit_left.iter().zip(&rows.limit_of) {
            rows.over[*account as usize] += u32::from(*left < 0);
        }
        Some(rows)
    }

    /// Whether a limit of an account does not hold.
    pub fn is_over(&self, account: usize) -> bool {
        self.over[account] > 0 || self.free_left.get(account).is_some_and(|left| *left < 0)
    }

    /// A payment falls: what it used is left again, what it relieved is not.
    pub fn give_back(&mut self, queue: &Queue, payment: usize) {
        let amount = i128::from(queue.amount[payment]);
        let used = self.used.get(payment).copied().unwrap_or([NONE; 2]);
        let before = used.map(|limit| self.is_broken(limit));
        self.take(queue, payment, amount);
        for (limit, before) in used.into_iter().zip(before) {
            let after = self.is_broken(limit);
            if before != after {
                let over = &mut self.over[self.limit_of[limit as usize] as usize];
                *over = if after { *over + 1 } else { *over - 1 };
            }
        }
    }

    fn is_broken(&self, limit: u32) -> bool {
        limit != NONE && self.limit_left[limit as usize] < 0
    }

    /// Adds to what is left of the limits of the sender, and takes it from those of the receiver.
    fn take(&mut self, queue: &Queue, payment: usize, amount: i128) {
        let [uses, relieves] = self.used.get(payment).copied().unwrap_or([NONE; 2]);
        if uses != NONE {
            self.limit_left[uses as usize] += amount;
        }
        if relieves != NONE {
            self.limit_left[relieves as usize] -= amount;
        }
        if self.free_left.is_empty() || usize::from(queue.class[payment]) != CLASSES - 1 {
            return;
        }
        if uses == NONE {
            self.free_left[queue.source[payment] as usize] += amount;
        }
        if relieves == NONE {
            self.free_left[queue.target[payment] as usize] -= amount;
        }
    }
}

/// A multilateral limit as a number from which one may subtract.
pub(super) fn left_of(limit: i64) -> i128 {
    if limit == i64::MAX { NO_LIMIT } else { i128::from(limit) }
}

/// What stays of the reserves, by account and the class of the last payment that is in. A payment
/// of a class is in only when all of its sender's classes before are, so their sums are those of
/// the whole queue.
fn kept(queue: &Queue) -> Vec<[i128; CLASSES]> {
    let mut paid = vec![[0_i128; CLASSES]; queue.balance.len()];
    for (payment, amount) in queue.amount.iter().enumerate() {
        let class = usize::from(queue.class[payment]);
        paid[queue.source[payment] as usize][class] += i128::from(*amount);
    }
    let reserve = |of: &[i64], account: usize| i128::from(of.get(account).copied().unwrap_or(0));
    let kept = paid.iter().enumerate().map(|(account, [urgent, high, _])| {
        let urgent = (reserve(&queue.reserve_urgent, account) - urgent).max(0);
        let high = (reserve(&queue.reserve_high, account) - high).max(0);
        [0, urgent, urgent + high]
    });
    kept.collect()
}

/// By payment the limit of its sender towards its receiver, and that of the receiver towards it.
fn used(queue: &Queue, ordered: &Ordered) -> Vec<[u32; 2]> {
    let accounts = queue.balance.len();
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

/// By payment the one that it is linked with; empty without links.
fn partners(queue: &Queue) -> Vec<u32> {
    if queue.links.is_empty() {
        return Vec::new();
    }
    let mut partner = vec![NONE; queue.amount.len()];
    for link in &queue.links {
        partner[link.first as usize] = link.second;
        partner[link.second as usize] = link.first;
    }
    partner
}
