//! Old segments: copied to an archive, and dropped from the data directory when they may be.
//!
//! `archive` copies sealed segments and puts them on record in `archive.json`, with hashes of the
//! file and of the chain at both of its ends. `drop` removes a segment that is on record, whole in
//! the archive, older than the policy asks, and not needed by any start of a node. So the chain
//! verifies over the hole by the record alone, and `fsck --archive` replays from the first entry.

mod erase;
mod error;
mod record;
mod retention;

pub use erase::{Erased, Erasure, erase};
pub use error::ArchiveError;
pub use record::{Record, Row};
pub use retention::Retention;

use crate::clock;
use crate::error::NodeError;
use crate::node::home;
use crate::whole::Draft;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::Entry;
use suftaja_store::{Embedded, Journal, JournalReader, KeyRing, Layered, Recovery, Span};

/// What is old enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Segments that end before this entry.
    Entry(u64),
    /// Segments of which every entry is from before this day, UTC.
    Date(BusinessDate),
}

/// Copies the oldest segments, as far as they are sealed and wholly before a limit, and puts them
/// on record. What is on record and whole in this archive is passed over. May run beside a node.
///
/// # Errors
/// [`ArchiveError`]; what was put on record before it stays.
pub fn archive(data: &Path, before: Before, to: &Path) -> Result<Vec<Row>, ArchiveError> {
    let reader = inspect(data)?;
    let mut record = Record::read(data)?;
    let to = std::path::absolute(to).map_err(|error| NodeError::file(to, &error))?;
    let mut archived = Vec::new();
    for span in reader.spans().map_err(NodeError::Store)? {
        let Some(hash) = span.hash else { break };
        let time = last_time(&reader, &span)?.or(record.last_time()).unwrap_or_default();
        let is_before = match before {
            Before::Entry(entry) => span.next <= entry,
            Before::Date(date) => time.date() < date,
        };
        if !is_before {
            break;
        }
        let known = record.rows.iter().any(|row| row.first == span.first && row.is_in(&to));
        if known {
            continue;
        }
        let row = copy(&reader, data, &span, (hash, time), &to)?;
        record.put(row.clone());
        record.write(data)?;
        // The archive tells of itself, also where the data directory is lost.
        record.write(&to)?;
        archived.push(row);
    }
    Ok(archived)
}

/// Copies one segment, checked block by block, and reads the copy again.
fn copy(
    reader: &JournalReader,
    data: &Path,
    span: &Span,
    (hash, time): ([u8; 32], Instant),
    to: &Path,
) -> Result<Row, ArchiveError> {
    let report = reader.verify_within(span.first..span.next).map_err(NodeError::Store)?;
    if !report.is_sound() {
        return Err(ArchiveError::Damaged(vec![data.join(&span.file)]));
    }
    let path = to.join(&span.file);
    let mut draft = Draft::copy(&data.join(&span.file), span.end, &path)?;
    draft.pad(span.bytes)?;
    let row = Row::new(span, hash, time, &draft.content, to);
    draft.name(&path)?;
    if row.is_in(to) { Ok(row) } else { Err(ArchiveError::Damaged(vec![path])) }
}

/// Time of the last entry in a segment that can be read; none where it has none.
fn last_time(reader: &JournalReader, span: &Span) -> Result<Option<Instant>, ArchiveError> {
    if span.next == span.first {
        return Ok(None);
    }
    let mut blocks = reader.blocks(span.next.saturating_sub(1)).map_err(NodeError::Store)?;
    let block = blocks.advance().map_err(NodeError::Store)?;
    let entries = block.iter().flat_map(suftaja_store::Block::entries);
    let times = entries.filter_map(|(_, bytes)| Entry::decode(bytes).ok());
    Ok(times.map(|entry| entry.stamp.time).max())
}

