//! The one writer of a journal: turns blocks of entries into bytes, and one flush makes many
//! blocks durable.
//!
//! Entries come from the sequencer, already numbered. They are laid out one block after the other
//! in a buffer that is kept, written in one call and flushed once; only then do readers see them.
//! After any failure of the medium the writer has stopped for good: nobody knows what the medium
//! holds, and recovery at the next opening finds out. Must never answer before the flush.

use std::{ops::Range, sync::Arc, sync::atomic::Ordering};

use suftaja_base::width::to_u64;

use crate::{
    error::StoreError,
    evidence::{EvidenceItem, SealedEvidence, Sealer},
    home::Guard,
    layout::{
        BlockHeader, ENTRIES_BYTES_MAX, HEADER_BYTES, PAGE_BYTES, SegmentHead, block_bytes,
        hash_of, place, zero_map_of,
    },
    page_buffer::PageBuffer,
    segment::{Link, Place, Segment, Shared, file_name},
    spare::Spare,
};

/// A block's worth of entries for the writer.
#[derive(Clone, Copy, Debug)]
pub struct BlockInput<'a> {
    /// Number of the first entry: one more than the last entry before.
    pub first: u64,
    /// Number of entries, at least one.
    pub count: u32,
    /// The entries, one after the other. Each begins with its own length in words of 8 bytes, as
    /// two little-endian bytes. At most `ENTRIES_BYTES_MAX` bytes together.
    pub entries: &'a [u8],
    /// Received bytes that belong to the entries, in entry order.
    pub evidence: &'a [EvidenceItem<'a>],
    /// An entry before this block or in it, after which the state had `state_digest`; 0 for none.
    pub state_entry: u64,
    /// The engine's running digest after `state_entry`.
    pub state_digest: [u8; 16],
}

/// What an append made durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flushed {
    /// The last durable entry.
    pub tail: u64,
    /// Bytes written to the medium, padding included.
    pub bytes: u64,
}

/// The writer. There is one for each journal at a time, held by the home's lock.
pub struct Writer {
    shared: Arc<Shared>,
    segment: Arc<Segment>,
    /// Where the next block goes in the segment; 0 while the segment's head is not written.
    offset: u64,
    link: Link,
    /// Highest entry known durable.
    tail: u64,
    last_is_cover: bool,
    stopped: bool,
    sealer: Sealer,
    plans: Vec<Plan>,
    evidence: Vec<u8>,
    buffer: PageBuffer,
    places: Vec<Place>,
    /// Before the guard: the thread in it must end before the lock is given up.
    spare: Spare,
    _guard: Box<dyn Guard>,
}

/// What is known of a block before it is laid out.
struct Plan {
    bytes: usize,
    evidence: Range<usize>,
}

/// Where a writer begins.
pub(crate) struct Start {
    pub shared: Arc<Shared>,
    pub segment: Arc<Segment>,
    pub offset: u64,
    pub link: Link,
    pub last_is_cover: bool,
    pub spare: Spare,
    pub guard: Box<dyn Guard>,
}

impl Writer {
    pub(crate) fn new(start: Start) -> Self {
        let mut spare = start.spare;
        spare.prepare();
        Self {
            sealer: Sealer::new(start.shared.keys.clone(), start.shared.journal),
            tail: start.link.first.saturating_sub(1),
            shared: start.shared,
            segment: start.segment,
            offset: start.offset,
            link: start.link,
            last_is_cover: start.last_is_cover,
            stopped: false,
            plans: Vec::new(),
            evidence: Vec::new(),
            buffer: PageBuffer::default(),
            places: Vec::new(),
            spare,
            _guard: start.guard,
        }
    }

    /// The last durable entry.
    pub fn tail(&self) -> u64 {
        self.tail
    }

    /// Whether a failure has stopped the writer for good.
    pub fn has_stopped(&self) -> bool {
        self.stopped
    }

