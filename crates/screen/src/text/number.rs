//! Listed identifiers in a text, whole or cut into pieces as people write numbers.
//!
//! Pieces of letters and digits are read together over blanks, hyphens, full stops and strokes;
//! what they make must be a listed identifier in every sign. Amounts, dates and telephone numbers
//! are cut into pieces too, so digits alone must be many where they were not written as one.

use super::Found;
use crate::evidence;
use crate::list;
use crate::search::Search;

/// Pieces of one identifier at most.
const PIECES_MAX: usize = 8;

/// The longest text of one identifier, in bytes.
const BYTES_MAX: usize = 96;

/// Signs between two pieces at most, as in `A - 1`.
const CUT_MAX: usize = 3;

/// Digits that pieces without a letter have together at least.
const DIGITS_MIN: usize = 9;

impl Search<'_> {
    /// The listings whose identifiers stand in a text.
    pub(super) fn identifiers_in(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let pieces = pieces(text);
        for (at, (from, end)) in pieces.iter().enumerate() {
            self.look_up(text.get(*from..*end), &mut found);
            let mut last = *end;
            for (next, end) in pieces.iter().skip(at + 1).take(PIECES_MAX - 1) {
                let is_cut = text.get(last..*next).is_some_and(is_cut);
                if !is_cut || end - from > BYTES_MAX {
                    break;
                }
                self.look_up(text.get(*from..*end).filter(|it| is_number(it)), &mut found);
                last = *end;
            }
        }
        found
    }

    fn look_up(&self, written: Option<&str>, found: &mut Vec<Found>) {
        let Some(written) = written else { return };
        for place in self.index.identifiers().written(written) {
            found.push(Found { hit: evidence::by_identifier(place), words: written.to_owned() });
        }
    }
}

/// Where letters and digits stand together: from and to, in bytes.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut from = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, sign.is_alphanumeric()) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                pieces.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    pieces
}

/// What may stand within a number.
fn is_cut(between: &str) -> bool {
    let is_sign = |sign: char| {
        sign.is_whitespace() || "-./".contains(sign) || ('\u{2010}'..='\u{2014}').contains(&sign)
    };
    between.chars().count() <= CUT_MAX && between.chars().all(is_sign)
}

/// Whether pieces may be one number: with a letter, or of many digits, or with hyphens and no date.
fn is_number(written: &str) -> bool {
    let digits = written.chars().filter(|sign| sign.is_numeric()).count();
    written.chars().any(char::is_alphabetic)
        || digits >= DIGITS_MIN
        || written.chars().all(|sign| sign.is_numeric() || sign == '-')
            && list::birth_of_text(written).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_what_only_looks_like_them() {
        for written in ["A 123-456", "1234 5678 90", "123-456-7", "AB.123/4"] {
            assert!(is_number(written), "{written}");
        }
        for written in ["12 345 678", "12.05.2024", "2024-05-12", "12/345"] {
            assert!(!is_number(written), "{written}");
        }
        assert_eq!(pieces("No. A1 / ж2"), [(0, 2), (4, 6), (9, 12)]);
        assert!(is_cut(" - ") && is_cut("–") && !is_cut(", ") && !is_cut("    "));
    }
}
