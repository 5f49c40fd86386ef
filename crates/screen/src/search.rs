//! The search: a name against an index, every listing at or over the threshold.
//!
//! Rows (which units a token meets) come from `rows`; those of the rarest tokens drive, names that
//! cannot reach the threshold by the bounds of `score` are passed over, the rest are aligned. Gives
//! all hits, best first; must never cut them by a number.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays as long as the index that gives every index into them"
)]

use crate::evidence;
use crate::explain;
use crate::fold::{self, Class, Folded, Token};
use crate::index::{Index, NONE};
use crate::likeness::FULL;
use crate::rows::{Row, Rows};
use crate::score::{self, Meeting, Pair, TOKENS_MAX, Weighed};
use crate::settings::{Ground, Hit, Part, Query, Settings};
use crate::span;

/// Tokens whose rows are kept unless said otherwise.
pub const CACHE_TOKENS: usize = 1 << 16;

/// A searcher with its working memory; one for each thread.
#[derive(Debug)]
pub struct Search<'a> {
    pub(crate) index: &'a Index,
    pub(crate) rows: Rows<'a>,
    /// By unit: the first of its meetings with the sought name.
    heads: Vec<u32>,
    meetings: Vec<Meets>,
    /// By name: what was gathered of it.
    touched: Vec<Touched>,
    step: u16,
    candidates: Vec<u32>,
    sought: Sought,
    pub(crate) listed: Vec<Weighed>,
    pub(crate) pairs: Vec<Pair>,
    scored: Vec<(u32, u16)>,
}

/// One meeting of a unit with a sought span.
#[derive(Debug, Clone, Copy)]
struct Meets {
    span: u8,
    likeness: u16,
    next: u32,
}

/// The step that touched a name last, and the share of the sought weight that it may cover.
#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    step: u16,
    share: u16,
}

/// The sought name with its rows.
#[derive(Debug, Default)]
struct Sought {
    tokens: Vec<Weighed>,
    /// Spans with rows: first token, tokens, row.
    spans: Vec<(u8, u8, Row)>,
    drivers: Vec<bool>,
    /// What each token is of the whole, 1/10,000, rounded up.
    shares: Vec<u16>,
}

/// How many words at the end of a sought name are not compared: a name has at most
/// [`TOKENS_MAX`] of them, and who asks with more must hear of it. Longer texts are for `in_text`.
#[must_use]
pub fn words_left_out(name: &str) -> usize {
    // A word has one byte at least.
    match name.len() > TOKENS_MAX {
        true => fold::fold(name).tokens().len().saturating_sub(TOKENS_MAX),
        false => 0,
    }
}

impl<'a> Search<'a> {
    /// A searcher on an index that keeps the rows of so many tokens; none with 0.
    #[must_use]
    pub fn new(index: &'a Index, cache_tokens: usize) -> Self {
        Self {
            index,
            rows: Rows::new(index, cache_tokens),
            heads: vec![NONE; index.unit_count()],
            meetings: Vec::new(),
            touched: vec![Touched::default(); index.names()],
            step: 0,
            candidates: Vec::new(),
            sought: Sought::default(),
            listed: Vec::new(),
            pairs: Vec::new(),
            scored: Vec::new(),
        }
    }

    /// All listings that the query meets at or over the threshold, best first.
    pub fn hits(&mut self, query: &Query, settings: &Settings) -> Vec<Hit> {
        let folded = fold::fold(&query.name);
        self.score_names(&folded, settings.threshold);
        let mut hits = Vec::new();
        for (name, score) in &self.scored {
            for place in self.index.places(*name) {
                hits.push(Hit {
                    list: place.list,
                    listing: place.listing,
                    name: place.name,
                    ground: Ground::Name,
                    name_score: *score,
                    score: *score,
                    evidence: Vec::new(),
                });
            }
        }
        evidence::settle(self.index, query, settings, hits)
    }

    /// Why a hit by name has its score: the parts of its best alignment, in order.
    pub fn explain(&mut self, query: &Query, hit: &Hit) -> Vec<Part> {
        let Some((_, _, name)) = self.index.listed(hit) else { return Vec::new() };
        let (sought, listed) = (fold::fold(&query.name), fold::fold(&name.text));
        let weights = self.weights(&listed);
        self.prepare(&sought);
        let (own, against) = (span::spans(&sought), span::spans(&listed));
        let mut pairs = Vec::new();
        span::compare(&own, &against, &mut pairs);
        span::compare_heads(&self.sought.tokens, &weights, &mut pairs);
        score::align(&self.sought.tokens, &weights, &mut pairs);
        let tally = score::told(&self.sought.tokens, &weights, &pairs);
        let parts = (&own[..], &self.sought.tokens[..]);
        explain::parts(parts, (&against, &weights), &pairs, &tally)
    }

