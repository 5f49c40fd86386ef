//! BIC of ISO 9362, the name of a participant.
//!
//! Texts come from messages and configuration. A BIC of 8 characters is the head office, the same
//! as with `XXX`, and is held in that one form, so that equality is identity. Whether the BIC is
//! known is for the directory of participants to say, never for this type.

use crate::error::BaseError;
use crate::registry::country::is_country;
use core::fmt;

/// A business identifier code, always in its form of 11 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic([u8; 11]);

impl Bic {
    /// Reads 8 or 11 characters by `BICFIDec2014Identifier`, with a country that exists.
    ///
    /// # Errors
    /// [`BaseError::BicForm`] or [`BaseError::BicCountry`].
    ///
    /// ```
    /// # use suftaja_base::Bic;
    /// let head = Bic::parse("BKENKENA").unwrap();
    /// assert_eq!(head, Bic::parse("BKENKENAXXX").unwrap());
    /// assert_eq!((head.as_str(), head.country()), ("BKENKENA", "KE"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let mut bytes = *b"XXXXXXXXXXX";
        let bic = if let Ok(whole) = <[u8; 11]>::try_from(text.as_bytes()) {
            whole
        } else if text.len() == 8 {
            for (place, byte) in bytes.iter_mut().zip(text.bytes()) {
                *place = byte;
            }
            bytes
        } else {
            return Err(BaseError::BicForm);
        };
        Self::from_bytes(bic)
    }

    /// Reads the 11 bytes of an entry.
    ///
    /// # Errors
    /// [`BaseError::BicForm`] or [`BaseError::BicCountry`].
    pub fn from_bytes(bytes: [u8; 11]) -> Result<Self, BaseError> {
        let [_, _, _, _, first, second, ..] = bytes;
        let form = bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !form || !first.is_ascii_uppercase() || !second.is_ascii_uppercase() {
            return Err(BaseError::BicForm);
        }
        if !is_country([first, second]) {
            return Err(BaseError::BicCountry);
        }
        Ok(Self(bytes))
    }

    /// The shortest form: 8 characters for a head office, else 11.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let whole = str::from_utf8(&self.0).unwrap_or_default();
        whole.strip_suffix("XXX").unwrap_or(whole)
    }

    /// The 11 bytes, the form of an entry.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 11] {
        &self.0
    }

    /// The two letters of the country.
    #[must_use]
    pub fn country(&self) -> &str {
        str::from_utf8(&self.0).ok().and_then(|whole| whole.get(4..6)).unwrap_or_default()
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bic({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_are_a_bic() {
        for (text, short, country) in [
            ("DEUTDEFF", "DEUTDEFF", "DE"),
            ("DEUTDEFFXXX", "DEUTDEFF", "DE"),
            ("DEUTDEFF500", "DEUTDEFF500", "DE"),
            ("9A00KE1Z", "9A00KE1Z", "KE"),
        ] {
            let bic = Bic::parse(text).unwrap();
            assert_eq!((bic.as_str(), bic.country()), (short, country));
            assert_eq!(Bic::from_bytes(*bic.as_bytes()), Ok(bic));
        }
    }

    #[test]
    fn forms_that_are_none() {
        for text in ["", "DEUTDEF", "DEUTDEFFX", "DEUTDEFFXXXX", "deutdeff", "DEUT1EFF", "DEUTD€F"]
        {
            assert_eq!(Bic::parse(text), Err(BaseError::BicForm), "{text}");
        }
        assert_eq!(Bic::parse("DEUTZZFF"), Err(BaseError::BicCountry));
    }
}
