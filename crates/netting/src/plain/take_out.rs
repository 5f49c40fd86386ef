//! Taking out: from all payments to a set that holds, the account that lacks most first.
//!
//! Keeps each account's payments sorted by amount and a heap of what accounts lack; entries of the
//! heap may be old and are looked at again when they come up. Ties go to the lower index.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::set::Set;
use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Takes out payments until every account holds. Gives what was taken out.
pub(super) fn until_all_hold(set: &mut Set<'_>) -> Vec<u32> {
    let queue = set.queue;
    let mut own = vec![Vec::new(); queue.balance.len()];
    for (payment, source) in (0_u32..).zip(&queue.source) {
        own[*source as usize].push(payment);
    }
    for payments in &mut own {
        payments.sort_unstable_by_key(|payment| (set.amount_of(*payment), Reverse(*payment)));
    }
    let all = 0..queue.balance.len();
    let mut heap: BinaryHeap<_> = all.filter_map(|account| entry(set, account)).collect();
    let mut out = Vec::new();
    while let Some((lack, Reverse(account))) = heap.pop() {
        if entry(set, account) != Some((lack, Reverse(account))) {
            continue;
        }
        let Some(payment) = pick(set, &mut own[account], lack) else { continue };
        let partner = set.out(payment);
        for gone in [Some(payment), partner].into_iter().flatten() {
            out.push(gone);
            for end in [queue.source[gone as usize], queue.target[gone as usize]] {
                heap.extend(entry(set, end as usize));
            }
        }
    }
    out
}

/// What stands in the heap for an account that does not hold.
fn entry(set: &Set<'_>, account: usize) -> Option<(i128, Reverse<usize>)> {
    let does_hold = set.holds(account);
    (!does_hold).then(|| (set.lack(account), Reverse(account)))
}

/// The payment to take out: the smallest of those to blame that covers what is lacking, else the
/// largest of them; where none is to blame, as behind a reserve that is not drawn, the largest.
fn pick(set: &Set<'_>, own: &mut Vec<u32>, lack: i128) -> Option<u32> {
    // Linked payments that went out with their partner still stand here.
    let is_to_blame = |at: &usize| {
        let payment = own[*at];
        let is_cause = if lack > 0 {
            set.is_drawing(payment)
        } else {
            set.limits.is_cause(set.queue, payment as usize)
        };
        is_cause && set.is_in(payment)
    };
    let from = own.partition_point(|payment| i128::from(set.amount_of(*payment)) < lack);
    let covering = (from..own.len()).find(is_to_blame);
    let largest = || (0..from).rev().find(is_to_blame);
    let any = || (0..own.len()).rev().find(|at| set.is_in(own[*at]));
    covering.or_else(largest).or_else(any).map(|at| own.remove(at))
}
