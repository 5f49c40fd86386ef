//! The evidence section of a block: received bytes, compressed and sealed by member and month.
//!
//! The writer hands in the items of a block in entry order; they are gathered into groups of one
//! owner, each group is compressed and sealed, and a table in the clear says which entry's item
//! stands in which group. A reader finds and opens one item again. The clear part must never hold
//! anything but numbers and lengths.

use std::ops::Range;

use aes_gcm::{Tag, aead::AeadInOut};
use lz4_flex::block::{CompressTable, compress_into_with_table, get_maximum_output_size};
use suftaja_base::width::to_usize;

use crate::{
    error::StoreError,
    keys::{KeyRing, Owner},
    layout::{EVIDENCE_BYTES_MAX, JournalId, Take},
};

/// Raw bytes that one group gathers at most, in bytes; a single larger item stands alone.
const GROUP_BYTES_MAX: usize = 256 * 1024;
/// Received bytes of one block, in bytes.
const RAW_BYTES_MAX: usize = 4 * EVIDENCE_BYTES_MAX;
const MAGIC: [u8; 4] = *b"SEVI";
const HEAD_BYTES: usize = 16;
const GROUP_BYTES: usize = 56;
const ITEM_BYTES: usize = 8;
const TAG_BYTES: usize = 16;
const STORED: u32 = 0;
const LZ4: u32 = 1;

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
        self.sealed.clear();
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            self.seal_group(group, items, first)?;
        }
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&1_u32.to_le_bytes());
        out.extend_from_slice(&count(groups.len(), first)?.to_le_bytes());
        out.extend_from_slice(&count(items.len(), first)?.to_le_bytes());
        out.extend_from_slice(&self.heads);
        for item in groups.iter().flat_map(|group| &group.items) {
            if let Some(item) = items.get(to_usize(*item)) {
                out.extend_from_slice(&item.ordinal.to_le_bytes());
                out.extend_from_slice(&count(item.bytes.len(), first)?.to_le_bytes());
            }
        }
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
        for item in group.items.iter().filter_map(|item| items.get(to_usize(*item))) {
            self.raw.extend_from_slice(item.bytes);
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
        let aad = head.aad(&self.journal);
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

/// The evidence section of one block, whose digest has been checked; a group is opened once for all
/// items that are asked for one after the other.
pub(crate) struct Opened {
    section: Vec<u8>,
    /// The group that was opened last, by its place, and its bytes.
    group: Option<(usize, Vec<u8>)>,
}

impl Opened {
    pub fn new(section: Vec<u8>) -> Self {
        Self { section, group: None }
    }

    /// The item of the entry at `ordinal`; `None` when that entry has none.
    pub fn item(
        &mut self,
        entry: u64,
        ordinal: u32,
        journal: &JournalId,
        keys: &KeyRing,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let damaged = || StoreError::EvidenceDamaged { entry };
        let Some(place) = find(&self.section, ordinal).ok_or_else(damaged)? else {
            return Ok(None);
        };
        let raw = match self.group.take() {
            Some((group, raw)) if group == place.group => raw,
            _ => open_group(&place, journal, keys)?.ok_or_else(damaged)?,
        };
        let item = raw.get(place.item.clone()).map(<[u8]>::to_vec).ok_or_else(damaged)?;
        self.group = Some((place.group, raw));
        Ok(Some(item))
    }
}

/// The bytes of a group; nothing where they are not those that were sealed.
fn open_group(
    place: &Found<'_>,
    journal: &JournalId,
    keys: &KeyRing,
) -> Result<Option<Vec<u8>>, StoreError> {
    let head = &place.head;
    let cipher = keys.opening(head.owner, head.key_id, &head.salt)?;
    let parts = place.sealed.split_at_checked(to_usize(head.packed_bytes));
    let Some((body, tag)) = parts.and_then(|(body, tag)| Some((body, tag.first_chunk()?))) else {
        return Ok(None);
    };
    let tag: &[u8; TAG_BYTES] = tag;
    let tag: Tag = (*tag).into();
    let mut packed = body.to_vec();
    let (nonce, aad) = (nonce_of(head.counter), head.aad(journal));
    let bytes = packed.as_mut_slice().into();
    if cipher.decrypt_inout_detached(&nonce.into(), &aad, bytes, &tag).is_err() {
        return Ok(None);
    }
    Ok(match head.method {
        STORED => Some(packed),
        _ => lz4_flex::block::decompress(&packed, to_usize(head.raw_bytes)).ok(),
    })
}

/// Who owns sealed data in a section, in the order of its groups; for retention and reports.
pub(crate) fn owners(section: &[u8]) -> Option<Vec<Owner>> {
    let mut take = Take(section);
    let (groups, _) = section_head(&mut take)?;
    (0..groups).map(|_| GroupHead::take(&mut take).map(|head| head.owner)).collect()
}

struct Found<'a> {
    /// Place of the group in the section.
    group: usize,
    head: GroupHead,
    sealed: &'a [u8],
    item: Range<usize>,
}

