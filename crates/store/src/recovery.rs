//! What a journal holds after a stop of any kind: where it ends, and whether that end can be
//! trusted.
//!
//! The rule: a write that never finished was never acknowledged and may be cut off; anything else
//! that is wrong was once right and must not be passed over. A block is judged torn only when a
//! sector that was not written as zeros is zeros, nothing after it knows it to be durable, and
//! nothing stands beyond its flush. Everything else is rot. This module reads; `Found::mend` is
//! the only thing that writes, and only where the judgement was "torn".

use std::{ops::Range, sync::Arc};

use suftaja_base::width::to_u64;

use crate::{
    error::{Fault, StoreError},
    home::{Home, Medium},
    layout::{
        BlockHeader, HEADER_BYTES, JournalId, PAGE_BYTES, SECTOR_BYTES, SegmentHead, is_zero,
        misses_sector, place,
    },
    segment::{self, DIRECTORY, Depth, Link, Place, SUFFIX, Segment, check_image},
};

/// A torn end that recovery cut off: an append that was never acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// The segment's file name.
    pub file: String,
    /// Where the cut is, in bytes.
    pub offset: u64,
    /// Number of the first entry that was cut off.
    pub first_entry: u64,
}

/// What a look at the segments found.
pub(crate) struct Found {
    pub segments: Vec<Arc<Segment>>,
    /// What the next block must carry.
    pub link: Link,
    /// Where the next block goes in the last segment, in bytes.
    pub end: u64,
    /// The last block, where the last segment holds one.
    pub last: Option<BlockHeader>,
    pub torn: Option<Torn>,
    mending: Option<Mending>,
}

/// What has to be written to be rid of a torn end.
enum Mending {
    /// Zeros over this range of the last segment.
    Zero(Range<u64>),
    /// Remove the segment that was begun last.
    Remove(String),
}

impl Found {
    /// Cuts off the torn end, and makes sure that what is kept is durable.
    pub fn mend(&mut self, home: &dyn Home) -> Result<(), StoreError> {
        match self.mending.take() {
            Some(Mending::Zero(range)) => {
                if let Some(last) = self.segments.last() {
                    zero(last, range)?;
                }
            }
            Some(Mending::Remove(name)) => {
                home.remove(&name).map_err(|error| StoreError::medium("remove", &name, error))?
            }
            None => {}
        }
        // After a killed process blocks may stand in the system's cache only.
        match self.segments.last() {
            Some(last) => {
                last.medium.flush().map_err(|error| StoreError::medium("flush", &last.name, error))
            }
            None => Ok(()),
        }
    }
}

/// The segments' first entries, in order.
pub(crate) fn list(home: &dyn Home) -> Result<Vec<u64>, StoreError> {
    let names =
        home.list(DIRECTORY).map_err(|error| StoreError::medium("list", DIRECTORY, error))?;
    let mut firsts = Vec::new();
    for name in names.iter().filter_map(|name| name.strip_suffix(SUFFIX)) {
        match name.parse() {
            Ok(first) if name.len() == 20 => firsts.push(first),
            _ => {
                let file = format!("{DIRECTORY}/{name}{SUFFIX}");
                return Err(StoreError::ForeignSegment { file });
            }
        }
    }
    Ok(firsts)
}

/// Looks at the segments and finds the end.
pub(crate) fn find(home: &dyn Home) -> Result<Found, StoreError> {
    let firsts = list(home)?;
    let Some((last_first, older)) = firsts.split_last() else {
        return Err(StoreError::NoJournal);
    };
    let mut segments: Vec<Arc<Segment>> = Vec::with_capacity(firsts.len());
    for first in older {
        let name = segment::file_name(*first);
        let (medium, head) = segment::open(home, &name)?;
        let head = head.ok_or_else(|| head_rot(&name, *first))?;
        let journal = segments.first().map_or(head.journal, |first| first.head.journal);
        sound_head(&name, &head, *first, journal, &*medium)?;
        segments.push(Arc::new(Segment::unread(head, medium)));
    }
    let name = segment::file_name(*last_first);
    let (medium, head) = segment::open(home, &name)?;
    match head {
        Some(head) => {
            let journal = segments.first().map_or(head.journal, |first| first.head.journal);
            sound_head(&name, &head, *last_first, journal, &*medium)?;
            walk_last(segments, head, medium)
        }
        None => unborn(segments, &name, *last_first, medium),
    }
}

fn sound_head(
    name: &str,
    head: &SegmentHead,
    first: u64,
    journal: JournalId,
    medium: &dyn Medium,
) -> Result<(), StoreError> {
    if head.first != first || head.journal != journal {
        return Err(StoreError::ForeignSegment { file: name.to_owned() });
    }
    if head.segment_bytes != medium.bytes() {
        return Err(head_rot(name, first));
    }
    Ok(())
}

fn head_rot(name: &str, first_entry: u64) -> StoreError {
    StoreError::Rot { file: name.to_owned(), offset: 0, first_entry, fault: Fault::SegmentHead }
}

