//! What is to be told to whom: one line of items per participant, made from outcomes.
//!
//! An item is small and says what happened; the message itself is rendered from it and from the
//! evidence when it is read ([`crate::tell`]). Items are a function of the journal, so a replay
//! makes the same lines with the same cursors. The number of a message is (entry, ordinal).

mod record;

use crate::book::{Book, Extract, Kept};
use crate::days::DayIndex;
use crate::payments::{Listed, Payments};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use suftaja_base::width::to_u64;
use suftaja_base::{BusinessDate, Chunks, Instant, Suf, packed_enum, packed_struct};
use suftaja_engine::outcome::Phase;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, ParticipantId};
use tokio::sync::watch;

/// What an item tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// To the sender: settled with finality (pacs.002 ACSC).
    Settled,
    /// To the sender: accepted, not settled yet (pacs.002 PDNG), whatever the kind of hold.
    Pending,
    /// To the sender, which asked to be told: it still waits (pacs.002 PDNG).
    Overdue,
    /// To the sender: refused (pacs.002 RJCT).
    Refused(Suf),
    /// To the sender: a message that never became an instruction, or a request that was refused
    /// (admi.002, pacs.002 RJCT, camt.029 RJCR or camt.025 RJCT, by its flow).
    MessageRefused(Suf),
    /// To the receiver: the settled message, forwarded.
    Forwarded,
    /// To an owner who saw no message of the posting (camt.054).
    Notified {
        /// Whether the account was credited.
        credit: bool,
        /// The account on the other side.
        other: AccountId,
        /// The business date of the currency: the value date.
        date: BusinessDate,
    },
    /// To a sponsor: its account carried a payment of an indirect participant (camt.054).
    Carried {
        /// Whether the indirect participant received.
        credit: bool,
        /// Its account.
        of: AccountId,
        /// The account on the other side.
        other: AccountId,
        /// Whether both sides share the sponsor's account, so that nothing was posted.
        inside: bool,
    },
    /// To both owners: a fee was taken (camt.054).
    Charged {
        /// Whether the account was credited.
        credit: bool,
        /// The account on the other side.
        other: AccountId,
        /// The value date.
        date: BusinessDate,
    },
    /// To the sender of a file: what came of a page of its payments, from one place in the file to
    /// another (pacs.002 of a group).
    FileStatus {
        /// The first payment of the page.
        first: u32,
        /// The one behind its last.
        end: u32,
    },
    /// To the sender: a file is refused whole (pacs.002 of a group).
    FileRefused(Suf),
    /// To everyone with an account in a currency: its business day moved on (admi.004).
    Day {
        /// Which currency.
        currency: CurrencyId,
        /// The business date.
        date: BusinessDate,
        /// What happened.
        phase: Phase,
    },
    /// To whom it concerns: a message by which nothing settles, passed on as it came (camt.056 to
    /// the receiver; camt.029 and pacs.002 of the receiver to the sender).
    Relayed,
    /// To whom sent a message that was passed on: that it arrived (admi.007).
    Acknowledged,
    /// To the sender: its payment that waited is cancelled (camt.029 CNCL).
    Cancelled,
    /// To the sender: its recall waits for the receiver (camt.029 PDCR).
    RecallPending,
    /// To the receiver: the recall is not answered (pacs.028).
    RecallOverdue,
    /// To whoever asked: where the payment stands (pacs.002).
    Status(Present),
    /// To the owner: liquidity moved between its accounts (camt.025).
    LiquidityMoved,
    /// To the owner at the end of a day, or to whoever asked: a page of what an account did
    /// (camt.052, camt.053, camt.054).
    Extract(Extract),
    /// To whoever asked: the message at this cursor once more.
    Again(u64),
}
packed_enum!(Told {
    0 => Settled,
    1 => Pending,
    2 => Overdue,
    3 => Refused(code),
    4 => MessageRefused(code),
    5 => Forwarded,
    6 => Notified { credit, other, date },
    7 => Carried { credit, of, other, inside },
    8 => Charged { credit, other, date },
    9 => FileStatus { first, end },
    10 => FileRefused(code),
    11 => Day { currency, date, phase },
    12 => Relayed,
    13 => Acknowledged,
    14 => Cancelled,
    15 => RecallPending,
    16 => RecallOverdue,
    17 => Status(present),
    18 => LiquidityMoved,
    19 => Extract(extract),
    20 => Again(cursor),
});

