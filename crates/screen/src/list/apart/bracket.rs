//! Brackets and semicolons in a name: where they stand, and what a bracket holds.
//!
//! Texts come from `apart`; nothing is added here. Lists forget brackets and close what they never
//! opened: what has no other half ends with the text, or is passed over.

use super::super::country;
use super::super::text::is_foreign;
use super::{label, words};
use crate::fold::{Class, fold};
use crate::listing::Kind;

/// A stretch of a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Segment<'t> {
    /// Outside of brackets.
    Outside(&'t str),
    /// A bracket, without and with its signs.
    Bracket { inner: &'t str, whole: &'t str },
}

/// What a bracket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// One name or several.
    Names,
    /// Words that may be a name, or say something of it.
    Doubtful,
    /// The acronym of what stands before.
    Acronym,
    /// The words of which what stands before is the acronym.
    Spelled,
    /// Something about the name.
    Remark,
    /// A part of the name, such as a place or a legal form.
    Part,
}

impl<'t> Segment<'t> {
    /// As it stands.
    pub fn text(&self) -> &'t str {
        match *self {
            Self::Outside(text) | Self::Bracket { whole: text, .. } => text,
        }
    }

    /// What of it is outside of brackets.
    pub fn outside(&self) -> &'t str {
        match *self {
            Self::Outside(text) => text,
            Self::Bracket { .. } => "",
        }
    }

    /// Whether it is a bracket, a sign or a legal form, behind which a name may have ended.
    pub fn is_no_name(&self) -> bool {
        words(self.outside()) == 0
    }
}

pub(super) fn opens(sign: char) -> bool {
    matches!(sign, '(' | '[' | '（')
}

fn closes(sign: char) -> bool {
    matches!(sign, ')' | ']' | '）')
}

/// The names that semicolons part outside of brackets, or that are counted as in `A b) B`.
pub(super) fn several(text: &str) -> Vec<&str> {
    let (mut names, mut from, mut depth) = (Vec::new(), 0_usize, 0_u32);
    let mut cut = |until: usize, next: usize, from: &mut usize| {
        names.extend(text.get(*from..until).map(str::trim).filter(|name| !name.is_empty()));
        *from = next;
    };
    for (at, sign) in text.char_indices() {
        let behind = at.saturating_add(sign.len_utf8());
        match sign {
            _ if opens(sign) => depth = depth.saturating_add(1),
            _ if closes(sign) && depth > 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 && another_follows(text, behind) {
                    cut(behind, behind.saturating_add(AND.len()), &mut from);
                }
            }
            ')' => {
                if let Some(start) = count_before(text, at) {
                    cut(start, behind, &mut from);
                }
            }
            ';' | '؛' | '；' if depth == 0 && !is_reference(text, at) => {
                cut(at, behind, &mut from);
            }
            _ => {}
        }
    }
    cut(text.len(), text.len(), &mut from);
    names
}

const AND: &str = " AND ";

/// Whether a second name with a bracket of its own follows: `… CENTRE (NFRPC) AND … CENTRE (ENTC)`.
fn another_follows(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let and = rest.get(..AND.len()).is_some_and(|head| head.eq_ignore_ascii_case(AND));
    let next = rest.get(AND.len()..).unwrap_or_default();
    and && next.trim_end().ends_with(')') && next.find('(').is_some_and(|open| open > 0)
}

/// Where a count such as `b)` begins, whose bracket is at this place.
fn count_before(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let start = before.rfind(' ').map_or(0, |blank| blank.saturating_add(1));
    let count = before.get(start..)?;
    (count.len() <= 1 && count.bytes().all(|sign| sign.is_ascii_alphanumeric())).then_some(start)
}

/// Whether a semicolon ends a reference of markup that nobody resolved, such as `&amp;`.
fn is_reference(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let name = before.rfind('&').and_then(|and| before.get(and.saturating_add(1)..));
    name.is_some_and(|name| {
        (2..=8).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    })
}

/// A name and its acronym behind a stroke, as in `HARAKAT UL-MUJAHIDIN / HUM`.
pub(super) fn acronym_behind_stroke(text: &str) -> Option<(&str, &str)> {
    let (name, acronym) = text.split_once(" / ")?;
    is_acronym_of(acronym.trim(), name).then_some((name, acronym))
}

/// The stretches of a text, one after the other.
pub(super) fn segments(text: &str) -> Vec<Segment<'_>> {
    let (mut segments, mut depth) = (Vec::new(), 0_u32);
    // Where the stretch begins, and where what is in its bracket does.
    let (mut from, mut within) = (0_usize, 0_usize);
    for (at, sign) in text.char_indices() {
        let behind = at.saturating_add(sign.len_utf8());
        if opens(sign) {
            if depth == 0 {
                segments.extend(text.get(from..at).map(Segment::Outside));
                (from, within) = (at, behind);
            }
            depth = depth.saturating_add(1);
        } else if closes(sign) {
            if depth == 1 {
                let bracket = text.get(within..at).zip(text.get(from..behind));
                segments.extend(bracket.map(|(inner, whole)| Segment::Bracket { inner, whole }));
                from = behind;
            } else if depth == 0 {
                segments.extend(text.get(from..at).map(Segment::Outside));
                from = behind;
            }
            depth = depth.saturating_sub(1);
        }
    }
    let last = if depth > 0 {
        let bracket = text.get(within..).zip(text.get(from..));
        bracket.map(|(inner, whole)| Segment::Bracket { inner, whole })
    } else {
        text.get(from..).map(Segment::Outside)
    };
    segments.extend(last);
    segments.retain(|segment| !segment.text().trim().is_empty());
    segments
}

