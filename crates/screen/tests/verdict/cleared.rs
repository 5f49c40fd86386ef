//! Cleared pairs: what they set aside, when they lapse, and what is never cleared.

use crate::world::{cleared, day, list, listing, listings, name, party, policy, un, word};
use proptest::prelude::*;
use suftaja_base::{Bic, BusinessDate};
use suftaja_screen::cleared::{
    Cleared, ClearedError, ClearedPairs, Judgement, Party, Standing, Word,
};
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{Document, List};
use suftaja_screen::policy::{Policy, Posting, UN};
use suftaja_screen::settings::{Evidence, Field, Ground};
use suftaja_screen::verdict::{Found, Screen, Verdict};

fn ask(list: &std::sync::Arc<List>, party: &Party, pairs: &ClearedPairs, on: &str) -> Verdict {
    let (index, policy): (Index, Policy) =
        (Index::build(std::slice::from_ref(list), Scripts::All), policy());
    let mut screen = Screen::new(&index, &policy, 0).unwrap();
    screen.verdict(party, &Posting::default(), pairs, day(on))
}

#[test]
fn a_pair_holds_until_something_changes() {
    let un = un(&["FRANK KAKOLELE BWAMBALE", "FRANK KAKOLELE"]);
    let party = party("Frank Kakolele Bwambale");
    let alerted = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let pair = cleared(&un, &party, &alerted);
    let mut pairs = ClearedPairs::default();
    pairs.add(pair.clone()).unwrap();

    let quiet = ask(&un, &party, &pairs, "2026-08-31");
    assert_eq!(quiet.cleared[0].pair, pair.digest());
    assert_eq!(quiet.cleared[0].hit, alerted.hits[0]);
    assert_eq!(quiet.hits, alerted.hits[1..], "only that pair is set aside");
    assert_eq!(ask(&un, &party, &pairs, "2026-09-01").hits, alerted.hits, "it has expired");

    let mut moved = party.clone();
    moved.query.countries.push("UG".to_owned());
    let mut elsewhere = party.clone();
    elsewhere.reference = "account 2".to_owned();
    let mut of_another = party.clone();
    of_another.member = Bic::parse("BANKUGKA").unwrap();
    for other in [moved, elsewhere, of_another] {
        assert!(ask(&un, &other, &pairs, "2026-03-01").cleared.is_empty(), "{other:?}");
    }

    let mut changed = List::clone(&un);
    changed.version = "v2".to_owned();
    let same = std::sync::Arc::new(changed.clone());
    assert_eq!(
        ask(&same, &party, &pairs, "2026-03-01").cleared.len(),
        1,
        "the listing is as it was"
    );
    changed.listings[0].programmes.push("1267".to_owned());
    let changed = std::sync::Arc::new(changed);
    assert!(ask(&changed, &party, &pairs, "2026-03-01").cleared.is_empty());
    assert_eq!(pair.standing(&changed.listings[0], day("2026-03-01")), Standing::ListingChanged);

    let find = |list: &str, id: &str| {
        changed.listings.iter().find(|listing| list == UN && listing.id == id)
    };
    pairs.retain_holding(day("2026-03-01"), find);
    assert!(pairs.is_empty());
}

#[test]
fn a_pair_says_what_it_rests_on() {
    let un = un(&["FRANK KAKOLELE BWAMBALE"]);
    let party = party("Frank Kakolele Bwambale");
    let verdict = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let told = serde_json::to_value(cleared(&un, &party, &verdict)).unwrap();
    let hit = &verdict.hits[0];
    let expected = serde_json::json!({
        "party": party.fingerprint(),
        "list": UN,
        "listing": "QDi.001",
        "listing_digest": hit.listing_digest,
        "list_version": "v1",
        "policy": policy().version(),
        "reason": word().reason,
        "on": word().on,
        "expires": word().expires,
    });
    assert_eq!(told, expected);
    let back: Cleared = serde_json::from_value(told).unwrap();
    assert_eq!(back, cleared(&un, &party, &verdict));
}

