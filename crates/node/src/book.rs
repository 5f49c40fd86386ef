//! The book of postings: each once, and for every account the chain of its lines.
//!
//! Made from the events of entries as they are applied, live and in replay alike, since the engine
//! keeps balances and no amounts of the past. Statements, reports and exports are read from here;
//! it decides nothing. An account's line ends at a closing of its currency's day, and the next
//! begins there, so that no posting stands on two statements or on none.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suftaja_base::width::to_usize;
use suftaja_base::{BusinessDate, Chunks, Instant, packed_struct};
use suftaja_engine::entry::AccountKind;
use suftaja_engine::entry::query::Report;
use suftaja_engine::outcome::{Instructed, Phase, TierEvent};
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, Event, Stamp, State};
use suftaja_iso::write::Booking;

/// Entries of an account in one message at most; more are told in pages.
pub const LINES_MAX: u32 = 1_000;

/// One debit and one credit, as they were booked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The entry by which it was booked: SF3 of a payment.
    pub entry: EntryNumber,
    /// The entry that brought the instruction, whose evidence names it; 0 for fees of a whole day.
    pub about: EntryNumber,
    /// Time of the booking.
    pub time: Instant,
    /// The account debited.
    pub debit: AccountId,
    /// The account credited.
    pub credit: AccountId,
    /// Minor units.
    pub amount: u64,
    /// The business date of the currency: the value date.
    pub date: BusinessDate,
    /// What kind of business it is.
    pub booking: Booking,
}

/// A posting as the book keeps it, 48 bytes. Entries are numbered in 32 bits as in the engine's
/// history, whose rows bound them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    time: Instant,
    amount: u64,
    entry: u32,
    about: u32,
    debit: AccountId,
    credit: AccountId,
    date: BusinessDate,
    /// The posting before it on the account debited, and on the one credited.
    before: [u32; 2],
    booking: Booking,
}
packed_struct!(Kept { time, amount, entry, about, debit, credit, date, before, booking });

impl Kept {
    fn of(posting: &Posting, before: [u32; 2]) -> Self {
        let Posting { entry, about, time, debit, credit, amount, date, booking } = *posting;
        let number = |entry: EntryNumber| u32::try_from(entry).unwrap_or(u32::MAX);
        let (entry, about) = (number(entry), number(about));
        Self { time, amount, entry, about, debit, credit, date, before, booking }
    }

    fn posting(&self) -> Posting {
        let Self { time, amount, entry, about, debit, credit, date, booking, .. } = *self;
        let (entry, about) = (entry.into(), about.into());
        Posting { entry, about, time, debit, credit, amount, date, booking }
    }
}

/// Where an account stood when a day of its currency ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closing {
    /// The business day that ended.
    pub date: BusinessDate,
    /// The entry that ended it.
    pub entry: EntryNumber,
    /// Time of that entry.
    pub time: Instant,
    /// How many lines the account had by then.
    pub lines: u32,
    /// The last of them.
    last: u32,
    /// The balance, minor units.
    pub balance: i128,
}

/// Lines of an account to be told, with the balance before them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extract {
    /// In which message, and how much of it.
    pub report: Report,
    /// Number of the closing that ends it, from 1; 0 where the day goes on.
    pub closing: u32,
    /// The first line.
    pub first: u32,
    /// The line behind the last.
    pub end: u32,
    /// The page, from 1.
    pub page: u16,
    /// Whether it is the last page.
    pub is_last: bool,
}
packed_struct!(Extract { report, closing, first, end, page, is_last });

/// Postings that a snapshot shares, and writes, together.
const CHUNK: usize = 1 << 14;
/// No posting before.
const NONE: u32 = u32::MAX;

/// The end of an account's chain of postings; small, so that those of many accounts are at hand.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Tail {
    last: u32,
    lines: u32,
}

