//! Requests about a payment: cancelled while it waits, recalled when it is settled, reminded of,
//! answered; and statuses.

use crate::union::*;
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{
    Body, Original, Payment, Priority, ReportedStatus, Request, Return, Status,
};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::{Event, Outcome};
use suftaja_engine::{Entry, ParticipantId, State};

const DAY: u64 = 86_400 * SECOND;

fn cancel(union: &mut Union, actor: ParticipantId, request: Request) -> Vec<Event> {
    union.apply(actor, Body::CancellationRequested { request, days: 10 })
}

fn answer(union: &mut Union, actor: ParticipantId, request: Request, refused: bool) -> Vec<Event> {
    union.apply(actor, Body::CancellationAnswered { request, refused })
}

/// The code of a request that was refused and did nothing else.
#[track_caller]
fn denied(events: &[Event]) -> Suf {
    let [Event::MessageRefused { code }] = events else { panic!("{events:?}") };
    *code
}

#[test]
fn what_waits_is_cancelled_and_frees_what_stood_back_for_it() {
    let mut union = Union::funded();
    let urgent = Payment { priority: Priority::Urgent, ..payment(A, B, 5_000, 1) };
    let original = original(&union.pay(urgent));
    union.pay(payment(A, C, 200, 2));
    assert_eq!(union.line(A), [5_000, 200]);
    let events = cancel(&mut union, BANK_A, about(original, 3));
    let (refused, code, remembered) = refusal(&events);
    assert_eq!((refused.amount, code, remembered), (5_000, suf::CANCELLED, true));
    assert!(events.contains(&Event::Cancelled));
    assert_eq!(settled(&events), [200]);
    let standing = union.state.history().standing(refused.row);
    assert_eq!(standing, Some(Standing::Refused { code: suf::CANCELLED }));
    // The same case again, another one, and the payment itself.
    let again = cancel(&mut union, BANK_A, about(original, 3));
    assert!(matches!(again[..], [Event::Repeated { .. }]), "{again:?}");
    assert_eq!(denied(&cancel(&mut union, BANK_A, about(original, 4))), suf::REFUSED_ALREADY);
    assert!(matches!(union.pay(urgent)[..], [Event::Repeated { .. }]));
}

#[test]
fn what_is_irrevocable_or_not_its_senders_is_not_cancelled() {
    let mut union = Union::with(true, 100).set_up();
    let original = original(&union.pay(payment(A, B, 50, 1)));
    assert_eq!(denied(&cancel(&mut union, BANK_A, about(original, 2))), suf::IRREVOCABLE);
    assert_eq!(union.line(A), [50]);

    let mut union = Union::open();
    let original = self::original(&union.pay(payment(A, B, 50, 1)));
    for actor in [BANK_B, BANK_C, CENTRAL, OPERATOR] {
        assert_eq!(denied(&cancel(&mut union, actor, about(original, 2))), suf::ORIGINAL_UNKNOWN);
    }
    // What a suspended sender has in the queue is not its own to decide.
    union.set_status(BANK_A, Status::Suspended);
    assert_eq!(denied(&cancel(&mut union, BANK_A, about(original, 2))), suf::ACCOUNT_BLOCKED);
    union.set_status(BANK_A, Status::Active);
    let other = Request { content: 1, ..about(original, 2) };
    cancel(&mut union, BANK_A, other);
    let denied = denied(&cancel(&mut union, BANK_A, about(original, 2)));
    assert_eq!(denied, suf::IDENTIFICATION_USED);
}

fn recalled(union: &mut Union) -> Original {
    let original = original(&union.pay(payment(A, B, 300, 1)));
    let events = cancel(union, BANK_A, about(original, 2));
    assert_eq!(events, [Event::Recalled { debit: A, credit: B }]);
    assert_eq!(union.balance(B), 1_300, "nothing final is unwound");
    original
}

#[test]
fn a_recall_ends_with_a_refusal_and_not_with_another_answer() {
    let mut union = Union::funded();
    let original = recalled(&mut union);
    assert_eq!(denied(&cancel(&mut union, BANK_A, about(original, 3))), suf::RECALL_OPEN);
    for actor in [BANK_A, BANK_C] {
        let denied = denied(&answer(&mut union, actor, about(original, 4), true));
        assert_eq!(denied, suf::RECALL_UNKNOWN);
    }
    let relayed = [Event::Relayed { to: A }];
    assert_eq!(answer(&mut union, BANK_B, about(original, 5), false), relayed);
    assert_eq!(union.state.recalls().all().count(), 1);
    assert_eq!(answer(&mut union, BANK_B, about(original, 6), true), relayed);
    assert_eq!(union.state.recalls().all().count(), 0);
    assert_eq!(union.state.next_timer(), None);
    let late = denied(&answer(&mut union, BANK_B, about(original, 7), true));
    assert_eq!(late, suf::RECALL_UNKNOWN);
    let again = answer(&mut union, BANK_B, about(original, 6), true);
    assert!(matches!(again[..], [Event::Repeated { .. }]), "{again:?}");
}

