//! The steps of a day, as time brings them: start, open, cut-offs, close, roll.
//!
//! Called before each entry's own body, with the time of the entry. Each step tells an event, so
//! that the entry by which a day opened or was cut is on record, and with it which phase every
//! payment met. By hand, days open and close through the same functions.

use super::{Course, Mirror, Step};
use crate::entry::Payment;
use crate::entry::calendar::{Hours, later};
use crate::outcome::{Event, Outcome, Phase};
use crate::payment::is_passing;
use crate::queue::Place;
use crate::register::{CurrencyState, CutOff};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId};
use alloc::vec::Vec;
use suftaja_base::suf::{day, ledger as suf};
use suftaja_base::{BusinessDate, Instant, Suf};

/// On which day a new payment falls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Falls {
    /// On the open one.
    Today,
    /// On a later one, for which it is kept.
    Ahead,
}

impl State {
    /// Does every step that is due by the entry's time, the earliest first.
    pub(crate) fn run_days(&mut self, now: Now<'_>, out: &mut Outcome) {
        while let Some(currency) = self.days.first_due(now.stamp.time) {
            self.advance(now, currency, out);
            self.days.look_ahead();
        }
    }

    fn advance(&mut self, now: Now<'_>, currency: CurrencyId, out: &mut Outcome) {
        let Some(course) = self.days.course(currency) else { return };
        let date = course.date;
        match course.step {
            Step::Start => {
                self.proceed(currency, Step::Open);
                self.tell_phase(now, currency, date, Phase::Started, out);
                self.check_kept(now, currency, date, out);
            }
            Step::Open => self.open_by_calendar(now, currency, date, out),
            Step::CustomerCutOff => {
                self.proceed(currency, Step::BankCutOff);
                self.cut_off(currency, CutOff::Customers);
                self.tell_phase(now, currency, date, Phase::CustomerCutOff, out);
            }
            Step::BankCutOff => {
                self.proceed(currency, Step::Close);
                self.cut_off(currency, CutOff::Banks);
                self.tell_phase(now, currency, date, Phase::BankCutOff, out);
            }
            Step::Close if course.calendar.rolls() => self.roll(now, currency, out),
            Step::Close => self.end_day(now, currency, out),
        }
    }

    fn proceed(&mut self, currency: CurrencyId, step: Step) {
        if let Some(course) = self.days.courses.get_mut(&currency) {
            (course.step, course.begun) = (step, true);
        }
    }

    fn cut_off(&mut self, currency: CurrencyId, cut_off: CutOff) {
        if let Some(state) = self.register.currency_mut(currency) {
            state.cut_off = cut_off;
        }
    }

    /// Opens, or stays shut until the mirror of the last closed date agrees (field rule 18).
    fn open_by_calendar(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        out: &mut Outcome,
    ) {
        let is_first = self.register.currency(currency).is_none_or(|held| held.date.is_none());
        let Some(course) = self.days.courses.get_mut(&currency) else { return };
        if course.calendar.mirror && !is_first && course.mirror != Mirror::Agrees {
            course.shut = true;
            return self.tell_phase(now, currency, date, Phase::Shut, out);
        }
        let next = course.after_opening();
        self.proceed(currency, next);
        self.begin_day(now, currency, date, out);
        self.tell_phase(now, currency, date, Phase::Opened, out);
    }

    /// Settlement begins for a date; what was kept for it joins the queue.
    pub(crate) fn begin_day(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        out: &mut Outcome,
    ) {
        if let Some(state) = self.register.currency_mut(currency) {
            (state.date, state.open, state.cut_off) = (Some(date), true, CutOff::None);
        }
        self.ledger.start_day(currency);
        self.refuse_skipped(now, currency, date, out);
        for (shelf, kept) in self.days.warehouse.until(currency, date) {
            self.days.warehouse.take(&shelf);
            let line = match self.carrier(kept.payment.debit) {
                Ok(line) => line,
                Err(code) => {
                    self.refuse_for_good(now, kept.payment, code, out);
                    continue;
                }
            };
            let (place, mut waiting) = kept.into_line(line);
            // Its timer may be behind the bound of this entry; what is late never settles.
            if waiting.is_late(now.stamp.time) {
                self.refuse_for_good(now, kept.payment, suf::REJECT_TIME_PASSED, out);
                continue;
            }
            // A time that has come needs no timer.
            if waiting.from_time <= now.stamp.time {
                waiting.from_time = Instant::default();
            }
            self.queue.put(place, waiting);
            self.queue.unfinished.insert(place.debit);
        }
    }

    /// What was kept for a date that is no business day any more is refused.
    fn refuse_skipped(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        out: &mut Outcome,
    ) {
        let kept = self.days.warehouse.until(currency, date);
        for (shelf, kept) in kept.into_iter().filter(|(shelf, _)| shelf.date < date) {
            self.days.warehouse.take(&shelf);
            self.refuse_for_good(now, kept.payment, day::VALUE_DATE_HOLIDAY, out);
        }
    }

