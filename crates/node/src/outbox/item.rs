//! An item: what is told to one participant, from which its message is rendered.

use crate::book::Extract;
use suftaja_base::{BusinessDate, Instant, Suf, packed_enum, packed_struct};
use suftaja_engine::outcome::Phase;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber};

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
