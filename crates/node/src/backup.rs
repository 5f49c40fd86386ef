//! Backups: a copy of a data directory, taken beside a running node, and its way back.
//!
//! A backup takes the durable prefix of the journal, whole blocks only, with what lies beside it.
//! By the order of its steps nothing in it needs an entry or a key that it lacks:
//!
//! 1. every file but the journal and the keys, so that no snapshot is ahead of the journal;
//! 2. the segments, up to the last block that is on the disk;
//! 3. the keys, because a key is durable before what it sealed is;
//! 4. the manifest, which makes it a backup; then what no manifest names any more is removed.
//!
//! Tokens are never copied. Nothing here writes into the data directory it copies.

mod error;
mod manifest;
mod restore;
mod source;

pub use error::BackupError;
pub use manifest::{Manifest, Row};
pub use restore::{Restored, restore};

use crate::error::NodeError;
use crate::{clock, whole};
use source::Source;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::Path;

/// Marks a directory as one of backups, and is held locked while one is taken.
const MARK: &str = "backup.lock";

/// Names a directory of backups to people who look into it.
const MARK_TEXT: &str = "Kept by suftaja backup; manifest.json says what is in it.\n";

/// Directories whose files come and go with a node, so that an interrupted backup may have left one
/// that no manifest names.
const OF_NODES: [&str; 3] = ["journal/", "keys/", "snapshots/"];

/// What a backup did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the backup holds now.
    pub manifest: Manifest,
    /// Files that were new or had changed.
    pub copied: u64,
    /// Bytes of these.
    pub copied_bytes: u64,
}

/// Takes a backup of a data directory, or brings one up to date.
///
/// # Errors
/// [`BackupError`]; then the backup before this one stands as it was.
pub fn take(data: &Path, to: &Path, with_keys: bool) -> Result<Taken, BackupError> {
    let source = Source::look(data)?;
    let _held = hold(data, to)?;
    let before = Manifest::read(to)?;
    if let Some(before) = &before {
        source.continues(before, to)?;
    }
    let mut copying = Copying {
        data,
        to,
        before,
        manifest: Manifest::new(source.journal(), clock::wall().to_string()),
        copied: 0,
        copied_bytes: 0,
    };
    for path in source::files_beside(data)? {
        copying.changing(&path)?;
    }
    // Only now, so that no snapshot that was copied is ahead of the journal.
    let source = Source::look(data)?;
    copying.segments(&source)?;
    copying.manifest.with_keys = with_keys;
    for path in source::keys(data)?.into_iter().filter(|_| with_keys) {
        copying.changing(&path)?;
    }
    copying.manifest.files.sort_by(|one, other| one.path.cmp(&other.path));
    copying.manifest.write(to)?;
    let Copying { before, manifest, copied, copied_bytes, .. } = copying;
    sweep(to, before.as_ref(), &manifest)?;
    Ok(Taken { manifest, copied, copied_bytes })
}

/// A backup on its way.
struct Copying<'a> {
    data: &'a Path,
    to: &'a Path,
    before: Option<Manifest>,
    manifest: Manifest,
    copied: u64,
    copied_bytes: u64,
}

