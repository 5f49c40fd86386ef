//! Minimum-cost flow: the network that all solvers share, and what they answer.
//!
//! Filled by P2 (bound), P3, P4 and P5, or from a file; solved by [`Simplex`] (small, or often
//! again after small changes) or by the solvers for large networks beside it. A solver takes the
//! network by reference and changes nothing in it. Potentials follow one rule everywhere: the
//! reduced cost of an arc is `cost + potential(tail) − potential(head)`; at the optimum it is not
//! negative where the arc has room, and not positive where it carries flow.

pub(crate) mod layers;
mod phases;
mod residual;
mod scaling;
mod simplex;
mod tree;

pub use phases::solve as solve_in_phases;
pub use scaling::solve as solve_by_scaling;
pub use simplex::Simplex;

use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// A network with supplies at nodes, and capacity and cost at arcs; every lower bound is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Number of nodes.
    pub nodes: u32,
    /// What each node puts in; negative where it takes out. The sum is nothing.
    pub supply: Vec<i64>,
    /// Node an arc leaves, by arc.
    pub tail: Vec<u32>,
    /// Node an arc enters, by arc; a loop may stand but carries flow only at negative cost.
    pub head: Vec<u32>,
    /// Most an arc may carry, by arc; not negative. `i64::MAX` is no limit in practice.
    pub capacity: Vec<i64>,
    /// Cost of one unit, by arc.
    pub cost: Vec<i64>,
}

/// Networks of fewer nodes or arcs are the simplex's.
const LARGE: (u32, usize) = (10_000, 100_000);
/// Up to so many different costs, phases are the fastest for a large network.
const FEW_COSTS: usize = 10;
/// Up to so many arcs a node, cost scaling is no slower than the simplex for a large network.
const SCALED_DEGREE: usize = 64;

/// Solves a network of any costs from nothing, by the solver that is faster for its size and its
/// costs. A step is what the solver counts as one.
///
/// # Errors
/// The network does not pass [`Network::check`].
pub fn solve(network: &Network, steps: u64) -> Result<Solution, NetworkError> {
    let (nodes, arcs) = LARGE;
    if network.nodes >= nodes && network.arcs() >= arcs {
        let answer = match (has_few_costs(network), network.arcs() / SCALED_DEGREE) {
            (true, _) => Some(solve_in_phases(network, steps)),
            (_, least) if to_usize(network.nodes) >= least => {
                Some(solve_by_scaling(network, steps))
            }
            _ => None,
        };
        match answer {
            // The simplex bears larger ones.
            None | Some(Err(NetworkError::Supply { .. } | NetworkError::Cost { .. })) => {}
            Some(answer) => return answer,
        }
    }
    let mut simplex = Simplex::new(network)?;
    let end = simplex.solve(steps);
    Ok(simplex.solution(end))
}

fn has_few_costs(network: &Network) -> bool {
    let mut found = Vec::new();
    network.cost.iter().all(|cost| {
        if !found.contains(cost) {
            found.push(*cost);
        }
        found.len() <= FEW_COSTS
    })
}

/// How a solver ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The flow has the least cost, and the potentials prove it.
    Optimal,
    /// No flow meets all supplies.
    Infeasible,
    /// The budget of steps ran out; solving again goes on from here.
    Stopped,
}

/// What a solver found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// How it ended; only an optimal solution is proven by its potentials.
    pub end: End,
    /// What all arcs cost together.
    pub cost: i128,
    /// What each arc carries.
    pub flow: Vec<i64>,
    /// Potential of each node.
    pub potential: Vec<i64>,
}

/// Why a network cannot be solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// An array has another length than it must.
    #[error("array `{array}` has {found} entries and must have {expected}; fill one per index")]
    Length {
        /// Name of the array.
        array: &'static str,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// An arc names a node that is not there.
    #[error("arc {arc} touches node {node}, and there are {nodes} nodes; name one of them")]
    Node {
        /// Index of the arc.
        arc: usize,
        /// Node it names.
        node: u32,
        /// Number of nodes.
        nodes: u32,
    },
    /// A capacity is negative.
    #[error("arc {arc} has capacity {capacity}; a capacity is not negative")]
    Capacity {
        /// Index of the arc.
        arc: usize,
        /// Its capacity.
        capacity: i64,
    },
    /// Supplies do not add up to nothing.
    #[error("supplies add up to {sum} and must add up to nothing; add a node for the difference")]
    Balance {
        /// Their sum.
        sum: i128,
    },
    /// Supplies are too large to add.
    #[error("supplies add up to {sum} without sign, more than 2^62; use a larger unit")]
    Supply {
        /// Sum without sign.
        sum: i128,
    },
    /// Money lent to all parties together is more than what one may give back.
    #[error("money lent adds up to {sum}, more than 2^63 - 1; use a larger unit")]
    Money {
        /// All of it.
        sum: i128,
    },
    /// A cost is too large for the potentials of so many nodes.
    #[error("arc {arc} costs {cost}, too much for potentials of {nodes} nodes; use a larger unit")]
    Cost {
        /// Index of the arc.
        arc: usize,
        /// Its cost.
        cost: i64,
        /// Number of nodes.
        nodes: u32,
    },
    /// More nodes or arcs than indices can name.
    #[error("{count} nodes and arcs are more than indices can name; at most 2^31 can be solved")]
    Size {
        /// Nodes and arcs together.
        count: usize,
    },
}

