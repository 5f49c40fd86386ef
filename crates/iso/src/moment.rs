//! Dates and times of XML Schema: form, bounds and days that exist.
//!
//! The reader hands in the text of a value, already free of surrounding white space. Only
//! whether the value exists is told; instants are made by the typed views. Rules: XML Schema
//! Part 2 §3.2.7 to §3.2.14 (a year has at least four digits, there is no year 0000, 24:00:00
//! ends a day, offsets reach to 14:00).

/// `2026-11-21`, with or without offset.
pub(crate) fn is_date(value: &[u8]) -> bool {
    date(value).is_some_and(is_offset)
}

/// `2026-11-21T08:00:00.000Z`, with or without fraction and offset.
pub(crate) fn is_date_time(value: &[u8]) -> bool {
    let clock = date(value).and_then(|rest| rest.strip_prefix(b"T"));
    clock.and_then(time).is_some_and(is_offset)
}

/// `08:00:00`, with or without fraction and offset.
pub(crate) fn is_time(value: &[u8]) -> bool {
    time(value).is_some_and(is_offset)
}

/// `2026`, with or without offset.
pub(crate) fn is_year(value: &[u8]) -> bool {
    year(value).is_some_and(|(_, rest)| is_offset(rest))
}

/// `2026-11`, with or without offset.
pub(crate) fn is_year_month(value: &[u8]) -> bool {
    year_month(value).is_some_and(|(_, _, rest)| is_offset(rest))
}

/// Longer years are of no use; a processor may bound them (XML Schema Part 2 §5.4).
const YEAR_DIGITS_MAX: usize = 9;

/// Reads the year; of a long one only the last four digits, which settle whether it is leap.
fn year(value: &[u8]) -> Option<(u32, &[u8])> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = digits.split_at_checked(length)?;
    let padded = length > 4 && number.first() == Some(&b'0');
    let zero = number.iter().all(|&digit| digit == b'0');
    if !(4..=YEAR_DIGITS_MAX).contains(&length) || padded || zero {
        return None;
    }
    let last = number.get(length - 4..)?;
    let value = last.iter().fold(0, |sum, &digit| sum * 10 + u32::from(digit - b'0'));
    Some((value, rest))
}

fn year_month(value: &[u8]) -> Option<(u32, u32, &[u8])> {
    let (year, rest) = year(value)?;
    let (month, rest) = two(rest.strip_prefix(b"-")?)?;
    (1..=12).contains(&month).then_some((year, month, rest))
}

fn date(value: &[u8]) -> Option<&[u8]> {
    let (year, month, rest) = year_month(value)?;
    let (day, rest) = two(rest.strip_prefix(b"-")?)?;
    (1..=days(year, month)).contains(&day).then_some(rest)
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

fn time(value: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = two(value)?;
    let (minute, rest) = two(rest.strip_prefix(b":")?)?;
    let (second, rest) = two(rest.strip_prefix(b":")?)?;
    let (fraction, rest) = match rest.strip_prefix(b".") {
        None => (<&[u8]>::default(), rest),
        Some(digits) => {
            let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            digits.split_at_checked(length).filter(|_| length > 0)?
        }
    };
    let end_of_day = minute == 0 && second == 0 && fraction.iter().all(|&digit| digit == b'0');
    let exists = minute < 60 && second < 60 && (hour < 24 || (hour == 24 && end_of_day));
    exists.then_some(rest)
}

fn is_offset(value: &[u8]) -> bool {
    let Some((sign, rest)) = value.split_first() else { return true };
    match sign {
        b'Z' => rest.is_empty(),
        b'+' | b'-' => {
            let hours = two(rest);
            let minutes =
                hours.and_then(|(hours, rest)| Some((hours, two(rest.strip_prefix(b":")?)?)));
            minutes.is_some_and(|(hours, (minutes, rest))| {
                rest.is_empty() && minutes < 60 && (hours < 14 || (hours == 14 && minutes == 0))
            })
        }
        _ => false,
    }
}

#[inline]
fn two(value: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = value.split_first_chunk::<2>()?;
    let [tens, ones] = digits.map(|digit| digit.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then_some((u32::from(tens) * 10 + u32::from(ones), rest))
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_date_time, is_time, is_year, is_year_month};

    type Reader = fn(&[u8]) -> bool;

    /// What a type takes and what it refuses.
    const ROWS: [(Reader, &[&str], &[&str]); 5] = [
        (
            is_date,
            &[
                "2026-11-21",
                "2024-02-29",
                "2000-02-29",
                "2026-01-01Z",
                "2026-12-31+14:00",
                "-0044-03-15",
                "12026-01-01",
            ],
            &[
                "2026-02-29",
                "1900-02-29",
                "2026-04-31",
                "2026-13-01",
                "2026-00-01",
                "2026-1-1",
                "2026-01-01T",
                "0000-01-01",
                "02026-01-01",
                "2026-01-01+14:01",
                "2026-01-01z",
                "",
                "2026-01-32",
                "2026/01/01",
                "2026-01-01+1:00",
                "+2026-01-01",
                "226-01-01",
            ],
        ),
        (
            is_date_time,
            &[
                "2026-11-21T08:00:00",
                "2026-11-21T08:00:00.123456Z",
                "2026-11-21T24:00:00",
                "2026-11-21T24:00:00.00-05:30",
            ],
            &[
                "2026-11-21",
                "2026-11-21 08:00:00",
                "2026-11-21T08:00",
                "2026-11-21T25:00:00",
                "2026-11-21T24:00:01",
                "2026-11-21T23:60:00",
                "2026-11-21T23:59:60",
                "2026-11-21T08:00:00.",
                "2026-02-30T08:00:00",
                "2026-11-21T08:00:00ZZ",
                "2026-11-21T24:00:00.1",
            ],
        ),
        (is_time, &["00:00:00", "23:59:59.9+01:00"], &["1:00:00", "00:00", "24:00:01", "00:00:0a"]),
        (is_year, &["2026", "2026Z", "-0001"], &["26", "0000", "2026-", "abcd"]),
        (
            is_year_month,
            &["2026-11", "2026-01+02:00"],
            &["2026-13", "2026", "2026-1", "2026-11-01"],
        ),
    ];

    #[test]
    fn only_what_exists_is_taken() {
        for (check, good, bad) in ROWS {
            for value in good {
                assert!(check(value.as_bytes()), "{value}");
            }
            for value in bad {
                assert!(!check(value.as_bytes()), "{value}");
            }
        }
    }
}
