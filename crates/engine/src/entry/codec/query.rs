//! Bytes of queries: kinds 80 and 81, drawn in `docs/internals/entries.md`. Reading accepts what
//! writing makes and judges nothing.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::query::{Query, Report};
use super::{Body, date, flag};
use crate::AccountId;
use alloc::vec::Vec;
use suftaja_base::BusinessDate;

pub(super) const FIRST: u8 = REPORT;
pub(super) const LAST: u8 = RESEND;

const REPORT: u8 = 80;
const RESEND: u8 = 81;

impl Report {
    /// The byte of format 1.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Balances => 0,
            Self::Totals => 1,
            Self::Details => 2,
            Self::Statement => 3,
            Self::Entries => 4,
        }
    }

    fn read(from: &mut Fields<'_>) -> Result<Self, Malformed> {
        let malformed = from.malformed();
        Ok(match from.u8()? {
            0 => Self::Balances,
            1 => Self::Totals,
            2 => Self::Details,
            3 => Self::Statement,
            4 => Self::Entries,
            _ => return Err(malformed),
        })
    }
}

pub(super) fn encode(query: Query, out: &mut Vec<u8>) -> u8 {
    match query {
        Query::Report { account, report, date } => {
            out.put(&account.0.to_le_bytes());
            out.put(&date.map_or(0, BusinessDate::days).to_le_bytes());
            out.put(&[report.byte(), u8::from(date.is_some())]);
            REPORT
        }
        Query::Resend { from, to } => {
            out.put(&from.to_le_bytes()).put(&to.to_le_bytes());
            RESEND
        }
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    if kind == RESEND {
        return Ok(Body::Queried(Query::Resend { from: from.u64()?, to: from.u64()? }));
    }
    let account = AccountId(from.u32()?);
    let malformed = from.malformed();
    let (stated, report, is_stated) = (date(from)?, Report::read(from)?, flag(from)?);
    if !is_stated && stated.days() != 0 {
        return Err(malformed);
    }
    let date = is_stated.then_some(stated);
    Ok(Body::Queried(Query::Report { account, report, date }))
}
