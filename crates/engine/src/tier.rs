//! Tiers: sponsorships by order, and who may hold what.
//!
//! Orders come by way of `crate::order`. Sponsorships are given by sponsor and indirect
//! participant, each with its own credential; what central banks decide of suspended participants
//! is in `decide`, what is checked at admission in `admission`.

mod admission;
mod decide;

pub use admission::Missing;

use crate::digest::Trail;
use crate::entry::tier::{Admission, Caps, TierOrder};
use crate::entry::{AccountKind, Role, Status};
use crate::order::require_two_people;
use crate::outcome::{Event, Outcome, TierEvent};
use crate::sponsor::{Sponsorship, Sponsorships, Stage};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId, EntryNumber, ParticipantId, SponsorshipId};
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};
use suftaja_base::suf::{ledger as suf, tier};
use suftaja_base::{Instant, Suf};

/// At most this many offers, so that their numbers fit.
const SPONSORSHIPS_MAX: usize = 1 << 20;

/// The opening of insolvency proceedings, as it stands on record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Insolvency {
    /// The instant of opening, to be held against SF1.
    pub instant: Instant,
    /// The entry that recorded it.
    pub entry: EntryNumber,
}

/// Sponsorships, insolvencies and admissions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tiers {
    pub(crate) sponsorships: Sponsorships,
    pub(crate) insolvencies: BTreeMap<ParticipantId, Insolvency>,
    pub(crate) admissions: BTreeMap<ParticipantId, Admission>,
    pub(crate) admission_required: bool,
}

impl Tiers {
    /// Who settles on whose account.
    #[must_use]
    pub fn sponsorships(&self) -> &Sponsorships {
        &self.sponsorships
    }

    /// The insolvency of a participant, where one was opened.
    #[must_use]
    pub fn insolvency(&self, of: ParticipantId) -> Option<&Insolvency> {
        self.insolvencies.get(&of)
    }

    /// What was checked of a participant.
    #[must_use]
    pub fn admission(&self, of: ParticipantId) -> Option<&Admission> {
        self.admissions.get(&of)
    }

    /// Whether nobody is activated without complete admission data.
    #[must_use]
    pub fn requires_admission(&self) -> bool {
        self.admission_required
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        self.sponsorships.digest(into);
        for (id, held) in &self.insolvencies {
            into.mix(u64::from(id.0), held.instant.nanos());
            into.mix(held.entry, 1);
        }
        for (id, held) in &self.admissions {
            admission::digest(*id, held, into);
        }
        into.mix(u64::from(self.admission_required), 2);
    }
}

impl State {
    /// What would break the engine: numbers that name nothing, texts out of bounds.
    pub(crate) fn check_tier(&self, order: &TierOrder) -> Result<(), Suf> {
        match order {
            TierOrder::SponsorshipOffered { account, .. } => {
                self.ledger.account(*account).map(|_| ()).ok_or(suf::ACCOUNT_UNKNOWN)
            }
            TierOrder::AdmissionRecorded { admission, .. } => admission::check(admission),
            _ => Ok(()),
        }
    }

    pub(crate) fn order_tier(
        &mut self,
        now: Now<'_>,
        order: &TierOrder,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        match order {
            TierOrder::SponsorshipOffered { indirect, account, caps } => {
                return self.offer(now, *indirect, *account, *caps);
            }
            TierOrder::SponsorshipAccepted { sponsorship } => {
                return self.accept(now, *sponsorship);
            }
            TierOrder::SponsorshipEnded { sponsorship } => self.end(now, *sponsorship)?,
            TierOrder::CapsSet { sponsorship, caps } => self.set_caps(now, *sponsorship, *caps)?,
            TierOrder::PaymentDecided { payment, decision } => {
                self.decide(now, *payment, *decision, out)?;
            }
            TierOrder::InsolvencyOpened { participant, instant } => {
                self.open_insolvency(now, *participant, *instant)?;
            }
            TierOrder::AdmissionRecorded { participant, admission } => {
                self.record_admission(now, *participant, admission)?;
            }
            TierOrder::AdmissionRequired => self.require_admissions(now)?,
        }
        Ok(Event::Changed)
    }

    /// Whether a participant may have a settlement account of its own in a currency: an indirect
    /// bank has a sponsor's, and nobody has both.
    pub(crate) fn may_hold(&self, owner: ParticipantId, currency: CurrencyId) -> Result<(), Suf> {
        let participant = self.register.participant(owner).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        if participant.role == Role::IndirectBank {
            return Err(tier::ROLE_HOLDS_NONE);
        }
        let sponsorships = &self.tiers.sponsorships;
        let address = sponsorships.address(owner, currency);
        let is_carried = address.is_some_and(|address| sponsorships.of(address).is_some());
        if is_carried { Err(tier::NOT_SPONSORABLE) } else { Ok(()) }
    }

