//! The business days of the currencies: where each stands, what comes next, what is kept for later.
//!
//! A currency with a calendar has a course: the next step of its day and when it is due. Entries
//! carry time, and by their time the steps happen (`phase`), always in order, however many are
//! due at once. A currency without a calendar opens and closes by order alone. Here are the figures
//! of the day too, from which it is proved at its end ([`proof`]).

mod order;
pub(crate) mod phase;
pub mod proof;
pub mod warehouse;

use crate::digest::Trail;
use crate::entry::calendar::{Calendar, Hours, Times};
use crate::{AccountId, CurrencyId};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use proof::{Proof, Tally};
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant};
use warehouse::Warehouse;

/// How many days of rest behind a plan are looked at: more than times of day and offsets can move.
const PLAN_MAX: usize = 8;

/// The next step of a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Step {
    /// What was kept for the date is checked again.
    Start,
    /// Settlement begins.
    Open,
    /// Customer payments end.
    CustomerCutOff,
    /// Banks' payments end.
    BankCutOff,
    /// The day closes, or rolls.
    Close,
}

/// Where the reconciliation with the national RTGS stands for the last closed date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Mirror {
    /// Nothing was confirmed.
    #[default]
    Unconfirmed,
    /// Another balance than the issue liability was confirmed, in minor units.
    Differs(u128),
    /// It agrees, or its difference was accepted.
    Agrees,
}

/// A currency on its way through its days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Course {
    calendar: Calendar,
    /// The business date of the next step.
    date: BusinessDate,
    step: Step,
    /// When the steps of that date are due; set when it is planned, moved by an extension.
    times: Times,
    /// Whether that date has cut-offs; a date that rolls has none.
    has_cut_offs: bool,
    /// Whether the day has begun, so that a new calendar does not bear on it.
    begun: bool,
    /// Whether the opening waits for the mirror.
    shut: bool,
    mirror: Mirror,
    /// The date before the last roll, and until when it is still taken.
    rolled: Option<(BusinessDate, Instant)>,
}

/// The days of all currencies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Days {
    courses: BTreeMap<CurrencyId, Course>,
    /// When the next step of any course is due.
    next_due: Option<Instant>,
    pub(crate) warehouse: Warehouse,
    tallies: Vec<Tally>,
    /// Per currency, what the last entry that ended days of it proved.
    proofs: BTreeMap<CurrencyId, Vec<Proof>>,
}

impl Course {
    /// How its days run.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The next step, and the business date it belongs to.
    #[must_use]
    pub fn next(&self) -> (Step, BusinessDate) {
        (self.step, self.date)
    }

    /// The times of that date.
    #[must_use]
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// Whether the opening waits for the mirror.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.shut
    }

    /// Where the reconciliation stands.
    #[must_use]
    pub fn mirror(&self) -> Mirror {
        self.mirror
    }

    /// Whether the day has begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// The date that is still taken as the present one, until the instant beside it.
    #[must_use]
    pub fn grace(&self) -> Option<(BusinessDate, Instant)> {
        self.rolled
    }

    /// When the next step is due; none while the day is shut.
    fn due(&self) -> Option<Instant> {
        let times = &self.times;
        let due = match self.step {
            Step::Start => times.start,
            Step::Open => times.open,
            Step::CustomerCutOff => times.customer_cut_off,
            Step::BankCutOff => times.bank_cut_off,
            Step::Close => times.close,
        };
        (!self.shut).then_some(due)
    }

    /// A course that begins with the first day behind the last one that does not end before now.
    fn planned(calendar: Calendar, last: Option<BusinessDate>, now: Instant) -> Self {
        let today = calendar.local_date(now);
        let yesterday = BusinessDate::from_days(today.days() - 1).unwrap_or(today);
        let from = last.map_or(yesterday, |last| last.max(yesterday));
        let first = calendar.business_day_after(from);
        let days = core::iter::successors(first, |date| calendar.business_day_after(*date));
        let next = days.take(PLAN_MAX).find(|date| calendar.times(*date).close > now);
        let mut course = Self {
            calendar,
            date: from,
            step: Step::Start,
            times: Times::default(),
            has_cut_offs: true,
            begun: false,
            shut: false,
            mirror: Mirror::Unconfirmed,
            rolled: None,
        };
        course.turn_to(next);
        course
    }

    /// The next day, planned and not begun; where there is none, no step is ever due.
    fn turn_to(&mut self, date: Option<BusinessDate>) {
        self.step = if self.calendar.rolls() { Step::Open } else { Step::Start };
        self.begun = false;
        self.has_cut_offs = !self.calendar.rolls();
        self.times = date.map_or(Times::NEVER, |date| self.calendar.times(date));
        self.date = date.unwrap_or(BusinessDate::MAX);
    }
}

