//! Proofs: an answer with its bound in bytes, and a verifier that believes nothing.
//!
//! A kernel's answer becomes a `Proof` of plain arrays; `write` and `read` carry it as bytes (drawn
//! in `docs/internals/netting-proof.md`); `verify` holds it against a `Case`, the instance as the
//! verifier sees it. The verifier is one linear pass for each thing that is claimed, in `i128`, and
//! calls no solver. It must never repair, round or guess: what does not hold is a finding.

mod bound;
mod bytes;
mod case;
mod drops;
mod rows;
mod verify;

use alloc::vec::Vec;

pub use bytes::{ReadError, read, write};
pub use case::{Case, Claim};
pub use drops::drops;
pub use verify::{Finding, Verdict, verify};

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// P1: the greatest set that keeps every sender's order.
    Gridlock,
    /// P2: the most weight of whole payments.
    Clearing,
    /// P3: the most of debts that may be divided.
    Circulation,
    /// P4: the most weight of items with linked legs.
    Linked,
}

/// An answer and all that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What was asked.
    pub problem: Problem,
    /// Digest of the instance, made by the caller from `Case::canonical`; the caller compares it.
    pub digest: [u8; 32],
    /// What settles.
    pub solution: Solution,
    /// What each account has afterwards, minor units.
    pub balance: Vec<i128>,
    /// Weight of what settles.
    pub settled: i128,
    /// No answer has more weight. For P1 it is `settled`: there is one greatest set.
    pub bound: i128,
    /// Weight of the greatest set that keeps every sender's order, as the run measured it. What is
    /// settled beyond it is the price of fairness. A statement, not a thing proven.
    pub in_order: i128,
    /// Prices are in weight times 2 to this power.
    pub scale: u32,
    /// Price of one minor unit on each account: what one more would be worth to the bound. Empty
    /// for P1.
    pub price: Vec<i64>,
    /// Price of one minor unit of each bilateral limit; empty where all are nothing.
    pub limit_price: Vec<i64>,
    /// P1: payments in the order in which they were dropped. P2 and P4: items that can never
    /// settle, each larger than all its sender can have once those before it are gone.
    pub removed: Vec<u32>,
}

/// What settles of each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Solution {
    /// All of an item or nothing, by item.
    Whole(Vec<bool>),
    /// So much of each item, in minor units (P3).
    Part(Vec<i64>),
}

impl Proof {
    /// How much more than `settled` the bound leaves open.
    #[must_use]
    pub fn gap(&self) -> i128 {
        self.bound.saturating_sub(self.settled)
    }

    /// What is settled beyond the set that keeps every sender's order.
    #[must_use]
    pub fn price_of_fairness(&self) -> i128 {
        self.settled.saturating_sub(self.in_order)
    }

    /// What one more minor unit would be worth to the bound, by account: weight and the part of
    /// 2 to the power `scale` that remains.
    #[must_use]
    pub fn worth(&self, account: usize) -> Option<(i64, u64)> {
        let price = *self.price.get(account)?;
        let whole = price.checked_shr(self.scale).unwrap_or(0);
        let rest = price.checked_sub(whole.checked_shl(self.scale).unwrap_or(0))?;
        Some((whole, rest.unsigned_abs()))
    }
}
