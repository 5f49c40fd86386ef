//! Files of many transactions: opened, filled payment by payment, closed.
//!
//! A node validates a file whole before the first entry. Each payment is an entry of its own with
//! its part of the file as evidence, so that everything about a payment is as if it had come alone;
//! carried out in [`crate::file`].

use super::Payment;
use crate::EntryNumber;
use serde::{Deserialize, Serialize};
use suftaja_base::Suf;

/// How the payments of a file settle.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Mode {
    /// Each on its own.
    Each,
    /// All when the file closes, or none.
    Together,
}

/// The most payments of a file that settles together.
pub const TOGETHER_MAX: u32 = 1_000;

/// A step of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileOrder {
    /// The file came and was found sound.
    Opened {
        /// Keyed hash of sender, message family and message identification.
        identity: u128,
        /// Keyed hash of the Document without its header, and of the mode.
        content: u128,
        /// How many payments it holds, more than 0.
        count: u32,
        /// How they settle.
        mode: Mode,
    },
    /// The next payment of an open file.
    Payment {
        /// The entry that opened the file.
        file: EntryNumber,
        /// Its place in the file, from 0.
        place: u32,
        /// The payment.
        payment: Payment,
    },
    /// All payments have come; their sender is told of all at once.
    Closed {
        /// The entry that opened the file.
        file: EntryNumber,
    },
    /// A file was read and is not sound; kept for its answer.
    Refused {
        /// SUF code of the first finding.
        code: Suf,
        /// How many findings there were.
        findings: u32,
        /// Keyed hash of the received bytes.
        content: u128,
    },
}
