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

/// Sixteen bytes from `at`, the first in the lowest place.
#[inline]
pub(super) fn block(bytes: &[u8], at: usize) -> Option<u128> {
    bytes.get(at..)?.first_chunk::<16>().map(|chunk| u128::from_le_bytes(*chunk))
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

/// The name of at most fifteen bytes that begins a block, zero behind it, and its length.
#[inline]
pub(super) fn block_name(block: u128) -> Option<(u128, usize)> {
    let [first, second] = NameKey::halves(block);
    let mark = name_end(first);
    if mark != 0 {
        let bits = mark.trailing_zeros() & !7;
        return Some((u128::from(first & ((1_u64 << bits) - 1)), to_usize(bits / 8)));
    }
    let mark = name_end(second);
    if mark == 0 {
        return None;
    }
    let bits = mark.trailing_zeros() & !7;
    let second = second & ((1_u64 << bits) - 1);
    Some((u128::from(first) | (u128::from(second) << 64), 8 + to_usize(bits / 8)))
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
    while matches!(byte(bytes, here), b' ' | b'\n' | b'\t' | b'\r') {
        here += 1;
    }
    here
}

/// The offset of the first byte from `at` that is above a space. What stands before it is white
/// space or a control character.
#[inline]
pub(super) fn solid(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    if byte(bytes, here) > b' ' {
        return here;
    }
    while let Some(word) = word(bytes, here) {
        // The high bit of each byte above 0x20; no byte carries into the next.
        let mark = (((word & !HIGHS) + ONES * 0x5F) | word) & HIGHS;
        if mark != 0 {
            return here + to_usize(mark.trailing_zeros() / 8);
        }
        here += 8;
    }
    let rest = bytes.get(here..).unwrap_or(&[]);
    rest.iter().position(|&byte| byte > b' ').map_or(bytes.len(), |found| here + found)
}

#[cfg(test)]
mod tests {
    use super::{block, block_name, space_end, text_end};
    use crate::schema::NameKey;

    #[test]
    fn names_of_every_length_and_place() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for length in 0..30 {
            for end in [">", " ", "/", ":", "=", "\n", "."] {
                let text = format!("<{}{end}padding for a block", &letters[36 - length..]);
                let found = block_name(block(text.as_bytes(), 1).unwrap());
                let key = NameKey::of(&text.as_bytes()[1..=length]);
                assert_eq!(found, key.block().map(|name| (name, length)), "{text}");
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
}
