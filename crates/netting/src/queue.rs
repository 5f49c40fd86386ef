//! The arrays of P1 and P2: accounts with money, payments that wait, limits and links.
//!
//! One array for each attribute, all payments in order of arrival. Filled by the caller; every
//! kernel takes it by reference and changes nothing in it. `check` says all that is wrong with the
//! arrays at once; kernels rely on a queue that has passed it.

mod check;

use alloc::vec::Vec;

/// Payments that wait in one currency, and what they may use. Money is integer minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// What each account has, credit included; never negative.
    pub balance: Vec<i64>,
    /// Account that pays, by payment.
    pub source: Vec<u32>,
    /// Account that is paid, by payment; never the source.
    pub target: Vec<u32>,
    /// Amount, by payment; more than nothing.
    pub amount: Vec<i64>,
    /// Class, by payment: 0 urgent, 1 high, 2 normal. Lower goes first in its sender's order;
    /// within a class the order is that of the arrays.
    pub class: Vec<u8>,
    /// Money that only urgent payments of the account may use; empty for none. Available to urgent:
    /// balance; to high: balance less this; to normal: less both reserves (field rule 25).
    pub reserve_urgent: Vec<i64>,
    /// Money that only urgent and high payments may use; empty for none.
    pub reserve_high: Vec<i64>,
    /// Bilateral limits: the net payment of `from` to `to` in the solution, over all classes, is at
    /// most `amount`. At most one for each ordered pair.
    pub bilateral: Vec<Limit>,
    /// Multilateral limits, by account; `i64::MAX` for none, empty for none at all. The net
    /// outflow of normal payments over relations without a bilateral limit is at most this (field
    /// rule 25). A relation of the account is one to an account towards which it has set no
    /// bilateral limit of its own; what the other has set does not matter.
    pub multilateral: Vec<i64>,
    /// Payments that settle together or not at all (payment versus payment), possibly across the
    /// currencies of accounts. A payment has one link at most.
    pub links: Vec<Link>,
}

/// A bilateral limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Account that pays.
    pub from: u32,
    /// Account that is paid.
    pub to: u32,
    /// Largest net amount, minor units; not negative.
    pub amount: i64,
}

/// Two payments that settle together or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Index of one payment.
    pub first: u32,
    /// Index of the other.
    pub second: u32,
}
