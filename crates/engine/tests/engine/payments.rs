//! A payment at entry: settled, queued or refused, with the three moments on record.

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_base::{BusinessDate, Suf};
use suftaja_engine::entry::{AccountStatus, Body, Family, Payment, Role, Status};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::{Event, Wait};
use suftaja_engine::payment::is_passing;
use suftaja_engine::{AccountId, ParticipantId};

#[test]
fn a_covered_payment_settles_at_once() {
    let mut union = Union::funded();
    let entry = union.last() + 1;
    let events = union.pay(payment(A, B, 400, 1));
    let [Event::Settled { payment, irrevocable_at_entry: false }] = events[..] else {
        panic!("{events:?}")
    };
    // SF1 is the entry and its time; SF3 is the entry that posted, here the same.
    assert_eq!((payment.entry, payment.entry_time.nanos()), (entry, union.time));
    assert_eq!((payment.debit, payment.credit, payment.amount), (A, B, 400));
    assert_eq!(payment.family, Family::Pacs009);
    assert_eq!(union.state.history().standing(payment.row), Some(Standing::Settled { by: entry }));
    assert_eq!((union.balance(A), union.balance(B)), (600, 1_400));
}

#[test]
fn irrevocability_comes_with_entry_or_with_settlement_by_the_unions_rule() {
    for at_entry in [true, false] {
        let mut union = Union::with(at_entry, 10).set_up();
        union.issue(A, 10);
        let events = union.pay(payment(A, B, 10, 1));
        let [Event::Settled { irrevocable_at_entry, .. }] = events[..] else {
            panic!("{events:?}")
        };
        assert_eq!(irrevocable_at_entry, at_entry);
    }
}

#[test]
fn a_payment_out_of_the_queue_keeps_its_entry_and_gets_its_own_finality() {
    let mut union = Union::open();
    let entry = union.last() + 1;
    let entered = union.time + SECOND;
    let events = union.pay(payment(A, B, 400, 1));
    let [Event::Queued { payment, wait: Wait::Cover }] = events[..] else { panic!("{events:?}") };
    assert_eq!(union.state.history().standing(payment.row), Some(Standing::Waits));
    union.tick();
    let final_by = union.last() + 1;
    let events = union.issue(A, 400);
    let Some(Event::Settled { payment: late, .. }) = events.last() else { panic!("{events:?}") };
    assert_eq!(*late, payment);
    assert_eq!((late.entry, late.entry_time.nanos()), (entry, entered));
    assert_eq!(union.state.history().standing(late.row), Some(Standing::Settled { by: final_by }));
}

/// What is wrong with a payment, and what the engine says to it.
struct Case {
    what: &'static str,
    change: fn(&mut Union, &mut Payment) -> ParticipantId,
    code: Suf,
}

const CASES: [Case; 14] = [
    Case { what: "the account of another", change: |_, _| BANK_B, code: suf::NOT_OWN_ACCOUNT },
    Case { what: "the operator pays", change: |_, _| OPERATOR, code: suf::NOT_OWN_ACCOUNT },
    Case { what: "the central bank pays", change: |_, _| CENTRAL, code: suf::NOT_OWN_ACCOUNT },
    Case {
        what: "a bank pays into the issue account",
        change: |_, payment| {
            payment.credit = ISSUE;
            BANK_A
        },
        code: suf::NOT_CENTRAL_BANK,
    },
    Case {
        what: "yesterday",
        change: |_, payment| {
            payment.value_date = BusinessDate::from_days(today().days() - 1).unwrap();
            BANK_A
        },
        code: suf::VALUE_DATE_PAST,
    },
    Case {
        what: "tomorrow",
        change: |_, payment| {
            payment.value_date = today().next();
            BANK_A
        },
        code: suf::VALUE_DATE_AHEAD,
    },
    Case {
        what: "the day is closed",
        change: |union, _| {
            union.order(OPERATOR, Body::DayClosed { currency: KES });
            BANK_A
        },
        code: suf::DAY_NOT_OPEN,
    },
    Case {
        what: "the reject time is now",
        change: |union, payment| {
            payment.reject_time = suftaja_base::Instant::from_nanos(union.time + SECOND);
            BANK_A
        },
        code: suf::REJECT_TIME_PASSED,
    },
    Case {
        what: "the debit account is blocked",
        change: |union, _| set_account(union, A, AccountStatus::Blocked),
        code: suf::ACCOUNT_BLOCKED,
    },
    Case {
        what: "the credit account is blocked",
        change: |union, _| set_account(union, B, AccountStatus::Blocked),
        code: suf::ACCOUNT_BLOCKED,
    },
    Case {
        what: "the debit account is closed",
        change: |union, payment| {
            union.pay(crate::union::payment(A, C, 1_000, 900));
            payment.debit = A;
            set_account(union, A, AccountStatus::Closed)
        },
        code: suf::DEBIT_CLOSED,
    },
    Case {
        what: "the credit account is closed",
        change: |union, _| {
            union.pay(crate::union::payment(B, C, 1_000, 900));
            set_account(union, B, AccountStatus::Closed)
        },
        code: suf::CREDIT_CLOSED,
    },
    Case {
        what: "the receiver is gone",
        change: |union, _| {
            union.pay(crate::union::payment(B, C, 1_000, 900));
            union.set_status(BANK_B, Status::Deactivated);
            BANK_A
        },
        code: suf::DEACTIVATED,
    },
    Case {
        what: "the receiver is not active yet",
        change: |union, payment| {
            let name = bic(60);
            let role = Role::DirectBank;
            union.order(OPERATOR, Body::ParticipantAdmitted { name, role, member: 404 });
            let owner = ParticipantId(5);
            union.order(OPERATOR, Body::AccountOpened { owner, currency: KES });
            payment.credit = AccountId(5);
            BANK_A
        },
        code: suf::NOT_IN_OPERATION,
    },
];

