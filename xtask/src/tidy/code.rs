//! What code may not say: unfinished work, `get_` names, floats where money is counted, and
//! everything outside a pure function in the engine. Takes one `Source`, adds findings. Clippy
//! holds the rest (`unwrap`, indexing, `as`); nothing is checked twice.

use super::Finding;
use crate::source::{Source, line_of, words};

/// Macros that mark unfinished work or forgotten debugging.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Crates in which amounts are computed: no binary fraction may come near them (DESIGN §3).
const WITHOUT_FLOATS: [&str; 5] = ["base", "netting", "engine", "iso", "screen"];

/// Words that bring time, chance, threads or hash order into the engine (DESIGN §3).
const IMPURE: [&str; 13] = [
    "std",
    "HashMap",
    "HashSet",
    "hashbrown",
    "thread",
    "async",
    "SystemTime",
    "UNIX_EPOCH",
    "println",
    "eprintln",
    "getrandom",
    "rand",
    "tokio",
];

/// Adds the findings about the code of `source`.
pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    check_unfinished(source, findings);
    check_function_names(source, findings);
    if WITHOUT_FLOATS.contains(&source.package()) {
        check_floats(source, findings);
    }
    if source.package() == "engine" {
        check_purity(source, findings);
    }
    check_no_std(source, findings);
    check_tests(source, findings);
}

fn check_unfinished(source: &Source, findings: &mut Vec<Finding>) {
    for (offset, word) in words(&source.code) {
        let is_macro = source.code.get(offset + word.len()..).is_some_and(|c| c.starts_with('!'));
        if is_macro && UNFINISHED.contains(&word) {
            let text = format!("`{word}!` does not belong in the repository; finish or remove it");
            let line = line_of(&source.code, offset);
            findings.push(Finding::new(&source.path, line, "unfinished", text));
        }
    }
}

fn check_function_names(source: &Source, findings: &mut Vec<Finding>) {
    for function in source.functions() {
        // `get_mut` beside `get` is the language's own pair.
        if function.name.starts_with("get_") && function.name != "get_mut" {
            let text =
                format!("`{}`: name a reader by what it reads, without `get_`", function.name);
            findings.push(Finding::new(&source.path, function.first, "get-name", text));
        }
    }
}

fn check_floats(source: &Source, findings: &mut Vec<Finding>) {
    for (number, line) in source.code.lines().enumerate() {
        let has_type = words(line).any(|(_, word)| is_float_word(word));
        if (has_type || has_fraction(line)) && source.is_product_line(number + 1) {
            let text = "no floats here: amounts are integer minor units, rates integer mantissas";
            findings.push(Finding::new(&source.path, number + 1, "float", text));
        }
    }
}

/// `f32`, `f64`, and numbers that end in them.
fn is_float_word(word: &str) -> bool {
    let before = word.strip_suffix("f64").or_else(|| word.strip_suffix("f32"));
    before.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'))
}

/// A number with a decimal point; a field of a tuple (`pair.0.1`) and a range (`0..9`) have none.
fn has_fraction(line: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    words(line).any(|(offset, word)| {
        let before = line.get(..offset).unwrap_or("");
        let after = line.get(offset + word.len()..).unwrap_or("");
        let follows = after.strip_prefix('.').and_then(|rest| rest.chars().next());
        is_number(word) && !before.ends_with('.') && follows.is_some_and(|c| c.is_ascii_digit())
    })
}

fn check_purity(source: &Source, findings: &mut Vec<Finding>) {
    for (offset, word) in words(&source.code) {
        if !IMPURE.contains(&word) {
            continue;
        }
        let line = line_of(&source.code, offset);
        if source.is_product_line(line) {
            let text = format!("`{word}` in the engine: it is a pure function of entries");
            findings.push(Finding::new(&source.path, line, "engine-purity", text));
        }
    }
}

fn check_no_std(source: &Source, findings: &mut Vec<Finding>) {
    let must =
        matches!(source.path.as_str(), "crates/engine/src/lib.rs" | "crates/base/src/lib.rs");
    if must && !source.code.contains("no_std") {
        let text = "say `#![no_std]`, so that nothing outside a pure function can be reached";
        findings.push(Finding::new(&source.path, 1, "no-std", text));
    }
}

/// A test that sleeps is slow and fails by chance; one that is ignored shows nothing.
fn check_tests(source: &Source, findings: &mut Vec<Finding>) {
    for (offset, word) in words(&source.code) {
        let line = line_of(&source.code, offset);
        if word == "sleep" && source.is_test_line(line) {
            let text = "a test does not sleep: wait for the event itself";
            findings.push(Finding::new(&source.path, line, "test-sleeps", text));
        }
        if word == "ignore" && source.code.get(..offset).is_some_and(|code| code.ends_with("#[")) {
            let text = "an ignored test shows nothing: mend it or remove it";
            findings.push(Finding::new(&source.path, line, "test-ignored", text));
        }
    }
}
