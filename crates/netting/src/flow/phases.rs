//! Primal-dual minimum-cost flow in phases: for large networks whose costs take few values.
//!
//! Takes a [`Network`] and answers with flow and potentials. A phase finds the distance, in reduced
//! cost, from the nodes with supply left to the nearest that want some; potentials rise by it, and
//! the arcs that now cost nothing make a small network of their own, on which blocking flows run
//! until no more can pass. With unit costs, as in a circulation, a dozen phases do for a million
//! arcs: there it is faster than cost scaling, which it stands in for. With many different costs
//! there are as many phases; the simplex is the solver then. One step is one blocking flow. No
//! sum can overflow: what is to be sent is checked to be at most 2^62 at the start.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Network::check`"
)]

use super::layers::{Layers, Way};
use super::residual::Residual;
use super::{End, Network, NetworkError, Solution};
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

const FAR: i64 = i64::MAX;
const NONE: u32 = u32::MAX;

/// Solves from nothing, with so many blocking flows at most.
///
/// # Errors
/// The network does not pass [`Network::check`], or arcs of negative cost together can carry more
/// than 2^62.
pub fn solve(network: &Network, steps: u64) -> Result<Solution, NetworkError> {
    network.check()?;
    let mut phases = Phases::new(network)?;
    let end = phases.run(steps);
    Ok(phases.solution(network, end))
}

struct Phases {
    graph: Residual,
    node: Vec<Node>,
    /// Nodes in the order the search settled them.
    order: Vec<u32>,
    /// Place of a node in `order`; `NONE` when it was not reached.
    rank: Vec<u32>,
    /// Distance of the nearest node that wants something, in the last search.
    nearest: i64,
    roots: Vec<u32>,
    layers: Layers,
    /// Place of a direction among the layers' ways.
    inner: Vec<u32>,
    origin: Vec<u32>,
}

/// What the search reads of a node it looks at.
#[derive(Clone, Copy)]
struct Node {
    potential: i64,
    distance: i64,
}

impl Phases {
    fn new(network: &Network) -> Result<Self, NetworkError> {
        let graph = Residual::new(network)?;
        let nodes = network.nodes as usize;
        let roots = (0..network.nodes).filter(|node| graph.excess[*node as usize] > 0).collect();
        Ok(Self {
            node: vec![Node { potential: 0, distance: FAR }; nodes],
            order: Vec::new(),
            rank: vec![NONE; nodes],
            nearest: 0,
            roots,
            layers: Layers::default(),
            inner: vec![NONE; graph.ways.len()],
            origin: Vec::new(),
            graph,
        })
    }

    fn run(&mut self, steps: u64) -> End {
        let mut left = steps;
        loop {
            self.roots.retain(|node| self.graph.excess[*node as usize] > 0);
            if self.roots.is_empty() {
                return End::Optimal;
            }
            if left == 0 {
                return End::Stopped;
            }
            if !self.search() {
                return End::Infeasible;
            }
            self.descend();
            self.layers.run(&mut left);
            self.ascend();
        }
    }

    /// Distances from the roots up to the nearest node that wants something; raises potentials.
    fn search(&mut self) -> bool {
        for node in &mut self.node {
            node.distance = FAR;
        }
        self.rank.fill(NONE);
        self.order.clear();
        let mut shelves: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        for root in &self.roots {
            self.node[*root as usize].distance = 0;
        }
        shelves.insert(0, self.roots.clone());
        while let Some((distance, shelf)) = shelves.pop_first() {
            if self.settle(distance, shelf, &mut shelves) {
                for node in &mut self.node {
                    node.potential += node.distance.min(distance);
                }
                self.nearest = distance;
                return true;
            }
        }
        false
    }

    /// Settles all nodes at one distance; true when one of them wants something.
    fn settle(
        &mut self,
        distance: i64,
        mut shelf: Vec<u32>,
        shelves: &mut BTreeMap<i64, Vec<u32>>,
    ) -> bool {
        let mut found = false;
        let mut at = 0;
        while let Some(&node) = shelf.get(at) {
            at += 1;
            let Node { potential, distance: final_distance } = self.node[node as usize];
            if final_distance != distance || self.rank[node as usize] != NONE {
                continue;
            }
            self.rank[node as usize] = self.order.len() as u32;
            self.order.push(node);
            found |= self.graph.excess[node as usize] < 0;
            let span = self.graph.span(node);
            for (way, cost) in self.graph.ways[span.clone()].iter().zip(&self.graph.cost[span]) {
                if way.room == 0 {
                    continue;
                }
                let other = &mut self.node[way.to as usize];
                let through = distance + cost + potential - other.potential;
                if through < other.distance {
                    other.distance = through;
                    if through == distance {
                        shelf.push(way.to);
                    } else {
                        shelves.entry(through).or_default().push(way.to);
                    }
                }
            }
        }
        found
    }

    /// Copies what costs nothing between the nodes reached, in the order they were reached.
    fn descend(&mut self) {
        self.layers.clear();
        self.origin.clear();
        for &node in &self.order {
            let potential = self.node[node as usize].potential;
            for at in self.graph.start[node as usize]..self.graph.start[node as usize + 1] {
                let Way { room, to, pair } = self.graph.ways[at as usize];
                let other = self.node[to as usize];
                let reduced = self.graph.cost[at as usize] + potential - other.potential;
                // What was reached no farther than the nearest want has a rank.
                if reduced == 0 && other.distance <= self.nearest {
                    self.inner[at as usize] = self.origin.len() as u32;
                    self.origin.push(at);
                    let to = self.rank[to as usize];
                    self.layers.ways.push(Way { room, to, pair });
                }
            }
            self.layers.close(self.graph.excess[node as usize]);
        }
        for way in &mut self.layers.ways {
            way.pair = self.inner[way.pair as usize];
        }
    }

    /// Takes rooms and excesses back.
    fn ascend(&mut self) {
        for (at, way) in self.origin.iter().zip(&self.layers.ways) {
            self.graph.ways[*at as usize].room = way.room;
        }
        for (node, excess) in self.order.iter().zip(&self.layers.excess) {
            self.graph.excess[*node as usize] = *excess;
        }
    }

    fn solution(&self, network: &Network, end: End) -> Solution {
        let flow = self.graph.flow(network);
        let potential = self.node.iter().map(|node| node.potential).collect();
        Solution { end, cost: network.price(&flow), flow, potential }
    }
}
