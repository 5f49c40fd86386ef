//! Whether a list may take the place of the one before: long enough, and not shrunken.
//!
//! Comes after reading, before keeping. A list that lost a part on its way looks like any other, so
//! that its length is the one sign: floors by format, and the share that the version before may
//! lose. Both are settings of the operator; neither can be left away.

use super::text::is_foreign;
use super::{Format, ListError};
use crate::listing::List;

/// The share that is borne where nobody sets another. A whole programme ending took 4 % of a list.
pub const LOSS_PERCENT: u8 = 10;

/// How long a list must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Format of the list, for the sentence.
    pub format: Format,
    /// Fewest listings.
    pub floor: usize,
    /// Most that the version before may lose, of listings, of names, of those in another script,
    /// of documents and of dates of birth, in per cent of each.
    pub loss_percent: u8,
}

/// How much a list holds of something.
type Count = fn(&List) -> usize;

/// What may not shrink: listings and names, and what a single field of a format holds.
const COUNTS: [(&str, Count); 5] = [
    ("listings", |list| list.listings.len()),
    ("names", List::names),
    ("names in another script than Latin", |list| {
        let names = list.listings.iter().flat_map(|listing| &listing.names);
        names.filter(|name| is_foreign(&name.text)).count()
    }),
    ("documents", |list| list.listings.iter().map(|listing| listing.documents.len()).sum()),
    ("dates of birth", |list| {
        let births = list.listings.iter().flat_map(|listing| &listing.births);
        births.filter(|birth| birth.year_from.is_some()).count()
    }),
];

impl Guard {
    /// Floor of the format and the usual share.
    #[must_use]
    pub fn of(format: Format) -> Self {
        Self { format, floor: format.floor(), loss_percent: LOSS_PERCENT }
    }

    /// Refuses a list that is shorter than any whole one.
    ///
    /// # Errors
    /// `BelowFloor`.
    pub fn long_enough(&self, list: &List) -> Result<(), ListError> {
        let (listings, floor) = (list.listings.len(), self.floor);
        if listings < floor {
            return Err(ListError::BelowFloor { listings, floor, format: self.format.name() });
        }
        Ok(())
    }

    /// Refuses a list that has much fewer listings than the version before, or much less of what
    /// its listings say: a field that was renamed would be missing from all of them.
    ///
    /// # Errors
    /// `Shrunken`, or `OfAnother` where the two are no versions of one list.
    pub fn not_shrunken(&self, before: &List, now: &List) -> Result<(), ListError> {
        if before.name != now.name {
            let (old, new) = (before.name.clone(), now.name.clone());
            return Err(ListError::OfAnother { old, new });
        }
        for (what, count) in COUNTS {
            let (before, now) = (count(before), count(now));
            let left = usize::from(100_u8.saturating_sub(self.loss_percent));
            if now.saturating_mul(100) < before.saturating_mul(left) {
                return Err(ListError::Shrunken { what, now, before, percent: self.loss_percent });
            }
        }
        Ok(())
    }
}
