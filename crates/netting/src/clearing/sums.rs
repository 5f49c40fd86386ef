//! Payments between the same two chains added up: all that the bound needs of them.
//!
//! From the payments of a queue in one pass, by a table that grows with the number of pairs and
//! not with that of payments; presolve takes out what is impossible. Payments that gain
//! differently per unit stand apart. Its arcs come in the order of those of `Pairs`, so that a
//! network over them serves the search too. Must never sort payments: a million cost a few
//! milliseconds here, and many times that in order.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};
use core::cmp::Reverse;

use super::{
    network::Arc,
    rows::{NONE, Rows},
    weights::Gains,
};

/// Payments of one pair of chains that gain the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    /// Chain by which they leave.
    pub(super) pays: u32,
    /// Chain by which they come in.
    pub(super) paid: u32,
    /// Gain for a unit.
    pub(super) gain: i64,
    /// What they move together, minor units.
    pub(super) units: i128,
}

/// Sums of pairs, found by their chains.
pub(super) struct Sums<'a> {
    rows: &'a Rows<'a>,
    gains: &'a Gains,
    pub(super) list: Vec<Sum>,
    /// Places in `list`, `NONE` where free; a power of two, at least twice as long as the list.
    table: Vec<u32>,
}

/// Length of the first table.
const TABLE_MIN: usize = 1 << 10;

impl<'a> Sums<'a> {
    /// The sums of the payments that are `alive`.
    pub(super) fn of(rows: &'a Rows<'a>, gains: &'a Gains, amount: &[i64], alive: &[bool]) -> Self {
        let table = vec![NONE; TABLE_MIN];
        let mut sums = Self { rows, gains, list: Vec::new(), table };
        let payments = rows.pays.iter().zip(rows.paid.iter()).zip(amount).zip(alive);
        for (payment, (((&pays, &paid), &amount), _)) in
            (0_u32..).zip(payments).filter(|(_, (_, alive))| **alive)
        {
            sums.add(Sum { pays, paid, gain: gains.of(payment), units: i128::from(amount) });
        }
        sums
    }

    /// Takes a payment out of its sum.
    pub(super) fn take_out(&mut self, payment: u32, amount: i64) {
        let (pays, paid) = (self.rows.pays[payment as usize], self.rows.paid[payment as usize]);
        let units = -i128::from(amount);
        self.add(Sum { pays, paid, gain: self.gains.of(payment), units });
    }

    fn add(&mut self, one: Sum) {
        let place = self.place(&one);
        match self.list.get_mut(self.table[place] as usize) {
            Some(sum) => sum.units += one.units,
            None => {
                self.table[place] = self.list.len() as u32;
                self.list.push(one);
                if self.list.len() * 2 > self.table.len() {
                    self.grow();
                }
            }
        }
    }

    /// Where a sum stands in the table, or the free place where it would.
    fn place(&self, one: &Sum) -> usize {
        let mask = self.table.len() - 1;
        let key = (u64::from(one.pays) << 32 | u64::from(one.paid)) ^ (one.gain as u64) << 20;
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut at = (hash >> 32) as usize & mask;
        while let Some(sum) = self.list.get(self.table[at] as usize) {
            if (sum.pays, sum.paid, sum.gain) == (one.pays, one.paid, one.gain) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        self.table = vec![NONE; self.table.len() * 4];
        for at in 0..self.list.len() {
            let place = self.place(&self.list[at]);
            self.table[place] = at as u32;
        }
    }

    /// What each row can pay at most: what it has left, and all that comes in.
    pub(super) fn reach(&self, left: &[i128]) -> Vec<i128> {
        let mut reach = left.to_vec();
        for sum in &self.list {
            for &row in self.rows.chain(sum.paid) {
                reach[row as usize] += sum.units;
            }
        }
        reach
    }

    /// What each row can be asked to pay: all that leaves by it.
    pub(super) fn drawn(&self) -> Vec<i128> {
        let mut drawn = vec![0; self.rows.len()];
        for sum in &self.list {
            for &row in self.rows.chain(sum.pays) {
                drawn[row as usize] += sum.units;
            }
        }
        drawn
    }

    /// All units together.
    pub(super) fn units(&self) -> i128 {
        self.list.iter().map(|sum| sum.units).sum()
    }

    /// Arcs of the network, by the nodes they leave and reach, the most gain first; so many bits
    /// of the units dropped.
    pub(super) fn arcs(&self, shift: u32) -> Vec<Arc> {
        let node = |chain: u32| self.rows.node(chain);
        let mut arcs: Vec<(u64, Reverse<i64>, i128)> = self
            .list
            .iter()
            .filter(|sum| sum.units > 0)
            .map(|sum| {
                let ends = u64::from(node(sum.pays)) << 32 | u64::from(node(sum.paid));
                (ends, Reverse(sum.gain), sum.units)
            })
            .collect();
        arcs.sort_unstable();
        arcs.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1))
            .map(|same| {
                let (ends, Reverse(gain), _) = same[0];
                let units: i128 = same.iter().map(|(.., units)| units >> shift).sum();
                let cap = i64::try_from(units).unwrap_or(i64::MAX);
                Arc { tail: (ends >> 32) as u32, head: ends as u32, cap, gain }
            })
            .collect()
    }
}
