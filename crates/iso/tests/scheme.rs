//! Schemas of schemes are added at run time, with prefixes, imports and envelopes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/shared.rs"]
mod shared;

use std::path::Path;

use shared::shared;
use suftaja_base::suf::message as suf;
use suftaja_iso::{Added, Catalogue, Limits, PartKind, Reader, Schema};

const MESSAGE: &str = r#"<?xml version="1.0"?>
<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:m="urn:s:xsd:note.001"
  targetNamespace="urn:s:xsd:note.001" elementFormDefault="qualified">
  <x:element name="Document" type="m:Document"/>
  <x:complexType name="Document"><x:sequence>
    <x:element name="Day" type="m:Day" maxOccurs="2"/>
    <x:element name="Code" type="m:Code" minOccurs="0"/>
  </x:sequence></x:complexType>
  <x:simpleType name="Day"><x:restriction base="x:date"/></x:simpleType>
  <x:simpleType name="Code"><x:restriction base="x:string"><x:length value="3"/></x:restriction>
  </x:simpleType>
</x:schema>"#;

const ENVELOPE: &str = r#"<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:n="urn:s:xsd:note.001"
  xmlns:h="urn:iso:std:iso:20022:tech:xsd:head.001.001.02" xmlns:e="urn:e"
  targetNamespace="urn:e" elementFormDefault="qualified">
  <import namespace="urn:s:xsd:note.001" schemaLocation="http://example.org/note.xsd"/>
  <import namespace="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"/>
  <element name="Message" type="e:Message"/>
  <complexType name="Message"><sequence>
    <element name="AppHdr" type="h:BusinessApplicationHeaderV02"/>
    <choice><element name="Note" type="n:Document"/></choice>
  </sequence></complexType>
</schema>"#;

/// Adds files given as name and text.
fn add(catalogue: &mut Catalogue, files: &[(&str, &str)]) -> Added {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let mut load = |wanted: &str| {
        let found = files.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, text)| text.as_bytes().to_vec())
    };
    catalogue.extend(&names, &mut load).unwrap()
}

#[test]
fn messages_of_a_set_are_read_alone_and_in_their_envelope() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let added = add(&mut catalogue, &[("e.xsd", ENVELOPE), ("n.xsd", MESSAGE)]);
    assert_eq!(added.left_out, []);
    assert_eq!(added.messages, ["head.001.001.02", "note.001", "note.001"]);
    assert_eq!(added.replaced, [""; 0], "the header is known in the envelope only");
    let mut reader = Reader::with(&catalogue, Limits::default());
    let alone = "<a:Document xmlns:a='urn:s:xsd:note.001'><a:Day>2026-11-21</a:Day></a:Document>";
    assert!(reader.read(alone.as_bytes()).is_valid());
    for (from, to, code) in [
        ("2026-11-21", "2026-11-31", suf::DATE_NOT_REAL),
        ("</a:Day>", "</a:Day><a:Code>AB</a:Code>", suf::TOO_SHORT),
        ("</a:Day>", "</a:Day><a:Code>ABCD</a:Code>", suf::TOO_LONG),
        ("</a:Day>", "</a:Day><Code>ABC</Code>", suf::NAMESPACE_UNKNOWN),
    ] {
        let reading = reader.read(alone.replace(from, to).leak().as_bytes());
        assert_eq!(reading.findings().first().unwrap().code, code, "{to}");
    }
    let enveloped = "<Message xmlns='urn:e' xmlns:n='urn:s:xsd:note.001'><Note>\
        <n:Day>2026-11-21</n:Day><n:Day>2026-11-22</n:Day></Note></Message>";
    let reading = reader.read(enveloped.as_bytes());
    assert_eq!(reading.findings(), []);
    let part = reading.document().unwrap();
    assert_eq!((part.kind(), part.message()), (PartKind::Document, "note.001"));
    assert_eq!(part.value("Day").as_deref(), Some("2026-11-21"));
    let wrong = enveloped.replace("<n:Day>2026-11-21</n:Day>", "<Day>2026-11-21</Day>");
    assert_eq!(reader.read(wrong.as_bytes()).findings()[0].code, suf::NAMESPACE_UNKNOWN);
    assert!(!Reader::new().read(alone.as_bytes()).is_valid());
}

