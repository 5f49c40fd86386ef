//! The whole dialect of ISO 20022 schemas, piece by piece: bases, facets, patterns, groups, `any`.
//!
//! Small schemas are written here and added at run time, so that each construct is asked with
//! values on both sides of its bound; the patterns are those of all built-in messages. It counts
//! what the tables use, so that a construct that enters them without a test is noticed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "mutants/dice.rs"]
mod dice;
#[path = "mutants/oracle.rs"]
#[expect(dead_code, reason = "xmllint is not asked here")]
mod oracle;
#[path = "mutants/value.rs"]
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dice::Dice;
use suftaja_base::suf::message as suf;
use suftaja_iso::facts::{Base, Body, MessageFact, Particle, SimpleFact, Store};
use suftaja_iso::{Catalogue, Limits, Reader};
use xsd_schema::SchemaSetBuilder;

const NAMESPACE: &str = "urn:s:xsd:one.001";

/// A schema whose Document holds one value of the type that `restriction` describes.
fn schema(restriction: &str) -> String {
    format!(
        "<s:schema xmlns:s=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"{NAMESPACE}\" \
        targetNamespace=\"{NAMESPACE}\" elementFormDefault=\"qualified\">\
        <s:element name=\"Document\" type=\"T\"/>\
        <s:complexType name=\"T\"><s:sequence><s:element name=\"V\" type=\"V\"/></s:sequence>\
        </s:complexType><s:simpleType name=\"V\">{restriction}</s:simpleType></s:schema>"
    )
}

fn document(value: &str) -> String {
    format!("<Document xmlns=\"{NAMESPACE}\"><V>{value}</V></Document>")
}

fn catalogue(schema: &str) -> Catalogue {
    let mut catalogue = Catalogue::embedded().unwrap();
    let added = catalogue.extend(&["s"], &mut |_| Some(schema.as_bytes().to_vec())).unwrap();
    assert_eq!(added.left_out, [], "{schema}");
    catalogue
}

fn facts() -> Vec<MessageFact> {
    let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/schemas.bin"));
    let store = Store::open(&file.unwrap()).unwrap();
    (0..store.len()).map(|index| store.message(index).unwrap()).collect()
}

fn simple_types(facts: &[MessageFact]) -> impl Iterator<Item = &SimpleFact> {
    facts.iter().flat_map(|fact| &fact.types).filter_map(|known| match &known.body {
        Body::Simple(simple) => Some(simple),
        _ => None,
    })
}

#[test]
fn the_tables_use_what_is_tested_here_and_nothing_else() {
    let facts = facts();
    let bases: BTreeSet<&str> = simple_types(&facts).map(|simple| simple.base.name()).collect();
    assert_eq!(bases.len(), Base::ALL.len());
    let used = |facet: fn(&SimpleFact) -> bool| simple_types(&facts).any(facet);
    let facets: [fn(&SimpleFact) -> bool; 7] = [
        |simple| !simple.values.is_empty(),
        |simple| simple.pattern.is_some(),
        |simple| simple.length_min.is_some(),
        |simple| simple.length_max.is_some(),
        |simple| simple.total_digits.is_some(),
        |simple| simple.fraction_digits.is_some(),
        |simple| simple.min_inclusive.is_some(),
    ];
    assert!(facets.into_iter().all(used));
    let patterns: BTreeSet<&str> =
        simple_types(&facts).filter_map(|simple| simple.pattern.as_deref()).collect();
    assert_eq!(patterns.len(), 55);
    let mut wildcards: BTreeMap<(Option<&str>, bool), usize> = BTreeMap::new();
    let mut groups = 0;
    for known in facts.iter().flat_map(|fact| &fact.types) {
        match &known.body {
            Body::Any { namespace, lax } => {
                *wildcards.entry((namespace.as_deref(), *lax)).or_default() += 1;
            }
            Body::Sequence(particles) if particles.len() > 1 => {
                let group = |particle: &Particle| matches!(particle, Particle::Choice(_));
                groups += usize::from(particles.iter().any(group));
            }
            _ => {}
        }
    }
    let signature = Some("http://www.w3.org/2000/09/xmldsig#");
    let kinds: Vec<_> = wildcards.keys().copied().collect();
    assert_eq!(kinds, [(None, false), (None, true), (signature, true)]);
    assert!(groups > 0);
}

