//! The price of fairness: the value that a rulebook gives up for what it puts first.
//!
//! From bounds alone, so that it does not depend on how long a search looked. Reads a checked
//! queue and a set that settles before all else; must never be mistaken for what a run lost.
#![expect(
    clippy::indexing_slicing,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{
    Weights,
    relaxation::{Given, Relaxation},
    rows::Rows,
    state::State,
    ties::Ties,
    weights::Gains,
};
use crate::Queue;

/// What is given up, in value: minor units, whatever the weights of the run.
///
/// The price of fairness is what the proven bound on value loses when some payments must settle
/// first: the guaranteed small ones of a run ([`Terms::small`](super::Terms)), or any set
/// ([`price_of`]), such as that of FIFO. What weights other than the value give up has no set that
/// must settle; for them stand `most` and `value` side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fairness {
    /// Value of what settles.
    pub value: i128,
    /// No feasible set has more value.
    pub most: i128,
    /// No feasible set that holds all of what settles first has more value.
    pub kept: i128,
}

impl Fairness {
    /// What the guarantee takes off the most value possible; not negative.
    #[must_use]
    pub fn price(&self) -> i128 {
        self.most.saturating_sub(self.kept).max(0)
    }

    /// What guarantee, weights and a search that did not find the best give up together at most.
    #[must_use]
    pub fn given_up(&self) -> i128 {
        self.most.saturating_sub(self.value)
    }
}

/// The price of settling the payments of `first` before all else, as of the sets that keep an
/// order or come of a plain algorithm; `value` is that of `first` alone. Where `first` is not
/// feasible nothing is kept. The queue must have passed its check.
#[must_use]
pub fn price_of(queue: &Queue, first: &[bool]) -> Fairness {
    let rows = Rows::of(queue);
    let ties = Ties::of_links(queue.amount.len(), &queue.links);
    let mut state = State::empty(&rows, &queue.amount, &queue.amount);
    let places = (0_u32..).zip(first).take(queue.amount.len());
    places.filter(|(_, is_in)| **is_in).for_each(|(payment, _)| state.take(payment));
    let most = most_value(queue, &rows, &ties, None);
    let kept = if state.holds() { most_value(queue, &rows, &ties, Some(&state)) } else { 0 };
    Fairness { value: state.total, most, kept }
}

/// The bound on the value of all sets, or of those that hold what a state of values holds.
pub(super) fn most_value(
    queue: &Queue,
    rows: &Rows<'_>,
    ties: &Ties,
    first: Option<&State<'_>>,
) -> i128 {
    let gains = Gains::of_weights(&Weights::Value, &queue.amount, &queue.amount);
    let given = Given { queue, rows, ties, weight: &queue.amount, gains: &gains };
    let Some(first) = first else {
        let all = vec![true; queue.amount.len()];
        return Relaxation::of(given, &rows.own, all).bound.weight;
    };
    let free: Vec<bool> = first.taken.iter().map(|taken| !taken).collect();
    let taken = (0..free.len()).filter(|&payment| first.taken[payment]);
    let value: i128 = taken.map(|payment| i128::from(queue.amount[payment])).sum();
    value + Relaxation::of(given, &first.left, free).bound.weight
}
