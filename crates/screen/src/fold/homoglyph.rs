//! Words that mix scripts, as those do who hide a name: letters that look alike go back.
//!
//! A word of Latin with one Cyrillic `а` is a Latin word. Words of one script are left alone. Must
//! never touch a word whose scripts belong together.

use super::script::Script;

/// Letters that look alike: Latin, then what stands for it in Cyrillic and Greek (lower case).
const ALIKE: [(char, &str); 26] = [
    ('a', "аα"),
    ('b', "вьβ"),
    ('c', "сϲ"),
    ('d', "ԁ"),
    ('e', "еєε"),
    ('f', "ғ"),
    ('g', "ԍ"),
    ('h', "нһη"),
    ('i', "іι"),
    ('j', "ј"),
    ('k', "кκ"),
    ('l', "ӏ"),
    ('m', "мμ"),
    ('n', "пν"),
    ('o', "оοσ"),
    ('p', "рρ"),
    ('q', "ԛ"),
    ('r', "г"),
    ('s', "ѕ"),
    ('t', "тτ"),
    ('u', "иυ"),
    ('v', "ѵ"),
    ('w', "ԝω"),
    ('x', "хχ"),
    ('y', "уγ"),
    ('z', "ζ"),
];

/// Repairs a word of several scripts and gives the scripts that it has afterwards.
pub fn repair(word: &mut String, scripts: u16) -> u16 {
    let pair = Script::Cyrillic.bit() | Script::Greek.bit();
    if scripts & Script::Latin.bit() == 0 || scripts & pair == 0 {
        return scripts;
    }
    let count =
        |script: Script| word.chars().filter(|letter| Script::of(*letter) == script).count();
    let foreign = count(Script::Cyrillic) + count(Script::Greek);
    if count(Script::Latin) >= foreign {
        *word = word.chars().map(to_latin).collect();
    } else if scripts & Script::Cyrillic.bit() != 0 {
        *word = word.chars().map(to_cyrillic).collect();
    }
    word.chars().fold(0, |scripts, letter| scripts | Script::of(letter).bit())
}

fn to_latin(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    ALIKE.iter().find(|(_, alike)| alike.contains(letter)).map_or(letter, |(latin, _)| *latin)
}

fn to_cyrillic(letter: char) -> char {
    if !letter.is_ascii_alphabetic() {
        return letter;
    }
    let alike = ALIKE.iter().find(|(latin, _)| *latin == letter).map(|(_, alike)| *alike);
    let first = alike.and_then(|alike| alike.chars().next());
    first.filter(|first| Script::of(*first) == Script::Cyrillic).unwrap_or(letter)
}

/// A word with one or two digits among at least three letters, with the letters meant.
pub fn digits_to_letters(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits > 2 || word.len() < digits + 3 {
        return None;
    }
    word.chars()
        .map(|letter| match letter {
            '0' => Some('o'),
            '1' => Some('l'),
            '5' => Some('s'),
            '8' => Some('b'),
            '2' | '3' | '4' | '6' | '7' | '9' => None,
            _ => Some(letter),
        })
        .collect()
}
