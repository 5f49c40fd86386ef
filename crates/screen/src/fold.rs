//! Folding: a name in any script becomes tokens of Latin letters and digits, with their class.
//!
//! Text comes from lists and from messages alike and both pass here, so that the two sides of a
//! comparison can differ only in what people wrote. Marks and format characters go, mixed-script
//! words are repaired (`homoglyph`), scripts are written in Latin (`script`, `arabic`), and words
//! that carry little are classed (`words`). Folding must never fail, whatever the bytes say, and
//! must never strip a name down to its generic words: those are classed, not removed.

pub mod korean;
pub mod sound;

mod arabic;
mod devanagari;
mod homoglyph;
mod script;
mod words;

pub use words::is_patronymic;

use script::Script;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// Longest Latin form of a token in bytes; what is longer is compared by its start.
pub const TOKEN_MAX: usize = 48;

/// What a token is, as far as its own letters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A word of a name.
    Word,
    /// One letter.
    Initial,
    /// Digits, with or without letters.
    Number,
    /// A word that joins names: `bin`, `de`, `van`, `abu`.
    Particle,
    /// `Mr`, `Dr`, `Haji`, `Gen`.
    Title,
    /// A legal form of organisation: `Ltd`, `OOO`, `company`.
    Form,
    /// A word that describes half of all firms: `bank`, `trading`, `zavod`.
    Generic,
    /// A single Han character, read in Mandarin.
    Han,
}

impl Class {
    fn mark(self) -> char {
        match self {
            Self::Word => 'w',
            Self::Initial => 'i',
            Self::Number => 'n',
            Self::Particle => 'p',
            Self::Title => 't',
            Self::Form => 'f',
            Self::Generic => 'g',
            Self::Han => 'h',
        }
    }
}

/// How a token is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// Latin letters as they stood, without their marks.
    Latin,
    /// Written in Latin from a script that writes its vowels.
    Romanised,
    /// Written in Latin from a script that leaves out its short vowels.
    Abjad,
}

impl Spelling {
    fn mark(self) -> char {
        match self {
            Self::Latin => 'l',
            Self::Romanised => 'r',
            Self::Abjad => 'a',
        }
    }
}

/// A stretch of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u32,
    to: u32,
}

/// One token of a folded name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    roman: Span,
    key: Span,
    /// What it is.
    pub class: Class,
    /// How its Latin letters came about.
    pub spelling: Spelling,
    /// A number for what a generic word means in several languages; 0 for none.
    pub sense: u16,
}

/// A folded name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    tokens: Vec<Token>,
    /// A dot stood before these tokens without a space, so that they may be one abbreviation.
    dotted: Vec<bool>,
}

impl Folded {
    /// The tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// A token's letters in Latin, lower case, at most `TOKEN_MAX` bytes.
    #[must_use]
    pub fn roman(&self, token: &Token) -> &str {
        self.slice(token.roman)
    }

    /// What makes a token equal to another: its folded letters in its own script.
    #[must_use]
    pub fn key(&self, token: &Token) -> &str {
        self.slice(token.key)
    }

    /// True when some token stood in another script than Latin.
    #[must_use]
    pub fn is_original_script(&self) -> bool {
        self.tokens.iter().any(|token| token.spelling != Spelling::Latin)
    }

    /// Writes what makes a token one with another: its letters and all that is read off them.
    pub(crate) fn write_identity(&self, token: &Token, into: &mut String) {
        into.clear();
        into.extend([token.class.mark(), token.spelling.mark()]);
        into.push_str(self.key(token));
        if token.key != token.roman {
            into.push('\0');
            into.push_str(self.roman(token));
        }
    }

    /// The folded name as one text, its tokens' keys in order.
    #[must_use]
    pub fn joined(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + self.tokens.len());
        for token in &self.tokens {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.key(token));
        }
        text
    }

    fn slice(&self, span: Span) -> &str {
        let range = usize::try_from(span.from).ok().zip(usize::try_from(span.to).ok());
        range.and_then(|(from, to)| self.text.get(from..to)).unwrap_or_default()
    }

    fn push(&mut self, key: &str, roman: &str, class: Class, spelling: Spelling, dotted: bool) {
        let key_span = self.append(key);
        let roman = cut(roman);
        let roman = if key == roman { key_span } else { self.append(roman) };
        let sense = if class == Class::Generic { words::sense(self.slice(roman)) } else { 0 };
        self.tokens.push(Token { roman, key: key_span, class, spelling, sense });
        self.dotted.push(dotted);
    }

    fn append(&mut self, text: &str) -> Span {
        let from = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        Span { from, to: u32::try_from(self.text.len()).unwrap_or(u32::MAX) }
    }
}

