//! The queue: FIFO with bypass, priorities, times, and the close of the day (field rules 10, 19
//! and 26).

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{Body, Limits, Payment, Priority};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::{Event, Wait};
use suftaja_engine::{AccountId, RowId};

fn prioritised(amount: u64, identity: u128, priority: Priority) -> Payment {
    Payment { priority, ..payment(A, B, amount, identity) }
}

#[test]
fn what_waits_is_released_in_the_order_of_entry() {
    let mut union = Union::open();
    for (amount, identity) in [(100, 1), (200, 2), (300, 3)] {
        union.pay(payment(A, B, amount, identity));
    }
    assert_eq!(union.line(A), [100, 200, 300]);
    assert_eq!(settled(&union.issue(A, 600)), [100, 200, 300]);
    assert!(union.state.queue().is_empty());
}

#[test]
fn a_payment_that_fits_goes_past_one_that_does_not() {
    let mut union = Union::open();
    for (amount, identity) in [(500, 1), (200, 2), (150, 3), (100, 4)] {
        union.pay(payment(A, B, amount, identity));
    }
    assert_eq!(settled(&union.issue(A, 310)), [200, 100]);
    assert_eq!((union.line(A), union.balance(A)), (vec![500, 150], 10));
}

#[test]
fn a_new_payment_that_fits_goes_past_the_line() {
    let mut union = Union::open();
    union.issue(A, 100);
    union.pay(payment(A, B, 500, 1));
    assert_eq!(settled(&union.pay(payment(A, B, 60, 2))), [60]);
    assert_eq!(union.line(A), [500]);
}

#[test]
fn urgent_goes_before_high_and_high_before_normal() {
    let mut union = Union::open();
    union.pay(prioritised(1, 1, Priority::Normal));
    union.pay(prioritised(2, 2, Priority::High));
    union.pay(prioritised(3, 3, Priority::Urgent));
    union.pay(prioritised(4, 4, Priority::Urgent));
    union.pay(prioritised(5, 5, Priority::High));
    assert_eq!(union.line(A), [3, 4, 2, 5, 1]);
    assert_eq!(settled(&union.issue(A, 15)), [3, 4, 2, 5, 1]);
}

#[test]
fn cover_passes_from_line_to_line_in_one_entry() {
    let mut union = Union::open();
    union.pay(payment(C, A, 50, 1));
    union.pay(payment(B, C, 50, 2));
    union.pay(payment(A, B, 50, 3));
    union.pay(payment(A, B, 70, 4));
    assert_eq!(settled(&union.issue(A, 60)), [50, 50, 50]);
    assert_eq!((union.line(A), union.balance(A)), (vec![70], 60));
}

#[test]
fn every_kind_of_cover_releases() {
    let with_reserve = || {
        let mut union = Union::open();
        union.issue(A, 100);
        let placed = Body::ReservePlaced { debit: A, credit: B, amount: 100, identity: 5 };
        union.order(BANK_A, placed);
        union.pay(payment(A, C, 80, 1));
        assert_eq!(union.line(A), [80]);
        union
    };
    let id = suftaja_engine::ReserveId(0);
    let mut union = with_reserve();
    let released = Body::ReserveReleased { reserve: id, amount: 80, identity: 0 };
    assert_eq!(settled(&union.apply(BANK_A, released)), [80]);

    let mut union = with_reserve();
    let posted = Body::ReservePosted { reserve: id, amount: 20, identity: 0, release_rest: true };
    assert_eq!(settled(&union.apply(BANK_A, posted)), [80]);

    let mut union = with_reserve();
    let credit = Limits { floor: -80, ..Limits::OWN_FUNDS };
    assert_eq!(settled(&union.set_limits(A, credit)), [80]);
    assert_eq!(union.balance(A), 20);
}

#[test]
fn the_largest_amount_there_is_waits_and_settles_like_any_other() {
    let mut union = Union::open();
    union.pay(payment(A, B, u64::MAX, 1));
    assert_eq!(settled(&union.issue(A, u64::MAX - 1)), [0; 0]);
    assert_eq!(settled(&union.issue(A, 1)), [u64::MAX]);
    assert_eq!(union.balance(B), i128::from(u64::MAX));
}

