//! Sponsors, indirect participants, central banks that decide, and admission, as the people of a
//! world order them: mostly by those who may, mostly about what is there.

use super::{Actors, Sending, name};
use crate::oracle::Oracle;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::entry::tier::{Admission, Basis, Caps, Decision, TierOrder};
use suftaja_engine::entry::{Body, Name, Role, Status};
use suftaja_engine::sponsor::Stage;
use suftaja_engine::{AccountId, ParticipantId, SponsorshipId};

impl Actors {
    pub(super) fn tier(&mut self, known: &Oracle, now: Instant) -> Sending {
        match self.chance.below(40) {
            0..=8 => self.offer(known),
            9..=19 => self.accept(known),
            20..=22 => self.end(known),
            23..=27 => self.caps_set(known),
            28..=35 => self.decide(known),
            36 => self.insolvency(known, now),
            37 | 38 => self.admission_data(known, now),
            _ if self.chance.in_thousand(200) => {
                self.tiered(ParticipantId::OPERATOR, TierOrder::AdmissionRequired)
            }
            _ => self.admission_data(known, now),
        }
    }

    fn tiered(&mut self, actor: ParticipantId, order: TierOrder) -> Sending {
        Sending::by(actor, Body::Tier(order))
    }

    fn offer(&mut self, known: &Oracle) -> Sending {
        let account = self.account(known);
        let has_account = |id: ParticipantId| {
            known.accounts.iter().any(|held| held.owner == id && !held.is_sponsored)
        };
        let without: Vec<ParticipantId> = (1..)
            .map(ParticipantId)
            .zip(&known.participants)
            .map(|(id, _)| id)
            .filter(|id| !has_account(*id))
            .collect();
        let any = self.anyone(known);
        let is_any = self.chance.in_thousand(100);
        let indirect = self.chance.pick(&without).filter(|_| !is_any).unwrap_or(any);
        let caps = self.caps(known, account);
        let actor = self.owner(known, account);
        self.tiered(actor, TierOrder::SponsorshipOffered { indirect, account, caps })
    }

    /// Mostly wide, so that the caps of several payments meet.
    fn caps(&mut self, known: &Oracle, account: AccountId) -> Caps {
        let today = known.money_of(account).and_then(|money| money.date);
        let item_max = if self.chance.in_thousand(200) { self.amount() } else { u64::MAX };
        let day_max = match self.chance.in_thousand(400) {
            true => self.amount().saturating_mul(2),
            false => u64::MAX,
        };
        let basis = self.chance.pick(&[Basis::Gross, Basis::Net]).unwrap_or(Basis::Gross);
        let until = match self.chance.below(10) {
            0 => today.and_then(|date| BusinessDate::from_days(date.days() - 1)),
            1 | 2 => today,
            _ => None,
        };
        Caps { item_max, day_max, basis, until }
    }

    /// Mostly one at the stage that is meant.
    fn sponsorship(&mut self, known: &Oracle, is_meant: impl Fn(Stage) -> bool) -> SponsorshipId {
        let all = (0..).map(SponsorshipId).zip(&known.sponsorships);
        let meant: Vec<SponsorshipId> =
            all.filter(|(_, held)| is_meant(held.stage)).map(|(id, _)| id).collect();
        let count = u32::try_from(known.sponsorships.len()).unwrap_or(0);
        let any = SponsorshipId(self.small(count + 1));
        let is_any = self.chance.in_thousand(100);
        self.chance.pick(&meant).filter(|_| !is_any).unwrap_or(any)
    }

    fn accept(&mut self, known: &Oracle) -> Sending {
        let sponsorship = self.sponsorship(known, |stage| stage == Stage::Offered);
        let any = self.anyone(known);
        let held = known.sponsorships.get(sponsorship.at());
        let is_any = self.chance.in_thousand(50);
        let actor = held.map(|held| held.indirect).filter(|_| !is_any).unwrap_or(any);
        self.tiered(actor, TierOrder::SponsorshipAccepted { sponsorship })
    }

    fn end(&mut self, known: &Oracle) -> Sending {
        let sponsorship = self.sponsorship(known, |stage| !matches!(stage, Stage::Ended(_)));
        let held = known.sponsorships.get(sponsorship.at());
        let central = held.and_then(|held| known.money(held.currency)).map(|m| m.central_bank);
        let sides = held.map(|held| [held.sponsor, held.indirect]).unwrap_or_default();
        let [sponsor, indirect] = sides;
        let any = self.anyone(known);
        let all = [sponsor, indirect, central.unwrap_or(any), any];
        let actor = self.chance.pick(&all).unwrap_or(any);
        let sending = self.tiered(actor, TierOrder::SponsorshipEnded { sponsorship });
        if self.chance.in_thousand(700) { self.with_two_people(sending) } else { sending }
    }

