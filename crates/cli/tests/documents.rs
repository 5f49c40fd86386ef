//! Every command of the documents is run: the fenced `sh` blocks of README, CONTRIBUTING, `docs`
//! and `docs/operations`, page by page, as a person pastes them, with the built binary.
//!
//! Two comments steer it, both to be seen in a page's source:
//!
//! - `<!-- not run: why -->` before a block leaves that block out, and the test prints it.
//! - `<!-- given` … `-->` holds commands that a reader does not see: they make what the page speaks
//!   of, such as `payment.xml`, and run in their place among the blocks.
//!
//! A page runs in a scratch directory of its own with `docs/` in it. The door is at a free port
//! instead of 8470, `/mnt` is a folder of the scratch directory, and what runs in the background
//! ends with the page. A page that fails shows the block and what was said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "documents/page.rs"]
mod page;
#[path = "real_messages/process.rs"]
mod process;

use page::{Page, Part};
use process::{BINARY, Directory};
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the commands of a page are run with; the page's blocks stand behind it.
const PRELUDE: &str = include_str!("documents/prelude.sh");

/// A page's commands end within this many seconds, on a busy machine too.
const SECONDS_MAX: &str = "120";

#[test]
fn every_command_of_the_documents_runs() {
    if let Some(tool) =
        ["bash", "curl", "timeout", "openssl", "basenc"].into_iter().find(|tool| !is_there(tool))
    {
        eprintln!("skipped: {tool} is not installed");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let mut failures = Vec::new();
    let (mut run, mut left_out) = (0, 0);
    for path in pages(&root) {
        let page = Page::read(&root, &path);
        for part in &page.parts {
            match part {
                Part::Given { .. } => {}
                Part::Run { .. } => run += 1,
                Part::NotRun { line, why } => {
                    eprintln!("not run: {}:{line}: {why}", page.name);
                    left_out += 1;
                }
            }
        }
        if page.parts.iter().any(|part| matches!(part, Part::Run { .. })) {
            failures.extend(failure(&root, &page));
        }
    }
    eprintln!("{run} blocks run, {left_out} left out");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(run > 10, "the blocks are found");
}

/// What a page's commands ended with, unless all went well.
fn failure(root: &Path, page: &Page) -> Option<String> {
    let scratch = Directory::new("documents");
    let dir = scratch.path();
    std::os::unix::fs::symlink(root.join("docs"), dir.join("docs")).unwrap();
    std::fs::create_dir(dir.join("mnt")).unwrap();
    let port = free_port();
    let script = dir.join(".script");
    std::fs::write(&script, text_of(page, dir, port)).unwrap();
    let said = dir.join(".said");
    let file = std::fs::File::create(&said).unwrap();
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", SECONDS_MAX, "bash"]).arg(&script).current_dir(dir);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"SUFTAJA_") {
            command.env_remove(name);
        }
    }
    command.env("SUFTAJA", BINARY).env("PORT", port.to_string()).env("HOME", dir);
    command.env("XDG_DATA_HOME", dir.join(".share")).env("no_proxy", "127.0.0.1");
    command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
    let status = command.status().unwrap();
    let said = String::from_utf8_lossy(&std::fs::read(&said).unwrap()).into_owned();
    // Text of the script's own making tells that it got to the end.
    (!status.success() || !said.contains("== end of page"))
        .then(|| format!("{} ended with {status}; it said:\n{said}", page.name))
}

/// The script of a page.
fn text_of(page: &Page, dir: &Path, port: u16) -> String {
    let mut script = PRELUDE.to_owned();
    for part in &page.parts {
        let (Part::Given { line, text } | Part::Run { line, text }) = part else { continue };
        let text = text
            .replace("127.0.0.1:8470", &format!("127.0.0.1:{port}"))
            .replace("/mnt/", &format!("{}/mnt/", dir.display()));
        writeln!(script, "at '{}:{line}'\n{text}", page.name).unwrap();
    }
    script.push_str("at 'end of page'\n");
    script
}

/// README, CONTRIBUTING and the pages for users and operators; the lists that are made of the
/// code hold no blocks of commands.
fn pages(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs", "docs/operations"] {
        let items = std::fs::read_dir(root.join(folder)).unwrap();
        let mut inside: Vec<PathBuf> = items.map(|item| item.unwrap().path()).collect();
        inside.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
        // It shows refusals too; its own test runs it and holds each answer.
        inside.retain(|path| !path.ends_with("bank-developers.md"));
        inside.sort();
        found.extend(inside);
    }
    found
}

/// A port that nobody has, below those that a system gives to who asks for any: other tests do, and
/// would take it before the page's node is there.
fn free_port() -> u16 {
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    let mut ports = first..32_000;
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

fn is_there(tool: &str) -> bool {
    let mut command = Command::new(tool);
    command
        .arg(if tool == "openssl" { "version" } else { "--version" })
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