#[test]
fn nothing_settles_before_its_time() {
    let mut union = Union::funded();
    let due = suftaja_base::Instant::from_nanos(union.time + 4 * SECOND);
    let events = union.pay(Payment { from_time: due, ..payment(A, B, 100, 1) });
    assert!(matches!(events[..], [Event::Queued { wait: Wait::Time, .. }]), "{events:?}");
    assert_eq!(union.state.queue().next_timer(), Some(due));
    // Money that comes in does not release it early.
    assert_eq!(settled(&union.issue(A, 100)), [0; 0]);
    assert_eq!(settled(&union.tick()), [0; 0]);
    assert_eq!(settled(&union.tick()), [100]);
    assert_eq!(union.state.queue().next_timer(), None);
}

#[test]
fn a_time_that_has_come_without_cover_waits_for_cover() {
    let mut union = Union::open();
    let due = suftaja_base::Instant::from_nanos(union.time + 2 * SECOND);
    union.pay(Payment { from_time: due, ..payment(A, B, 100, 1) });
    union.tick();
    let (_, waiting) = union.state.queue().line(A).next().unwrap();
    assert_eq!(waiting.wait, Wait::Cover);
    assert_eq!(settled(&union.issue(A, 100)), [100]);
}

#[test]
fn at_the_reject_time_it_is_refused_for_good_before_cover_of_the_same_entry_counts() {
    let mut union = Union::open();
    let late = suftaja_base::Instant::from_nanos(union.time + 3 * SECOND);
    let sent = Payment { reject_time: late, ..payment(A, B, 100, 1) };
    union.pay(sent);
    assert_eq!(union.tick(), [Event::Changed]);
    let events = union.issue(A, 100);
    let (refused, code, remembered) = refusal(&events);
    assert_eq!((code, remembered), (suf::REJECT_TIME_PASSED, true));
    assert!(matches!(events[0], Event::Refused { .. }), "timers run first");
    assert_eq!(union.state.history().standing(refused.row), Some(Standing::Refused { code }));
    assert_eq!(union.pay(sent), [Event::Repeated { row: refused.row }]);
    assert_eq!(union.balance(A), 100);
}

#[test]
fn a_payment_that_settles_leaves_no_timer_behind() {
    let mut union = Union::open();
    let late = suftaja_base::Instant::from_nanos(union.time + 100 * SECOND);
    union.pay(Payment { reject_time: late, ..payment(A, B, 100, 1) });
    union.issue(A, 100);
    assert_eq!(union.state.queue().next_timer(), None);
}

#[test]
fn the_close_of_the_day_refuses_what_waits_in_its_currency_only() {
    let mut union = Union::open();
    let currency = suftaja_base::Currency::parse("UGX").unwrap();
    union.order(OPERATOR, Body::CurrencyDefined { currency, central_bank: CENTRAL });
    let ugx = suftaja_engine::CurrencyId(1);
    for owner in [BANK_A, BANK_B] {
        union.order(OPERATOR, Body::AccountOpened { owner, currency: ugx });
    }
    union.order(CENTRAL, Body::DayOpened { currency: ugx, date: today() });
    let (from, to) = (AccountId(6), AccountId(7));
    union.pay(payment(A, B, 100, 1));
    union.pay(payment(from, to, 100, 2));
    let events = union.apply(CENTRAL, Body::DayClosed { currency: KES });
    let (refused, code, remembered) = refusal(&events);
    assert_eq!((refused.debit, code, remembered), (A, suf::DAY_CLOSED_UNSETTLED, true));
    assert_eq!(events.last(), Some(&Event::Changed));
    assert_eq!((union.line(A), union.line(from)), (vec![], vec![100]));
    // Money that comes on the next day releases nothing of the day before.
    union.order(CENTRAL, Body::DayOpened { currency: KES, date: today().next() });
    assert_eq!(settled(&union.issue(A, 100)), [0; 0]);
}

#[test]
fn a_line_is_bounded_and_a_full_one_does_not_use_the_identification_up() {
    let mut union = Union::with(false, 2).set_up();
    union.pay(payment(A, B, 10, 1));
    union.pay(payment(A, B, 10, 2));
    let (_, code, remembered) = refusal(&union.pay(payment(A, B, 10, 3)));
    assert_eq!((code, remembered), (suf::QUEUE_FULL, false));
    // The line of another account is its own.
    assert!(matches!(union.pay(payment(B, A, 10, 4))[..], [Event::Queued { .. }]));
    union.issue(A, 10);
    assert!(matches!(union.pay(payment(A, B, 30, 3))[..], [Event::Queued { .. }]));
}

