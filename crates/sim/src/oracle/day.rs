//! The rules of business days: when a day moves on, what it takes, what is kept, how it is proved.
//!
//! Written from the issue and the field rules, in minutes counted one by one; it plans nothing
//! ahead and remembers no instant, but works out from the calendar in force for a day what is due.

use super::hours::{date_of, end, first_step, instant, local_date, nearest, rolls, serves};
use super::payment::{Fate, PASSING, refused};
use super::{Expected, Oracle, Standing, Waiting};
use suftaja_base::suf::{day, ledger as suf};
use suftaja_base::{BusinessDate, Instant, Suf};
use suftaja_engine::calendar::proof::{Proof, Tally};
use suftaja_engine::calendar::{Mirror, Step};
use suftaja_engine::entry::calendar::{Calendar, DayOrder, Hours};
use suftaja_engine::entry::{Family, Payment, Stamp};
use suftaja_engine::outcome::{Event, Phase};
use suftaja_engine::register::CutOff;
use suftaja_engine::{CurrencyId, ParticipantId};

/// A currency with a calendar.
#[derive(Clone, Debug)]
pub struct Plan {
    pub calendar: Calendar,
    /// The calendar by which the present day runs, once it has begun.
    pub own: Option<Calendar>,
    /// By how many minutes the present day was extended.
    pub extended: u16,
    pub date: BusinessDate,
    pub step: Step,
    pub is_shut: bool,
    pub mirror: Mirror,
    /// The date before the last roll, and the last instant at which it is taken.
    pub grace: Option<(BusinessDate, Instant)>,
}

impl Plan {
    /// When the next step is due, where one is.
    pub fn due(&self) -> Option<Instant> {
        if self.is_shut {
            return None;
        }
        let by = self.own.as_ref().unwrap_or(&self.calendar);
        let (date, minute) = match (by.hours, self.step) {
            (Hours::Daily { start, .. }, Step::Start) => (self.date, start),
            (Hours::Daily { open, .. }, Step::Open) => (self.date, open),
            (Hours::Daily { customer_cut_off, .. }, Step::CustomerCutOff) => {
                (self.date, customer_cut_off + self.extended)
            }
            (Hours::Daily { bank_cut_off, .. }, Step::BankCutOff) => {
                (self.date, bank_cut_off + self.extended)
            }
            (Hours::Daily { close, .. }, Step::Close) => (self.date, close + self.extended),
            // A date that rolls begins where the one before it ends.
            (Hours::AroundTheClock { roll, .. }, Step::Start | Step::Open) => {
                (nearest(by, self.date, -1)?, roll)
            }
            (Hours::AroundTheClock { roll, .. }, _) => (self.date, roll + self.extended),
        };
        Some(instant(by, date, minute))
    }
}

impl Oracle {
    /// What stands against opening a day by hand.
    pub(super) fn objections_to_opening(
        &self,
        stamp: &Stamp,
        currency: CurrencyId,
        date: BusinessDate,
    ) -> Vec<(bool, Suf)> {
        let two_people =
            stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver;
        let is_entitled =
            stamp.actor == ParticipantId::OPERATOR || self.is_central_bank_of(stamp, currency);
        let money = self.money(currency);
        let last = money.and_then(|money| money.date);
        // More than 31 days behind the last one.
        let is_far = last.is_some_and(|last| i64::from(date.days()) - i64::from(last.days()) > 31);
        vec![
            (!is_entitled, suf::NOT_CENTRAL_BANK),
            (money.is_some_and(|money| money.open), suf::DAY_ALREADY_OPEN),
            (last.is_some_and(|last| date <= last), suf::DATE_NOT_AFTER),
            (is_far && !two_people, suf::TWO_PEOPLE),
            self.by_calendar(currency),
        ]
    }

    /// When the next step of any day is due.
    pub fn next_step(&self) -> Option<Instant> {
        self.monies.iter().filter_map(|money| money.plan.as_ref()?.due()).min()
    }

