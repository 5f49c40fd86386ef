//! Published messages that are named after a rule: violators are found by it, others pass.
//!
//! Reads `../shared/iso20022/samples` beside the repository; absent, the tests say so and pass,
//! unless SUFTAJA_SHARED=required. Where our verdict is not that of the name, the table says why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/shared.rs"]
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use shared::shared;
use suftaja_base::suf::rule;
use suftaja_base::{BusinessDate, Suf};
use suftaja_iso::rule::{Policy, Profile, Scheme, examine};
use suftaja_iso::{Reader, Severity};

/// Whose samples.
const RULES_OF_CBPR: &str = "phoughton+iso20022-cbpr-ur";
const OPEN_PAYMENTS: &str = "Open-Payments+iso20022-rs";

/// The files of one origin with their bytes, by name.
fn files(origin: &str) -> BTreeMap<String, Vec<u8>> {
    let Some(root) = shared() else { return BTreeMap::new() };
    let folder = std::fs::read_dir(root.join("samples").join(origin)).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect()
}

/// The codes of all errors of the rules in a message that obeys its schema; nothing for others.
fn errors(reader: &mut Reader<'_>, bytes: &[u8], profile: &Profile) -> Option<BTreeSet<Suf>> {
    let reading = reader.read(bytes);
    // Initiation by customers (pain.001) is no message of this system: only its schema counts.
    let covered = |message: &str| !message.starts_with("pain.001");
    reading.document().filter(|document| document.is_valid() && covered(document.message()))?;
    let errors = examine(&reading, profile).findings.into_iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    Some(errors.map(|finding| finding.code).collect())
}

fn cbpr() -> Profile {
    Profile { policy: Scheme::Cbpr.policy(), ..Profile::end_to_end() }
}

#[test]
fn each_named_violator_is_found_by_its_rule() {
    let mut reader = Reader::new();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let files = files(RULES_OF_CBPR);
    for (name, bytes) in &files {
        let Some((_, rule_name)) = name.split_once("__violates_") else { continue };
        let Some(errors) = errors(&mut reader, bytes, &cbpr()) else { continue };
        let (label, codes): (&str, &[Suf]) = match rule_name.split_once('_').unwrap().1 {
            "commodity_currency_XAU" => ("XAU", &[rule::CURRENCY_UNKNOWN, rule::AMOUNT_MISSTATED]),
            "msgdefidr_mismatch" => ("MsgDefIdr", &[rule::HEADER_DEFINITION]),
            "slash_in_instrid" => ("slash", &[rule::REFERENCE_SLASHES]),
            // The business service is a name that each yearly release of the scheme gives anew;
            // it is compared where a scheme is joined, not by a rule of messages.
            "existing" => {
                assert_eq!(errors, BTreeSet::new(), "{name}");
                continue;
            }
            other => panic!("{name}: no expectation for {other}"),
        };
        assert!(codes.iter().any(|code| errors.contains(code)), "{name}: {errors:?}");
        *found.entry(label).or_default() += 1;
    }
    if !files.is_empty() {
        assert_eq!(found, BTreeMap::from([("MsgDefIdr", 5), ("XAU", 14), ("slash", 3)]));
    }
}

#[test]
fn messages_that_are_named_good_stay_without_error() {
    let mut reader = Reader::new();
    let mut passed = 0;
    let files = files(RULES_OF_CBPR);
    for (name, bytes) in &files {
        if !name.starts_with("test_files__") || name.contains("violat") {
            continue;
        }
        let Some(errors) = errors(&mut reader, bytes, &cbpr()) else { continue };
        let named: &[Suf] = match name.as_str() {
            // Files whose names say what is wrong with them.
            name if name.contains("dodgy_IBAN_and_bic_mismatch") => {
                &[rule::IBAN_INVALID, rule::HEADER_SENDER, rule::HEADER_RECEIVER]
            }
            name if name.contains("bic_mismatch") => &[rule::HEADER_SENDER, rule::HEADER_RECEIVER],
            name if name.contains("slash_in_instrid") => &[rule::REFERENCE_SLASHES],
            _ => &[],
        };
        assert_eq!(errors, named.iter().copied().collect(), "{name}");
        passed += 1;
    }
    assert!(files.is_empty() || passed >= 20, "only {passed} files");
}