/// Most that all supplies may come to without sign, so that no sum on the way can overflow.
pub(crate) const SUPPLY_MAX: i128 = 1 << 62;

impl Network {
    /// A network of so many nodes without supplies and arcs.
    #[must_use]
    pub fn new(nodes: u32) -> Self {
        let supply = core::iter::repeat_n(0, usize::try_from(nodes).unwrap_or(0)).collect();
        Self { nodes, supply, ..Self::default() }
    }

    /// The same with memory for so many arcs.
    #[must_use]
    pub fn with_room(nodes: u32, arcs: usize) -> Self {
        let (tail, head) = (Vec::with_capacity(arcs), Vec::with_capacity(arcs));
        let (capacity, cost) = (Vec::with_capacity(arcs), Vec::with_capacity(arcs));
        Self { tail, head, capacity, cost, ..Self::new(nodes) }
    }

    /// Adds an arc and says nothing about its place: arcs are counted in order of adding.
    pub fn add(&mut self, tail: u32, head: u32, capacity: i64, cost: i64) {
        self.tail.push(tail);
        self.head.push(head);
        self.capacity.push(capacity);
        self.cost.push(cost);
    }

    /// Number of arcs.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.tail.len()
    }

    /// What a flow costs, one entry for each arc.
    #[must_use]
    pub fn price(&self, flow: &[i64]) -> i128 {
        let arc = |(cost, flow): (&i64, &i64)| i128::from(*cost) * i128::from(*flow);
        self.cost.iter().zip(flow).map(arc).sum()
    }

    /// The first thing that is wrong with the arrays, if anything is.
    ///
    /// # Errors
    /// Lengths, nodes, capacities, supplies or costs that no solver can take.
    pub fn check(&self) -> Result<(), NetworkError> {
        self.check_arcs()?;
        check_supply(&self.supply)?;
        for (arc, &cost) in self.cost.iter().enumerate() {
            check_cost(arc, cost, self.nodes)?;
        }
        Ok(())
    }

    /// Whether the arcs are sound, whatever the supplies and costs.
    pub(crate) fn check_arcs(&self) -> Result<(), NetworkError> {
        self.check_lengths()?;
        for (arc, (&tail, &head)) in self.tail.iter().zip(&self.head).enumerate() {
            if let Some(node) = [tail, head].into_iter().find(|node| *node >= self.nodes) {
                return Err(NetworkError::Node { arc, node, nodes: self.nodes });
            }
        }
        if let Some((arc, &capacity)) = self.capacity.iter().enumerate().find(|(_, c)| **c < 0) {
            return Err(NetworkError::Capacity { arc, capacity });
        }
        Ok(())
    }

    fn check_lengths(&self) -> Result<(), NetworkError> {
        let nodes = usize::try_from(self.nodes).unwrap_or(usize::MAX);
        let count = nodes.saturating_add(self.arcs());
        if count > (1 << 31) {
            return Err(NetworkError::Size { count });
        }
        let arcs = self.arcs();
        for (array, found, expected) in [
            ("supply", self.supply.len(), nodes),
            ("head", self.head.len(), arcs),
            ("capacity", self.capacity.len(), arcs),
            ("cost", self.cost.len(), arcs),
        ] {
            if found != expected {
                return Err(NetworkError::Length { array, found, expected });
            }
        }
        Ok(())
    }
}

/// Supplies balance, and their sum without sign can be carried by one arc.
pub(crate) fn check_supply(supply: &[i64]) -> Result<(), NetworkError> {
    let sum: i128 = supply.iter().map(|s| i128::from(*s)).sum();
    if sum != 0 {
        return Err(NetworkError::Balance { sum });
    }
    let sum: i128 = supply.iter().map(|s| i128::from(*s).abs()).sum();
    if sum > SUPPLY_MAX {
        return Err(NetworkError::Supply { sum });
    }
    Ok(())
}

/// The potentials of a path over all nodes, twice, stay within an `i64`.
pub(crate) fn check_cost(arc: usize, cost: i64, nodes: u32) -> Result<(), NetworkError> {
    let reach = (i128::from(cost).abs() + 1) * (i128::from(nodes) + 1) * 8;
    if reach > i128::from(i64::MAX) {
        return Err(NetworkError::Cost { arc, cost, nodes });
    }
    Ok(())
}
