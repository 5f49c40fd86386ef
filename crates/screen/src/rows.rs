//! Rows: which units of an index a sought token meets, how like they are, and what it weighs.
//!
//! A row comes from a bounded cache or from the index's table, or, to check the table, from
//! comparing with every unit. It depends on nothing but the token and the index.

#![expect(clippy::as_conversions, reason = "units are counted by 32 bits and likeness by 14")]

use crate::cache::Cache;
use crate::fold::{Folded, Token};
use crate::index::Index;
use crate::likeness::{self, FULL, Form};
use crate::span;
use crate::weight;
use std::sync::Arc;

/// What one token meets.
#[derive(Debug, Default)]
pub struct Met {
    /// Units with their likeness, best first.
    pub units: Box<[(u32, u16)]>,
    /// Names that carry them, as many times as they do.
    pub postings: u64,
    /// The weight of the listed token that it is, or of the commonest it is most like.
    pub weight: u16,
}

/// The row of one token, shared with the cache.
pub type Row = Arc<Met>;

/// The rows of an index.
#[derive(Debug)]
pub struct Rows<'a> {
    index: &'a Index,
    cache: Cache,
    /// What makes the token one that is asked for.
    identity: String,
    found: Vec<u32>,
    gathered: Vec<Gathered>,
}

/// What a likeness lacks, above the unit: the best first when sorted.
type Gathered = u64;

impl<'a> Rows<'a> {
    /// Rows of an index, of which those of so many tokens are kept.
    pub fn new(index: &'a Index, cache_tokens: usize) -> Self {
        Self {
            index,
            cache: Cache::new(cache_tokens),
            identity: String::new(),
            found: Vec::new(),
            gathered: Vec::new(),
        }
    }

    /// The row of a token.
    pub fn of_token(&mut self, folded: &Folded, token: &Token) -> Row {
        folded.write_identity(token, &mut self.identity);
        if let Some(row) = self.cache.row(&self.identity) {
            return row;
        }
        let row = self.of(&span::single(folded, token, 0).form());
        self.cache.keep(&self.identity, &row);
        row
    }

    /// The row of any form. Those of joined neighbours are found so fast, and are so many, that the
    /// cache keeps none of them.
    pub fn of(&mut self, form: &Form) -> Row {
        self.found.clear();
        self.index.table().related(form, &mut self.found);
        // In order they lie side by side in memory.
        self.found.sort_unstable();
        self.found.dedup();
        self.gathered.clear();
        gather(self.index, form, self.found.iter().copied(), &mut self.gathered);
        Arc::new(met(self.index, form, &mut self.gathered))
    }

    /// The row of a form by comparing with every unit: what `of` is checked against.
    pub fn of_all(&mut self, form: &Form) -> Row {
        self.gathered.clear();
        gather(self.index, form, 0..self.index.unit_count() as u32, &mut self.gathered);
        Arc::new(met(self.index, form, &mut self.gathered))
    }
}

fn gather(
    index: &Index,
    form: &Form,
    units: impl Iterator<Item = u32>,
    gathered: &mut Vec<Gathered>,
) {
    for unit in units {
        let likeness = likeness::likeness(form, &index.form(unit));
        if likeness > 0 {
            gathered.push(u64::from(FULL - likeness) << 32 | u64::from(unit));
        }
    }
}

fn met(index: &Index, form: &Form, gathered: &mut [Gathered]) -> Met {
    gathered.sort_unstable();
    let unit = |one: &Gathered| (*one as u32, FULL - (one >> 32) as u16);
    let units: Box<[(u32, u16)]> = gathered.iter().map(unit).collect();
    Met {
        postings: units.iter().map(|(unit, _)| index.postings(*unit).len() as u64).sum(),
        weight: weight_of(index, &units, form),
        units,
    }
}

/// The weight of a sought token: that of the listed token it is, or of the commonest it is most
/// like, or of one that no list knows.
fn weight_of(index: &Index, row: &[(u32, u16)], form: &Form) -> u16 {
    let unknown = weight::unknown(form.traits.class, form.roman.len());
    let near = row.iter().take_while(|(_, likeness)| *likeness >= NEAR_LIKENESS);
    let mut best = (0, unknown);
    for (unit, likeness) in near {
        let traits = index.form(*unit).traits;
        if *likeness < best.0 {
            break;
        }
        if !traits.is_joined && traits.class == form.traits.class {
            best = (*likeness, index.weighed(*unit).weight.min(best.1));
        }
    }
    best.1
}

/// A listed token as like as this lends its weight.
const NEAR_LIKENESS: u16 = 8_500;