    /// What the tokens of a listed name weigh in the index.
    fn weights(&mut self, listed: &Folded) -> Vec<Weighed> {
        let weigh = |token: &Token| {
            let row = self.rows.of_token(listed, token);
            let is_own = |unit: &u32| self.index.is_unit_of(*unit, listed, token);
            let own = row.units.iter().map(|(unit, _)| *unit).find(is_own);
            let unlisted = || Weighed::of(listed.roman(token), token.class, row.weight);
            own.map_or_else(unlisted, |unit| self.index.weighed(unit))
        };
        span::compared(listed).iter().map(weigh).collect()
    }

    /// Scores of every distinct listed name at or over the threshold, by the sought name alone.
    pub fn scores(&mut self, name: &str, threshold: u16) -> &[(u32, u16)] {
        let folded = fold::fold(name);
        self.score_names(&folded, threshold);
        &self.scored
    }

    /// The same without lookups and bounds, which it checks: every word is compared with every
    /// listed one, and every listed name aligned.
    pub fn brute_scores(&mut self, name: &str, threshold: u16) -> Vec<(u32, u16)> {
        let folded = fold::fold(name);
        self.sought.tokens.clear();
        self.sought.spans.clear();
        for span in span::spans(&folded) {
            let form = span.form();
            let row = self.rows.of_all(&form);
            if span.count == 1 {
                self.sought.tokens.push(form.weighed(row.weight));
            }
            self.sought.push(span.first, span.count, row);
        }
        self.mark_meetings();
        let mut scored = Vec::new();
        for name in 0..self.index.names() as u32 {
            self.pair_units(name);
            self.weigh(name);
            let score = score::align(&self.sought.tokens, &self.listed, &mut self.pairs);
            if score >= threshold {
                scored.push((name, score));
            }
        }
        self.unmark_meetings();
        scored
    }

    fn score_names(&mut self, folded: &Folded, threshold: u16) {
        self.scored.clear();
        if folded.tokens().is_empty() {
            return;
        }
        self.prepare(folded);
        self.gather(threshold);
        let needed = u32::from(score::coverage_min(threshold));
        let (slack, initials) = (self.slack(), self.initials());
        for at in 0..self.candidates.len() {
            let name = self.candidates[at];
            if u32::from(self.touched[name as usize].share) + slack < needed {
                continue;
            }
            // Most names that nobody listed have no candidate that comes this far.
            if self.meetings.is_empty() {
                self.mark_meetings();
            }
            self.pair_units(name);
            if score::covered(&self.sought.tokens, &self.pairs) + initials < needed {
                continue;
            }
            self.weigh(name);
            if score::most(&self.sought.tokens, &self.listed, &self.pairs) < threshold {
                continue;
            }
            let score = score::align(&self.sought.tokens, &self.listed, &mut self.pairs);
            if score >= threshold {
                self.scored.push((name, score));
            }
        }
        self.unmark_meetings();
        self.scored.sort_unstable_by_key(|(name, score)| (u16::MAX - score, *name));
    }

    /// The pairs of the sought name with the words of a listed one.
    fn pair_units(&mut self, name: u32) {
        let listed = self.index.name(name);
        self.pairs.clear();
        for (unit, at) in listed.tokens.iter().zip(0..) {
            self.pair_unit(*unit, at, 1);
        }
        for (unit, at) in listed.joined.iter().zip(0..).filter(|(unit, _)| **unit != NONE) {
            self.pair_unit(*unit, at, 2);
        }
    }

    /// What the score takes of a listed name, and the pairs of initials with it.
    fn weigh(&mut self, name: u32) {
        self.index.weigh(&self.index.name(name), &mut self.listed);
        span::compare_heads(&self.sought.tokens, &self.listed, &mut self.pairs);
    }

    fn pair_unit(&mut self, unit: u32, at: u8, count: u8) {
        let mut next = self.heads[unit as usize];
        while next != NONE {
            let met = self.meetings[next as usize];
            let (sought, sought_count, _) = self.sought.spans[met.span as usize];
            self.pairs.push(Pair {
                sought,
                sought_count,
                listed: at,
                listed_count: count,
                likeness: met.likeness,
                meeting: Meeting::Alike,
            });
            next = met.next;
        }
    }

    /// Rows and weights of the sought name.
    fn prepare(&mut self, folded: &Folded) {
        self.sought.tokens.clear();
        self.sought.spans.clear();
        let tokens = span::compared(folded);
        for (token, first) in tokens.iter().zip(0..) {
            let row = self.rows.of_token(folded, token);
            let roman = folded.roman(token);
            self.sought.tokens.push(Weighed::of(roman, token.class, row.weight));
            self.sought.push(first, 1, row);
        }
        for (pair, first) in tokens.windows(2).zip(0..) {
            if let Some(joined) = span::joined(folded, pair, first) {
                self.sought.push(first, 2, self.rows.of(&joined.form()));
            }
        }
    }

    /// What names may gain from tokens that do not drive.
    fn slack(&self) -> u32 {
        let tokens = self.sought.tokens.iter().zip(&self.sought.drivers).zip(&self.sought.shares);
        tokens
            .filter(|((token, drives), _)| !**drives || token.class == Class::Initial)
            .map(|(_, share)| u32::from(*share))
            .sum()
    }