/// Walks the segment in use to its end, checking every block.
fn walk_last(
    mut segments: Vec<Arc<Segment>>,
    head: SegmentHead,
    medium: Arc<dyn Medium>,
) -> Result<Found, StoreError> {
    let mut link = Link::of_head(&head);
    let segment = Segment::with_places(head, medium, Vec::new());
    let (mut offset, mut last, mut places) = (place(PAGE_BYTES), None, Vec::new());
    let mut image = Vec::new();
    let mut doubted = None;
    let torn = loop {
        let fault = loop {
            match sound_at(&segment, &link, offset, &mut image)? {
                Err(fault) => break fault,
                Ok(header) => {
                    places.push(Place::of(&header));
                    link = Link::after(&header);
                    offset = offset.saturating_add(to_u64(header.block_bytes()));
                    last = Some(header);
                }
            }
        };
        match judge(&segment, &link, offset, last.as_ref(), fault) {
            // Beside a running writer the block may have arrived between the two looks.
            Err(StoreError::Rot { .. }) if doubted != Some(offset) => doubted = Some(offset),
            judged => break judged?,
        }
    };
    segment.publish(&places);
    let file = segment.name.clone();
    segments.push(Arc::new(segment));
    let mending = torn.clone().map(Mending::Zero);
    let torn = torn.map(|range| Torn { file, offset: range.start, first_entry: link.first });
    Ok(Found { segments, link, end: offset, last, torn, mending })
}

/// The block at a place, when it follows and is sound in every part.
fn sound_at(
    segment: &Segment,
    link: &Link,
    offset: u64,
    image: &mut Vec<u8>,
) -> Result<Result<BlockHeader, Fault>, StoreError> {
    let Some(header) = segment.header_at(offset)? else { return Ok(Err(Fault::Header)) };
    if let Err(fault) = link.admit(&header, segment.head.first, offset) {
        return Ok(Err(fault));
    }
    if offset.saturating_add(to_u64(header.block_bytes())) > segment.medium.bytes() {
        return Ok(Err(Fault::Header));
    }
    segment.read(image, offset, header.block_bytes())?;
    Ok(check_image(&header, image, Depth::Recovery).map(|()| header))
}

/// The last segment has no readable head: it was begun and never flushed, or it is rotten.
fn unborn(
    mut older: Vec<Arc<Segment>>,
    name: &str,
    first: u64,
    medium: Arc<dyn Medium>,
) -> Result<Found, StoreError> {
    let Some(before) = older.pop() else {
        // The very first segment of a journal: without its head nothing was ever acknowledged,
        // unless a later block knows better.
        let mut head = unborn_head(first, first, JournalId::default(), &*medium);
        let sightings =
            Rest::read(&Segment::unread(head.clone(), Arc::clone(&medium)), 0)?.blocks();
        head.journal = sightings.first().map_or(head.journal, |seen| seen.header.journal);
        let segment = Segment::unread(head, medium);
        let link = Link::of_head(&segment.head);
        judge(&segment, &link, 0, None, Fault::SegmentHead)?;
        return Err(StoreError::NoJournal);
    };
    let mut found = walk_last(older, before.head.clone(), Arc::clone(&before.medium))?;
    // A segment is begun only when everything before it is durable.
    if let Some(torn) = &found.torn {
        return Err(before.rot(torn.offset, torn.first_entry, Fault::Header));
    }
    if found.link.first != first {
        return Err(StoreError::SegmentMissing { first_entry: found.link.first });
    }
    let head = unborn_head(first, found.link.number, found.link.journal, &*medium);
    let segment = Segment::unread(head, medium);
    let torn = judge(&segment, &found.link, 0, None, Fault::SegmentHead)?;
    found.torn = torn.map(|_| Torn { file: name.to_owned(), offset: 0, first_entry: first });
    found.mending = Some(Mending::Remove(name.to_owned()));
    Ok(found)
}

/// A head in place of the one that cannot be read, as far as it can be known.
fn unborn_head(
    first: u64,
    first_block: u64,
    journal: JournalId,
    medium: &dyn Medium,
) -> SegmentHead {
    let segment_bytes = medium.bytes();
    SegmentHead { journal, first, first_block, segment_bytes, previous: [0; 32] }
}

