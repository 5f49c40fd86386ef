//! Arabic script: letters of Arabic, Persian, Urdu and Pashto folded to one spelling, compounds
//! parted, and the result written in Latin without the short vowels that nobody wrote.
//!
//! The table is our own. Articles at the head of a word go, as `fold` drops them in Latin;
//! `عبدالرحمن` becomes two tokens as `عبد الرحمن` does. Must leave at least one token of each word.

/// One token of an Arabic word.
pub struct Word {
    /// Its folded letters.
    pub key: String,
    /// The same in Latin, with `dh`, `th`, `q`, `j` for letters that are read in several ways.
    pub roman: String,
}

/// The tokens of one written word.
pub fn words(word: &str) -> Vec<Word> {
    let letters: String = word.chars().filter_map(folded).collect();
    let mut parts = Vec::new();
    split(&letters, &mut parts);
    parts.into_iter().filter(|key| !key.is_empty()).map(named).filter(has_letters).collect()
}

fn has_letters(word: &Word) -> bool {
    !word.roman.is_empty()
}

fn named(key: &str) -> Word {
    Word { key: key.to_owned(), roman: romanised(key) }
}

/// Parts `عبدال…`, `…الله` and `…الدين`, and drops the article at the head.
fn split<'a>(letters: &'a str, parts: &mut Vec<&'a str>) {
    if let Some(rest) = letters.strip_prefix("عبدال")
        && rest.chars().count() >= 2
    {
        parts.push("عبد");
        parts.push(if rest == "له" { "الله" } else { rest });
        return;
    }
    for tail in ["الله", "الدين"] {
        if let Some(head) = letters.strip_suffix(tail)
            && head.chars().count() >= 2
        {
            split(head, parts);
            parts.push(tail.strip_prefix("الد").map_or(tail, |_| "دين"));
            return;
        }
    }
    parts.push(without_article(letters));
}

fn without_article(letters: &str) -> &str {
    if letters == "الله" {
        return letters;
    }
    for article in ["وال", "بال", "ال"] {
        if let Some(rest) = letters.strip_prefix(article)
            && rest.chars().count() >= 3 - usize::from(article == "ال")
        {
            return rest;
        }
    }
    letters
}

/// One letter folded; signs that are no letters go.
fn folded(letter: char) -> Option<char> {
    Some(match letter {
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ے' | 'ۓ' | 'ئ' | 'ێ' => 'ي',
        'ک' | 'ڪ' | 'ګ' => 'ك',
        'ة' | 'ھ' | 'ہ' | 'ە' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        'ؤ' | 'ۆ' | 'ۇ' | 'ۋ' => 'و',
        'ء' => return None,
        _ if letter.is_alphanumeric() => letter,
        _ => return None,
    })
}

fn romanised(key: &str) -> String {
    let mut roman = String::with_capacity(key.len() * 2);
    let mut letters = key.chars().peekable();
    let mut is_first = true;
    while let Some(letter) = letters.next() {
        let vowel_follows = matches!(letters.peek(), Some('و' | 'ي'));
        match letter {
            'ا' if is_first && vowel_follows && key.chars().count() > 2 => {}
            'و' if is_first => roman.push('w'),
            'ي' if is_first => roman.push('y'),
            // Behind such letters a h would be read with them: `سهيل` is Suhail and not Shil.
            'ه' if roman.ends_with(['s', 't', 'd', 'k', 'z', 'g', 'b', 'c', 'p']) => {
                roman.push_str("'h");
            }
            // Between two that are one it keeps them apart: `معمر` is Muammar.
            'ع' if is_between_one(&roman, letters.peek()) => roman.push('a'),
            _ => match latin(letter) {
                Some(text) => roman.push_str(text),
                None => roman.extend(
                    any_ascii::any_ascii_char(letter)
                        .chars()
                        .filter(char::is_ascii_alphanumeric)
                        .map(|letter| letter.to_ascii_lowercase()),
                ),
            },
        }
        is_first = false;
    }
    roman
}

/// Whether the letter before is the letter behind.
fn is_between_one(roman: &str, next: Option<&char>) -> bool {
    next.and_then(|next| latin(*next)).is_some_and(|next| !next.is_empty() && roman.ends_with(next))
}

fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ا' => "a",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' | 'ټ' | 'ٹ' => "t",
        'ث' => "th",
        'ج' => "j",
        'چ' => "ch",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ډ' | 'ڈ' => "d",
        'ذ' | 'ض' | 'ظ' => "dh",
        'ر' | 'ړ' | 'ڑ' => "r",
        'ز' | 'ځ' => "z",
        'ژ' => "zh",
        'س' | 'ص' => "s",
        'ش' | 'ښ' => "sh",
        'ع' => "",
        'غ' => "gh",
        'ف' => "f",
        'ڤ' => "v",
        'ق' => "q",
        'ك' => "k",
        'گ' | 'ږ' => "g",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ں' | 'ڼ' => "n",
        'و' => "u",
        'ي' => "i",
        'څ' => "ts",
        _ => return None,
    })
}
