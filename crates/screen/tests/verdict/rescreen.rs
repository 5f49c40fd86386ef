//! Re-screening finds what full screening finds on the listings that changed, and asks of few.

use crate::world::{bank, cleared, day, list, listing, listings, name, party, policy, un};
use proptest::prelude::*;
use suftaja_screen::cleared::{ClearedPairs, Party};
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::list::difference::between;
use suftaja_screen::listing::{Document, Listing, Strength};
use suftaja_screen::policy::{ListPolicy, Policy, Posting, UN};
use suftaja_screen::rescreen::{Delta, rescreen};
use suftaja_screen::verdict::{Found, Screen, VerdictError};

#[test]
fn parties_without_a_like_word_are_not_asked() {
    let names = ["FRANK KAKOLELE BWAMBALE", "SADDAM HUSSEIN AL-TIKRITI", "ERIC BADEGE"];
    let all = names
        .iter()
        .zip(1..)
        .map(|(name, number)| listing(&format!("QDi.{number:03}"), &[(*name).to_owned()]));
    let un = list(UN, "v2", all.collect());
    let (index, policy) = (Index::build(std::slice::from_ref(&un), Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let delta = Delta::new(&un, ["QDi.003", "gone"]);
    assert_eq!(delta.len(), 1);
    let parties: Vec<Party> =
        ["Frank Kakolele Bwambale", "Eric Badege", "Grace Nakato"].map(party).to_vec();
    let posting = Posting::default();
    let asked = parties.iter().map(|party| (party, &posting));
    let came = rescreen(&mut screen, &delta, asked, &ClearedPairs::default(), day("2026-03-01"));
    let came = came.unwrap();
    assert_eq!((came.parties, came.candidates, came.found.len()), (3, 1, 1));
    assert_eq!((came.found[0].0, came.found[0].1[0].listing.as_str()), (1, "QDi.003"));
}

#[test]
fn a_new_version_is_screened_by_what_differs() {
    let names = |all: &[(&str, &str)]| -> Vec<Listing> {
        all.iter().map(|(id, name)| listing(id, &[(*name).to_owned()])).collect()
    };
    let old = list(
        UN,
        "v1",
        names(&[("A", "FRANK KAKOLELE"), ("B", "ERIC BADEGE"), ("C", "PETER OKELLO")]),
    );
    let new = list(
        UN,
        "v2",
        names(&[("A", "FRANK KAKOLELE"), ("B", "ERIC BADEGE MUSONI"), ("D", "GRACE NAKATO")]),
    );
    let parties = ["Frank Kakolele", "Eric Badege Musoni", "Peter Okello", "Grace Nakato"];
    let parties: Vec<Party> = parties.map(party).to_vec();
    let (policy, posting, on) = (policy(), Posting::default(), day("2026-03-01"));
    // Under the old version somebody cleared the pair of the listing that changes.
    let index = Index::build(std::slice::from_ref(&old), Scripts::All);
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let before = screen.verdict(&parties[1], &posting, &ClearedPairs::default(), on);
    let mut pairs = ClearedPairs::default();
    pairs.add(cleared(&old, &parties[1], &before)).unwrap();
    assert!(screen.verdict(&parties[1], &posting, &pairs, on).passes());

    let difference = between(&old, &new).unwrap();
    let delta = Delta::new(&new, difference.to_rescreen());
    assert_eq!((delta.len(), difference.removed), (2, vec!["C".to_owned()]));
    let index = Index::build(std::slice::from_ref(&new), Scripts::All);
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let asked = parties.iter().map(|party| (party, &posting));
    let asked_again = asked.clone();
    let came = rescreen(&mut screen, &delta, asked, &pairs, on).unwrap();
    let found = came.found.iter().map(|(party, hits)| (*party, hits[0].listing.as_str()));
    assert_eq!(found.collect::<Vec<_>>(), [(1, "B"), (3, "D")], "the cleared pair lapsed");
    assert!(came.found.iter().all(|(_, hits)| hits[0].list_version == "v2"));
    // The version before knows nothing of what came: silence would be no answer.
    let index = Index::build(std::slice::from_ref(&old), Scripts::All);
    let mut stale = Screen::new(&index, &policy, 0).unwrap();
    let error = rescreen(&mut stale, &delta, asked_again, &pairs, on).unwrap_err();
    assert!(matches!(error, VerdictError::ListOther { .. }), "{error}");
}

#[test]
fn a_document_that_came_to_be_listed_finds_its_party() {
    let number = Document { kind: "Passport".into(), number: "A0123456".into(), country: None };
    let mut one = listing("QDi.001", &["ERIC BADEGE".to_owned()]);
    one.documents.push(number.clone());
    let un = list(UN, "v2", vec![one]);
    let (index, policy) = (Index::build(std::slice::from_ref(&un), Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let mut stranger = party("Grace Nakato");
    stranger.query.documents.push(number);
    let (delta, posting) = (Delta::new(&un, ["QDi.001"]), Posting::default());
    let asked = [(&stranger, &posting)];
    let came = rescreen(&mut screen, &delta, asked, &ClearedPairs::default(), day("2026-03-01"));
    assert_eq!(came.unwrap().found.len(), 1);
}

#[test]
fn a_change_is_of_one_list_and_every_setting_of_it_is_heard() {
    // Two lists have listings of the same identifier; one changed, whose match is weak and low.
    let mut changed =
        listing("A", &["ZAURBEK GUCHAEV".to_owned(), "EMIR ABDUL KASIMOV".to_owned()]);
    changed.names[1].strength = Strength::Weak;
    let un = list(UN, "v2", vec![changed]);
    let national = list("ke", "k1", vec![listing("A", &["EMIR ABDUL KASIMOW".to_owned()])]);
    let index = Index::build(&[un.clone(), national], Scripts::All);
    let low = |list| ListPolicy { threshold: 5_000, ..ListPolicy::proposed(list) };
    let policy = Policy::new(bank(), vec![low(UN), low("ke")]).unwrap();
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let (delta, posting) = (Delta::new(&un, ["A"]), Posting::default());
    let parties = ["Emir Otieno Kasimov", "Emir Kasimow"].map(party);
    let asked = parties.iter().map(|party| (party, &posting));
    let came = rescreen(&mut screen, &delta, asked, &ClearedPairs::default(), day("2026-03-01"));
    let came = came.unwrap();
    assert_eq!(came.found.len(), 2, "{came:?}");
    for (_, hits) in &came.found {
        let hits: Vec<_> = hits.iter().map(|hit| (hit.list.as_str(), hit.name.as_str())).collect();
        assert_eq!(hits, [(UN, "EMIR ABDUL KASIMOV")]);
    }
}

#[test]
fn nothing_that_stands_as_it_was_is_found_again() {
    let un = un(&["ERIC BADEGE", "ERIC BADEGE MUSONI"]);
    let (index, policy) = (Index::build(std::slice::from_ref(&un), Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let (delta, posting) = (Delta::new(&un, ["QDi.002"]), Posting::default());
    let eric = party("Eric Badege");
    let asked = [(&eric, &posting)];
    let came = rescreen(&mut screen, &delta, asked, &ClearedPairs::default(), day("2026-03-01"));
    let found = came.unwrap().found.remove(0).1;
    assert_eq!(found.iter().map(|hit| hit.listing.as_str()).collect::<Vec<_>>(), ["QDi.002"]);
}

proptest! {
    #[test]
    fn it_loses_nothing(
        all in listings(20),
        names in prop::collection::vec(name(), 1..30),
        some in prop::collection::vec(any::<bool>(), 20),
    ) {
        let un = list(UN, "v2", all);
        let marked = un.listings.iter().zip(some).filter(|(_, changed)| *changed);
        let changed: Vec<&str> = marked.map(|(listing, _)| listing.id.as_str()).collect();
        let (index, policy) = (Index::build(std::slice::from_ref(&un), Scripts::All), policy());
        let mut screen = Screen::new(&index, &policy, 0).unwrap();
        let (pairs, on, posting) = (ClearedPairs::default(), day("2026-03-01"), Posting::default());
        let parties: Vec<Party> = names.iter().map(|name| party(name)).collect();
        let mut full: Vec<(usize, Vec<Found>)> = Vec::new();
        for (number, party) in parties.iter().enumerate() {
            let mut hits = screen.verdict(party, &posting, &pairs, on).hits;
            hits.retain(|hit| changed.contains(&hit.listing.as_str()));
            if !hits.is_empty() {
                full.push((number, hits));
            }
        }
        let delta = Delta::new(&un, changed.iter().copied());
        let asked = parties.iter().map(|party| (party, &posting));
        let came = rescreen(&mut screen, &delta, asked, &pairs, on).unwrap();
        prop_assert_eq!(came.found, full);
    }
}
