//! External code sets, so that every code a message carries is a member of its element's set.
//!
//! The writers take only values of these types; rules turn the reason of a finding into one and ask
//! what a set says about a received code on a day. A code that is not in the table must never
//! become a value (a code set is the contract of an element, field rule 9).

mod dated;
mod load;

#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use dated::SetId;
pub use dated::{CodeSet, CodeSets, EDITION, Membership, Registration, codes, membership};

/// A code of four characters from one external code set.
macro_rules! external {
    ($($(#[$docs:meta])* $name:ident of $set:literal;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 4]);

        impl $name {
            /// The name of the set, as schemas give it.
            pub const SET: &'static str = $set;

            /// Reads a code; nothing when the set has no such member today.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let code: [u8; 4] = text.as_bytes().try_into().ok()?;
                dated::is_current(Self::SET, text).then_some(Self(code))
            }

            /// The four characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    )*};
}

external! {
    /// A code of `ExternalStatusReason1Code`, the reason of a status in pacs.002.
    ///
    /// ```
    /// # use suftaja_iso::code_set::StatusReason;
    /// assert_eq!(StatusReason::parse("AM04").unwrap().as_str(), "AM04");
    /// assert!(StatusReason::parse("NOFR").is_none());
    /// ```
    StatusReason of "ExternalStatusReason1Code";
    /// A code of `ExternalReturnReason1Code`, why money comes back in pacs.004.
    ReturnReason of "ExternalReturnReason1Code";
    /// A code of `ExternalPaymentCancellationRejection1Code`, why a cancellation is refused in
    /// camt.029.
    CancellationRejection of "ExternalPaymentCancellationRejection1Code";
    /// A code of `ExternalSystemEventType1Code`, what happened in the system, in admi.004.
    SystemEvent of "ExternalSystemEventType1Code";
}

impl StatusReason {
    /// The reason is told in words beside the code.
    pub const NARRATIVE: Self = Self(*b"NARR");

    /// The code of a finding's reason; told in words where the finding has none.
    #[must_use]
    pub fn of(reason: Option<&str>) -> Self {
        reason.and_then(Self::parse).unwrap_or(Self::NARRATIVE)
    }
}

impl CancellationRejection {
    /// NARR: the reason is told in words beside the code.
    pub const NARRATIVE: Self = Self(*b"NARR");
    /// NOOR: the payment to be cancelled was never received.
    pub const NEVER_RECEIVED: Self = Self(*b"NOOR");
    /// ARDT: the payment was returned already.
    pub const RETURNED: Self = Self(*b"ARDT");
    /// LEGL: rules do not allow the cancellation.
    pub const LEGAL: Self = Self(*b"LEGL");
}

impl ReturnReason {
    /// FOCR: following a request for cancellation (field rule 12).
    pub const FOLLOWING_CANCELLATION: Self = Self(*b"FOCR");
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

/// The members of `ExternalInvestigationExecutionConfirmation1Code` that answer a camt.056.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// CNCL: cancelled as requested.
    Cancelled,
    /// PDCR: the request waits for a decision.
    Pending,
    /// RJCR: the request is refused.
    Rejected,
}

impl Confirmation {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Cancelled, Self::Pending, Self::Rejected];

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "CNCL",
            Self::Pending => "PDCR",
            Self::Rejected => "RJCR",
        }
    }
}

/// The members of `ExternalBalanceType1Code` that statements and reports carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BalanceType {
    /// OPBD: booked at the opening of the business day.
    OpeningBooked,
    /// CLBD: booked at the close of the business day.
    ClosingBooked,
    /// ITBD: booked in the course of the day.
    InterimBooked,
    /// ITAV: available in the course of the day, without what is reserved.
    InterimAvailable,
    /// CLAV: available at the close of the business day.
    ClosingAvailable,
}

impl BalanceType {
    /// Every value.
    pub const ALL: [Self; 5] = [
        Self::OpeningBooked,
        Self::ClosingBooked,
        Self::InterimBooked,
        Self::InterimAvailable,
        Self::ClosingAvailable,
    ];

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OpeningBooked => "OPBD",
            Self::ClosingBooked => "CLBD",
            Self::InterimBooked => "ITBD",
            Self::InterimAvailable => "ITAV",
            Self::ClosingAvailable => "CLAV",
        }
    }
}

/// Whether the text is a code of `ExternalClearingSystemIdentification1Code`.
#[must_use]
pub fn is_clearing_system(text: &str) -> bool {
    dated::is_current("ExternalClearingSystemIdentification1Code", text)
}
