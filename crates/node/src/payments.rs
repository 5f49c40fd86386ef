//! The list of payments: each once, in the order of entry, and for every participant the places of
//! its own.
//!
//! Made from entries and their events as they are applied, live and in replay alike; searched at
//! `/v1/payments`. It keeps by which entry a standing came, so that it tells how a payment stood
//! behind any entry. How an instruction was named stays in the sealed evidence and is never here;
//! what the engine's identities do not lead to is found by its UETR or identity
//! ([`Payments::apart`], [`Payments::again`]). It decides nothing.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use suftaja_base::width::to_usize;
use suftaja_base::{BusinessDate, Chunks, Instant, Suf, packed_struct};
use suftaja_engine::entry::{Family, Payment};
use suftaja_engine::outcome::Instructed;
use suftaja_engine::{
    AccountId, Body, CurrencyId, Entry, EntryNumber, Event, ParticipantId, Stamp, State,
};

/// A payment, 48 bytes. Entries are numbered in 32 bits as in the engine's history, whose rows
/// bound them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Time of its entry (SF1).
    pub time: Instant,
    /// Minor units.
    pub amount: u64,
    /// The account that pays.
    pub debit: AccountId,
    /// The account that receives.
    pub credit: AccountId,
    /// The settlement date that the instruction states.
    pub value_date: BusinessDate,
    /// Message family.
    pub family: Family,
    entry: u32,
    /// The entry by which it was settled or refused; 0 while it waits.
    by: u32,
    /// The business date on which it settled.
    date: BusinessDate,
    /// Why it was refused, where it was.
    code: Option<Suf>,
}
packed_struct!(Listed { time, amount, debit, credit, value_date, family, entry, by, date, code });

/// Where a payment stood behind an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stood {
    /// Accepted, not decided yet.
    Waits,
    /// Final.
    Settled {
        /// By which entry (SF3).
        by: EntryNumber,
    },
    /// Refused.
    Refused {
        /// By which entry.
        by: EntryNumber,
        /// Why.
        code: Suf,
    },
}

/// Payments, and places of them, that a snapshot shares, and writes, together.
const LISTED_CHUNK: usize = 1 << 14;
const PLACES_CHUNK: usize = 1 << 12;

/// Between which entries the payments of a business day came.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Span {
    first: u32,
    last: u32,
}

/// All payments.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Payments {
    #[serde(skip)]
    pub(crate) all: Chunks<Listed, LISTED_CHUNK>,
    /// For each participant the places of the payments in which it is a party.
    #[serde(skip)]
    pub(crate) lines: Vec<Chunks<u32, PLACES_CHUNK>>,
    /// For each currency its days, each with a payment at least.
    spans: Vec<BTreeMap<BusinessDate, Span>>,
    /// For each currency by which entries its business days began.
    begun: Vec<Vec<(u32, BusinessDate)>>,
    /// UETR and entry of those without an identity of their UETR.
    apart: BTreeSet<(u128, u32)>,
    /// Identity and entry of those that did not use theirs up.
    again: BTreeSet<(u128, u32)>,
}

impl Listed {
    /// The entry that brought it.
    #[must_use]
    pub fn entry(&self) -> EntryNumber {
        self.entry.into()
    }

    /// Where it stood behind an entry.
    #[must_use]
    pub fn stood(&self, as_of: EntryNumber) -> Stood {
        let by = EntryNumber::from(self.by);
        match self.code {
            _ if by == 0 || by > as_of => Stood::Waits,
            Some(code) => Stood::Refused { by, code },
            None => Stood::Settled { by },
        }
    }

    /// The business date behind an entry: of settlement, and before that the one it is for.
    #[must_use]
    pub fn date(&self, as_of: EntryNumber) -> BusinessDate {
        match self.stood(as_of) {
            Stood::Settled { .. } => self.date,
            Stood::Waits | Stood::Refused { .. } => self.value_date,
        }
    }

    /// The account of who sent it, then that of the other side.
    #[must_use]
    pub fn sender_first(&self) -> [AccountId; 2] {
        self.family.sender_first([self.debit, self.credit])
    }
}

