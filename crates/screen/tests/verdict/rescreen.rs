//! Re-screening finds what full screening finds on the listings that changed, and asks of few.

use crate::world::{day, list, listing, listings, name, party, policy};
use proptest::prelude::*;
use suftaja_screen::cleared::{ClearedPairs, Party};
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::policy::{Posting, UN};
use suftaja_screen::rescreen::{Delta, rescreen};
use suftaja_screen::verdict::{Found, Screen};

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
    assert_eq!((came.parties, came.candidates, came.found.len()), (3, 1, 1));
    assert_eq!((came.found[0].0, came.found[0].1[0].listing.as_str()), (1, "QDi.003"));
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
        let came = rescreen(&mut screen, &delta, asked, &pairs, on);
        prop_assert_eq!(came.found, full);
        prop_assert!(came.candidates <= came.parties);
    }
}
