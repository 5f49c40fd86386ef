//! The items that can settle, laid out for the search.
//!
//! Made once from the caller's arrays after the presolve. Items are sorted so that those which one
//! arc can carry lie together, the largest first; an item of one leg has its second leg on an
//! account of its own that nobody owns, with amount nothing, so that no loop asks. Never changes
//! once made.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::{Leg, Linked, presolve};
use alloc::vec::Vec;

/// Costs of the relaxation are below 2 to this power.
const COST_BITS: u32 = 36;
/// All money of the relaxation together is below 2 to this power.
const FLOW_BITS: u32 = 58;

/// An item; its accounts are indices, `origin` is its place in the caller's arrays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) source: [u32; 2],
    pub(super) target: [u32; 2],
    pub(super) amount: [i64; 2],
    pub(super) weight: i64,
    pub(super) origin: u32,
}

/// What the search works on.
#[derive(Debug)]
pub(super) struct World {
    /// Items of one leg, by source, target and falling amount; then linked items.
    pub(super) items: Vec<Item>,
    /// What each account has at first; the last entry is the account nobody owns.
    pub(super) money: Vec<i128>,
    /// Items by falling weight.
    pub(super) by_weight: Vec<u32>,
    /// Items with a leg out of an account, by falling amount of that leg.
    pub(super) outgoing: Lists,
    /// Items with a leg into an account, by falling amount of that leg.
    pub(super) incoming: Lists,
    /// Items of the caller that can never settle, in the order in which they fall.
    pub(super) removed: Vec<u32>,
    /// Prices are weight for a minor unit times 2 to this power.
    pub(super) scale: u32,
    /// The relaxation counts money in units of 2 to this power.
    pub(super) shift: u32,
}

/// A list of items for each account, end to end.
#[derive(Debug)]
pub(super) struct Lists {
    start: Vec<u32>,
    entries: Vec<u32>,
}

impl Lists {
    /// The items of an account.
    pub(super) fn of(&self, account: u32) -> &[u32] {
        let account = account as usize;
        &self.entries[self.start[account] as usize..self.start[account + 1] as usize]
    }

    /// The same lists under other names of the items.
    pub(super) fn renamed(&self, names: &[u32]) -> Lists {
        let entries = self.entries.iter().map(|&item| names[item as usize]).collect();
        Lists { start: self.start.clone(), entries }
    }

    fn new(accounts: usize, mut legs: Vec<(u32, i64, u32)>) -> Lists {
        legs.sort_unstable_by_key(|&(account, amount, item)| (account, -amount, item));
        let mut start = alloc::vec![0; accounts + 1];
        for &(account, _, _) in &legs {
            start[account as usize + 1] += 1;
        }
        for account in 0..accounts {
            start[account + 1] += start[account];
        }
        Lists { start, entries: legs.into_iter().map(|(_, _, item)| item).collect() }
    }
}

impl World {
    /// Lays out what the presolve leaves.
    pub(super) fn new(linked: &Linked) -> World {
        let removed = presolve::impossible(linked);
        let items = items(linked, &removed);
        let accounts = linked.balance.len();
        let mut money: Vec<i128> = linked.balance.iter().map(|&b| i128::from(b)).collect();
        money.push(0);
        let mut by_weight: Vec<u32> = (0..items.len() as u32).collect();
        by_weight.sort_by_key(|&item| -items[item as usize].weight);
        let legs = |end: fn(&Item, usize) -> u32| {
            let mut legs = Vec::new();
            for (index, item) in items.iter().enumerate() {
                for leg in 0..item.legs() {
                    legs.push((end(item, leg), item.amount[leg], index as u32));
                }
            }
            Lists::new(accounts + 1, legs)
        };
        let outgoing = legs(|item, leg| item.source[leg]);
        let incoming = legs(|item, leg| item.target[leg]);
        let scale = scale(&items);
        let shift = shift(&items, &money);
        World { items, money, by_weight, outgoing, incoming, removed, scale, shift }
    }

    /// Unit cost of a leg that is worth `weight`, at the scale of prices.
    pub(super) fn unit_cost(&self, weight: i64, amount: i64) -> i64 {
        let cost = (i128::from(weight) << self.scale) / i128::from(amount.max(1));
        let most = 1 << COST_BITS;
        -(cost.clamp(-most, most) as i64)
    }

    /// The item at an index.
    pub(super) fn item(&self, item: u32) -> &Item {
        &self.items[item as usize]
    }
}

impl Item {
    /// How many legs it has.
    pub(super) fn legs(&self) -> usize {
        if self.amount[1] == 0 { 1 } else { 2 }
    }
}

fn items(linked: &Linked, removed: &[u32]) -> Vec<Item> {
    let mut gone = alloc::vec![false; linked.weight.len()];
    for &item in removed {
        gone[item as usize] = true;
    }
    let nobody = linked.balance.len() as u32;
    let absent = Leg { source: nobody, target: nobody, amount: 0 };
    let mut items = Vec::new();
    for (index, &weight) in linked.weight.iter().enumerate() {
        let Some(one) = linked.first.at(index).filter(|_| !gone[index]) else { continue };
        let two = linked.second.at(index).unwrap_or(absent);
        items.push(Item {
            source: [one.source, two.source],
            target: [one.target, two.target],
            amount: [one.amount, two.amount],
            weight,
            origin: index as u32,
        });
    }
    items.sort_by_key(|item| {
        (item.legs(), item.source[0], item.target[0], -item.amount[0], item.origin)
    });
    items
}

/// The largest scale at which the dearest item stays below `COST_BITS`.
fn scale(items: &[Item]) -> u32 {
    let dearest = items.iter().map(|item| item.weight / item.amount[0].max(1)).max().unwrap_or(0);
    let bits = u64::BITS - dearest.unsigned_abs().leading_zeros();
    COST_BITS.saturating_sub(bits)
}

/// The least shift at which all money stays below `FLOW_BITS`.
fn shift(items: &[Item], money: &[i128]) -> u32 {
    let amounts = items.iter().flat_map(|item| item.amount).map(i128::from);
    let total: i128 = amounts.chain(money.iter().copied()).sum();
    let bits = u128::BITS - total.unsigned_abs().leading_zeros();
    bits.saturating_sub(FLOW_BITS)
}