#[test]
fn what_is_never_cleared() {
    let un = un(&["FRANK KAKOLELE BWAMBALE", "SADDAM HUSSEIN"]);
    let party = party("Frank Kakolele Bwambale");
    let verdict = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let (hit, listing) = (&verdict.hits[0], &un.listings[0]);
    let refused =
        |party: &Party, word: &Word| Cleared::new(party, &verdict, hit, listing, word).unwrap_err();
    let same = Word { judgement: Judgement::Same, ..word() };
    assert_eq!(refused(&party, &same), ClearedError::TrueMatch);
    let ok = Word { reason: "ok".to_owned(), ..word() };
    assert_eq!(refused(&party, &ok), ClearedError::Reason);
    for expires in ["2026-03-01", "2027-03-03"] {
        let word = Word { expires: day(expires), ..word() };
        assert_eq!(refused(&party, &word), ClearedError::Expiry);
    }
    let nameless = Party { reference: " ".to_owned(), ..party.clone() };
    assert_eq!(refused(&nameless, &word()), ClearedError::OtherParty);
    let of_it = ask(&un, &nameless, &ClearedPairs::default(), "2026-03-01");
    let error = Cleared::new(&nameless, &of_it, &of_it.hits[0], listing, &word()).unwrap_err();
    assert_eq!(error, ClearedError::Nameless);
    let by_number = Found { ground: Ground::Identifier, ..hit.clone() };
    let clear = |hit, listing| Cleared::new(&party, &verdict, hit, listing, &word());
    assert_eq!(clear(&by_number, listing).unwrap_err(), ClearedError::Identifier);
    assert_eq!(clear(hit, &un.listings[1]).unwrap_err(), ClearedError::OtherListing);
    let mut changed = listing.clone();
    changed.programmes.push("1267".to_owned());
    assert_eq!(clear(hit, &changed).unwrap_err(), ClearedError::OtherListing);
}

#[test]
fn a_reason_has_ten_letters_and_a_pair_holds_a_year_at_most() {
    let un = un(&["FRANK KAKOLELE BWAMBALE"]);
    let party = party("Frank Kakolele Bwambale");
    let verdict = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let clear = |reason: &str, expires: &str| {
        let word = Word { reason: reason.to_owned(), expires: day(expires), ..word() };
        Cleared::new(&party, &verdict, &verdict.hits[0], &un.listings[0], &word).err()
    };
    let expected = [
        ("other born", "2026-09-01", Some(ClearedError::Reason)),
        ("others born", "2026-09-01", None),
        ("born in 1990, not 1958", "2026-09-01", Some(ClearedError::Reason)),
        ("another person", "2026-03-01", Some(ClearedError::Expiry)),
        ("another person", "2026-03-02", None),
        ("another person", "2027-03-02", None),
        ("another person", "2027-03-03", Some(ClearedError::Expiry)),
    ];
    for (reason, expires, error) in expected {
        assert_eq!(clear(reason, expires), error, "{reason}, {expires}");
    }
}

#[test]
fn every_listed_number_keeps_a_pair_from_being_cleared() {
    let number =
        |number: &str| Document { kind: "Passport".into(), number: number.into(), country: None };
    let mut person = listing("QDi.001", &["FRANK KAKOLELE BWAMBALE".to_owned()]);
    person.documents.extend([number("A-12"), number("-")]);
    let un = list(UN, "v1", vec![person]);
    let clear = |documents: &[&str]| {
        let mut party = party("Frank Kakolele Bwambale");
        party.query.documents.extend(documents.iter().map(|it| number(it)));
        let verdict = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
        let hit = &verdict.hits[0];
        assert_eq!(hit.ground, Ground::Name, "the number is too short to be found by");
        Cleared::new(&party, &verdict, hit, &un.listings[0], &word()).err()
    };
    assert_eq!(clear(&["B-12", "a12"]), Some(ClearedError::Identifier));
    assert_eq!(clear(&["B-12"]), None);
    assert_eq!(clear(&["-"]), None, "what is no number is nobody's");
    // A hit by name whose evidence is a document counts as one by number.
    let party = party("Frank Kakolele Bwambale");
    let verdict = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let mut pairs = ClearedPairs::default();
    pairs.add(cleared(&un, &party, &verdict)).unwrap();
    let by_name = &verdict.hits[0];
    let document = Evidence { field: Field::Document, agrees: true, change: 0 };
    let backed = Found { evidence: vec![document], ..by_name.clone() };
    let held = |hit| pairs.holding(&verdict.party, hit, &un.listings[0], day("2026-03-01"));
    assert!(held(by_name).is_some() && held(&backed).is_none());
}

