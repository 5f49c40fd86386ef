//! Orders on calendars and days: who may give them, and what they change.
//!
//! A calendar is its central bank's (or the operator's) to state and bears on days to come; what
//! changes the present day takes two people. What would open a day past the mirror is the central
//! bank's alone, by two people.

use super::{Course, Mirror, Step};
use crate::CurrencyId;
use crate::entry::calendar::{Calendar, DayOrder, EXTENSION_MAX, LISTED_MAX, Times};
use crate::order::require_two_people;
use crate::outcome::{Event, Outcome, Phase};
use crate::register::CutOff;
use crate::state::{Now, State};
use suftaja_base::suf::{day, ledger as suf};
use suftaja_base::{BusinessDate, Instant, Suf};

impl State {
    /// Carries an order on days out, or says why not.
    pub(crate) fn order_day(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        order: &DayOrder,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        let event = match order {
            DayOrder::CalendarSet(calendar) => self.set_calendar(now, currency, calendar),
            DayOrder::CalendarRemoved => self.remove_calendar(now, currency),
            DayOrder::HolidaySet { date, holiday } => {
                self.set_holiday(now, currency, *date, *holiday)
            }
            DayOrder::DayExtended { minutes } => self.extend_day(now, currency, *minutes, out),
            DayOrder::DayEnded => self.end_day_early(now, currency, out),
            DayOrder::MirrorConfirmed { date, amount } => {
                self.confirm_mirror(now, currency, *date, *amount)
            }
            DayOrder::MirrorAccepted { date, .. } => self.accept_mirror(now, currency, *date),
        };
        self.days.look_ahead();
        event
    }

    fn set_calendar(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        calendar: &Calendar,
    ) -> Result<Event, Suf> {
        let held = self.days.course(currency);
        if held.is_some_and(|course| course.calendar.mirror && !calendar.mirror) {
            self.require_central_bank(now, currency)?;
            require_two_people(now)?;
        } else {
            self.require_operator_or_central_bank(now, currency)?;
        }
        let state = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        let calendar = calendar.clone();
        let time = now.stamp.time;
        let course = match (held, state.date) {
            (Some(held), _) if held.begun => {
                let shut = held.shut && calendar.mirror;
                Course { calendar, shut, ..held.clone() }
            }
            (None, Some(date)) if state.open => Course::joined(calendar, date, time),
            (held, last) => {
                let mirror = held.map_or(Mirror::Unconfirmed, |held| held.mirror);
                Course { mirror, ..Course::planned(calendar, last, time) }
            }
        };
        self.days.courses.insert(currency, course);
        Ok(Event::Changed)
    }

    /// Back to days by order. A day that is open stays open, with no cut-off in force.
    fn remove_calendar(&mut self, now: Now<'_>, currency: CurrencyId) -> Result<Event, Suf> {
        self.require_central_bank(now, currency)?;
        require_two_people(now)?;
        self.days.courses.remove(&currency).ok_or(day::CALENDAR_MISSING)?;
        if let Some(state) = self.register.currency_mut(currency) {
            state.cut_off = CutOff::None;
        }
        Ok(Event::Changed)
    }

    fn set_holiday(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        holiday: bool,
    ) -> Result<Event, Suf> {
        self.require_operator_or_central_bank(now, currency)?;
        let last = self.register.currency(currency).and_then(|state| state.date);
        let course = self.days.courses.get_mut(&currency).ok_or(day::CALENDAR_MISSING)?;
        if last.is_some_and(|last| date <= last) || (course.begun && date <= course.date) {
            return Err(day::HOLIDAY_NOT_AHEAD);
        }
        let holidays = &mut course.calendar.holidays;
        match (holidays.binary_search(&date), holiday) {
            (Err(_), true) if holidays.len() >= LISTED_MAX => return Err(day::HOLIDAYS_FULL),
            (Err(at), true) => holidays.insert(at, date),
            (Ok(at), false) => {
                holidays.remove(at);
            }
            _ => {}
        }
        if !course.begun {
            let calendar = course.calendar.clone();
            let planned = Course::planned(calendar, last, now.stamp.time);
            *course = Course { mirror: course.mirror, ..planned };
        }
        Ok(Event::Changed)
    }