    /// Everything that is due happens, the earliest first.
    pub(super) fn pass_days(&mut self, number: u64, now: Instant, told: &mut Vec<Expected>) {
        loop {
            let ids = (0..).map(CurrencyId).zip(&self.monies);
            let due = ids.filter_map(|(id, money)| Some((money.plan.as_ref()?.due()?, id)));
            match due.min() {
                Some((due, id)) if due <= now => self.step(number, now, id, told),
                _ => return,
            }
        }
    }

    fn step(&mut self, number: u64, now: Instant, id: CurrencyId, told: &mut Vec<Expected>) {
        let Some(plan) = self.plan(id).cloned() else { return };
        let (date, rolls) = (plan.date, rolls(&plan.calendar));
        let (next, phase) = match plan.step {
            Step::Start => (Step::Open, Phase::Started),
            Step::Open => {
                let is_awaited = self.money(id).is_some_and(|money| money.date.is_some());
                if plan.calendar.mirror && is_awaited && plan.mirror != Mirror::Agrees {
                    self.set_plan(id, |plan| plan.is_shut = true);
                    return told.push(happened(id, date, Phase::Shut));
                }
                // A day goes on as it began, whatever calendar comes meanwhile.
                let own = plan.own.as_ref().unwrap_or(&plan.calendar);
                let is_whole = !matches!(own.hours, Hours::AroundTheClock { .. });
                (if is_whole { Step::CustomerCutOff } else { Step::Close }, Phase::Opened)
            }
            Step::CustomerCutOff => (Step::BankCutOff, Phase::CustomerCutOff),
            Step::BankCutOff => (Step::Close, Phase::BankCutOff),
            Step::Close if !rolls => return self.close(number, now, id, told),
            Step::Close => return self.roll(number, now, id, &plan, told),
        };
        self.set_plan(id, |plan| {
            plan.step = next;
            plan.own.get_or_insert_with(|| plan.calendar.clone());
        });
        match phase {
            Phase::Opened => self.open(id, date, told),
            Phase::CustomerCutOff => self.set_cut_off(id, CutOff::Customers),
            Phase::BankCutOff => self.set_cut_off(id, CutOff::Banks),
            _ => {}
        }
        told.push(happened(id, date, phase));
        if phase == Phase::Started {
            self.look_at_kept(id, date, now, told);
        }
    }

    /// Settlement begins; what was kept for the date waits from now on like anything else.
    pub(super) fn open(&mut self, id: CurrencyId, date: BusinessDate, told: &mut Vec<Expected>) {
        let postings = self.postings.len();
        if let Some(money) = self.monies.get_mut(id.at()) {
            (money.date, money.open, money.day_began) = (Some(date), true, postings);
            money.cut_off = CutOff::None;
        }
        self.renew_earmarks(id);
        self.refuse_kept_before(id, date, told);
        for kept in self.kept_for(id, date) {
            self.kept.retain(|(_, other)| other.row != kept.row);
            match self.carrier(kept.debit) {
                Ok(line) => self.waiting.push(Waiting { line, ..kept }),
                Err(code) => self.refuse_kept(&kept, code, told),
            }
        }
        self.waiting.sort_by_key(|waiting| waiting.row);
    }

    fn refuse_kept(&mut self, kept: &Waiting, code: Suf, told: &mut Vec<Expected>) {
        self.stands(kept.row, Standing::Refused(code));
        self.charge_refused(None, kept);
        told.push(refused(kept, code, true));
    }

    fn refuse_kept_before(&mut self, id: CurrencyId, date: BusinessDate, told: &mut Vec<Expected>) {
        let own = self.kept.iter().filter(|(own, kept)| *own < date && self.is_of(kept, id));
        let mut skipped: Vec<(BusinessDate, Waiting)> = own.copied().collect();
        skipped.sort_by_key(|(date, kept)| (*date, kept.row));
        for (_, kept) in skipped {
            self.kept.retain(|(_, other)| other.row != kept.row);
            self.refuse_kept(&kept, day::VALUE_DATE_HOLIDAY, told);
        }
    }

