//! Network simplex: minimum-cost flow that can be solved again cheaply after small changes.
//!
//! Takes a [`Network`], keeps its own copy of supplies, capacities and costs, and walks from one
//! spanning tree to a better one: block search picks the arc that enters, strongly feasible trees
//! keep it from going in circles (LEMON's `NetworkSimplex`; Kovács 2015). Every node has an
//! artificial arc to the root whose cost no real path can reach. After a change, the tree stays;
//! where an arc of it can no longer carry what it would have to, the subtree moves to the root
//! on its artificial arc, and the same pivots drive the artificial flow out again. One step is one
//! pivot. It never uses anything but integers, and no sum can overflow: capacities may be any
//! `i64`, supplies together at most 2^62.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Network::check`"
)]

use super::tree::{Branch, NONE, Tree, Turn};
use super::{End, Network, NetworkError, SUPPLY_MAX, Solution, check_cost, check_supply};
use alloc::vec;
use alloc::vec::Vec;

/// Arc outside the tree that carries nothing.
const LOWER: i8 = 1;
/// Arc of the tree, or one of no capacity: it never enters.
const FIXED: i8 = 0;
/// Arc outside the tree that carries its capacity.
const UPPER: i8 = -1;

/// A network with its current tree.
#[derive(Debug, Clone)]
pub struct Simplex {
    nodes: u32,
    supply: Vec<i64>,
    tail: Vec<u32>,
    head: Vec<u32>,
    capacity: Vec<i64>,
    cost: Vec<i64>,
    state: Vec<i8>,
    tree: Tree,
    potential: Vec<i64>,
    /// The artificial arc of the node comes down from the root and costs `penalty`.
    deficit: Vec<bool>,
    penalty: i64,
    cost_max: i64,
    /// Arc at which the next search begins.
    next: usize,
    block: usize,
    /// Arcs the first pass has seen.
    swept: usize,
    /// Flows of the tree must be computed anew.
    moved: bool,
    /// Potentials must be computed anew.
    priced: bool,
}

/// The cycle an entering arc closes, and where it breaks.
struct Cycle {
    first: u32,
    second: u32,
    join: u32,
    delta: i64,
    /// Node whose arc leaves; `NONE` when the entering arc itself fills up.
    cut: u32,
    /// Whether the leaving arc lies on the side of `first`.
    ahead: bool,
}

impl Simplex {
    /// Makes ready to solve, from a tree of artificial arcs.
    ///
    /// # Errors
    /// The network does not pass [`Network::check`].
    pub fn new(network: &Network) -> Result<Self, NetworkError> {
        network.check()?;
        let arcs = network.arcs();
        let cost_max = network.cost.iter().map(|c| c.saturating_abs()).max().unwrap_or(0);
        let mut simplex = Self {
            nodes: network.nodes,
            supply: network.supply.clone(),
            tail: network.tail.clone(),
            head: network.head.clone(),
            capacity: network.capacity.clone(),
            cost: network.cost.clone(),
            state: vec![LOWER; arcs],
            tree: Tree::star(network.nodes),
            potential: vec![0; network.nodes as usize + 1],
            deficit: vec![false; network.nodes as usize],
            penalty: 0,
            cost_max,
            next: 0,
            block: arcs.isqrt().max(10),
            swept: 0,
            moved: false,
            priced: false,
        };
        simplex.reset();
        Ok(simplex)
    }

    /// Pivots until the flow is optimal or the budget is spent.
    pub fn solve(&mut self, steps: u64) -> End {
        if !self.settle() {
            return End::Infeasible;
        }
        let mut left = steps;
        self.sweep(&mut left);
        for _ in 0..left {
            match self.entering() {
                Some(arc) => self.pivot(arc),
                None => return self.end(),
            }
        }
        // A look ahead leaves no trace: going on later is as if it had not stopped.
        let next = self.next;
        let done = self.entering().is_none();
        self.next = next;
        if done { self.end() } else { End::Stopped }
    }

    /// Sets the capacity of an arc, not negative; what is negative counts as nothing.
    pub fn set_capacity(&mut self, arc: usize, capacity: i64) {
        let capacity = capacity.max(0);
        if self.capacity[arc] == capacity {
            return;
        }
        let opens = self.capacity[arc] == 0;
        self.capacity[arc] = capacity;
        if self.in_tree(arc) {
            self.moved = true;
        } else if capacity == 0 {
            self.moved |= self.state[arc] == UPPER;
            self.state[arc] = FIXED;
        } else if opens {
            self.state[arc] = LOWER;
        } else {
            self.moved |= self.state[arc] == UPPER;
        }
    }

