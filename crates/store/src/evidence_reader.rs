//! Reading received bytes again: the front of a block's evidence, and the one group asked for.
//!
//! What a group's tag covers is handed out as it is. Wherever anything is missing or does not fit,
//! the whole section is held against its digest in the block's header first, so that damage is
//! never told as absence. Must never hand out bytes that were not checked.

use std::{ops::Range, sync::Arc};

use suftaja_base::width::to_usize;

use crate::{
    error::StoreError,
    layout::{BlockHeader, HEADER_BYTES, place},
    reader::JournalReader,
    section::{Found, Front, GROUP_BYTES, HEAD_BYTES, ITEM_BYTES},
    segment::Segment,
};

/// So many groups are read with the rest of the front at once; more take a second reading.
const GROUPS_EXPECTED: usize = 16;

/// Reads the evidence of entries one after the other, and keeps what the last one opened.
pub struct EvidenceReader {
    reader: JournalReader,
    block: Option<OpenBlock>,
}

impl EvidenceReader {
    pub(crate) fn new(reader: JournalReader) -> Self {
        Self { reader, block: None }
    }

    /// The received bytes that belong to an entry.
    ///
    /// # Errors
    /// As [`JournalReader::evidence`].
    pub fn of(&mut self, entry: u64) -> Result<Vec<u8>, StoreError> {
        let mut block = match self.block.take() {
            Some(block) if block.entries().contains(&entry) => block,
            _ => OpenBlock::read(&self.reader, entry)?,
        };
        let item = block.item(entry, &self.reader);
        self.block = Some(block);
        item
    }
}

/// The format of the evidence that stands in the block of an entry.
pub(crate) fn format(reader: &JournalReader, entry: u64) -> Result<u32, StoreError> {
    let (segment, place) = reader.place_of(entry)?;
    let header = reader.header(&segment, place)?;
    if header.evidence_bytes == 0 {
        return Err(StoreError::NoEvidence { entry });
    }
    let section = whole(&segment, &header, entry)?;
    Front::format_of(&section).ok_or(StoreError::EvidenceDamaged { entry })
}

/// A block whose front of evidence has been read.
struct OpenBlock {
    segment: Arc<Segment>,
    header: BlockHeader,
    front: Front,
    /// The group that was opened last, by its index, and its bytes.
    group: Option<(usize, Vec<u8>)>,
}

impl OpenBlock {
    /// One reading brings header, entries and, as a rule, the whole front.
    fn read(reader: &JournalReader, entry: u64) -> Result<Self, StoreError> {
        let (segment, place) = reader.place_of(entry)?;
        let at = HEADER_BYTES + to_usize(place.entries_bytes);
        let front = HEAD_BYTES + GROUPS_EXPECTED * GROUP_BYTES + to_usize(place.count) * ITEM_BYTES;
        let mut image = Vec::new();
        segment.read(&mut image, place.offset, (at + front).min(to_usize(place.bytes)))?;
        let header = BlockHeader::decode(image.get(..HEADER_BYTES).unwrap_or_default());
        let header = match header.filter(|header| reader.is_at(&segment, place, header)) {
            Some(header) => header,
            // Tells what is wrong with it.
            None => reader.header(&segment, place)?,
        };
        if header.evidence_bytes == 0 {
            return Err(StoreError::NoEvidence { entry });
        }
        let read = image.get(at..).unwrap_or_default();
        let Some(front) = whole_front(&segment, &header, read)? else {
            whole(&segment, &header, entry)?;
            return Err(StoreError::EvidenceDamaged { entry });
        };
        if front.format == 1 {
            // Its tags leave the item table to the digest of the whole.
            whole(&segment, &header, entry)?;
        }
        Ok(Self { segment, header, front, group: None })
    }

    fn entries(&self) -> Range<u64> {
        self.header.first..self.header.next_entry()
    }

    fn item(&mut self, entry: u64, reader: &JournalReader) -> Result<Vec<u8>, StoreError> {
        let ordinal = u32::try_from(entry - self.header.first).unwrap_or(u32::MAX);
        let found = self.front.find(ordinal);
        let item = match &found {
            Some(found) => self.bytes_of(found, reader),
            None => Ok(None),
        };
        if let Ok(Some(item)) = item {
            return Ok(item);
        }
        whole(&self.segment, &self.header, entry)?;
        match (item, found) {
            (Ok(_), None) => Err(StoreError::NoEvidence { entry }),
            (Ok(_), Some(_)) => Err(StoreError::EvidenceDamaged { entry }),
            (Err(error), _) => Err(error),
        }
    }

    fn bytes_of(
        &mut self,
        found: &Found,
        reader: &JournalReader,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let raw = match self.group.take() {
            Some((group, raw)) if group == found.group => raw,
            _ => match self.open(found.group, reader)? {
                Some(raw) => raw,
                None => return Ok(None),
            },
        };
        let item = raw.get(found.item.clone()).map(<[u8]>::to_vec);
        self.group = Some((found.group, raw));
        Ok(item)
    }

