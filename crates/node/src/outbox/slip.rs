//! How a line keeps its items: most say nothing that the list of payments does not.
//!
//! A payment that settles by the entry that brought it is told to its sender and forwarded to the
//! other side. Of both items the list knows all but a few bits, and a slip of 8 bytes holds those
//! and the payment's place; every other item is written out, and its slip holds its place among
//! them. Which of the two it becomes is found by trying: an item is kept short only where the slip
//! gives the very same one again. It goes on to do so, for what is settled is final, and the list
//! never changes such a payment.

use super::{Item, Outbox, Told};
use crate::payments::Listed;
use suftaja_base::packed_struct;
use suftaja_base::width::to_usize;
use suftaja_engine::EntryNumber;

/// An item as its line keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slip {
    /// Place in the list of payments, or among the items that are written out.
    at: u32,
    /// Version of the rules, ordinal and marks; [`WRITTEN_OUT`] alone where it is written out.
    marks: u32,
}
packed_struct!(Slip { at, marks });

const WRITTEN_OUT: u32 = 1 << 31;
const FORWARDED: u32 = 1 << 30;
const QUIET: u32 = 1 << 29;
const IRREVOCABLE: u32 = 1 << 28;
const ORDINAL_SHIFT: u32 = 16;
const ORDINAL_MAX: u32 = (1 << 12) - 1;
const RULE_VERSION: u32 = (1 << 16) - 1;

impl Slip {
    /// The slip of an item about the payment at a place; none where it has no room for it.
    fn short(at: usize, item: &Item) -> Option<Self> {
        let mark = |is_set: bool, mark: u32| if is_set { mark } else { 0 };
        if item.ordinal > ORDINAL_MAX {
            return None;
        }
        let marks = u32::from(item.rule_version)
            | item.ordinal << ORDINAL_SHIFT
            | mark(item.told == Told::Forwarded, FORWARDED)
            | mark(item.quiet, QUIET)
            | mark(item.irrevocable_at_entry, IRREVOCABLE);
        Some(Self { at: u32::try_from(at).ok()?, marks })
    }

    fn is_written_out(self) -> bool {
        self.marks & WRITTEN_OUT != 0
    }

    /// The item about a payment that settled by its own entry.
    fn about(self, payment: &Listed) -> Item {
        let is_forwarded = self.marks & FORWARDED != 0;
        let [sender, other] = payment.sender_first();
        Item {
            entry: payment.entry(),
            ordinal: self.marks >> ORDINAL_SHIFT & ORDINAL_MAX,
            about: payment.entry(),
            about_time: payment.time,
            time: payment.time,
            rule_version: u16::try_from(self.marks & RULE_VERSION).unwrap_or(0),
            irrevocable_at_entry: self.marks & IRREVOCABLE != 0,
            date: payment.date(payment.entry()),
            told: if is_forwarded { Told::Forwarded } else { Told::Settled },
            account: if is_forwarded { other } else { sender },
            amount: payment.amount,
            quiet: self.marks & QUIET != 0,
        }
    }
}

impl Outbox {
    /// The slip of a new item, which is written out where it must be.
    pub(super) fn slip(&mut self, item: &Item) -> Slip {
        if let Some(short) = self.short(item) {
            return short;
        }
        let at = u32::try_from(self.written_out.len());
        let at = at.unwrap_or_else(|_| unreachable!("memory ends long before"));
        self.written_out.push(*item);
        Slip { at, marks: WRITTEN_OUT }
    }

    fn short(&self, item: &Item) -> Option<Slip> {
        // What settled later is written out without being looked for.
        if item.about != item.entry || !matches!(item.told, Told::Settled | Told::Forwarded) {
            return None;
        }
        let place = self.payments.place(item.about)?;
        let short = Slip::short(place, item)?;
        let payment = self.payments.all.get(place)?;
        (short.about(payment) == *item).then_some(short)
    }

    /// The item of a slip.
    pub(super) fn item(&self, slip: Slip) -> Item {
        let at = to_usize(slip.at);
        let item = match slip.is_written_out() {
            true => self.written_out.get(at).copied(),
            false => self.payments.all.get(at).map(|payment| slip.about(payment)),
        };
        item.unwrap_or_else(|| unreachable!("a slip names what is there"))
    }

    /// The entry whose application made the item of a slip.
    pub(super) fn entry(&self, slip: Slip) -> EntryNumber {
        let at = to_usize(slip.at);
        let entry = match slip.is_written_out() {
            true => self.written_out.get(at).map(|item| item.entry),
            false => self.payments.all.get(at).map(Listed::entry),
        };
        entry.unwrap_or_else(|| unreachable!("a slip names what is there"))
    }

    /// Whether what a slip names is there.
    pub(super) fn has(&self, slip: Slip) -> bool {
        let there =
            if slip.is_written_out() { self.written_out.len() } else { self.payments.all.len() };
        to_usize(slip.at) < there
    }
}
