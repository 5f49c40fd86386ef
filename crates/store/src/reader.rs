//! Reading a journal while it is written: blocks in order for replay, single items of evidence.
//!
//! Readers see only what a flush has made durable. Every block that leaves here has been checked:
//! its place, its link in the chain and the digest of its entries. Must never write, and never hand
//! out bytes that were not checked.

use std::sync::{Arc, atomic::Ordering};

use crate::{
    error::{Fault, StoreError},
    evidence::Sealer,
    evidence_reader::{self, EvidenceReader},
    layout::{BlockHeader, Digest, JournalId},
    segment::{Link, Place, Segment, Shared, check_entries},
    writer::Entries,
};

/// How much is read at once in a sequential pass, in bytes.
const READ_BYTES: u64 = 1024 * 1024;
/// Header and entries of a block take at most this many bytes.
const FRONT_BYTES: u64 = 128 * 1024;

/// Reads one journal. Clones are cheap and read side by side, also while the writer writes.
#[derive(Clone)]
pub struct JournalReader {
    shared: Arc<Shared>,
}

/// What the journal has done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Bytes written, padding included.
    pub bytes: u64,
    /// Blocks written.
    pub blocks: u64,
    /// Flushes.
    pub flushes: u64,
    /// Segments held.
    pub segments: u64,
}

/// Where a block stands, and what its header says.
#[derive(Clone, Debug)]
pub struct BlockPlace {
    /// The segment's file name.
    pub file: String,
    /// Where in the file, in bytes.
    pub offset: u64,
    /// The block's header.
    pub header: BlockHeader,
}

impl JournalReader {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The journal's own identifier.
    pub fn journal(&self) -> JournalId {
        self.shared.journal
    }

    /// Number of the first entry that is held, or would be.
    pub fn first(&self) -> u64 {
        self.shared.first().map_or(1, |segment| segment.head.first)
    }

    /// Number of the last durable entry; one less than `first` when there is none.
    pub fn tail(&self) -> u64 {
        self.shared.tail()
    }

    /// Seals evidence for this journal beside the writer, on a thread of its own.
    pub fn sealer(&self) -> Sealer {
        Sealer::new(self.shared.keys.clone(), self.shared.journal)
    }

    /// Counters since the journal was opened.
    pub fn statistics(&self) -> Statistics {
        Statistics {
            bytes: self.shared.bytes.load(Ordering::Relaxed),
            blocks: self.shared.blocks.load(Ordering::Relaxed),
            flushes: self.shared.flushes.load(Ordering::Relaxed),
            segments: suftaja_base::width::to_u64(self.shared.segments().len()),
        }
    }

    /// Reads blocks in order, from the one that holds `from`. `tail() + 1` waits for what comes.
    ///
    /// # Errors
    /// `NoEntry` when `from` is not held, or what reading finds.
    pub fn blocks(&self, from: u64) -> Result<Blocks, StoreError> {
        let tail = self.tail();
        if from == tail.saturating_add(1) {
            return self.blocks_after_tail(from);
        }
        let (segment, next, index, _) = self.find(from)?;
        let link = match index.checked_sub(1) {
            None => Link::of_head(&segment.head),
            Some(before) => {
                let before = segment.place(before, next.as_deref())?;
                self.link_after(&segment, before)?
            }
        };
        Ok(Blocks::new(Arc::clone(&self.shared), segment, index, link))
    }

    /// The block that holds an entry.
    ///
    /// # Errors
    /// `NoEntry`, or what reading finds.
    pub fn block_of(&self, entry: u64) -> Result<BlockPlace, StoreError> {
        let (segment, place) = self.place_of(entry)?;
        let header = self.header(&segment, place)?;
        Ok(BlockPlace { file: segment.name.clone(), offset: header.offset, header })
    }

    /// The received bytes that belong to an entry.
    ///
    /// # Errors
    /// `NoEntry`, `NoEvidence`, `KeyDestroyed` when they were erased, `EvidenceDamaged`, or what
    /// reading finds.
    pub fn evidence(&self, entry: u64) -> Result<Vec<u8>, StoreError> {
        self.evidence_of_many().of(entry)
    }

    /// A reader of the evidence of many entries: what lies side by side is read and opened once.
    pub fn evidence_of_many(&self) -> EvidenceReader {
        EvidenceReader::new(self.clone())
    }

    /// The format of the evidence in the block that holds an entry.
    ///
    /// # Errors
    /// As `evidence`.
    pub fn evidence_format(&self, entry: u64) -> Result<u32, StoreError> {
        evidence_reader::format(self, entry)
    }

    /// The segment and the place of the block that holds an entry.
    pub(crate) fn place_of(&self, entry: u64) -> Result<(Arc<Segment>, Place), StoreError> {
        let (segment, _, _, place) = self.find(entry)?;
        Ok((segment, place))
    }

    /// The header at a place that was published, which must still say the same.
    pub(crate) fn header(
        &self,
        segment: &Segment,
        place: Place,
    ) -> Result<BlockHeader, StoreError> {
        let header = segment
            .header_at(place.offset)?
            .ok_or_else(|| segment.rot(place.offset, place.first, Fault::Header))?;
        if self.is_at(segment, place, &header) {
            Ok(header)
        } else {
            Err(segment.rot(place.offset, place.first, Fault::Misplaced))
        }
    }

    /// Whether a header says what was published of its place.
    pub(crate) fn is_at(&self, segment: &Segment, place: Place, header: &BlockHeader) -> bool {
        header.journal == self.shared.journal
            && header.segment == segment.head.first
            && Place::of(header) == place
    }

