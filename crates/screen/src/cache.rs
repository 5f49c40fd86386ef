//! Rows of tokens met lately, in two generations, so that memory stays bounded.
//!
//! Keys come from messages, so anyone may fill the cache: it is bounded by tokens and by entries
//! together and hashes with a key of its own. What it gives is what the index would give again.

use crate::rows::Row;
use std::collections::HashMap;

/// Row entries kept for each token of the bound, on average.
const ENTRIES_PER_TOKEN: usize = 64;

/// Longer keys than this are no words; they are not kept.
const KEY_MAX: usize = 200;

#[derive(Debug, Default)]
pub struct Cache {
    tokens_max: usize,
    entries: usize,
    fresh: HashMap<Box<str>, Row>,
    stale: HashMap<Box<str>, Row>,
}

impl Cache {
    /// A cache of so many tokens.
    pub fn new(tokens_max: usize) -> Self {
        Self { tokens_max, ..Self::default() }
    }

    /// The row of a token by what makes it one, where it is kept.
    pub fn row(&mut self, key: &str) -> Option<Row> {
        if self.tokens_max == 0 {
            return None;
        }
        if let Some(row) = self.fresh.get(key) {
            return Some(row.clone());
        }
        let (key, row) = self.stale.remove_entry(key)?;
        self.insert(key, row.clone());
        Some(row)
    }

    /// Keeps a row.
    pub fn keep(&mut self, key: &str, row: &Row) {
        if self.tokens_max > 0 && key.len() <= KEY_MAX {
            self.insert(key.into(), row.clone());
        }
    }

    fn insert(&mut self, key: Box<str>, row: Row) {
        let half = self.tokens_max.div_ceil(2);
        if self.fresh.len() >= half || self.entries + row.units.len() > half * ENTRIES_PER_TOKEN {
            self.stale = core::mem::take(&mut self.fresh);
            self.entries = 0;
        }
        self.entries += row.units.len();
        self.fresh.insert(key, row);
    }
}
