//! What is to be told to whom: one line of items per participant, made from outcomes.
//!
//! An item is small and says what happened; the message itself is rendered from it and from the
//! evidence when it is read ([`crate::tell`]). Items are a function of the journal, so a replay
//! makes the same lines with the same cursors. The number of a message is (entry, ordinal).

mod item;
mod record;
mod slip;

use crate::book::{self, Book, Link, Posting};
use crate::days::DayIndex;
use crate::payments::{Listed, Payments};
pub use item::{Item, Present, Told};
use serde::{Deserialize, Serialize};
pub(crate) use slip::Slip;
use std::collections::BTreeSet;
use std::sync::Arc;
use suftaja_base::Chunks;
use suftaja_base::width::to_u64;
use suftaja_engine::{EntryNumber, ParticipantId};
use tokio::sync::watch;

/// Slips of one participant, and items written out, that a snapshot shares, and writes, together.
const SLIPS_CHUNK: usize = 1 << 12;
const ITEMS_CHUNK: usize = 1 << 12;

/// The items of one participant.
#[derive(Debug, Default)]
struct Mailbox {
    slips: Chunks<Slip, SLIPS_CHUNK>,
    /// Cursor of the last item that is told; 0 for none.
    last_told: u64,
}

/// All lines.
#[derive(Debug, Default)]
pub struct Outbox {
    lines: Vec<Mailbox>,
    /// Items of all lines that say more than the list of payments does.
    written_out: Chunks<Item, ITEMS_CHUNK>,
    days: DayIndex,
    book: book::Kept,
    payments: Payments,
    /// Files whose payments are told of at their close.
    open_files: BTreeSet<EntryNumber>,
    recorded: EntryNumber,
    published: watch::Sender<EntryNumber>,
}

