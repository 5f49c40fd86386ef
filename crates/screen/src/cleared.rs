//! Cleared pairs: a party and a listing that people found to be two, so that they do not alert
//! again and again.
//!
//! Made from a hit of a verdict and people's word (who and by how many is not this file's), applied
//! by `verdict` before anything ranks, so that they hide no new hit. A pair holds from its day, and
//! lapses by itself when the listing's or the party's data change, and at its expiry; the day comes
//! from the caller. Must never clear a true match nor a listed identifier (`field-rules` 36), nor
//! hold on when it was found to be one.

use crate::digest;
use crate::identifier;
use crate::listing::Listing;
use crate::settings::{Field, Ground, Query};
use crate::verdict::{Found, Verdict, listing_digest};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use suftaja_base::suf::{self, Suf};
use suftaja_base::{Bic, BusinessDate};

/// Days that a pair holds at most; then people look again.
pub const DAYS_MAX: i32 = 366;

/// Letters that a reason has at least: "ok" explains nothing to an auditor.
pub const REASON_LETTERS_MIN: usize = 10;

/// A party of a member, as it is screened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The member that knows it.
    pub member: Bic,
    /// Account or customer number there; empty where none is known.
    pub reference: String,
    /// Name and what else is known.
    pub query: Query,
}

/// What people found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The party is somebody else than the listing.
    Other,
    /// The party is who is listed.
    Same,
}

/// Reason and expiry of a clearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What was found.
    pub judgement: Judgement,
    /// Why, for whoever asks later.
    pub reason: String,
    /// The day on which it is given.
    pub on: BusinessDate,
    /// The first day on which it holds no more.
    pub expires: BusinessDate,
}

/// A pair of party and listing that does not alert. What was kept of one is read back as it was:
/// whether it is unaltered is for its keeper to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cleared {
    party: String,
    list: String,
    listing: String,
    listing_digest: String,
    list_version: String,
    policy: String,
    reason: String,
    on: BusinessDate,
    expires: BusinessDate,
}

/// Where a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Holds,
    /// It was given later than the day that is asked about.
    NotYet,
    /// Its last day has passed.
    Expired,
    /// The listing's data are others now.
    ListingChanged,
}

/// Why a pair is not cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClearedError {
    /// The party is who is listed.
    #[error("the party is who is listed, and a true match is never cleared; reject or freeze")]
    TrueMatch,
    /// The hit rests on a listed identifier.
    #[error("the hit rests on a listed identifier, which is never cleared; decide each payment")]
    Identifier,
    /// The party has no number by which it is known again.
    #[error(
        "the party has no account or customer number, so others of its name would pass too; \
             decide this payment alone"
    )]
    Nameless,
    /// The hit is not one of the verdict, or the verdict is not on the party.
    #[error("the hit is not one of a verdict on this party; screen the party again")]
    OtherParty,
    /// The hit and the listing are not of one another.
    #[error("the hit is not one of this listing as it stands; screen the party again")]
    OtherListing,
    /// The reason says nothing.
    #[error("the reason has under 10 letters; say what distinguishes the party from the listing")]
    Reason,
    /// The expiry is not within a year from the day.
    #[error("the expiry is not 1 to 366 days away; choose such a day")]
    Expiry,
}

/// Fingerprint of a party, name of a list, identifier of a listing.
type Key = (String, String, String);

/// The pairs of a member, by party and listing, and the true matches that are never cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClearedPairs {
    pairs: BTreeMap<Key, Cleared>,
    matches: BTreeSet<Key>,
}

impl ClearedError {
    /// The code of its page.
    #[must_use]
    pub const fn suf(&self) -> Suf {
        suf::verdict::PAIR_NOT_CLEARED
    }
}

impl Party {
    /// SHA-256 over all its data, in hexadecimal: other data are another party.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        digest::value("party", self)
    }
}

