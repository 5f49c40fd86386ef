//! Cost scaling: minimum-cost flow for large networks whose costs take many values.
//!
//! Takes a [`Network`] and answers with flow and potentials. A flow is ε-optimal when no way with
//! room has a reduced cost below −ε. From an ε so large that any flow will do, each round divides
//! it by a constant: ways below nothing fill up, and what then stands at a node too much goes on
//! along ways below nothing, up to four at once, while nodes from which none leads lower their
//! potential (Goldberg and Tarjan 1990; partial augmentation as in LEMON's `CostScaling`, Kovács
//! 2015). Every so often the potentials of all nodes are set afresh by their distance from what
//! wants something (global update), which also finds what can be sent nowhere. Costs count
//! `nodes + 1` times, so that a 1-optimal flow is optimal. One step is one relabelled node. No sum
//! can overflow: [`check_reach`] refuses what could.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Network::check`"
)]

use super::residual::Residual;
use super::{End, Network, NetworkError, SUPPLY_MAX, Solution};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec;
use alloc::vec::Vec;

/// By how much ε falls from round to round.
const FACTOR: i64 = 16;
/// Longest way along which something is sent at once.
const WAYS_MAX: usize = 4;
/// Most that potentials of a network may be expected to come to without sign.
const POTENTIAL_MAX: i128 = 1 << 60;
/// The lowest potential that is worked on with; no sum of two leaves 64 bits.
const LOWEST: i64 = -(1 << 61);

/// Farther than any node that reaches what wants something.
const FAR: i64 = i64::MAX;

/// Solves from nothing, with so many relabelled nodes at most.
///
/// # Errors
/// The network does not pass [`Network::check`], or its costs or amounts are too large for this
/// solver; the simplex bears them.
pub fn solve(network: &Network, steps: u64) -> Result<Solution, NetworkError> {
    network.check()?;
    let mut scaling = Scaling::new(network)?;
    let (arc, cost) = dearest(network);
    let end = scaling.run(steps).ok_or(NetworkError::Cost { arc, cost, nodes: network.nodes })?;
    Ok(scaling.solution(network, end))
}

/// The arc whose cost is the largest without sign, and that cost.
fn dearest(network: &Network) -> (usize, i64) {
    let dearest = (0_usize..).zip(&network.cost).max_by_key(|(_, cost)| cost.unsigned_abs());
    dearest.map_or((0, 0), |(arc, cost)| (arc, *cost))
}

/// Whether potentials of the network stay within 64 bits.
fn check_reach(network: &Network) -> Result<(), NetworkError> {
    let nodes = i128::from(network.nodes) + 1;
    let (arc, cost) = dearest(network);
    // A round lowers the potential of a node with something to send by (1 + FACTOR)·nodes·ε at
    // most, the first ε being the largest cost by FACTOR: 1.2·cost·nodes² over all rounds.
    let reach = 4 * nodes * nodes * (i128::from(cost).abs() + 1);
    if reach > POTENTIAL_MAX {
        return Err(NetworkError::Cost { arc, cost, nodes: network.nodes });
    }
    Ok(())
}

struct Scaling {
    graph: Residual,
    potential: Vec<i64>,
    /// The lowest potential.
    least: i64,
    epsilon: i64,
    /// The way of each node at which its next search begins.
    current: Vec<u32>,
    /// Nodes with something to send, in the order in which they came to have it.
    active: VecDeque<u32>,
    /// Ways from an active node along which something is about to be sent.
    path: Vec<u32>,
    on_path: Vec<bool>,
    relabels: u64,
    /// After so many, potentials are set afresh: nodes that reach nothing are noticed only then.
    until: u64,
    shelves: Shelves,
}

impl Scaling {
    fn new(network: &Network) -> Result<Self, NetworkError> {
        check_reach(network)?;
        let mut graph = Residual::new(network)?;
        let mut sum: i128 = 0;
        for way in &mut graph.ways {
            // A best flow without circles sends no more than all there is over any way.
            way.room = way.room.min(graph.sum + 1);
            sum += i128::from(way.room);
        }
        if sum > SUPPLY_MAX {
            return Err(NetworkError::Supply { sum });
        }
        let scale = i64::from(network.nodes) + 1;
        let mut dearest = 0;
        for cost in &mut graph.cost {
            *cost *= scale;
            dearest = dearest.max(*cost);
        }
        let nodes = network.nodes as usize;
        Ok(Self {
            current: graph.start.clone(),
            potential: vec![0; nodes],
            least: 0,
            epsilon: dearest / FACTOR,
            active: VecDeque::new(),
            path: Vec::new(),
            on_path: vec![false; graph.ways.len()],
            relabels: 0,
            until: 0,
            shelves: Shelves::new(nodes),
            graph,
        })
    }