    /// The present day ends later; a cut-off that has passed is lifted when it now lies ahead.
    fn extend_day(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        minutes: u16,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        self.require_operator_or_central_bank(now, currency)?;
        require_two_people(now)?;
        let state = self.register.currency_mut(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        let course = self.days.courses.get_mut(&currency).ok_or(day::CALENDAR_MISSING)?;
        if !state.open {
            return Err(suf::DAY_NOT_OPEN);
        }
        let times = course.times.extended(minutes);
        let next = course.calendar.business_day_after(course.date);
        let next = next.map_or(Times::NEVER, |date| course.calendar.times(date));
        let end = if course.calendar.rolls() { next.close } else { next.start };
        if minutes == 0 || minutes > EXTENSION_MAX || times.close >= end {
            return Err(day::EXTENSION_TOO_LONG);
        }
        course.times = times;
        (course.step, state.cut_off) = if course.has_cut_offs {
            step_at(&times, now.stamp.time)
        } else {
            (Step::Close, CutOff::None)
        };
        let date = course.date;
        self.tell_phase(now, currency, date, Phase::Extended, out);
        Ok(Event::Changed)
    }

    fn end_day_early(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        self.require_operator_or_central_bank(now, currency)?;
        require_two_people(now)?;
        if self.register.currency(currency).is_none_or(|state| !state.open) {
            return Err(suf::DAY_NOT_OPEN);
        }
        self.end_day(now, currency, out);
        Ok(Event::Changed)
    }

    /// The figure of the national RTGS meets the liability. While the day is closed nothing can be
    /// issued or withdrawn, so the liability is that of the close.
    fn confirm_mirror(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        amount: u128,
    ) -> Result<Event, Suf> {
        self.require_central_bank(now, currency)?;
        let issued = self.ledger.money(currency).map_or(0, |money| money.issued);
        let agrees = i128::try_from(amount) == Ok(issued);
        let course = self.awaiting_mirror(currency, date)?;
        if agrees {
            course.agree();
        } else {
            course.mirror = Mirror::Differs(amount);
        }
        Ok(Event::MirrorConfirmed { currency, agrees })
    }

    fn accept_mirror(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
    ) -> Result<Event, Suf> {
        self.require_central_bank(now, currency)?;
        require_two_people(now)?;
        let course = self.awaiting_mirror(currency, date)?;
        if !matches!(course.mirror, Mirror::Differs(_)) {
            return Err(day::MIRROR_NOT_AWAITED);
        }
        course.agree();
        Ok(Event::Changed)
    }

    /// The course that awaits the mirror balance of this closed date.
    fn awaiting_mirror(
        &mut self,
        currency: CurrencyId,
        date: BusinessDate,
    ) -> Result<&mut Course, Suf> {
        let state = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        let is_closed = !state.open && state.date == Some(date);
        let course = self.days.courses.get_mut(&currency);
        course
            .filter(|held| is_closed && held.calendar.mirror && held.mirror != Mirror::Agrees)
            .ok_or(day::MIRROR_NOT_AWAITED)
    }
}

impl Course {
    /// A course that joins a day opened by order; steps that are past come with the next entry.
    fn joined(calendar: Calendar, date: BusinessDate, now: Instant) -> Self {
        let mut course = Self::planned(calendar, Some(date), now);
        course.date = date;
        course.times = course.calendar.times(date);
        course.begun = true;
        course.has_cut_offs = !course.calendar.rolls();
        course.step = course.after_opening();
        course
    }

    fn agree(&mut self) {
        (self.mirror, self.shut) = (Mirror::Agrees, false);
    }
}

/// The next step of an open day, and the cut-off in force.
fn step_at(times: &Times, now: Instant) -> (Step, CutOff) {
    if now < times.customer_cut_off {
        (Step::CustomerCutOff, CutOff::None)
    } else if now < times.bank_cut_off {
        (Step::BankCutOff, CutOff::Customers)
    } else {
        (Step::Close, CutOff::Banks)
    }
}
