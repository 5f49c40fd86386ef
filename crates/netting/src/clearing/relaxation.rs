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
    /// How money is counted in the network.
    pub(super) scale: Scale,
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
        let scale = Scale::of(&open, &sums, possible.alive.iter().filter(|alive| **alive).count());
        let pools: Vec<Pool> = open
            .iter()
            .zip(&rows.parent)
            .enumerate()
            .map(|(row, (&open, &parent))| Pool { cap: scale.cap(row, open), parent })
            .collect();
        let shift = scale.shift;
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
        Self { possible, bound, network: network.filter(|_| shift == 0), scale, chain_price }
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

/// How money is counted in networks, so that all of it together stays countable in `i64`.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// Bits that networks drop from amounts.
    pub(super) shift: u32,
    /// What is looked at of a row's money, by row: one unit more than all that leaves by it. More
    /// decides nothing, and would cost the others their last digits. Empty where all is countable.
    ceiling: Vec<i128>,
    /// Units that each row is given where bits are dropped: as many as payments, each of which
    /// may have lost one on its way in, so that no set that holds is refused.
    slack: i128,
}

impl Scale {
    /// The scale of rows that have so much `open`, and of so many payments.
    fn of(open: &[i128], sums: &Sums<'_>, payments: usize) -> Self {
        let units = sums.units();
        if units + open.iter().sum::<i128>() < SUM_MAX {
            return Self { shift: 0, ceiling: Vec::new(), slack: 0 };
        }
        let ceiling: Vec<i128> = sums.drawn().into_iter().map(|drawn| drawn + 1).collect();
        let usable = open.iter().zip(&ceiling).map(|(open, ceiling)| open.min(ceiling));
        let units = units + usable.sum::<i128>();
        let mut shift = 0;
        while units >> shift >= SUM_MAX {
            shift += 1;
        }
        let slack = if shift > 0 { payments as i128 } else { 0 };
        Self { shift, ceiling, slack }
    }

    /// What a network may use of a row that has so much open.
    pub(super) fn cap(&self, row: usize, open: i128) -> i64 {
        let open = self.ceiling.get(row).map_or(open, |ceiling| open.min(*ceiling));
        ((open >> self.shift) + self.slack) as i64
    }
}
