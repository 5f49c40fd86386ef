//! The byte loops of the reader: names, text up to the next `<`, white space.
//!
//! Eight bytes at a time in one integer, in safe code that needs no special instructions. They
//! look at bytes only and decide nothing; offsets beyond the input mean its end.

use suftaja_base::width::to_usize;

use crate::schema::NameKey;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes from `at`, the first in the lowest place.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The byte at `at`; zero, which no message may hold, behind the end.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Marks the bytes of `word` that equal `byte`; the lowest mark is exact.
#[inline]
const fn equal(word: u64, byte: u64) -> u64 {
    let zero = word ^ (ONES * byte);
    zero.wrapping_sub(ONES) & !zero & HIGHS
}

/// Marks the bytes of `word` below `bound`, which is at most 0x80; the lowest mark is exact.
#[inline]
const fn below(word: u64, bound: u64) -> u64 {
    word.wrapping_sub(ONES * bound) & !word & HIGHS
}

/// Marks the bytes that end a name in well-made markup; the lowest mark is exact.
///
/// Those are all below `@` but the digits. Dots and hyphens, which names may hold and ISO 20022
/// names do not, also end it here: the exact reading of names decides then.
#[inline]
fn name_end(word: u64) -> u64 {
    let mark = below(word, 0x40);
    // Few names hold a digit: only where the first mark may be one is it worth to look closer.
    let first = (word >> (mark.trailing_zeros() & !7 & 0x3F)) & 0xFF;
    if mark == 0 || !(0x30..0x3A).contains(&first) {
        return mark;
    }
    below(word, 0x30) | (0x3A..0x40).fold(0, |marks, end| marks | equal(word, end))
}

/// A name found at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned {
    pub key: NameKey,
    /// The offset behind it.
    pub end: usize,
}

/// Reads a name of ISO 20022 letters and digits.
#[inline]
pub(super) fn name(bytes: &[u8], at: usize) -> Scanned {
    if let Some(first) = word(bytes, at) {
        let mark = name_end(first);
        if mark != 0 {
            let bits = mark.trailing_zeros() & !7;
            let head = first & ((1_u64 << bits) - 1);
            let len = bits / 8;
            let key = NameKey { head, tail: 0, len };
            return Scanned { key, end: at + to_usize(len) };
        }
        if let Some(second) = word(bytes, at + 8) {
            let mark = name_end(second);
            if mark != 0 {
                let bits = mark.trailing_zeros() & !7;
                let len = 8 + bits / 8;
                // The last eight bytes span both words.
                let tail =
                    if bits == 0 { first } else { (first >> bits) | (second << (64 - bits)) };
                let key = NameKey { head: first, tail, len };
                return Scanned { key, end: at + to_usize(len) };
            }
        }
    }
    long_name(bytes, at)
}

/// Names of more than sixteen bytes, and names close to the end of the input.
fn long_name(bytes: &[u8], at: usize) -> Scanned {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let ends = |byte: &u8| *byte < 0x40 && !byte.is_ascii_digit();
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    Scanned { key: NameKey::of(rest.get(..length).unwrap_or(&[])), end: at + length }
}

/// The offset of the next `<` from `at`, or the end of the input.
#[inline]
pub(super) fn text_end(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    // Most values are short; a call for each would cost more than the search.
    for _ in 0..6 {
        let Some(word) = word(bytes, here) else { break };
        let mark = equal(word, 0x3C);
        if mark != 0 {
            return here + to_usize(mark.trailing_zeros() / 8);
        }
        here += 8;
    }
    let rest = bytes.get(here..).unwrap_or(&[]);
    memchr::memchr(b'<', rest).map_or(bytes.len(), |found| here + found)
}

/// The offset of the first byte from `at` that is not white space.
#[inline]
pub(super) fn space_end(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    loop {
        match byte(bytes, here) {
            b' ' => {
                // Indentation is a run of spaces.
                while let Some(word) = word(bytes, here) {
                    let other = word ^ (ONES * 0x20);
                    if other != 0 {
                        here += to_usize(other.trailing_zeros() / 8);
                        break;
                    }
                    here += 8;
                }
                while byte(bytes, here) == b' ' {
                    here += 1;
                }
            }
            b'\n' | b'\t' | b'\r' => here += 1,
            _ => return here,
        }
    }
}

/// Whether an end tag `</name>` stands at `at`, for the name that stands at `name`.
#[inline]
pub(super) fn closes(bytes: &[u8], at: usize, name: usize, key: &NameKey) -> bool {
    let len = to_usize(key.len);
    if len < 8
        && let Some(found) = word(bytes, at + 2)
    {
        // Name and `>` in one word.
        let shift = key.len * 8;
        let wanted = key.head | (0x3E_u64 << shift);
        let kept = if len == 7 { u64::MAX } else { (1_u64 << (shift + 8)) - 1 };
        return found & kept == wanted && byte(bytes, at + 1) == b'/';
    }
    if (8..=16).contains(&len)
        && let (Some(head), Some(tail)) = (word(bytes, at + 2), word(bytes, at + len - 6))
    {
        let ends = byte(bytes, at + 1) == b'/' && byte(bytes, at + 2 + len) == b'>';
        return head == key.head && tail == key.tail && ends;
    }
    let start = bytes.get(name..name + len);
    let end = at + 2 + len;
    start == bytes.get(at + 2..end) && byte(bytes, at + 1) == b'/' && byte(bytes, end) == b'>'
}

#[cfg(test)]
mod tests {
    use super::{closes, name, space_end, text_end};
    use crate::schema::NameKey;

    #[test]
    fn names_of_every_length_and_place() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for length in 0..30 {
            for end in [">", " ", "/", ":", "=", "\n", "", ">padding to fill words"] {
                let text = format!("<{}{end}", &letters[..length]);
                let scanned = name(text.as_bytes(), 1);
                assert_eq!(scanned.end, 1 + length, "{text}");
                assert_eq!(scanned.key, NameKey::of(&letters.as_bytes()[..length]), "{text}");
            }
        }
    }

    #[test]
    fn texts_and_spaces_end_where_they_should() {
        for length in 0..80 {
            let text = format!("{}<{}", "x".repeat(length), "y".repeat(length % 9));
            assert_eq!(text_end(text.as_bytes(), 0), length);
            assert_eq!(text_end("x".repeat(length).as_bytes(), 0), length);
            let space = format!("{}\r\n\t{}<", " ".repeat(length), " ".repeat(length % 11));
            assert_eq!(space_end(space.as_bytes(), 0), space.len() - 1);
        }
    }

    #[test]
    fn end_tags_match_exactly() {
        for length in 1..26 {
            let tag = &"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[..length];
            for (close, expected) in [
                (format!("</{tag}>"), true),
                (format!("</{tag}>padding-padding"), true),
                (format!("</{tag}X>padding"), false),
                (format!("</{}>padding", &tag[1..]), false),
                (format!("<!{tag}>padding"), false),
                (format!("</{tag}"), false),
            ] {
                let text = format!("<{tag}>{close}");
                let scanned = name(text.as_bytes(), 1);
                let at = length + 2;
                assert_eq!(closes(text.as_bytes(), at, 1, &scanned.key), expected, "{text}");
            }
        }
    }
}
