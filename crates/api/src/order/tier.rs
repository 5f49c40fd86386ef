//! Orders on sponsorships, suspended participants and admission, from JSON to an entry's body.

use super::{Books, Order, bound};
use crate::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use suftaja_base::suf::tier;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::entry::tier::{Basis, Caps, Decision, TierOrder};
use suftaja_engine::{AccountId, Body, SponsorshipId};

/// How a day's cap is counted.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BasisWord {
    #[default]
    Gross,
    Net,
}

/// What becomes of a payment that a suspension keeps.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DecisionWord {
    Settle,
    Refuse,
}

/// Caps as JSON: decimal text, and what is absent bounds nothing.
struct CapTexts {
    item_max: Option<String>,
    day_max: Option<String>,
    basis: BasisWord,
    until: Option<String>,
}

impl CapTexts {
    fn read(&self, decimals: u8) -> Result<Caps, Problem> {
        let until = self.until.as_deref().map(BusinessDate::parse).transpose();
        Ok(Caps {
            item_max: bound("item_max", self.item_max.as_deref(), decimals)?.unwrap_or(u64::MAX),
            day_max: bound("day_max", self.day_max.as_deref(), decimals)?.unwrap_or(u64::MAX),
            basis: match self.basis {
                BasisWord::Gross => Basis::Gross,
                BasisWord::Net => Basis::Net,
            },
            until: until.map_err(|error| Problem::value("until", error))?,
        })
    }
}

impl Books<'_> {
    pub(super) fn tiers(&self, order: Order) -> Result<Body, Problem> {
        Ok(Body::Tier(match order {
            Order::SponsorshipOffer { indirect, account, item_max, day_max, basis, until } => {
                let (account, decimals) = self.account(account)?;
                let caps = CapTexts { item_max, day_max, basis, until }.read(decimals)?;
                let indirect = self.participant("indirect", &indirect)?;
                TierOrder::SponsorshipOffered { indirect, account, caps }
            }
            Order::SponsorshipAccept { sponsorship } => {
                TierOrder::SponsorshipAccepted { sponsorship: SponsorshipId(sponsorship) }
            }
            Order::SponsorshipEnd { sponsorship } => {
                TierOrder::SponsorshipEnded { sponsorship: SponsorshipId(sponsorship) }
            }
            Order::SponsorshipCaps { sponsorship, item_max, day_max, basis, until } => {
                let sponsorship = SponsorshipId(sponsorship);
                let decimals = self.decimals_of(sponsorship)?;
                let caps = CapTexts { item_max, day_max, basis, until }.read(decimals)?;
                TierOrder::CapsSet { sponsorship, caps }
            }
            Order::PaymentDecide { entry, decision } => TierOrder::PaymentDecided {
                payment: entry,
                decision: match decision {
                    DecisionWord::Settle => Decision::Settle,
                    DecisionWord::Refuse => Decision::Refuse,
                },
            },
            Order::InsolvencyOpen { participant, instant } => TierOrder::InsolvencyOpened {
                participant: self.participant("participant", &participant)?,
                instant: Instant::parse(&instant)
                    .map_err(|error| Problem::value("instant", error))?,
            },
            Order::ParticipantAdmission { participant, admission } => {
                let participant = self.participant("participant", &participant)?;
                let missing = |found: Vec<String>| {
                    Problem::new(tier::ADMISSION_UNSOUND, format!("{}.", found.join("; ")))
                };
                let admission = admission.read().map_err(missing)?;
                TierOrder::AdmissionRecorded { participant, admission }
            }
            Order::AdmissionRequire {} => TierOrder::AdmissionRequired,
            _ => return Err(Problem::field("order", "not an order on tiers")),
        }))
    }

    /// Decimals of a sponsorship's currency; another's looks like one that never was.
    fn decimals_of(&self, id: SponsorshipId) -> Result<u8, Problem> {
        let held = self.state.tiers().sponsorships().get(id);
        let own = held.filter(|held| held.sponsor == self.actor);
        let account: AccountId = own
            .map(|held| held.account)
            .ok_or_else(|| Problem::plain(tier::SPONSORSHIP_UNKNOWN))?;
        Ok(self.account(account.0)?.1)
    }
}
