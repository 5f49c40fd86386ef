//! Kinds 85 to 88: files of many transactions.
//!
//! Bodies come from [`super`] and go back there; the layouts are drawn in
//! `docs/internals/entries.md`. Nothing here may accept what encoding does not make.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::file::FileOrder;
use super::super::file::Mode;
use super::super::{Body, Stamp};
use super::{STAMP_BYTES, decode_payment, payment_bytes};
use alloc::vec::Vec;
use suftaja_base::Suf;

/// The first of these kinds, and the last.
pub(super) const FIRST: u8 = OPENED;
pub(super) const LAST: u8 = REFUSED;

const OPENED: u8 = 85;
const PAYMENT: u8 = 86;
const CLOSED: u8 = 87;
const REFUSED: u8 = 88;

pub(super) fn encode(order: &FileOrder, out: &mut Vec<u8>) -> u8 {
    match order {
        FileOrder::Opened { identity, content, count, mode } => {
            out.put(&identity.to_le_bytes()).put(&content.to_le_bytes());
            out.put(&count.to_le_bytes()).put(&[mode.byte()]);
            OPENED
        }
        FileOrder::Payment { file, place, payment } => {
            out.put(&file.to_le_bytes()).put(&place.to_le_bytes());
            let bytes = payment_bytes(&Stamp::default(), payment);
            out.put(bytes.get(STAMP_BYTES..).unwrap_or_default());
            PAYMENT
        }
        FileOrder::Closed { file } => {
            out.put(&file.to_le_bytes());
            CLOSED
        }
        FileOrder::Refused { code, findings, content } => {
            out.put(&content.to_le_bytes()).put(&findings.to_le_bytes());
            out.put(&code.0.to_le_bytes());
            REFUSED
        }
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let malformed = from.malformed();
    Ok(Body::File(match kind {
        OPENED => FileOrder::Opened {
            identity: from.u128()?,
            content: from.u128()?,
            count: from.u32()?,
            mode: Mode::read(from)?,
        },
        PAYMENT => FileOrder::Payment {
            file: from.u64()?,
            place: from.u32()?,
            payment: decode_payment(from)?,
        },
        CLOSED => FileOrder::Closed { file: from.u64()? },
        REFUSED => {
            let (content, findings) = (from.u128()?, from.u32()?);
            FileOrder::Refused { code: Suf(from.u16()?), findings, content }
        }
        _ => return Err(malformed),
    }))
}
