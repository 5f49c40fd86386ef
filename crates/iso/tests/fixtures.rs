//! Hand-written messages with recorded verdicts: what is valid, and where each fault stands.
//!
//! `fixtures/` holds one valid message for each kind of the main flows, and `cases.tsv` what is
//! changed in them, with verdict, code and path of the first fault. The parties are made up. The
//! table stands alone; where `../shared` lies beside the repository (it is required when
//! SUFTAJA_SHARED=required), both oracles must give the same verdicts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "mutants/oracle.rs"]
mod oracle;
#[path = "given/shared.rs"]
mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use shared::shared;
use suftaja_iso::{PartKind, Reader};

/// One row of the table.
#[derive(Debug)]
struct Case {
    base: String,
    part: String,
    message: String,
    verdict: String,
    code: String,
    path: String,
    bytes: Vec<u8>,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn cases() -> Vec<Case> {
    let table = std::fs::read_to_string(directory().join("cases.tsv")).unwrap();
    let case = |line: &str| {
        // A hyphen stands for nothing, `\n` for a line end.
        let cell = |cell: &str| if cell == "-" { String::new() } else { cell.replace("\\n", "\n") };
        let cells: Vec<String> = line.split('\t').map(cell).collect();
        let [base, part, message, verdict, code, path, from, to] = cells.as_slice() else {
            panic!("a row of {} cells: {line}", cells.len());
        };
        let text = std::fs::read_to_string(directory().join(format!("{base}.xml"))).unwrap();
        assert!(text.contains(from.as_str()), "{base} has no {from}");
        Case {
            base: base.clone(),
            part: part.clone(),
            message: message.clone(),
            verdict: verdict.clone(),
            code: code.clone(),
            path: path.clone(),
            bytes: text.replacen(from.as_str(), to, 1).into_bytes(),
        }
    };
    table.lines().skip(1).map(case).collect()
}

#[test]
fn every_case_gets_its_verdict_and_its_first_fault() {
    let mut reader = Reader::new();
    let mut wrong = Vec::new();
    for case in &cases() {
        let reading = reader.read(&case.bytes);
        let kind = if case.part == "AppHdr" { PartKind::Header } else { PartKind::Document };
        let found = reading.parts().find(|part| part.kind() == kind);
        let message = found.map_or("", |part| part.message()).to_owned();
        let verdict = if reading.is_valid() { "valid" } else { "invalid" };
        let first = reading.findings().first();
        let code = first.map_or(String::new(), |first| first.code.to_string());
        let path = first.map_or("", |first| first.path.as_str());
        let told = [message.as_str(), verdict, &code, path];
        if told != [case.message.as_str(), &case.verdict, &case.code, &case.path] {
            wrong.push(format!(
                "{}\n  {told:?} and {first:?}",
                String::from_utf8_lossy(&case.bytes)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_table_covers_the_main_flows() {
    let cases = cases();
    let count = |verdict: &str| cases.iter().filter(|case| case.verdict == verdict).count();
    let bases: BTreeSet<&str> = cases.iter().map(|case| case.base.as_str()).collect();
    let codes: BTreeSet<&str> = cases.iter().map(|case| case.code.as_str()).collect();
    assert!(bases.len() == 22 && codes.len() >= 25, "{} bases, {} codes", bases.len(), codes.len());
    assert!(count("valid") >= 40 && count("invalid") >= 80);
    // Every message stands in the table unchanged, and changed into something invalid.
    for base in bases {
        let text = std::fs::read(directory().join(format!("{base}.xml"))).unwrap();
        let of = |verdict: &'static str| {
            cases.iter().filter(move |case| case.base == base && case.verdict == verdict)
        };
        assert!(of("valid").any(|case| case.bytes == text), "{base}");
        assert!(of("invalid").count() > 0, "{base}");
    }
}

/// Codes that tell of a choice of this system, not of a fault by the standards.
const CHOSEN: [&str; 2] = ["SUF-1002", "SUF-1004"];

#[test]
fn both_oracles_give_the_recorded_verdicts() {
    let Some(root) = shared() else { return };
    let mut by_message: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases() {
        let known = root.join(format!("xsd/{}.xsd", case.message)).is_file();
        if known && !CHOSEN.contains(&case.code.as_str()) {
            by_message.entry(case.message.clone()).or_default().push(case);
        }
    }
    let mut compared = 0;
    for (message, cases) in by_message {
        let set = oracle::load(&root, &message);
        let documents: Vec<Vec<u8>> = cases.iter().map(|case| case.bytes.clone()).collect();
        let lint = oracle::xmllint(&root, &message, &documents);
        for (index, case) in cases.iter().enumerate() {
            let valid = case.verdict == "valid";
            let text = String::from_utf8_lossy(&case.bytes);
            assert_eq!(oracle::verdict(&set, &case.bytes), valid, "xsd-schema: {text}");
            let Some(said) = lint.as_ref().map(|said| &said[index]) else { continue };
            assert_eq!(said.valid, valid, "xmllint: {text}");
            let path = case.path.split("/@").next().unwrap_or("");
            let step = path.rsplit('/').next().unwrap_or("").split('[').next();
            let element = said.element.as_deref();
            assert!(element.is_none() || element == step, "{element:?}, {}: {text}", case.path);
            compared += 1;
        }
    }
    eprintln!("{compared} cases compared with xmllint");
}