impl Payments {
    /// Adds the payment that an entry brings, and what its events made of others.
    pub(crate) fn record(
        &mut self,
        state: &State,
        number: EntryNumber,
        entry: &Entry,
        events: &[(EntryNumber, Event)],
    ) {
        if let Body::DayOpened { currency, .. } = entry.body {
            self.begin(state, number, currency);
        }
        for (_, event) in events {
            let (instructed, code) = match event {
                Event::Day { currency, .. } => {
                    self.begin(state, number, *currency);
                    continue;
                }
                Event::Queued { payment, .. } | Event::Settled { payment, .. } => (payment, None),
                Event::Refused { payment, code, .. } => (payment, Some(*code)),
                _ => continue,
            };
            // Entries come in their order, so none but the last can be the one of this entry.
            let is_listed = self.last().is_some_and(|last| last.entry() == number);
            let is_new = instructed.entry == number && !is_listed;
            // What no message brought is a transfer of the system's own, as in the outbox.
            if instructed.family == Family::Internal {
                continue;
            }
            if let Some(payment) = entry.body.payment().filter(|_| is_new) {
                self.add(state, number, &entry.stamp, payment);
            }
            if !matches!(event, Event::Queued { .. }) {
                self.decide(state, number, &entry.stamp, (instructed, code));
            }
            let unnamed = matches!(event, Event::Refused { remembered: false, .. });
            if let Some(payment) = entry.body.payment().filter(|_| is_new) {
                self.name(number, payment, unnamed);
            }
        }
    }

    fn add(&mut self, state: &State, number: EntryNumber, stamp: &Stamp, payment: &Payment) {
        let Payment { debit, credit, amount, family, value_date, .. } = *payment;
        let (time, entry) = (stamp.time, to_u32(number));
        let (by, date, code) = (0, value_date, None);
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(Listed {
            time,
            amount,
            debit,
            credit,
            value_date,
            family,
            entry,
            by,
            date,
            code,
        });
        let [payer, payee] = [debit, credit].map(|id| owner(state, id));
        self.line_of(payer).push(place);
        if payee != payer {
            self.line_of(payee).push(place);
        }
        self.stretch(currency(state, debit), value_date, entry);
    }

    /// A standing that lasts.
    fn decide(
        &mut self,
        state: &State,
        number: EntryNumber,
        stamp: &Stamp,
        (instructed, code): (&Instructed, Option<Suf>),
    ) {
        let id = currency(state, instructed.debit);
        let present = state.register().currency(id).and_then(|held| held.date);
        let date = present.unwrap_or(stamp.time.date());
        let place = self.place(instructed.entry);
        let Some(listed) = place.and_then(|place| self.all.get_mut(place)) else { return };
        (listed.by, listed.code) = (to_u32(number), code);
        if code.is_none() && date != listed.value_date {
            listed.date = date;
            let entry = listed.entry;
            self.stretch(id, date, entry);
        }
    }

    /// Remembers what the engine has no identity for: a refusal that may pass or met an
    /// identification in use, and the UETR of a return, which is that of its original.
    fn name(&mut self, number: EntryNumber, payment: &Payment, unnamed: bool) {
        let entry = to_u32(number);
        if payment.uetr != 0 && (unnamed || payment.family == Family::Pacs004) {
            self.apart.insert((payment.uetr, entry));
        }
        if unnamed {
            self.again.insert((payment.identity, entry));
        }
    }

    fn line_of(&mut self, of: ParticipantId) -> &mut Chunks<u32, PLACES_CHUNK> {
        if self.lines.len() <= of.at() {
            self.lines.resize_with(of.at() + 1, Chunks::default);
        }
        let line = self.lines.get_mut(of.at());
        line.unwrap_or_else(|| unreachable!("there are lines up to this participant"))
    }

    /// The day has a payment of this entry.
    fn stretch(&mut self, currency: CurrencyId, date: BusinessDate, entry: u32) {
        if self.spans.len() <= currency.at() {
            self.spans.resize_with(currency.at() + 1, BTreeMap::new);
        }
        let Some(days) = self.spans.get_mut(currency.at()) else { return };
        // Whatever dates senders invent, none is looked for among all others.
        let span = days.entry(date).or_insert(Span { first: entry, last: entry });
        span.first = span.first.min(entry);
        span.last = span.last.max(entry);
    }

