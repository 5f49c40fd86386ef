//! What is no list is refused with its line, and no bytes make a reader panic.

use crate::made;
use proptest::prelude::*;
use std::io::{BufRead, BufReader};
use suftaja_screen::list::guard::Guard;
use suftaja_screen::list::{self, Companions, Format, ListError, Options, Reading};
use suftaja_screen::listing::{Listing, Strength};

fn read(format: Format, text: impl AsRef<[u8]>) -> Result<Reading, ListError> {
    list::read(format, &mut BufReader::new(text.as_ref()), &Options::default())
}

fn un(inside: &str) -> String {
    format!(
        "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:09.554Z\">\n<INDIVIDUALS>\n{inside}\n\
         </INDIVIDUALS>\n</CONSOLIDATED_LIST>"
    )
}

const ONE: &str = "<INDIVIDUAL><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME/>\
    <REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER></INDIVIDUAL>";
const OWN: &str = "id,name,strength\n1,Aaa Bbb,strong\n1,Ccc,weak\n2,Ddd,\n";

#[test]
fn what_is_no_list_is_said_to_be_that() {
    let page = "\n<!DOCTYPE html>\n<html><body>Access denied</body></html>";
    let cases: Vec<(Format, String, &str)> = vec![
        (Format::Un, String::new(), "empty"),
        (Format::Csv, " \r\n \n".to_owned(), "empty"),
        (Format::Csv, "id,name\n".to_owned(), "empty"),
        (Format::Un, un(""), "empty"),
        (Format::Uk, page.to_owned(), "HTML"),
        (Format::Eu, "<HTML><head></head></HTML>".to_owned(), "HTML"),
        (Format::Eu, un(ONE), "no list of the kind eu"),
        (Format::Un, "<error>not found</error>".to_owned(), "no list of the kind un"),
        (Format::OfacCsv, OWN.to_owned(), "no list of the kind ofac-csv"),
        (Format::Uk, OWN.to_owned(), "no list of the kind uk"),
        (
            Format::Un,
            OWN.to_owned(),
            "line 1: no markup begins; the file is no list of the kind un",
        ),
        (Format::Json, "{\"error\": 403}".to_owned(), "no list of the kind json"),
        (Format::Un, format!("<!DOCTYPE CONSOLIDATED_LIST>{}", un(ONE)), "DOCTYPE"),
        (Format::Un, un(&ONE.replace("ERIC", "&xxe;")), "line 3: the reference “xxe”"),
        (Format::Un, un(&ONE.replace("</FIRST_NAME>", "</OTHER>")), "line 3"),
        (Format::Un, un(&"<A>".repeat(100)), "deep"),
        (Format::Un, format!("{}{}", un(ONE), un(ONE)), "second outermost"),
        (Format::Csv, "id,nmae\n1,A\n".to_owned(), "no head name"),
        (Format::Csv, "id,name,strenght\n1,A,weak\n".to_owned(), "“strenght” is not known"),
        (Format::Csv, "id,name,id\n1,A,2\n".to_owned(), "stands twice"),
        (Format::Csv, "id,name\n1,A\n,B\n".to_owned(), "line 3, id: it is empty"),
        (
            Format::Csv,
            "id,name,strength\n1,A,low\n".to_owned(),
            "line 2, 1, strength: “low” is none; use strong or weak",
        ),
        (Format::Csv, "id,name\n1,A,x\n".to_owned(), "line 2: the line has 3 columns"),
        (Format::Csv, "id;name\n1;A\n".to_owned(), "use a comma"),
        (Format::Csv, "id,name,born\n1,A".to_owned(), "ends inside"),
        (Format::Csv, "id,name\n1,\"A\n".to_owned(), "ends inside"),
        (Format::Json, "{\"listings\": [{\"id\": \"1\"".to_owned(), "ends inside"),
    ];
    for (format, text, expected) in cases {
        let error = read(format, &text).unwrap_err();
        assert!(error.to_string().contains(expected), "{format} {text:?}: {error}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    let whole = [
        (Format::Un, un(ONE)),
        (Format::OfacAdvanced, made::ofac_advanced(4)),
        (Format::Eu, made::eu(2, 6)),
    ];
    for (format, text) in whole {
        let text = text.trim_end();
        read(format, text).unwrap();
        for at in (1..text.len()).step_by(text.len() / 400 + 1) {
            assert!(read(format, text.as_bytes().get(..at).unwrap()).is_err(), "{format} at {at}");
        }
    }
    // CSV has no end; what is noticed is a line that is cut.
    let text = made::uk(2);
    let at = text.trim_end().len() - 10;
    let error = read(Format::Uk, text.get(..at).unwrap()).unwrap_err();
    assert!(matches!(error, ListError::Truncated { .. }), "{error}");
}

#[test]
fn a_listing_that_cannot_be_taken_refuses_the_list() {
    let nameless = ONE.replace("ERIC", "");
    let text = un(&format!("{ONE}\n{nameless}"));
    let error = read(Format::Un, &text).unwrap_err();
    assert!(error.to_string().contains("1 listings"), "{error}");
    assert!(error.to_string().contains("line 4"), "{error}");
    let lenient = Options { listings_lost_max: 1, ..Options::default() };
    let reading = list::read(Format::Un, &mut text.as_bytes(), &lenient).unwrap();
    assert_eq!((reading.list.listings.len(), reading.findings.listings_left_out), (1, 1));

    let json = "{\"listings\": [\n{\"id\": \"1\", \"names\": [{\"text\": \"A\"}]},\n\
        {\"id\": \"2\", \"names\": [{\"text\": \"B\", \"strenght\": \"weak\"}]}]}";
    let error = read(Format::Json, json).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("line 3, listings: listing 2 cannot be read: unknown field `strenght`"),
        "{error}"
    );
}

