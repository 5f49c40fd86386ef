//! The relaxation: payments as flow that may be divided, most gain first, kept optimal by repair.
//!
//! Nodes are rows; one more node, the source, holds all money that nobody uses. Arcs are merged
//! payments with a gain per unit, and links between a row and the row around it. The start lets
//! every payment flow, which is best and overdraws some rows; the deficits are then covered by the
//! cheapest ways to move money, found by shortest paths on reduced costs and augmented until they
//! are used up. Each later change (a payment decided) makes one excess and one deficit that are
//! repaired the same way, so prices stay optimal; a trail takes changes back. Must never leave
//! reduced costs below nothing: the bound rests on the prices.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices it made itself"
)]

use alloc::{collections::BinaryHeap, vec, vec::Vec};
use core::cmp::Reverse;

use super::rows::NONE;

/// Room of a link upwards: money that a row does not use returns freely.
pub(super) const FREE: i64 = 1 << 61;

/// What a node of the network may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pool {
    /// Largest net outflow; negative where money is already promised.
    pub(super) cap: i64,
    /// Node around it, or `NONE` for the source.
    pub(super) parent: u32,
}

/// Merged payments between two nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) cap: i64,
    /// Gain for a unit of flow.
    pub(super) gain: i64,
}

/// One direction of an arc, in the order of the node it leaves.
#[derive(Debug, Clone, Copy)]
struct Edge {
    room: i64,
    cost: i64,
    to: u32,
    twin: u32,
}

/// A change that can be taken back.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Flow pushed along an edge.
    Push { edge: u32, units: i64 },
    /// The room of an edge set; the old room.
    Room { edge: u32, room: i64 },
    /// A price moved; the old price.
    Price { node: u32, price: i64 },
}

/// The network with its flow and prices.
#[derive(Debug, Clone)]
pub(super) struct Network {
    edges: Vec<Edge>,
    first: Vec<u32>,
    /// Forward edge of each arc.
    arc_edge: Vec<u32>,
    /// Arc of each edge, or `NONE` for a link.
    edge_arc: Vec<u32>,
    price: Vec<i64>,
    /// Units missing at a node.
    deficit: Vec<i64>,
    trail: Vec<Change>,
    /// Edges looked at so far: the count that budgets are made of.
    pub(super) steps: u64,
    search: Search,
}

/// Scratch of the searches.
#[derive(Debug, Clone)]
struct Search {
    distance: Vec<i64>,
    seen: Vec<u32>,
    done: Vec<u32>,
    cursor: Vec<u32>,
    epoch: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    level: Vec<u32>,
    settled: Vec<u32>,
    path: Vec<u32>,
}

impl Network {
    /// Builds the network with every arc full and covers the deficits. `None` when what is
    /// promised cannot be covered even without any arc's flow.
    pub(super) fn solve(pools: &[Pool], arcs: &[Arc]) -> Option<Self> {
        let mut network = Self::build(pools, arcs);
        let source = pools.len() as u32;
        let missing: i64 = network.deficit.iter().sum();
        let covered = network.cover(source, missing, i128::MAX).is_some();
        network.trail.clear();
        covered.then_some(network)
    }

