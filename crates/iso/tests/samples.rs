//! Published messages get the verdict that libxml2 recorded for them, part by part.
//!
//! Reads `../shared/iso20022/samples.tsv` beside the repository; absent, it says so and passes,
//! unless SUFTAJA_SHARED=required. Envelope parts follow schemas of schemes and are outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use suftaja_iso::{Part, PartKind, Reader, Reading};

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

/// One row of samples.tsv: part, message, verdict.
struct Row {
    part: String,
    message: String,
    verdict: String,
}

fn rows(root: &Path) -> BTreeMap<String, Vec<Row>> {
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = Row {
            part: cells[1].to_owned(),
            message: cells[2].to_owned(),
            verdict: cells[3].to_owned(),
        };
        rows.entry(cells[0].to_owned()).or_default().push(row);
    }
    rows
}

fn part<'r>(reading: &Reading<'r>, row: &Row) -> Option<Part<'r>> {
    let kind = if row.part == "AppHdr" { PartKind::Header } else { PartKind::Document };
    reading.parts().find(|part| part.kind() == kind && part.message() == row.message)
}

/// The name of the tag that begins at an offset.
fn tag_at(bytes: &[u8], offset: usize) -> String {
    let rest = String::from_utf8_lossy(&bytes[offset..]);
    let name = rest.trim_start_matches(['<', '/']);
    let name = &name[..name.find(['>', ' ', '/', '\n', '\r', '\t']).unwrap_or(0)];
    name.rsplit(':').next().unwrap_or("").to_owned()
}

#[test]
fn every_sample_gets_the_recorded_verdict() {
    let Some(root) = shared() else { return };
    let mut reader = Reader::new();
    let (mut checked, mut invalid) = (0, 0);
    let mut wrong = Vec::new();
    for (path, rows) in rows(&root) {
        let bytes = std::fs::read(root.join("samples").join(&path)).unwrap();
        let reading = reader.read(&bytes);
        for row in rows.iter().filter(|row| row.part == "AppHdr" || row.part == "Document") {
            checked += 1;
            let Some(part) = part(&reading, row) else {
                wrong.push(format!(
                    "{path}: no {} {}: {:?}",
                    row.part,
                    row.message,
                    reading.findings().first()
                ));
                continue;
            };
            if part.is_valid() != (row.verdict == "valid") {
                let first = part.findings().next();
                wrong.push(format!("{path} {}: {} but {first:?}", row.part, row.verdict));
                continue;
            }
            let Some(first) = part.findings().next() else { continue };
            invalid += 1;
            // xmllint names the parent where a child is missing at its end, we its end tag.
            let named = row.verdict.split("element ").nth(1).unwrap_or("");
            let named = named.split(':').next().unwrap_or("");
            let here = tag_at(&bytes, first.offset);
            if here != named && !first.path.contains("/@") {
                wrong.push(format!("{path}: first fault at {named}, found at {here}: {first:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked >= 690 && invalid >= 40, "{checked} parts checked, {invalid} of them invalid");
}