fn set_account(union: &mut Union, account: AccountId, status: AccountStatus) -> ParticipantId {
    union.order(OPERATOR, Body::AccountStatusSet { account, status });
    BANK_A
}

#[test]
fn what_may_not_be_paid_is_refused_with_its_reason_and_moves_nothing() {
    for Case { what, change, code } in CASES {
        let mut union = Union::funded();
        let mut wrong = payment(A, B, 400, 1);
        let actor = change(&mut union, &mut wrong);
        let (balances, entry) = (union.balances(), union.last() + 1);
        let events = union.apply(actor, Body::Payment(wrong));
        let (refused, given, remembered) = refusal(&events);
        assert_eq!(given, code, "{what}");
        assert_eq!(remembered, !is_passing(code), "{what}");
        assert_eq!(refused.entry, entry, "{what}");
        assert_eq!(union.balances(), balances, "{what}");
        assert!(union.state.queue().is_empty(), "{what}");
        if remembered {
            let standing = union.state.history().standing(refused.row);
            assert_eq!(standing, Some(Standing::Refused { code }), "{what}");
        }
    }
}

#[test]
fn what_names_nothing_or_nobody_gets_no_number() {
    let mut union = Union::funded();
    for (wrong, code) in [
        (payment(A, AccountId(77), 1, 1), suf::ACCOUNT_UNKNOWN),
        (payment(AccountId(77), A, 1, 1), suf::ACCOUNT_UNKNOWN),
        (payment(A, A, 1, 1), suf::SAME_ACCOUNT),
        (payment(A, B, 0, 1), suf::AMOUNT_ZERO),
    ] {
        let entry = suftaja_engine::Entry {
            stamp: suftaja_engine::Stamp::default(),
            body: Body::Payment(wrong),
        };
        assert_eq!(union.state.check(&entry), Err(code));
    }
    let currency = suftaja_base::Currency::parse("UGX").unwrap();
    union.order(OPERATOR, Body::CurrencyDefined { currency, central_bank: CENTRAL });
    let entry = suftaja_engine::Entry {
        stamp: suftaja_engine::Stamp::default(),
        body: Body::Payment(payment(A, AccountId(5), 1, 1)),
    };
    assert_eq!(union.state.check(&entry), Err(suf::CURRENCY_DIFFERS));
}

#[test]
fn what_slips_past_the_check_is_refused_all_the_same() {
    // Applying is total: a state that a check would have kept out ends in a refusal, not a panic.
    let mut union = Union::funded();
    for (identity, wrong) in
        [payment(A, AccountId(77), 1, 1), payment(A, A, 1, 2), payment(A, B, 0, 3)]
            .into_iter()
            .enumerate()
    {
        let stamp = suftaja_engine::Stamp {
            actor: BANK_A,
            time: suftaja_base::Instant::from_nanos(union.time),
            ..Default::default()
        };
        let mut out = suftaja_engine::Outcome::new();
        let number = union.state.last() + 1;
        let entry = suftaja_engine::Entry { stamp, body: Body::Payment(wrong) };
        union.state.apply(number, &entry, &mut out);
        assert!(matches!(out.events[..], [(_, Event::Refused { .. })]), "payment {identity}");
        union.state.assert_invariants();
    }
}

#[test]
fn a_central_bank_may_pay_out_of_its_issue_account_and_back_into_it() {
    let mut union = Union::open();
    assert_eq!(settled(&union.pay(payment(ISSUE, A, 500, 1))), [500]);
    assert_eq!(union.state.ledger().money(KES).unwrap().issued, 500);
    assert_eq!(settled(&union.pay(payment(A, OWN, 500, 2))), [500]);
    assert_eq!(settled(&union.pay(payment(OWN, ISSUE, 200, 3))), [200]);
    assert_eq!(union.state.ledger().money(KES).unwrap().issued, 300);
}
