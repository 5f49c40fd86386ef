//! The order in which payments fall in P1, for a proof that no more can settle.
//!
//! Follows from the queue alone: everything is in, and while a test of an account fails its last
//! payment falls, with its linked one and all behind either. The kernel's answer must be what then
//! remains; `verify` replays the list with rules of its own and does not call this.

use super::case::Case;
use super::rows::Rows;
use crate::Queue;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// The payments that fall, in order. The queue must have passed its check.
#[must_use]
pub fn drops(queue: &Queue) -> Vec<u32> {
    let case = Case::gridlock(queue);
    let mut rows = Rows::new(&case, |_| true);
    let partner = partners(queue);
    let mut orders = orders(queue);
    let mut gone = alloc::vec![false; queue.amount.len()];
    let mut dropped = Vec::new();
    let accounts = u32::try_from(queue.balance.len()).unwrap_or(u32::MAX);
    let mut waiting: Vec<u32> = (0..accounts).collect();
    while let Some(account) = waiting.pop() {
        while rows.fault(account).is_some() {
            let Some(last) = orders.get_mut(to_usize(account)).and_then(Vec::pop) else { break };
            let mut falling = alloc::vec![last];
            while let Some(payment) = falling.pop() {
                let index = to_usize(payment);
                match gone.get_mut(index) {
                    Some(gone) if !*gone => *gone = true,
                    _ => continue,
                }
                dropped.push(payment);
                rows.remove(index);
                waiting.extend(queue.target.get(index).copied());
                falling.extend(partner.get(&payment).copied());
                falling.extend(behind(queue, payment, &mut orders));
            }
        }
    }
    dropped
}

/// Takes what lies behind a payment out of its sender's order, the payment too.
fn behind(queue: &Queue, payment: u32, orders: &mut [Vec<u32>]) -> Vec<u32> {
    let sender = queue.source.get(to_usize(payment)).copied().unwrap_or(u32::MAX);
    let Some(order) = orders.get_mut(to_usize(sender)) else { return Vec::new() };
    match order.iter().rposition(|&other| other == payment) {
        Some(place) => order.split_off(place).into_iter().rev().collect(),
        None => Vec::new(),
    }
}

/// Each sender's payments, by class and then as they stand.
pub(super) fn orders(queue: &Queue) -> Vec<Vec<u32>> {
    let mut orders = alloc::vec![Vec::new(); queue.balance.len()];
    for class in 0..3 {
        for (payment, (&source, &of)) in (0..).zip(queue.source.iter().zip(&queue.class)) {
            if of == class
                && let Some(order) = orders.get_mut(to_usize(source))
            {
                order.push(payment);
            }
        }
    }
    orders
}

/// The linked payment of each that has one.
pub(super) fn partners(queue: &Queue) -> BTreeMap<u32, u32> {
    let links = queue.links.iter();
    links.flat_map(|link| [(link.first, link.second), (link.second, link.first)]).collect()
}
