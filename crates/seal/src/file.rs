//! Files of keys and of the registry: written whole beside their place, flushed, then renamed, so
//! that a reader sees the old one or the new one and nothing between.

use crate::error::SealError;
use crate::registry::Registry;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readers {
    /// Its owner alone: private keys.
    Owner,
    /// Everyone.
    All,
}

/// Writes a file that must not exist yet: a key is never overwritten.
///
/// # Errors
/// [`SealError::File`], also when there is such a file.
pub fn write_new(path: &Path, text: &str, readers: Readers) -> Result<(), SealError> {
    if path.exists() {
        return Err(SealError::file(path, &ErrorKind::AlreadyExists.into()));
    }
    write(path, text, readers)
}

/// Writes a file whole.
///
/// # Errors
/// [`SealError::File`].
pub fn write(path: &Path, text: &str, readers: Readers) -> Result<(), SealError> {
    let failed = |error| SealError::file(path, &error);
    let beside = path.with_added_extension("new");
    let mode = if readers == Readers::Owner { 0o600 } else { 0o644 };
    // One that a crash left may have another mode: it is made anew.
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)?;
    sync_folder(path).map_err(failed)
}

/// Makes the name of a file durable.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// The text of a file.
///
/// # Errors
/// [`SealError::File`].
pub fn read(path: &Path) -> Result<String, SealError> {
    std::fs::read_to_string(path).map_err(|error| SealError::file(path, &error))
}

/// Reads the registry; an absent file is an empty one.
///
/// # Errors
/// [`SealError::File`] or [`SealError::Registry`].
pub fn registry(path: &Path) -> Result<Registry, SealError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Registry::default()),
        Err(error) => return Err(SealError::file(path, &error)),
    };
    let wrong = |text| SealError::Registry { path: path.to_owned(), text };
    Registry::parse(&text).map_err(wrong)
}

/// Changes the registry: read, changed, written whole, under a lock, so that of two commands at
/// once neither loses what the other did.
///
/// # Errors
/// What the change says, [`SealError::File`] or [`SealError::Registry`].
pub fn edit<T>(
    path: &Path,
    change: impl FnOnce(&mut Registry) -> Result<T, SealError>,
) -> Result<T, SealError> {
    let failed = |error| SealError::file(path, &error);
    let lock = path.with_added_extension("lock");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock);
    let lock = lock.map_err(failed)?;
    lock.lock().map_err(failed)?;
    let mut registry = registry(path)?;
    let done = change(&mut registry)?;
    write(path, &registry.text()?, Readers::All)?;
    Ok(done)
}
