//! Which formats a data directory has, and which of them this program reads and writes.
//!
//! Asked before an upgrade and before the way back: a program opens a directory when it reads every
//! format in it, and leaves the way back open while it writes none that is newer than those. Only
//! looks, also beside a running node; a format that is not known is a finding and no error.

use crate::access::Access;
use crate::error::NodeError;
use crate::node::{RULE_VERSION, home};
use crate::snapshot::FORMAT as SNAPSHOTS;
use crate::union::UnionFile;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use suftaja_engine::{Body, Entry};
use suftaja_store::{EVIDENCE_FORMAT, Journal, JournalReader, KeyRing, Snapshots, StoreError};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Formats {
    /// Version of this program.
    pub version: &'static str,
    /// Whether this program opens the directory.
    pub fits: bool,
    /// Whether a program that opens the directory now still does when this one has run: unless
    /// entries of kinds that it does not know are taken in meanwhile.
    pub downgrade: bool,
    /// Each format.
    pub formats: Vec<Format>,
    /// Kinds of entries in the journal, each with how many there are.
    pub kinds: Vec<Kind>,
}

/// One format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Format {
    /// Whose format.
    pub of: &'static str,
    /// The newest in the directory.
    pub has: String,
    /// Up to which this program reads.
    pub reads: String,
    /// Which it writes.
    pub writes: String,
    /// Whether it reads what there is.
    pub fits: bool,
    /// Whether what it writes is no newer than what there is.
    pub keeps: bool,
}

/// One kind of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// Its byte in the entry.
    pub kind: u8,
    /// Its name; empty where this program does not know it.
    pub name: String,
    /// How many entries of it there are.
    pub entries: u64,
}

/// What a pass over the entries finds.
#[derive(Default)]
struct Pass {
    kinds: BTreeMap<u8, Kind>,
    rules: u16,
    unreadable: BTreeSet<u64>,
    quarantined: BTreeSet<u64>,
    /// An entry of the newest block that has evidence.
    evidence: Option<u64>,
}

/// Looks at every format in a data directory.
///
/// # Errors
/// [`NodeError`] when the directory cannot be read or its journal is damaged.
pub fn look(data: &Path) -> Result<Formats, NodeError> {
    if !data.is_dir() {
        return Err(NodeError::file(data, &"there is no such directory"));
    }
    let home = home(data)?;
    let keys = KeyRing::new(Arc::clone(&home));
    let known = Journal::FORMAT;
    let journal = |has: u16| numbered("journal", has, known, known);
    let taken = Snapshots::new(Arc::clone(&home));
    let passed = Journal::inspect(home, keys).and_then(|(reader, _)| {
        let pass = pass(&reader)?;
        Ok((reader, pass))
    });
    let (mut formats, mut kinds) = (Vec::new(), Vec::new());
    match passed {
        Err(StoreError::UnknownFormat { format, .. }) => formats.push(journal(format)),
        Err(error) => return Err(NodeError::Store(error)),
        Ok((reader, pass)) => {
            formats.push(journal(known));
            formats.push(evidence(&reader, pass.evidence)?);
            formats.push(entries(&pass));
            formats.push(snapshots(&taken, reader.first())?);
            formats.push(numbered("rules", pass.rules, RULE_VERSION, RULE_VERSION));
            kinds.extend(pass.kinds.into_values());
        }
    }
    formats.push(file("union.toml", union(data).err()));
    formats.push(file("access.toml", Access::read(&data.join("access.toml")).err()));
    let fits = formats.iter().all(|format| format.fits);
    let downgrade = fits && formats.iter().all(|format| format.keeps);
    Ok(Formats { version: env!("CARGO_PKG_VERSION"), fits, downgrade, formats, kinds })
}

/// Reads every entry once.
fn pass(reader: &JournalReader) -> Result<Pass, StoreError> {
    let mut pass = Pass::default();
    let mut blocks = reader.blocks(reader.first())?;
    while let Some(block) = blocks.advance()? {
        if block.header.evidence_bytes > 0 {
            pass.evidence = Some(block.first());
        }
        block.entries().for_each(|(number, bytes)| pass.take(number, bytes));
    }
    Ok(pass)
}

