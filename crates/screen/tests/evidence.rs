//! What is known beside a name, field by field: it lowers and raises a hit and makes none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/lists.rs"]
mod lists;

use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{Birth, Document, Kind, List, Strength};
use suftaja_screen::search::Search;
use suftaja_screen::settings::{Field, Ground, Hit, Query, Settings, WeakAliases};

/// One listing with a weak alias; born in 1960 to 1962 or on 5 April 1971, of Kenya.
fn listed(kind: Kind) -> Arc<List> {
    let mut list = List::clone(&lists::list(&[&["Zaurbek Guchaev Hassan", "Emir Abdul"]]));
    let one = &mut list.listings[0];
    one.kind = kind;
    one.names[1].strength = Strength::Weak;
    one.births = vec![years(1960, 1962), day(1971, 4, 5)];
    one.countries = vec!["KE".to_owned()];
    one.documents = vec![document("A1234567", Some("KE"))];
    Arc::new(list)
}

fn years(from: u16, to: u16) -> Birth {
    Birth { year_from: Some(from), year_to: Some(to), ..Birth::default() }
}

fn about(year: u16) -> Birth {
    Birth { approximate: true, ..years(year, year) }
}

fn day(year: u16, month: u8, day: u8) -> Birth {
    Birth { month: Some(month), day: Some(day), ..years(year, year) }
}

fn document(number: &str, country: Option<&str>) -> Document {
    let (kind, country) = ("Passport".to_owned(), country.map(str::to_owned));
    Document { kind, number: number.to_owned(), country }
}

fn hits(kind: Kind, query: &Query, settings: &Settings) -> Vec<Hit> {
    let index = Index::build(&[listed(kind)], Scripts::All);
    Search::new(&index, 0).hits(query, settings)
}

fn named() -> Query {
    Query::named("Zaurbek Guchaef")
}

/// What a query's data do to the score of its name.
fn change(query: &Query) -> i32 {
    let settings = Settings { threshold: 5_000, ..Settings::default() };
    let hit = hits(Kind::Individual, query, &settings).remove(0);
    i32::from(hit.score) - i32::from(hit.name_score)
}

#[test]
fn births_by_the_best_of_all() {
    for (born, says) in [
        (vec![], 0),
        (vec![years(1961, 1961)], 200),
        (vec![years(1950, 1960)], 200),
        (vec![years(1962, 1964)], 200),
        (vec![years(1950, 1959)], -1_500),
        (vec![years(1963, 1970)], -1_500),
        (vec![years(1972, 1980)], -1_500),
        (vec![about(1958)], 200),
        (vec![about(1957)], -1_500),
        (vec![about(1964)], 200),
        (vec![about(1974)], -1_500),
        (vec![day(1971, 4, 5)], 500),
        (vec![day(1971, 5, 4)], 200),
        (vec![day(1971, 4, 6)], -800),
        (vec![years(1950, 1950), day(1971, 4, 5)], 500),
        (vec![Birth::default()], 0),
    ] {
        let query = Query { births: born.clone(), ..named() };
        assert_eq!(change(&query), says, "{born:?}");
    }
}

#[test]
fn countries_and_kinds() {
    for (countries, says) in [
        (&["KE"][..], 100),
        (&["ke"], 100),
        (&["UG", "KE"], 100),
        (&["UG"], -300),
        (&["somewhere"], 0),
        (&["UG", "somewhere"], 0),
        (&["somewhere", "KE"], 100),
    ] {
        let countries: Vec<String> = countries.iter().map(|it| (*it).to_owned()).collect();
        let query = Query { countries: countries.clone(), ..named() };
        assert_eq!(change(&query), says, "{countries:?}");
    }
    let settings = Settings { threshold: 5_000, ..Settings::default() };
    for (listed, sought, says) in [
        (Kind::Individual, Kind::Individual, 0),
        (Kind::Individual, Kind::Entity, -1_000),
        (Kind::Vessel, Kind::Individual, -1_000),
        // What a firm is called a ship may be called, and lists take one for the other.
        (Kind::Vessel, Kind::Entity, 0),
    ] {
        let query = Query { kind: Some(sought), ..named() };
        let hit = hits(listed, &query, &settings).remove(0);
        let says_now = i32::from(hit.score) - i32::from(hit.name_score);
        assert_eq!(says_now, says, "{sought:?} against {listed:?}");
    }
    let all = Query {
        births: vec![day(1971, 4, 5)],
        countries: vec!["KE".to_owned()],
        ..Query::named("Zaurbek Guchaev Hassan")
    };
    let hit = hits(Kind::Individual, &all, &settings).remove(0);
    assert_eq!(hit.score, 10_000, "a score is no more than one");
    let none = Settings { evidence: false, ..settings };
    let unlike = Query { births: vec![years(1900, 1900)], ..named() };
    let hit = hits(Kind::Individual, &unlike, &none).remove(0);
    assert_eq!((hit.score, hit.evidence.len()), (hit.name_score, 0));
}

