//! Every account's payments in its own order, by counting; and what it would have if all settled.
//!
//! Two passes over the arrays and no comparison. The first counts by sender and class and sums
//! money; the second puts each payment in its place. Reads the queue, changes nothing in it.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use crate::Queue;
use alloc::vec;
use alloc::vec::Vec;

/// Classes of payments: urgent, high, normal.
pub(super) const CLASSES: usize = 3;

/// Payments in their senders' order.
pub(super) struct Ordered {
    /// Payments by sender, class and place in the arrays.
    pub order: Vec<u32>,
    /// Where the payments of sender and class (`3 × sender + class`) begin, and the end of all.
    pub begin: Vec<u32>,
}

impl Ordered {
    /// The order, and for each account its money and all that it is paid less all that it pays.
    pub fn of(queue: &Queue) -> (Self, Vec<i128>) {
        let accounts = queue.balance.len();
        let payments = queue.amount.len();
        let mut next = vec![0_u32; accounts * CLASSES + 1];
        let mut slack: Vec<i128> = queue.balance.iter().map(|money| i128::from(*money)).collect();
        let (source, class) = (&queue.source[..payments], &queue.class[..payments]);
        let target = &queue.target[..payments];
        for payment in 0..payments {
            let sender = source[payment] as usize;
            next[sender * CLASSES + class[payment] as usize] += 1;
            let amount = i128::from(queue.amount[payment]);
            slack[sender] -= amount;
            slack[target[payment] as usize] += amount;
        }
        let mut sum = 0;
        for place in &mut next {
            sum += core::mem::replace(place, sum);
        }
        let begin = next.clone();
        let mut order = vec![0_u32; payments];
        let mut number = 0_u32;
        for (sender, class) in source.iter().zip(class) {
            let place = &mut next[*sender as usize * CLASSES + *class as usize];
            order[*place as usize] = number;
            *place += 1;
            number += 1;
        }
        (Self { order, begin }, slack)
    }
}
