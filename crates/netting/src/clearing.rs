//! P2: the most weight of whole payments, without order, and a proof of how far off it can be.
//!
//! Impossible payments are struck out, a network relaxation bounds what the rest can weigh, a
//! dive over the relaxation finds a set, repair and refill make it feasible and full, and dives
//! over neighbourhoods improve it until the budget is spent. Never below P1 or bypass when no
//! small payments are guaranteed. Reads a checked `Queue`; changes nothing in it.

mod bound;
mod dive;
mod network;
mod pairs;
mod presolve;
mod refill;
mod region;
mod rows;
mod search;
mod state;
mod ties;
mod weights;
mod world;

use crate::proof::Claim;
use crate::{Queue, gridlock, plain};
use alloc::{vec, vec::Vec};
pub use bound::{Bound, Prices};
use bound::{Payments, proven, row_prices};
use network::{Arc, Network, Pool};
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
        Self::of(queue, 16_000, 250)
    }

    /// For a run of a clearing cycle.
    #[must_use]
    pub fn cycle(queue: &Queue) -> Self {
        Self::of(queue, 2_000_000, 1_000)
    }

    /// For a run at the end of the day.
    #[must_use]
    pub fn deep(queue: &Queue) -> Self {
        Self::of(queue, 20_000_000, 10_000)
    }

    fn of(queue: &Queue, account: u64, payment: u64) -> Self {
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let accounts = count(queue.balance.len()).saturating_mul(account);
        let payments = count(queue.amount.len()).saturating_mul(payment);
        Self { steps: accounts.saturating_add(payments) }
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
    /// Steps used.
    pub steps: u64,
}

/// Looks for the heaviest set and proves a bound. The queue must have passed its check.
#[must_use]
pub fn clear(queue: &Queue, terms: &Terms, budget: Budget) -> Cleared {
    let rows = Rows::of(queue);
    let ties = Ties::of_links(queue.amount.len(), &queue.links);
    let weight = terms.weights.each(queue);
    let gains = Gains::of_weights(&terms.weights, &weight, &queue.amount);
    let mut state = State::empty(&rows, &queue.amount, &weight);
    let bound = bound_of(queue, &weight, &gains, &rows);
    guarantee(terms.small, queue, &ties, &mut state);
    let free = state.taken.iter().map(|taken| !taken).collect();
    let possible = presolve::impossible(&rows, &state.left, &queue.amount, free, &ties);
    let world = World::of(&rows, &ties, (&queue.amount, &weight), &gains, &possible.alive);
    let mut search = Search::new(&world, state.clone(), 0);
    search.whole(0, budget.steps / 2);
    if terms.small == 0 {
        let starts =
            [gridlock::resolve(queue).settled(), plain::bypass(queue, plain::Turn::Arrival)];
        for start in starts {
            let mut other = Search::new(&world, state.clone(), search.steps);
            for (payment, _) in (0_u32..).zip(&start).filter(|(_, is_in)| **is_in) {
                other.state.take(payment);
            }
            other.fill();
            if other.state.total > search.state.total {
                search = other;
            }
        }
    }
    search.run(budget.steps, bound.weight);
    let Search { state, steps, .. } = search;
    Cleared { taken: state.taken, weight: state.total, bound, steps }
}

/// Proves what no feasible set outweighs, without looking for a set. The queue must have passed
/// its check.
#[must_use]
pub fn bound(queue: &Queue, weights: &Weights) -> Bound {
    let weight = weights.each(queue);
    let gains = Gains::of_weights(weights, &weight, &queue.amount);
    bound_of(queue, &weight, &gains, &Rows::of(queue))
}

/// Takes small payments in order of arrival, again where money has come in.
fn guarantee(small: i64, queue: &Queue, ties: &Ties, state: &mut State<'_>) {
    let mut waiting: Vec<u32> = (0_u32..)
        .zip(&queue.amount)
        .filter(|&(payment, &amount)| amount <= small && ties.of(payment).is_empty())
        .map(|(payment, _)| payment)
        .collect();
    let mut before = usize::MAX;
    while waiting.len() < before {
        before = waiting.len();
        waiting.retain(|&payment| !state.take_if_fits(payment, &[]));
    }
}

/// The bound that the verifier can repeat: struck out by money alone, priced by the network.
fn bound_of(queue: &Queue, weight: &[i64], gains: &Gains, rows: &Rows<'_>) -> Bound {
    let money = Queue {
        balance: queue.balance.clone(),
        source: queue.source.clone(),
        target: queue.target.clone(),
        ..Queue::default()
    };
    let plain = Rows::of(&money);
    let all = vec![true; queue.amount.len()];
    let own: Vec<i128> = plain.cap.iter().map(|&cap| i128::from(cap)).collect();
    let possible = presolve::impossible(&plain, &own, &queue.amount, all, &Ties::default());
    let cap: Vec<i128> = rows.cap.iter().map(|&cap| i128::from(cap)).collect();
    let pairs = pairs::Pairs::of(rows, &queue.amount, &possible.alive, gains);
    let shift = world::shift_of(rows, &queue.amount);
    let amounts = |arc: usize| {
        let amounts = pairs.payments(arc).iter();
        amounts.filter_map(|&payment| queue.amount.get(suftaja_base::width::to_usize(payment)))
    };
    let ends = pairs.tail.iter().zip(&pairs.head).zip(&pairs.gain).enumerate();
    let arcs: Vec<Arc> = ends
        .map(|(arc, ((&tail, &head), &gain))| Arc {
            tail,
            head,
            cap: amounts(arc).map(|amount| amount >> shift).sum(),
            gain,
        })
        .collect();
    let pools = rows.cap.iter().zip(&rows.parent);
    let pools: Vec<Pool> =
        pools.map(|(&cap, &parent)| Pool { cap: cap >> shift, parent }).collect();
    let price = match Network::solve(&pools, &arcs) {
        Some(network) => row_prices(rows, |row| network.price(row)),
        None => vec![0; rows.len()],
    };
    let payments = Payments { amount: &queue.amount, weight, alive: &possible.alive };
    let denominator = gains.denominator();
    Bound {
        weight: proven(rows, &cap, &price, denominator, payments),
        removed: possible.removed,
        prices: Prices::of_rows(rows, queue, &price, denominator),
    }
}

impl Cleared {
    /// What the bound claims, for a proof.
    #[must_use]
    pub fn claim(&self) -> Claim {
        Claim::of_bound(&self.bound)
    }
}
