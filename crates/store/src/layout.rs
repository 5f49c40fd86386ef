//! The bytes of a segment's head and of a block's header, exactly as they stand on the medium.
//!
//! Encoding and decoding only: the writer fills these structures, recovery and readers take them
//! apart again. `docs/internals/journal.md` draws every field. Nothing here may touch a medium, and
//! no field may change its place within a format number.

use suftaja_base::width::{to_u64, to_usize};

/// Blocks start on this boundary and are padded to it, in bytes.
pub const PAGE_BYTES: usize = 4096;
/// What a medium writes whole or not at all, in bytes: the unit in which a tear is judged.
pub const SECTOR_BYTES: usize = 512;
/// Length of a block's header, and of its footer, in bytes. Fits one sector, so it never tears.
pub const HEADER_BYTES: usize = 320;
/// Entries of one block, in bytes: with header and footer they fill 128 KiB exactly.
pub const ENTRIES_BYTES_MAX: usize = 128 * 1024 - 2 * HEADER_BYTES;
/// Sealed evidence of one block, in bytes.
pub const EVIDENCE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The one format that this code writes and reads.
pub const FORMAT: u16 = 1;

const BLOCK_MAGIC: [u8; 8] = *b"SUFBLOCK";
const SEGMENT_MAGIC: [u8; 8] = *b"SUFSEGMT";
const SEGMENT_HEAD_BYTES: usize = SECTOR_BYTES;

/// A BLAKE3 hash.
pub type Digest = [u8; 32];
/// Sixteen random bytes that tell this journal from every other.
pub type JournalId = [u8; 16];
/// One bit for each of the first 256 sectors of a block: set when the sector was written as zeros.
pub type ZeroMap = [u8; 32];

/// Everything a block says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BlockHeader {
    /// Number of entries; none in a cover block, which only carries the watermark.
    pub count: u32,
    /// The journal this block belongs to.
    pub journal: JournalId,
    /// Number of the block, counted from 1.
    pub number: u64,
    /// Number of the first entry; of the next one where the block holds none.
    pub first: u64,
    /// Highest entry known durable when the block was written.
    pub watermark: u64,
    /// Highest block known durable when this one was written; the flush began with the next.
    pub durable_block: u64,
    /// Name of the segment the block was written to (its first entry number).
    pub segment: u64,
    /// Place in the segment, in bytes.
    pub offset: u64,
    /// Where the flush that wrote this block began in the segment, in bytes.
    pub flush_offset: u64,
    /// Length of that flush, in bytes.
    pub flush_bytes: u32,
    /// Length of the entries, in bytes.
    pub entries_bytes: u32,
    /// Length of the evidence section, in bytes; zero when there is none.
    pub evidence_bytes: u32,
    /// CRC32C of the entries.
    pub entries_crc: u32,
    /// CRC32C of the evidence section.
    pub evidence_crc: u32,
    /// Entry after which the state had `state_digest`.
    pub state_entry: u64,
    /// The engine's running digest after `state_entry`.
    pub state_digest: [u8; 16],
    /// Hash of the block before this one; zeros for the first.
    pub previous: Digest,
    /// BLAKE3 of the entries.
    pub entries_digest: Digest,
    /// BLAKE3 of the evidence section.
    pub evidence_digest: Digest,
    /// Which sectors were written as zeros, so that a missing one can be told from an empty one.
    pub zero_map: ZeroMap,
}