impl Days {
    /// The course of a currency, where it has a calendar.
    #[must_use]
    pub fn course(&self, currency: CurrencyId) -> Option<&Course> {
        self.courses.get(&currency)
    }

    /// What the last entry that ended days of the currency proved.
    #[must_use]
    pub fn proofs(&self, currency: CurrencyId) -> &[Proof] {
        self.proofs.get(&currency).map_or(&[], Vec::as_slice)
    }

    /// Payments kept for a later date.
    #[must_use]
    pub fn warehouse(&self) -> &Warehouse {
        &self.warehouse
    }

    /// When the next step of any day is due; what a node wakes up for.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.next_due
    }

    /// Number of payments kept for later dates on an account.
    #[must_use]
    pub fn kept_on(&self, account: AccountId) -> u32 {
        self.warehouse.length(account)
    }

    /// The currency whose step was due first, by now.
    fn first_due(&self, now: Instant) -> Option<CurrencyId> {
        if self.next_due.is_none_or(|due| due > now) {
            return None;
        }
        let due = self.courses.iter().filter_map(|(id, course)| Some((course.due()?, *id)));
        due.min().map(|(_, id)| id)
    }

    /// Finds out when the next step is due, after a course changed.
    fn look_ahead(&mut self) {
        self.next_due = self.courses.values().filter_map(Course::due).min();
    }

    /// Adds the days to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for (id, course) in &self.courses {
            course.digest(*id, into);
        }
        self.warehouse.digest(into);
        for tally in &self.tallies {
            tally.digest(into);
        }
        for (id, proofs) in &self.proofs {
            for proof in proofs {
                into.mix(u64::from(id.0), proof.entry);
                proof.digest(into);
            }
        }
    }
}

impl Course {
    fn digest(&self, id: CurrencyId, into: &mut Trail) {
        let mirror = match self.mirror {
            Mirror::Unconfirmed => (0, 0),
            Mirror::Differs(amount) => (1, amount),
            Mirror::Agrees => (2, 0),
        };
        into.mix(u64::from(id.0) << 8 | mirror.0, u64::from(self.date.days().cast_unsigned()));
        into.mix_wide(mirror.1);
        let Times { start, open, customer_cut_off, bank_cut_off, close } = self.times;
        for time in [start, open, customer_cut_off, bank_cut_off, close] {
            into.mix(time.nanos(), u64::from(self.begun) << 1 | u64::from(self.shut));
            into.mix(u64::from(self.has_cut_offs), 4);
        }
        into.mix(self.due().map_or(0, Instant::nanos), 0);
        if let Some((date, until)) = self.rolled {
            into.mix(u64::from(date.days().cast_unsigned()), until.nanos());
        }
        self.calendar.digest(into);
    }
}

impl Calendar {
    fn digest(&self, into: &mut Trail) {
        into.mix(u64::from(self.rest_days), u64::from(self.mirror));
        into.mix(u64::from(self.ahead_max), u64::from(self.rolls()));
        for offset in &self.offsets {
            let days = offset.from.days().cast_unsigned();
            into.mix(u64::from(days), u64::from(offset.minutes.cast_unsigned()));
        }
        for holiday in &self.holidays {
            into.mix(u64::from(holiday.days().cast_unsigned()), 1);
        }
        let hours = match self.hours {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => {
                [start, open, customer_cut_off, bank_cut_off, close]
            }
            Hours::AroundTheClock { roll, grace } => [roll, grace, 0, 0, 0],
        };
        for minutes in hours {
            into.mix(u64::from(minutes), 2);
        }
    }
}
