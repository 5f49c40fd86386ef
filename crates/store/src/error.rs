//! The one error of this crate: what went wrong, at which place, and what a person can do.
//!
//! Every variant has a code of the range 3000–3999 and so a page of its own. Texts never name a
//! library, and never quote evidence.

use std::io;

use suftaja_base::{Suf, suf::journal as codes};

/// What can go wrong in the journal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The medium refused an operation.
    #[error("{action} {file} failed: {source}. Check the disk and the rights, then start again.")]
    Medium {
        /// What was attempted, as a verb: "write".
        action: &'static str,
        /// The file's name inside the data directory.
        file: String,
        /// What the medium said.
        source: io::Error,
    },
    /// The medium is full.
    #[error("no room on the disk to {action} {file}. Free space, then start again.")]
    Full {
        /// What was attempted.
        action: &'static str,
        /// The file's name inside the data directory.
        file: String,
    },
    /// There is no journal here.
    #[error("there is no journal in this data directory. Create one with `suftaja init`.")]
    NoJournal,
    /// A journal is here already.
    #[error("this data directory holds a journal already. Choose an empty directory.")]
    JournalExists,
    /// Another process has the journal open for writing.
    #[error("another process holds this journal. Stop it, or choose another data directory.")]
    Locked,
    /// The journal was written in a format that this version does not know.
    #[error(
        "{file} has format {format}; this version reads format 1. Use the version that wrote it."
    )]
    UnknownFormat {
        /// The file's name.
        file: String,
        /// The format number found.
        format: u16,
    },
    /// Data that was acknowledged is damaged.
    #[error(
        "{file} is damaged at byte {offset}: {fault}. Entries from {first_entry} on cannot be \
         trusted. Restore the file from a copy; a person may also give them up with \
         --accept-loss-after {}",
        first_entry.saturating_sub(1)
    )]
    Rot {
        /// The file's name.
        file: String,
        /// Where in the file, in bytes.
        offset: u64,
        /// The first entry that is lost or in doubt.
        first_entry: u64,
        /// What is wrong there.
        fault: Fault,
    },
    /// A segment between two others is not there.
    #[error(
        "the segment that begins with entry {first_entry} is missing. Restore it from a copy or \
         from the archive."
    )]
    SegmentMissing {
        /// The first entry of the missing segment.
        first_entry: u64,
    },
    /// A file in the journal's directory is none of this journal's segments.
    #[error("{file} does not belong to this journal. Move it out of the directory.")]
    ForeignSegment {
        /// The file's name.
        file: String,
    },
    /// The writer has stopped after an earlier failure.
    #[error(
        "the writer stopped after a failed write. Start again: recovery finds what is durable."
    )]
    WriterStopped,
    /// A block given to the writer does not hold what it says.
    #[error("block of entries from {first}: {reason}. Nothing was written.")]
    BlockMalformed {
        /// First entry number of the block given.
        first: u64,
        /// What does not fit.
        reason: &'static str,
    },
    /// A block given to the writer does not follow the last one.
    #[error(
        "the journal expects entry {expected} next, and was given {given}. Nothing was written."
    )]
    OutOfOrder {
        /// The next entry number.
        expected: u64,
        /// The number given.
        given: u64,
    },
    /// A block does not fit a segment.
    #[error(
        "a block of {bytes} bytes does not fit a segment of {segment_bytes}. Nothing was written: \
         cut it, or set larger segments."
    )]
    BlockTooLarge {
        /// Length of the block, in bytes.
        bytes: u64,
        /// Length of a segment, in bytes.
        segment_bytes: u64,
    },
    /// An option is out of its bounds.
    #[error(
        "segments of {segment_bytes} bytes: the length must be a multiple of 4096 from 32768 to 2147483648."
    )]
    SegmentBytes {
        /// The length asked for.
        segment_bytes: u64,
    },
    /// The entry is not in the journal.
    #[error("entry {entry} is not in the journal, which holds {first} to {tail}.")]
    NoEntry {
        /// The entry asked for.
        entry: u64,
        /// First entry held.
        first: u64,
        /// Last entry held.
        tail: u64,
    },
    /// The entry was journalled without evidence.
    #[error("entry {entry} has no evidence.")]
    NoEvidence {
        /// The entry asked for.
        entry: u64,
    },
    /// The evidence's key was destroyed.
    #[error(
        "the evidence of member {member} for {month} cannot be read: its key was destroyed. That \
         is how a month is erased; only a copy of the key brings it back."
    )]
    KeyDestroyed {
        /// Number of the member.
        member: u16,
        /// Year and month, as yyyymm.
        month: u32,
    },
    /// A key file is damaged or is not the one that sealed the evidence.
    #[error("{file} is not the key that sealed this evidence. Restore it from a copy.")]
    KeyDamaged {
        /// The file's name.
        file: String,
    },
    /// The evidence does not match the digest that the chain covers.
    #[error("the evidence of entry {entry} is damaged. Restore its segment from a copy.")]
    EvidenceDamaged {
        /// The entry asked for.
        entry: u64,
    },
    /// A cut was asked for at a place where no block ends.
    #[error("the journal can be cut after entry {before} or {after}, not after {asked}.")]
    CutInsideBlock {
        /// The entry asked for.
        asked: u64,
        /// End of the block before.
        before: u64,
        /// End of the block that holds the entry.
        after: u64,
    },
    /// A snapshot is not what was written.
    #[error("{file} is damaged. The node starts from an older snapshot, or from the journal.")]
    SnapshotDamaged {
        /// The file's name.
        file: String,
    },
}

