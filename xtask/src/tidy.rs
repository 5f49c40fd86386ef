//! The house rules that a text check can hold. Reads every file of the repository once, gives all
//! findings in one answer with their places, and changes nothing. Must never depend on what lies
//! outside the repository, so that a fresh clone gets the same verdict.

mod code;
mod floors;
mod layout;
mod pages;
mod text;

use crate::TaskError;
use crate::source::Source;
use std::collections::BTreeSet;
use std::path::Path;

/// One breach of a rule. Line 0 stands for the whole file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    text: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, text: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, rule, text: text.into() }
    }
}

/// A text file of the repository; the path is relative to the root, with `/` between parts.
struct TextFile {
    path: String,
    text: String,
}

/// Everything that the rules look at.
struct Repository {
    files: Vec<TextFile>,
    sources: Vec<Source>,
    /// Paths of files that are no text.
    opaque: Vec<String>,
}

/// The files that may be no text.
const TABLES: [&str; 1] = ["crates/iso/tables/schemas.bin"];

impl Repository {
    /// The repository below `root`, without what git and cargo keep there.
    fn read(root: &Path) -> Result<Repository, TaskError> {
        let (mut files, mut opaque) = (Vec::new(), Vec::new());
        walk(root, "", &mut files, &mut opaque)?;
        Ok(Repository { opaque, ..Repository::new(files) })
    }

    fn new(mut files: Vec<TextFile>) -> Repository {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let is_rust = |file: &&TextFile| file.path.ends_with(".rs");
        let mut sources: Vec<Source> =
            files.iter().filter(is_rust).map(|file| Source::new(&file.path, &file.text)).collect();
        let tests: BTreeSet<String> = sources.iter().flat_map(Source::test_modules).collect();
        for source in &mut sources {
            source.is_test |= tests.contains(&source.path);
        }
        Repository { files, sources, opaque: Vec::new() }
    }

    /// The text of the file at `path`.
    fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }
}

/// Checks the repository at `root` and prints every finding as `path:line: rule: text`.
pub fn run(root: &Path) -> Result<(), TaskError> {
    let repository = Repository::read(root)?;
    let findings = check(&repository, &crate::errors::pages());
    for Finding { path, line, rule, text } in &findings {
        println!("{path}:{line}: {rule}: {text}");
    }
    if findings.is_empty() {
        println!("tidy: {} files, no findings", repository.files.len());
        return Ok(());
    }
    Err(TaskError::Findings(findings.len()))
}

/// All findings, in the order of their places. `pages` are the error pages as they must stand.
fn check(repository: &Repository, pages: &[crate::errors::Page]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &repository.sources {
        layout::check(source, &mut findings);
        code::check(source, &mut findings);
    }
    for file in &repository.files {
        text::check(file, &mut findings);
    }
    for path in repository.opaque.iter().filter(|path| !TABLES.contains(&path.as_str())) {
        let text = "it is no text, so nobody can review it; take it out of the repository";
        findings.push(Finding::new(path, 0, "opaque", text));
    }
    floors::check(repository, &mut findings);
    pages::check(repository, pages, &mut findings);
    findings.sort();
    findings
}

/// Adds every text file below `folder`, and the paths of those that are not UTF-8.
fn walk(
    root: &Path,
    folder: &str,
    files: &mut Vec<TextFile>,
    opaque: &mut Vec<String>,
) -> Result<(), TaskError> {
    let directory = root.join(folder);
    let fail = |source| TaskError::File { path: directory.clone(), source };
    for item in std::fs::read_dir(&directory).map_err(fail)? {
        let item = item.map_err(fail)?;
        let Ok(name) = item.file_name().into_string() else { continue };
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let kind = item.file_type().map_err(fail)?;
        if kind.is_dir() && !is_left_behind(&path, &name) {
            walk(root, &path, files, opaque)?;
        } else if kind.is_file() && !is_passing(&name) {
            let bytes = std::fs::read(item.path()).map_err(fail)?;
            match String::from_utf8(bytes) {
                Ok(text) => files.push(TextFile { path, text }),
                Err(_) => opaque.push(path),
            }
        }
    }
    Ok(())
}

/// Directories that git, cargo and the fuzz targets keep for themselves.
fn is_left_behind(path: &str, name: &str) -> bool {
    let fuzzing = ["fuzz/corpus", "fuzz/artifacts", "fuzz/coverage"];
    matches!(name, ".git" | "target") || fuzzing.contains(&path)
}

/// Files that editors and tests leave behind; git ignores or never sees them.
fn is_passing(name: &str) -> bool {
    name.ends_with(".swp") || name.ends_with('~') || name.ends_with(".proptest-regressions")
}

#[cfg(test)]
mod tests;
