//! Checks the text of a value against its simple type: form first, then every facet.
//!
//! The reader calls it for each value on the hot path; what comes back is the first fault, which
//! the report words. Rules: XML Schema Part 2 §4.3. Amounts stay text here; a value must never
//! become a floating-point number.

use crate::moment;
use crate::pattern::Classes;
use crate::schema::{Kind, NameKey, Simple};

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    TooShort,
    TooLong,
    Pattern,
    Enumeration,
    NotANumber,
    TotalDigits,
    FractionDigits,
    BelowMinimum,
    NoSuchMoment,
    NotABoolean,
    NotBase64,
}

impl Simple {
    /// Checks a decoded value; `ascii` promises that it has no byte above 0x7F.
    #[inline]
    pub fn check(&self, classes: &Classes, value: &[u8], ascii: bool) -> Option<Fault> {
        match self.kind {
            Kind::Text => self.length(value, ascii),
            Kind::Enumeration => {
                let found = match value.len() {
                    0..=8 => {
                        // A NUL at the end of a value would look like the end of a word.
                        self.values.contains(&NameKey::of(value).head) && value.last() != Some(&0)
                    }
                    _ => self.is_listed(value),
                };
                (!found).then_some(Fault::Enumeration)
            }
            Kind::Pattern => self.pattern(classes, value).or_else(|| self.length(value, ascii)),
            _ => self.check_other(classes, trim(value)),
        }
    }

    /// Whether the value is one of the list, for values that do not fit into a word.
    fn is_listed(&self, value: &[u8]) -> bool {
        self.texts.iter().any(|text| text.as_bytes() == value)
    }

    /// The kinds whose white space collapses.
    fn check_other(&self, classes: &Classes, value: &[u8]) -> Option<Fault> {
        let moment: fn(&[u8]) -> bool = match self.kind {
            Kind::Decimal => return self.decimal(value).or_else(|| self.pattern(classes, value)),
            Kind::Boolean => {
                let known = matches!(value, b"true" | b"false" | b"1" | b"0");
                return (!known).then_some(Fault::NotABoolean);
            }
            Kind::Base64 => return self.base64(value),
            Kind::Date => moment::is_date,
            Kind::DateTime => moment::is_date_time,
            Kind::Time => moment::is_time,
            Kind::Year => moment::is_year,
            Kind::YearMonth | Kind::Text | Kind::Enumeration | Kind::Pattern => {
                moment::is_year_month
            }
        };
        if !moment(value) {
            return Some(Fault::NoSuchMoment);
        }
        self.pattern(classes, value)
    }

    #[inline]
    fn length(&self, value: &[u8], ascii: bool) -> Option<Fault> {
        let length = if ascii || value.is_ascii() { value.len() } else { characters(value) };
        self.bounds(length)
    }

    #[inline]
    fn bounds(&self, length: usize) -> Option<Fault> {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        if length < self.length_min {
            Some(Fault::TooShort)
        } else if length > self.length_max {
            Some(Fault::TooLong)
        } else {
            None
        }
    }

    #[inline]
    fn pattern(&self, classes: &Classes, value: &[u8]) -> Option<Fault> {
        let pattern = self.pattern.as_ref()?;
        (!pattern.matches(classes, value)).then_some(Fault::Pattern)
    }

