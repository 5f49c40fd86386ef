//! The verdict on a party: what was asked, by which versions of which lists and settings, and what
//! was found.
//!
//! `Screen` asks the index by the policy of a member and sets cleared pairs aside before anything
//! ranks. A verdict is a pure function of its inputs, so that replaying them gives the same bytes.
//! It must never be given when a list that binds is not loaded: then the payment waits.

use crate::cleared::{ClearedPairs, Party};
use crate::digest;
use crate::index::Index;
use crate::list::Format;
use crate::listing::{List, ListedName, Listing};
use crate::policy::{Engaged, ListPolicy, Policy, Posting, UN};
use crate::search::Search;
use crate::settings::{Evidence, Ground, Hit, Part};
use serde::{Deserialize, Serialize};
use suftaja_base::suf::{self, Suf};
use suftaja_base::{Bic, BusinessDate};

/// The edition of folding, likeness, weights and scores, which a verdict names: it rises with every
/// change by which a name or a text scores otherwise. `tests/golden.rs` holds its scores.
pub const KERNEL: u32 = 3;

/// What was found about a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Fingerprint of the party: SHA-256 in hexadecimal.
    pub party: String,
    /// Version of the settings.
    pub policy: String,
    /// The day by which cleared pairs were judged.
    pub on: BusinessDate,
    /// The edition of the kernel, [`KERNEL`].
    pub kernel: u32,
    /// All lists of the index: how rare a word is, is told by them together.
    pub index: Vec<Loaded>,
    /// Digest of the party's cleared pairs.
    pub pairs: String,
    /// The lists that bind, in order of their names, with what engages them.
    pub lists: Vec<Bound>,
    /// Every hit at or over its list's threshold, best first.
    pub hits: Vec<Found>,
    /// Hits that a cleared pair set aside, best first.
    pub cleared: Vec<SetAside>,
}

/// A list of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Short name.
    pub list: String,
    /// SHA-256 of its bytes.
    pub version: String,
}

/// A list that binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// Short name.
    pub list: String,
    /// SHA-256 of its bytes.
    pub version: String,
    /// Date that it states.
    pub date: Option<String>,
    /// Least score of a hit, 1/10,000.
    pub threshold: u16,
    /// Why it binds.
    pub engaged: Vec<Engaged>,
}

/// A hit that stands by itself, without the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Short name of the list.
    pub list: String,
    /// Its version.
    pub list_version: String,
    /// The listing.
    pub listing: String,
    /// Digest of the listing's data.
    pub listing_digest: String,
    /// The listed name that was met, as the list writes it.
    pub name: String,
    /// What the hit rests on.
    pub ground: Ground,
    /// Score of the name alone, 1/10,000.
    pub name_score: u16,
    /// Score with its evidence, 1/10,000.
    pub score: u16,
    /// What else speaks for or against it.
    pub evidence: Vec<Evidence>,
    /// Which words met, how, and what each weighs.
    pub parts: Vec<Part>,
}

/// A hit that a cleared pair set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// The hit.
    pub hit: Found,
    /// Digest of the cleared pair.
    pub pair: String,
}

/// Why there is no verdict. Whoever asked must hold the payment, never pass it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerdictError {
    /// A list of the policy is not loaded.
    #[error(
        "the list {list} of {member}'s settings is not loaded; load it, and hold payments until \
         then"
    )]
    ListMissing {
        /// Whose settings.
        member: Bic,
        /// Which list.
        list: String,
    },
    /// Another version is loaded than the one whose change is screened.
    #[error(
        "of the list {list} the version {loaded} is loaded and {wanted} changed; load that version"
    )]
    ListOther {
        /// Which list.
        list: String,
        /// The version that is loaded.
        loaded: String,
        /// The version that changed.
        wanted: String,
    },
    /// What is loaded under the name of the UN list is another list.
    #[error(
        "the list loaded as {list} is of the kind {kind} and not the UN's own; import it with \
         --kind un from the file that the UN publishes"
    )]
    ListForeign {
        /// Which list.
        list: String,
        /// What it is.
        kind: &'static str,
    },
    /// Two loaded lists have one name, so that a verdict would not say which it used.
    #[error("two lists named {list} are loaded; keep one version of it")]
    ListTwice {
        /// Which list.
        list: String,
    },
}

impl VerdictError {
    /// The code of its page.
    #[must_use]
    pub const fn suf(&self) -> Suf {
        match self {
            Self::ListMissing { .. } | Self::ListOther { .. } => suf::verdict::LIST_NOT_LOADED,
            Self::ListForeign { .. } => suf::verdict::LIST_FOREIGN,
            Self::ListTwice { .. } => suf::verdict::LIST_TWICE,
        }
    }
}

/// An index asked by the policy of one member; one for each thread.
#[derive(Debug)]
pub struct Screen<'a> {
    index: &'a Index,
    search: Search<'a>,
    policy: &'a Policy,
}

