//! Short ASCII texts built without allocation: dates, instants, references, numbers.
//!
//! Filled digit by digit by the types beside and taken by their `Display` and by the message
//! writers, for which formatting is the dearest step. It must never hold anything but ASCII.

use core::fmt;

/// An ASCII text of at most `N` bytes.
#[derive(Clone, Copy)]
pub struct ShortText<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> ShortText<N> {
    /// An empty text.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }

    /// Appends one character; the types beside choose `N` so that all of theirs fit.
    pub(crate) fn push(&mut self, byte: u8) {
        assert!(byte.is_ascii(), "a short text is ASCII");
        let place = self.bytes.get_mut(self.len);
        assert!(place.is_some(), "a short text is long enough for its type");
        if let Some(place) = place {
            *place = byte;
            self.len += 1;
        }
    }

    /// Appends a number in decimal, with zeros in front up to `width` digits.
    pub(crate) fn push_number(&mut self, value: u64, width: usize) {
        // 20 digits hold every u64.
        let mut digits = [b'0'; 20];
        let mut rest = value;
        let mut count = 0;
        for place in digits.iter_mut().rev() {
            if rest == 0 && count >= width.max(1) {
                break;
            }
            *place = decimal_digit(rest % 10);
            rest /= 10;
            count += 1;
        }
        for byte in digits.iter().skip(digits.len() - count) {
            self.push(*byte);
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(..self.len).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }
}

impl ShortText<20> {
    /// A number in decimal.
    #[must_use]
    pub fn number(value: u64) -> Self {
        let mut text = Self::new();
        text.push_number(value, 1);
        text
    }
}

#[expect(clippy::as_conversions, reason = "a digit fits a byte")]
const fn decimal_digit(digit: u64) -> u8 {
    b'0' + digit as u8
}

impl<const N: usize> fmt::Display for ShortText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for ShortText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_as_the_standard_library_writes_them(value: u64, width in 0_usize..20) {
            prop_assert_eq!(format!("{}", ShortText::number(value)), format!("{value}"));
            let mut text = ShortText::<20>::new();
            text.push_number(value, width);
            prop_assert_eq!(text.as_str(), format!("{value:0width$}"));
        }
    }

    #[test]
    fn the_bounds_fit() {
        for value in [0, 9, 10, u64::MAX] {
            assert_eq!(ShortText::number(value).as_str(), format!("{value}"));
        }
    }
}