/// Where a payment stood when its status was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Present {
    /// Settled with finality.
    Settled,
    /// Accepted, waits.
    Pending,
    /// Refused for good.
    Refused(Suf),
}
packed_enum!(Present { 0 => Settled, 1 => Pending, 2 => Refused(code) });

/// One message to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// The entry whose application made it.
    pub entry: EntryNumber,
    /// Its place among the messages of that entry.
    pub ordinal: u32,
    /// The entry that brought the instruction (SF1), whose evidence it is rendered from; 0 for an
    /// event of the day, and fees taken at its end, which are about no instruction.
    pub about: EntryNumber,
    /// Time of SF1; of an event of the day the time that it tells.
    pub about_time: Instant,
    /// Time of the entry that made it; for a settled payment SF3.
    pub time: Instant,
    /// Version of the rules by which the entry was applied; picks the templates.
    pub rule_version: u16,
    /// Whether irrevocability (SF2) came with SF1; else with SF3.
    pub irrevocable_at_entry: bool,
    /// The business date of the account's currency behind the entry: the date of settlement of
    /// what settled.
    pub date: BusinessDate,
    /// What it tells.
    pub told: Told,
    /// The recipient's account.
    pub account: AccountId,
    /// Minor units; 0 for a message that never became an instruction.
    pub amount: u64,
    /// Whether the recipient is not told: by its profile it wants no such message. It is the
    /// answer to what was sent all the same.
    pub quiet: bool,
}
packed_struct!(Item {
    entry,
    ordinal,
    about,
    about_time,
    time,
    rule_version,
    irrevocable_at_entry,
    date,
    told,
    account,
    amount,
    quiet,
});

/// Items of one participant that a snapshot shares, and writes, together.
const CHUNK: usize = 1 << 10;

/// The items of one participant.
#[derive(Debug, Default)]
struct Mailbox {
    items: Chunks<Item, CHUNK>,
    /// Cursor of the last item that is told; 0 for none.
    last_told: u64,
}

/// All lines.
#[derive(Debug, Default)]
pub struct Outbox {
    lines: Vec<Mailbox>,
    days: DayIndex,
    book: Book,
    payments: Payments,
    /// Files whose payments are told of at their close.
    open_files: BTreeSet<EntryNumber>,
    recorded: EntryNumber,
    published: watch::Sender<EntryNumber>,
}

impl Outbox {
    /// The book of postings.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The list of payments.
    #[must_use]
    pub fn payments(&self) -> &Payments {
        &self.payments
    }

    /// The item at a cursor.
    #[must_use]
    pub fn at(&self, of: ParticipantId, cursor: u64) -> Option<&Item> {
        self.behind(of, cursor.checked_sub(1)?).next().map(|(_, item)| item)
    }

    /// The index of business days.
    #[must_use]
    pub fn days(&self) -> &DayIndex {
        &self.days
    }