    /// What names may gain from initials.
    fn initials(&self) -> u32 {
        let tokens = self.sought.tokens.iter().zip(&self.sought.shares);
        let initials = tokens.filter(|(token, _)| token.class == Class::Initial);
        initials.map(|(_, share)| u32::from(*share)).sum()
    }

    /// Chooses the tokens that drive and gathers what each name may reach from them.
    fn gather(&mut self, threshold: u16) {
        self.choose_drivers(threshold);
        self.sought.share_out();
        self.candidates.clear();
        if self.step > STEPS_MAX {
            self.touched.fill(Touched::default());
            self.step = 0;
        }
        let started = self.step + 1;
        for token in 0..self.sought.tokens.len() {
            if !self.sought.drivers[token] {
                continue;
            }
            let own = u32::from(self.sought.shares[token]);
            for (first, count, row) in &self.sought.spans {
                let (first, count) = (*first as usize, *count as usize);
                if !(first..first + count).contains(&token) {
                    continue;
                }
                // A row has its best units first, so the first touch of a name is its most; what
                // two spans of one token give is added, which only makes the bound wider.
                self.step += 1;
                for (unit, likeness) in row.units.iter() {
                    let share = (own * u32::from(*likeness)).div_ceil(u32::from(FULL)) as u16;
                    for name in self.index.postings(*unit) {
                        let slot = &mut self.touched[*name as usize];
                        if slot.step < started {
                            *slot = Touched { step: self.step, share };
                            self.candidates.push(*name);
                        } else if slot.step < self.step {
                            let share = slot.share.saturating_add(share);
                            *slot = Touched { step: self.step, share };
                        }
                    }
                }
            }
        }
    }

    /// Tokens drive, dearest for their postings last, until the rest cannot reach the threshold.
    fn choose_drivers(&mut self, threshold: u16) {
        let count = self.sought.tokens.len();
        self.sought.drivers.clear();
        self.sought.drivers.resize(count, true);
        let mut costs = [(0_u64, 0_u32, 0_usize); TOKENS_MAX];
        for (at, token) in self.sought.tokens.iter().enumerate() {
            costs[at] = (self.cost(at), u32::from(token.weight), at);
        }
        let total: u32 = costs[..count].iter().map(|(_, weight, _)| weight).sum();
        let total = total - score::relief_most(&self.sought.tokens);
        let needed = u32::from(score::coverage_min(threshold)) * total / 10_000;
        let mut passive = 0;
        // Initials meet the heads of words, which no row knows, so they never drive; and without
        // a strong pair there is no score, unless all there is are initials, equal in every letter.
        if self.sought.tokens.iter().any(|token| token.class != Class::Initial) {
            for (token, drives) in self.sought.tokens.iter().zip(&mut self.sought.drivers) {
                *drives = token.class != Class::Initial;
                passive += if *drives { 0 } else { u32::from(token.weight) };
            }
        }
        // The most postings for each unit of weight go first.
        costs[..count].sort_unstable_by_key(|(cost, weight, at)| {
            (u64::MAX - cost * 1_000 / u64::from((*weight).max(1)), *at)
        });
        for (_, weight, at) in &costs[..count] {
            if self.sought.drivers[*at] && passive + weight < needed {
                passive += weight;
                self.sought.drivers[*at] = false;
            }
        }
    }

    fn cost(&self, token: usize) -> u64 {
        let mut cost = 0;
        for (first, count, row) in &self.sought.spans {
            let (first, count) = (*first as usize, *count as usize);
            if (first..first + count).contains(&token) {
                cost += row.postings;
            }
        }
        cost
    }

    fn mark_meetings(&mut self) {
        for (span, (_, _, row)) in self.sought.spans.iter().enumerate() {
            for (unit, likeness) in row.units.iter() {
                let next = self.heads[*unit as usize];
                self.heads[*unit as usize] = self.meetings.len() as u32;
                self.meetings.push(Meets { span: span as u8, likeness: *likeness, next });
            }
        }
    }

    fn unmark_meetings(&mut self) {
        if self.meetings.is_empty() {
            return;
        }
        self.meetings.clear();
        for (_, _, row) in &self.sought.spans {
            for (unit, _) in row.units.iter() {
                self.heads[*unit as usize] = NONE;
            }
        }
    }
}

/// Steps after which what was touched is forgotten; a name takes fewer than there are above.
const STEPS_MAX: u16 = u16::MAX - 100;

impl Sought {
    fn push(&mut self, first: u8, count: u8, row: Row) {
        if !row.units.is_empty() {
            self.spans.push((first, count, row));
        }
    }

    fn share_out(&mut self) {
        let total = self.tokens.iter().map(|token| u32::from(token.weight)).sum::<u32>().max(1);
        // Where a patronymic counts for little, the other words are more of the whole.
        let total = total - score::relief_most(&self.tokens);
        let share =
            |token: &Weighed| (u32::from(token.weight) * u32::from(FULL)).div_ceil(total) as u16;
        self.shares.clear();
        self.shares.extend(self.tokens.iter().map(share));
    }
}
