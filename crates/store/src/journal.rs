//! The journal as a whole: creating, opening after a stop, looking without touching, cutting.
//!
//! Opening takes the home's lock, finds the end, cuts a torn append off, and refuses rot. A cut
//! into acknowledged entries happens only in `accept_loss_after`, which a person calls; the bytes
//! that it cuts are kept under `lost/`.

use std::{io::ErrorKind, sync::Arc};

use suftaja_base::width::to_u64;

use crate::{
    error::{Fault, StoreError},
    home::{Guard, Home},
    keys::KeyRing,
    layout::{FORMAT, JournalId, PAGE_BYTES, SegmentHead, is_zero, place},
    reader::JournalReader,
    recovery::{self, Found, Torn, zero},
    segment::{self, Link, Segment, Shared, file_name},
    spare::Spare,
    writer::{Start, Writer},
};

const LOST: &str = "lost";
/// How often a journal is looked at that somebody may be writing.
const LOOKS_MAX: u32 = 3;

/// How a journal is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Length of a new segment, in bytes; a multiple of 4096.
    pub segment_bytes: u64,
    /// Whether a thread prepares the next segment. Off in a simulation, whose steps must repeat.
    pub prepare_in_background: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { segment_bytes: 64 * 1024 * 1024, prepare_in_background: true }
    }
}

/// An open journal: its one writer and a reader to clone.
pub struct Journal {
    /// Appends.
    pub writer: Writer,
    /// Reads what is durable.
    pub reader: JournalReader,
}

/// What opening found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The last durable entry; 0 when there is none yet.
    pub tail: u64,
    /// Whether the last run ended in a covering block, so that nothing had to be judged.
    pub clean: bool,
    /// An append that was never acknowledged and was cut off.
    pub torn: Option<Torn>,
}

impl Journal {
    /// The one format of segments and blocks that this version reads and writes.
    pub const FORMAT: u16 = FORMAT;

    /// Makes a new journal in an empty home.
    ///
    /// # Errors
    /// `JournalExists`, `Locked`, `SegmentBytes`, `Medium`, `Full`.
    pub fn create(
        home: Arc<dyn Home>,
        keys: KeyRing,
        options: &Options,
    ) -> Result<Self, StoreError> {
        check_options(options)?;
        let guard = lock(&*home)?;
        match recovery::find(&*home) {
            Err(StoreError::NoJournal) => {}
            Ok(_) => return Err(StoreError::JournalExists),
            Err(error) => return Err(error),
        }
        // What is left here is the segment of a creation that never finished.
        for first in recovery::list(&*home)? {
            let name = file_name(first);
            home.remove(&name).map_err(|error| StoreError::medium("remove", &name, error))?;
        }
        let mut journal = JournalId::default();
        home.entropy(&mut journal).map_err(|error| StoreError::medium("name", "journal", error))?;
        let link = Link { journal, number: 1, first: 1, previous: [0; 32] };
        let mut spare =
            Spare::new(Arc::clone(&home), options.segment_bytes, options.prepare_in_background)?;
        let medium = spare.take(&file_name(1))?;
        let head = SegmentHead {
            journal,
            first: 1,
            first_block: 1,
            segment_bytes: medium.bytes(),
            previous: [0; 32],
        };
        let segment = Arc::new(Segment::with_places(head, medium, Vec::new()));
        let shared = Arc::new(Shared::new(home, keys, journal, Vec::new(), 0));
        let mut writer = Writer::new(Start {
            shared: Arc::clone(&shared),
            segment,
            offset: 0,
            link,
            last_is_cover: false,
            spare,
            guard,
        });
        writer.cover()?;
        Ok(Self { writer, reader: JournalReader::new(shared) })
    }

