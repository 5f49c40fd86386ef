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
use crate::fold::sound::Sound;
use crate::fold::{self, Class, Folded};
use crate::index::{Index, NONE, Name, joined};
use crate::likeness::{self, Form};
use crate::score::{self, Meeting, Pair, TOKENS_MAX, Weighed};
use crate::settings::{Ground, Hit, Query, Settings};
use crate::weight;
use std::sync::Arc;

/// Units that one token meets, with their likeness; best first.
pub(crate) type Row = Arc<[(u32, u16)]>;

/// Tokens whose rows are kept unless said otherwise.
pub const CACHE_TOKENS: usize = 1 << 16;

/// A searcher with its working memory; one for each thread.
#[derive(Debug)]
pub struct Search<'a> {
    index: &'a Index,
    cache: Cache,
    /// By unit: a mark of the last row that met it, and the first of its meetings.
    seen: Vec<u32>,
    row_number: u32,
    heads: Vec<u32>,
    meetings: Vec<Met>,
    /// By name: the query and step that touched it last, and what was gathered.
    touched: Vec<(u32, u32)>,
    step: u32,
    candidates: Vec<u32>,
    sought: Sought,
    listed: Vec<Weighed>,
    pairs: Vec<Pair>,
    scored: Vec<(u32, u16)>,
}

/// One meeting of a unit with a sought span.
#[derive(Debug, Clone, Copy)]
struct Met {
    span: u8,
    likeness: u16,
    next: u32,
}

/// The sought name with its rows.
#[derive(Debug, Default)]
struct Sought {
    tokens: Vec<Weighed>,
    heads: Vec<[u8; 8]>,
    /// Spans with rows: first token, tokens, row.
    spans: Vec<(u8, u8, Option<Row>)>,
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

    /// Scores of every distinct listed name at or over the threshold, by the sought name alone.
    pub fn scores(&mut self, name: &str, threshold: u16) -> &[(u32, u16)] {
        let folded = fold::fold(name);
        self.score_names(&folded, threshold);
        &self.scored
    }