/// Judges what stands at `offset`, where the walk stopped. `None`: nothing, the journal ends there.
/// A range: a torn flush to be zeroed. An error: rot.
fn judge(
    segment: &Segment,
    link: &Link,
    offset: u64,
    before: Option<&BlockHeader>,
    fault: Fault,
) -> Result<Option<Range<u64>>, StoreError> {
    let rest = Rest::read(segment, offset)?;
    let Some(dirty_end) = rest.dirty_end() else { return Ok(None) };
    let rot = |fault| Err(segment.rot(offset, link.first, fault));
    let blocks = rest.blocks();
    let mut flush: Option<Range<u64>> = None;
    for block in &blocks {
        if block.header.journal != link.journal || block.header.segment != segment.head.first {
            return rot(Fault::Misplaced);
        }
        let Some(at) = block.at else { return rot(Fault::Misplaced) };
        // Somebody later knew that this place was durable.
        if block.header.durable_block >= link.number || block.header.number < link.number {
            return rot(fault);
        }
        let start = block.header.flush_offset;
        let range = start..start.saturating_add(u64::from(block.header.flush_bytes));
        let within = range.contains(&at) && flush.as_ref().is_none_or(|known| *known == range);
        if !within {
            return rot(Fault::Misplaced);
        }
        flush = Some(range);
    }
    let before = before.map(|before| {
        before.flush_offset..before.flush_offset.saturating_add(u64::from(before.flush_bytes))
    });
    let flush = flush.or(before.filter(|before| before.contains(&offset)));
    let torn = match &flush {
        // What stands beyond was written after this flush had been acknowledged.
        Some(flush) if dirty_end > flush.end => return rot(Fault::AfterTail),
        Some(flush) if flush.start > offset => return rot(Fault::Misplaced),
        Some(flush) => rest.misses_some(&blocks, flush.end),
        None => rest.is_missing(offset),
    };
    if torn { Ok(Some(offset..dirty_end)) } else { rot(fault) }
}

/// The bytes of a segment from where the walk stopped to its end.
struct Rest {
    offset: u64,
    bytes: Vec<u8>,
}

/// A readable header or footer, with where its block begins when it stands at its own place.
struct Sighting {
    header: BlockHeader,
    at: Option<u64>,
}

impl Rest {
    fn read(segment: &Segment, offset: u64) -> Result<Self, StoreError> {
        let mut bytes = Vec::new();
        let length = segment.medium.bytes().saturating_sub(offset);
        let length = usize::try_from(length)
            .map_err(|_| segment.rot(offset, segment.head.first, Fault::SegmentHead))?;
        segment.read(&mut bytes, offset, length)?;
        Ok(Self { offset, bytes })
    }

    /// Where the last byte that is not zero ends, rounded up to a page.
    fn dirty_end(&self) -> Option<u64> {
        let last = self.bytes.chunks(PAGE_BYTES).rposition(|page| !is_zero(page))?;
        Some(self.offset + place((last + 1) * PAGE_BYTES))
    }

    /// Every header and footer that can be read, in order of place. A block may be seen twice.
    fn blocks(&self) -> Vec<Sighting> {
        let mut seen = Vec::new();
        for (index, page) in self.bytes.chunks(PAGE_BYTES).enumerate() {
            let start = self.offset + place(index * PAGE_BYTES);
            if let Some(header) = BlockHeader::decode(page) {
                let at = (header.offset == start).then_some(start);
                seen.push(Sighting { header, at });
            }
            let footer =
                page.last_chunk::<HEADER_BYTES>().and_then(|foot| BlockHeader::decode(foot));
            if let Some(header) = footer {
                let end = start + place(PAGE_BYTES);
                let own = header.offset.saturating_add(place(header.block_bytes())) == end;
                let at = own.then_some(header.offset);
                seen.push(Sighting { header, at });
            }
        }
        seen
    }

    fn slice(&self, range: Range<u64>) -> &[u8] {
        let start = usize::try_from(range.start.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let end = usize::try_from(range.end.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    /// Whether the sector that must begin a block is zeros.
    fn is_missing(&self, offset: u64) -> bool {
        is_zero(self.slice(offset..offset + place(SECTOR_BYTES)))
    }

    /// Whether any sector of a flush never arrived, from where the walk stopped to its end.
    fn misses_some(&self, blocks: &[Sighting], flush_end: u64) -> bool {
        let mut at = self.offset;
        // The first page of a segment carries its head in the first sector.
        if at == 0 {
            if self.is_missing(0) {
                return true;
            }
            at = place(PAGE_BYTES);
        }
        while at < flush_end {
            let known = blocks.iter().find(|block| block.at == Some(at));
            if let Some(known) = known {
                let end = at + to_u64(known.header.block_bytes());
                if misses_sector(&known.header, self.slice(at..end)) {
                    return true;
                }
                at = end;
                continue;
            }
            // Neither header nor footer can be read. A header sector of zeros never arrived; nor
            // did a footer sector of zeros, which stands before the next block that is known.
            let next = blocks.iter().filter_map(|block| block.at).filter(|next| *next > at).min();
            let next = next.unwrap_or(flush_end).min(flush_end);
            if self.is_missing(at) || self.is_missing(next - place(SECTOR_BYTES)) {
                return true;
            }
            at = next;
        }
        false
    }
}

/// Writes zeros over a range of a segment, page by page, and makes them durable.
pub(crate) fn zero(segment: &Segment, range: Range<u64>) -> Result<(), StoreError> {
    let zeros = vec![0; 256 * PAGE_BYTES];
    let mut offset = range.start;
    let failed = |error| StoreError::medium("clear", &segment.name, error);
    while offset < range.end {
        let length = usize::try_from(range.end - offset).unwrap_or(usize::MAX).min(zeros.len());
        let (part, _) = zeros.split_at(length);
        segment.medium.write_at(part, offset).map_err(failed)?;
        offset += to_u64(length);
    }
    segment.medium.flush().map_err(failed)
}
