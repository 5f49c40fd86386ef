//! The removed items replayed: at its turn each is larger than what one of the rows that it uses
//! may pay and still receive, or linked with one that has been removed.
//!
//! So no feasible set contains it: of any set, what a row pays is at most its cap and what comes
//! in, and what comes in is at most all that has not been removed.

use super::Proof;
use super::case::{Case, Item};
use super::finding::{Finding, Verdict};
use super::relation::NONE;
use super::rows::{self, CLASSES};
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Checks the list of removed items; gives which they are.
pub(super) fn check(case: &Case, proof: &Proof, verdict: &mut Verdict) -> Vec<bool> {
    let mut reach = Reach::new(case);
    let mut gone = vec![false; case.items.len()];
    for (place, &item) in proof.removed.iter().enumerate() {
        let index = to_usize(item);
        let Some(it) = case.items.get(index).filter(|_| gone.get(index) == Some(&false)) else {
            verdict.push(Finding::RemovedTwice { place, item });
            continue;
        };
        if proof.solution.has(index) {
            verdict.push(Finding::RemovedSettles { place, item });
        }
        let is_torn = case.partner(index).and_then(|partner| gone.get(partner)) == Some(&true);
        if let Some((amount, reach)) = reach.widest(case, it, index).filter(|_| !is_torn) {
            verdict.push(Finding::Removed { place, item, amount, reach });
        }
        reach.remove(case, it, index);
        if let Some(gone) = gone.get_mut(index) {
            *gone = true;
        }
    }
    gone
}

/// What may still come in to each row.
struct Reach {
    account: Vec<i128>,
    multilateral: Vec<i128>,
    bilateral: Vec<i128>,
}

impl Reach {
    fn new(case: &Case) -> Reach {
        let (accounts, limits) = (case.balance.len(), case.queue.bilateral.len());
        let mut reach = Reach {
            account: vec![0; accounts],
            multilateral: vec![0; accounts],
            bilateral: vec![0; limits],
        };
        for (index, item) in case.items.iter().enumerate() {
            reach.change(case, item, index, 1);
        }
        reach
    }

    fn remove(&mut self, case: &Case, item: &Item, index: usize) {
        self.change(case, item, index, -1);
    }

    fn change(&mut self, case: &Case, item: &Item, index: usize, sign: i128) {
        let [_, relieves] = case.limits_of(index);
        for leg in item.legs() {
            let amount = i128::from(leg.amount) * sign;
            rows::add(&mut self.account, leg.target, amount);
            if relieves != NONE {
                rows::add(&mut self.bilateral, relieves, amount);
            } else if case.class(index) == CLASSES - 1 {
                rows::add(&mut self.multilateral, leg.target, amount);
            }
        }
    }

    /// When every row could pay an item: the leg that comes nearest to being too large, and what
    /// its narrowest row can have.
    fn widest(&self, case: &Case, item: &Item, index: usize) -> Option<(i64, i128)> {
        let class = case.class(index);
        let [uses, _] = case.limits_of(index);
        let of = |sums: &[i128], at: usize| sums.get(at).copied().unwrap_or(0);
        let mut nearest: Option<(i128, i64, i128)> = None;
        for leg in item.legs() {
            let source = to_usize(leg.source);
            let open = case.open_money(source).get(class).copied().unwrap_or(0);
            let mut reach = open + of(&self.account, source);
            if let Some(limit) = case.queue.bilateral.get(to_usize(uses)) {
                let use_of = i128::from(limit.amount) + of(&self.bilateral, to_usize(uses));
                reach = reach.min(use_of);
            } else if let Some(limit) = case.multilateral(source).filter(|_| class == CLASSES - 1) {
                reach = reach.min(i128::from(limit) + of(&self.multilateral, source));
            }
            let room = reach - i128::from(leg.amount);
            if nearest.is_none_or(|(least, _, _)| room < least) {
                nearest = Some((room, leg.amount, reach));
            }
        }
        nearest.filter(|(room, _, _)| *room >= 0).map(|(_, amount, reach)| (amount, reach))
    }
}
