//! Rates: an exact decimal that turns an amount of one currency into one of another.
//!
//! Texts come from messages (`BaseOneRate`: at most 11 digits, 10 of them behind the point) and
//! from quotes. A rate is a whole number and a power of ten; a conversion is one exact product and
//! one division whose rounding the caller names. It must never pass through a binary fraction.

use crate::amount::Amount;
use core::fmt;

/// Digits that a rate may have in all.
const DIGITS_MAX: usize = 11;
/// Digits that a rate may have behind the point.
const DECIMALS_MAX: usize = 10;

/// How a conversion ends when it does not come out even.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
    /// To the nearest; a half to the even neighbour.
    HalfEven,
}

/// A rate above zero, as digits and decimals: 1.0850 is 10850 with 4 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    digits: u64,
    decimals: u8,
}

impl Rate {
    /// Reads a decimal like `129.35`. Nothing for zero, signs, exponents, a bare point, or more
    /// digits than `BaseOneRate` has.
    ///
    /// ```
    /// # use suftaja_base::Rate;
    /// assert_eq!(Rate::parse("129.3500").unwrap().to_string(), "129.3500");
    /// assert!(Rate::parse("1e3").is_none() && Rate::parse("0.00").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = !whole.is_empty() && (!fraction.is_empty() || !text.contains('.'));
        if !is_whole || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > DIGITS_MAX || fraction.len() > DECIMALS_MAX {
            return None;
        }
        let digits = whole.bytes().chain(fraction.bytes());
        let digits = digits.fold(0, |sum: u64, digit| sum * 10 + u64::from(digit - b'0'));
        let decimals = u8::try_from(fraction.len()).ok()?;
        (digits > 0).then_some(Self { digits, decimals })
    }

    /// What an amount with `from` decimals is worth in a currency with `to` decimals, where the
    /// rate says how many units of the second one unit of the first buys.
    ///
    /// Nothing when the result is more than an amount holds. The product is exact: at most 64 bits
    /// times 37 bits times 10⁴ fit 128 bits.
    #[must_use]
    pub fn convert(self, amount: Amount, from: u8, to: u8, rounding: Rounding) -> Option<Amount> {
        let product = u128::from(amount.minor()) * u128::from(self.digits);
        let product = product.checked_mul(10_u128.checked_pow(u32::from(to))?)?;
        let divisor = 10_u128.checked_pow(u32::from(self.decimals) + u32::from(from))?;
        let (even, rest) = (product / divisor, product % divisor);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfEven => {
                let half = divisor / 2;
                rest > half
                    || (divisor.is_multiple_of(2) && rest == half && !even.is_multiple_of(2))
            }
        };
        u64::try_from(even + u128::from(up)).ok().map(Amount::from_minor)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.saturating_pow(u32::from(self.decimals));
        write!(f, "{}", self.digits / unit)?;
        if self.decimals > 0 {
            let (fraction, width) = (self.digits % unit, usize::from(self.decimals));
            write!(f, ".{fraction:0width$}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(rate: &str, minor: u64, from: u8, to: u8, rounding: Rounding) -> Option<u64> {
        let rate = Rate::parse(rate).unwrap();
        rate.convert(Amount::from_minor(minor), from, to, rounding).map(Amount::minor)
    }

    #[test]
    fn conversions_round_as_named() {
        // 100.00 KES at 28.455 UGX each are 2845.5 UGX, which has no decimals.
        assert_eq!(convert("28.455", 10_000, 2, 0, Rounding::Down), Some(2845));
        assert_eq!(convert("28.455", 10_000, 2, 0, Rounding::Up), Some(2846));
        assert_eq!(convert("28.455", 10_000, 2, 0, Rounding::HalfEven), Some(2846));
        assert_eq!(convert("28.445", 10_000, 2, 0, Rounding::HalfEven), Some(2844));
        // 2845 UGX at 0.03514 KES each are 99.9733 KES.
        assert_eq!(convert("0.03514", 2845, 0, 2, Rounding::HalfEven), Some(9997));
        assert_eq!(convert("1", 7, 2, 2, Rounding::HalfEven), Some(7));
    }

    #[test]
    fn the_largest_amounts_are_exact_or_refused() {
        assert_eq!(convert("1.0000000000", u64::MAX, 2, 2, Rounding::Down), Some(u64::MAX));
        assert_eq!(convert("1.0000000001", u64::MAX, 2, 2, Rounding::Down), None);
        assert_eq!(convert("0.0000000001", u64::MAX, 0, 0, Rounding::Up), Some(1_844_674_408));
    }

    #[test]
    fn only_plain_decimals_are_rates() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "0", "0.0", "123456789012", " 1"] {
            assert_eq!(Rate::parse(text), None, "{text:?}");
        }
        assert!(Rate::parse("12345678901").is_some() && Rate::parse("0.0000000001").is_some());
    }
}
