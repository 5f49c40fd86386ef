//! Bytes of freezes and of what lets them out: kinds 51 and 52.

use super::super::Original;
use super::super::bytes::{Fields, Malformed, Put};
use super::request::{original, put_original};
use super::{Body, flag, text};
use crate::AccountId;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) const FIRST: u8 = FROZEN;
pub(super) const LAST: u8 = UNFROZEN;

const FROZEN: u8 = 51;
const UNFROZEN: u8 = 52;

/// The body, where it is one of these.
pub(super) fn encode(body: &Body, out: &mut Vec<u8>) -> Option<u8> {
    match body {
        Body::Frozen { account, amount, original, identity, reference } => {
            out.put(&account.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes());
            put_original(&original.unwrap_or_default(), out);
            let length = u8::try_from(reference.len()).unwrap_or(u8::MAX);
            out.put(&[u8::from(original.is_some()), length]).put(reference.as_bytes());
            Some(FROZEN)
        }
        Body::Unfrozen { freeze, to, amount, identity } => {
            out.put(&freeze.to_le_bytes()).put(&to.0.to_le_bytes());
            out.put(&amount.to_le_bytes()).put(&identity.to_le_bytes());
            Some(UNFROZEN)
        }
        _ => None,
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    if kind == UNFROZEN {
        let (freeze, to) = (from.u32()?, AccountId(from.u32()?));
        return Ok(Body::Unfrozen { freeze, to, amount: from.u64()?, identity: from.u128()? });
    }
    let (account, amount, identity) = (AccountId(from.u32()?), from.u64()?, from.u128()?);
    let malformed = from.malformed();
    let (stated, is_stated) = (original(from)?, flag(from)?);
    if !is_stated && stated != Original::default() {
        return Err(malformed);
    }
    let length = usize::from(from.u8()?);
    let reference = String::from(text(from, length)?);
    let original = is_stated.then_some(stated);
    Ok(Body::Frozen { account, amount, original, identity, reference })
}