    fn link_after(&self, segment: &Segment, place: Option<Place>) -> Result<Link, StoreError> {
        match place {
            Some(place) => Ok(Link::after(&self.header(segment, place)?)),
            None => Ok(Link::of_head(&segment.head)),
        }
    }

    fn find(&self, entry: u64) -> Result<Found, StoreError> {
        let missing = || StoreError::NoEntry { entry, first: self.first(), tail: self.tail() };
        let (segment, next) = self.shared.segment_of(entry).ok_or_else(missing)?;
        let (index, place) = segment.place_of(entry, next.as_deref())?.ok_or_else(missing)?;
        Ok((segment, next, index, place))
    }

    /// A pass that begins where the journal ends now.
    fn blocks_after_tail(&self, from: u64) -> Result<Blocks, StoreError> {
        let missing =
            || StoreError::NoEntry { entry: from, first: self.first(), tail: self.tail() };
        let segment = self.shared.segments().pop().ok_or_else(missing)?;
        let mut index = 0;
        let mut last = None;
        while let Some(place) = segment.place(index, None)?
            && place.first.saturating_add(u64::from(place.count)) <= from
        {
            last = Some(place);
            index += 1;
        }
        let link = self.link_after(&segment, last)?;
        Ok(Blocks::new(Arc::clone(&self.shared), segment, index, link))
    }
}

type Found = (Arc<Segment>, Option<Arc<Segment>>, usize, Place);

/// A pass over blocks in order. At the end it waits: a later call finds what was appended since.
pub struct Blocks {
    shared: Arc<Shared>,
    segment: Arc<Segment>,
    /// Index of the next block in the segment.
    index: usize,
    link: Link,
    /// Bytes of the segment from `window_at` on.
    window: Vec<u8>,
    window_at: u64,
}

impl Blocks {
    fn new(shared: Arc<Shared>, segment: Arc<Segment>, index: usize, link: Link) -> Self {
        Self { shared, segment, index, link, window: Vec::new(), window_at: 0 }
    }

    /// The next block with entries, checked; `None` at the durable end.
    ///
    /// # Errors
    /// `Rot` where a block is damaged, `SegmentMissing` where one is gone, `Medium`.
    pub fn advance(&mut self) -> Result<Option<Block<'_>>, StoreError> {
        let header = loop {
            let next = self.shared.after(self.segment.head.first);
            let Some(place) = self.segment.place(self.index, next.as_deref())? else {
                match next {
                    Some(next) => self.enter(next)?,
                    None => return Ok(None),
                }
                continue;
            };
            let header = self.read(place, next.as_deref())?;
            self.link = Link::after(&header);
            self.index += 1;
            if header.count > 0 {
                break header;
            }
        };
        let start = usize::try_from(header.offset - self.window_at).unwrap_or(usize::MAX);
        let image = self.window.get(start..).unwrap_or_default();
        let entries = check_entries(&header, image)
            .map_err(|fault| self.segment.rot(header.offset, header.first, fault))?;
        Ok(Some(Block { header, entries }))
    }

    /// Goes on in the next segment, which must follow the last block of this one.
    fn enter(&mut self, next: Arc<Segment>) -> Result<(), StoreError> {
        if next.head.first != self.link.first {
            return Err(StoreError::SegmentMissing { first_entry: self.link.first });
        }
        let head = Link::of_head(&next.head);
        if head.previous != self.link.previous || head.number != self.link.number {
            return Err(next.rot(0, self.link.first, Fault::Chain));
        }
        self.shared.leave(self.segment.head.first);
        self.segment = next;
        self.index = 0;
        self.window.clear();
        Ok(())
    }

    /// Brings a block's header and entries into the window and checks the header.
    fn read(&mut self, place: Place, next: Option<&Segment>) -> Result<BlockHeader, StoreError> {
        let front = u64::from(place.bytes).min(FRONT_BYTES);
        let held_end = self.window_at + crate::layout::place(self.window.len());
        let held = place.offset >= self.window_at && place.offset + front <= held_end;
        if !held {
            // Far reading pays where blocks stand close; past much evidence it would only waste.
            let ahead = if u64::from(place.bytes) > 2 * FRONT_BYTES { front } else { READ_BYTES };
            let ahead = ahead.min(self.segment.end(next)?.saturating_sub(place.offset));
            let length = usize::try_from(ahead).unwrap_or(usize::MAX);
            self.segment.read(&mut self.window, place.offset, length)?;
            self.window_at = place.offset;
        }
        let start = usize::try_from(place.offset - self.window_at).unwrap_or(usize::MAX);
        let rot = |fault| self.segment.rot(place.offset, place.first, fault);
        let header = self.window.get(start..).and_then(BlockHeader::decode);
        let header = header.ok_or_else(|| rot(Fault::Header))?;
        self.link.admit(&header, self.segment.head.first, place.offset).map_err(rot)?;
        Ok(header)
    }
}

/// One checked block.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    /// What the block says of itself.
    pub header: BlockHeader,
    entries: &'a [u8],
}

impl<'a> Block<'a> {
    /// Number of the first entry.
    pub fn first(&self) -> u64 {
        self.header.first
    }

    /// All entries, one after the other.
    pub fn bytes(&self) -> &'a [u8] {
        self.entries
    }

    /// The entries with their numbers.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &'a [u8])> + use<'a> {
        (self.header.first..).zip(Entries::of(self.entries))
    }

    /// The block's hash in the chain.
    pub fn hash(&self) -> Digest {
        self.header.hash()
    }
}
