//! Free text, such as remittance information of some kilobytes, scanned for listed names and
//! identifiers.
//!
//! Each token of the text that is the rarest of some listed name opens a window around it; the
//! listed name must be covered nearly whole, its words standing close together. Only strong
//! matches count here: text is full of words that are somebody's name. Names without a rare word
//! are sought whole (`phrase`), identifiers over the cuts in them (`number`). Must stay linear in
//! the text, whatever it says.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "token numbers come from the folded text that they index"
)]

mod number;
mod phrase;

pub(crate) use phrase::is_phrase;

use crate::evidence;
use crate::fold::{self, Class, Folded};
use crate::index::{NONE, Name};
use crate::score::{self, Pair, Weighed};
use crate::search::Search;
use crate::settings::{Ground, Hit, Query, Settings};
use crate::span::{self, Span};

/// What a hit in a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The listing.
    pub hit: Hit,
    /// The words of the text, as folded.
    pub words: String,
}

/// Least likeness of the word that opens a window.
const OPENING_LIKENESS: u16 = 8_500;

/// Least coverage of the listed name in a text, 1/10,000.
const COVERED_MIN: u32 = 9_000;

/// The least that the words of a listed name say together before a text may show it.
const SAYS_MIN: u32 = 1_200;

/// A single listed word must be at least as long and say as much.
const ALONE_LETTERS: usize = 6;
const ALONE_WEIGHT: u16 = 1_000;

/// Words that may stand between those of a name.
const GAP_MAX: u32 = 1;

/// What each word between them takes from the score.
const GAP: u32 = 500;

impl Search<'_> {
    /// All listings that a text names at or over the threshold, best first.
    pub fn in_text(&mut self, text: &str, settings: &Settings) -> Vec<Found> {
        let folded = fold::fold(text);
        let tokens = folded.tokens().len();
        let mut found = self.identifiers_in(text);
        for at in 0..tokens {
            self.open(&folded, at, settings, &mut found);
            self.phrases_at(&folded, at, settings, &mut found);
        }
        found.sort_by_key(|one| (one.hit.list, one.hit.listing, u16::MAX - one.hit.score));
        found.dedup_by_key(|one| (one.hit.list, one.hit.listing));
        found.sort_by_key(|one| (u16::MAX - one.hit.score, one.hit.list, one.hit.listing));
        found
    }

    /// The listed names whose rarest token is this token of the text.
    fn open(&mut self, folded: &Folded, at: usize, settings: &Settings, found: &mut Vec<Found>) {
        let token = &folded.tokens()[at];
        if !matches!(token.class, Class::Word | Class::Han | Class::Number) {
            return;
        }
        let mut rows = vec![self.rows.of_token(folded, token)];
        if let Some(pair) = folded.tokens().get(at..at + 2)
            && let Some(joined) = span::joined(folded, pair, 0)
        {
            rows.push(self.rows.of(&joined.form()));
        }
        for row in rows {
            for (unit, _) in row.units.iter().take_while(|(_, like)| *like >= OPENING_LIKENESS) {
                let index = self.index;
                for name in index.postings(*unit) {
                    if self.is_rarest(*name, *unit) {
                        self.look(folded, at, (*name, *unit), settings, found);
                    }
                }
            }
        }
    }

    /// True when no other token of a name says more.
    fn is_rarest(&self, name: u32, unit: u32) -> bool {
        let weight = |unit: u32| self.index.weighed(unit).weight;
        let tokens = self.index.name(name).tokens;
        self.index.form(unit).traits.is_joined
            || tokens.iter().all(|other| weight(*other) <= weight(unit))
    }

    fn look(
        &mut self,
        folded: &Folded,
        at: usize,
        (name, unit): (u32, u32),
        settings: &Settings,
        found: &mut Vec<Found>,
    ) {
        let listed = self.index.name(name);
        self.index.weigh(&listed, &mut self.listed);
        if !says_enough(&self.listed, || self.index.form(listed.tokens[0]).roman.len()) {
            return;
        }
        let around = listed.tokens.len() + 1;
        // Words stand in any order, but where a name is too long for that, in the listed one.
        let before = match 2 * around < score::TOKENS_MAX {
            true => around,
            false => place(&listed, unit) + 1,
        };
        let from = at.saturating_sub(before);
        let to = (at + around + 1).min(folded.tokens().len()).min(from + score::TOKENS_MAX);
        let window = window(folded, from, to);
        let weights: Vec<Weighed> = window
            .iter()
            .filter(|span| span.count == 1)
            .map(|span| span.form().weighed(100))
            .collect();
        self.pairs.clear();
        let singles = listed.tokens.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 1));
        let doubles = listed.joined.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 2));
        for (unit, first, count) in singles.chain(doubles).filter(|(unit, ..)| *unit != NONE) {
            for span in &window {
                let like = crate::likeness::likeness(&span.form(), &self.index.form(unit));
                span::push(span, (first, count), like, &mut self.pairs);
            }
        }
        score::align(&weights, &self.listed, &mut self.pairs);
        let score = tally(&self.pairs, &self.listed);
        if score >= u32::from(settings.threshold) {
            let words = words(folded, from, &self.pairs);
            let score = u16::try_from(score).unwrap_or(settings.threshold);
            self.push_found(name, score, &words, settings, found);
        }
    }

    fn push_found(
        &self,
        name: u32,
        score: u16,
        words: &str,
        settings: &Settings,
        found: &mut Vec<Found>,
    ) {
        let hits = self.index.places(name).iter().map(|place| Hit {
            list: place.list,
            listing: place.listing,
            name: place.name,
            ground: Ground::Name,
            name_score: score,
            score,
            evidence: Vec::new(),
        });
        let settled = evidence::settle(self.index, &Query::default(), settings, hits.collect());
        let named = settled.into_iter().map(|hit| Found { hit, words: words.to_owned() });
        found.extend(named);
    }
}

