//! Tests of the code sets: members, drift against both published forms, codes of other crates.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};
use suftaja_base::{BusinessDate, suf};

/// A published file, or nothing when the sources are absent.
fn published(file: &str) -> Option<String> {
    let folder = "../../../shared/iso20022/codesets/OpenBankingUK-External_Internal_CodeSets";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(file);
    let Ok(text) = fs::read_to_string(path) else {
        let required = env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "SUFTAJA_SHARED=required, but ../shared has no code sets");
        println!("skipped: ../shared has no code sets");
        return None;
    };
    Some(text)
}

/// What stands between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    text.split_once(start)?.1.split_once(end).map(|(found, _)| found)
}

fn day(text: &str) -> BusinessDate {
    BusinessDate::parse(text).unwrap()
}

/// From when until when.
type Days = (Option<BusinessDate>, Option<BusinessDate>);
type Dated = BTreeMap<(String, String), Vec<Days>>;

/// Every code of the published schema with its days.
fn schema(text: &str) -> Dated {
    let mut codes = Dated::new();
    for set in text.split("<xs:simpleType name=\"").skip(1) {
        let (name, body) = set.split_once('"').unwrap();
        for code in body.split("<xs:enumeration value=\"").skip(1) {
            let (value, facts) = code.split_once('"').unwrap();
            let date = |tag: &str| between(facts, &format!("<{tag}>"), "</").map(day);
            let withdrawn = facts.contains("<RegistrationStatus>Obsolete");
            let until = withdrawn.then(|| date("LastUpdatedDate").unwrap());
            let days = codes.entry((name.to_owned(), value.to_owned())).or_default();
            days.push((date("CreationDate"), until));
        }
    }
    codes
}

#[test]
fn the_table_equals_the_published_schema() {
    let Some(text) = published("4Q2023_ExternalCodeSets_v2.xsd") else { return };
    let expected = schema(&text);
    assert_eq!(expected.values().flatten().count(), 2739);
    let sets: BTreeSet<&String> = expected.keys().map(|(set, _)| set).collect();
    let listed: usize = sets.iter().map(|set| codes(set).count()).sum();
    let current = expected.values().flatten().filter(|(_, until)| until.is_none()).count();
    assert_eq!(listed, current, "a code in the table that the source has not");
    for ((set, code), rows) in &expected {
        let at = |day| membership(set, code, day);
        for (from, until) in rows {
            let first = from.unwrap_or(BusinessDate::MIN);
            match until {
                Some(until) => {
                    assert_eq!(at(*until), Membership::Withdrawn { until: *until }, "{set} {code}");
                    assert!(until == &first || at(first) == Membership::Member, "{set} {code}");
                }
                None => {
                    assert_eq!(at(first), Membership::Member, "{set} {code}");
                    assert_eq!(at(day("2026-11-21")), Membership::Member, "{set} {code}");
                }
            }
            if first > BusinessDate::MIN && rows.len() == 1 {
                let before = BusinessDate::from_days(first.days() - 1).unwrap();
                assert_eq!(at(before), Membership::NotYet { from: first }, "{set} {code}");
            }
        }
    }
}

#[test]
fn the_table_equals_the_published_json() {
    let Some(text) = published("4Q2023_ExternalCodeSets_v2.json") else { return };
    for set in [StatusReason::SET, ReturnReason::SET, "ExternalClearingSystemIdentification1Code"] {
        // The name stands twice: first as a reference, then with its definition.
        let (_, rest) = text.rsplit_once(&format!("\"{set}\"")).unwrap();
        let list = between(rest, "\"enum\"", "]").unwrap().split_once('[').unwrap().1;
        let mut expected: Vec<&str> =
            list.split(',').map(|code| code.trim().trim_matches('"')).collect();
        expected.sort_unstable();
        assert_eq!(codes(set).collect::<Vec<_>>(), expected, "{set}");
    }
}

