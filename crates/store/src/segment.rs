//! Segments and the places of blocks in them, shared between the writer and its readers.
//!
//! The writer publishes a block's place only after the flush that made it durable, so a reader can
//! see nothing else. Places of older segments are found on first use by walking headers. Also here:
//! what one block must look like to follow another (`Link`). Must never change a byte on a medium.

use std::{
    io::ErrorKind,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use suftaja_base::width::{to_u64, to_usize};

use crate::{
    error::{Fault, StoreError},
    home::{Home, Medium},
    keys::KeyRing,
    layout::{
        BlockHeader, Digest, HEADER_BYTES, JournalId, PAGE_BYTES, SegmentHead, hash_of, place,
    },
};

/// Segments whose places are kept in memory in any case, counted from the end.
const RECENT_SEGMENTS: usize = 16;
pub(crate) const DIRECTORY: &str = "journal";
pub(crate) const SUFFIX: &str = ".seg";

/// What the next block must carry to follow the last one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub journal: JournalId,
    pub number: u64,
    pub first: u64,
    pub previous: Digest,
}

impl Link {
    /// The link that a segment's first block must meet.
    pub fn of_head(head: &SegmentHead) -> Self {
        Self {
            journal: head.journal,
            number: head.first_block,
            first: head.first,
            previous: head.previous,
        }
    }

    /// The link that the block after this one must meet.
    pub fn after(header: &BlockHeader) -> Self {
        Self {
            journal: header.journal,
            number: header.number.saturating_add(1),
            first: header.next_entry(),
            previous: hash_of(&header.encode()),
        }
    }

    /// Whether the header stands at its own place and follows.
    pub fn admit(&self, header: &BlockHeader, segment: u64, offset: u64) -> Result<(), Fault> {
        if header.journal != self.journal || header.segment != segment || header.offset != offset {
            return Err(Fault::Misplaced);
        }
        let follows = header.number == self.number
            && header.first == self.first
            && header.previous == self.previous
            && header.watermark < header.first
            && header.durable_block < header.number;
        if follows { Ok(()) } else { Err(Fault::Chain) }
    }
}

/// How much of a block's image is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Entries, footer and the quick check of the evidence.
    Recovery,
    /// Everything, padding and the evidence's digest too.
    Whole,
}

/// Checks a block's image behind its header.
pub(crate) fn check_image(header: &BlockHeader, image: &[u8], depth: Depth) -> Result<(), Fault> {
    check_entries(header, image)?;
    let (_, body) = image.split_at_checked(HEADER_BYTES).ok_or(Fault::Header)?;
    let (_, rest) = body.split_at_checked(to_usize(header.entries_bytes)).ok_or(Fault::Entries)?;
    let (evidence, rest) =
        rest.split_at_checked(to_usize(header.evidence_bytes)).ok_or(Fault::Evidence)?;
    let (padding, footer) = rest.split_last_chunk::<HEADER_BYTES>().ok_or(Fault::Footer)?;
    let sound = match depth {
        Depth::Recovery => crc32c::crc32c(evidence) == header.evidence_crc,
        Depth::Whole => *blake3::hash(evidence).as_bytes() == header.evidence_digest,
    };
    if !sound {
        return Err(Fault::Evidence);
    }
    if *footer != header.encode() {
        return Err(Fault::Footer);
    }
    if depth == Depth::Whole && !crate::layout::is_zero(padding) {
        return Err(Fault::Padding);
    }
    Ok(())
}

/// Checks the entries behind a header against their digest, and returns them.
pub(crate) fn check_entries<'a>(header: &BlockHeader, image: &'a [u8]) -> Result<&'a [u8], Fault> {
    let end = HEADER_BYTES + to_usize(header.entries_bytes);
    let entries = image.get(HEADER_BYTES..end).ok_or(Fault::Entries)?;
    if *blake3::hash(entries).as_bytes() == header.entries_digest {
        Ok(entries)
    } else {
        Err(Fault::Entries)
    }
}

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub first: u64,
    pub count: u32,
    pub offset: u64,
    pub bytes: u32,
    pub entries_bytes: u32,
}

impl Place {
    pub fn of(header: &BlockHeader) -> Self {
        // A block is at most a little over 16 MiB, so its length fits.
        let bytes = u32::try_from(header.block_bytes()).unwrap_or(u32::MAX);
        Self {
            first: header.first,
            count: header.count,
            offset: header.offset,
            bytes,
            entries_bytes: header.entries_bytes,
        }
    }

    pub fn end(&self) -> u64 {
        self.offset.saturating_add(u64::from(self.bytes))
    }

