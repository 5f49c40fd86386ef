//! The residual network: both directions of every arc, grouped by the node they leave.
//!
//! Filled once from a [`Network`] for `phases` and `scaling`, which then send on its ways. An arc
//! of negative cost starts full, so that no way with room costs less than nothing. It sends nothing
//! itself.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Network::check`"
)]

use super::layers::Way;
use super::{Network, NetworkError, SUPPLY_MAX};
use alloc::vec;
use alloc::vec::Vec;

/// Both directions of every arc.
pub(super) struct Residual {
    /// Where the ways of each node begin, and the end.
    pub start: Vec<u32>,
    pub ways: Vec<Way>,
    /// Cost of one unit, by way.
    pub cost: Vec<i64>,
    /// Where the forward direction of an arc stands.
    pub place: Vec<u32>,
    /// What each node still has to send; negative where it wants some.
    pub excess: Vec<i64>,
    /// What all nodes have to send.
    pub sum: i64,
}

impl Residual {
    /// The ways of a network that passed its check.
    ///
    /// # Errors
    /// Arcs of negative cost together can carry more than 2^62.
    pub(super) fn new(network: &Network) -> Result<Self, NetworkError> {
        let (nodes, arcs) = (network.nodes as usize, network.arcs());
        let mut start = vec![0_u32; nodes + 2];
        for node in network.tail.iter().chain(&network.head) {
            start[*node as usize + 2] += 1;
        }
        for at in 2..start.len() {
            start[at] += start[at - 1];
        }
        let blank = Way { room: 0, to: 0, pair: 0 };
        let (mut ways, mut cost) = (vec![blank; 2 * arcs], vec![0; 2 * arcs]);
        let mut place = vec![0; arcs];
        let mut excess: Vec<i128> = network.supply.iter().map(|s| i128::from(*s)).collect();
        for (arc, seat) in place.iter_mut().enumerate() {
            let (tail, head) = (network.tail[arc], network.head[arc]);
            let (capacity, price) = (network.capacity[arc], network.cost[arc]);
            let forward = start[tail as usize + 1];
            start[tail as usize + 1] += 1;
            let back = start[head as usize + 1];
            start[head as usize + 1] += 1;
            let full = if price < 0 { capacity } else { 0 };
            excess[tail as usize] -= i128::from(full);
            excess[head as usize] += i128::from(full);
            ways[forward as usize] = Way { room: capacity - full, to: head, pair: back };
            ways[back as usize] = Way { room: full, to: tail, pair: forward };
            cost[forward as usize] = price;
            cost[back as usize] = -price;
            *seat = forward;
        }
        let sum: i128 = excess.iter().map(|e| e.abs()).sum();
        if sum > SUPPLY_MAX {
            return Err(NetworkError::Supply { sum });
        }
        let excess: Vec<i64> = excess.iter().map(|e| *e as i64).collect();
        start.truncate(nodes + 1);
        Ok(Self { start, ways, cost, place, excess, sum: (sum / 2) as i64 })
    }

    /// Places of the ways that leave a node.
    pub(super) fn span(&self, node: u32) -> core::ops::Range<usize> {
        self.start[node as usize] as usize..self.start[node as usize + 1] as usize
    }

    /// What each arc of the network carries.
    pub(super) fn flow(&self, network: &Network) -> Vec<i64> {
        let arcs = self.place.iter().zip(&network.capacity).zip(&network.cost);
        let sent = |((place, capacity), cost): ((&u32, &i64), &i64)| {
            let ahead = self.ways[*place as usize];
            if *cost < 0 { capacity - ahead.room } else { self.ways[ahead.pair as usize].room }
        };
        arcs.map(sent).collect()
    }
}
