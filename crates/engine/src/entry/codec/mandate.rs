//! Kinds 60 to 62: mandates for direct debits.
//!
//! Bodies come from [`super`] and go back there; the layouts are drawn in
//! `docs/internals/entries.md`. Nothing here may accept what encoding does not make.

use super::super::Body;
use super::super::bytes::{Fields, Malformed, Put};
use super::super::mandate::{MandateOrder, Terms};
use super::date;
use super::request::{put_value_date, value_date};
use crate::{AccountId, MandateId};
use alloc::vec::Vec;

/// The first of these kinds, and the last.
pub(super) const FIRST: u8 = OFFERED;
pub(super) const LAST: u8 = ENDED;

const OFFERED: u8 = 60;
const ACCEPTED: u8 = 61;
const ENDED: u8 = 62;

pub(super) fn encode(order: MandateOrder, out: &mut Vec<u8>) -> u8 {
    match order {
        MandateOrder::Offered { debtor, creditor, terms } => {
            out.put(&debtor.0.to_le_bytes()).put(&creditor.0.to_le_bytes());
            out.put(&terms.item_max.to_le_bytes()).put(&terms.day_max.to_le_bytes());
            out.put(&terms.from.days().to_le_bytes());
            put_value_date(terms.until, out);
            OFFERED
        }
        MandateOrder::Accepted { mandate } => {
            out.put(&mandate.0.to_le_bytes());
            ACCEPTED
        }
        MandateOrder::Ended { mandate } => {
            out.put(&mandate.0.to_le_bytes());
            ENDED
        }
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let malformed = from.malformed();
    Ok(Body::Mandate(match kind {
        OFFERED => MandateOrder::Offered {
            debtor: AccountId(from.u32()?),
            creditor: AccountId(from.u32()?),
            terms: Terms {
                item_max: from.u64()?,
                day_max: from.u64()?,
                from: date(from)?,
                until: value_date(from)?,
            },
        },
        ACCEPTED => MandateOrder::Accepted { mandate: MandateId(from.u32()?) },
        ENDED => MandateOrder::Ended { mandate: MandateId(from.u32()?) },
        _ => return Err(malformed),
    }))
}
