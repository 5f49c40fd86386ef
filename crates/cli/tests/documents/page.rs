//! Takes the commands out of a page: fenced `sh` blocks and the comments that steer them.

use std::path::Path;

/// A page and what of it is run, in order.
pub struct Page {
    /// Path from the root of the repository.
    pub name: String,
    pub parts: Vec<Part>,
}

/// One block or comment; the line is that of its first line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// Commands that a reader does not see.
    Given { line: usize, text: String },
    /// A block that must succeed.
    Run { line: usize, text: String },
    /// A block that the page says cannot run here.
    NotRun { line: usize, why: String },
}

impl Page {
    pub fn read(root: &Path, path: &Path) -> Self {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let parts = parts(&std::fs::read_to_string(path).unwrap());
        Self { name, parts }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines = text.lines().enumerate();
    let mut reason = None;
    while let Some((at, line)) = lines.next() {
        let mut until = |end: &str| {
            let inside: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != end).collect();
            inside.join("\n")
        };
        let fence = line.trim_start();
        if let Some(why) = line.strip_prefix("<!-- not run: ") {
            let why = why.strip_suffix(" -->").expect("the comment ends on its line");
            reason = Some(why.to_owned());
        } else if line == "<!-- given" {
            parts.push(Part::Given { line: at + 1, text: until("-->") });
        } else if fence == "```sh" {
            assert_eq!(fence, line, "a block of commands stands at the margin: {line}");
            let text = until("```");
            parts.push(match reason.take() {
                Some(why) => Part::NotRun { line: at + 1, why },
                None => Part::Run { line: at + 1, text },
            });
        } else if fence.starts_with("```") {
            let mut inside = lines.by_ref().map(|(_, line)| line.trim_start());
            inside.find(|line| *line == "```").expect("a fence is closed");
        } else {
            assert!(reason.is_none() || line.is_empty(), "no block follows `not run`: {line}");
        }
    }
    assert!(reason.is_none(), "no block follows the last `not run`");
    parts
}

#[test]
fn blocks_and_comments_are_told_apart() {
    let page = "text\n```sh\na\nb\n```\n<!-- given\nc\n-->\n```text\n```sh\n```\n\
                <!-- not run: needs root -->\n```sh\nd\n```\n";
    let run = Part::Run { line: 2, text: "a\nb".into() };
    let given = Part::Given { line: 6, text: "c".into() };
    let not = Part::NotRun { line: 13, why: "needs root".into() };
    assert_eq!(parts(page), [run, given, not]);
}
