//! The plain algorithms of automatic release: FIFO with bypass, and taking out with putting back.
//!
//! What a system does by default (field rule 26): nothing is weighed against anything else. Both
//! take a checked `Queue`, hold every condition that P1 holds except the senders' order, and give
//! whether each payment settles. Deterministic; no bound comes with them (`clearing` has one).
//!
//! *Bypass* goes through the payments again and again and settles what its sender can pay by
//! itself; a payment that cannot settle holds up none behind it. *Taking out* begins with all
//! payments; as long as an account does not hold, the one that lacks most gives up the smallest
//! payment that covers what it lacks, or its largest; then what fits is put back, largest first.
//! It settles circles, which bypass cannot.

mod fill;
mod set;
mod take_out;

use crate::Queue;
use alloc::vec::Vec;
use set::Set;

/// In which order bypass goes through the payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// As they arrived, whatever their class.
    Arrival,
    /// Urgent ones first, then high, then normal; within a class as they arrived.
    Class,
}

/// FIFO with bypass. The queue must have passed its check.
///
/// # Panics
/// When the queue has not passed its check.
#[must_use]
pub fn bypass(queue: &Queue, turn: Turn) -> Vec<bool> {
    let mut set = Set::empty(queue);
    let mut payments: Vec<u32> = (0..).take(queue.amount.len()).collect();
    if turn == Turn::Class {
        payments.sort_by_key(|payment| set.class_of(*payment));
    }
    fill::fill(&mut set, payments);
    set.into_settled()
}

/// Taking out and putting back. The queue must have passed its check.
///
/// # Panics
/// When the queue has not passed its check.
#[must_use]
pub fn take_out(queue: &Queue) -> Vec<bool> {
    let mut set = Set::full(queue);
    let mut out = take_out::until_all_hold(&mut set);
    out.sort_unstable_by_key(|payment| (core::cmp::Reverse(set.amount_of(*payment)), *payment));
    fill::fill(&mut set, out);
    set.into_settled()
}
