//! Hand-written messages with recorded verdicts of the rules: what each fault is told as.
//!
//! `fixtures/` holds sound messages of the main flows, and `rules.tsv` what is changed in them, by
//! which profile they are judged, and the finding that must be among those told: code, severity,
//! path and ISO reason. A row without a code is sound and gives no error. The parties are made up.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "rules/reasons.rs"]
mod reasons;
#[path = "rules/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};

use suftaja_base::Suf;
use suftaja_base::suf::{self, rule};
use suftaja_iso::{Reader, Severity};
use table::{Case, cases, directory, findings, told};

#[test]
fn every_case_is_told_as_recorded_and_sound_ones_give_no_error() {
    let mut reader = Reader::new();
    let mut wrong = Vec::new();
    for (index, case) in cases().iter().enumerate() {
        let findings = findings(case, &mut reader);
        let fits = match &case.told {
            Some(expected) => findings.iter().any(|finding| told(finding) == *expected),
            None => findings.iter().all(|finding| finding.severity != Severity::Error),
        };
        if !fits {
            let all: Vec<String> =
                findings.iter().map(|finding| told(finding).join("\t")).collect();
            let row = index + 2;
            let Case { base, profile, told, .. } = case;
            wrong.push(format!("row {row}: {base} {profile} {told:?}\n{}", all.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sound_cases_fit_their_schemas_and_every_fixture_is_one() {
    let mut reader = Reader::new();
    let cases = cases();
    for case in cases.iter().filter(|case| case.told.is_none()) {
        let text = String::from_utf8_lossy(&case.bytes);
        assert_eq!(reader.read(&case.bytes).findings(), [], "{} {text}", case.base);
    }
    let unchanged: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case.told.is_none() && !case.edited)
        .map(|case| case.base.as_str())
        .collect();
    for entry in std::fs::read_dir(directory()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(base) = name.strip_suffix(".xml") else { continue };
        assert!(unchanged.iter().any(|known| known.split('+').any(|one| one == base)), "{base}");
    }
}

#[test]
fn every_code_of_the_rules_has_a_case_and_so_has_every_family() {
    let cases = cases();
    let told: BTreeSet<&str> =
        cases.iter().filter_map(|case| Some(case.told.as_ref()?[0].as_str())).collect();
    let codes =
        suf::catalogue().map(|page| page.code).filter(|code| (1200..2000).contains(&code.0));
    let codes: BTreeSet<Suf> = codes.collect();
    assert!(codes.contains(&rule::TRANSACTION_COUNT) && codes.len() >= 78, "{}", codes.len());
    let missing: Vec<String> = codes
        .iter()
        .map(ToString::to_string)
        .filter(|code| !told.contains(code.as_str()))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    let mut families: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for case in &cases {
        let document = case.base.split('+').next_back().unwrap();
        let counts = families.entry(document.to_owned()).or_default();
        counts[usize::from(case.told.is_some())] += 1;
    }
    for family in FAMILIES {
        let [sound, faulty] = families.get(family).copied().unwrap_or_default();
        assert!(sound > 0 && faulty > 0, "{family}: {sound} sound, {faulty} faulty");
    }
    assert!(cases.len() >= 120, "{} cases", cases.len());
}

/// The messages that rules look into.
const FAMILIES: [&str; 15] = [
    "pacs.008.001.08",
    "pacs.009.001.08",
    "pacs.009.001.08.cov",
    "pacs.004.001.09",
    "pacs.002.001.10",
    "pacs.028.001.03",
    "pacs.010.001.03",
    "camt.056.001.08",
    "camt.029.001.09",
    "camt.050.001.05",
    "camt.025.001.05",
    "camt.060.001.05",
    "camt.052.001.08",
    "camt.053.001.08",
    "camt.054.001.08",
];
