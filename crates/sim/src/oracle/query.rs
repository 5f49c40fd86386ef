//! The rules of queries and statements: who may ask for what, and which lines are told.
//!
//! Lines of an account are counted by going through all postings. A statement begins where the one
//! before it ended, so nothing is told twice or never.

use super::Oracle;
use suftaja_base::suf::ledger as suf;
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::Stamp;
use suftaja_engine::entry::query::{Query, Report};
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId};
use suftaja_node::book::Extract;

/// Where an account stood when a day ended.
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    pub entry: u64,
    pub account: AccountId,
    /// The day that ended.
    pub date: BusinessDate,
    /// The date that the event of the day tells.
    pub told: BusinessDate,
    pub lines: u32,
}

impl Oracle {
    /// A report is for the owner and for the central bank; messages come by the hundred.
    pub(super) fn query(&self, stamp: &Stamp, query: Query) -> Result<Event, Vec<Suf>> {
        let code = match query {
            Query::Report { account, .. } => {
                let owner = self.account(account).map(|held| held.owner);
                let issuer = self.money_of(account).map(|money| money.central_bank);
                let may = [owner, issuer].contains(&Some(stamp.actor));
                (!may).then_some(suf::ACCOUNT_UNKNOWN)
            }
            Query::Resend { from, to } => {
                let may = from > 0 && from <= to && to - from < 100;
                (!may).then_some(suf::RANGE)
            }
        };
        code.map_or(Ok(Event::Queried(query)), |code| Err(vec![code]))
    }

    /// A day has ended: every account of the currency is drawn a line under.
    pub(super) fn draw_lines(
        &mut self,
        entry: u64,
        id: CurrencyId,
        date: BusinessDate,
        told: BusinessDate,
    ) {
        for account in self.account_ids() {
            // The account of an indirect participant holds no money, so it gets no statement.
            if self.account(account).is_some_and(|held| held.currency == id && !held.is_sponsored) {
                let lines = self.lines_of(account);
                self.closings.push(Closing { entry, account, date, told, lines });
            }
        }
    }

    fn lines_of(&self, account: AccountId) -> u32 {
        let own = self.postings.iter().filter(|p| p.debit == account || p.credit == account);
        u32::try_from(own.count()).unwrap_or(u32::MAX)
    }

    fn closings_of(&self, account: AccountId) -> impl Iterator<Item = (u32, &Closing)> {
        (1..).zip(self.closings.iter().filter(move |closing| closing.account == account))
    }

    /// The day that the closing of this number ended.
    pub(crate) fn drawn_on(&self, account: AccountId, number: u32) -> Option<BusinessDate> {
        let mut all = self.closings_of(account);
        all.find(|(at, _)| *at == number).map(|(_, closing)| closing.date)
    }

    /// The statements that the end of a day makes.
    pub(crate) fn statements(
        &self,
        entry: u64,
        id: CurrencyId,
        (told, rolled): (BusinessDate, bool),
    ) -> Vec<(AccountId, Extract)> {
        let own = |account: &AccountId| self.account(*account).is_some_and(|a| a.currency == id);
        let mut made = Vec::new();
        for account in self.account_ids().filter(own) {
            let mut all = self.closings_of(account);
            // One entry may roll a day and close the next; a roll tells the day that begins.
            let this = all.find(|(_, closing)| {
                let is_told = closing.entry == entry && closing.told == told;
                is_told && (closing.date != told) == rolled
            });
            if let Some((_, closing)) = this
                && let Some(extract) = self.extract(account, Report::Statement, Some(closing.date))
            {
                made.push((account, extract));
            }
        }
        made
    }

    /// What a report tells; nothing where the day has not ended.
    pub(crate) fn extract(
        &self,
        account: AccountId,
        report: Report,
        date: Option<BusinessDate>,
    ) -> Option<Extract> {
        let all: Vec<(u32, Closing)> = self.closings_of(account).map(|(n, c)| (n, *c)).collect();
        let (closing, first, end) = match date {
            None => {
                let last = all.last().map_or(0, |(_, closing)| closing.lines);
                (0, last, self.lines_of(account))
            }
            Some(date) => {
                let at = all.iter().position(|(_, closing)| closing.date == date)?;
                let before = at.checked_sub(1).and_then(|at| all.get(at));
                let (number, this) = all.get(at)?;
                (*number, before.map_or(0, |(_, closing)| closing.lines), this.lines)
            }
        };
        Some(Extract { report, closing, first, end, page: 1, is_last: true })
    }

    /// Cursors of messages that a participant got before and that are no repetition.
    pub(crate) fn sent_before(&self, to: ParticipantId, from: u64, last: u64) -> Vec<u64> {
        let own = self.boxes.iter().filter(|(owner, _)| *owner == to);
        let numbered = (1_u64..).zip(own).filter(|(_, (_, is_again))| !is_again);
        numbered.map(|(cursor, _)| cursor).filter(|at| (from..=last).contains(at)).collect()
    }
}
