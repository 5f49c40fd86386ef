//! IBAN of ISO 13616, an account number that can be checked without knowing the bank.
//!
//! Texts come from messages. Country structures come from `registry::iban`; where a country has
//! none there, form and check digits decide. Letters are held as capitals, because the check makes
//! no difference between cases and one account must be one value.

use crate::error::BaseError;
use crate::mod97::remainder;
use crate::registry::{country::is_country, iban::STRUCTURES};
use alloc::format;
use core::fmt;

/// An international bank account number of at most 34 characters whose check digits fit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban {
    bytes: [u8; 34],
    len: u8,
}

impl Iban {
    /// Reads the electronic form, without spaces (`IBAN2007Identifier`).
    ///
    /// # Errors
    /// [`BaseError::IbanForm`], [`BaseError::IbanStructure`] or [`BaseError::IbanCheckDigits`].
    ///
    /// ```
    /// # use suftaja_base::{BaseError, Iban};
    /// assert_eq!(Iban::parse("GB82WEST12345698765432").unwrap().country(), "GB");
    /// assert_eq!(Iban::parse("GB82WEST12345698765433"), Err(BaseError::IbanCheckDigits));
    /// ```
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let mut bytes = [0_u8; 34];
        let place = bytes.get_mut(..text.len()).ok_or(BaseError::IbanForm)?;
        place.copy_from_slice(text.as_bytes());
        let [first, second, tens, ones, bban @ ..] = place else {
            return Err(BaseError::IbanForm);
        };
        if bban.is_empty() || !tens.is_ascii_digit() || !ones.is_ascii_digit() {
            return Err(BaseError::IbanForm);
        }
        if !is_country([*first, *second]) || !bban.iter().all(u8::is_ascii_alphanumeric) {
            return Err(BaseError::IbanForm);
        }
        bban.make_ascii_uppercase();
        if structure(&[*first, *second]).is_some_and(|fields| !fits(fields, bban)) {
            return Err(BaseError::IbanStructure);
        }
        let head = [*first, *second, *tens, *ones];
        // 00, 01 and 99 pass the remainder, but the rule that makes check digits never yields them.
        let made = !matches!([*tens, *ones], [b'0', b'0' | b'1'] | [b'9', b'9']);
        if !made || remainder(bban.iter().copied().chain(head)) != Some(1) {
            return Err(BaseError::IbanCheckDigits);
        }
        let len = u8::try_from(text.len()).map_err(|_| BaseError::IbanForm)?;
        Ok(Self { bytes, len })
    }

    /// The IBAN of an account, with the check digits that its country and number give.
    ///
    /// # Errors
    /// As of [`Iban::parse`], for a number that does not have the form of the country.
    ///
    /// ```
    /// # use suftaja_base::Iban;
    /// let iban = Iban::of("GB", "WEST12345698765432").unwrap();
    /// assert_eq!(iban.as_str(), "GB82WEST12345698765432");
    /// ```
    pub fn of(country: &str, number: &str) -> Result<Self, BaseError> {
        let digits = number.bytes().chain(country.bytes()).chain(*b"00");
        let rest = remainder(digits).ok_or(BaseError::IbanForm)?;
        Self::parse(&format!("{country}{:02}{number}", 98 - rest))
    }

    /// The characters without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }

    /// Whether accounts in a country have an IBAN.
    #[must_use]
    pub fn is_used_in(country: &str) -> bool {
        structure(country.as_bytes()).is_some()
    }

    /// The two letters of the country.
    #[must_use]
    pub fn country(&self) -> &str {
        self.as_str().get(..2).unwrap_or_default()
    }
}

/// The fields of the country, for example `4n4n12c`.
fn structure(country: &[u8]) -> Option<&'static [u8]> {
    let index = STRUCTURES.binary_search_by(|row| row.as_bytes().iter().take(2).cmp(country));
    STRUCTURES.get(index.ok()?)?.as_bytes().get(2..)
}

/// Whether the account number has exactly the fields.
fn fits(fields: &[u8], bban: &[u8]) -> bool {
    let mut rest = bban;
    let mut count = 0_usize;
    for &byte in fields {
        if byte.is_ascii_digit() {
            count = count * 10 + usize::from(byte - b'0');
            continue;
        }
        let Some((field, after)) = rest.split_at_checked(count) else { return false };
        let fitting = match byte {
            b'n' => field.iter().all(u8::is_ascii_digit),
            b'a' => field.iter().all(u8::is_ascii_uppercase),
            _ => true,
        };
        if !fitting {
            return false;
        }
        (rest, count) = (after, 0);
    }
    rest.is_empty()
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_of_many_countries_read() {
        for text in [
            "GB82WEST12345698765432",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "TN5910006035183598478831",
            "BI4210000100010000332045181",
            "DJ2100010000000154000100186",
            "LY83002048000020100120361",
            "SD8811123456789012",
            "SO211000001001000100141",
            "MT84MALT011000012345MTLCAST001S",
            "SC18SSCB11010000000000001497USD",
            "NO9386011117947",
            "CR05015202001026284066",
        ] {
            let iban = Iban::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((iban.as_str(), iban.country()), (text, &text[..2]));
        }
    }

    #[test]
    fn one_account_is_one_value_whatever_its_case() {
        let lower = Iban::parse("FR1420041010050500013m02606").unwrap();
        assert_eq!(lower, Iban::parse("FR1420041010050500013M02606").unwrap());
    }

    #[test]
    fn texts_that_are_no_iban() {
        for (text, error) in [
            ("", BaseError::IbanForm),
            ("GB82", BaseError::IbanForm),
            ("GB8", BaseError::IbanForm),
            ("gb82WEST12345698765432", BaseError::IbanForm),
            ("ZZ82WEST12345698765432", BaseError::IbanForm),
            ("GB82 WEST 1234 5698 7654 32", BaseError::IbanForm),
            ("GB82WEST1234569876543", BaseError::IbanStructure),
            ("GB82WEST123456987654321", BaseError::IbanStructure),
            ("GB8212341234569876543", BaseError::IbanStructure),
            ("GB82WESTA2345698765432", BaseError::IbanStructure),
            ("GB28WEST12345698765432", BaseError::IbanCheckDigits),
            ("KE00123456789012345678901234567890", BaseError::IbanCheckDigits),
            ("KE001234567890123456789012345678901", BaseError::IbanForm),
        ] {
            assert_eq!(Iban::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn each_structure_of_the_registry_is_well_formed_and_reachable() {
        assert!(STRUCTURES.is_sorted());
        for row in STRUCTURES {
            let (country, fields) = row.split_at(2);
            assert_eq!(structure(country.as_bytes()), Some(fields.as_bytes()));
            assert!(is_country([country.as_bytes()[0], country.as_bytes()[1]]), "{row}");
            assert!(fields.ends_with(['n', 'a', 'c']), "{row}");
        }
    }
}
