//! The bound on one entry: at most 8,192 postings, the rest with the entries that follow.

use crate::union::*;
use suftaja_engine::entry::{Body, Payment, Status};
use suftaja_engine::outcome::Event;
use suftaja_engine::{POSTINGS_MAX, ParticipantId};

const WAITING: u32 = POSTINGS_MAX + 1_000;

/// More payments wait on `A` than one entry may settle.
fn long_line() -> Union {
    let mut union = Union::with(false, WAITING).set_up();
    for identity in 0..WAITING {
        union.pay(payment(A, B, 1, u128::from(identity) + 1));
    }
    assert_eq!(union.line(A).len(), WAITING as usize);
    union
}

#[test]
fn a_long_release_goes_on_with_the_next_entry_in_the_same_order() {
    let mut union = long_line();
    let first = union.issue(A, u64::from(WAITING));
    assert!(union.state.has_unfinished());
    // The issue itself is a posting, so one payment fewer fits.
    assert_eq!(settled(&first).len(), POSTINGS_MAX as usize - 1);
    let second = union.tick();
    assert_eq!(settled(&second).len(), WAITING as usize - (POSTINGS_MAX as usize - 1));
    assert!(!union.state.has_unfinished());
    let rows: Vec<_> = first
        .iter()
        .chain(&second)
        .filter_map(|event| match event {
            Event::Settled { payment, .. } => Some(payment.row.0),
            _ => None,
        })
        .collect();
    assert!(rows.is_sorted() && rows.len() == WAITING as usize);
    assert_eq!(union.balance(B), i128::from(WAITING));
}

#[test]
fn refusals_out_of_the_queue_count_too() {
    let mut union = long_line();
    let gone = Body::ParticipantStatusSet { participant: BANK_B, status: Status::Deactivated };
    union.apply_by_two(OPERATOR, gone);
    assert!(union.state.has_unfinished());
    assert_eq!(union.line(A).len(), (WAITING - POSTINGS_MAX) as usize);
    union.tick();
    assert!(union.line(A).is_empty() && !union.state.has_unfinished());
}

#[test]
fn the_close_of_the_day_leaves_nothing_over_night() {
    let mut union = long_line();
    let events = union.apply(CENTRAL, Body::DayClosed { currency: KES });
    // The proof of the day, and that the order was carried out, besides.
    assert_eq!(events.len(), WAITING as usize + 2);
    assert!(union.state.queue().is_empty());
}

#[test]
fn what_is_late_is_never_settled_even_when_more_is_late_than_one_entry_refuses() {
    let mut union = Union::with(false, WAITING).set_up();
    let late = suftaja_base::Instant::from_nanos(union.time + 20_000 * SECOND);
    for identity in 0..WAITING {
        let sent = payment(A, B, 1, u128::from(identity) + 1);
        union.pay(Payment { reject_time: late, ..sent });
    }
    union.time = late.nanos();
    let mut events = union.issue(A, u64::from(WAITING));
    while union.state.queue().next_timer().is_some() {
        events.extend(union.tick());
    }
    assert_eq!(settled(&events), [0; 0]);
    let refused = events.iter().filter(|event| matches!(event, Event::Refused { .. })).count();
    assert_eq!(refused, WAITING as usize);
    assert_eq!(union.balance(A), i128::from(WAITING));
    assert_eq!(union.state.register().participant(ParticipantId(1)).unwrap().member, 404);
}
