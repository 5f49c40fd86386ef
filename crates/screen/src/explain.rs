//! Why a score is what it is: which sought token met which listed one, how, and what each weighs.
//!
//! Made on demand from the same alignment that gave the score, for the case file and the auditor.
//! Must never compute a score of its own.

use crate::fold::Class;
use crate::likeness::Form;
use crate::score::{Meeting, Pair, Weighed};
use crate::settings::{How, Part};
use crate::span::Span;

/// The lines of an explanation, the met pairs in the sought order, then what nothing met.
pub fn parts(
    (sought, sought_weights): (&[Span<'_>], &[Weighed]),
    (listed, listed_weights): (&[Span<'_>], &[Weighed]),
    pairs: &[Pair],
) -> Vec<Part> {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable_by_key(|pair| (pair.sought, pair.listed));
    let mut parts: Vec<Part> = Vec::new();
    for pair in &pairs {
        let own = span(sought, pair.sought, pair.sought_count);
        let against = span(listed, pair.listed, pair.listed_count);
        parts.push(Part {
            sought: own.map(text).unwrap_or_default(),
            listed: against.map(text).unwrap_or_default(),
            how: own.zip(against).map_or(How::Alike, |(own, against)| how(pair, own, against)),
            likeness: pair.likeness,
            sought_weight: weight(sought_weights, pair.sought, pair.sought_count),
            listed_weight: weight(listed_weights, pair.listed, pair.listed_count),
        });
    }
    for one in sought.iter().filter(|span| span.count == 1) {
        let is_met = pairs.iter().any(|pair| covers(pair.sought, pair.sought_count, one.first));
        if !is_met {
            let weight = weight(sought_weights, one.first, 1);
            parts.push(Part { sought_weight: weight, ..unmet(text(one), String::new()) });
        }
    }
    for one in listed.iter().filter(|span| span.count == 1) {
        let is_met = pairs.iter().any(|pair| covers(pair.listed, pair.listed_count, one.first));
        if !is_met {
            let weight = weight(listed_weights, one.first, 1);
            parts.push(Part { listed_weight: weight, ..unmet(String::new(), text(one)) });
        }
    }
    parts
}

fn unmet(sought: String, listed: String) -> Part {
    Part { sought, listed, how: How::Unmet, likeness: 0, sought_weight: 0, listed_weight: 0 }
}

fn span<'a, 'b>(spans: &'a [Span<'b>], first: u8, count: u8) -> Option<&'a Span<'b>> {
    spans.iter().find(|span| span.first == first && span.count == count)
}

fn text(span: &Span) -> String {
    span.form().key.to_owned()
}

fn covers(first: u8, count: u8, token: u8) -> bool {
    (first..first.saturating_add(count)).contains(&token)
}

fn weight(weights: &[Weighed], first: u8, count: u8) -> u16 {
    weights.iter().skip(first.into()).take(count.into()).map(|weighed| weighed.weight).sum()
}

fn how(pair: &Pair, sought: &Span, listed: &Span) -> How {
    let (one, other) = (sought.form(), listed.form());
    match pair.meeting {
        Meeting::Head | Meeting::ListedInitial => How::Initial,
        Meeting::Alike if pair.sought_count + pair.listed_count > 2 => How::Joined,
        Meeting::Alike if one.key == other.key => How::Equal,
        Meeting::Alike if is_han(&one) || is_han(&other) => How::Reading,
        Meeting::Alike if one.traits.sense != 0 && one.traits.sense == other.traits.sense => {
            How::Meaning
        }
        Meeting::Alike if one.roman == other.roman => How::Transliterated,
        Meeting::Alike => How::Alike,
    }
}

fn is_han(form: &Form) -> bool {
    form.traits.class == Class::Han
}
