//! Reserves: what is set apart is not available, and is posted or released whole or in part.

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::ReserveId;
use suftaja_engine::entry::{Body, Status};
use suftaja_engine::outcome::Event;

const RESERVE: ReserveId = ReserveId(0);

fn placed() -> Union {
    let mut union = Union::funded();
    let body = Body::ReservePlaced { debit: A, credit: B, amount: 600, identity: 1 };
    let event = union.order(BANK_A, body);
    assert_eq!(event, Event::ReservePlaced { reserve: RESERVE, amount: 600 });
    union
}

fn posted(amount: u64, release_rest: bool) -> Body {
    Body::ReservePosted { reserve: RESERVE, amount, identity: 0, release_rest }
}

fn released(amount: u64) -> Body {
    Body::ReserveReleased { reserve: RESERVE, amount, identity: 0 }
}

#[test]
fn what_is_set_apart_is_not_available_and_still_on_the_balance() {
    let mut union = placed();
    assert_eq!((union.balance(A), union.available(A)), (1_000, 400));
    assert!(matches!(union.pay(payment(A, C, 401, 2))[..], [Event::Queued { .. }]));
    assert_eq!(settled(&union.pay(payment(A, C, 400, 3))), [400]);
    assert_eq!((union.balance(A), union.balance(B)), (600, 1_000));
}

#[test]
fn a_reserve_is_posted_in_parts_and_the_rest_lives_on() {
    let mut union = placed();
    let event = union.order(BANK_A, posted(250, false));
    assert!(matches!(event, Event::Posted { debit: A, credit: B, amount: 250, .. }));
    assert_eq!(union.state.reserves().reserve(RESERVE).unwrap().remaining, 350);
    assert_eq!((union.balance(A), union.available(A), union.balance(B)), (750, 400, 1_250));
    union.order(BANK_A, posted(350, false));
    assert_eq!(union.state.reserves().reserve(RESERVE), None);
    assert_eq!((union.balance(A), union.available(A), union.balance(B)), (400, 400, 1_600));
    union.refused(BANK_A, posted(1, false), suf::RESERVE_UNKNOWN);
}

#[test]
fn a_reserve_is_released_in_parts() {
    let mut union = placed();
    let event = union.order(BANK_A, released(100));
    assert_eq!(event, Event::ReserveReleased { reserve: RESERVE, amount: 100 });
    assert_eq!(union.available(A), 500);
    union.order(BANK_A, released(500));
    assert_eq!((union.available(A), union.balance(A), union.balance(B)), (1_000, 1_000, 1_000));
    union.refused(BANK_A, released(1), suf::RESERVE_UNKNOWN);
}

#[test]
fn posting_a_part_may_release_the_rest() {
    let mut union = placed();
    let events = union.apply(BANK_A, posted(100, true));
    assert!(
        matches!(
            events[..],
            [
                Event::ReserveReleased { reserve: RESERVE, amount: 500 },
                Event::Posted { amount: 100, .. }
            ]
        ),
        "{events:?}"
    );
    assert_eq!((union.available(A), union.balance(A), union.balance(B)), (900, 900, 1_100));
    assert_eq!(union.state.reserves().all().count(), 0);
}

#[test]
fn orders_on_a_reserve_that_cannot_be_carried_out() {
    let mut union = placed();
    let unknown = Body::ReserveReleased { reserve: ReserveId(1), amount: 1, identity: 0 };
    for (actor, body, code) in [
        (BANK_B, posted(1, false), suf::NOT_OWN_ACCOUNT),
        (CENTRAL, released(1), suf::NOT_OWN_ACCOUNT),
        (BANK_A, posted(0, true), suf::AMOUNT_ZERO),
        (BANK_A, released(0), suf::AMOUNT_ZERO),
        (BANK_A, posted(601, false), suf::RESERVE_EXCEEDED),
        (BANK_A, released(u64::MAX), suf::RESERVE_EXCEEDED),
        (BANK_A, unknown, suf::RESERVE_UNKNOWN),
    ] {
        union.refused(actor, body, code);
        assert_eq!(union.available(A), 400);
    }
}

#[test]
fn a_reserve_that_cannot_be_placed() {
    let mut union = Union::funded();
    let place = |debit, credit, amount| Body::ReservePlaced { debit, credit, amount, identity: 3 };
    for (actor, body, code) in [
        (BANK_B, place(A, B, 1), suf::NOT_OWN_ACCOUNT),
        (OPERATOR, place(A, B, 1), suf::NOT_OWN_ACCOUNT),
        (BANK_A, place(A, A, 1), suf::SAME_ACCOUNT),
        (BANK_A, place(A, B, 0), suf::AMOUNT_ZERO),
        (BANK_A, place(A, ISSUE, 1), suf::NOT_CENTRAL_BANK),
        (CENTRAL, place(ISSUE, A, 1), suf::NOT_CENTRAL_BANK),
        (BANK_A, place(A, B, 1_001), suf::NO_COVER),
    ] {
        union.refused(actor, body, code);
    }
    union.order(BANK_A, place(A, B, 1_000));
    assert_eq!(union.available(A), 0);
}

#[test]
fn a_suspended_owners_reserve_stays_set_apart() {
    let mut union = placed();
    union.set_status(BANK_A, Status::Suspended);
    union.refused(BANK_A, posted(100, false), suf::ACCOUNT_BLOCKED);
    assert_eq!((union.available(A), union.state.ledger().reserved(A)), (400, 600));
    union.set_status(BANK_A, Status::Active);
    union.order(BANK_A, posted(600, false));
    assert_eq!(union.balance(B), 1_600);
}