    fn build(pools: &[Pool], arcs: &[Arc]) -> Self {
        let nodes = pools.len() + 1;
        let source = pools.len() as u32;
        let mut outflow = vec![0_i64; nodes];
        for arc in arcs {
            outflow[arc.tail as usize] += arc.cap;
            outflow[arc.head as usize] -= arc.cap;
        }
        let mut deficit = vec![0_i64; nodes];
        let mut ends: Vec<(u32, u32, i64, i64, i64)> =
            arcs.iter().map(|arc| (arc.tail, arc.head, 0, arc.cap, arc.gain)).collect();
        // Inner pools come after their parents, so that going backwards sums nested outflows.
        for (node, pool) in pools.iter().enumerate().rev() {
            let drawn = outflow[node].min(pool.cap);
            deficit[node] = outflow[node] - drawn;
            let parent = if pool.parent == NONE { source } else { pool.parent };
            outflow[parent as usize] += drawn;
            ends.push((parent, node as u32, pool.cap - drawn, FREE, 0));
        }
        let (edges, first, forward) = adjacency(nodes, &ends);
        let (arc_edge, _) = forward.split_at(arcs.len());
        let mut edge_arc = vec![NONE; edges.len()];
        for (arc, &edge) in arc_edge.iter().enumerate() {
            edge_arc[edge as usize] = arc as u32;
            edge_arc[edges[edge as usize].twin as usize] = arc as u32;
        }
        Self {
            edges,
            first,
            arc_edge: arc_edge.to_vec(),
            edge_arc,
            price: vec![0; nodes],
            deficit,
            trail: Vec::new(),
            steps: 0,
            search: Search {
                distance: vec![0; nodes],
                seen: vec![0; nodes],
                done: vec![0; nodes],
                cursor: vec![0; nodes],
                epoch: 0,
                heap: BinaryHeap::new(),
                level: Vec::new(),
                settled: Vec::new(),
                path: Vec::new(),
            },
        }
    }

    pub(super) fn flow(&self, arc: usize) -> i64 {
        self.edges[self.edges[self.arc_edge[arc] as usize].twin as usize].room
    }

    /// Units that an arc could still carry.
    pub(super) fn room(&self, arc: usize) -> i64 {
        self.edges[self.arc_edge[arc] as usize].room
    }

    /// Price of a unit of money at a node, over that of unused money.
    pub(super) fn price(&self, node: usize) -> i64 {
        self.price[node] - self.price[self.price.len() - 1]
    }

