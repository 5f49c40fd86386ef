//! What no text file may hold: merge markers, notes of unfinished work, paths of one machine,
//! trailing blanks. Takes one file, adds findings. Must never name such a path itself: the words
//! are put together here, so that this file passes its own check.

use super::{Finding, TextFile};
use crate::source::{Source, words};

/// Adds the findings about the text of `file`.
pub fn check(file: &TextFile, findings: &mut Vec<Finding>) {
    let source = file.path.ends_with(".rs").then(|| Source::new(&file.path, &file.text));
    // The text of a licence is quoted, not written here.
    let is_ours = file.path != "LICENSE" && file.path != "Cargo.lock";
    if !is_ours {
        return;
    }
    let prose = source.as_ref().map_or(file.text.as_str(), |source| source.comments.as_str());
    for (number, (line, said)) in file.text.lines().zip(prose.lines()).enumerate() {
        let number = number + 1;
        let is_test = source.as_ref().is_some_and(|source| source.is_test_line(number));
        let mut add =
            |rule, text: &str| findings.push(Finding::new(&file.path, number, rule, text));
        if is_merge_marker(line) {
            add("merge-marker", "a merge was left half done; choose one side");
        }
        if is_note(said) {
            add("note", "no notes of unfinished work: do it, or open an issue");
        }
        if names_machine(line, is_test) {
            add("machine-path", "a path of one machine; take it from an argument or the crate");
        }
        if line.ends_with([' ', '\t']) {
            add("trailing-blank", "remove the blanks at the end of the line");
        }
    }
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        let last = file.text.lines().count();
        findings.push(Finding::new(&file.path, last, "last-line", "end the file with a line feed"));
    }
}

fn is_merge_marker(line: &str) -> bool {
    ["<", ">", "|"].iter().any(|sign| {
        let marker = sign.repeat(7);
        line.strip_prefix(marker.as_str()).is_some_and(|rest| rest.starts_with(' '))
    }) || line == "=".repeat(7)
}

/// A word for later work. Three X count only as a remark: they are also the branch code of a BIC.
fn is_note(prose: &str) -> bool {
    let triple = "X".repeat(3);
    words(prose).any(|(offset, word)| {
        let after = prose.get(offset + word.len()..).unwrap_or("");
        let is_remark = word == triple && after.starts_with(": ");
        is_remark || word == concat!("TO", "DO") || word == concat!("FIX", "ME")
    })
}

fn names_machine(line: &str, is_test: bool) -> bool {
    let names = |path: &str| {
        line.match_indices(path).any(|(offset, _)| {
            let before = line.get(..offset).and_then(|before| before.chars().next_back());
            // A part of a longer path or address (`docs/x/`, `https://`) begins elsewhere.
            !before.is_some_and(|letter| letter.is_alphanumeric() || "._-/}".contains(letter))
        })
    };
    names(concat!("/wo", "rk/"))
        || names(concat!("/ro", "ot/"))
        || (!is_test && names(concat!("/tm", "p/")))
}
