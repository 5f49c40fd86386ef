//! Kinds 70 to 77: sponsorships, decisions, insolvency, admission.
//!
//! Bodies come from [`super`] and go back there; the layouts are drawn in
//! `docs/internals/entries.md`. Nothing here may accept what encoding does not make.

use super::super::Body;
use super::super::bytes::{Fields, Malformed, Put};
use super::super::tier::{Admission, Basis, Caps, Decision, TierOrder};
use super::request::{put_value_date, value_date};
use super::{date, text};
use crate::{AccountId, ParticipantId, SponsorshipId};
use alloc::string::String;
use alloc::vec::Vec;
use suftaja_base::{Instant, Lei};

/// The first of these kinds, and the last.
pub(super) const FIRST: u8 = OFFERED;
pub(super) const LAST: u8 = ADMISSION_RULE;

const OFFERED: u8 = 70;
const ACCEPTED: u8 = 71;
const ENDED: u8 = 72;
const CAPS: u8 = 73;
const DECIDED: u8 = 74;
const INSOLVENCY: u8 = 75;
const ADMISSION: u8 = 76;
const ADMISSION_RULE: u8 = 77;

pub(super) fn encode(order: &TierOrder, out: &mut Vec<u8>) -> u8 {
    match order {
        TierOrder::SponsorshipOffered { indirect, account, caps } => {
            out.put(&indirect.0.to_le_bytes()).put(&account.0.to_le_bytes());
            put_caps(caps, out);
            OFFERED
        }
        TierOrder::SponsorshipAccepted { sponsorship } => {
            out.put(&sponsorship.0.to_le_bytes());
            ACCEPTED
        }
        TierOrder::SponsorshipEnded { sponsorship } => {
            out.put(&sponsorship.0.to_le_bytes());
            ENDED
        }
        TierOrder::CapsSet { sponsorship, caps } => {
            out.put(&sponsorship.0.to_le_bytes());
            put_caps(caps, out);
            CAPS
        }
        TierOrder::PaymentDecided { payment, decision } => {
            out.put(&payment.to_le_bytes()).put(&[decision.byte()]);
            DECIDED
        }
        TierOrder::InsolvencyOpened { participant, instant } => {
            out.put(&participant.0.to_le_bytes()).put(&instant.nanos().to_le_bytes());
            INSOLVENCY
        }
        TierOrder::AdmissionRecorded { participant, admission } => {
            out.put(&participant.0.to_le_bytes());
            put_admission(admission, out);
            ADMISSION
        }
        TierOrder::AdmissionRequired => ADMISSION_RULE,
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let malformed = from.malformed();
    let sponsorship = |from: &mut Fields<'_>| from.u32().map(SponsorshipId);
    Ok(Body::Tier(match kind {
        OFFERED => TierOrder::SponsorshipOffered {
            indirect: ParticipantId(from.u32()?),
            account: AccountId(from.u32()?),
            caps: caps(from)?,
        },
        ACCEPTED => TierOrder::SponsorshipAccepted { sponsorship: sponsorship(from)? },
        ENDED => TierOrder::SponsorshipEnded { sponsorship: sponsorship(from)? },
        CAPS => TierOrder::CapsSet { sponsorship: sponsorship(from)?, caps: caps(from)? },
        DECIDED => {
            TierOrder::PaymentDecided { payment: from.u64()?, decision: Decision::read(from)? }
        }
        INSOLVENCY => TierOrder::InsolvencyOpened {
            participant: ParticipantId(from.u32()?),
            instant: Instant::from_nanos(from.u64()?),
        },
        ADMISSION => TierOrder::AdmissionRecorded {
            participant: ParticipantId(from.u32()?),
            admission: admission(from)?,
        },
        ADMISSION_RULE => TierOrder::AdmissionRequired,
        _ => return Err(malformed),
    }))
}

fn put_caps(caps: &Caps, out: &mut Vec<u8>) {
    out.put(&caps.item_max.to_le_bytes()).put(&caps.day_max.to_le_bytes());
    out.put(&[caps.basis.byte()]);
    put_value_date(caps.until, out);
}

fn caps(from: &mut Fields<'_>) -> Result<Caps, Malformed> {
    Ok(Caps {
        item_max: from.u64()?,
        day_max: from.u64()?,
        basis: Basis::read(from)?,
        until: value_date(from)?,
    })
}

fn put_admission(admission: &Admission, out: &mut Vec<u8>) {
    out.put(admission.lei.as_str().as_bytes());
    for date in [admission.attested, admission.checked, admission.valid_until] {
        out.put(&date.days().to_le_bytes());
    }
    out.put(&admission.list_version.to_le_bytes());
    for text in [&admission.licence, &admission.authority] {
        out.put(&[super::name_length(text)]).put(text.as_bytes());
    }
}

fn admission(from: &mut Fields<'_>) -> Result<Admission, Malformed> {
    let malformed = from.malformed();
    let lei = Lei::parse(text(from, 20)?).map_err(|_| malformed)?;
    let (attested, checked, valid_until) = (date(from)?, date(from)?, date(from)?);
    let list_version = from.u32()?;
    let (licence, authority) = (counted(from)?, counted(from)?);
    Ok(Admission { licence, authority, lei, attested, checked, list_version, valid_until })
}

fn counted(from: &mut Fields<'_>) -> Result<String, Malformed> {
    let length = usize::from(from.u8()?);
    text(from, length).map(String::from)
}
