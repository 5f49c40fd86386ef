//! Strongly connected parts of a graph, in the order of its arcs.
//!
//! Used by `circulation`: a debt between two parts lies on no circle, so nothing can ever be set
//! off against it. Tarjan's search without recursion. It knows no amounts: the caller leaves out
//! arcs that count for nothing.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Debts::check`"
)]

use alloc::vec;
use alloc::vec::Vec;

const NONE: u32 = u32::MAX;

/// Arcs grouped by the node they leave.
#[derive(Debug)]
pub(super) struct Leaving {
    start: Vec<u32>,
    arcs: Vec<u32>,
}

impl Leaving {
    /// Groups arcs, given by their tails, that `keep` lets stand.
    pub(super) fn new(nodes: u32, tails: &[u32], keep: impl Fn(usize) -> bool) -> Self {
        let mut start = vec![0_u32; nodes as usize + 2];
        let mut count = 0;
        for (arc, tail) in tails.iter().enumerate() {
            if keep(arc) {
                start[*tail as usize + 2] += 1;
                count += 1;
            }
        }
        for at in 2..start.len() {
            start[at] += start[at - 1];
        }
        let mut arcs = vec![0; count];
        for (arc, tail) in tails.iter().enumerate() {
            if keep(arc) {
                let place = &mut start[*tail as usize + 1];
                arcs[*place as usize] = arc as u32;
                *place += 1;
            }
        }
        Self { start, arcs }
    }

    /// Arcs that leave a node, in order of index.
    pub(super) fn of(&self, node: u32) -> &[u32] {
        &self.arcs[self.start[node as usize] as usize..self.start[node as usize + 1] as usize]
    }
}

/// The parts: an arc leads within one, or to one of lower number.
#[derive(Debug)]
pub(super) struct Parts {
    /// Part of each node.
    pub part: Vec<u32>,
    /// Nodes, part after part.
    pub order: Vec<u32>,
    /// Where each part begins in `order`, and the end.
    pub start: Vec<u32>,
}

impl Parts {
    /// All nodes as one part.
    pub(super) fn whole(nodes: u32) -> Self {
        let order = (0..nodes).collect();
        Self { part: vec![0; nodes as usize], order, start: vec![0, nodes] }
    }

    /// Finds the parts of the graph of these arcs.
    pub(super) fn new(nodes: u32, leaving: &Leaving, heads: &[u32]) -> Self {
        let blank = vec![NONE; nodes as usize];
        let mut search = Search {
            found: Self { part: blank.clone(), order: Vec::new(), start: vec![0] },
            index: blank.clone(),
            low: blank,
            next: vec![0; nodes as usize],
            waiting: Vec::new(),
            count: 0,
        };
        for node in 0..nodes {
            if search.index[node as usize] == NONE {
                search.walk(node, leaving, heads);
            }
        }
        search.found
    }

    /// Nodes of a part.
    pub(super) fn nodes(&self, part: usize) -> &[u32] {
        &self.order[self.start[part] as usize..self.start[part + 1] as usize]
    }

    pub(super) fn count(&self) -> usize {
        self.start.len() - 1
    }
}

struct Search {
    found: Parts,
    index: Vec<u32>,
    low: Vec<u32>,
    next: Vec<u32>,
    waiting: Vec<u32>,
    count: u32,
}

impl Search {
    fn walk(&mut self, root: u32, leaving: &Leaving, heads: &[u32]) {
        let mut path = vec![root];
        self.enter(root);
        while let Some(&node) = path.last() {
            let at = node as usize;
            let Some(&arc) = leaving.of(node).get(self.next[at] as usize) else {
                path.pop();
                if self.low[at] == self.index[at] {
                    self.close(node);
                }
                if let Some(&above) = path.last() {
                    self.low[above as usize] = self.low[above as usize].min(self.low[at]);
                }
                continue;
            };
            self.next[at] += 1;
            let head = heads[arc as usize];
            if self.index[head as usize] == NONE {
                self.enter(head);
                path.push(head);
            } else if self.found.part[head as usize] == NONE {
                self.low[at] = self.low[at].min(self.index[head as usize]);
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.index[node as usize] = self.count;
        self.low[node as usize] = self.count;
        self.count += 1;
        self.waiting.push(node);
    }

    /// All that waits above a node, and the node, are one part.
    fn close(&mut self, node: u32) {
        let part = self.found.count() as u32;
        while let Some(last) = self.waiting.pop() {
            self.found.part[last as usize] = part;
            self.found.order.push(last);
            if last == node {
                break;
            }
        }
        self.found.start.push(self.found.order.len() as u32);
    }
}
