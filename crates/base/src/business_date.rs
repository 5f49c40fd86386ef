//! Calendar days, the value dates of payments.
//!
//! Texts come from messages (`ISODate`); whether a day is open for a currency is for the calendar
//! module to say. A date here has no time zone and never becomes an instant by itself.

use crate::error::BaseError;
use crate::short_text::ShortText;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar, as days since 1970-01-01, from year 1 to year 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BusinessDate(i32);

/// A day of the week, in the order of ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Days since Monday.
    #[must_use]
    pub const fn since_monday(self) -> u8 {
        match self {
            Self::Monday => 0,
            Self::Tuesday => 1,
            Self::Wednesday => 2,
            Self::Thursday => 3,
            Self::Friday => 4,
            Self::Saturday => 5,
            Self::Sunday => 6,
        }
    }
}

/// Days from 0000-03-01, where the leap day ends a year, to 1970-01-01.
const EPOCH: i32 = 719_468;
/// Days of 400 years.
const ERA: i32 = 146_097;

impl BusinessDate {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The date with this year, month and day; nothing when there is no such day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || day < 1 || day > days_in_month(year, month)? {
            return None;
        }
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        // Counting years from March puts the leap day at the end (Howard Hinnant,
        // "chrono-compatible low-level date algorithms").
        let shifted = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * ERA + day_of_era - EPOCH))
    }

    /// The date so many days after 1970-01-01; nothing outside the years 1 to 9999.
    #[must_use]
    pub fn from_days(days: i32) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&days).then_some(Self(days))
    }

    /// Days since 1970-01-01, the form of an entry.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let days = self.0 + EPOCH;
        let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// Reads `2026-11-21`.
    ///
    /// # Errors
    /// [`BaseError::DateForm`] or [`BaseError::DateNotReal`].
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(BaseError::DateForm);
        };
        let number = |digits: &[&u8]| {
            digits.iter().try_fold(0_u32, |value, digit| {
                digit.is_ascii_digit().then(|| value * 10 + u32::from(**digit - b'0'))
            })
        };
        let (Some(year), Some(month), Some(day)) =
            (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2]))
        else {
            return Err(BaseError::DateForm);
        };
        i32::try_from(year)
            .ok()
            .and_then(|year| Self::from_ymd(year, month, day))
            .ok_or(BaseError::DateNotReal)
    }

    /// The form of ISO 8601, `2026-11-21`, without allocation.
    #[must_use]
    pub fn text(self) -> ShortText<10> {
        let mut text = ShortText::new();
        self.push(&mut text);
        text
    }

    /// Appends the form of ISO 8601.
    pub(crate) fn push<const N: usize>(self, text: &mut ShortText<N>) {
        let (year, month, day) = self.ymd();
        text.push_number(u64::from(year.unsigned_abs()), 4);
        text.push(b'-');
        text.push_number(u64::from(month), 2);
        text.push(b'-');
        text.push_number(u64::from(day), 2);
    }

    /// The day after; the last day of the calendar stays.
    #[must_use]
    pub fn next(self) -> Self {
        Self((self.0 + 1).min(Self::MAX.0))
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }
}

fn days_in_month(year: i32, month: u32) -> Option<u32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl fmt::Debug for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BusinessDate({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_day_of_the_calendar_follows_the_one_before() {
        let mut date = BusinessDate::from_ymd(1, 1, 1).unwrap();
        assert_eq!(date, BusinessDate::MIN);
        let mut expected = (1, 1, 1);
        while date < BusinessDate::MAX {
            assert_eq!(date.ymd(), expected);
            assert_eq!(BusinessDate::from_ymd(expected.0, expected.1, expected.2), Some(date));
            let (year, month, day) = expected;
            expected = if day < days_in_month(year, month).unwrap() {
                (year, month, day + 1)
            } else if month < 12 {
                (year, month + 1, 1)
            } else {
                (year + 1, 1, 1)
            };
            date = date.next();
        }
        assert_eq!(date.ymd(), (9999, 12, 31));
        assert_eq!(date.next(), date);
    }

    #[test]
    fn known_days() {
        for (text, days, weekday) in [
            ("1970-01-01", 0, Weekday::Thursday),
            ("2000-02-29", 11_016, Weekday::Tuesday),
            ("2026-11-21", 20_778, Weekday::Saturday),
        ] {
            let date = BusinessDate::parse(text).unwrap();
            assert_eq!((date.days(), date.weekday()), (days, weekday));
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn texts_that_are_no_date() {
        for text in ["", "2026-11-2", "2026/11/21", "21-11-2026", "2026-11-21Z", "2026-1a-21"] {
            assert_eq!(BusinessDate::parse(text), Err(BaseError::DateForm), "{text}");
        }
        for text in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31"] {
            assert_eq!(BusinessDate::parse(text), Err(BaseError::DateNotReal), "{text}");
        }
        assert_eq!(BusinessDate::parse("0000-01-01"), Err(BaseError::DateNotReal));
        assert_eq!(BusinessDate::from_days(BusinessDate::MAX.days() + 1), None);
        assert_eq!(BusinessDate::from_days(BusinessDate::MIN.days() - 1), None);
    }
}
