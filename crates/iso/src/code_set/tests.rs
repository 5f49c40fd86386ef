//! Tests of the code sets: members, drift against the source, and codes that other crates name.

use super::*;
use std::path::Path;
use std::{env, fs};
use suftaja_base::suf;

/// The codes of one set in the published JSON, or nothing when the sources are absent.
fn published(set: &str) -> Option<Vec<String>> {
    let path = "../../../shared/iso20022/codesets/OpenBankingUK-External_Internal_CodeSets/\
                4Q2023_ExternalCodeSets_v2.json";
    let Ok(text) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
        let required = env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "SUFTAJA_SHARED=required, but ../shared has no code sets");
        println!("skipped: ../shared has no code sets");
        return None;
    };
    // The name stands twice: first as a reference, then with its definition.
    let (_, rest) = text.rsplit_once(&format!("\"{set}\""))?;
    let (_, rest) = rest.split_once("\"enum\"")?;
    let (_, rest) = rest.split_once('[')?;
    let (list, _) = rest.split_once(']')?;
    let mut codes: Vec<String> =
        list.split(',').map(|code| code.trim().trim_matches('"').to_owned()).collect();
    codes.sort();
    Some(codes)
}

#[test]
fn tables_equal_their_source() {
    for (set, table) in [
        ("ExternalStatusReason1Code", STATUS_REASONS),
        ("ExternalClearingSystemIdentification1Code", CLEARING_SYSTEMS),
    ] {
        let Some(codes) = published(set) else { return };
        assert_eq!(codes, table.split_ascii_whitespace().collect::<Vec<_>>(), "{set}");
    }
}

#[test]
fn statuses_are_members_of_their_set() {
    let Some(codes) = published("ExternalPaymentTransactionStatus1Code") else { return };
    for status in TransactionStatus::ALL {
        assert!(codes.iter().any(|code| code == status.code()), "{status:?}");
    }
}

#[test]
fn every_member_reads_and_what_is_none_does_not() {
    for code in STATUS_REASONS.split_ascii_whitespace() {
        assert_eq!(StatusReason::parse(code).unwrap().as_str(), code);
    }
    // Codes of other sets that are often put here by mistake (field rule 9).
    for code in ["NOFR", "SBRN", "ISWS", "RC13", "RC16", "MINF", "", "am04", "AM4", "AM040"] {
        assert_eq!(StatusReason::parse(code), None, "{code}");
        assert_eq!(StatusReason::of(Some(code)), StatusReason::NARRATIVE);
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