    /// Opens a journal after a stop of any kind.
    ///
    /// # Errors
    /// `NoJournal`, `Locked`, `Rot` and the other findings of damage, `Medium`, `Full`.
    pub fn open(
        home: Arc<dyn Home>,
        keys: KeyRing,
        options: &Options,
    ) -> Result<(Self, Recovery), StoreError> {
        check_options(options)?;
        let guard = lock(&*home)?;
        let mut found = recovery::find(&*home)?;
        found.mend(&*home)?;
        let recovery = recovery_of(&found);
        let segment = found.segments.last().cloned().ok_or(StoreError::NoJournal)?;
        let spare =
            Spare::new(Arc::clone(&home), options.segment_bytes, options.prepare_in_background)?;
        let shared = Arc::new(shared_of(home, keys, &found));
        let mut writer = Writer::new(Start {
            shared: Arc::clone(&shared),
            segment,
            offset: found.end,
            link: found.link,
            last_is_cover: recovery.clean,
            spare,
            guard,
        });
        // From here on rot in what was recovered is certain to be noticed.
        writer.cover()?;
        Ok((Self { writer, reader: JournalReader::new(shared) }, recovery))
    }

    /// Looks at a journal without lock and without changing a byte, also while another process
    /// writes it: what that process appends later is not seen.
    ///
    /// # Errors
    /// As `open`, save `Locked`.
    pub fn inspect(
        home: Arc<dyn Home>,
        keys: KeyRing,
    ) -> Result<(JournalReader, Recovery), StoreError> {
        let found = look(&*home)?;
        let recovery = recovery_of(&found);
        Ok((JournalReader::new(Arc::new(shared_of(home, keys, &found))), recovery))
    }

    /// Gives up every entry after `entry`, on the word of a person: the one way past rot. What is
    /// cut is kept under `lost/`. Returns the names of the files there. When it is interrupted, it
    /// is asked again.
    ///
    /// # Errors
    /// `CutInsideBlock` where no block ends with `entry`, `Rot` when the damage is before it,
    /// `NoJournal`, `Locked`, `Medium`, `Full`.
    pub fn accept_loss_after(home: &dyn Home, entry: u64) -> Result<Vec<String>, StoreError> {
        let _guard = lock(home)?;
        let firsts = recovery::list(home)?;
        let kept = firsts.iter().rfind(|first| **first <= entry.saturating_add(1));
        // A segment that begins right after the cut goes as a whole, unless it is the only one.
        let kept = match kept {
            Some(first) if *first == entry.saturating_add(1) => {
                firsts.iter().rfind(|older| *older < first).or(kept)
            }
            other => other,
        };
        let first = *kept.ok_or(StoreError::NoJournal)?;
        let name = file_name(first);
        let (medium, head) = segment::open(home, &name)?;
        let head = head.ok_or_else(|| StoreError::Rot {
            file: name.clone(),
            offset: 0,
            first_entry: first,
            fault: Fault::SegmentHead,
        })?;
        let segment = Segment::unread(head, medium);
        let cut = end_of(&segment, entry)?;
        let mut lost = Vec::new();
        lost.extend(keep_tail(home, &segment, cut, entry)?);
        for later in firsts.iter().rev().filter(|later| **later > first) {
            let to = free_name(home, &format!("{LOST}/{later:020}"))?;
            home.rename(&file_name(*later), &to)
                .map_err(|error| StoreError::medium("move", &file_name(*later), error))?;
            lost.push(to);
        }
        zero(&segment, cut..segment.medium.bytes())?;
        Ok(lost)
    }
}

/// Finds what there is where somebody may be writing: half of what is being written is no rot, and
/// is whole when it is looked at again; what is rotten stays so.
fn look(home: &dyn Home) -> Result<Found, StoreError> {
    let mut found = recovery::find(home);
    for _ in 1..LOOKS_MAX {
        let Err(StoreError::Rot { .. }) = found else { break };
        found = recovery::find(home);
    }
    found
}

fn check_options(options: &Options) -> Result<(), StoreError> {
    let bytes = options.segment_bytes;
    let sound = (32 * 1024..=2 * 1024 * 1024 * 1024).contains(&bytes)
        && bytes.is_multiple_of(place(PAGE_BYTES));
    if sound { Ok(()) } else { Err(StoreError::SegmentBytes { segment_bytes: bytes }) }
}

