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
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Marks a directory as one of backups, and is held locked while one is taken.
const MARK: &str = "backup.lock";

/// Names a directory of backups to people who look into it.
const MARK_TEXT: &str = "Kept by suftaja backup; manifest.json says what is in it.\n";

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
    sweep(to, &copying.manifest)?;
    let Copying { manifest, copied, copied_bytes, .. } = copying;
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
    let inside = to.canonicalize().map_err(failed)?;
    if inside.starts_with(data.canonicalize().map_err(failed)?) {
        return Err(BackupError::Inside { path: to.to_owned() });
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
fn sweep(to: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let named: std::collections::BTreeSet<PathBuf> =
        manifest.files.iter().map(|row| to.join(row.stored())).collect();
    for path in source::all_files(to)? {
        let full = to.join(&path);
        if named.contains(&full) || !is_ours(&path) {
            continue;
        }
        if path.starts_with("keys/") {
            let length = std::fs::metadata(&full).map_or(0, |data| data.len());
            let zeros = vec![0; usize::try_from(length).unwrap_or(0)];
            let blank = OpenOptions::new().write(true).open(&full).and_then(|mut file| {
                std::io::Write::write_all(&mut file, &zeros)?;
                file.sync_all()
            });
            blank.map_err(|error| NodeError::file(&full, &error))?;
        }
        whole::remove(&full)?;
    }
    Ok(())
}

/// Whether a name is one that backups give: other files in the directory are left alone.
fn is_ours(path: &str) -> bool {
    let digits = path.rsplit('.').next().unwrap_or_default();
    let is_stored = digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_stored || path.ends_with(whole::DRAFT)
}
