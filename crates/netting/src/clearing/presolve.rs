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

use super::{rows::Rows, ties::Ties};

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

/// Strikes out impossible payments. `alive` says which are considered; payments outside it and
/// the money they move must already be in `cap`.
pub(super) fn impossible(
    rows: &Rows<'_>,
    cap: &[i128],
    amount: &[i64],
    mut alive: Vec<bool>,
    ties: &Ties,
) -> Possible {
    let mut reach = cap.to_vec();
    for (payment, _) in alive.iter().enumerate().filter(|(_, alive)| **alive) {
        for &row in rows.chain(rows.paid[payment]) {
            reach[row as usize] += i128::from(amount[payment]);
        }
    }
    let mut fixpoint = Fixpoint {
        rows,
        amount,
        floor: reach.iter().map(|r| r / WATCHED_PART).collect(),
        reach,
        watched: vec![Vec::new(); rows.len()],
        leaving: Vec::new(),
        work: Vec::new(),
        removed: Vec::new(),
    };
    fixpoint.watch_all(&alive);
    fixpoint.run(&mut alive, ties);
    Possible { alive, removed: fixpoint.removed }
}

struct Fixpoint<'a> {
    rows: &'a Rows<'a>,
    amount: &'a [i64],
    /// What each row can pay at most: cap and all considered inflow.
    reach: Vec<i128>,
    /// Payments up to this are not yet watched, by row.
    floor: Vec<i128>,
    /// Watched payments that leave by the row, largest last.
    watched: Vec<Vec<(i64, u32)>>,
    /// All payments that leave by each row; filled when a row first sinks below its floor.
    leaving: Vec<Vec<u32>>,
    /// Rows whose largest payments may have become impossible.
    work: Vec<u32>,
    removed: Vec<u32>,
}

impl Fixpoint<'_> {
    fn watch_all(&mut self, alive: &[bool]) {
        for (payment, _) in alive.iter().enumerate().filter(|(_, alive)| **alive) {
            let amount = self.amount[payment];
            for &row in self.rows.chain(self.rows.pays[payment]) {
                if i128::from(amount) > self.floor[row as usize] {
                    self.watched[row as usize].push((amount, payment as u32));
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
            self.leaving = self.by_row();
        }
        let old = self.floor[row];
        let new = self.reach[row].max(0) / WATCHED_PART;
        self.floor[row] = new;
        let mut more: Vec<(i64, u32)> = self.leaving[row]
            .iter()
            .map(|&payment| (self.amount[payment as usize], payment))
            .filter(|&(amount, payment)| {
                let amount = i128::from(amount);
                alive[payment as usize] && amount > new && amount <= old
            })
            .collect();
        more.sort_unstable();
        more.append(&mut self.watched[row]);
        self.watched[row] = more;
    }

    fn by_row(&self) -> Vec<Vec<u32>> {
        let mut leaving = vec![Vec::new(); self.rows.len()];
        for (payment, &chain) in self.rows.pays.iter().enumerate() {
            for &row in self.rows.chain(chain) {
                leaving[row as usize].push(payment as u32);
            }
        }
        leaving
    }

    fn run(&mut self, alive: &mut [bool], ties: &Ties) {
        while let Some(row) = self.work.pop() {
            let row = row as usize;
            if self.reach[row] < self.floor[row] {
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