#[test]
fn pairs_that_hold_no_more_go_and_the_others_stay() {
    let un = un(&["FRANK KAKOLELE BWAMBALE", "ERIC BADEGE"]);
    let [frank, eric] = ["Frank Kakolele Bwambale", "Eric Badege"].map(party);
    let mut pairs = ClearedPairs::default();
    for party in [&frank, &eric] {
        let verdict = ask(&un, party, &ClearedPairs::default(), "2026-03-01");
        pairs.add(cleared(&un, party, &verdict)).unwrap();
    }
    let left = |on: &str, there: &[&str]| {
        let mut pairs = pairs.clone();
        let find = |_: &str, id: &str| {
            un.listings.iter().find(|listing| listing.id == id && there.contains(&id))
        };
        pairs.retain_holding(day(on), find);
        pairs.len()
    };
    let both = ["QDi.001", "QDi.002"];
    assert_eq!(left("2026-03-01", &both), 2);
    assert_eq!(left("2026-02-01", &both), 2, "given later, and not lapsed");
    assert_eq!(left("2026-09-01", &both), 0, "expired");
    assert_eq!(left("2026-03-01", &both[..1]), 1, "the other listing is gone");
    // What is kept of one party is no other's: a verdict names only its own.
    let mut alone = pairs.clone();
    alone.withdraw(&eric.fingerprint(), UN, "QDi.002");
    let digest = |pairs: &ClearedPairs| pairs.digest_of(&frank.fingerprint());
    assert_eq!(digest(&alone), digest(&pairs));
    alone.withdraw(&frank.fingerprint(), UN, "QDi.001");
    assert_ne!(digest(&alone), digest(&pairs));
}

#[test]
fn a_listed_identifier_alerts_beside_a_cleared_name() {
    let number = Document { kind: "Passport".into(), number: "A0123456".into(), country: None };
    let mut person = listing("QDi.001", &["FRANK KAKOLELE BWAMBALE".to_owned()]);
    person.documents.push(number.clone());
    let un = list(UN, "v1", vec![person]);
    let party = party("Frank Kakolele Bwambale");
    let by_name = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let mut pairs = ClearedPairs::default();
    pairs.add(cleared(&un, &party, &by_name)).unwrap();
    assert!(ask(&un, &party, &pairs, "2026-03-01").passes());
    // The same pair never sets a hit by number aside, whoever brings it.
    let hit = &by_name.hits[0];
    let by_number = Found { ground: Ground::Identifier, ..hit.clone() };
    let held = |hit| pairs.holding(&by_name.party, hit, &un.listings[0], day("2026-03-01"));
    assert!(held(hit).is_some() && held(&by_number).is_none());

    let mut with_number = party;
    with_number.query.documents.push(number);
    let verdict = ask(&un, &with_number, &pairs, "2026-03-01");
    assert_eq!((verdict.hits.len(), verdict.hits[0].ground), (1, Ground::Identifier));
    let clear = Cleared::new(&with_number, &verdict, &verdict.hits[0], &un.listings[0], &word());
    assert_eq!(clear.unwrap_err(), ClearedError::Identifier);
}

