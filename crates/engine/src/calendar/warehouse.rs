//! Payments that were accepted for a later business date and are kept until it comes.
//!
//! They stand apart from the queue, whose lines are walked whenever money comes. When their day
//! starts they are checked again (field rule 19); when it opens they join the queue and settle,
//! wait or are refused like any other.

use crate::digest::Trail;
use crate::entry::{Payment, Priority};
use crate::outcome::{Instructed, Wait};
use crate::queue::{Place, Waiting};
use crate::{AccountId, CurrencyId, RowId};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant};

/// Where a payment is kept: by date, then in the order of entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Shelf {
    /// Its currency.
    pub currency: CurrencyId,
    /// Its settlement date.
    pub date: BusinessDate,
    /// Its row, which is the order of entry.
    pub row: RowId,
}

/// A payment that is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// How events name it.
    pub payment: Instructed,
    /// Its priority in the queue to come.
    pub priority: Priority,
    /// Its `FrTm`, or zero.
    pub from_time: Instant,
    /// Its `RjctTm`, or zero.
    pub reject_time: Instant,
    /// When its sender is told that it still waits, or zero.
    pub warn_time: Instant,
}

/// All payments kept for later.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Warehouse {
    kept: BTreeMap<Shelf, Kept>,
    /// Where each payment is, for those who know only its row.
    shelves: BTreeMap<RowId, Shelf>,
    lengths: BTreeMap<AccountId, u32>,
    /// When payments that state a reject time are to be refused.
    timers: BTreeSet<(Instant, Shelf)>,
}

impl Kept {
    /// What is kept of a payment.
    pub(crate) fn of(payment: &Payment, instructed: Instructed) -> Self {
        Self {
            payment: instructed,
            priority: payment.priority,
            from_time: payment.from_time,
            reject_time: payment.reject_time,
            warn_time: payment.warn_time(),
        }
    }

    /// Its place in the line of an account, once its day has come.
    pub(crate) fn into_line(self, debit: AccountId) -> (Place, Waiting) {
        let Self { payment, priority, from_time, reject_time, warn_time } = self;
        let place = Place { debit, priority, row: payment.row.0 };
        (place, Waiting { payment, from_time, reject_time, warn_time, wait: Wait::Date })
    }
}

impl Warehouse {
    /// Everything kept, by currency and date.
    pub fn all(&self) -> impl Iterator<Item = (&Shelf, &Kept)> {
        self.kept.iter()
    }

    /// Number of payments kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Number of payments kept on an account.
    #[must_use]
    pub fn length(&self, account: AccountId) -> u32 {
        self.lengths.get(&account).copied().unwrap_or(0)
    }

    /// Where a payment is kept.
    pub(crate) fn shelf_of(&self, row: RowId) -> Option<Shelf> {
        self.shelves.get(&row).copied()
    }

    pub(crate) fn put(&mut self, shelf: Shelf, kept: Kept) {
        *self.lengths.entry(kept.payment.debit).or_default() += 1;
        if kept.reject_time != Instant::default() {
            self.timers.insert((kept.reject_time, shelf));
        }
        self.shelves.insert(shelf.row, shelf);
        let before = self.kept.insert(shelf, kept);
        assert!(before.is_none(), "a payment is kept once");
    }

    pub(crate) fn take(&mut self, shelf: &Shelf) -> Option<Kept> {
        let kept = self.kept.remove(shelf)?;
        self.shelves.remove(&shelf.row);
        self.timers.remove(&(kept.reject_time, *shelf));
        let debit = kept.payment.debit;
        if let Some(length) = self.lengths.get_mut(&debit) {
            *length -= 1;
            if *length == 0 {
                self.lengths.remove(&debit);
            }
        }
        Some(kept)
    }

    /// When the next reject time comes.
    #[must_use]
    pub fn next_timer(&self) -> Option<Instant> {
        self.timers.first().map(|(time, _)| *time)
    }

    /// Takes the next payment whose reject time has come.
    pub(crate) fn take_late(&mut self, now: Instant) -> Option<Kept> {
        let (_, shelf) = self.timers.first().filter(|(time, _)| *time <= now).copied()?;
        self.take(&shelf)
    }

    /// What is kept for a date of a currency, and before it.
    pub(crate) fn until(&self, currency: CurrencyId, date: BusinessDate) -> Vec<(Shelf, Kept)> {
        let from = Shelf { currency, date: BusinessDate::MIN, row: RowId(0) };
        let to = Shelf { currency, date, row: RowId(u32::MAX) };
        self.kept.range(from..=to).map(|(shelf, kept)| (*shelf, *kept)).collect()
    }

    pub(super) fn digest(&self, into: &mut Trail) {
        for (shelf, kept) in &self.kept {
            let days = u64::from(shelf.date.days().cast_unsigned());
            into.mix(u64::from(shelf.row.0) << 8 | u64::from(kept.priority.byte()), days);
            into.mix(kept.payment.amount, u64::from(kept.payment.debit.0));
            into.mix(kept.from_time.nanos(), kept.reject_time.nanos());
            into.mix(kept.warn_time.nanos(), 5);
        }
    }
}
