//! ISO 7064 mod 97-10, the check of LEI and IBAN.
//!
//! Takes letters and digits in the order in which the standard counts them. It knows no format.

/// The remainder by 97 of the number that digits and letters (A = 10 … Z = 35) spell.
///
/// Nothing when another character stands among them.
pub(crate) fn remainder(bytes: impl Iterator<Item = u8>) -> Option<u64> {
    let mut rest = 0_u64;
    for byte in bytes {
        // A division is dear: it waits until another letter might not fit.
        if rest >= ROOM {
            rest %= 97;
        }
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u64::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u64::from(byte - b'A') + 10,
            _ => return None,
        };
    }
    Some(rest % 97)
}

/// Below it a number takes one more letter without overflow.
const ROOM: u64 = u64::MAX / 100 - 36;