impl Outbox {
    /// The book of postings.
    #[must_use]
    pub fn book(&self) -> Book<'_> {
        Book::new(&self.book, &self.payments)
    }

    /// The list of payments.
    #[must_use]
    pub fn payments(&self) -> &Payments {
        &self.payments
    }

    /// The item at a cursor.
    #[must_use]
    pub fn at(&self, of: ParticipantId, cursor: u64) -> Option<Item> {
        self.behind(of, cursor.checked_sub(1)?).next().map(|(_, item)| item)
    }

    /// The index of business days.
    #[must_use]
    pub fn days(&self) -> &DayIndex {
        &self.days
    }

    fn push(&mut self, to: ParticipantId, item: Item) {
        let slip = self.slip(&item);
        if self.lines.len() <= to.at() {
            self.lines.resize_with(to.at() + 1, Mailbox::default);
        }
        if let Some(line) = self.lines.get_mut(to.at()) {
            line.slips.push(slip);
            if !item.quiet {
                line.last_told = to_u64(line.slips.len());
            }
        }
    }

    /// Tells those who wait that there may be something new.
    pub fn publish(&self) {
        self.published.send_if_modified(|last| {
            let new = *last != self.recorded;
            *last = self.recorded;
            new
        });
    }

    /// A receiver of the number of the last entry told; for long polls.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<EntryNumber> {
        self.published.subscribe()
    }

    /// The items that a participant is told behind a cursor, each with its own cursor, at most
    /// `limit`.
    #[must_use]
    pub fn page(&self, of: ParticipantId, after: u64, limit: usize) -> Vec<(u64, Item)> {
        let told = self.behind(of, after).filter(|(_, item)| !item.quiet);
        told.take(limit).collect()
    }

    /// The first item that a participant is told behind a cursor.
    #[must_use]
    pub fn first_told(&self, of: ParticipantId, after: u64) -> Option<Item> {
        self.behind(of, after).map(|(_, item)| item).find(|item| !item.quiet)
    }

    /// All items of a participant behind a cursor, also those that it is not told.
    pub fn behind(&self, of: ParticipantId, after: u64) -> impl Iterator<Item = (u64, Item)> {
        let start = usize::try_from(after).unwrap_or(usize::MAX);
        let slips = self.lines.get(of.at()).into_iter();
        let slips = slips.flat_map(move |line| line.slips.from(start));
        (after + 1..).zip(slips.map(|slip| self.item(*slip)))
    }

    /// The items that an entry or a later one told a participant.
    fn since(&self, of: ParticipantId, entry: EntryNumber) -> impl Iterator<Item = (u64, Item)> {
        let line = self.lines.get(of.at());
        let before = line.map(|line| line.slips.partition_point(|slip| self.entry(*slip) < entry));
        self.behind(of, before.map_or(0, to_u64))
    }

    /// The items that an entry told a participant.
    fn told_by(&self, of: ParticipantId, entry: EntryNumber) -> impl Iterator<Item = (u64, Item)> {
        self.since(of, entry).take_while(move |(_, item)| item.entry == entry)
    }

    /// Cursor of the last item that a participant is told; 0 for none.
    #[must_use]
    pub fn last_told(&self, of: ParticipantId) -> u64 {
        self.lines.get(of.at()).map_or(0, |line| line.last_told)
    }

    /// The first answer that a participant got to what entry `about` brought.
    #[must_use]
    pub fn answer(&self, of: ParticipantId, about: EntryNumber) -> Option<(u64, Item)> {
        // The status of another payment is an answer to the entry that asked for it.
        let answers = |item: &Item| item.about == about || matches!(item.told, Told::Status(_));
        self.told_by(of, about).find(|(_, item)| answers(item))
    }

    /// The answer to a file, by the entry that opened or refused it: its first page.
    #[must_use]
    pub fn answer_to_file(&self, of: ParticipantId, file: EntryNumber) -> Option<(u64, Item)> {
        let is_own = |item: &Item| {
            let is_file = matches!(item.told, Told::FileStatus { .. } | Told::FileRefused(_));
            is_file && item.about == file
        };
        self.since(of, file).find(|(_, item)| is_own(item))
    }

    /// Number of items of a participant; the cursor of its last.
    #[must_use]
    pub fn len(&self, of: ParticipantId) -> u64 {
        self.lines.get(of.at()).map_or(0, |line| to_u64(line.slips.len()))
    }

    /// The outbox as a snapshot takes it: long lines are shared, the rest is copied.
    pub(crate) fn take_snapshot(&self) -> Taken {
        let shared = |line: &Mailbox| line.slips.shared().cloned().collect();
        let rest = Rest {
            last_told: self.lines.iter().map(|line| line.last_told).collect(),
            days: self.days.clone(),
            book: self.book.clone(),
            open_files: self.open_files.clone(),
            payments: self.payments.clone(),
            recorded: self.recorded,
        };
        let links = self.book.links.shared().cloned().collect();
        let postings = self.book.written_out.shared().cloned().collect();
        let listed = self.payments.all.shared().cloned().collect();
        let places = self.payments.lines.iter().map(|line| line.shared().cloned().collect());
        let places = places.collect();
        let written_out = self.written_out.shared().cloned().collect();
        let lines = self.lines.iter().map(shared).collect();
        Taken { rest, lines, written_out, links, postings, listed, places }
    }

    /// The outbox of what [`Self::take_snapshot`] took; none where chunks are missing,
    /// or a slip or link names what is not there.
    pub(crate) fn of_snapshot(taken: Taken) -> Option<Self> {
        let Taken { rest, lines, written_out, links, postings, listed, places } = taken;
        let Rest { last_told, days, mut book, mut payments, open_files, recorded } = rest;
        book.links = Chunks::of_shared(links)?;
        book.written_out = Chunks::of_shared(postings)?;
        payments.all = Chunks::of_shared(listed)?;
        payments.lines = places.into_iter().map(Chunks::of_shared).collect::<Option<_>>()?;
        let line =
            |(slips, last_told)| Some(Mailbox { slips: Chunks::of_shared(slips)?, last_told });
        let lines: Vec<Mailbox> =
            lines.into_iter().zip(last_told).map(line).collect::<Option<_>>()?;
        let written_out = Chunks::of_shared(written_out)?;
        let published = watch::Sender::new(recorded);
        let outbox =
            Self { lines, written_out, days, book, payments, open_files, recorded, published };
        let has_all = |line: &Mailbox| line.slips.from(0).all(|slip| outbox.has(*slip));
        let is_whole = outbox.lines.iter().all(has_all) && outbox.book.is_whole(&outbox.payments);
        is_whole.then_some(outbox)
    }
}

/// An outbox behind one entry, to be written elsewhere.
#[derive(Debug)]
pub(crate) struct Taken {
    /// All that is not long; serializes.
    pub rest: Rest,
    /// Chunks of each participant's slips.
    pub lines: Vec<Vec<Arc<Vec<Slip>>>>,
    /// Chunks of the items that are written out.
    pub written_out: Vec<Arc<Vec<Item>>>,
    /// Chunks of the book's links.
    pub links: Vec<Arc<Vec<Link>>>,
    /// Chunks of the book's postings that are written out.
    pub postings: Vec<Arc<Vec<Posting>>>,
    /// Chunks of the list of payments.
    pub listed: Vec<Arc<Vec<Listed>>>,
    /// Chunks of the places of each participant's own.
    pub places: Vec<Vec<Arc<Vec<u32>>>>,
}

/// What an outbox holds beside its items and postings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rest {
    last_told: Vec<u64>,
    days: DayIndex,
    book: book::Kept,
    payments: Payments,
    open_files: BTreeSet<EntryNumber>,
    recorded: EntryNumber,
}

impl Rest {
    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.last_told.len()
    }
}
