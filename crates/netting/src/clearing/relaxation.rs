//! From a queue to its bound: impossible payments struck out, the rest divided at the best prices.
//!
//! One pass adds payments up by pair, presolve strikes out, the network finds prices, and the
//! bound is summed from them. The network is handed on, for a search begins where it stands. Must
//! never need the order of payments.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{
    bound::{Bound, Moved, Prices, proven, row_prices},
    network::{Network, Pool},
    presolve::{Possible, impossible},
    rows::Rows,
    sums::Sums,
    ties::Ties,
    weights::Gains,
};
use crate::Queue;

/// Sums of shifted amounts stay below this, so that the network counts in `i64`.
const SUM_MAX: i128 = 1 << 59;

/// A queue with what every kernel reads of it.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) queue: &'a Queue,
    pub(super) rows: &'a Rows<'a>,
    pub(super) ties: &'a Ties,
    pub(super) weight: &'a [i64],
    pub(super) gains: &'a Gains,
}

/// What is left of a queue, relaxed.
pub(super) struct Relaxation {
    pub(super) possible: Possible,
    pub(super) bound: Bound,
    /// The network with its flow and prices, over all rows and the arcs of all possible payments;
    /// none where its units are coarser than the queue's.
    pub(super) network: Option<Network>,
    /// Bits that the network drops from amounts.
    pub(super) shift: u32,
    /// Price of a unit that leaves by a chain, over the denominator of the gains.
    pub(super) chain_price: Vec<i64>,
}

impl Relaxation {
    /// Relaxes the payments that are `alive`, rows having so much `left`.
    pub(super) fn of(given: Given<'_>, left: &[i128], alive: Vec<bool>) -> Self {
        let Given { queue, rows, ties, gains, .. } = given;
        let open: Vec<i128> = (0..).zip(left).map(|(row, &left)| rows.open(row, left)).collect();
        let mut sums = Sums::of(rows, gains, &queue.amount, &alive);
        let possible = impossible(rows, sums.reach(&open), &queue.amount, alive, ties);
        for &payment in &possible.removed {
            sums.take_out(payment, queue.amount[payment as usize]);
        }
        let shift = shift_of(sums.units() + open.iter().sum::<i128>());
        let pools: Vec<Pool> = open
            .iter()
            .zip(&rows.parent)
            .map(|(open, &parent)| Pool { cap: (open >> shift) as i64, parent })
            .collect();
        let arcs = sums.arcs(shift);
        let network = Network::solve(&pools, &arcs);
        let mut price = match &network {
            Some(network) => row_prices(rows, |row| network.price(row)),
            None => vec![0; rows.len()],
        };
        let prove = |price: &[i64]| given.proven(&open, price, &sums, &possible.alive);
        let (mut weight, free) = (prove(&price), vec![0; rows.len()]);
        // Gains far apart are rounded up to prices too high to prove anything.
        if prove(&free) < weight {
            (weight, price) = (prove(&free), free);
        }
        let bound = Bound {
            weight,
            removed: possible.removed.clone(),
            prices: Prices::of_rows(rows, queue, &price, gains.denominator()),
        };
        let chain_price = (0..rows.chains())
            .map(|chain| rows.chain(chain).iter().map(|&row| price[row as usize]).sum())
            .collect();
        Self { possible, bound, network: network.filter(|_| shift == 0), shift, chain_price }
    }
}

impl Given<'_> {
    /// What prices prove for the payments that are `alive`, which `sums` holds too.
    fn proven(&self, open: &[i128], price: &[i64], sums: &Sums<'_>, alive: &[bool]) -> i128 {
        let moved = |payment: u32| Moved {
            pays: self.rows.pays[payment as usize],
            paid: self.rows.paid[payment as usize],
            units: i128::from(self.queue.amount[payment as usize]),
            weight: i128::from(self.weight[payment as usize]),
        };
        let links = self.queue.links.iter().map(|link| [link.first, link.second]);
        let linked = links.filter(|ends| ends.iter().all(|&end| alive[end as usize]));
        let linked = linked.map(|ends| ends.map(moved));
        let price = (price, self.gains.denominator());
        match self.gains {
            // What gains the same for each unit may stand together.
            Gains::Same => proven(self.rows, open, price, sums.list.iter().map(Moved::of), linked),
            Gains::Each { .. } => {
                let alive = (0_u32..).zip(alive).filter(|(_, alive)| **alive);
                proven(self.rows, open, price, alive.map(|(payment, _)| moved(payment)), linked)
            }
        }
    }
}

/// Bits to drop so that so much money together stays countable.
pub(super) fn shift_of(units: i128) -> u32 {
    let mut shift = 0;
    while units >> shift >= SUM_MAX {
        shift += 1;
    }
    shift
}