impl<'a> Screen<'a> {
    /// An index to be asked by a policy; rows of so many tokens are kept.
    ///
    /// # Errors
    /// When a list of the policy is not loaded, or twice, or a list of another kind has the name of
    /// the UN's.
    pub fn new(
        index: &'a Index,
        policy: &'a Policy,
        cache_tokens: usize,
    ) -> Result<Self, VerdictError> {
        for bound in policy.lists() {
            let list = bound.list.clone();
            let mut loaded = index.lists().iter().filter(|loaded| loaded.name == bound.list);
            let Some(one) = loaded.next() else {
                let member = policy.member();
                return Err(VerdictError::ListMissing { member, list });
            };
            if loaded.next().is_some() {
                return Err(VerdictError::ListTwice { list });
            }
            // A name is anybody's to give; only its format says that a list is the UN's.
            if bound.list == UN && one.format != Some(Format::Un) {
                let kind = one.format.map_or("unknown", Format::name);
                return Err(VerdictError::ListForeign { list, kind });
            }
        }
        debug_assert!(policy.lists().iter().any(|list| list.list == UN), "every policy has it");
        Ok(Self { index, search: Search::new(index, cache_tokens), policy })
    }

    /// The verdict on a party of a posting.
    pub fn verdict(
        &mut self,
        party: &Party,
        posting: &Posting,
        pairs: &ClearedPairs,
        on: BusinessDate,
    ) -> Verdict {
        let policy = self.policy;
        let binding = policy.binding(posting);
        let fingerprint = party.fingerprint();
        let (mut hits, mut cleared) = (Vec::new(), Vec::new());
        for (hit, listing) in self.bound_hits(party, &binding) {
            match pairs.holding(&fingerprint, &hit, listing, on) {
                Some(pair) => cleared.push(SetAside { hit, pair: pair.digest() }),
                None => hits.push(hit),
            }
        }
        let lists = binding.into_iter().map(|(list, engaged)| self.bound(list, engaged));
        let loaded = self.index.lists().iter().map(|list| {
            let (list, version) = (list.name.clone(), list.version.clone());
            Loaded { list, version }
        });
        Verdict {
            policy: policy.version().to_owned(),
            on,
            kernel: KERNEL,
            index: loaded.collect(),
            pairs: pairs.digest_of(&fingerprint),
            lists: lists.collect(),
            hits,
            cleared,
            party: fingerprint,
        }
    }

    /// Whose settings are asked by.
    #[must_use]
    pub fn member(&self) -> Bic {
        self.policy.member()
    }

    /// The index that is asked.
    #[must_use]
    pub fn index(&self) -> &'a Index {
        self.index
    }

    /// The hits on lists that bind, best first, each by its own list's settings.
    fn bound_hits(
        &mut self,
        party: &Party,
        binding: &[(&ListPolicy, Vec<Engaged>)],
    ) -> Vec<(Found, &'a Listing)> {
        let mut asked: Vec<_> = binding.iter().map(|(list, _)| list.settings()).collect();
        asked.sort_by_key(|settings| (settings.threshold, settings.weak_aliases));
        asked.dedup();
        let mut hits: Vec<(Found, &'a Listing)> = Vec::new();
        // Lists with equal settings, mostly all of them, are asked in one search.
        for settings in asked {
            for hit in self.search.hits(&party.query, &settings) {
                let Some((list, listing, name)) = self.index.listed(&hit) else { continue };
                let mut bound = binding.iter().map(|(bound, _)| bound);
                if bound.any(|bound| bound.list == list.name && bound.settings() == settings) {
                    // A hit by a number alone has no words that met.
                    let has_met = hit.name_score > 0;
                    let parts = has_met.then(|| self.search.explain(&party.query, &hit));
                    let parts = parts.unwrap_or_default();
                    hits.push((found(list, listing, name, hit, parts), listing));
                }
            }
        }
        hits.sort_by(|(one, _), (other, _)| {
            let place = |hit: &Found| (u16::MAX - hit.score, hit.list.clone(), hit.listing.clone());
            place(one).cmp(&place(other))
        });
        hits
    }

    fn bound(&self, policy: &ListPolicy, engaged: Vec<Engaged>) -> Bound {
        let loaded = self.index.lists().iter().find(|list| list.name == policy.list);
        let (version, date) =
            loaded.map_or_else(Default::default, |list| (list.version.clone(), list.date.clone()));
        let (list, threshold) = (policy.list.clone(), policy.threshold);
        Bound { list, version, date, threshold, engaged }
    }
}

impl Verdict {
    /// SHA-256 over the whole verdict, in hexadecimal: equal for equal inputs, on any machine.
    #[must_use]
    pub fn digest(&self) -> String {
        digest::value("verdict", self)
    }

    /// Whether the party may pass: nothing was found that is not set aside.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.hits.is_empty()
    }
}

/// A hit that stands by itself.
fn found(list: &List, listing: &Listing, name: &ListedName, hit: Hit, parts: Vec<Part>) -> Found {
    Found {
        list: list.name.clone(),
        list_version: list.version.clone(),
        listing: listing.id.clone(),
        listing_digest: listing_digest(listing),
        name: name.text.clone(),
        ground: hit.ground,
        name_score: hit.name_score,
        score: hit.score,
        evidence: hit.evidence,
        parts,
    }
}

/// SHA-256 over all that a listing says, in hexadecimal. In which order it says it is nothing:
/// keepers sort anew, and `difference` takes that for no change either.
#[must_use]
pub fn listing_digest(listing: &Listing) -> String {
    let mut sorted = listing.clone();
    sorted.names.sort();
    sorted.births.sort();
    sorted.countries.sort();
    sorted.documents.sort();
    sorted.addresses.sort();
    sorted.programmes.sort();
    sorted.relations.sort();
    digest::value("listing", &sorted)
}
