//! A full pass over the journal that collects everything wrong with it.
//!
//! Reads every byte that was ever published: headers, entries, evidence, footers, padding and the
//! chain between them. Findings are values; nothing is changed and nothing stops at the first.

use std::ops::Range;
use suftaja_base::width::to_u64;

use crate::{
    error::{Fault, StoreError},
    layout::{BlockHeader, Digest, PAGE_BYTES, place},
    reader::JournalReader,
    segment::{self, Depth, Link, Segment, check_image},
};

/// Findings listed at most; the rest is counted.
const DEFECTS_MAX: usize = 200;

/// What a full pass found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Segments read.
    pub segments: u64,
    /// Sound blocks.
    pub blocks: u64,
    /// Entries in them.
    pub entries: u64,
    /// Bytes of sealed evidence in them.
    pub evidence_bytes: u64,
    /// Last entry of the last sound block.
    pub tail: u64,
    /// Hash of the last sound block.
    pub hash: Digest,
    /// What is wrong, in order of place; at most 200.
    pub defects: Vec<Defect>,
    /// Further defects that are not listed.
    pub more: u64,
}

/// One thing wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The segment's file name.
    pub file: String,
    /// Where in the file, in bytes.
    pub offset: u64,
    /// The entry expected there.
    pub first_entry: u64,
    /// What is wrong.
    pub fault: Fault,
}

impl JournalReader {
    /// Reads the whole journal, up to what is durable now, and reports what is wrong with it.
    ///
    /// # Errors
    /// Only when the medium cannot be read: damage is in the report.
    pub fn verify(&self) -> Result<Report, StoreError> {
        self.verify_within(0..u64::MAX)
    }

    /// As `verify`, in the segments that hold these entries.
    ///
    /// # Errors
    /// As `verify`.
    pub fn verify_within(&self, entries: Range<u64>) -> Result<Report, StoreError> {
        let tail = self.tail();
        let mut report = Report::default();
        let mut link: Option<Link> = None;
        let segments = self.shared().segments();
        for (index, segment) in segments.iter().enumerate() {
            let next = segments.get(index + 1);
            let is_before = next.is_some_and(|next| next.head.first <= entries.start);
            if is_before || segment.head.first >= entries.end {
                continue;
            }
            report.segments += 1;
            let (medium, head) = segment::open(&*self.shared().home, &segment.name)?;
            let sound = head.as_ref() == Some(&segment.head)
                && medium.bytes() == segment.head.segment_bytes;
            if !sound {
                report.add(segment, 0, segment.head.first, Fault::SegmentHead);
            }
            let own = Link::of_head(&segment.head);
            if link.is_some_and(|link| link.first != own.first || link.previous != own.previous) {
                report.add(segment, 0, own.first, Fault::Chain);
            }
            let end = next.map(|next| next.head.first_block);
            link = Some(verify_segment(segment, own, end, tail, &mut report)?);
        }
        Ok(report)
    }
}

/// Walks one segment; after damage it goes on at the next readable header.
fn verify_segment(
    segment: &Segment,
    mut link: Link,
    end_block: Option<u64>,
    tail: u64,
    report: &mut Report,
) -> Result<Link, StoreError> {
    let mut offset = place(PAGE_BYTES);
    let mut image = Vec::new();
    let mut in_damage = false;
    let more = |link: &Link| match end_block {
        Some(end) => link.number < end,
        None => link.first <= tail,
    };
    while more(&link) && offset < segment.medium.bytes() {
        let found = check_at(segment, &link, offset, &mut image, in_damage)?;
        match found {
            Ok(header) => {
                in_damage = false;
                report.blocks += 1;
                report.entries += u64::from(header.count);
                report.evidence_bytes += u64::from(header.evidence_bytes);
                report.tail = header.next_entry().saturating_sub(1);
                report.hash = header.hash();
                offset = offset.saturating_add(to_u64(header.block_bytes()));
                link = Link::after(&header);
            }
            Err((fault, header)) => {
                if !in_damage {
                    report.add(segment, offset, link.first, fault);
                }
                in_damage = header.is_none();
                let step = header.as_ref().map_or(PAGE_BYTES, BlockHeader::block_bytes);
                offset = offset.saturating_add(to_u64(step));
                link = header.as_ref().map_or(link, Link::after);
            }
        }
    }
    if more(&link) && !in_damage {
        report.add(segment, offset, link.first, Fault::Header);
    }
    Ok(link)
}

type Checked = Result<BlockHeader, (Fault, Option<BlockHeader>)>;

/// Checks the block at a place. With the fault comes the header where it is sound in itself.
fn check_at(
    segment: &Segment,
    link: &Link,
    offset: u64,
    image: &mut Vec<u8>,
    in_damage: bool,
) -> Result<Checked, StoreError> {
    let Some(header) = segment.header_at(offset)? else { return Ok(Err((Fault::Header, None))) };
    let own = header.journal == link.journal
        && header.segment == segment.head.first
        && header.offset == offset
        && offset.saturating_add(to_u64(header.block_bytes())) <= segment.medium.bytes();
    if !own {
        return Ok(Err((Fault::Misplaced, None)));
    }
    // Behind damage the chain cannot be checked; it was reported as broken there.
    if !in_damage && let Err(fault) = link.admit(&header, segment.head.first, offset) {
        return Ok(Err((fault, Some(header))));
    }
    segment.read(image, offset, header.block_bytes())?;
    Ok(match check_image(&header, image, Depth::Whole) {
        Ok(()) => Ok(header),
        Err(fault) => Err((fault, Some(header))),
    })
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.defects.is_empty() && self.more == 0
    }

    fn add(&mut self, segment: &Segment, offset: u64, first_entry: u64, fault: Fault) {
        if self.defects.len() == DEFECTS_MAX {
            self.more += 1;
            return;
        }
        let file = segment.name.clone();
        self.defects.push(Defect { file, offset, first_entry, fault });
    }
}