    /// Where the trail stands, to return to by `undo`.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    pub(super) fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(Change::Push { edge, units }) => {
                    let twin = self.edges[edge as usize].twin;
                    self.edges[edge as usize].room += units;
                    self.edges[twin as usize].room -= units;
                }
                Some(Change::Room { edge, room }) => self.edges[edge as usize].room = room,
                Some(Change::Price { node, price }) => self.price[node as usize] = price,
                None => {}
            }
        }
    }

    /// Arcs whose flow changed since the mark, some of them several times.
    pub(super) fn changed(&self, mark: usize) -> impl Iterator<Item = u32> + '_ {
        self.trail[mark..].iter().filter_map(|change| match *change {
            Change::Push { edge, .. } => {
                Some(self.edge_arc[edge as usize]).filter(|&arc| arc != NONE)
            }
            _ => None,
        })
    }

    /// Forgets the trail; earlier marks lose their meaning.
    pub(super) fn commit(&mut self) {
        self.trail.clear();
    }

    fn set_room(&mut self, edge: u32, room: i64) {
        self.trail.push(Change::Room { edge, room: self.edges[edge as usize].room });
        self.edges[edge as usize].room = room;
    }

    /// Takes `units` of an arc out of the network as settled. The cost of it in gain (what is
    /// lost elsewhere, less the gain of what flows more), or `None` when it cannot be covered, or
    /// only at a cost above `limit`.
    pub(super) fn fix_in(&mut self, arc: usize, units: i64, limit: i128) -> Option<i128> {
        let forward = self.arc_edge[arc];
        let Edge { room, cost, to, twin } = self.edges[forward as usize];
        let flow = self.edges[twin as usize].room;
        if flow >= units {
            self.set_room(twin, flow - units);
            return Some(0);
        }
        let more = units - flow;
        let tail = self.edges[twin as usize].to;
        self.set_room(twin, 0);
        self.set_room(forward, room - more);
        let own = i128::from(cost) * i128::from(more);
        let lost = self.route(to, tail, more, limit.saturating_sub(own))?;
        Some(lost + own)
    }

    /// Takes `units` of an arc out of the network as refused; as `fix_in`.
    pub(super) fn fix_out(&mut self, arc: usize, units: i64, limit: i128) -> Option<i128> {
        let forward = self.arc_edge[arc];
        let Edge { room, cost, to, twin } = self.edges[forward as usize];
        if room >= units {
            self.set_room(forward, room - units);
            return Some(0);
        }
        let less = units - room;
        let tail = self.edges[twin as usize].to;
        let flow = self.edges[twin as usize].room;
        self.set_room(forward, 0);
        self.set_room(twin, flow - less);
        let own = -i128::from(cost) * i128::from(less);
        let lost = self.route(tail, to, less, limit.saturating_sub(own))?;
        Some(lost + own)
    }

    /// Moves units from a node with too much to one with too little.
    fn route(&mut self, from: u32, to: u32, units: i64, limit: i128) -> Option<i128> {
        self.deficit[to as usize] = units;
        let lost = self.cover(from, units, limit);
        self.deficit[to as usize] = 0;
        lost
    }

    /// Covers deficits with `units` from one node, cheapest first; `None` when they cannot all be
    /// covered for a loss up to `limit`.
    fn cover(&mut self, from: u32, mut units: i64, limit: i128) -> Option<i128> {
        let mut lost = 0_i128;
        while units > 0 {
            let nearest = self.nearest(from)?;
            // No way later on is cheaper than this one.
            let worth = self.price[nearest as usize] - self.price[from as usize];
            if lost + i128::from(worth) * i128::from(units) > limit {
                return None;
            }
            loop {
                let (moved, cost) = self.augment(from, units);
                lost += cost;
                units -= moved;
                if moved == 0 || units == 0 {
                    break;
                }
            }
        }
        Some(lost)
    }

    /// Finds the nearest deficit by reduced cost and moves prices so that the way costs nothing.
    /// The node that has it.
    fn nearest(&mut self, from: u32) -> Option<u32> {
        let search = &mut self.search;
        search.epoch += 1;
        let epoch = search.epoch;
        search.heap.clear();
        search.level.clear();
        search.settled.clear();
        search.level.push(from);
        search.distance[from as usize] = 0;
        search.seen[from as usize] = epoch;
        let mut at = 0_i64;
        let nearest = loop {
            let node = match search.level.pop() {
                Some(node) => node,
                None => {
                    let Reverse((distance, node)) = search.heap.pop()?;
                    at = distance;
                    node
                }
            };
            let here = node as usize;
            if search.done[here] == epoch {
                continue;
            }
            search.done[here] = epoch;
            if self.deficit[here] > 0 {
                break node;
            }
            search.settled.push(node);
            let price = self.price[here];
            let span = self.first[here] as usize..self.first[here + 1] as usize;
            self.steps += span.len() as u64;
            for edge in &self.edges[span] {
                let there = edge.to as usize;
                if edge.room == 0 || search.done[there] == epoch {
                    continue;
                }
                let reduced = edge.cost + price - self.price[there];
                let distance = at + reduced;
                if search.seen[there] != epoch || distance < search.distance[there] {
                    search.seen[there] = epoch;
                    search.distance[there] = distance;
                    if reduced == 0 {
                        search.level.push(edge.to);
                    } else {
                        search.heap.push(Reverse((distance, edge.to)));
                    }
                }
            }
        };
        for &node in &search.settled {
            let here = node as usize;
            let fall = at - search.distance[here];
            if fall > 0 {
                self.trail.push(Change::Price { node, price: self.price[here] });
                self.price[here] -= fall;
            }
        }
        Some(nearest)
    }

    /// Pushes along ways that cost nothing, depth first. Units moved, and the gain they lost.
    fn augment(&mut self, from: u32, units: i64) -> (i64, i128) {
        self.search.epoch += 1;
        let epoch = self.search.epoch;
        self.search.path.clear();
        self.search.seen[from as usize] = epoch;
        self.search.cursor[from as usize] = self.first[from as usize];
        let mut at = from;
        let mut moved = 0;
        let mut lost = 0_i128;
        while moved < units {
            let here = at as usize;
            if self.deficit[here] > 0 && at != from {
                let pushed = self.push_path(self.deficit[here].min(units - moved));
                self.deficit[here] -= pushed;
                moved += pushed;
                let worth = self.price[here] - self.price[from as usize];
                lost += i128::from(worth) * i128::from(pushed);
                at = self.retreat(from);
                continue;
            }
            let Some((edge, next)) = self.step_on(here, epoch) else {
                // Nothing leads on from here; the mark in `seen` keeps it from being tried again.
                match self.search.path.pop() {
                    Some(edge) => {
                        at = self.edges[self.edges[edge as usize].twin as usize].to;
                        self.search.cursor[at as usize] += 1;
                    }
                    None => break,
                }
                continue;
            };
            self.search.path.push(edge);
            self.search.seen[next as usize] = epoch;
            self.search.cursor[next as usize] = self.first[next as usize];
            at = next;
        }
        (moved, lost)
    }

    fn step_on(&mut self, here: usize, epoch: u32) -> Option<(u32, u32)> {
        let end = self.first[here + 1];
        let price = self.price[here];
        while self.search.cursor[here] < end {
            let index = self.search.cursor[here];
            self.steps += 1;
            let edge = &self.edges[index as usize];
            let there = edge.to as usize;
            let free = edge.cost + price == self.price[there];
            if free && edge.room > 0 && self.search.seen[there] != epoch {
                return Some((index, edge.to));
            }
            self.search.cursor[here] += 1;
        }
        None
    }

    /// Pushes the narrowest room along the path, up to `units`.
    fn push_path(&mut self, units: i64) -> i64 {
        let rooms = self.search.path.iter().map(|&edge| self.edges[edge as usize].room);
        let units = rooms.min().unwrap_or(0).min(units);
        for at in 0..self.search.path.len() {
            let edge = self.search.path[at];
            let twin = self.edges[edge as usize].twin;
            self.edges[edge as usize].room -= units;
            self.edges[twin as usize].room += units;
            self.trail.push(Change::Push { edge, units });
        }
        units
    }

    /// Goes back to the tail of the first edge that is used up, or stays at the path's last node
    /// but one; nodes left behind may be entered again.
    fn retreat(&mut self, from: u32) -> u32 {
        let full = self.search.path.iter().position(|&edge| self.edges[edge as usize].room == 0);
        let keep = full.unwrap_or(self.search.path.len().saturating_sub(1));
        for at in keep..self.search.path.len() {
            let node = self.edges[self.search.path[at] as usize].to as usize;
            self.search.seen[node] = 0;
        }
        self.search.path.truncate(keep);
        match self.search.path.last() {
            Some(&edge) => self.edges[edge as usize].to,
            None => from,
        }
    }
}

/// Both directions of each arc, sorted by the node they leave; and each arc's forward edge.
fn adjacency(nodes: usize, ends: &[(u32, u32, i64, i64, i64)]) -> (Vec<Edge>, Vec<u32>, Vec<u32>) {
    let mut first = vec![0_u32; nodes + 2];
    for &(tail, head, ..) in ends {
        first[tail as usize + 2] += 1;
        first[head as usize + 2] += 1;
    }
    for node in 2..first.len() {
        first[node] += first[node - 1];
    }
    let empty = Edge { room: 0, cost: 0, to: 0, twin: 0 };
    let mut edges = vec![empty; ends.len() * 2];
    let mut forward = Vec::with_capacity(ends.len());
    for &(tail, head, ahead, back, gain) in ends {
        let one = first[tail as usize + 1];
        first[tail as usize + 1] += 1;
        let two = first[head as usize + 1];
        first[head as usize + 1] += 1;
        edges[one as usize] = Edge { room: ahead, cost: -gain, to: head, twin: two };
        edges[two as usize] = Edge { room: back, cost: gain, to: tail, twin: one };
        forward.push(one);
    }
    first.truncate(nodes + 1);
    (edges, first, forward)
}