    /// Checked again: what no time would mend is refused.
    fn look_at_kept(
        &mut self,
        id: CurrencyId,
        date: BusinessDate,
        now: Instant,
        told: &mut Vec<Expected>,
    ) {
        self.refuse_kept_before(id, date, told);
        for kept in self.kept_for(id, date) {
            let Ok(line) = self.carrier(kept.debit) else { continue };
            let code = match self.fate_alone(&Waiting { line, ..kept }, now) {
                Fate::Refused(code) if !PASSING.contains(&code) => code,
                _ => continue,
            };
            self.kept.retain(|(_, other)| other.row != kept.row);
            self.refuse_kept(&kept, code, told);
        }
    }

    fn kept_for(&self, id: CurrencyId, date: BusinessDate) -> Vec<Waiting> {
        let own = self.kept.iter().filter(|(own, kept)| *own == date && self.is_of(kept, id));
        own.map(|(_, kept)| *kept).collect()
    }

    fn is_of(&self, kept: &Waiting, id: CurrencyId) -> bool {
        self.account(kept.debit).is_some_and(|account| account.currency == id)
    }

    /// What waits in the currency is refused, account by account in the order of its line.
    pub(super) fn close(
        &mut self,
        number: u64,
        now: Instant,
        id: CurrencyId,
        told: &mut Vec<Expected>,
    ) {
        for account in self.account_ids() {
            if self.account(account).is_some_and(|account| account.currency == id) {
                for payment in self.line(account) {
                    self.refuse_waiting(&payment, suf::DAY_CLOSED_UNSETTLED, told);
                }
            }
        }
        let Some(money) = self.monies.get_mut(id.at()) else { return };
        (money.open, money.cut_off) = (false, CutOff::None);
        let date = money.date.unwrap_or(BusinessDate::MIN);
        self.collect(number, id, told);
        self.prove(number, now, id, date, told);
        told.push(happened(id, date, Phase::Closed));
        self.draw_lines(number, id, date, date);
        self.set_plan(id, |plan| {
            (plan.mirror, plan.grace, plan.own, plan.extended) =
                (Mirror::Unconfirmed, None, None, 0);
            plan.date = nearest(&plan.calendar, date, 1).unwrap_or(BusinessDate::MAX);
            plan.step = first_step(&plan.calendar);
        });
    }

    fn roll(
        &mut self,
        number: u64,
        now: Instant,
        id: CurrencyId,
        plan: &Plan,
        told: &mut Vec<Expected>,
    ) {
        let old = plan.date;
        let next = nearest(&plan.calendar, old, 1).unwrap_or(BusinessDate::MAX);
        let minutes = match plan.calendar.hours {
            Hours::AroundTheClock { grace, .. } => u64::from(grace),
            Hours::Daily { .. } => 0,
        };
        let end = plan.due().map_or(0, Instant::nanos);
        self.collect(number, id, told);
        self.prove(number, now, id, old, told);
        self.open(id, next, told);
        told.push(happened(id, next, Phase::Rolled));
        self.draw_lines(number, id, old, next);
        self.set_plan(id, |plan| {
            plan.grace = Some((old, Instant::from_nanos(end + minutes * 60_000_000_000)));
            (plan.date, plan.extended, plan.own) = (next, 0, Some(plan.calendar.clone()));
        });
    }

    /// The figures of a day, from everything told since the day before was proved.
    fn prove(
        &mut self,
        number: u64,
        now: Instant,
        id: CurrencyId,
        date: BusinessDate,
        told: &[Expected],
    ) {
        self.count(told);
        let issue = self.money(id).map_or(0, |money| -self.balance(money.issue));
        let Some(money) = self.monies.get_mut(id.at()) else { return };
        let tally = std::mem::take(&mut money.tally);
        let money_then = suftaja_engine::ledger::Money { issued: issue, held: issue };
        money.proof = Some(Proof { date, entry: number, time: now, money: money_then, tally });
    }

