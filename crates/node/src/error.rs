//! What can go wrong in a node, each with its stable code.

use crate::union::Finding;
use std::path::{Path, PathBuf};
use suftaja_base::Suf;
use suftaja_base::suf::{journal, node as suf};
use suftaja_seal::{Fault, SealError};
use suftaja_store::StoreError;
use thiserror::Error;

/// An error of the node.
#[derive(Debug, Error)]
pub enum NodeError {
    /// A file of the data directory cannot be read, understood or written.
    #[error("the file {path} cannot be used: {text}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        text: String,
    },
    /// The union file has findings.
    #[error("the union file has {} findings: {}", .0.len(), list(.0))]
    Union(Vec<Finding>),
    /// The system gives no randomness.
    #[error("the system gives no random bytes for keys and tokens")]
    Random,
    /// The system gives no thread.
    #[error("the system gives no thread; raise the limit of processes")]
    Thread,
    /// The journal refused.
    #[error("{0}")]
    Store(#[source] StoreError),
    /// The writer stopped; nothing more is accepted until the node is started again.
    #[error("the node accepts nothing more: {reason}")]
    Stopped {
        /// Why.
        reason: String,
    },
    /// What was asked cannot be applied at all, so it has no entry.
    #[error("this cannot be taken in: {code}")]
    NotNumbered {
        /// What is in the way.
        code: Suf,
    },
    /// An entry of the journal cannot be read or applied.
    #[error("entry {number} of the journal cannot be applied: {text}; see journal quarantine")]
    Poison {
        /// Which entry.
        number: u64,
        /// What is wrong with it.
        text: String,
    },
    /// Replay did not meet the digest that the journal carries.
    #[error("after entry {number} the replayed state differs from the state on record")]
    Diverged {
        /// After which entry.
        number: u64,
    },
    /// A snapshot cannot be written, or not be used.
    #[error("this snapshot cannot be used: {text}")]
    Snapshot {
        /// What is wrong with it.
        text: String,
    },
    /// The journal does not begin with its first entry, and there is no snapshot to start from.
    #[error(
        "the journal held here begins with entry {first}, and no snapshot can be used before it; \
         put the archived segments back"
    )]
    NoSnapshot {
        /// The first entry that is held.
        first: u64,
    },
    /// The credential does not allow what was asked.
    #[error("this credential may not {what}")]
    Forbidden {
        /// What was asked.
        what: &'static str,
    },
    /// The signature or certificate that came is not taken.
    #[error("{0}")]
    Unproven(Fault),
    /// The registry of keys cannot be used.
    #[error("{0}")]
    Seal(#[source] SealError),
}

/// Each on a line of its own.
fn list(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("\n  {finding}")).collect()
}

impl NodeError {
    /// A file that cannot be used.
    pub fn file(path: &Path, text: &impl std::fmt::Display) -> Self {
        Self::File { path: path.to_owned(), text: text.to_string() }
    }

    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::File { .. } => suf::FILE,
            Self::Union(_) => suf::UNION_FILE,
            Self::Random => suf::RANDOM,
            Self::Thread => suf::THREAD,
            Self::Store(error) => error.suf(),
            Self::Stopped { .. } => suf::WRITER_STOPPED,
            Self::NotNumbered { code } => *code,
            Self::Poison { .. } => suf::POISON,
            Self::Diverged { .. } => suf::DIVERGED,
            Self::Snapshot { .. } => journal::SNAPSHOT_DAMAGED,
            Self::NoSnapshot { .. } => journal::SNAPSHOT_MISSING,
            Self::Forbidden { .. } => suf::FORBIDDEN,
            Self::Unproven(fault) => fault.suf(),
            Self::Seal(error) => error.suf(),
        }
    }
}