    /// Nothing when potentials fall further than expected.
    fn run(&mut self, steps: u64) -> Option<End> {
        loop {
            self.epsilon = self.epsilon.max(1);
            self.fill();
            let end = self.refine(steps)?;
            if end != End::Optimal || self.epsilon == 1 {
                return Some(end);
            }
            self.epsilon /= FACTOR;
        }
    }

    fn reduced(&self, way: usize, from: i64) -> i64 {
        self.graph.cost[way] + from - self.potential[self.graph.ways[way].to as usize]
    }

    /// Fills all ways below nothing, and finds who then has something to send.
    fn fill(&mut self) {
        let nodes = self.potential.len() as u32;
        for node in 0..nodes {
            let potential = self.potential[node as usize];
            for way in self.graph.span(node) {
                if self.graph.ways[way].room > 0 && self.reduced(way, potential) < 0 {
                    self.send(node, way, self.graph.ways[way].room);
                }
            }
        }
        self.current.copy_from_slice(&self.graph.start);
        self.active.clear();
        self.active.extend((0..nodes).filter(|node| self.graph.excess[*node as usize] > 0));
    }

    fn send(&mut self, from: u32, way: usize, amount: i64) {
        let graph = &mut self.graph;
        let to = graph.ways[way].to as usize;
        let pair = graph.ways[way].pair as usize;
        graph.ways[way].room -= amount;
        graph.ways[pair].room += amount;
        graph.excess[from as usize] -= amount;
        graph.excess[to] += amount;
    }

    /// Sends on until nobody has anything to send.
    fn refine(&mut self, steps: u64) -> Option<End> {
        // Distances are worth their search after as many relabelled nodes as there are nodes.
        let pause = self.potential.len() as u64;
        self.until = self.relabels + pause;
        while let Some(&root) = self.active.front() {
            if self.graph.excess[root as usize] <= 0 {
                self.active.pop_front();
                continue;
            }
            if self.relabels >= steps {
                return Some(End::Stopped);
            }
            if !self.search(root) {
                return Some(End::Infeasible);
            }
            self.augment(root);
            if self.relabels >= self.until || self.least < LOWEST {
                if !self.update() {
                    return Some(End::Infeasible);
                }
                if self.least < LOWEST {
                    return None;
                }
                self.until = self.relabels + pause;
            }
        }
        Some(End::Optimal)
    }

    /// Walks from a root along ways below nothing, to a node that wants something or a few far;
    /// false when a node can send nothing anywhere.
    fn search(&mut self, root: u32) -> bool {
        let mut tip = root;
        while self.path.len() < WAYS_MAX
            && self.graph.excess[tip as usize] >= 0
            && self.relabels < self.until
        {
            if let Some(way) = self.admissible(tip) {
                self.path.push(way as u32);
                if self.on_path[way] {
                    // A circle: what stands on it goes round once.
                    return true;
                }
                self.on_path[way] = true;
                tip = self.graph.ways[way].to;
                continue;
            }
            if !self.relabel(tip) {
                return false;
            }
            if let Some(way) = self.path.pop() {
                self.on_path[way as usize] = false;
                tip = self.source(way);
            }
        }
        true
    }

    fn source(&self, way: u32) -> u32 {
        let pair = self.graph.ways[way as usize].pair;
        self.graph.ways[pair as usize].to
    }

    /// The next way below nothing of a node.
    fn admissible(&mut self, node: u32) -> Option<usize> {
        let (at, end) = (self.current[node as usize], self.graph.start[node as usize + 1]);
        let potential = self.potential[node as usize];
        let mut ways = at as usize..end as usize;
        let found =
            ways.find(|way| self.graph.ways[*way].room > 0 && self.reduced(*way, potential) < 0)?;
        self.current[node as usize] = found as u32;
        Some(found)
    }

    /// Lowers a potential so far that its cheapest way comes to −ε, or, for a node on the way,
    /// the way back.
    fn relabel(&mut self, node: u32) -> bool {
        let potential = self.potential[node as usize];
        let back = self.path.last().map(|way| self.graph.ways[*way as usize].pair as usize);
        let open = self.graph.span(node).filter(|way| self.graph.ways[*way].room > 0);
        let cheapest = open.chain(back).map(|way| self.reduced(way, potential)).min();
        let Some(cheapest) = cheapest else { return false };
        let lower = potential - cheapest - self.epsilon;
        self.potential[node as usize] = lower;
        self.current[node as usize] = self.graph.start[node as usize];
        self.least = self.least.min(lower);
        self.relabels += 1;
        true
    }

