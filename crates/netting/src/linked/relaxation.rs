//! The relaxation of a set of items as a network: fractions allowed, linked legs apart.
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
const ABSENT: u32 = u32::MAX;

/// Items of the relaxation that share arcs: `from..to` of the list of free items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) from: u32,
    pub(super) to: u32,
    /// The arc of the first leg; that of the second comes next.
    pub(super) arc: u32,
    pub(super) is_linked: bool,
}

/// From account to node; kept between relaxations so that a small one costs little.
#[derive(Debug)]
pub(super) struct Places {
    node: Vec<u32>,
}

/// A network and its solver.
#[derive(Debug)]
pub(super) struct Relaxation {
    pub(super) groups: Vec<Group>,
    /// The account of each node; the root is the node after the last.
    pub(super) accounts: Vec<u32>,
    /// Money of each node in the units of the network.
    supply: Vec<i64>,
    /// Nodes of the legs' source and target, by arc.
    ends: Vec<[u32; 2]>,
    capacity: Vec<i64>,
    /// The first arc from the root that makes up for missing money.
    missing_from: usize,
    solver: Simplex,
    /// Steps that so many pivots count for.
    pivots_cost: u64,
    shift: u32,
}

impl Places {
    /// No account has a node.
    pub(super) fn new(world: &World) -> Places {
        Places { node: alloc::vec![ABSENT; world.money.len()] }
    }
}

impl Relaxation {
    /// The network of the items in `free`, which rise, on accounts that have `money`. `cost` gives
    /// the unit cost of an item's leg. `None` when the numbers are too large for the solver.
    pub(super) fn new(
        world: &World,
        free: &[u32],
        money: &[i128],
        places: &mut Places,
        cost: impl Fn(u32, usize) -> i64,
    ) -> Option<Relaxation> {
        let mut accounts = Vec::new();
        for &item in free {
            let it = world.item(item);
            for leg in 0..it.legs() {
                for account in [it.source[leg], it.target[leg]] {
                    if places.node[account as usize] == ABSENT {
                        places.node[account as usize] = accounts.len() as u32;
                        accounts.push(account);
                    }
                }
            }
        }
        let mut network = Network::new(accounts.len() as u32 + 1);
        let groups = add_items(world, free, places, &mut network, cost);
        let ends = (0..network.arcs()).map(|arc| [network.tail[arc], network.head[arc]]).collect();
        let capacity = network.capacity.clone();
        let missing_from = add_root(world, &accounts, money, &mut network);
        for &account in &accounts {
            places.node[account as usize] = ABSENT;
        }
        let supply = network.supply.clone();
        let solver = Simplex::new(&network).ok()?;
        Some(Relaxation {
            groups,
            accounts,
            supply,
            ends,
            capacity,
            missing_from,
            solver,
            pivots_cost: PIVOTS * (16 + network.arcs().isqrt() as u64),
            shift: world.shift,
        })
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

    /// Whether accounts would need money that is not there.
    pub(super) fn lacks_money(&self) -> bool {
        (self.missing_from..self.missing_from + self.accounts.len())
            .any(|arc| self.solver.flow(arc) > 0)
    }

    /// Flow on an arc, in the units of the network.
    pub(super) fn flow(&self, arc: u32) -> i64 {
        self.solver.flow(arc as usize)
    }

    /// An amount in the units of the network.
    pub(super) fn units(&self, amount: i64) -> i64 {
        amount >> self.shift
    }

    /// The price of money on a node.
    pub(super) fn price(&self, node: usize) -> i64 {
        let root = self.accounts.len();
        (self.solver.potential(node as u32) - self.solver.potential(root as u32)).max(0)
    }

    /// Gives an arc another cost.
    pub(super) fn set_cost(&mut self, arc: u32, cost: i64) {
        // The cost stays below the penalty, with which the network passed its check.
        let is_set = self.solver.set_cost(arc as usize, cost);
        debug_assert!(is_set.is_ok());
    }

    /// An amount leaves the choice of an arc, because its item is decided.
    pub(super) fn withdraw(&mut self, arc: u32, amount: i64) {
        let units = self.units(amount);
        let capacity = &mut self.capacity[arc as usize];
        *capacity -= units;
        self.solver.set_capacity(arc as usize, *capacity);
    }

    /// An amount moves along an arc for good, or back when negative.
    pub(super) fn commit(&mut self, arc: u32, amount: i64) {
        let units = self.units(amount);
        let [from, to] = self.ends[arc as usize];
        self.supply[from as usize] -= units;
        self.supply[to as usize] += units;
        self.solver.set_supply(from, self.supply[from as usize]);
        self.solver.set_supply(to, self.supply[to as usize]);
    }

    /// The nodes of an arc's source and target.
    pub(super) fn ends_of(&self, arc: u32) -> [usize; 2] {
        self.ends[arc as usize].map(|node| node as usize)
    }

    /// Arcs and nodes, the measure of one pass.
    pub(super) fn size(&self) -> u64 {
        (self.capacity.len() + 3 * self.accounts.len()) as u64
    }
}

/// Arcs of the items; items of one leg that are alike share one.
fn add_items(
    world: &World,
    free: &[u32],
    places: &Places,
    network: &mut Network,
    cost: impl Fn(u32, usize) -> i64,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, &item) in free.iter().enumerate() {
        let it = world.item(item);
        let units = it.amount.map(|amount| amount >> world.shift);
        let arc = network.arcs();
        let ends = |leg: usize| {
            (places.node[it.source[leg] as usize], places.node[it.target[leg] as usize])
        };
        let (tail, head) = ends(0);
        let first_cost = cost(item, 0);
        let is_linked = it.legs() == 2;
        if let Some(group) = groups.last_mut().filter(|group| !is_linked && !group.is_linked) {
            let arc = group.arc as usize;
            let apart = (network.cost[arc] - first_cost).unsigned_abs();
            let alike = apart <= network.cost[arc].unsigned_abs() >> ALIKE_BITS;
            if alike && (network.tail[arc], network.head[arc]) == (tail, head) {
                network.capacity[arc] += units[0];
                group.to += 1;
                continue;
            }
        }
        network.add(tail, head, units[0], first_cost);
        if is_linked {
            let (tail, head) = ends(1);
            network.add(tail, head, units[1], cost(item, 1));
        }
        let from = index as u32;
        groups.push(Group { from, to: from + 1, arc: arc as u32, is_linked });
    }
    groups
}

/// The root, which takes what is left and lends what is missing at a price above every item's.
fn add_root(world: &World, accounts: &[u32], money: &[i128], network: &mut Network) -> usize {
    let root = accounts.len() as u32;
    let mut total = 0;
    for (node, &account) in accounts.iter().enumerate() {
        let units = i64::try_from(money[account as usize] >> world.shift).unwrap_or(UNBOUNDED);
        network.supply[node] = units;
        total += units;
        network.add(node as u32, root, UNBOUNDED, 0);
    }
    network.supply[root as usize] = -total;
    let missing_from = network.arcs();
    for node in 0..root {
        network.add(root, node, UNBOUNDED, world.penalty());
    }
    missing_from
}
