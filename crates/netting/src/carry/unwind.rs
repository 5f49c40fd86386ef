//! The other way to treat a default: a member's items that have not entered are taken out, and the
//! rest is netted anew.
//!
//! Takes a queue and which payments have entered the session; answers with the queue that is left.
//! What has entered is never dropped (field rule 3): a shortfall there is met by collateral, fund
//! and committed liquidity (`share`). It solves nothing.

use crate::{Link, Queue};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// A queue without some of its payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwound {
    /// What is left, in the same order.
    pub queue: Queue,
    /// Place of each payment that is left in the queue that it was taken from.
    pub kept: Vec<u32>,
}

/// Takes out what a member pays and has not entered, with linked payments that have not entered.
/// `has_entered` has an entry for each payment; what it lacks has entered. The queue must have
/// passed its check.
#[must_use]
pub fn unwind(queue: &Queue, member: u32, has_entered: &[bool]) -> Unwound {
    let may_go = |payment: u32| has_entered.get(to_usize(payment)) == Some(&false);
    let is_own = |payment: u32| queue.source.get(to_usize(payment)) == Some(&member);
    let mut goes: Vec<bool> =
        (0_u32..).take(queue.amount.len()).map(|it| may_go(it) && is_own(it)).collect();
    let has_gone = |goes: &[bool], payment: u32| goes.get(to_usize(payment)) == Some(&true);
    for link in &queue.links {
        // One half of a pair could never settle alone; if either half has entered, both stay.
        let both_may = may_go(link.first) && may_go(link.second);
        let goes_with = has_gone(&goes, link.first) || has_gone(&goes, link.second);
        for payment in [link.first, link.second] {
            if let Some(goes) = goes.get_mut(to_usize(payment)) {
                *goes = both_may && goes_with;
            }
        }
    }
    let kept: Vec<u32> = (0_u32..).zip(&goes).filter(|(_, goes)| !**goes).map(|it| it.0).collect();
    let place =
        |payment: u32| kept.binary_search(&payment).ok().and_then(|at| u32::try_from(at).ok());
    let links = queue
        .links
        .iter()
        .filter_map(|link| Some(Link { first: place(link.first)?, second: place(link.second)? }));
    let queue = Queue {
        source: of(&queue.source, &goes),
        target: of(&queue.target, &goes),
        amount: of(&queue.amount, &goes),
        class: of(&queue.class, &goes),
        links: links.collect(),
        balance: queue.balance.clone(),
        reserve_urgent: queue.reserve_urgent.clone(),
        reserve_high: queue.reserve_high.clone(),
        bilateral: queue.bilateral.clone(),
        multilateral: queue.multilateral.clone(),
    };
    Unwound { queue, kept }
}

fn of<T: Copy>(values: &[T], goes: &[bool]) -> Vec<T> {
    values.iter().zip(goes).filter(|(_, goes)| !**goes).map(|(value, _)| *value).collect()
}