    /// Counts what this entry told since it was last asked.
    pub(super) fn count(&mut self, told: &[Expected]) {
        for expected in told.iter().skip(self.counted) {
            let (payment, is_settled) = match expected {
                Expected::Exactly(Event::Settled { payment, .. }) => (payment, true),
                Expected::Exactly(Event::Refused { payment, .. }) => (payment, false),
                _ => continue,
            };
            let id = self.account(payment.debit).map(|account| account.currency);
            let Some(money) = id.and_then(|id| self.monies.get_mut(id.at())) else { continue };
            let Tally { settled, settled_value, refused, refused_value } = &mut money.tally;
            let (number, value) =
                if is_settled { (settled, settled_value) } else { (refused, refused_value) };
            *number += 1;
            *value += u128::from(payment.amount);
        }
        self.counted = told.len();
    }

    /// Why the stated date does not serve, or whether it lies ahead.
    pub(super) fn dated(&self, stamp: &Stamp, payment: &Payment) -> Result<bool, Suf> {
        let Some(money) = self.money_of(payment.debit) else { return Err(suf::CURRENCY_UNKNOWN) };
        let stated = payment.value_date;
        let plan = money.plan.as_ref();
        if money.date.is_some_and(|today| stated < today) {
            let grace = plan.and_then(|plan| plan.grace);
            let is_taken =
                money.open && grace.is_some_and(|(old, end)| old == stated && stamp.time <= end);
            return if is_taken { Ok(false) } else { Err(suf::VALUE_DATE_PAST) };
        }
        if money.date == Some(stated) {
            return match (money.open, money.cut_off) {
                (false, _) => Err(suf::DAY_NOT_OPEN),
                (true, CutOff::None) => Ok(false),
                (true, _) if payment.family == Family::Pacs008 => Err(day::CUSTOMER_CUT_OFF),
                (true, CutOff::Banks) if stamp.actor != money.central_bank => {
                    Err(day::BANK_CUT_OFF)
                }
                (true, _) => Ok(false),
            };
        }
        let Some(plan) = plan else {
            let is_ahead = money.date.is_some();
            return Err(if is_ahead { suf::VALUE_DATE_AHEAD } else { suf::DAY_NOT_OPEN });
        };
        let days = i64::from(stated.days()) - i64::from(local_date(&plan.calendar, stamp.time));
        if stated < plan.date {
            Err(suf::VALUE_DATE_PAST)
        } else if !serves(&plan.calendar, stated) {
            Err(day::VALUE_DATE_HOLIDAY)
        } else if days > i64::from(plan.calendar.ahead_max) {
            Err(suf::VALUE_DATE_AHEAD)
        } else {
            Ok(true)
        }
    }

    /// What stands against an order on days.
    pub(super) fn objections_to_days(
        &self,
        stamp: &Stamp,
        id: CurrencyId,
        order: &DayOrder,
    ) -> Vec<(bool, Suf)> {
        let Some(money) = self.money(id) else { return Vec::new() };
        let central = stamp.actor == money.central_bank;
        let neither = !central && stamp.actor != suftaja_engine::ParticipantId::OPERATOR;
        let two = stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver;
        let plan = money.plan.as_ref();
        let is_missing = (plan.is_none(), day::CALENDAR_MISSING);
        let is_foreign = (!central, suf::NOT_CENTRAL_BANK);
        let is_alone = (!two, suf::TWO_PEOPLE);
        let nobodys = (neither, suf::NOT_CENTRAL_BANK);
        let is_awaited = |date: BusinessDate| {
            let plan = plan.filter(|plan| plan.calendar.mirror);
            !money.open
                && money.date == Some(date)
                && plan.is_some_and(|plan| plan.mirror != Mirror::Agrees)
        };
        match order {
            DayOrder::CalendarSet(new) => {
                let frees = plan.is_some_and(|plan| plan.calendar.mirror && !new.mirror);
                vec![nobodys, (frees && !central, is_foreign.1), (frees && !two, is_alone.1)]
            }
            DayOrder::CalendarRemoved => vec![is_foreign, is_alone, is_missing],
            DayOrder::HolidaySet { date, .. } => {
                let began = plan.is_some_and(|plan| plan.own.is_some() && *date <= plan.date);
                let is_past = began || money.date.is_some_and(|last| *date <= last);
                vec![nobodys, is_missing, (is_past, day::HOLIDAY_NOT_AHEAD)]
            }
            DayOrder::DayExtended { minutes } => {
                let too_long = plan.is_some_and(|plan| is_too_long(plan, *minutes));
                let is_closed = (!money.open, suf::DAY_NOT_OPEN);
                vec![nobodys, is_alone, is_missing, is_closed, (too_long, day::EXTENSION_TOO_LONG)]
            }
            DayOrder::DayEnded => vec![nobodys, is_alone, (!money.open, suf::DAY_NOT_OPEN)],
            DayOrder::MirrorConfirmed { date, .. } => {
                vec![is_foreign, (!is_awaited(*date), day::MIRROR_NOT_AWAITED)]
            }
            DayOrder::MirrorAccepted { date, .. } => {
                let differs = plan.is_some_and(|plan| matches!(plan.mirror, Mirror::Differs(_)));
                let serves = is_awaited(*date) && differs;
                vec![is_foreign, is_alone, (!serves, day::MIRROR_NOT_AWAITED)]
            }
        }
    }

