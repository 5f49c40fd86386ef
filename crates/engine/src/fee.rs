//! Fees: taken beside a payment and never out of it.
//!
//! A tariff is data of the central bank, set for a later date so that everyone sees it before it
//! counts. What is charged at once is posted with the payment that settles, where nothing waits for
//! the account's money; everything else, and what the account could not pay then, is due and taken
//! at the end of the day, in one posting for each account. A fee breaks no floor, limit, earmark or
//! stop and holds no payment back: what cannot be taken stays due. The account that settled pays,
//! so for an indirect participant its sponsor's; the central bank's own accounts pay nothing.

use crate::digest::Trail;
use crate::entry::tariff::{PRICES_MAX, Payer, Price, Tariff, When};
use crate::entry::{AccountKind, Family, Priority};
use crate::history::History;
use crate::ledger::Gate;
use crate::outcome::{Event, Instructed, Outcome};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId, EntryNumber, POSTINGS_MAX};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::suf::{fee, ledger as suf};
use suftaja_base::{BusinessDate, Suf};

/// Tariffs, and what is due.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Fees {
    tariffs: BTreeMap<(CurrencyId, BusinessDate), Tariff>,
    due: BTreeMap<AccountId, u64>,
}

impl Fees {
    /// All tariffs with the dates from which they count, also those that others follow.
    pub fn tariffs(&self) -> impl Iterator<Item = (CurrencyId, BusinessDate, &Tariff)> {
        self.tariffs.iter().map(|((currency, from), tariff)| (*currency, *from, tariff))
    }

    /// The tariff of a currency on a date.
    #[must_use]
    pub fn on(&self, currency: CurrencyId, date: BusinessDate) -> Option<&Tariff> {
        let first = (currency, BusinessDate::MIN);
        self.tariffs.range(first..=(currency, date)).next_back().map(|(_, tariff)| tariff)
    }

    /// What an account owes, minor units.
    #[must_use]
    pub fn due(&self, account: AccountId) -> u64 {
        self.due.get(&account).copied().unwrap_or(0)
    }

    fn owe(&mut self, account: AccountId, amount: u64) {
        if amount > 0 {
            let due = self.due.entry(account).or_default();
            *due = due.saturating_add(amount);
        }
    }

    fn paid(&mut self, account: AccountId, amount: u64) {
        if let Some(due) = self.due.get_mut(&account) {
            *due -= amount;
            if *due == 0 {
                self.due.remove(&account);
            }
        }
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        for ((currency, from), tariff) in &self.tariffs {
            let date = u64::from(from.days().cast_unsigned());
            into.mix(u64::from(currency.0) << 32 | u64::from(tariff.account.0), date);
            for price in &tariff.prices {
                let Price { service, payer, when, settled, refused } = price;
                let words = [service.byte(), payer.byte(), when.byte()].map(u64::from);
                let [service, payer, when] = words;
                into.mix(service << 16 | payer << 8 | when, *settled);
                into.mix(*refused, 9);
            }
        }
        for (account, due) in &self.due {
            into.mix(u64::from(account.0), *due);
        }
    }
}

impl State {
    pub(crate) fn set_tariff(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        from: BusinessDate,
        tariff: &Tariff,
    ) -> Result<Event, Suf> {
        self.require_central_bank(now, currency)?;
        let account = self.ledger.account(tariff.account).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let is_own = account.owner() == now.stamp.actor
            && account.currency() == currency
            && account.kind() == AccountKind::Settlement;
        let mut services: Vec<Family> = tariff.prices.iter().map(|price| price.service).collect();
        services.sort_unstable();
        services.dedup();
        let has_no_price =
            |family: &Family| matches!(family, Family::Internal | Family::Pacs009Cover);
        let is_twice = services.len() < tariff.prices.len();
        if !is_own || is_twice || services.iter().any(has_no_price) {
            return Err(fee::TARIFF_UNSOUND);
        }
        let today = self.register.currency(currency).and_then(|held| held.date);
        if today.is_some_and(|today| from <= today) {
            return Err(fee::TARIFF_NOT_AHEAD);
        }
        self.fees.tariffs.insert((currency, from), tariff.clone());
        Ok(Event::Changed)
    }

    /// What would break the engine: an account that does not exist, more prices than services.
    pub(crate) fn check_tariff(&self, tariff: &Tariff) -> Result<(), Suf> {
        if tariff.prices.len() > PRICES_MAX {
            return Err(fee::TARIFF_UNSOUND);
        }
        self.ledger.account(tariff.account).map(|_| ()).ok_or(suf::ACCOUNT_UNKNOWN)
    }

    /// The price of a payment today, and the account to be paid.
    fn price_of(&self, payment: &Instructed) -> Option<(Price, AccountId)> {
        let currency = self.ledger.account(payment.debit)?.currency();
        let tariff = self.fees.on(currency, self.register.currency(currency)?.date?)?;
        let service = match payment.family {
            Family::Pacs009Cover => Family::Pacs009,
            family => family,
        };
        let price = tariff.prices.iter().find(|price| price.service == service)?;
        Some((*price, tariff.account))
    }