    /// The business day of a currency may be another behind this entry.
    fn begin(&mut self, state: &State, number: EntryNumber, currency: CurrencyId) {
        let present = state.register().currency(currency).and_then(|held| held.date);
        if self.begun.len() <= currency.at() {
            self.begun.resize_with(currency.at() + 1, Vec::new);
        }
        let Some((days, present)) = self.begun.get_mut(currency.at()).zip(present) else { return };
        if days.last().is_none_or(|(_, last)| *last != present) {
            days.push((to_u32(number), present));
        }
    }

    /// The business date of a currency behind an entry; none before its first day.
    #[must_use]
    pub fn present(&self, currency: CurrencyId, as_of: EntryNumber) -> Option<BusinessDate> {
        let days = self.begun.get(currency.at())?.iter().rev();
        let mut begun = days.skip_while(|(entry, _)| EntryNumber::from(*entry) > as_of);
        begun.next().map(|(_, date)| *date)
    }

    /// The place of the payment that an entry brought.
    pub(crate) fn place(&self, entry: EntryNumber) -> Option<usize> {
        // It is mostly the last payment.
        let last = self.all.len().checked_sub(1)?;
        let place = match self.last() {
            Some(found) if found.entry() == entry => last,
            _ => self.all.partition_point(|listed| listed.entry() < entry),
        };
        self.all.get(place).filter(|listed| listed.entry() == entry).map(|_| place)
    }

    fn last(&self) -> Option<&Listed> {
        self.all.get(self.all.len().checked_sub(1)?)
    }

    /// The payment that an entry brought.
    #[must_use]
    pub fn find(&self, entry: EntryNumber) -> Option<&Listed> {
        self.all.get(self.place(entry)?)
    }

    /// How many payments a participant is a party to.
    #[must_use]
    pub fn count(&self, of: ParticipantId) -> usize {
        self.lines.get(of.at()).map_or(0, Chunks::len)
    }

    /// The payments before an entry, the latest first: of one participant, or all.
    pub fn before(
        &self,
        of: Option<ParticipantId>,
        entry: EntryNumber,
    ) -> impl Iterator<Item = &Listed> {
        let line = of.map(|of| self.lines.get(of.at()));
        let lies_before = |listed: Option<&Listed>| listed.is_some_and(|l| l.entry() < entry);
        let count = match line {
            Some(None) => 0,
            Some(Some(line)) => {
                line.partition_point(|place| lies_before(self.all.get(to_usize(*place))))
            }
            None => self.all.partition_point(|listed| lies_before(Some(listed))),
        };
        let place = move |at: usize| match line {
            Some(line) => line?.get(at).copied().map(to_usize),
            None => Some(at),
        };
        (0..count).rev().filter_map(move |at| self.all.get(place(at)?))
    }

    /// The entry of the first payment that entered at this time or later; none where none did.
    #[must_use]
    pub fn first_at(&self, time: Instant) -> Option<EntryNumber> {
        let place = self.all.partition_point(|listed| listed.time < time);
        self.all.get(place).map(Listed::entry)
    }

    /// Between which entries, both included, lie all payments that settled on a business date, or
    /// state it.
    #[must_use]
    pub fn span(
        &self,
        currency: CurrencyId,
        date: BusinessDate,
    ) -> Option<(EntryNumber, EntryNumber)> {
        let span = self.spans.get(currency.at())?.get(&date)?;
        Some((span.first.into(), span.last.into()))
    }

    /// Entries of payments with this UETR to which no identity leads.
    pub fn apart(&self, uetr: u128) -> impl Iterator<Item = EntryNumber> {
        self.apart.range((uetr, 0)..=(uetr, u32::MAX)).map(|(_, entry)| (*entry).into())
    }

    /// Entries of payments of this identity that did not use it up.
    pub fn again(&self, identity: u128) -> impl Iterator<Item = EntryNumber> {
        self.again.range((identity, 0)..=(identity, u32::MAX)).map(|(_, entry)| (*entry).into())
    }
}

fn owner(state: &State, id: AccountId) -> ParticipantId {
    state.ledger().account(id).map_or(ParticipantId::OPERATOR, |held| held.owner())
}

fn currency(state: &State, id: AccountId) -> CurrencyId {
    state.ledger().account(id).map(|held| held.currency()).unwrap_or_default()
}

fn to_u32(entry: EntryNumber) -> u32 {
    u32::try_from(entry).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Listed;

    #[test]
    fn a_payment_takes_as_little_room_as_is_said() {
        assert!(size_of::<Listed>() <= 48, "{}", size_of::<Listed>());
    }
}
