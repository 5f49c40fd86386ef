//! What participants ask to be told: reports of an account, and messages once more.
//!
//! A query changes nothing. It is an entry so that its answer stands on a number and in the outbox:
//! what is told is what stood behind this entry, whenever it is read. Whoever asks again is
//! answered anew, so a query has no identity.

use crate::AccountId;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, packed_enum};

/// One query.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Query {
    /// A report of an account (camt.060), by its owner or by the central bank of its currency.
    Report {
        /// Which account.
        account: AccountId,
        /// In which message.
        report: Report,
        /// The business day; for the present one none.
        date: Option<BusinessDate>,
    },
    /// Messages of the sender's outbox once more (admi.006), by their cursors.
    Resend {
        /// The first cursor.
        from: u64,
        /// The last cursor, not before the first.
        to: u64,
    },
}

/// The report of an account, and how much it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Report {
    /// camt.052: the balances.
    Balances,
    /// camt.052: balances, and the number and sum of entries.
    Totals,
    /// camt.052: all of it, with each entry.
    Details,
    /// camt.053: the statement of a day that has ended.
    Statement,
    /// camt.054: each entry, without balances.
    Entries,
}
packed_enum!(Report { 0 => Balances, 1 => Totals, 2 => Details, 3 => Statement, 4 => Entries });

impl Query {
    /// At most so many messages are sent once more at a time.
    pub const RESENT_MAX: u64 = 100;
}
