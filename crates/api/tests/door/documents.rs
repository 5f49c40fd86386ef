//! `docs/flows.md` against the tests that it names: each must be there, and every story named.

use std::path::{Path, PathBuf};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/door")
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/flows.md");
    std::fs::read_to_string(path).unwrap()
}

/// The files of tests that a line names; a name without a folder is in that of the one before.
fn named(line: &str) -> Vec<PathBuf> {
    let mut folder = tests();
    let mut found = Vec::new();
    for name in line.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs")) {
        // The one path from the root of the repository is code, not a test.
        if name.starts_with("crates/") {
            continue;
        }
        let path = if name.contains('/') { tests().join(name) } else { folder.join(name) };
        folder = path.parent().unwrap().to_owned();
        found.push(path);
    }
    found
}

fn stories(folder: &Path, found: &mut Vec<PathBuf>) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            stories(&path, found);
        } else if std::fs::read_to_string(&path).unwrap().contains("#[test]") {
            found.push(path);
        }
    }
}

#[test]
fn every_test_that_the_page_of_flows_names_is_there() {
    let page = page();
    let mut count = 0;
    for path in page.split("\n\n").flat_map(named_in_block) {
        assert!(path.is_file(), "docs/flows.md names {}", path.display());
        count += 1;
    }
    assert!(count > 30, "the page names its tests");
}

#[test]
fn every_flow_of_the_table_names_its_test() {
    let page = page();
    let rows = page.lines().skip_while(|line| !line.starts_with("| flow |")).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let begins = !cells[0].trim_start_matches('|').trim().is_empty();
        assert!(!begins || !named(row).is_empty(), "no test: {row}");
    }
}

#[test]
fn every_story_stands_in_the_page() {
    let page = page();
    let known: Vec<PathBuf> = page.split("\n\n").flat_map(named_in_block).collect();
    let mut all = Vec::new();
    stories(&tests().join("flows"), &mut all);
    assert!(all.len() > 20);
    for story in all {
        assert!(known.contains(&story), "docs/flows.md does not name {}", story.display());
    }
}

/// In a table each row stands for itself; in a text a name follows those of the lines before.
fn named_in_block(block: &str) -> Vec<PathBuf> {
    if block.starts_with('|') { block.lines().flat_map(named).collect() } else { named(block) }
}
