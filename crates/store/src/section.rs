//! The evidence section of a block as it stands on the medium: a front in the clear, sealed groups
//! behind it.
//!
//! `evidence` makes sections, `evidence_reader` takes them apart: it reads the front, finds the
//! group of an item, and opens that group alone. Since format 2 the tag of a group covers the rows
//! of the item table that belong to it, so what comes out of a group needs no other check. Encoding
//! and opening only; nothing here may touch a medium.

use std::ops::Range;

use aes_gcm::{Tag, aead::AeadInOut};
use suftaja_base::width::{to_u64, to_usize};

use crate::{
    error::StoreError,
    keys::{KeyRing, Owner},
    layout::{EVIDENCE_BYTES_MAX, JournalId, Take},
};

/// The format that is written. Format 1, whose tags do not cover the item table, is read too.
pub const FORMAT: u32 = 2;
/// Received bytes of one block, in bytes.
pub(crate) const RAW_BYTES_MAX: usize = 4 * EVIDENCE_BYTES_MAX;
/// How a group is packed: not at all, or as an LZ4 block.
pub(crate) const STORED: u32 = 0;
pub(crate) const LZ4: u32 = 1;
/// Length of the head of a section, in bytes.
pub(crate) const HEAD_BYTES: usize = 16;
/// Length of the head of a group, in bytes.
pub(crate) const GROUP_BYTES: usize = 56;
/// Length of a row of the item table, in bytes.
pub(crate) const ITEM_BYTES: usize = 8;

const MAGIC: [u8; 4] = *b"SEVI";
const TAG_BYTES: usize = 16;

/// The head of a section: its format, and the numbers of its groups and items.
pub(crate) fn front_head(format: u32, [groups, items]: [u32; 2]) -> [u8; HEAD_BYTES] {
    let mut bytes = [0; HEAD_BYTES];
    let fields = [MAGIC, format.to_le_bytes(), groups.to_le_bytes(), items.to_le_bytes()];
    bytes.iter_mut().zip(fields.as_flattened()).for_each(|(to, from)| *to = *from);
    bytes
}

/// The front of a section: what stands where behind it.
pub(crate) struct Front {
    pub format: u32,
    groups: Vec<Group>,
    table: Vec<u8>,
}

struct Group {
    head: GroupHead,
    /// Its rows in the item table, in bytes.
    rows: Range<usize>,
    /// Where its sealed bytes and their tag stand, in bytes from the section's start.
    sealed: Range<u64>,
}

/// Where an item stands.
pub(crate) struct Found {
    /// Index of its group.
    pub group: usize,
    /// Its place in the group's bytes.
    pub item: Range<usize>,
}

impl Front {
    /// Length of a front by its first bytes; nothing where they are no front.
    pub fn bytes_of(bytes: &[u8]) -> Option<usize> {
        let (_, groups, items) = take_head(&mut Take(bytes))?;
        let groups = groups.checked_mul(GROUP_BYTES)?;
        HEAD_BYTES.checked_add(groups)?.checked_add(items.checked_mul(ITEM_BYTES)?)
    }

    /// The format that a section says it has.
    pub fn format_of(bytes: &[u8]) -> Option<u32> {
        take_head(&mut Take(bytes)).map(|(format, ..)| format)
    }

