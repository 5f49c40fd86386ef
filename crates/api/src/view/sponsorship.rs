//! `GET /v1/sponsorships`: who settles on whose account, how far, and how much of it is used.
//!
//! A sponsor and its indirect participant see theirs; overseers see all in their currencies.

use super::money::{self, Money};
use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::entry::tier::Basis;
use suftaja_engine::sponsor::{Sponsorship, Stage};
use suftaja_engine::{EntryNumber, SponsorshipId, State};

/// All sponsorships that a caller may see, in the order of their offers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SponsorshipsView {
    as_of: EntryNumber,
    sponsorships: Vec<SponsorshipFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SponsorshipFields {
    sponsorship: u32,
    sponsor: String,
    indirect: String,
    currency: String,
    /// The sponsor's settlement account.
    account: u32,
    /// The account under which the indirect participant pays and receives.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<u32>,
    stage: &'static str,
    /// The entry that brought it into force, or ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<EntryNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_max: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day_max: Option<Money>,
    basis: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// What was sent and received on the present business date.
    #[serde(flatten)]
    used: Option<UseFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UseFields {
    sent: Money,
    received: Money,
    /// What counts against `day_max`.
    used: Money,
}

/// Every sponsorship in sight.
pub(crate) fn all(state: &State, sight: &Sight) -> SponsorshipsView {
    let seen = state.tiers().sponsorships().all().filter(|(_, held)| {
        let is_side = [held.sponsor, held.indirect].contains(&sight.own());
        is_side || sight.oversees(state, held.currency)
    });
    let sponsorships = seen.map(|(id, held)| fields(state, id, held)).collect();
    SponsorshipsView { as_of: state.last(), sponsorships }
}

fn fields(state: &State, id: SponsorshipId, held: &Sponsorship) -> SponsorshipFields {
    let currency = held.currency;
    let sponsorships = state.tiers().sponsorships();
    let address = sponsorships.address(held.indirect, currency);
    let date = state.register().currency(currency).and_then(|known| known.date);
    let money =
        |minor: u128| Money::of(state, currency, i128::try_from(minor).unwrap_or(i128::MAX));
    let used = address.filter(|_| held.stage != Stage::Offered).map(|address| {
        let used = sponsorships.used(address, held.account, date);
        UseFields {
            sent: money(used.sent),
            received: money(used.received),
            used: money(used.counted(held.caps.basis)),
        }
    });
    let (stage, since) = match held.stage {
        Stage::Offered => ("offered", None),
        Stage::InForce(_) if !held.carries_on(date) => ("lapsed", None),
        Stage::InForce(entry) => ("in-force", Some(entry)),
        Stage::Ended(entry) => ("ended", Some(entry)),
    };
    SponsorshipFields {
        sponsorship: id.0,
        sponsor: name(state, held.sponsor),
        indirect: name(state, held.indirect),
        currency: money::code(state, currency),
        account: held.account.0,
        address: address.map(|address| address.0),
        stage,
        since,
        item_max: Money::bound(state, currency, held.caps.item_max),
        day_max: Money::bound(state, currency, held.caps.day_max),
        basis: match held.caps.basis {
            Basis::Gross => "gross",
            Basis::Net => "net",
        },
        until: held.caps.until.map(|date| date.to_string()),
        used,
    }
}
