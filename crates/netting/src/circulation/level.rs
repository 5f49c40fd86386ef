//! The fairest of the best clearings: the lowest share of what a party owes is as high as it can
//! be, then the next lowest, and so on (lexicographic).
//!
//! Takes a part's network with its best flow and potentials, changes the flow only where it costs
//! nothing, so the total stays. Each party is split in two halves, what it is cleared as a debtor
//! runs between them, and debts run from half to half. A *level* is a share that all parties of a
//! piece are to reach at least, as far as their own arcs let them. Levels go up in growing steps;
//! where one cannot be reached, the cut that forbids it says what can (Newton's method on cuts).
//! Parties across the last such cut can never have more while the others keep theirs, so they stay,
//! and the two sides of the cut are levelled on, each by itself. Rounding: a level is rounded down
//! to whole units for each party; the few units left over lie where the search put them, the same
//! each time. What is lost so at one cut can be missing behind the next, so a party may lack a few
//! units of its exact level. It never touches potentials.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays that `circulation` made"
)]

use super::parts::{Leaving, Parts};
use crate::flow::layers::Layers;
use crate::flow::{Network, Solution};
use alloc::vec;
use alloc::vec::Vec;

/// Steps that make a whole share.
const STEPS: i128 = 1 << 10;
/// How many the first attempt of a piece goes; each that succeeds doubles them.
const FIRST_STEP: i128 = 2;

/// What parties owe and have cleared outside of a part.
pub(super) struct Owed {
    /// What each party owes in all.
    pub all: Vec<i128>,
    /// What of it was cleared before.
    pub cleared: Vec<i128>,
}

/// Levels the flow of a part; false when the budget ended before, or when a party owes more than
/// 64 bits hold.
pub(super) fn level(network: &Network, solution: &mut Solution, owed: &Owed, steps: u64) -> bool {
    let Some((mut graph, free)) = Graph::new(network, solution, owed) else { return false };
    let is_level = graph.level(steps);
    for (arc, place) in free.into_iter().zip(0..) {
        let sent = graph.arcs[place].flow;
        // Debts stand as what is cleared, money as it runs in the part.
        solution.flow[arc] =
            if is_debt(network, arc) { network.capacity[arc] - sent } else { sent };
    }
    is_level
}

/// Money runs at no cost in a part.
fn is_debt(network: &Network, arc: usize) -> bool {
    network.cost[arc] == 1
}

/// An arc of what is cleared.
#[derive(Debug, Clone, Copy)]
struct Arc {
    from: u32,
    to: u32,
    flow: i64,
    capacity: i64,
    /// What a party owes, when the arc joins the halves of one; else nothing.
    owed: i64,
}

impl Arc {
    fn is_party(&self) -> bool {
        self.owed > 0
    }

    /// What a party is to have when all have this share, as far as it can.
    fn wanted(&self, share: Share) -> i64 {
        share.times(self.owed).min(self.capacity)
    }
}

/// A share, at most one.
#[derive(Debug, Clone, Copy)]
struct Share {
    part: i128,
    of: i128,
}

impl Share {
    /// So many steps more, at most all; rounded down by less than one part in 2^50.
    fn and(self, steps: i128) -> Share {
        let Share { mut part, mut of } = self;
        while of >> 60 != 0 {
            part >>= 1;
            of = (of >> 1) + 1;
        }
        let (part, of) = (part * STEPS + of * steps, of * STEPS);
        Share { part: part.min(of), of }
    }

    /// Whether a party that owes so much has, at this share, no more than it can.
    fn is_at_most(self, capacity: i128, owed: i128) -> bool {
        self.part / self.of < capacity / owed
            || (self.part / self.of == capacity / owed
                && (self.part % self.of).saturating_mul(owed)
                    <= (capacity % owed).saturating_mul(self.of))
    }

    /// So much of what a party owes, rounded down.
    fn times(self, owed: i64) -> i64 {
        let Share { mut part, mut of } = self;
        // Rounded down too, by less than one part in 2^61.
        while part >> 62 != 0 {
            part >>= 1;
            of = (of >> 1) + 1;
        }
        let level = (i128::from(owed) * part).checked_div(of).unwrap_or(0);
        i64::try_from(level).unwrap_or(owed).min(owed)
    }
}

/// Nodes and the arcs among them.
struct Piece {
    nodes: Vec<u32>,
    arcs: Vec<u32>,
    /// What all of its parties have already, as far as they can.
    share: Share,
}

/// All that may still change. Node `n` receives, `nodes + n` pays.
struct Graph {
    arcs: Vec<Arc>,
    nodes: usize,
    /// Number of a node within the piece looked at.
    local: Vec<u32>,
}