    /// Takes a whole front apart; nothing where it is of no known format or contradicts itself.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut take = Take(bytes);
        let (format, groups, items) = take_head(&mut take)?;
        if !(1..=FORMAT).contains(&format) {
            return None;
        }
        let mut heads = Take(take.slice(groups.checked_mul(GROUP_BYTES)?)?);
        let table = take.slice(items.checked_mul(ITEM_BYTES)?)?.to_vec();
        let (mut row, mut at) = (0_usize, to_u64(Self::bytes_of(bytes)?));
        let mut found = Vec::with_capacity(groups);
        for _ in 0..groups {
            let head = GroupHead::take(&mut heads)?;
            let rows = row..row.checked_add(to_usize(head.items).checked_mul(ITEM_BYTES)?)?;
            let sealed = at..at + u64::from(head.packed_bytes) + to_u64(TAG_BYTES);
            (row, at) = (rows.end, sealed.end);
            found.push(Group { head, rows, sealed });
        }
        (row == table.len()).then_some(Self { format, groups: found, table })
    }

    /// The item of the entry at `ordinal`, where it has one.
    pub fn find(&self, ordinal: u32) -> Option<Found> {
        self.groups.iter().enumerate().find_map(|(group, held)| {
            let mut rows = Take(self.table.get(held.rows.clone())?);
            let mut start = 0_usize;
            while let (Some(entry), Some(length)) = (rows.u32(), rows.u32()) {
                let end = start.checked_add(to_usize(length))?;
                if entry == ordinal {
                    return Some(Found { group, item: start..end });
                }
                start = end;
            }
            None
        })
    }

    /// Where a group's sealed bytes stand, in bytes from the section's start.
    pub fn sealed(&self, group: usize) -> Option<Range<u64>> {
        self.groups.get(group).map(|group| group.sealed.clone())
    }

    /// Opens a group; nothing where the bytes are not those that were sealed.
    ///
    /// # Errors
    /// `KeyDestroyed`, `KeyDamaged`.
    pub fn open(
        &self,
        group: usize,
        mut sealed: Vec<u8>,
        journal: &JournalId,
        keys: &KeyRing,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(Group { head, rows, .. }) = self.groups.get(group) else { return Ok(None) };
        let cipher = keys.opening(head.owner, head.key_id, &head.salt)?;
        let Some((_, tag)) = sealed.split_last_chunk::<TAG_BYTES>() else { return Ok(None) };
        let tag: Tag = (*tag).into();
        sealed.truncate(sealed.len() - TAG_BYTES);
        let rows = if self.format == 1 { None } else { self.table.get(rows.clone()) };
        let (nonce, aad) = (nonce_of(head.counter), head.aad(journal, rows.unwrap_or_default()));
        let bytes = sealed.as_mut_slice().into();
        if cipher.decrypt_inout_detached(&nonce.into(), &aad, bytes, &tag).is_err() {
            return Ok(None);
        }
        Ok(match head.method {
            STORED => Some(sealed),
            _ => lz4_flex::block::decompress(&sealed, to_usize(head.raw_bytes)).ok(),
        })
    }
}

/// Format, number of groups, number of items.
fn take_head(take: &mut Take<'_>) -> Option<(u32, usize, usize)> {
    let mut head = Take(take.slice(HEAD_BYTES)?);
    (head.array()? == MAGIC).then_some(())?;
    Some((head.u32()?, to_usize(head.u32()?), to_usize(head.u32()?)))
}

/// What stands in the clear about a group.
pub(crate) struct GroupHead {
    pub owner: Owner,
    pub method: u32,
    pub raw_bytes: u32,
    pub packed_bytes: u32,
    pub items: u32,
    pub key_id: [u8; 8],
    pub salt: [u8; 16],
    pub counter: u64,
}

impl GroupHead {
    /// Appends the 56 bytes.
    pub fn put(&self, out: &mut Vec<u8>) {
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

    /// The tag covers the group's head, the journal and the rows of its items, so that sealed bytes
    /// cannot be passed off as another owner's, another journal's or another entry's.
    pub fn aad(&self, journal: &JournalId, rows: &[u8]) -> Vec<u8> {
        let mut aad = Vec::with_capacity(GROUP_BYTES + journal.len() + rows.len());
        self.put(&mut aad);
        aad.extend_from_slice(journal);
        aad.extend_from_slice(rows);
        aad
    }
}

pub(crate) fn nonce_of(counter: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    if let Some(low) = nonce.first_chunk_mut() {
        *low = counter.to_le_bytes();
    }
    nonce
}