/// A restriction, values that obey it, and values that do not.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Each base and each facet at both sides of every bound.
const VALUES: [Row; 18] = [
    ("<s:restriction base='s:string'/>", &["", " a ", "\u{10348}", "a&#10;b"], &["<b/>"]),
    (
        "<s:restriction base='s:string'><s:minLength value='2'/><s:maxLength value='3'/>\
        </s:restriction>",
        &["ab", "abc", "  ", " a", "é€", "\u{10348}\u{10348}\u{10348}", "a&#32;", "a\r\n"],
        &["", "a", "abcd", "\u{10348}", "\u{10348}\u{10348}\u{10348}\u{10348}", "abc "],
    ),
    (
        "<s:restriction base='s:string'><s:length value='2'/></s:restriction>",
        &["ab", "éé", "&lt;&gt;"],
        &["a", "abc", ""],
    ),
    (
        "<s:restriction base='s:string'><s:enumeration value='AB'/><s:enumeration value='A'/>\
        <s:enumeration value='A longer one'/></s:restriction>",
        &["AB", "A", "A longer one", "<![CDATA[AB]]>", "&#65;B"],
        &["", "ab", "ABC", " AB", "AB ", "A longer on", "A longer one."],
    ),
    (
        "<s:restriction base='s:string'><s:enumeration value='AB'/><s:enumeration value='ABC'/>\
        <s:maxLength value='2'/></s:restriction>",
        &["AB"],
        &["ABC"],
    ),
    (
        "<s:restriction base='s:string'><s:pattern value='[A-C]{2,3}'/></s:restriction>",
        &["AB", "CCC"],
        &["A", "ABCA", "AD", "ab", " AB", "AB\n", "ÄB"],
    ),
    (
        "<s:restriction base='s:string'><s:pattern value='[A-C]+'/><s:maxLength value='3'/>\
        </s:restriction>",
        &["A", "CCC"],
        &["", "ABCA", "D"],
    ),
    (
        "<s:restriction base='s:decimal'/>",
        &["0", "-1.5", "+1", ".5", "5.", " 1 ", "99999999999999999999999999.999"],
        &["", ".", "+", "1e1", "INF", "1 1", "0x1", "١"],
    ),
    (
        "<s:restriction base='s:decimal'><s:totalDigits value='3'/></s:restriction>",
        &["123", "1.23", ".123", "00123.000", "-123"],
        &["1234", "12.34", ".1234", "0.0012"],
    ),
    (
        "<s:restriction base='s:decimal'><s:fractionDigits value='1'/></s:restriction>",
        &["123456789", "1.2", "1.20", ".2000"],
        &["1.23", "1.201", ".02"],
    ),
    (
        "<s:restriction base='s:decimal'><s:minInclusive value='0'/></s:restriction>",
        &["0", "-0", "-0.000", "0.0000001"],
        &["-1", "-0.1", "-.0000001"],
    ),
    (
        "<s:restriction base='s:decimal'><s:minInclusive value='1.5'/></s:restriction>",
        &["1.5", "1.50", "2", "001.51", "15"],
        &["1.4", "1.49999999", "0", "-2", "1"],
    ),
    (
        "<s:restriction base='s:date'/>",
        &["2024-02-29", "2000-02-29Z", " 2026-11-21\n", "2026-11-21-14:00", "-0001-01-01"],
        &["2023-02-29", "1900-02-29", "2026-11-31", "0000-01-01", "2026-11-21+14:30", "26-11-21"],
    ),
    (
        "<s:restriction base='s:dateTime'><s:pattern value='.*Z'/></s:restriction>",
        &["2026-11-21T24:00:00Z", "\t2026-11-21T08:00:00.5Z "],
        &["2026-11-21T08:00:00", "2026-11-21T08:00:00+00:00", "2026-11-21T25:00:00Z"],
    ),
    (
        "<s:restriction base='s:time'/>",
        &["24:00:00", "23:59:59.999Z", "00:00:00+05:45"],
        &["24:00:00.1", "23:59:60", "1:00:00", "23:59"],
    ),
    (
        "<s:restriction base='s:boolean'/>",
        &["true", "false", "1", "0", " true\n"],
        &["", "TRUE", "yes", "01", "t"],
    ),
    (
        "<s:restriction base='s:base64Binary'><s:minLength value='1'/><s:maxLength value='2'/>\
        </s:restriction>",
        &["AA==", "AAA=", " AAA= "],
        &["", "AAAA", "AA=", "AB==", "AAB=", "A===", "AA==AA==", "A-A="],
    ),
    (
        "<s:restriction base='s:gYearMonth'/>",
        &["2026-11", "2026-01Z", "-0044-03+14:00"],
        &["2026-13", "2026-00", "0000-01", "2026-1", "2026"],
    ),
];