    /// The same by comparing with every name: what the search is checked against.
    pub fn brute_scores(&mut self, name: &str, threshold: u16) -> Vec<(u32, u16)> {
        let folded = fold::fold(name);
        let parts = folded_parts(&folded);
        self.prepare(&folded);
        let mut scored = Vec::new();
        for name in 0..self.index.names() as u32 {
            let listed = self.index.name(name);
            self.pairs.clear();
            compare_all(self.index, &parts, &listed, &mut self.pairs);
            add_heads(self.index, &self.sought, &listed, &mut self.pairs);
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
        self.mark_meetings();
        let total: u32 = self.sought.tokens.iter().map(|token| u32::from(token.weight)).sum();
        let needed = u32::from(score::coverage_min(threshold)) * total;
        let slack = self.slack();
        for at in 0..self.candidates.len() {
            let name = self.candidates[at];
            if self.touched[name as usize].1 + slack < needed {
                continue;
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
        add_heads(self.index, &self.sought, &listed, &mut self.pairs);
        self.index.weighed(&listed, &mut self.listed);
        score::align(&self.sought.tokens, &self.listed, &mut self.pairs)
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
        let tokens = &folded.tokens()[..folded.tokens().len().min(TOKENS_MAX)];
        for (at, token) in tokens.iter().enumerate() {
            let sound = Sound::of(folded.roman(token), token.spelling);
            let row = self.row(&likeness::form(folded, token, &sound));
            let weight = self.weight_of(&row, token.class, folded.roman(token).len());
            self.sought.tokens.push(Weighed { weight, class: token.class });
            self.sought.heads.push(head(folded.roman(token)));
            self.sought.spans.push((at as u8, 1, Some(row)));
        }
        for (at, pair) in tokens.windows(2).enumerate() {
            if let Some(joined) = joined(folded, pair) {
                let row = self.row(&joined.form());
                if !row.is_empty() {
                    self.sought.spans.push((at as u8, 2, Some(row)));
                }
            }
        }
    }

    /// The weight of a sought token: that of the listed token it is, or of the commonest it is like.
    fn weight_of(&self, row: &Row, class: Class, letters: usize) -> u16 {
        let near = row
            .iter()
            .filter(|(unit, likeness)| *likeness >= 8_500 && !self.index.unit(*unit).is_joined);
        let exact = row.first().filter(|(_, likeness)| *likeness == likeness::FULL);
        let exact = exact.filter(|(unit, _)| !self.index.unit(*unit).is_joined);
        let unknown = weight::unknown(class, letters);
        let known = match exact {
            Some((unit, _)) => Some(self.index.unit(*unit).weight),
            None => near.map(|(unit, _)| self.index.unit(*unit).weight).min(),
        };
        known.map_or(unknown, |known| known.min(unknown))
    }

    fn row(&mut self, form: &Form) -> Row {
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
        let row: Row = row.into();
        self.cache.keep(form, &row);
        row
    }

    /// What names may gain from tokens that do not drive.
    fn slack(&self) -> u32 {
        let tokens = self.sought.tokens.iter().zip(&self.sought.drivers);
        tokens
            .filter(|(_, drives)| !**drives)
            .map(|(token, _)| u32::from(token.weight) * 10_000)
            .sum()
    }

    /// Chooses the tokens that drive and gathers what each name may reach from them.
    fn gather(&mut self, threshold: u16) {
        self.choose_drivers(threshold);
        self.candidates.clear();
        if self.step > u32::MAX - 64 {
            self.touched.fill((0, 0));
            self.step = 0;
        }
        let started = self.step + 1;
        for token in 0..self.sought.tokens.len() {
            if !self.sought.drivers[token] {
                continue;
            }
            self.step += 1;
            let weight = u32::from(self.sought.tokens[token].weight);
            for (first, count, row) in &self.sought.spans {
                let (first, count) = (*first as usize, *count as usize);
                if !(first..first + count).contains(&token) {
                    continue;
                }
                for (unit, likeness) in row.iter().flat_map(|row| row.iter()) {
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
        for (at, token) in self.sought.tokens.iter().enumerate() {
            if token.class == Class::Initial {
                passive += u32::from(token.weight);
                self.sought.drivers[at] = false;
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
                let units = row.iter().flat_map(|row| row.iter());
                cost += units.map(|(unit, _)| self.index.postings(*unit).len() as u64).sum::<u64>();
            }
        }
        cost
    }

    fn mark_meetings(&mut self) {
        self.meetings.clear();
        for (span, (_, _, row)) in self.sought.spans.iter().enumerate() {
            for (unit, likeness) in row.iter().flat_map(|row| row.iter()) {
                let next = self.heads[*unit as usize];
                self.heads[*unit as usize] = self.meetings.len() as u32;
                self.meetings.push(Met { span: span as u8, likeness: *likeness, next });
            }
        }
    }

    fn unmark_meetings(&mut self) {
        for (_, _, row) in &self.sought.spans {
            for (unit, _) in row.iter().flat_map(|row| row.iter()) {
                self.heads[*unit as usize] = NONE;
            }
        }
    }
}

/// A sought span with what comparisons need.
struct Span {
    first: u8,
    count: u8,
    key: String,
    roman: String,
    class: Class,
    spelling: fold::Spelling,
    sound: Sound,
}

/// Sought tokens and joined neighbours with nothing looked up.
fn folded_parts(folded: &Folded) -> Vec<Span> {
    let mut spans = Vec::new();
    let tokens = &folded.tokens()[..folded.tokens().len().min(TOKENS_MAX)];
    for (token, first) in tokens.iter().zip(0_u8..) {
        spans.push(Span {
            first,
            count: 1,
            key: folded.key(token).to_owned(),
            roman: folded.roman(token).to_owned(),
            class: token.class,
            spelling: token.spelling,
            sound: Sound::of(folded.roman(token), token.spelling),
        });
    }
    for (pair, first) in tokens.windows(2).zip(0_u8..) {
        if let Some(joined) = joined(folded, pair) {
            let form = joined.form();
            spans.push(Span {
                first,
                count: 2,
                key: form.key.to_owned(),
                roman: form.roman.to_owned(),
                class: form.class,
                spelling: form.spelling,
                sound: *form.sound,
            });
        }
    }
    spans
}

/// Compares every sought span with every unit of a name.
fn compare_all(index: &Index, spans: &[Span], listed: &Name, pairs: &mut Vec<Pair>) {
    let singles = listed.tokens.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 1_u8));
    let doubles = listed.joined.iter().zip(0_u8..).map(|(unit, at)| (*unit, at, 2_u8));
    for (unit, at, count) in singles.chain(doubles).filter(|(unit, _, _)| *unit != NONE) {
        for span in spans {
            let form = Form {
                key: &span.key,
                roman: &span.roman,
                class: span.class,
                spelling: span.spelling,
                is_joined: span.count > 1,
                sound: &span.sound,
            };
            let likeness = likeness::likeness(&form, &index.form(unit));
            if likeness > 0 {
                pairs.push(Pair {
                    sought: span.first,
                    sought_count: span.count,
                    listed: at,
                    listed_count: count,
                    likeness,
                    meeting: Meeting::Alike,
                });
            }
        }
    }
}

/// Initials against the heads of words, both ways.
fn add_heads(index: &Index, sought: &Sought, listed: &Name, pairs: &mut Vec<Pair>) {
    for (unit, at) in listed.tokens.iter().zip(0_u8..) {
        let class = index.unit(*unit).class;
        let roman = index.roman(*unit).as_bytes();
        for (own, token) in sought.tokens.iter().enumerate() {
            let meeting = match (token.class, class) {
                (Class::Initial, Class::Word) => Meeting::Head,
                (Class::Word, Class::Initial) => Meeting::ListedInitial,
                _ => continue,
            };
            if roman.first().is_some_and(|letter| sought.heads[own][0] == *letter) {
                pairs.push(Pair {
                    sought: own as u8,
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

/// Likeness of an initial and a word that begins with it.
const HEAD_LIKENESS: u16 = 7_000;

fn head(roman: &str) -> [u8; 8] {
    let mut head = [0; 8];
    for (slot, byte) in head.iter_mut().zip(roman.bytes()) {
        *slot = byte;
    }
    head
}
