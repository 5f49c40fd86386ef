//! The drops replayed: at its fall each item is the last of an account of which a test fails with
//! everything in that has not fallen, or its linked item has fallen, or one before it in its
//! sender's order has.
//!
//! So no set that holds and keeps every sender's order contains it: take such a set and the first
//! of its items to fall; all others of the set were in then, and its account would fail the test in
//! the set too, for it pays the same there and is paid no more. What never falls must hold, so it
//! is the greatest set in order. For P1 it must be the solution.

use super::case::Case;
use super::drops::Orders;
use super::finding::{Finding, Verdict};
use super::rows::Rows;
use super::{Problem, Proof};
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Checks the list of dropped items, and the weight of what is left.
pub(super) fn check(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    let mut replay = Replay {
        case,
        rows: Rows::new(case, |_| true),
        orders: Orders::new(case),
        first_gone: vec![usize::MAX; case.balance.len()],
        gone: vec![false; case.items.len()],
    };
    for (place, &item) in proof.dropped.iter().enumerate() {
        if replay.gone.get(to_usize(item)) != Some(&false) {
            verdict.push(Finding::DroppedTwice { place, item });
        } else if !replay.fall(item) {
            verdict.push(Finding::Dropped { place, item });
        }
    }
    replay.check_rest(verdict);
    if case.problem == Problem::Gridlock {
        replay.check_solution(proof, verdict);
    }
    let left = case.items.iter().zip(&replay.gone).filter(|(_, gone)| !**gone);
    let found: i128 = left.map(|(item, _)| i128::from(item.weight)).sum();
    if found != proof.in_order {
        verdict.push(Finding::InOrder { found, claimed: proof.in_order });
    }
}

struct Replay<'a> {
    case: &'a Case,
    rows: Rows<'a>,
    orders: Orders,
    /// By account: the first place of its order that has fallen.
    first_gone: Vec<usize>,
    gone: Vec<bool>,
}

impl Replay<'_> {
    /// An item falls. Whether it had to.
    fn fall(&mut self, item: u32) -> bool {
        let index = to_usize(item);
        let Some(it) = self.case.items.get(index) else { return false };
        let mut must = self.case.partner(index).is_some_and(|partner| self.is_gone(partner));
        for (leg, at) in it.legs.iter().zip(0..) {
            let Some(leg) = leg else { continue };
            let place = self.place(at, index);
            must |= self.first_gone.get(to_usize(leg.source)).is_some_and(|first| *first < place);
            must |= self.is_last(leg.source, item) && self.rows.fault(leg.source).is_some();
        }
        for (leg, at) in it.legs.iter().zip(0..) {
            let Some(leg) = leg else { continue };
            let place = self.place(at, index);
            if let Some(first) = self.first_gone.get_mut(to_usize(leg.source)) {
                *first = place.min(*first);
            }
        }
        self.rows.remove(index);
        if let Some(gone) = self.gone.get_mut(index) {
            *gone = true;
        }
        must
    }

    /// Whether an item is the last of its sender's that has not fallen.
    fn is_last(&mut self, account: u32, item: u32) -> bool {
        let gone = &self.gone;
        let is_gone = |item: u32| gone.get(to_usize(item)).copied().unwrap_or(true);
        let Some(order) = self.orders.of.get_mut(to_usize(account)) else { return false };
        while order.last().is_some_and(|&last| is_gone(last)) {
            order.pop();
        }
        order.last() == Some(&item)
    }

    /// What is left keeps every order and link, and every account's tests hold.
    fn check_rest(&self, verdict: &mut Verdict) {
        for (item, it) in
            self.case.items.iter().enumerate().filter(|(item, _)| !self.is_gone(*item))
        {
            let is_behind = |(leg, at): (&Option<crate::linked::Leg>, usize)| {
                leg.is_some_and(|leg| {
                    let first = self.first_gone.get(to_usize(leg.source));
                    first.is_some_and(|first| *first < self.place(at, item))
                })
            };
            if it.legs.iter().zip(0..).any(is_behind) {
                verdict.push(Finding::Order(item));
            }
            if let Some(partner) = self.case.partner(item).filter(|it| self.is_gone(*it)) {
                verdict.push(Finding::Torn { item, partner });
            }
        }
        for (account, index) in (0_u32..).zip(0..self.case.balance.len()) {
            if self.rows.fault(account).is_some() {
                verdict.push(Finding::Rest(index));
            }
        }
    }

    /// P1: what never fell is what settles.
    fn check_solution(&self, proof: &Proof, verdict: &mut Verdict) {
        for (item, gone) in self.gone.iter().enumerate() {
            match (proof.solution.has(item), gone) {
                (true, true) => verdict.push(Finding::DroppedSettles(item)),
                (false, false) => verdict.push(Finding::Forgotten(item)),
                _ => {}
            }
        }
    }

    fn place(&self, leg: usize, item: usize) -> usize {
        let place = self.orders.place.get(leg).and_then(|places| places.get(item));
        place.map_or(0, |place| to_usize(*place))
    }

    fn is_gone(&self, item: usize) -> bool {
        self.gone.get(item).copied().unwrap_or(true)
    }
}