#[test]
fn every_base_and_facet_is_exact_at_both_sides_of_its_bound() {
    let year = ("<s:restriction base='s:gYear'/>", &["2026", "-0001", "12026Z"][..], &["26"][..]);
    for (restriction, good, bad) in VALUES.into_iter().chain([year]) {
        let text = schema(restriction);
        let catalogue = catalogue(&text);
        let mut reader = Reader::with(&catalogue, Limits::default());
        let set = SchemaSetBuilder::new().add_source(&text, "one").unwrap().compile().unwrap();
        let set = set.into_schema_set();
        for (values, valid) in [(good, true), (bad, false)] {
            for value in values {
                let text = document(value);
                let reading = reader.read(text.as_bytes());
                assert_eq!(reading.is_valid(), valid, "ours: {restriction} {value:?}");
                // The oracle must agree with the table, or the table is wrong.
                assert_eq!(
                    oracle::verdict(&set, text.as_bytes()),
                    valid,
                    "{restriction} {value:?}"
                );
            }
        }
    }
}

#[test]
fn every_pattern_of_the_tables_matches_as_the_oracle_says() {
    let facts = facts();
    let patterns: BTreeMap<&str, &SimpleFact> = simple_types(&facts)
        .filter(|simple| simple.base == Base::String)
        .filter_map(|simple| Some((simple.pattern.as_deref()?, simple)))
        .collect();
    let mut dice = Dice(0x5EED_0055);
    let (mut matched, mut missed) = (0, 0);
    for (pattern, simple) in &patterns {
        let simple = SimpleFact { length_min: None, length_max: None, ..(*simple).clone() };
        let text = |pattern: &str| {
            schema(&format!(
                "<s:restriction base='s:string'><s:pattern value='{pattern}'/></s:restriction>"
            ))
        };
        let catalogue = catalogue(&text(pattern));
        let mut reader = Reader::with(&catalogue, Limits::default());
        // A group around it changes nothing; without one the oracle takes branches for prefixes.
        let grouped = text(&format!("({pattern})"));
        let set = SchemaSetBuilder::new().add_source(&grouped, "one").unwrap().compile().unwrap();
        let set = set.into_schema_set();
        let (mut good, mut bad) = (0, 0);
        for _ in 0..150 {
            let value = match dice.once_in(3) {
                true => value::good(&simple, value::Style::Any, &mut dice),
                false => value::edge(&simple, &mut dice),
            };
            let value = value.replace('&', "&amp;").replace('<', "&lt;");
            let text = document(&value);
            let ours = reader.read(text.as_bytes()).is_valid();
            assert_eq!(oracle::verdict(&set, text.as_bytes()), ours, "{pattern} on {value:?}");
            *if ours { &mut good } else { &mut bad } += 1;
        }
        assert!(bad > 0 && (good > 0 || pattern.len() < 12), "{pattern}: {good} good, {bad} bad");
        (matched, missed) = (matched + good, missed + bad);
    }
    assert_eq!(patterns.len(), 54, "the 55th is on a moment and stands among the values");
    assert!(matched > 2_000 && missed > 1_000, "{matched} matched, {missed} missed");
}

/// The code of the first finding, if there is one.
fn first(reader: &mut Reader<'_>, text: &str) -> Option<suftaja_base::Suf> {
    reader.read(text.as_bytes()).findings().first().map(|finding| finding.code)
}

