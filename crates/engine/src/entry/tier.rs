//! Orders on tiers: sponsorships, decisions on what is kept, insolvency, admission.
//!
//! They come from people by way of the node and are carried out in [`crate::tier`]. An entry says
//! what code checks of an admission and never a person's name (field rules 38 and 39).

use crate::{AccountId, EntryNumber, ParticipantId, SponsorshipId};
use alloc::string::String;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant, Lei};

/// What a sponsor carries for one indirect participant, minor units (field rule 20).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Caps {
    /// The largest single payment out.
    pub item_max: u64,
    /// The most that may leave on one business date, counted by `basis`.
    pub day_max: u64,
    /// How a day is counted.
    pub basis: Basis,
    /// The last business date on which the sponsorship carries; none for no end.
    pub until: Option<BusinessDate>,
}

impl Caps {
    /// Nothing is bounded.
    pub const NONE: Self =
        Self { item_max: u64::MAX, day_max: u64::MAX, basis: Basis::Gross, until: None };
}

/// How the use of a day's cap is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Basis {
    /// What was sent.
    Gross,
    /// What was sent less what was received.
    Net,
}

/// What a central bank decides of a payment that a suspension keeps (field rule 21).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It passes the suspension once and settles, where there is cover.
    Settle,
    /// It is refused for good.
    Refuse,
}

/// What code checks before a participant is activated (field rule 39).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Admission {
    /// Number of the licence, 1 to [`LICENCE_MAX`] bytes.
    pub licence: String,
    /// The authority that gave it, 1 to [`AUTHORITY_MAX`] bytes; an institution, never a person.
    pub authority: String,
    /// The legal entity behind the name by which others address it.
    pub lei: Lei,
    /// When the ownership was attested.
    pub attested: BusinessDate,
    /// When the lists were checked.
    pub checked: BusinessDate,
    /// The version of the lists that were checked, more than 0.
    pub list_version: u32,
    /// The last day on which the data count.
    pub valid_until: BusinessDate,
}

/// The longest licence number, in bytes.
pub const LICENCE_MAX: usize = 35;
/// The longest name of an authority, in bytes.
pub const AUTHORITY_MAX: usize = 70;

/// An order on tiers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TierOrder {
    /// A sponsor consents to carry an indirect participant on one of its accounts.
    SponsorshipOffered {
        /// Whom.
        indirect: ParticipantId,
        /// The sponsor's settlement account, which has the currency.
        account: AccountId,
        /// How far.
        caps: Caps,
    },
    /// The indirect participant takes the offer; what carried it in that currency before, ends.
    SponsorshipAccepted {
        /// Which offer.
        sponsorship: SponsorshipId,
    },
    /// A sponsorship or an offer ends, at once for new payments.
    SponsorshipEnded {
        /// Which.
        sponsorship: SponsorshipId,
    },
    /// The sponsor changes the caps.
    CapsSet {
        /// Of which sponsorship.
        sponsorship: SponsorshipId,
        /// All of them.
        caps: Caps,
    },
    /// The competent central bank decides of a payment that a suspension keeps.
    PaymentDecided {
        /// The entry that brought the payment.
        payment: EntryNumber,
        /// What becomes of it.
        decision: Decision,
    },
    /// Insolvency proceedings were opened over a participant; suspends it.
    InsolvencyOpened {
        /// Over whom.
        participant: ParticipantId,
        /// The instant of opening, to be held against SF1.
        instant: Instant,
    },
    /// What was checked of a participant.
    AdmissionRecorded {
        /// Of whom.
        participant: ParticipantId,
        /// The data.
        admission: Admission,
    },
    /// From here on nobody is activated without complete admission data; never taken back.
    AdmissionRequired,
}
