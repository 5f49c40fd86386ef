//! Drift tests: the tables of this crate equal what the collected sources give.
//!
//! The sources stand beside the repository and are not part of it. Where they are absent the tests
//! say so and pass, unless `SUFTAJA_SHARED=required`.
extern crate std;

use super::{country::is_country, currency::CURRENCIES, iban::STRUCTURES};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;
use std::{env, fs, println};

/// A source file, or nothing when the sources are absent.
fn source(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022/codesets");
    let text = fs::read_to_string(root.join(name));
    if text.is_err() {
        let required = env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "SUFTAJA_SHARED=required, but ../shared has no {name}");
        println!("skipped: ../shared has no {name}");
    }
    text.ok()
}

#[test]
fn currencies_equal_their_source() {
    let Some(text) = source("iso_currency/isodata.tsv") else { return };
    let mut rows: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|cells| !cells[6].is_empty())
        .map(|cells| format!("{}{}{}", cells[0], cells[1], cells[6]))
        .collect();
    rows.sort();
    assert_eq!(rows, CURRENCIES.split_ascii_whitespace().collect::<Vec<_>>());
    for code in text.lines().skip(1).filter_map(|line| line.split('\t').nth(3)) {
        for country in code.split(';').filter(|country| !country.is_empty()) {
            let bytes = country.as_bytes();
            assert!(is_country([bytes[0], bytes[1]]), "{country} has a currency");
        }
    }
}

#[test]
fn iban_structures_equal_their_source() {
    let folder = "schwifty-iban-registry";
    let mut rows = BTreeMap::new();
    for name in ["generated.json", "overwrite.json"] {
        let Some(text) = source(&format!("{folder}/{name}")) else { return };
        // Two levels of objects: a country opens at two spaces, its members at four.
        let mut country = String::new();
        for line in text.lines() {
            if let Some(key) = line.strip_prefix("  \"").and_then(|rest| rest.split_once('"')) {
                country = String::from(key.0);
            } else if let Some(spec) = line.strip_prefix("    \"bban_spec\": \"") {
                let spec: String =
                    spec.chars().take_while(|c| *c != '"').filter(|c| *c != '!').collect();
                rows.insert(country.clone(), spec);
            }
        }
    }
    let rows: Vec<String> =
        rows.into_iter().map(|(country, spec)| format!("{country}{spec}")).collect();
    assert_eq!(rows, STRUCTURES);
}
