//! `suftaja code-sets show` and `validate --code-sets` through the binary.

use crate::given::Scratch;
use std::path::Path;
use std::process::{Command, Output};

/// A file of code sets as ISO publishes them, of an edition that knows one more code.
const NEWER: &str = r#"{"definitions": {"ExternalCategoryPurpose1Code": {"type": "string",
    "minLength": 1, "maxLength": 4, "enum": ["SUPP", "NEWX"]}}}"#;

fn suftaja(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
    command.args(arguments).env("SUFTAJA_SCHEMAS", "no-schemas-were-added").output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A sound pacs.008 of the fixtures with another category purpose.
fn message(code: &str) -> String {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../iso/tests/fixtures");
    let text = std::fs::read_to_string(fixtures.join("pacs.008.001.08.xml")).unwrap();
    text.replace("<CtgyPurp><Cd>SUPP</Cd>", &format!("<CtgyPurp><Cd>{code}</Cd>"))
}

#[test]
fn sets_and_their_codes_are_shown() {
    let all = suftaja(&["code-sets", "show"]);
    assert_eq!(all.status.code(), Some(0));
    assert!(text(&all).contains("Edition 4Q2023, as of 2024-02-28"), "{}", text(&all));
    assert!(text(&all).contains("ExternalStatusReason1Code"), "{}", text(&all));
    let one = suftaja(&["code-sets", "show", "ExternalLocalInstrument1Code", "-o", "json"]);
    let one: serde_json::Value = serde_json::from_slice(&one.stdout).unwrap();
    let withdrawn = one["codes"].as_array().unwrap().iter().find(|row| row["code"] == "CTR");
    assert_eq!(withdrawn.unwrap()["until"], "2018-11-01");
    let none = suftaja(&["code-sets", "show", "ExternalNothing1Code"]);
    assert_eq!(none.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&none.stderr).contains("SUF-6021"));
}

#[test]
fn a_newer_edition_knows_what_the_one_built_in_cannot() {
    let scratch = Scratch::new();
    let sets = scratch.write("3Q2026_ExternalCodeSets_v1.json", NEWER);
    let (newer, neither) =
        (scratch.write("new.xml", message("NEWX")), scratch.write("no.xml", message("ZZZZ")));
    let built_in = suftaja(&["validate", &newer]);
    assert_eq!(built_in.status.code(), Some(0), "{}", text(&built_in));
    assert!(text(&built_in).contains("warning SUF-1310"), "{}", text(&built_in));
    assert!(text(&built_in).contains("older than the message"), "{}", text(&built_in));
    let loaded = suftaja(&["validate", "--code-sets", &sets, &newer]);
    assert_eq!(loaded.status.code(), Some(0));
    assert!(!text(&loaded).contains("SUF-1"), "{}", text(&loaded));
    // The message of November is made after this edition too.
    let unknown = suftaja(&["validate", "--code-sets", &sets, &neither]);
    assert!(text(&unknown).contains("in edition 3Q2026"), "{}", text(&unknown));
    let within = suftaja(&["validate", "--code-sets", &sets, "--as-of", "2026-09-30", &neither]);
    assert!(text(&within).contains("warning SUF-1257"), "{}", text(&within));
}

#[test]
fn a_file_that_is_wrong_is_not_used_and_all_its_faults_are_told() {
    let scratch = Scratch::new();
    let wrong = NEWER.replace("\"NEWX\"", "7, \"SUPP\"");
    let sets = scratch.write("newest.json", &wrong);
    let message = scratch.write("new.xml", message("SUPP"));
    let told = suftaja(&["validate", "--code-sets", &sets, &message]);
    assert_eq!((told.status.code(), text(&told)), (Some(1), String::new()));
    let errors = String::from_utf8_lossy(&told.stderr);
    for fault in ["SUF-6020", "says no edition", "lists 7", "SUPP of", "newest.json"] {
        assert!(errors.contains(fault), "{fault}: {errors}");
    }
    let absent = suftaja(&["code-sets", "show", "--code-sets", "no/such/4Q2023.json"]);
    assert_eq!(absent.status.code(), Some(3));
}
