//! What a token says: its rarity among the listed names in hundredths of a bit, lowered for words
//! that join, title or describe, and bounded by its length.
//!
//! Integers throughout: a logarithm by its highest bit and a table. Both sides of a comparison
//! take their weights here. Must stay a pure function of its arguments, for replay.

use crate::fold::Class;
use crate::fold::sound::Skeletons;

/// The most that a token says.
pub const WEIGHT_MAX: u16 = 1_200;

/// The least that a word says.
const WEIGHT_MIN: u16 = 350;

/// Names that a list is taken to have at least, so that small lists do not make common names rare.
const NAMES_MIN: u32 = 20_000;

/// The weight of a token that `carriers` of `names` names carry.
#[must_use]
pub fn weight(class: Class, letters: usize, carriers: u32, names: u32) -> u16 {
    let bits = log2(names.max(NAMES_MIN)).saturating_sub(log2(carriers.max(1)));
    scaled(class, letters, bits.clamp(WEIGHT_MIN, WEIGHT_MAX))
}

/// The weight of a token where no list says how rare it is.
#[must_use]
pub fn neutral(class: Class, letters: usize) -> u16 {
    scaled(class, letters, NEUTRAL)
}

/// What a word says where nothing is known of it or of any list.
const NEUTRAL: u16 = 900;

/// The weight of a token of which nothing is known.
#[must_use]
pub fn unknown(class: Class, letters: usize) -> u16 {
    scaled(class, letters, WEIGHT_MAX)
}

/// What groups tokens that sound alike: their skeleton, where it has three consonants.
#[must_use]
pub fn family(skeletons: &Skeletons) -> Option<u64> {
    if skeletons.consonants < 3 {
        return None;
    }
    skeletons.keys().first().copied()
}

fn scaled(class: Class, letters: usize, weight: u16) -> u16 {
    let longest = match letters {
        0..=2 => 500,
        3 => 750,
        4 => 1_000,
        _ => WEIGHT_MAX,
    };
    let weight = weight.min(longest);
    match class {
        Class::Word | Class::Number => weight,
        Class::Han => weight.min(450),
        Class::Initial => 150,
        Class::Particle => 90,
        Class::Title => 130,
        Class::Form => 60,
        Class::Generic => weight.min(300),
    }
}

/// A logarithm to base 2 in hundredths, of at least 1.
fn log2(number: u32) -> u16 {
    // Hundredths of log2(1 + n/16) for the four bits below the highest.
    const BELOW: [u16; 16] = [0, 9, 17, 25, 32, 39, 46, 52, 58, 64, 70, 75, 81, 86, 91, 95];
    let number = number.max(1);
    let high = number.ilog2();
    let below = if high >= 4 { number >> (high - 4) } else { number << (4 - high) } & 15;
    let below = usize::try_from(below).ok().and_then(|below| BELOW.get(below));
    u16::try_from(high * 100).unwrap_or_default() + below.copied().unwrap_or_default()
}