    /// Sets what a node puts in; all supplies must add up to nothing when it is solved again.
    pub fn set_supply(&mut self, node: u32, supply: i64) {
        self.moved |= self.supply[node as usize] != supply;
        self.supply[node as usize] = supply;
    }

    /// Sets the cost of one unit on an arc.
    ///
    /// # Errors
    /// Potentials could overflow.
    pub fn set_cost(&mut self, arc: usize, cost: i64) -> Result<(), NetworkError> {
        if self.cost[arc] == cost {
            return Ok(());
        }
        check_cost(arc, cost, self.nodes)?;
        self.cost[arc] = cost;
        if cost.abs() > self.cost_max {
            self.cost_max = cost.abs();
            self.priced = true;
        }
        self.priced |= self.in_tree(arc);
        Ok(())
    }

    /// What an arc carries.
    #[must_use]
    pub fn flow(&self, arc: usize) -> i64 {
        match self.state[arc] {
            LOWER => 0,
            UPPER => self.capacity[arc],
            _ => {
                let (tail, head) = (self.tail[arc], self.head[arc]);
                if self.tree.branch[tail as usize].arc as usize == arc {
                    self.tree.branch[tail as usize].down
                } else if self.tree.branch[head as usize].arc as usize == arc {
                    self.tree.branch[head as usize].up
                } else {
                    0
                }
            }
        }
    }

    /// The potential of a node, the root of the tree being at nothing.
    #[must_use]
    pub fn potential(&self, node: u32) -> i64 {
        self.potential[node as usize] - self.potential[self.nodes as usize]
    }

    /// What all arcs cost together.
    #[must_use]
    pub fn cost(&self) -> i128 {
        (0..self.cost.len())
            .map(|arc| i128::from(self.cost[arc]) * i128::from(self.flow(arc)))
            .sum()
    }

    /// Flow and potentials as they stand, after `solve` ended so.
    #[must_use]
    pub fn solution(&self, end: End) -> Solution {
        let flow = (0..self.cost.len()).map(|arc| self.flow(arc)).collect();
        let potential = (0..self.nodes).map(|node| self.potential(node)).collect();
        Solution { end, cost: self.cost(), flow, potential }
    }

    fn in_tree(&self, arc: usize) -> bool {
        let (tail, head) = (self.tail[arc], self.head[arc]);
        self.tree.branch[tail as usize].arc as usize == arc
            || self.tree.branch[head as usize].arc as usize == arc
    }

    fn artificial(&self, node: u32) -> u32 {
        self.tail.len() as u32 + node
    }

    /// Optimal, if nothing is left on artificial arcs.
    fn end(&self) -> End {
        let stuck = |node: u32| {
            let branch = &self.tree.branch[node as usize];
            let flow = if self.deficit[node as usize] { branch.up } else { branch.down };
            branch.arc == self.artificial(node) && flow > 0
        };
        if (0..self.nodes).any(stuck) { End::Infeasible } else { End::Optimal }
    }

    /// Back to the tree of artificial arcs, all real arcs empty.
    fn reset(&mut self) {
        for (state, capacity) in self.state.iter_mut().zip(&self.capacity) {
            *state = if *capacity == 0 { FIXED } else { LOWER };
        }
        self.tree = Tree::star(self.nodes);
        for node in 0..self.nodes {
            let supply = self.supply[node as usize];
            self.detach(node, supply);
        }
        self.moved = false;
        self.price();
    }

    /// Hangs a node from the root by its artificial arc; the thread is the caller's to mend.
    fn detach(&mut self, node: u32, excess: i64) {
        let arc = self.artificial(node);
        let root = self.nodes;
        let branch = &mut self.tree.branch[node as usize];
        branch.arc = arc;
        branch.parent = root;
        self.deficit[node as usize] = excess < 0;
        let flow = excess.saturating_abs();
        (branch.up, branch.down) =
            if excess < 0 { (flow, i64::MAX - flow) } else { (i64::MAX - flow, flow) };
    }

    /// Brings flows and potentials of the tree up to date; false when supplies do not balance.
    fn settle(&mut self) -> bool {
        if self.moved {
            if check_supply(&self.supply).is_err() {
                return false;
            }
            if self.carry().is_none() {
                self.reset();
            }
            self.moved = false;
        }
        if self.priced {
            self.price();
        }
        true
    }