/// Files of Open-Payments in which we find errors, with the reason.
const DIFFERENT: [(&str, &[Suf]); 17] = [
    // Built to break the rule that their name gives.
    ("CBPRPlus_AdditionalInformation_02", &[rule::NARRATIVE_MISSING]),
    ("CBPR_CancellationIdentification_Rule_03", &[rule::REFERENCE_SLASHES]),
    ("CBPR_CaseIdentification_Rule_03", &[rule::REFERENCE_SLASHES]),
    ("Camt56_CxID_CaseId_Issue", &[rule::REFERENCE_SLASHES]),
    // The pairs of codes are allowed, but CHQB stands beside a creditor account, which the message
    // definition excludes (pacs.008, cheque instruction).
    ("CBPR_InstructionforCreditorAgent1_1_", &[rule::INSTRUCTION_COMBINATION]),
    ("CBPR_InstructionforCreditorAgent1_2_", &[rule::INSTRUCTION_COMBINATION]),
    ("CBPR_InstructionforCreditorAgent2_1_", &[rule::INSTRUCTION_COMBINATION]),
    ("CBPR_InstructionforCreditorAgent2_3_", &[rule::INSTRUCTION_COMBINATION]),
    // Good by the rule of their name, but with a rate between amounts in one currency, or more
    // settled than instructed though the debtor bears no charges.
    ("CREDRule_1", &[rule::INSTRUCTED_AMOUNT, rule::EXCHANGE_RATE_IDLE]),
    ("DEBTRule1_1", &[rule::EXCHANGE_RATE_IDLE]),
    ("DEBTRule1_2", &[rule::AMOUNT_ZERO, rule::EXCHANGE_RATE_IDLE]),
    ("InterbankSettlementCurrencyRule_2", &[rule::INSTRUCTED_AMOUNT, rule::EXCHANGE_RATE_IDLE]),
    // A BIC with a country that does not exist, in an agent that settlement reads.
    ("RelatedRemitInfoRemitInfoMutuallyExclusive_1", &[rule::BIC_COUNTRY]),
    ("RelatedRemitInfoRemitInfoMutuallyExclusive_2", &[rule::BIC_COUNTRY]),
    ("RelatedRemitInfoRemitInfoMutuallyExclusive_3", &[rule::BIC_COUNTRY]),
    // Statements whose entries are in another currency than their account.
    ("Original_Instruction_Identification_FormalRule_1", &[rule::ENTRY_CURRENCY]),
    ("Original_Instruction_Identification_FormalRule_2", &[rule::ENTRY_CURRENCY]),
];

#[test]
fn messages_named_after_rules_pass_but_for_those_listed() {
    let mut reader = Reader::new();
    let different: BTreeMap<&str, &[Suf]> = DIFFERENT.into_iter().collect();
    let files = files(OPEN_PAYMENTS);
    let (mut passed, mut listed) = (0, 0);
    let mut wrong = Vec::new();
    for (name, bytes) in &files {
        let Some(errors) = errors(&mut reader, bytes, &cbpr()) else { continue };
        let expected = different.get(name.trim_start_matches("samples__"));
        let codes = expected.copied().unwrap_or_default();
        if errors != codes.iter().copied().collect() {
            wrong.push(format!("{name}: {errors:?}"));
        }
        *if expected.is_some() { &mut listed } else { &mut passed } += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.is_empty() || (listed == 17 && passed >= 58), "{listed} listed, {passed} passed");
}

#[test]
fn unstructured_addresses_are_refused_from_the_day_of_the_scheme() {
    let mut reader = Reader::new();
    let named = [
        "samples__StructuredVsUnstructuredRule1_1",
        "samples__TownNameAndCountryRule_1_2",
        "samples__TownNameAndCountryRule_1_3",
        "samples__TownNameAndCountryRule_Cretr_Agt_2",
        "samples__CBPR_PartyNamePostalAddressRule_1",
    ];
    let files = files(OPEN_PAYMENTS);
    for name in named.iter().filter(|_| !files.is_empty()) {
        for (day, refused) in [("2026-11-13", false), ("2026-11-14", true)] {
            let as_of = BusinessDate::parse(day).ok();
            let policy = Scheme::T2.policy();
            let profile = Profile { policy, as_of, ..Profile::end_to_end() };
            let errors = errors(&mut reader, &files[*name], &profile).unwrap();
            assert_eq!(errors.contains(&rule::ADDRESS_UNSTRUCTURED), refused, "{name} on {day}");
        }
    }
}

#[test]
fn advice_refuses_nothing_that_settlement_does_not() {
    let mut reader = Reader::new();
    for origin in [RULES_OF_CBPR, OPEN_PAYMENTS] {
        for (name, bytes) in files(origin) {
            let profile = Profile { policy: Policy::advice(), ..Profile::end_to_end() };
            let Some(errors) = errors(&mut reader, &bytes, &profile) else { continue };
            let beyond = errors.iter().find(|code| **code >= rule::INSTRUCTED_AMOUNT);
            assert_eq!(beyond, None, "{name}");
        }
    }
}
