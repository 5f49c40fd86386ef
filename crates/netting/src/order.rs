//! Every account's payments in its own order, by counting; and what it would have if all settled.
//!
//! Passes over the arrays and no comparison: count by sender and class, put each payment in its
//! place, sum money. Reads the queue, changes nothing in it.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use crate::Queue;
use alloc::vec;
use alloc::vec::Vec;

/// Classes of payments: urgent, high, normal.
pub(crate) const CLASSES: usize = 3;

/// Payments in their senders' order.
pub(crate) struct Ordered {
    /// Payments by sender, class and place in the arrays.
    pub order: Vec<u32>,
    /// Where the payments of sender and class (`3 × sender + class`) begin, and the end of all.
    pub begin: Vec<u32>,
}

impl Ordered {
    /// The order of all payments.
    pub fn of(queue: &Queue) -> Self {
        let mut counts = vec![0_u32; queue.balance.len() * CLASSES + 1];
        for (sender, class) in queue.source.iter().zip(&queue.class) {
            counts[*sender as usize * CLASSES + *class as usize] += 1;
        }
        Self::from_counts(queue, counts)
    }

    /// The order of all payments, and the money of each account with all of them in; in one pass
    /// less, for the arrays are longer than any cache.
    pub fn with_money(queue: &Queue) -> (Self, Money) {
        let mut counts = vec![0_u32; queue.balance.len() * CLASSES + 1];
        let mut left: Vec<i128> = queue.balance.iter().map(|money| i128::from(*money)).collect();
        let mut total = 0;
        let ends = queue.source.iter().zip(&queue.target);
        for (((source, target), amount), class) in ends.zip(&queue.amount).zip(&queue.class) {
            let amount = i128::from(*amount);
            counts[*source as usize * CLASSES + *class as usize] += 1;
            left[*source as usize] -= amount;
            left[*target as usize] += amount;
            total += amount;
        }
        (Self::from_counts(queue, counts), Money { left, total })
    }

    /// Puts each payment in its place, by how many there are of each sender and class.
    fn from_counts(queue: &Queue, mut next: Vec<u32>) -> Self {
        let mut sum = 0;
        for place in &mut next {
            sum += core::mem::replace(place, sum);
        }
        let begin = next.clone();
        let mut order = vec![0_u32; queue.source.len()];
        for (number, (sender, class)) in (0_u32..).zip(queue.source.iter().zip(&queue.class)) {
            let place = &mut next[*sender as usize * CLASSES + *class as usize];
            order[*place as usize] = number;
            *place += 1;
        }
        Self { order, begin }
    }
}

/// Money with all payments in, minor units.
pub(crate) struct Money {
    /// What each account has left.
    pub left: Vec<i128>,
    /// All payments together.
    pub total: i128,
}