    fn push(&mut self, to: ParticipantId, item: Item) {
        if self.lines.len() <= to.at() {
            self.lines.resize_with(to.at() + 1, Mailbox::default);
        }
        if let Some(line) = self.lines.get_mut(to.at()) {
            line.items.push(item);
            if !item.quiet {
                line.last_told = to_u64(line.items.len());
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
        told.take(limit).map(|(cursor, item)| (cursor, *item)).collect()
    }

    /// The first item that a participant is told behind a cursor.
    #[must_use]
    pub fn first_told(&self, of: ParticipantId, after: u64) -> Option<&Item> {
        self.behind(of, after).map(|(_, item)| item).find(|item| !item.quiet)
    }

    /// All items of a participant behind a cursor, also those that it is not told.
    pub fn behind(&self, of: ParticipantId, after: u64) -> impl Iterator<Item = (u64, &Item)> {
        let start = usize::try_from(after).unwrap_or(usize::MAX);
        let line = self.lines.get(of.at()).into_iter();
        (after + 1..).zip(line.flat_map(move |line| line.items.from(start)))
    }

    /// Cursor of the last item that a participant is told; 0 for none.
    #[must_use]
    pub fn last_told(&self, of: ParticipantId) -> u64 {
        self.lines.get(of.at()).map_or(0, |line| line.last_told)
    }

    /// The first answer that a participant got to what entry `about` brought.
    #[must_use]
    pub fn answer(&self, of: ParticipantId, about: EntryNumber) -> Option<(u64, Item)> {
        let line = &self.lines.get(of.at())?.items;
        let start = line.partition_point(|item| item.entry < about);
        let found = line.from(start).take_while(|item| item.entry == about);
        // The status of another payment is an answer to the entry that asked for it.
        let answers = |item: &Item| item.about == about || matches!(item.told, Told::Status(_));
        let (at, item) = (start..).zip(found).find(|(_, item)| answers(item))?;
        Some((u64::try_from(at).ok()? + 1, *item))
    }

    /// The answer to a file, by the entry that opened or refused it: its first page.
    #[must_use]
    pub fn answer_to_file(&self, of: ParticipantId, file: EntryNumber) -> Option<(u64, Item)> {
        let line = &self.lines.get(of.at())?.items;
        let start = line.partition_point(|item| item.entry < file);
        let is_own = |item: &Item| {
            let is_file = matches!(item.told, Told::FileStatus { .. } | Told::FileRefused(_));
            is_file && item.about == file
        };
        let (at, item) = (start..).zip(line.from(start)).find(|(_, item)| is_own(item))?;
        Some((u64::try_from(at).ok()? + 1, *item))
    }

    /// Number of items of a participant; the cursor of its last.
    #[must_use]
    pub fn len(&self, of: ParticipantId) -> u64 {
        self.lines.get(of.at()).map_or(0, |line| to_u64(line.items.len()))
    }

    /// The outbox as a snapshot takes it: long lines are shared, the rest is copied.
    pub(crate) fn take_snapshot(&self) -> Taken {
        let shared = |line: &Mailbox| line.items.shared().cloned().collect();
        let rest = Rest {
            last_told: self.lines.iter().map(|line| line.last_told).collect(),
            days: self.days.clone(),
            book: self.book.clone(),
            open_files: self.open_files.clone(),
            payments: self.payments.clone(),
            recorded: self.recorded,
        };
        let postings = self.book.postings.shared().cloned().collect();
        let listed = self.payments.all.shared().cloned().collect();
        let places = self.payments.lines.iter().map(|line| line.shared().cloned().collect());
        let places = places.collect();
        Taken { rest, lines: self.lines.iter().map(shared).collect(), postings, listed, places }
    }

    /// The outbox of what [`Self::take_snapshot`] took; none where chunks are missing.
    pub(crate) fn of_snapshot(taken: Taken) -> Option<Self> {
        let Taken { rest, lines, postings, listed, places } = taken;
        let Rest { last_told, days, mut book, mut payments, open_files, recorded } = rest;
        book.postings = Chunks::of_shared(postings)?;
        payments.all = Chunks::of_shared(listed)?;
        payments.lines = places.into_iter().map(Chunks::of_shared).collect::<Option<_>>()?;
        let line =
            |(items, last_told)| Some(Mailbox { items: Chunks::of_shared(items)?, last_told });
        let lines = lines.into_iter().zip(last_told).map(line).collect::<Option<_>>()?;
        let published = watch::Sender::new(recorded);
        Some(Self { lines, days, book, payments, open_files, recorded, published })
    }
}

/// An outbox behind one entry, to be written elsewhere.
#[derive(Debug)]
pub(crate) struct Taken {
    /// All that is not long; serializes.
    pub rest: Rest,
    /// Chunks of each participant's items.
    pub lines: Vec<Vec<Arc<Vec<Item>>>>,
    /// Chunks of the book's postings.
    pub postings: Vec<Arc<Vec<Kept>>>,
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
    book: Book,
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
