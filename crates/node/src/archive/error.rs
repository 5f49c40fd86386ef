//! What can go wrong with archives, retention and erasing, each with its stable code.

use crate::error::NodeError;
use std::path::PathBuf;
use suftaja_base::suf::backup as suf;
use suftaja_base::{BusinessDate, Suf};
use thiserror::Error;

/// An error of the archive.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// A segment is not on record.
    #[error("the segment that begins with entry {first} is in no archive")]
    NotArchived {
        /// Its first entry.
        first: u64,
    },
    /// The policy keeps a segment.
    #[error("the segment that begins with entry {first} is kept until {from}")]
    TooYoung {
        /// Its first entry.
        first: u64,
        /// The first day on which it may go.
        from: BusinessDate,
    },
    /// The policy keeps a month.
    #[error("the evidence of {month} is kept until {from}")]
    EvidenceTooYoung {
        /// The month.
        month: String,
        /// The first day on which it may go.
        from: BusinessDate,
    },
    /// A start of a node needs a segment.
    #[error("a start needs the segment that begins with entry {first}: {}", snapshot(*.oldest_snapshot))]
    NotCovered {
        /// Its first entry.
        first: u64,
        /// Entry of the oldest snapshot that is kept.
        oldest_snapshot: Option<u64>,
    },
    /// There is no usable policy.
    #[error("{path} cannot be used: {text}")]
    Policy {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        text: String,
    },
    /// A record beside the journal cannot be used.
    #[error("the record of archived or erased data cannot be used: {text}")]
    Record {
        /// What is wrong.
        text: String,
    },
    /// The chain does not hold over the hole.
    #[error("the journal begins with entry {first}, and the record does not lead there")]
    Gap {
        /// The first entry that is held.
        first: u64,
    },
    /// The journal does not begin with entry 1.
    #[error("entries 1 to {last} are archived in {to}; the chain holds over them")]
    Needed {
        /// The last archived entry.
        last: u64,
        /// Where the last archived segment went.
        to: String,
    },
    /// Archived segments, or what was to be archived, are not what was written.
    #[error("{} are missing or not what was written:{}", .0.len(), list(.0))]
    Damaged(Vec<PathBuf>),
    /// There is nothing to erase.
    #[error("there is no key of {member} for {month}")]
    NoKey {
        /// Code of the member.
        member: String,
        /// The month.
        month: String,
    },
    /// The journal or a file said no.
    #[error(transparent)]
    Node(#[from] NodeError),
}

impl ArchiveError {
    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::NotArchived { .. } => suf::NOT_ARCHIVED,
            Self::TooYoung { .. } | Self::EvidenceTooYoung { .. } => suf::TOO_YOUNG,
            Self::NotCovered { .. } => suf::NOT_COVERED,
            Self::Policy { .. } => suf::RETENTION_FILE,
            Self::Record { .. } => suf::ARCHIVE_RECORD,
            Self::Gap { .. } => suf::ARCHIVE_GAP,
            Self::Needed { .. } => suf::ARCHIVE_NEEDED,
            Self::Damaged(_) => suf::ARCHIVE_DAMAGED,
            Self::NoKey { .. } => suf::NO_KEY,
            Self::Node(error) => error.suf(),
        }
    }
}

fn snapshot(oldest: Option<u64>) -> String {
    match oldest {
        Some(entry) => format!("the oldest snapshot that is kept is of entry {entry}"),
        None => "there is no snapshot that a start can use".to_owned(),
    }
}

/// Each on a line of its own.
fn list(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("\n         {}", file.display())).collect()
}