/// Folds a name.
#[must_use]
pub fn fold(name: &str) -> Folded {
    let mut folding = Folding::default();
    if name.is_ascii() {
        folding.ascii(name);
    } else if name.chars().any(script::is_jamo) {
        name.nfc().for_each(|letter| folding.letter(letter));
    } else {
        name.chars().for_each(|letter| folding.letter(letter));
    }
    folding.end_word();
    let mut folded = folding.folded;
    abbreviations(&mut folded);
    articles(&mut folded);
    titles(&mut folded);
    folded
}

/// The state while a name is read.
#[derive(Default)]
struct Folding {
    folded: Folded,
    word: String,
    scripts: u16,
    after_dot: bool,
}

impl Folding {
    /// The short way for plain Latin letters, which most names are.
    fn ascii(&mut self, name: &str) {
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => self.word.push(char::from(byte)),
                b'A'..=b'Z' => self.word.push(char::from(byte.to_ascii_lowercase())),
                b'\'' | b'`' => {}
                b'?' if !self.word.is_empty() => {}
                b'.' => {
                    self.end_latin();
                    self.after_dot = true;
                }
                _ => {
                    self.end_latin();
                    self.after_dot = false;
                }
            }
        }
        self.end_latin();
    }

    fn letter(&mut self, letter: char) {
        if script::is_dropped(letter) {
            return;
        }
        if let Some(parts) = devanagari::parted(letter) {
            parts.into_iter().for_each(|part| self.part(part));
        } else if letter.is_ascii() || script::is_kept_whole(letter) {
            self.part(letter);
        } else {
            decompose_compatible(letter, |part| {
                if !script::is_dropped(part) {
                    self.part(part);
                }
            });
        }
    }

    fn part(&mut self, part: char) {
        if part == '?' && !self.word.is_empty() {
            return;
        }
        if !script::is_word(part) {
            self.end_word();
            self.after_dot = part == '.';
            return;
        }
        let script = Script::of(part);
        if script == Script::Han {
            self.end_word();
            self.han(part);
            return;
        }
        self.scripts |= script.bit();
        if part.is_ascii() {
            self.word.push(part.to_ascii_lowercase());
        } else {
            self.word.extend(part.to_lowercase().filter(|low| !script::is_dropped(*low)));
        }
    }

    fn han(&mut self, letter: char) {
        let mut buffer = [0; 4];
        let key: &str = letter.encode_utf8(&mut buffer);
        let reading = any_ascii::any_ascii_char(letter).to_ascii_lowercase();
        let reading: String = reading.chars().filter(char::is_ascii_alphanumeric).collect();
        self.folded.push(key, &reading, Class::Han, Spelling::Romanised, false);
    }

    fn end_latin(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let dotted = core::mem::take(&mut self.after_dot);
        self.latin(dotted);
        self.word.clear();
    }

    /// Ends a word of Latin letters; a digit that print or machines took for a letter goes back.
    fn latin(&mut self, dotted: bool) {
        let class = words::class(&self.word);
        if class == Class::Number
            && let Some(repaired) = homoglyph::digits_to_letters(&self.word)
        {
            let class = words::class(&repaired);
            self.folded.push(&self.word, &repaired, class, Spelling::Latin, dotted);
            return;
        }
        self.folded.push(&self.word, &self.word, class, Spelling::Latin, dotted);
    }

    fn end_word(&mut self) {
        let scripts = core::mem::take(&mut self.scripts);
        if self.word.is_empty() {
            return;
        }
        let mut word = core::mem::take(&mut self.word);
        let mut scripts = scripts;
        if Script::is_mixed(scripts) {
            scripts = homoglyph::repair(&mut word, scripts);
        }
        let dotted = core::mem::take(&mut self.after_dot);
        self.write(&word, scripts, dotted);
        word.clear();
        self.word = word;
    }

    fn write(&mut self, word: &str, scripts: u16, dotted: bool) {
        if Script::is_latin(scripts) {
            let kept = core::mem::replace(&mut self.word, script::latin(word));
            // Letters that no table writes in Latin leave nothing.
            if !self.word.is_empty() {
                self.latin(dotted);
            }
            self.word = kept;
            return;
        }
        if scripts & Script::Arabic.bit() != 0 {
            for word in arabic::words(word) {
                // A word of which nothing Arabic is left is one of Latin letters.
                let (class, spelling) = match word.key.is_ascii() {
                    true => (words::class(&word.roman), Spelling::Latin),
                    false => (words::class_arabic(&word.roman, &word.key), Spelling::Abjad),
                };
                self.folded.push(&word.key, &word.roman, class, spelling, dotted);
            }
            return;
        }
        if scripts & Script::Hangul.bit() != 0 {
            for letter in word.chars() {
                let mut buffer = [0; 4];
                let roman = script::romanised(letter.encode_utf8(&mut buffer), scripts);
                let key: &str = letter.encode_utf8(&mut buffer);
                self.folded.push(key, &roman, Class::Han, Spelling::Romanised, false);
            }
            return;
        }
        let roman = script::romanised(word, scripts);
        if roman.is_empty() {
            return;
        }
        if roman.len() == 1 && word.chars().all(|letter| "свкиузоа".contains(letter)) {
            // Russian prepositions and conjunctions of one letter are no initials.
            self.folded.push(word, &roman, Class::Particle, Spelling::Romanised, dotted);
            return;
        }
        let abjad = scripts & Script::Hebrew.bit() != 0;
        let spelling = if abjad { Spelling::Abjad } else { Spelling::Romanised };
        let class = match words::class(&roman) {
            // `दास` is a family name, whatever `das` is in Portuguese.
            Class::Particle if word.chars().all(devanagari::is_one) => Class::Word,
            class => class,
        };
        self.folded.push(word, &roman, class, spelling, dotted);
    }
}