#[test]
fn foreign_content_obeys_the_namespace_rule_of_its_place() {
    let mut reader = Reader::new();
    let head = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/head.001.001.02.xml"),
    );
    let signed = |inside: &str| {
        let signature = format!("</Prty><Sgntr>{inside}</Sgntr>");
        head.as_ref().unwrap().replace("</Prty>", &signature)
    };
    let own = "xmlns='http://www.w3.org/2000/09/xmldsig#'";
    for (inside, code) in [
        (format!("<Signature {own}><Any xmlns='urn:x'>1</Any></Signature>"), None),
        (format!("<d:S xmlns:d='{}'/>", &own[7..own.len() - 1]), None),
        ("<Signature/>".to_owned(), Some(suf::NAMESPACE_UNKNOWN)),
        ("<Signature xmlns=''/>".to_owned(), Some(suf::NAMESPACE_UNKNOWN)),
        (format!("<S {own}/><S {own}/>"), Some(suf::ELEMENT_TOO_OFTEN)),
        ("text".to_owned(), Some(suf::TEXT_NOT_ALLOWED)),
        (String::new(), Some(suf::ELEMENT_MISSING)),
    ] {
        assert_eq!(first(&mut reader, &signed(&inside)), code, "{inside}");
    }
}

#[test]
fn lax_content_is_checked_where_it_is_declared_and_skipped_content_is_not() {
    let any = |kind: &str| {
        format!(
            "<s:schema xmlns:s='http://www.w3.org/2001/XMLSchema' xmlns='{NAMESPACE}' \
            targetNamespace='{NAMESPACE}' elementFormDefault='qualified'>\
            <s:element name='Document' type='T'/><s:complexType name='T'><s:sequence>\
            <s:element name='Day' type='D'/><s:element name='More' type='M' minOccurs='0'/>\
            </s:sequence></s:complexType><s:complexType name='M'><s:sequence>\
            <s:any namespace='##any' processContents='{kind}'/></s:sequence></s:complexType>\
            <s:simpleType name='D'><s:restriction base='s:date'/></s:simpleType></s:schema>"
        )
    };
    let own = format!("<Document xmlns='{NAMESPACE}'><Day>2026-02-30</Day></Document>");
    let fine = own.replace("30", "03");
    let deep = format!("<x xmlns='urn:x' a='1'>text<y>{own}</y></x>");
    let rows = [
        ("<x/>".to_owned(), None, None),
        ("<x xmlns=''>t<y/></x>".to_owned(), None, None),
        (fine.clone(), None, None),
        (own.clone(), Some(suf::DATE_NOT_REAL), None),
        (deep, Some(suf::DATE_NOT_REAL), None),
        (own.replace("Document", "Other"), None, None),
        (own.replace(NAMESPACE, "urn:other"), None, None),
        ("<x><y></x>".to_owned(), Some(suf::TAG_MISMATCH), Some(suf::TAG_MISMATCH)),
        ("<n:x/>".to_owned(), Some(suf::PREFIX_UNBOUND), Some(suf::PREFIX_UNBOUND)),
        ("<x/><x/>".to_owned(), Some(suf::ELEMENT_TOO_OFTEN), Some(suf::ELEMENT_TOO_OFTEN)),
    ];
    for (inside, lax, skipped) in rows {
        let text = fine.replace("</Day>", &format!("</Day><More>{inside}</More>"));
        for (kind, code) in [("lax", lax), ("skip", skipped)] {
            let catalogue = catalogue(&any(kind));
            let mut reader = Reader::with(&catalogue, Limits::default());
            assert_eq!(first(&mut reader, &text), code, "{kind}: {inside}");
        }
    }
}