    fn caps_set(&mut self, known: &Oracle) -> Sending {
        let sponsorship = self.sponsorship(known, |stage| matches!(stage, Stage::InForce(_)));
        let held = known.sponsorships.get(sponsorship.at());
        let account = held.map(|held| held.account).unwrap_or_default();
        let any = self.anyone(known);
        let is_any = self.chance.in_thousand(50);
        let actor = held.map(|held| held.sponsor).filter(|_| !is_any).unwrap_or(any);
        let caps = self.caps(known, account);
        self.tiered(actor, TierOrder::CapsSet { sponsorship, caps })
    }

    /// Mostly of a payment to or from somebody who is suspended, by a central bank of its member.
    fn decide(&mut self, known: &Oracle) -> Sending {
        let is_suspended = |id: AccountId| {
            let owner = known.account(id).and_then(|held| known.participant(held.owner));
            owner.is_some_and(|owner| owner.status == Status::Suspended)
        };
        let waiting = known.waiting.iter();
        let kept: Vec<(u64, AccountId)> = waiting
            .filter_map(|held| {
                let mut sides = [held.debit, held.line, held.credit].into_iter();
                let of = sides.find(|id| is_suspended(*id));
                of.or(Some(held.debit).filter(|_| held.row % 8 == 0)).map(|of| (held.entry, of))
            })
            .collect();
        let (payment, of) = self.chance.pick(&kept).unwrap_or((1, AccountId(0)));
        let member = known.account(of).and_then(|held| known.participant(held.owner));
        let actor = self.competent(known, member.map(|held| held.member));
        let decision = self.chance.pick(&[Decision::Settle, Decision::Settle, Decision::Refuse]);
        let decision = decision.unwrap_or(Decision::Refuse);
        let sending = self.tiered(actor, TierOrder::PaymentDecided { payment, decision });
        self.with_two_people(sending)
    }

    /// Mostly a central bank of the member.
    fn competent(&mut self, known: &Oracle, member: Option<u16>) -> ParticipantId {
        let any = self.anyone(known);
        let is_any = self.chance.in_thousand(100);
        let banks = (1..).map(ParticipantId).zip(&known.participants);
        let own = banks
            .filter(|(_, held)| held.role == Role::CentralBank && Some(held.member) == member)
            .map(|(id, _)| id)
            .next();
        own.filter(|_| !is_any).unwrap_or(any)
    }

    fn insolvency(&mut self, known: &Oracle, now: Instant) -> Sending {
        let participant = self.anyone(known);
        let member = known.participant(participant).map(|held| held.member);
        let actor = self.competent(known, member);
        let instant = self.time(now, 900);
        let order = TierOrder::InsolvencyOpened { participant, instant };
        let sending = self.tiered(actor, order);
        self.with_two_people(sending)
    }

    fn admission_data(&mut self, known: &Oracle, now: Instant) -> Sending {
        let participant = self.anyone(known);
        let today = now.date();
        let own = known.participant(participant).map(|held| held.name);
        let lei = match own.unwrap_or(name(0)) {
            Name::Lei(lei) if self.chance.in_thousand(800) => Name::Lei(lei),
            _ => super::lei(self.small(2)),
        };
        let Name::Lei(lei) = lei else {
            return self.tiered(ParticipantId::OPERATOR, TierOrder::AdmissionRequired);
        };
        let ahead = BusinessDate::from_days(today.days() + 30).unwrap_or(today);
        let is_wrong = self.chance.in_thousand(100);
        let admission = Admission {
            licence: String::from(if self.chance.in_thousand(20) { "" } else { "L-1" }),
            authority: String::from("An authority"),
            lei,
            attested: if is_wrong { ahead } else { today },
            checked: today,
            list_version: self.small(20),
            valid_until: ahead,
        };
        let any = self.anyone(known);
        let is_any = self.chance.in_thousand(50);
        let actor = if is_any { any } else { ParticipantId::OPERATOR };
        self.tiered(actor, TierOrder::AdmissionRecorded { participant, admission })
    }
}
