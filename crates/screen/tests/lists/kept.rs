//! Kept lists come back as they were or not at all; differences are told by identifiers.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::io::BufReader;
use suftaja_screen::list::difference::between;
use suftaja_screen::list::{self, Format, ListError, Options, kept};
use suftaja_screen::listing::{Kind, List, Listing};
use suftaja_screen::verdict::listing_digest;

fn own(text: &str) -> List {
    list::read(Format::Csv, &mut text.as_bytes(), &Options::default()).unwrap().list
}

fn written(list: &List) -> Vec<u8> {
    let mut bytes = Vec::new();
    kept::write(list, &mut bytes).unwrap();
    bytes
}

fn some() -> List {
    own(
        "id,kind,name,role,strength,family,born,birth_country,country,document_kind,document,address,\
         programme,relation,listed_on\n\
         B,individual,\"Aaa \"\"B\"\" Ççç\",primary,,Ççç,circa 1951,Iran,IR,Passport,A1,Tehran,X,A,2024-01-31\n\
         B,individual,Short,alias,weak,,,,,,,,,,\n\
         A,vessel,صدام,original,,,,,,IMO number,9187629,,,,\n",
    )
}

#[test]
fn a_kept_list_comes_back() {
    let list = some();
    let bytes = written(&list);
    assert!(kept::is_kept(&bytes));
    assert_eq!(written(&list), bytes);
    let back = kept::read(&mut BufReader::with_capacity(11, bytes.as_slice())).unwrap();
    assert_eq!(back, list);
    assert_eq!(list.listings[0].id, "A");
    assert_eq!(list.listing("B").unwrap().births[0].country.as_deref(), Some("IR"));
}

#[test]
fn a_kept_list_says_whose_it_is_and_the_first_form_did_not() {
    let list = some();
    let text = String::from_utf8(written(&list)).unwrap();
    assert!(text.starts_with("{\"suftaja_list\":2,\"name\":\"own\",\"format\":\"csv\","), "{text}");
    for format in Format::ALL {
        let list = List { format: Some(format), ..list.clone() };
        let back = kept::read(&mut written(&list).as_slice()).unwrap();
        assert_eq!(back.format, Some(format));
        let shown = serde_json::to_value(format).unwrap();
        assert_eq!(shown, format.name(), "the head has the word of --kind");
    }
    // As the first form was written, in all bytes.
    let first = "{\"suftaja_list\":1,\"name\":\"un\",\"version\":\"v\",\"listings\":1}\n\
        {\"id\":\"A\",\"kind\":\"entity\",\"names\":[{\"text\":\"X\",\"strength\":\"strong\",\"role\":\"primary\"}]}\n\
        {\"sha256\":\"SUM\"}\n";
    let lines: Vec<&str> = first.split_inclusive('\n').collect();
    let sum = Sha256::digest(lines[..2].concat());
    let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    let back = kept::read(&mut first.replace("SUM", &sum).as_bytes()).unwrap();
    assert_eq!((back.name.as_str(), back.format, back.listings.len()), ("un", None, 1));
    let later = first.replace("_list\":1", "_list\":3");
    let error = kept::read(&mut later.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("form 3"), "{error}");
}

