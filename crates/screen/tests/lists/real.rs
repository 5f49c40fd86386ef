//! The published lists, read whole and held against their counts and against `all_names.csv`, which
//! other programs made of the same files.

use crate::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::list::{self, Companions, Done, Format, Options, Reading};
use suftaja_screen::listing::{Kind, List, Listing, Role, Strength};
use suftaja_screen::search::Search;
use suftaja_screen::settings::{Query, Settings};

fn opened(path: &Path) -> BufReader<File> {
    BufReader::new(File::open(path).unwrap())
}

fn read(format: Format, name: &str) -> Option<Reading> {
    let path = shared::lists()?.join(name);
    Some(list::read(format, &mut opened(&path), &Options::default()).unwrap())
}

fn ofac(year: &str) -> Option<Reading> {
    let folder = shared::lists()?;
    let open = |name: &str| opened(&folder.join(format!("OFAC_{name}_{year}.csv")));
    let (mut sdn, mut alt, mut add, mut comments) =
        (open("sdn"), open("alt"), open("add"), open("sdn_comments"));
    let companions = Companions {
        aliases: Some(&mut alt),
        addresses: Some(&mut add),
        comments: Some(&mut comments),
    };
    Some(list::read_with(Format::OfacCsv, &mut sdn, companions, &Options::default()).unwrap())
}

fn of_kind(list: &List, kind: Kind) -> usize {
    list.listings.iter().filter(|listing| listing.kind == kind).count()
}

fn names(list: &List, role: Role, strength: Strength) -> usize {
    let names = list.listings.iter().flat_map(|listing| &listing.names);
    names.filter(|name| name.role == role && name.strength == strength).count()
}

fn listing<'l>(list: &'l List, id: &str) -> &'l Listing {
    list.listing(id).unwrap_or_else(|| panic!("{id} is missing"))
}

#[test]
fn the_un_list() {
    let Some(Reading { list, findings, .. }) = read(Format::Un, "UN_consolidated_2026-02-27.xml")
    else {
        return;
    };
    assert_eq!((list.name.as_str(), list.date.as_deref()), ("un", Some("2026-02-27")));
    assert_eq!((of_kind(&list, Kind::Individual), of_kind(&list, Kind::Entity)), (730, 273));
    assert_eq!(names(&list, Role::Primary, Strength::Strong), 1_003);
    // Names as published, and those that stand within others.
    assert_eq!(names(&list, Role::Original, Strength::Strong), 378 + 20);
    // Good and a.k.a., Low, f.k.a.; the 291 empty ones are no names.
    assert_eq!(names(&list, Role::Alias, Strength::Strong), 1_524 + 594 + 207);
    assert_eq!(names(&list, Role::Alias, Strength::Weak), 615 + 75);
    assert_eq!(names(&list, Role::Former, Strength::Strong), 19 + 3);
    // Twelve are weak and in another script.
    assert_eq!(list.names(), 4_133 + 20 + 207 + 75 + 3 + 12);
    let births = || list.listings.iter().flat_map(|listing| &listing.births);
    // Of 117, those that stand twice count once.
    assert!(births().filter(|birth| birth.approximate).count() > 105);
    assert!(births().filter(|birth| birth.year_from < birth.year_to).count() >= 31);
    assert!(births().all(|birth| birth.year_from <= birth.year_to));
    let kinds = list.listings.iter().flat_map(|listing| &listing.documents);
    assert!(kinds.clone().all(|document| !document.kind.contains('\n')));
    assert!(kinds.clone().filter(|document| document.kind == "Passport").count() > 290);
    assert!(!kinds.clone().any(|document| document.kind.contains("pasaporte")));
    assert_eq!(findings.listings_left_out, 0);
    assert!(findings.rows.len() < 60, "{:#?}", findings.rows);
    assert!(findings.rows.iter().all(|row| row.line > 1 && !row.listing.is_empty()));
    let adf = listing(&list, "CDe.001");
    assert!(adf.relations.iter().any(|relation| relation.id == "CDi.015"), "{adf:?}");
    assert_eq!(listing(&list, "CDi.003").countries, ["RW", "CD"]);
}

