//! What the competent central bank decides of a suspended participant's payments, and the opening
//! of insolvency proceedings (field rule 21).
//!
//! Suspension keeps what arrives, both ways. Each payment kept is decided by two people: it
//! settles, passing the suspension once, or is refused with the reason of the suspended side. Where
//! parties of two members are suspended, it settles only by a central bank that is competent for
//! both; each may refuse.

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
use alloc::vec::Vec;
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
        let suspended = self.suspended_parties(place, &payment);
        let (first, _) = *suspended.first().ok_or(tier::NOT_KEPT)?;
        let may = |id| self.require_competent_bank(now, id);
        match decision {
            // Each central bank may refuse what concerns a participant of its own.
            Decision::Refuse => {
                let own = suspended.iter().find(|(id, _)| may(*id).is_ok());
                let Some((_, code)) = own.copied() else { return may(first) };
                require_two_people(now)?;
                self.refuse_waiting(now, place, code, out);
            }
            Decision::Settle => {
                suspended.iter().try_for_each(|(id, _)| may(*id))?;
                require_two_people(now)?;
                if self.is_stopped(place, &payment) {
                    return Err(suf::ACCOUNT_BLOCKED);
                }
                let early = from_time > now.stamp.time;
                let passage = Passage { class: place.priority, early, decided: true };
                let Instructed { debit, credit, amount, family, .. } = payment;
                if let Some(code) = self.bars(family, [debit, credit], amount, None) {
                    return Err(code);
                }
                match self.judge_carried(place.debit, [debit, credit], amount, passage) {
                    Judged::Settle => {}
                    Judged::Refuse(code) => return Err(code),
                    Judged::Wait(_) if early => return Err(tier::NOT_KEPT),
                    Judged::Wait(_) => return Err(suf::NO_COVER),
                }
                self.queue.take(place);
                self.settle(now, payment, (place.debit, place.priority), out);
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

    /// The parties of a payment that are suspended.
    fn suspended_parties(&self, place: Place, payment: &Instructed) -> Vec<(ParticipantId, Suf)> {
        let suspended = |(party, code): (Option<ParticipantId>, Suf)| {
            let party = party?;
            let status = self.register.participant(party)?.status;
            (status == Status::Suspended).then_some((party, code))
        };
        self.parties(place, payment).into_iter().filter_map(suspended).collect()
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
