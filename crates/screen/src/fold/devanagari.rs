//! Devanagari in Latin letters, as Hindi names are written: with the short `a` of its consonants.
//!
//! The table is our own. The `a` is written where it is spoken: not at the end of a word, not
//! before a sign that takes its place, and not between a vowel and a consonant that has one of its
//! own (`अज़हर` is Azhar). Letters with a dot below are those without one and the dot, however they
//! came.

/// The dot below a letter that makes it another sound.
const DOT: char = '\u{093C}';

/// Joins a consonant to the next.
const JOINER: char = '\u{094D}';

/// True for letters of Devanagari.
pub fn is_one(letter: char) -> bool {
    matches!(u32::from(letter), 0x0900..=0x097F)
}

/// Letters with a dot below as the letter and the dot.
pub fn parted(letter: char) -> Option<[char; 2]> {
    let plain = match letter {
        '\u{0929}' => 'न',
        '\u{0931}' => 'र',
        '\u{0934}' => 'ळ',
        '\u{0958}' => 'क',
        '\u{0959}' => 'ख',
        '\u{095A}' => 'ग',
        '\u{095B}' => 'ज',
        '\u{095C}' => 'ड',
        '\u{095D}' => 'ढ',
        '\u{095E}' => 'फ',
        '\u{095F}' => 'य',
        _ => return None,
    };
    Some([plain, DOT])
}

/// What is spoken behind a consonant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vowel {
    /// The one that is written.
    Written(&'static str),
    /// None is written: a short `a`, or nothing.
    Bare,
    /// The next consonant.
    Joined,
    /// Nothing, behind a nasal sign.
    Closed,
}

/// A word in Latin letters; what is no Devanagari is passed over.
pub fn romanised(word: &str) -> String {
    let mut syllables = syllables(word);
    for at in (0..syllables.len()).rev() {
        if is_silent(&syllables, at)
            && let Some((_, vowel)) = syllables.get_mut(at)
        {
            *vowel = Vowel::Closed;
        }
    }
    let mut roman = String::with_capacity(word.len());
    for (consonant, vowel) in syllables {
        roman.push_str(consonant);
        match vowel {
            Vowel::Written(text) => roman.push_str(text),
            Vowel::Bare => roman.push('a'),
            Vowel::Joined | Vowel::Closed => {}
        }
    }
    roman
}

/// Whether the short `a` of a syllable is not spoken; those behind it are known already.
fn is_silent(syllables: &[(&str, Vowel)], at: usize) -> bool {
    let vowel = |at: usize| syllables.get(at).map(|(_, vowel)| *vowel);
    let before = at.checked_sub(1).and_then(vowel);
    if vowel(at) != Some(Vowel::Bare) || before.is_none() || before == Some(Vowel::Joined) {
        return false;
    }
    let is_between = matches!(before, Some(Vowel::Written(_) | Vowel::Bare));
    match syllables.get(at + 1) {
        None => true,
        Some((consonant, vowel)) => {
            let is_open = matches!(vowel, Vowel::Written(_) | Vowel::Bare);
            is_between && is_open && !consonant.is_empty()
        }
    }
}

fn syllables(word: &str) -> Vec<(&'static str, Vowel)> {
    let mut syllables: Vec<(&'static str, Vowel)> = Vec::with_capacity(word.len() / 3);
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        if let Some(plain) = consonant(letter) {
            let dotted = letters.next_if_eq(&DOT).and_then(|_| dotted(letter));
            syllables.push((dotted.unwrap_or(plain), Vowel::Bare));
        } else if let Some(text) = vowel(letter) {
            syllables.push(("", Vowel::Written(text)));
        } else if let Some(nasal) = nasal(letter, letters.peek().copied()) {
            syllables.push((nasal, Vowel::Closed));
        } else if let (Some((_, last)), Some(written)) = (syllables.last_mut(), sign(letter)) {
            *last = written;
        }
    }
    syllables
}

fn consonant(letter: char) -> Option<&'static str> {
    Some(match letter {
        'क' => "k",
        'ख' => "kh",
        'ग' => "g",
        'घ' => "gh",
        'च' => "ch",
        'छ' => "chh",
        'ज' => "j",
        'झ' => "jh",
        'ट' | 'त' => "t",
        'ठ' | 'थ' => "th",
        'ड' | 'द' => "d",
        'ढ' | 'ध' => "dh",
        'ङ' | 'ञ' | 'ण' | 'न' => "n",
        'प' => "p",
        'फ' => "ph",
        'ब' => "b",
        'भ' => "bh",
        'म' => "m",
        'य' => "y",
        'र' => "r",
        'ल' | 'ळ' => "l",
        'व' => "v",
        'श' | 'ष' => "sh",
        'स' => "s",
        'ह' => "h",
        _ => return None,
    })
}

/// The same with a dot below.
fn dotted(letter: char) -> Option<&'static str> {
    Some(match letter {
        'क' => "q",
        'ज' => "z",
        'फ' => "f",
        'ड' | 'ढ' => "r",
        _ => return None,
    })
}

fn vowel(letter: char) -> Option<&'static str> {
    Some(match letter {
        'अ' | 'आ' => "a",
        'इ' | 'ई' => "i",
        'उ' | 'ऊ' => "u",
        'ऋ' => "ri",
        'ऍ' | 'ऎ' | 'ए' => "e",
        'ऐ' => "ai",
        'ऑ' | 'ऒ' | 'ओ' => "o",
        'औ' => "au",
        _ => return None,
    })
}

/// A sign behind a consonant, in the place of its `a`.
fn sign(letter: char) -> Option<Vowel> {
    Some(Vowel::Written(match letter {
        JOINER => return Some(Vowel::Joined),
        '\u{093E}' => "a",
        '\u{093F}' | '\u{0940}' => "i",
        '\u{0941}' | '\u{0942}' => "u",
        '\u{0943}' => "ri",
        '\u{0945}'..='\u{0947}' => "e",
        '\u{0948}' => "ai",
        '\u{0949}'..='\u{094B}' => "o",
        '\u{094C}' => "au",
        _ => return None,
    }))
}

/// A nasal sign by the letter behind it.
fn nasal(letter: char, next: Option<char>) -> Option<&'static str> {
    match (letter, next) {
        ('\u{0901}' | '\u{0902}', Some('प' | 'फ' | 'ब' | 'भ' | 'म')) => Some("m"),
        ('\u{0901}' | '\u{0902}', _) => Some("n"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::romanised;

    #[test]
    fn the_short_vowel_is_written_where_it_is_spoken() {
        for (word, roman) in [
            ("शर्मा", "sharma"),
            ("शकील", "shakil"),
            ("अज़हर", "azhar"),
            ("मुहम्मद", "muhammad"),
            ("नरेन्द्र", "narendra"),
            ("कासकर", "kaskar"),
            ("अहमद", "ahmad"),
            ("सईद", "said"),
            ("जंग", "jang"),
            ("ज़फ़र", "zafar"),
        ] {
            assert_eq!(romanised(word), roman, "{word}");
        }
    }
}
