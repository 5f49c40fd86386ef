//! A verdict: what binds, what it names, and that it replays to the bit.

use crate::world::{day, list, listing, listings, name, party, policy, un};
use proptest::prelude::*;
use std::collections::BTreeSet;
use suftaja_screen::cleared::ClearedPairs;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::policy::{Binding, ListPolicy, Nexus, Policy, Posting, UN};
use suftaja_screen::verdict::{Screen, VerdictError};

#[test]
fn it_names_list_settings_and_hit() {
    let un = un(&["FRANK KAKOLELE BWAMBALE", "SADDAM HUSSEIN AL-TIKRITI"]);
    let (index, policy) = (Index::build(&[un], Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let (pairs, on) = (ClearedPairs::default(), day("2026-03-01"));
    let party = party("Bwambale, Frank Kakolele");
    let verdict = screen.verdict(&party, &Posting::default(), &pairs, on);
    assert_eq!((verdict.policy.as_str(), verdict.hits.len()), (policy.version(), 1));
    assert_eq!((verdict.lists[0].list.as_str(), verdict.lists[0].version.as_str()), (UN, "v1"));
    let hit = &verdict.hits[0];
    assert_eq!((hit.listing.as_str(), hit.name.as_str()), ("QDi.001", "FRANK KAKOLELE BWAMBALE"));
    assert!(hit.score >= 9_900 && !verdict.passes(), "{hit:?}");
    let other = crate::world::party("Grace Nakato");
    assert!(screen.verdict(&other, &Posting::default(), &pairs, on).passes());
}

#[test]
fn there_is_none_without_a_list_that_binds() {
    let national = list("ke", "v1", vec![]);
    let policy = policy();
    let index = Index::build(&[national], Scripts::All);
    let error = Screen::new(&index, &policy, 0).unwrap_err();
    let (member, list) = ("BANKKENA".to_owned(), UN.to_owned());
    assert_eq!(error, VerdictError::ListMissing { member, list });
    let index = Index::build(&[un(&["A B"]), un(&["C D"])], Scripts::All);
    let list = UN.to_owned();
    assert_eq!(Screen::new(&index, &policy, 0).unwrap_err(), VerdictError::ListTwice { list });
}

#[test]
fn a_national_list_finds_only_where_it_binds_and_by_its_own_threshold() {
    let national = list("ke", "k1", vec![listing("K1", &["KAKOLELE OKELLO YUSUF".to_owned()])]);
    let index = Index::build(&[un(&["KAKOLELE OKELLO HASSAN"]), national], Scripts::All);
    let currencies = BTreeSet::from(["KES".to_owned()]);
    let here = Posting { currencies: currencies.clone(), ..Posting::default() };
    let with = |threshold| {
        let binds = Binding::Nexus(Nexus { currencies: currencies.clone(), ..Nexus::default() });
        let national = ListPolicy { threshold, binds, ..ListPolicy::proposed("ke") };
        Policy::new("BANKKENA", vec![ListPolicy::proposed(UN), national]).unwrap()
    };
    let found = |policy: &Policy, posting: &Posting, name: &str| {
        let mut screen = Screen::new(&index, policy, 0).unwrap();
        let pairs = ClearedPairs::default();
        let hits = screen.verdict(&party(name), posting, &pairs, day("2026-03-01")).hits;
        hits.into_iter().map(|hit| hit.listing).collect::<Vec<_>>()
    };
    let exact = "KAKOLELE OKELLO YUSUF";
    assert!(found(&with(9_000), &here, exact).contains(&"K1".to_owned()));
    assert!(!found(&with(9_000), &Posting::default(), exact).contains(&"K1".to_owned()));
    let near = "KAKOLELE OKELLO YUSUB";
    assert!(!found(&with(10_000), &here, near).contains(&"K1".to_owned()));
    assert!(found(&with(5_000), &here, near).contains(&"K1".to_owned()));
}

proptest! {
    /// Equal inputs give equal bytes, whatever was asked before and whatever is kept.
    #[test]
    fn it_replays_to_the_bit(all in listings(12), names in prop::collection::vec(name(), 1..8)) {
        let (un, policy) = (list(UN, "v1", all), policy());
        let (pairs, on) = (ClearedPairs::default(), day("2026-03-01"));
        let index = Index::build(std::slice::from_ref(&un), Scripts::All);
        let mut warm = Screen::new(&index, &policy, 64).unwrap();
        let asked = |screen: &mut Screen<'_>, name: &str| {
            screen.verdict(&party(name), &Posting::default(), &pairs, on)
        };
        let first: Vec<_> = names.iter().map(|name| asked(&mut warm, name)).collect();
        let again = Index::build(&[un], Scripts::All);
        for (name, verdict) in names.iter().zip(&first).rev() {
            let mut cold = Screen::new(&again, &policy, 0).unwrap();
            let replayed = asked(&mut cold, name);
            prop_assert_eq!(&replayed, verdict);
            prop_assert_eq!(replayed.digest(), verdict.digest());
            prop_assert_eq!(&asked(&mut warm, name), verdict);
        }
    }
}
