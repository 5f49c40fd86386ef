//! Messages about a payment that came before: what their entries carry.
//!
//! The node reads the original payment from the journal by what the message names and puts its
//! facts into the entry, since the history keeps no amounts. Of the message itself an entry holds
//! only what decides something.

use super::file::FileOrder;
use super::{Body, Payment};
use crate::{AccountId, EntryNumber};
use serde::{Deserialize, Serialize};
use suftaja_base::Instant;

/// The payment that a message is about, as the journal holds it; never as the message tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Original {
    /// Number of the entry that brought it (SF1).
    pub entry: EntryNumber,
    /// Time of that entry.
    pub time: Instant,
    /// The account that pays in it.
    pub debit: AccountId,
    /// The account that receives in it.
    pub credit: AccountId,
    /// Minor units.
    pub amount: u64,
}

impl Body {
    /// The payment that came before and that the entry is about, where it is about one.
    #[must_use]
    pub fn original(&self) -> Option<&Original> {
        match self {
            Self::Returned(Return { original, .. }) | Self::StatusRequested { original } => {
                Some(original)
            }
            Self::CancellationRequested { request, .. }
            | Self::CancellationAnswered { request, .. }
            | Self::StatusReported { request, .. } => Some(&request.original),
            Self::Frozen { original, .. } => original.as_ref(),
            _ => None,
        }
    }

    /// The payment that the entry brings, where it brings one.
    #[must_use]
    pub fn payment(&self) -> Option<&Payment> {
        match self {
            Self::Payment(payment)
            | Self::Returned(Return { payment, .. })
            | Self::File(FileOrder::Payment { payment, .. }) => Some(payment),
            _ => None,
        }
    }
}

/// The return of a settled payment, whole or in part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Return {
    /// The return as a payment: out of the account that received, back to who paid.
    pub payment: Payment,
    /// What is returned.
    pub original: Original,
    /// Whether it follows a request for cancellation (FOCR), which it ends when it settles.
    pub ends_recall: bool,
}

/// A message about a payment that changes nothing when it comes again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The payment.
    pub original: Original,
    /// Keyed hash of sender, message family and identifications.
    pub identity: u128,
    /// Keyed hash of the Document without its header.
    pub content: u128,
}

/// What the receiver of a settled payment says of it (field rule 8: these are the creditor agent's
/// own and never the system's).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportedStatus {
    /// ACCC: on the creditor's account.
    Credited,
    /// ACWP: accepted and not yet on the creditor's account.
    WithoutPosting,
    /// BLCK: blocked.
    Blocked,
    /// RJCT: will be returned; only the return moves money.
    Rejected,
}
