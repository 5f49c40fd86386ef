//! The journal: numbered entries in blocks, a hash chain, sealed evidence, and recovery that tells
//! a torn append from rot.
//!
//! The sequencer hands in blocks of entries; one flush makes many of them durable; readers replay
//! them or open single items of evidence. The crate knows nothing of payments: an entry is bytes
//! that begin with their own length. `docs/internals/journal.md` draws the format.

pub mod conformance;
mod embedded;
mod error;
mod evidence;
mod evidence_reader;
pub mod faulty;
mod home;
mod journal;
mod keys;
mod layered;
mod layout;
mod page_buffer;
mod reader;
mod recovery;
mod section;
mod segment;
mod snapshot;
mod span;
mod spare;
mod verify;
mod writer;

pub use embedded::{Embedded, free_bytes};
pub use error::{Fault, StoreError};
pub use evidence::{EvidenceItem, SealedEvidence, Sealer};
pub use evidence_reader::EvidenceReader;
pub use home::{Guard, Home, Medium};
pub use journal::{Journal, Options, Recovery};
pub use keys::{KeyRing, Owner};
pub use layered::Layered;
pub use layout::{
    BlockHeader, Digest, ENTRIES_BYTES_MAX, EVIDENCE_BYTES_MAX, HEADER_BYTES, JournalId,
    PAGE_BYTES, SECTOR_BYTES, ZeroMap,
};
pub use reader::{Block, BlockPlace, Blocks, JournalReader, Statistics};
pub use recovery::Torn;
pub use section::FORMAT as EVIDENCE_FORMAT;
pub use snapshot::{Draft, Manifest, Piece, PieceName, Pieces, Snapshots};
pub use span::Span;
pub use verify::{Defect, Report};
pub use writer::{BlockInput, Entries, Flushed, Writer};
