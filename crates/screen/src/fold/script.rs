//! Scripts by code point, what is dropped from a word, and words of a script written in Latin.
//!
//! Cyrillic, Greek and Hebrew have tables of their own, made for how banks and lists write names;
//! every other script goes through the tables of the crate `any_ascii`. Must never drop the vowel
//! signs of Indian and other scripts whose marks are letters.

use super::devanagari;

/// Scripts that folding tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Digits and signs of every script.
    Common,
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic with the letters of Persian, Urdu and Pashto.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Han characters.
    Han,
    /// Hangul syllables.
    Hangul,
    /// Any other.
    Other,
}

impl Script {
    /// The script of a letter.
    pub fn of(letter: char) -> Self {
        if letter.is_ascii() {
            let is_letter = letter.is_ascii_alphabetic();
            return if is_letter { Self::Latin } else { Self::Common };
        }
        match u32::from(letter) {
            0x00AA..=0x024F | 0x1E00..=0x1EFF | 0x0250..=0x02FF | 0xA720..=0xA7FF => Self::Latin,
            0x0370..=0x03FF | 0x1F00..=0x1FFF => Self::Greek,
            0x0400..=0x052F | 0x1C80..=0x1C8F => Self::Cyrillic,
            0x0590..=0x05FF | 0xFB1D..=0xFB4F => Self::Hebrew,
            0x0660..=0x0669 | 0x06F0..=0x06F9 | 0x0966..=0x096F => Self::Common,
            0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF => Self::Arabic,
            0xFE70..=0xFEFC => Self::Arabic,
            0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF => Self::Han,
            0xF900..=0xFAFF | 0x20000..=0x3FFFF => Self::Han,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => Self::Hangul,
            _ => Self::Other,
        }
    }

    /// A bit for a set of scripts; `Common` has none.
    pub fn bit(self) -> u16 {
        match self {
            Self::Common => 0,
            Self::Latin => 1,
            Self::Cyrillic => 2,
            Self::Greek => 4,
            Self::Arabic => 8,
            Self::Hebrew => 16,
            Self::Han => 32,
            Self::Hangul => 64,
            Self::Other => 128,
        }
    }

    /// True when a set has more than one script.
    pub fn is_mixed(scripts: u16) -> bool {
        scripts.count_ones() > 1
    }

    /// True when a set has nothing but Latin and signs common to all.
    pub fn is_latin(scripts: u16) -> bool {
        scripts & !Self::Latin.bit() == 0
    }
}

/// Marks over letters, format characters, apostrophes: they are not part of a name's spelling.
pub fn is_dropped(letter: char) -> bool {
    match letter {
        '\'' | '`' => true,
        _ if letter.is_ascii() => false,
        '\u{00AD}' | '\u{00B4}' | '\u{02B0}'..='\u{036F}' => true,
        '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' => true,
        '\u{05C1}'..='\u{05C7}' | '\u{05F3}' | '\u{05F4}' => true,
        '\u{0610}'..='\u{061C}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => true,
        '\u{06D6}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}' => true,
        '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' => true,
        '\u{200B}'..='\u{200F}' | '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2035}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{180E}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{E0000}'..='\u{E01EF}' => true,
        _ => false,
    }
}

/// Part of a word: a letter, a digit, or a sign that is a letter in its script.
pub fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    if letter.is_alphanumeric() {
        return true;
    }
    // Vowel signs and viramas of Indian, Thai, Khmer and Myanmar writing are not alphabetic to
    // the standard library, but they are in the middle of words.
    matches!(u32::from(letter), 0x0900..=0x0DFF | 0x0E31..=0x0E4E | 0x1000..=0x109F
        | 0x1780..=0x17FF)
        && !matches!(letter, '\u{0964}' | '\u{0965}' | '\u{17D4}'..='\u{17DB}')
}

