//! Other account identification: the account number of countries without an IBAN.
//!
//! Texts come from `Othr/Id` of an account (`Max34Text`). National rules for its form are data of
//! the member and stand elsewhere; a blank must never be an account.

use crate::error::BaseError;
use core::fmt;

/// An account identification of 1 to 34 characters, any script, compared as it was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountText {
    bytes: [u8; Self::BYTES_MAX],
    len: u8,
}

impl AccountText {
    /// The most characters.
    pub const CHARS_MAX: usize = 34;
    /// The most bytes: a character takes up to four.
    pub const BYTES_MAX: usize = 4 * Self::CHARS_MAX;

    /// Reads 1 to 34 characters that are not all blank and hold no control character.
    ///
    /// # Errors
    /// [`BaseError::AccountText`].
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let mut bytes = [0_u8; Self::BYTES_MAX];
        let place = bytes.get_mut(..text.len()).ok_or(BaseError::AccountText)?;
        place.copy_from_slice(text.as_bytes());
        let blank = text.chars().all(char::is_whitespace);
        if blank || text.chars().any(char::is_control) || text.chars().count() > Self::CHARS_MAX {
            return Err(BaseError::AccountText);
        }
        let len = u8::try_from(text.len()).map_err(|_| BaseError::AccountText)?;
        Ok(Self { bytes, len })
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }
}

impl fmt::Display for AccountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AccountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountText({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_34_characters_of_any_script() {
        let ethiopic = "ሀ".repeat(34);
        let widest = "𐎀".repeat(34);
        for text in ["1", "0110 2233-44/55", ethiopic.as_str(), widest.as_str()] {
            assert_eq!(AccountText::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "  ", "a\tb", &"1".repeat(35), &"ሀ".repeat(35), &"1".repeat(200)] {
            assert_eq!(AccountText::parse(text), Err(BaseError::AccountText), "{text}");
        }
    }
}
