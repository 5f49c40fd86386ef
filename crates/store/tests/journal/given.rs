//! What the tests begin with: small segments, entries that tell their number, a home.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use suftaja_store::{
    BlockInput, Home, JournalReader, KeyRing, Options, StoreError, Writer, faulty::Memory,
};

/// Segments of 8 pages, so that a test meets many of them.
pub const OPTIONS: Options = Options { segment_bytes: 32 * 1024, prepare_in_background: false };

/// An entry that carries its seed; its length depends on it.
pub fn entry(seed: u64) -> Vec<u8> {
    let words = 2 + seed % 30;
    let mut bytes = vec![seed as u8; words as usize * 8];
    bytes[..2].copy_from_slice(&(words as u16).to_le_bytes());
    bytes[8..16].copy_from_slice(&seed.to_le_bytes());
    bytes
}

/// Appends entries as one block and returns the next number.
pub fn given(writer: &mut Writer, first: u64, entries: &[Vec<u8>]) -> Result<u64, StoreError> {
    let bytes = entries.concat();
    let block = BlockInput {
        first,
        count: entries.len() as u32,
        entries: &bytes,
        evidence: &[],
        state_entry: 0,
        state_digest: [0; 16],
    };
    writer.append(&[block]).map(|flushed| flushed.tail + 1)
}

/// Every entry from a number on.
pub fn all_entries(reader: &JournalReader, from: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut blocks = reader.blocks(from)?;
    let mut all = Vec::new();
    let mut next = None;
    while let Some(block) = blocks.advance()? {
        assert!(next.is_none_or(|next| next == block.first()), "entries follow each other");
        next = Some(block.header.next_entry());
        all.extend(
            block.entries().filter(|(number, _)| *number >= from).map(|(_, entry)| entry.to_vec()),
        );
    }
    Ok(all)
}

/// A home in memory and its keys.
pub fn memory() -> (Arc<dyn Home>, KeyRing) {
    let home: Arc<dyn Home> = Arc::new(Memory::new(1));
    (Arc::clone(&home), KeyRing::new(home))
}

/// A directory that goes when the test ends.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("suftaja-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
