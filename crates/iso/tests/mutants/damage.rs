//! Damages bytes without regard to what they mean: what lines, disks and careless programs do.
//!
//! Takes any bytes, gives others; it must never look at what they are.

use super::dice::Dice;
use super::phrase::JUNK;

/// Damages bytes without regard to markup.
pub fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(bytes.len() + 1);
    let other = dice.below(bytes.len() + 1);
    let length = dice.below(12).min(bytes.len() - at);
    let junk = dice.pick(JUNK);
    match dice.below(6) {
        0 => [&bytes[..at], &bytes[at + length..]].concat(),
        1 => [&bytes[..at], junk, &bytes[at..]].concat(),
        2 => [&bytes[..at], junk, &bytes[(at + 1).min(bytes.len())..]].concat(),
        3 => bytes[..at].to_vec(),
        4 => [&bytes[..other], &bytes[at..at + length], &bytes[other..]].concat(),
        _ => {
            let mut damaged = bytes.to_vec();
            if let Some(byte) = damaged.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
            damaged
        }
    }
}
