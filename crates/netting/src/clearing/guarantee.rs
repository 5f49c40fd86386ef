//! Small payments first: what a rulebook guarantees before anything is chosen by its weight.
//!
//! In order of arrival, round by round while anything fits. A payment that does not fit waits in
//! the first row that lacks money for it, and of each row only the earliest that the row can bear
//! is tried again: so each receipt costs a few tries, however many wait. Tries are counted as
//! steps. Must never take what breaks a row, and stops for no budget: a guarantee is one.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use super::rows::{NONE, Rows};
use super::state::State;
use super::ties::Ties;
use crate::Queue;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;
use core::mem::take;

/// Takes payments of at most `small` minor units that are linked with no other; how many tries it
/// took.
pub(super) fn guarantee(
    small: i64,
    queue: &Queue,
    rows: &Rows<'_>,
    ties: &Ties,
    state: &mut State<'_>,
) -> u64 {
    let listed = (0_u32..).zip(&queue.amount);
    let first = listed.filter(|&(at, &amount)| amount <= small && ties.of(at).is_empty());
    let first: Vec<u32> = first.map(|(payment, _)| payment).collect();
    let mut guarantee = Guarantee {
        rows,
        amount: &queue.amount,
        waiting: Waiting::of(&first, rows),
        woken: vec![NONE; rows.len()],
        round: first.into_iter().map(|payment| (payment, NONE)).collect(),
        fed: BTreeSet::new(),
    };
    let mut tries = 0;
    while !guarantee.round.is_empty() {
        while let Some((payment, from)) = guarantee.round.pop_first() {
            tries += 1;
            guarantee.attempt(payment, from, state);
        }
        for row in take(&mut guarantee.fed) {
            guarantee.wake(row, 0, state);
        }
    }
    tries
}

struct Guarantee<'a> {
    rows: &'a Rows<'a>,
    amount: &'a [i64],
    waiting: Waiting,
    /// The payment of a row that is to be tried again, or `NONE`.
    woken: Vec<u32>,
    /// What is to be tried in this round, and the row it waited in, or `NONE`.
    round: BTreeMap<u32, u32>,
    /// Rows that money came into in this round.
    fed: BTreeSet<u32>,
}

impl Guarantee<'_> {
    fn attempt(&mut self, payment: u32, from: u32, state: &mut State<'_>) {
        let at = payment as usize;
        match state.lacking(payment) {
            Some(row) => self.waiting.put(row, payment, self.amount[at]),
            None => {
                state.take(payment);
                let rows = self.rows;
                for &row in rows.chain(rows.paid[at]) {
                    self.fed.insert(row);
                    self.wake(row, payment + 1, state);
                }
            }
        }
        if from != NONE {
            self.woken[from as usize] = NONE;
            self.wake(from, payment + 1, state);
        }
    }

    /// The earliest payment from `from` on that a row can bear is tried again.
    fn wake(&mut self, row: u32, from: u32, state: &State<'_>) {
        let Some(found) = self.waiting.first(row, from, state.left[row as usize]) else { return };
        let later = self.woken[row as usize];
        if later < found {
            return;
        }
        if later != NONE {
            self.round.remove(&later);
            self.waiting.put(row, later, self.amount[later as usize]);
        }
        self.waiting.take(row, found);
        self.round.insert(found, row);
        self.woken[row as usize] = found;
    }
}

/// What waits in each row, in order of arrival, with the least amount of every stretch of it.
struct Waiting {
    /// Those that may wait in a row: `payment[start[row]..start[row + 1]]`, in order of arrival.
    start: Vec<u32>,
    payment: Vec<u32>,
    /// Where the tree of a row begins: its root at 1, its leaves behind the inner nodes.
    root: Vec<usize>,
    /// Least amount under a node; `NOTHING` where none waits.
    least: Vec<u64>,
}

const NOTHING: u64 = u64::MAX;

impl Waiting {
    fn of(payments: &[u32], rows: &Rows<'_>) -> Self {
        let mut start = vec![0_u32; rows.len() + 1];
        let chain = |payment: u32| rows.chain(rows.pays[payment as usize]);
        for &row in payments.iter().flat_map(|&payment| chain(payment)) {
            start[row as usize + 1] += 1;
        }
        let mut root = vec![0];
        for row in 0..rows.len() {
            root.push(root[row] + 2 * (start[row + 1] as usize).next_power_of_two());
            start[row + 1] += start[row];
        }
        let mut next = start.clone();
        let mut payment = vec![NONE; start[rows.len()] as usize];
        for &each in payments {
            for &row in chain(each) {
                payment[next[row as usize] as usize] = each;
                next[row as usize] += 1;
            }
        }
        let least = vec![NOTHING; root[rows.len()]];
        Self { start, payment, root, least }
    }

    fn put(&mut self, row: u32, payment: u32, amount: i64) {
        self.set(row, payment, amount.unsigned_abs());
    }

    fn take(&mut self, row: u32, payment: u32) {
        self.set(row, payment, NOTHING);
    }

    fn set(&mut self, row: u32, payment: u32, amount: u64) {
        let (place, leaves) = (self.place(row, payment), self.leaves(row));
        let tree = &mut self.least[self.root[row as usize]..][..2 * leaves];
        let mut node = leaves + place;
        tree[node] = amount;
        while node > 1 {
            node /= 2;
            tree[node] = tree[2 * node].min(tree[2 * node + 1]);
        }
    }

    /// The first from a payment on that needs no more than `most`.
    fn first(&self, row: u32, from: u32, most: i128) -> Option<u32> {
        let leaves = self.leaves(row);
        let tree = &self.least[self.root[row as usize]..][..2 * leaves];
        let most = u64::try_from(most).ok()?.min(NOTHING - 1);
        let mut node = leaves + self.place(row, from);
        // Past the last of a full tree there is nothing.
        if node == 2 * leaves {
            return None;
        }
        while tree[node] > most {
            // What lies next to the right: of the first parent that is a left child.
            node >>= node.trailing_ones();
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < leaves {
            node *= 2;
            node += usize::from(tree[node] > most);
        }
        Some(self.of_row(row)[node - leaves])
    }

    fn of_row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.payment[self.start[row] as usize..self.start[row + 1] as usize]
    }

    /// Place of a payment among those of a row, or of the next one.
    fn place(&self, row: u32, payment: u32) -> usize {
        self.of_row(row).partition_point(|other| *other < payment)
    }

    fn leaves(&self, row: u32) -> usize {
        (self.root[row as usize + 1] - self.root[row as usize]) / 2
    }
}
