//! Queries: a camt.060 asks for a report of an account, an admi.006 for messages once more.
//!
//! A checked message comes in; out goes the entry's body, or findings at the exact element. An
//! account of somebody else looks like one that does not exist; what stands in the report the
//! outbox takes from the book when the entry is applied.

use crate::matching::{name_of, numbered};
use crate::node::Node;
use suftaja_base::suf::{ledger, node as suf};
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::query::{Query, Report};
use suftaja_engine::{AccountId, Body, ParticipantId};
use suftaja_iso::rule::Checked;
use suftaja_iso::view::{self, Asked, ReportRequest};
use suftaja_iso::{Finding, Reading};

impl Node {
    /// The report that a camt.060 asks for: one account, one business day.
    pub(crate) fn report_asked(
        &self,
        reading: &Reading<'_>,
        checked: &mut Checked<'_>,
        sender: ParticipantId,
    ) -> Option<Body> {
        let message = reading.document()?.root()?.children().next()?;
        let (requests, mut findings) = view::report_requests(reading);
        let mut find = |path: &str, code: Suf, text: &str| {
            let node = message.find("RptgReq").and_then(|request| request.find(path));
            findings.push(Finding::at(&node.unwrap_or(message), code, text.to_owned()));
        };
        let asked = match requests.as_slice() {
            [request] => self.report_of(request, sender, &mut find),
            _ => {
                find("", suf::ONE_REPORT, "The message asks for more than one report.");
                None
            }
        };
        checked.findings.append(&mut findings);
        asked.map(Body::Queried)
    }

    fn report_of(
        &self,
        request: &ReportRequest<'_>,
        sender: ParticipantId,
        find: &mut impl FnMut(&str, Suf, &str),
    ) -> Option<Query> {
        let account = self.account_asked(request, sender);
        if account.is_none() {
            let text = "Acct and AcctOwnr name no account that the sender may read.";
            find("Acct", ledger::ACCOUNT_UNKNOWN, text);
        }
        let days = request.period.map(|(from, to)| (from, to.unwrap_or(from)));
        if days.is_some_and(|(from, to)| from != to) {
            find("RptgPrd", suf::ONE_DAY, "The period is longer than one business day.");
            return None;
        }
        let (account, stated) = (account?, days.map(|(from, _)| from));
        let report = match request.definition.get(..8) {
            Some("camt.053") => Report::Statement,
            Some("camt.054") => Report::Entries,
            Some("camt.052") => match request.asked {
                Asked::Balances => Report::Balances,
                Asked::Totals => Report::Totals,
                Asked::Entries => Report::Details,
            },
            // The rules have said so already.
            _ => return None,
        };
        match self.day_asked(account, report, stated) {
            Some(date) => Some(Query::Report { account, report, date }),
            None => {
                let text = "There is no such business day of the account, or it has not ended.";
                find("RptgPrd", suf::NO_SUCH_DAY, text);
                None
            }
        }
    }

    /// The account by its number, or the only one of its owner.
    fn account_asked(
        &self,
        request: &ReportRequest<'_>,
        sender: ParticipantId,
    ) -> Option<AccountId> {
        self.read(|state| {
            let may_read = |id: &AccountId| {
                let Some(held) = state.ledger().account(*id) else { return false };
                let issuer = state.register().currency(held.currency());
                held.owner() == sender || issuer.is_some_and(|c| c.central_bank == sender)
            };
            let owner = request.owner.as_ref().and_then(name_of);
            let owner = owner.map(|name| state.register().by_name(&name));
            let is_owners = |id: &AccountId| match owner {
                None => true,
                Some(owner) => state.ledger().account(*id).map(|held| held.owner()) == owner,
            };
            let named = request.account.as_ref().and_then(|named| numbered(state, named));
            if request.account.is_some() {
                return named.filter(|id| may_read(id) && is_owners(id));
            }
            let all = (0..).map(AccountId).zip(state.ledger().accounts());
            let mut own = all.map(|(id, _)| id).filter(|id| may_read(id) && is_owners(id));
            own.next().filter(|_| own.next().is_none())
        })
    }

    /// The closed day that is meant; none inside for the present day, none at all where there is
    /// no such day.
    fn day_asked(
        &self,
        account: AccountId,
        report: Report,
        stated: Option<BusinessDate>,
    ) -> Option<Option<BusinessDate>> {
        let closed =
            |date| self.read_outbox(|outbox| outbox.book().closing_of(account, date).is_some());
        match (report, stated) {
            (_, Some(date)) if closed(date) => Some(Some(date)),
            (Report::Statement, Some(_)) => None,
            // A statement without a day is the last one.
            (Report::Statement, None) => self.read_outbox(|outbox| {
                outbox.book().closings(account).last().map(|closing| Some(closing.date))
            }),
            (_, None) => Some(None),
            (_, Some(date)) => {
                let today = self.read(|state| {
                    let held = state.ledger().account(account)?;
                    state.register().currency(held.currency())?.date
                });
                (today == Some(date)).then_some(None)
            }
        }
    }

    /// The messages that an admi.006 asks for once more, by their cursors.
    pub(crate) fn resend_asked(
        &self,
        reading: &Reading<'_>,
        checked: &mut Checked<'_>,
        sender: ParticipantId,
    ) -> Option<Body> {
        let message = reading.document()?.root()?.children().next()?;
        let mut find = |path: &str, code: Suf, text: String| {
            let node = message.find("RsndSchCrit").and_then(|criteria| criteria.find(path));
            checked.findings.push(Finding::at(&node.unwrap_or(message), code, text));
        };
        let value = |path: &str| message.find(path).map(|node| node.text().trim().parse::<u64>());
        let one = value("RsndSchCrit/SeqNb");
        let from = value("RsndSchCrit/SeqRg/FrToSeq/FrSeq").or(value("RsndSchCrit/SeqRg/FrSeq"));
        let to = value("RsndSchCrit/SeqRg/FrToSeq/ToSeq").or(value("RsndSchCrit/SeqRg/ToSeq"));
        let last = self.read_outbox(|outbox| outbox.len(sender));
        let (from, to) = match (one, from, to) {
            (Some(Ok(one)), None, None) => (one, one),
            (None, Some(Ok(from)), Some(Ok(to))) => (from, to),
            (None, Some(Ok(from)), None) => (from, last.min(from + Query::RESENT_MAX - 1)),
            _ => {
                let text = "SeqNb or SeqRg must name cursors of the sender's outbox.".to_owned();
                find("SeqRg", suf::NO_SUCH_MESSAGES, text);
                return None;
            }
        };
        if from == 0 || from > last || to < from {
            let text = format!("The sender's outbox has the cursors 1 to {last}.");
            find("SeqRg", suf::NO_SUCH_MESSAGES, text);
            return None;
        }
        if to - from >= Query::RESENT_MAX {
            let text = format!("At most {} messages are sent once more.", Query::RESENT_MAX);
            find("SeqRg", ledger::RANGE, text);
            return None;
        }
        Some(Body::Queried(Query::Resend { from, to: to.min(last) }))
    }
}
