//! P2: the most weight of whole payments, without order, and a proof of how far off it can be.
//!
//! Impossible payments are struck out, a network relaxation bounds what the rest can weigh, a
//! dive over the relaxation finds a set, repair and refill make it feasible and full, and dives
//! over neighbourhoods improve it until the budget is spent. Never below P1 or bypass when no
//! small payments are guaranteed. Reads a checked `Queue`; changes nothing in it.

mod bound;
mod couples;
mod dive;
mod exact;
mod fairness;
mod few;
mod guarantee;
mod network;
mod pairs;
mod presolve;
mod refill;
mod region;
mod relaxation;
mod rows;
mod search;
mod state;
mod sums;
mod ties;
mod weights;
mod world;

use crate::proof::Claim;
use crate::{Queue, gridlock, plain};
use alloc::{vec, vec::Vec};
pub use bound::{Bound, Prices};
use couples::take_couples;
pub use fairness::{Fairness, price_of};
use guarantee::guarantee;
use relaxation::{Given, Relaxation};
use rows::Rows;
use search::Search;
use state::State;
use ties::Ties;
use weights::Gains;
pub use weights::{Mix, Weights};
use world::World;

/// What the rulebook asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// What a settled payment counts for.
    pub weights: Weights,
    /// Payments up to this many minor units come first, in order of arrival, as far as money
    /// goes; 0 for no such guarantee. Linked payments are not among them.
    pub small: i64,
}

/// How much work may be done. A step is about one arc or payment looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps; the answer depends on this number and on nothing else of the machine.
    pub steps: u64,
}

impl Budget {
    /// For an answer at once.
    #[must_use]
    pub fn online(queue: &Queue) -> Self {
        Self::of(queue, 0, 14_000, 150)
    }

    /// For a run of a clearing cycle.
    #[must_use]
    pub fn cycle(queue: &Queue) -> Self {
        Self::of(queue, 60_000_000, 1_800_000, 1_000)
    }

    /// For a run at the end of the day.
    #[must_use]
    pub fn deep(queue: &Queue) -> Self {
        Self::of(queue, 600_000_000, 18_000_000, 10_000)
    }

