//! Documents and identifiers: LEI, BIC, IMO numbers, passports and the like, equal in every sign.
//!
//! A listed identifier is a hit of its own, whatever the name says, and is never cleared away by
//! the name's score. Signs other than letters and digits do not count, nor do the words before a
//! ship's number or the last three signs of a BIC that names a head office; numbers too short to
//! mean anything alone are not indexed.

use crate::evidence::is_country_code;
use crate::index::Place;
use crate::listing::{Document, List};
use std::collections::HashMap;
use std::sync::Arc;

/// Shortest identifier that is one on its own.
const SIGNS_MIN: usize = 6;

/// Listed identifiers and where they stand.
#[derive(Debug, Default)]
pub struct Identifiers {
    places: HashMap<String, Vec<(Place, Option<String>)>>,
}

impl Identifiers {
    /// The identifiers of lists.
    pub fn of(lists: &[Arc<List>]) -> Self {
        let mut identifiers = Self::default();
        for (list, number) in lists.iter().zip(0_u16..) {
            for (listing, at) in list.listings.iter().zip(0_u32..) {
                for document in &listing.documents {
                    let Some(signs) = signs(&document.number) else { continue };
                    let place = Place { list: number, listing: at, name: 0 };
                    let standing = identifiers.places.entry(signs).or_default();
                    standing.push((place, document.country.clone()));
                }
            }
        }
        identifiers
    }

    /// The listings that carry a document.
    pub fn carrying<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = Place> + 'a {
        let standing = signs(&document.number).and_then(|signs| self.places.get(&signs));
        standing
            .into_iter()
            .flatten()
            .filter(|(_, country)| match (country, &document.country) {
                (Some(one), Some(other)) if is_country_code(one) && is_country_code(other) => {
                    one.eq_ignore_ascii_case(other)
                }
                _ => true,
            })
            .map(|(place, _)| *place)
    }

    /// The listings that carry a word of a text as an identifier; only words with a digit may be.
    pub fn written(&self, word: &str) -> impl Iterator<Item = Place> + '_ {
        let signs = signs(word).filter(|signs| signs.bytes().any(|byte| byte.is_ascii_digit()));
        let standing = signs.and_then(|signs| self.places.get(&signs));
        standing.into_iter().flatten().map(|(place, _)| *place)
    }
}

/// The letters and digits of an identifier in capitals, digits of any script as ours.
pub fn letters_and_digits(number: &str) -> String {
    let signs = number.chars().filter(|sign| sign.is_alphanumeric());
    signs.flat_map(char::to_uppercase).map(digit).collect()
}

/// The digit that a sign is in Arabic, Persian, Devanagari or full width; else the sign.
fn digit(sign: char) -> char {
    let zeros = ['\u{660}', '\u{6F0}', '\u{966}', '\u{FF10}'];
    let above = |zero: char| u32::from(sign).checked_sub(u32::from(zero)).filter(|it| *it < 10);
    let value = zeros.into_iter().find_map(above);
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(sign)
}

/// The letters and digits of an identifier in capitals, where they are enough to tell one, and in
/// one form where there are several.
fn signs(number: &str) -> Option<String> {
    let mut signs = letters_and_digits(number);
    if let Some(ship) = ship_number(&signs) {
        signs = ship.to_owned();
    } else if is_of_a_head_office(&signs) {
        signs.truncate(BIC_SIGNS);
    }
    let is_enough = signs.chars().count() >= SIGNS_MIN
        && signs.bytes().collect::<Vec<u8>>().windows(2).any(|pair| pair.first() != pair.last());
    is_enough.then_some(signs)
}

/// Words before a ship's number, the longer before the shorter.
const SHIP: [&str; 4] = ["IMONUMBER", "IMONO", "IMONR", "IMO"];

/// Digits of a ship's number.
const SHIP_DIGITS: usize = 7;

/// The digits of a ship's number that is written with what it is: `IMO 9826902`, `IMO No. 9826902`.
fn ship_number(signs: &str) -> Option<&str> {
    let digits = SHIP.iter().find_map(|words| signs.strip_prefix(words))?;
    let is_whole = digits.len() == SHIP_DIGITS && digits.bytes().all(|it| it.is_ascii_digit());
    is_whole.then_some(digits)
}

/// Signs of a BIC without its branch.
const BIC_SIGNS: usize = 8;

/// Letters at the head of a BIC: of the institution and of its country (ISO 9362).
const BIC_LETTERS: usize = 6;

/// Whether it is a BIC whose branch is `XXX`, which is the same as none.
fn is_of_a_head_office(signs: &str) -> bool {
    let Some(bic) = signs.strip_suffix("XXX").filter(|bic| bic.len() == BIC_SIGNS) else {
        return false;
    };
    bic.bytes().take(BIC_LETTERS).all(|sign| sign.is_ascii_uppercase())
        && bic.bytes().all(|sign| sign.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::signs;

    #[test]
    fn signs_of_numbers() {
        assert_eq!(signs("A 123-456.7").as_deref(), Some("A1234567"));
        assert_eq!(signs("A ١٢٣-۴۵۶ ७８").as_deref(), Some("A12345678"), "digits of any script");
        for ship in
            ["9826902", "IMO 9826902", "IMO9826902", "imo number: 9826902", "IMO No 9826902"]
        {
            assert_eq!(signs(ship).as_deref(), Some("9826902"), "{ship}");
        }
        assert_eq!(signs("IMO 98269021").as_deref(), Some("IMO98269021"), "no ship's number");
        assert_eq!(signs("TIMO9826902").as_deref(), Some("TIMO9826902"));
        assert_eq!(signs("DEUTDEFFXXX"), signs("deut de ff"), "a head office is the institution");
        assert_ne!(signs("DEUTDEFF500"), signs("DEUTDEFF"), "a branch is not");
        assert_eq!(signs("A1234567XXX").as_deref(), Some("A1234567XXX"), "no BIC");
        assert_eq!(signs("12345"), None, "too short to mean anything alone");
        assert_eq!(signs("00000000"), None, "a placeholder is no identifier");
    }
}
