//! The business day as data: a currency's calendar, and the orders that bear on days.
//!
//! A central bank (or the operator) states a calendar in an entry; the engine turns local times of
//! day into instants by the offsets that the calendar itself carries, since it knows no time zones.
//! Nothing here looks at a state or a clock.

use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant};

/// The most holidays, and the most changes of offset, that a calendar names.
pub const LISTED_MAX: usize = 1_000;
/// The furthest that a payment may be kept ahead, in calendar days.
pub const AHEAD_MAX: u16 = 366;
/// The most that a day is extended by one order, in minutes.
pub const EXTENSION_MAX: u16 = 600;
/// The longest grace behind a roll, in minutes.
const GRACE_MAX: u16 = 240;
/// Offsets from UTC are at most 14 hours.
const OFFSET_MAX: u16 = 14 * 60;
/// Days looked through for a business day: past any list of holidays.
const SEARCH_MAX: usize = 8 * LISTED_MAX;
const DAY_MINUTES: u16 = 24 * 60;
const MINUTE_NANOS: i128 = 60_000_000_000;

/// An offset from UTC, in force from a date on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offset {
    /// The first business date that it is used for.
    pub from: BusinessDate,
    /// Minutes east of UTC.
    pub minutes: i16,
}

/// The local times of day at which a business day moves on, in minutes after midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Hours {
    /// The day opens and closes.
    Daily {
        /// What was kept for this day is checked again.
        start: u16,
        /// Settlement begins.
        open: u16,
        /// Customer payments are refused from here on.
        customer_cut_off: u16,
        /// Banks' own payments are refused from here on.
        bank_cut_off: u16,
        /// What waits is refused; the day is proved.
        close: u16,
    },
    /// The day never closes: at one time of day the date moves on.
    AroundTheClock {
        /// When the next business date begins.
        roll: u16,
        /// For so many minutes behind the roll a payment with the old date gets the new one.
        grace: u16,
    },
}

/// How the business days of a currency run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Calendar {
    /// Changes of the offset from UTC, ascending by date; before the first one it applies too.
    pub offsets: Vec<Offset>,
    /// Days of rest, one bit each, Monday the lowest.
    pub rest_days: u8,
    /// Holidays, ascending.
    pub holidays: Vec<BusinessDate>,
    /// Times of day.
    pub hours: Hours,
    /// How many calendar days ahead a payment is kept for its date.
    pub ahead_max: u16,
    /// Whether a day opens only when the balance at the national RTGS was confirmed.
    pub mirror: bool,
}

/// The times of one business day as instants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Times {
    /// Payments kept for the day are checked again.
    pub start: Instant,
    /// Settlement begins.
    pub open: Instant,
    /// Customer cut-off.
    pub customer_cut_off: Instant,
    /// Bank cut-off.
    pub bank_cut_off: Instant,
    /// Close, or roll.
    pub close: Instant,
}

/// Why a central bank opens the next day although the mirror differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DifferenceReason {
    /// A movement is booked on one side and under way on the other.
    InTransit,
    /// An error of the national RTGS, which is being corrected there.
    Correction,
    /// Another reason, on record with the central bank.
    Other,
}

/// What is ordered of a currency's days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayOrder {
    /// A whole calendar; a day that runs keeps its times.
    CalendarSet(Box<Calendar>),
    /// No calendar any more: days open and close by order.
    CalendarRemoved,
    /// A date becomes a holiday, or a business day again.
    HolidaySet {
        /// Which date.
        date: BusinessDate,
        /// Whether it is one.
        holiday: bool,
    },
    /// Cut-offs and close of the present day come later.
    DayExtended {
        /// By so many minutes.
        minutes: u16,
    },
    /// The present day closes at once.
    DayEnded,
    /// The balance that the national RTGS holds as mirror of a closed date.
    MirrorConfirmed {
        /// The closed date.
        date: BusinessDate,
        /// Minor units.
        amount: u128,
    },
    /// Two people of the central bank accept a difference.
    MirrorAccepted {
        /// The closed date.
        date: BusinessDate,
        /// Why.
        reason: DifferenceReason,
    },
}

impl Calendar {
    /// Whether the day rolls and never closes.
    #[must_use]
    pub fn rolls(&self) -> bool {
        matches!(self.hours, Hours::AroundTheClock { .. })
    }

