//! The rules of frozen amounts: who freezes, what cannot come back, who lets it out.

use super::{Account, Content, Expected, Oracle, row_id};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{AccountStatus, Body, Limits, Stamp};
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, CurrencyId};

/// One freeze.
#[derive(Clone, Copy, Debug)]
pub struct Freeze {
    pub account: AccountId,
    pub remaining: u64,
    pub payment: Option<usize>,
}

impl Oracle {
    /// What is frozen of a payment.
    pub fn frozen_of(&self, row: usize) -> u64 {
        let own = self.freezes.iter().filter(|freeze| freeze.payment == Some(row));
        own.map(|freeze| freeze.remaining).sum()
    }

    fn frozen_account(&self, currency: CurrencyId) -> Option<AccountId> {
        let is_it = |id: &AccountId| {
            self.account(*id).is_some_and(|held| held.is_frozen && held.currency == currency)
        };
        self.account_ids().find(is_it)
    }

    /// Whether money may be taken from an account for a freeze, or let out to it.
    fn takes_part(&self, id: AccountId) -> bool {
        self.account(id).is_some_and(|held| !held.is_issue && !held.is_sponsored && !held.is_frozen)
    }

    pub(super) fn order_freeze(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
        told: &mut Vec<Expected>,
    ) {
        match self.freeze_or_not(number, stamp, body) {
            Ok(events) => told.extend(events.into_iter().map(Expected::Exactly)),
            Err(codes) => told.push(Expected::RefusedFor(codes)),
        }
    }

    fn freeze_or_not(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
    ) -> Result<Vec<Event>, Vec<Suf>> {
        let two_people =
            stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver;
        match body {
            Body::Frozen { account, amount, original, identity, .. } => {
                let currency = self.account(*account).map(|held| held.currency).unwrap_or_default();
                let payment = original.and_then(|original| self.row_of(original.entry));
                refuse(&[
                    (!self.is_central_bank_of(stamp, currency), suf::NOT_CENTRAL_BANK),
                    (!two_people, suf::TWO_PEOPLE),
                    (!self.takes_part(*account), suf::FREEZE_UNKNOWN),
                    (*amount == 0, suf::AMOUNT_ZERO),
                ])?;
                let content = Content::Freeze(*account, payment, *amount);
                if let Some(event) = self.again(*identity, content)? {
                    return Ok(vec![event]);
                }
                if let Some((original, row)) = original.zip(payment) {
                    let is_settled =
                        matches!(self.rows.get(row), Some(super::Standing::Settled(_)));
                    let left = original.amount - self.returned(row).min(original.amount);
                    let is_its = original.credit == *account;
                    refuse(&[(!is_settled || !is_its, suf::ORIGINAL_UNKNOWN)])?;
                    let free = left.saturating_sub(self.frozen_of(row));
                    refuse(&[(*amount > free, suf::RETURN_EXCEEDS)])?;
                }
                let lacks = self.available(*account) < i128::from(*amount);
                refuse(&[(lacks, suf::NO_COVER)])?;
                let to = self.account_for_freezes(currency);
                let (debit, credit, amount) = (*account, to, *amount);
                let posted = self.moved(number, [debit, credit], amount, *identity, content);
                self.freezes.push(Freeze { account: debit, remaining: amount, payment });
                let freeze = u32::try_from(self.freezes.len() - 1).unwrap_or(u32::MAX);
                Ok(vec![posted, Event::Frozen { freeze }])
            }
            body => self.let_out(number, stamp, body, two_people),
        }
    }

    fn let_out(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
        two_people: bool,
    ) -> Result<Vec<Event>, Vec<Suf>> {
        let Body::Unfrozen { freeze, to, amount, identity } = body else {
            return Err(Vec::new());
        };
        let at = suftaja_base::width::to_usize(*freeze);
        let held = *self.freezes.get(at).ok_or(vec![suf::FREEZE_UNKNOWN])?;
        let currency = self.account(held.account).map(|a| a.currency).unwrap_or_default();
        let paid = self.account(*to).map(|held| (held.currency, held.status));
        let is_closed = paid.is_some_and(|(_, status)| status == AccountStatus::Closed);
        let differs = paid.is_some_and(|(of, _)| of != currency);
        refuse(&[
            (!self.is_central_bank_of(stamp, currency), suf::NOT_CENTRAL_BANK),
            (!two_people, suf::TWO_PEOPLE),
            (differs, suf::CURRENCY_DIFFERS),
            (!self.takes_part(*to) || is_closed, suf::FREEZE_UNKNOWN),
            (*amount == 0, suf::AMOUNT_ZERO),
        ])?;
        let content = Content::Unfreeze(*freeze, *to, *amount);
        if let Some(event) = self.again(*identity, content)? {
            return Ok(vec![event]);
        }
        refuse(&[(*amount > held.remaining, suf::FREEZE_EXCEEDED)])?;
        let ceiling = self.account(*to).map_or(i128::MAX, |held| held.limits.ceiling);
        let after = self.balance(*to) + i128::from(*amount);
        refuse(&[(after > ceiling, suf::CEILING)])?;
        let from = self.account_for_freezes(currency);
        let posted = self.moved(number, [from, *to], *amount, *identity, content);
        if let Some(held) = self.freezes.get_mut(at) {
            held.remaining -= amount;
        }
        Ok(vec![posted])
    }

    fn again(&self, identity: u128, content: Content) -> Result<Option<Event>, Vec<Suf>> {
        match self.identified(identity) {
            Some((row, first)) if first == content => {
                Ok(Some(Event::Repeated { row: row_id(row) }))
            }
            Some(_) => Err(vec![suf::IDENTIFICATION_USED]),
            None => Ok(None),
        }
    }

    fn moved(
        &mut self,
        number: u64,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        identity: u128,
        content: Content,
    ) -> Event {
        let row = self.new_row();
        // An order without an identity is met by no repeat.
        if identity != 0 {
            self.identifications.push((identity, row, content));
        }
        self.post(number, row, [debit, credit], amount);
        Event::Posted { row: row_id(row), debit, credit, amount }
    }

    fn account_for_freezes(&mut self, currency: CurrencyId) -> AccountId {
        if let Some(account) = self.frozen_account(currency) {
            return account;
        }
        let owner = self.money(currency).map(|money| money.central_bank).unwrap_or_default();
        let id = AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX));
        self.accounts.push(Account {
            owner,
            currency,
            is_issue: false,
            is_sponsored: false,
            is_frozen: true,
            status: AccountStatus::Blocked,
            limits: Limits::OWN_FUNDS,
        });
        id
    }
}

fn refuse(tests: &[(bool, Suf)]) -> Result<(), Vec<Suf>> {
    let codes: Vec<Suf> =
        tests.iter().filter(|(stands, _)| *stands).map(|(_, code)| *code).collect();
    if codes.is_empty() { Ok(()) } else { Err(codes) }
}