    /// Sends along the path whatever each way of it takes.
    fn augment(&mut self, root: u32) {
        let mut node = root;
        for at in 0..self.path.len() {
            let way = self.path[at] as usize;
            self.on_path[way] = false;
            let to = self.graph.ways[way].to;
            let amount = self.graph.ways[way].room.min(self.graph.excess[node as usize]);
            let had_none = self.graph.excess[to as usize] <= 0;
            self.send(node, way, amount);
            if had_none && self.graph.excess[to as usize] > 0 {
                self.active.push_back(to);
            }
            node = to;
        }
        self.path.clear();
    }

    /// Lowers each potential by its distance, in ε, from the nearest node that wants something;
    /// false when a node with something to send reaches none.
    fn update(&mut self) -> bool {
        let mut waiting = 0_usize;
        self.shelves.clear();
        for (node, excess) in (0_u32..).zip(&self.graph.excess) {
            waiting += usize::from(*excess > 0);
            if *excess < 0 {
                self.shelves.put(node, 0);
            }
        }
        let mut last = 0;
        while waiting > 0 {
            let Some((node, rank)) = self.shelves.take() else { return false };
            last = rank;
            waiting -= usize::from(self.graph.excess[node as usize] > 0);
            let potential = self.potential[node as usize];
            for way in self.graph.span(node) {
                let back = self.graph.ways[way].pair as usize;
                let from = self.graph.ways[way].to;
                if self.graph.ways[back].room == 0 || self.shelves.rank(from) <= rank {
                    continue;
                }
                let reduced = self.graph.cost[back] + self.potential[from as usize] - potential;
                // A way below nothing costs no rank, and from nothing on each ε costs one: so no
                // way comes to lie below −ε, and none below nothing leads back where it came from.
                self.shelves.put(from, rank + 1 + reduced.div_euclid(self.epsilon));
            }
        }
        for node in 0..self.potential.len() {
            let rank = self.shelves.rank(node as u32).min(last);
            if rank > 0 {
                self.potential[node] -= rank * self.epsilon;
                self.least = self.least.min(self.potential[node]);
                self.current[node] = self.graph.start[node];
            }
        }
        true
    }

    /// Potentials in units of cost: rounded down from a place at which no node stands, so that a
    /// reduced cost of −1 in `nodes + 1` parts rounds to nothing.
    fn solution(&self, network: &Network, end: End) -> Solution {
        let scale = i64::from(network.nodes) + 1;
        let mut is_taken = vec![false; scale as usize];
        for potential in &self.potential {
            is_taken[potential.rem_euclid(scale) as usize] = true;
        }
        let free = is_taken.iter().position(|is_taken| !is_taken).unwrap_or(0) as i64;
        let shift = scale - 1 - free;
        let whole = |potential: &i64| (potential + shift).div_euclid(scale);
        let potential = self.potential.iter().map(whole).collect();
        let flow = self.graph.flow(network);
        Solution { end, cost: network.price(&flow), flow, potential }
    }
}

/// Nodes by their rank, the lowest first.
struct Shelves {
    rank: Vec<i64>,
    waiting: BTreeMap<i64, Vec<u32>>,
    /// Nodes of the lowest rank, and that rank.
    here: Vec<u32>,
    lowest: i64,
}

impl Shelves {
    fn new(nodes: usize) -> Self {
        let (waiting, here) = (BTreeMap::new(), Vec::new());
        Self { rank: vec![FAR; nodes], waiting, here, lowest: 0 }
    }

    fn clear(&mut self) {
        self.rank.fill(FAR);
        self.waiting.clear();
        self.here.clear();
    }

    fn rank(&self, node: u32) -> i64 {
        self.rank[node as usize]
    }

    /// Puts a node at a rank, if it has no lower one.
    fn put(&mut self, node: u32, rank: i64) {
        if rank < self.rank[node as usize] {
            self.rank[node as usize] = rank;
            self.waiting.entry(rank).or_default().push(node);
        }
    }

    /// A node of the lowest rank, and that rank.
    fn take(&mut self) -> Option<(u32, i64)> {
        loop {
            let Some(node) = self.here.pop() else {
                (self.lowest, self.here) = self.waiting.pop_first()?;
                continue;
            };
            // A node that was put lower since has been taken there.
            if self.rank[node as usize] == self.lowest {
                return Some((node, self.lowest));
            }
        }
    }
}
