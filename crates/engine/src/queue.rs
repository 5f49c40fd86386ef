//! Payments that wait: one line per debit account, by priority, then in the order of entry.
//!
//! The queue holds; [`crate::payment`] decides. Release is FIFO with bypass per class (field rule
//! 26): when cover comes, the line is walked once in order and what fits is settled; within its
//! class a payment, new or waiting, goes past those that do not fit.
//!
//! No payment goes past a higher class that lacks cover: while an urgent or high payment waits
//! whose amount is above what is available, whose time has come and which no gate refuses or keeps,
//! the lower classes of that account wait for cover too, so that money gathers for the higher one.
//! A higher payment that is early or held, or that has cover and meets another limit, could not use
//! the money and holds nobody back. Orders (withdrawal, reserves) do not queue and stand outside
//! the rule. To bound the work only the first [`LOOK_MAX`] places of a line are asked.

use crate::AccountId;
use crate::digest::Trail;
use crate::entry::{Payment, Priority};
use crate::outcome::{Instructed, Wait};
use alloc::collections::{BTreeMap, BTreeSet};
use serde::{Deserialize, Serialize};
use suftaja_base::Instant;

/// How many places at the head of a line a payment of a lower class looks at.
pub const LOOK_MAX: usize = 64;

/// The place of a payment in its line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The account whose money it takes: that of the payer, or of the payer's sponsor.
    pub debit: AccountId,
    /// Urgent before high before normal.
    pub priority: Priority,
    /// The row, which is the order of entry.
    pub row: u32,
}

/// A payment that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// How events name it.
    pub payment: Instructed,
    /// Its `FrTm`, or zero.
    pub from_time: Instant,
    /// Its `RjctTm`, or zero.
    pub reject_time: Instant,
    /// When its sender is told that it still waits, or zero.
    pub warn_time: Instant,
    /// Why it waits.
    pub wait: Wait,
}

/// All lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Queue {
    waiting: BTreeMap<Place, Waiting>,
    lengths: BTreeMap<AccountId, u32>,
    timers: BTreeSet<(Instant, Place)>,
    /// Accounts whose release was cut off by the bound on postings; goes on with the next entry.
    pub(crate) unfinished: BTreeSet<AccountId>,
    /// For each receiver at its ceiling, the accounts in whose lines a payment waits for room.
    for_room: BTreeMap<AccountId, BTreeSet<AccountId>>,
}

impl Waiting {
    fn times(&self) -> [Instant; 3] {
        [self.from_time, self.reject_time, self.warn_time]
    }

    /// Whether its `RjctTm` has come.
    #[must_use]
    pub fn is_late(&self, now: Instant) -> bool {
        self.reject_time != Instant::default() && self.reject_time <= now
    }
}

impl Place {
    fn first_of(debit: AccountId) -> Self {
        Self { debit, priority: Priority::Urgent, row: 0 }
    }

    /// The place right behind this one.
    #[must_use]
    pub fn after(self) -> Self {
        Self { row: self.row.saturating_add(1), ..self }
    }

    /// The place of a payment in the line of an account.
    #[must_use]
    pub fn of(payment: &Payment, debit: AccountId, row: u32) -> Self {
        Self { debit, priority: payment.priority, row }
    }
}

impl Queue {
    /// Number of payments that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Number of payments that wait on an account.
    #[must_use]
    pub fn length(&self, debit: AccountId) -> u32 {
        self.lengths.get(&debit).copied().unwrap_or(0)
    }

    /// The line of an account, in order.
    pub fn line(&self, debit: AccountId) -> impl Iterator<Item = (&Place, &Waiting)> {
        self.waiting
            .range(Place::first_of(debit)..)
            .take_while(move |(place, _)| place.debit == debit)
    }

    /// Every payment that waits, by account and place.
    pub fn all(&self) -> impl Iterator<Item = (&Place, &Waiting)> {
        self.waiting.iter()
    }

