//! Many small moves on exact integers, bold at first, careful at last (simulated annealing).
//!
//! A move forces one item in or out, heavier ones more often, lets `State` mend what follows, and
//! stands unless it loses more than a random share of the heat. Heat is weight; it falls from
//! `hot` by halvings over the steps of the budget, so that the same budget gives the same set. The
//! lightest state on the way is forgotten, the heaviest returned to at the end.
#![expect(clippy::indexing_slicing, reason = "a place below the length of the list it is in")]

use crate::linked::sequence::Sequence;
use crate::linked::state::State;
use crate::linked::world::World;

/// Heat is halved so often on the way.
const HALVINGS: i128 = 10;
/// Moves between two looks at the heat.
const PACE: u32 = 256;
/// An account that comes short may draw in so many items before it gives items up.
const PULLS: usize = 8;
/// A richer account looks at so many of its items.
const LOOKS: usize = 8;

/// Moves until `until` steps are done, and leaves the heaviest state seen.
pub(super) fn anneal(
    world: &World,
    state: &mut State,
    sequence: &mut Sequence,
    hot: i128,
    until: u64,
) {
    let from = state.steps;
    let span = i128::from(until.saturating_sub(from).max(1));
    let mut best = state.weight;
    let mut kept = state.taken.clone();
    while state.steps < until {
        let heat = cooled(hot, i128::from(state.steps - from), span);
        for _ in 0..PACE {
            let before = state.weight;
            let item = world.by_weight[sequence.small(world.by_weight.len())];
            state.force(item, PULLS, sequence);
            state.refill(LOOKS);
            let loss = before - state.weight;
            if loss > 0 && loss > (heat * i128::from(sequence.exponential())) >> 16 {
                state.take_back();
                continue;
            }
            state.keep();
            if state.weight > best {
                best = state.weight;
                kept.clone_from(&state.taken);
            }
        }
    }
    state.restore(&kept);
    state.refill_all();
}

/// Heat after `done` of `span`, straight between one halving and the next.
pub(super) fn cooled(hot: i128, done: i128, span: i128) -> i128 {
    let place = ((done.min(span) * HALVINGS) << 16) / span;
    let whole = hot >> (place >> 16);
    whole - ((whole * (place & 0xFFFF)) >> 17)
}
