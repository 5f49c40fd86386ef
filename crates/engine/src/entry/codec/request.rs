//! Kinds 41 to 46: returns, messages about a payment, and liquidity between own accounts.
//!
//! Bodies come from [`super`] and go back there; the layouts are drawn in
//! `docs/internals/entries.md`. Nothing here may accept what encoding does not make.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::{Body, Original, ReportedStatus, Request, Return, Stamp};
use super::{STAMP_BYTES, date, decode_payment, flag, kind, payment_bytes};
use crate::AccountId;
use alloc::vec::Vec;
use suftaja_base::{BusinessDate, Instant};

pub(super) fn encode(body: &Body, out: &mut Vec<u8>) -> u8 {
    match body {
        Body::Returned(Return { payment, original, ends_recall }) => {
            let bytes = payment_bytes(&Stamp::default(), payment);
            out.put(bytes.get(STAMP_BYTES..).unwrap_or_default());
            put_original(original, out);
            out.put(&[u8::from(*ends_recall)]);
            kind::RETURNED
        }
        Body::CancellationRequested { request, days } => {
            put_request(request, out);
            out.put(&days.to_le_bytes());
            kind::CANCELLATION_REQUESTED
        }
        Body::CancellationAnswered { request, refused } => {
            put_request(request, out);
            out.put(&[u8::from(*refused)]);
            kind::CANCELLATION_ANSWERED
        }
        Body::StatusReported { request, status } => {
            put_request(request, out);
            out.put(&[status.byte()]);
            kind::STATUS_REPORTED
        }
        Body::StatusRequested { original } => {
            put_original(original, out);
            kind::STATUS_REQUESTED
        }
        Body::LiquidityMoved { debit, credit, amount, value_date, identity, content } => {
            out.put(&debit.0.to_le_bytes()).put(&credit.0.to_le_bytes());
            out.put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes()).put(&content.to_le_bytes());
            put_value_date(*value_date, out);
            kind::LIQUIDITY_MOVED
        }
        _ => kind::TICK,
    }
}

/// The body of one of these kinds; nothing for a kind that does not exist.
pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Option<Body>, Malformed> {
    Ok(Some(match kind {
        kind::RETURNED => Body::Returned(Return {
            payment: decode_payment(from)?,
            original: original(from)?,
            ends_recall: flag(from)?,
        }),
        kind::CANCELLATION_REQUESTED => {
            Body::CancellationRequested { request: request(from)?, days: from.u16()? }
        }
        kind::CANCELLATION_ANSWERED => {
            Body::CancellationAnswered { request: request(from)?, refused: flag(from)? }
        }
        kind::STATUS_REPORTED => {
            Body::StatusReported { request: request(from)?, status: ReportedStatus::read(from)? }
        }
        kind::STATUS_REQUESTED => Body::StatusRequested { original: original(from)? },
        kind::LIQUIDITY_MOVED => {
            let (debit, credit) = (AccountId(from.u32()?), AccountId(from.u32()?));
            let (amount, identity, content) = (from.u64()?, from.u128()?, from.u128()?);
            let value_date = value_date(from)?;
            Body::LiquidityMoved { debit, credit, amount, value_date, identity, content }
        }
        _ => return Ok(None),
    }))
}

pub(super) fn put_original(original: &Original, out: &mut Vec<u8>) {
    out.put(&original.entry.to_le_bytes()).put(&original.time.nanos().to_le_bytes());
    out.put(&original.debit.0.to_le_bytes()).put(&original.credit.0.to_le_bytes());
    out.put(&original.amount.to_le_bytes());
}

fn put_request(request: &Request, out: &mut Vec<u8>) {
    put_original(&request.original, out);
    out.put(&request.identity.to_le_bytes()).put(&request.content.to_le_bytes());
}

pub(super) fn original(from: &mut Fields<'_>) -> Result<Original, Malformed> {
    Ok(Original {
        entry: from.u64()?,
        time: Instant::from_nanos(from.u64()?),
        debit: AccountId(from.u32()?),
        credit: AccountId(from.u32()?),
        amount: from.u64()?,
    })
}

fn request(from: &mut Fields<'_>) -> Result<Request, Malformed> {
    Ok(Request { original: original(from)?, identity: from.u128()?, content: from.u128()? })
}

/// A date and whether it is stated.
pub(super) fn put_value_date(date: Option<BusinessDate>, out: &mut Vec<u8>) {
    let days = date.map_or(0, BusinessDate::days);
    out.put(&days.to_le_bytes()).put(&[u8::from(date.is_some())]);
}

/// The same read; a date that is not stated is zero, so that bytes stand one for one.
pub(super) fn value_date(from: &mut Fields<'_>) -> Result<Option<BusinessDate>, Malformed> {
    let malformed = from.malformed();
    let date = date(from)?;
    match flag(from)? {
        true => Ok(Some(date)),
        false if date.days() == 0 => Ok(None),
        false => Err(malformed),
    }
}
