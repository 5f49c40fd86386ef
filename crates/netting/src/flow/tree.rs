//! The spanning tree of the network simplex, with the order in which it is walked.
//!
//! Used by `simplex` alone. Every node hangs from its parent by an arc whose free room up (towards
//! the root) and down is kept here, so that walking a cycle touches one record a node. `next` and
//! `prev` thread the nodes in preorder, so that a subtree is one stretch of the thread. The scheme
//! is that of LEMON's `NetworkSimplex` (Kovács 2015). It never looks at costs.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Network::check`"
)]

use alloc::vec;
use alloc::vec::Vec;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// A node of the tree and the arc it hangs from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch {
    /// What can still be sent to the parent. More than nothing in a strongly feasible tree.
    pub up: i64,
    /// What can still be sent from the parent to the node.
    pub down: i64,
    /// Node it hangs from.
    pub parent: u32,
    /// Arc it hangs from.
    pub arc: u32,
    /// Nodes of its subtree, itself included.
    pub size: u32,
    /// Last node of its subtree in the thread.
    pub last: u32,
}

/// Change of the tree by one pivot: `inner` to `cut` turn round and hang from `outer`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// End of the entering arc inside the subtree that is cut off.
    pub inner: u32,
    /// End of the entering arc outside it.
    pub outer: u32,
    /// Node whose arc leaves.
    pub cut: u32,
    /// Where the paths of both ends meet.
    pub join: u32,
    /// The entering arc.
    pub arc: u32,
    /// Room of the entering arc from `inner` to `outer`.
    pub up: i64,
    /// Room of the entering arc from `outer` to `inner`.
    pub down: i64,
}

/// The tree; its root is the last node.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub branch: Vec<Branch>,
    pub next: Vec<u32>,
    pub prev: Vec<u32>,
    dirty: Vec<u32>,
}

impl Tree {
    /// All nodes hang from the root, which comes after them.
    pub(super) fn star(nodes: u32) -> Self {
        let root = nodes;
        let leaf =
            |node: u32| Branch { up: 0, down: 0, parent: root, arc: node, size: 1, last: node };
        let mut branch: Vec<Branch> = (0..=root).map(leaf).collect();
        let trunk = &mut branch[root as usize];
        trunk.parent = NONE;
        trunk.arc = NONE;
        let count = branch.len();
        let mut tree =
            Self { branch, next: vec![0; count], prev: vec![0; count], dirty: Vec::new() };
        tree.thread();
        tree
    }

    pub(super) fn root(&self) -> u32 {
        self.branch.len() as u32 - 1
    }

    /// Where the paths of two nodes to the root meet.
    pub(super) fn join(&self, one: u32, other: u32) -> u32 {
        let (mut one, mut other) = (one, other);
        while one != other {
            let (left, right) = (&self.branch[one as usize], &self.branch[other as usize]);
            if left.size < right.size {
                one = left.parent;
            } else {
                other = right.parent;
            }
        }
        one
    }

    /// Makes thread, sizes and last nodes from the parents alone: children in order of index.
    pub(super) fn thread(&mut self) {
        let root = self.root();
        let count = self.branch.len();
        // `first` and `sibling` list the children of a node; filled from the back.
        let mut first = vec![NONE; count];
        let mut sibling = vec![NONE; count];
        for node in (0..root).rev() {
            let parent = self.branch[node as usize].parent as usize;
            sibling[node as usize] = first[parent];
            first[parent] = node;
        }
        let mut before = root;
        let mut node = root;
        loop {
            let child = first[node as usize];
            node = if child == NONE { self.climb(node, &sibling, before) } else { child };
            if node == NONE {
                break;
            }
            self.next[before as usize] = node;
            self.prev[node as usize] = before;
            before = node;
        }
        self.next[before as usize] = root;
        self.prev[root as usize] = before;
        self.measure();
    }

    /// The next node in preorder after a subtree that ends here.
    fn climb(&mut self, from: u32, sibling: &[u32], last: u32) -> u32 {
        let mut node = from;
        loop {
            self.branch[node as usize].last = last;
            if sibling[node as usize] != NONE {
                return sibling[node as usize];
            }
            node = self.branch[node as usize].parent;
            if node == NONE {
                return NONE;
            }
        }
    }

    fn measure(&mut self) {
        for branch in &mut self.branch {
            branch.size = 1;
        }
        let root = self.root();
        let mut node = self.prev[root as usize];
        while node != root {
            let Branch { size, parent, .. } = self.branch[node as usize];
            self.branch[parent as usize].size += size;
            node = self.prev[node as usize];
        }
    }

