//! A byte buffer whose content begins on a page boundary in memory.
//!
//! Direct writes want memory that is aligned to a page. The buffer over-allocates by a
//! page and begins at the first boundary inside; it keeps its memory between uses.

use crate::layout::PAGE_BYTES;

/// Bytes that begin on a page boundary.
#[derive(Default)]
pub(crate) struct PageBuffer {
    bytes: Vec<u8>,
    /// Bytes before the boundary.
    lead: usize,
}

impl PageBuffer {
    /// Empties the buffer, with room for `total` bytes.
    pub fn clear(&mut self, total: usize) {
        self.bytes.clear();
        self.bytes.reserve(total + PAGE_BYTES);
        self.lead = self.bytes.as_ptr().align_offset(PAGE_BYTES).min(PAGE_BYTES);
        self.bytes.resize(self.lead, 0);
    }

    /// Bytes held.
    pub fn len(&self) -> usize {
        self.bytes.len() - self.lead
    }

    /// What is held.
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.get(self.lead..).unwrap_or_default()
    }

    /// What is held from a place on.
    pub fn tail_mut(&mut self, start: usize) -> &mut [u8] {
        self.bytes.get_mut(self.lead + start..).unwrap_or_default()
    }

    /// Adds bytes. The room must have been asked for.
    pub fn extend(&mut self, bytes: &[u8]) {
        assert!(
            self.bytes.len() + bytes.len() <= self.bytes.capacity(),
            "the buffer must not move"
        );
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds zeros up to a length. The room must have been asked for.
    pub fn pad(&mut self, length: usize) {
        assert!(self.lead + length <= self.bytes.capacity(), "the buffer must not move");
        self.bytes.resize(self.lead + length, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_begins_on_a_page_at_any_size() {
        let mut buffer = PageBuffer::default();
        for total in [1, 100_000, 5, 3_000_000] {
            buffer.clear(total);
            buffer.extend(&[7]);
            buffer.pad(total);
            assert_eq!((buffer.len(), buffer.as_slice()[0]), (total, 7));
            assert_eq!(buffer.as_slice().as_ptr().align_offset(PAGE_BYTES), 0);
        }
    }
}