    /// Digits are counted on the value, not on its writing: leading zeros and zeros at the end
    /// of the fraction do not count (XML Schema Part 2 §4.3.11, §4.3.12).
    fn decimal(&self, value: &[u8]) -> Option<Fault> {
        if self.is_plain_decimal(value) {
            return None;
        }
        let (negative, digits) = match value.split_first() {
            Some((b'-', rest)) => (true, rest),
            Some((b'+', rest)) => (false, rest),
            _ => (false, value),
        };
        let whole_length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (whole, rest) = digits.split_at_checked(whole_length).unwrap_or((digits, &[]));
        let fraction = match rest.split_first() {
            None => rest,
            Some((b'.', fraction)) => fraction,
            Some(_) => return Some(Fault::NotANumber),
        };
        let empty = whole.is_empty() && fraction.is_empty();
        if empty || !fraction.iter().all(u8::is_ascii_digit) {
            return Some(Fault::NotANumber);
        }
        let leading = whole.iter().take_while(|&&digit| digit == b'0').count();
        let trailing = fraction.iter().rev().take_while(|&&digit| digit == b'0').count();
        let (whole_digits, fraction_digits) = (whole.len() - leading, fraction.len() - trailing);
        let is_zero = whole_digits == 0 && fraction_digits == 0;
        let beyond = |digits: usize, bound: u32| u32::try_from(digits).is_ok_and(|d| d > bound);
        if beyond(whole_digits.saturating_add(fraction_digits), self.total_digits) {
            return Some(Fault::TotalDigits);
        }
        if beyond(fraction_digits, self.fraction_digits) {
            return Some(Fault::FractionDigits);
        }
        let minimum = self.min_inclusive?;
        let below = (negative && !is_zero) || (minimum > 0 && less(whole, fraction, minimum));
        below.then_some(Fault::BelowMinimum)
    }

    /// Whether a number is written with digits and at most one dot and is within every bound even
    /// if all its zeros counted; nearly all are, and one look at each digit settles it.
    #[inline]
    fn is_plain_decimal(&self, value: &[u8]) -> bool {
        let (mut digits, mut fraction, mut dots) = (0_u32, 0_u32, 0_u32);
        for &byte in value {
            let digit = u32::from(byte.wrapping_sub(b'0') < 10);
            let dot = u32::from(byte == b'.');
            if digit + dot == 0 {
                return false;
            }
            digits += digit;
            dots += dot;
            fraction += digit & dots;
        }
        dots <= 1
            && digits > 0
            && digits <= self.total_digits
            && fraction <= self.fraction_digits
            && self.min_inclusive.is_none_or(|minimum| minimum == 0)
    }

    /// Octets are counted, as base64Binary wants; white space may stand between characters.
    fn base64(&self, value: &[u8]) -> Option<Fault> {
        let mut characters = 0_usize;
        let mut padding = 0_usize;
        let mut last = 0_u8;
        for &byte in value {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                b'=' => padding += 1,
                _ if padding > 0 || !is_base64(byte) => return Some(Fault::NotBase64),
                _ => {
                    characters += 1;
                    last = byte;
                }
            }
        }
        // The bits behind the last octet are zero in the canonical form, the only lexical one.
        let tail_fits = match padding {
            0 => true,
            1 => matches!(
                last,
                b'A' | b'E'
                    | b'I'
                    | b'M'
                    | b'Q'
                    | b'U'
                    | b'Y'
                    | b'c'
                    | b'g'
                    | b'k'
                    | b'o'
                    | b's'
                    | b'w'
                    | b'0'
                    | b'4'
                    | b'8'
            ),
            2 => matches!(last, b'A' | b'Q' | b'g' | b'w'),
            _ => false,
        };
        if !(characters + padding).is_multiple_of(4) || !tail_fits {
            return Some(Fault::NotBase64);
        }
        self.bounds(characters * 3 / 4)
    }
}