/// Single letters between dots that make a form of organisation become one token: `S.A.`, `L.L.C.`
fn abbreviations(folded: &mut Folded) {
    let tokens = core::mem::take(&mut folded.tokens);
    let dots = core::mem::take(&mut folded.dotted);
    let (mut rest, mut dotted) = (tokens.as_slice(), dots.as_slice());
    let mut kept = Vec::with_capacity(rest.len());
    while let Some(token) = rest.first() {
        let (taken, token) = match abbreviation(folded, rest, dotted) {
            Some((taken, form)) => {
                let span = folded.append(&form);
                (taken, Token { roman: span, key: span, class: Class::Form, ..*token })
            }
            None => (1, *token),
        };
        kept.push(token);
        rest = rest.get(taken..).unwrap_or_default();
        dotted = dotted.get(taken..).unwrap_or_default();
    }
    folded.tokens = kept;
}

/// The longest form that the first tokens spell, and how many they are.
fn abbreviation(folded: &Folded, tokens: &[Token], dotted: &[bool]) -> Option<(usize, String)> {
    let mut joined = String::new();
    let mut best = None;
    for (at, (token, dotted)) in tokens.iter().zip(dotted).enumerate().take(5) {
        let letter = folded.roman(token);
        if letter.len() != 1 || (at > 0 && !dotted) {
            break;
        }
        joined.push_str(letter);
        if at > 0 && words::is_form(&joined) {
            best = Some((at + 1, joined.clone()));
        }
    }
    best
}

/// Articles before another token go, while anything else is left: `AL-TIKRITI` is `tikriti`.
fn articles(folded: &mut Folded) {
    let count = folded.tokens.len();
    if count < 2 {
        return;
    }
    let is_article: Vec<bool> = folded
        .tokens
        .iter()
        .enumerate()
        .map(|(at, token)| words::is_article_at(folded.roman(token), at == 0))
        .collect();
    let last = count - 1;
    let keep = |at: usize| at == last || !is_article.get(at).copied().unwrap_or_default();
    if (0..count).all(keep) {
        return;
    }
    let mut at = 0;
    folded.tokens.retain(|_| {
        at += 1;
        keep(at - 1)
    });
}

/// What ends a name in Arabic script is no title: `آل الشيخ` is a family, `حافظ` a name.
fn titles(folded: &mut Folded) {
    let is_alone = folded.tokens.len() < 2;
    if let Some(last) = folded.tokens.last_mut()
        && !is_alone
        && (last.class, last.spelling) == (Class::Title, Spelling::Abjad)
    {
        last.class = Class::Word;
    }
}

/// The start of a text in at most `TOKEN_MAX` bytes; what is written in Latin is ASCII.
fn cut(roman: &str) -> &str {
    if roman.len() <= TOKEN_MAX {
        return roman;
    }
    let mut end = TOKEN_MAX;
    while !roman.is_char_boundary(end) {
        end -= 1;
    }
    roman.get(..end).unwrap_or(roman)
}
