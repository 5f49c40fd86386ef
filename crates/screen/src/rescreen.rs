//! Re-screening of stored parties against what changed on a list.
//!
//! Takes the new version of a list and the identifiers of its listings that were added or changed;
//! gives the hits that full screening would give on those. A party can only meet a listing through
//! a word or an identifier that is alike, and whether words are alike does not depend on the rest
//! of the list; so a small index of the change picks the parties, and only those are asked of the
//! whole index, whose weights decide the score. Must lose nothing against full screening.

use crate::cleared::{ClearedPairs, Party};
use crate::index::{Index, Scripts};
use crate::listing::List;
use crate::policy::Posting;
use crate::search::Search;
use crate::settings::{Settings, WeakAliases};
use crate::verdict::{Found, Screen, VerdictError};
use std::collections::BTreeSet;
use std::sync::Arc;
use suftaja_base::BusinessDate;

/// Rows of words that are kept while parties pass the change.
const CACHE_TOKENS: usize = 1 << 14;

/// What changed on a list.
#[derive(Debug)]
pub struct Delta {
    list: String,
    version: String,
    listings: BTreeSet<String>,
    index: Index,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rescreened {
    /// Parties with hits on changed listings, by their number in the order given.
    pub found: Vec<(usize, Vec<Found>)>,
    /// Parties that were passed.
    pub parties: usize,
    /// Those of them that had to be asked of the whole index.
    pub candidates: usize,
}

impl Delta {
    /// The change of a list: its listings of these identifiers, added or changed.
    #[must_use]
    pub fn new<'a>(list: &List, identifiers: impl IntoIterator<Item = &'a str>) -> Self {
        let wanted: BTreeSet<&str> = identifiers.into_iter().collect();
        let listings = list.listings.iter().filter(|listing| wanted.contains(listing.id.as_str()));
        let (name, version) = (list.name.clone(), list.version.clone());
        let changed = List {
            name: name.clone(),
            format: list.format,
            date: list.date.clone(),
            version: version.clone(),
            listings: listings.cloned().collect(),
        };
        let listings = changed.listings.iter().map(|listing| listing.id.clone()).collect();
        let index = Index::build(&[Arc::new(changed)], Scripts::All);
        Self { list: name, version, listings, index }
    }

    /// Whether the version that changed is the one that is asked.
    fn is_loaded(&self, screen: &Screen<'_>) -> Result<(), VerdictError> {
        let list = self.list.clone();
        let loaded = screen.index().lists().iter().find(|loaded| loaded.name == list);
        match loaded {
            None => Err(VerdictError::ListMissing { member: screen.member(), list }),
            Some(loaded) if loaded.version != self.version => {
                let (loaded, wanted) = (loaded.version.clone(), self.version.clone());
                Err(VerdictError::ListOther { list, loaded, wanted })
            }
            Some(_) => Ok(()),
        }
    }

    /// How many listings changed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    /// Whether none did.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}

/// Screens parties against what changed; `screen` holds the index with the new version.
///
/// # Errors
/// When it holds another version, or none: what was added would be found nowhere in it.
pub fn rescreen<'a>(
    screen: &mut Screen<'_>,
    delta: &Delta,
    parties: impl IntoIterator<Item = (&'a Party, &'a Posting)>,
    pairs: &ClearedPairs,
    on: BusinessDate,
) -> Result<Rescreened, VerdictError> {
    delta.is_loaded(screen)?;
    let mut search = Search::new(&delta.index, CACHE_TOKENS);
    // At threshold 0 every listing with a like word is a hit, whatever weights would make of it.
    let any = Settings { threshold: 0, weak_aliases: WeakAliases::Alone, evidence: true };
    let mut rescreened = Rescreened::default();
    for (number, (party, posting)) in parties.into_iter().enumerate() {
        rescreened.parties += 1;
        if search.hits(&party.query, &any).is_empty() {
            continue;
        }
        rescreened.candidates += 1;
        let mut hits = screen.verdict(party, posting, pairs, on).hits;
        hits.retain(|hit| hit.list == delta.list && delta.listings.contains(&hit.listing));
        if !hits.is_empty() {
            rescreened.found.push((number, hits));
        }
    }
    Ok(rescreened)
}
