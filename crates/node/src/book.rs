//! The book of postings: each once, and for every account the chain of its lines.
//!
//! Made from the events of entries as they are applied, live and in replay alike, since the engine
//! keeps balances and no amounts of the past. Statements, reports and exports are read from here;
//! it decides nothing. An account's line ends at a closing of its currency's day, and the next
//! begins there, so that no posting stands on two statements or on none.

mod kept;
mod posting;

use crate::payments::Payments;
pub(crate) use kept::{Kept, Link};
pub use posting::Posting;
use serde::{Deserialize, Serialize};
use suftaja_base::width::to_usize;
use suftaja_base::{BusinessDate, Instant, packed_struct};
use suftaja_engine::entry::query::Report;
use suftaja_engine::outcome::Phase;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, Event, State};

use kept::to_u32;

/// Entries of an account in one message at most; more are told in pages.
pub const LINES_MAX: u32 = 1_000;

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

/// The book, to be read.
#[derive(Clone, Copy, Debug)]
pub struct Book<'b> {
    kept: &'b Kept,
    /// Knows the particulars of most postings.
    payments: &'b Payments,
}

impl<'b> Book<'b> {
    pub(crate) fn new(kept: &'b Kept, payments: &'b Payments) -> Self {
        Self { kept, payments }
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
    pub fn closings(&self, account: AccountId) -> &'b [Closing] {
        self.kept.closings(account)
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
        let tail = self.kept.tail(account);
        let (mut at, mut number) = match closings.get(behind) {
            Some(closing) => (closing.lines, closing.last),
            None => (tail.lines, tail.last),
        };
        let mut lines = Vec::new();
        while at > first
            && let Some(link) = self.kept.links.get(to_usize(number))
        {
            at -= 1;
            let posting = self.kept.posting(self.payments, link);
            if at < end {
                lines.push((at, posting));
            }
            let [debited, credited] = link.before;
            number = if posting.debit == account { debited } else { credited };
        }
        lines.reverse();
        lines
    }

    /// Number of lines of an account.
    #[must_use]
    pub fn length(&self, account: AccountId) -> u32 {
        self.kept.tail(account).lines
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
