//! A hash of short words, the same on every machine and at every run.
//!
//! Keys of the index's table and shapes of tokens are made here; good in its high bits, fast, and
//! no defence against who chooses what is hashed: what meets under a key is compared afterwards.

/// A hash of letters; `salt` keeps kinds of words apart.
#[must_use]
pub fn letters(salt: u64, letters: &[u8]) -> u64 {
    let mut state = word(salt, u64::try_from(letters.len()).unwrap_or(u64::MAX));
    for chunk in letters.chunks(8) {
        state = word(state, packed(chunk));
    }
    state
}

/// A hash of one word.
#[must_use]
pub fn word(salt: u64, word: u64) -> u64 {
    let product =
        u128::from(salt ^ 0x9E37_79B9_7F4A_7C15) * u128::from(word ^ 0xD6E8_FEB8_6659_FD93);
    #[expect(clippy::as_conversions, reason = "both halves are kept")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// The first eight letters as a number, the first in its lowest bits.
#[must_use]
pub fn packed(letters: &[u8]) -> u64 {
    letters.iter().take(8).rev().fold(0, |packed, letter| packed << 8 | u64::from(*letter))
}
