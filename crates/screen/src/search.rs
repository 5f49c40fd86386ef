//! The search: a name against an index, every listing at or over the threshold.
//!
//! Rows (which units a token meets) come from a bounded cache or from the index's table; the rows
//! of the rarest tokens drive, names that cannot reach the threshold by the bound of `score` are
//! passed over, the rest are aligned. Gives all hits, best first; must never cut them by a number.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays as long as the index that gives every index into them"
)]

use crate::cache::Cache;
use crate::evidence;
use crate::explain;
use crate::fold::{self, Class, Folded};
use crate::index::{Index, NONE, Name};
use crate::likeness::{self, Form};
use crate::score::{self, Meeting, Pair, TOKENS_MAX, Weighed};
use crate::settings::{Ground, Hit, Part, Query, Settings};
use crate::span::{self, Head, Span};
use crate::weight;
use std::sync::Arc;

/// What one token meets.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// Units with their likeness, best first.
    pub(crate) units: Box<[(u32, u16)]>,
    /// Names that carry them, as many times as they do.
    postings: u64,
    /// The weight of the listed token that it is, or of the commonest it is most like.
    weight: u16,
}

/// The row of one token, shared with the cache.
pub(crate) type Row = Arc<Met>;

/// Tokens whose rows are kept unless said otherwise.
pub const CACHE_TOKENS: usize = 1 << 16;

/// A searcher with its working memory; one for each thread.
#[derive(Debug)]
pub struct Search<'a> {
    pub(crate) index: &'a Index,
    cache: Cache,
    /// By unit: a mark of the last row that met it, and the first of its meetings.
    seen: Vec<u32>,
    row_number: u32,
    heads: Vec<u32>,
    meetings: Vec<Meets>,
    /// By name: the query and step that touched it last, and what was gathered.
    touched: Vec<(u32, u32)>,
    step: u32,
    candidates: Vec<u32>,
    sought: Sought,
    pub(crate) listed: Vec<Weighed>,
    listed_heads: Vec<Head>,
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

/// The sought name with its rows.
#[derive(Debug, Default)]
struct Sought {
    tokens: Vec<Weighed>,
    heads: Vec<Head>,
    /// Spans with rows: first token, tokens, row.
    spans: Vec<(u8, u8, Row)>,
    drivers: Vec<bool>,
}