    /// A calendar alone opens and closes its days.
    pub(super) fn by_calendar(&self, id: CurrencyId) -> (bool, Suf) {
        let is_planned = self.money(id).is_some_and(|money| money.plan.is_some());
        (is_planned, day::DAY_BY_CALENDAR)
    }

    /// Carries out an order against which nothing stands.
    pub(super) fn order_days(
        &mut self,
        number: u64,
        now: Instant,
        id: CurrencyId,
        order: &DayOrder,
        told: &mut Vec<Expected>,
    ) -> Event {
        match order {
            DayOrder::CalendarSet(calendar) => self.set_calendar(id, calendar, now),
            DayOrder::CalendarRemoved => {
                self.set_cut_off(id, CutOff::None);
                if let Some(money) = self.monies.get_mut(id.at()) {
                    money.plan = None;
                }
            }
            DayOrder::HolidaySet { date, holiday } => {
                let Some(mut plan) = self.plan(id).cloned() else { return Event::Changed };
                plan.calendar.holidays.retain(|held| held != date);
                if *holiday {
                    plan.calendar.holidays.push(*date);
                    plan.calendar.holidays.sort();
                }
                let calendar = plan.calendar.clone();
                self.set_plan(id, |held| held.calendar = calendar.clone());
                self.set_calendar(id, &calendar, now);
            }
            DayOrder::DayExtended { minutes } => self.extend(id, *minutes, now, told),
            DayOrder::DayEnded => self.close(number, now, id, told),
            DayOrder::MirrorConfirmed { amount, .. } => {
                let issued = self.money(id).map_or(0, |money| -self.balance(money.issue));
                let agrees = i128::try_from(*amount).is_ok_and(|amount| amount == issued);
                let mirror = if agrees { Mirror::Agrees } else { Mirror::Differs(*amount) };
                self.set_plan(id, |plan| {
                    (plan.mirror, plan.is_shut) = (mirror, plan.is_shut && !agrees);
                });
                return Event::MirrorConfirmed { currency: id, agrees };
            }
            DayOrder::MirrorAccepted { .. } => {
                self.set_plan(id, |plan| (plan.mirror, plan.is_shut) = (Mirror::Agrees, false));
            }
        }
        Event::Changed
    }