#[test]
fn a_settled_return_that_follows_the_recall_ends_it_and_no_other_does() {
    let mut union = Union::funded();
    let original = recalled(&mut union);
    assert_eq!(settled(&union.apply(BANK_B, Body::Returned(back(original, 50, 5)))), [50]);
    assert_eq!(union.state.recalls().all().count(), 1);
    // One that waits does not end it yet.
    union.pay(payment(B, C, 1_250, 6));
    let follows = Return { ends_recall: true, ..back(original, 250, 7) };
    union.apply(BANK_B, Body::Returned(follows));
    assert_eq!(union.state.recalls().all().count(), 1);
    assert_eq!(settled(&union.issue(B, 250)), [250]);
    assert_eq!(union.state.recalls().all().count(), 0);
    let denied = denied(&cancel(&mut union, BANK_A, about(original, 8)));
    assert_eq!(denied, suf::RETURNED_ALREADY);
}

#[test]
fn the_clock_reminds_both_again_and_again_while_the_case_is_open() {
    let mut union = Union::funded();
    let original = recalled(&mut union);
    let entry = union.last();
    let opened = union.time;
    let due = |days: u64| union_instant(opened + days * DAY);
    assert_eq!(union.state.next_timer(), Some(due(10)));
    union.time = opened + 10 * DAY - 2 * SECOND;
    assert_eq!(union.tick(), [Event::Changed], "a second before");
    let overdue = Event::RecallOverdue { entry, time: union_instant(opened), debit: A, credit: B };
    assert_eq!(union.tick(), [overdue, Event::Changed], "to the second");
    assert_eq!(union.state.next_timer(), Some(due(20)));
    union.time = opened + 35 * DAY;
    let events = union.tick();
    assert_eq!(events.iter().filter(|event| **event == overdue).count(), 1, "once, however late");
    answer(&mut union, BANK_B, about(original, 9), true);
    union.time += 100 * DAY;
    assert_eq!(union.tick(), [Event::Changed]);
}

fn union_instant(nanos: u64) -> suftaja_base::Instant {
    suftaja_base::Instant::from_nanos(nanos)
}

#[test]
fn the_receiver_reports_of_what_was_settled_to_it() {
    let mut union = Union::funded();
    let waits = original(&union.pay(payment(A, B, 5_000, 1)));
    let settled = original(&union.pay(payment(A, B, 300, 2)));
    let report = |request, status| Body::StatusReported { request, status };
    let balances = union.balances();
    for (actor, of, code) in [
        (BANK_B, waits, suf::ORIGINAL_UNKNOWN),
        (BANK_A, settled, suf::ORIGINAL_UNKNOWN),
        (BANK_C, settled, suf::ORIGINAL_UNKNOWN),
    ] {
        let body = report(about(of, 3), ReportedStatus::Credited);
        assert_eq!(denied(&union.apply(actor, body)), code);
    }
    for (identity, status) in [(4, ReportedStatus::WithoutPosting), (5, ReportedStatus::Rejected)] {
        let body = report(about(settled, identity), status);
        assert_eq!(union.apply(BANK_B, body.clone()), [Event::Relayed { to: A }]);
        assert!(matches!(union.apply(BANK_B, body)[..], [Event::Repeated { .. }]));
    }
    assert_eq!(union.balances(), balances, "a status moves no money");
}

#[test]
fn a_status_is_the_present_one_for_those_whom_it_concerns() {
    let mut union = Union::funded();
    let original = original(&union.pay(payment(A, B, 1_100, 1)));
    let ask = Body::StatusRequested { original };
    let told = |standing| {
        let Original { entry, time, debit: sender, .. } = original;
        [Event::StatusTold { entry, time, sender, standing }]
    };
    assert_eq!(union.apply(BANK_A, ask.clone()), told(Standing::Waits));
    for actor in [BANK_B, BANK_C, OPERATOR] {
        assert_eq!(denied(&union.apply(actor, ask.clone())), suf::ORIGINAL_UNKNOWN);
    }
    union.issue(A, 100);
    let by = union.last();
    for actor in [BANK_A, BANK_B] {
        assert_eq!(union.apply(actor, ask.clone()), told(Standing::Settled { by }));
    }
    assert_eq!(denied(&union.apply(BANK_C, ask)), suf::ORIGINAL_UNKNOWN);
}

/// Every kind of request once, with what makes it work.
fn busy() -> Union {
    let mut union = Union::funded();
    let original = recalled(&mut union);
    answer(&mut union, BANK_B, about(original, 5), false);
    union.apply(BANK_B, Body::Returned(back(original, 50, 6)));
    union.pay(payment(B, C, 1_250, 7));
    union.apply(BANK_B, Body::Returned(Return { ends_recall: true, ..back(original, 40, 8) }));
    let status = ReportedStatus::Blocked;
    union.apply(BANK_B, Body::StatusReported { request: about(original, 9), status });
    union.apply(BANK_A, Body::StatusRequested { original });
    let waits = self::original(&union.pay(payment(A, C, 9_000, 10)));
    cancel(&mut union, BANK_A, about(waits, 11));
    union.time += 11 * DAY;
    union.tick();
    union
}

#[test]
fn replay_meets_life_and_every_missing_entry_shows() {
    let union = busy();
    let replayed = |journal: &[Vec<u8>]| {
        let (mut state, mut out) = (State::new(), Outcome::new());
        for (number, bytes) in (1..).zip(journal) {
            state.apply(number, &Entry::decode(bytes).unwrap(), &mut out);
        }
        state.digest()
    };
    assert_eq!(replayed(&union.journal), union.state.digest());
    for skipped in 1..union.journal.len() {
        let mut journal = union.journal.clone();
        journal.remove(skipped);
        assert_ne!(replayed(&journal), union.state.digest(), "without entry {}", skipped + 1);
    }
}