impl BlockHeader {
    /// The 320 bytes of the header, CRC included.
    pub fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        let mut fill = Fill(&mut bytes);
        fill.put(&BLOCK_MAGIC);
        fill.put(&FORMAT.to_le_bytes());
        fill.put(&[0; 2]);
        fill.put(&self.count.to_le_bytes());
        fill.put(&self.journal);
        fill.put(&self.number.to_le_bytes());
        fill.put(&self.first.to_le_bytes());
        fill.put(&self.watermark.to_le_bytes());
        fill.put(&self.durable_block.to_le_bytes());
        fill.put(&self.segment.to_le_bytes());
        fill.put(&self.offset.to_le_bytes());
        fill.put(&self.flush_offset.to_le_bytes());
        fill.put(&self.flush_bytes.to_le_bytes());
        fill.put(&self.entries_bytes.to_le_bytes());
        fill.put(&self.evidence_bytes.to_le_bytes());
        fill.put(&self.entries_crc.to_le_bytes());
        fill.put(&self.evidence_crc.to_le_bytes());
        fill.put(&[0; 4]);
        fill.put(&self.state_entry.to_le_bytes());
        fill.put(&self.state_digest);
        fill.put(&self.previous);
        fill.put(&self.entries_digest);
        fill.put(&self.evidence_digest);
        fill.put(&self.zero_map);
        seal_crc(&mut bytes);
        bytes
    }

    /// Reads a header; `None` when the bytes are not a whole, undamaged header of this format.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = checked_crc::<HEADER_BYTES>(bytes)?;
        let mut take = Take(bytes);
        if take.array()? != BLOCK_MAGIC || take.u16()? != FORMAT || take.array()? != [0; 2] {
            return None;
        }
        let header = Self {
            count: take.u32()?,
            journal: take.array()?,
            number: take.u64()?,
            first: take.u64()?,
            watermark: take.u64()?,
            durable_block: take.u64()?,
            segment: take.u64()?,
            offset: take.u64()?,
            flush_offset: take.u64()?,
            flush_bytes: take.u32()?,
            entries_bytes: take.u32()?,
            evidence_bytes: take.u32()?,
            entries_crc: take.u32()?,
            evidence_crc: take.u32()?,
            state_entry: take.after_reserved()?,
            state_digest: take.array()?,
            previous: take.array()?,
            entries_digest: take.array()?,
            evidence_digest: take.array()?,
            zero_map: take.array()?,
        };
        header.is_sound().then_some(header)
    }

    /// The format number of bytes that carry a block's magic, whatever else they hold.
    pub fn format_of(bytes: &[u8]) -> Option<u16> {
        let mut take = Take(bytes);
        (take.array()? == BLOCK_MAGIC).then(|| take.u16()).flatten()
    }

    /// Length of the whole block on the medium, padding and footer included, in bytes.
    pub fn block_bytes(&self) -> usize {
        block_bytes(to_usize(self.entries_bytes), to_usize(self.evidence_bytes))
    }

    /// Hash of the block in the chain: over the header without its CRC, and so, through the
    /// digests in it, over entries and evidence.
    pub fn hash(&self) -> Digest {
        hash_of(&self.encode())
    }

    /// Number of the entry after this block's last.
    pub fn next_entry(&self) -> u64 {
        self.first.saturating_add(u64::from(self.count))
    }

    /// Lengths within the limits, so that a hostile header cannot ask for the moon.
    fn is_sound(&self) -> bool {
        to_usize(self.entries_bytes) <= ENTRIES_BYTES_MAX
            && to_usize(self.evidence_bytes) <= EVIDENCE_BYTES_MAX
            && self.entries_bytes.is_multiple_of(8)
            && self.count <= self.entries_bytes / 8
            && (self.count == 0) == (self.entries_bytes == 0)
            && self.first.checked_add(u64::from(self.count)).is_some()
    }
}

/// Chain hash of an encoded header: everything but the CRC at its end.
pub fn hash_of(header: &[u8; HEADER_BYTES]) -> Digest {
    let (covered, _) = header.split_at(HEADER_BYTES - 4);
    *blake3::hash(covered).as_bytes()
}

/// Length on the medium of a block with these lengths, in bytes.
pub fn block_bytes(entries_bytes: usize, evidence_bytes: usize) -> usize {
    (2 * HEADER_BYTES + entries_bytes + evidence_bytes).next_multiple_of(PAGE_BYTES)
}

/// The first sector of a segment; the rest of its first page is zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentHead {
    /// The journal the segment belongs to.
    pub journal: JournalId,
    /// Number of the first entry that the segment may hold; also its file name.
    pub first: u64,
    /// Number of the first block in the segment.
    pub first_block: u64,
    /// Length of the whole segment, in bytes: a file that was cut short is noticed.
    pub segment_bytes: u64,
    /// Hash of the last block of the segment before.
    pub previous: Digest,
}

impl SegmentHead {
    /// The sector, CRC included.
    pub fn encode(&self) -> [u8; SEGMENT_HEAD_BYTES] {
        let mut bytes = [0; SEGMENT_HEAD_BYTES];
        let mut fill = Fill(&mut bytes);
        fill.put(&SEGMENT_MAGIC);
        fill.put(&FORMAT.to_le_bytes());
        fill.put(&[0; 6]);
        fill.put(&self.journal);
        fill.put(&self.first.to_le_bytes());
        fill.put(&self.first_block.to_le_bytes());
        fill.put(&self.segment_bytes.to_le_bytes());
        fill.put(&self.previous);
        seal_crc(&mut bytes);
        bytes
    }

    /// Reads the sector; `None` when it is not a whole, undamaged head of this format.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = checked_crc::<SEGMENT_HEAD_BYTES>(bytes)?;
        let mut take = Take(bytes);
        if take.array()? != SEGMENT_MAGIC || take.u16()? != FORMAT || take.array()? != [0; 6] {
            return None;
        }
        Some(Self {
            journal: take.array()?,
            first: take.u64()?,
            first_block: take.u64()?,
            segment_bytes: take.u64()?,
            previous: take.array()?,
        })
    }

    /// The format number of bytes that carry a segment's magic, whatever else they hold.
    pub fn format_of(bytes: &[u8]) -> Option<u16> {
        let mut take = Take(bytes);
        (take.array()? == SEGMENT_MAGIC).then(|| take.u16()).flatten()
    }
}

/// Marks the sectors of a block's image that hold nothing but zeros. The first and the last
/// sector hold header and footer and are never marked.
pub fn zero_map_of(image: &[u8]) -> ZeroMap {
    let mut map = ZeroMap::default();
    let last = (image.len() / SECTOR_BYTES).saturating_sub(1);
    for (index, sector) in image.chunks(SECTOR_BYTES).enumerate().take(256.min(last)).skip(1) {
        if is_zero(sector)
            && let Some(byte) = map.get_mut(index / 8)
        {
            *byte |= 1 << (index % 8);
        }
    }
    map
}

