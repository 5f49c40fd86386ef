//! Lists, parties and settings that the tests share.

use proptest::prelude::*;
use std::sync::Arc;
use suftaja_base::{Bic, BusinessDate};
use suftaja_screen::cleared::{Cleared, Judgement, Party, Word};
use suftaja_screen::list::Format;
use suftaja_screen::listing::{List, ListedName, Listing, Role, Strength};
use suftaja_screen::policy::{ListPolicy, Policy, UN};
use suftaja_screen::settings::Query;
use suftaja_screen::verdict::Verdict;

pub const WORDS: [&str; 16] = [
    "MOHAMMED",
    "MUHAMAD",
    "HASSAN",
    "HASAN",
    "OKELLO",
    "OKELO",
    "NAKAMURA",
    "TRADING",
    "BWAMBALE",
    "KAKOLELE",
    "IVANOV",
    "ИВАНОВ",
    "حسن",
    "YUSUF",
    "YOUSSEF",
    "11420",
];

pub fn day(text: &str) -> BusinessDate {
    BusinessDate::parse(text).unwrap()
}

pub fn bank() -> Bic {
    Bic::parse("BANKKENA").unwrap()
}

pub fn listing(id: &str, names: &[String]) -> Listing {
    let names = names.iter().map(|text| ListedName {
        text: text.clone(),
        family: None,
        strength: Strength::Strong,
        role: Role::Primary,
    });
    Listing { id: id.to_owned(), names: names.collect(), ..Listing::default() }
}

pub fn list(name: &str, version: &str, listings: Vec<Listing>) -> Arc<List> {
    let (name, version) = (name.to_owned(), version.to_owned());
    let format = if name == UN { Format::Un } else { Format::Csv };
    Arc::new(List { name, format: Some(format), date: None, version, listings })
}

pub fn un(names: &[&str]) -> Arc<List> {
    let listings = names
        .iter()
        .zip(1..)
        .map(|(name, number)| listing(&format!("QDi.{number:03}"), &[(*name).to_owned()]));
    list(UN, "v1", listings.collect())
}

/// A bank that asks closer than is proposed.
pub fn policy() -> Policy {
    let close = ListPolicy { threshold: 7_500, ..ListPolicy::proposed(UN) };
    Policy::new(bank(), vec![close]).unwrap()
}

pub fn party(name: &str) -> Party {
    let reference = "account 1".to_owned();
    Party { member: bank(), reference, query: Query::named(name) }
}

/// A word by which a pair is cleared for half a year.
pub fn word() -> Word {
    Word {
        judgement: Judgement::Other,
        reason: "born 1990, the listed person 1958".to_owned(),
        on: day("2026-03-01"),
        expires: day("2026-09-01"),
    }
}

/// A pair out of the first hit of a party.
pub fn cleared(list: &List, party: &Party, verdict: &Verdict) -> Cleared {
    let hit = &verdict.hits[0];
    let listing = list.listings.iter().find(|listing| listing.id == hit.listing).unwrap();
    Cleared::new(party, verdict, hit, listing, &word()).unwrap()
}

/// Names of two to four words out of few, so that many meet.
pub fn name() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.as_slice());
    prop::collection::vec(word, 2..5).prop_map(|words| words.join(" "))
}

/// Listings with one to three names each.
pub fn listings(most: usize) -> impl Strategy<Value = Vec<Listing>> {
    let names = prop::collection::vec(name(), 1..4);
    prop::collection::vec(names, 1..most).prop_map(|all| {
        let numbered = all.iter().zip(1..);
        numbered.map(|(names, number)| listing(&format!("QDi.{number:03}"), names)).collect()
    })
}