#[test]
fn groups_within_a_sequence_keep_place_and_choice() {
    let fact = facts().into_iter().find(|fact| &*fact.message == "pacs.009.001.01").unwrap();
    let group = fact.types.iter().find(|known| &*known.name == "PaymentTypeInformation5").unwrap();
    let Body::Sequence(particles) = &group.body else { panic!("{group:?}") };
    assert!(matches!(particles.as_slice(), [Particle::Element(_), Particle::Choice(_), ..]));
    let message = |inside: &str| {
        let agent = "<FinInstnId><BIC>MAWIKEN0</BIC></FinInstnId>";
        format!(
            "<Document xmlns='{}'><pacs.009.001.01><GrpHdr><MsgId>1</MsgId>\
            <CreDtTm>2026-11-23T06:00:00</CreDtTm><NbOfTxs>1</NbOfTxs>\
            <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf>\
            <PmtId><EndToEndId>1</EndToEndId><TxId>1</TxId></PmtId>\
            <PmtTpInf>{inside}</PmtTpInf><IntrBkSttlmAmt Ccy='KES'>1</IntrBkSttlmAmt>\
            <Dbtr>{agent}</Dbtr><Cdtr>{agent}</Cdtr></CdtTrfTxInf></pacs.009.001.01></Document>",
            fact.namespace
        )
    };
    let mut reader = Reader::new();
    let (level, channel) = ("<SvcLvl><Prtry>A</Prtry></SvcLvl>", "<ClrChanl>RTGS</ClrChanl>");
    let (priority, local) =
        ("<InstrPrty>HIGH</InstrPrty>", "<LclInstrm><Prtry>A</Prtry></LclInstrm>");
    for (inside, code) in [
        (format!("{priority}{level}{local}"), None),
        (format!("{priority}{channel}"), None),
        (level.to_owned(), None),
        (format!("{level}{channel}"), Some(suf::CHOICE_TAKEN_TWICE)),
        (format!("{channel}{level}"), Some(suf::CHOICE_TAKEN_TWICE)),
        (format!("{channel}{channel}"), Some(suf::ELEMENT_TOO_OFTEN)),
        (format!("{channel}{priority}"), Some(suf::ELEMENT_OUT_OF_ORDER)),
        (format!("{local}{channel}"), Some(suf::ELEMENT_OUT_OF_ORDER)),
    ] {
        assert_eq!(first(&mut reader, &message(&inside)), code, "{inside}");
    }
}

#[test]
fn prefixes_may_be_bound_anew_and_undone() {
    let fixture = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/admi.004.001.02.xml"),
    );
    let text = fixture.unwrap();
    let uri = "urn:iso:std:iso:20022:tech:xsd:admi.004.001.02";
    let mut reader = Reader::new();
    let inner = "<EvtParam>KES</EvtParam>";
    for (to, code) in [
        (format!("<p:EvtParam xmlns:p='{uri}'>KES</p:EvtParam>"), None),
        (format!("<EvtParam xmlns='{uri}'>KES</EvtParam>"), None),
        (format!("<p:EvtParam xmlns='urn:x' xmlns:p='{uri}'>KES</p:EvtParam>"), None),
        ("<EvtParam xmlns='urn:x'>KES</EvtParam>".to_owned(), Some(suf::NAMESPACE_UNKNOWN)),
        ("<EvtParam xmlns=''>KES</EvtParam>".to_owned(), Some(suf::NAMESPACE_UNKNOWN)),
        ("<p:EvtParam xmlns:p='urn:x'>KES</p:EvtParam>".to_owned(), Some(suf::NAMESPACE_UNKNOWN)),
        ("<p:EvtParam>KES</p:EvtParam>".to_owned(), Some(suf::PREFIX_UNBOUND)),
        (format!("<p:EvtParam xmlns:p='{uri}'>KES</q:EvtParam>"), Some(suf::TAG_MISMATCH)),
        // Out of its element a prefix means nothing again.
        (format!("<p:EvtParam xmlns:p='{uri}'/><p:EvtDesc/>"), Some(suf::PREFIX_UNBOUND)),
    ] {
        let mut codes = Vec::new();
        let changed = text.replace(inner, &to);
        codes.extend(reader.read(changed.as_bytes()).findings().iter().map(|f| f.code));
        assert!(code.map_or(codes.is_empty(), |code| codes.contains(&code)), "{to}: {codes:?}");
    }
    // A prefix for every name; within, the prefix comes to mean something else and back.
    let dressed = text.replace("</", "\u{1}").replace('<', "<n:").replace('\u{1}', "</n:");
    let dressed = dressed.replacen("xmlns=", "xmlns:n=", 1);
    assert_eq!(first(&mut reader, &dressed), None);
    let undone = dressed.replace("<n:EvtParam>", "<n:EvtParam xmlns:n='urn:x'>");
    assert_eq!(first(&mut reader, &undone), Some(suf::NAMESPACE_UNKNOWN));
    let within = "<n:Extra xmlns:n='urn:x'><n:EvtParam/></n:Extra>";
    let around = dressed.replace("<n:EvtDesc>", &format!("{within}<n:EvtDesc>"));
    let reading = reader.read(around.as_bytes());
    assert_eq!(reading.findings().len(), 1, "{:?}", reading.findings());
}