#[test]
fn files_that_cannot_be_used_are_told_with_the_reason() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let doctype = format!("<!DOCTYPE x>{MESSAGE}");
    let lone = ENVELOPE.replace("urn:s:xsd:note.001", "urn:nowhere");
    let union = MESSAGE.replace("<x:restriction base=\"x:date\"/>", "<x:union/>");
    let include = MESSAGE.replace("<x:element ", "<x:include schemaLocation='f'/><x:element ");
    let least = MESSAGE.replace(
        "<x:restriction base=\"x:date\"/>",
        "<x:restriction base=\"x:decimal\">\
        <x:minInclusive value=\"0.000001\"/></x:restriction>",
    );
    let cases = [
        ("doctype", doctype.as_str(), "document type"),
        ("lone", &lone, "no file of the set"),
        ("union", &union, "union"),
        ("include", &include, "include"),
        ("text", "not xml", "ends before"),
        ("least", &least, "minInclusive"),
    ];
    for (name, text, reason) in cases {
        let added = add(&mut catalogue, &[(name, text)]);
        assert_eq!(added.messages, Vec::<String>::new(), "{name}");
        let [(file, error)] = added.left_out.as_slice() else { panic!("{name}: {added:?}") };
        assert!(file == name && error.to_string().contains(reason), "{name}: {error}");
    }
    // The pattern is read as text and cannot be compiled.
    let lacking = MESSAGE.replace("x:length value=\"3\"", "x:pattern value=\"[\"");
    let added = add(&mut catalogue, &[("p.xsd", &lacking)]);
    assert_eq!((added.messages.len(), added.left_out.len()), (0, 1));
    assert_eq!(added.left_out[0].0, "p.xsd", "the file is named, not the message");
    let missing = catalogue.extend(&["absent"], &mut |_| None).unwrap();
    assert_eq!(missing.left_out.len(), 1);
    let many: Vec<&str> = (0..1_001).map(|_| "x").collect();
    assert!(catalogue.extend(&many, &mut |_| None).is_err());
    let twice = add(&mut catalogue, &[("a", MESSAGE), ("b", MESSAGE)]);
    assert_eq!((twice.messages.len(), twice.left_out.len()), (1, 1));
}

#[test]
fn a_scheme_takes_the_place_of_the_standard() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let restricted =
        MESSAGE.replace("urn:s:xsd:note.001", "urn:iso:std:iso:20022:tech:xsd:admi.004.001.02");
    let added = add(&mut catalogue, &[("r", &restricted)]);
    assert_eq!(added.messages, ["admi.004.001.02"]);
    assert_eq!(added.replaced, added.messages);
    let day = |of: &Catalogue| of.schema("admi.004.001.02").unwrap().child(Schema::ROOT, "Day");
    assert!(day(&catalogue).is_some() && day(Catalogue::builtin()).is_none());
    assert_eq!(catalogue.messages().len(), Catalogue::builtin().messages().len());
}

/// The directories of schemes, how many messages each gives, and what it leaves out.
const SCHEMES: [(&str, usize, &[&str]); 3] = [
    ("moov-io+fednow20022", 1, &[]),
    ("moov-io+rtp20022", 24, &["xmldsig-core-schema.xsd"]),
    ("tkey7+iso20022-tkey7", 23, &[]),
];

fn load(root: &Path, scheme: &str) -> (Catalogue, Added) {
    let directory = root.join("xsd/alt").join(scheme);
    let entries = std::fs::read_dir(&directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut catalogue = Catalogue::embedded().unwrap();
    let mut bytes = |name: &str| std::fs::read(directory.join(name)).ok();
    let added = catalogue.extend(&names, &mut bytes).unwrap();
    (catalogue, added)
}

#[test]
fn the_schemas_of_schemes_load() {
    let Some(root) = shared() else { return };
    for (scheme, messages, left_out) in SCHEMES {
        let (_, added) = load(&root, scheme);
        let files: Vec<&str> = added.left_out.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(files, left_out, "{scheme}: {:?}", added.left_out);
        assert_eq!(added.messages.len(), messages, "{scheme}: {:?}", added.messages);
    }
}

#[test]
fn enveloped_samples_get_the_recorded_verdict() {
    let Some(root) = shared() else { return };
    let (catalogue, _) = load(&root, "tkey7+iso20022-tkey7");
    let mut reader = Reader::with(&catalogue, Limits::default());
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for line in table.lines().filter(|line| line.contains("tkeysettlement.xsd")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let bytes = std::fs::read(root.join("samples").join(cells[0])).unwrap();
        let reading = reader.read(&bytes);
        let recorded = cells[3] == "valid";
        (valid, invalid) = (valid + usize::from(recorded), invalid + usize::from(!recorded));
        if reading.is_valid() != recorded {
            wrong.push(format!("{}: {} but {:?}", cells[0], cells[3], reading.findings().first()));
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid >= 20 && invalid >= 20, "{valid} valid, {invalid} invalid");
}