/// Drops the oldest segments from the data directory, as long as each of them may be dropped. The
/// node must not run. `oldest_snapshot` is the entry of the oldest snapshot that is kept and that a
/// start can use.
///
/// # Errors
/// Why not even the oldest may be dropped.
pub fn drop_old(data: &Path, oldest_snapshot: Option<u64>) -> Result<Vec<Row>, ArchiveError> {
    let policy = Retention::read(data)?;
    let reader = inspect(data)?;
    let record = Record::read(data)?;
    let home = home(data)?;
    let _guard = home.lock().map_err(|_| NodeError::Store(suftaja_store::StoreError::Locked))?;
    let today = clock::wall().date();
    let mut dropped = Vec::new();
    for span in reader.spans().map_err(NodeError::Store)? {
        match may_drop(&span, &record, (&policy, today), oldest_snapshot) {
            Ok(row) => {
                home.remove(&span.file).map_err(|error| NodeError::file(data, &error))?;
                dropped.push(row);
            }
            Err(error) if dropped.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    Ok(dropped)
}

/// Whether a segment may be dropped: on record and whole in its archive, older than the policy
/// asks, and wholly before what a start needs. A start reads the oldest kept snapshot and the block
/// that holds its entry, and replays what follows; without one it replays from the first entry.
fn may_drop(
    span: &Span,
    record: &Record,
    (policy, today): (&Retention, BusinessDate),
    oldest_snapshot: Option<u64>,
) -> Result<Row, ArchiveError> {
    let first = span.first;
    let on_record = record.rows.iter().find(|row| row.first == first && span.is_sealed());
    let row = on_record.ok_or(ArchiveError::NotArchived { first })?;
    if !row.is_in(Path::new(&row.to)) {
        return Err(ArchiveError::Damaged(vec![Path::new(&row.to).join(row.file())]));
    }
    let from = policy.journal_until(row.last_date()?);
    if today < from {
        return Err(ArchiveError::TooYoung { first, from });
    }
    match oldest_snapshot {
        Some(snapshot) if span.next <= snapshot => Ok(row.clone()),
        _ => Err(ArchiveError::NotCovered { first, oldest_snapshot }),
    }
}

/// Looks at a journal together with its archive, from its first entry on.
///
/// # Errors
/// [`ArchiveError::Damaged`] with every archived segment that is not what was copied.
pub fn inspect_with(
    data: &Path,
    archive: &Path,
) -> Result<(JournalReader, Recovery), ArchiveError> {
    let record = Record::read(data)?;
    let damaged: Vec<PathBuf> = record
        .rows
        .iter()
        .filter(|row| !row.is_in(archive))
        .map(|row| archive.join(row.file()))
        .collect();
    if !damaged.is_empty() {
        return Err(ArchiveError::Damaged(damaged));
    }
    let upper = home(data)?;
    let lower = Embedded::new(archive).map_err(|error| NodeError::file(archive, &error))?;
    let both = Layered::new(Arc::clone(&upper), Arc::new(lower));
    Ok(Journal::inspect(Arc::new(both), KeyRing::new(upper)).map_err(NodeError::Store)?)
}

/// Whether the record explains what is missing before the first entry that is held; the rows of it.
/// Nothing is missing where the journal begins with entry 1.
///
/// # Errors
/// [`ArchiveError::Gap`] where the chain does not hold over the hole.
pub fn hole(data: &Path, reader: &JournalReader) -> Result<Vec<Row>, ArchiveError> {
    let first = reader.first();
    if first == 1 {
        return Ok(Vec::new());
    }
    let record = Record::read(data)?;
    let missing: Vec<Row> =
        record.rows.into_iter().filter(|row| row.next <= first && row.first < first).collect();
    let spans = reader.spans().map_err(NodeError::Store)?;
    let holds = spans.first().is_some_and(|span| record::leads_to(&missing, span));
    if holds { Ok(missing) } else { Err(ArchiveError::Gap { first }) }
}

fn inspect(data: &Path) -> Result<JournalReader, ArchiveError> {
    if !data.is_dir() {
        return Err(NodeError::file(data, &"there is no such directory").into());
    }
    let home = home(data)?;
    let keys = KeyRing::new(Arc::clone(&home));
    Ok(Journal::inspect(home, keys).map_err(NodeError::Store)?.0)
}
