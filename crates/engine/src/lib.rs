//! The deterministic core: what an entry does to the money, and nothing else.
//!
//! Entries come in one at a time, in the order of the journal; [`State::apply`] changes the state
//! and says what happened in an [`Outcome`]. State is a function of the journal, so nothing here
//! may do I/O, look at a clock, use floats, threads, randomness or hash order. All that an entry
//! needs (time, credentials, verdict, approvals, rule and parameter versions) is data in the entry.
//!
//! | module | what lives there |
//! |---|---|
//! | [`entry`] | the entries and their byte format, version 1 |
//! | [`outcome`] | the events that applying an entry produces |
//! | [`ledger`] | accounts, postings, limits, money per currency |
//! | [`earmark`] | what a bank keeps for its urgent and high payments |
//! | [`freeze`] | what an authority has ordered to be kept from its owner |
//! | [`reserve`] | two-phase postings: placed, posted, released, in part |
//! | [`payment`] | a payment from entry to finality: identity, tests, settlement |
//! | [`queue`], `release` | payments that wait for cover, and their release |
//! | [`calendar`] | business days: steps, what is kept for later dates, proof, mirror |
//! | [`recall`], [`returns`] | recalls with their clocks; what was returned of which payment |
//! | [`fee`] | tariffs, what is charged for payments, what is due |
//! | [`mod@file`] | files of many transactions, and those that settle together |
//! | [`mandate`] | who may debit whose account, and how much |
//! | [`sponsor`], [`tier`] | who settles on whose account; suspension, insolvency, admission |
//! | [`register`] | currencies, participants, days, stops |
//! | [`identity`], [`history`] | which instruction was seen; which postings an account had |
//! | [`digest`] | the running digest by which replay is held against life |

#![no_std]
#![deny(clippy::float_arithmetic)]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod calendar;
mod carry;
pub mod digest;
pub mod earmark;
pub mod entry;
pub mod fee;
pub mod file;
pub mod freeze;
pub mod history;
pub mod identity;
pub mod ledger;
pub mod mandate;
mod order;
pub mod outcome;
pub mod payment;
pub mod queue;
pub mod recall;
pub mod register;
mod release;
mod request;
pub mod reserve;
pub mod returns;
pub mod snapshot;
pub mod sponsor;
pub mod state;
pub mod tier;
mod timer;

use serde::{Deserialize, Serialize};

pub use entry::{Body, Entry, Payment, Stamp};
pub use outcome::{Event, Outcome};
pub use state::State;

/// Number of an entry in the journal, from 1.
pub type EntryNumber = u64;

/// The most postings that one entry may make; what is left goes on with the next entry.
pub const POSTINGS_MAX: u32 = 8_192;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        #[derive(Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// The place in the engine's arrays.
            #[must_use]
            pub fn at(self) -> usize {
                suftaja_base::width::to_usize(self.0)
            }
        }
        impl suftaja_base::Packed for $name {
            #[inline]
            fn put(&self, to: &mut alloc::vec::Vec<u8>) {
                self.0.put(to);
            }
            #[inline]
            fn take(from: &mut &[u8]) -> Option<Self> {
                u32::take(from).map(Self)
            }
        }
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

index!(
    /// A participant, numbered from 1 in the order of admission; 0 is the operator.
    ParticipantId
);
index!(
    /// An account, numbered from 0 in the order of opening; never reused.
    AccountId
);
index!(
    /// A currency of the union, numbered from 0 in the order of definition.
    CurrencyId
);
index!(
    /// A row of the history: one payment or one posting, numbered from 0.
    RowId
);
index!(
    /// A reserve, numbered from 0 in the order of placing.
    ReserveId
);

index!(
    /// An offer of a mandate and what came of it, numbered from 0 in the order of offering.
    MandateId
);
index!(
    /// An offer of a sponsor and what came of it, numbered from 0 in the order of offering.
    SponsorshipId
);

impl ParticipantId {
    /// The operator, who is technical agent only and can never create or withdraw money.
    pub const OPERATOR: Self = Self(0);
}
