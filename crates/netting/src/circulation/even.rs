//! The most even of the best clearings: a second flow on what is left free at the optimum.
//!
//! Takes a part's network, its best flow and potentials; changes the flow only where it costs
//! nothing, so the total stays. Each party is split in two, and what it owes runs between both
//! halves in slices that count more and more. A unit moved from a high slice to a lower one makes
//! the sum less, so the least sum is the most even clearing. It never touches potentials.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays that `circulation` made"
)]

use crate::flow::{End, Network, NetworkError, Simplex, Solution};
use alloc::vec;
use alloc::vec::Vec;

/// Levels the flow of a part; false when the budget ended before.
pub(super) fn level(
    network: &Network,
    solution: &mut Solution,
    slices: u16,
    steps: u64,
) -> Result<bool, NetworkError> {
    let (split, free) = halves(network, solution, slices);
    let mut simplex = Simplex::new(&split)?;
    if simplex.solve(steps) != End::Optimal {
        return Ok(false);
    }
    for (place, arc) in free.into_iter().enumerate() {
        let sent = simplex.flow(place);
        // Debts stand as what is cleared, money as it runs in the part.
        solution.flow[arc] =
            if network.cost[arc] == 1 { network.capacity[arc] - sent } else { sent };
    }
    Ok(true)
}

/// The network of halves, in which cleared debt runs from debtor to creditor; its first arcs are
/// the free arcs of the part, which are returned. Node `n` receives, `nodes + n` pays.
fn halves(network: &Network, solution: &Solution, slices: u16) -> (Network, Vec<usize>) {
    let nodes = network.nodes;
    let mut split = Network::new(2 * nodes);
    let mut supply: Vec<i128> = vec![0; 2 * nodes as usize];
    let mut owed: Vec<i128> = vec![0; nodes as usize];
    let mut free = Vec::new();
    for (arc, &capacity) in network.capacity.iter().enumerate() {
        let (tail, head) = (network.tail[arc], network.head[arc]);
        let debt = network.cost[arc] == 1;
        let reduced = network.cost[arc] + solution.potential[tail as usize]
            - solution.potential[head as usize];
        // Money in the part runs against the money lent: from its head to its tail.
        let (from, to) = if debt { (nodes + tail, head) } else { (head, tail) };
        if debt {
            owed[tail as usize] += i128::from(capacity);
        }
        if reduced == 0 {
            split.add(from, to, capacity, 0);
            free.push(arc);
        } else if debt != (reduced < 0) {
            let fixed = if debt { capacity } else { solution.flow[arc] };
            supply[from as usize] -= i128::from(fixed);
            supply[to as usize] += i128::from(fixed);
        }
    }
    for (node, owed) in (0..nodes).zip(owed) {
        let edge = |k: u16| owed * i128::from(k) / i128::from(slices);
        for k in 0..slices {
            let width = i64::try_from(edge(k + 1) - edge(k)).unwrap_or(i64::MAX);
            split.add(node, nodes + node, width, i64::from(k));
        }
    }
    for (place, supply) in split.supply.iter_mut().zip(supply) {
        *place = i64::try_from(supply).unwrap_or(i64::MAX);
    }
    (split, free)
}
