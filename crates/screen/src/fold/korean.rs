//! Korean syllables as Latin letters write them: in the North as in the South, officially or by
//! habit.
//!
//! A Hangul syllable has many spellings, for 정 is `jeong`, `jong`, `chong` and `chung`, and 이 is
//! `i`, `yi`, `ri`, `lee` and `rhee`. All of them are made from the three letters of the syllable,
//! and a Latin word is the syllable when it is one of them. The search asks the same spellings
//! (`each`) that comparing does (`is_spelling`), so nothing is lost between them. Must not
//! allocate.

/// Longest spelling in bytes.
const SPELLING_MAX: usize = 12;

/// Where Hangul syllables begin, and how many there are.
const SYLLABLES: (u32, u32) = (0xAC00, 11_172);

/// The syllable that a token is, if it is one.
pub fn syllable(key: &str) -> Option<char> {
    let mut letters = key.chars();
    let letter = letters.next().filter(|letter| number(*letter).is_some())?;
    letters.next().is_none().then_some(letter)
}

/// Whether Latin letters are a spelling of the syllable.
pub fn is_spelling(syllable: char, roman: &str) -> bool {
    let mut is_any = false;
    if roman.len() <= SPELLING_MAX {
        each(syllable, |spelling| is_any |= spelling == roman.as_bytes());
    }
    is_any
}

/// Every spelling of a syllable, some more than once.
pub fn each(syllable: char, mut with: impl FnMut(&[u8])) {
    let Some((first, middle, last)) = number(syllable).map(letters) else { return };
    for first in initials(first, middle) {
        for middle in vowels(middle, last) {
            for last in finals(last, middle) {
                spell([first, middle, last], &mut with);
            }
        }
    }
    let whole: &[&str] = match syllable {
        '박' => &["park"],
        '이' => &["yi", "rhee"],
        '우' => &["woo"],
        _ => &[],
    };
    whole.iter().for_each(|spelling| with(spelling.as_bytes()));
}

fn spell(parts: [&str; 3], with: &mut impl FnMut(&[u8])) {
    let mut spelling = [0; SPELLING_MAX];
    let mut count = 0;
    for (letter, slot) in parts.iter().flat_map(|part| part.bytes()).zip(&mut spelling) {
        *slot = letter;
        count += 1;
    }
    with(spelling.get(..count).unwrap_or_default());
}

fn number(letter: char) -> Option<u32> {
    u32::from(letter).checked_sub(SYLLABLES.0).filter(|number| *number < SYLLABLES.1)
}

/// The first consonant, the vowel and the last consonant by their numbers in Unicode.
fn letters(number: u32) -> (u32, u32, u32) {
    (number / 588, number % 588 / 28, number % 28)
}

/// Vowels before which ㄴ and ㄹ are spoken in the North and silent in the South.
fn is_soft(vowel: u32) -> bool {
    matches!(vowel, 2 | 6 | 7 | 12 | 17 | 20)
}

fn initials(letter: u32, vowel: u32) -> &'static [&'static str] {
    match letter {
        0 => &["g", "k"],
        1 => &["kk", "gg", "k"],
        2 if is_soft(vowel) => &["n", ""],
        2 => &["n"],
        3 => &["d", "t"],
        4 => &["tt", "dd", "t"],
        5 if is_soft(vowel) => &["r", "l", "n", ""],
        5 => &["r", "l", "n"],
        6 => &["m"],
        7 => &["b", "p"],
        8 => &["pp", "bb", "p"],
        9 => &["s", "sh"],
        10 => &["ss", "s"],
        11 if is_soft(vowel) => &["", "r", "l"],
        11 => &[""],
        12 => &["j", "ch"],
        13 => &["jj", "tch", "ch"],
        14 => &["ch"],
        15 => &["k"],
        16 => &["t"],
        17 => &["p"],
        _ => &["h"],
    }
}

fn vowels(letter: u32, last: u32) -> &'static [&'static str] {
    match letter {
        0 => &["a"],
        1 => &["ae", "ai"],
        2 => &["ya"],
        3 => &["yae"],
        4 if last == 0 => &["eo", "o"],
        4 => &["eo", "o", "u"],
        5 => &["e"],
        6 => &["yeo", "yo", "you", "yu"],
        7 => &["ye"],
        8 => &["o"],
        9 => &["wa"],
        10 => &["wae"],
        11 => &["oe", "oi"],
        12 => &["yo"],
        13 => &["u", "oo"],
        14 => &["wo", "weo"],
        15 => &["we"],
        16 => &["wi"],
        17 => &["yu", "yoo", "you"],
        18 => &["eu", "u"],
        19 => &["ui", "eui", "i"],
        _ => &["i", "ee"],
    }
}

fn finals(letter: u32, vowel: &str) -> &'static [&'static str] {
    match letter {
        0 if vowel == "o" => &["", "h"],
        0 | 27 => &[""],
        1..=3 | 9 | 24 => &["k", "g"],
        4..=6 => &["n"],
        7 | 19..=20 | 22..=23 | 25 => &["t", "d", "s"],
        8 | 11..=13 | 15 => &["l", "r"],
        10 | 16 => &["m"],
        14 | 17..=18 | 26 => &["p", "b"],
        _ => &["ng"],
    }
}

#[cfg(test)]
mod tests {
    use super::{SPELLING_MAX, each, is_spelling, syllable};

    #[test]
    fn habits_of_both_koreas_are_spellings() {
        for (letter, spellings) in [
            ('김', &["kim", "gim"][..]),
            ('이', &["i", "yi", "ri", "lee", "rhee"]),
            ('박', &["pak", "bak", "park"]),
            ('최', &["choe", "choi"]),
            ('정', &["jong", "jeong", "chong", "chung"]),
            ('은', &["un", "eun"]),
            ('철', &["chol", "cheol"]),
            ('병', &["pyong", "byeong"]),
            ('영', &["yong", "yeong", "young"]),
            ('혁', &["hyok", "hyeok", "hyuk"]),
            ('노', &["no", "noh"]),
        ] {
            for spelling in spellings {
                assert!(is_spelling(letter, spelling), "{letter} is {spelling}");
            }
        }
        for (letter, other) in [('김', "kin"), ('정', "jon"), ('은', "in"), ('철', "chul s")] {
            assert!(!is_spelling(letter, other), "{letter} is not {other}");
        }
    }

    #[test]
    fn every_syllable_has_spellings_of_their_length() {
        for letter in '가'..='힣' {
            let mut count = 0;
            each(letter, |spelling| {
                count += 1;
                assert!((1..SPELLING_MAX).contains(&spelling.len()), "{letter}");
            });
            assert!(count > 0, "{letter}");
        }
        assert_eq!((syllable("김"), syllable("김정"), syllable("金")), (Some('김'), None, None));
    }
}
