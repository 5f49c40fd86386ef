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
        let payments = queue.amount.len();
        let (source, class) = (&queue.source[..payments], &queue.class[..payments]);
        let mut next = vec![0_u32; queue.balance.len() * CLASSES + 1];
        for (sender, class) in source.iter().zip(class) {
            next[*sender as usize * CLASSES + *class as usize] += 1;
        }
        let mut sum = 0;
        for place in &mut next {
            sum += core::mem::replace(place, sum);
        }
        let begin = next.clone();
        let mut order = vec![0_u32; payments];
        for (number, (sender, class)) in (0_u32..).zip(source.iter().zip(class)) {
            let place = &mut next[*sender as usize * CLASSES + *class as usize];
            order[*place as usize] = number;
            *place += 1;
        }
        Self { order, begin }
    }
}

/// What each account would have with all payments in, minor units.
pub(crate) fn all_in(queue: &Queue) -> Vec<i128> {
    let mut money: Vec<i128> = queue.balance.iter().map(|money| i128::from(*money)).collect();
    for ((source, target), amount) in queue.source.iter().zip(&queue.target).zip(&queue.amount) {
        let amount = i128::from(*amount);
        money[*source as usize] -= amount;
        money[*target as usize] += amount;
    }
    money
}
