//! The way back from a backup into an empty directory, whole or up to an entry.
//!
//! Everything that is needed is checked against the manifest before the first byte is written. The
//! union file comes last, after the caller has replayed the journal: no node opens a directory that
//! lacks it, so that a restore that was broken off is never served.

use super::source::Source;
use super::{BackupError, Manifest, Row};
use crate::error::NodeError;
use crate::node::home;
use crate::whole::{self, Draft};
use std::path::{Path, PathBuf};
use suftaja_store::{Journal, StoreError};

/// What makes a directory one that a node opens.
const UNION: &str = "union.toml";

/// A restored directory that still lacks its union file.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// The last entry.
    pub entry: u64,
    /// Hash of the block that ends with it.
    pub chain_hash: String,
    backup: PathBuf,
    data: PathBuf,
}

/// Restores a backup into an empty directory. With an entry, the journal ends with the block that
/// holds it: what was flushed together stays together, and no block is written anew, because the
/// chain is made of their hashes.
///
/// # Errors
/// [`BackupError`]; where files are damaged, all of them.
pub fn restore(from: &Path, data: &Path, entry: Option<u64>) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(from)?;
    let manifest = manifest.ok_or_else(|| BackupError::NoBackup { path: from.to_owned() })?;
    let (first, last) = (manifest.first, manifest.entry);
    let end = entry.unwrap_or(last);
    if end < first || end > last {
        return Err(BackupError::Entry { entry: end, first, last });
    }
    check_empty(data)?;
    let needed: Vec<&Row> = manifest.files.iter().filter(|row| is_needed(row, end)).collect();
    check(from, &needed)?;
    for row in needed.iter().filter(|row| row.path != UNION) {
        put_back(from, data, row)?;
    }
    if end < last {
        cut(data, end)?;
    }
    let source = Source::look(data)?;
    let (_, entry, chain_hash) = source.extent()?;
    if end == last && (entry, &chain_hash) != (last, &manifest.chain_hash) {
        return Err(BackupError::OtherEnd { entry, last });
    }
    let (backup, data) = (from.to_owned(), data.to_owned());
    remove_snapshots_behind(&data, &manifest, entry)?;
    Ok(Restored { manifest, entry, chain_hash, backup, data })
}

impl Restored {
    /// Whether the state that was replayed is that of the last restored entry.
    ///
    /// # Errors
    /// [`BackupError::OtherEnd`] when it is of another.
    pub fn ends_with(&self, entry: u64) -> Result<(), BackupError> {
        let last = self.entry;
        if entry == last { Ok(()) } else { Err(BackupError::OtherEnd { entry, last }) }
    }

    /// Puts the union file back: from now on the directory can be served.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&self) -> Result<(), BackupError> {
        match self.manifest.row(UNION) {
            Some(row) => put_back(&self.backup, &self.data, row),
            None => Ok(()),
        }
    }
}

/// Segments that begin behind the end are not needed, nor are snapshots taken behind it. The block
/// that holds the entry may end later, so a snapshot within it is looked at once more.
fn is_needed(row: &Row, end: u64) -> bool {
    row.segment().is_none_or(|first| first <= end)
}

fn check_empty(data: &Path) -> Result<(), BackupError> {
    let is_empty = match std::fs::read_dir(data) {
        Ok(mut items) => items.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(NodeError::file(data, &error).into()),
    };
    if is_empty { Ok(()) } else { Err(BackupError::NotEmpty { path: data.to_owned() }) }
}

/// All files that are not what was written, in one answer.
fn check(from: &Path, rows: &[&Row]) -> Result<(), BackupError> {
    let stored = rows.iter().map(|row| (row, from.join(row.stored())));
    let damaged: Vec<PathBuf> =
        stored.filter(|(row, path)| !row.is_whole(path)).map(|(_, path)| path).collect();
    if damaged.is_empty() { Ok(()) } else { Err(BackupError::Damaged(damaged)) }
}

fn put_back(from: &Path, data: &Path, row: &Row) -> Result<(), BackupError> {
    let (stored, path) = (from.join(row.stored()), data.join(&row.path));
    let mut draft = Draft::copy(&stored, row.bytes, &path)?;
    if draft.content.hash != row.blake3 {
        return Err(BackupError::Damaged(vec![stored]));
    }
    draft.pad(row.length)?;
    Ok(draft.name(&path)?)
}

/// Ends the journal with the block that holds an entry, by the one mechanism that cuts journals.
/// What it keeps of the rest is in the backup too, and goes.
fn cut(data: &Path, end: u64) -> Result<(), BackupError> {
    let home = home(data)?;
    let lost = match Journal::accept_loss_after(&*home, end) {
        Err(StoreError::CutInsideBlock { after, .. }) => Journal::accept_loss_after(&*home, after),
        done => done,
    };
    for name in lost.map_err(NodeError::Store)? {
        whole::remove(&data.join(name))?;
    }
    Ok(())
}

/// A snapshot of a state that the restored journal does not reach would bring back what was cut.
fn remove_snapshots_behind(
    data: &Path,
    manifest: &Manifest,
    entry: u64,
) -> Result<(), BackupError> {
    let behind = manifest.files.iter().filter(|row| row.snapshot().is_some_and(|at| at > entry));
    for row in behind {
        whole::remove(&data.join(&row.path))?;
    }
    Ok(())
}
