//! What is wrong in a union file: the line, the part and field, and what to do.
//!
//! Parts are checked as values, which know no lines; the line is looked up afterwards by the path
//! of the field. A field that is not there has the line of the part that lacks it.

use serde::{Deserialize, Serialize};
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error, ValueDeserializer};

use super::{Bank, Member, Rules, UnionFile};

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// Line of the file, from 1; none where there is no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Which part: `member KE`, `participant MAWIKEN0`, `rules`; empty for the file itself.
    pub place: String,
    /// Field of the part: `currency`, `calendar.open`.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
    #[serde(skip)]
    part: Part,
}

/// A part of the file, as TOML addresses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    File,
    Rules,
    Member(usize),
    Participant(usize),
}

/// The fields beside the parts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is asked")]
struct Head {
    name: String,
    system_bic: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(out, "line {line}: ")?;
        }
        for part in [&self.place, &self.field] {
            if !part.is_empty() {
                write!(out, "{part}: ")?;
            }
        }
        out.write_str(&self.text)
    }
}

impl Finding {
    /// About the file as a whole.
    pub(crate) fn whole(text: String) -> Self {
        let (place, field) = (String::new(), String::new());
        Self { line: None, place, field, text, part: Part::File }
    }
}

/// Findings about one part.
pub(super) struct About<'f> {
    pub part: Part,
    pub place: &'f str,
    pub findings: &'f mut Vec<Finding>,
}

impl About<'_> {
    pub fn field(&mut self, field: &str, text: impl fmt::Display) {
        let (place, field) = (self.place.to_owned(), field.to_owned());
        let text = text.to_string();
        self.findings.push(Finding { line: None, place, field, text, part: self.part });
    }

    /// Findings about a table in the part, of which each may begin with its field.
    pub fn table(&mut self, table: &str, found: &[String]) {
        for text in found {
            let is_field = |head: &str| head.chars().all(|c| c == '_' || c.is_ascii_lowercase());
            match text.split_once(": ").filter(|(head, _)| is_field(head)) {
                Some((field, text)) => self.field(&format!("{table}.{field}"), text),
                None => self.field(table, text),
            }
        }
    }
}

/// Reads a file's text; what cannot be read is told of every part.
pub(super) fn read(text: &str) -> Result<UnionFile, Vec<Finding>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| unread(text, Part::File, error)).collect());
    }
    UnionFile::deserialize(Deserializer::from(root.clone())).map_err(|first| {
        let found = parts(text, root.into_inner());
        if found.is_empty() { vec![unread(text, Part::File, &first)] } else { found }
    })
}

/// Reads each part by itself, so that a fault in one does not hide those of the others.
fn parts(text: &str, mut root: DeTable<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |part, error: Option<Error>| {
        found.extend(error.map(|error| unread(text, part, &error)));
    };
    for (at, item) in items(root.remove("member")).into_iter().enumerate() {
        tell(Part::Member(at), Member::deserialize(ValueDeserializer::from(item)).err());
    }
    for (at, item) in items(root.remove("participant")).into_iter().enumerate() {
        tell(Part::Participant(at), Bank::deserialize(ValueDeserializer::from(item)).err());
    }
    if let Some(rules) = root.remove("rules") {
        tell(Part::Rules, Rules::deserialize(ValueDeserializer::from(rules)).err());
    }
    let head = Spanned::new(0..text.len().min(1), root);
    tell(Part::File, Head::deserialize(Deserializer::from(head)).err());
    found
}

fn items(value: Option<Spanned<DeValue<'_>>>) -> Vec<Spanned<DeValue<'_>>> {
    match value.map(Spanned::into_inner) {
        Some(DeValue::Array(items)) => items.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What the reader of TOML found, with its line; the field is the key of that line.
fn unread(text: &str, part: Part, error: &Error) -> Finding {
    let start = error.span().map(|span| span.start);
    let line = start.map(|start| line_of(text, start));
    let key = line.and_then(|line| text.lines().nth(line - 1)?.split_once('='));
    let field = key.map(|(key, _)| key.trim().to_owned()).unwrap_or_default();
    let place = match part {
        Part::File => String::new(),
        Part::Rules => "rules".to_owned(),
        Part::Member(at) => format!("member {}", at + 1),
        Part::Participant(at) => format!("participant {}", at + 1),
    };
    Finding { line, place, field, text: error.message().to_owned(), part }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Looks up the line of each finding.
pub(super) fn locate(text: &str, findings: &mut [Finding]) {
    let Ok(root) = DeTable::parse(text) else { return };
    for finding in findings {
        let offset = offset(root.get_ref(), finding.part, &finding.field);
        finding.line = Some(line_of(text, offset));
    }
}

/// Where the field stands, or the innermost table around it that is there.
fn offset(root: &DeTable<'_>, part: Part, field: &str) -> usize {
    let (name, at) = match part {
        Part::File => return inside(root, field, 0),
        Part::Rules => ("rules", None),
        Part::Member(at) => ("member", Some(at)),
        Part::Participant(at) => ("participant", Some(at)),
    };
    let held = root.get(name);
    let held = match at {
        None => held,
        Some(at) => held.and_then(|held| held.get_ref().as_array()?.get(at)),
    };
    let Some(held) = held else { return 0 };
    let table = held.get_ref().as_table();
    table.map_or(held.span().start, |table| inside(table, field, held.span().start))
}

fn inside(table: &DeTable<'_>, field: &str, around: usize) -> usize {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == first) else {
        return around;
    };
    match value.get_ref().as_table() {
        Some(table) if !rest.is_empty() => inside(table, rest, key.span().start),
        _ => key.span().start,
    }
}