impl Pass {
    fn take(&mut self, number: u64, bytes: &[u8]) {
        let kind = bytes.get(2).copied().unwrap_or_default();
        let row = self.kinds.entry(kind).or_insert(Kind { kind, name: String::new(), entries: 0 });
        row.entries += 1;
        match Entry::decode(bytes) {
            Ok(entry) => {
                if row.name.is_empty() {
                    row.name = name(&entry.body);
                }
                self.rules = self.rules.max(entry.stamp.rule_version);
                if let Body::Quarantined { number } = entry.body {
                    self.quarantined.insert(number);
                }
            }
            Err(_) => {
                self.unreadable.insert(number);
            }
        }
    }
}

/// The first word of what an entry says of itself.
fn name(body: &Body) -> String {
    let text = format!("{body:?}");
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A format that has a number.
fn numbered(of: &'static str, has: u16, reads: u16, writes: u16) -> Format {
    let (fits, keeps) = (has <= reads, writes <= has);
    let [has, reads, writes] = [has, reads, writes].map(|number| number.to_string());
    Format { of, has, reads, writes, fits, keeps }
}

/// Sections of evidence have a number of their own, which the newest one tells; all before it were
/// written by this version or an older one.
fn evidence(reader: &JournalReader, entry: Option<u64>) -> Result<Format, NodeError> {
    let (has, format) = match entry.map(|entry| reader.evidence_format(entry)) {
        None => ("none".to_owned(), Some(EVIDENCE_FORMAT)),
        Some(Ok(format)) => (format.to_string(), Some(format)),
        Some(Err(StoreError::EvidenceDamaged { .. })) => ("another".to_owned(), None),
        Some(Err(error)) => return Err(NodeError::Store(error)),
    };
    let fits = format.is_some_and(|format| format <= EVIDENCE_FORMAT);
    let keeps = format.is_none_or(|format| format >= EVIDENCE_FORMAT);
    let (reads, writes) = (format!("1 to {EVIDENCE_FORMAT}"), EVIDENCE_FORMAT.to_string());
    Ok(Format { of: "evidence", has, reads, writes, fits, keeps })
}

/// Entries: a program reads those whose kinds it knows. What two people have put into quarantine is
/// refused and need not be read.
fn entries(pass: &Pass) -> Format {
    let unread = pass.unreadable.difference(&pass.quarantined);
    let first = unread.clone().next();
    let fits = first.is_none();
    let has = match first {
        None => format!("{} kinds", pass.kinds.len()),
        Some(first) => format!("{} that cannot be read, the first is {first}", unread.count()),
    };
    let (reads, writes) = ("known kinds".to_owned(), "known kinds".to_owned());
    Format { of: "entries", has, reads, writes, fits, keeps: true }
}

/// Snapshots: one of another format costs the time of a replay. Where the journal's first entries
/// were archived and dropped, a start needs one that covers them.
fn snapshots(taken: &Snapshots, journal_first: u64) -> Result<Format, NodeError> {
    let entries = taken.list().map_err(NodeError::Store)?;
    let whole: Vec<_> = entries.into_iter().filter_map(|entry| taken.open(entry).ok()).collect();
    let newest = whole.first().map(|manifest| manifest.format);
    let covers = |format, entry: u64| format == SNAPSHOTS && entry + 1 >= journal_first;
    let is_needed = journal_first > 1;
    let is_covered = whole.iter().any(|manifest| covers(manifest.format, manifest.entry));
    let has = newest.map_or_else(|| "none".to_owned(), |format| format.to_string());
    let (fits, keeps) = (!is_needed || is_covered, !is_needed || newest == Some(SNAPSHOTS));
    let (reads, writes) = (SNAPSHOTS.to_string(), SNAPSHOTS.to_string());
    Ok(Format { of: "snapshots", has, reads, writes, fits, keeps })
}

fn union(data: &Path) -> Result<(), NodeError> {
    let path = data.join("union.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| NodeError::file(&path, &error))?;
    UnionFile::parse(&text).map(drop).map_err(NodeError::Union)
}

/// A file of text has no number: a field that is not known is a finding.
fn file(of: &'static str, wrong: Option<NodeError>) -> Format {
    let fits = wrong.is_none();
    let has = wrong.map_or_else(|| "known fields".to_owned(), |error| error.to_string());
    let (reads, writes) = ("known fields".to_owned(), "known fields".to_owned());
    Format { of, has, reads, writes, fits, keeps: true }
}
