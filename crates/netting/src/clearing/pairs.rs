//! Payments between the same two rows gathered, largest first: the arcs of the relaxation.
//!
//! From the payments that presolve left; read by the bound, the dive and the search. Where the
//! weight is not the value, payments of one pair differ in gain per unit and make several arcs.
//! Must never gather payments of different gain below the gain of any of them: the network would
//! no longer be a relaxation.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{rows::Rows, weights::Gains};

/// Payments by arc.
#[derive(Debug)]
pub(super) struct Pairs {
    /// Payments sorted by arc, within an arc largest first.
    pub(super) list: Vec<u32>,
    /// Span of an arc in `list`: `start[k]..start[k + 1]`.
    pub(super) start: Vec<u32>,
    pub(super) tail: Vec<u32>,
    pub(super) head: Vec<u32>,
    pub(super) gain: Vec<i64>,
    /// Arc of each place in `list`.
    pub(super) arc: Vec<u32>,
}

impl Pairs {
    pub(super) fn of(rows: &Rows<'_>, amount: &[i64], alive: &[bool], gains: &Gains) -> Self {
        let order = by_pair(rows, alive);
        let mut pairs = Self {
            list: order,
            start: Vec::new(),
            tail: Vec::new(),
            head: Vec::new(),
            gain: Vec::new(),
            arc: Vec::new(),
        };
        let mut from = 0;
        while from < pairs.list.len() {
            let (tail, head) = ends(rows, pairs.list[from]);
            let mut to = from + 1;
            while to < pairs.list.len() && ends(rows, pairs.list[to]) == (tail, head) {
                to += 1;
            }
            let largest = |&payment: &u32| core::cmp::Reverse((amount[payment as usize], payment));
            match gains {
                Gains::Same => pairs.list[from..to].sort_unstable_by_key(largest),
                Gains::Each { gain, .. } => pairs.list[from..to].sort_unstable_by_key(|payment| {
                    (core::cmp::Reverse(gain[*payment as usize]), largest(payment))
                }),
            }
            for at in from..to {
                let gain = gains.of(pairs.list[at]);
                if at == from || gain != gains.of(pairs.list[at - 1]) {
                    pairs.start.push(at as u32);
                    pairs.tail.push(tail);
                    pairs.head.push(head);
                    pairs.gain.push(gain);
                }
                pairs.arc.push(pairs.tail.len() as u32 - 1);
            }
            from = to;
        }
        pairs.start.push(pairs.list.len() as u32);
        pairs
    }
}

fn ends(rows: &Rows<'_>, payment: u32) -> (u32, u32) {
    let at = payment as usize;
    (rows.node(rows.pays[at]), rows.node(rows.paid[at]))
}

/// Payments sorted by the node they leave, then by the node they reach, then by order of arrival:
/// two passes of counting, so that a million payments cost no comparison.
fn by_pair(rows: &Rows<'_>, alive: &[bool]) -> Vec<u32> {
    let payments: Vec<u32> =
        (0..alive.len() as u32).filter(|&payment| alive[payment as usize]).collect();
    let by_head = counted(&payments, rows.len(), |payment| ends(rows, payment).1);
    counted(&by_head, rows.len(), |payment| ends(rows, payment).0)
}

fn counted(payments: &[u32], keys: usize, key: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut next = vec![0_u32; keys + 1];
    for &payment in payments {
        next[key(payment) as usize + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut sorted = vec![0_u32; payments.len()];
    for &payment in payments {
        let slot = &mut next[key(payment) as usize];
        sorted[*slot as usize] = payment;
        *slot += 1;
    }
    sorted
}