/// Whether a number is less than a bound in units of 10^-5; further digits cannot decide.
fn less(whole: &[u8], fraction: &[u8], bound: u64) -> bool {
    let add =
        |sum: u64, &digit: &u8| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    let five = fraction.iter().chain(b"00000").take(5);
    five.fold(whole.iter().fold(0, add), add) < bound
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// Characters, counted by the bytes that begin one.
fn characters(value: &[u8]) -> usize {
    value.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// Takes white space off both ends.
#[inline]
pub(crate) fn trim(value: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    match (value.first().is_some_and(is_space), value.last().is_some_and(is_space)) {
        (false, false) => value,
        _ => value.trim_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;
    use crate::pattern::Classes;
    use crate::schema::{Kind, NameKey, Simple};

    fn simple(kind: Kind) -> Simple {
        Simple {
            name: "Test".into(),
            kind,
            length_min: 0,
            length_max: u32::MAX,
            total_digits: u32::MAX,
            fraction_digits: u32::MAX,
            min_inclusive: None,
            values: Vec::new(),
            texts: Vec::new(),
            pattern: None,
        }
    }

    fn check(simple: &Simple, value: &str) -> Option<Fault> {
        simple.check(&Classes::new(), value.as_bytes(), value.is_ascii())
    }

    #[test]
    fn decimals_count_the_digits_of_the_value() {
        let amount = Simple {
            total_digits: 18,
            fraction_digits: 5,
            min_inclusive: Some(0),
            ..simple(Kind::Decimal)
        };
        for (value, fault) in [
            ("1", None),
            ("+1.", None),
            (".5", None),
            (" 1.5\n", None),
            ("-0.00", None),
            ("0001234567890123.12345", None),
            ("1.1234500000", None),
            ("1.123456", Some(Fault::FractionDigits)),
            ("12345678901234.12345", Some(Fault::TotalDigits)),
            ("-5", Some(Fault::BelowMinimum)),
            ("-0.1", Some(Fault::BelowMinimum)),
            ("", Some(Fault::NotANumber)),
            (".", Some(Fault::NotANumber)),
            ("+", Some(Fault::NotANumber)),
            ("1e3", Some(Fault::NotANumber)),
            ("NaN", Some(Fault::NotANumber)),
            ("1,5", Some(Fault::NotANumber)),
            ("1 5", Some(Fault::NotANumber)),
            ("--1", Some(Fault::NotANumber)),
        ] {
            assert_eq!(check(&amount, value), fault, "{value}");
        }
        let one = Simple { min_inclusive: Some(100_000), ..simple(Kind::Decimal) };
        assert_eq!(check(&one, "0.9"), Some(Fault::BelowMinimum));
        assert_eq!(check(&one, "1"), None);
    }

    #[test]
    fn texts_count_characters() {
        let text = Simple { length_min: 1, length_max: 3, ..simple(Kind::Text) };
        for (value, fault) in [
            ("abc", None),
            ("äöü", None),
            ("", Some(Fault::TooShort)),
            ("abcd", Some(Fault::TooLong)),
            ("äöüß", Some(Fault::TooLong)),
        ] {
            assert_eq!(check(&text, value), fault, "{value}");
        }
    }

    #[test]
    fn enumerations_compare_exactly() {
        let texts: Vec<Box<str>> = vec!["DEBT".into(), "A".into(), "ANOTHERLONGVALUE".into()];
        let short = texts.iter().filter(|text| text.len() <= 8);
        let values = short.map(|text| NameKey::of(text.as_bytes()).head).collect();
        let list = Simple { values, texts, ..simple(Kind::Enumeration) };
        for good in ["DEBT", "A", "ANOTHERLONGVALUE"] {
            assert_eq!(check(&list, good), None, "{good}");
        }
        for bad in ["", "debt", " DEBT", "DEBT ", "ANOTHERLONG"] {
            assert_eq!(check(&list, bad), Some(Fault::Enumeration), "{bad:?}");
        }
    }

    #[test]
    fn base64_and_booleans() {
        let binary = Simple { length_min: 1, length_max: 4, ..simple(Kind::Base64) };
        for (value, fault) in [
            ("AAAA", None),
            ("AA ==", None),
            ("A A\nA =", None),
            ("A A = =", None),
            ("AAAAAA==", None),
            ("AAA=", None),
            ("AAAAAAA=", Some(Fault::TooLong)),
            ("", Some(Fault::TooShort)),
            ("AAA", Some(Fault::NotBase64)),
            ("AB==", Some(Fault::NotBase64)),
            ("A===", Some(Fault::NotBase64)),
            ("AA=A", Some(Fault::NotBase64)),
            ("A_AA", Some(Fault::NotBase64)),
        ] {
            assert_eq!(check(&binary, value), fault, "{value}");
        }
        assert_eq!(check(&simple(Kind::Boolean), " true "), None);
        assert_eq!(check(&simple(Kind::Boolean), "TRUE"), Some(Fault::NotABoolean));
    }
}