impl Graph {
    /// The graph, and the arcs of the part that are its first arcs.
    fn new(network: &Network, solution: &Solution, owed: &Owed) -> Option<(Graph, Vec<usize>)> {
        let nodes = network.nodes;
        let mut cleared = owed.cleared.clone();
        let mut free = Vec::new();
        let mut arcs = Vec::new();
        for (arc, &capacity) in network.capacity.iter().enumerate() {
            let (tail, head) = (network.tail[arc], network.head[arc]);
            let is_debt = is_debt(network, arc);
            let flow = if is_debt { capacity - solution.flow[arc] } else { solution.flow[arc] };
            if is_debt {
                cleared[tail as usize] += i128::from(flow);
            }
            let reduced = network.cost[arc] + solution.potential[tail as usize]
                - solution.potential[head as usize];
            if reduced == 0 {
                // Money in the part runs against the money lent: from its head to its tail.
                let (from, to) = if is_debt { (nodes + tail, head) } else { (head, tail) };
                arcs.push(Arc { from, to, flow, capacity, owed: 0 });
                free.push(arc);
            }
        }
        for (node, (owed, cleared)) in (0..nodes).zip(owed.all.iter().zip(&cleared)) {
            let (capacity, flow) = (i64::try_from(*owed).ok()?, i64::try_from(*cleared).ok()?);
            if capacity > 0 {
                let (from, to) = (node, nodes + node);
                arcs.push(Arc { from, to, flow, capacity, owed: capacity });
            }
        }
        let nodes = 2 * nodes as usize;
        Some((Graph { arcs, nodes, local: vec![0; nodes] }, free))
    }

    fn level(&mut self, steps: u64) -> bool {
        let mut left = steps;
        let arcs = (0..self.arcs.len() as u32).collect();
        let nodes = (0..self.nodes as u32).collect();
        let mut waiting = vec![Piece { nodes, arcs, share: Share { part: 0, of: 1 } }];
        while let Some(piece) = waiting.pop() {
            for piece in self.circles(&piece) {
                match self.raise(&piece, &mut left) {
                    None => return false,
                    Some((_, side)) if side.is_empty() => {}
                    Some((share, side)) => waiting.extend(self.split(&piece, share, &side)),
                }
            }
        }
        true
    }

    /// The parts of a piece within which anything can run in a circle; those without a party are
    /// left out.
    fn circles(&mut self, piece: &Piece) -> Vec<Piece> {
        self.number(piece);
        let place = |node: u32| self.local[node as usize];
        let arcs = || piece.arcs.iter().map(|arc| &self.arcs[*arc as usize]);
        let ends = arcs().map(|arc| (place(arc.from), place(arc.to)));
        let (from, to): (Vec<u32>, Vec<u32>) = ends.unzip();
        let tails: Vec<u32> = from.iter().chain(&to).copied().collect();
        let heads: Vec<u32> = to.iter().chain(&from).copied().collect();
        let ahead = arcs().map(|arc| arc.flow < arc.capacity);
        let open: Vec<bool> = ahead.chain(arcs().map(|arc| arc.flow > 0)).collect();
        let count = piece.nodes.len() as u32;
        let leaving = Leaving::new(count, &tails, |arc| open[arc]);
        let parts = Parts::new(count, &leaving, &heads);
        let mut circles: Vec<Piece> = (0..parts.count())
            .map(|part| Piece {
                nodes: parts.nodes(part).iter().map(|node| piece.nodes[*node as usize]).collect(),
                arcs: Vec::new(),
                share: piece.share,
            })
            .collect();
        let mut has_party = vec![false; circles.len()];
        for (arc, (from, to)) in piece.arcs.iter().zip(from.iter().zip(&to)) {
            let part = parts.part[*from as usize] as usize;
            if part == parts.part[*to as usize] as usize {
                circles[part].arcs.push(*arc);
                has_party[part] |= self.arcs[*arc as usize].is_party();
            }
        }
        let mut has_party = has_party.into_iter();
        circles.retain(|_| has_party.next().unwrap_or(false));
        circles
    }

    fn number(&mut self, piece: &Piece) {
        for (node, place) in piece.nodes.iter().zip(0..) {
            self.local[*node as usize] = place;
        }
    }

    /// Raises the parties of a piece to the highest level that all can reach, in growing steps and
    /// then back from cut to cut. Gives the level and the side of the cut that forbids more, by
    /// node of the piece; no side when nothing forbids it, and nothing at the end of the budget.
    fn raise(&mut self, piece: &Piece, left: &mut u64) -> Option<(Share, Vec<bool>)> {
        self.number(piece);
        self.narrow(piece);
        let place = |node: u32| self.local[node as usize];
        let arcs = piece.arcs.iter().map(|arc| &self.arcs[*arc as usize]);
        let ends: Vec<_> = arcs.map(|arc| (place(arc.from), place(arc.to))).collect();
        let (mut layers, ways) = Layers::of(piece.nodes.len(), &ends);
        let mut side = Vec::new();
        let mut step = FIRST_STEP;
        let mut share = piece.share.and(step);
        loop {
            *left = left.checked_sub(1)?;
            self.demand(piece, &ways, &mut layers, share);
            layers.run(left);
            if *left == 0 {
                return None;
            }
            if layers.excess.iter().any(|excess| *excess > 0) {
                side = (0..piece.nodes.len()).map(|node| layers.is_reached(node)).collect();
                share = self.across(piece, &ends, &side);
                continue;
            }
            self.reach(piece, &ways, &layers);
            if !side.is_empty() || share.part >= share.of {
                return Some((share, side));
            }
            step = step.saturating_mul(2).min(STEPS);
            share = share.and(step);
        }
    }