    /// Computes the flows of the tree from its leaves; `None` when artificial arcs cannot bear it.
    fn carry(&mut self) -> Option<()> {
        let mut excess = self.excess();
        let root = self.nodes;
        let mut artificial: i128 = 0;
        let mut cuts = false;
        let mut node = self.tree.prev[root as usize];
        while node != root {
            let Branch { arc, parent, .. } = self.tree.branch[node as usize];
            let need = excess[node as usize];
            let passed = if parent == root { None } else { self.passed(node, arc as usize, need) };
            let passed = match passed {
                Some(passed) if passed == need && self.is_feasible(node) => passed,
                part => {
                    let passed = part.unwrap_or(0);
                    let rest = need - passed;
                    artificial += rest.abs();
                    cuts |= parent != root || self.deficit[node as usize] != (rest < 0);
                    if part.is_some() {
                        self.leave(arc as usize, passed != 0);
                    }
                    self.detach(node, i64::try_from(rest).ok()?);
                    passed
                }
            };
            excess[parent as usize] += passed;
            node = self.tree.prev[node as usize];
        }
        if artificial > SUPPLY_MAX {
            return None;
        }
        if cuts {
            self.tree.thread();
            self.priced = true;
        }
        Some(())
    }

    /// What each node has to pass on, the arcs outside the tree being as they are.
    fn excess(&self) -> Vec<i128> {
        let mut excess: Vec<i128> = self.supply.iter().map(|s| i128::from(*s)).collect();
        excess.push(0);
        for (arc, state) in self.state.iter().enumerate() {
            if *state == UPPER {
                let flow = i128::from(self.capacity[arc]);
                excess[self.tail[arc] as usize] -= flow;
                excess[self.head[arc] as usize] += flow;
            }
        }
        excess
    }

    /// What of `need` the arc of a node can pass to its parent; sets the rooms of the arc.
    fn passed(&mut self, node: u32, arc: usize, need: i128) -> Option<i128> {
        let capacity = i128::from(self.capacity[arc]);
        let upward = self.tail[arc] == node;
        let flow = if upward { need } else { -need }.clamp(0, capacity);
        let room = i64::try_from(capacity - flow).ok()?;
        let used = i64::try_from(flow).ok()?;
        let branch = &mut self.tree.branch[node as usize];
        (branch.up, branch.down) = if upward { (room, used) } else { (used, room) };
        Some(if upward { flow } else { -flow })
    }

    /// Whether the node can still send something up, as a strongly feasible tree demands.
    fn is_feasible(&self, node: u32) -> bool {
        self.tree.branch[node as usize].up > 0
    }

    /// An arc of the tree becomes one outside it.
    fn leave(&mut self, arc: usize, full: bool) {
        if let Some(state) = self.state.get_mut(arc) {
            *state = match self.capacity[arc] {
                0 => FIXED,
                _ if full => UPPER,
                _ => LOWER,
            };
        }
    }

    /// Computes the potentials of the tree from its root.
    fn price(&mut self) {
        self.priced = false;
        self.penalty = (self.cost_max + 1) * (i64::from(self.nodes) + 1);
        let root = self.nodes;
        self.potential[root as usize] = 0;
        let mut node = self.tree.next[root as usize];
        while node != root {
            let Branch { arc, parent, .. } = self.tree.branch[node as usize];
            let above = self.potential[parent as usize];
            self.potential[node as usize] = if parent == root {
                if self.deficit[node as usize] { self.penalty } else { 0 }
            } else {
                self.fitting(arc as usize, node, above)
            };
            node = self.tree.next[node as usize];
        }
    }

    /// The potential at which an arc to a node of potential `above` costs nothing.
    fn fitting(&self, arc: usize, node: u32, above: i64) -> i64 {
        if self.tail[arc] == node { above - self.cost[arc] } else { above + self.cost[arc] }
    }

    /// One pass over all arcs, before the first search, in which each that leads a deficit off its
    /// artificial arc enters at once: cheaper by a sixth than to search for the best of them.
    fn sweep(&mut self, left: &mut u64) {
        while self.swept < self.tail.len() && *left > 0 {
            let arc = self.swept;
            self.swept += 1;
            let (tail, head) = (self.tail[arc] as usize, self.head[arc] as usize);
            let reduced = self.cost[arc] + self.potential[tail] - self.potential[head];
            if reduced < -self.penalty / 2 && self.state[arc] == LOWER {
                *left -= 1;
                self.pivot(arc);
            }
        }
    }

    /// The best arc of the next block that has any; `None` at the optimum.
    fn entering(&mut self) -> Option<usize> {
        let arcs = self.tail.len();
        let mut left = arcs;
        let mut from = self.next;
        while left > 0 {
            let to = arcs.min(from + self.block.min(left));
            let best = self.best(from, to);
            left -= to - from;
            from = if to == arcs { 0 } else { to };
            if best.is_some() {
                self.next = from;
                return best;
            }
        }
        None
    }