#[test]
fn traps_become_findings_with_their_line() {
    let alias = |quality: &str, text: &str| {
        format!(
            "\n<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{text}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
        )
    };
    let with = format!("</REFERENCE_NUMBER>{}{}", alias("Fair", "B"), alias("", "C"));
    let born =
        "\n<INDIVIDUAL_DATE_OF_BIRTH><YEAR>sometime</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>";
    let one = ONE.replace("</REFERENCE_NUMBER>", &with).replace("</INDIVIDUAL>", born);
    let Reading { list, findings, .. } = read(Format::Un, un(&one)).unwrap();
    let told: Vec<(u64, &str)> =
        findings.rows.iter().map(|row| (row.line, row.field.as_str())).collect();
    assert_eq!(told, [(4, "QUALITY"), (5, "QUALITY"), (6, "DATE_OF_BIRTH")]);
    assert!(list.listings[0].names.iter().all(|name| name.strength == Strength::Strong));
}

#[test]
fn companions_of_ofac_are_joined_and_strangers_told() {
    let sdn = "7,\"AAA, Bbb\",individual,\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1951; Linked To: CC\"\r\n\
        8,\"CC DD\",-0- ,CUBA,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a";
    let (mut alt, mut add, mut comments) = (
        "7,1,fka,\"EEE, Fff\",-0- \r\n9,2,aka,X,-0- \r\n".as_bytes(),
        "7,1,-0- ,\"Havana\",\"Cuba\",-0- \r\n".as_bytes(),
        "7,\" DD; POB Tehran, Iran.\"\r\n".as_bytes(),
    );
    let companions = Companions {
        aliases: Some(&mut alt),
        addresses: Some(&mut add),
        comments: Some(&mut comments),
    };
    let mut source = sdn.as_bytes();
    let reading =
        list::read_with(Format::OfacCsv, &mut source, companions, &Options::default()).unwrap();
    let one = reading.list.listing("7").unwrap();
    assert_eq!(
        (one.names[1].text.as_str(), one.addresses[0].as_str()),
        ("EEE, Fff", "Havana, Cuba")
    );
    assert_eq!(
        (one.programmes.as_slice(), one.relations[0].id.as_str()),
        (&["SDGT".into(), "IFSR".into()][..], "8")
    );
    assert_eq!(one.births[0].country.as_deref(), Some("IR"));
    let told: Vec<&str> = reading.findings.rows.iter().map(|row| row.field.as_str()).collect();
    assert_eq!(told, ["alt.csv"]);
    let bare = sdn.replace("8,\"CC DD\",-0- ", "8,\"CC DD\"");
    let error = read(Format::OfacCsv, bare).unwrap_err();
    assert!(error.to_string().contains("line 2: the line has 11 columns"), "{error}");
}

#[test]
fn a_second_row_of_an_identifier_adds_its_remark() {
    let row = |name: &str, remark: &str| {
        format!("7,\"{name}\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{remark}\"\n")
    };
    let sdn = row("A, B", "DOB 1951; a.k.a. 'C'.") + &row("D, E", "DOB 1960; a.k.a. 'F'.");
    let list = read(Format::OfacCsv, &sdn).unwrap().list;
    let one = &list.listings[0];
    let years: Vec<_> = one.births.iter().filter_map(|birth| birth.year_from).collect();
    assert_eq!((one.names.len(), years), (4, vec![1951, 1960]));
}