#[test]
fn what_waits_for_room_under_a_ceiling_is_released_when_the_room_comes() {
    let waits_for_room = || {
        let mut union = Union::open();
        union.issue(B, 1_000);
        union.pay(payment(A, B, 100, 1));
        union.set_limits(B, Limits { ceiling: 1_000, ..Limits::OWN_FUNDS });
        assert_eq!(settled(&union.issue(A, 100)), [0; 0]);
        assert_eq!(union.line(A), [100]);
        union
    };
    let mut union = waits_for_room();
    assert_eq!(settled(&union.pay(payment(B, C, 99, 2))), [99]);
    assert_eq!(settled(&union.pay(payment(B, C, 1, 3))), [1, 100]);

    let mut union = waits_for_room();
    let events = union.set_limits(B, Limits { ceiling: 1_100, ..Limits::OWN_FUNDS });
    assert_eq!(settled(&events), [100]);
}

#[test]
fn a_lower_limit_for_one_payment_refuses_what_waits_above_it() {
    let mut union = Union::open();
    union.pay(payment(A, B, 100, 1));
    union.pay(payment(A, B, 50, 2));
    let events = union.set_limits(A, Limits { payment_max: 60, ..Limits::OWN_FUNDS });
    let (refused, code, remembered) = refusal(&events);
    assert_eq!((refused.row, code, remembered), (RowId(0), suf::PAYMENT_LIMIT, true));
    assert_eq!(union.line(A), [50]);
}

#[test]
fn a_lower_class_takes_no_cover_that_a_higher_one_waits_for() {
    let mut union = Union::open();
    union.pay(prioritised(100, 1, Priority::Urgent));
    union.issue(A, 60);
    let events = union.pay(prioritised(50, 2, Priority::Normal));
    assert!(matches!(events[..], [Event::Queued { wait: Wait::Cover, .. }]), "{events:?}");
    union.pay(prioritised(10, 3, Priority::High));
    // Within its class a payment that fits goes past one that does not.
    assert_eq!(settled(&union.pay(prioritised(20, 4, Priority::Urgent))), [20]);
    assert_eq!(union.line(A), [100, 10, 50]);
    assert_eq!(settled(&union.issue(A, 50)), [0; 0]);
    assert_eq!(settled(&union.issue(A, 20)), [100, 10]);
    assert_eq!(settled(&union.issue(A, 50)), [50]);
}

#[test]
fn what_could_not_use_the_money_holds_no_lower_class_back() {
    let hour = |union: &Union| suftaja_base::Instant::from_nanos(union.time + 3_600 * SECOND);
    let mut union = Union::open();
    union.pay(prioritised(500, 9, Priority::Normal));
    let from_time = hour(&union);
    union.pay(Payment { from_time, ..prioritised(100, 1, Priority::Urgent) });
    union.issue(A, 60);
    assert_eq!(settled(&union.pay(prioritised(50, 2, Priority::Normal))), [50]);

    let mut union = Union::open();
    union.pay(prioritised(100, 1, Priority::Urgent));
    union.pay(Payment { credit: C, ..prioritised(30, 2, Priority::Normal) });
    union.issue(A, 60);
    assert_eq!(union.line(A), [100, 30]);
    let stop = Body::ParticipantStopSet { participant: BANK_B, stopped: true };
    assert_eq!(settled(&union.apply_by_two(CENTRAL, stop)), [30]);
}

#[test]
fn a_higher_class_that_runs_into_its_reject_time_sets_the_lower_ones_free() {
    let mut union = Union::open();
    let late = suftaja_base::Instant::from_nanos(union.time + 4 * SECOND);
    union.pay(Payment { reject_time: late, ..prioritised(100, 1, Priority::Urgent) });
    union.issue(A, 60);
    union.pay(prioritised(50, 2, Priority::Normal));
    assert_eq!(union.line(A), [100, 50]);
    assert_eq!(settled(&union.tick()), [50]);
}

#[test]
fn a_lower_limit_of_the_currency_refuses_what_waits_above_it() {
    let mut union = Union::open();
    union.pay(payment(A, B, 100, 1));
    union.pay(payment(A, B, 50, 2));
    let body = Body::CurrencyLimitSet { currency: KES, payment_max: 60 };
    let (refused, code, remembered) = refusal(&union.apply(CENTRAL, body));
    assert_eq!((refused.row, code, remembered), (RowId(0), suf::CURRENCY_LIMIT, true));
    assert_eq!(union.line(A), [50]);
}
