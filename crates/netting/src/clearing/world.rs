//! A queue made ready for clearing: rows, ties, weights, what is possible, and the orders that
//! every kernel walks in.
//!
//! Made once for a run from the queue and its terms; read only afterwards. Must never hold a
//! payment in its orders that presolve struck out or that the guarantee has fixed.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};
use core::cmp::Reverse;

use super::{
    pairs::Pairs,
    relaxation::{Given, Scale},
    rows::Rows,
    ties::Ties,
    weights::Gains,
};

/// All that stays the same during a run.
pub(super) struct World<'a> {
    pub(super) rows: &'a Rows<'a>,
    pub(super) ties: &'a Ties,
    pub(super) amount: &'a [i64],
    pub(super) weight: &'a [i64],
    pub(super) gains: &'a Gains,
    /// Free payments by arc.
    pub(super) pairs: Pairs,
    /// Place of a payment in `pairs.list`, `u32::MAX` when it is not free.
    pub(super) place: Vec<u32>,
    /// Free payments, the one to try first in front.
    pub(super) by_size: Vec<u32>,
    /// Free payments that leave by a row, and those that come in by it, in the same order.
    pub(super) leaving: ByRow,
    pub(super) entering: ByRow,
    /// How money is counted in networks.
    pub(super) scale: Scale,
    /// Price of a unit that leaves by a chain, over the denominator of the gains.
    pub(super) chain_price: Vec<i64>,
}

impl<'a> World<'a> {
    /// The world of the payments that are `alive`, money counted by `scale`.
    pub(super) fn of(
        given: Given<'a>,
        alive: &[bool],
        scale: Scale,
        chain_price: Vec<i64>,
    ) -> Self {
        let Given { queue, rows, ties, weight, gains } = given;
        let amount = &queue.amount;
        let pairs = Pairs::of(rows, amount, alive, gains);
        let mut place = vec![u32::MAX; amount.len()];
        for (at, &payment) in pairs.list.iter().enumerate() {
            place[payment as usize] = at as u32;
        }
        let mut by_size = pairs.list.clone();
        by_size.sort_unstable_by_key(|&payment| {
            let at = payment as usize;
            (Reverse(weight[at]), amount[at], payment)
        });
        let leaving = ByRow::of(rows, &rows.pays, &by_size);
        let entering = ByRow::of(rows, &rows.paid, &by_size);
        Self {
            rows,
            ties,
            amount,
            weight,
            gains,
            pairs,
            place,
            by_size,
            leaving,
            entering,
            scale,
            chain_price,
        }
    }
}

impl World<'_> {
    /// What the prices say that it loses to have a payment settled, or not; nothing or more.
    pub(super) fn loss(&self, payment: u32, is_taken: bool) -> i128 {
        let at = payment as usize;
        let price = |chain: u32| i128::from(self.chain_price[chain as usize]);
        let cost = price(self.rows.pays[at]) - price(self.rows.paid[at]);
        let worth = i128::from(self.weight[at]) * i128::from(self.gains.denominator());
        let gain = worth.saturating_sub(cost.saturating_mul(i128::from(self.amount[at])));
        if is_taken { -gain } else { gain }.max(0)
    }
}

/// Payments of each row in one array.
#[derive(Debug, Default)]
pub(super) struct ByRow {
    first: Vec<u32>,
    list: Vec<u32>,
}

impl ByRow {
    /// Payments by the rows of the chain that `chain_of` gives them, in their `order`.
    pub(super) fn of(rows: &Rows<'_>, chain_of: &[u32], order: &[u32]) -> Self {
        let mut first = vec![0_u32; rows.len() + 2];
        for &payment in order {
            for &row in rows.chain(chain_of[payment as usize]) {
                first[row as usize + 2] += 1;
            }
        }
        for row in 2..first.len() {
            first[row] += first[row - 1];
        }
        let mut list = vec![0_u32; first[first.len() - 1] as usize];
        for &payment in order {
            for &row in rows.chain(chain_of[payment as usize]) {
                list[first[row as usize + 1] as usize] = payment;
                first[row as usize + 1] += 1;
            }
        }
        Self { first, list }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub(super) fn of_row(&self, row: usize) -> &[u32] {
        &self.list[self.first[row] as usize..self.first[row + 1] as usize]
    }
}
