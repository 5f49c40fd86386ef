//! What each account can hold at least and at most, whatever becomes of payments that wait. The
//! generator asks it what to expect of a payment. Starts from the scenario's openings; must never
//! be told what really happened, so that its judgement stays independent of the system under test.

use crate::fault::Expectation;
use crate::scenario::Scenario;
use std::collections::BTreeMap;
use suftaja_base::{Amount, Bic, Currency};

/// Bounds of one account in minor units.
#[derive(Debug, Clone, Copy, Default)]
struct Bounds {
    /// Opening, less all that was sent, plus what is sure to have come in.
    least: i128,
    /// Opening, less what is sure to have gone out, plus all that was sent here.
    most: i128,
}

/// Bounds of every settlement account.
#[derive(Debug, Clone)]
pub(super) struct Outlook {
    accounts: BTreeMap<(Bic, Currency), Bounds>,
}

impl Outlook {
    pub(super) fn new(scenario: &Scenario) -> Outlook {
        let mut accounts = BTreeMap::new();
        for participant in &scenario.participants {
            for account in &participant.accounts {
                let opening = i128::from(account.opening.minor());
                let bounds = Bounds { least: opening, most: opening };
                accounts.insert((participant.bic, account.currency), bounds);
            }
        }
        Outlook { accounts }
    }

    /// Notes a sound payment and says what to expect of it.
    pub(super) fn send(
        &mut self,
        payer: Bic,
        payee: Bic,
        currency: Currency,
        amount: Amount,
    ) -> Expectation {
        let amount = i128::from(amount.minor());
        let own = self.accounts.entry((payer, currency)).or_default();
        let expectation = if own.least >= amount {
            Expectation::Settles
        } else if own.most < amount {
            Expectation::Queues
        } else {
            Expectation::QueuesOrSettles
        };
        let is_sure = expectation == Expectation::Settles;
        own.least -= amount;
        own.most -= if is_sure { amount } else { 0 };
        let other = self.accounts.entry((payee, currency)).or_default();
        other.most += amount;
        other.least += if is_sure { amount } else { 0 };
        expectation
    }

    /// A little more than `payer` can have: it waits now and may settle later in the day.
    pub(super) fn beyond_reach(&self, payer: Bic, currency: Currency) -> Amount {
        let most = self.accounts.get(&(payer, currency)).map_or(0, |bounds| bounds.most);
        let most = u64::try_from(most).unwrap_or(0);
        Amount::from_minor(most.saturating_add(most / 50).saturating_add(1))
    }
}
