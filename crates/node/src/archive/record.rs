//! `archive.json`: which segments are in an archive, and how the chain runs through them.
//!
//! It stands in the data directory and, the same, in the archive. Rows are never taken out: they
//! are what the chain is verified by where segments are gone.

use super::ArchiveError;
use crate::error::NodeError;
use crate::whole::{self, Content};
use serde::{Deserialize, Serialize};
use std::path::Path;
use suftaja_base::{BusinessDate, Instant};
use suftaja_store::Span;

const NAME: &str = "archive.json";
const FORMAT: u32 = 1;

/// The segments that were archived, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    format: u32,
    /// The segments.
    pub rows: Vec<Row>,
}

/// One archived segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Number of its first entry.
    pub first: u64,
    /// Number of the entry after its last.
    pub next: u64,
    /// Number of its first block.
    pub first_block: u64,
    /// Number of the block after its last.
    pub next_block: u64,
    /// Hash of the block before its first.
    pub previous: String,
    /// Hash of its last block.
    pub hash: String,
    /// When its last entry came in, UTC.
    pub last_time: String,
    /// Length of the file, in bytes.
    pub length: u64,
    /// BLAKE3 of the file up to the zeros at its end.
    pub blake3: String,
    /// The directory of the archive.
    pub to: String,
}

impl Row {
    pub(super) fn new(
        span: &Span,
        hash: [u8; 32],
        time: Instant,
        content: &Content,
        to: &Path,
    ) -> Self {
        Self {
            first: span.first,
            next: span.next,
            first_block: span.first_block,
            next_block: span.next_block,
            previous: digits(&span.previous),
            hash: digits(&hash),
            last_time: time.to_string(),
            length: span.bytes,
            blake3: content.hash.clone(),
            to: to.display().to_string(),
        }
    }

    /// The segment's file name, in the data directory and in the archive.
    #[must_use]
    pub fn file(&self) -> String {
        format!("journal/{:020}.seg", self.first)
    }

    /// Whether the segment is in an archive as it was copied.
    pub(super) fn is_in(&self, archive: &Path) -> bool {
        let content = whole::content(&archive.join(self.file()), u64::MAX);
        content.is_ok_and(|found| found.length == self.length && found.hash == self.blake3)
    }

    /// The day of its last entry.
    pub(super) fn last_date(&self) -> Result<BusinessDate, ArchiveError> {
        let time = Instant::parse(&self.last_time);
        let text = || format!("the time {} cannot be read", self.last_time);
        time.map(Instant::date).map_err(|_| ArchiveError::Record { text: text() })
    }
}

impl Record {
    /// Reads the record of a data directory or an archive; an empty one where there is none.
    ///
    /// # Errors
    /// [`ArchiveError::Record`] when it cannot be read or is no chain.
    pub fn read(directory: &Path) -> Result<Self, ArchiveError> {
        let path = directory.join(NAME);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { format: FORMAT, rows: Vec::new() });
            }
            read => read.map_err(|error| NodeError::file(&path, &error))?,
        };
        let wrong = |text: String| ArchiveError::Record { text };
        let record: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if record.format != FORMAT {
            return Err(wrong(format!("this version reads format {FORMAT} only")));
        }
        let pairs = record.rows.iter().zip(record.rows.iter().skip(1));
        match pairs.clone().find(|(row, next)| !follows(row, next)) {
            Some((row, _)) => Err(wrong(format!("the chain breaks at entry {}", row.next))),
            None => Ok(record),
        }
    }

    pub(super) fn write(&self, directory: &Path) -> Result<(), ArchiveError> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| ArchiveError::Record { text: error.to_string() })?;
        Ok(whole::write(&directory.join(NAME), text.as_bytes())?)
    }

    /// Puts a row in its place, or in that of the same segment in an earlier archive.
    pub(super) fn put(&mut self, row: Row) {
        self.rows.retain(|held| held.first != row.first);
        self.rows.push(row);
        self.rows.sort_by_key(|row| (row.first, row.next));
    }

    pub(super) fn last_time(&self) -> Option<Instant> {
        self.rows.last().and_then(|row| Instant::parse(&row.last_time).ok())
    }
}

/// Whether rows lead from the first entry of all to where a segment begins.
pub(super) fn leads_to(rows: &[Row], span: &Span) -> bool {
    let begins = rows.first().is_some_and(|row| row.first == 1 && row.first_block == 1);
    let ends = rows.last().is_some_and(|row| {
        row.next == span.first
            && row.next_block == span.first_block
            && row.hash == digits(&span.previous)
    });
    // `read` has held each row against the next.
    begins && ends
}

fn follows(row: &Row, next: &Row) -> bool {
    row.next == next.first && row.next_block == next.first_block && row.hash == next.previous
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