#[test]
fn the_published_json_loads_as_what_is_built_in() {
    let name = "4Q2023_ExternalCodeSets_v2.json";
    let Some(text) = published(name) else { return };
    let loaded = CodeSets::read(name, text.as_bytes()).unwrap();
    assert_eq!((loaded.edition(), loaded.as_of()), (EDITION, day("2024-02-28")));
    for set in CodeSets::builtin().sets() {
        assert_eq!(loaded.set(&set.name), Some(set));
    }
    assert_eq!(loaded, *CodeSets::builtin());
}

#[test]
fn a_day_decides_about_a_code() {
    let until = day("2018-11-01");
    let at = |text: &str| membership("ExternalLocalInstrument1Code", "CTR", day(text));
    assert_eq!(at("2018-10-31"), Membership::Member);
    assert_eq!(at("2018-11-01"), Membership::Withdrawn { until });
    assert_eq!(at("2009-03-31"), Membership::NotYet { from: day("2009-04-01") });
    assert_eq!(membership("ExternalPurpose1Code", "WXYZ", until), Membership::Unknown);
    assert_eq!(membership("ExternalNothing1Code", "SALA", until), Membership::NoSet);
    assert!(codes("ExternalLocalInstrument1Code").all(|code| code != "CTR"));
    // Withdrawn, then registered again for another scheme.
    let again = |text: &str| membership("ExternalLocalInstrument1Code", "CTP", day(text));
    assert_eq!(again("2019-01-01"), Membership::Withdrawn { until });
    assert_eq!(again("2018-10-31"), Membership::Member);
    assert_eq!(again("2021-11-30"), Membership::Member);
    assert_eq!(again("2009-03-31"), Membership::NotYet { from: day("2009-04-01") });
}

#[test]
fn what_the_system_sends_is_a_member_of_its_set() {
    for (set, sent) in [
        (
            "ExternalPaymentTransactionStatus1Code",
            TransactionStatus::ALL.map(|s| s.code()).to_vec(),
        ),
        (
            "ExternalInvestigationExecutionConfirmation1Code",
            Confirmation::ALL.map(|c| c.code()).to_vec(),
        ),
        ("ExternalBalanceType1Code", BalanceType::ALL.map(|b| b.code()).to_vec()),
        ("ExternalEntryStatus1Code", vec!["BOOK"]),
    ] {
        for code in sent {
            assert!(codes(set).any(|member| member == code), "{code} is not in {set}");
        }
    }
    let focr = ReturnReason::FOLLOWING_CANCELLATION;
    assert_eq!(ReturnReason::parse("FOCR"), Some(focr));
    for code in [
        CancellationRejection::NARRATIVE,
        CancellationRejection::NEVER_RECEIVED,
        CancellationRejection::RETURNED,
        CancellationRejection::LEGAL,
    ] {
        assert_eq!(CancellationRejection::parse(code.as_str()), Some(code));
    }
}

#[test]
fn every_member_reads_and_what_is_none_does_not() {
    assert!(codes(StatusReason::SET).count() > 250);
    for code in codes(StatusReason::SET) {
        assert_eq!(StatusReason::parse(code).unwrap().as_str(), code);
    }
    // Codes of other sets that are often put here by mistake (field rule 9).
    for code in ["NOFR", "SBRN", "ISWS", "RC13", "RC16", "MINF", "", "am04", "AM4", "AM040"] {
        assert_eq!(StatusReason::parse(code), None, "{code}");
        assert_eq!(StatusReason::of(Some(code)), StatusReason::NARRATIVE);
        assert_eq!(ReturnReason::parse(code), None, "{code}");
        assert_eq!(CancellationRejection::parse(code), None, "{code}");
    }
    assert_eq!(StatusReason::parse("NARR"), Some(StatusReason::NARRATIVE));
}

#[test]
fn every_reason_of_the_catalogue_of_codes_is_a_member() {
    for page in suf::catalogue() {
        if let Some(reason) = page.iso_reason {
            assert!(StatusReason::parse(reason).is_some(), "{} names {reason}", page.code);
        }
    }
}

#[test]
fn clearing_systems() {
    assert!(is_clearing_system("USABA") && is_clearing_system("GBDSC"));
    assert!(!is_clearing_system("USAB") && !is_clearing_system("XXXXX"));
}