    /// The arc from `from` to before `to` that gains most.
    fn best(&self, from: usize, to: usize) -> Option<usize> {
        let potential = self.potential.as_slice();
        let ends = self.tail[from..to].iter().zip(&self.head[from..to]);
        let prices = self.cost[from..to].iter().zip(&self.state[from..to]);
        let mut least = 0;
        let mut best = None;
        for (at, ((&tail, &head), (&cost, &state))) in ends.zip(prices).enumerate() {
            let reduced = cost + potential[tail as usize] - potential[head as usize];
            let gain = i64::from(state) * reduced;
            if gain < least {
                least = gain;
                best = Some(from + at);
            }
        }
        best
    }

    /// Sends what fits round the cycle of an arc and exchanges it for the one that fills first.
    fn pivot(&mut self, arc: usize) {
        let cycle = self.cycle(arc);
        self.push(&cycle);
        if cycle.cut == NONE {
            self.state[arc] = -self.state[arc];
            return;
        }
        let leaving = self.tree.branch[cycle.cut as usize].arc as usize;
        if let Some(tail) = self.tail.get(leaving) {
            // On the side of `first` room down ran out, on the other room up.
            self.leave(leaving, (*tail == cycle.cut) != cycle.ahead);
        }
        self.state[arc] = FIXED;
        let room = self.capacity[arc] - cycle.delta;
        let (inner, outer, up, down) = if cycle.ahead {
            (cycle.first, cycle.second, room, cycle.delta)
        } else {
            (cycle.second, cycle.first, cycle.delta, room)
        };
        let (cut, join, entering) = (cycle.cut, cycle.join, arc as u32);
        self.tree.turn(&Turn { inner, outer, cut, join, arc: entering, up, down });
        self.shift(inner, self.fitting(arc, inner, self.potential[outer as usize]));
    }

    /// Potentials of a whole subtree move by what its top moves; or, where that is less work, those
    /// of all other nodes the other way.
    fn shift(&mut self, top: u32, potential: i64) {
        let change = potential - self.potential[top as usize];
        let Branch { size, last, .. } = self.tree.branch[top as usize];
        if size <= self.nodes / 2 {
            self.move_potentials(top, last, change);
            return;
        }
        let (after, before) = (self.tree.next[last as usize], self.tree.prev[top as usize]);
        self.move_potentials(after, before, -change);
        let root = self.potential[self.nodes as usize];
        if root.abs() > self.penalty {
            // Differences alone count; what all have in common must not grow without end.
            for potential in &mut self.potential {
                *potential -= root;
            }
        }
    }

    /// Adds to the potentials of a stretch of the thread.
    fn move_potentials(&mut self, first: u32, last: u32, change: i64) {
        let mut node = first;
        loop {
            self.potential[node as usize] += change;
            if node == last {
                break;
            }
            node = self.tree.next[node as usize];
        }
    }

    /// The cycle of an arc, in the direction in which it gains, and the last arc that limits it
    /// when walked from where the paths meet: that choice keeps the tree strongly feasible.
    fn cycle(&self, arc: usize) -> Cycle {
        let (tail, head) = (self.tail[arc], self.head[arc]);
        let (first, second) = if self.state[arc] == LOWER { (tail, head) } else { (head, tail) };
        let join = self.tree.join(first, second);
        let mut delta = self.capacity[arc];
        let (mut cut, mut ahead) = (NONE, false);
        let mut node = first;
        while node != join {
            let branch = &self.tree.branch[node as usize];
            if branch.down < delta {
                (delta, cut, ahead) = (branch.down, node, true);
            }
            node = branch.parent;
        }
        node = second;
        while node != join {
            let branch = &self.tree.branch[node as usize];
            if branch.up <= delta {
                (delta, cut, ahead) = (branch.up, node, false);
            }
            node = branch.parent;
        }
        Cycle { first, second, join, delta, cut, ahead }
    }

    fn push(&mut self, cycle: &Cycle) {
        if cycle.delta == 0 {
            return;
        }
        let mut node = cycle.first;
        while node != cycle.join {
            let branch = &mut self.tree.branch[node as usize];
            branch.down -= cycle.delta;
            branch.up += cycle.delta;
            node = branch.parent;
        }
        node = cycle.second;
        while node != cycle.join {
            let branch = &mut self.tree.branch[node as usize];
            branch.up -= cycle.delta;
            branch.down += cycle.delta;
            node = branch.parent;
        }
    }
}
