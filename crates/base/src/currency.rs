//! Currencies of ISO 4217 with their minor units.
//!
//! Codes come from messages and configuration; the table in `registry::currency` decides which
//! exist. A currency that is not in the table must never become a value.

use crate::error::BaseError;
use crate::registry::currency::{CURRENCIES, ROW_LEN};
use core::fmt;

/// A currency of ISO 4217 that has minor units. Ordered by its letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    minor_units: u8,
    numeric: u16,
}

impl Currency {
    /// Reads a code of three capital letters.
    ///
    /// # Errors
    /// [`BaseError::CurrencyUnknown`] when ISO 4217 has no such code with minor units.
    ///
    /// ```
    /// # use suftaja_base::Currency;
    /// let shilling = Currency::parse("KES").unwrap();
    /// assert_eq!((shilling.code(), shilling.minor_units(), shilling.numeric()), ("KES", 2, 404));
    /// assert!(Currency::parse("KSH").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let code = text.as_bytes().try_into().map_err(|_| BaseError::CurrencyUnknown)?;
        Self::from_bytes(code)
    }

    /// Reads the three letters as they stand in an entry.
    ///
    /// # Errors
    /// [`BaseError::CurrencyUnknown`] as for [`Currency::parse`].
    pub fn from_bytes(code: [u8; 3]) -> Result<Self, BaseError> {
        let (rows, _) = CURRENCIES.as_bytes().as_chunks::<ROW_LEN>();
        let row = rows
            .binary_search_by(|[a, b, c, ..]| [*a, *b, *c].cmp(&code))
            .ok()
            .and_then(|index| rows.get(index))
            .ok_or(BaseError::CurrencyUnknown)?;
        let [_, _, _, hundreds, tens, ones, minor_units, _] = *row;
        let digit = |byte: u8| u16::from(byte - b'0');
        let numeric = digit(hundreds) * 100 + digit(tens) * 10 + digit(ones);
        Ok(Self { code, minor_units: minor_units - b'0', numeric })
    }

    /// Every currency of the table, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Self> {
        CURRENCIES.split_ascii_whitespace().filter_map(|row| {
            let code = row.as_bytes().first_chunk()?;
            Self::from_bytes(*code).ok()
        })
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        str::from_utf8(&self.code).unwrap_or_default()
    }

    /// The three letters as bytes, the form of an entry.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 3] {
        self.code
    }

    /// How many decimals an amount of the currency has.
    #[must_use]
    pub const fn minor_units(self) -> u8 {
        self.minor_units
    }

    /// The numeric code.
    #[must_use]
    pub const fn numeric(self) -> u16 {
        self.numeric
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({})", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn each_code_of_the_table_reads_back_and_the_table_is_sorted() {
        let all: Vec<Currency> = Currency::all().collect();
        assert_eq!(all.len() * ROW_LEN, CURRENCIES.len());
        assert!(all.is_sorted() && all.len() > 150);
        for currency in all {
            assert_eq!(Currency::parse(currency.code()), Ok(currency));
            assert_eq!(Currency::from_bytes(currency.to_bytes()), Ok(currency));
            assert!(currency.minor_units() <= 4 && currency.numeric() < 1000);
        }
    }

    #[test]
    fn the_currencies_of_the_sandbox_have_their_decimals() {
        for (code, minor_units, numeric) in [
            ("KES", 2, 404),
            ("UGX", 0, 800),
            ("TZS", 2, 834),
            ("RWF", 0, 646),
            ("BIF", 0, 108),
            ("TND", 3, 788),
            ("UYW", 4, 927),
            ("ALL", 2, 8),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!((currency.minor_units(), currency.numeric()), (minor_units, numeric));
        }
    }

    #[test]
    fn what_is_not_a_currency_with_minor_units_is_refused() {
        for text in ["", "KE", "KESX", "kes", "QQQ", "XXX", "XAU", "XDR", "K€", "404", "KE "] {
            assert_eq!(Currency::parse(text), Err(BaseError::CurrencyUnknown), "{text}");
        }
    }
}
