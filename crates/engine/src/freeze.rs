//! Frozen amounts: what an authority has ordered to be kept from its owner (field rule 5).
//!
//! The money lies on an account of kind `Frozen` in the books of the currency's central bank. That
//! account takes no payment, transfer or order but these two: a freeze puts money there, and only
//! an order of the same central bank lets it out. What is frozen of a payment cannot come back by a
//! return. Both orders take two people.

use crate::digest::Trail;
use crate::entry::{AccountKind, AccountStatus, Body, Family, Original};
use crate::history::Standing;
use crate::order::require_two_people;
use crate::outcome::{Event, Outcome};
use crate::payment::{keyed_hash, short};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId, EntryNumber, RowId};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;

/// One freeze.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Freeze {
    /// The account from which it was taken.
    pub account: AccountId,
    /// Minor units that are still frozen.
    pub remaining: u64,
    /// The payment of whose money it is, where it is of one.
    pub payment: Option<RowId>,
    /// The entry that froze it.
    pub entry: EntryNumber,
    /// The authority's order by its number; never a person's name.
    pub reference: String,
}

/// All freezes, and where their money lies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Freezes {
    all: Vec<Freeze>,
    accounts: BTreeMap<CurrencyId, AccountId>,
}

impl Freezes {
    /// All freezes with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Freeze)> {
        (0..).zip(&self.all)
    }

    /// The account of a currency that holds what is frozen.
    #[must_use]
    pub fn account(&self, currency: CurrencyId) -> Option<AccountId> {
        self.accounts.get(&currency).copied()
    }

    /// What is frozen of a payment.
    #[must_use]
    pub fn of(&self, payment: RowId) -> u64 {
        let own = self.all.iter().filter(|freeze| freeze.payment == Some(payment));
        own.map(|freeze| freeze.remaining).sum()
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        for freeze in &self.all {
            let payment = freeze.payment.map_or(0, |row| u64::from(row.0) + 1);
            into.mix(u64::from(freeze.account.0), freeze.remaining);
            into.mix(payment, freeze.entry);
            for byte in freeze.reference.bytes() {
                into.mix(u64::from(byte), 7);
            }
        }
        for (currency, account) in &self.accounts {
            into.mix(u64::from(currency.0), u64::from(account.0));
        }
    }
}

/// What is to be frozen.
struct Order<'a> {
    account: AccountId,
    amount: u64,
    original: Option<&'a Original>,
    identity: u128,
    reference: &'a str,
}

impl State {
    pub(crate) fn order_freeze(
        &mut self,
        now: Now<'_>,
        body: &Body,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        match body {
            Body::Frozen { account, amount, original, identity, reference } => {
                let order = Order {
                    account: *account,
                    amount: *amount,
                    original: original.as_ref(),
                    identity: *identity,
                    reference,
                };
                self.freeze(now, &order, out)
            }
            Body::Unfrozen { freeze, to, amount, identity } => {
                self.unfreeze(now, *freeze, *to, *amount, *identity)
            }
            _ => Err(suf::FREEZE_UNKNOWN),
        }
    }

    fn freeze(&mut self, now: Now<'_>, order: &Order<'_>, out: &mut Outcome) -> Result<Event, Suf> {
        let Order { account, amount, original, identity, reference } = *order;
        let held = self.ledger.account(account).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let (currency, available) = (held.currency(), held.available());
        let kind = held.kind();
        self.require_central_bank(now, currency)?;
        require_two_people(now)?;
        if kind != AccountKind::Settlement {
            return Err(suf::FREEZE_UNKNOWN);
        }
        if amount == 0 {
            return Err(suf::AMOUNT_ZERO);
        }
        let payment = original.and_then(|original| self.history.row_of(original.entry));
        let content = content_of([account.0, payment.map_or(0, |row| row.0 + 1)], amount);
        if let Some(event) = self.repeated(identity, content)? {
            return Ok(event);
        }
        if let Some((original, row)) = original.zip(payment) {
            let settled = matches!(self.history.standing(row), Some(Standing::Settled { .. }));
            let left = self.returns.remaining(row, original.amount);
            if !settled || original.credit != account {
                return Err(suf::ORIGINAL_UNKNOWN);
            }
            if amount > left.saturating_sub(self.freezes.of(row)) {
                return Err(suf::RETURN_EXCEEDS);
            }
        }
        if available < i128::from(amount) {
            return Err(suf::NO_COVER);
        }
        let to = self.account_of_freezes(currency)?;
        let row = self.open_row(now, identity, content)?;
        self.post(now, row, account, to, amount);
        let number = u32::try_from(self.freezes.all.len()).unwrap_or(u32::MAX);
        self.freezes.all.push(Freeze {
            account,
            remaining: amount,
            payment,
            entry: now.number,
            reference: String::from(reference),
        });
        self.tell(now.number, Event::Posted { row, debit: account, credit: to, amount }, out);
        Ok(Event::Frozen { freeze: number })
    }

    /// Lets frozen money out, to where it came from or to another account of the currency.
    fn unfreeze(
        &mut self,
        now: Now<'_>,
        number: u32,
        to: AccountId,
        amount: u64,
        identity: u128,
    ) -> Result<Event, Suf> {
        let at = suftaja_base::width::to_usize(number);
        let freeze = self.freezes.all.get(at).ok_or(suf::FREEZE_UNKNOWN)?;
        let (account, remaining) = (freeze.account, freeze.remaining);
        let currency = self.ledger.account(account).ok_or(suf::ACCOUNT_UNKNOWN)?.currency();
        self.require_central_bank(now, currency)?;
        require_two_people(now)?;
        let paid = self.ledger.account(to).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if paid.currency() != currency {
            return Err(suf::CURRENCY_DIFFERS);
        }
        if paid.kind() != AccountKind::Settlement || paid.status() == AccountStatus::Closed {
            return Err(suf::FREEZE_UNKNOWN);
        }
        if amount == 0 {
            return Err(suf::AMOUNT_ZERO);
        }
        let content = content_of([number, to.0], amount);
        if let Some(event) = self.repeated(identity, content)? {
            return Ok(event);
        }
        if amount > remaining {
            return Err(suf::FREEZE_EXCEEDED);
        }
        let from = self.freezes.account(currency).ok_or(suf::FREEZE_UNKNOWN)?;
        if let Some(code) = self.ledger.limit_broken(from, to, amount) {
            return Err(code);
        }
        let row = self.open_row(now, identity, content)?;
        self.post(now, row, from, to, amount);
        if let Some(freeze) = self.freezes.all.get_mut(at) {
            freeze.remaining -= amount;
        }
        Ok(Event::Posted { row, debit: from, credit: to, amount })
    }

    /// The account of a currency for frozen money, opened when it is needed first.
    fn account_of_freezes(&mut self, currency: CurrencyId) -> Result<AccountId, Suf> {
        if let Some(account) = self.freezes.account(currency) {
            return Ok(account);
        }
        self.room_for_account()?;
        let held = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        let account = self.ledger.open(held.central_bank, currency, AccountKind::Frozen);
        // Blocked for good: nothing but these orders moves what lies there.
        self.ledger.set_status(account, AccountStatus::Blocked);
        self.refresh_gate(account);
        self.freezes.accounts.insert(currency, account);
        Ok(account)
    }
}

/// What two orders with one identity are compared by.
fn content_of([first, second]: [u32; 2], amount: u64) -> u32 {
    let parts =
        [b"freeze".as_slice(), &first.to_le_bytes(), &second.to_le_bytes(), &amount.to_le_bytes()];
    short(keyed_hash(u128::from(Family::Internal.byte()), &parts))
}
