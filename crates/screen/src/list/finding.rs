//! What a reader did not understand, or took in another way than it stands: line, listing, field.
//!
//! Findings come from the readers and go to the people who import a list, all in one answer. They
//! never hide a loss: a listing that is left out counts, and the import is refused by the count.

use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// The most findings that are told; beyond, they are only counted.
const ROWS_MAX: usize = 10_000;
/// The most characters of a foreign text in a finding.
const QUOTED_MAX: usize = 80;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Line of the file, from 1; in XML that of the record's beginning.
    pub line: u64,
    /// Identifier of the listing, where there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub listing: String,
    /// Field in the words of the file; empty where it is the whole line.
    pub field: String,
    /// What stands there or is missing.
    pub what: String,
    /// What was done.
    pub done: Done,
}

/// What was done about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It was taken, in the way the finding says.
    Taken,
    /// The field was left out, the listing was taken.
    FieldLeftOut,
    /// The listing was left out.
    ListingLeftOut,
    /// Elements, attributes or columns of this name are not known and were left out wherever they
    /// stand.
    FieldUnknown,
}

/// All findings of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// In order of the file, behind the names of fields that are not known.
    pub rows: Vec<Finding>,
    /// How many more there were.
    pub more: u64,
    /// How many listings were left out.
    pub listings_left_out: u64,
    /// Those of them that have an identifier, so that each counts once.
    #[serde(skip)]
    lost: BTreeSet<String>,
}

impl Findings {
    /// Adds one.
    pub(super) fn add(&mut self, line: u64, listing: &str, field: &str, what: String, done: Done) {
        let is_new = listing.is_empty() || !self.lost.contains(listing);
        if done == Done::ListingLeftOut && is_new {
            self.lost.insert(listing.to_owned());
            self.listings_left_out = self.listings_left_out.saturating_add(1);
        }
        if self.rows.len() >= ROWS_MAX {
            self.more = self.more.saturating_add(1);
            return;
        }
        let (listing, field) = (listing.to_owned(), field.to_owned());
        self.rows.push(Finding { line, listing, field, what, done });
    }

    /// Adds what is said of all fields of a name before the others, so that it is seen however many
    /// those are.
    pub(super) fn add_unknown(&mut self, line: u64, field: &str, what: String) {
        let (listing, field, done) = (String::new(), field.to_owned(), Done::FieldUnknown);
        self.rows.insert(0, Finding { line, listing, field, what, done });
    }

    /// Whether a listing of this identifier was left out.
    pub(super) fn lost(&self, listing: &str) -> bool {
        self.lost.contains(listing)
    }

    /// Why listings were left out.
    pub(super) fn of_lost(&self) -> Vec<Finding> {
        self.rows.iter().filter(|row| row.done == Done::ListingLeftOut).cloned().collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        for place in [&self.listing, &self.field].into_iter().filter(|place| !place.is_empty()) {
            write!(f, ", {place}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// A foreign text within a sentence, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(QUOTED_MAX).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    format!("“{}{more}”", shown.escape_debug())
}
