//! UETR, the end-to-end reference that a payment keeps through all its legs.
//!
//! Texts come from messages (`UUIDv4Identifier`). One UETR may stand in several legs of a payment;
//! this type decides nothing about duplicates.

use crate::error::BaseError;
use crate::short_text::ShortText;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A unique end-to-end transaction reference: a UUID of version 4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Uetr(u128);

impl Uetr {
    /// Reads 36 characters in lower case, as the schema wants them.
    ///
    /// # Errors
    /// [`BaseError::UetrForm`].
    ///
    /// ```
    /// # use suftaja_base::Uetr;
    /// let text = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
    /// assert_eq!(Uetr::parse(text).unwrap().to_string(), text);
    /// ```
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        if text.len() != 36 {
            return Err(BaseError::UetrForm);
        }
        let mut bits = 0_u128;
        for (at, byte) in text.bytes().enumerate() {
            let digit = match (byte, matches!(at, 8 | 13 | 18 | 23)) {
                (b'-', true) => continue,
                (b'0'..=b'9', false) => byte - b'0',
                (b'a'..=b'f', false) => byte - b'a' + 10,
                _ => return Err(BaseError::UetrForm),
            };
            bits = bits << 4 | u128::from(digit);
        }
        Self::from_bits(bits)
    }

    /// Reads the 128 bits of an entry.
    ///
    /// # Errors
    /// [`BaseError::UetrForm`] when version or variant are not those of a UUID of version 4.
    pub const fn from_bits(bits: u128) -> Result<Self, BaseError> {
        if bits >> 76 & 0xf == 4 && bits >> 62 & 0b11 == 0b10 {
            Ok(Self(bits))
        } else {
            Err(BaseError::UetrForm)
        }
    }

    /// The UUID that random bits make once version and variant are set.
    #[must_use]
    pub const fn from_random(random: u128) -> Self {
        let free = random & !(0xf << 76) & !(0b11 << 62);
        Self(free | 4 << 76 | 0b10 << 62)
    }

    /// The 36 characters in lower case, without allocation.
    #[must_use]
    pub fn text(self) -> ShortText<36> {
        let mut text = ShortText::new();
        for (at, byte) in self.0.to_be_bytes().into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push(b'-');
            }
            text.push(hex_digit(byte >> 4));
            text.push(hex_digit(byte & 0xf));
        }
        text
    }

    /// The 128 bits, the form of an entry.
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.0
    }
}

const fn hex_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

impl fmt::Display for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl fmt::Debug for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uetr({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn texts_that_are_no_uetr() {
        for text in [
            "",
            "eb6305c9-1f7f-49de-aed0-16487c27b42",
            "EB6305C9-1F7F-49DE-AED0-16487C27B42D",
            "eb6305c9-1f7f-39de-aed0-16487c27b42d",
            "eb6305c9-1f7f-49de-ced0-16487c27b42d",
            "eb6305c91f7f-49de-aed0-16487c27b42d0",
            "eb6305c9-1f7f-49de-aed0-16487c27b42g",
            "eb6305c9-1f7f-49de-aed0-16487c27b4\u{e9}",
        ] {
            assert_eq!(Uetr::parse(text), Err(BaseError::UetrForm), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(random: u128) {
            let uetr = Uetr::from_random(random);
            prop_assert_eq!(Uetr::parse(&uetr.to_string()), Ok(uetr));
            prop_assert_eq!(Uetr::from_bits(uetr.bits()), Ok(uetr));
        }
    }
}
