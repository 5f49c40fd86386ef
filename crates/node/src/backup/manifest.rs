//! The manifest of a backup: what is in it, what each file hashes to, and where the journal ends.
//!
//! It is written last and renamed into place, so that a backup is what its manifest says and an
//! interrupted one leaves the manifest before it, with every file that one names. Files stand under
//! their names in the data directory, with the first digits of their hash behind: a newer version
//! never overwrites an older one.

use super::BackupError;
use crate::error::NodeError;
use crate::whole::{self, Content};
use serde::{Deserialize, Serialize};
use std::path::{Component, Path};

/// The one form of manifest that this version writes and reads.
const FORMAT: u32 = 1;
/// Its name in a backup.
pub(super) const NAME: &str = "manifest.json";
/// Digits of the hash behind the name of a stored file.
const DIGITS: usize = 16;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Form of this file.
    format: u32,
    /// Version of the program that took the backup.
    pub version: String,
    /// When it was taken, UTC.
    pub time: String,
    /// The journal's identifier.
    pub journal: String,
    /// First entry.
    pub first: u64,
    /// Last entry.
    pub entry: u64,
    /// Hash of the block that ends with the last entry.
    pub chain_hash: String,
    /// Whether the evidence's keys are among the files.
    pub with_keys: bool,
    /// The files, in order of their names.
    pub files: Vec<Row>,
}

/// Whether a name's last part is that of a stored file: the first digits of its hash.
pub(super) fn is_digits(part: &str) -> bool {
    part.len() == DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One file of a data directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name in the data directory.
    pub path: String,
    /// Its length there, in bytes.
    pub length: u64,
    /// Bytes that are stored; what is missing to its length are zeros.
    pub bytes: u64,
    /// BLAKE3 of the stored bytes.
    pub blake3: String,
}

impl Row {
    /// The row of a file with this content.
    pub(super) fn new(path: &str, length: u64, content: &Content) -> Self {
        let Content { bytes, hash, .. } = content.clone();
        Self { path: path.to_owned(), length, bytes, blake3: hash }
    }

    /// Its name in the backup.
    #[must_use]
    pub fn stored(&self) -> String {
        let digits: String = self.blake3.chars().take(DIGITS).collect();
        format!("{}.{digits}", self.path)
    }

    /// First entry of the segment that this file is; none for other files.
    #[must_use]
    pub fn segment(&self) -> Option<u64> {
        self.path.strip_prefix("journal/")?.strip_suffix(".seg")?.parse().ok()
    }

    /// Entry after which the state was kept in this file; none for other files.
    #[must_use]
    pub fn snapshot(&self) -> Option<u64> {
        let name = self.path.strip_prefix("snapshots/")?;
        name.split(['.', '-']).next()?.parse().ok()
    }

    /// Whether a stored file is what was written.
    pub(super) fn is_whole(&self, path: &Path) -> bool {
        let is_long = std::fs::metadata(path).is_ok_and(|data| data.len() == self.bytes);
        // Zeros at the end are no part of what is stored, so a file that ends with some differs.
        is_long && whole::content(path, u64::MAX).is_ok_and(|content| content.hash == self.blake3)
    }

    /// A name that leads out of the directory comes from no backup of ours.
    fn is_inside(&self) -> bool {
        let path = Path::new(&self.path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        plain && !self.path.is_empty() && self.blake3.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

impl Manifest {
    /// A manifest without files.
    pub(super) fn new(journal: String, time: String) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            time,
            journal,
            first: 1,
            entry: 0,
            chain_hash: String::new(),
            with_keys: true,
            files: Vec::new(),
        }
    }

    /// Reads the manifest of a backup; none where there is none.
    ///
    /// # Errors
    /// [`BackupError::Manifest`] when it cannot be read or belongs to a newer version.
    pub fn read(backup: &Path) -> Result<Option<Self>, BackupError> {
        let path = backup.join(NAME);
        let wrong = |text: String| BackupError::Manifest { path: path.clone(), text };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(NodeError::file(&path, &error).into()),
        };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        // Looked at first: a newer form may have other fields.
        if value.get("format").and_then(serde_json::Value::as_u64) != Some(u64::from(FORMAT)) {
            return Err(wrong(format!("this version reads format {FORMAT} only")));
        }
        let manifest: Self =
            serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?;
        match manifest.files.iter().find(|row| !row.is_inside()) {
            Some(row) => Err(wrong(format!("the name {} is none of a backup", row.path))),
            None => Ok(Some(manifest)),
        }
    }

    /// Writes it; from then on the backup is this.
    pub(super) fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let path = backup.join(NAME);
        let text = serde_json::to_string_pretty(self).map_err(|error| BackupError::Manifest {
            path: path.clone(),
            text: error.to_string(),
        })?;
        Ok(whole::write(&path, text.as_bytes())?)
    }

    /// The row of a file.
    pub(super) fn row(&self, path: &str) -> Option<&Row> {
        self.files.iter().find(|row| row.path == path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_file_is() {
        let row = |path: &str| Row {
            path: path.to_owned(),
            length: 0,
            bytes: 0,
            blake3: "00112233445566778899".to_owned(),
        };
        assert_eq!(row("journal/00000000000000000041.seg").segment(), Some(41));
        assert_eq!(row("snapshots/77.state").snapshot(), Some(77));
        assert_eq!(row("union.toml").segment().or(row("union.toml").snapshot()), None);
        assert_eq!(row("keys/a.key").stored(), "keys/a.key.0011223344556677");
        for (path, inside) in [("a/b", true), ("../a", false), ("/a", false), ("", false)] {
            assert_eq!(row(path).is_inside(), inside, "{path}");
        }
    }
}