    /// Takes over what runs now that all parties of a piece have their share, as far as they can.
    fn reach(&mut self, piece: &Piece, ways: &[u32], layers: &Layers) {
        for (arc, way) in piece.arcs.iter().zip(ways) {
            let arc = &mut self.arcs[*arc as usize];
            arc.flow = arc.capacity - layers.ways[*way as usize].room;
        }
    }

    /// Parties can have no more than their own arcs let in and out. With this as their capacity
    /// they stop there while others go on, and need no cut of their own.
    fn narrow(&mut self, piece: &Piece) {
        let mut more = vec![0_i128; piece.nodes.len()];
        let arcs = piece.arcs.iter().map(|arc| &self.arcs[*arc as usize]);
        for arc in arcs.filter(|arc| !arc.is_party()) {
            let room = i128::from(arc.capacity - arc.flow);
            let (from, to) = (self.local[arc.from as usize], self.local[arc.to as usize]);
            // Out of a half that pays and into one that receives; money can run between the latter.
            let pays = arc.from as usize >= self.nodes / 2;
            more[from as usize] += if pays { room } else { i128::from(arc.flow) };
            more[to as usize] += room;
        }
        for arc in &piece.arcs {
            let arc = &mut self.arcs[*arc as usize];
            if arc.is_party() {
                let ends = [arc.from, arc.to].map(|node| more[self.local[node as usize] as usize]);
                let most = i128::from(arc.flow) + ends[0].min(ends[1]);
                arc.capacity = i64::try_from(most).unwrap_or(i64::MAX).min(arc.capacity);
            }
        }
    }

    /// Rooms of all arcs when every party has at least its share, and what must run for that.
    fn demand(&self, piece: &Piece, ways: &[u32], layers: &mut Layers, share: Share) {
        layers.excess.fill(0);
        for (arc, way) in piece.arcs.iter().zip(ways) {
            let arc = &self.arcs[*arc as usize];
            let (mut flow, mut least) = (arc.flow, 0);
            if arc.is_party() {
                least = arc.wanted(share);
                let more = (least - flow).max(0);
                flow += more;
                layers.excess[self.local[arc.to as usize] as usize] += more;
                layers.excess[self.local[arc.from as usize] as usize] -= more;
            }
            layers.set(*way, arc.capacity - flow, flow - least);
        }
    }

    /// The share at which what must come in across a cut is what can go out.
    fn across(&self, piece: &Piece, ends: &[(u32, u32)], side: &[bool]) -> Share {
        let mut out = 0;
        let mut parties = Vec::new();
        for (arc, (from, to)) in piece.arcs.iter().zip(ends) {
            let arc = &self.arcs[*arc as usize];
            match (side[*from as usize], side[*to as usize]) {
                (true, false) => out += i128::from(arc.capacity) - i128::from(arc.flow),
                (false, true) => {
                    out += i128::from(arc.flow);
                    if arc.is_party() {
                        parties.push((i128::from(arc.capacity), i128::from(arc.owed)));
                    }
                }
                _ => {}
            }
        }
        // Those who stop first, at the lowest share, are taken out as long as the rest goes beyond.
        parties.sort_unstable_by(|one, other| (one.0 * other.1).cmp(&(other.0 * one.1)));
        let mut share = Share { part: out, of: parties.iter().map(|(_, owed)| owed).sum() };
        for (capacity, owed) in parties {
            if share.of == 0 || share.is_at_most(capacity, owed) {
                break;
            }
            share.part -= capacity;
            share.of -= owed;
        }
        // Nobody who could still have less: no honest cut is like that.
        if share.of == 0 { Share { part: 0, of: 1 } } else { share }
    }

    /// Both sides of a cut; what runs across stays as it is.
    fn split(&mut self, piece: &Piece, share: Share, side: &[bool]) -> [Piece; 2] {
        self.number(piece);
        [true, false].map(|which| {
            let is_here = |node: u32| side[self.local[node as usize] as usize] == which;
            let ends = |arc: &u32| {
                let Arc { from, to, .. } = self.arcs[*arc as usize];
                is_here(from) && is_here(to)
            };
            Piece {
                nodes: piece.nodes.iter().copied().filter(|node| is_here(*node)).collect(),
                arcs: piece.arcs.iter().copied().filter(|arc| ends(arc)).collect(),
                share,
            }
        })
    }
}