    fn open(&self, group: usize, reader: &JournalReader) -> Result<Option<Vec<u8>>, StoreError> {
        let end = u64::from(self.header.evidence_bytes);
        let Some(place) = self.front.sealed(group).filter(|place| place.end <= end) else {
            return Ok(None);
        };
        let length = usize::try_from(place.end - place.start).unwrap_or(usize::MAX);
        let mut sealed = Vec::new();
        let at = section_at(&self.header).saturating_add(place.start);
        self.segment.read(&mut sealed, at, length)?;
        let shared = reader.shared();
        self.front.open(group, sealed, &shared.journal, &shared.keys)
    }
}

/// The front of a block's evidence, of which a part was read; nothing where it makes no sense.
fn whole_front(
    segment: &Segment,
    header: &BlockHeader,
    read: &[u8],
) -> Result<Option<Front>, StoreError> {
    let whole = to_usize(header.evidence_bytes);
    let Some(length) = Front::bytes_of(read).filter(|length| *length <= whole) else {
        return Ok(None);
    };
    if let Some(front) = read.get(..length) {
        return Ok(Front::parse(front));
    }
    let mut front = Vec::new();
    segment.read(&mut front, section_at(header), length)?;
    Ok(Front::parse(&front))
}

/// The whole section, held against its digest.
fn whole(segment: &Segment, header: &BlockHeader, entry: u64) -> Result<Vec<u8>, StoreError> {
    let mut section = Vec::new();
    segment.read(&mut section, section_at(header), to_usize(header.evidence_bytes))?;
    if *blake3::hash(&section).as_bytes() == header.evidence_digest {
        Ok(section)
    } else {
        Err(StoreError::EvidenceDamaged { entry })
    }
}

/// Where a block's evidence begins in its segment, in bytes.
fn section_at(header: &BlockHeader) -> u64 {
    let front = place(HEADER_BYTES).saturating_add(u64::from(header.entries_bytes));
    header.offset.saturating_add(front)
}

#[cfg(test)]
mod tests {
    use aes_gcm::aead::AeadInOut;

    use super::*;
    use crate::{
        BlockInput, EvidenceItem, Home, Journal, KeyRing, Options, Owner,
        faulty::Memory,
        section::{GroupHead, STORED, front_head, nonce_of},
    };

    /// One item by the rules of format 1: its tag leaves the item table out.
    fn of_format_1(keys: &KeyRing, journal: &Journal, bytes: &[u8]) -> Vec<u8> {
        let owner = Owner { member: 1, month: 202_611 };
        let key = keys.sealing(owner).unwrap();
        let length = u32::try_from(bytes.len()).unwrap();
        let head = GroupHead {
            owner,
            method: STORED,
            raw_bytes: length,
            packed_bytes: length,
            items: 1,
            key_id: key.key_id,
            salt: key.salt,
            counter: key.next_counter(),
        };
        let (nonce, aad) = (nonce_of(head.counter), head.aad(&journal.reader.journal(), &[]));
        let mut sealed = bytes.to_vec();
        let body = sealed.as_mut_slice().into();
        let tag = key.cipher.encrypt_inout_detached(&nonce.into(), &aad, body).unwrap();
        let mut section = front_head(1, [1, 1]).to_vec();
        head.put(&mut section);
        section.extend_from_slice(&0_u32.to_le_bytes());
        section.extend_from_slice(&length.to_le_bytes());
        section.extend_from_slice(&sealed);
        section.extend_from_slice(&tag);
        section
    }

    #[test]
    fn sections_of_the_format_before_are_read_and_checked_whole() {
        let memory = Memory::new(5);
        let home: Arc<dyn Home> = Arc::new(memory.clone());
        let keys = KeyRing::new(Arc::clone(&home));
        let options = Options { segment_bytes: 1 << 20, prepare_in_background: false };
        let mut journal = Journal::create(home, keys.clone(), &options).unwrap();
        let item = EvidenceItem {
            ordinal: 0,
            owner: Owner { member: 1, month: 202_611 },
            bytes: b"in the format of today",
        };
        let sealed = journal.reader.sealer().seal(&[item]).unwrap();
        let sealed = sealed.with_section(of_format_1(&keys, &journal, b"as it was before"));
        let input = BlockInput {
            first: 1,
            count: 1,
            entries: &[1, 0, 0, 0, 0, 0, 0, 0],
            evidence: &[],
            state_entry: 0,
            state_digest: [0; 16],
        };
        journal.writer.append_sealed(&[input], &[Some(sealed)]).unwrap();
        assert_eq!(journal.reader.evidence(1).unwrap(), b"as it was before");
        assert_eq!(journal.reader.evidence_format(1).unwrap(), 1);
        // A shorter item in the table: no tag covers that, the digest of the whole does.
        let place = journal.reader.block_of(1).unwrap();
        let row = to_usize(place.header.entries_bytes) + HEADER_BYTES + HEAD_BYTES + GROUP_BYTES;
        let at = usize::try_from(place.offset).unwrap() + row + 4;
        memory.alter(&place.file, |bytes| bytes[at] -= 1);
        let found = journal.reader.evidence(1);
        assert!(matches!(found, Err(StoreError::EvidenceDamaged { entry: 1 })));
    }
}