#[test]
fn a_threshold_is_reached_by_what_equals_it() {
    let settings = Settings { threshold: 5_000, ..Settings::default() };
    let score = hits(Kind::Individual, &named(), &settings)[0].score;
    for (threshold, count) in [(score, 1), (score + 1, 0)] {
        let settings = Settings { threshold, ..settings };
        assert_eq!(hits(Kind::Individual, &named(), &settings).len(), count);
    }
    // What the name alone leaves below, no evidence lifts.
    let backed = Query { births: vec![day(1971, 4, 5)], ..named() };
    let settings = Settings { threshold: score + 1, ..settings };
    assert_eq!(hits(Kind::Individual, &backed, &settings).len(), 0);
}

#[test]
fn a_weak_alias_is_backed_by_what_agrees_and_never_by_its_kind() {
    let settings = Settings { weak_aliases: WeakAliases::WithEvidence, ..Settings::default() };
    let weak = || Query::named("Emir Abdul");
    for (query, count) in [
        (weak(), 0),
        (Query { kind: Some(Kind::Individual), ..weak() }, 0),
        (Query { births: vec![years(1990, 1990)], ..weak() }, 0),
        (Query { countries: vec!["UG".to_owned()], ..weak() }, 0),
        (Query { countries: vec!["KE".to_owned()], ..weak() }, 1),
        (Query { births: vec![years(1961, 1961)], ..weak() }, 1),
        (Query { documents: vec![document("A1234567", None)], ..weak() }, 1),
    ] {
        assert_eq!(hits(Kind::Individual, &query, &settings).len(), count, "{query:?}");
    }
}

#[test]
fn an_identifier_is_found_in_its_usual_spellings() {
    for (number, sought, found) in [
        ("9826902", "IMO 9826902", true),
        ("9826902", "IMO9826902", true),
        ("9826902", "IMO number 9826902", true),
        ("IMO 5055293", "5055293", true),
        ("9826902", "IMO 9826903", false),
        ("DEUTDEFF", "DEUTDEFFXXX", true),
        ("DEUTDEFFXXX", "DEUTDEFF", true),
        ("DEUTDEFF500", "DEUTDEFF", false),
    ] {
        let mut list = List::clone(&lists::list(&[&["Zaurbek Guchaev"]]));
        list.listings[0].documents = vec![document(number, None)];
        let index = Index::build(&[Arc::new(list)], Scripts::All);
        let documents = vec![document(sought, None)];
        let query = Query { documents, ..Query::named("Grace Nakato") };
        let hits = Search::new(&index, 0).hits(&query, &Settings::default());
        assert_eq!(hits.len(), usize::from(found), "{number} and {sought}");
    }
}

#[test]
fn an_identifier_stands_before_the_name_and_tells_it() {
    let settings = Settings { threshold: 5_000, ..Settings::default() };
    let query = Query {
        births: vec![years(1900, 1900)],
        documents: vec![document("a-123 45 67", Some("ke"))],
        ..named()
    };
    let found = hits(Kind::Individual, &query, &settings);
    assert_eq!(found.len(), 1);
    let hit = &found[0];
    assert_eq!((hit.ground, hit.score), (Ground::Identifier, 10_000));
    assert!(hit.name_score > 7_000, "{hit:?}");
    let fields: Vec<Field> = hit.evidence.iter().map(|it| it.field).collect();
    assert_eq!(fields, [Field::Document, Field::Birth]);
    for (number, country, count) in
        [("A1234567", Some("UG"), 0), ("A1234567", Some("Uganda"), 1), ("A1234567", None, 1)]
    {
        let documents = vec![document(number, country)];
        let query = Query { documents, ..Query::named("Somebody Else") };
        assert_eq!(hits(Kind::Individual, &query, &settings).len(), count, "{country:?}");
    }
}