    fn holds(&self, entry: u64) -> bool {
        entry >= self.first && entry - self.first < u64::from(self.count)
    }
}

/// One segment file with its places.
pub(crate) struct Segment {
    pub name: String,
    pub head: SegmentHead,
    pub medium: Arc<dyn Medium>,
    places: RwLock<Option<Vec<Place>>>,
}

impl Segment {
    /// A segment whose blocks are known.
    pub fn with_places(head: SegmentHead, medium: Arc<dyn Medium>, places: Vec<Place>) -> Self {
        Self { name: file_name(head.first), head, medium, places: RwLock::new(Some(places)) }
    }

    /// A segment whose blocks are looked up on first use.
    pub fn unread(head: SegmentHead, medium: Arc<dyn Medium>) -> Self {
        Self { name: file_name(head.first), head, medium, places: RwLock::new(None) }
    }

    /// Makes a durable block visible.
    pub fn publish(&self, places: &[Place]) {
        let mut held = self.places.write().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_default().extend_from_slice(places);
    }

    /// Forgets the places of a segment that is no longer written to; they are found again on use.
    fn forget(&self) {
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The place of the block with this index in the segment. The segments after it are needed to
    /// know where an older one ends.
    pub fn place(&self, index: usize, next: Option<&Self>) -> Result<Option<Place>, StoreError> {
        self.with(next, |places| places.get(index).copied())
    }

    /// Where the last published block ends, in bytes. What stands beyond may still change.
    pub fn end(&self, next: Option<&Self>) -> Result<u64, StoreError> {
        self.with(next, |places| places.last().map_or(0, Place::end))
    }

    /// The last published block of the segment in use.
    pub fn last_place(&self) -> Result<Option<Place>, StoreError> {
        self.with(None, |places| places.last().copied())
    }

    /// The block that holds an entry, with its index.
    pub fn place_of(
        &self,
        entry: u64,
        next: Option<&Self>,
    ) -> Result<Option<(usize, Place)>, StoreError> {
        self.with(next, |places| {
            // Empty blocks share their first number with the block after them and stand before it.
            let index = places.partition_point(|place| place.first <= entry).checked_sub(1)?;
            places.get(index).filter(|place| place.holds(entry)).map(|place| (index, *place))
        })
    }

    /// Reads `bytes` at `offset` into `into`, which takes that length.
    pub fn read(&self, into: &mut Vec<u8>, offset: u64, bytes: usize) -> Result<(), StoreError> {
        into.resize(bytes, 0);
        self.medium
            .read_at(into, offset)
            .map_err(|error| StoreError::medium("read", &self.name, error))
    }

    /// The header at a place, when a readable one stands there.
    pub fn header_at(&self, offset: u64) -> Result<Option<BlockHeader>, StoreError> {
        let mut bytes = [0; HEADER_BYTES];
        if offset.saturating_add(place(PAGE_BYTES)) > self.medium.bytes() {
            return Ok(None);
        }
        self.medium
            .read_at(&mut bytes, offset)
            .map_err(|error| StoreError::medium("read", &self.name, error))?;
        match BlockHeader::format_of(&bytes) {
            Some(format) if format > crate::layout::FORMAT && crc_holds(&bytes) => {
                Err(StoreError::UnknownFormat { file: self.name.clone(), format })
            }
            _ => Ok(BlockHeader::decode(&bytes)),
        }
    }

    /// The error for damage in this segment.
    pub fn rot(&self, offset: u64, first_entry: u64, fault: Fault) -> StoreError {
        StoreError::Rot { file: self.name.clone(), offset, first_entry, fault }
    }

    fn with<T>(&self, next: Option<&Self>, look: impl Fn(&[Place]) -> T) -> Result<T, StoreError> {
        let held = self.places.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = held.as_deref() {
            return Ok(look(places));
        }
        drop(held);
        let found = self.walk(next)?;
        let answer = look(&found);
        let mut held = self.places.write().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert(found);
        Ok(answer)
    }

    /// Walks the headers of a segment that is no longer written to.
    fn walk(&self, next: Option<&Self>) -> Result<Vec<Place>, StoreError> {
        let mut link = Link::of_head(&self.head);
        let mut offset = place(PAGE_BYTES);
        let mut places = Vec::new();
        let end = next.map(|next| &next.head);
        while end.is_none_or(|end| link.number < end.first_block) {
            let Some(header) = self.header_at(offset)? else {
                match end {
                    Some(_) => return Err(self.rot(offset, link.first, Fault::Header)),
                    None => break,
                }
            };
            link.admit(&header, self.head.first, offset)
                .map_err(|fault| self.rot(offset, link.first, fault))?;
            places.push(Place::of(&header));
            offset = offset.saturating_add(to_u64(header.block_bytes()));
            link = Link::after(&header);
        }
        match end {
            Some(end) if end.first != link.first => {
                Err(StoreError::SegmentMissing { first_entry: link.first })
            }
            Some(end) if end.previous != link.previous => {
                Err(self.rot(offset, link.first, Fault::Chain))
            }
            _ => Ok(places),
        }
    }
}

/// What the writer and every reader of one journal share.
pub(crate) struct Shared {
    pub home: Arc<dyn Home>,
    pub keys: KeyRing,
    pub journal: JournalId,
    segments: RwLock<Vec<Arc<Segment>>>,
    tail: AtomicU64,
    pub bytes: AtomicU64,
    pub blocks: AtomicU64,
    pub flushes: AtomicU64,
}

impl Shared {
    pub fn new(
        home: Arc<dyn Home>,
        keys: KeyRing,
        journal: JournalId,
        segments: Vec<Arc<Segment>>,
        tail: u64,
    ) -> Self {
        Self {
            home,
            keys,
            journal,
            segments: RwLock::new(segments),
            tail: AtomicU64::new(tail),
            bytes: AtomicU64::new(0),
            blocks: AtomicU64::new(0),
            flushes: AtomicU64::new(0),
        }
    }

