//! Mandates and debits, as the people of a world give them: mostly by those who may, mostly within
//! what was agreed.

use super::{Actors, Sending};
use crate::oracle::Oracle;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::MandateId;
use suftaja_engine::entry::mandate::{MandateOrder, Terms};
use suftaja_engine::entry::{Body, Family, Payment, Priority};
use suftaja_engine::sponsor::Stage;

impl Actors {
    pub(super) fn mandate(&mut self, known: &Oracle, now: Instant) -> Sending {
        match self.chance.below(20) {
            0..=3 => self.mandate_offered(known),
            4..=7 => {
                let mandate = self.some_mandate(known, |stage| stage == Stage::Offered);
                let order = MandateOrder::Accepted { mandate };
                let held = known.mandates.get(mandate.at());
                let sides = held.map(|held| [held.debtor, held.creditor]);
                let owners = sides.map(|sides| sides.map(|id| self.owner(known, id)));
                let offered_by = held.map(|held| held.offered_by);
                let other = owners.into_iter().flatten().find(|id| Some(*id) != offered_by);
                let any = self.anyone(known);
                let is_any = self.chance.in_thousand(50);
                let actor = other.filter(|_| !is_any).unwrap_or(any);
                Sending::by(actor, Body::Mandate(order))
            }
            8 => {
                let mandate = self.some_mandate(known, |stage| !matches!(stage, Stage::Ended(_)));
                let order = MandateOrder::Ended { mandate };
                let held = known.mandates.get(mandate.at());
                let side = held.map(|held| held.debtor).unwrap_or_default();
                Sending::by(self.owner(known, side), Body::Mandate(order))
            }
            _ => self.debit(known, now),
        }
    }

    fn mandate_offered(&mut self, known: &Oracle) -> Sending {
        let debtor = self.account(known);
        let creditor = self.partner(known, debtor);
        let today = known.money_of(debtor).and_then(|money| money.date);
        let today = today.unwrap_or(super::first_day());
        let around = |days| BusinessDate::from_days(today.days() + days).unwrap_or(today);
        let item_max = self.amount().saturating_mul(2);
        let slip = u64::from(self.chance.in_thousand(50));
        let day_max = match self.chance.in_thousand(500) {
            true => item_max.saturating_sub(slip),
            false => item_max.saturating_mul(3),
        };
        let (from, until) = match self.chance.below(20) {
            0 => (around(1), None),
            1 => (today, Some(around(-1))),
            2 | 3 => (today, Some(around(1))),
            _ => (today, None),
        };
        let terms = Terms { item_max, day_max, from, until };
        let sides = [debtor, creditor];
        let side = self.chance.pick(&sides).unwrap_or(debtor);
        let order = MandateOrder::Offered { debtor, creditor, terms };
        Sending::by(self.owner(known, side), Body::Mandate(order))
    }

    /// Mostly one at the stage that is meant.
    fn some_mandate(&mut self, known: &Oracle, is_meant: impl Fn(Stage) -> bool) -> MandateId {
        let all = (0..).map(MandateId).zip(&known.mandates);
        let meant: Vec<MandateId> =
            all.filter(|(_, held)| is_meant(held.stage)).map(|(id, _)| id).collect();
        let count = u32::try_from(known.mandates.len()).unwrap_or(0);
        let any = MandateId(self.small(count + 1));
        let is_any = self.chance.in_thousand(100);
        self.chance.pick(&meant).filter(|_| !is_any).unwrap_or(any)
    }

    /// A debit, mostly under a mandate; now and then of whoever gave none.
    fn debit(&mut self, known: &Oracle, now: Instant) -> Sending {
        let mandate = self.some_mandate(known, |stage| matches!(stage, Stage::InForce(_)));
        let held = known.mandates.get(mandate.at());
        let pair = held.map(|held| (held.debtor, held.creditor));
        let sending = self.payment(known, now);
        let Body::Payment(payment) = sending.body else { return sending };
        let is_any = self.chance.in_thousand(100);
        let any = (payment.debit, payment.credit);
        let (debit, credit) = pair.filter(|_| !is_any).unwrap_or(any);
        let day = known.money_of(debit).and_then(|money| money.date);
        let is_normal = self.chance.in_thousand(950);
        let is_today = self.chance.in_thousand(800);
        let payment = Payment {
            debit,
            credit,
            family: Family::Pacs010,
            priority: if is_normal { Priority::Normal } else { payment.priority },
            value_date: day.filter(|_| is_today).unwrap_or(payment.value_date),
            ..payment
        };
        Sending::by(self.owner(known, credit), Body::Payment(payment))
    }
}