    /// Charges for a payment that settled out of one account's money into another's.
    #[inline]
    pub(crate) fn charge(
        &mut self,
        now: Now<'_>,
        payment: &Instructed,
        accounts: [AccountId; 2],
        out: &mut Outcome,
    ) {
        if !self.fees.tariffs.is_empty() {
            self.charge_settled(now, payment, accounts, out);
        }
    }

    #[cold]
    fn charge_settled(
        &mut self,
        now: Now<'_>,
        payment: &Instructed,
        accounts: [AccountId; 2],
        out: &mut Outcome,
    ) {
        let Some((price, to)) = self.price_of(payment) else { return };
        let [sender, receiver] = payment.family.sender_first(accounts);
        let payer = match price.payer {
            Payer::Sender => sender,
            Payer::Receiver => receiver,
        };
        if self.is_free(payer) || price.settled == 0 {
            return;
        }
        // What waits has the first claim on the money.
        let is_alone = self.queue.length(payer) == 0;
        let at_once = price.when == When::AtOnce && is_alone && self.steps < POSTINGS_MAX;
        let takable = if at_once { self.takable(now, [payer, to], price.settled) } else { 0 };
        if takable < price.settled {
            return self.fees.owe(payer, price.settled);
        }
        self.take(now, [payer, to], price.settled, payment.entry, out);
    }

    /// Charges for a payment that is refused for good. Who sends in another's name is not that
    /// other, so nothing is charged for it.
    #[cold]
    pub(crate) fn charge_refused(&mut self, now: Now<'_>, payment: &Instructed) {
        let Some((price, _)) = self.price_of(payment) else { return };
        let [sender, _] = payment.sender_first();
        let owner = self.ledger.account(sender).map(|account| account.owner());
        // Later refusals are of what was accepted before from its owner.
        let is_fresh = payment.entry == now.number;
        if is_fresh && owner != Some(now.stamp.actor) {
            return;
        }
        if let Ok(payer) = self.carrier(sender)
            && !self.is_free(payer)
        {
            self.fees.owe(payer, price.refused);
        }
    }

    /// At the end of a day: everything due in a currency, as far as it can be taken.
    pub(crate) fn collect_fees(&mut self, now: Now<'_>, currency: CurrencyId, out: &mut Outcome) {
        if self.fees.due.is_empty() {
            return;
        }
        let date = self.register.currency(currency).and_then(|held| held.date);
        let tariff = date.and_then(|date| self.fees.on(currency, date));
        let Some(to) = tariff.map(|tariff| tariff.account) else { return };
        let of = |id: AccountId| {
            self.ledger.account(id).is_some_and(|account| account.currency() == currency)
        };
        let due = self.fees.due.iter().filter(|(id, _)| of(**id));
        let due: Vec<(AccountId, u64)> = due.map(|(id, due)| (*id, *due)).collect();
        for (payer, due) in due {
            let amount = self.takable(now, [payer, to], due);
            if amount > 0 && self.steps < POSTINGS_MAX {
                self.fees.paid(payer, amount);
                self.take(now, [payer, to], amount, 0, out);
            }
        }
    }

    /// Whether an account pays no fees: it is the central bank's own, or no bank's.
    fn is_free(&self, payer: AccountId) -> bool {
        let Some(account) = self.ledger.account(payer) else { return true };
        let issuer = self.register.currency(account.currency()).map(|held| held.central_bank);
        account.kind() != AccountKind::Settlement || issuer == Some(account.owner())
    }

    /// How much of an amount an account can pay now.
    fn takable(&self, now: Now<'_>, [payer, to]: [AccountId; 2], amount: u64) -> u64 {
        let (Some(debit), Some(credit)) = (self.ledger.account(payer), self.ledger.account(to))
        else {
            return 0;
        };
        let gate = debit.gate.or(credit.gate);
        let free = self.ledger.available_for(payer, Priority::Normal).max(0);
        let amount = u64::try_from(free).unwrap_or(u64::MAX).min(amount);
        let is_barred = gate.has(Gate::REFUSES)
            || gate.has(Gate::KEEPS)
            || self.ledger.limit_broken(payer, to, amount).is_some()
            || !self.history.has_room(1, now.number);
        if is_barred { 0 } else { amount }
    }

    fn take(
        &mut self,
        now: Now<'_>,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        about: EntryNumber,
        out: &mut Outcome,
    ) {
        let date = self.date_of(debit).unwrap_or(BusinessDate::MIN);
        let row = self.history.open(now.number, History::FEE);
        self.post(now, row, debit, credit, amount);
        self.tell(now.number, Event::Charged { row, debit, credit, amount, about, date }, out);
    }
}
