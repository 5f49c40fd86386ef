//! What births, countries, documents and kinds do to a hit: they qualify it and never create one.
//!
//! `search` hands over its hits by name; this file settles the score of each listing by its best
//! name, the policy for weak aliases and the fields that agree or not. Must never lift over the
//! threshold what the name alone left below it (thread yente #245), and never drop an identifier.

use crate::index::{Index, Place};
use crate::listing::{Birth, Kind, Listing, Strength};
use crate::settings::{Evidence, Field, Ground, Hit, Query, Settings, WeakAliases};

/// Changes of a score, 1/10,000. A wrong year is worse than a wrong day within it, and countries
/// change hands more often than births.
const BIRTH_DAY_AGREES: i16 = 500;
const BIRTH_YEAR_AGREES: i16 = 200;
const BIRTH_YEAR_DIFFERS: i16 = -1_500;
const BIRTH_DAY_DIFFERS: i16 = -800;
const COUNTRY_AGREES: i16 = 100;
const COUNTRY_DIFFERS: i16 = -300;
const KIND_DIFFERS: i16 = -1_000;

/// The hits of listings, best first: one for each listing, by its best name.
pub fn settle(index: &Index, query: &Query, settings: &Settings, names: Vec<Hit>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::with_capacity(names.len());
    for mut hit in names {
        let Some((_, listing, name)) = index.listed(&hit) else { continue };
        hit.evidence = if settings.evidence { evidence(query, listing) } else { Vec::new() };
        let is_backed =
            hit.evidence.iter().any(|evidence| evidence.agrees && evidence.field != Field::Kind);
        let stands = match settings.weak_aliases {
            WeakAliases::Alone => true,
            WeakAliases::WithEvidence => name.strength == Strength::Strong || is_backed,
            WeakAliases::Never => name.strength == Strength::Strong,
        };
        hit.score = changed(hit.name_score, &hit.evidence);
        if stands && hit.score >= settings.threshold {
            hits.push(hit);
        }
    }
    for document in &query.documents {
        hits.extend(index.identifiers().carrying(document).map(by_identifier));
    }
    hits.sort_by_key(|hit| {
        (hit.list, hit.listing, hit.ground != Ground::Identifier, u16::MAX - hit.score, hit.name)
    });
    hits.dedup_by(|later, kept| {
        let is_same = (later.list, later.listing) == (kept.list, kept.listing);
        if is_same && kept.ground == Ground::Identifier && kept.name_score == 0 {
            // What the name says of the same listing is told beside the number.
            (kept.name, kept.name_score) = (later.name, later.name_score);
            kept.evidence.append(&mut later.evidence);
        }
        is_same
    });
    hits.sort_by_key(|hit| (u16::MAX - hit.score, hit.list, hit.listing));
    hits
}

/// A hit by a listed identifier.
pub fn by_identifier(place: Place) -> Hit {
    Hit {
        list: place.list,
        listing: place.listing,
        name: place.name,
        ground: Ground::Identifier,
        name_score: 0,
        score: 10_000,
        evidence: vec![Evidence { field: Field::Document, agrees: true, change: 0 }],
    }
}

fn changed(score: u16, evidence: &[Evidence]) -> u16 {
    let change: i32 = evidence.iter().map(|evidence| i32::from(evidence.change)).sum();
    u16::try_from((i32::from(score) + change).clamp(0, 10_000)).unwrap_or(score)
}

fn evidence(query: &Query, listing: &Listing) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let Some(change) = births(&query.births, &listing.births) {
        evidence.push(Evidence { field: Field::Birth, agrees: change > 0, change });
    }
    if !query.countries.is_empty() && !listing.countries.is_empty() {
        let agrees = query.countries.iter().any(|country| {
            listing.countries.iter().any(|listed| listed.eq_ignore_ascii_case(country))
        });
        let change = if agrees { COUNTRY_AGREES } else { COUNTRY_DIFFERS };
        // A text that is no code may mean any country.
        let mut countries = query.countries.iter().chain(&listing.countries);
        if agrees || countries.all(|country| is_country_code(country)) {
            evidence.push(Evidence { field: Field::Country, agrees, change });
        }
    }
    if let Some(kind) = query.kind
        && kind != listing.kind
        && (kind == Kind::Individual || listing.kind == Kind::Individual)
    {
        evidence.push(Evidence { field: Field::Kind, agrees: false, change: KIND_DIFFERS });
    }
    evidence
}

/// True for codes of two letters, as ISO 3166 alpha-2 has them.
pub fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic())
}

/// The best that any pair of births says; nothing where a side has none.
fn births(sought: &[Birth], listed: &[Birth]) -> Option<i16> {
    let pairs = sought.iter().flat_map(|one| listed.iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| birth(one, other)).max()
}

fn birth(sought: &Birth, listed: &Birth) -> Option<i16> {
    let span = |birth: &Birth| {
        let slack = if birth.approximate { 2 } else { 0 };
        let (from, to) = (birth.year_from.or(birth.year_to)?, birth.year_to.or(birth.year_from)?);
        Some((from.saturating_sub(slack), to.saturating_add(slack)))
    };
    let (one, other) = (span(sought)?, span(listed)?);
    if one.1 < other.0 || other.1 < one.0 {
        return Some(BIRTH_YEAR_DIFFERS);
    }
    let day = |birth: &Birth| birth.month.zip(birth.day);
    Some(match (day(sought), day(listed)) {
        (Some(one), Some(other)) if one == other => BIRTH_DAY_AGREES,
        // Day and month change places in many papers; that is no contradiction.
        (Some((month, day)), Some(other)) if (day, month) == other => BIRTH_YEAR_AGREES,
        (Some(_), Some(_)) => BIRTH_DAY_DIFFERS,
        _ => BIRTH_YEAR_AGREES,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(year: u16, month: u8, day: u8) -> Birth {
        Birth {
            year_from: Some(year),
            year_to: Some(year),
            month: Some(month),
            day: Some(day),
            ..Birth::default()
        }
    }

    #[test]
    fn births_agree_by_year_and_day() {
        let year = Birth { year_from: Some(1960), year_to: Some(1960), ..Birth::default() };
        let about = Birth { approximate: true, ..year.clone() };
        for (one, other, says) in [
            (born(1960, 5, 4), born(1960, 5, 4), Some(BIRTH_DAY_AGREES)),
            (born(1960, 5, 4), born(1960, 4, 5), Some(BIRTH_YEAR_AGREES)),
            (born(1960, 5, 4), born(1960, 6, 9), Some(BIRTH_DAY_DIFFERS)),
            (born(1960, 5, 4), born(1961, 5, 4), Some(BIRTH_YEAR_DIFFERS)),
            (born(1962, 5, 4), about, Some(BIRTH_YEAR_AGREES)),
            (born(1960, 5, 4), year, Some(BIRTH_YEAR_AGREES)),
            (born(1960, 5, 4), Birth::default(), None),
        ] {
            assert_eq!(birth(&one, &other), says, "{one:?} and {other:?}");
        }
    }
}