    /// The last durable entry.
    pub fn tail(&self) -> u64 {
        self.tail.load(Ordering::Acquire)
    }

    pub fn set_tail(&self, tail: u64) {
        self.tail.store(tail, Ordering::Release);
    }

    /// Adds the segment that is written from now on.
    pub fn push(&self, segment: Arc<Segment>) {
        let mut held = self.segments.write().unwrap_or_else(PoisonError::into_inner);
        held.push(segment);
        self.forget_before(&held, held.len());
    }

    /// Tells that a pass has left a segment behind: what it looked up there is not kept.
    pub fn leave(&self, first: u64) {
        let held = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let index = held.partition_point(|held| held.head.first <= first);
        if index + RECENT_SEGMENTS < held.len()
            && let Some(left) = index.checked_sub(1).and_then(|index| held.get(index))
        {
            left.forget();
        }
    }

    /// Places of segments long past would grow without bound.
    fn forget_before(&self, held: &[Arc<Segment>], end: usize) {
        let old = end.checked_sub(RECENT_SEGMENTS + 1).and_then(|index| held.get(index));
        if let Some(old) = old {
            old.forget();
        }
    }

    /// The first segment.
    pub fn first(&self) -> Option<Arc<Segment>> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }

    /// The last segment that begins at or before an entry, and the one after it.
    pub fn segment_of(&self, entry: u64) -> Option<(Arc<Segment>, Option<Arc<Segment>>)> {
        let held = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let index = held.partition_point(|held| held.head.first <= entry).checked_sub(1)?;
        Some((Arc::clone(held.get(index)?), held.get(index + 1).cloned()))
    }

    /// The segment after the one with this first entry.
    pub fn after(&self, first: u64) -> Option<Arc<Segment>> {
        let held = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        held.get(held.partition_point(|held| held.head.first <= first)).cloned()
    }

    /// All segments as they are now.
    pub fn segments(&self) -> Vec<Arc<Segment>> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The name of the segment whose first entry is `first`.
pub(crate) fn file_name(first: u64) -> String {
    format!("{DIRECTORY}/{first:020}{SUFFIX}")
}

/// Opens a segment and reads its head; `None` in place of the head when it is not readable.
pub(crate) fn open(
    home: &dyn Home,
    name: &str,
) -> Result<(Arc<dyn Medium>, Option<SegmentHead>), StoreError> {
    let medium = home.open(name).map_err(|error| StoreError::medium("open", name, error))?;
    let mut sector = [0; crate::layout::SECTOR_BYTES];
    match medium.read_at(&mut sector, 0) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok((medium, None)),
        Err(error) => return Err(StoreError::medium("read", name, error)),
    }
    match SegmentHead::format_of(&sector) {
        Some(format) if format > crate::layout::FORMAT && crc_holds(&sector) => {
            Err(StoreError::UnknownFormat { file: name.to_owned(), format })
        }
        _ => Ok((medium, SegmentHead::decode(&sector))),
    }
}

/// Another format is believed only when its CRC, in the place where every format keeps it, holds:
/// otherwise a flipped bit would read as a new format.
fn crc_holds<const N: usize>(bytes: &[u8; N]) -> bool {
    let (covered, crc) = bytes.split_at(N - 4);
    crc32c::crc32c(covered).to_le_bytes() == crc
}
