//! Two names against each other without a list: the same alignment and score, with weights that
//! know nothing of rarity.
//!
//! Used for tables of pairs and for comparing with other tools. Symmetric in nothing but the
//! likeness of tokens: the first name is sought, the second is listed. Must stay pure.

use crate::explain;
use crate::fold;
use crate::score::{self, Weighed};
use crate::settings::Part;
use crate::span::{self, Span};
use crate::weight;

/// The score of two names and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Score in 1/10,000.
    pub score: u16,
    /// What made it.
    pub parts: Vec<Part>,
}

/// The score of a sought name against a listed one, 1/10,000.
#[must_use]
pub fn score(sought: &str, listed: &str) -> u16 {
    compared(sought, listed).score
}

/// The same with its parts.
#[must_use]
pub fn compared(sought: &str, listed: &str) -> Compared {
    let (sought, listed) = (fold::fold(sought), fold::fold(listed));
    let (one, other) = (span::spans(&sought), span::spans(&listed));
    let (own, against) = (weigh(&one), weigh(&other));
    let mut pairs = Vec::new();
    span::compare(&one, &other, &mut pairs);
    span::compare_heads(&own, &against, &mut pairs);
    let score = score::align(&own, &against, &mut pairs);
    let tally = score::told(&own, &against, &pairs);
    Compared { score, parts: explain::parts((&one, &own), (&other, &against), &pairs, &tally) }
}

fn weigh(spans: &[Span]) -> Vec<Weighed> {
    let singles = spans.iter().filter(|span| span.count == 1);
    singles
        .map(|span| {
            let form = span.form();
            form.weighed(weight::neutral(form.traits.class, form.roman.len()))
        })
        .collect()
}