/// All postings, each chained to the one before it on either side.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Book {
    #[serde(skip)]
    pub(crate) postings: Chunks<Kept, CHUNK>,
    tails: Vec<Tail>,
    closings: Vec<Arc<Vec<Closing>>>,
    /// How many accounts there were before the present entry, whose days end before its own body
    /// opens any.
    known: usize,
}

impl Posting {
    /// The posting of an event, where it is one. Whatever posts is known here and nowhere else.
    fn of(
        state: &State,
        entry: EntryNumber,
        time: Instant,
        event: &Event,
        behind: &[(EntryNumber, Event)],
    ) -> Option<Self> {
        let (about, debit, credit, amount) = match *event {
            Event::Settled { payment, .. } => {
                let [debit, credit] = carriers(&payment, behind);
                (payment.entry, debit, credit, payment.amount)
            }
            Event::Posted { debit, credit, amount, .. }
            | Event::LiquidityMoved { debit, credit, amount, .. } => (entry, debit, credit, amount),
            Event::Charged { debit, credit, amount, about, .. } => (about, debit, credit, amount),
            _ => return None,
        };
        // What settles within one account of a sponsor moves nothing on it.
        if debit == credit {
            return None;
        }
        let account = |id| state.ledger().account(id);
        let is_issue = |id| account(id).is_some_and(|held| held.kind() == AccountKind::Issue);
        let is_frozen = |id| account(id).is_some_and(|held| held.kind() == AccountKind::Frozen);
        let booking = match (is_issue(debit), is_issue(credit)) {
            _ if matches!(event, Event::Charged { .. }) => Booking::Fee,
            _ if is_frozen(debit) || is_frozen(credit) => Booking::Freeze,
            (true, _) => Booking::Funding,
            (_, true) => Booking::Withdrawal,
            _ => Booking::Payment,
        };
        let currency = account(debit).and_then(|held| state.register().currency(held.currency()));
        let date = match *event {
            // Taken at the end of a day that is over behind the entry.
            Event::Charged { date, .. } => date,
            _ => currency.and_then(|held| held.date).unwrap_or(time.date()),
        };
        Some(Self { entry, about, time, debit, credit, amount, date, booking })
    }

    /// The account on the other side, and whether this one is credited.
    #[must_use]
    pub fn seen_from(&self, account: AccountId) -> (AccountId, bool) {
        if self.credit == account { (self.debit, true) } else { (self.credit, false) }
    }
}

impl Book {
    /// Adds what an event posts, or ends.
    pub(crate) fn record(
        &mut self,
        state: &State,
        entry: EntryNumber,
        stamp: &Stamp,
        (event, behind): (&Event, &[(EntryNumber, Event)]),
    ) {
        if let Some(posting) = Posting::of(state, entry, stamp.time, event, behind) {
            self.post(&posting);
        }
        if let Some((currency, date)) = ended(state, event) {
            let of = (0..).map(AccountId).zip(state.ledger().accounts());
            // The account of an indirect participant is a name without money.
            let of = of.take(self.known);
            let of = of.filter(|(_, held)| held.kind() != AccountKind::Sponsored);
            for (account, _) in of.filter(|(_, held)| held.currency() == currency) {
                let (balance, Tail { last, lines }) = (self.balance(account), self.tail(account));
                let closing = Closing { date, entry, time: stamp.time, lines, last, balance };
                if self.closings.len() <= account.at() {
                    self.closings.resize_with(account.at() + 1, Arc::default);
                }
                if let Some(closings) = self.closings.get_mut(account.at()) {
                    Arc::make_mut(closings).push(closing);
                }
            }
        }
    }

    /// The entry is at its end.
    pub(crate) fn close_entry(&mut self, state: &State) {
        self.known = state.ledger().accounts().len();
    }

    fn post(&mut self, posting: &Posting) {
        let number = to_u32(self.postings.len());
        let accounts = [posting.debit, posting.credit];
        let mut chain = [NONE; 2];
        for (before, account) in chain.iter_mut().zip(accounts) {
            if self.tails.len() <= account.at() {
                self.tails.resize(account.at() + 1, Tail { last: NONE, lines: 0 });
            }
            if let Some(tail) = self.tails.get_mut(account.at()) {
                *before = tail.last;
                *tail = Tail { last: number, lines: tail.lines + 1 };
            }
        }
        self.postings.push(Kept::of(posting, chain));
    }

