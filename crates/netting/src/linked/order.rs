//! The plain algorithms of P4: every sender's order kept, or broken only by what does not fit.
//!
//! `lattice` is P1's argument with two legs: feasible prefix vectors are closed under the greater
//! of each two, so there is one greatest. Start with everything, and while an account is below
//! nothing drop its last item. `bypass` goes through the items in order and takes what fits,
//! again where money came in, until nothing fits. Input is the caller's arrays; nothing is weighed
//! here.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::{Leg, Linked};
use alloc::vec::Vec;

/// The greatest set in which each account's outgoing legs are the first ones of its order, and
/// whose accounts all end at nothing or more. The order is that of the arrays.
#[must_use]
pub fn lattice(linked: &Linked) -> Vec<bool> {
    let (taken, _) = settle_in_order(linked);
    taken
}

/// The lattice's set and whatever else then fits, in order.
#[must_use]
pub fn lattice_and_refill(linked: &Linked) -> Vec<bool> {
    let (mut taken, mut money) = settle_in_order(linked);
    take_what_fits(linked, &mut taken, &mut money);
    taken
}

/// What fits, in order, again until nothing fits: first in first out with bypass.
#[must_use]
pub fn bypass(linked: &Linked) -> Vec<bool> {
    let mut taken = alloc::vec![false; linked.weight.len()];
    let mut money: Vec<i128> = linked.balance.iter().map(|&balance| i128::from(balance)).collect();
    take_what_fits(linked, &mut taken, &mut money);
    taken
}

fn settle_in_order(linked: &Linked) -> (Vec<bool>, Vec<i128>) {
    let items = linked.weight.len() as u32;
    let mut taken = alloc::vec![true; items as usize];
    let mut money: Vec<i128> = linked.balance.iter().map(|&balance| i128::from(balance)).collect();
    let mut orders = orders(linked);
    for item in 0..items {
        for leg in legs(linked, item) {
            money[leg.source as usize] -= i128::from(leg.amount);
            money[leg.target as usize] += i128::from(leg.amount);
        }
    }
    let mut waiting: Vec<u32> = (0..money.len() as u32).collect();
    while let Some(account) = waiting.pop() {
        while money[account as usize] < 0 {
            let Some(&last) = orders[account as usize].last() else { break };
            drop_from(linked, last, &mut taken, &mut money, &mut orders, &mut waiting);
        }
    }
    (taken, money)
}

/// Drops an item, and in each account that it leaves everything behind it.
fn drop_from(
    linked: &Linked,
    item: u32,
    taken: &mut [bool],
    money: &mut [i128],
    orders: &mut [Vec<u32>],
    waiting: &mut Vec<u32>,
) {
    let mut falling = alloc::vec![item];
    while let Some(item) = falling.pop() {
        if !core::mem::replace(&mut taken[item as usize], false) {
            continue;
        }
        for leg in legs(linked, item) {
            money[leg.source as usize] += i128::from(leg.amount);
            money[leg.target as usize] -= i128::from(leg.amount);
            waiting.push(leg.target);
            let order = &mut orders[leg.source as usize];
            while let Some(&last) = order.last() {
                if last < item {
                    break;
                }
                order.pop();
                falling.push(last);
            }
        }
    }
}

/// Rounds over what waits, in order; after the first, over what waits on accounts that have
/// received money since. Nothing else can fit anew, so a long chain costs its length.
fn take_what_fits(linked: &Linked, taken: &mut [bool], money: &mut [i128]) {
    let orders = orders(linked);
    let mut round: Vec<u32> = (0..linked.weight.len() as u32).collect();
    while !round.is_empty() {
        let mut richer = Vec::new();
        for item in round {
            let fits = |leg: Leg| money[leg.source as usize] >= i128::from(leg.amount);
            if taken[item as usize] || !legs(linked, item).all(fits) {
                continue;
            }
            for leg in legs(linked, item) {
                money[leg.source as usize] -= i128::from(leg.amount);
                money[leg.target as usize] += i128::from(leg.amount);
                richer.push(leg.target);
            }
            taken[item as usize] = true;
        }
        richer.sort_unstable();
        richer.dedup();
        let waiting = richer.into_iter().flat_map(|account| &orders[account as usize]);
        round = waiting.copied().filter(|&item| !taken[item as usize]).collect();
        round.sort_unstable();
        round.dedup();
    }
}

/// Items with a leg out of each account, in order.
fn orders(linked: &Linked) -> Vec<Vec<u32>> {
    let mut orders = alloc::vec![Vec::new(); linked.balance.len()];
    for item in 0..linked.weight.len() as u32 {
        for leg in legs(linked, item) {
            orders[leg.source as usize].push(item);
        }
    }
    orders
}

fn legs(linked: &Linked, item: u32) -> impl Iterator<Item = Leg> {
    let item = item as usize;
    linked.first.at(item).into_iter().chain(linked.second.at(item))
}