    /// At the start of its day a payment meets limits and standing again.
    fn check_kept(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        out: &mut Outcome,
    ) {
        self.refuse_skipped(now, currency, date, out);
        for (shelf, kept) in self.days.warehouse.until(currency, date) {
            let code = self.refuses_waiting(&kept.payment);
            if let Some(code) = code.filter(|code| !is_passing(*code)) {
                self.days.warehouse.take(&shelf);
                self.refuse_for_good(now, kept.payment, code, out);
            }
        }
    }

    /// Closes the day: what waits in this currency is refused (field rule 19), the day is proved.
    pub(crate) fn end_day(&mut self, now: Now<'_>, currency: CurrencyId, out: &mut Outcome) {
        let Some(state) = self.register.currency_mut(currency) else { return };
        (state.open, state.cut_off) = (false, CutOff::None);
        let date = state.date.unwrap_or(BusinessDate::MIN);
        let of_currency = |id: AccountId| {
            self.ledger.account(id).is_some_and(|account| account.currency() == currency)
        };
        let waiting = self.queue.all().map(|(place, _)| *place);
        let late: Vec<Place> = waiting.filter(|place| of_currency(place.debit)).collect();
        for place in late {
            if let Some(waiting) = self.queue.take(place) {
                self.refuse_for_good(now, waiting.payment, suf::DAY_CLOSED_UNSETTLED, out);
            }
        }
        self.queue.forget_empty_lines();
        for account in self.ledger.accounts_mut().filter(|a| a.currency() == currency) {
            account.waiting_min = u64::MAX;
        }
        self.collect_fees(now, currency, out);
        self.prove(now, currency, date);
        self.tell_phase(now, currency, date, Phase::Closed, out);
        if let Some(course) = self.days.courses.get_mut(&currency) {
            (course.mirror, course.rolled) = (Mirror::Unconfirmed, None);
            course.turn_to(course.calendar.business_day_after(date));
        }
    }

    /// The date moves on and nothing closes: what waits goes on waiting.
    fn roll(&mut self, now: Now<'_>, currency: CurrencyId, out: &mut Outcome) {
        let Some(course) = self.days.courses.get_mut(&currency) else { return };
        let Some(next) = course.calendar.business_day_after(course.date) else {
            return self.end_day(now, currency, out);
        };
        let grace = match course.calendar.hours {
            Hours::AroundTheClock { grace, .. } => grace,
            Hours::Daily { .. } => 0,
        };
        let before = course.date;
        course.rolled = Some((before, later(course.times.close, grace)));
        (course.date, course.step) = (next, Step::Close);
        course.times = course.calendar.times(next);
        course.has_cut_offs = false;
        self.collect_fees(now, currency, out);
        self.prove(now, currency, before);
        self.begin_day(now, currency, next, out);
        self.tell_phase(now, currency, next, Phase::Rolled, out);
        // The limits of the day count anew, so what waited for them may fit.
        let accounts = &self.ledger;
        let of = |id| accounts.account(id).is_some_and(|held| held.currency() == currency);
        self.queue.look_again(of);
    }

    pub(super) fn tell_phase(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        phase: Phase,
        out: &mut Outcome,
    ) {
        self.tell(now.number, Event::Day { currency, date, phase }, out);
    }

    /// On which day a new payment falls, or why on none.
    #[cold]
    pub(crate) fn falls_on(
        &self,
        now: Now<'_>,
        payment: &Payment,
        id: CurrencyId,
        currency: &CurrencyState,
    ) -> Result<Falls, Suf> {
        let stated = payment.value_date;
        match currency.date {
            Some(date) if stated == date && currency.open => {
                let is_issuer = currency.central_bank == now.stamp.actor;
                currency.cut_off.refusal(payment.family, is_issuer).map_or(Ok(Falls::Today), Err)
            }
            Some(date) if stated < date => {
                let course = self.days.course(id).filter(|_| currency.open);
                let in_grace =
                    course.is_some_and(|course| course.is_in_grace(stated, now.stamp.time));
                if in_grace { Ok(Falls::Today) } else { Err(suf::VALUE_DATE_PAST) }
            }
            Some(date) if stated == date => Err(suf::DAY_NOT_OPEN),
            date => match self.days.course(id) {
                Some(course) => course.keeps(stated, now.stamp.time).map(|()| Falls::Ahead),
                None if date.is_some() => Err(suf::VALUE_DATE_AHEAD),
                None => Err(suf::DAY_NOT_OPEN),
            },
        }
    }
}

impl Course {
    /// The first step of a day that is open.
    pub(super) fn after_opening(&self) -> Step {
        if self.has_cut_offs { Step::CustomerCutOff } else { Step::Close }
    }

    fn is_in_grace(&self, stated: BusinessDate, now: Instant) -> bool {
        self.rolled.is_some_and(|(date, until)| stated == date && now <= until)
    }

    /// Whether a payment is kept for its date.
    fn keeps(&self, stated: BusinessDate, now: Instant) -> Result<(), Suf> {
        if stated < self.date {
            return Err(suf::VALUE_DATE_PAST);
        }
        if !self.calendar.is_business_day(stated) {
            return Err(day::VALUE_DATE_HOLIDAY);
        }
        let ahead = stated.days().saturating_sub(self.calendar.local_date(now).days());
        let is_near = ahead <= i32::from(self.calendar.ahead_max);
        if is_near { Ok(()) } else { Err(suf::VALUE_DATE_AHEAD) }
    }
}