impl Cleared {
    /// Clears a hit of a verdict on a party by people's word; one that a pair sets aside may be
    /// cleared anew before that pair expires.
    ///
    /// # Errors
    /// Why it cannot be cleared.
    pub fn new(
        party: &Party,
        verdict: &Verdict,
        hit: &Found,
        listing: &Listing,
        word: &Word,
    ) -> Result<Self, ClearedError> {
        if word.judgement == Judgement::Same {
            return Err(ClearedError::TrueMatch);
        }
        // Whether the search rested on it or not: a listed number in the party's data is enough.
        if is_by_identifier(hit) || shares_identifier(party, listing) {
            return Err(ClearedError::Identifier);
        }
        let mut hits = verdict.hits.iter().chain(verdict.cleared.iter().map(|aside| &aside.hit));
        if verdict.party != party.fingerprint() || !hits.any(|one| one == hit) {
            return Err(ClearedError::OtherParty);
        }
        if party.reference.trim().is_empty() {
            return Err(ClearedError::Nameless);
        }
        let listing_digest = listing_digest(listing);
        if hit.listing_digest != listing_digest {
            return Err(ClearedError::OtherListing);
        }
        if word.reason.chars().filter(|letter| letter.is_alphabetic()).count() < REASON_LETTERS_MIN
        {
            return Err(ClearedError::Reason);
        }
        let days = word.expires.days().saturating_sub(word.on.days());
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(ClearedError::Expiry);
        }
        Ok(Self {
            party: verdict.party.clone(),
            list: hit.list.clone(),
            listing: listing.id.clone(),
            listing_digest,
            list_version: hit.list_version.clone(),
            policy: verdict.policy.clone(),
            reason: word.reason.clone(),
            on: word.on,
            expires: word.expires,
        })
    }

    /// Where the pair stands on a day, with the listing as it then is.
    #[must_use]
    pub fn standing(&self, listing: &Listing, on: BusinessDate) -> Standing {
        if on < self.on {
            Standing::NotYet
        } else if on >= self.expires {
            Standing::Expired
        } else if listing_digest(listing) != self.listing_digest {
            Standing::ListingChanged
        } else {
            Standing::Holds
        }
    }

    /// SHA-256 over the pair, in hexadecimal; a verdict that it bears on names it.
    #[must_use]
    pub fn digest(&self) -> String {
        digest::value("cleared pair", self)
    }

    fn key(&self) -> Key {
        (self.party.clone(), self.list.clone(), self.listing.clone())
    }
}

impl ClearedPairs {
    /// Adds a pair, in place of an older one of the same party and listing.
    ///
    /// # Errors
    /// `TrueMatch` when the two were found to be one.
    pub fn add(&mut self, pair: Cleared) -> Result<(), ClearedError> {
        if self.matches.contains(&pair.key()) {
            return Err(ClearedError::TrueMatch);
        }
        self.pairs.insert(pair.key(), pair);
        Ok(())
    }

    /// Takes a hit of a party for a true match: a pair that sets it aside is gone, and none comes.
    pub fn confirm(&mut self, party: &str, hit: &Found) -> Option<Cleared> {
        let key = (party.to_owned(), hit.list.clone(), hit.listing.clone());
        let pair = self.pairs.remove(&key);
        self.matches.insert(key);
        pair
    }

    /// Takes back what was found of a party and a listing, whichever it was.
    pub fn withdraw(&mut self, party: &str, list: &str, listing: &str) -> Option<Cleared> {
        let key = (party.to_owned(), list.to_owned(), listing.to_owned());
        self.matches.remove(&key);
        self.pairs.remove(&key)
    }

    /// The pairs, in order of party, list and listing.
    pub fn iter(&self) -> impl Iterator<Item = &Cleared> {
        self.pairs.values()
    }

    /// SHA-256 over the pairs of a party, in hexadecimal: all that a verdict on it rests on.
    #[must_use]
    pub fn digest_of(&self, party: &str) -> String {
        let from = (party.to_owned(), String::new(), String::new());
        let own = self.pairs.range(from..).take_while(|((of, ..), _)| of == party);
        digest::value("cleared pairs", &own.map(|(_, pair)| pair).collect::<Vec<_>>())
    }

    /// Takes pairs away that hold no more: expired, or not of a listing that is there unchanged.
    pub fn retain_holding<'a>(
        &mut self,
        on: BusinessDate,
        listing: impl Fn(&str, &str) -> Option<&'a Listing>,
    ) {
        self.pairs.retain(|_, pair| {
            let listing = listing(&pair.list, &pair.listing);
            let standing = listing.map(|listing| pair.standing(listing, on));
            matches!(standing, Some(Standing::Holds | Standing::NotYet))
        });
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pair that sets a hit of a party aside on a day, where one holds.
    #[must_use]
    pub fn holding(
        &self,
        party: &str,
        hit: &Found,
        listing: &Listing,
        on: BusinessDate,
    ) -> Option<&Cleared> {
        // A party that was cleared by name may turn up with a listed document later.
        if self.pairs.is_empty() || is_by_identifier(hit) {
            return None;
        }
        let pair = self.pairs.get(&(party.to_owned(), hit.list.clone(), hit.listing.clone()))?;
        (pair.standing(listing, on) == Standing::Holds).then_some(pair)
    }
}

fn is_by_identifier(hit: &Found) -> bool {
    let agrees = hit.evidence.iter().any(|one| one.field == Field::Document && one.agrees);
    agrees || hit.ground == Ground::Identifier
}

/// A number that is too short to be found by is enough not to be cleared.
fn shares_identifier(party: &Party, listing: &Listing) -> bool {
    let listed: BTreeSet<String> =
        listing.documents.iter().map(|one| identifier::letters_and_digits(&one.number)).collect();
    let own = party.query.documents.iter();
    let mut own = own.map(|one| identifier::letters_and_digits(&one.number));
    own.any(|number| !number.is_empty() && listed.contains(&number))
}
