//! Sponsorships: on whose settlement account an indirect participant pays and receives.
//!
//! An indirect participant has an account of kind `Sponsored` in each currency: a name without
//! money. The sponsorship in force says which settlement account stands behind it (field rule 20).
//! Use of a day's cap is counted by settlement account, when a payment settles, so that a new offer
//! on the same account gives no second day.

use crate::digest::Trail;
use crate::entry::tier::{Basis, Caps};
use crate::{AccountId, CurrencyId, EntryNumber, ParticipantId, SponsorshipId};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::BusinessDate;

/// Where a sponsorship stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// The sponsor consents; the indirect participant has not answered.
    Offered,
    /// It carries, since this entry.
    InForce(EntryNumber),
    /// It ended, or was withdrawn, by this entry.
    Ended(EntryNumber),
}

impl Stage {
    /// The number that stands for it in digests, and its entry.
    pub(crate) fn word(self) -> (u64, EntryNumber) {
        match self {
            Self::Offered => (0, 0),
            Self::InForce(entry) => (1, entry),
            Self::Ended(entry) => (2, entry),
        }
    }
}

/// One offer and what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sponsorship {
    /// Who carries.
    pub sponsor: ParticipantId,
    /// Who is carried.
    pub indirect: ParticipantId,
    /// In which currency.
    pub currency: CurrencyId,
    /// The sponsor's settlement account.
    pub account: AccountId,
    /// How far.
    pub caps: Caps,
    /// Where it stands.
    pub stage: Stage,
}

/// What an indirect participant sent and received on one settlement account on one business date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Use {
    date: Option<BusinessDate>,
    /// Minor units sent.
    pub sent: u128,
    /// Minor units received.
    pub received: u128,
}

/// An indirect participant's account and the settlement account behind it.
type Route = (AccountId, AccountId);

/// All sponsorships.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sponsorships {
    all: Vec<Sponsorship>,
    addresses: BTreeMap<(ParticipantId, CurrencyId), AccountId>,
    /// The sponsorship in force of each address.
    in_force: BTreeMap<AccountId, SponsorshipId>,
    /// The last sponsorship of each route, whose caps bind what waits on it.
    routes: BTreeMap<Route, SponsorshipId>,
    used: BTreeMap<Route, Use>,
}

impl Sponsorship {
    /// Whether it may carry on a business date.
    #[must_use]
    pub fn carries_on(&self, date: Option<BusinessDate>) -> bool {
        self.caps.until.zip(date).is_none_or(|(until, date)| date <= until)
    }
}

impl Use {
    /// What counts against a day's cap.
    #[must_use]
    pub fn counted(&self, basis: Basis) -> u128 {
        match basis {
            Basis::Gross => self.sent,
            Basis::Net => self.sent.saturating_sub(self.received),
        }
    }
}

impl Sponsorships {
    /// A sponsorship by number.
    #[must_use]
    pub fn get(&self, id: SponsorshipId) -> Option<&Sponsorship> {
        self.all.get(id.at())
    }

    /// All offers with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (SponsorshipId, &Sponsorship)> {
        (0..).map(SponsorshipId).zip(&self.all)
    }

    /// The account under which an indirect participant pays and receives, once it has one.
    #[must_use]
    pub fn address(&self, indirect: ParticipantId, currency: CurrencyId) -> Option<AccountId> {
        self.addresses.get(&(indirect, currency)).copied()
    }

    /// The sponsorship in force of such an account.
    #[must_use]
    pub fn of(&self, address: AccountId) -> Option<(SponsorshipId, &Sponsorship)> {
        let id = *self.in_force.get(&address)?;
        Some((id, self.get(id)?))
    }

    /// Every settlement account that stood behind an address.
    pub fn carriers(&self, address: AccountId) -> impl Iterator<Item = AccountId> {
        let from = (address, AccountId(0));
        let to = (address, AccountId(u32::MAX));
        self.routes.range(from..=to).map(|((_, account), _)| *account)
    }

    /// The caps that bind what an address pays out of a settlement account.
    pub(crate) fn caps(&self, address: AccountId, account: AccountId) -> Option<&Caps> {
        let id = *self.routes.get(&(address, account))?;
        self.get(id).map(|held| &held.caps)
    }

    /// The use of a route on a business date.
    #[must_use]
    pub fn used(&self, address: AccountId, account: AccountId, date: Option<BusinessDate>) -> Use {
        let used = self.used.get(&(address, account)).copied().unwrap_or_default();
        if used.date == date { used } else { Use { date, ..Use::default() } }
    }

    /// Whether a settlement account carries an address, or has an offer out.
    pub(crate) fn is_needed(&self, account: AccountId) -> bool {
        let mut live = self.all.iter().filter(|held| !matches!(held.stage, Stage::Ended(_)));
        live.any(|held| held.account == account)
    }

    pub(crate) fn offer(&mut self, sponsorship: Sponsorship) -> SponsorshipId {
        let id = SponsorshipId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(sponsorship);
        id
    }

    /// An offer is accepted; what carried the address before, ends.
    pub(crate) fn accept(&mut self, id: SponsorshipId, address: AccountId, by: EntryNumber) {
        if let Some((before, _)) = self.of(address) {
            self.end(before, by);
        }
        let Some(held) = self.all.get_mut(id.at()) else { return };
        assert!(held.stage == Stage::Offered, "an offer is accepted once");
        held.stage = Stage::InForce(by);
        self.addresses.insert((held.indirect, held.currency), address);
        self.routes.insert((address, held.account), id);
        self.in_force.insert(address, id);
    }

    pub(crate) fn end(&mut self, id: SponsorshipId, by: EntryNumber) {
        if let Some(held) = self.all.get_mut(id.at()) {
            held.stage = Stage::Ended(by);
            self.in_force.retain(|_, carrying| *carrying != id);
        }
    }

    pub(crate) fn set_caps(&mut self, id: SponsorshipId, caps: Caps) {
        if let Some(held) = self.all.get_mut(id.at()) {
            held.caps = caps;
        }
    }

    /// Counts what a route sent or received on a business date.
    pub(crate) fn count(
        &mut self,
        (address, account): Route,
        date: Option<BusinessDate>,
        amount: u64,
        received: bool,
    ) {
        let mut used = self.used(address, account, date);
        let side = if received { &mut used.received } else { &mut used.sent };
        *side += u128::from(amount);
        self.used.insert((address, account), used);
    }

    /// Adds the sponsorships to a digest.
    pub(crate) fn digest(&self, into: &mut Trail) {
        for held in &self.all {
            let (stage, entry) = held.stage.word();
            into.mix(u64::from(held.sponsor.0) << 32 | u64::from(held.indirect.0), entry);
            into.mix(u64::from(held.account.0) << 8 | stage, held.caps.item_max);
            let until =
                held.caps.until.map_or(0, |date| u64::from(date.days().cast_unsigned()) + 1);
            into.mix(until << 1 | u64::from(held.caps.basis.byte()), held.caps.day_max);
        }
        for ((address, account), used) in &self.used {
            let date = used.date.map_or(0, |date| u64::from(date.days().cast_unsigned()) + 1);
            into.mix(u64::from(address.0) << 32 | u64::from(account.0), date);
            into.mix_wide(used.sent);
            into.mix_wide(used.received);
        }
        for (address, id) in &self.in_force {
            into.mix(u64::from(address.0), u64::from(id.0) + 1);
        }
    }
}
