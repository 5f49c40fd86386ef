//! External code sets, so that every code a message carries is a member of its element's set.
//!
//! The writers take only values of these types; rules turn the reason of a finding into one. A code
//! that is not in the table must never become a value (a code set is the contract of an element).

mod table;

#[cfg(test)]
mod tests;

use std::fmt;
use table::{CLEARING_SYSTEMS, STATUS_REASONS};

/// A code of `ExternalStatusReason1Code`, the reason of a status in pacs.002.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusReason([u8; 4]);

impl StatusReason {
    /// The reason is told in words beside the code.
    pub const NARRATIVE: Self = Self(*b"NARR");

    /// Reads a code; nothing when the set has no such member.
    ///
    /// ```
    /// # use suftaja_iso::code_set::StatusReason;
    /// assert_eq!(StatusReason::parse("AM04").unwrap().as_str(), "AM04");
    /// assert!(StatusReason::parse("NOFR").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 4] = text.as_bytes().try_into().ok()?;
        let (rows, _) = STATUS_REASONS.as_bytes().as_chunks::<5>();
        rows.binary_search_by(|[a, b, c, d, _]| [*a, *b, *c, *d].cmp(&code)).ok()?;
        Some(Self(code))
    }

    /// The code of a finding's reason; told in words where the finding has none.
    #[must_use]
    pub fn of(reason: Option<&str>) -> Self {
        reason.and_then(Self::parse).unwrap_or(Self::NARRATIVE)
    }

    /// The four characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for StatusReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for StatusReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusReason({})", self.as_str())
    }
}

/// The members of `ExternalPaymentTransactionStatus1Code` that the system itself may send.
///
/// ACCC, ACWP and BLCK belong to the creditor agent and are no value here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionStatus {
    /// ACSC: settled with finality.
    Settled,
    /// PDNG: accepted, not yet settled.
    Pending,
    /// RJCT: refused.
    Rejected,
}

impl TransactionStatus {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Settled, Self::Pending, Self::Rejected];

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Settled => "ACSC",
            Self::Pending => "PDNG",
            Self::Rejected => "RJCT",
        }
    }
}

/// Whether the text is a code of `ExternalClearingSystemIdentification1Code`.
#[must_use]
pub fn is_clearing_system(text: &str) -> bool {
    text.len() == 5 && CLEARING_SYSTEMS.split_ascii_whitespace().any(|code| code == text)
}
