//! Files that are there whole or not at all: written under a draft's name, flushed, renamed.
//!
//! Used for what is kept beside the journal and for copies of it. After an interruption a draft may
//! be left, which the next attempt overwrites; a file under its own name is always whole. Files are
//! for their owner alone, because keys and sealed evidence are among them.

use crate::error::NodeError;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use suftaja_base::width::to_u64;

/// What the name of a draft ends with.
pub(crate) const DRAFT: &str = ".new";
/// How much is copied at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// What a stream of bytes was: zeros at its end are not copied, only counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    /// Length, zeros at the end included.
    pub length: u64,
    /// Length up to the zeros.
    pub bytes: u64,
    /// BLAKE3 of so many bytes, as hexadecimal digits.
    pub hash: String,
}

/// A copy that has no name yet.
pub(crate) struct Draft {
    path: PathBuf,
    file: File,
    /// What was copied.
    pub content: Content,
}

/// Writes a small file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), NodeError> {
    let mut draft = Draft::begin(path)?;
    draft.file.write_all(bytes).map_err(|error| NodeError::file(&draft.path, &error))?;
    draft.name(path)
}

/// Makes a directory and those above it, for its owner alone.
pub(crate) fn directory(path: &Path) -> Result<(), NodeError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| NodeError::file(path, &error))
}

/// Removes a file and makes that durable; a file that is not there is removed already.
pub(crate) fn remove(path: &Path) -> Result<(), NodeError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(NodeError::file(path, &error)),
        _ => flush_directory_of(path),
    }
}

/// What a file holds, up to a length.
pub(crate) fn content(path: &Path, limit: u64) -> io::Result<Content> {
    copy(&mut File::open(path)?.take(limit), &mut io::sink())
}

impl Draft {
    /// Copies a file, up to a length, and flushes the copy.
    pub(crate) fn copy(from: &Path, limit: u64, to: &Path) -> Result<Self, NodeError> {
        let mut draft = Self::begin(to)?;
        let mut source = File::open(from).map_err(|error| NodeError::file(from, &error))?;
        let copied = copy(&mut (&mut source).take(limit), &mut draft.file);
        let done = copied.and_then(|content| {
            draft.content = content;
            draft.file.sync_all()
        });
        done.map_err(|error| NodeError::file(&draft.path, &error))?;
        Ok(draft)
    }

    /// Reads what was written once more.
    pub(crate) fn read_again(&mut self) -> io::Result<Content> {
        self.file.seek(SeekFrom::Start(0))?;
        copy(&mut self.file, &mut io::sink())
    }

    /// Puts back the zeros that the copy left out. They are written, not left as a hole: a journal
    /// is appended to without changing the file system's own records.
    pub(crate) fn pad(&mut self, length: u64) -> Result<(), NodeError> {
        let missing = length.saturating_sub(self.content.bytes);
        let end = self.file.seek(SeekFrom::End(0));
        let padded = end.and_then(|_| io::copy(&mut io::repeat(0).take(missing), &mut self.file));
        padded.map(drop).map_err(|error| NodeError::file(&self.path, &error))
    }

    /// Gives the draft its name, and makes both durable.
    pub(crate) fn name(self, path: &Path) -> Result<(), NodeError> {
        let named = self.file.sync_all().and_then(|()| fs::rename(&self.path, path));
        named.map_err(|error| NodeError::file(&self.path, &error))?;
        flush_directory_of(path)
    }

    /// An empty draft beside the file that it is for.
    fn begin(path: &Path) -> Result<Self, NodeError> {
        if let Some(parent) = path.parent() {
            directory(parent)?;
        }
        let mut name = path.as_os_str().to_owned();
        name.push(DRAFT);
        let draft = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&draft).map_err(|error| NodeError::file(&draft, &error))?;
        let content = Content { length: 0, bytes: 0, hash: String::new() };
        Ok(Self { path: draft, file, content })
    }
}

/// Copies until the source ends; zeros are held back until something follows them.
fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<Content> {
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let (mut length, mut bytes) = (0, 0);
    loop {
        let count = fill(from, &mut chunk)?;
        let part = chunk.get(..count).unwrap_or_default();
        if part.is_empty() {
            let hash = hasher.finalize().to_hex().to_string();
            return Ok(Content { length, bytes, hash });
        }
        length += to_u64(count);
        if part.iter().any(|byte| *byte != 0) {
            let held = length.saturating_sub(to_u64(count)).saturating_sub(bytes);
            let mut both = Both(&mut hasher, to);
            io::copy(&mut io::repeat(0).take(held), &mut both)?;
            both.write_all(part)?;
            bytes = length;
        }
    }
}

/// Reads until the buffer is full or the source ends.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes to both.
struct Both<'a, W>(&'a mut blake3::Hasher, &'a mut W);

impl<W: Write> Write for Both<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.write_all(bytes)?;
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1.flush()
    }
}

fn flush_directory_of(path: &Path) -> Result<(), NodeError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let flushed = File::open(parent).and_then(|directory| directory.sync_all());
    flushed.map_err(|error| NodeError::file(parent, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_at_the_end_are_counted_and_zeros_between_are_kept() {
        let mut bytes = vec![1; 10];
        bytes.resize(3 * CHUNK_BYTES, 0);
        bytes.push(2);
        let end = bytes.len();
        bytes.resize(9 * CHUNK_BYTES + 5, 0);
        let mut copied = Vec::new();
        let content = copy(&mut bytes.as_slice(), &mut copied).unwrap();
        let lengths = (to_u64(bytes.len()), to_u64(copied.len()));
        assert_eq!((content.length, content.bytes), lengths);
        assert!(copied.len() >= end && copied.len() <= end + CHUNK_BYTES);
        assert_eq!(copied, bytes[..copied.len()]);
        assert_eq!(content.hash, blake3::hash(&copied).to_hex().to_string());
        let empty = copy(&mut &[0_u8; 3][..], &mut Vec::new()).unwrap();
        assert_eq!((empty.length, empty.bytes), (3, 0));
    }
}