    /// Whether every part is within its bounds and the times follow each other.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let hours = match self.hours {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => {
                start <= open
                    && open < customer_cut_off
                    && customer_cut_off <= bank_cut_off
                    && bank_cut_off <= close
                    && close < DAY_MINUTES
            }
            // A day that does not close has no opening to hold back.
            Hours::AroundTheClock { roll, grace } => {
                roll < DAY_MINUTES && grace <= GRACE_MAX && !self.mirror
            }
        };
        hours
            && !self.offsets.is_empty()
            && self.offsets.len() <= LISTED_MAX
            && self.offsets.is_sorted_by(|one, next| one.from < next.from)
            && self.offsets.iter().all(|offset| offset.minutes.unsigned_abs() <= OFFSET_MAX)
            && self.rest_days < 0b111_1111
            && self.holidays.len() <= LISTED_MAX
            && self.holidays.is_sorted_by(|one, next| one < next)
            && self.ahead_max <= AHEAD_MAX
    }

    /// Whether a date is a business day.
    #[must_use]
    pub fn is_business_day(&self, date: BusinessDate) -> bool {
        let day = date.weekday().since_monday();
        self.rest_days >> day & 1 == 0 && self.holidays.binary_search(&date).is_err()
    }

    /// The first business day behind a date; none at the end of the calendar.
    #[must_use]
    pub fn business_day_after(&self, date: BusinessDate) -> Option<BusinessDate> {
        self.search(date, 1)
    }

    /// The last business day before a date.
    #[must_use]
    pub fn business_day_before(&self, date: BusinessDate) -> Option<BusinessDate> {
        self.search(date, -1)
    }

    fn search(&self, from: BusinessDate, step: i32) -> Option<BusinessDate> {
        let days = (1..=SEARCH_MAX).scan(from.days(), |days, _| {
            *days += step;
            BusinessDate::from_days(*days)
        });
        days.into_iter().find(|date| self.is_business_day(*date))
    }

    /// The local date at an instant, by the offset of the date in UTC.
    #[must_use]
    pub fn local_date(&self, at: Instant) -> BusinessDate {
        let local = i128::from(at.nanos()) + self.offset(at.date()) * MINUTE_NANOS;
        let days = local.div_euclid(i128::from(DAY_MINUTES) * MINUTE_NANOS);
        i32::try_from(days).ok().and_then(BusinessDate::from_days).unwrap_or(at.date())
    }

    /// The instants of a business day.
    #[must_use]
    pub fn times(&self, date: BusinessDate) -> Times {
        let at = |minutes: u16| self.instant(date, minutes);
        match self.hours {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => Times {
                start: at(start),
                open: at(open),
                customer_cut_off: at(customer_cut_off),
                bank_cut_off: at(bank_cut_off),
                close: at(close),
            },
            Hours::AroundTheClock { roll, .. } => {
                let close = at(roll);
                // It opens where the day before it ends.
                let before = self.business_day_before(date).unwrap_or(date);
                let open = self.instant(before, roll).min(close);
                Times { start: open, open, customer_cut_off: close, bank_cut_off: close, close }
            }
        }
    }

    fn instant(&self, date: BusinessDate, minutes: u16) -> Instant {
        let local = i128::from(date.days()) * i128::from(DAY_MINUTES) + i128::from(minutes);
        let nanos = (local - self.offset(date)) * MINUTE_NANOS;
        // Dates before 1970 and beyond the clock's end do not come in a journal.
        Instant::from_nanos(u64::try_from(nanos.max(0)).unwrap_or(u64::MAX))
    }

    /// Minutes east of UTC on a date.
    /// Minutes east of UTC of the local time on a date.
    #[must_use]
    pub fn offset(&self, date: BusinessDate) -> i128 {
        let begun = self.offsets.iter().rev().find(|offset| offset.from <= date);
        begun.or(self.offsets.first()).map_or(0, |offset| i128::from(offset.minutes))
    }
}

impl Times {
    /// Of a day that never comes.
    pub const NEVER: Self = {
        let never = Instant::from_nanos(u64::MAX);
        Self {
            start: never,
            open: never,
            customer_cut_off: never,
            bank_cut_off: never,
            close: never,
        }
    };

    /// The same day with cut-offs and close so many minutes later.
    #[must_use]
    pub fn extended(self, minutes: u16) -> Self {
        let later = |at: Instant| later(at, minutes);
        Self {
            customer_cut_off: later(self.customer_cut_off),
            bank_cut_off: later(self.bank_cut_off),
            close: later(self.close),
            ..self
        }
    }
}

/// So many minutes behind an instant.
#[must_use]
pub fn later(at: Instant, minutes: u16) -> Instant {
    Instant::from_nanos(at.nanos().saturating_add(u64::from(minutes) * 60_000_000_000))
}
