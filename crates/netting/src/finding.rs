//! What can be wrong with the arrays of a queue, each with its place.
//!
//! Made by `Queue::check`, shown by whoever filled the arrays. A finding names the array and the
//! index; it never mends anything.

use alloc::vec::Vec;
use core::fmt;
use suftaja_base::Suf;
use suftaja_base::suf::netting;
use thiserror::Error;

/// One thing that is wrong with a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Finding {
    /// An array has another length than it must have.
    #[error("{array} has {found} elements and needs {expected}")]
    Length {
        /// Name of the field.
        array: &'static str,
        /// Elements it has.
        found: usize,
        /// Elements it needs.
        expected: usize,
    },
    /// More elements than an index of 32 bits can name.
    #[error("{array} has {found} elements; the most is 4,294,967,294")]
    TooMany {
        /// Name of the field.
        array: &'static str,
        /// Elements it has.
        found: usize,
    },
    /// A number that may not be negative is, or an amount is nothing.
    #[error("{array}[{at}] is {value}, below {least}")]
    TooSmall {
        /// Name of the field.
        array: &'static str,
        /// Index in it.
        at: usize,
        /// What stands there, minor units.
        value: i64,
        /// The least that may stand there.
        least: i64,
    },
    /// An index names nothing.
    #[error("{array}[{at}] names {index}, and there are only {count}")]
    Unknown {
        /// Name of the field.
        array: &'static str,
        /// Index in it.
        at: usize,
        /// What is named.
        index: u32,
        /// How many there are.
        count: usize,
    },
    /// A class above 2.
    #[error("class[{at}] is {class}; 0 is urgent, 1 high, 2 normal")]
    Class {
        /// Payment.
        at: usize,
        /// Its class.
        class: u8,
    },
    /// Both ends are the same: a payment to oneself, a limit towards oneself, a link to itself.
    #[error("{array}[{at}] has {index} on both sides")]
    SameEnds {
        /// Name of the field.
        array: &'static str,
        /// Index in it.
        at: usize,
        /// The one that stands twice.
        index: u32,
    },
    /// A second limit for the same pair of accounts, or a second link of the same payment.
    #[error("{array}[{at}] says again what {array}[{earlier}] says")]
    Twice {
        /// Name of the field.
        array: &'static str,
        /// Index in it.
        at: usize,
        /// Index of the one before it.
        earlier: usize,
    },
}

/// A queue that no kernel may take, with all that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct NettingError {
    /// All findings, by array and index.
    pub findings: Vec<Finding>,
}

impl NettingError {
    /// The code of its page.
    #[must_use]
    pub const fn suf(&self) -> Suf {
        netting::QUEUE_UNSOUND
    }
}

impl fmt::Display for NettingError {
    /// The first findings, and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        for (at, finding) in self.findings.iter().take(SHOWN).enumerate() {
            let between = if at == 0 { "" } else { "; " };
            write!(f, "{between}{finding}")?;
        }
        match self.findings.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}