#[test]
fn one_listing_is_bounded() {
    let names = "1,A\n".repeat(10_001);
    let error = read(Format::Csv, format!("id,name\n{names}")).unwrap_err();
    assert!(error.to_string().contains("more than 10000 names"), "{error}");
    let long = format!("<nameAlias wholeName=\"{}\"/>", "a".repeat(3 << 20)).repeat(6);
    let export =
        format!("<export><sanctionEntity logicalId=\"1\">{long}</sanctionEntity></export>");
    let error = read(Format::Eu, export).unwrap_err();
    assert!(matches!(error, ListError::TooLarge { .. }), "{error}");
}

#[test]
fn a_companion_of_ofac_must_be_its_own() {
    let sdn = "7,\"AAA, Bbb\",individual,SDGT,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n";
    let own = "7,1,aka,\"EEE, Fff\",-0- \n";
    let read = |mut alt: &[u8], mut add: &[u8]| {
        let (aliases, addresses): (&mut dyn BufRead, &mut dyn BufRead) = (&mut alt, &mut add);
        let (aliases, addresses) = (Some(aliases), Some(addresses));
        let companions = Companions { aliases, addresses, comments: None };
        list::read_with(Format::OfacCsv, &mut sdn.as_bytes(), companions, &Options::default())
    };
    assert_eq!(read(own.as_bytes(), b"").unwrap().list.listings[0].names.len(), 2);
    for (alt, add, expected) in [
        ("", "", "alt.csv: the file is empty"),
        ("<!DOCTYPE html><html>no</html>", "", "alt.csv: the file is an HTML page"),
        (own, "<html>", "add.csv: the file is an HTML page"),
        ("7,1,aka,EEE\n", "", "alt.csv: line 1: the line has 4 columns"),
        ("8,1,aka,EEE,-0- \n9,1,aka,EEE,-0- \n", "", "alt.csv: line 3: 2 of 2 rows"),
    ] {
        let error = read(alt.as_bytes(), add.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn all_that_is_wrong_with_an_own_list_is_told_at_once() {
    let text = "id,kind,name,strength,born,listed_on\n\
        1,individual,Aaa,,1971,\n\
        2,person,Bbb,,,\n\
        2,,Bbb B,low,,\n\
        3,,Ccc,,,yesterday\n\
        4,,Doe, Jane,,,\n\
        ,,Eee,,,\n";
    let error = read(Format::Csv, text).unwrap_err().to_string();
    let told: Vec<&str> = error.lines().collect();
    let [head, kind, strength, listed_on, width, id] = &told[..] else { panic!("{error}") };
    assert!(head.starts_with("4 listings cannot be read"), "2 counts once: {error}");
    assert!(kind.starts_with("line 3, 2, kind: “person” is none; use individual"), "{kind}");
    assert!(strength.starts_with("line 4, 2, strength: “low”"), "{strength}");
    assert!(listed_on.starts_with("line 5, 3, listed_on: “yesterday”"), "{listed_on}");
    assert!(width.starts_with("line 6: the line has 7 columns"), "{width}");
    assert!(id.starts_with("line 7, id: it is empty"), "{id}");
    let heads = read(Format::Csv, "id,name,strenght,id,bron\n").unwrap_err().to_string();
    assert!(heads.contains("“strenght”") && heads.contains("“bron”"), "{heads}");
    assert!(heads.contains("id stands twice"), "{heads}");

    let lenient = Options { listings_lost_max: 4, ..Options::default() };
    let reading = list::read(Format::Csv, &mut text.as_bytes(), &lenient).unwrap();
    let left: Vec<&str> = reading.list.listings.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(left, ["1"], "a listing is taken whole or not at all");
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let utf_16 = |text: &str| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let cases: [(Format, Vec<u8>, &str); 6] = [
        (Format::Un, utf_16(&un(ONE)), "UTF-16; save it as UTF-8"),
        (Format::Csv, utf_16(OWN), "UTF-16; save it as UTF-8"),
        (Format::OfacXml, b"PK\x03\x04\x14\0".to_vec(), "unpack it"),
        (Format::Eu, b"\x1F\x8B\x08\0".to_vec(), "unpack it"),
        // A guess would be names that nobody has.
        (Format::Csv, b"id,name\n1,\xC8\xE2\xE0\xED\n".to_vec(), "line 2: the line is not UTF-8"),
        (Format::Un, un(ONE).replace("ERIC", "\u{e9}").into_bytes(), ""),
    ];
    for (format, bytes, expected) in cases {
        match read(format, &bytes) {
            Ok(_) => assert!(expected.is_empty()),
            Err(error) => {
                let told = error.to_string();
                assert!(!expected.is_empty() && told.contains(expected), "{format}: {told}");
            }
        }
    }
    let mut latin_1 = un(ONE).into_bytes();
    let at = latin_1.windows(4).position(|part| part == b"ERIC").unwrap();
    latin_1[at] = 0xE9;
    let error = read(Format::Un, &latin_1).unwrap_err();
    assert!(matches!(error, ListError::Malformed { line: 3, .. }), "{error}");
}

#[test]
fn floors_and_shrinking() {
    let list = read(Format::Csv, OWN).unwrap().list;
    let guard = Guard { floor: 3, ..Guard::of(Format::Csv) };
    assert!(guard.long_enough(&list).unwrap_err().to_string().contains("2 listings"));
    let mut less = list.clone();
    less.listings[0].names.truncate(1);
    let error = guard.not_shrunken(&list, &less).unwrap_err();
    assert!(error.to_string().contains("2 names and had 3"), "{error}");
    Guard { loss_percent: 34, ..guard }.not_shrunken(&list, &less).unwrap();
    guard.not_shrunken(&list, &list).unwrap();
    // At the floor, and at the share that may be lost, a list is still long enough.
    Guard { floor: 2, ..guard }.long_enough(&list).unwrap();
    let mut half = list.clone();
    half.listings.truncate(1);
    half.listings[0].names = list.listings.iter().flat_map(|it| it.names.clone()).collect();
    Guard { loss_percent: 50, ..guard }.not_shrunken(&list, &half).unwrap();
    let error = Guard { loss_percent: 49, ..guard }.not_shrunken(&list, &half).unwrap_err();
    assert!(error.to_string().contains("1 listings and had 2"), "{error}");
    less.name = "other".to_owned();
    assert!(matches!(guard.not_shrunken(&list, &less), Err(ListError::OfAnother { .. })));
}

#[test]
fn formats_are_recognised() {
    for (format, text) in [
        (Format::Un, un(ONE)),
        (Format::OfacXml, made::ofac_xml(1, 1)),
        (Format::OfacAdvanced, made::ofac_advanced(1)),
        (Format::Eu, made::eu(1, 1)),
        (Format::EuLegacy, "<?xml version=\"1.0\"?>\n<!-- X -->\n<WHOLE Date=\"1\">".to_owned()),
        (Format::Uk, made::uk(1)),
        (Format::Uk, "Last Updated,12/02/2016\nName 6,Name 1,Group ID\n".to_owned()),
        (Format::OfacCsv, "36,\"A\",-0- ,\"CUBA\"".to_owned()),
        (Format::Csv, OWN.to_owned()),
        (Format::Csv, "nmae,\"ID\"".to_owned()),
        (Format::Json, " {\"listings\": []}".to_owned()),
    ] {
        assert_eq!(Format::detect(text.as_bytes()), Some(format), "{text:.80}");
    }
    assert_eq!(Format::detect(b"hello"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is done to the bytes of a list, reading ends, with a list or an error.
    #[test]
    fn damaged_lists_are_read_or_refused(
        at in 0_usize..100_000,
        cut in 0_usize..40,
        put in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        let lists = [
            (Format::Un, un(ONE)),
            (Format::OfacXml, made::ofac_xml(2, 2)),
            (Format::OfacAdvanced, made::ofac_advanced(2)),
            (Format::Eu, made::eu(2, 8)),
            (Format::EuLegacy, "<WHOLE Date=\"11/02/2016\"><ENTITY Id=\"1\" Type=\"P\"><NAME><WHOLENAME>A</WHOLENAME></NAME></ENTITY></WHOLE>".to_owned()),
            (Format::Uk, made::uk(1)),
            (Format::OfacCsv, "7,\"A, B\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1951; POB A, B; Passport A1 (Iran)\"\n".to_owned()),
            (Format::Csv, OWN.to_owned()),
            (Format::Json, "{\"listings\": [{\"id\": \"1\", \"names\": [{\"text\": \"A\"}]}]}".to_owned()),
        ];
        for (format, text) in lists {
            let mut bytes = text.into_bytes();
            let at = at % bytes.len();
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, put.iter().copied());
            if let Ok(reading) = read(format, &bytes) {
                let listings = &reading.list.listings;
                prop_assert!(listings.is_sorted_by(|one, other| one.id < other.id));
                let is_found = |one: &Listing| !one.id.is_empty() && !one.names.is_empty();
                prop_assert!(listings.iter().all(is_found));
            }
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in Format::ALL {
            let _ = read(format, &bytes);
        }
        let _ = Format::detect(&bytes);
    }
}