impl Copying<'_> {
    /// Copies the segments, checked block by block where they are new.
    fn segments(&mut self, source: &Source) -> Result<(), BackupError> {
        let spans = source.reader.spans().map_err(NodeError::Store)?;
        let kept = self.kept_segments(source);
        let is_kept = |span: &suftaja_store::Span| {
            let row = kept.iter().find(|row| row.segment() == Some(span.first));
            row.filter(|row| span.is_sealed() || row.bytes == span.end).cloned()
        };
        let new = spans.iter().find(|span| is_kept(span).is_none());
        if let Some(new) = new {
            let report =
                source.reader.verify_within(new.first..u64::MAX).map_err(NodeError::Store)?;
            if !report.is_sound() {
                return Err(BackupError::SourceUnsound(report.defects));
            }
        }
        for span in &spans {
            match is_kept(span) {
                Some(row) => self.manifest.files.push(row),
                None => self.copy(&span.file, span.end, Some(span.bytes))?,
            }
        }
        let (first, entry, chain_hash) = source.extent()?;
        let manifest = &mut self.manifest;
        (manifest.first, manifest.entry, manifest.chain_hash) = (first, entry, chain_hash);
        Ok(())
    }

    /// Rows of the backup before that need no look: a segment with another behind it never changes,
    /// and the last one changes only by growing. `continues` has compared their chains.
    fn kept_segments(&self, source: &Source) -> Vec<Row> {
        let Some(before) = &self.before else { return Vec::new() };
        let mut rows: Vec<Row> =
            before.files.iter().filter(|row| row.segment().is_some()).cloned().collect();
        // The last one may have been sealed since, after more blocks.
        if source.reader.tail() != before.entry {
            rows.pop();
        }
        rows.retain(|row| is_stored(self.to, row));
        rows
    }

    /// Copies a file that may have changed, or keeps the copy that there is. One that went away
    /// meanwhile, as snapshots do, is no part of the backup.
    fn changing(&mut self, path: &str) -> Result<(), BackupError> {
        let from = self.data.join(path);
        let content = match whole::content(&from, u64::MAX) {
            Ok(content) => content,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(NodeError::file(&from, &error).into()),
        };
        let row = Row::new(path, content.length, &content);
        let before = self.before.as_ref().and_then(|before| before.row(path));
        if before == Some(&row) && is_stored(self.to, &row) {
            self.manifest.files.push(row);
            return Ok(());
        }
        match self.copy(path, u64::MAX, None) {
            Err(_) if !from.exists() => Ok(()),
            done => done,
        }
    }

    /// Copies a file, reads the copy again, and gives it its name.
    fn copy(&mut self, path: &str, limit: u64, length: Option<u64>) -> Result<(), BackupError> {
        let draft = self.to.join(path);
        let mut copy = whole::Draft::copy(&self.data.join(path), limit, &draft)?;
        let written = copy.content.clone();
        let read = copy.read_again().map_err(|error| NodeError::file(&draft, &error))?;
        if read.hash != written.hash {
            return Err(BackupError::Damaged(vec![draft]));
        }
        let row = Row::new(path, length.unwrap_or(written.length), &written);
        copy.name(&self.to.join(row.stored()))?;
        self.copied += 1;
        self.copied_bytes += row.bytes;
        self.manifest.files.push(row);
        Ok(())
    }
}

/// Whether a file is in the backup, by its length: what was written was read again then.
fn is_stored(to: &Path, row: &Row) -> bool {
    std::fs::metadata(to.join(row.stored())).is_ok_and(|data| data.len() == row.bytes)
}

/// Takes the directory of backups for this process, and makes it when it is not there.
fn hold(data: &Path, to: &Path) -> Result<File, BackupError> {
    whole::directory(to)?;
    let failed = |error: std::io::Error| NodeError::file(to, &error);
    let place = to.canonicalize().map_err(failed)?;
    if place.starts_with(data.canonicalize().map_err(failed)?) {
        return Err(BackupError::Inside { path: to.to_owned() });
    }
    if let Some(other) = place.ancestors().skip(1).find(|above| above.join(MARK).exists()) {
        return Err(BackupError::Nested { path: to.to_owned(), other: other.to_owned() });
    }
    let mark = to.join(MARK);
    let is_new = to.read_dir().map_err(failed)?.next().is_none();
    if !is_new && !mark.exists() {
        return Err(BackupError::NoBackup { path: to.to_owned() });
    }
    if is_new {
        whole::write(&mark, MARK_TEXT.as_bytes())?;
    }
    let file = OpenOptions::new().append(true).open(&mark).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Busy { path: to.to_owned() }),
        Err(TryLockError::Error(error)) => Err(failed(error).into()),
    }
}

/// Removes stored files that the manifest no longer names, and drafts. Keys are overwritten first:
/// who erased a month erases it here too.
fn sweep(to: &Path, before: Option<&Manifest>, manifest: &Manifest) -> Result<(), BackupError> {
    let named: BTreeSet<String> = manifest.files.iter().map(Row::stored).collect();
    let rows = manifest.files.iter().chain(before.into_iter().flat_map(|before| &before.files));
    let known: BTreeSet<&str> = rows.map(|row| row.path.as_str()).collect();
    for stored in source::all_files(to)? {
        if named.contains(&stored) || !is_ours(&stored, &known) {
            continue;
        }
        let full = to.join(&stored);
        if stored.starts_with("keys/") {
            overwrite(&full)?;
        }
        whole::remove(&full)?;
    }
    Ok(())
}

/// Fills a file with zeros.
fn overwrite(path: &Path) -> Result<(), NodeError> {
    let length = std::fs::metadata(path).map_or(0, |data| data.len());
    let blank = OpenOptions::new().write(true).open(path).and_then(|mut file| {
        std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
        file.sync_all()
    });
    blank.map_err(|error| NodeError::file(path, &error))
}

/// Whether a file of the directory is one that backups left: a stored one, or a draft, of a path
/// that a manifest names or that only a node uses. All others are somebody else's.
fn is_ours(stored: &str, known: &BTreeSet<&str>) -> bool {
    let path = match stored.strip_suffix(whole::DRAFT) {
        Some(path) => path,
        None => match stored.rsplit_once('.') {
            Some((path, digits)) if manifest::is_digits(digits) => path,
            _ => return false,
        },
    };
    known.contains(path) || OF_NODES.iter().any(|directory| path.starts_with(directory))
}
