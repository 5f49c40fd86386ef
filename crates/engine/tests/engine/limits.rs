//! Numeric limits hold after every entry: floor, ceiling, one payment, the day, the currency.

use crate::union::*;
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{Body, Limits};
use suftaja_engine::outcome::Event;

const LIMITS: Limits = Limits { floor: 0, ceiling: 1_500, payment_max: 300, day_debit_max: 500 };

#[test]
fn a_floor_below_zero_is_credit_to_the_last_unit() {
    let mut union = Union::open();
    union.set_limits(A, Limits { floor: -100, ..Limits::OWN_FUNDS });
    assert_eq!(union.available(A), 100);
    assert!(matches!(union.pay(payment(A, B, 101, 1))[..], [Event::Queued { .. }]));
    assert_eq!(settled(&union.pay(payment(A, B, 100, 2))), [100]);
    assert_eq!((union.balance(A), union.available(A)), (-100, 0));
    assert_eq!(union.state.ledger().money(KES).unwrap().issued, 0);
}

#[test]
fn a_floor_above_zero_keeps_money_on_the_account() {
    let mut union = Union::funded();
    union.set_limits(A, Limits { floor: 900, ..Limits::OWN_FUNDS });
    assert!(matches!(union.pay(payment(A, B, 101, 1))[..], [Event::Queued { .. }]));
    assert_eq!(settled(&union.pay(payment(A, B, 100, 2))), [100]);
}

#[test]
fn each_limit_holds_to_its_last_unit() {
    let rows: [(&str, u64, Option<Suf>); 4] = [
        ("one payment at its limit", 300, None),
        ("one payment above its limit", 301, Some(suf::PAYMENT_LIMIT)),
        ("the day at its limit", 200, None),
        ("the day above its limit", 201, Some(suf::DAY_LIMIT)),
    ];
    for (what, amount, code) in rows {
        let mut union = Union::funded();
        union.set_limits(A, LIMITS);
        if what.starts_with("the day") {
            assert_eq!(settled(&union.pay(payment(A, B, 300, 1))), [300]);
        }
        let events = union.pay(payment(A, C, amount, 2));
        match code {
            None => assert_eq!(settled(&events), [amount], "{what}"),
            Some(code) => assert_eq!(refusal(&events).1, code, "{what}"),
        }
    }
}

#[test]
fn a_ceiling_bounds_what_comes_in_by_payment_issue_and_reserve() {
    let mut union = Union::funded();
    union.set_limits(B, Limits { ceiling: 1_100, ..Limits::OWN_FUNDS });
    let (_, code, remembered) = refusal(&union.pay(payment(A, B, 101, 1)));
    assert_eq!((code, remembered), (suf::CEILING, false));
    let issued = Body::Issued { account: B, amount: 101, identity: 4 };
    union.refused(CENTRAL, issued, suf::CEILING);
    let placed = |amount, identity| Body::ReservePlaced { debit: A, credit: B, amount, identity };
    union.refused(BANK_A, placed(101, 5), suf::CEILING);
    union.order(BANK_A, placed(100, 6));
    assert_eq!(settled(&union.pay(payment(A, B, 100, 2))), [100]);
    // What was placed in time meets the ceiling again when it is posted, and stays set apart.
    let posted = Body::ReservePosted {
        reserve: suftaja_engine::ReserveId(0),
        amount: 100,
        identity: 0,
        release_rest: true,
    };
    union.refused(BANK_A, posted, suf::CEILING);
    assert_eq!(union.state.ledger().reserved(A), 100);
}

#[test]
fn the_days_limit_counts_from_zero_on_the_next_day() {
    let mut union = Union::funded();
    union.set_limits(A, LIMITS);
    union.pay(payment(A, B, 300, 1));
    union.pay(payment(A, B, 200, 2));
    assert_eq!(refusal(&union.pay(payment(A, B, 1, 3))).1, suf::DAY_LIMIT);
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    let date = today().next();
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    let sent = suftaja_engine::Payment { value_date: date, ..payment(A, B, 300, 3) };
    assert_eq!(settled(&union.pay(sent)), [300]);
}

#[test]
fn the_currencys_limit_holds_for_every_account() {
    let mut union = Union::funded();
    union.order(CENTRAL, Body::CurrencyLimitSet { currency: KES, payment_max: 50 });
    for (identity, debit, credit) in [(1, A, B), (3, B, C)] {
        let (_, code, remembered) = refusal(&union.pay(payment(debit, credit, 51, identity)));
        assert_eq!((code, remembered), (suf::CURRENCY_LIMIT, true));
        assert_eq!(settled(&union.pay(payment(debit, credit, 50, identity + 1))), [50]);
    }
}

#[test]
fn a_limit_that_does_not_hold_already_cannot_be_set() {
    let mut union = Union::funded();
    union.order(BANK_A, Body::ReservePlaced { debit: A, credit: B, amount: 300, identity: 1 });
    let own = Limits::OWN_FUNDS;
    for (account, limits) in [
        (A, Limits { floor: 701, ..own }),
        (A, Limits { ceiling: 999, ..own }),
        (A, Limits { floor: i128::MIN, ..own }),
        (A, Limits { floor: i128::MAX, ..own }),
        (ISSUE, own),
    ] {
        let body = Body::LimitsSet { account, limits };
        union.refused(CENTRAL, body, suf::LIMIT_BELOW_BALANCE);
        assert_eq!(union.state.ledger().limits(A), Some(&own));
    }
    let exact = Limits { floor: 700, ceiling: 1_000, ..own };
    assert_eq!(union.set_limits(A, exact), [Event::Changed]);
    assert_eq!(union.available(A), 0);
}

#[test]
fn no_more_is_withdrawn_than_was_issued_even_where_credit_was_drawn() {
    // A draws credit and pays the central bank: no money was issued, so none can be withdrawn.
    let mut union = Union::open();
    union.set_limits(A, Limits { floor: -100, ..Limits::OWN_FUNDS });
    assert_eq!(settled(&union.pay(payment(A, OWN, 100, 1))), [100]);
    let withdrawn = Body::Withdrawn { account: OWN, amount: 100, identity: 9 };
    union.refused(CENTRAL, withdrawn, suf::CEILING);
    let (_, code, _) = refusal(&union.pay(payment(OWN, ISSUE, 100, 2)));
    assert_eq!(code, suf::CEILING);
    union.issue(A, 60);
    let withdrawn = |amount, identity| Body::Withdrawn { account: OWN, amount, identity };
    union.refused(CENTRAL, withdrawn(61, 10), suf::CEILING);
    union.order(CENTRAL, withdrawn(60, 11));
    assert_eq!(union.state.ledger().money(KES).unwrap().issued, 0);
}
