//! Days by a calendar: what is due happens in order, what is kept is checked again.

use crate::union::*;
use suftaja_base::suf::{day, ledger as suf};
use suftaja_base::{BusinessDate, Instant, Suf};
use suftaja_engine::entry::calendar::{Calendar, DayOrder, Hours, Offset};
use suftaja_engine::entry::{AccountStatus, Body, Entry, Limits, Payment, Return};
use suftaja_engine::outcome::{Event, Phase, Wait};
use suftaja_engine::{AccountId, Outcome, State};

const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

fn date(text: &str) -> BusinessDate {
    BusinessDate::parse(text).unwrap()
}

fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Three hours east of UTC, no rest on any day but Sunday.
fn office() -> Calendar {
    Calendar {
        offsets: vec![Offset { from: BusinessDate::MIN, minutes: 180 }],
        rest_days: 1 << 6,
        holidays: Vec::new(),
        hours: Hours::Daily {
            start: 6 * 60,
            open: 8 * 60,
            customer_cut_off: 15 * 60,
            bank_cut_off: 16 * 60,
            close: 17 * 60,
        },
        ahead_max: 10,
        mirror: false,
    }
}

fn order(order: DayOrder) -> Body {
    Body::Day { currency: KES, order }
}

fn set(calendar: Calendar) -> Body {
    order(DayOrder::CalendarSet(Box::new(calendar)))
}

/// A funded union whose open day, Saturday the 21st, goes on by the calendar.
fn planned() -> Union {
    let mut union = Union::funded();
    union.order(CENTRAL, set(office()));
    union
}