fn lock(home: &dyn Home) -> Result<Box<dyn Guard>, StoreError> {
    home.lock().map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => StoreError::Locked,
        _ => StoreError::medium("lock", "the data directory", error),
    })
}

fn recovery_of(found: &Found) -> Recovery {
    Recovery {
        tail: found.link.first.saturating_sub(1),
        clean: found.torn.is_none() && found.last.as_ref().is_some_and(|last| last.count == 0),
        torn: found.torn.clone(),
    }
}

fn shared_of(home: Arc<dyn Home>, keys: KeyRing, found: &Found) -> Shared {
    let tail = found.link.first.saturating_sub(1);
    Shared::new(home, keys, found.link.journal, found.segments.clone(), tail)
}

/// Where the block that ends with `entry` ends in its segment, every block before it being sound.
fn end_of(segment: &Segment, entry: u64) -> Result<u64, StoreError> {
    let mut link = Link::of_head(&segment.head);
    let mut offset = place(PAGE_BYTES);
    let mut image = Vec::new();
    while link.first <= entry {
        let Some(header) = segment.header_at(offset)? else {
            return Err(nothing_at(segment, offset, &link, entry)?);
        };
        let rot = |fault| segment.rot(offset, link.first, fault);
        link.admit(&header, segment.head.first, offset).map_err(rot)?;
        segment.read(&mut image, offset, header.block_bytes())?;
        segment::check_image(&header, &image, segment::Depth::Recovery).map_err(rot)?;
        if header.next_entry() > entry.saturating_add(1) {
            return Err(StoreError::CutInsideBlock {
                asked: entry,
                before: link.first.saturating_sub(1),
                after: header.next_entry().saturating_sub(1),
            });
        }
        offset = offset.saturating_add(to_u64(header.block_bytes()));
        link = Link::after(&header);
    }
    Ok(offset)
}

/// The error for a place without a block: the journal ends there, or it is damaged.
fn nothing_at(
    segment: &Segment,
    offset: u64,
    link: &Link,
    entry: u64,
) -> Result<StoreError, StoreError> {
    let mut rest = Vec::new();
    let length = usize::try_from(segment.medium.bytes().saturating_sub(offset));
    segment.read(&mut rest, offset, length.unwrap_or(usize::MAX))?;
    Ok(if is_zero(&rest) {
        let (first, tail) = (segment.head.first, link.first.saturating_sub(1));
        StoreError::NoEntry { entry, first, tail }
    } else {
        segment.rot(offset, link.first, Fault::Header)
    })
}

/// Copies what stands after the cut into a file of its own; none when only zeros do.
fn keep_tail(
    home: &dyn Home,
    segment: &Segment,
    cut: u64,
    entry: u64,
) -> Result<Option<String>, StoreError> {
    let mut bytes = Vec::new();
    let length = usize::try_from(segment.medium.bytes().saturating_sub(cut)).unwrap_or(usize::MAX);
    segment.read(&mut bytes, cut, length)?;
    let Some(last) = bytes.chunks(PAGE_BYTES).rposition(|page| !is_zero(page)) else {
        return Ok(None);
    };
    bytes.truncate((last + 1) * PAGE_BYTES);
    let name = free_name(home, &format!("{LOST}/after-{entry:020}"))?;
    let failed = |error| StoreError::medium("write", &name, error);
    let medium = home.create(&name, to_u64(bytes.len())).map_err(failed)?;
    medium.write_at(&bytes, 0).and_then(|()| medium.flush()).map_err(failed)?;
    Ok(Some(name))
}

fn free_name(home: &dyn Home, wanted: &str) -> Result<String, StoreError> {
    let taken = home.list(LOST).map_err(|error| StoreError::medium("list", LOST, error))?;
    let is_free = |name: &String| !taken.iter().any(|taken| name.ends_with(taken.as_str()));
    let numbered = (1..).map(|turn: u64| format!("{wanted}.{turn}"));
    // The numbers do not run out before the names in the directory do.
    let free = std::iter::once(wanted.to_owned()).chain(numbered).find(is_free);
    Ok(free.unwrap_or_else(|| wanted.to_owned()))
}
