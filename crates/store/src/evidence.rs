//! Making the evidence section of a block: received bytes, compressed and sealed by member and
//! month.
//!
//! The writer hands in the items of a block in entry order; they are gathered into groups of one
//! owner, each group is compressed and sealed, and a table in the clear says which entry's item
//! stands in which group (`section` knows how that stands on the medium). The clear part must never
//! hold anything but numbers and lengths.

use aes_gcm::aead::AeadInOut;
use lz4_flex::block::{CompressTable, compress_into_with_table, get_maximum_output_size};
use suftaja_base::width::to_usize;

use crate::{
    error::StoreError,
    keys::{KeyRing, Owner},
    layout::{EVIDENCE_BYTES_MAX, JournalId},
    section::{FORMAT, GroupHead, LZ4, RAW_BYTES_MAX, STORED, front_head, nonce_of},
};

/// Raw bytes that one group gathers at most, in bytes; a single larger item stands alone.
const GROUP_BYTES_MAX: usize = 256 * 1024;

/// Received bytes that belong to one entry. At most one item for each entry.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceItem<'a> {
    /// Place of the entry in its block, counted from 0.
    pub ordinal: u32,
    /// Whose data it is, and of which month: that key seals it.
    pub owner: Owner,
    /// The bytes as received; not empty.
    pub bytes: &'a [u8],
}

/// A block's evidence, compressed and sealed, ready for the writer.
#[derive(Clone, Debug)]
pub struct SealedEvidence {
    journal: JournalId,
    last_ordinal: Option<u32>,
    section: Vec<u8>,
}

impl SealedEvidence {
    /// Length as it will stand in the block, in bytes.
    pub fn bytes_len(&self) -> usize {
        self.section.len()
    }

    /// The same section by the rules of another format, for tests of reading it.
    #[cfg(test)]
    pub(crate) fn with_section(self, section: Vec<u8>) -> Self {
        Self { section, ..self }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.section
    }

    pub(crate) fn last_ordinal(&self) -> Option<u32> {
        self.last_ordinal
    }

    pub(crate) fn is_of(&self, journal: &JournalId) -> bool {
        self.journal == *journal
    }
}

/// Makes evidence sections; keeps its buffers between blocks. The writer has one; others may seal
/// beforehand, since a section depends on the places of its entries in their block only.
pub struct Sealer {
    keys: KeyRing,
    journal: JournalId,
    /// Places of the items of each group, as indexes into the block's items.
    groups: Vec<Group>,
    raw: Vec<u8>,
    packed: Vec<u8>,
    sealed: Vec<u8>,
    heads: Vec<u8>,
    /// The item table, group after group.
    items: Vec<u8>,
    table: CompressTable,
}

struct Group {
    owner: Owner,
    raw_bytes: usize,
    items: Vec<u32>,
}

impl Sealer {
    pub(crate) fn new(keys: KeyRing, journal: JournalId) -> Self {
        Self {
            keys,
            journal,
            groups: Vec::new(),
            raw: Vec::new(),
            packed: Vec::new(),
            sealed: Vec::new(),
            heads: Vec::new(),
            items: Vec::new(),
            table: CompressTable::large(),
        }
    }