impl<'a> Search<'a> {
    /// A searcher on an index that keeps the rows of so many tokens; none with 0.
    #[must_use]
    pub fn new(index: &'a Index, cache_tokens: usize) -> Self {
        Self {
            index,
            cache: Cache::new(cache_tokens),
            seen: vec![0; index.unit_count()],
            row_number: 0,
            heads: vec![NONE; index.unit_count()],
            meetings: Vec::new(),
            touched: vec![(0, 0); index.names()],
            step: 0,
            candidates: Vec::new(),
            sought: Sought::default(),
            listed: Vec::new(),
            listed_heads: Vec::new(),
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
        self.prepare(&listed);
        let weights = self.sought.tokens.clone();
        self.prepare(&sought);
        let (own, against) = (span::spans(&sought), span::spans(&listed));
        let mut pairs = Vec::new();
        span::compare(&own, &against, &mut pairs);
        score::align(&self.sought.tokens, &weights, &mut pairs);
        explain::parts((&own, &self.sought.tokens), (&against, &weights), &pairs)
    }

    /// Scores of every distinct listed name at or over the threshold, by the sought name alone.
    pub fn scores(&mut self, name: &str, threshold: u16) -> &[(u32, u16)] {
        let folded = fold::fold(name);
        self.score_names(&folded, threshold);
        &self.scored
    }

    /// The same by comparing with every name: what the search is checked against.
    pub fn brute_scores(&mut self, name: &str, threshold: u16) -> Vec<(u32, u16)> {
        let folded = fold::fold(name);
        let spans = span::spans(&folded);
        self.prepare(&folded);
        let mut scored = Vec::new();
        for name in 0..self.index.names() as u32 {
            let listed = self.index.name(name);
            self.pairs.clear();
            compare_all(self.index, &spans, &listed, &mut self.pairs);
            self.compare_heads(&listed);
            self.index.weighed(&listed, &mut self.listed);
            let score = score::align(&self.sought.tokens, &self.listed, &mut self.pairs);
            if score >= threshold {
                scored.push((name, score));
            }
        }
        scored
    }

    fn score_names(&mut self, folded: &Folded, threshold: u16) {
        self.scored.clear();
        if folded.tokens().is_empty() {
            return;
        }
        self.prepare(folded);
        self.gather(threshold);
        let total: u32 = self.sought.tokens.iter().map(|token| u32::from(token.weight)).sum();
        let needed = u32::from(score::coverage_min(threshold)) * total;
        let slack = self.slack();
        for at in 0..self.candidates.len() {
            let name = self.candidates[at];
            if self.touched[name as usize].1 + slack < needed {
                continue;
            }
            // Most names that nobody listed have no candidate that comes this far.
            if self.meetings.is_empty() {
                self.mark_meetings();
            }
            let score = self.score_name(name);
            if score >= threshold {
                self.scored.push((name, score));
            }
        }
        self.unmark_meetings();
        self.scored.sort_unstable_by_key(|(name, score)| (u16::MAX - score, *name));
    }

    fn score_name(&mut self, name: u32) -> u16 {
        let listed = self.index.name(name);
        self.pairs.clear();
        for (at, unit) in listed.tokens.iter().enumerate() {
            self.pair(*unit, at as u8, 1);
        }
        for (at, unit) in listed.joined.iter().enumerate() {
            if *unit != NONE {
                self.pair(*unit, at as u8, 2);
            }
        }
        self.compare_heads(&listed);
        self.index.weighed(&listed, &mut self.listed);
        score::align(&self.sought.tokens, &self.listed, &mut self.pairs)
    }

    fn compare_heads(&mut self, listed: &Name) {
        let has_initial = |heads: &[Head]| heads.iter().any(|head| head.class == Class::Initial);
        self.listed_heads.clear();
        self.listed_heads.extend(listed.tokens.iter().map(|unit| self.index.head(*unit)));
        if has_initial(&self.sought.heads) || has_initial(&self.listed_heads) {
            span::compare_heads(&self.sought.heads, &self.listed_heads, &mut self.pairs);
        }
    }

    fn pair(&mut self, unit: u32, at: u8, count: u8) {
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
        self.sought.heads.clear();
        for span in span::spans(folded) {
            let row = self.row(&span.form());
            if span.count == 1 {
                let head = span.head();
                self.sought.tokens.push(Weighed { weight: row.weight, class: head.class });
                self.sought.heads.push(head);
            }
            if !row.units.is_empty() {
                self.sought.spans.push((span.first, span.count, row));
            }
        }
    }

    pub(crate) fn row(&mut self, form: &Form) -> Row {
        if let Some(row) = self.cache.row(form) {
            return row;
        }
        self.row_number += 1;
        let (index, seen, number) = (self.index, &mut self.seen, self.row_number);
        let mut row = Vec::new();
        index.table().each(form, |unit| {
            if core::mem::replace(&mut seen[unit as usize], number) == number {
                return;
            }
            let likeness = likeness::likeness(form, &index.form(unit));
            if likeness > 0 {
                row.push((unit, likeness));
            }
        });
        row.sort_unstable_by_key(|(unit, likeness)| (u16::MAX - likeness, *unit));
        let row = Arc::new(Met {
            postings: row.iter().map(|(unit, _)| index.postings(*unit).len() as u64).sum(),
            weight: weight_of(index, &row, form),
            units: row.into(),
        });
        self.cache.keep(form, &row);
        row
    }

    /// What names may gain from tokens that do not drive.
    fn slack(&self) -> u32 {
        let tokens = self.sought.tokens.iter().zip(&self.sought.drivers);
        tokens
            .filter(|(token, drives)| !**drives || token.class == Class::Initial)
            .map(|(token, _)| u32::from(token.weight) * 10_000)
            .sum()
    }

    /// Chooses the tokens that drive and gathers what each name may reach from them.
    fn gather(&mut self, threshold: u16) {
        self.choose_drivers(threshold);
        self.candidates.clear();
        if self.step > u32::MAX - 100 {
            self.touched.fill((0, 0));
            self.step = 0;
        }
        let started = self.step + 1;
        for token in 0..self.sought.tokens.len() {
            if !self.sought.drivers[token] {
                continue;
            }
            let weight = u32::from(self.sought.tokens[token].weight);
            for (first, count, row) in &self.sought.spans {
                let (first, count) = (*first as usize, *count as usize);
                if !(first..first + count).contains(&token) {
                    continue;
                }
                // A row has its best units first, so the first touch of a name is its most; what
                // two spans of one token give is added, which only makes the bound wider.
                self.step += 1;
                for (unit, likeness) in row.units.iter() {
                    let gain = weight * u32::from(*likeness);
                    for name in self.index.postings(*unit) {
                        let slot = &mut self.touched[*name as usize];
                        if slot.0 < started {
                            *slot = (self.step, gain);
                            self.candidates.push(*name);
                        } else if slot.0 < self.step {
                            *slot = (self.step, slot.1 + gain);
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
        let needed = u32::from(score::coverage_min(threshold)) * total / 10_000;
        let mut passive = 0;
        // Initials meet the heads of words, which no row knows; they drive where nothing else can.
        let initials = self.sought.tokens.iter().filter(|token| token.class == Class::Initial);
        let initials = initials.map(|token| u32::from(token.weight)).sum::<u32>();
        if initials < needed {
            passive = initials;
            let tokens = self.sought.tokens.iter().zip(&mut self.sought.drivers);
            tokens.for_each(|(token, drives)| *drives = token.class != Class::Initial);
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

/// The weight of a sought token: that of the listed token it is, or of the commonest it is most
/// like, or of one that no list knows.
fn weight_of(index: &Index, row: &[(u32, u16)], form: &Form) -> u16 {
    let unknown = weight::unknown(form.class, form.roman.len());
    let near = row.iter().take_while(|(_, likeness)| *likeness >= NEAR_LIKENESS);
    let mut best = (0, unknown);
    for (unit, likeness) in near {
        let unit = index.unit(*unit);
        if *likeness < best.0 {
            break;
        }
        if !unit.is_joined && unit.class == form.class {
            best = (*likeness, unit.weight.min(best.1));
        }
    }
    best.1
}

/// A listed token as like as this lends its weight.
const NEAR_LIKENESS: u16 = 8_500;

/// Compares every sought span with every unit of a name.
fn compare_all(index: &Index, spans: &[Span], listed: &Name, pairs: &mut Vec<Pair>) {
    let singles = listed.tokens.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 1_u8));
    let doubles = listed.joined.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 2_u8));
    for (unit, at, count) in singles.chain(doubles).filter(|(unit, _, _)| *unit != NONE) {
        for span in spans {
            let likeness = likeness::likeness(&span.form(), &index.form(unit));
            span::push(span, (at, count), likeness, pairs);
        }
    }
}