    /// A day that has begun goes on as it began; else the first day that has not ended is next.
    fn set_calendar(&mut self, id: CurrencyId, calendar: &Calendar, now: Instant) {
        let Some(money) = self.monies.get_mut(id.at()) else { return };
        if let Some(plan) = money.plan.as_mut().filter(|plan| plan.own.is_some()) {
            plan.calendar = calendar.clone();
            plan.is_shut &= calendar.mirror;
            return;
        }
        let mirror = money.plan.as_ref().map_or(Mirror::Unconfirmed, |plan| plan.mirror);
        let mut plan = Plan {
            calendar: calendar.clone(),
            own: None,
            extended: 0,
            date: BusinessDate::MIN,
            step: first_step(calendar),
            is_shut: false,
            mirror,
            grace: None,
        };
        if let Some(date) = money.date.filter(|_| money.open) {
            plan.own = Some(calendar.clone());
            plan.date = date;
            plan.step = if rolls(calendar) { Step::Close } else { Step::CustomerCutOff };
        } else {
            let yesterday = date_of(i64::from(local_date(calendar, now)) - 1);
            let mut date = money.date.map_or(yesterday, |last| last.max(yesterday));
            while let Some(next) = nearest(calendar, date, 1) {
                date = next;
                if end(calendar, date) > now {
                    break;
                }
            }
            plan.date = date;
        }
        money.plan = Some(plan);
    }

    fn extend(&mut self, id: CurrencyId, minutes: u16, now: Instant, told: &mut Vec<Expected>) {
        let Some(mut plan) = self.plan(id).cloned() else { return };
        plan.extended += minutes;
        let mut cut_off = CutOff::None;
        if !plan.own.as_ref().is_some_and(rolls) {
            let cuts =
                [(Step::CustomerCutOff, CutOff::None), (Step::BankCutOff, CutOff::Customers)];
            (plan.step, cut_off) = (Step::Close, CutOff::Banks);
            for (step, before) in cuts.into_iter().rev() {
                let ahead = Plan { step, ..plan.clone() };
                if ahead.due().is_some_and(|due| now < due) {
                    (plan.step, cut_off) = (step, before);
                }
            }
        }
        told.push(happened(id, plan.date, Phase::Extended));
        self.set_plan(id, |held| *held = plan.clone());
        self.set_cut_off(id, cut_off);
    }

    /// A stop is told as the events of a day are.
    pub(super) fn tell_stop(
        &self,
        id: CurrencyId,
        stopped: bool,
        today: BusinessDate,
        told: &mut Vec<Expected>,
    ) {
        if let Some(money) = self.money(id) {
            let phase = if stopped { Phase::Stopped } else { Phase::Released };
            let (currency, date) = (id, money.date.unwrap_or(today));
            told.push(Expected::Exactly(Event::Day { currency, date, phase }));
        }
    }

    fn plan(&self, id: CurrencyId) -> Option<&Plan> {
        self.money(id)?.plan.as_ref()
    }

    fn set_plan(&mut self, id: CurrencyId, change: impl FnOnce(&mut Plan)) {
        if let Some(plan) = self.monies.get_mut(id.at()).and_then(|money| money.plan.as_mut()) {
            change(plan);
        }
    }

    fn set_cut_off(&mut self, id: CurrencyId, cut_off: CutOff) {
        if let Some(money) = self.monies.get_mut(id.at()) {
            money.cut_off = cut_off;
        }
    }
}

fn happened(currency: CurrencyId, date: BusinessDate, phase: Phase) -> Expected {
    Expected::Exactly(Event::Day { currency, date, phase })
}

/// Whether so many minutes are none, too many, or reach into the next business day.
fn is_too_long(plan: &Plan, minutes: u16) -> bool {
    let extended = u32::from(plan.extended) + u32::from(minutes);
    let closing = Plan { step: Step::Close, is_shut: false, ..plan.clone() };
    let close = closing.due().map_or(0, Instant::nanos) + u64::from(minutes) * 60_000_000_000;
    let next = nearest(&plan.calendar, plan.date, 1).map(|date| match plan.calendar.hours {
        Hours::Daily { start, .. } => instant(&plan.calendar, date, start),
        Hours::AroundTheClock { roll, .. } => instant(&plan.calendar, date, roll),
    });
    let meets = next.is_some_and(|next| Instant::from_nanos(close) >= next);
    minutes == 0 || minutes > 600 || extended > 60_000 || meets
}
