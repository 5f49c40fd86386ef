//! Damaged messages, schema files and tables: whatever the bytes are, nothing panics or hangs.
//!
//! A short, seeded stand-in for the fuzz targets in `fuzz/`, which ask the same questions of the
//! same functions for as long as one likes. Starts from the fixtures, and from the published
//! samples where they lie beside the repository.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "mutants/damage.rs"]
mod damage;
#[path = "mutants/dice.rs"]
#[expect(dead_code, reason = "the mutants draw in more ways")]
mod dice;
#[path = "mutants/phrase.rs"]
#[expect(dead_code, reason = "the lists are shared with the mutants")]
mod phrase;
#[path = "mutants/sound.rs"]
mod sound;

use std::path::Path;
use std::sync::Arc;

use damage::damage;
use dice::Dice;
use sound::sound;
use suftaja_iso::facts::{Facts, Store};
use suftaja_iso::{Catalogue, Limits, Reader, Schema, xsd};

/// A small schema file with a bit of everything.
const SCHEMA: &str = include_str!("fixtures/note.xsd");

/// The fixtures, and the samples where they are at hand.
fn messages() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("tests/fixtures")];
    let samples = root.join("../../../shared/iso20022/samples");
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(samples.is_dir() || !required, "../shared/iso20022/samples is required and absent");
    if samples.is_dir() {
        open.push(samples);
    } else {
        eprintln!("without the samples: ../shared/iso20022/samples is absent");
    }
    let mut paths = Vec::new();
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|kind| kind == "xml") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let messages = paths.iter().map(|path| std::fs::read(path).unwrap());
    messages.filter(|bytes| bytes.len() < 40_000).collect()
}

#[test]
fn damaged_messages_are_read_soundly() {
    let messages = messages();
    let mut dice = Dice(0x5EED_0002);
    let mut whole = Reader::new();
    let limits = Limits { window_bytes: 700, ..Limits::default() };
    let mut streaming = Reader::with(Catalogue::builtin(), limits);
    for message in &messages {
        sound(&mut whole, &mut streaming, message);
    }
    for _ in 0..6_000 {
        let mut bytes = messages[dice.below(messages.len())].clone();
        for _ in 0..=dice.below(6) {
            bytes = damage(&bytes, &mut dice);
        }
        sound(&mut whole, &mut streaming, &bytes);
    }
}

#[test]
fn damaged_schema_files_are_refused_or_compiled() {
    let mut dice = Dice(0x5EED_0003);
    let (mut refused, mut compiled) = (0, 0);
    for round in 0..6_000 {
        let mut bytes = SCHEMA.as_bytes().to_vec();
        for _ in 0..dice.below(4) {
            bytes = damage(&bytes, &mut dice);
        }
        match xsd::read("note.001", &bytes).and_then(|fact| Schema::compile(&fact)) {
            Ok(schema) => {
                compiled += 1;
                assert!(schema.element(Schema::ROOT).is_some(), "{round}");
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty(), "{round}");
            }
        }
    }
    assert!(refused > 1_000 && compiled > 1_000, "{refused} refused, {compiled} compiled");
}

#[test]
fn damaged_tables_are_refused_or_compiled() {
    let fact = xsd::read("note.001", SCHEMA.as_bytes()).unwrap();
    let facts = |message: &str| Facts {
        source: "a test".to_owned(),
        edition: "1".to_owned(),
        licence: "none".to_owned(),
        messages: vec![suftaja_iso::facts::MessageFact {
            message: Arc::from(message),
            ..fact.clone()
        }],
    };
    let file = facts("note.001").encode();
    let mut dice = Dice(0x5EED_0004);
    let (mut refused, mut opened) = (0, 0);
    for _ in 0..6_000 {
        let mut bytes = file.clone();
        for _ in 0..dice.below(4) {
            bytes = damage(&bytes, &mut dice);
        }
        let Ok(store) = Store::open(&bytes) else {
            refused += 1;
            continue;
        };
        opened += 1;
        for index in 0..store.len().min(100) {
            match store.message(index).and_then(|fact| Schema::compile(&fact)) {
                Ok(schema) => assert!(schema.element(Schema::ROOT).is_some()),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        let _ = Catalogue::open(&bytes);
    }
    assert!(refused > 1_000 && opened > 500, "{refused} refused, {opened} opened");
}
