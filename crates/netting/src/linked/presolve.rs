//! Items that can never settle: larger than all their sender can have.
//!
//! `U` of an account is its balance and every amount that could still come in. An item whose leg is
//! larger than its sender's `U` is out, with both legs, and takes its amounts out of the `U` of
//! its receivers; repeated until nothing falls. Input is the caller's arrays; the answer is the
//! order in which items fell, which a verifier can replay in one pass. Must never drop an item that
//! some feasible set contains: no feasible set lets an account pay more than its `U`.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::Linked;
use alloc::vec::Vec;

/// The impossible items, in the order in which they fall.
pub(super) fn impossible(linked: &Linked) -> Vec<u32> {
    let mut reach = reach(linked);
    let mut senders = by_sender(linked);
    let mut gone: Vec<bool> = alloc::vec![false; linked.weight.len()];
    let mut removed = Vec::new();
    let mut waiting: Vec<u32> = (0..linked.balance.len() as u32).collect();
    while let Some(account) = waiting.pop() {
        // The lists end with the largest amount, so that the first one that fits ends the work.
        while let Some(&(amount, item)) = senders[account as usize].last() {
            if i128::from(amount) <= reach[account as usize] {
                break;
            }
            senders[account as usize].pop();
            if core::mem::replace(&mut gone[item as usize], true) {
                continue;
            }
            removed.push(item);
            for leg in legs(linked, item) {
                reach[leg.target as usize] -= i128::from(leg.amount);
                waiting.push(leg.target);
            }
        }
    }
    removed
}

/// Balance and every inflow, by account.
fn reach(linked: &Linked) -> Vec<i128> {
    let mut reach: Vec<i128> = linked.balance.iter().map(|&balance| i128::from(balance)).collect();
    for item in 0..linked.weight.len() as u32 {
        for leg in legs(linked, item) {
            reach[leg.target as usize] += i128::from(leg.amount);
        }
    }
    reach
}

/// Amount and item of every leg of a sender, the largest last.
fn by_sender(linked: &Linked) -> Vec<Vec<(i64, u32)>> {
    let mut senders = alloc::vec![Vec::new(); linked.balance.len()];
    for item in 0..linked.weight.len() as u32 {
        for leg in legs(linked, item) {
            senders[leg.source as usize].push((leg.amount, item));
        }
    }
    senders.iter_mut().for_each(|list| list.sort_unstable());
    senders
}

fn legs(linked: &Linked, item: u32) -> impl Iterator<Item = crate::linked::Leg> {
    let item = item as usize;
    linked.first.at(item).into_iter().chain(linked.second.at(item))
}
