//! Returns: how much of an original payment may still come back.
//!
//! A return is a payment of its own (field rule 3: nothing final is unwound); what ties it to its
//! original is held here, and only where something was returned. An amount counts from the moment
//! at which its return is accepted, so that two returns that wait never give back more than was
//! paid; a return that is refused out of the queue gives its amount free again.

use crate::RowId;
use crate::digest::Trail;
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// A return that is accepted and not settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// The row of the original.
    pub original: RowId,
    /// Whether it ends the recall of the original when it settles.
    pub ends_recall: bool,
}

/// What was returned of which payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Returns {
    /// Minor units accepted to be returned, by the row of the original; more than 0.
    returned: BTreeMap<RowId, u64>,
    /// Returns that wait, by their own row.
    pending: BTreeMap<RowId, Pending>,
}

impl Returns {
    /// What may still be returned of a payment of this amount.
    #[must_use]
    pub fn remaining(&self, original: RowId, amount: u64) -> u64 {
        amount.saturating_sub(self.returned.get(&original).copied().unwrap_or(0))
    }

    /// Payments of which something was returned, with how much.
    pub fn all(&self) -> impl Iterator<Item = (RowId, u64)> {
        self.returned.iter().map(|(row, amount)| (*row, *amount))
    }

    /// Counts an accepted return.
    pub(crate) fn accept(&mut self, row: RowId, pending: Pending, amount: u64) {
        assert!(amount > 0, "a return returns something");
        *self.returned.entry(pending.original).or_default() += amount;
        let before = self.pending.insert(row, pending);
        assert!(before.is_none(), "a return is accepted once");
    }

    /// A return is final.
    pub(crate) fn settled(&mut self, row: RowId) -> Option<Pending> {
        self.pending.remove(&row)
    }

    /// A return that waited is refused: its amount may be returned again.
    pub(crate) fn refused(&mut self, row: RowId, amount: u64) {
        let Some(Pending { original, .. }) = self.pending.remove(&row) else { return };
        if let Some(returned) = self.returned.get_mut(&original) {
            assert!(*returned >= amount, "no more is given free than was counted");
            *returned -= amount;
            if *returned == 0 {
                self.returned.remove(&original);
            }
        }
    }

    /// Adds the returns to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for (row, amount) in &self.returned {
            into.mix(u64::from(row.0), *amount);
        }
        for (row, pending) in &self.pending {
            let original = u64::from(pending.original.0);
            into.mix(u64::from(row.0), original << 1 | u64::from(pending.ends_recall));
        }
    }
}