    /// Cuts `cut` off and hangs its subtree, turned round, from `outer`.
    pub(super) fn turn(&mut self, turn: &Turn) {
        let before = self.prev[turn.cut as usize];
        let Branch { size, last, parent, .. } = self.branch[turn.cut as usize];
        if turn.inner == turn.cut {
            self.hang(turn, before, last);
        } else {
            self.turn_thread(turn, before, last);
            self.turn_stem(turn, size);
        }
        self.correct_last(turn, before, last, parent);
        let mut node = turn.outer;
        while node != turn.join {
            let branch = &mut self.branch[node as usize];
            branch.size += size;
            node = branch.parent;
        }
        node = parent;
        while node != turn.join {
            let branch = &mut self.branch[node as usize];
            branch.size -= size;
            node = branch.parent;
        }
    }

    /// The subtree moves as it is.
    fn hang(&mut self, turn: &Turn, before: u32, last: u32) {
        let branch = &mut self.branch[turn.inner as usize];
        branch.parent = turn.outer;
        branch.arc = turn.arc;
        branch.up = turn.up;
        branch.down = turn.down;
        if self.next[turn.outer as usize] != turn.cut {
            let after = self.next[last as usize];
            self.link(before, after);
            let after = self.next[turn.outer as usize];
            self.link(turn.outer, turn.cut);
            self.link(last, after);
        }
    }

    fn link(&mut self, before: u32, after: u32) {
        self.next[before as usize] = after;
        self.prev[after as usize] = before;
    }

    /// Thread and parents of the nodes from `inner` to `cut`, which turn round.
    fn turn_thread(&mut self, turn: &Turn, before: u32, cut_last: u32) {
        // When the subtree stands right behind `outer`, the thread goes on behind the subtree.
        let go_on = self.next[if before == turn.outer { cut_last } else { turn.outer } as usize];
        let mut stem = turn.inner;
        let mut parent = turn.outer;
        let mut last = self.branch[stem as usize].last;
        let mut after = self.next[last as usize];
        self.next[turn.outer as usize] = turn.inner;
        self.dirty.clear();
        self.dirty.push(turn.outer);
        while stem != turn.cut {
            let above = self.branch[stem as usize].parent;
            self.next[last as usize] = above;
            self.dirty.push(last);
            // The subtree of the stem leaves the thread of the one above.
            let ahead = self.prev[stem as usize];
            self.link(ahead, after);
            self.branch[stem as usize].parent = parent;
            parent = stem;
            stem = above;
            let stem_last = self.branch[stem as usize].last;
            last = if stem_last == self.branch[parent as usize].last {
                self.prev[parent as usize]
            } else {
                stem_last
            };
            after = self.next[last as usize];
        }
        self.branch[turn.cut as usize].parent = parent;
        self.link(last, go_on);
        self.branch[turn.cut as usize].last = last;
        if before != turn.outer {
            self.link(before, after);
        }
        for at in 0..self.dirty.len() {
            let node = self.dirty[at];
            let next = self.next[node as usize];
            self.prev[next as usize] = node;
        }
    }

    /// Arcs, rooms, sizes and last nodes of the nodes that turned round, from `cut` to `inner`.
    fn turn_stem(&mut self, turn: &Turn, size: u32) {
        let mut count = 0;
        let mut node = turn.cut;
        let last = self.branch[node as usize].last;
        while node != turn.inner {
            let above = self.branch[node as usize].parent;
            let other = self.branch[above as usize];
            let branch = &mut self.branch[node as usize];
            branch.arc = other.arc;
            branch.up = other.down;
            branch.down = other.up;
            count += branch.size - other.size;
            branch.size = count;
            self.branch[above as usize].last = last;
            node = above;
        }
        let branch = &mut self.branch[turn.inner as usize];
        branch.arc = turn.arc;
        branch.up = turn.up;
        branch.down = turn.down;
        branch.size = size;
    }

    /// Last nodes above both ends of the move.
    fn correct_last(&mut self, turn: &Turn, before: u32, cut_last: u32, cut_parent: u32) {
        let joined = self.branch[turn.join as usize].last == turn.outer;
        let limit = if joined { turn.join } else { NONE };
        let last = self.branch[turn.cut as usize].last;
        let mut node = turn.outer;
        while node != NONE && self.branch[node as usize].last == turn.outer {
            self.branch[node as usize].last = last;
            node = self.branch[node as usize].parent;
        }
        let new = if turn.join != before && turn.outer != before { before } else { last };
        if new == cut_last {
            return;
        }
        node = cut_parent;
        while node != limit && node != NONE && self.branch[node as usize].last == cut_last {
            self.branch[node as usize].last = new;
            node = self.branch[node as usize].parent;
        }
    }
}
