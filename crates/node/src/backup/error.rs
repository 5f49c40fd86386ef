//! What can go wrong with backups, each with its stable code.

use crate::error::NodeError;
use std::path::PathBuf;
use suftaja_base::Suf;
use suftaja_base::suf::backup as suf;
use suftaja_store::Defect;
use thiserror::Error;

/// An error of a backup or a restore.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The directory holds no backup.
    #[error("{path} holds no backup")]
    NoBackup {
        /// The directory.
        path: PathBuf,
    },
    /// Stored files are not what was written.
    #[error("{} of the backup are missing or not what was written:{}", .0.len(), list(.0))]
    Damaged(Vec<PathBuf>),
    /// The backup ends with an entry that the journal does not have.
    #[error("the backup in {path} ends with another entry {entry} than this journal has")]
    Diverged {
        /// Where the backup is.
        path: PathBuf,
        /// Its last entry.
        entry: u64,
    },
    /// The entry is not in the backup.
    #[error("entry {entry} is not in the backup, which holds {first} to {last}")]
    Entry {
        /// The entry asked for.
        entry: u64,
        /// First entry held.
        first: u64,
        /// Last entry held.
        last: u64,
    },
    /// Another process writes there.
    #[error("another process takes a backup into {path}")]
    Busy {
        /// The directory.
        path: PathBuf,
    },
    /// The manifest cannot be used.
    #[error("{path} cannot be used: {text}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        text: String,
    },
    /// The backup would lie in the directory that it copies.
    #[error("{path} lies within the data directory")]
    Inside {
        /// The directory.
        path: PathBuf,
    },
    /// The backup would lie in another backup.
    #[error("{path} lies within the backup in {other}")]
    Nested {
        /// The directory.
        path: PathBuf,
        /// The directory of the backup around it.
        other: PathBuf,
    },
    /// What was to be copied is damaged.
    #[error("the journal is damaged, so nothing new was copied:{}", defects(.0))]
    SourceUnsound(Vec<Defect>),
    /// The directory to restore into holds something.
    #[error("{path} holds files already")]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// What was restored does not end where it must.
    #[error("the restored journal ends with entry {entry} instead of {last}, or with another hash")]
    OtherEnd {
        /// Where it ends.
        entry: u64,
        /// Where it must end.
        last: u64,
    },
    /// The journal or a file said no.
    #[error(transparent)]
    Node(#[from] NodeError),
}

impl BackupError {
    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::NoBackup { .. } => suf::NO_BACKUP,
            Self::Damaged(_) => suf::BACKUP_DAMAGED,
            Self::Diverged { .. } => suf::BACKUP_DIVERGED,
            Self::Entry { .. } => suf::BACKUP_ENTRY,
            Self::Busy { .. } => suf::BACKUP_BUSY,
            Self::Manifest { .. } => suf::BACKUP_MANIFEST,
            Self::Inside { .. } => suf::BACKUP_INSIDE,
            Self::Nested { .. } => suf::BACKUP_NESTED,
            Self::SourceUnsound(_) => suf::BACKUP_SOURCE,
            Self::NotEmpty { .. } => suf::RESTORE_NOT_EMPTY,
            Self::OtherEnd { .. } => suf::RESTORE_END,
            Self::Node(error) => error.suf(),
        }
    }
}

/// Each on a line of its own.
fn list(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("\n         {}", file.display())).collect()
}

fn defects(found: &[Defect]) -> String {
    let line = |defect: &Defect| {
        let Defect { file, offset, first_entry, fault } = defect;
        format!("\n         {file} at byte {offset}, entry {first_entry}: {fault}")
    };
    found.iter().map(line).collect()
}