    fn tail(&self, account: AccountId) -> Tail {
        self.tails.get(account.at()).copied().unwrap_or(Tail { last: NONE, lines: 0 })
    }

    /// The balance of an account, in minor units.
    #[must_use]
    pub fn balance(&self, account: AccountId) -> i128 {
        self.balance_before(account, self.length(account))
    }

    /// The balance behind the first so many lines of an account: that of the last closing among
    /// them, and the lines from there on.
    #[must_use]
    pub fn balance_before(&self, account: AccountId, line: u32) -> i128 {
        let closings = self.closings(account);
        let count = closings.partition_point(|closing| closing.lines <= line);
        let closing = count.checked_sub(1).and_then(|at| closings.get(at));
        let (lines, balance) = closing.map_or((0, 0), |closing| (closing.lines, closing.balance));
        let behind = self.lines(account, lines, line).into_iter();
        let signed = |(_, posting): (u32, Posting)| {
            let amount = i128::from(posting.amount);
            if posting.seen_from(account).1 { amount } else { -amount }
        };
        balance + behind.map(signed).sum::<i128>()
    }

    /// The closings of an account, in their order.
    #[must_use]
    pub fn closings(&self, account: AccountId) -> &[Closing] {
        self.closings.get(account.at()).map_or(&[], |closings| closings.as_slice())
    }

    /// The number of the closing of a business day, from 1.
    #[must_use]
    pub fn closing_of(&self, account: AccountId, date: BusinessDate) -> Option<u32> {
        let found = self.closings(account).binary_search_by_key(&date, |closing| closing.date);
        found.ok().map(|at| to_u32(at) + 1)
    }

    /// The closing of this number, and the one before it.
    #[must_use]
    pub fn closing(&self, account: AccountId, number: u32) -> (Option<Closing>, Option<Closing>) {
        let closings = self.closings(account);
        let at = |number: Option<u32>| {
            let at = to_usize(number?.checked_sub(1)?);
            closings.get(at).copied()
        };
        (at(Some(number)), at(number.checked_sub(1)))
    }

    /// Lines of an account from one number to another, each with its number. They are found
    /// backwards from the closing behind them, so what they cost is the length of a day.
    #[must_use]
    pub fn lines(&self, account: AccountId, first: u32, end: u32) -> Vec<(u32, Posting)> {
        let closings = self.closings(account);
        let behind = closings.partition_point(|closing| closing.lines < end);
        let tail = self.tail(account);
        let (mut at, mut number) = match closings.get(behind) {
            Some(closing) => (closing.lines, closing.last),
            None => (tail.lines, tail.last),
        };
        let mut lines = Vec::new();
        while at > first
            && let Some(kept) = self.postings.get(to_usize(number))
        {
            at -= 1;
            if at < end {
                lines.push((at, kept.posting()));
            }
            let [debited, credited] = kept.before;
            number = if kept.debit == account { debited } else { credited };
        }
        lines.reverse();
        lines
    }

    /// Number of lines of an account.
    #[must_use]
    pub fn length(&self, account: AccountId) -> u32 {
        self.tail(account).lines
    }

    /// What a report tells now, of the present day or of one that ended: its first page. Nothing
    /// where that day has not ended.
    #[must_use]
    pub fn extract(
        &self,
        account: AccountId,
        report: Report,
        date: Option<BusinessDate>,
    ) -> Option<Extract> {
        let closed = date.map(|date| self.closing_of(account, date));
        let (closing, number) = match closed {
            Some(None) => return None,
            Some(Some(number)) => (number, number),
            None => (0, to_u32(self.closings(account).len()) + 1),
        };
        let (this, before) = self.closing(account, number);
        let first = before.map_or(0, |closing| closing.lines);
        let end = this.map_or(self.length(account), |closing| closing.lines);
        Some(Extract { report, closing, first, end, page: 1, is_last: true })
    }

