//! The spans of a folded name: its tokens, and neighbours read as one, with what comparisons need.
//!
//! Used where nothing was looked up: pairs without an index, explanations, and the comparison
//! with every name that checks the search. Must find the same pairs as the search does.

use crate::fold::{Class, Folded, TOKEN_MAX, Token};
use crate::likeness::{self, Form, Traits};
use crate::score::{Meeting, Pair, TOKENS_MAX, Weighed};
use std::borrow::Cow;

/// Likeness of an initial and a word that begins with it.
const HEAD_LIKENESS: u16 = 7_000;

/// A token, or two neighbours read as one.
#[derive(Debug, Clone)]
pub struct Span<'a> {
    /// Number of its first token.
    pub first: u8,
    /// Tokens, 1 or 2.
    pub count: u8,
    /// The letters in its own script, where they are not the Latin ones.
    key: Option<&'a str>,
    roman: Cow<'a, str>,
    traits: Traits,
}

impl Span<'_> {
    /// What comparisons take.
    #[must_use]
    pub fn form(&self) -> Form<'_> {
        Form { key: self.key.unwrap_or(&self.roman), roman: &self.roman, traits: &self.traits }
    }
}

/// The tokens that are compared: the first `TOKENS_MAX`.
#[must_use]
pub fn compared(folded: &Folded) -> &[Token] {
    let tokens = folded.tokens();
    tokens.get(..TOKENS_MAX).unwrap_or(tokens)
}

/// The tokens of a name as spans, then its joined neighbours.
#[must_use]
pub fn spans(folded: &Folded) -> Vec<Span<'_>> {
    let tokens = compared(folded);
    let mut spans: Vec<Span<'_>> =
        tokens.iter().zip(0_u8..).map(|(token, first)| single(folded, token, first)).collect();
    spans.extend(
        tokens.windows(2).zip(0_u8..).filter_map(|(pair, first)| joined(folded, pair, first)),
    );
    spans
}

/// One token as a span.
#[must_use]
pub fn single<'a>(folded: &'a Folded, token: &Token, first: u8) -> Span<'a> {
    let (key, roman) = (folded.key(token), folded.roman(token));
    Span {
        first,
        count: 1,
        key: (key != roman).then_some(key),
        roman: Cow::Borrowed(roman),
        traits: Traits::of(roman, token.class, token.spelling, token.sense, false),
    }
}

/// Neighbours read as one, where both are words and the whole has a word's length.
#[must_use]
pub fn joined(folded: &Folded, pair: &[Token], first: u8) -> Option<Span<'static>> {
    let [one, other] = pair else { return None };
    let fits = |class| !matches!(class, Class::Initial | Class::Number);
    if !fits(one.class) || !fits(other.class) {
        return None;
    }
    let (head, tail) = (folded.roman(one), folded.roman(other));
    if !(5..=TOKEN_MAX / 2).contains(&(head.len() + tail.len())) {
        return None;
    }
    let roman = [head, tail].concat();
    let spelling = one.spelling.max(other.spelling);
    // Two characters are read together as one word or are not: what sounds near is another name.
    let is_han = one.class == Class::Han && other.class == Class::Han;
    let class = if is_han { Class::Han } else { Class::Word };
    let traits = Traits::of(&roman, class, spelling, 0, true);
    Some(Span { first, count: 2, key: None, roman: Cow::Owned(roman), traits })
}

/// The pairs of two names' spans.
pub fn compare(sought: &[Span], listed: &[Span], pairs: &mut Vec<Pair>) {
    for one in sought {
        for other in listed {
            let likeness = likeness::likeness(&one.form(), &other.form());
            push(one, (other.first, other.count), likeness, pairs);
        }
    }
}

/// Adds a pair by likeness, where there is any.
pub fn push(sought: &Span, listed: (u8, u8), likeness: u16, pairs: &mut Vec<Pair>) {
    if likeness > 0 {
        pairs.push(Pair {
            sought: sought.first,
            sought_count: sought.count,
            listed: listed.0,
            listed_count: listed.1,
            likeness,
            meeting: Meeting::Alike,
        });
    }
}

/// Initials against the heads of words, both ways.
pub fn compare_heads(sought: &[Weighed], listed: &[Weighed], pairs: &mut Vec<Pair>) {
    let has_initial = |tokens: &[Weighed]| tokens.iter().any(|one| one.class == Class::Initial);
    if !has_initial(sought) && !has_initial(listed) {
        return;
    }
    for (other, at) in listed.iter().zip(0_u8..) {
        for (one, own) in sought.iter().zip(0_u8..) {
            let meeting = match (one.class, other.class) {
                (Class::Initial, Class::Word) => Meeting::Head,
                (Class::Word, Class::Initial) => Meeting::ListedInitial,
                _ => continue,
            };
            if one.head == other.head {
                pairs.push(Pair {
                    sought: own,
                    sought_count: 1,
                    listed: at,
                    listed_count: 1,
                    likeness: HEAD_LIKENESS,
                    meeting,
                });
            }
        }
    }
}
