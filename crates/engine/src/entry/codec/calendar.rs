//! Bytes of the orders on calendars and days: kinds 22 to 28, each behind its currency.
//!
//! Drawn in `docs/internals/entries.md`. Reading accepts what writing makes and judges nothing:
//! whether a calendar is sound the engine's check says.

use super::super::bytes::{Fields, Malformed, Put};
use super::super::calendar::{Calendar, DayOrder, DifferenceReason, Hours, Offset};
use super::{Body, date, flag};
use crate::CurrencyId;
use alloc::boxed::Box;
use alloc::vec::Vec;
use suftaja_base::BusinessDate;

pub(super) const FIRST: u8 = SET;
pub(super) const LAST: u8 = MIRROR_ACCEPTED;

const SET: u8 = 22;
const REMOVED: u8 = 23;
const HOLIDAY_SET: u8 = 24;
const DAY_EXTENDED: u8 = 25;
const DAY_ENDED: u8 = 26;
const MIRROR_CONFIRMED: u8 = 27;
const MIRROR_ACCEPTED: u8 = 28;

const DAILY: u8 = 0;
const AROUND_THE_CLOCK: u8 = 1;

impl DifferenceReason {
    /// The byte of format 1.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::InTransit => 0,
            Self::Correction => 1,
            Self::Other => 2,
        }
    }

    fn read(from: &mut Fields<'_>) -> Result<Self, Malformed> {
        let malformed = from.malformed();
        match from.u8()? {
            0 => Ok(Self::InTransit),
            1 => Ok(Self::Correction),
            2 => Ok(Self::Other),
            _ => Err(malformed),
        }
    }
}

pub(super) fn encode(currency: CurrencyId, order: &DayOrder, out: &mut Vec<u8>) -> u8 {
    out.put(&currency.0.to_le_bytes());
    match order {
        DayOrder::CalendarSet(calendar) => {
            encode_calendar(calendar, out);
            SET
        }
        DayOrder::CalendarRemoved => REMOVED,
        DayOrder::HolidaySet { date, holiday } => {
            out.put(&date.days().to_le_bytes()).put(&[u8::from(*holiday)]);
            HOLIDAY_SET
        }
        DayOrder::DayExtended { minutes } => {
            out.put(&minutes.to_le_bytes());
            DAY_EXTENDED
        }
        DayOrder::DayEnded => DAY_ENDED,
        DayOrder::MirrorConfirmed { date, amount } => {
            out.put(&date.days().to_le_bytes()).put(&amount.to_le_bytes());
            MIRROR_CONFIRMED
        }
        DayOrder::MirrorAccepted { date, reason } => {
            out.put(&date.days().to_le_bytes()).put(&[reason.byte()]);
            MIRROR_ACCEPTED
        }
    }
}

pub(super) fn decode(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let currency = CurrencyId(from.u32()?);
    let order = match kind {
        SET => DayOrder::CalendarSet(Box::new(decode_calendar(from)?)),
        REMOVED => DayOrder::CalendarRemoved,
        HOLIDAY_SET => DayOrder::HolidaySet { date: date(from)?, holiday: flag(from)? },
        DAY_EXTENDED => DayOrder::DayExtended { minutes: from.u16()? },
        DAY_ENDED => DayOrder::DayEnded,
        MIRROR_CONFIRMED => DayOrder::MirrorConfirmed { date: date(from)?, amount: from.u128()? },
        _ => DayOrder::MirrorAccepted { date: date(from)?, reason: DifferenceReason::read(from)? },
    };
    Ok(Body::Day { currency, order })
}

fn encode_calendar(calendar: &Calendar, out: &mut Vec<u8>) {
    let (mode, times) = match calendar.hours {
        Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => {
            (DAILY, [start, open, customer_cut_off, bank_cut_off, close])
        }
        Hours::AroundTheClock { roll, grace } => (AROUND_THE_CLOCK, [roll, grace, 0, 0, 0]),
    };
    out.put(&[mode, calendar.rest_days, u8::from(calendar.mirror)]);
    for number in times.into_iter().chain([calendar.ahead_max]) {
        out.put(&number.to_le_bytes());
    }
    out.put(&count(calendar.offsets.len()));
    for offset in &calendar.offsets {
        out.put(&offset.from.days().to_le_bytes()).put(&offset.minutes.to_le_bytes());
    }
    out.put(&count(calendar.holidays.len()));
    for holiday in &calendar.holidays {
        out.put(&holiday.days().to_le_bytes());
    }
}

/// A list longer than the engine's bound gets no number, so its count always fits.
fn count(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes()
}

fn decode_calendar(from: &mut Fields<'_>) -> Result<Calendar, Malformed> {
    let malformed = from.malformed();
    let (mode, rest_days, mirror) = (from.u8()?, from.u8()?, flag(from)?);
    let times = [from.u16()?, from.u16()?, from.u16()?, from.u16()?, from.u16()?];
    let hours = match (mode, times) {
        (DAILY, [start, open, customer_cut_off, bank_cut_off, close]) => {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close }
        }
        (AROUND_THE_CLOCK, [roll, grace, 0, 0, 0]) => Hours::AroundTheClock { roll, grace },
        _ => return Err(malformed),
    };
    let ahead_max = from.u16()?;
    let mut offsets = Vec::new();
    for _ in 0..from.u16()? {
        offsets.push(Offset { from: date(from)?, minutes: from.u16()?.cast_signed() });
    }
    let mut holidays: Vec<BusinessDate> = Vec::new();
    for _ in 0..from.u16()? {
        holidays.push(date(from)?);
    }
    Ok(Calendar { offsets, rest_days, holidays, hours, ahead_max, mirror })
}
