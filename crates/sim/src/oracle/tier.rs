//! The rules of sponsors and indirect participants, of suspension, insolvency and admission.
//!
//! Written from field rules 20, 21 and 39. How much of a cap is used is the sum of what was carried
//! on the present business date, found by going through all of it.

use super::payment::Fate;
use super::{Account, Expected, Oracle, Waiting};
use suftaja_base::suf::{ledger as suf, tier};
use suftaja_base::{BusinessDate, Instant, Suf};
use suftaja_engine::entry::tier::{Admission, Basis, Caps, Decision, TierOrder};
use suftaja_engine::entry::{AccountStatus, Limits, Name, Role, Stamp, Status};
use suftaja_engine::outcome::{Event, Instructed, TierEvent, Wait};
use suftaja_engine::sponsor::Stage;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, SponsorshipId};

/// An offer and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Sponsorship {
    pub sponsor: ParticipantId,
    pub indirect: ParticipantId,
    pub currency: CurrencyId,
    pub account: AccountId,
    pub caps: Caps,
    pub stage: Stage,
    /// The entry that accepted it; 0 where none did.
    pub accepted: u64,
}

/// What one account carried for another.
#[derive(Clone, Copy, Debug)]
pub struct Carried {
    pub date: Option<BusinessDate>,
    pub address: AccountId,
    pub carrier: AccountId,
    pub amount: u64,
    pub credit: bool,
}

impl Oracle {
    fn date_of(&self, id: AccountId) -> Option<BusinessDate> {
        self.money_of(id).and_then(|money| money.date)
    }

    /// The account under which an indirect participant pays and receives.
    fn address(&self, indirect: ParticipantId, currency: CurrencyId) -> Option<AccountId> {
        self.account_ids().find(|id| {
            self.account(*id).is_some_and(|held| {
                held.is_sponsored && held.owner == indirect && held.currency == currency
            })
        })
    }

    /// The sponsorship in force of such an account.
    fn sponsorship_of(&self, address: AccountId) -> Option<&Sponsorship> {
        let held = self.account(address)?;
        self.sponsorships.iter().find(|other| {
            matches!(other.stage, Stage::InForce(_))
                && (other.indirect, other.currency) == (held.owner, held.currency)
        })
    }

    /// The account whose money an account pays and receives.
    pub(super) fn carrier(&self, id: AccountId) -> Result<AccountId, Suf> {
        match self.account(id) {
            Some(held) if held.is_sponsored => {
                let date = self.date_of(id);
                let held = self.sponsorship_of(id).filter(|held| is_within(&held.caps, date));
                held.map(|held| held.account).ok_or(tier::WITHOUT_SPONSOR)
            }
            _ => Ok(id),
        }
    }

    fn carried_today(&self, address: AccountId, carrier: AccountId, credit: bool) -> u128 {
        let date = self.date_of(address);
        let own = self.carried.iter().filter(|held| {
            (held.address, held.carrier, held.credit) == (address, carrier, credit)
                && held.date == date
        });
        own.map(|held| u128::from(held.amount)).sum()
    }

    /// What was sent and received on the present date, by indirect account and carrier.
    pub fn used(&self, address: AccountId, carrier: AccountId) -> (u128, u128) {
        let side = |credit| self.carried_today(address, carrier, credit);
        (side(false), side(true))
    }

    /// The cap that a payment would break: of the last sponsorship by which the account that pays
    /// stands behind the sender.
    pub(super) fn broken_cap(&self, payment: &Waiting) -> Option<Suf> {
        let address = self.account(payment.debit).filter(|held| held.is_sponsored)?;
        let own = self.sponsorships.iter().filter(|held| {
            held.indirect == address.owner && held.account == payment.line && held.accepted > 0
        });
        let last = own.max_by_key(|held| held.accepted)?;
        let (sent, received) = self.used(payment.debit, payment.line);
        let sent = sent + u128::from(payment.amount);
        let counted = match last.caps.basis {
            Basis::Gross => sent,
            Basis::Net => sent.saturating_sub(received),
        };
        if payment.amount > last.caps.item_max {
            return Some(tier::ITEM_CAP);
        }
        let is_over = last.caps.day_max < u64::MAX && counted > u128::from(last.caps.day_max);
        is_over.then_some(tier::DAY_CAP)
    }

