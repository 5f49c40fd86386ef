//! Each rule of `tidy` against the smallest file that breaks it, and the same file mended.
//! A rule that no file can break would be no rule.

use super::*;

const HEAD: &str = "//! What this is, where its data comes from and goes, what it never does.\n";

fn findings_of(path: &str, text: &str) -> Vec<(&'static str, usize)> {
    let files = vec![TextFile { path: path.to_owned(), text: text.to_owned() }];
    let found = check(&Repository::new(files), &[]);
    // Documents are missing in this tiny repository; they have a test of their own.
    let about_file = found.into_iter().filter(|finding| finding.rule != "document");
    about_file.map(|finding| (finding.rule, finding.line)).collect()
}

#[track_caller]
fn assert_breaks(path: &str, body: &str, rule: &str, line: usize) {
    let found = findings_of(path, &format!("{HEAD}{body}"));
    assert_eq!(found, [(rule, line)], "{path}: {body}");
}

#[track_caller]
fn assert_clean(path: &str, body: &str) {
    assert_eq!(findings_of(path, &format!("{HEAD}{body}")), [], "{path}: {body}");
}

const NODE: &str = "crates/node/src/intake.rs";

#[test]
fn shape_of_a_file() {
    assert_eq!(findings_of(NODE, "fn a() {}\n"), [("head", 1)]);
    assert_eq!(findings_of(NODE, "//! Short.\n"), [("head", 1)]);
    let long = "// A sentence.\n".repeat(600);
    assert_breaks(NODE, &long, "file-length", 601);
    assert_clean("crates/node/tests/intake.rs", &long);
    assert_breaks("crates/node/tests/intake.rs", &long.repeat(2), "file-length", 1201);
    assert_clean(NODE, &format!("//! Source: a. Edition: b. Licence: c.\n{long}"));
    assert_breaks("crates/node/src/mod.rs", "", "mod-rs", 0);
    assert_breaks("crates/node/src/helpers.rs", "", "empty-name", 0);
    assert_breaks("crates/node/src/common/intake.rs", "", "empty-name", 0);
    assert_breaks(NODE, "mod utils;\n", "empty-name", 2);
}

#[test]
fn width_of_a_line() {
    let wide = "x".repeat(101);
    assert_breaks(NODE, &format!("// {wide}\n"), "line-width", 2);
    assert_breaks(NODE, &format!("fn {wide}() {{}}\n"), "line-width", 2);
    assert_clean(NODE, &format!("const A: &str = \"{wide}\";\n"));
    assert_clean(NODE, &format!("// https://example.org/{wide}\n"));
}

#[test]
fn length_and_name_of_a_function() {
    let body = "    work();\n".repeat(69);
    assert_breaks(NODE, &format!("fn a() {{\n{body}}}\n"), "function-length", 2);
    assert_clean(NODE, &format!("fn a() {{\n{}}}\n", "    work();\n".repeat(68)));
    assert_breaks(NODE, "fn get_it() {}\n", "get-name", 2);
    assert_clean(NODE, "fn get_mut() {}\nfn get() {}\n");
}

#[test]
fn unfinished_work() {
    for name in ["todo", "unimplemented", "dbg"] {
        assert_breaks(NODE, &format!("fn a() {{ {name}!() }}\n"), "unfinished", 2);
        assert_clean(NODE, &format!("const A: &str = \"{name}!()\";\n"));
    }
    for note in [concat!("TO", "DO later"), concat!("FIX", "ME"), concat!("X", "XX: later")] {
        assert_breaks(NODE, &format!("// A {note}.\n"), "note", 2);
    }
    assert_clean(NODE, "// The branch XXX is the head office.\n");
}

#[test]
fn floats_and_impurity() {
    for body in ["fn a(b: f64) {}\n", "const A: u8 = 1.5;\n", "const A: u8 = 2f32;\n"] {
        assert_breaks("crates/base/src/amount.rs", body, "float", 2);
        assert_clean("crates/node/src/amount.rs", body);
        assert_clean("crates/base/tests/amount.rs", body);
    }
    assert_clean("crates/base/src/amount.rs", "fn a() { b.0.1; 0..9; c[1].0 } // 1.5\n");
    for body in ["use std::fs;\n", "type A = HashMap;\n", "async fn a() {}\n"] {
        assert_breaks("crates/engine/src/ledger.rs", body, "engine-purity", 2);
        assert_clean("crates/engine/src/ledger.rs", &format!("#[cfg(test)]\nmod t {{\n{body}}}\n"));
    }
    assert_breaks("crates/engine/src/lib.rs", "", "no-std", 1);
    assert_clean("crates/engine/src/lib.rs", "#![no_std]\n");
}

#[test]
fn tests_neither_sleep_nor_rest() {
    let body = "fn a() { thread::sleep(b) }\n";
    assert_breaks("crates/node/tests/intake.rs", body, "test-sleeps", 2);
    assert_clean(NODE, body);
    assert_breaks("crates/node/tests/intake.rs", "#[ignore]\nfn a() {}\n", "test-ignored", 2);
}

