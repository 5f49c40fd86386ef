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

use super::rows::{Label, NONE, Rows};
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
            }
        }
        prices
    }
}

/// Prices of single rows from those of nodes, which include the rows around.
pub(super) fn row_prices(rows: &Rows<'_>, node_price: impl Fn(usize) -> i64) -> Vec<i64> {
    let alone = |row: usize| match rows.parent[row] {
        NONE => node_price(row),
        parent => node_price(row) - node_price(parent as usize),
    };
    (0..rows.len()).map(|row| alone(row).max(0)).collect()
}

/// The bound that row prices prove for the payments that are `alive`, over caps `cap`.
pub(super) fn proven(
    rows: &Rows<'_>,
    cap: &[i128],
    price: &[i64],
    denominator: i64,
    payments: Payments<'_>,
) -> i128 {
    let chain_price: Vec<i128> = (0..rows.chains())
        .map(|chain| rows.chain(chain).iter().map(|&row| i128::from(price[row as usize])).sum())
        .collect();
    let mut sum: i128 = cap.iter().zip(price).map(|(&cap, &price)| cap * i128::from(price)).sum();
    for (at, _) in payments.alive.iter().enumerate().filter(|(_, alive)| **alive) {
        let moved = chain_price[rows.pays[at] as usize] - chain_price[rows.paid[at] as usize];
        let worth = i128::from(payments.weight[at]) * i128::from(denominator);
        let gain = worth - i128::from(payments.amount[at]) * moved;
        sum += gain.max(0);
    }
    sum.div_euclid(i128::from(denominator))
}

/// The payments a bound speaks of.
#[derive(Clone, Copy)]
pub(super) struct Payments<'a> {
    pub(super) amount: &'a [i64],
    pub(super) weight: &'a [i64],
    pub(super) alive: &'a [bool],
}
