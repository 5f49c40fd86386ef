//! Where the bytes come from: files, directories and standard input.
//!
//! A directory gives its .xml files at any depth, in order of name. Links to directories are not
//! followed, so that the walk ends. What cannot be read is an item of its own among the others.

use crate::error::CliError;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use suftaja_base::width::to_u64;

/// The path that stands for standard input.
const STDIN: &str = "-";

/// The inputs in the order in which they are checked, and what cannot be listed.
pub(crate) fn inputs(paths: &[PathBuf]) -> Vec<Result<PathBuf, CliError>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() != STDIN && path.is_dir() {
            walk(path, &mut inputs);
        } else {
            inputs.push(Ok(path.clone()));
        }
    }
    inputs
}

/// The name of an input in reports.
pub(super) fn name(path: &Path) -> String {
    path.display().to_string()
}

/// One input that is being read.
pub(super) struct Input {
    path: PathBuf,
    /// What was read to find out how long the input is.
    head: Cursor<Vec<u8>>,
    /// What comes behind it; nothing when the head is all.
    rest: Option<Box<dyn Read>>,
    /// It is a plain file, which can be read again.
    is_file: bool,
}

impl Input {
    /// Opens an input and reads it whole unless it has more than `whole_max` bytes.
    pub fn open(path: &Path, whole_max: usize) -> Result<Self, CliError> {
        let failed = |error| CliError::file(path, error);
        let (mut source, is_file): (Box<dyn Read>, bool) = if path.as_os_str() == STDIN {
            (Box::new(io::stdin().lock()), false)
        } else {
            let file = File::open(path).map_err(failed)?;
            let is_file = file.metadata().map_err(failed)?.is_file();
            (Box::new(file), is_file)
        };
        let mut head = Vec::new();
        let limit = to_u64(whole_max).saturating_add(1);
        source.by_ref().take(limit).read_to_end(&mut head).map_err(failed)?;
        let rest = (head.len() > whole_max).then_some(source);
        Ok(Self { path: path.to_owned(), head: Cursor::new(head), rest, is_file })
    }

    /// All bytes, when they are held.
    pub fn whole(&self) -> Option<&[u8]> {
        self.rest.is_none().then_some(self.head.get_ref())
    }

    /// The first few bytes, which tell what kind of file it is.
    pub fn begin(&self) -> [u8; 4] {
        self.head.get_ref().first_chunk().copied().unwrap_or_default()
    }

    /// Whether it is a file, whose bytes can still be seen when it has been read.
    pub const fn is_file(&self) -> bool {
        self.is_file
    }

    /// Whether it can be read once more and is no longer than `whole_max`.
    pub fn can_be_held(&self, whole_max: usize) -> Result<bool, CliError> {
        if !self.is_file {
            return Ok(false);
        }
        let about = self.path.metadata().map_err(|error| CliError::file(&self.path, error))?;
        Ok(about.len() <= to_u64(whole_max))
    }

    /// All bytes of a file, read once more, up to `whole_max`.
    pub fn again(&self, whole_max: usize) -> Result<Vec<u8>, CliError> {
        let failed = |error| CliError::file(&self.path, error);
        let file = File::open(&self.path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(to_u64(whole_max)).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.head.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        // The head is not needed twice, and a long input is to take little memory.
        self.head = Cursor::new(Vec::new());
        self.rest.as_mut().map_or(Ok(0), |rest| rest.read(buffer))
    }
}

/// The bytes of an input, as far as a report can still look at them.
pub(super) enum Bytes<'b> {
    /// In memory.
    Held(&'b [u8]),
    /// In a file, which may have been changed or removed since.
    File(&'b Path),
    /// Nowhere.
    Gone,
}

impl Bytes<'_> {
    /// At most `before` bytes in front of an offset and `after` behind it; none when they are gone.
    pub fn around(&self, offset: usize, before: usize, after: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Held(bytes) => {
                let (head, tail) = bytes.split_at_checked(offset).unwrap_or((bytes, &[]));
                let start = head.len().saturating_sub(before);
                let end = after.min(tail.len());
                Some((head.get(start..)?.to_vec(), tail.get(..end)?.to_vec()))
            }
            Self::File(path) => {
                let start = offset.saturating_sub(before);
                let mut file = File::open(path).ok()?;
                file.seek(SeekFrom::Start(to_u64(start))).ok()?;
                let inside = offset.saturating_sub(start);
                let mut head = Vec::new();
                file.take(to_u64(inside.saturating_add(after))).read_to_end(&mut head).ok()?;
                let tail = head.split_off(inside.min(head.len()));
                Some((head, tail))
            }
            Self::Gone => None,
        }
    }
}

fn walk(folder: &Path, inputs: &mut Vec<Result<PathBuf, CliError>>) {
    let mut folders = vec![folder.to_owned()];
    let (mut found, mut failed) = (Vec::new(), Vec::new());
    while let Some(folder) = folders.pop() {
        match entries(&folder) {
            Ok(entries) => {
                for path in entries {
                    if path.symlink_metadata().is_ok_and(|about| about.is_dir()) {
                        folders.push(path);
                    } else if is_message(&path) {
                        found.push(path);
                    }
                }
            }
            Err(error) => failed.push(Err(CliError::file(&folder, error))),
        }
    }
    if found.is_empty() && failed.is_empty() {
        let empty = io::Error::other("there is no .xml file in this directory or below it");
        failed.push(Err(CliError::file(folder, empty)));
    }
    found.sort();
    inputs.extend(found.into_iter().map(Ok));
    inputs.append(&mut failed);
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// A .xml that is a directory behind a link, a pipe or a device is none.
fn is_message(path: &Path) -> bool {
    let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
    // A link that leads nowhere is told when it is opened.
    named && path.metadata().map_or(true, |about| about.is_file())
}
