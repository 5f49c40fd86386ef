//! Prose beside the code: the documents that must exist, links that must lead somewhere, and the
//! page of each error code, which must be what the catalogue says. Reads Markdown, adds findings.
//! Must never write: `cargo xtask errors` does that.

use super::{Finding, Repository, TextFile};
use crate::errors::{FOLDER, Page};

/// What a stranger looks for at the root of a repository.
const DOCUMENTS: [&str; 8] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "NOTICE",
    "README.md",
    "SECURITY.md",
    ".ci/run",
];

/// Adds the findings about documents, links and error pages.
pub fn check(repository: &Repository, pages: &[Page], findings: &mut Vec<Finding>) {
    for document in DOCUMENTS {
        let text = repository.text(document).unwrap_or("");
        if text.trim().is_empty() {
            findings.push(Finding::new(document, 0, "document", "write this document"));
        }
    }
    for file in repository.files.iter().filter(|file| file.path.ends_with(".md")) {
        check_links(repository, file, findings);
        check_codes(file, pages, findings);
    }
    check_error_pages(repository, pages, findings);
}

fn check_error_pages(repository: &Repository, pages: &[Page], findings: &mut Vec<Finding>) {
    let advice = "run `cargo xtask errors`: the catalogue of codes and this page have parted";
    for page in pages {
        if repository.text(&page.path) != Some(page.text.as_str()) {
            findings.push(Finding::new(&page.path, 1, "error-page", advice));
        }
    }
    for file in &repository.files {
        let is_page = file.path.strip_prefix(FOLDER).is_some_and(|name| name.starts_with("/SUF-"));
        if is_page && !pages.iter().any(|page| page.path == file.path) {
            let text = "no such code in the catalogue; run `cargo xtask errors`";
            findings.push(Finding::new(&file.path, 1, "error-page", text));
        }
    }
}

/// A code that a document names must be in the catalogue.
fn check_codes(file: &TextFile, pages: &[Page], findings: &mut Vec<Finding>) {
    for (number, line) in file.text.lines().enumerate() {
        for rest in line.split("SUF-").skip(1) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let path = format!("{FOLDER}/SUF-{digits}.md");
            if !digits.is_empty() && !pages.iter().any(|page| page.path == path) {
                let text = format!("SUF-{digits} is no code of the catalogue");
                findings.push(Finding::new(&file.path, number + 1, "error-code", text));
            }
        }
    }
}

/// A relative link must name a file or folder of the repository.
fn check_links(repository: &Repository, file: &TextFile, findings: &mut Vec<Finding>) {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (number, line) in file.text.lines().enumerate() {
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split(['#', ' ']).next().unwrap_or("");
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let path = resolve(folder, target);
            let leads = |file: &TextFile| {
                file.path.strip_prefix(&path).is_some_and(|r| r.is_empty() || r.starts_with('/'))
            };
            if !repository.files.iter().any(leads) {
                let text = format!("the link to `{target}` leads nowhere");
                findings.push(Finding::new(&file.path, number + 1, "link", text));
            }
        }
    }
}

/// `target` as seen from `folder`, without `.` and `..`.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}
