//! No feasible set is worth more than this: presolve and prices, in exact integers.
//!
//! Any prices of money at the rows, not negative, give a bound: what all caps are worth at these
//! prices, and for each possible payment what it gains beyond the money it moves. The relaxation
//! finds the best prices; the sum is made anew here in i128 from the queue alone, the way a
//! verifier makes it. Must never use the flow of the relaxation.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{
    rows::{Label, NONE, Rows},
    sums::Sum,
};
use crate::Queue;

/// Prices of one more unit of money, each over `denominator`, none negative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// What all prices are divided by; at least 1.
    pub denominator: i64,
    /// For the balance of an account.
    pub balance: Vec<i64>,
    /// For money open to high and normal payments; empty where no account has an urgent reserve.
    pub high: Vec<i64>,
    /// For money open to normal payments; empty where no account has a reserve for high.
    pub normal: Vec<i64>,
    /// For a multilateral limit, by account; empty where there are none.
    pub multilateral: Vec<i64>,
    /// For a bilateral limit, by its index in the queue.
    pub bilateral: Vec<i64>,
}

/// A proven bound and what proves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bound {
    /// No feasible set weighs more.
    pub weight: i128,
    /// Impossible payments in the order in which they were struck out: at its turn each is larger
    /// than what one of its sender's rows may use and still receive, or is tied to one that is.
    pub removed: Vec<u32>,
    /// Prices that give the weight.
    pub prices: Prices,
}

impl Prices {
    /// Prices by row as prices by what the rows stand for.
    pub(super) fn of_rows(rows: &Rows<'_>, queue: &Queue, price: &[i64], denominator: i64) -> Self {
        let accounts = queue.balance.len();
        let room = |needed: bool| if needed { vec![0; accounts] } else { Vec::new() };
        let mut prices = Self {
            denominator,
            balance: vec![0; accounts],
            high: room(!queue.reserve_urgent.is_empty()),
            normal: room(!queue.reserve_high.is_empty()),
            multilateral: room(!queue.multilateral.is_empty()),
            bilateral: vec![0; queue.bilateral.len()],
        };
        for (label, &price) in rows.label.iter().zip(price) {
            match *label {
                Label::Balance(account) => prices.balance[account as usize] = price,
                Label::High(account) => prices.high[account as usize] = price,
                Label::Normal(account) => prices.normal[account as usize] = price,
                Label::Multilateral(account) => prices.multilateral[account as usize] = price,
                Label::Bilateral(limit) => prices.bilateral[limit as usize] = price,
                Label::Kept(_) => {}
            }
        }
        prices
    }
}

/// Prices of single rows from those of nodes, which include the rows around.
pub(super) fn row_prices(rows: &Rows<'_>, node_price: impl Fn(usize) -> i64) -> Vec<i64> {
    let alone = |row: usize| match rows.parent[row] {
        _ if !rows.is_nested(row) => 0,
        NONE => node_price(row),
        parent => node_price(row) - node_price(parent as usize),
    };
    (0..rows.len()).map(|row| alone(row).max(0)).collect()
}

/// Payments of the same chains and the same weight for a unit, as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    pub(super) pays: u32,
    pub(super) paid: u32,
    pub(super) units: i128,
    pub(super) weight: i128,
}

impl Moved {
    /// Payments that weigh what they move.
    pub(super) fn of(sum: &Sum) -> Self {
        Self { pays: sum.pays, paid: sum.paid, units: sum.units, weight: sum.units }
    }
}

/// The bound that row prices prove for the payments in `moved`, over caps `cap`. Those in `linked`
/// are among them and settle both or not at all, which costs what the worse one loses.
pub(super) fn proven(
    rows: &Rows<'_>,
    cap: &[i128],
    (price, denominator): (&[i64], i64),
    moved: impl Iterator<Item = Moved>,
    linked: impl Iterator<Item = [Moved; 2]>,
) -> i128 {
    let chain_price: Vec<i128> = (0..rows.chains())
        .map(|chain| rows.chain(chain).iter().map(|&row| i128::from(price[row as usize])).sum())
        .collect();
    let denominator = i128::from(denominator);
    // What saturates is above all weights together, which the scale keeps countable.
    let gain = |Moved { pays, paid, units, weight }: Moved| {
        let cost = chain_price[pays as usize] - chain_price[paid as usize];
        weight.saturating_mul(denominator).saturating_sub(units.saturating_mul(cost))
    };
    let worth = |(&cap, &price): (&i128, &i64)| cap.saturating_mul(i128::from(price));
    let mut sum = cap.iter().zip(price).map(worth).fold(0, i128::saturating_add);
    sum = moved.map(|one| gain(one).max(0)).fold(sum, i128::saturating_add);
    for both in linked {
        let [one, other] = both.map(gain);
        let less = one.max(0).saturating_add(other.max(0)) - one.saturating_add(other).max(0);
        sum = sum.saturating_sub(less);
    }
    sum.div_euclid(denominator)
}