/// Whether a sector that was not written as zeros is zeros in this image: a write that never
/// arrived. `image` is the block as it stands on the medium.
pub fn misses_sector(header: &BlockHeader, image: &[u8]) -> bool {
    let body_end = HEADER_BYTES + to_usize(header.entries_bytes) + to_usize(header.evidence_bytes);
    let last = (image.len() / SECTOR_BYTES).saturating_sub(1);
    image.chunks(SECTOR_BYTES).enumerate().any(|(index, sector)| {
        let written_as_zeros = match header.zero_map.get(index / 8) {
            Some(byte) => byte & (1 << (index % 8)) != 0,
            None => index != last && index * SECTOR_BYTES >= body_end,
        };
        !written_as_zeros && is_zero(sector)
    })
}

/// Whether every byte is zero.
pub fn is_zero(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<16>();
    words.iter().all(|word| u128::from_ne_bytes(*word) == 0) && rest.iter().all(|byte| *byte == 0)
}

/// A length or place in memory as a place on the medium.
pub fn place(bytes: usize) -> u64 {
    to_u64(bytes)
}

fn seal_crc<const N: usize>(bytes: &mut [u8; N]) {
    let (covered, crc) = bytes.split_at_mut(N - 4);
    crc.copy_from_slice(&crc32c::crc32c(covered).to_le_bytes());
}

fn checked_crc<const N: usize>(bytes: &[u8]) -> Option<&[u8]> {
    let (covered, crc) = bytes.get(..N)?.split_at(N - 4);
    (crc32c::crc32c(covered).to_le_bytes() == crc).then_some(covered)
}

/// Takes fixed fields off the front of bytes.
pub struct Take<'a>(pub &'a [u8]);

impl<'a> Take<'a> {
    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    /// The next `bytes` bytes, by reference.
    pub fn slice(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(head)
    }

    /// A number that stands after four reserved bytes, which are zeros in format 1.
    fn after_reserved(&mut self) -> Option<u64> {
        self.array::<4>().filter(|reserved| *reserved == [0; 4])?;
        self.u64()
    }

    /// The next two bytes as a little-endian number.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// The next four bytes as a little-endian number.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// The next eight bytes as a little-endian number.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

/// Puts fixed fields one after the other into bytes that are long enough by construction.
struct Fill<'a>(&'a mut [u8]);

impl Fill<'_> {
    fn put(&mut self, field: &[u8]) {
        let (head, rest) = std::mem::take(&mut self.0).split_at_mut(field.len());
        head.copy_from_slice(field);
        self.0 = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> BlockHeader {
        BlockHeader {
            count: 2,
            journal: [7; 16],
            number: 5,
            first: 41,
            entries_bytes: 32,
            zero_map: [3; 32],
            state_digest: [9; 16],
            ..BlockHeader::default()
        }
    }

    #[test]
    fn a_header_reads_back_equal() {
        let encoded = header().encode();
        assert_eq!(BlockHeader::decode(&encoded), Some(header()));
        let head = SegmentHead {
            journal: [1; 16],
            first: 9,
            first_block: 4,
            segment_bytes: 65_536,
            previous: [8; 32],
        };
        assert_eq!(SegmentHead::decode(&head.encode()), Some(head));
    }

    #[test]
    fn every_flipped_bit_of_a_header_is_noticed() {
        let encoded = header().encode();
        for bit in 0..HEADER_BYTES * 8 {
            let mut damaged = encoded;
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(BlockHeader::decode(&damaged), None, "bit {bit}");
        }
    }

    #[test]
    fn the_chain_hash_covers_every_field_but_the_crc() {
        let encoded = header().encode();
        for byte in 0..HEADER_BYTES - 4 {
            let mut other = encoded;
            other[byte] ^= 0x10;
            assert_ne!(hash_of(&other), hash_of(&encoded), "byte {byte}");
        }
    }

    #[test]
    fn a_full_block_of_entries_fills_128_kib() {
        assert_eq!(block_bytes(ENTRIES_BYTES_MAX, 0), 128 * 1024);
        assert_eq!(block_bytes(0, 0), PAGE_BYTES);
    }

    #[test]
    fn a_sector_written_as_zeros_is_not_missing_and_any_other_is() {
        let mut image = vec![1; 4 * PAGE_BYTES];
        image[3 * SECTOR_BYTES..4 * SECTOR_BYTES].fill(0);
        let header = BlockHeader {
            entries_bytes: 15_000,
            zero_map: zero_map_of(&image),
            ..BlockHeader::default()
        };
        assert!(!misses_sector(&header, &image));
        for sector in (0..32).filter(|sector| *sector != 3) {
            let mut torn = image.clone();
            torn[sector * SECTOR_BYTES..(sector + 1) * SECTOR_BYTES].fill(0);
            assert!(misses_sector(&header, &torn), "sector {sector}");
        }
    }
}
