//! The data directory that a backup copies: which files are in it, and where its journal stands.
//!
//! Only looks. Files whose names begin with a dot or end like a draft are somebody's work in
//! progress; links are not followed; the tokens in the clear are for handing out and nothing else.

use super::{BackupError, Manifest};
use crate::error::NodeError;
use crate::node::home;
use crate::whole;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use suftaja_store::{Journal, JournalReader, KeyRing, StoreError};

/// What of a data directory has ways of its own, or is not copied at all.
const APART: [&str; 4] = ["journal/", "keys/", "tokens/", "lock"];

/// The journal of a data directory, looked at once.
pub(super) struct Source {
    pub reader: JournalReader,
}

impl Source {
    /// Looks at the journal as it is now.
    pub fn look(data: &Path) -> Result<Self, BackupError> {
        if !data.is_dir() {
            return Err(NodeError::file(data, &"there is no such directory").into());
        }
        let home = home(data)?;
        let keys = KeyRing::new(Arc::clone(&home));
        let (reader, _) = Journal::inspect(home, keys).map_err(NodeError::Store)?;
        Ok(Self { reader })
    }

    /// The journal's identifier.
    pub fn journal(&self) -> String {
        digits(&self.reader.journal())
    }

    /// First entry, last entry, and the hash of the block that ends with it.
    pub fn extent(&self) -> Result<(u64, u64, String), BackupError> {
        let (first, tail) = (self.reader.first(), self.reader.tail());
        let block = self.reader.block_of(tail).map_err(NodeError::Store)?;
        Ok((first, tail, digits(&block.header.hash())))
    }

    /// Whether this journal goes on where a backup ends. One that was cut, or put back from an
    /// older copy, may have other entries under the same numbers.
    pub fn continues(&self, before: &Manifest, to: &Path) -> Result<(), BackupError> {
        let diverged = || BackupError::Diverged { path: to.to_owned(), entry: before.entry };
        if before.journal != self.journal() {
            return Err(diverged());
        }
        let block = match self.reader.block_of(before.entry) {
            Err(StoreError::NoEntry { .. }) => return Err(diverged()),
            found => found.map_err(NodeError::Store)?,
        };
        if digits(&block.header.hash()) == before.chain_hash { Ok(()) } else { Err(diverged()) }
    }
}

/// Every file that is neither of the journal nor a key, by its name in the directory.
pub(super) fn files_beside(data: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = all_files(data)?;
    names.retain(|name| !APART.iter().any(|apart| name.starts_with(apart)) && !is_draft(name));
    Ok(names)
}

/// The keys of the evidence.
pub(super) fn keys(data: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = all_files(data)?;
    names.retain(|name| name.starts_with("keys/") && !is_draft(name));
    Ok(names)
}

/// Every file of a directory and those below it.
pub(super) fn all_files(root: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(directory) = waiting.pop() {
        let path = root.join(&directory);
        let failed = |error: std::io::Error| NodeError::file(&path, &error);
        let items = match std::fs::read_dir(&path) {
            // It went away meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            items => items.map_err(failed)?,
        };
        for item in items {
            let item = item.map_err(failed)?;
            let Ok(name) = item.file_name().into_string() else { continue };
            let name = if directory.is_empty() { name } else { format!("{directory}/{name}") };
            match item.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push(name),
                Ok(kind) if kind.is_file() => names.push(name),
                _ => {}
            }
        }
    }
    names.sort();
    Ok(names)
}

fn is_draft(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let ends = [whole::DRAFT, ".tmp", ".part", ".draft"];
    file.starts_with('.') || ends.iter().any(|end| file.ends_with(end))
}

/// Bytes as hexadecimal digits.
pub(super) fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