    /// Seals the evidence of one block, in entry order.
    ///
    /// # Errors
    /// `BlockMalformed` where an item is empty, out of order or too long, and failures of the key
    /// ring.
    pub fn seal(&mut self, items: &[EvidenceItem<'_>]) -> Result<SealedEvidence, StoreError> {
        let mut section = Vec::new();
        self.seal_into(0, items, &mut section)?;
        let last_ordinal = items.last().map(|item| item.ordinal);
        Ok(SealedEvidence { journal: self.journal, last_ordinal, section })
    }

    /// Appends the section of one block to `out`; nothing when there are no items.
    pub(crate) fn seal_into(
        &mut self,
        first: u64,
        items: &[EvidenceItem<'_>],
        out: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let start = out.len();
        if items.is_empty() {
            return Ok(());
        }
        self.gather(first, items)?;
        self.heads.clear();
        self.items.clear();
        self.sealed.clear();
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            self.seal_group(group, items, first)?;
        }
        let counts = [count(groups.len(), first)?, count(items.len(), first)?];
        out.extend_from_slice(&front_head(FORMAT, counts));
        out.extend_from_slice(&self.heads);
        out.extend_from_slice(&self.items);
        out.extend_from_slice(&self.sealed);
        self.groups = groups;
        if out.len() - start > EVIDENCE_BYTES_MAX {
            return Err(malformed(first, "its sealed evidence is larger than 16 MiB"));
        }
        Ok(())
    }

    fn gather(&mut self, first: u64, items: &[EvidenceItem<'_>]) -> Result<(), StoreError> {
        self.groups.clear();
        let mut previous = None;
        let mut total = 0_usize;
        for (index, item) in items.iter().enumerate() {
            if item.bytes.is_empty() {
                return Err(malformed(first, "an item of evidence is empty"));
            }
            if previous.is_some_and(|previous| previous >= item.ordinal) {
                return Err(malformed(first, "evidence is not in the order of its entries"));
            }
            previous = Some(item.ordinal);
            total = total.saturating_add(item.bytes.len());
            let fitting = self.groups.iter_mut().rev().find(|group| group.owner == item.owner);
            let index = count(index, first)?;
            match fitting {
                Some(group) if group.raw_bytes + item.bytes.len() <= GROUP_BYTES_MAX => {
                    group.raw_bytes += item.bytes.len();
                    group.items.push(index);
                }
                _ => self.groups.push(Group {
                    owner: item.owner,
                    raw_bytes: item.bytes.len(),
                    items: vec![index],
                }),
            }
        }
        if total > RAW_BYTES_MAX {
            return Err(malformed(first, "its evidence is larger than 64 MiB"));
        }
        Ok(())
    }

    fn seal_group(
        &mut self,
        group: &Group,
        items: &[EvidenceItem<'_>],
        first: u64,
    ) -> Result<(), StoreError> {
        self.raw.clear();
        let rows = self.items.len();
        for item in group.items.iter().filter_map(|item| items.get(to_usize(*item))) {
            self.raw.extend_from_slice(item.bytes);
            self.items.extend_from_slice(&item.ordinal.to_le_bytes());
            self.items.extend_from_slice(&count(item.bytes.len(), first)?.to_le_bytes());
        }
        self.packed.resize(get_maximum_output_size(self.raw.len()), 0);
        let packed = compress_into_with_table(&self.raw, &mut self.packed, &mut self.table);
        // Bytes that do not shrink are stored as they are.
        let method = match packed {
            Ok(length) if length < self.raw.len() => {
                self.packed.truncate(length);
                LZ4
            }
            _ => {
                self.packed.clear();
                self.packed.extend_from_slice(&self.raw);
                STORED
            }
        };
        let key = self.keys.sealing(group.owner)?;
        let head = GroupHead {
            owner: group.owner,
            method,
            raw_bytes: count(self.raw.len(), first)?,
            packed_bytes: count(self.packed.len(), first)?,
            items: count(group.items.len(), first)?,
            key_id: key.key_id,
            salt: key.salt,
            counter: key.next_counter(),
        };
        let nonce = nonce_of(head.counter);
        let aad = head.aad(&self.journal, self.items.get(rows..).unwrap_or_default());
        let tag = key
            .cipher
            .encrypt_inout_detached(&nonce.into(), &aad, self.packed.as_mut_slice().into())
            .map_err(|_| malformed(first, "a group of evidence is too long to seal"))?;
        head.put(&mut self.heads);
        self.sealed.extend_from_slice(&self.packed);
        self.sealed.extend_from_slice(&tag);
        Ok(())
    }
}

fn count(length: usize, first: u64) -> Result<u32, StoreError> {
    u32::try_from(length).map_err(|_| malformed(first, "its evidence is too long"))
}

fn malformed(first: u64, reason: &'static str) -> StoreError {
    StoreError::BlockMalformed { first, reason }
}
