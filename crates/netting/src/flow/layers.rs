//! Blocking flows on the arcs that cost nothing, until no more can pass (Dinic's maximum flow).
//!
//! Filled and emptied by `phases`, where nodes are numbered in the order the search reached them,
//! so that neighbours lie close together, and by `circulation` to level a clearing. A round ranks
//! nodes by their number of arcs from those with excess, then sends along growing ranks until every
//! such way is blocked. It knows no costs.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays that `phases` fills with indices of its own making"
)]

use alloc::vec;
use alloc::vec::Vec;

const NONE: u32 = u32::MAX;

/// One direction of an arc.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    /// What can still be sent this way.
    pub room: i64,
    /// Node it leads to.
    pub to: u32,
    /// Place of the opposite direction.
    pub pair: u32,
}

/// The network of a phase.
#[derive(Debug)]
pub(crate) struct Layers {
    pub ways: Vec<Way>,
    pub excess: Vec<i64>,
    start: Vec<u32>,
    level: Vec<u32>,
    current: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<u32>,
}

impl Default for Layers {
    fn default() -> Self {
        let (ways, excess, level, current) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (queue, path) = (Vec::new(), Vec::new());
        Self { ways, excess, start: vec![0], level, current, queue, path }
    }
}

impl Layers {
    /// Nodes with ways between these ends, both directions of each without any room; and the place
    /// of the way ahead, by pair of ends.
    pub(crate) fn of(nodes: usize, ends: &[(u32, u32)]) -> (Self, Vec<u32>) {
        let mut next = vec![0_u32; nodes + 2];
        for (from, to) in ends {
            next[*from as usize + 2] += 1;
            next[*to as usize + 2] += 1;
        }
        for at in 2..next.len() {
            next[at] += next[at - 1];
        }
        let mut ways = vec![Way { room: 0, to: 0, pair: 0 }; 2 * ends.len()];
        let mut seat = |node: u32| {
            let next = &mut next[node as usize + 1];
            *next += 1;
            *next - 1
        };
        let places = ends.iter().map(|(from, to)| {
            let (ahead, back) = (seat(*from), seat(*to));
            ways[ahead as usize] = Way { room: 0, to: *to, pair: back };
            ways[back as usize] = Way { room: 0, to: *from, pair: ahead };
            ahead
        });
        let places = places.collect();
        next.truncate(nodes + 1);
        (Self { ways, excess: vec![0; nodes], start: next, ..Self::default() }, places)
    }

    /// Sets what can be sent along a way and back.
    pub(crate) fn set(&mut self, way: u32, ahead: i64, back: i64) {
        let pair = self.ways[way as usize].pair;
        self.ways[way as usize].room = ahead;
        self.ways[pair as usize].room = back;
    }

    /// Whether a node can be reached from those that kept some excess, after a run.
    pub(crate) fn is_reached(&self, node: usize) -> bool {
        self.level[node] != NONE
    }

    pub(crate) fn clear(&mut self) {
        self.ways.clear();
        self.excess.clear();
        self.start.truncate(1);
    }

    /// Ends the ways of the next node.
    pub(crate) fn close(&mut self, excess: i64) {
        self.start.push(self.ways.len() as u32);
        self.excess.push(excess);
    }

    /// Rounds until nothing passes any more or no step is left.
    pub(crate) fn run(&mut self, left: &mut u64) {
        self.level.resize(self.excess.len(), NONE);
        self.current.resize(self.excess.len(), 0);
        let mut roots: Vec<u32> = (0..self.excess.len() as u32).collect();
        while *left > 0 {
            roots.retain(|node| self.excess[*node as usize] > 0);
            if !self.rank(&roots) {
                return;
            }
            *left -= 1;
            for at in 0..self.queue.len() {
                let node = self.queue[at] as usize;
                self.current[node] = self.start[node];
            }
            for &root in &roots {
                while self.excess[root as usize] > 0 && self.reach(root) {
                    self.send(root);
                }
            }
        }
    }

    /// Numbers of arcs from the roots; whether any node that wants something is reached.
    fn rank(&mut self, roots: &[u32]) -> bool {
        self.level.fill(NONE);
        self.queue.clear();
        self.queue.extend_from_slice(roots);
        for root in roots {
            self.level[*root as usize] = 0;
        }
        let mut found = false;
        let mut at = 0;
        while let Some(&node) = self.queue.get(at) {
            at += 1;
            let level = self.level[node as usize] + 1;
            let span = self.start[node as usize] as usize..self.start[node as usize + 1] as usize;
            for way in &self.ways[span] {
                if way.room > 0 && self.level[way.to as usize] == NONE {
                    self.level[way.to as usize] = level;
                    self.queue.push(way.to);
                    found |= self.excess[way.to as usize] < 0;
                }
            }
        }
        found
    }

    /// Walks from a root to a node that wants something; leaves the way in `path`.
    fn reach(&mut self, root: u32) -> bool {
        self.path.clear();
        let mut node = root;
        while self.excess[node as usize] >= 0 {
            if let Some(way) = self.advance(node) {
                self.path.push(way);
                node = self.ways[way as usize].to;
            } else if let Some(way) = self.path.pop() {
                self.level[node as usize] = NONE;
                let pair = self.ways[way as usize].pair;
                node = self.ways[pair as usize].to;
                self.current[node as usize] += 1;
            } else {
                return false;
            }
        }
        true
    }

    /// The next way of a node that leads one level on and is not blocked.
    fn advance(&mut self, node: u32) -> Option<u32> {
        let level = self.level[node as usize] + 1;
        let (from, to) = (self.current[node as usize], self.start[node as usize + 1]);
        let open = |way: &Way| way.room > 0 && self.level[way.to as usize] == level;
        let found = self.ways[from as usize..to as usize].iter().position(open);
        let place = found.map_or(to, |at| from + at as u32);
        self.current[node as usize] = place;
        found.map(|_| place)
    }

    /// Sends what fits along `path`.
    fn send(&mut self, root: u32) {
        let Some(&last) = self.path.last() else { return };
        let target = self.ways[last as usize].to;
        let mut amount = self.excess[root as usize].min(-self.excess[target as usize]);
        for way in &self.path {
            amount = amount.min(self.ways[*way as usize].room);
        }
        for &way in &self.path {
            let Way { pair, .. } = self.ways[way as usize];
            self.ways[way as usize].room -= amount;
            self.ways[pair as usize].room += amount;
        }
        self.excess[root as usize] -= amount;
        self.excess[target as usize] += amount;
    }
}
