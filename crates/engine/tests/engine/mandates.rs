//! Debits by mandate in the engine: denied without one, caps, dates, an end that reaches what
//! waits, who may cancel and return.

use crate::union::*;
use suftaja_base::suf::{ledger, mandate};
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::mandate::{MandateOrder, Terms};
use suftaja_engine::entry::{Body, Family, Payment, Priority};
use suftaja_engine::outcome::{Event, Wait};
use suftaja_engine::sponsor::Stage;
use suftaja_engine::{AccountId, MandateId, ParticipantId};

fn terms() -> Terms {
    Terms { item_max: 300, day_max: 500, from: today(), until: None }
}

/// A debit of B by A.
fn debit(amount: u64, identity: u128) -> Payment {
    Payment { family: Family::Pacs010, ..payment(B, A, amount, identity) }
}

fn offered(debtor: AccountId, creditor: AccountId, terms: Terms) -> Body {
    Body::Mandate(MandateOrder::Offered { debtor, creditor, terms })
}

fn accepted(mandate: u32) -> Body {
    Body::Mandate(MandateOrder::Accepted { mandate: MandateId(mandate) })
}

fn ended(mandate: u32) -> Body {
    Body::Mandate(MandateOrder::Ended { mandate: MandateId(mandate) })
}

/// B has agreed that A debits it.
fn agreed(terms: Terms) -> Union {
    let mut union = Union::funded();
    let event = union.order(BANK_A, offered(B, A, terms));
    assert_eq!(event, Event::MandateOffered { mandate: MandateId(0) });
    union.order(BANK_B, accepted(0));
    union
}

#[track_caller]
fn refused(union: &mut Union, actor: ParticipantId, payment: Payment) -> (Suf, bool) {
    let before = union.balances();
    let (_, code, remembered) = refusal(&union.apply(actor, Body::Payment(payment)));
    assert_eq!(union.balances(), before);
    (code, remembered)
}

#[test]
fn a_debit_is_denied_until_both_sides_have_agreed() {
    let mut union = Union::funded();
    assert_eq!(refused(&mut union, BANK_A, debit(10, 1)), (mandate::NO_MANDATE, true));
    union.order(BANK_A, offered(B, A, terms()));
    assert_eq!(refused(&mut union, BANK_A, debit(10, 2)), (mandate::NO_MANDATE, true));
    union.refused(BANK_A, accepted(0), mandate::STAGE);
    union.refused(BANK_C, accepted(0), mandate::UNKNOWN);
    union.order(BANK_B, accepted(0));
    assert_eq!(settled(&union.apply(BANK_A, Body::Payment(debit(10, 3)))), [10]);
    assert_eq!((union.balance(A), union.balance(B)), (1_010, 990));
    // The mandate is for A's debits alone: the debtor does not send them, nor does it for others.
    assert_eq!(refused(&mut union, BANK_B, debit(10, 4)).0, ledger::NOT_OWN_ACCOUNT);
    let other = Payment { family: Family::Pacs010, ..payment(C, A, 10, 5) };
    assert_eq!(refused(&mut union, BANK_A, other).0, mandate::NO_MANDATE);
    let plain = payment(B, A, 10, 6);
    assert_eq!(refused(&mut union, BANK_A, plain).0, ledger::NOT_OWN_ACCOUNT);
}

#[test]
fn caps_bind_each_debit_and_each_day() {
    let mut union = agreed(terms());
    assert_eq!(refused(&mut union, BANK_A, debit(301, 1)), (mandate::ITEM_CAP, true));
    assert_eq!(settled(&union.apply(BANK_A, Body::Payment(debit(300, 2)))), [300]);
    assert_eq!(refused(&mut union, BANK_A, debit(201, 3)), (mandate::DAY_CAP, false));
    // Another mandate on the same accounts gives no second day.
    union.order(BANK_B, offered(B, A, terms()));
    union.order(BANK_A, accepted(1));
    let first = union.state.mandates().get(MandateId(0)).unwrap();
    assert!(matches!(first.stage, Stage::Ended(_)));
    assert_eq!(refused(&mut union, BANK_A, debit(201, 3)), (mandate::DAY_CAP, false));
    assert_eq!(settled(&union.apply(BANK_A, Body::Payment(debit(200, 3)))), [200]);
    assert_eq!(union.state.mandates().used(B, A, Some(today())), 500);
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    let date = today().next();
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    let tomorrow = Payment { value_date: date, ..debit(300, 4) };
    assert_eq!(settled(&union.apply(BANK_A, Body::Payment(tomorrow))), [300]);
}

#[test]
fn a_mandate_counts_from_its_first_to_its_last_date() {
    let from = today().next();
    let mut union = agreed(Terms { from, until: Some(from), ..terms() });
    assert_eq!(refused(&mut union, BANK_A, debit(10, 1)).0, mandate::NOT_ON_THIS_DATE);
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    union.order(OPERATOR, Body::DayOpened { currency: KES, date: from });
    let on = |date: BusinessDate, id| Payment { value_date: date, ..debit(10, id) };
    assert_eq!(settled(&union.apply(BANK_A, Body::Payment(on(from, 2)))), [10]);
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    let date = from.next();
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    assert_eq!(refused(&mut union, BANK_A, on(date, 3)).0, mandate::NOT_ON_THIS_DATE);
}