#[test]
fn a_pair_is_withdrawn_and_a_true_match_never_comes_back_as_one() {
    let un = un(&["FRANK KAKOLELE BWAMBALE"]);
    let party = party("Frank Kakolele Bwambale");
    let alerted = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
    let (hit, pair) = (&alerted.hits[0], cleared(&un, &party, &alerted));
    let mut pairs = ClearedPairs::default();
    pairs.add(pair.clone()).unwrap();
    assert_eq!(pairs.iter().collect::<Vec<_>>(), [&pair]);
    // Before its day, the day of an older verdict that is replayed, it sets nothing aside.
    assert_eq!(ask(&un, &party, &pairs, "2026-02-28").hits, alerted.hits);
    assert_eq!(pair.standing(&un.listings[0], day("2026-02-28")), Standing::NotYet);
    assert_eq!(pairs.withdraw(&alerted.party, UN, "QDi.001"), Some(pair.clone()));
    assert_eq!(ask(&un, &party, &pairs, "2026-03-01").hits, alerted.hits);

    pairs.add(pair.clone()).unwrap();
    assert_eq!(pairs.confirm(&alerted.party, hit), Some(pair.clone()));
    assert_eq!(ask(&un, &party, &pairs, "2026-03-01").hits, alerted.hits);
    assert_eq!(pairs.add(pair.clone()), Err(ClearedError::TrueMatch));
    pairs.withdraw(&alerted.party, UN, "QDi.001");
    assert_eq!(pairs.add(pair), Ok(()), "people erred and say so");
}

#[test]
fn a_hit_of_one_party_clears_no_other() {
    let un = un(&["FRANK KAKOLELE BWAMBALE"]);
    let one = party("Frank Kakolele Bwambale");
    let other = Party { reference: "account 2".to_owned(), ..one.clone() };
    let verdict = ask(&un, &one, &ClearedPairs::default(), "2026-03-01");
    let (hit, listing) = (&verdict.hits[0], &un.listings[0]);
    let error = Cleared::new(&other, &verdict, hit, listing, &word()).unwrap_err();
    assert_eq!(error, ClearedError::OtherParty);
    let mut pairs = ClearedPairs::default();
    pairs.add(cleared(&un, &one, &verdict)).unwrap();
    let quiet = ask(&un, &one, &pairs, "2026-08-01");
    assert_ne!(quiet.pairs, verdict.pairs, "a verdict names the pairs that it rests on");
    let aside = &quiet.cleared[0].hit;
    let anew = Word { on: day("2026-08-01"), expires: day("2027-03-01"), ..word() };
    pairs.add(Cleared::new(&one, &quiet, aside, listing, &anew).unwrap()).unwrap();
    assert!(ask(&un, &one, &pairs, "2026-10-01").passes(), "cleared anew before it expired");
}

proptest! {
    /// Nothing is lost: what pairs set aside and what still alerts are together what alerts
    /// without them, in the same order; and a pair bears on its own listing only.
    #[test]
    fn pairs_set_aside_and_hide_nothing_else(
        all in listings(12),
        which in any::<prop::sample::Index>(),
        other in name(),
        later in 0..400_i32,
    ) {
        // A listed name, which is always found.
        let sought = which.get(&all).names[0].text.clone();
        let un = list(UN, "v1", all);
        let party = party(&sought);
        let bare = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
        prop_assert!(!bare.hits.is_empty(), "{} finds itself", sought);
        let pair = cleared(&un, &party, &bare);
        let mut pairs = ClearedPairs::default();
        pairs.add(pair).unwrap();
        let on = BusinessDate::from_days(day("2026-03-01").days() + later).unwrap();
        let with = ask(&un, &party, &pairs, &on.to_string());
        let holds = on < day("2026-09-01");
        prop_assert_eq!(with.cleared.len(), usize::from(holds));
        let mut together = with.hits.clone();
        together.extend(with.cleared.into_iter().map(|aside| aside.hit));
        together.sort_by_key(|hit| (u16::MAX - hit.score, hit.listing.clone()));
        prop_assert_eq!(together, bare.hits);
        prop_assume!(other != sought);
        let party = crate::world::party(&other);
        let without = ask(&un, &party, &ClearedPairs::default(), "2026-03-01");
        prop_assert_eq!(ask(&un, &party, &pairs, "2026-03-01"), without);
    }
}
