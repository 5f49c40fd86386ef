//! Made lists, read as streams: moderate in every run, of true size when asked for.

use crate::made;
use std::io::BufReader;
use suftaja_screen::list::{self, Format, ListError, Options, Reading};
use suftaja_screen::listing::{Kind, Role, Strength};

fn read(format: Format, text: &str) -> Result<Reading, ListError> {
    // A small buffer, so that every tag and name is met across the seams of the stream.
    let mut source = BufReader::with_capacity(37, text.as_bytes());
    list::read(format, &mut source, &Options::default())
}

fn advanced(parties: usize, reading: &Reading) {
    let Reading { list, findings, .. } = reading;
    assert_eq!(findings.rows, []);
    assert_eq!((list.name.as_str(), list.date.as_deref()), ("ofac", Some("2026-07-30")));
    assert_eq!(list.listings.len(), parties);
    assert_eq!(list.names(), parties * 5);
    let kinds = [Kind::Individual, Kind::Entity, Kind::Vessel, Kind::Aircraft];
    for kind in kinds {
        let count = list.listings.iter().filter(|listing| listing.kind == kind).count();
        assert_eq!(count, parties / 4, "{kind:?}");
    }
    let person = list.listing("1").unwrap();
    let first = &person.names[0];
    assert_eq!((first.role, first.strength), (Role::Primary, Strength::Strong));
    let family = first.family.clone().unwrap();
    assert!(first.text.starts_with(&format!("{family}, ")), "{first:?}");
    assert_eq!(family, family.to_uppercase());
    // In another script the family name stands last, as it is spoken.
    let other = person.names.iter().find(|name| name.role == Role::Original).unwrap();
    assert!(other.text.ends_with(other.family.as_deref().unwrap()), "{other:?}");
    let count = |of: fn(&suftaja_screen::listing::ListedName) -> bool| {
        person.names.iter().filter(|name| of(name)).count()
    };
    assert_eq!(count(|name| name.strength == Strength::Weak), 1);
    assert_eq!(count(|name| name.role == Role::Former), 1);
    let birth = &person.births[0];
    assert_eq!((birth.year_from, birth.month, birth.day), (Some(1940), Some(1), Some(1)));
    assert_eq!(birth.country.as_deref(), Some("AF"));
    assert_eq!(person.countries, ["AF"]);
    assert_eq!(person.documents[0].country.as_deref(), Some("AF"));
    assert!(person.addresses[0].contains("& "), "{}", person.addresses[0]);
    assert_eq!(person.programmes, ["SDGT"]);
    assert_eq!(person.listed_on.as_deref(), Some("2014-03-01"));
    let ship = list.listing("3").unwrap();
    assert!(ship.documents.iter().any(|it| it.kind == "IMO number" && it.number == "1000002"));
    assert!(ship.documents.iter().any(|it| it.kind == "Digital Currency Address - XBT"));
    let owned = list.listing("2").unwrap();
    assert_eq!(owned.relations[0].kind, "Owned or Controlled By");
    assert_eq!(owned.relations[0].id, "1");
}

/// A twentieth of the true size; with SUFTAJA_TRUE_SIZE set, 19,180 parties in 122 MB.
#[test]
fn advanced_xml() {
    let true_size = std::env::var_os("SUFTAJA_TRUE_SIZE").is_some();
    let parties = if true_size { 19_180 } else { 960 };
    let text = made::ofac_advanced(parties);
    assert!(text.len() / parties > 6_000, "{}", text.len());
    let mut source = BufReader::with_capacity(1 << 16, text.as_bytes());
    let before = ticks();
    let reading = list::read(Format::OfacAdvanced, &mut source, &Options::default()).unwrap();
    println!("{} bytes in {} ticks of 10 ms", text.len(), ticks() - before);
    advanced(parties, &reading);
    advanced(80, &read(Format::OfacAdvanced, &made::ofac_advanced(80)).unwrap());
}

/// Time of this process in the processor, in hundredths of a second, where the system tells it.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit(')').next().unwrap_or("");
    rest.split_whitespace().nth(11).and_then(|ticks| ticks.parse().ok()).unwrap_or(0)
}

#[test]
fn the_eu_of_true_size() {
    let Reading { list, findings, .. } = read(Format::Eu, &made::eu(5_860, 29_809)).unwrap();
    assert_eq!((list.listings.len(), list.names()), (5_860, 29_809));
    let one = list.listing("EU.0.0").unwrap();
    let weak = one.names.iter().filter(|name| name.strength == Strength::Weak).count();
    assert_eq!((weak, one.names[2].role, one.births.len()), (1, Role::Original, 1));
    assert!(one.births[0].approximate);
    assert_eq!(one.documents[0].kind, "National passport");
    // Dates of another calendar are left out, and told.
    assert_eq!(findings.rows.len(), 5_860);
    assert!(findings.rows.iter().all(|row| row.what.contains("ISLAMIC")));
}

#[test]
fn the_uk_of_true_size() {
    let Reading { list, findings, .. } = read(Format::Uk, &made::uk(6_349)).unwrap();
    assert_eq!(findings.rows, []);
    assert_eq!((list.listings.len(), list.names()), (6_349, 3 * 6_349));
    let one = list.listing("RUS0000").unwrap();
    assert_eq!((one.addresses.len(), one.births.len(), one.documents.len()), (4, 1, 1));
    assert!(one.addresses[0].contains("Street 0, flat \"0\""), "{}", one.addresses[0]);
    assert_eq!(one.countries, ["RU", "BY"]);
    let birth = &one.births[0];
    assert_eq!((birth.year_from, birth.month, birth.day), (Some(1965), None, None));
    assert_eq!((one.kind, one.names[0].role), (Kind::Individual, Role::Primary));
    let family = one.names[0].family.as_deref().unwrap();
    assert!(one.names[0].text.ends_with(family));
    assert!(one.names.iter().any(|name| name.strength == Strength::Weak));
}

#[test]
fn classic_xml() {
    let Reading { list, findings, .. } = read(Format::OfacXml, &made::ofac_xml(50, 50)).unwrap();
    assert_eq!((findings.rows.len(), list.date.as_deref()), (0, Some("2026-07-30")));
    let one = list.listing("7").unwrap();
    assert!(
        one.names[0].text.starts_with(&format!("{}, ", one.names[0].family.as_deref().unwrap()))
    );
    assert_eq!((one.names[1].strength, one.names[2].role), (Strength::Weak, Role::Former));
    assert_eq!((one.documents.len(), one.documents[0].country.as_deref()), (1, Some("IR")));
    assert_eq!((one.births.len(), one.births[0].country.as_deref()), (1, Some("IR")));
    assert!(one.births[0].approximate);
    // Whole markup, but fewer entries than the file states.
    let error = read(Format::OfacXml, &made::ofac_xml(49, 50)).unwrap_err();
    assert!(matches!(error, ListError::Truncated { .. }), "{error}");
}
