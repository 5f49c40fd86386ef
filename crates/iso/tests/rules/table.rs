//! The table of hand-written messages with the verdicts of the rules, read for the tests.
//!
//! `fixtures/rules.tsv` and the messages beside it come in; messages as bytes go out, with what
//! must be told of them and by which profile. Nothing is judged here but by the rules themselves.

use std::path::Path;

use suftaja_base::{Bic, BusinessDate};
use suftaja_iso::rule::{AccountForm, Completeness, Policy, Profile, Scheme, Script};
use suftaja_iso::rule::{check, examine};
use suftaja_iso::view::PartyId;
use suftaja_iso::{Finding, Reader};

/// One row of the table.
pub struct Case {
    pub base: String,
    pub profile: String,
    /// Code, severity, path and reason of the finding; nothing for a sound message.
    pub told: Option<[String; 4]>,
    pub edited: bool,
    pub bytes: Vec<u8>,
}

/// Where the messages and the tables of verdicts are kept.
pub fn directory() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
}

/// The text of a base: a fixture, or a header and the Document behind it in one envelope.
fn text_of(base: &str) -> String {
    let read = |name: &str| {
        let text = std::fs::read_to_string(directory().join(format!("{name}.xml"))).unwrap();
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        text.strip_prefix(head).map(str::to_owned).unwrap_or(text)
    };
    match base.split_once('+') {
        Some((head, document)) => format!("<Message>{}{}</Message>", read(head), read(document)),
        None => read(base),
    }
}

/// A replacement as the table gives it: `-` is nothing, `22*` before a text repeats it.
fn replacement(cell: &str) -> String {
    let number = cell.split_once('*').and_then(|(number, text)| Some((number.parse().ok()?, text)));
    match number {
        Some((times, text)) => text.repeat(times),
        None if cell == "-" => String::new(),
        None => cell.to_owned(),
    }
}

/// Every row of the table.
pub fn cases() -> Vec<Case> {
    let table = std::fs::read_to_string(directory().join("rules.tsv")).unwrap();
    let case = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [base, profile, code, severity, path, reason, edits @ ..] = cells.as_slice() else {
            panic!("a row of {} cells: {line}", cells.len());
        };
        let mut text = text_of(base);
        for edit in edits.chunks(2) {
            let [from, to] = edit else { panic!("an edit of one cell: {line}") };
            assert!(text.contains(from), "{base} has no {from}");
            text = text.replacen(from, &replacement(to), 1);
        }
        let told = [code, severity, path, reason].map(|cell| (*cell).to_owned());
        Case {
            base: (*base).to_owned(),
            profile: (*profile).to_owned(),
            told: (*code != "-").then_some(told),
            edited: !edits.is_empty(),
            bytes: text.into_bytes(),
        }
    };
    table.lines().skip(1).map(case).collect()
}

fn bank(bic: &str) -> PartyId<'static> {
    PartyId::Bic(Bic::parse(bic).unwrap())
}

/// The profile of a row by its name.
fn profile(name: &str) -> Profile {
    match name {
        "end-to-end" => Profile::end_to_end(),
        "v-shape" | "sender" => Profile::v_shape([bank("SUFTTZA0")]),
        "strict" => Profile {
            accounts: vec![AccountForm::new("KE", "[0-9]{10,14}").unwrap()],
            scripts: vec![Script::Latin, Script::Arabic],
            supplements: Some(vec!["urn:registered".to_owned()]),
            strict_identifiers: true,
            policy: Policy {
                completeness: vec![(BusinessDate::MIN, Completeness::Revision2025)],
                ..Policy::advice()
            },
            ..Profile::end_to_end()
        },
        scheme => {
            Profile { policy: Scheme::parse(scheme).unwrap().policy(), ..Profile::end_to_end() }
        }
    }
}

/// What the rules tell of a row; under `sender` the message came from the bank MAWIKEN0.
pub fn findings(case: &Case, reader: &mut Reader<'_>) -> Vec<Finding> {
    let (reading, profile) = (reader.read(&case.bytes), profile(&case.profile));
    match &*case.profile {
        "sender" => check(&reading, &profile, &[bank("MAWIKEN0")]).findings,
        _ => examine(&reading, &profile).findings,
    }
}

/// A finding as the table records it.
pub fn told(finding: &Finding) -> [String; 4] {
    let Finding { code, severity, path, reason, .. } = finding;
    let reason = reason.unwrap_or("-").to_owned();
    [code.to_string(), severity.word().to_owned(), path.clone(), reason]
}
