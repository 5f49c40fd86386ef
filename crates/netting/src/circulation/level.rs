//! The fairest of the best clearings: the lowest share of what a party owes is as high as it can
//! be, then the next lowest, and so on (lexicographic).
//!
//! Takes a part's network with its best flow and potentials, changes the flow only where it costs
//! nothing, so the total stays. Each party is split in two halves, what it is cleared as a debtor
//! runs between them, and debts run from half to half. A *level* is a share that all parties of a
//! piece are to reach at least; the highest that all reach together is found from above: where a
//! level cannot be reached, the cut that forbids it says what can (Newton's method on cuts). Parties
//! across the last such cut can never have more while the others keep theirs, so they stay, and
//! the two sides of the cut are levelled on, each by itself. Rounding: a level is rounded down to
//! whole units for each party; the few units left over lie where the search put them, the same
//! each time. It never touches potentials.
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
    /// Whether it joins the halves of a party; then the capacity is what the party owes.
    is_party: bool,
    /// Least that a party is to have.
    least: i64,
}

/// A share, at most one.
#[derive(Debug, Clone, Copy)]
struct Share {
    part: i128,
    of: i128,
}

impl Share {
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
                arcs.push(Arc { from, to, flow, capacity, is_party: false, least: 0 });
                free.push(arc);
            }
        }
        for (node, (owed, cleared)) in (0..nodes).zip(owed.all.iter().zip(&cleared)) {
            let (capacity, flow) = (i64::try_from(*owed).ok()?, i64::try_from(*cleared).ok()?);
            if capacity > 0 {
                let (from, to) = (node, nodes + node);
                arcs.push(Arc { from, to, flow, capacity, is_party: true, least: 0 });
            }
        }
        let nodes = 2 * nodes as usize;
        Some((Graph { arcs, nodes, local: vec![0; nodes] }, free))
    }

    fn level(&mut self, steps: u64) -> bool {
        let mut left = steps;
        let arcs = (0..self.arcs.len() as u32).collect();
        let mut waiting = vec![Piece { nodes: (0..self.nodes as u32).collect(), arcs }];
        while let Some(piece) = waiting.pop() {
            for piece in self.circles(&piece) {
                match self.raise(&piece, &mut left) {
                    None => return false,
                    Some(side) if side.is_empty() => {}
                    Some(side) => waiting.extend(self.split(&piece, &side)),
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
        let open: Vec<bool> = ahead.chain(arcs().map(|arc| arc.flow > arc.least)).collect();
        let count = piece.nodes.len() as u32;
        let leaving = Leaving::new(count, &tails, |arc| open[arc]);
        let parts = Parts::new(count, &leaving, &heads);
        let mut circles: Vec<Piece> = (0..parts.count())
            .map(|part| Piece {
                nodes: parts.nodes(part).iter().map(|node| piece.nodes[*node as usize]).collect(),
                arcs: Vec::new(),
            })
            .collect();
        let mut has_party = vec![false; circles.len()];
        for (arc, (from, to)) in piece.arcs.iter().zip(from.iter().zip(&to)) {
            let part = parts.part[*from as usize] as usize;
            if part == parts.part[*to as usize] as usize {
                circles[part].arcs.push(*arc);
                has_party[part] |= self.arcs[*arc as usize].is_party;
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

    /// Raises the parties of a piece to the highest level that all can reach. Gives the side of
    /// the cut that forbids more, by node of the piece; nothing when nothing forbids it, and none
    /// at the end of the budget.
    fn raise(&mut self, piece: &Piece, left: &mut u64) -> Option<Vec<bool>> {
        self.number(piece);
        let place = |node: u32| self.local[node as usize];
        let arcs = piece.arcs.iter().map(|arc| &self.arcs[*arc as usize]);
        let ends: Vec<_> = arcs.map(|arc| (place(arc.from), place(arc.to))).collect();
        let (mut layers, ways) = Layers::of(piece.nodes.len(), &ends);
        let mut share = Share { part: 1, of: 1 };
        let mut side = Vec::new();
        loop {
            *left = left.checked_sub(1)?;
            self.demand(piece, &ways, &mut layers, share);
            layers.run(left);
            if *left == 0 {
                return None;
            }
            if layers.excess.iter().all(|excess| *excess <= 0) {
                break;
            }
            side = (0..piece.nodes.len()).map(|node| layers.is_reached(node)).collect();
            share = self.across(piece, &ends, &side);
        }
        for (arc, way) in piece.arcs.iter().zip(&ways) {
            let arc = &mut self.arcs[*arc as usize];
            arc.flow = arc.capacity - layers.ways[*way as usize].room;
            if arc.is_party {
                arc.least = arc.least.max(share.times(arc.capacity));
            }
        }
        Some(side)
    }

    /// Rooms of all arcs when every party has at least its share, and what must run for that.
    fn demand(&self, piece: &Piece, ways: &[u32], layers: &mut Layers, share: Share) {
        layers.excess.fill(0);
        for (arc, way) in piece.arcs.iter().zip(ways) {
            let arc = &self.arcs[*arc as usize];
            let (mut flow, mut least) = (arc.flow, 0);
            if arc.is_party {
                least = arc.least.max(share.times(arc.capacity));
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
        let mut share = Share { part: 0, of: 0 };
        for (arc, (from, to)) in piece.arcs.iter().zip(ends) {
            let arc = &self.arcs[*arc as usize];
            match (side[*from as usize], side[*to as usize]) {
                (true, false) => share.part += i128::from(arc.capacity) - i128::from(arc.flow),
                (false, true) => {
                    share.part += i128::from(arc.flow);
                    if arc.is_party {
                        share.of += i128::from(arc.capacity);
                    }
                }
                _ => {}
            }
        }
        share
    }

    /// Both sides of a cut; what runs across stays as it is.
    fn split(&mut self, piece: &Piece, side: &[bool]) -> [Piece; 2] {
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
            }
        })
    }
}
