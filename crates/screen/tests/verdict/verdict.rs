//! A verdict: what binds, what it names, and that it replays to the bit.

use crate::world::{bank, day, list, listing, listings, name, party, policy, un};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use suftaja_base::Currency;
use suftaja_screen::cleared::{ClearedPairs, Party};
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::list::Format;
use suftaja_screen::listing::{Birth, Document, List, Listing, Relation, Strength};
use suftaja_screen::policy::{Binding, ListPolicy, Nexus, Policy, Posting, UN};
use suftaja_screen::settings::{Ground, WeakAliases};
use suftaja_screen::verdict::{Screen, Verdict, VerdictError, listing_digest};

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
fn it_names_every_list_that_has_a_say_in_its_scores() {
    let national = |count: u32| {
        let name = |at: u32| {
            format!("KAKOLELE {}", ["YUSUF", "IVANOV"][at as usize % 2].repeat(at as usize))
        };
        let listings = (1..=count).map(|at| listing(&format!("K{at:02}"), &[name(at)]));
        list("ke", &format!("k{count}"), listings.collect())
    };
    let of = |national| {
        let un = un(&["KAKOLELE OKELLO BWAMBALE HASSAN"]);
        let (index, policy) = (Index::build(&[un, national], Scripts::All), policy());
        let mut screen = Screen::new(&index, &policy, 0).unwrap();
        let pairs = ClearedPairs::default();
        let party = party("Kakolele Okello Bwambale");
        screen.verdict(&party, &Posting::default(), &pairs, day("2026-03-01"))
    };
    // A list that does not bind makes a word common, and the score another.
    let (rare, common) = (of(national(1)), of(national(60)));
    assert_eq!((rare.lists.len(), &rare.lists), (1, &common.lists));
    assert_ne!(rare.hits[0].score, common.hits[0].score);
    let told = |verdict: &Verdict| {
        let lists = verdict.index.iter();
        lists.map(|it| (it.list.clone(), it.version.clone())).collect::<Vec<_>>()
    };
    assert_eq!(told(&common), [("un".into(), "v1".into()), ("ke".into(), "k60".into())]);
    assert_ne!(told(&rare), told(&common));
    let kept = serde_json::to_string(&rare).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&kept).unwrap(), rare, "it is read back");
}

#[test]
fn what_a_listing_says_is_told_apart_and_its_order_is_not() {
    let bare = listing("A", &["X".to_owned(), "Y".to_owned()]);
    let other = |change: &dyn Fn(&mut Listing)| {
        let mut other = bare.clone();
        change(&mut other);
        listing_digest(&other)
    };
    let document =
        |number: &str| Document { kind: "K".into(), number: number.into(), country: None };
    let relation = Relation { kind: "K".into(), id: "1".into() };
    let birth = |place: Option<&str>, country: Option<&str>| Birth {
        place: place.map(str::to_owned),
        country: country.map(str::to_owned),
        ..Birth::default()
    };
    // The same words in other fields.
    let digests = [
        listing_digest(&bare),
        other(&|it| it.countries.push("LY".into())),
        other(&|it| it.programmes.push("LY".into())),
        other(&|it| it.births.push(birth(Some("Gaza"), None))),
        other(&|it| it.births.push(birth(None, Some("Gaza")))),
        other(&|it| it.births.push(Birth { month: Some(5), ..Birth::default() })),
        other(&|it| it.births.push(Birth { day: Some(5), ..Birth::default() })),
        other(&|it| it.documents.push(document("1"))),
        other(&|it| it.relations.push(relation.clone())),
    ];
    let distinct: BTreeSet<&String> = digests.iter().collect();
    assert_eq!(distinct.len(), digests.len());
    assert_eq!(other(&|it| it.names.reverse()), listing_digest(&bare));
}

#[test]
fn there_is_none_without_a_list_that_binds() {
    let national = list("ke", "v1", vec![]);
    let policy = policy();
    let index = Index::build(&[national], Scripts::All);
    let error = Screen::new(&index, &policy, 0).unwrap_err();
    let (member, list) = (bank(), UN.to_owned());
    assert_eq!(error, VerdictError::ListMissing { member, list });
    let index = Index::build(&[un(&["A B"]), un(&["C D"])], Scripts::All);
    let list = UN.to_owned();
    assert_eq!(Screen::new(&index, &policy, 0).unwrap_err(), VerdictError::ListTwice { list });
}

#[test]
fn a_list_is_the_un_s_by_its_kind_and_not_by_its_name() {
    let policy = policy();
    for (format, kind) in
        [(Some(Format::Csv), "csv"), (Some(Format::OfacXml), "ofac-xml"), (None, "unknown")]
    {
        let own = List { format, ..List::clone(&un(&["A B"])) };
        let index = Index::build(&[Arc::new(own)], Scripts::All);
        let error = Screen::new(&index, &policy, 0).unwrap_err();
        assert_eq!(error, VerdictError::ListForeign { list: UN.to_owned(), kind });
    }
}

