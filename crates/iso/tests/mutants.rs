//! Seeded mutants of published messages get the same verdict from the reader as from others.
//!
//! The oracles share no code with the reader: `xsd-schema`, always, and `xmllint` where it is
//! installed. The mutants are made from the samples beside the repository; absent, the test says
//! so and passes, unless SUFTAJA_SHARED=required. SUFTAJA_MUTANTS sets how many are made.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "mutants/mutate.rs"]
mod mutate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use mutate::{Dice, Seed, mutate, seeds};
use suftaja_base::suf::message::PREFIX_UNBOUND;
use suftaja_iso::{Catalogue, Reader, Reading};
use xsd_schema::validation::{
    CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml,
};
use xsd_schema::{SchemaSet, SchemaSetBuilder};

/// How many mutants plain `cargo test` makes.
const MUTANTS: usize = 1_500;

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    if root.is_dir() {
        return Some(root);
    }
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(!required, "../shared/iso20022 is required and absent");
    eprintln!("skipped: ../shared/iso20022 is absent");
    None
}

fn load(root: &Path, message: &str) -> SchemaSet {
    let text = std::fs::read_to_string(root.join(format!("xsd/{message}.xsd"))).unwrap();
    let loaded = SchemaSetBuilder::new().add_source(&text, message).unwrap();
    loaded.compile().unwrap().into_schema_set()
}

fn oracle(set: &SchemaSet, bytes: &[u8]) -> bool {
    let validator = SchemaValidator::new(set, ValidationFlags::default());
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let mut run = validator
        .start_run(CollectingValidationSink { errors: &mut errors, warnings: &mut warnings });
    let outcome = drive_quick_xml(bytes, &mut run, set);
    drop(run);
    outcome.is_ok_and(|outcome| outcome.root_validity == Some(SchemaValidity::Valid))
        && errors.is_empty()
}

/// What xmllint says of each mutant; none where it is not installed.
fn xmllint(root: &Path, message: &str, mutants: &[Vec<u8>]) -> Option<Vec<bool>> {
    let directory =
        std::env::temp_dir().join(format!("suftaja-mutants-{}-{message}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let names: Vec<PathBuf> =
        (0..mutants.len()).map(|index| directory.join(format!("{index}.xml"))).collect();
    for (name, bytes) in names.iter().zip(mutants) {
        std::fs::write(name, bytes).unwrap();
    }
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]);
    command.arg(root.join(format!("xsd/{message}.xsd"))).args(&names);
    let output = command.output();
    std::fs::remove_dir_all(&directory).unwrap();
    let said = String::from_utf8_lossy(&output.ok()?.stderr).into_owned();
    let valid: Vec<&str> =
        said.lines().filter_map(|line| line.strip_suffix(" validates")).collect();
    Some(names.iter().map(|name| valid.contains(&name.to_str().unwrap())).collect())
}