/// Letters whose decomposition would lose what the tables below need.
pub fn is_kept_whole(letter: char) -> bool {
    matches!(Script::of(letter), Script::Cyrillic | Script::Hangul | Script::Han)
        && !matches!(u32::from(letter), 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
        || matches!(u32::from(letter), 0x0900..=0x0DFF)
}

/// Conjoining letters of Hangul, which are composed to syllables first.
pub fn is_jamo(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x11FF)
}

/// Latin letters beyond ASCII: `ø`, `ß`, `ł`.
pub fn latin(word: &str) -> String {
    let mut roman = String::with_capacity(word.len());
    for letter in word.chars() {
        push_ascii(&mut roman, letter);
    }
    roman
}

/// A word of another script in Latin letters.
pub fn romanised(word: &str, scripts: u16) -> String {
    if word.chars().all(devanagari::is_one) {
        return devanagari::romanised(word);
    }
    let mut roman = String::with_capacity(word.len());
    let mut before = None;
    for letter in word.chars() {
        let own = match Script::of(letter) {
            Script::Cyrillic => cyrillic(letter),
            Script::Greek => greek(before, letter),
            // `bh` is a b that may be a v.
            Script::Hebrew if letter == 'ב' && before.is_some() => Some("bh"),
            Script::Hebrew => hebrew(letter),
            _ => None,
        };
        match own {
            Some(text) => roman.push_str(text),
            None => push_ascii(&mut roman, letter),
        }
        before = Some(letter);
    }
    if scripts & Script::Greek.bit() != 0 {
        let roman = roman.replace("ou", "u");
        return roman.replace("mp", "b").replace("gk", "g").replace("gg", "ng");
    }
    roman
}

fn push_ascii(roman: &mut String, letter: char) {
    if letter.is_ascii_alphanumeric() {
        roman.push(letter.to_ascii_lowercase());
        return;
    }
    let plain = any_ascii::any_ascii_char(letter).chars();
    roman.extend(
        plain.filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()),
    );
}

/// Passport romanisation of Russian, with the further letters of its neighbours.
fn cyrillic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'ғ' => "gh",
        'д' => "d",
        'е' | 'ё' | 'є' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'й' | 'ы' => "i",
        'ї' => "yi",
        'ј' => "j",
        'к' | 'қ' | 'ќ' => "k",
        'л' => "l",
        'љ' => "lj",
        'м' => "m",
        'н' => "n",
        'њ' => "nj",
        'ң' => "ng",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'һ' | 'ҳ' => "h",
        'ц' => "ts",
        'ч' | 'ћ' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        'џ' | 'ҷ' => "j",
        'ђ' | 'ѓ' => "dj",
        'ә' => "a",
        _ => return None,
    })
}

fn greek(before: Option<char>, letter: char) -> Option<&'static str> {
    Some(match letter {
        // `ου` is one vowel, and υ behind α and ε a consonant.
        'υ' if before == Some('ο') => "u",
        'υ' if matches!(before, Some('α' | 'ε')) => "v",
        'η' | 'ι' | 'υ' => "i",
        'ω' => "o",
        'χ' => "ch",
        'ξ' => "x",
        'ψ' => "ps",
        'θ' => "th",
        'φ' => "f",
        'β' => "v",
        'ς' | 'σ' => "s",
        _ => return None,
    })
}

/// Hebrew consonants; `ו` and `י` stand for vowels more often than not.
fn hebrew(letter: char) -> Option<&'static str> {
    Some(match letter {
        'א' => "a",
        'ע' => "",
        'ב' => "b",
        'ג' => "g",
        'ד' => "d",
        'ה' => "h",
        'ו' => "u",
        'ז' => "z",
        'ח' => "h",
        'ט' | 'ת' => "t",
        'י' => "i",
        'כ' | 'ך' | 'ק' => "k",
        'ל' => "l",
        'מ' | 'ם' => "m",
        'נ' | 'ן' => "n",
        'ס' => "s",
        'פ' | 'ף' => "f",
        'צ' | 'ץ' => "ts",
        'ר' => "r",
        'ש' => "sh",
        _ => return None,
    })
}
