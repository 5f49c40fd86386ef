//! Payments of indirect participants, carried by the settlement accounts of their sponsors.
//!
//! Called from [`crate::payment`] where a side of a payment has no money of its own; the hot path
//! of direct participants does not come here. A payment waits in the line of the account whose
//! money it takes, and settles there also when its sponsorship has ended since: the sponsor's
//! consent stood when it was accepted. Between two participants that share one account it settles
//! inside: final, on record, and nothing is posted (field rule 20).

use crate::AccountId;
use crate::entry::tier::Basis;
use crate::entry::{AccountKind, Priority};
use crate::ledger::Gate;
use crate::outcome::{Event, Instructed, Outcome, TierEvent, Wait};
use crate::payment::Judged;
use crate::state::{Now, State};
use alloc::vec::Vec;
use suftaja_base::suf::{ledger as suf, tier};
use suftaja_base::{BusinessDate, Suf};

/// What may hold a payment back beside cover.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Its class, which says how much of the money it may take.
    pub class: Priority,
    /// Its time has not come.
    pub early: bool,
    /// A central bank lets it pass a suspension.
    pub decided: bool,
}

impl State {
    /// The account whose money an account pays and receives: itself, or that of the sponsor in
    /// force.
    pub(crate) fn carrier(&self, id: AccountId) -> Result<AccountId, Suf> {
        match self.ledger.account(id) {
            Some(account) if account.kind() == AccountKind::Sponsored => self.sponsor_of(id),
            Some(_) => Ok(id),
            None => Err(suf::ACCOUNT_UNKNOWN),
        }
    }

    #[cold]
    fn sponsor_of(&self, address: AccountId) -> Result<AccountId, Suf> {
        let held = self.tiers.sponsorships.of(address).map(|(_, held)| held);
        let date = self.date_of(address);
        held.filter(|held| held.carries_on(date))
            .map(|held| held.account)
            .ok_or(tier::WITHOUT_SPONSOR)
    }

    pub(crate) fn date_of(&self, id: AccountId) -> Option<BusinessDate> {
        let currency = self.ledger.account(id)?.currency();
        self.register.currency(currency)?.date
    }

    /// The lines in which a payment out of an account may wait.
    pub(crate) fn lines_of(&self, debit: AccountId) -> Vec<AccountId> {
        let own = core::iter::once(debit);
        own.chain(self.tiers.sponsorships.carriers(debit)).collect()
    }

    /// The gates of a payment's accounts and of those that carry it.
    pub(crate) fn carried_gate(&self, line: AccountId, payment: &Instructed) -> Gate {
        let Ok(credit) = self.carrier(payment.credit) else { return Gate::REFUSES };
        // What settles inside an account never lacks cover.
        if credit == line {
            return Gate::REFUSES;
        }
        self.gates([payment.debit, line, payment.credit, credit])
    }

    fn gates(&self, of: [AccountId; 4]) -> Gate {
        let gate = |id| self.ledger.account(id).map_or(Gate::REFUSES, |account| account.gate);
        of.into_iter().map(gate).fold(Gate::OPEN, Gate::or)
    }

    /// What may change from one moment to the next, for a payment out of the money of `line`.
    pub(crate) fn judge_carried(
        &self,
        line: AccountId,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        passage: Passage,
    ) -> Judged {
        let paid = match self.carrier(credit) {
            Ok(paid) => paid,
            Err(code) => return Judged::Refuse(code),
        };
        let gate = self.gates([debit, line, credit, paid]);
        if gate.has(Gate::REFUSES) {
            let out = self
                .out_of_service(debit, suf::DEBIT_CLOSED)
                .or_else(|| self.out_of_service(line, suf::DEBIT_CLOSED))
                .or_else(|| self.out_of_service(credit, suf::CREDIT_CLOSED))
                .or_else(|| self.out_of_service(paid, suf::CREDIT_CLOSED));
            return Judged::Refuse(out.unwrap_or(suf::ACCOUNT_BLOCKED));
        }
        let inside = line == paid;
        let limit = if inside { None } else { self.ledger.limit_broken(line, paid, amount) };
        if let Some(code) = limit.or_else(|| self.cap_broken(debit, line, amount)) {
            return Judged::Refuse(code);
        }
        if gate.has(Gate::KEEPS) && !passage.decided {
            return Judged::Wait(Wait::Held);
        }
        if passage.early {
            return Judged::Wait(Wait::Time);
        }
        let available = self.ledger.available_for(line, passage.class);
        if !inside && available < i128::from(amount) {
            return Judged::Wait(Wait::Cover);
        }
        Judged::Settle
    }

    /// The cap of the sender's sponsorship that a payment would break.
    fn cap_broken(&self, debit: AccountId, line: AccountId, amount: u64) -> Option<Suf> {
        let sponsorships = &self.tiers.sponsorships;
        let caps = sponsorships.caps(debit, line)?;
        if amount > caps.item_max {
            return Some(tier::ITEM_CAP);
        }
        let used = sponsorships.used(debit, line, self.date_of(line));
        let after = match caps.basis {
            Basis::Gross => used.sent + u128::from(amount),
            Basis::Net => (used.sent + u128::from(amount)).saturating_sub(used.received),
        };
        let is_over = caps.day_max < u64::MAX && after > u128::from(caps.day_max);
        is_over.then_some(tier::DAY_CAP)
    }

    /// Finality within one settlement account.
    pub(crate) fn settle_inside(&mut self, now: Now<'_>, payment: &Instructed, line: AccountId) {
        self.history.settle_inside(payment.row, now.number);
        self.trail.mix(u64::from(line.0) << 32 | u64::from(line.0), payment.amount);
        self.steps += 1;
    }

    /// Counts the use of caps and tells the sponsors, once a payment is final.
    #[cold]
    pub(crate) fn tell_carried(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        [line, paid]: [AccountId; 2],
        out: &mut Outcome,
    ) {
        let inside = line == paid;
        let sides = [(payment.debit, line, false), (payment.credit, paid, true)];
        for (address, carrier, credit) in sides {
            if address == carrier {
                continue;
            }
            let date = self.date_of(address);
            let route = (address, carrier);
            self.tiers.sponsorships.count(route, date, payment.amount, credit);
            // What came in may make room under a net cap.
            if credit && self.queue.length(carrier) > 0 {
                self.queue.unfinished.insert(carrier);
            }
            let event = TierEvent::Carried { payment, carrier, credit, inside };
            self.tell(now.number, Event::Tier(event), out);
        }
    }
}
