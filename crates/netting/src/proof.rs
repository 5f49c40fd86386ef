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
mod finding;
mod flow;
mod relation;
mod removed;
mod replay;
mod rows;
mod verify;

use alloc::vec::Vec;

pub use bytes::{ReadError, read, write};
pub use case::{Case, Claim};
pub use finding::{Finding, Verdict};
pub use verify::verify;

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
    /// P3 on a network that is not of debts: all supplies shipped at the least cost.
    Flow,
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
    /// What each account has afterwards, minor units; for a flow what each node is left with, which
    /// must be nothing.
    pub balance: Vec<i128>,
    /// Weight of what settles. The weight of a flow is its cost below nothing: a cost of 7 is -7.
    pub settled: i128,
    /// No answer has more weight. For P1 it is `settled`: there is one greatest set. For a flow:
    /// none costs less than this below nothing.
    pub bound: i128,
    /// No set has more weight, whatever its order: what the prices give. For P1 it tells what the
    /// order costs; for the others it is `bound`.
    pub free_bound: i128,
    /// Weight of the greatest set that keeps every sender's order, which `dropped` proves. For P3
    /// and flows, which have no order, it is `settled`.
    pub in_order: i128,
    /// What one more minor unit would be worth to `free_bound`, row by row.
    pub prices: Prices,
    /// Items that can never settle, each larger than all its sender can have once those before it
    /// are gone, or linked with one of those.
    pub removed: Vec<u32>,
    /// Items in the order in which they fall until every test holds with each sender's order kept:
    /// what is left is the greatest set in order. Empty for P3 and flows.
    pub dropped: Vec<u32>,
}

/// What settles of each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Solution {
    /// All of an item or nothing, by item.
    Whole(Vec<bool>),
    /// So much of each debt, in minor units (P3), or on each arc (flows).
    Part(Vec<i64>),
}

/// Prices of one more minor unit of every kind of row, in weight times 2 to the power `scale`, none
/// negative. An empty array says that all its prices are nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// See above; nothing where all arrays are empty.
    pub scale: u32,
    /// Of an account's balance, which all its payments use. For a flow the potential of each node,
    /// all moved so that the least is nothing.
    pub balance: Vec<i64>,
    /// Of the money open to high and normal payments: the balance less the urgent reserve, by
    /// account.
    pub high: Vec<i64>,
    /// Of the money open to normal payments: the balance less both reserves, by account.
    pub normal: Vec<i64>,
    /// Of the multilateral limit of an account.
    pub multilateral: Vec<i64>,
    /// Of a bilateral limit, by its place in the queue.
    pub bilateral: Vec<i64>,
}

impl Prices {
    /// The arrays by name, in the order of the bytes.
    pub(crate) fn arrays(&self) -> [(&'static str, &Vec<i64>); 5] {
        [
            ("balance", &self.balance),
            ("high", &self.high),
            ("normal", &self.normal),
            ("multilateral", &self.multilateral),
            ("bilateral", &self.bilateral),
        ]
    }
}

impl Proof {
    /// How much more than `settled` the bound leaves open.
    #[must_use]
    pub fn gap(&self) -> i128 {
        self.bound.saturating_sub(self.settled)
    }

    /// What keeping every sender's order would cost this answer. For P2 and P4, which do not keep
    /// it, what is settled beyond the greatest set in order. For P1 the most that any set could
    /// have beyond its answer. For P3 nothing, since fairness chooses among the best there, nor for
    /// flows.
    #[must_use]
    pub fn price_of_order(&self) -> i128 {
        match self.problem {
            Problem::Gridlock => self.free_bound.saturating_sub(self.settled),
            Problem::Clearing | Problem::Linked => self.settled.saturating_sub(self.in_order),
            Problem::Circulation | Problem::Flow => 0,
        }
    }
}
