//! `suftaja init --check`: the findings of a union file, each with its line, and nothing made.

use crate::given::*;
use serde_json::Value;
use std::path::Path;

const FAULTY: &str = r#"name = "One country"
system_bic = "SUFTKENA"
[[member]]
code = "KE"
name = "Kenya"
currency = "KES"
central_bank = "CENTKENX"
[[participant]]
bic = "SUFTKENA"
name = "A bank"
member = "UG"
currencies = ["UGX"]
[rules]
silent_minutes = 0
recall_days = 400
"#;

#[test]
fn every_finding_has_its_line_and_nothing_is_made() {
    let scratch = Scratch::new();
    let file = scratch.write("union.toml", FAULTY);
    let ran = suftaja(&["init", "--check", &file, "-o", "json"]);
    assert_eq!(ran.code(), 1, "{}", ran.errors());
    let told: Value = serde_json::from_str(&ran.text()).unwrap();
    let mut found: Vec<(u64, &str)> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["field"].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    let expected = [
        (9, "bic"),
        (11, "member"),
        (12, "currencies"),
        (14, "silent_minutes"),
        (15, "recall_days"),
    ];
    assert_eq!(found, expected);
    let ran = suftaja(&["init", "--check", &file]);
    assert_eq!(ran.code(), 1);
    assert!(ran.text().contains("line 11: participant SUFTKENA: member: "), "{}", ran.text());
    let made = suftaja(&["init", &scratch.data(), "--union", &file]);
    assert!(made.code() == 1 && made.errors().contains("line 14: rules"), "{}", made.errors());
    assert!(!Path::new(&scratch.data()).exists(), "nothing is made of a faulty file");
}

#[test]
fn a_sound_file_has_no_findings() {
    let scratch = Scratch::new();
    let sound = FAULTY.split("[[participant]]").next().unwrap();
    let file = scratch.write("union.toml", sound);
    let ran = suftaja(&["init", "--check", &file, "-o", "json"]);
    assert_eq!(ran.code(), 0, "{}", ran.text());
    assert_eq!(
        serde_json::from_str::<Value>(&ran.text()).unwrap()["findings"],
        Value::Array(vec![])
    );
    assert_eq!(suftaja(&["init"]).code(), 2, "a directory or a file to check");
}