/// What the UN publishes as a name is found by itself, however many names stand in one element.
#[test]
fn names_within_names_of_the_un_list_are_found() {
    let Some(Reading { list, .. }) = read(Format::Un, "UN_consolidated_2026-02-27.xml") else {
        return;
    };
    let index = Index::build(&[Arc::new(list)], Scripts::All);
    let mut search = Search::new(&index, 0);
    for (name, id) in [
        ("Hay'at Tahrir al-Sham", "QDe.137"),
        ("هيئة تحرير الشام", "QDe.137"),
        ("Jabhat al-Nusrah", "QDe.137"),
        ("جبهة النصرة", "QDe.137"),
        ("Abu Bakr al-Baghdadi", "QDi.299"),
        ("حسن غول", "QDi.306"),
        ("GREAT LAKES BUSINESS COMPANY", "CDe.003"),
        ("Sardar Soleimani", "IRi.039"),
        ("Abdelali Abou Dher", "QDi.279"),
        ("Special Industries Group", "IRe.073"),
    ] {
        let hits = search.hits(&Query::named(name), &Settings::default());
        let ids = hits.iter().filter_map(|hit| index.listed(hit)).map(|(_, it, _)| it.id.as_str());
        assert!(ids.clone().any(|found| found == id), "{name}: {:?}", ids.collect::<Vec<_>>());
    }
}

#[test]
fn ofac_of_2021() {
    let Some(Reading { list, findings, .. }) = ofac("2021-07") else { return };
    assert_eq!(list.listings.len(), 8_976);
    assert_eq!(of_kind(&list, Kind::Individual), 4_620);
    assert_eq!((of_kind(&list, Kind::Vessel), of_kind(&list, Kind::Aircraft)), (406, 277));
    let strong = |role| names(&list, role, Strength::Strong);
    assert_eq!(strong(Role::Primary), 8_976);
    // The last of them stand within others, behind or before a bracket.
    assert_eq!((strong(Role::Alias), strong(Role::Former)), (11_523 + 18 + 20, 369));
    assert!(names(&list, Role::Alias, Strength::Weak) > 2_000);
    let documents = || list.listings.iter().flat_map(|listing| &listing.documents);
    let ships = documents().filter(|document| document.kind == "IMO number");
    assert!(ships.clone().count() >= 400, "{}", ships.count());
    assert!(documents().filter(|it| it.kind.starts_with("Digital Currency Address")).count() > 80);
    // A remark that goes on in the comments, within a word.
    let wallet = "12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9";
    assert!(listing(&list, "29703").documents.iter().any(|document| document.number == wallet));
    assert!(listing(&list, "9341").names[0].family.as_deref() == Some("GAXIOLA MEDINA"));
    let linked = list.listings.iter().map(|listing| listing.relations.len()).sum::<usize>();
    let lost = findings.rows.iter().filter(|row| row.field == "Linked To").count();
    assert!(linked > 3_000 && lost < 300, "{linked} linked, {lost} lost");
    let others: Vec<_> = findings.rows.iter().filter(|row| row.field != "Linked To").collect();
    assert!(others.len() < 20, "{others:#?}");
}

#[test]
fn the_older_form_of_the_eu() {
    let Some(Reading { list, findings, .. }) = read(Format::EuLegacy, "eu_fsd_legacy_2016.xml")
    else {
        return;
    };
    assert_eq!((list.date.as_deref(), list.listings.len()), (Some("2016-02-11"), 595));
    assert_eq!(list.names(), 2_993 + 18);
    assert_eq!((of_kind(&list, Kind::Individual), of_kind(&list, Kind::Entity)), (319, 276));
    let mugabe = listing(&list, "1");
    assert_eq!(mugabe.documents[0].number, "AD001095");
    assert_eq!(mugabe.documents[0].kind, "National passport");
    let births = list.listings.iter().flat_map(|listing| &listing.births);
    assert!(births.filter(|birth| birth.approximate).count() > 90);
    let lost = findings.rows.iter().filter(|row| row.done != Done::Taken);
    assert!(lost.clone().count() < 30, "{:#?}", lost.collect::<Vec<_>>());
}