    /// What a payment out of one account's money to another's carries for whom, told to sponsors.
    pub(super) fn carry(&mut self, payment: Instructed, line: AccountId, told: &mut Vec<Expected>) {
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        let inside = line == paid;
        let sides = [(payment.debit, line, false), (payment.credit, paid, true)];
        for (address, carrier, credit) in sides {
            if address != carrier {
                let (date, amount) = (self.date_of(address), payment.amount);
                self.carried.push(Carried { date, address, carrier, amount, credit });
                let event = TierEvent::Carried { payment, carrier, credit, inside };
                told.push(Expected::Exactly(Event::Tier(event)));
            }
        }
    }

    /// Whether an account may not be closed since it stands behind somebody, or is offered to.
    pub(super) fn is_offered(&self, id: AccountId) -> bool {
        let mut live =
            self.sponsorships.iter().filter(|held| !matches!(held.stage, Stage::Ended(_)));
        live.any(|held| held.account == id)
    }

    /// Whether a participant settles in a currency by a sponsor.
    pub(super) fn is_carried(&self, owner: ParticipantId, currency: CurrencyId) -> bool {
        let address = self.address(owner, currency);
        address.is_some_and(|address| self.sponsorship_of(address).is_some())
    }

    fn has_own_account(&self, owner: ParticipantId, currency: CurrencyId) -> bool {
        self.accounts.iter().any(|held| {
            (held.owner, held.currency) == (owner, currency)
                && !held.is_sponsored
                && !held.is_issue
                && !held.is_frozen
        })
    }

