//! Times of day, as settlement time requests state them (`ISOTime`).
//!
//! Texts come from messages. A time without an offset is local to a place that only the caller
//! knows; it must never be taken for UTC here.

use crate::error::BaseError;
use crate::short_text::ShortText;
use core::fmt;

/// A time of day, with the offset from UTC where the text stated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeOfDay {
    nanos: u64,
    offset_minutes: Option<i16>,
}

/// Nanoseconds of a second.
pub(crate) const SECOND: u64 = 1_000_000_000;
/// Nanoseconds of a day.
pub(crate) const DAY: u64 = 86_400 * SECOND;

impl TimeOfDay {
    /// Reads `08:00:00`, with or without a fraction, `Z` or an offset (`xs:time`).
    ///
    /// The midnight that ends a day, `24:00:00`, is a full day of nanoseconds.
    ///
    /// # Errors
    /// [`BaseError::TimeForm`] or [`BaseError::DateNotReal`].
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let (clock, rest) = text.as_bytes().split_at_checked(8).ok_or(BaseError::TimeForm)?;
        let [h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return Err(BaseError::TimeForm) };
        let (hour, minute, second) = (two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?);
        let (fraction, zone) = fraction(rest)?;
        let seconds = (hour * 60 + minute) * 60 + second;
        let nanos = seconds * SECOND + fraction;
        let real = minute < 60 && second < 60 && (hour < 24 || nanos == DAY);
        if !real {
            return Err(BaseError::DateNotReal);
        }
        Ok(Self { nanos, offset_minutes: offset(zone)? })
    }

    /// Nanoseconds since midnight, in the local time of the text.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.nanos
    }

    /// Minutes east of UTC; nothing when the text did not say.
    #[must_use]
    pub const fn offset_minutes(self) -> Option<i16> {
        self.offset_minutes
    }
}

/// Two digits.
fn two(tens: u8, ones: u8) -> Result<u64, BaseError> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Ok(u64::from(tens - b'0') * 10 + u64::from(ones - b'0'))
    } else {
        Err(BaseError::TimeForm)
    }
}

/// The fraction of a second in nanoseconds, and what follows. Digits beyond nanoseconds are cut.
fn fraction(text: &[u8]) -> Result<(u64, &[u8]), BaseError> {
    let Some(digits) = text.strip_prefix(b".") else { return Ok((0, text)) };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return Err(BaseError::TimeForm);
    }
    let (digits, rest) = digits.split_at_checked(count).ok_or(BaseError::TimeForm)?;
    let nine = digits.iter().copied().chain(core::iter::repeat(b'0')).take(9);
    Ok((nine.fold(0, |nanos, digit| nanos * 10 + u64::from(digit - b'0')), rest))
}

/// Minutes east of UTC of nothing, `Z` or `+03:00`; `xs:dateTime` bounds them by 14 hours.
fn offset(text: &[u8]) -> Result<Option<i16>, BaseError> {
    let (sign, digits) = match text {
        [] => return Ok(None),
        b"Z" => return Ok(Some(0)),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return Err(BaseError::TimeForm),
    };
    let [h1, h2, b':', m1, m2] = digits else { return Err(BaseError::TimeForm) };
    let (hours, minutes) = (two(*h1, *h2)?, two(*m1, *m2)?);
    let total = hours * 60 + minutes;
    if minutes > 59 || total > 14 * 60 {
        return Err(BaseError::DateNotReal);
    }
    i16::try_from(total).map(|total| Some(sign * total)).map_err(|_| BaseError::DateNotReal)
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The clock with nine decimals.
        let mut clock = ShortText::<18>::new();
        push_clock(&mut clock, self.nanos);
        f.write_str(clock.as_str())?;
        match self.offset_minutes {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// Appends `08:00:00` and a fraction of 3, 6 or 9 digits where there is one.
pub(crate) fn push_clock<const N: usize>(text: &mut ShortText<N>, nanos_of_day: u64) {
    let (seconds, fraction) = (nanos_of_day / SECOND, nanos_of_day % SECOND);
    text.push_number(seconds / 3600, 2);
    text.push(b':');
    text.push_number(seconds / 60 % 60, 2);
    text.push(b':');
    text.push_number(seconds % 60, 2);
    if fraction == 0 {
        return;
    }
    text.push(b'.');
    if fraction.is_multiple_of(1_000_000) {
        text.push_number(fraction / 1_000_000, 3);
    } else if fraction.is_multiple_of(1_000) {
        text.push_number(fraction / 1_000, 6);
    } else {
        text.push_number(fraction, 9);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn times_read_back() {
        for (text, nanos, offset) in [
            ("00:00:00", 0, None),
            ("08:30:15Z", 30_615 * SECOND, Some(0)),
            ("08:30:15.250+03:00", 30_615 * SECOND + 250_000_000, Some(180)),
            ("23:59:59.999999999-05:30", DAY - 1, Some(-330)),
            ("24:00:00", DAY, None),
            ("12:00:00+14:00", DAY / 2, Some(840)),
        ] {
            let time = TimeOfDay::parse(text).unwrap();
            assert_eq!((time.nanos(), time.offset_minutes()), (nanos, offset), "{text}");
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn texts_that_are_no_time() {
        for text in ["", "8:00:00", "08:00", "08:00:00.", "08:00:00z", "08:00:00+3:00", "08:00:0é"]
        {
            assert_eq!(TimeOfDay::parse(text), Err(BaseError::TimeForm), "{text}");
        }
        for text in ["24:00:01", "25:00:00", "08:60:00", "08:00:60", "08:00:00+14:01"] {
            assert_eq!(TimeOfDay::parse(text), Err(BaseError::DateNotReal), "{text}");
        }
    }
}