#[test]
fn one_entity_of_the_eu_and_one_ship_of_the_uk() {
    let Some(eu) = read(Format::Eu, "EU_FSF_1.1_one_entity_real_2024-12-11.xml") else { return };
    let one = &eu.list.listings[0];
    assert_eq!((eu.list.date.as_deref(), one.id.as_str()), (Some("2024-12-11"), "13"));
    assert_eq!((one.names.len(), one.kind), (3, Kind::Individual));
    assert_eq!(one.names[0].family.as_deref(), Some("Hussein Al-Tikriti"));
    let birth = &one.births[0];
    assert_eq!((birth.year_from, birth.month, birth.day), (Some(1937), Some(4), Some(28)));
    assert_eq!(
        (birth.country.as_deref(), one.countries.as_slice()),
        (Some("IQ"), &["IQ".into()][..])
    );
    assert_eq!(eu.findings.rows[0].field, "euReferenceNumber");

    let uk = read(Format::Uk, "UKSL_header_and_one_real_line_2026-10-08.csv").unwrap();
    let ship = &uk.list.listings[0];
    assert_eq!((uk.list.date.as_deref(), ship.id.as_str()), (Some("2026-10-08"), "RUS2176"));
    assert_eq!((ship.kind, ship.names[0].text.as_str()), (Kind::Vessel, "KOROLEV PROSPECT"));
    assert_eq!(
        (ship.documents[0].kind.as_str(), ship.documents[0].number.as_str()),
        ("IMO number", "9826902")
    );
    assert_eq!(
        (ship.countries.as_slice(), ship.listed_on.as_deref()),
        (&["GA".into()][..], Some("2024-07-31"))
    );
}

#[test]
fn the_older_form_of_the_uk() {
    let Some(Reading { list, findings, .. }) = read(Format::Uk, "uk_boe_conlist_2016.csv") else {
        return;
    };
    assert_eq!((list.date.as_deref(), list.listings.len()), (Some("2016-02-12"), 463));
    let lost = findings.rows.iter().filter(|row| row.done != Done::Taken);
    assert_eq!(lost.count(), 0, "{:#?}", findings.rows);
    let gunawan = listing(&list, "8832");
    assert_eq!(gunawan.names[0].text, "Gun Gun Rusman GUNAWAN");
    assert_eq!(gunawan.names[0].family.as_deref(), Some("GUNAWAN"));
    assert_eq!(gunawan.births[0].country.as_deref(), Some("ID"));
    assert!(listing(&list, "12439").births[0].year_from == Some(1946));
    let broken = list.listings.iter().flat_map(|listing| &listing.names);
    assert_eq!(broken.filter(|name| name.text.contains('\u{FFFD}')).count(), 0);
}

/// The records of a sound CSV.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field, mut quoted) = (vec![], vec![], String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    records
}

/// Every name that other programs found in the UN list and in OFAC's is found here, and no other
/// but the weak aliases of OFAC's remarks and what stands within a name of its listing.
#[test]
fn the_names_are_those_that_others_find() {
    let Some(folder) = shared::lists() else { return };
    let mut theirs: BTreeMap<(String, String), i64> = BTreeMap::new();
    let text = std::fs::read_to_string(folder.join("all_names.csv")).unwrap();
    for fields in records(&text) {
        let [list, id, _, _, name] = &fields[..] else { panic!("{fields:?}") };
        if list.starts_with("UN-") || list.starts_with("OFAC-") {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            *theirs.entry((id.clone(), name)).or_default() += 1;
        }
    }
    let un = read(Format::Un, "UN_consolidated_2026-02-27.xml").unwrap().list;
    for list in [un, ofac("2021-07").unwrap().list] {
        for listing in &list.listings {
            for name in &listing.names {
                let weak = list.name == "ofac" && name.strength == Strength::Weak;
                if !weak {
                    *theirs.entry((listing.id.clone(), name.text.clone())).or_default() -= 1;
                }
            }
        }
    }
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|sign: char| !sign.is_alphanumeric()).map(str::to_owned).collect()
    };
    let is_within = |id: &str, name: &str| {
        let published = theirs.iter().filter(|((of, _), count)| of == id && **count >= 0);
        let mut longer = published.filter(|((_, text), _)| text.len() > name.len());
        longer.any(|((_, text), _)| words(name).is_subset(&words(text)))
    };
    let differ: Vec<_> = theirs
        .iter()
        .filter(|((id, name), count)| **count > 0 || **count < 0 && !is_within(id, name))
        .collect();
    assert!(differ.is_empty(), "{} differ: {:?}", differ.len(), &differ[..differ.len().min(20)]);
}