/// What a bracket holds, by what stands before it; `is_last` where no name goes on behind it.
pub(super) fn holds(inner: &str, before: &str, is_last: bool, kind: Kind) -> Holds {
    let (named, said) = label::without(inner);
    let (own, others) = (words(named), words(before));
    if label::is_remark(inner) {
        return Holds::Remark;
    }
    if others == 0 && !before.chars().any(char::is_numeric) {
        return Holds::Part;
    }
    if said.is_some() || inner.contains([';', '؛', '；']) {
        return Holds::Names;
    }
    if let Some(first) = inner.split(',').next().filter(|first| is_acronym_of(first, before)) {
        // An acronym and its long form, or acronyms alone.
        return if first == inner || is_last { Holds::Acronym } else { Holds::Part };
    }
    if !is_last || country::known(inner).is_some() {
        return Holds::Part;
    }
    if is_in_capitals(inner, before) {
        return Holds::Remark;
    }
    if is_foreign(named) != is_foreign(before) {
        return in_other_script(tokens(named), tokens(before));
    }
    if own >= 2 && is_acronym_of(before.trim(), inner) {
        return Holds::Spelled;
    }
    if is_quoted(inner) && kind != Kind::Individual {
        return if own >= 2 || kind == Kind::Vessel { Holds::Names } else { Holds::Doubtful };
    }
    Holds::Part
}

/// What a bracket in another script holds, by how many words it has and stand before it: of one
/// word more often the place of a branch than a name.
fn in_other_script(own: usize, others: usize) -> Holds {
    match (own, others) {
        (2.., 2..) => Holds::Names,
        (1, 1) => Holds::Doubtful,
        _ => Holds::Part,
    }
}

/// Whether one word in capitals stands behind words in small letters: an acronym, but of a parent
/// or of another language, so that it is no alias of what is listed.
fn is_in_capitals(inner: &str, before: &str) -> bool {
    let capitals = inner.chars().filter(|sign| sign.is_uppercase()).count();
    let is_plain = inner.chars().all(char::is_alphabetic);
    is_plain
        && capitals >= 3
        && words(inner) == 1
        && words(before) >= 2
        && before.chars().any(char::is_lowercase)
}

fn tokens(text: &str) -> usize {
    fold(text).tokens().len()
}

fn is_quoted(inner: &str) -> bool {
    let quotes = ['"', '\'', '“', '”', '‘', '’', '«', '»', '„'];
    let inner = inner.trim();
    inner.starts_with(quotes) && inner.ends_with(quotes)
}

/// Whether a short word is made of letters that begin the words of a name, in their order; a word
/// may give more than its first letter, as `SAPICO` takes `CO` of its last, and words may be left
/// out behind the first.
pub(super) fn is_acronym_of(short: &str, name: &str) -> bool {
    let short = short.trim();
    let capitals = short.chars().filter(|sign| sign.is_uppercase()).count();
    let signs: Vec<char> = short.chars().filter(|sign| sign.is_alphabetic()).collect();
    let is_one = !short.contains(char::is_whitespace) && (2..=10).contains(&signs.len());
    let is_plain = short.chars().all(|sign| sign.is_alphabetic() || "-./".contains(sign));
    if !is_one
        || !is_plain
        || is_form(short)
        || capitals < 2
        || capitals.saturating_mul(2) < signs.len()
    {
        return false;
    }
    let signs: Vec<char> = signs.iter().flat_map(|sign| sign.to_lowercase()).collect();
    let name = name.to_lowercase();
    let words: Vec<&str> =
        name.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // A name may begin with an article that its acronym leaves out.
    let after_article = words.split_first().filter(|(first, _)| ARTICLES.contains(first));
    words.len() >= 2
        && !words.contains(&short.to_lowercase().as_str())
        && (begin_words(&signs, &words)
            || after_article.is_some_and(|(_, rest)| begin_words(&signs, rest)))
}

/// Whether it is a legal form, such as `LTD`.
fn is_form(short: &str) -> bool {
    fold(short).tokens().iter().all(|token| token.class == Class::Form)
}

const ARTICLES: [&str; 7] = ["the", "al", "le", "la", "les", "el", "los"];

/// Whether the first word gives the first sign or more, and others behind it the rest.
fn begin_words(signs: &[char], words: &[&str]) -> bool {
    // How many signs may have been given by the words so far.
    let is_short = signs.len() <= super::ACRONYM_WEAK_MAX;
    let mut given = vec![false; signs.len().saturating_add(1)];
    for (at, word) in words.iter().enumerate() {
        let before = given.clone();
        let may_begin = |count: usize| match at {
            0 => count == 0,
            _ => before.get(count).copied().unwrap_or_default(),
        };
        for count in (0..signs.len()).filter(|count| may_begin(*count)) {
            for taken in 1..=given_by(word, signs.get(count..).unwrap_or_default(), is_short) {
                if let Some(given) = given.get_mut(count.saturating_add(taken)) {
                    *given = true;
                }
            }
        }
    }
    given.last().copied().unwrap_or_default()
}

/// How many signs a word gives at most: its first letters, and to a short acronym its first and
/// any behind it, as `HQN` takes two of Haqqani.
fn given_by(word: &str, signs: &[char], is_short: bool) -> usize {
    let mut letters = word.chars();
    let mut gives = |(at, sign): &(usize, &char)| {
        if is_short && *at > 0 {
            letters.any(|letter| letter == **sign)
        } else {
            letters.next() == Some(**sign)
        }
    };
    signs.iter().enumerate().map_while(|it| gives(&it).then_some(())).count()
}