#[test]
fn own_json_reads_what_is_kept_of_a_listing() {
    let list = some();
    let json =
        serde_json::json!({ "list": "mine", "date": "2026-01-02", "listings": list.listings });
    let text = serde_json::to_string_pretty(&json).unwrap();
    let reading = list::read(Format::Json, &mut text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(reading.list.listings, list.listings);
    assert_eq!(
        (reading.list.name.as_str(), reading.list.date.as_deref()),
        ("mine", Some("2026-01-02"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// No byte of a kept list can be another without being noticed.
    #[test]
    fn an_altered_list_is_noticed(at in 0_usize..10_000, by in 1_u8..=255) {
        let mut bytes = written(&some());
        let at = at % bytes.len();
        bytes[at] ^= by;
        let error = kept::read(&mut bytes.as_slice()).unwrap_err();
        prop_assert!(matches!(error, ListError::KeptChanged { .. }), "{}", error);
    }

    #[test]
    fn a_list_that_is_cut_off_is_noticed(at in 0_usize..10_000) {
        let bytes = written(&some());
        let at = at % bytes.len();
        prop_assert!(kept::read(&mut &bytes[..at]).is_err());
    }

    /// What is added, removed and changed makes the new version of the old one.
    #[test]
    fn differences_are_complete(
        old in proptest::collection::btree_map(0_u8..12, 0_u8..3, 1..10),
        new in proptest::collection::btree_map(0_u8..12, 0_u8..3, 1..10),
    ) {
        let list = |of: &std::collections::BTreeMap<u8, u8>| {
            let rows = of.iter().map(|(id, name)| format!("L{id:02},Name {name}\n"));
            own(&format!("id,name\n{}", rows.collect::<String>()))
        };
        let difference = between(&list(&old), &list(&new)).unwrap();
        let id = |id: &u8| format!("L{id:02}");
        let added: Vec<String> = new.keys().filter(|key| !old.contains_key(key)).map(id).collect();
        let gone = old.keys().filter(|key| !new.contains_key(key));
        let removed: Vec<String> = gone.map(id).collect();
        let changed: Vec<String> = new
            .iter()
            .filter(|(key, name)| old.get(key).is_some_and(|before| before != *name))
            .map(|(key, _)| id(key))
            .collect();
        prop_assert_eq!(difference.added, added);
        prop_assert_eq!(difference.removed, removed);
        let told: Vec<String> = difference.changed.iter().map(|it| it.id.clone()).collect();
        prop_assert_eq!(told, changed);
        prop_assert!(difference.changed.iter().all(|it| it.fields == ["names"]));
    }
}

/// A listing with two of everything.
fn doubled() -> Listing {
    let text = "id,name,born,country,document,address,programme,relation\n\
        A,One,1971,KE,A1,Street 1,X,B\nA,Two,1972,UG,A2,Street 2,Y,C\nB,B\nC,C\n";
    let rows = text.lines().map(|line| {
        let missing = 7_usize.saturating_sub(line.matches(',').count());
        format!("{line}{}\n", ",".repeat(missing))
    });
    own(&rows.collect::<String>()).listings.remove(0)
}

#[test]
fn every_field_that_changed_is_named_and_none_that_is_in_another_order() {
    let list = |listing: Listing| List { listings: vec![listing], ..some() };
    let changed = |change: &dyn Fn(&mut Listing)| {
        let mut listing = doubled();
        change(&mut listing);
        let difference = between(&list(doubled()), &list(listing)).unwrap();
        difference.changed.into_iter().flat_map(|it| it.fields).collect::<Vec<_>>()
    };
    type Change = (&'static str, fn(&mut Listing), fn(&mut Listing));
    let fields: [Change; 7] = [
        ("names", |it| drop(it.names.pop()), |it| it.names.reverse()),
        ("births", |it| drop(it.births.pop()), |it| it.births.reverse()),
        ("countries", |it| drop(it.countries.pop()), |it| it.countries.reverse()),
        ("documents", |it| drop(it.documents.pop()), |it| it.documents.reverse()),
        ("addresses", |it| drop(it.addresses.pop()), |it| it.addresses.reverse()),
        ("programmes", |it| drop(it.programmes.pop()), |it| it.programmes.reverse()),
        ("relations", |it| drop(it.relations.pop()), |it| it.relations.reverse()),
    ];
    for (field, less, turned) in fields {
        assert_eq!(changed(&less), [field]);
        assert_eq!(changed(&turned), [""; 0], "{field}");
        // What a cleared pair rests on changes with the same.
        let (mut one, mut other) = (doubled(), doubled());
        turned(&mut other);
        assert_eq!(listing_digest(&one), listing_digest(&other), "{field}");
        less(&mut one);
        assert_ne!(listing_digest(&one), listing_digest(&other), "{field}");
    }
    assert_eq!(changed(&|it| it.kind = Kind::Vessel), ["kind"]);
    assert_eq!(changed(&|it| it.listed_on = Some("2026-01-31".to_owned())), ["listed_on"]);
}

#[test]
fn fields_that_changed_are_named() {
    let old = some();
    let mut new = old.clone();
    let one: &mut Listing = &mut new.listings[1];
    one.names.swap(0, 1);
    assert!(between(&old, &new).unwrap().is_empty());
    let one: &mut Listing = &mut new.listings[1];
    one.births[0].approximate = false;
    one.names[0].strength = suftaja_screen::listing::Strength::Strong;
    let difference = between(&old, &new).unwrap();
    assert_eq!(difference.changed[0].fields, ["names", "births"]);
    assert_eq!(difference.changed[0].names_added, ["Short"]);
    assert_eq!(difference.changed[0].names_removed, ["Short"]);
    new.name = "other".to_owned();
    assert!(matches!(between(&old, &new), Err(ListError::OfAnother { .. })));
}
