//! Instants: the one kind of time that entries carry.
//!
//! The node's clock and the date-times of messages make them; they leave as ISO 8601 in UTC. This
//! type never reads a clock and knows no time zone beyond the offset in a text.

use crate::business_date::BusinessDate;
use crate::error::BaseError;
use crate::short_text::ShortText;
use crate::time_of_day::{DAY, TimeOfDay, push_clock};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; reaches into the year 2554.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Instant(u64);

impl Instant {
    /// An instant so many nanoseconds after 1970.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since 1970, the form of an entry.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Reads an ISO date-time that says where it stands: `Z` or an offset.
    ///
    /// # Errors
    /// [`BaseError::InstantForm`], also when the offset is missing, [`BaseError::DateNotReal`] or
    /// [`BaseError::InstantRange`].
    ///
    /// ```
    /// # use suftaja_base::Instant;
    /// let noon = Instant::parse("2026-11-21T12:00:00+03:00").unwrap();
    /// assert_eq!(noon.to_string(), "2026-11-21T09:00:00Z");
    /// ```
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let (date, time) = text.split_once('T').ok_or(BaseError::InstantForm)?;
        let form = |error| match error {
            BaseError::DateNotReal => BaseError::DateNotReal,
            _ => BaseError::InstantForm,
        };
        let date = BusinessDate::parse(date).map_err(form)?;
        let time = TimeOfDay::parse(time).map_err(form)?;
        let offset = time.offset_minutes().ok_or(BaseError::InstantForm)?;
        let local = i128::from(date.days()) * i128::from(DAY) + i128::from(time.nanos());
        let utc = local - i128::from(offset) * 60_000_000_000;
        u64::try_from(utc).map(Self).map_err(|_| BaseError::InstantRange)
    }

    /// The form of ISO 8601 in UTC with 0, 3, 6 or 9 decimals, without allocation.
    #[must_use]
    pub fn text(self) -> ShortText<30> {
        let mut text = ShortText::new();
        self.date().push(&mut text);
        text.push(b'T');
        push_clock(&mut text, self.0 % DAY);
        text.push(b'Z');
        text
    }

    /// The day in UTC.
    #[must_use]
    pub fn date(self) -> BusinessDate {
        // 2^64 nanoseconds are 213,504 days, so neither conversion can fail.
        i32::try_from(self.0 / DAY)
            .ok()
            .and_then(BusinessDate::from_days)
            .unwrap_or(BusinessDate::MAX)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn known_instants() {
        for (text, nanos, shown) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("1970-01-01T03:00:00+03:00", 0, "1970-01-01T00:00:00Z"),
            ("2000-02-29T23:59:59.5-01:00", 951_872_399_500_000_000, "2000-03-01T00:59:59.500Z"),
            ("2026-11-20T24:00:00Z", 1_795_219_200_000_000_000, "2026-11-21T00:00:00Z"),
            ("2554-07-21T23:34:33.709551615Z", u64::MAX, "2554-07-21T23:34:33.709551615Z"),
        ] {
            let instant = Instant::parse(text).unwrap();
            assert_eq!((instant.nanos(), instant.to_string().as_str()), (nanos, shown));
        }
    }

    #[test]
    fn texts_that_are_no_instant() {
        for (text, error) in [
            ("2026-11-21", BaseError::InstantForm),
            ("2026-11-21T08:00:00", BaseError::InstantForm),
            ("2026-11-21 08:00:00Z", BaseError::InstantForm),
            ("2026-02-30T08:00:00Z", BaseError::DateNotReal),
            ("2026-11-21T25:00:00Z", BaseError::DateNotReal),
            ("1969-12-31T23:59:59Z", BaseError::InstantRange),
            ("2554-07-21T23:34:33.709551616Z", BaseError::InstantRange),
        ] {
            assert_eq!(Instant::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(nanos: u64) {
            let instant = Instant(nanos);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
        }
    }
}