    /// Texts of an admission that no entry may carry.
    pub(super) fn bars_of_tier(&self, order: &TierOrder) -> Vec<Suf> {
        match order {
            TierOrder::SponsorshipOffered { account, .. } if self.account(*account).is_none() => {
                vec![suf::ACCOUNT_UNKNOWN]
            }
            TierOrder::AdmissionRecorded { admission, .. } => {
                let is_text = |text: &str, max: usize| !text.is_empty() && text.len() <= max;
                let is_sound = is_text(&admission.licence, 35)
                    && is_text(&admission.authority, 70)
                    && admission.list_version > 0;
                if is_sound { Vec::new() } else { vec![tier::ADMISSION_UNSOUND] }
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn objections_to_tier(&self, stamp: &Stamp, order: &TierOrder) -> Vec<(bool, Suf)> {
        let is_operator = stamp.actor == ParticipantId::OPERATOR;
        let rank = vec![(!self.is_open, suf::UNION_NOT_OPEN), (!is_operator, suf::NOT_OPERATOR)];
        match order {
            TierOrder::SponsorshipOffered { indirect, account, .. } => {
                self.objections_to_offer(stamp, *indirect, *account)
            }
            TierOrder::SponsorshipAccepted { sponsorship } => {
                self.objections_to_accepting(stamp, *sponsorship)
            }
            TierOrder::SponsorshipEnded { sponsorship } => {
                self.objections_to_end(stamp, *sponsorship)
            }
            TierOrder::CapsSet { sponsorship, .. } => {
                let held = self.sponsorships.get(sponsorship.at());
                let is_own = held.is_some_and(|held| held.sponsor == stamp.actor);
                let has_ended = held.is_some_and(|held| matches!(held.stage, Stage::Ended(_)));
                vec![(!is_own, tier::SPONSORSHIP_UNKNOWN), (has_ended, tier::SPONSORSHIP_STAGE)]
            }
            TierOrder::PaymentDecided { payment, decision } => {
                self.objections_to_decision(stamp, *payment, *decision)
            }
            TierOrder::InsolvencyOpened { participant, instant } => {
                self.objections_to_insolvency(stamp, *participant, *instant)
            }
            TierOrder::AdmissionRecorded { participant, admission } => {
                let mut tests = rank;
                tests.extend(self.objections_to_data(stamp, *participant, admission));
                tests
            }
            TierOrder::AdmissionRequired => {
                let mut tests = rank;
                let lacks = (1..).map(ParticipantId).zip(&self.participants).any(|(id, held)| {
                    let runs = matches!(held.status, Status::Active | Status::Suspended);
                    runs && held.role != Role::CentralBank && self.admission(id).is_none()
                });
                tests.push((lacks, tier::ADMISSION_INCOMPLETE));
                tests
            }
        }
    }

    fn objections_to_offer(
        &self,
        stamp: &Stamp,
        indirect: ParticipantId,
        account: AccountId,
    ) -> Vec<(bool, Suf)> {
        let (sponsor, carried) = (self.participant(stamp.actor), self.participant(indirect));
        let Some(held) = self.account(account) else { return Vec::new() };
        let is_nobody = carried.is_some_and(|held| {
            held.role == Role::CentralBank || held.status == Status::Deactivated
        });
        let holds_none = held.is_issue || held.is_sponsored || held.is_frozen;
        let has_own = self.has_own_account(indirect, held.currency);
        vec![
            (sponsor.is_none() || carried.is_none(), suf::PARTICIPANT_UNKNOWN),
            (!sponsor.is_some_and(|held| held.status == Status::Active), suf::NOT_IN_OPERATION),
            (held.owner != stamp.actor, suf::NOT_OWN_ACCOUNT),
            (is_nobody || holds_none || has_own || indirect == stamp.actor, tier::NOT_SPONSORABLE),
        ]
    }

    fn objections_to_accepting(&self, stamp: &Stamp, id: SponsorshipId) -> Vec<(bool, Suf)> {
        let indirect = self.participant(stamp.actor);
        let held = self.sponsorships.get(id.at()).filter(|held| held.indirect == stamp.actor);
        let date = |held: &Sponsorship| self.money(held.currency).and_then(|money| money.date);
        let is_open =
            |held: &Sponsorship| held.stage == Stage::Offered && is_within(&held.caps, date(held));
        let has_own = |held: &Sponsorship| self.has_own_account(stamp.actor, held.currency);
        vec![
            (indirect.is_none(), suf::PARTICIPANT_UNKNOWN),
            (!indirect.is_some_and(|held| held.status == Status::Active), suf::NOT_IN_OPERATION),
            (held.is_none(), tier::SPONSORSHIP_UNKNOWN),
            (held.is_some_and(|held| !is_open(held)), tier::SPONSORSHIP_STAGE),
            (held.is_some_and(has_own), tier::NOT_SPONSORABLE),
        ]
    }

    fn objections_to_end(&self, stamp: &Stamp, id: SponsorshipId) -> Vec<(bool, Suf)> {
        let Some(held) = self.sponsorships.get(id.at()) else {
            return vec![(true, tier::SPONSORSHIP_UNKNOWN)];
        };
        let is_side = [held.sponsor, held.indirect].contains(&stamp.actor);
        let is_central = self.is_central_bank_of(stamp, held.currency);
        vec![
            (!is_side && !is_central, tier::SPONSORSHIP_UNKNOWN),
            (!is_side && !two_people(stamp), suf::TWO_PEOPLE),
            (matches!(held.stage, Stage::Ended(_)), tier::SPONSORSHIP_STAGE),
        ]
    }

    /// The payment that an entry brought, where it waits in a line.
    fn kept_payment(&self, entry: u64) -> Option<Waiting> {
        self.waiting.iter().find(|held| held.entry == entry).copied()
    }

    /// Who has a part in a payment, each before who carries it, with the reason for which it is
    /// refused when that one is suspended.
    fn parties(&self, payment: &Waiting) -> Vec<(ParticipantId, Suf)> {
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        let sides = [
            (payment.debit, tier::SENDER_SUSPENDED),
            (payment.line, tier::SENDER_SUSPENDED),
            (payment.credit, tier::RECEIVER_SUSPENDED),
            (paid, tier::RECEIVER_SUSPENDED),
        ];
        let owner = |(id, code)| self.account(id).map(|held: &Account| (held.owner, code));
        sides.into_iter().filter_map(owner).collect()
    }

    fn suspended_parties(&self, payment: &Waiting) -> Vec<(ParticipantId, Suf)> {
        let mut parties = self.parties(payment);
        parties.retain(|(id, _)| {
            self.participant(*id).is_some_and(|held| held.status == Status::Suspended)
        });
        parties
    }

    /// Whether the sender of an order is a central bank that decides of a participant.
    fn decides_of(&self, actor: ParticipantId, id: ParticipantId) -> bool {
        let stamp = Stamp { actor, ..Stamp::default() };
        actor != ParticipantId::OPERATOR && self.is_competent(&stamp, id)
    }

    fn objections_to_decision(
        &self,
        stamp: &Stamp,
        entry: u64,
        decision: Decision,
    ) -> Vec<(bool, Suf)> {
        let Some(payment) = self.kept_payment(entry) else { return vec![(true, tier::NOT_KEPT)] };
        let suspended = self.suspended_parties(&payment);
        let Some((first, _)) = suspended.first().copied() else {
            return vec![(true, tier::NOT_KEPT)];
        };
        // One of its own is enough to refuse; to settle, all have to be.
        let own = suspended.iter().find(|(id, _)| self.decides_of(stamp.actor, *id));
        if decision == Decision::Refuse {
            return self.competence(stamp, own.map_or(first, |(id, _)| *id));
        }
        let of = |(id, _): &(ParticipantId, Suf)| self.competence(stamp, *id);
        let mut tests: Vec<(bool, Suf)> = suspended.iter().flat_map(of).collect();
        let is_stopped = self.money_of(payment.line).is_some_and(|money| money.stopped)
            || self
                .parties(&payment)
                .into_iter()
                .any(|(id, _)| self.participant(id).is_some_and(|held| held.stopped));
        tests.push((is_stopped, suf::ACCOUNT_BLOCKED));
        match self.fate_let_pass(&payment, stamp.time) {
            Fate::Settles => {}
            Fate::Refused(code) => tests.push((true, code)),
            Fate::Waits(Wait::Cover) => tests.push((true, suf::NO_COVER)),
            Fate::Waits(_) => tests.push((true, tier::NOT_KEPT)),
        }
        tests
    }

    /// Two people of a central bank of the participant's member, and never the operator.
    fn competence(&self, stamp: &Stamp, id: ParticipantId) -> Vec<(bool, Suf)> {
        let is_operator = stamp.actor == ParticipantId::OPERATOR;
        let nobody = !is_operator && self.participant(stamp.actor).is_none();
        vec![
            (nobody || self.participant(id).is_none(), suf::PARTICIPANT_UNKNOWN),
            (is_operator || !self.is_competent(stamp, id), suf::NOT_CENTRAL_BANK),
            (!two_people(stamp), suf::TWO_PEOPLE),
        ]
    }

    fn objections_to_insolvency(
        &self,
        stamp: &Stamp,
        id: ParticipantId,
        instant: Instant,
    ) -> Vec<(bool, Suf)> {
        let runs = self.participant(id).map(|held| held.status);
        let runs = matches!(runs, Some(Status::Active | Status::Suspended));
        let mut tests = self.competence(stamp, id);
        tests.extend([
            (instant > stamp.time, tier::INSTANT_AHEAD),
            (self.insolvencies.iter().any(|(own, ..)| *own == id), suf::ALREADY_DEFINED),
            (!runs, suf::STATUS_CHANGE),
        ]);
        tests
    }

    /// What was checked of a participant last.
    pub fn admission(&self, id: ParticipantId) -> Option<&Admission> {
        self.admissions.iter().rev().find(|(own, _)| *own == id).map(|(_, data)| data)
    }

    /// Whether the union asks for data of a participant that it lacks on a day.
    pub(super) fn lacks_admission(&self, id: ParticipantId, today: BusinessDate) -> bool {
        let is_asked = self.participant(id).is_some_and(|held| held.role != Role::CentralBank);
        let has = self.admission(id).is_some_and(|data| data.valid_until >= today);
        self.admission_required && is_asked && !has
    }

    fn objections_to_data(
        &self,
        stamp: &Stamp,
        id: ParticipantId,
        data: &Admission,
    ) -> Vec<(bool, Suf)> {
        let today = stamp.time.date();
        let held = self.participant(id);
        let is_other =
            held.is_some_and(|held| matches!(held.name, Name::Lei(lei) if lei != data.lei));
        let misses = data.attested > today || data.checked > today || data.valid_until < today;
        vec![
            (held.is_none(), suf::PARTICIPANT_UNKNOWN),
            (is_other || misses, tier::ADMISSION_UNSOUND),
        ]
    }

    /// Carries an order out against which nothing stands.
    pub(super) fn do_tier(
        &mut self,
        number: u64,
        stamp: &Stamp,
        order: &TierOrder,
        told: &mut Vec<Expected>,
    ) -> Event {
        match order {
            TierOrder::SponsorshipOffered { indirect, account, caps } => {
                let held = self.account(*account);
                let (sponsor, currency) =
                    held.map(|held| (held.owner, held.currency)).unwrap_or_default();
                let sponsorship =
                    SponsorshipId(u32::try_from(self.sponsorships.len()).unwrap_or(u32::MAX));
                self.sponsorships.push(Sponsorship {
                    sponsor,
                    indirect: *indirect,
                    currency,
                    account: *account,
                    caps: *caps,
                    stage: Stage::Offered,
                    accepted: 0,
                });
                return Event::Tier(TierEvent::Offered { sponsorship });
            }
            TierOrder::SponsorshipAccepted { sponsorship } => {
                return self.accept(number, *sponsorship);
            }
            TierOrder::SponsorshipEnded { sponsorship } => {
                if let Some(held) = self.sponsorships.get_mut(sponsorship.at()) {
                    held.stage = Stage::Ended(number);
                }
            }
            TierOrder::CapsSet { sponsorship, caps } => {
                if let Some(held) = self.sponsorships.get_mut(sponsorship.at()) {
                    held.caps = *caps;
                }
            }
            TierOrder::PaymentDecided { payment, decision } => {
                self.decide((number, stamp.actor), *payment, *decision, told);
            }
            TierOrder::InsolvencyOpened { participant, instant } => {
                self.insolvencies.push((*participant, *instant, number));
                if let Some(held) = self.participant_mut(*participant) {
                    held.status = Status::Suspended;
                }
            }
            TierOrder::AdmissionRecorded { participant, admission } => {
                self.admissions.push((*participant, admission.clone()));
            }
            TierOrder::AdmissionRequired => self.admission_required = true,
        }
        Event::Changed
    }

    /// What carried it before, ends; an account is opened the first time.
    fn accept(&mut self, number: u64, id: SponsorshipId) -> Event {
        let Some(offer) = self.sponsorships.get(id.at()).copied() else { return Event::Changed };
        let (owner, currency) = (offer.indirect, offer.currency);
        for held in &mut self.sponsorships {
            let is_before = (held.indirect, held.currency) == (owner, currency);
            if is_before && matches!(held.stage, Stage::InForce(_)) {
                held.stage = Stage::Ended(number);
            }
        }
        if let Some(held) = self.sponsorships.get_mut(id.at()) {
            (held.stage, held.accepted) = (Stage::InForce(number), number);
        }
        let account = self.address(owner, currency).unwrap_or_else(|| {
            let next = AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX));
            let (status, limits) = (AccountStatus::Open, Limits::OWN_FUNDS);
            let (is_issue, is_sponsored, is_frozen) = (false, true, false);
            self.accounts.push(Account {
                owner,
                currency,
                is_issue,
                is_sponsored,
                is_frozen,
                status,
                limits,
            });
            next
        });
        Event::Tier(TierEvent::Accepted { sponsorship: id, account })
    }

    fn decide(
        &mut self,
        (number, actor): (u64, ParticipantId),
        entry: u64,
        decision: Decision,
        told: &mut Vec<Expected>,
    ) {
        let Some(payment) = self.kept_payment(entry) else { return };
        match decision {
            Decision::Refuse => {
                let suspended = self.suspended_parties(&payment);
                let own = suspended.into_iter().find(|(id, _)| self.decides_of(actor, *id));
                if let Some((_, code)) = own {
                    self.refuse_waiting(&payment, code, told);
                }
            }
            Decision::Settle => {
                self.waiting.retain(|held| held.row != payment.row);
                self.settle(number, &payment, told);
            }
        }
    }
}

fn is_within(caps: &Caps, date: Option<BusinessDate>) -> bool {
    match (caps.until, date) {
        (Some(until), Some(date)) => date <= until,
        _ => true,
    }
}

fn two_people(stamp: &Stamp) -> bool {
    stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver
}
