//! Small payments first: what a rulebook guarantees before anything is chosen by its weight.
//!
//! Not counted against the budget, which is for the search: a payment is tried once, and again
//! only where money came in for its sender.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use super::state::State;
use super::ties::Ties;
use crate::Queue;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;
use core::mem::take;

/// Takes small payments in order of arrival, round by round, and one again only where money came in
/// since it was tried; whether it took any.
pub(super) fn guarantee(small: i64, queue: &Queue, ties: &Ties, state: &mut State<'_>) -> bool {
    let small = (0_u32..)
        .zip(&queue.amount)
        .filter(|&(payment, &amount)| amount <= small && ties.of(payment).is_empty())
        .map(|(payment, _)| payment);
    let (mut next, mut has_taken): (BTreeSet<u32>, bool) = (small.collect(), false);
    let mut without_money = vec![Vec::new(); queue.balance.len()];
    while !next.is_empty() {
        let mut round = take(&mut next);
        while let Some(payment) = round.pop_first() {
            let at = payment as usize;
            if !state.take_if_fits(payment, &[]) {
                without_money[queue.source[at] as usize].push(payment);
                continue;
            }
            has_taken = true;
            let again = take(&mut without_money[queue.target[at] as usize]);
            let (later, earlier): (Vec<_>, Vec<_>) =
                again.into_iter().partition(|other| *other > payment);
            round.extend(later);
            next.extend(earlier);
        }
    }
    has_taken
}