/// What is wrong with a block, in words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No readable header stands where one must.
    #[error("no readable block header stands there")]
    Header,
    /// The block belongs to another place, file or journal.
    #[error("the block that stands there belongs elsewhere")]
    Misplaced,
    /// The block does not carry the hash of the one before.
    #[error("the chain of hashes breaks")]
    Chain,
    /// The entries do not match their digest.
    #[error("the entries do not match their digest")]
    Entries,
    /// The evidence section does not match its digest.
    #[error("the evidence does not match its digest")]
    Evidence,
    /// The footer differs from the header.
    #[error("the footer differs from the header")]
    Footer,
    /// The padding is not zeros.
    #[error("the padding is not zeros")]
    Padding,
    /// The segment's own head is not readable.
    #[error("the head of the segment is not readable")]
    SegmentHead,
    /// Something stands after the end of the journal.
    #[error("something stands after the last block")]
    AfterTail,
}

impl StoreError {
    /// The stable code of the error, with its page.
    pub fn suf(&self) -> Suf {
        match self {
            Self::Medium { .. } => codes::MEDIUM_FAILED,
            Self::Full { .. } => codes::MEDIUM_FULL,
            Self::NoJournal => codes::NO_JOURNAL,
            Self::JournalExists => codes::JOURNAL_EXISTS,
            Self::Locked => codes::JOURNAL_LOCKED,
            Self::UnknownFormat { .. } => codes::JOURNAL_FORMAT_UNKNOWN,
            Self::Rot { .. } => codes::JOURNAL_ROT,
            Self::SegmentMissing { .. } => codes::SEGMENT_MISSING,
            Self::ForeignSegment { .. } => codes::SEGMENT_FOREIGN,
            Self::WriterStopped => codes::WRITER_STOPPED,
            Self::BlockMalformed { .. } => codes::BLOCK_MALFORMED,
            Self::OutOfOrder { .. } => codes::BLOCK_OUT_OF_ORDER,
            Self::BlockTooLarge { .. } => codes::BLOCK_TOO_LARGE,
            Self::SegmentBytes { .. } => codes::SEGMENT_BYTES_REFUSED,
            Self::NoEntry { .. } => codes::ENTRY_NOT_HELD,
            Self::NoEvidence { .. } => codes::NO_EVIDENCE,
            Self::KeyDestroyed { .. } => codes::EVIDENCE_KEY_DESTROYED,
            Self::KeyDamaged { .. } => codes::EVIDENCE_KEY_DAMAGED,
            Self::EvidenceDamaged { .. } => codes::EVIDENCE_DAMAGED,
            Self::CutInsideBlock { .. } => codes::CUT_INSIDE_BLOCK,
            Self::SnapshotDamaged { .. } => codes::SNAPSHOT_DAMAGED,
        }
    }

    /// Wraps what a medium said, telling a full one from a broken one.
    pub(crate) fn medium(action: &'static str, file: &str, source: io::Error) -> Self {
        let file = file.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full { action, file }
            }
            _ => Self::Medium { action, file, source },
        }
    }
}