/// The number of the token of a name that a unit is or begins with.
fn place(name: &Name, unit: u32) -> usize {
    let mut units = name.tokens.iter().zip(0..).chain(name.joined.iter().zip(0..));
    units.find(|(one, _)| **one == unit).map_or(0, |(_, at)| at)
}

/// True when a listed name says enough to be sought in a text.
fn says_enough(listed: &[Weighed], letters: impl Fn() -> usize) -> bool {
    let says: u32 = listed.iter().map(|token| u32::from(token.weight)).sum();
    match listed {
        [alone] => alone.weight >= ALONE_WEIGHT && letters() >= ALONE_LETTERS,
        _ => says >= SAYS_MIN,
    }
}

fn window(folded: &Folded, from: usize, to: usize) -> Vec<Span<'_>> {
    let tokens = &folded.tokens()[from..to];
    let mut spans: Vec<Span<'_>> = tokens
        .iter()
        .zip(0_u8..)
        .map(|(token, first)| span::single(folded, token, first))
        .collect();
    let pairs = tokens.windows(2).zip(0_u8..);
    spans.extend(pairs.filter_map(|(pair, first)| span::joined(folded, pair, first)));
    spans
}

/// How well a window shows the listed name: its coverage, less what stands between.
fn tally(pairs: &[Pair], listed: &[Weighed]) -> u32 {
    let total: u32 = listed.iter().map(|token| u32::from(token.weight)).sum();
    let covered: u32 = pairs
        .iter()
        .map(|pair| {
            let tokens = listed.iter().skip(pair.listed.into()).take(pair.listed_count.into());
            tokens.map(|token| u32::from(token.weight)).sum::<u32>() * u32::from(pair.likeness)
        })
        .sum();
    let covered = covered / total.max(1);
    let first = pairs.iter().map(|pair| u32::from(pair.sought)).min().unwrap_or_default();
    let last = pairs.iter().map(|pair| u32::from(pair.sought + pair.sought_count)).max();
    let used: u32 = pairs.iter().map(|pair| u32::from(pair.sought_count)).sum();
    let gaps = last.unwrap_or_default().saturating_sub(first + used);
    if covered < COVERED_MIN || gaps > GAP_MAX {
        return 0;
    }
    covered.saturating_sub(gaps * GAP)
}

fn words(folded: &Folded, from: usize, pairs: &[Pair]) -> String {
    let first = pairs.iter().map(|pair| pair.sought as usize).min().unwrap_or_default();
    let last = pairs.iter().map(|pair| (pair.sought + pair.sought_count) as usize).max();
    let tokens = folded.tokens().iter().skip(from + first);
    let tokens = tokens.take(last.unwrap_or_default().saturating_sub(first));
    tokens.map(|token| folded.key(token)).collect::<Vec<_>>().join(" ")
}
