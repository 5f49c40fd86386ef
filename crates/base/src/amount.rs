//! Amounts as whole minor units, read from and written as ISO 20022 decimal text.
//!
//! Texts come from messages; an amount goes into entries and back into messages. An amount is never
//! a floating-point number, never negative and never rounded.

use crate::error::AmountError;
use alloc::string::String;
use core::fmt;

/// The most decimals that an amount can be written with; ISO 4217 uses up to 4.
pub const MINOR_UNITS_MAX: u8 = 18;

/// An amount of money in minor units of a currency that stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(u64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many minor units.
    #[must_use]
    pub const fn from_minor(minor: u64) -> Self {
        Self(minor)
    }

    /// The number of minor units.
    #[must_use]
    pub const fn minor(self) -> u64 {
        self.0
    }

    /// Reads the text of an `ActiveCurrencyAndAmount`: digits and at most one point.
    ///
    /// Zeros beyond the decimals of the currency say nothing and are allowed, other digits are not.
    ///
    /// # Errors
    /// [`AmountError`] when the text is no such decimal, is finer than the currency or too large.
    ///
    /// ```
    /// # use suftaja_base::{Amount, AmountError};
    /// assert_eq!(Amount::parse("1250.5", 2), Ok(Amount::from_minor(125_050)));
    /// assert_eq!(Amount::parse("1250.00", 0), Ok(Amount::from_minor(1250)));
    /// assert_eq!(
    ///     Amount::parse("1250.5", 0),
    ///     Err(AmountError::TooManyDecimals { allowed: 0 })
    /// );
    /// ```
    pub fn parse(text: &str, minor_units: u8) -> Result<Self, AmountError> {
        assert!(minor_units <= MINOR_UNITS_MAX, "more decimals than any currency has");
        let mut minor = 0_u64;
        let mut seen_digit = false;
        // Decimals still owed to the currency; `None` before the point.
        let mut owed: Option<u8> = None;
        for byte in text.bytes() {
            match (byte, owed) {
                (b'.', None) => owed = Some(minor_units),
                (b'0', Some(0)) => seen_digit = true,
                (b'1'..=b'9', Some(0)) => {
                    return Err(excess(text, minor_units));
                }
                (b'0'..=b'9', _) => {
                    seen_digit = true;
                    minor = push(minor, byte - b'0')?;
                    owed = owed.map(|count| count.saturating_sub(1));
                }
                _ => return Err(AmountError::NotDecimal),
            }
        }
        if !seen_digit {
            return Err(AmountError::NotDecimal);
        }
        for _ in 0..owed.unwrap_or(minor_units) {
            minor = push(minor, 0)?;
        }
        Ok(Self(minor))
    }

    /// The text with exactly the decimals of the currency.
    #[must_use]
    pub fn display(self, minor_units: u8) -> AmountText {
        AmountText::new(self.0, minor_units)
    }

    /// Appends the text with exactly the decimals of the currency.
    pub fn write(self, minor_units: u8, out: &mut String) {
        out.push_str(self.display(minor_units).as_str());
    }

    /// The sum, or nothing when 64 bits do not hold it.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or nothing when it would be negative.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }
}

/// A significant digit beyond the decimals; a text that is no decimal at all is told as that.
fn excess(text: &str, minor_units: u8) -> AmountError {
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().filter(|byte| *byte == b'.').count() == 1;
    if decimal {
        AmountError::TooManyDecimals { allowed: minor_units }
    } else {
        AmountError::NotDecimal
    }
}

fn push(minor: u64, digit: u8) -> Result<u64, AmountError> {
    minor
        .checked_mul(10)
        .and_then(|shifted| shifted.checked_add(u64::from(digit)))
        .ok_or(AmountError::TooLarge)
}

/// The decimal text of an amount, held without allocation.
#[derive(Clone, Copy)]
pub struct AmountText {
    bytes: [u8; Self::LEN],
    start: usize,
}

impl AmountText {
    /// 20 digits of a `u64` and a point.
    const LEN: usize = 21;

    fn new(minor: u64, minor_units: u8) -> Self {
        assert!(minor_units <= MINOR_UNITS_MAX, "more decimals than any currency has");
        let mut bytes = [b'0'; Self::LEN];
        let mut start = Self::LEN;
        let mut rest = minor;
        let mut digits = 0;
        for (at, place) in bytes.iter_mut().enumerate().rev() {
            start = at;
            if minor_units > 0 && digits == minor_units {
                *place = b'.';
                digits += 1;
                continue;
            }
            *place = last_digit(rest);
            rest /= 10;
            digits += 1;
            // One digit must stand before the point.
            if rest == 0 && (minor_units == 0 || digits > minor_units + 1) {
                break;
            }
        }
        assert!(rest == 0, "21 places hold every amount");
        Self { bytes, start }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(self.start..).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }
}

#[expect(clippy::as_conversions, reason = "a remainder by ten fits a byte")]
fn last_digit(value: u64) -> u8 {
    b'0' + (value % 10) as u8
}

impl fmt::Display for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn texts_with_their_minor_units() {
        for (text, minor_units, minor) in [
            ("0", 2, 0),
            ("0.00", 0, 0),
            ("1", 2, 100),
            ("1.", 2, 100),
            (".5", 2, 50),
            ("00012.340000", 2, 1234),
            ("184467440737095516.15", 2, u64::MAX),
            ("18446744073709551615", 0, u64::MAX),
            ("0.001", 3, 1),
        ] {
            assert_eq!(Amount::parse(text, minor_units), Ok(Amount(minor)), "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_amount() {
        let fine = AmountError::TooManyDecimals { allowed: 2 };
        for (text, error) in [
            ("", AmountError::NotDecimal),
            (".", AmountError::NotDecimal),
            ("+1", AmountError::NotDecimal),
            ("-1", AmountError::NotDecimal),
            ("1e3", AmountError::NotDecimal),
            ("1,5", AmountError::NotDecimal),
            ("1.2.3", AmountError::NotDecimal),
            ("1.234.5", AmountError::NotDecimal),
            (" 1", AmountError::NotDecimal),
            ("NaN", AmountError::NotDecimal),
            ("١٢", AmountError::NotDecimal),
            ("1.005", fine),
            ("1.00001", fine),
            ("184467440737095516.16", AmountError::TooLarge),
            ("999999999999999999999", AmountError::TooLarge),
        ] {
            assert_eq!(Amount::parse(text, 2), Err(error), "{text}");
        }
    }

    #[test]
    fn sums_stop_at_the_bounds() {
        let one = Amount::from_minor(1);
        assert_eq!(Amount(u64::MAX).checked_add(one), None);
        assert_eq!(Amount::ZERO.checked_sub(one), None);
        assert_eq!(one.checked_add(one).and_then(|two| two.checked_sub(one)), Some(one));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(minor: u64, minor_units in 0..=MINOR_UNITS_MAX) {
            let mut text = String::new();
            Amount(minor).write(minor_units, &mut text);
            prop_assert_eq!(Amount::parse(&text, minor_units), Ok(Amount(minor)));
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            prop_assert_eq!(decimals, usize::from(minor_units));
            let whole = text.split('.').next().unwrap_or_default();
            prop_assert!(whole == "0" || !whole.starts_with('0'), "{}", whole);
            prop_assert_eq!(format!("{}", Amount(minor).display(minor_units)), text);
        }
    }
}