    /// The balance before a line of the account's present or closed day.
    #[must_use]
    pub fn opening(&self, account: AccountId, extract: &Extract) -> i128 {
        let closings = self.closings(account);
        let number = match extract.closing {
            0 => closings.iter().take_while(|closing| closing.lines <= extract.first).count(),
            number => to_usize(number) - 1,
        };
        let before = number.checked_sub(1).and_then(|at| closings.get(at));
        before.map_or(0, |closing| closing.balance)
    }

    /// Every posting of a currency on its present day or one that ended, in the order of booking;
    /// nothing where there is no such day.
    #[must_use]
    pub fn day(
        &self,
        state: &State,
        currency: CurrencyId,
        date: Option<BusinessDate>,
    ) -> Option<Vec<Posting>> {
        let all = (0..).map(AccountId).zip(state.ledger().accounts());
        let own = all.filter(|(_, held)| held.currency() == currency).map(|(id, _)| id);
        let mut found: Vec<Posting> = Vec::new();
        let mut is_known = date.is_none();
        for account in own {
            let Some(extract) = self.extract(account, Report::Entries, date) else { continue };
            is_known = true;
            let lines = self.lines(account, extract.first, extract.end).into_iter();
            found.extend(lines.map(|(_, line)| line).filter(|line| line.debit == account));
        }
        // An entry posts in the order of its events, and accounts were asked one after the other.
        found.sort_by_key(|posting| posting.entry);
        is_known.then_some(found)
    }
}

impl Extract {
    /// Its pages, each with the lines that stand on it. A report without lines has one page.
    pub fn pages(self) -> impl Iterator<Item = Self> {
        let listed = match self.report {
            Report::Balances | Report::Totals => 0,
            Report::Details | Report::Statement | Report::Entries => self.end - self.first,
        };
        let count = listed.div_ceil(LINES_MAX).clamp(1, u32::from(u16::MAX));
        (1..=count).map(move |page| Self {
            page: u16::try_from(page).unwrap_or(u16::MAX),
            is_last: page == count,
            ..self
        })
    }

    /// The lines on its page.
    #[must_use]
    pub fn on_page(&self) -> (u32, u32) {
        match self.report {
            Report::Balances | Report::Totals => (self.first, self.end),
            Report::Details | Report::Statement | Report::Entries => {
                let before = (u32::from(self.page) - 1).saturating_mul(LINES_MAX);
                let first = self.first.saturating_add(before).min(self.end);
                (first, first.saturating_add(LINES_MAX).min(self.end))
            }
        }
    }
}

/// The accounts whose money moved: those of the payment, or of the sponsors that carried it, as the
/// events right behind its settlement tell.
fn carriers(payment: &Instructed, behind: &[(EntryNumber, Event)]) -> [AccountId; 2] {
    let mut moved = [payment.debit, payment.credit];
    for (_, event) in behind {
        match event {
            Event::Tier(TierEvent::Carried { payment: own, carrier, credit, .. })
                if own.row == payment.row =>
            {
                let [debited, credited] = &mut moved;
                *(if *credit { credited } else { debited }) = *carrier;
            }
            _ => break,
        }
    }
    moved
}

/// A count as the book keeps it; a union holds fewer postings than this has room for.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The day that an event ends, and of which currency.
pub(crate) fn ended(state: &State, event: &Event) -> Option<(CurrencyId, BusinessDate)> {
    match *event {
        Event::Day { currency, date, phase: Phase::Closed } => Some((currency, date)),
        // A roll tells the date that begins; the one before it was proved.
        Event::Day { currency, date, phase: Phase::Rolled } => {
            let proved = state.days().proofs(currency).iter().map(|proof| proof.date);
            proved.filter(|proved| *proved < date).max().map(|proved| (currency, proved))
        }
        _ => None,
    }
}
