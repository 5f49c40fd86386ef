//! Published messages get the verdict that libxml2 recorded for them, part by part, and the first
//! fault stands at the recorded element: in its path, and in its line and column.
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

#[path = "given/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::path::Path;

use shared::shared;
use suftaja_iso::{Catalogue, Finding, Limits, Part, PartKind, Piece, Reader, Reading};

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

/// The element of a finding: the last step of its path, without number and attribute.
fn element(finding: &Finding) -> &str {
    let path = finding.path.split("/@").next().unwrap_or("");
    let step = path.rsplit('/').next().unwrap_or("");
    step.split('[').next().unwrap_or("")
}

/// The attribute of a finding, where its path names one.
fn attribute(finding: &Finding) -> Option<&str> {
    finding.path.split_once("/@").map(|(_, name)| name)
}

/// The name of the tag at the place of a finding: the element, or its parent's end tag.
fn tag_at(bytes: &[u8], line: u32, column: u32) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    let line = text.split('\n').nth(line as usize - 1).unwrap();
    let rest: String = line.chars().skip(column as usize - 1).collect();
    let rest = rest.trim_start_matches(['<', '/']);
    let name = rest.split(['>', ' ', '/', '\r', '\t', '=']).next().unwrap();
    name.rsplit(':').next().unwrap().to_owned()
}

/// What is wrong with the verdict of one part; none when it is as recorded.
fn disagreement(bytes: &[u8], reading: &Reading<'_>, row: &Row) -> Option<String> {
    let Some(part) = part(reading, row) else {
        return Some(format!("not found: {:?}", reading.findings().first()));
    };
    let first = part.findings().next();
    if part.is_valid() != (row.verdict == "valid") || part.is_valid() != first.is_none() {
        return Some(format!("{} but {first:?}", row.verdict));
    }
    let first = first?;
    let recorded = row.verdict.strip_prefix("INVALID: element ")?;
    let (named, rest) = recorded.split_once(": Schemas validity error : ")?;
    let quoted = rest.split_once(", attribute '").and_then(|(_, rest)| rest.split_once('\''));
    let wanted = (named, quoted.map(|(name, _)| name));
    if (element(first), attribute(first)) != wanted {
        return Some(format!("first fault at {wanted:?}, found at {}: {first:?}", first.path));
    }
    let here = tag_at(bytes, first.line, first.column);
    let tag = attribute(first).unwrap_or(named);
    (here != tag).then(|| format!("{tag} is at fault, the place is that of {here}: {first:?}"))
}

#[test]
fn every_sample_gets_the_recorded_verdict() {
    let Some(root) = shared() else { return };
    let mut reader = Reader::new();
    let (mut valid, mut invalid, mut outside) = (0, 0, 0);
    let mut wrong = Vec::new();
    let rows = rows(&root);
    for (path, rows) in &rows {
        let bytes = std::fs::read(root.join("samples").join(path)).unwrap();
        let reading = reader.read(&bytes);
        for row in rows {
            match (row.part.as_str(), row.verdict.as_str()) {
                // Parts of schemas of schemes, and roots that are no message of ISO 20022.
                ("envelope", _) => outside += 1,
                ("-", verdict) if verdict.starts_with("SKIPPED") => outside += 1,
                ("AppHdr" | "Document", "valid") => valid += 1,
                ("AppHdr" | "Document", verdict) if verdict.starts_with("INVALID: element ") => {
                    invalid += 1;
                }
                other => panic!("{path}: a row that nobody reads: {other:?}"),
            }
            if row.part == "AppHdr" || row.part == "Document" {
                let disagreement = disagreement(&bytes, &reading, row);
                wrong.extend(disagreement.map(|what| format!("{path} {}: {what}", row.part)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    let all: usize = rows.values().map(Vec::len).sum();
    assert_eq!(valid + invalid + outside, all);
    assert!(valid >= 640 && invalid >= 44, "{valid} valid, {invalid} invalid, {outside} outside");
}

#[test]
fn every_sample_reads_the_same_as_a_stream() {
    let Some(root) = shared() else { return };
    let limits = Limits { window_bytes: 1_000, ..Limits::default() };
    let mut whole = Reader::new();
    let mut streaming = Reader::with(Catalogue::builtin(), limits);
    for path in rows(&root).keys() {
        let bytes = std::fs::read(root.join("samples").join(path)).unwrap();
        let mut findings = Vec::new();
        let mut each = |piece: Piece<'_>| {
            findings.extend(piece.part().iter().flat_map(|part| part.findings()).cloned());
        };
        let streamed = streaming.read_stream(&mut bytes.as_slice(), &mut each).unwrap();
        findings.extend_from_slice(streamed.findings());
        findings.sort_by_key(|finding| finding.offset);
        let reading = whole.read(&bytes);
        assert_eq!(findings, reading.findings(), "{path}");
        assert_eq!(streamed.is_valid(), reading.is_valid(), "{path}");
    }
}
