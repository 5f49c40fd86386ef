//! The relaxation of all items as a network: fractions allowed, linked legs apart.
//!
//! Accounts are nodes that put in their money, one root takes what is left, items are arcs whose
//! cost is their weight for a minor unit. Items of one leg between the same two accounts share an
//! arc when one unit of each is worth about the same. A linked item has an arc for each leg; the
//! caller splits its weight between the two (the multiplier of Lagrange on `x` of one leg = `x` of
//! the other), so the currencies fall apart. Flow here only guides; nothing exact is read from it.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::flow::{End, Network, Simplex};
use crate::linked::world::World;
use alloc::vec::Vec;

/// Capacity of an arc that takes whatever there is.
const UNBOUNDED: i64 = 1 << 60;
/// Items whose unit costs differ by less than 1 in 2 to this power share an arc.
const ALIKE_BITS: u32 = 6;
/// Pivots that the solver makes before the steps are counted.
const PIVOTS: u64 = 64;

/// A linked item in the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) item: u32,
    /// The arc of the first leg; that of the second comes next.
    pub(super) arc: u32,
}

/// A network and its solver.
#[derive(Debug)]
pub(super) struct Relaxation {
    pub(super) pairs: Vec<Pair>,
    solver: Simplex,
    /// The node that takes what is left.
    root: u32,
    /// Arcs and nodes, the measure of one pass.
    pub(super) size: u64,
    /// Steps that so many pivots count for.
    pivots_cost: u64,
    shift: u32,
}

impl Relaxation {
    /// The network of all items. `cost` gives the unit cost of an item's leg. `None` when the
    /// numbers are too large for the solver.
    pub(super) fn new(world: &World, cost: impl Fn(u32, usize) -> i64) -> Option<Relaxation> {
        let root = world.money.len() as u32 - 1;
        let mut network = Network::new(root + 1);
        let pairs = add_items(world, &mut network, cost);
        let size = network.arcs() as u64 + 3 * u64::from(root);
        add_root(world, root, &mut network);
        let solver = Simplex::new(&network).ok()?;
        let pivots_cost = PIVOTS * (16 + network.arcs().isqrt() as u64);
        Some(Relaxation { pairs, solver, root, size, pivots_cost, shift: world.shift })
    }

    /// Solves from where the last solution left off. Whether the optimum was reached; steps add
    /// up.
    pub(super) fn solve(&mut self, steps: &mut u64) -> bool {
        loop {
            *steps += self.pivots_cost;
            match self.solver.solve(PIVOTS) {
                End::Optimal => return true,
                End::Infeasible => return false,
                End::Stopped => {}
            }
        }
    }

    /// Flow on an arc, in the units of the network.
    pub(super) fn flow(&self, arc: u32) -> i64 {
        self.solver.flow(arc as usize)
    }

    /// An amount in the units of the network.
    pub(super) fn units(&self, amount: i64) -> i64 {
        amount >> self.shift
    }

    /// The price of money on each account.
    pub(super) fn prices(&self) -> Vec<i64> {
        let root = self.solver.potential(self.root);
        (0..self.root).map(|node| (self.solver.potential(node) - root).max(0)).collect()
    }

    /// Gives an arc another cost.
    pub(super) fn set_cost(&mut self, arc: u32, cost: i64) {
        // The cost stays below the penalty, with which the network passed its check.
        let is_set = self.solver.set_cost(arc as usize, cost);
        debug_assert!(is_set.is_ok());
    }
}

/// Arcs of the items; items of one leg that are alike share one.
fn add_items(world: &World, network: &mut Network, cost: impl Fn(u32, usize) -> i64) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (item, it) in (0..).zip(&world.items) {
        let arc = network.arcs();
        let units = it.amount.map(|amount| amount >> world.shift);
        let first = cost(item, 0);
        if it.legs() == 2 {
            network.add(it.source[0], it.target[0], units[0], first);
            network.add(it.source[1], it.target[1], units[1], cost(item, 1));
            pairs.push(Pair { item, arc: arc as u32 });
            continue;
        }
        // Items are in order of their ends; those of one leg come first.
        if let Some(last) = arc.checked_sub(1) {
            let apart = (network.cost[last] - first).unsigned_abs();
            let is_alike = apart <= network.cost[last].unsigned_abs() >> ALIKE_BITS;
            if is_alike && (network.tail[last], network.head[last]) == (it.source[0], it.target[0])
            {
                network.capacity[last] += units[0];
                continue;
            }
        }
        network.add(it.source[0], it.target[0], units[0], first);
    }
    pairs
}

/// The root, which takes what is left.
fn add_root(world: &World, root: u32, network: &mut Network) {
    let mut total = 0;
    for node in 0..root {
        let money = world.money[node as usize] >> world.shift;
        let units = i64::try_from(money).unwrap_or(UNBOUNDED);
        network.supply[node as usize] = units;
        total += units;
        network.add(node, root, UNBOUNDED, 0);
    }
    network.supply[root as usize] = -total;
}