    /// Writes blocks and makes them durable: one write and one flush for all, save where a segment
    /// ends between them.
    ///
    /// # Errors
    /// `BlockMalformed`, `OutOfOrder`, `BlockTooLarge` and failures of the key ring: nothing was
    /// written and the writer goes on. `Medium`, `Full`: the writer has stopped, and whether the
    /// blocks are durable is known after the next opening. `WriterStopped`: it had stopped before.
    pub fn append(&mut self, blocks: &[BlockInput<'_>]) -> Result<Flushed, StoreError> {
        self.append_sealed(blocks, &[])
    }

    /// As `append`, with evidence that another thread has sealed beforehand: the section at the
    /// place of a block in `sealed` is that block's, which then gives no items of its own.
    ///
    /// # Errors
    /// As `append`; `BlockMalformed` also where a block has both, or a section that another
    /// journal's sealer made or that does not fit the block.
    pub fn append_sealed(
        &mut self,
        blocks: &[BlockInput<'_>],
        sealed: &[Option<SealedEvidence>],
    ) -> Result<Flushed, StoreError> {
        if self.stopped {
            return Err(StoreError::WriterStopped);
        }
        let mut plans = std::mem::take(&mut self.plans);
        let result = match self.plan(blocks, sealed, &mut plans) {
            Ok(()) => self.write(blocks, &plans).inspect_err(|_| self.stopped = true),
            Err(error) => Err(error),
        };
        self.plans = plans;
        result
    }

    /// Writes an empty block that tells recovery how far the journal is durable. For idle moments:
    /// it makes rot in the last flush certain to be noticed. Does nothing when it was done already.
    ///
    /// # Errors
    /// As `append`.
    pub fn cover(&mut self) -> Result<Flushed, StoreError> {
        if self.stopped {
            return Err(StoreError::WriterStopped);
        }
        if self.last_is_cover {
            return Ok(Flushed { tail: self.tail, bytes: 0 });
        }
        let cover = BlockInput {
            first: self.link.first,
            count: 0,
            entries: &[],
            evidence: &[],
            state_entry: 0,
            state_digest: [0; 16],
        };
        let plan = Plan { bytes: PAGE_BYTES, evidence: 0..0 };
        self.evidence.clear();
        self.write(&[cover], &[plan]).inspect_err(|_| self.stopped = true)
    }

    /// Ends a clean run with a covering block.
    ///
    /// # Errors
    /// As `append`.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.cover().map(drop)
    }

    /// Checks every block and seals its evidence; writes nothing.
    fn plan(
        &mut self,
        blocks: &[BlockInput<'_>],
        sealed: &[Option<SealedEvidence>],
        plans: &mut Vec<Plan>,
    ) -> Result<(), StoreError> {
        plans.clear();
        self.evidence.clear();
        let mut next = self.link.first;
        // Segments made from now on may have another length than the one in use.
        let segment_bytes = self.segment.medium.bytes().min(self.spare.segment_bytes());
        let sealed = sealed.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        for (block, sealed) in blocks.iter().zip(sealed) {
            if block.first != next {
                return Err(StoreError::OutOfOrder { expected: next, given: block.first });
            }
            check_entries(block)?;
            next = next
                .checked_add(u64::from(block.count))
                .ok_or_else(|| malformed(block, "entry numbers are used up"))?;
            if block.state_entry >= next {
                return Err(malformed(block, "its state digest stands after its last entry"));
            }
            let evidence = self.section(block, sealed)?;
            let bytes = block_bytes(block.entries.len(), evidence.len());
            // A page for the head, and one for a cover block that may stand first.
            if place(bytes + 2 * PAGE_BYTES) > segment_bytes {
                return Err(StoreError::BlockTooLarge { bytes: place(bytes), segment_bytes });
            }
            plans.push(Plan { bytes, evidence });
        }
        Ok(())
    }

    /// Puts a block's evidence section behind the others and returns where it stands.
    fn section(
        &mut self,
        block: &BlockInput<'_>,
        sealed: Option<&SealedEvidence>,
    ) -> Result<Range<usize>, StoreError> {
        let last = match sealed {
            Some(sealed) => sealed.last_ordinal(),
            None => block.evidence.iter().map(|item| item.ordinal).max(),
        };
        if last.is_some_and(|last| last >= block.count) {
            return Err(malformed(block, "evidence names an entry outside the block"));
        }
        let start = self.evidence.len();
        match sealed {
            None => self.sealer.seal_into(block.first, block.evidence, &mut self.evidence)?,
            Some(_) if !block.evidence.is_empty() => {
                return Err(malformed(block, "it has evidence both sealed and unsealed"));
            }
            Some(sealed) if !sealed.is_of(&self.link.journal) => {
                return Err(malformed(block, "its evidence was sealed for another journal"));
            }
            Some(sealed) => self.evidence.extend_from_slice(sealed.bytes()),
        }
        Ok(start..self.evidence.len())
    }

    fn write(&mut self, blocks: &[BlockInput<'_>], plans: &[Plan]) -> Result<Flushed, StoreError> {
        let (mut blocks, mut plans) = (blocks, plans);
        let mut written = 0;
        while !blocks.is_empty() {
            let count = fitting(plans, self.room());
            if count == 0 {
                self.roll()?;
                continue;
            }
            let (now, later) = blocks.split_at(count);
            let (now_plans, later_plans) = plans.split_at(count);
            written += self.flush(now, now_plans)?;
            (blocks, plans) = (later, later_plans);
        }
        Ok(Flushed { tail: self.tail, bytes: written })
    }

    /// Bytes that blocks may still take in the segment.
    fn room(&self) -> u64 {
        self.segment.medium.bytes().saturating_sub(self.offset.max(place(PAGE_BYTES)))
    }

    /// Begins the next segment. Everything in the one before is durable by now, and recovery
    /// relies on that.
    fn roll(&mut self) -> Result<(), StoreError> {
        let medium = self.spare.take(&file_name(self.link.first))?;
        let head = SegmentHead {
            journal: self.link.journal,
            first: self.link.first,
            first_block: self.link.number,
            segment_bytes: medium.bytes(),
            previous: self.link.previous,
        };
        self.segment = Arc::new(Segment::with_places(head, medium, Vec::new()));
        self.offset = 0;
        self.spare.prepare();
        Ok(())
    }

    /// Lays blocks out, writes them in one call, makes them durable and shows them to readers.
    fn flush(&mut self, blocks: &[BlockInput<'_>], plans: &[Plan]) -> Result<u64, StoreError> {
        let begins = self.offset == 0;
        let head_bytes = if begins { PAGE_BYTES } else { 0 };
        let total = head_bytes + plans.iter().map(|plan| plan.bytes).sum::<usize>();
        let flush_bytes = u32::try_from(total).unwrap_or(u32::MAX);
        assert!(
            place(total) <= self.segment.medium.bytes() - self.offset,
            "a flush fits its segment"
        );
        self.buffer.clear(total);
        self.places.clear();
        if begins {
            self.buffer.extend(&self.segment.head.encode());
            self.buffer.pad(PAGE_BYTES);
        }
        let mut link = self.link;
        for (block, plan) in blocks.iter().zip(plans) {
            let draft = BlockHeader {
                flush_offset: self.offset,
                flush_bytes,
                watermark: self.tail,
                durable_block: self.link.number - 1,
                segment: self.segment.head.first,
                offset: self.offset + place(self.buffer.len()),
                ..draft_of(block, &link)
            };
            let evidence = self.evidence.get(plan.evidence.clone()).unwrap_or_default();
            let (header, hash) = lay_out(&mut self.buffer, draft, block.entries, evidence);
            self.places.push(Place::of(&header));
            link = Link {
                number: header.number + 1,
                first: header.next_entry(),
                previous: hash,
                ..link
            };
        }
        assert_eq!(self.buffer.len(), total, "the blocks have their planned lengths");
        let failed = |error| StoreError::medium("write", &self.segment.name, error);
        self.segment.medium.write_at(self.buffer.as_slice(), self.offset).map_err(failed)?;
        self.segment.medium.flush().map_err(failed)?;
        self.offset += place(total);
        self.link = link;
        self.tail = link.first - 1;
        self.last_is_cover = blocks.last().is_some_and(|block| block.count == 0);
        self.segment.publish(&self.places);
        if begins {
            self.shared.push(Arc::clone(&self.segment));
        }
        self.shared.set_tail(self.tail);
        self.shared.bytes.fetch_add(place(total), Ordering::Relaxed);
        self.shared.blocks.fetch_add(to_u64(blocks.len()), Ordering::Relaxed);
        self.shared.flushes.fetch_add(1, Ordering::Relaxed);
        Ok(place(total))
    }
}

/// How many of the next blocks fit the room that is left.
fn fitting(plans: &[Plan], room: u64) -> usize {
    let mut used = 0;
    let within = |plan: &&Plan| {
        used += place(plan.bytes);
        used <= room
    };
    plans.iter().take_while(within).count()
}

fn draft_of(block: &BlockInput<'_>, link: &Link) -> BlockHeader {
    BlockHeader {
        count: block.count,
        journal: link.journal,
        number: link.number,
        first: block.first,
        state_entry: block.state_entry,
        state_digest: block.state_digest,
        previous: link.previous,
        ..BlockHeader::default()
    }
}

/// Puts one block at the end of the buffer: header, entries, evidence, padding, footer. Returns the
/// finished header and the hash that the next block carries.
fn lay_out(
    buffer: &mut PageBuffer,
    draft: BlockHeader,
    entries: &[u8],
    evidence: &[u8],
) -> (BlockHeader, [u8; 32]) {
    let start = buffer.len();
    buffer.pad(start + HEADER_BYTES);
    buffer.extend(entries);
    buffer.extend(evidence);
    buffer.pad(start + block_bytes(entries.len(), evidence.len()));
    let image = buffer.tail_mut(start);
    // Both lengths are within their limits, which are far below 32 bits.
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let header = BlockHeader {
        entries_bytes: length(entries),
        evidence_bytes: length(evidence),
        entries_crc: crc32c::crc32c(entries),
        evidence_crc: crc32c::crc32c(evidence),
        entries_digest: *blake3::hash(entries).as_bytes(),
        evidence_digest: *blake3::hash(evidence).as_bytes(),
        zero_map: zero_map_of(image),
        ..draft
    };
    let encoded = header.encode();
    let hash = hash_of(&encoded);
    if let Some(head) = image.first_chunk_mut() {
        *head = encoded;
    }
    if let Some(foot) = image.last_chunk_mut() {
        *foot = encoded;
    }
    (header, hash)
}

/// The lengths that the entries state must add up, and nothing else is known of them here.
fn check_entries(block: &BlockInput<'_>) -> Result<(), StoreError> {
    if block.count == 0 {
        return Err(malformed(block, "it holds no entries"));
    }
    if block.entries.len() > ENTRIES_BYTES_MAX {
        return Err(malformed(block, "its entries are longer than 130432 bytes"));
    }
    let mut entries = Entries::of(block.entries);
    let count = entries.by_ref().count();
    if !entries.rest().is_empty() {
        return Err(malformed(block, "the lengths of its entries do not add up"));
    }
    if to_u64(count) != u64::from(block.count) {
        return Err(malformed(block, "it does not hold as many entries as it says"));
    }
    Ok(())
}

fn malformed(block: &BlockInput<'_>, reason: &'static str) -> StoreError {
    StoreError::BlockMalformed { first: block.first, reason }
}

/// The entries of a block, one after the other.
#[derive(Clone, Debug)]
pub struct Entries<'a>(&'a [u8]);

impl<'a> Entries<'a> {
    /// Cuts a block's entries apart.
    pub fn of(entries: &'a [u8]) -> Self {
        Self(entries)
    }

    /// What is left; not empty at the end when the lengths do not add up.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let words = u16::from_le_bytes(*self.0.first_chunk()?);
        if words == 0 {
            return None;
        }
        let (entry, rest) = self.0.split_at_checked(usize::from(words) * 8)?;
        self.0 = rest;
        Some(entry)
    }
}
