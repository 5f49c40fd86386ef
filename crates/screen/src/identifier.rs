//! Documents and identifiers: LEI, BIC, IMO numbers, passports and the like, equal in every sign.
//!
//! A listed identifier is a hit of its own, whatever the name says, and is never cleared away by
//! the name's score. Signs other than letters and digits do not count; numbers too short to mean
//! anything alone are not indexed.

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

/// The letters and digits of an identifier in capitals, where they are enough to tell one.
fn signs(number: &str) -> Option<String> {
    let signs = letters_and_digits(number);
    let is_enough = signs.chars().count() >= SIGNS_MIN
        && signs.bytes().collect::<Vec<u8>>().windows(2).any(|pair| pair.first() != pair.last());
    is_enough.then_some(signs)
}

#[cfg(test)]
mod tests {
    use super::signs;

    #[test]
    fn signs_of_numbers() {
        assert_eq!(signs("A 123-456.7").as_deref(), Some("A1234567"));
        assert_eq!(signs("A ١٢٣-۴۵۶ ७８").as_deref(), Some("A12345678"), "digits of any script");
        assert_eq!(signs("12345"), None, "too short to mean anything alone");
        assert_eq!(signs("00000000"), None, "a placeholder is no identifier");
    }
}
