//! The settled set in exact integers: what is taken, and what every row has left.
//!
//! All kernels that look for solutions change it payment by payment and ask it what fits; what
//! the caller gets is read from here. Must never be left with a row below nothing when a kernel
//! returns.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::rows::Rows;

/// What is taken, and what is left.
#[derive(Debug, Clone)]
pub(super) struct State<'a> {
    rows: &'a Rows<'a>,
    amount: &'a [i64],
    weight: &'a [i64],
    pub(super) taken: Vec<bool>,
    /// What a row may still pay, minor units.
    pub(super) left: Vec<i128>,
    /// Taken payments that a row binds, by row; counted only where there are other rows than
    /// balances.
    bound: Vec<u32>,
    /// Weight of what is taken.
    pub(super) total: i128,
}

impl<'a> State<'a> {
    pub(super) fn empty(rows: &'a Rows<'a>, amount: &'a [i64], weight: &'a [i64]) -> Self {
        Self {
            rows,
            amount,
            weight,
            taken: vec![false; amount.len()],
            left: rows.own.clone(),
            bound: vec![0; if rows.plain { 0 } else { rows.len() }],
            total: 0,
        }
    }

    /// Takes a payment whether it fits or not.
    pub(super) fn take(&mut self, payment: u32) {
        self.taken[payment as usize] = true;
        self.total += i128::from(self.weight[payment as usize]);
        self.shift(payment, i128::from(self.amount[payment as usize]));
    }

    pub(super) fn release(&mut self, payment: u32) {
        self.taken[payment as usize] = false;
        self.total -= i128::from(self.weight[payment as usize]);
        self.shift(payment, -i128::from(self.amount[payment as usize]));
    }

    fn shift(&mut self, payment: u32, units: i128) {
        let at = payment as usize;
        let (pays, paid) = (self.rows.pays[at], self.rows.paid[at]);
        if self.rows.plain {
            self.left[pays as usize] -= units;
            self.left[paid as usize] += units;
            return;
        }
        let spared = self.rows.spared(pays);
        for &row in self.rows.chain(pays) {
            self.left[row as usize] -= units;
            if row != spared {
                let bound = &mut self.bound[row as usize];
                *bound = if units > 0 { *bound + 1 } else { *bound - 1 };
            }
        }
        for &row in self.rows.chain(paid) {
            self.left[row as usize] += units;
        }
    }

    /// Whether a row must not go below nothing as things stand.
    fn binds(&self, row: usize) -> bool {
        !self.rows.is_reserve(row) || self.bound[row] > 0
    }

    /// What a row lacks; nothing where it holds.
    pub(super) fn lack(&self, row: usize) -> i128 {
        match self.left[row] < 0 && self.binds(row) {
            true => -self.left[row],
            false => 0,
        }
    }

    /// Whether every row holds.
    pub(super) fn holds(&self) -> bool {
        (0..self.rows.len()).all(|row| self.lack(row) == 0)
    }

    /// Whether the payment alone fits.
    pub(super) fn fits(&self, payment: u32) -> bool {
        self.lacking(payment).is_none()
    }

    /// The first row that lacks money for the payment alone.
    pub(super) fn lacking(&self, payment: u32) -> Option<u32> {
        let at = payment as usize;
        let units = i128::from(self.amount[at]);
        let pays = self.rows.pays[at];
        if self.rows.plain {
            return (self.left[pays as usize] < units).then_some(pays);
        }
        // A row that spares the payment may still bind others that are taken.
        let spared = self.rows.spared(pays);
        let lacks = |row: u32| {
            self.left[row as usize] < units && (row != spared || self.binds(row as usize))
        };
        self.rows.chain(pays).iter().copied().find(|row| lacks(*row))
    }

    /// Takes a payment, or a group together, when all rows bear it; says whether it did.
    pub(super) fn take_if_fits(&mut self, payment: u32, group: &[u32]) -> bool {
        if group.is_empty() {
            let fits = self.fits(payment);
            if fits {
                self.take(payment);
            }
            return fits;
        }
        for &member in group {
            self.take(member);
        }
        let borne = group.iter().all(|&member| {
            let chain = self.rows.chain(self.rows.pays[member as usize]);
            chain.iter().all(|&row| self.lack(row as usize) == 0)
        });
        if !borne {
            for &member in group {
                self.release(member);
            }
        }
        borne
    }
}
