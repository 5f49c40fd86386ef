//! Bytes of the orders on a participant's profile: kinds 30 to 32, a participant and a flag each.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::profile::ProfileOrder;
use super::{Body, flag};
use crate::ParticipantId;
use alloc::vec::Vec;

pub(super) const FIRST: u8 = STATUSES;
pub(super) const LAST: u8 = URGENT;

const STATUSES: u8 = 30;
const RECEIPTS: u8 = 31;
const URGENT: u8 = 32;

pub(super) fn encode(participant: ParticipantId, order: ProfileOrder, out: &mut Vec<u8>) -> u8 {
    let (kind, on) = match order {
        ProfileOrder::Statuses(on) => (STATUSES, on),
        ProfileOrder::Receipts(on) => (RECEIPTS, on),
        ProfileOrder::Urgent(on) => (URGENT, on),
    };
    out.put(&participant.0.to_le_bytes()).put(&[u8::from(on)]);
    kind
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let malformed = from.malformed();
    let (participant, on) = (ParticipantId(from.u32()?), flag(from)?);
    let order = match kind {
        STATUSES => ProfileOrder::Statuses(on),
        RECEIPTS => ProfileOrder::Receipts(on),
        URGENT => ProfileOrder::Urgent(on),
        _ => return Err(malformed),
    };
    Ok(Body::Profile { participant, order })
}