/// Disagreements in which the standard decides for the reader, each with its clause.
fn explained(other: &str, reading: &Reading<'_>, mutant: &str) -> Option<&'static str> {
    let ours = reading.is_valid();
    let first = reading.findings().first().map(|finding| finding.code);
    let nil = mutant.contains("xsi:nil");
    let cdata = mutant.contains("<![CDATA[ ]]>");
    match (other, ours) {
        // XML Schema Part 1 §3.3.4, Element Locally Valid 3.1: no xsi:nil where not nillable.
        ("xmllint", false) if nil => Some("xsi:nil on an element that is not nillable"),
        // XML Schema Part 1 §3.4.4, Complex Type 2.3: white space may stand between elements,
        // however it is written.
        (_, true) if cdata => Some("white space in a CDATA section between elements"),
        // Namespaces in XML §3: the prefix xml must not be bound to another namespace.
        ("xmllint", false) if mutant.contains("xmlns:xml=") && first == Some(PREFIX_UNBOUND) => {
            Some("the prefix xml bound anew")
        }
        // XML Schema Part 2 §4.3.6: white space around a date or time collapses.
        ("xmllint", true) if has_spaced_moment(reading) => Some("white space around a date"),
        // Not XML's one root, but a way in which messages are sent: one after the other.
        (_, true) if reading.parts().next()?.bytes().len() < mutant.trim().len() => {
            Some("several documents")
        }
        _ => None,
    }
}

/// Whether a date or time has white space around it.
fn has_spaced_moment(reading: &Reading<'_>) -> bool {
    let mut open: Vec<_> = reading.parts().filter_map(|part| part.root()).collect();
    while let Some(node) = open.pop() {
        let moment = node.element().is_some_and(|element| {
            ["Date", "Time", "Year"].iter().any(|word| element.type_name().contains(word))
        });
        let text = node.text();
        if moment && !text.contains('<') && text.trim() != text {
            return true;
        }
        open.extend(node.children());
    }
    false
}

#[test]
fn mutants_get_the_verdict_of_the_oracles() {
    let Some(root) = shared() else { return };
    let wanted = std::env::var("SUFTAJA_MUTANTS").ok().and_then(|text| text.parse().ok());
    let wanted: usize = wanted.unwrap_or(MUTANTS);
    let seeds = seeds(&root);
    let mut by_message: BTreeMap<&str, Vec<&Seed>> = BTreeMap::new();
    for seed in &seeds {
        by_message.entry(&seed.message).or_default().push(seed);
    }
    assert!(by_message.len() >= 30, "samples of {} messages", by_message.len());
    let each = wanted.div_ceil(by_message.len());
    let mut dice = Dice(0x5EED_0001);
    let mut reader = Reader::new();
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for (message, seeds) in by_message {
        let set = load(&root, message);
        let mutants: Vec<Vec<u8>> =
            (0..each).map(|index| mutate(&seeds[index % seeds.len()].bytes, &mut dice)).collect();
        let lint = xmllint(&root, message, &mutants);
        for (index, bytes) in mutants.iter().enumerate() {
            let reading = reader.read(bytes);
            let ours = reading.is_valid();
            let (valid_count, invalid_count) = (usize::from(ours), usize::from(!ours));
            (valid, invalid) = (valid + valid_count, invalid + invalid_count);
            let text = String::from_utf8_lossy(bytes);
            let others = [
                ("xsd-schema", Some(oracle(&set, bytes))),
                ("xmllint", lint.as_ref().map(|verdicts| verdicts[index])),
            ];
            for (name, verdict) in others {
                if verdict.is_some_and(|theirs| theirs != ours)
                    && explained(name, &reading, &text).is_none()
                {
                    let first = reading.findings().first();
                    wrong.push(format!("{message} #{index} {name}: {verdict:?}, {first:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid * 20 > wanted && invalid * 3 > wanted, "{valid} valid, {invalid} invalid");
}

#[test]
fn random_damage_never_panics_and_always_ends() {
    let Some(root) = shared() else { return };
    let seeds = seeds(&root);
    let mut dice = Dice(0x5EED_0002);
    let mut reader = Reader::new();
    for round in 0..6_000 {
        let mut bytes = seeds[dice.below(seeds.len())].bytes.clone();
        for _ in 0..=dice.below(6) {
            bytes = mutate::damage(&bytes, &mut dice);
        }
        let reading = reader.read(&bytes);
        for finding in reading.findings() {
            assert!(finding.offset <= bytes.len() && finding.line > 0, "{round}: {finding:?}");
        }
        // Whatever was read can be walked: every event lies within its parent and the bytes.
        for part in reading.parts() {
            assert!(part.span().end <= bytes.len() && part.span().start < part.span().end);
            let mut open: Vec<_> = part.root().into_iter().collect();
            let mut seen = 0;
            while let Some(node) = open.pop() {
                seen += 1;
                let event = node.event().unwrap();
                assert!(event.start <= event.text && event.text <= event.end, "{round}");
                let _ = (node.text(), node.currency());
                open.extend(node.children());
            }
            assert!(seen <= reading.tape().events().len());
        }
    }
}

#[test]
fn every_schema_compiles_and_finds_its_own_children() {
    let catalogue = Catalogue::builtin();
    assert_eq!(catalogue.messages().len(), 437);
    for message in catalogue.messages() {
        let schema = catalogue.schema(message).unwrap_or_else(|| panic!("{message}"));
        for (slot, element) in schema.elements() {
            for child in schema.children(element.content()) {
                let found = schema.child(slot, child.name()).unwrap();
                assert_eq!(schema.element(found).unwrap().name(), child.name());
            }
            assert_eq!(schema.child(slot, "NoSuchElement"), None);
        }
    }
}
