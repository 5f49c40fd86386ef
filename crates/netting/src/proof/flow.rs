//! A network that is not of debts: what a flow leaves and costs, and what potentials prove of it.
//!
//! Reads the network and the proof, calls no solver, and goes once over the arcs for each thing
//! that is claimed. The value of a flow is its cost below nothing, so that more is better here as
//! for every other problem and `settled <= bound` means the same. What is left at a node is its
//! supply and what comes in less what goes out.
//!
//! Weak duality. The price of a node says what one more unit of supply there would save, against
//! one less where the price is nothing. A unit on an arc gains `price(head) - price(tail) - cost`,
//! and no flow that meets all supplies is worth more than
//! `sum of price*supply + sum over arcs of max(0, gain)*capacity`. Prices are potentials moved by a
//! constant, which changes nothing since supplies add up to nothing.

use super::case::Case;
use super::finding::{Finding, Verdict};
use super::{Claim, Prices, Problem, Proof, Solution, rows};
use crate::flow::{self, Network};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

impl Case {
    /// Any network that has passed its check: all supplies shipped at the least cost.
    #[must_use]
    pub fn flow(network: &Network) -> Case {
        let mut case = Case::plain(Problem::Flow, network.supply.clone(), Vec::new());
        case.network = network.clone();
        case
    }

    /// The proof of what a solver of networks found. It holds when the answer is an optimum.
    #[must_use]
    pub fn proof_of_flow(&self, found: &flow::Solution) -> Proof {
        let least = found.potential.iter().copied().min().unwrap_or(0);
        // Potentials of a network that passed its check are far from the ends of the range.
        let price = |potential: &i64| potential.saturating_sub(least);
        let balance = found.potential.iter().map(price).collect();
        let prices = Prices { balance, ..Prices::default() };
        let claim = Claim { prices, ..Claim::default() };
        self.proof(Solution::Part(found.flow.clone()), 0, claim)
    }
}

/// The arrays that make the digest of a network, in their order.
pub(super) fn arrays(network: &Network, mut list: impl FnMut(&mut dyn Iterator<Item = i64>)) {
    list(&mut network.supply.iter().copied());
    list(&mut network.tail.iter().map(|&node| i64::from(node)));
    list(&mut network.head.iter().map(|&node| i64::from(node)));
    list(&mut network.capacity.iter().copied());
    list(&mut network.cost.iter().copied());
}

/// What each node is left with.
pub(super) fn balances(network: &Network, solution: &Solution) -> Vec<i128> {
    let mut left: Vec<i128> = network.supply.iter().map(|&supply| i128::from(supply)).collect();
    for (index, arc) in arcs(network) {
        let carried = i128::from(solution.of(index, arc.capacity));
        rows::add(&mut left, arc.tail, carried.saturating_neg());
        rows::add(&mut left, arc.head, carried);
    }
    left
}

/// What the flow costs, below nothing; `None` when that is too large to add.
pub(super) fn settled(network: &Network, solution: &Solution) -> Option<i128> {
    arcs(network).try_fold(0_i128, |sum, (index, arc)| {
        let carried = i128::from(solution.of(index, arc.capacity));
        sum.checked_sub(carried.checked_mul(i128::from(arc.cost))?)
    })
}

/// The most that any flow can be worth at the prices; `None` when that is too large to add.
pub(super) fn bound(network: &Network, prices: &Prices) -> Option<i128> {
    let mut supplies = network.supply.iter().zip(&prices.balance);
    let supplied = supplies.try_fold(0_i128, |sum, (&supply, &price)| {
        sum.checked_add(i128::from(price).checked_mul(i128::from(supply))?)
    })?;
    arcs(network).try_fold(supplied, |sum, (_, arc)| {
        let gain = arc.gain(prices).max(0);
        sum.checked_add(gain.checked_mul(i128::from(arc.capacity))?)
    })
}

/// Checks the flow, what it leaves and costs, and that it is of least cost (complementary
/// slackness): an arc that gains is full, one that loses carries nothing.
pub(super) fn check(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (index, arc) in arcs(&case.network) {
        let (carried, capacity) = (proof.solution.of(index, arc.capacity), arc.capacity);
        if carried < 0 || carried > capacity {
            verdict.push(Finding::Carried { arc: index, carried, capacity });
        }
    }
    let left = balances(&case.network, &proof.solution);
    for (node, (&left, &claimed)) in left.iter().zip(&proof.balance).enumerate() {
        if left != 0 {
            verdict.push(Finding::Left { node, left });
        }
        if left != claimed {
            verdict.push(Finding::Balance { account: node, found: left, claimed });
        }
    }
    match settled(&case.network, &proof.solution) {
        None => verdict.push(Finding::TooLarge),
        Some(found) if found != proof.settled => {
            verdict.push(Finding::Settled { found, claimed: proof.settled });
        }
        Some(_) => {}
    }
    for (index, arc) in arcs(&case.network) {
        let (carried, capacity) = (proof.solution.of(index, arc.capacity), arc.capacity);
        let gain = arc.gain(&proof.prices);
        if (gain > 0 && carried < capacity) || (gain < 0 && carried > 0) {
            verdict.push(Finding::Dearer { arc: index, carried, capacity, gain });
        }
    }
}

/// One arc.
#[derive(Clone, Copy)]
struct Arc {
    tail: u32,
    head: u32,
    capacity: i64,
    cost: i64,
}

impl Arc {
    /// What a unit on it gains at the prices; three numbers of 64 bits always add up.
    fn gain(self, prices: &Prices) -> i128 {
        let price = |node| prices.balance.get(to_usize(node)).map_or(0, |price| i128::from(*price));
        price(self.head) - price(self.tail) - i128::from(self.cost)
    }
}

/// The arcs of a network with their places.
fn arcs(network: &Network) -> impl Iterator<Item = (usize, Arc)> + '_ {
    let ends = network.tail.iter().zip(&network.head);
    let limits = network.capacity.iter().zip(&network.cost);
    let arcs = ends.zip(limits).map(|((&tail, &head), (&capacity, &cost))| Arc {
        tail,
        head,
        capacity,
        cost,
    });
    arcs.enumerate()
}