#[test]
fn the_end_of_a_mandate_reaches_a_debit_that_waits() {
    for side in [BANK_A, BANK_B] {
        let mut union = agreed(Terms { item_max: 2_000, day_max: 2_000, ..terms() });
        let events = union.apply(BANK_A, Body::Payment(debit(1_500, 1)));
        assert!(matches!(events[0], Event::Queued { wait: Wait::Cover, .. }), "{events:?}");
        assert_eq!(union.line(B), [1_500]);
        let (_, code, remembered) = refusal(&union.apply(side, ended(0)));
        assert_eq!((code, remembered), (mandate::NO_MANDATE, true));
        assert_eq!(union.line(B), [0_u64; 0]);
        union.refused(side, ended(0), mandate::STAGE);
        union.refused(BANK_C, ended(0), mandate::UNKNOWN);
    }
}

#[test]
fn what_waits_is_counted_when_it_settles() {
    let mut union = agreed(Terms { item_max: 1_200, day_max: 1_500, ..terms() });
    union.apply(BANK_A, Body::Payment(debit(1_200, 1)));
    union.apply(BANK_A, Body::Payment(debit(1_100, 2)));
    assert_eq!(union.state.mandates().used(B, A, Some(today())), 0);
    // The second would now be over the day's cap and goes on waiting for another day.
    assert_eq!(settled(&union.issue(B, 2_000)), [1_200]);
    assert_eq!(union.line(B), [1_100]);
    assert_eq!(union.state.mandates().used(B, A, Some(today())), 1_200);
}

#[test]
fn the_creditor_cancels_what_waits_and_returns_what_settled() {
    let mut union = agreed(Terms { item_max: 2_000, day_max: 2_000, ..terms() });
    let events = union.apply(BANK_A, Body::Payment(debit(1_500, 1)));
    let waits = original(&events);
    let cancel = |id| Body::CancellationRequested { request: about(waits, id), days: 3 };
    let code = ledger::ORIGINAL_UNKNOWN;
    assert_eq!(union.apply(BANK_B, cancel(2)), [Event::MessageRefused { code }]);
    assert!(union.apply(BANK_A, cancel(3)).contains(&Event::Cancelled));
    let events = union.apply(BANK_A, Body::Payment(debit(400, 4)));
    let settled_debit = original(&events);
    // Money is asked back by who paid it, and comes back by who got it.
    let recall = Body::CancellationRequested { request: about(settled_debit, 5), days: 3 };
    let settled_already = Event::MessageRefused { code: mandate::SETTLED };
    assert_eq!(union.apply(BANK_A, recall.clone()), [settled_already]);
    assert_eq!(union.apply(BANK_B, recall), [Event::Recalled { debit: B, credit: A }]);
    let back = back(settled_debit, 400, 6);
    assert_eq!(settled(&union.apply(BANK_A, Body::Returned(back))), [400]);
    assert_eq!((union.balance(A), union.balance(B)), (1_000, 1_000));
}

#[test]
fn who_sent_a_debit_hears_of_it_while_it_waits() {
    let mut union = agreed(Terms { item_max: 2_000, day_max: 2_000, ..terms() });
    let original = original(&union.apply(BANK_A, Body::Payment(debit(1_500, 1))));
    let code = ledger::ORIGINAL_UNKNOWN;
    let asked = Body::StatusRequested { original };
    assert_eq!(union.apply(BANK_B, asked.clone()), [Event::MessageRefused { code }]);
    let events = union.apply(BANK_A, asked);
    assert!(matches!(events[0], Event::StatusTold { sender: A, .. }), "{events:?}");
}

#[test]
fn an_unsound_mandate_and_a_debit_out_of_its_class_are_refused() {
    let mut union = agreed(terms());
    let yesterday = BusinessDate::from_days(today().days() - 1).unwrap();
    for unsound in [Terms { day_max: 299, ..terms() }, Terms { until: Some(yesterday), ..terms() }]
    {
        union.refused(BANK_A, offered(B, A, unsound), mandate::UNSOUND);
    }
    union.refused(BANK_C, offered(B, A, terms()), ledger::NOT_OWN_ACCOUNT);
    union.refused(CENTRAL, offered(ISSUE, OWN, terms()), mandate::UNSOUND);
    union.refused(BANK_A, offered(ISSUE, A, terms()), mandate::UNSOUND);
    for (id, priority) in [(8, Priority::High), (9, Priority::Urgent)] {
        let debit = Payment { priority, ..debit(10, id) };
        let (code, _) = refused(&mut union, BANK_A, debit);
        assert_eq!(code, mandate::NORMAL_ONLY);
    }
}