    /// Accounts with a line.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.lengths.keys().copied()
    }

    /// The first payment of an account's line at or behind a place.
    pub(crate) fn next(&self, debit: AccountId, from: Option<Place>) -> Option<(Place, Waiting)> {
        let from = from.unwrap_or(Place::first_of(debit));
        let (place, waiting) = self.waiting.range(from..).next()?;
        (place.debit == debit).then_some((*place, *waiting))
    }

    pub(crate) fn put(&mut self, place: Place, waiting: Waiting) {
        for time in waiting.times() {
            if time != Instant::default() {
                self.timers.insert((time, place));
            }
        }
        *self.lengths.entry(place.debit).or_default() += 1;
        let before = self.waiting.insert(place, waiting);
        assert!(before.is_none(), "a payment waits once");
    }

    pub(crate) fn take(&mut self, place: Place) -> Option<Waiting> {
        let waiting = self.waiting.remove(&place)?;
        for time in waiting.times() {
            self.timers.remove(&(time, place));
        }
        if let Some(length) = self.lengths.get_mut(&place.debit) {
            *length -= 1;
            if *length == 0 {
                self.lengths.remove(&place.debit);
            }
        }
        Some(waiting)
    }

    pub(crate) fn set_wait(&mut self, place: Place, wait: Wait) {
        if let Some(waiting) = self.waiting.get_mut(&place) {
            waiting.wait = wait;
        }
    }

    /// The next payment whose timer has run by `now`, with its time.
    pub(crate) fn take_timer(&mut self, now: Instant) -> Option<(Instant, Place)> {
        let (time, _) = self.timers.first()?;
        if *time > now {
            return None;
        }
        self.timers.pop_first()
    }

    /// A payment of this line fits but for the receiver's ceiling.
    pub(crate) fn wait_for_room(&mut self, credit: AccountId, debit: AccountId) {
        self.for_room.entry(credit).or_default().insert(debit);
    }

    /// An account may have room under its ceiling now: puts the lines that wait for it on the list.
    pub(crate) fn room_came(&mut self, credit: AccountId) {
        if !self.for_room.is_empty()
            && let Some(lines) = self.for_room.remove(&credit)
        {
            self.unfinished.extend(lines);
        }
    }

    /// Puts every line whose account is among those named on the list for release.
    pub(crate) fn look_again(&mut self, is_meant: impl Fn(AccountId) -> bool) {
        self.unfinished.extend(self.lengths.keys().copied().filter(|id| is_meant(*id)));
    }

    /// Forgets lines that have gone; what waits for room is never more than what waits.
    pub(crate) fn forget_empty_lines(&mut self) {
        let lengths = &self.lengths;
        self.for_room.retain(|_, lines| {
            lines.retain(|debit| lengths.contains_key(debit));
            !lines.is_empty()
        });
    }

    /// When the next timer runs; what a node wakes up for.
    #[must_use]
    pub fn next_timer(&self) -> Option<Instant> {
        self.timers.first().map(|(time, _)| *time)
    }

    /// The payment at a place.
    #[must_use]
    pub fn waiting(&self, place: Place) -> Option<&Waiting> {
        self.waiting.get(&place)
    }

    /// Adds the queue to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for (place, waiting) in &self.waiting {
            into.mix(u64::from(place.debit.0), u64::from(place.row));
            into.mix(
                u64::from(place.priority.byte()) << 8 | wait_byte(waiting.wait),
                waiting.payment.amount,
            );
            into.mix(waiting.payment.entry, u64::from(waiting.payment.credit.0));
            into.mix(waiting.from_time.nanos(), waiting.reject_time.nanos());
            into.mix(waiting.warn_time.nanos(), 5);
        }
        for account in &self.unfinished {
            into.mix(u64::from(account.0), 0);
        }
        for (credit, lines) in &self.for_room {
            for debit in lines {
                into.mix(u64::from(credit.0), u64::from(debit.0) + 1);
            }
        }
    }
}

fn wait_byte(wait: Wait) -> u64 {
    match wait {
        Wait::Cover => 0,
        Wait::Time => 1,
        Wait::Held => 2,
        Wait::Date => 3,
    }
}