#[test]
fn a_national_list_finds_only_where_it_binds_and_by_its_own_threshold() {
    let national = list("ke", "k1", vec![listing("K1", &["KAKOLELE OKELLO YUSUF".to_owned()])]);
    let index = Index::build(&[un(&["KAKOLELE OKELLO HASSAN"]), national], Scripts::All);
    let currencies = BTreeSet::from([Currency::parse("KES").unwrap()]);
    let here = Posting { currencies: currencies.clone(), ..Posting::default() };
    let with = |threshold| {
        let binds = Binding::Nexus(Nexus { currencies: currencies.clone(), ..Nexus::default() });
        let national = ListPolicy { threshold, binds, ..ListPolicy::proposed("ke") };
        Policy::new(bank(), vec![ListPolicy::proposed(UN), national]).unwrap()
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

#[test]
fn hits_come_best_first_whichever_list_they_are_of() {
    let listing = |id: &str, name: &str| listing(id, &[name.to_owned()]);
    let un = list(UN, "v1", vec![listing("B", "KAKOLELE OKELLO YUSUF HASSAN")]);
    let all = vec![listing("A", "KAKOLELE OKELLO YUSSUF"), listing("C", "KAKOLELE OKELLO YUSUF")];
    let index = Index::build(&[un, list("ke", "k1", all)], Scripts::All);
    let low = |list, threshold| ListPolicy { threshold, ..ListPolicy::proposed(list) };
    let policy = Policy::new(bank(), vec![low(UN, 5_000), low("ke", 6_000)]).unwrap();
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let (pairs, on) = (ClearedPairs::default(), day("2026-03-01"));
    let party = party("Kakolele Okello Yusuf");
    let hits = screen.verdict(&party, &Posting::default(), &pairs, on).hits;
    let scores: Vec<u16> = hits.iter().map(|hit| hit.score).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
    let listings: Vec<&str> = hits.iter().map(|hit| hit.listing.as_str()).collect();
    assert_eq!(listings, ["C", "A", "B"], "each once, though its list is asked by other settings");
}

/// A list that has the alias of another one as a weak alias, of somebody born in 1971.
fn with_weak_alias(name: &str, id: &str) -> Arc<List> {
    let mut one = listing(id, &["ZAURBEK GUCHAEV".to_owned(), "EMIR ABDUL".to_owned()]);
    one.names[1].strength = Strength::Weak;
    one.births = vec![year(1971)];
    list(name, "v1", vec![one])
}

fn year(year: u16) -> Birth {
    Birth { year_from: Some(year), year_to: Some(year), ..Birth::default() }
}

#[test]
fn weak_aliases_are_worth_what_each_list_is_set_to() {
    let index =
        Index::build(&[with_weak_alias(UN, "QDi.001"), with_weak_alias("ke", "K1")], Scripts::All);
    let found = |un: WeakAliases, ke: WeakAliases, born: Option<u16>| {
        let set = |list, weak_aliases| ListPolicy { weak_aliases, ..ListPolicy::proposed(list) };
        let policy = Policy::new(bank(), vec![set(UN, un), set("ke", ke)]).unwrap();
        let mut screen = Screen::new(&index, &policy, 0).unwrap();
        let mut party = party("Emir Abdul");
        party.query.births = born.map(year).into_iter().collect();
        let (pairs, on) = (ClearedPairs::default(), day("2026-03-01"));
        let hits = screen.verdict(&party, &Posting::default(), &pairs, on).hits;
        hits.into_iter().map(|hit| hit.listing).collect::<Vec<_>>()
    };
    let (alone, backed, never) =
        (WeakAliases::Alone, WeakAliases::WithEvidence, WeakAliases::Never);
    assert_eq!(found(alone, never, None), ["QDi.001"]);
    assert_eq!(found(backed, alone, None), ["K1"]);
    assert_eq!(found(backed, never, Some(1971)), ["QDi.001"]);
    assert_eq!(found(backed, backed, Some(1950)), [""; 0]);
}

#[test]
fn evidence_stands_in_the_verdict_and_a_listed_document_needs_no_name() {
    let mut one = listing("QDi.001", &["ZAURBEK GUCHAEV".to_owned()]);
    one.births = vec![year(1971)];
    let number = Document { kind: "Passport".into(), number: "A0123456".into(), country: None };
    one.documents = vec![number.clone()];
    let (index, policy) = (Index::build(&[list(UN, "v1", vec![one])], Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    let mut hit = |party: &Party| {
        let (pairs, on) = (ClearedPairs::default(), day("2026-03-01"));
        screen.verdict(party, &Posting::default(), &pairs, on).hits.remove(0)
    };
    let mut born = party("Zaurbek Guchaef");
    born.query.births = vec![year(1950)];
    let differs = hit(&born);
    assert!(differs.score < differs.name_score && !differs.evidence[0].agrees, "{differs:?}");
    let mut stranger = party("Grace Nakato");
    stranger.query.documents = vec![number];
    let by_number = hit(&stranger);
    assert_eq!((by_number.ground, by_number.score), (Ground::Identifier, 10_000));
    assert_eq!((by_number.name_score, by_number.parts.len()), (0, 0), "no words met");
    let mut both = party("Zaurbek Guchaev");
    both.query.documents = stranger.query.documents.clone();
    let by_both = hit(&both);
    assert_eq!((by_both.ground, by_both.name_score), (Ground::Identifier, 10_000));
    assert_eq!(by_both.parts.len(), 2);
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
