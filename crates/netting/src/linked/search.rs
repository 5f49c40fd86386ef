//! The search for a heavy set: bound, plain set, moves that may overdraw, moves that may not.
//!
//! Small worlds are searched from several starts, since their few largest items decide and each
//! start settles them anew; the best is then improved by moves that never overdraw. All numbers
//! that look random come from one counted sequence, and the budget counts work, so that the same
//! call gives the same set. Never returns a set that overdraws an account.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::anneal;
use crate::linked::price;
use crate::linked::sequence::Sequence;
use crate::linked::soft::Soft;
use crate::linked::state::State;
use crate::linked::world::World;
use crate::linked::{Budget, Cleared, Linked, order};
use alloc::vec::Vec;

/// Part of the budget that the bound may take.
const BOUND_SHARE: u64 = 3;
/// Rounds of the bound.
const BOUND_ROUNDS: u32 = 100;
/// Of a hundred steps then left so many go to starts that may overdraw.
const SOFT_PERCENT: u64 = 90;
/// Trials for each item that a start should have before another one is worth more.
const START_TRIALS: u64 = 10_000;
/// Most starts.
const STARTS: u64 = 6;
/// The heat of a start is the weight of the item that ends the heaviest part, one in so many, of
/// all weight; that of the moves afterwards is so much less.
const HOT_PART: i128 = 3;
const WARM: i128 = 8;

/// More steps than this for each item find nothing new.
const ITEM_STEPS: u64 = 2_000_000;

/// Searches until the budget is spent or nothing better can be.
pub(super) fn run(linked: &Linked, world: &World, budget: Budget) -> Cleared {
    let mut state = State::new(world);
    state.steps = world.items.len() as u64 * 8;
    let limit = budget.steps / BOUND_SHARE;
    let bound = price::bound(world, BOUND_ROUNDS, limit, &mut state.steps);
    let plain = order::lattice_and_refill(linked);
    let plain: Vec<bool> = world.items.iter().map(|item| plain[item.origin as usize]).collect();
    state.adopt(&plain);
    if state.weight < bound.weight && state.steps < budget.steps {
        improve(world, &mut state, bound.weight, budget.steps);
    }
    let mut taken = alloc::vec![false; linked.weight.len()];
    for (item, &is_taken) in world.items.iter().zip(&state.taken) {
        taken[item.origin as usize] = is_taken;
    }
    Cleared { taken, weight: state.weight, bound, steps: state.steps }
}

/// Several starts that may overdraw, then moves that may not from the best of them.
fn improve(world: &World, state: &mut State, bound: i128, end: u64) {
    let items = world.items.len() as u64;
    let end = end.min(state.steps + items * ITEM_STEPS);
    let mut soft = Soft::new(world);
    let trials = (end - state.steps) / 100 * SOFT_PERCENT / soft.trial_steps();
    let starts = (trials / (START_TRIALS * items)).clamp(1, STARTS);
    let hot = heavy(world);
    let mut sequence = Sequence::new(1);
    let mut best = (state.weight, state.taken.clone());
    for _ in 0..starts {
        soft.anneal(&mut sequence, hot, trials / starts);
        state.steps += trials / starts * soft.trial_steps();
        state.adopt(&soft.taken());
        if state.weight > best.0 {
            best = (state.weight, state.taken.clone());
        }
        if best.0 == bound {
            break;
        }
    }
    state.restore(&best.1);
    if best.0 < bound {
        anneal::anneal(world, state, &mut sequence, hot / WARM, end);
    }
}

/// The weight of the item that ends the heaviest part of all weight.
fn heavy(world: &World) -> i128 {
    let weight = |&item: &u32| i128::from(world.item(item).weight);
    let all: i128 = world.by_weight.iter().map(weight).sum();
    let mut sum = 0;
    let ends = |weight: &i128| {
        sum += weight;
        sum * HOT_PART >= all
    };
    world.by_weight.iter().map(weight).find(ends).unwrap_or(0)
}
