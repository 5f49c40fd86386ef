//! What the competent central bank decides of a suspended participant's payments, and the opening
//! of insolvency proceedings (field rule 21).
//!
//! Suspension keeps what arrives, both ways. Each payment kept is decided by two people: it settles,
//! passing the suspension once, or is refused with the reason of the side that is suspended.

use super::Insolvency;
use crate::carry::Passage;
use crate::entry::Status;
use crate::entry::tier::Decision;
use crate::order::require_two_people;
use crate::outcome::{Instructed, Outcome};
use crate::payment::Judged;
use crate::queue::{Place, Waiting};
use crate::state::{Now, State};
use crate::{AccountId, EntryNumber, ParticipantId};
use suftaja_base::suf::{ledger as suf, tier};
use suftaja_base::{Instant, Suf};

impl State {
    pub(super) fn decide(
        &mut self,
        now: Now<'_>,
        payment: EntryNumber,
        decision: Decision,
        out: &mut Outcome,
    ) -> Result<(), Suf> {
        let row = self.history.row_of(payment).ok_or(tier::NOT_KEPT)?;
        let found = self.queue.all().find(|(_, held)| held.payment.row == row);
        let (place, Waiting { payment, from_time, .. }) =
            found.map(|(place, held)| (*place, *held)).ok_or(tier::NOT_KEPT)?;
        let (suspended, code) = self.suspended_party(place, &payment).ok_or(tier::NOT_KEPT)?;
        self.require_competent_bank(now, suspended)?;
        require_two_people(now)?;
        match decision {
            Decision::Refuse => self.refuse_waiting(now, place, code, out),
            Decision::Settle => {
                if self.is_stopped(place, &payment) {
                    return Err(suf::ACCOUNT_BLOCKED);
                }
                let early = from_time > now.stamp.time;
                let passage = Passage { early, decided: true };
                let Instructed { debit, credit, amount, .. } = payment;
                match self.judge_carried(place.debit, [debit, credit], amount, passage) {
                    Judged::Settle => {}
                    Judged::Refuse(code) => return Err(code),
                    Judged::Wait(_) if early => return Err(tier::NOT_KEPT),
                    Judged::Wait(_) => return Err(suf::NO_COVER),
                }
                self.queue.take(place);
                self.settle(now, payment, place.debit, out);
            }
        }
        // Others may have stood back for it.
        self.queue.unfinished.insert(place.debit);
        Ok(())
    }

    /// The owners on both sides, each before its sponsor; with the reason for which a payment is
    /// refused when that one is suspended.
    fn parties(&self, place: Place, payment: &Instructed) -> [(Option<ParticipantId>, Suf); 4] {
        let owner = |id: AccountId| self.ledger.account(id).map(|account| account.owner());
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        [
            (owner(payment.debit), tier::SENDER_SUSPENDED),
            (owner(place.debit), tier::SENDER_SUSPENDED),
            (owner(payment.credit), tier::RECEIVER_SUSPENDED),
            (owner(paid), tier::RECEIVER_SUSPENDED),
        ]
    }

    /// The first party of a payment that is suspended.
    fn suspended_party(
        &self,
        place: Place,
        payment: &Instructed,
    ) -> Option<(ParticipantId, Suf)> {
        self.parties(place, payment).into_iter().find_map(|(party, code)| {
            let party = party?;
            let status = self.register.participant(party)?.status;
            (status == Status::Suspended).then_some((party, code))
        })
    }

    /// Whether a stop, which is no suspension and is not decided payment by payment, keeps it too.
    fn is_stopped(&self, place: Place, payment: &Instructed) -> bool {
        let currency = self.ledger.account(place.debit).map(|account| account.currency());
        let currency = currency.and_then(|id| self.register.currency(id));
        let party = |party: Option<ParticipantId>| {
            party.and_then(|id| self.register.participant(id)).is_some_and(|held| held.stopped)
        };
        currency.is_none_or(|currency| currency.stopped)
            || self.parties(place, payment).into_iter().any(|(id, _)| party(id))
    }

    /// A central bank of the participant's member; the operator has no say in this.
    fn require_competent_bank(&self, now: Now<'_>, id: ParticipantId) -> Result<(), Suf> {
        if now.stamp.actor == ParticipantId::OPERATOR {
            return Err(suf::NOT_CENTRAL_BANK);
        }
        self.require_competent(now, id)
    }

    /// Records the instant of opening, once, and suspends.
    pub(super) fn open_insolvency(
        &mut self,
        now: Now<'_>,
        id: ParticipantId,
        instant: Instant,
    ) -> Result<(), Suf> {
        self.require_competent_bank(now, id)?;
        require_two_people(now)?;
        if instant > now.stamp.time {
            return Err(tier::INSTANT_AHEAD);
        }
        if self.tiers.insolvencies.contains_key(&id) {
            return Err(suf::ALREADY_DEFINED);
        }
        let held = self.register.participant_mut(id).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        if !matches!(held.status, Status::Active | Status::Suspended) {
            return Err(suf::STATUS_CHANGE);
        }
        held.status = Status::Suspended;
        self.tiers.insolvencies.insert(id, Insolvency { instant, entry: now.number });
        self.gates_changed();
        Ok(())
    }
}