/// What happened to days, with their dates.
fn phases(events: &[Event]) -> Vec<(String, Phase)> {
    let of = |event: &Event| match event {
        Event::Day { date, phase, .. } => Some((date.to_string(), *phase)),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

fn until(union: &mut Union, time: &str) -> Vec<Event> {
    union.time = instant(time).nanos() - SECOND;
    union.tick()
}

fn codes(events: &[Event]) -> Vec<Suf> {
    let of = |event: &Event| match event {
        Event::Refused { code, remembered: true, .. } => Some(*code),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

#[test]
fn times_of_a_day_follow_the_offset_of_its_date() {
    let mut calendar = office();
    calendar.offsets.push(Offset { from: date("2027-03-28"), minutes: 240 });
    for (day, open) in [
        ("2027-03-27", "2027-03-27T05:00:00Z"),
        ("2027-03-28", "2027-03-28T04:00:00Z"),
        ("2030-01-01", "2030-01-01T04:00:00Z"),
    ] {
        assert_eq!(calendar.times(date(day)).open, instant(open), "{day}");
    }
    // Before the first offset that one applies.
    calendar.offsets.remove(0);
    assert_eq!(calendar.times(date("2026-01-01")).open, instant("2026-01-01T04:00:00Z"));
    assert_eq!(calendar.local_date(instant("2026-11-20T20:00:00Z")), date("2026-11-21"));
    assert_eq!(calendar.local_date(instant("2026-11-20T19:59:59Z")), date("2026-11-20"));
}

#[test]
fn business_days_go_past_rest_and_holidays() {
    let mut calendar = office();
    calendar.holidays = vec![date("2026-11-23"), date("2026-11-24")];
    let saturday = date("2026-11-21");
    assert_eq!(calendar.business_day_after(saturday), Some(date("2026-11-25")));
    assert_eq!(calendar.business_day_before(date("2026-11-25")), Some(saturday));
    assert_eq!(calendar.business_day_after(BusinessDate::MAX), None);
}

#[test]
fn unsound_calendars_get_no_number() {
    let union = Union::funded();
    let refused = |change: fn(&mut Calendar)| {
        let mut calendar = office();
        change(&mut calendar);
        let stamp = suftaja_engine::Stamp { actor: CENTRAL, ..Default::default() };
        let entry = Entry { stamp, body: set(calendar) };
        union.state.check(&entry).err()
    };
    assert_eq!(refused(|_| ()), None);
    let changes: [fn(&mut Calendar); 8] = [
        |calendar| calendar.rest_days = 0b111_1111,
        |calendar| calendar.offsets.clear(),
        |calendar| calendar.offsets[0].minutes = 841,
        |calendar| calendar.holidays = vec![date("2027-01-02"), date("2027-01-01")],
        |calendar| calendar.ahead_max = 367,
        |calendar| calendar.hours = Hours::AroundTheClock { roll: 1_440, grace: 0 },
        |calendar| {
            (calendar.hours, calendar.mirror) =
                (Hours::AroundTheClock { roll: 60, grace: 0 }, true);
        },
        |calendar| {
            calendar.hours = Hours::Daily {
                start: 60,
                open: 120,
                customer_cut_off: 240,
                bank_cut_off: 180,
                close: 300,
            };
        },
    ];
    for (place, change) in changes.into_iter().enumerate() {
        assert_eq!(refused(change), Some(day::CALENDAR_UNSOUND), "change {place}");
    }
}

#[test]
fn after_a_pause_every_step_happens_in_order() {
    let mut union = planned();
    // From Saturday morning to Tuesday noon, with nobody there.
    let events = until(&mut union, "2026-11-24T09:00:00Z");
    let whole = |day: &str| {
        [Phase::CustomerCutOff, Phase::BankCutOff, Phase::Closed].map(|step| (day.into(), step))
    };
    let begun = |day: &str| [Phase::Started, Phase::Opened].map(|step| (day.into(), step));
    let mut due: Vec<(String, Phase)> = whole("2026-11-21").to_vec();
    due.extend(begun("2026-11-23"));
    due.extend(whole("2026-11-23"));
    due.extend(begun("2026-11-24"));
    assert_eq!(phases(&events), due);
    let proofs = union.state.days().proofs(KES);
    let dates: Vec<_> = proofs.iter().map(|proof| proof.date.to_string()).collect();
    assert_eq!(dates, ["2026-11-21", "2026-11-23"], "both days that the entry ended");
    assert_eq!(union.state.next_timer(), Some(instant("2026-11-24T12:00:00Z")));
    assert_eq!(phases(&union.tick()), [], "and each happens once");
}

#[test]
fn steps_are_met_to_the_nanosecond() {
    let mut union = planned();
    let cut = instant("2026-11-21T12:00:00Z").nanos();
    union.time = cut - 1 - SECOND;
    assert_eq!(phases(&union.tick()), []);
    union.time = cut - SECOND;
    assert_eq!(phases(&union.tick()), [("2026-11-21".into(), Phase::CustomerCutOff)]);
}

#[test]
fn what_is_kept_is_checked_again_at_the_start_of_its_day() {
    let mut union = planned();
    let monday = |sent: Payment| Payment { value_date: date("2026-11-23"), ..sent };
    let late = Payment { reject_time: instant("2026-11-23T02:59:59Z"), ..payment(A, C, 3, 3) };
    let sent = [payment(A, C, 900, 1), payment(A, C, 100, 2), late, payment(B, C, 5, 4)];
    for sent in sent {
        let events = union.pay(monday(sent));
        assert!(matches!(events[..], [Event::Queued { wait: Wait::Date, .. }]), "{events:?}");
    }
    assert_eq!(union.balances()[2..], [1_000, 1_000, 1_000], "nothing moves before its day");
    assert!(union.state.queue().is_empty());
    union.set_limits(A, Limits { payment_max: 500, ..Limits::OWN_FUNDS });
    let blocked = Body::AccountStatusSet { account: B, status: AccountStatus::Blocked };
    union.order(CENTRAL, blocked.clone());
    let closed = Body::AccountStatusSet { account: B, status: AccountStatus::Closed };
    union.refused(CENTRAL, closed, suf::ACCOUNT_NOT_EMPTY);
    until(&mut union, "2026-11-21T14:00:00Z");
    let late = instant("2026-11-23T02:59:59Z");
    assert_eq!(union.state.next_timer(), Some(late));
    assert_eq!(codes(&until(&mut union, "2026-11-23T02:59:59Z")), [suf::REJECT_TIME_PASSED]);
    let started = until(&mut union, "2026-11-23T03:00:00Z");
    assert_eq!(codes(&started), [suf::PAYMENT_LIMIT]);
    assert_eq!(settled(&started), [], "settlement is not open");
    let opened = until(&mut union, "2026-11-23T05:00:00Z");
    assert_eq!((settled(&opened), codes(&opened)), (vec![100], vec![]));
    assert_eq!(union.line(B), [5], "what may pass is waited for");
    let open = Body::AccountStatusSet { account: B, status: AccountStatus::Open };
    assert_eq!(settled(&union.apply(CENTRAL, open)), [5]);
}

#[test]
fn a_date_that_becomes_a_holiday_refuses_what_was_kept_for_it() {
    let mut union = planned();
    let monday = date("2026-11-23");
    union.pay(Payment { value_date: monday, ..payment(A, B, 1, 1) });
    let holiday = order(DayOrder::HolidaySet { date: monday, holiday: true });
    union.order(OPERATOR, holiday);
    let today = order(DayOrder::HolidaySet { date: today(), holiday: true });
    union.refused(OPERATOR, today, day::HOLIDAY_NOT_AHEAD);
    let sent = Payment { value_date: monday, ..payment(A, B, 1, 2) };
    assert_eq!(refusal(&union.pay(sent)).1, day::VALUE_DATE_HOLIDAY);
    until(&mut union, "2026-11-21T14:00:00Z");
    assert_eq!(codes(&until(&mut union, "2026-11-23T09:00:00Z")), []);
    let started = until(&mut union, "2026-11-24T03:00:00Z");
    assert_eq!(codes(&started), [day::VALUE_DATE_HOLIDAY]);
    assert!(union.state.days().warehouse().is_empty());
}

#[test]
fn what_is_kept_counts_for_the_bound_of_the_account() {
    let mut union = Union::with(false, 2).set_up();
    union.order(CENTRAL, set(office()));
    let monday = |sent: Payment| Payment { value_date: date("2026-11-23"), ..sent };
    union.pay(monday(payment(A, B, 1, 1)));
    union.pay(payment(A, B, 1, 2));
    for sent in [payment(A, B, 1, 3), monday(payment(A, B, 1, 4))] {
        assert_eq!(refusal(&union.pay(sent)).1, suf::QUEUE_FULL);
    }
}

#[test]
fn what_is_kept_is_cancelled_like_what_waits() {
    let mut union = planned();
    let monday = |sent: Payment| Payment { value_date: date("2026-11-23"), ..sent };
    let late = Payment { reject_time: instant("2026-11-23T02:59:59Z"), ..payment(A, C, 3, 1) };
    let first = original(&union.pay(monday(late)));
    let second = original(&union.pay(monday(payment(A, B, 100, 2))));
    let cancel = |request| Body::CancellationRequested { request, days: 10 };
    union.time += SECOND;
    let other = union.apply(BANK_B, cancel(about(first, 3)));
    assert_eq!(other, [Event::MessageRefused { code: suf::ORIGINAL_UNKNOWN }]);
    let events = union.apply(BANK_A, cancel(about(first, 3)));
    let (refused, code, remembered) = refusal(&events);
    assert_eq!((refused.entry, code, remembered), (first.entry, suf::CANCELLED, true));
    assert_eq!(events[1..], [Event::Cancelled]);
    assert_eq!(union.state.days().tally(KES).refused_value, 3);
    let again = union.apply(BANK_A, cancel(about(first, 4)));
    assert_eq!(again, [Event::MessageRefused { code: suf::REFUSED_ALREADY }]);
    // Neither the hour of its refusal nor its day finds it again, and the other one settles.
    assert_eq!(union.state.days().kept_on(A), 1);
    assert_eq!(union.state.days().warehouse().next_timer(), None);
    until(&mut union, "2026-11-21T14:00:00Z");
    let opened = until(&mut union, "2026-11-23T05:00:00Z");
    assert_eq!((settled(&opened), codes(&opened)), (vec![100], vec![]));
    assert!(union.state.days().warehouse().is_empty());
    // What has settled is no longer cancelled but recalled.
    let recalled = union.apply(BANK_A, cancel(about(second, 5)));
    assert_eq!(recalled, [Event::Recalled { debit: A, credit: B }]);
}

#[test]
fn what_is_kept_is_not_cancelled_where_entry_makes_irrevocable() {
    let mut union = Union::with(true, 100).set_up();
    union.order(CENTRAL, set(office()));
    let sent = Payment { value_date: date("2026-11-23"), ..payment(A, B, 1, 1) };
    let original = original(&union.pay(sent));
    let cancel = Body::CancellationRequested { request: about(original, 2), days: 10 };
    let events = union.apply(BANK_A, cancel);
    assert_eq!(events, [Event::MessageRefused { code: suf::IRREVOCABLE }]);
    assert_eq!(union.state.days().kept_on(A), 1);
}

#[test]
fn a_return_that_a_day_refuses_gives_its_amount_free() {
    let mut union = planned();
    let original = original(&union.pay(payment(A, B, 300, 1)));
    let row = union.state.history().row_of(original.entry).unwrap();
    let left = |union: &Union| union.state.returns().remaining(row, 300);
    let monday = |mut given: Return| {
        given.payment.value_date = date("2026-11-23");
        Body::Returned(given)
    };
    // One waits for cover until its day closes, one is kept for a day on which its limit stops it.
    union.pay(payment(B, C, 1_300, 2));
    union.apply(BANK_B, Body::Returned(back(original, 100, 3)));
    union.apply(BANK_B, monday(back(original, 200, 4)));
    assert_eq!((left(&union), union.line(B)), (0, vec![100]));
    assert_eq!(codes(&until(&mut union, "2026-11-21T14:00:00Z")), [suf::DAY_CLOSED_UNSETTLED]);
    assert_eq!(left(&union), 100);
    union.set_limits(B, Limits { payment_max: 50, ..Limits::OWN_FUNDS });
    assert_eq!(codes(&until(&mut union, "2026-11-23T03:00:00Z")), [suf::PAYMENT_LIMIT]);
    assert_eq!(left(&union), 300);
}

#[test]
fn a_return_counts_as_a_banks_payment_and_liquidity_ends_with_banks() {
    let mut union = planned();
    let other = AccountId(u32::try_from(union.balances().len()).unwrap());
    union.order(OPERATOR, Body::AccountOpened { owner: BANK_A, currency: KES });
    let original = original(&union.pay(payment(A, B, 300, 1)));
    let moved = |identity| Body::LiquidityMoved {
        debit: A,
        credit: other,
        amount: 10,
        value_date: None,
        identity,
        content: 0,
    };
    until(&mut union, "2026-11-21T12:00:00Z");
    let events = union.apply(BANK_B, Body::Returned(back(original, 100, 2)));
    assert_eq!(settled(&events), [100], "customers' cut-off is not for returns");
    assert!(matches!(union.apply(BANK_A, moved(3))[..], [Event::LiquidityMoved { .. }]));
    assert_eq!(union.state.days().tally(KES).settled_value, 400, "liquidity is no payment");
    until(&mut union, "2026-11-21T13:00:00Z");
    let events = union.apply(BANK_B, Body::Returned(back(original, 100, 4)));
    assert_eq!(refusal(&events).1, day::BANK_CUT_OFF);
    let code = day::BANK_CUT_OFF;
    assert_eq!(union.apply(BANK_A, moved(5)), [Event::MessageRefused { code }]);
}

#[test]
fn an_extension_ends_before_the_next_day_begins() {
    let mut union = planned();
    let extend = |minutes| order(DayOrder::DayExtended { minutes });
    union.refused(CENTRAL, extend(30), suf::TWO_PEOPLE);
    // The next day is Monday, so only the bounds of one order are in the way.
    for minutes in [0, 601] {
        let events = union.apply_by_two(CENTRAL, extend(minutes));
        assert_eq!(events, [Event::OrderRefused { code: day::EXTENSION_TOO_LONG }]);
    }
    let mut monday = until(&mut union, "2026-11-23T05:00:00Z");
    for _ in 0..2 {
        monday = union.apply_by_two(CENTRAL, extend(360));
    }
    // Twelve hours behind 17:00 is 05:00; one more is 06:00 of Tuesday, when the next day starts.
    assert!(monday.contains(&Event::Changed), "{monday:?}");
    let events = union.apply_by_two(CENTRAL, extend(60));
    assert_eq!(events, [Event::OrderRefused { code: day::EXTENSION_TOO_LONG }]);
    let close = union.state.days().course(KES).unwrap().times().close;
    assert_eq!(close, instant("2026-11-24T02:00:00Z"));
    assert_eq!(union.state.register().currency(KES).unwrap().date, Some(date("2026-11-23")));
}

#[test]
fn a_roll_starts_the_limits_of_the_day_anew() {
    let mut union = Union::funded();
    let hours = Hours::AroundTheClock { roll: 18 * 60, grace: 30 };
    union.order(CENTRAL, set(Calendar { hours, rest_days: 0, ..office() }));
    union.set_limits(A, Limits { day_debit_max: 100, ..Limits::OWN_FUNDS });
    union.pay(Payment { from_time: at(HOUR / SECOND), ..payment(A, B, 100, 1) });
    assert_eq!(settled(&union.pay(payment(A, B, 60, 2))), [60]);
    union.time += 2 * HOUR;
    assert_eq!(settled(&union.tick()), [], "the day's limit is reached");
    let rolled = until(&mut union, "2026-11-21T15:00:00Z");
    assert_eq!(phases(&rolled), [("2026-11-22".into(), Phase::Rolled)]);
    assert_eq!((settled(&rolled), codes(&rolled)), (vec![100], vec![]));
    let proof = union.state.days().proofs(KES)[0];
    assert_eq!((proof.date, proof.tally.settled, proof.tally.refused), (today(), 1, 0));
    assert_eq!(proof.money.issued, 3_000);
}

#[test]
fn days_by_a_calendar_replay_to_the_same_state() {
    let mut union = planned();
    let kept = Payment { value_date: date("2026-11-24"), ..payment(A, B, 7, 1) };
    union.pay(kept);
    union.order(CENTRAL, set(Calendar { mirror: true, ..office() }));
    until(&mut union, "2026-11-23T06:00:00Z");
    let confirm = |amount| order(DayOrder::MirrorConfirmed { date: today(), amount });
    let agrees = |agrees| Event::MirrorConfirmed { currency: KES, agrees };
    assert_eq!(union.order(CENTRAL, confirm(2_999)), agrees(false));
    assert_eq!(union.order(CENTRAL, confirm(3_000)), agrees(true));
    assert_eq!(phases(&union.tick()), [("2026-11-23".into(), Phase::Opened)]);
    let (mut state, mut out) = (State::new(), Outcome::new());
    for (number, bytes) in (1..).zip(&union.journal) {
        let entry = Entry::decode(bytes).unwrap();
        assert_eq!(state.check_facts(&entry), Ok(()));
        state.apply(number, &entry, &mut out);
    }
    assert_eq!(state.digest(), union.state.digest());
    assert_eq!(state.trail(), union.state.trail());
    // The calendar, and what is kept, are part of what the digest covers.
    let mut other = state.clone();
    let number = other.last() + 1;
    let stamp = suftaja_engine::Stamp { actor: CENTRAL, time: state.time(), ..Default::default() };
    let entry = Entry { stamp, body: set(Calendar { ahead_max: 9, mirror: true, ..office() }) };
    other.apply(number, &entry, &mut out);
    let tick = Entry { stamp, body: Body::Tick };
    state.apply(number, &tick, &mut out);
    assert_ne!(state.digest(), other.digest());
}
