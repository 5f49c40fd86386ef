//! The rules of mandates: a debit is denied unless both sides agreed to it (field rule 13).
//!
//! What was debited on a date is the sum of all debits that settled on it, found by going through
//! all of them.

use super::{Oracle, Waiting};
use suftaja_base::suf::{ledger as suf, mandate};
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::mandate::{MandateOrder, Terms};
use suftaja_engine::entry::{Family, Stamp, Status};
use suftaja_engine::outcome::Event;
use suftaja_engine::sponsor::Stage;
use suftaja_engine::{AccountId, MandateId, ParticipantId};

/// An offer and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Mandate {
    pub debtor: AccountId,
    pub creditor: AccountId,
    pub terms: Terms,
    pub offered_by: ParticipantId,
    pub stage: Stage,
}

/// A debit that settled.
#[derive(Clone, Copy, Debug)]
pub struct Debited {
    pub date: Option<BusinessDate>,
    pub debtor: AccountId,
    pub creditor: AccountId,
    pub amount: u64,
}

impl Oracle {
    /// What was debited between two accounts on the present date of their currency.
    pub fn debited(&self, debtor: AccountId, creditor: AccountId, date: BusinessDate) -> u128 {
        let own = self.debits.iter().filter(|held| {
            (held.debtor, held.creditor, held.date) == (debtor, creditor, Some(date))
        });
        own.map(|held| u128::from(held.amount)).sum()
    }

    /// Why a debit may not be carried out on a date; nothing for any other payment.
    pub(super) fn lacks_mandate(&self, payment: &Waiting, on: BusinessDate) -> Option<Suf> {
        if payment.family != Family::Pacs010 {
            return None;
        }
        let pair = (payment.debit, payment.credit);
        let held = self.mandates.iter().find(|held| {
            (held.debtor, held.creditor) == pair && matches!(held.stage, Stage::InForce(_))
        });
        let Some(Mandate { terms, .. }) = held else { return Some(mandate::NO_MANDATE) };
        let after = self.debited(pair.0, pair.1, on) + u128::from(payment.amount);
        let tests = [
            (on < terms.from, mandate::NOT_ON_THIS_DATE),
            (terms.until.is_some_and(|until| until < on), mandate::NOT_ON_THIS_DATE),
            (payment.amount > terms.item_max, mandate::ITEM_CAP),
            (after > u128::from(terms.day_max), mandate::DAY_CAP),
        ];
        tests.into_iter().find_map(|(stands, code)| stands.then_some(code))
    }

    pub(super) fn bars_of_mandate(&self, order: &MandateOrder) -> Vec<Suf> {
        match order {
            MandateOrder::Offered { debtor, creditor, terms } => {
                self.bars_of_pair([*debtor, *creditor], terms.item_max)
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn objections_to_mandate(
        &self,
        stamp: &Stamp,
        order: &MandateOrder,
    ) -> Vec<(bool, Suf)> {
        let actor = self.participant(stamp.actor);
        let out_of_operation = [
            (actor.is_none(), suf::PARTICIPANT_UNKNOWN),
            (actor.is_some_and(|held| held.status != Status::Active), suf::NOT_IN_OPERATION),
        ];
        let owns = |id: &AccountId| self.account(*id).is_some_and(|own| own.owner == stamp.actor);
        let id = match order {
            MandateOrder::Offered { debtor, creditor, terms } => {
                let pair = [*debtor, *creditor];
                let [one, other] = pair.map(|id| self.account(id));
                let holds_none = |of: Option<&super::Account>| {
                    of.is_none_or(|held| held.is_issue || held.is_sponsored || held.is_frozen)
                };
                let is_unsound = holds_none(one)
                    || holds_none(other)
                    || one.map(|held| held.owner) == other.map(|held| held.owner)
                    || terms.until.is_some_and(|until| until < terms.from)
                    || terms.day_max < terms.item_max;
                let mut tests = vec![
                    (!pair.iter().any(owns), suf::NOT_OWN_ACCOUNT),
                    (is_unsound, mandate::UNSOUND),
                ];
                tests.extend(out_of_operation);
                return tests;
            }
            MandateOrder::Accepted { mandate } | MandateOrder::Ended { mandate } => mandate,
        };
        let held = self.mandates.get(id.at());
        let held = held.filter(|held| owns(&held.debtor) || owns(&held.creditor));
        let Some(held) = held else { return vec![(true, mandate::UNKNOWN)] };
        match order {
            MandateOrder::Ended { .. } => {
                vec![(matches!(held.stage, Stage::Ended(_)), mandate::STAGE)]
            }
            _ => {
                let is_own = held.offered_by == stamp.actor;
                let mut tests = vec![(held.stage != Stage::Offered || is_own, mandate::STAGE)];
                tests.extend(out_of_operation);
                tests
            }
        }
    }

    /// Carries an order out against which nothing stands.
    pub(super) fn do_mandate(&mut self, number: u64, stamp: &Stamp, order: MandateOrder) -> Event {
        match order {
            MandateOrder::Offered { debtor, creditor, terms } => {
                let count = u32::try_from(self.mandates.len()).unwrap_or(u32::MAX);
                let (offered_by, stage) = (stamp.actor, Stage::Offered);
                self.mandates.push(Mandate { debtor, creditor, terms, offered_by, stage });
                return Event::MandateOffered { mandate: MandateId(count) };
            }
            MandateOrder::Accepted { mandate } => {
                let pair = |held: &Mandate| (held.debtor, held.creditor);
                let own = self.mandates.get(mandate.at()).map(pair);
                for held in &mut self.mandates {
                    if Some(pair(held)) == own && matches!(held.stage, Stage::InForce(_)) {
                        held.stage = Stage::Ended(number);
                    }
                }
                if let Some(held) = self.mandates.get_mut(mandate.at()) {
                    held.stage = Stage::InForce(number);
                }
            }
            MandateOrder::Ended { mandate } => {
                if let Some(held) = self.mandates.get_mut(mandate.at()) {
                    held.stage = Stage::Ended(number);
                }
            }
        }
        Event::Changed
    }
}
