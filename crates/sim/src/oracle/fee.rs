//! The rules of fees: beside a payment, never out of it, and never beyond what is free to take.

use super::{Expected, Oracle, Waiting, row_id};
use suftaja_base::suf::{fee, ledger as suf};
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::entry::{AccountStatus, Body, Family, Priority, Stamp, Status};
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId};

/// The prices of a currency from a date on.
#[derive(Clone, Debug)]
pub struct Dated {
    pub currency: CurrencyId,
    pub from: BusinessDate,
    pub tariff: Tariff,
}

impl Oracle {
    pub(super) fn bars_of_tariff(&self, currency: CurrencyId, tariff: &Tariff) -> Vec<Suf> {
        let tests = [
            (self.money(currency).is_none(), suf::CURRENCY_UNKNOWN),
            (self.account(tariff.account).is_none(), suf::ACCOUNT_UNKNOWN),
            (tariff.prices.len() > 4, fee::TARIFF_UNSOUND),
        ];
        tests.into_iter().filter_map(|(stands, code)| stands.then_some(code)).collect()
    }

    pub(super) fn objections_to_tariff(&self, stamp: &Stamp, body: &Body) -> Vec<(bool, Suf)> {
        let Body::TariffSet { currency, from, tariff } = body else { return Vec::new() };
        let (currency, from) = (*currency, *from);
        let is_own = self.account(tariff.account).is_some_and(|held| {
            let is_plain = !held.is_issue && !held.is_sponsored && !held.is_frozen;
            is_plain && (held.owner, held.currency) == (stamp.actor, currency)
        });
        let count = |service| tariff.prices.iter().filter(|p| p.service == service).count();
        let is_odd = tariff.prices.iter().any(|price| {
            count(price.service) > 1
                || matches!(price.service, Family::Internal | Family::Pacs009Cover)
        });
        let today = self.money(currency).and_then(|money| money.date);
        vec![
            (!self.is_central_bank_of(stamp, currency), suf::NOT_CENTRAL_BANK),
            (!is_own || is_odd, fee::TARIFF_UNSOUND),
            (today.is_some_and(|today| from <= today), fee::TARIFF_NOT_AHEAD),
        ]
    }

    pub(super) fn do_tariff(
        &mut self,
        currency: CurrencyId,
        from: BusinessDate,
        tariff: &Tariff,
    ) -> Event {
        self.tariffs.retain(|held| (held.currency, held.from) != (currency, from));
        self.tariffs.push(Dated { currency, from, tariff: tariff.clone() });
        Event::Changed
    }

    /// The tariff of a currency today.
    fn tariff_of(&self, currency: CurrencyId) -> Option<&Tariff> {
        let today = self.money(currency)?.date?;
        let own = self.tariffs.iter().filter(|held| held.currency == currency);
        let begun = own.filter(|held| held.from <= today);
        begun.max_by_key(|held| held.from).map(|held| &held.tariff)
    }

    fn price_of(&self, payment: &Waiting) -> Option<(Price, AccountId)> {
        let tariff = self.tariff_of(self.account(payment.debit)?.currency)?;
        let is_for = |price: &&Price| match payment.family {
            Family::Pacs009Cover => price.service == Family::Pacs009,
            family => price.service == family,
        };
        Some((*tariff.prices.iter().find(is_for)?, tariff.account))
    }

    /// What an account owes.
    pub fn owes(&self, id: AccountId) -> u64 {
        self.owed.iter().find(|(own, _)| *own == id).map_or(0, |(_, due)| *due)
    }

    fn owe(&mut self, id: AccountId, amount: u64) {
        let due = self.owes(id).saturating_add(amount);
        self.owed.retain(|(own, _)| *own != id);
        if due > 0 {
            self.owed.push((id, due));
        }
    }

    /// Whether a participant owes anything on any account.
    pub(super) fn is_in_debt(&self, id: ParticipantId) -> bool {
        self.owed.iter().any(|(own, _)| self.account(*own).is_some_and(|held| held.owner == id))
    }

