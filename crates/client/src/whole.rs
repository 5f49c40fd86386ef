//! Files that are there whole or not at all: written under another name beside, flushed, renamed.
//! What the bank's other programs find under the real name is complete.

use std::fs::File;
use std::io::{Error, Write};
use std::path::Path;

/// Writes a small file, durable when this returns.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".tmp");
    let beside = path.with_file_name(name);
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The rename itself is durable with its folder only.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
