//! Messages about payments and for liquidity, as the people of a world send them: mostly by those
//! who may, mostly about what is there.

use super::{Actors, Sending};
use crate::oracle::Oracle;
use suftaja_base::Instant;
use suftaja_engine::entry::query::{Query, Report};
use suftaja_engine::entry::{Body, Family, Original, Payment, ReportedStatus, Request, Return};
use suftaja_engine::{AccountId, ParticipantId};

impl Actors {
    /// Something about a payment that came before, or liquidity.
    pub(super) fn request(&mut self, known: &Oracle, now: Instant) -> Sending {
        if self.chance.in_thousand(150) {
            return self.query(known);
        }
        if self.chance.in_thousand(300) {
            return self.liquidity(known);
        }
        let Some(original) = self.original(known) else { return self.payment(known, now) };
        let (payer, paid) = (self.owner(known, original.debit), self.owner(known, original.credit));
        let request = self.asking(original);
        match self.chance.below(10) {
            0..=2 => self.back(known, original, now),
            3..=5 => {
                let days = u16::try_from(self.chance.below(3)).unwrap_or(0);
                Sending::by(payer, Body::CancellationRequested { request, days })
            }
            6 | 7 => {
                // Mostly of a recall that is open.
                let open = known.recalls.iter().map(|recall| recall.original).collect::<Vec<_>>();
                let of = self.chance.pick(&open).unwrap_or(original);
                let request = Request { original: of, ..request };
                let refused = self.chance.in_thousand(400);
                let actor = self.owner(known, of.credit);
                Sending::by(actor, Body::CancellationAnswered { request, refused })
            }
            8 => {
                let status = [ReportedStatus::Credited, ReportedStatus::Rejected];
                let status = self.chance.pick(&status).unwrap_or(ReportedStatus::Blocked);
                Sending::by(paid, Body::StatusReported { request, status })
            }
            _ => {
                let actor = self.chance.pick(&[payer, paid]).unwrap_or(payer);
                Sending::by(actor, Body::StatusRequested { original })
            }
        }
    }

    /// Mostly of an own account and a day that ended, or messages that came.
    fn query(&mut self, known: &Oracle) -> Sending {
        if self.chance.in_thousand(300) {
            let from = self.chance.below(12);
            let most = if self.chance.in_thousand(100) { 120 } else { 9 };
            let to = from + self.chance.below(most);
            let query = Query::Resend { from, to };
            return Sending::by(self.anyone(known), Body::Queried(query));
        }
        let account = self.account(known);
        let dates: Vec<_> = known.closings.iter().map(|closing| closing.date).collect();
        let date = if self.chance.in_thousand(500) { self.chance.pick(&dates) } else { None };
        let reports = [Report::Balances, Report::Totals, Report::Details, Report::Statement];
        let report = self.chance.pick(&reports).unwrap_or(Report::Entries);
        let central = known.money_of(account).map(|money| money.central_bank);
        let owner = self.owner(known, account);
        let actor = if self.chance.in_thousand(200) { central.unwrap_or(owner) } else { owner };
        Sending::by(actor, Body::Queried(Query::Report { account, report, date }))
    }

    fn asking(&mut self, original: Original) -> Request {
        Request { original, identity: self.chance.wide(), content: self.chance.wide() }
    }

    /// A payment on record; now and then an entry that brought none.
    fn original(&mut self, known: &Oracle) -> Option<Original> {
        let original = self.chance.pick(&known.paid)?;
        let is_wrong = self.chance.in_thousand(10);
        Some(Original { entry: if is_wrong { 1 } else { original.entry }, ..original })
    }

    /// A return, mostly of what is left or a part of it.
    fn back(&mut self, known: &Oracle, original: Original, now: Instant) -> Sending {
        let row = known.row_of(original.entry);
        let left = original.amount - row.map_or(0, |row| known.returned(row)).min(original.amount);
        let amount = match self.chance.below(8) {
            0 => left.saturating_add(1),
            1..=3 => left,
            _ => 1 + self.chance.below(left.max(1)),
        };
        let other = self.account(known);
        let credit = if self.chance.in_thousand(30) { other } else { original.debit };
        let day = known.money_of(original.debit).and_then(|money| money.date);
        let sending = self.payment(known, now);
        let Body::Payment(payment) = sending.body else { return sending };
        // Now and then one that is no return, or a return of nothing.
        let family = if self.chance.in_thousand(10) { payment.family } else { Family::Pacs004 };
        let is_later = self.chance.in_thousand(100);
        let is_alone = self.chance.in_thousand(10);
        let payment = Payment {
            debit: original.credit,
            credit,
            amount,
            family,
            value_date: day.filter(|_| !is_later).unwrap_or(payment.value_date),
            ..payment
        };
        let ends_recall = self.chance.in_thousand(500);
        let actor = self.owner(known, original.credit);
        let given = Return { payment, original, ends_recall };
        let body = if is_alone { Body::Payment(payment) } else { Body::Returned(given) };
        Sending::by(actor, body)
    }

    /// Mostly between two accounts of one owner, where somebody has two.
    fn liquidity(&mut self, known: &Oracle) -> Sending {
        let mut pairs: Vec<(AccountId, AccountId)> = Vec::new();
        for debit in known.account_ids() {
            let alike = |id: &AccountId| {
                let (one, other) = (known.account(debit), known.account(*id));
                *id != debit
                    && one.zip(other).is_some_and(|(one, other)| {
                        one.owner == other.owner && one.currency == other.currency
                    })
            };
            pairs.extend(known.account_ids().filter(alike).map(|credit| (debit, credit)));
        }
        let any = (self.account(known), self.account(known));
        let is_any = self.chance.in_thousand(50);
        let (debit, credit) = self.chance.pick(&pairs).filter(|_| !is_any).unwrap_or(any);
        let actor: ParticipantId = self.owner(known, debit);
        let today = known.money_of(debit).and_then(|money| money.date);
        let value_date = match self.chance.below(20) {
            0 => today.map(suftaja_base::BusinessDate::next),
            1..=9 => today,
            _ => None,
        };
        let (amount, identity, content) = (self.amount(), self.chance.wide(), self.chance.wide());
        let body = Body::LiquidityMoved { debit, credit, amount, value_date, identity, content };
        Sending::by(actor, body)
    }
}