    fn is_free_of_charge(&self, payer: AccountId) -> bool {
        let Some(held) = self.account(payer) else { return true };
        let central = self.money(held.currency).map(|money| money.central_bank);
        held.is_issue || held.is_sponsored || held.is_frozen || central == Some(held.owner)
    }

    /// How much of an amount may be taken now: what is free of earmarks, where nobody is in the
    /// way and no limit is broken.
    fn takable(&self, [payer, to]: [AccountId; 2], amount: u64) -> u64 {
        let is_out = |id: AccountId| {
            let Some(held) = self.account(id) else { return true };
            let owner = self.participant(held.owner).map(|owner| owner.status);
            let stands = matches!(owner, Some(Status::Active | Status::Suspended));
            held.status != AccountStatus::Open || !stands || self.is_kept(id)
        };
        let free = self.available(payer) - self.kept_from(payer, Priority::Normal);
        let amount = u64::try_from(free.max(0)).unwrap_or(u64::MAX).min(amount);
        let is_broken = !self.broken_limits([payer, to], amount).is_empty();
        if is_out(payer) || is_out(to) || is_broken { 0 } else { amount }
    }

    /// What a payment costs that settled out of one account's money into another's.
    pub(super) fn charge(
        &mut self,
        number: u64,
        payment: &Waiting,
        [line, paid]: [AccountId; 2],
        told: &mut Vec<Expected>,
    ) {
        let Some((price, to)) = self.price_of(payment) else { return };
        let is_debit = payment.family == Family::Pacs010;
        let payer = if (price.payer == Payer::Sender) ^ is_debit { line } else { paid };
        if self.is_free_of_charge(payer) || price.settled == 0 {
            return;
        }
        let is_there = self.takable([payer, to], price.settled) == price.settled;
        let is_awaited = self.waiting.iter().any(|other| other.line == payer);
        if price.when == When::AtOnce && is_there && !is_awaited {
            self.take(number, [payer, to], price.settled, payment.entry, told);
        } else {
            self.owe(payer, price.settled);
        }
    }

    /// What a refusal for good costs its sender; nobody who did not send it.
    pub(super) fn charge_refused(&mut self, actor: Option<ParticipantId>, payment: &Waiting) {
        let Some((price, _)) = self.price_of(payment) else { return };
        let is_debit = payment.family == Family::Pacs010;
        let sender = if is_debit { payment.credit } else { payment.debit };
        let owner = self.account(sender).map(|held| held.owner);
        if actor.is_some() && actor != owner {
            return;
        }
        if let Ok(payer) = self.carrier(sender)
            && !self.is_free_of_charge(payer)
        {
            self.owe(payer, price.refused);
        }
    }

    /// Everything due in a currency, as far as it is there, account by account.
    pub(super) fn collect(&mut self, number: u64, id: CurrencyId, told: &mut Vec<Expected>) {
        let Some(to) = self.tariff_of(id).map(|tariff| tariff.account) else { return };
        for payer in self.account_ids() {
            if self.account(payer).is_some_and(|held| held.currency == id) {
                let amount = self.takable([payer, to], self.owes(payer));
                if amount > 0 {
                    let due = self.owes(payer) - amount;
                    self.owed.retain(|(own, _)| *own != payer);
                    self.owe(payer, due);
                    self.take(number, [payer, to], amount, 0, told);
                }
            }
        }
    }

    fn take(
        &mut self,
        number: u64,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        about: u64,
        told: &mut Vec<Expected>,
    ) {
        let row = self.new_row();
        self.fee_rows.push(row);
        self.post(number, row, [debit, credit], amount);
        let row = row_id(row);
        let date = self.money_of(debit).and_then(|money| money.date);
        let date = date.unwrap_or(BusinessDate::MIN);
        told.push(Expected::Exactly(Event::Charged { row, debit, credit, amount, about, date }));
    }
}