    /// The sponsor's consent.
    fn offer(
        &mut self,
        now: Now<'_>,
        indirect: ParticipantId,
        account: AccountId,
        caps: Caps,
    ) -> Result<Event, Suf> {
        let sponsor = self.require_active(now)?;
        let held = self.ledger.account(account).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if held.owner() != sponsor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        let carried = self.register.participant(indirect).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        let currency = held.currency();
        let own = self.register.accounts(indirect, currency).first().copied();
        let holds_own = own.is_some() && own != self.tiers.sponsorships.address(indirect, currency);
        if held.kind() != AccountKind::Settlement
            || indirect == sponsor
            || carried.role == Role::CentralBank
            || carried.status == Status::Deactivated
            || holds_own
        {
            return Err(tier::NOT_SPONSORABLE);
        }
        if self.tiers.sponsorships.all().count() >= SPONSORSHIPS_MAX {
            return Err(suf::CAPACITY);
        }
        let stage = Stage::Offered;
        let offer = Sponsorship { sponsor, indirect, currency, account, caps, stage };
        let sponsorship = self.tiers.sponsorships.offer(offer);
        Ok(Event::Tier(TierEvent::Offered { sponsorship }))
    }

    /// The indirect participant's consent; opens its account in the currency when it has none.
    fn accept(&mut self, now: Now<'_>, id: SponsorshipId) -> Result<Event, Suf> {
        let indirect = self.require_active(now)?;
        let held = self.tiers.sponsorships.get(id).copied();
        let offer =
            held.filter(|held| held.indirect == indirect).ok_or(tier::SPONSORSHIP_UNKNOWN)?;
        if offer.stage != Stage::Offered {
            return Err(tier::SPONSORSHIP_STAGE);
        }
        let date = self.register.currency(offer.currency).and_then(|currency| currency.date);
        if !offer.carries_on(date) {
            return Err(tier::SPONSORSHIP_STAGE);
        }
        let known = self.tiers.sponsorships.address(indirect, offer.currency);
        let first = self.register.accounts(indirect, offer.currency).first().copied();
        if first != known {
            return Err(tier::NOT_SPONSORABLE);
        }
        let account = known.unwrap_or_else(|| {
            let account = self.ledger.open(indirect, offer.currency, AccountKind::Sponsored);
            self.register.opened(indirect, offer.currency, account);
            self.refresh_gate(account);
            account
        });
        self.tiers.sponsorships.accept(id, account, now.number);
        self.queue.look_again(|_| true);
        Ok(Event::Tier(TierEvent::Accepted { sponsorship: id, account }))
    }

    /// By either side, or by two people of the currency's central bank.
    fn end(&mut self, now: Now<'_>, id: SponsorshipId) -> Result<(), Suf> {
        let held = *self.tiers.sponsorships.get(id).ok_or(tier::SPONSORSHIP_UNKNOWN)?;
        let is_side = [held.sponsor, held.indirect].contains(&now.stamp.actor);
        if !is_side {
            self.require_central_bank(now, held.currency).map_err(|_| tier::SPONSORSHIP_UNKNOWN)?;
            require_two_people(now)?;
        }
        if matches!(held.stage, Stage::Ended(_)) {
            return Err(tier::SPONSORSHIP_STAGE);
        }
        self.tiers.sponsorships.end(id, now.number);
        self.queue.look_again(|_| true);
        Ok(())
    }

    fn set_caps(&mut self, now: Now<'_>, id: SponsorshipId, caps: Caps) -> Result<(), Suf> {
        let held = *self.tiers.sponsorships.get(id).ok_or(tier::SPONSORSHIP_UNKNOWN)?;
        if held.sponsor != now.stamp.actor {
            return Err(tier::SPONSORSHIP_UNKNOWN);
        }
        if matches!(held.stage, Stage::Ended(_)) {
            return Err(tier::SPONSORSHIP_STAGE);
        }
        self.tiers.sponsorships.set_caps(id, caps);
        self.queue.look_again(|_| true);
        Ok(())
    }

    /// Whoever is pending, suspended or gone makes no new agreement.
    pub(crate) fn require_active(&self, now: Now<'_>) -> Result<ParticipantId, Suf> {
        let actor = now.stamp.actor;
        let held = self.register.participant(actor).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        if held.status == Status::Active { Ok(actor) } else { Err(suf::NOT_IN_OPERATION) }
    }
}
