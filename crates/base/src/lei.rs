//! LEI of ISO 17442, the name of a legal entity.
//!
//! Texts come from messages and admission. Whether the entity exists and its registration is in
//! force is for reference data to say, never for this type.

use crate::error::BaseError;
use crate::mod97::remainder;
use core::fmt;

/// A legal entity identifier whose check digits fit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lei([u8; 20]);

impl Lei {
    /// Reads 18 capital letters and digits and 2 check digits (ISO 7064 mod 97-10).
    ///
    /// # Errors
    /// [`BaseError::LeiForm`] or [`BaseError::LeiCheckDigits`].
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        Self::from_bytes(text.as_bytes().try_into().map_err(|_| BaseError::LeiForm)?)
    }

    /// Reads the 20 bytes of an entry.
    ///
    /// # Errors
    /// [`BaseError::LeiForm`] or [`BaseError::LeiCheckDigits`].
    pub fn from_bytes(bytes: [u8; 20]) -> Result<Self, BaseError> {
        let rest = remainder(bytes.iter().copied()).ok_or(BaseError::LeiForm)?;
        if !bytes.iter().skip(18).all(u8::is_ascii_digit) {
            return Err(BaseError::LeiForm);
        }
        if rest == 1 { Ok(Self(bytes)) } else { Err(BaseError::LeiCheckDigits) }
    }

    /// The 20 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The 20 bytes, the form of an entry.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lei({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_identifiers_read_back() {
        // Bloomberg Finance L.P., GLEIF, Deutsche Bank AG.
        for text in ["5493001KJTIIGC8Y1R12", "506700GE1G29325QX363", "7LTWFZYICNSX8D621K86"] {
            let lei = Lei::parse(text).unwrap();
            assert_eq!(lei.as_str(), text);
            assert_eq!(Lei::from_bytes(*lei.as_bytes()), Ok(lei));
        }
    }

    #[test]
    fn each_digit_and_each_letter_exchanged_for_another_is_noticed() {
        let good = *b"5493001KJTIIGC8Y1R12";
        for at in 0..good.len() {
            let class = if good[at].is_ascii_digit() { b'0'..=b'9' } else { b'A'..=b'Z' };
            for byte in class {
                let mut bad = good;
                bad[at] = byte;
                assert_eq!(Lei::from_bytes(bad).is_ok(), bad == good, "{bad:?}");
            }
        }
        for text in ["", "5493001KJTIIGC8Y1R1", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R1-"] {
            assert_eq!(Lei::parse(text), Err(BaseError::LeiForm), "{text}");
        }
    }
}
