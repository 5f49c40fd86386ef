//! Payments that no solution can hold, struck out until nothing changes.
//!
//! A row can never pay more than its cap and all that may still come in. A payment larger than
//! that for a row it leaves by is impossible; without it, its payee's rows may receive less, and
//! so on. Without this the linear bound overstates the optimum by up to a third. The order of
//! striking out is the certificate: anyone can repeat it with one subtraction each. Must never
//! strike out a payment that some feasible set contains.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{rows::Rows, ties::Ties, world::ByRow};

/// What presolve leaves.
#[derive(Debug)]
pub(super) struct Possible {
    /// Payments that are not impossible, by payment.
    pub(super) alive: Vec<bool>,
    /// Impossible payments in the order in which they were struck out.
    pub(super) removed: Vec<u32>,
}

/// A payment is watched from the start when it is larger than this part of what its row can ever
/// pay; the rest is looked at only if the row sinks below that part.
const WATCHED_PART: i128 = 16;

/// What each row can pay at most: what it has left, and what payments that are `alive` bring in.
pub(super) fn reach(rows: &Rows<'_>, left: &[i128], amount: &[i64], alive: &[bool]) -> Vec<i128> {
    let mut reach = left.to_vec();
    for (payment, _) in alive.iter().enumerate().filter(|(_, alive)| **alive) {
        for &row in rows.chain(rows.paid[payment]) {
            reach[row as usize] += i128::from(amount[payment]);
        }
    }
    reach
}

/// Strikes out impossible payments. `alive` says which are considered, `reach` what rows can pay
/// at most when all of those come in.
pub(super) fn impossible(
    rows: &Rows<'_>,
    reach: Vec<i128>,
    amount: &[i64],
    mut alive: Vec<bool>,
    ties: &Ties,
) -> Possible {
    let mut fixpoint = Fixpoint {
        rows,
        amount,
        floor: reach.iter().map(|&reach| floor_of(reach)).collect(),
        reach,
        watched: vec![Vec::new(); rows.len()],
        leaving: ByRow::default(),
        work: Vec::new(),
        removed: Vec::new(),
    };
    fixpoint.watch_all(&alive);
    fixpoint.run(&mut alive, ties);
    Possible { alive, removed: fixpoint.removed }
}

/// Payments up to this are not watched at a row that can pay `reach`.
fn floor_of(reach: i128) -> i64 {
    i64::try_from(reach.max(0) / WATCHED_PART).unwrap_or(i64::MAX)
}

struct Fixpoint<'a> {
    rows: &'a Rows<'a>,
    amount: &'a [i64],
    /// What each row can pay at most: cap and all considered inflow.
    reach: Vec<i128>,
    /// Payments up to this are not yet watched, by row.
    floor: Vec<i64>,
    /// Watched payments that leave by the row, largest last.
    watched: Vec<Vec<(i64, u32)>>,
    /// All payments that leave by each row; filled when a row first sinks below its floor.
    leaving: ByRow,
    /// Rows whose largest payments may have become impossible.
    work: Vec<u32>,
    removed: Vec<u32>,
}

impl Fixpoint<'_> {
    fn watch_all(&mut self, alive: &[bool]) {
        let payments = self.amount.iter().zip(self.rows.pays.iter()).zip(alive);
        for (payment, ((&amount, &chain), _)) in
            (0_u32..).zip(payments).filter(|(_, (_, alive))| **alive)
        {
            for &row in self.rows.chain(chain) {
                if amount > self.floor[row as usize] && self.rows.is_nested(row as usize) {
                    self.watched[row as usize].push((amount, payment));
                }
            }
        }
        for row in 0..self.rows.len() {
            self.watched[row].sort_unstable();
            self.work.push(row as u32);
        }
    }

    /// Watches the row's smaller payments too, now that it has sunk so low.
    fn watch_lower(&mut self, row: usize, alive: &[bool]) {
        if self.leaving.is_empty() {
            let order: Vec<u32> = (0..self.amount.len() as u32).collect();
            self.leaving = ByRow::of(self.rows, &self.rows.pays, &order);
        }
        let old = self.floor[row];
        let new = floor_of(self.reach[row]);
        self.floor[row] = new;
        let mut more: Vec<(i64, u32)> = self
            .leaving
            .of_row(row)
            .iter()
            .map(|&payment| (self.amount[payment as usize], payment))
            .filter(|&(amount, payment)| alive[payment as usize] && amount > new && amount <= old)
            .collect();
        more.sort_unstable();
        more.append(&mut self.watched[row]);
        self.watched[row] = more;
    }

    fn run(&mut self, alive: &mut [bool], ties: &Ties) {
        while let Some(row) = self.work.pop() {
            let row = row as usize;
            if self.reach[row] < i128::from(self.floor[row]) && self.rows.is_nested(row) {
                self.watch_lower(row, alive);
            }
            while let Some(&(amount, payment)) = self.watched[row].last() {
                if i128::from(amount) <= self.reach[row] && alive[payment as usize] {
                    break;
                }
                self.watched[row].pop();
                if alive[payment as usize] {
                    self.remove(payment, alive);
                    // What is tied to it can no longer settle either.
                    for &other in ties.of(payment) {
                        if alive[other as usize] {
                            self.remove(other, alive);
                        }
                    }
                }
            }
        }
    }

    fn remove(&mut self, payment: u32, alive: &mut [bool]) {
        alive[payment as usize] = false;
        self.removed.push(payment);
        for &row in self.rows.chain(self.rows.paid[payment as usize]) {
            self.reach[row as usize] -= i128::from(self.amount[payment as usize]);
            self.work.push(row);
        }
    }
}