/// The outer `None` says that the section makes no sense.
#[expect(clippy::option_option, reason = "damage and absence are two answers")]
fn find(section: &[u8], ordinal: u32) -> Option<Option<Found<'_>>> {
    let mut take = Take(section);
    let (groups, items) = section_head(&mut take)?;
    let mut heads = Take(take.slice(groups.checked_mul(GROUP_BYTES)?)?);
    let mut table = Take(take.slice(items.checked_mul(ITEM_BYTES)?)?);
    for group in 0..groups {
        let head = GroupHead::take(&mut heads)?;
        let sealed = take.slice(to_usize(head.packed_bytes).checked_add(TAG_BYTES)?)?;
        let mut start = 0_usize;
        let mut found = None;
        for _ in 0..head.items {
            let (entry, length) = (table.u32()?, to_usize(table.u32()?));
            let end = start.checked_add(length)?;
            if entry == ordinal {
                found = Some(start..end);
            }
            start = end;
        }
        if let Some(item) = found {
            return Some(Some(Found { group, head, sealed, item }));
        }
    }
    Some(None)
}

fn section_head(take: &mut Take<'_>) -> Option<(usize, usize)> {
    let mut head = Take(take.slice(HEAD_BYTES)?);
    if head.array()? != MAGIC || head.u32()? != 1 {
        return None;
    }
    Some((to_usize(head.u32()?), to_usize(head.u32()?)))
}

struct GroupHead {
    owner: Owner,
    method: u32,
    raw_bytes: u32,
    packed_bytes: u32,
    items: u32,
    key_id: [u8; 8],
    salt: [u8; 16],
    counter: u64,
}

impl GroupHead {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.owner.member.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&self.owner.month.to_le_bytes());
        out.extend_from_slice(&self.method.to_le_bytes());
        out.extend_from_slice(&self.raw_bytes.to_le_bytes());
        out.extend_from_slice(&self.packed_bytes.to_le_bytes());
        out.extend_from_slice(&self.items.to_le_bytes());
        out.extend_from_slice(&self.key_id);
        out.extend_from_slice(&self.salt);
        out.extend_from_slice(&self.counter.to_le_bytes());
    }

    fn take(take: &mut Take<'_>) -> Option<Self> {
        let member = take.u16()?;
        take.array::<2>()?;
        Some(Self {
            owner: Owner { member, month: take.u32()? },
            method: take.u32().filter(|method| matches!(*method, STORED | LZ4))?,
            raw_bytes: take.u32().filter(|bytes| to_usize(*bytes) <= RAW_BYTES_MAX)?,
            packed_bytes: take.u32()?,
            items: take.u32()?,
            key_id: take.array()?,
            salt: take.array()?,
            counter: take.u64()?,
        })
    }

    /// The tag covers the group's head and the journal, so that sealed bytes cannot be passed off
    /// as another owner's or another journal's.
    fn aad(&self, journal: &JournalId) -> Vec<u8> {
        let mut aad = Vec::with_capacity(GROUP_BYTES + journal.len());
        self.put(&mut aad);
        aad.extend_from_slice(journal);
        aad
    }
}

fn nonce_of(counter: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    if let Some(low) = nonce.first_chunk_mut() {
        *low = counter.to_le_bytes();
    }
    nonce
}

fn count(length: usize, first: u64) -> Result<u32, StoreError> {
    u32::try_from(length).map_err(|_| malformed(first, "its evidence is too long"))
}

fn malformed(first: u64, reason: &'static str) -> StoreError {
    StoreError::BlockMalformed { first, reason }
}
