//! Orders on mandates for direct debits: what both sides of a mandate say.
//!
//! They come from people by way of the node and are carried out in [`crate::mandate`].

use crate::{AccountId, MandateId};
use serde::{Deserialize, Serialize};
use suftaja_base::BusinessDate;

/// How far a mandate goes (field rule 13).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// The largest single debit, minor units.
    pub item_max: u64,
    /// The most that may be debited on one business date, minor units.
    pub day_max: u64,
    /// The first business date on which it counts.
    pub from: BusinessDate,
    /// The last one; none for no end.
    pub until: Option<BusinessDate>,
}

/// An order on mandates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MandateOrder {
    /// One side proposes that the creditor may debit the debtor.
    Offered {
        /// The settlement account that would pay.
        debtor: AccountId,
        /// The settlement account that would be paid.
        creditor: AccountId,
        /// How far.
        terms: Terms,
    },
    /// The other side agrees; what was in force between these accounts before, ends.
    Accepted {
        /// Which offer.
        mandate: MandateId,
    },
    /// Either side ends it, at once also for what waits.
    Ended {
        /// Which.
        mandate: MandateId,
    },
}
