//! Fields that a format is not known to have are told, once by their names; what is known and says
//! nothing is not; and what a field held before may not be gone in silence.

use crate::{made, shared};
use std::fs::File;
use std::io::BufReader;
use suftaja_screen::list::guard::Guard;
use suftaja_screen::list::{self, Done, Format, Options, Reading};
use suftaja_screen::listing::{Birth, Document, List, ListedName, Listing};

fn read(format: Format, text: &str) -> Reading {
    list::read(format, &mut text.as_bytes(), &Options::default()).unwrap()
}

/// Line, field and sentence of what was not known.
fn unknown(reading: &Reading) -> Vec<(u64, String, String)> {
    let rows = reading.findings.rows.iter().filter(|row| row.done == Done::FieldUnknown);
    rows.map(|row| (row.line, row.field.clone(), row.what.clone())).collect()
}

#[test]
fn the_published_lists_have_nothing_unknown() {
    let Some(folder) = shared::lists() else { return };
    for (format, file) in [
        (Format::Un, "UN_consolidated_2026-02-27.xml"),
        (Format::Un, "un_2016_excerpt.xml"),
        (Format::EuLegacy, "eu_fsd_legacy_2016.xml"),
        (Format::Eu, "EU_FSF_1.1_one_entity_real_2024-12-11.xml"),
        (Format::Uk, "UKSL_header_and_one_real_line_2026-10-08.csv"),
        (Format::Uk, "uk_boe_conlist_2016.csv"),
    ] {
        let mut source = BufReader::new(File::open(folder.join(file)).unwrap());
        let reading = list::read(format, &mut source, &Options::default()).unwrap();
        assert_eq!(unknown(&reading), [], "{file}");
    }
}

#[test]
fn lists_made_like_the_published_ones_have_nothing_unknown() {
    for (format, text) in [
        (Format::OfacAdvanced, made::ofac_advanced(3)),
        (Format::OfacXml, made::ofac_xml(3, 3)),
        (Format::Eu, made::eu(3, 9)),
        (Format::Uk, made::uk(3)),
    ] {
        assert_eq!(unknown(&read(format, &text)), [], "{format}");
    }
}

#[test]
fn an_element_of_another_name_is_told_once() {
    let text = "<CONSOLIDATED_LIST xmlns:xsi=\"x\" xsi:noNamespaceSchemaLocation=\"y\">\n\
        <INDIVIDUALS><INDIVIDUAL><FIRST_NAME>ERIC</FIRST_NAME>\n\
        <REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>\n\
        <NAME_OF_ORIGIN>إريك</NAME_OF_ORIGIN></INDIVIDUAL>\n\
        <INDIVIDUAL rank=\"1\"><FIRST_NAME>IDA</FIRST_NAME><NAME_OF_ORIGIN/>\n\
        <REFERENCE_NUMBER>CDi.002</REFERENCE_NUMBER>\n\
        <INDIVIDUAL_DATE_OF_BIRTH><DATE>?</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>\n\
        </INDIVIDUALS><GROUPS/></CONSOLIDATED_LIST>";
    let reading = read(Format::Un, text);
    let told = unknown(&reading);
    let fields: Vec<(u64, &str)> =
        told.iter().map(|(line, field, _)| (*line, field.as_str())).collect();
    assert_eq!(fields, [(4, "NAME_OF_ORIGIN"), (5, "@rank"), (8, "GROUPS")]);
    assert!(told[0].2.contains("stands 2 times"), "{}", told[0].2);
    assert!(told[1].2.contains("stands once"), "{}", told[1].2);
    let first = reading.findings.rows.first().unwrap();
    assert_eq!(first.done, Done::FieldUnknown, "before all others, which may be many");
    assert_eq!(reading.findings.listings_left_out, 0);
}

#[test]
fn a_column_of_another_name_is_told_once_with_its_cells() {
    let text = "Report Date: 8-Oct-2026\nUnique ID,Name 6,Name non-roman script,Colour\n\
        A1,Karim,,\nA2,Salim,سليم,\nA3,Halim,حليم,\n";
    let told = unknown(&read(Format::Uk, text));
    let [(4, field, what)] = &told[..] else { panic!("an empty column loses nothing: {told:?}") };
    assert_eq!(field, "Name non-roman script");
    assert!(what.contains("column") && what.contains("stands 2 times"), "{what}");
}

/// A list of ten listings, each with a birth, a document and a name in another script.
fn ten() -> List {
    let name = |text: &str| ListedName {
        text: text.to_owned(),
        family: None,
        strength: Default::default(),
        role: Default::default(),
    };
    let listings = (0..10).map(|number| Listing {
        id: format!("L{number}"),
        names: vec![name("Karim"), name("كريم")],
        births: vec![Birth { year_from: Some(1971), year_to: Some(1971), ..Birth::default() }],
        documents: vec![Document { kind: "P".to_owned(), number: "A1".to_owned(), country: None }],
        ..Listing::default()
    });
    let (name, version) = ("own".to_owned(), "v".to_owned());
    List { name, format: None, date: None, version, listings: listings.collect() }
}

/// What a keeper does to a listing.
type Change = fn(&mut Listing);

#[test]
fn what_one_field_held_may_not_be_gone() {
    let before = ten();
    let guard = Guard::of(Format::Csv);
    let after = |change: Change, listings: usize| {
        let mut list = before.clone();
        list.listings.iter_mut().take(listings).for_each(change);
        guard.not_shrunken(&before, &list).map_err(|error| error.to_string())
    };
    let cases: [(Change, &str); 4] = [
        (|it| it.names[1].text = "Kareem".to_owned(), "8 names in another script than Latin"),
        (|it| it.documents.clear(), "8 documents and had 10"),
        (|it| it.births.clear(), "8 dates of birth and had 10"),
        (|it| it.births[0].year_from = None, "8 dates of birth"),
    ];
    for (change, expected) in cases {
        after(change, 1).unwrap_or_else(|error| panic!("ten per cent are borne: {error}"));
        let error = after(change, 2).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
