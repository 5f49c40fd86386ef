//! Why a score is what it is: which sought token met which listed one, how, what each weighs, and
//! what each rule took off.
//!
//! Made on demand from the same alignment that gave the score, for the case file and the auditor.
//! Must never compute a score of its own; what the parts add up to is the score (`settings::Part`).

use crate::fold::Class;
use crate::likeness::Form;
use crate::score::{Meeting, Pair, Tally, Weighed};
use crate::settings::{How, Part};
use crate::span::Span;

/// One side of a comparison.
pub type Side<'a> = (&'a [Span<'a>], &'a [Weighed]);

/// The lines of an explanation: the met pairs in the sought order, what nothing met, the rules.
pub fn parts(sought: Side<'_>, listed: Side<'_>, pairs: &[Pair], tally: &Tally) -> Vec<Part> {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable_by_key(|pair| (pair.sought, pair.listed));
    let mut parts: Vec<Part> = Vec::new();
    for pair in &pairs {
        let own = span(sought.0, pair.sought, pair.sought_count);
        let against = span(listed.0, pair.listed, pair.listed_count);
        parts.push(Part {
            sought: own.map(text).unwrap_or_default(),
            listed: against.map(text).unwrap_or_default(),
            how: own.zip(against).map_or(How::Alike, |(own, against)| how(pair, own, against)),
            likeness: pair.likeness,
            sought_weight: weight(sought.1, pair.sought, pair.sought_count),
            listed_weight: weight(listed.1, pair.listed, pair.listed_count),
            change: 0,
        });
    }
    let is_met =
        |one: &Span<'_>| pairs.iter().any(|pair| covers(pair.sought, pair.sought_count, one.first));
    for (text, how, sought_weight) in unmet(sought, is_met, tally.relieved.0) {
        parts.push(Part { sought: text, how, sought_weight, ..rule(how) });
    }
    let is_met =
        |one: &Span<'_>| pairs.iter().any(|pair| covers(pair.listed, pair.listed_count, one.first));
    for (text, how, listed_weight) in unmet(listed, is_met, tally.relieved.1) {
        parts.push(Part { listed: text, how, listed_weight, ..rule(how) });
    }
    parts.extend(rules(tally));
    parts
}

/// What each rule took off.
fn rules(tally: &Tally) -> impl Iterator<Item = Part> {
    let last = if tally.score == 0 { How::Weak } else { How::Little };
    let mut before = tally.base;
    let steps = [How::Clash, How::Lone, last].into_iter().zip(tally.after);
    steps.filter_map(move |(how, after)| {
        let taken = before.saturating_sub(after);
        before = after;
        let change = i16::try_from(taken).unwrap_or(i16::MAX).saturating_neg();
        (change != 0).then_some(Part { change, ..rule(how) })
    })
}

/// A part that has nothing but its name.
fn rule(how: How) -> Part {
    let (sought, listed) = (String::new(), String::new());
    Part { sought, listed, how, likeness: 0, sought_weight: 0, listed_weight: 0, change: 0 }
}

/// The tokens of a side that nothing met, with their weights; a patronymic may be relieved of some.
fn unmet<'a>(
    (spans, weights): Side<'a>,
    is_met: impl Fn(&Span<'_>) -> bool + 'a,
    relieved: u32,
) -> impl Iterator<Item = (String, How, u16)> + 'a {
    let relieved = u16::try_from(relieved).unwrap_or_default();
    let singles = spans.iter().filter(|span| span.count == 1).zip(weights);
    singles.filter(move |(span, _)| !is_met(span)).map(move |(span, weighed)| {
        let is_relieved = relieved > 0 && weighed.is_patronymic;
        match is_relieved {
            true => (text(span), How::Patronymic, weighed.weight.saturating_sub(relieved)),
            false => (text(span), How::Unmet, weighed.weight),
        }
    })
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
        Meeting::Head => How::Initial,
        Meeting::ListedInitial => How::ListedInitial,
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
