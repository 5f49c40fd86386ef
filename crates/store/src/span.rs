//! What of each segment is durable, for whoever copies a journal, also beside its writer.
//!
//! A journal grows at its end only, so that a segment with another behind it never changes again
//! and the last one is sound up to a place that this module tells. Must never change a byte: all
//! it asks of the medium is that what it saw is on the disk.

use crate::{
    error::StoreError,
    layout::Digest,
    reader::JournalReader,
    segment::{Segment, file_name},
};

/// The durable part of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The segment's file name: `journal/00000000000000000001.seg`.
    pub file: String,
    /// Number of the first entry that it may hold.
    pub first: u64,
    /// Number of the entry after its last.
    pub next: u64,
    /// Number of its first block.
    pub first_block: u64,
    /// Number of the block after its last.
    pub next_block: u64,
    /// Hash of the block before its first.
    pub previous: Digest,
    /// Hash of its last block, where another segment follows and so says it.
    pub hash: Option<Digest>,
    /// How much of the file counts, in bytes. Behind it zeros stand, or what is being written.
    pub end: u64,
    /// Length of the file, in bytes.
    pub bytes: u64,
}

impl Span {
    /// Whether another segment follows, so that this one never changes again.
    pub fn is_sealed(&self) -> bool {
        self.hash.is_some()
    }
}

impl JournalReader {
    /// The durable part of every segment, in order. What is told is on the disk when this returns,
    /// also where the process that wrote it was killed before its flush.
    ///
    /// # Errors
    /// What reading finds; `Medium` when the disk does not take what was written.
    pub fn spans(&self) -> Result<Vec<Span>, StoreError> {
        let segments = self.shared().segments();
        let mut spans = Vec::with_capacity(segments.len());
        for (index, segment) in segments.iter().enumerate() {
            match segments.get(index + 1) {
                Some(next) => spans.push(sealed(segment, next)),
                None => spans.extend(self.last_span(segment)?),
            }
        }
        Ok(spans)
    }

    /// The segment in use; none where no block of it is durable yet.
    fn last_span(&self, segment: &Segment) -> Result<Option<Span>, StoreError> {
        let Some(last) = segment.last_place()? else { return Ok(None) };
        let failed = |error| StoreError::medium("flush", &segment.name, error);
        segment.medium.flush().map_err(failed)?;
        let header = self.header(segment, last)?;
        Ok(Some(Span {
            next: header.next_entry(),
            next_block: header.number.saturating_add(1),
            end: last.end(),
            ..of_head(segment)
        }))
    }
}

/// A segment whose end the head of the next one tells.
fn sealed(segment: &Segment, next: &Segment) -> Span {
    Span {
        next: next.head.first,
        next_block: next.head.first_block,
        hash: Some(next.head.previous),
        end: segment.head.segment_bytes,
        ..of_head(segment)
    }
}

fn of_head(segment: &Segment) -> Span {
    let head = &segment.head;
    Span {
        file: file_name(head.first),
        first: head.first,
        next: head.first,
        first_block: head.first_block,
        next_block: head.first_block,
        previous: head.previous,
        hash: None,
        end: 0,
        bytes: head.segment_bytes,
    }
}
