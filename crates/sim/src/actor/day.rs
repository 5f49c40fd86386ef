//! Calendars and orders on days, made so that their hours fall into the few minutes of a world.

use super::{Actors, Sending};
use crate::oracle::Oracle;
use suftaja_base::width::to_usize;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::calendar::Mirror;
use suftaja_engine::entry::Body;
use suftaja_engine::entry::calendar::{Calendar, DayOrder, DifferenceReason, Hours, Offset};
use suftaja_engine::{CurrencyId, ParticipantId};

impl Actors {
    /// An order on a calendar or a day, most often by its central bank and two people.
    pub(super) fn calendar(&mut self, known: &Oracle, now: Instant) -> Sending {
        let currency = self.some_money(known);
        let money = known.money(currency);
        let last = money.and_then(|money| money.date).unwrap_or(super::first_day());
        let planned = money.and_then(|money| money.plan.as_ref());
        let near = (0..self.small(4)).fold(last, |date, _| date.next());
        let order = match self.chance.below(20) {
            0..=7 => DayOrder::CalendarSet(Box::new(self.hours_around(now, last))),
            8 => DayOrder::CalendarRemoved,
            9 | 10 => DayOrder::HolidaySet { date: near, holiday: self.chance.in_thousand(700) },
            11..=13 => {
                let minutes = self.chance.pick(&[0, 1, 2, 2, 600, 601, 1_000]).unwrap_or(1);
                DayOrder::DayExtended { minutes }
            }
            14 | 15 => DayOrder::DayEnded,
            _ if planned.is_some() => return self.unlock(currency, known),
            _ => DayOrder::MirrorConfirmed { date: near, amount: 1 },
        };
        let central = money.map_or(ParticipantId(1), |money| money.central_bank);
        let actor = match self.chance.below(12) {
            0 => self.anyone(known),
            1 | 2 => ParticipantId::OPERATOR,
            _ => central,
        };
        let sending = Sending::by(actor, Body::Day { currency, order });
        if self.chance.in_thousand(850) { self.with_two_people(sending) } else { sending }
    }

    /// What lets a day open again, or close by order.
    pub(super) fn unlock(&mut self, currency: CurrencyId, known: &Oracle) -> Sending {
        let Some(money) = known.money(currency) else {
            return Sending::by(ParticipantId::OPERATOR, Body::Tick);
        };
        let date = money.date.unwrap_or(super::first_day());
        let plan = money.plan.as_ref();
        let issued = u128::try_from(-known.balance(money.issue)).unwrap_or(0);
        let slip = u128::from(self.chance.in_thousand(400));
        let differs = plan.is_some_and(|plan| matches!(plan.mirror, Mirror::Differs(_)));
        let order = if differs && self.chance.in_thousand(600) {
            DayOrder::MirrorAccepted { date, reason: DifferenceReason::Correction }
        } else if plan.is_some_and(|plan| plan.calendar.mirror) {
            DayOrder::MirrorConfirmed { date, amount: issued + slip }
        } else {
            DayOrder::CalendarRemoved
        };
        let body = Body::Day { currency, order };
        Sending { proposer: 7, approver: 8, ..Sending::by(money.central_bank, body) }
    }

    /// A calendar whose steps come within minutes of now; now and then one that is unsound.
    fn hours_around(&mut self, now: Instant, last: BusinessDate) -> Calendar {
        let minutes = self.chance.pick(&[0_i16, 180, -330]).unwrap_or(0);
        let of_day = i64::try_from(now.nanos() / 60_000_000_000 % 1_440).unwrap_or(0);
        let local = (of_day + i64::from(minutes)).rem_euclid(1_440);
        let mut minute = u16::try_from(local).unwrap_or(0).saturating_sub(3);
        let mut later = |actors: &mut Self, most: u32| {
            minute += u16::try_from(actors.small(most)).unwrap_or(0);
            minute
        };
        let hours = if self.chance.in_thousand(700) {
            Hours::Daily {
                start: later(self, 3),
                open: later(self, 3),
                customer_cut_off: later(self, 4),
                bank_cut_off: later(self, 4),
                close: later(self, 4),
            }
        } else {
            Hours::AroundTheClock { roll: later(self, 6), grace: later(self, 1) % 3 }
        };
        let holidays = (1..4).filter_map(|ahead| {
            let is_one = self.chance.in_thousand(250);
            is_one.then(|| (0..ahead).fold(last, |date, _| date.next()))
        });
        let holidays = holidays.collect();
        let weekday = to_usize(self.small(7));
        let rest_days = if self.chance.in_thousand(300) { 1 << weekday } else { 0 };
        Calendar {
            offsets: vec![Offset { from: BusinessDate::MIN, minutes }],
            rest_days,
            holidays,
            hours,
            ahead_max: u16::try_from(self.small(5)).unwrap_or(0),
            mirror: matches!(hours, Hours::Daily { .. }) && self.chance.in_thousand(400),
        }
    }
}
