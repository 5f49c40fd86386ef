//! Shape of a Rust file: head, length, line width, function length, names of files and modules.
//! Takes one `Source`, adds findings. Must never look at what the code means (see `code`).

use super::Finding;
use crate::source::{Source, line_of, words};

const FILE_LINES_MAX: usize = 600;
const TEST_FILE_LINES_MAX: usize = 900;
const FUNCTION_LINES_MAX: usize = 70;
const LINE_COLUMNS_MAX: usize = 100;
/// A head says what the file is, where its data goes and what it never does: not in three words.
const HEAD_LETTERS_MIN: usize = 40;

/// Names that say nothing about what lies inside.
const EMPTY_NAMES: [&str; 8] =
    ["utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"];

/// Adds the findings about the shape of `source`.
pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    check_names(source, findings);
    check_head(source, findings);
    check_file_length(source, findings);
    check_line_width(source, findings);
    for function in source.functions() {
        let lines = function.last - function.first + 1;
        if lines > FUNCTION_LINES_MAX {
            let text = format!(
                "function `{}` has {lines} lines; cut it to {FUNCTION_LINES_MAX}",
                function.name
            );
            findings.push(Finding::new(&source.path, function.first, "function-length", text));
        }
    }
}

fn check_names(source: &Source, findings: &mut Vec<Finding>) {
    let path = &source.path;
    if path.ends_with("/mod.rs") {
        let text = "name the file after its module, beside the folder, instead of `mod.rs`";
        findings.push(Finding::new(path, 0, "mod-rs", text));
    }
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    for part in stem.split('/').filter(|part| EMPTY_NAMES.contains(part)) {
        let text = format!("`{part}` says nothing; name the subject that lives here");
        findings.push(Finding::new(path, 0, "empty-name", text));
    }
    let mut previous = "";
    for (offset, word) in words(&source.code) {
        if previous == "mod" && EMPTY_NAMES.contains(&word) {
            let text = format!("module `{word}` says nothing; name the subject that lives there");
            findings.push(Finding::new(path, line_of(&source.code, offset), "empty-name", text));
        }
        previous = word;
    }
}

/// The `//!` lines that open the file.
fn head(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().map_while(|line| line.strip_prefix("//!"))
}

fn check_head(source: &Source, findings: &mut Vec<Finding>) {
    let letters: usize = head(source).map(|line| line.trim().chars().count()).sum();
    if letters < HEAD_LETTERS_MIN {
        let text = "open the file with `//!`: what it is, where its data comes from and goes, \
                    what it must never do";
        findings.push(Finding::new(&source.path, 1, "head", text));
    }
}

fn check_file_length(source: &Source, findings: &mut Vec<Finding>) {
    // A derived table (its head names source, edition and licence) is data, not prose to read.
    let says = |word: &str| head(source).any(|line| line.contains(word));
    let is_table = says("Source:") && says("Edition:") && says("Licence:");
    let most = if source.is_test { TEST_FILE_LINES_MAX } else { FILE_LINES_MAX };
    let lines = source.text.lines().count();
    if lines > most && !is_table {
        let text = format!("{lines} lines; split the file by subject, {most} is the end");
        findings.push(Finding::new(&source.path, lines, "file-length", text));
    }
}

/// A line may be wider only where a literal or an address reaches over the edge.
fn check_line_width(source: &Source, findings: &mut Vec<Finding>) {
    let masks = source.code.lines().zip(source.comments.lines());
    for (number, (line, (code, comment))) in source.text.lines().zip(masks).enumerate() {
        let columns = line.chars().count();
        if columns <= LINE_COLUMNS_MAX || line.contains("://") {
            continue;
        }
        // What is left without the letters of literals; rustfmt cannot break those.
        let shown = line.chars().zip(code.chars()).zip(comment.chars());
        let literal = shown.filter(|((all, code), said)| all != code && all != said).count();
        let says = comment.chars().nth(LINE_COLUMNS_MAX).is_some_and(|c| !c.is_whitespace());
        let is_literal = !says && columns - literal <= LINE_COLUMNS_MAX;
        if !is_literal {
            let text = format!("{columns} columns; break the line at {LINE_COLUMNS_MAX}");
            findings.push(Finding::new(&source.path, number + 1, "line-width", text));
        }
    }
}