    fn of(queue: &Queue, least: u64, account: u64, payment: u64) -> Self {
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        // An account without a payment asks for no work.
        let mut is_met = vec![false; queue.balance.len()];
        for &end in queue.source.iter().chain(&queue.target) {
            let is_met = usize::try_from(end).ok().and_then(|end| is_met.get_mut(end));
            is_met.into_iter().for_each(|is_met| *is_met = true);
        }
        let accounts = count(is_met.into_iter().filter(|is_met| *is_met).count());
        let accounts = accounts.saturating_mul(account);
        let payments = count(queue.amount.len()).saturating_mul(payment);
        Self { steps: least.saturating_add(accounts).saturating_add(payments) }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// Whether a payment settles, by payment.
    pub taken: Vec<bool>,
    /// Weight of what settles.
    pub weight: i128,
    /// What no set can exceed; its prices are the worth of one more unit to each account.
    pub bound: Bound,
    /// Whether it is known that no set which keeps the guarantee weighs more: the bound is
    /// reached, or a small world was searched through.
    pub is_optimal: bool,
    /// What the terms give up in value.
    pub fairness: Fairness,
    /// Steps used.
    pub steps: u64,
}

/// Proves what no feasible set outweighs, without looking for a set. The queue must have passed
/// its check.
///
/// ```
/// use suftaja_netting::{Queue, clearing::{Weights, bound}};
///
/// // Account 0 has 5 and owes 3 and 4; account 1 owes it 1.
/// let queue = Queue {
///     balance: vec![5, 0],
///     source: vec![0, 0, 1],
///     target: vec![1, 1, 0],
///     amount: vec![3, 4, 1],
///     class: vec![2; 3],
///     ..Queue::default()
/// };
/// assert_eq!(bound(&queue, &Weights::Value).weight, 7);
/// ```
#[must_use]
pub fn bound(queue: &Queue, weights: &Weights) -> Bound {
    let rows = Rows::of(queue);
    let ties = Ties::of_links(queue.amount.len(), &queue.links);
    let weight = weights.each(queue);
    let gains = Gains::of_weights(weights, &weight, &queue.amount);
    let given = Given { queue, rows: &rows, ties: &ties, weight: &weight, gains: &gains };
    Relaxation::of(given, &rows.own, vec![true; queue.amount.len()]).bound
}

/// Looks for the heaviest set and proves a bound. The queue must have passed its check.
#[must_use]
pub fn clear(queue: &Queue, terms: &Terms, budget: Budget) -> Cleared {
    let rows = Rows::of(queue);
    let ties = Ties::of_links(queue.amount.len(), &queue.links);
    let weight = terms.weights.each(queue);
    let gains = Gains::of_weights(&terms.weights, &weight, &queue.amount);
    let given = Given { queue, rows: &rows, ties: &ties, weight: &weight, gains: &gains };
    let all = vec![true; queue.amount.len()];
    let Relaxation { possible, bound, network, scale, chain_price } =
        Relaxation::of(given, &rows.own, all);
    let mut base = State::empty(&rows, &queue.amount, &weight);
    let tries = guarantee(terms.small, queue, &rows, &ties, &mut base);
    let (alive, network) = match base.taken.contains(&true) {
        true => (possible_beside(given, &base, &possible.alive), None),
        false => (possible.alive, network),
    };
    let world = World::of(given, &alive, scale, chain_price);
    let mut search = Search::new(&world, base.clone(), tries);
    search.whole(network, budget.steps / 2);
    let is_whole = search.steps < budget.steps / 2;
    if terms.small == 0 {
        start_elsewhere(queue, &world, &base, &mut search);
    }
    // The smallest worlds need no search; in others a good set spares the exact one most ways.
    let until = search.steps.saturating_add(budget.steps / 16);
    let mut is_through = exact::exhaust(&world, &base, &mut search, bound.weight, until);
    if !is_through {
        search.run(budget.steps / 8, bound.weight);
        if is_whole {
            search.turn_losing(budget.steps / 4, bound.weight);
        }
        let until = budget.steps / 4 * 3;
        is_through = exact::exhaust(&world, &base, &mut search, bound.weight, until);
    }
    let goal = if is_through { search.state.total } else { bound.weight };
    search.run(budget.steps, goal);
    let Search { state, steps, .. } = search;
    let fairness = fairness_of(given, &terms.weights, &bound, &base, &state);
    let is_optimal = state.total >= goal;
    Cleared { taken: state.taken, weight: state.total, bound, is_optimal, fairness, steps }
}

/// What is still possible beside what is taken.
fn possible_beside(given: Given<'_>, state: &State<'_>, alive: &[bool]) -> Vec<bool> {
    let amount = &given.queue.amount;
    let free: Vec<bool> =
        alive.iter().zip(&state.taken).map(|(alive, taken)| *alive && !taken).collect();
    let reach = presolve::reach(given.rows, &state.left, amount, &free);
    presolve::impossible(given.rows, reach, amount, free, given.ties).alive
}

/// Begins again from P1's set, from that of bypass and from what two owe each other; keeps what
/// weighs more.
fn start_elsewhere<'a>(
    queue: &Queue,
    world: &World<'a>,
    base: &State<'a>,
    search: &mut Search<'_, 'a>,
) {
    let taken = |set: &[bool]| {
        let mut state = base.clone();
        let payments = (0_u32..).zip(set).filter(|(_, is_in)| **is_in);
        payments.for_each(|(payment, _)| state.take(payment));
        state
    };
    let in_order = taken(&gridlock::resolve(queue).settled());
    let passed = taken(&plain::bypass(queue, plain::Turn::Arrival));
    let mut both_ways = base.clone();
    search.steps += take_couples(world, &mut both_ways);
    for start in [in_order, passed, both_ways] {
        let found = core::mem::replace(&mut search.state, start);
        search.fill();
        if search.state.total <= found.total {
            search.state = found;
        }
    }
}

/// What the terms give up, when `base` is what they guarantee.
fn fairness_of(
    given: Given<'_>,
    weights: &Weights,
    bound: &Bound,
    base: &State<'_>,
    state: &State<'_>,
) -> Fairness {
    let Given { queue, rows, ties, .. } = given;
    let most = match weights {
        Weights::Value => bound.weight,
        _ => fairness::most_value(queue, rows, ties, None),
    };
    let kept = match base.taken.contains(&true) {
        true => fairness::most_value(queue, rows, ties, Some(base)),
        false => most,
    };
    let settled = queue.amount.iter().zip(&state.taken).filter(|(_, taken)| **taken);
    let value = settled.map(|(amount, _)| i128::from(*amount)).sum();
    Fairness { value, most, kept }
}

impl Cleared {
    /// No set that keeps the guarantee weighs more: the weight itself where it is optimal, else
    /// the proven bound.
    #[must_use]
    pub fn most(&self) -> i128 {
        if self.is_optimal { self.weight } else { self.bound.weight }
    }

    /// What the bound claims, for a proof.
    #[must_use]
    pub fn claim(&self) -> Claim {
        Claim::of_bound(&self.bound)
    }
}