#[test]
fn text_of_any_file() {
    let marker = "<".repeat(7);
    assert_eq!(findings_of("docs/a.md", &format!("x\n{marker} HEAD\n")), [("merge-marker", 2)]);
    assert_eq!(findings_of("docs/a.md", "x \n"), [("trailing-blank", 1)]);
    assert_eq!(findings_of("docs/a.md", "x"), [("last-line", 1)]);
    let machine = concat!("see /wo", "rk/main\n");
    assert_eq!(findings_of("docs/a.md", machine), [("machine-path", 1)]);
    let passing = concat!("const A: &str = \"/tm", "p/x\";\n");
    assert_breaks(NODE, passing, "machine-path", 2);
    assert_clean("crates/node/tests/a.rs", passing);
    assert_eq!(findings_of("docs/a.md", concat!("${HOME}/tm", "p/ and my-/wo", "rk/\n")), []);
}

#[test]
fn floors_and_manifests() {
    let manifest = |body: &str| format!("[lints]\nworkspace = true\n{body}");
    let of =
        |name: &str, body: &str| findings_of(&format!("crates/{name}/Cargo.toml"), &manifest(body));
    let uses = |name: &str| format!("[dependencies]\nsuftaja-{name}.workspace = true\n");
    assert_eq!(of("node", &uses("store")), []);
    assert_eq!(of("store", &uses("node")), [("floor", 4)]);
    assert_eq!(of("api", &uses("traffic")), [("floor", 4)]);
    assert_eq!(of("api", &uses("traffic").replace("[dep", "[dev-dep")), []);
    assert_eq!(of("sim", &uses("cli")), []);
    assert_eq!(of("cli", &uses("sim")), [("floor", 4)]);
    assert_eq!(of("cellar", ""), [("floor", 1)]);
    assert_eq!(findings_of("crates/node/Cargo.toml", "[package]\n"), [("lints", 1)]);
    let foreign = "[dependencies]\nserde = \"1\"\n";
    assert_eq!(of("node", foreign), [("dependency", 4)]);
    assert_eq!(of("node", &foreign.replace("[dep", "[dev-dep")), []);
    let root = "[workspace.dependencies]\nserde = \"1\"\n";
    assert_eq!(findings_of("Cargo.toml", root), [("dependency", 2)]);
    assert_eq!(findings_of("Cargo.lock", "name = \"rsa\"\n"), [("banned-crate", 1)]);
}

#[test]
fn documents_links_and_error_pages() {
    let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
    let bare = check(&Repository::new(Vec::new()), &[]);
    assert!(bare.iter().any(|f| (f.path.as_str(), f.rule) == ("CHANGELOG.md", "document")));
    let links = "[a](b.md) [c](../README.md#x) [d](https://e.org) [e](gone.md)\n";
    let files = vec![file("docs/a.md", links), file("docs/b.md", "b\n"), file("README.md", "r\n")];
    let found = check(&Repository::new(files), &[]);
    let links: Vec<_> = found.iter().filter(|finding| finding.rule == "link").collect();
    assert!(matches!(links.as_slice(), [only] if only.text.contains("gone.md")));

    let page = |name: &str| format!("{}/{name}", crate::errors::FOLDER);
    let wanted = [crate::errors::Page { path: page("SUF-0001.md"), text: "one\n".into() }];
    let files = vec![file(&page("SUF-0001.md"), "two\n"), file(&page("SUF-0002.md"), "x\n")];
    let found = check(&Repository::new(files), &wanted);
    let stale: Vec<_> = found.iter().filter(|f| f.rule == "error-page").map(|f| &f.path).collect();
    assert_eq!(stale, [&page("SUF-0001.md"), &page("SUF-0002.md")]);

    let files = vec![file("docs/a.md", "SUF-0001, SUF-nnnn\nand SUF-0009\n")];
    let found = check(&Repository::new(files), &wanted);
    let codes: Vec<_> = found.iter().filter(|f| f.rule == "error-code").map(|f| f.line).collect();
    assert_eq!(codes, [2]);
}

#[test]
fn what_fuzzing_leaves_behind_is_not_read() {
    assert!(super::is_left_behind("fuzz/corpus", "corpus"));
    assert!(super::is_left_behind("fuzz/target", "target"));
    assert!(!super::is_left_behind("fuzz/targets", "targets"));
    assert!(!super::is_left_behind("crates/corpus", "corpus"));
}

#[test]
fn bytes_that_nobody_can_review() {
    let opaque = |path: &str| {
        let repository =
            Repository { opaque: vec![path.to_owned()], ..Repository::new(Vec::new()) };
        check(&repository, &[]).iter().any(|found| (&*found.path, found.rule) == (path, "opaque"))
    };
    assert!(opaque("module.whl") && opaque("docs/board.png"));
    assert!(!opaque("crates/iso/tables/schemas.bin"));
}
