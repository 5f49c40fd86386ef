//! docs/bank-developers.md does what it says: its session runs against a real node, command after
//! command, and every block of output is what comes, up to its gaps.

use crate::given::*;
use std::path::Path;
use std::process::{Command, Stdio};

const PAGE: &str = include_str!("../../../../docs/bank-developers.md");
/// Says where the output of a block begins.
const MARK: &str = "=== block";

/// A block of commands, and the output that follows it on the page.
struct Block {
    commands: &'static str,
    output: &'static str,
}

fn blocks() -> Vec<Block> {
    let parts = PAGE.split("```sh\n").skip(1);
    let block = |part: &'static str| {
        let (commands, rest) = part.split_once("\n```").unwrap();
        let next = rest.split_once("```text\n").filter(|(between, _)| !between.contains("##"));
        let output = next.map_or("", |(_, text)| text.split("```").next().unwrap());
        Block { commands, output }
    };
    parts.map(block).collect()
}

#[test]
fn the_session_can_be_copied() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no curl on this machine");
        return;
    }
    let blocks = blocks();
    let (first, session) = blocks.split_first().unwrap();
    let lines: Vec<&str> = first.commands.lines().collect();
    let [init, serve, node] = lines[..] else { panic!("{}", first.commands) };
    assert_eq!((init, serve), ("suftaja init union", "suftaja serve --data union &"));
    assert!(node.starts_with("NODE=http://127.0.0.1:8470"), "{node}");

    let scratch = Scratch::new();
    let union = scratch.path("union");
    assert_eq!(suftaja(&["init", &union]).code(), 0);
    let served = Served::start(Path::new(&union));
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    std::os::unix::fs::symlink(docs, scratch.path("docs")).unwrap();
    let mut script = format!("set -e\nNODE={}\n", served.url);
    for block in session {
        script += &format!("echo; echo '{MARK}'\n{}\n", block.commands);
    }
    let ran = Command::new("sh").arg("-c").arg(&script).current_dir(&scratch.0).output().unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{errors}");
    let text = String::from_utf8(ran.stdout).unwrap();
    let outputs: Vec<&str> = text.split(MARK).skip(1).collect();
    assert_eq!(outputs.len(), session.len(), "{errors}");
    for (block, output) in session.iter().zip(outputs) {
        assert!(!block.output.is_empty(), "the page says what comes: {}", block.commands);
        holds(output, block.output);
    }
    assert_eq!(served.terminate(), 0);
}

/// Everything that the page shows comes, in its order; a line or a `…` is a gap.
fn holds(mut output: &str, shown: &str) {
    for part in shown.split(['…', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let Some(at) = output.find(part) else { panic!("{part:?} does not come in\n{output}") };
        output = &output[at + part.len()..];
    }
}

#[test]
fn amounts_and_scenarios_are_those_of_the_program() {
    for magic in suftaja_traffic::MAGIC {
        assert!(PAGE.contains(&format!("| …{} |", magic.ending)), "{magic:?}");
    }
    assert_eq!(PAGE.matches("| …9").count(), suftaja_traffic::MAGIC.len());
    let list = suftaja(&["trigger", "--list"]).text();
    assert!(list.contains("recall-refused") && list.contains("day-end"));
}
