//! Dates and times of calendars, counted minute by minute and day by day.
//!
//! Takes a calendar as an entry states it and nothing else; must not ask the engine's own
//! arithmetic, against which it is held.

use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::calendar::Step;
use suftaja_engine::entry::calendar::{Calendar, Hours};

const MINUTE: i128 = 60_000_000_000;

/// Whether a calendar may get a number at all.
pub(super) fn is_sound(calendar: &Calendar) -> bool {
    let hours = match calendar.hours {
        Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => {
            let times = [start, open, customer_cut_off, bank_cut_off, close];
            times.iter().zip(times.iter().skip(1)).all(|(one, next)| one <= next)
                && open != customer_cut_off
                && close <= 1_439
        }
        Hours::AroundTheClock { roll, grace } => roll <= 1_439 && grace <= 240 && !calendar.mirror,
    };
    let ascend = |dates: &[BusinessDate]| {
        dates.iter().zip(dates.iter().skip(1)).all(|(one, next)| one < next)
    };
    let from: Vec<BusinessDate> = calendar.offsets.iter().map(|offset| offset.from).collect();
    hours
        && (1..=1_000).contains(&from.len())
        && ascend(&from)
        && calendar.offsets.iter().all(|offset| (-840..=840).contains(&offset.minutes))
        && calendar.rest_days < 127
        && calendar.holidays.len() <= 1_000
        && ascend(&calendar.holidays)
        && calendar.ahead_max <= 366
}

pub(super) fn rolls(calendar: &Calendar) -> bool {
    matches!(calendar.hours, Hours::AroundTheClock { .. })
}

pub(super) fn first_step(calendar: &Calendar) -> Step {
    if rolls(calendar) { Step::Open } else { Step::Start }
}

pub(super) fn serves(calendar: &Calendar, date: BusinessDate) -> bool {
    // The first of January 1970 was a Thursday.
    let weekday = (i64::from(date.days()) + 3).rem_euclid(7);
    calendar.rest_days & (1 << weekday) == 0 && !calendar.holidays.contains(&date)
}

/// The next business day in one direction; none within twenty years.
pub(super) fn nearest(calendar: &Calendar, from: BusinessDate, step: i64) -> Option<BusinessDate> {
    (1..7_300)
        .map(|count| date_of(i64::from(from.days()) + step * count))
        .find(|date| serves(calendar, *date))
}

pub(super) fn date_of(days: i64) -> BusinessDate {
    let date = i32::try_from(days).ok().and_then(BusinessDate::from_days);
    date.unwrap_or(if days < 0 { BusinessDate::MIN } else { BusinessDate::MAX })
}

/// When a business day by a calendar ends.
pub(super) fn end(calendar: &Calendar, date: BusinessDate) -> Instant {
    match calendar.hours {
        Hours::Daily { close, .. } => instant(calendar, date, close),
        Hours::AroundTheClock { roll, .. } => instant(calendar, date, roll),
    }
}

pub(super) fn instant(calendar: &Calendar, date: BusinessDate, minute: u16) -> Instant {
    let utc = i128::from(date.days()) * 1_440 + i128::from(minute) - offset(calendar, date);
    Instant::from_nanos(u64::try_from((utc * MINUTE).max(0)).unwrap_or(u64::MAX))
}

/// The last offset that began by the date, or the first of all.
fn offset(calendar: &Calendar, date: BusinessDate) -> i128 {
    let mut minutes = calendar.offsets.first().map_or(0, |first| first.minutes);
    for offset in &calendar.offsets {
        if offset.from <= date {
            minutes = offset.minutes;
        }
    }
    i128::from(minutes)
}

/// Days since 1970 on the wall where the currency is at home.
pub(super) fn local_date(calendar: &Calendar, now: Instant) -> i32 {
    let minutes = i128::from(now.nanos()) / MINUTE;
    let utc = date_of(i64::try_from(minutes / 1_440).unwrap_or(0));
    i32::try_from((minutes + offset(calendar, utc)).div_euclid(1_440)).unwrap_or(0)
}
