//! Rows of tokens met lately, in two generations, so that memory stays bounded.
//!
//! Keys come from messages, so anyone may fill the cache: it is bounded by tokens and by entries
//! together and hashes with a key of its own. What it gives is what the index would give again.

use crate::likeness::Form;
use crate::search::Row;
use std::collections::HashMap;

/// Row entries kept for each token of the bound, on average.
const ENTRIES_PER_TOKEN: usize = 64;

#[derive(Debug, Default)]
pub struct Cache {
    tokens_max: usize,
    entries: usize,
    fresh: [HashMap<Box<str>, Row>; 2],
    stale: [HashMap<Box<str>, Row>; 2],
}

impl Cache {
    /// A cache of so many tokens.
    pub fn new(tokens_max: usize) -> Self {
        Self { tokens_max, ..Self::default() }
    }

    /// The row of a token, where it is kept.
    pub fn row(&mut self, form: &Form) -> Option<Row> {
        if self.tokens_max == 0 {
            return None;
        }
        let [single, joined] = &self.fresh;
        let fresh = if form.is_joined { joined } else { single };
        if let Some(row) = fresh.get(form.key) {
            return Some(row.clone());
        }
        let [single, joined] = &mut self.stale;
        let (key, row) = if form.is_joined { joined } else { single }.remove_entry(form.key)?;
        self.insert(form.is_joined, key, row.clone());
        Some(row)
    }

    /// Keeps a row.
    pub fn keep(&mut self, form: &Form, row: &Row) {
        if self.tokens_max > 0 {
            self.insert(form.is_joined, form.key.into(), row.clone());
        }
    }

    fn insert(&mut self, is_joined: bool, key: Box<str>, row: Row) {
        let tokens: usize = self.fresh.iter().map(HashMap::len).sum();
        let half = self.tokens_max.div_ceil(2);
        if tokens >= half || self.entries + row.units.len() > half * ENTRIES_PER_TOKEN {
            self.stale = core::mem::take(&mut self.fresh);
            self.entries = 0;
        }
        self.entries += row.units.len();
        let [single, joined] = &mut self.fresh;
        if is_joined { joined } else { single }.insert(key, row);
    }
}
