//! Kind 65: the tariff of a currency.
//!
//! Bodies come from [`super`] and go back there; the layout is drawn in
//! `docs/internals/entries.md`. Nothing here may accept what encoding does not make.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::tariff::{Payer, Price, Tariff, When};
use super::super::{Body, Family};
use super::date;
use crate::{AccountId, CurrencyId};
use alloc::vec::Vec;
use suftaja_base::BusinessDate;

/// The one kind of this family.
pub(super) const SET: u8 = 65;

pub(super) fn encode(
    currency: CurrencyId,
    from: BusinessDate,
    tariff: &Tariff,
    out: &mut Vec<u8>,
) -> u8 {
    let count = u8::try_from(tariff.prices.len()).unwrap_or(u8::MAX);
    out.put(&currency.0.to_le_bytes()).put(&from.days().to_le_bytes());
    out.put(&tariff.account.0.to_le_bytes()).put(&[count]);
    for price in &tariff.prices {
        out.put(&[price.service.byte(), price.payer.byte(), price.when.byte()]);
        out.put(&price.settled.to_le_bytes()).put(&price.refused.to_le_bytes());
    }
    SET
}

pub(super) fn decode(of: &mut Fields<'_>) -> Result<Body, Malformed> {
    let (currency, from) = (CurrencyId(of.u32()?), date(of)?);
    let (account, count) = (AccountId(of.u32()?), of.u8()?);
    let mut prices = Vec::new();
    for _ in 0..count {
        prices.push(Price {
            service: Family::read(of)?,
            payer: Payer::read(of)?,
            when: When::read(of)?,
            settled: of.u64()?,
            refused: of.u64()?,
        });
    }
    Ok(Body::TariffSet { currency, from, tariff: Tariff { account, prices } })
}
