//! Orders of people: who may give them, and what they refuse (field rules 1, 6, 39).

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_base::{BusinessDate, Currency, Instant};
use suftaja_engine::entry::{AccountKind, AccountStatus, Body, Entry, Limits, Role, Stamp, Status};
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, ReserveId, RowId, State};

#[test]
fn only_the_central_bank_creates_and_withdraws_money() {
    let mut union = Union::open();
    let issued = |account, identity| Body::Issued { account, amount: 500, identity };
    for actor in [OPERATOR, BANK_A, ParticipantId(99)] {
        union.refused(actor, issued(A, 1), suf::NOT_CENTRAL_BANK);
        let withdrawn = Body::Withdrawn { account: OWN, amount: 1, identity: 2 };
        union.refused(actor, withdrawn, suf::NOT_CENTRAL_BANK);
    }
    let event = union.order(CENTRAL, issued(OWN, 3));
    assert_eq!(event, Event::Posted { row: RowId(0), debit: ISSUE, credit: OWN, amount: 500 });
    assert_eq!((union.balance(ISSUE), union.balance(OWN)), (-500, 500));
    let withdrawn = |account, amount, identity| Body::Withdrawn { account, amount, identity };
    union.order(CENTRAL, issued(A, 4));
    union.refused(CENTRAL, withdrawn(A, 10, 5), suf::NOT_OWN_ACCOUNT);
    union.refused(CENTRAL, withdrawn(OWN, 501, 6), suf::NO_COVER);
    union.refused(CENTRAL, withdrawn(OWN, 0, 6), suf::AMOUNT_ZERO);
    union.refused(CENTRAL, issued(ISSUE, 7), suf::SAME_ACCOUNT);
    union.order(CENTRAL, withdrawn(OWN, 500, 8));
    assert_eq!((union.balance(ISSUE), union.balance(OWN)), (-500, 0));
}

#[test]
fn another_currencys_central_bank_is_not_this_ones() {
    let mut union = Union::open();
    let role = Role::CentralBank;
    union.order(OPERATOR, Body::ParticipantAdmitted { name: bic(50), role, member: 800 });
    let other = ParticipantId(5);
    union.set_status(other, Status::Active);
    let currency = Currency::parse("UGX").unwrap();
    union.order(OPERATOR, Body::CurrencyDefined { currency, central_bank: other });
    let issued = Body::Issued { account: A, amount: 1, identity: 1 };
    union.refused(other, issued, suf::NOT_CENTRAL_BANK);
    let credit = Limits { floor: -1, ..Limits::OWN_FUNDS };
    let limits = Body::LimitsSet { account: A, limits: credit };
    union.refused(other, limits, suf::NOT_CENTRAL_BANK);
    let stop = Body::ParticipantStopSet { participant: BANK_A, stopped: true };
    union.refused(other, stop, suf::NOT_CENTRAL_BANK);
    let status = Body::ParticipantStatusSet { participant: BANK_A, status: Status::Suspended };
    union.refused(other, status, suf::NOT_CENTRAL_BANK);
    union.refused(other, Body::DayClosed { currency: KES }, suf::NOT_CENTRAL_BANK);
}

#[test]
fn the_operator_admits_and_opens_and_cannot_touch_money_or_credit() {
    let mut union = Union::funded();
    let currency = Currency::parse("UGX").unwrap();
    let admitted = Body::ParticipantAdmitted { name: bic(51), role: Role::DirectBank, member: 1 };
    let defined = Body::CurrencyDefined { currency, central_bank: CENTRAL };
    let opened = Body::AccountOpened { owner: BANK_A, currency: KES };
    for actor in [CENTRAL, BANK_A] {
        union.refused(actor, admitted.clone(), suf::NOT_OPERATOR);
        union.refused(actor, defined.clone(), suf::NOT_OPERATOR);
    }
    union.refused(BANK_A, opened.clone(), suf::NOT_CENTRAL_BANK);
    let credit = Limits { floor: -1, ..Limits::OWN_FUNDS };
    let limits = |limits| Body::LimitsSet { account: A, limits };
    union.refused(OPERATOR, limits(credit), suf::NOT_CENTRAL_BANK);
    let currency_limit = Body::CurrencyLimitSet { currency: KES, payment_max: 1 };
    union.refused(OPERATOR, currency_limit, suf::NOT_CENTRAL_BANK);
    union.refused(BANK_A, limits(Limits::OWN_FUNDS), suf::NOT_CENTRAL_BANK);
    union.order(OPERATOR, limits(Limits { payment_max: 5, ..Limits::OWN_FUNDS }));
    let event = union.order(OPERATOR, opened);
    assert_eq!(event, Event::AccountOpened { account: AccountId(5) });
    assert_eq!(union.state.register().accounts(BANK_A, KES), [A, AccountId(5)]);
}

#[test]
fn admission_counts_participants_and_refuses_a_name_twice() {
    let mut union = Union::open();
    let admit = |name| Body::ParticipantAdmitted { name, role: Role::DirectBank, member: 404 };
    let event = union.order(OPERATOR, admit(bic(70)));
    let participant = ParticipantId(5);
    assert_eq!(event, Event::Admitted { participant, name: bic(70) });
    let held = union.state.register().participant(participant).unwrap();
    assert_eq!((held.status, held.stopped, held.member), (Status::Pending, false, 404));
    assert_eq!(union.state.register().by_name(&bic(70)), Some(participant));
    union.refused(OPERATOR, admit(bic(70)), suf::ALREADY_DEFINED);
}

#[test]
fn a_participants_status_goes_the_ways_that_exist() {
    use Status::{Active, Deactivated, Pending, Suspended};
    let ways = [
        (Pending, vec![Active, Deactivated]),
        (Active, vec![Suspended, Deactivated]),
        (Suspended, vec![Active, Deactivated]),
        (Deactivated, vec![]),
    ];
    for (from, allowed) in ways {
        for to in [Pending, Active, Suspended, Deactivated] {
            let mut union = Union::open();
            let role = Role::DirectBank;
            union.order(OPERATOR, Body::ParticipantAdmitted { name: bic(71), role, member: 404 });
            let participant = ParticipantId(5);
            let path: &[Status] = match from {
                Pending => &[],
                Active => &[Active],
                Suspended => &[Active, Suspended],
                Deactivated => &[Deactivated],
            };
            for status in path {
                union.set_status(participant, *status);
            }
            let body = Body::ParticipantStatusSet { participant, status: to };
            if allowed.contains(&to) {
                let events = union.apply_by_two(CENTRAL, body);
                assert_eq!(events, [Event::Changed], "{from:?} to {to:?}");
            } else {
                union.refused(CENTRAL, body, suf::STATUS_CHANGE);
            }
        }
    }
}

#[test]
fn an_account_closes_only_empty_and_stays_closed() {
    let mut union = Union::open();
    let set = |account, status| Body::AccountStatusSet { account, status };
    let closed = |account| set(account, AccountStatus::Closed);
    union.issue(A, 100);
    union.refused(OPERATOR, closed(A), suf::ACCOUNT_NOT_EMPTY);
    union.pay(payment(B, A, 5, 1));
    union.refused(OPERATOR, closed(B), suf::ACCOUNT_NOT_EMPTY);
    union.order(BANK_A, Body::ReservePlaced { debit: A, credit: C, amount: 5, identity: 2 });
    union.refused(OPERATOR, closed(C), suf::ACCOUNT_NOT_EMPTY);
    union.refused(BANK_A, closed(OWN), suf::NOT_CENTRAL_BANK);
    union.order(CENTRAL, closed(OWN));
    for status in [AccountStatus::Open, AccountStatus::Blocked, AccountStatus::Closed] {
        union.refused(OPERATOR, set(OWN, status), suf::STATUS_CHANGE);
        union.refused(OPERATOR, set(ISSUE, status), suf::STATUS_CHANGE);
    }
}

#[test]
fn days_open_and_close_in_order() {
    let mut union = Union::open();
    let open = |date| Body::DayOpened { currency: KES, date };
    let close = Body::DayClosed { currency: KES };
    union.refused(OPERATOR, open(today().next()), suf::DAY_ALREADY_OPEN);
    union.order(CENTRAL, close.clone());
    union.refused(OPERATOR, close, suf::DAY_NOT_OPEN);
    union.refused(CENTRAL, open(today()), suf::DATE_NOT_AFTER);
    union.refused(BANK_A, open(today().next()), suf::NOT_CENTRAL_BANK);
    union.order(CENTRAL, open(today().next()));
    assert_eq!(union.state.register().currency(KES).unwrap().date, Some(today().next()));
}

#[test]
fn a_currency_is_defined_once_by_a_central_bank_with_its_issue_account() {
    let mut union = Union::open();
    let define = |code, central_bank| Body::CurrencyDefined {
        currency: Currency::parse(code).unwrap(),
        central_bank,
    };
    union.refused(OPERATOR, define("KES", CENTRAL), suf::ALREADY_DEFINED);
    union.refused(OPERATOR, define("UGX", BANK_A), suf::NOT_CENTRAL_BANK);
    union.refused(OPERATOR, define("UGX", ParticipantId(40)), suf::PARTICIPANT_UNKNOWN);
    let event = union.order(OPERATOR, define("UGX", CENTRAL));
    let issue = AccountId(5);
    assert_eq!(event, Event::CurrencyDefined { currency: CurrencyId(1), issue });
    let account = union.state.ledger().account(issue).unwrap();
    assert_eq!((account.kind(), account.owner()), (AccountKind::Issue, CENTRAL));
    assert!(union.state.register().accounts(CENTRAL, CurrencyId(1)).is_empty());
}

#[test]
fn a_union_opens_once_and_before_all_else() {
    let mut union = Union::bare();
    let again = Body::UnionOpened {
        secret: 1,
        name: String::from("Again"),
        irrevocable_at_entry: true,
        queue_max: 1,
    };
    union.refused(OPERATOR, again, suf::ALREADY_DEFINED);
    assert_eq!(union.state.register().union().unwrap().secret, 99);
    let admitted = Body::ParticipantAdmitted { name: bic(1), role: Role::DirectBank, member: 1 };
    let entry = Entry { stamp: Stamp::default(), body: admitted };
    let mut out = suftaja_engine::Outcome::new();
    State::new().apply(1, &entry, &mut out);
    assert_eq!(out.events, [(1, Event::OrderRefused { code: suf::UNION_NOT_OPEN })]);
}

#[test]
fn what_names_nothing_gets_no_number() {
    let union = Union::open();
    let long = Body::UnionOpened {
        secret: 1,
        name: "n".repeat(65),
        irrevocable_at_entry: false,
        queue_max: 1,
    };
    let (nowhere, none) = (AccountId(50), CurrencyId(9));
    for (body, code) in [
        (long, suf::NAME_TOO_LONG),
        (Body::AccountOpened { owner: BANK_A, currency: none }, suf::CURRENCY_UNKNOWN),
        (Body::DayOpened { currency: none, date: today() }, suf::CURRENCY_UNKNOWN),
        (Body::DayClosed { currency: none }, suf::CURRENCY_UNKNOWN),
        (Body::CurrencyStopSet { currency: none, stopped: true }, suf::CURRENCY_UNKNOWN),
        (Body::CurrencyLimitSet { currency: none, payment_max: 1 }, suf::CURRENCY_UNKNOWN),
        (
            Body::AccountStatusSet { account: nowhere, status: AccountStatus::Open },
            suf::ACCOUNT_UNKNOWN,
        ),
        (Body::LimitsSet { account: nowhere, limits: Limits::OWN_FUNDS }, suf::ACCOUNT_UNKNOWN),
        (Body::Issued { account: nowhere, amount: 1, identity: 1 }, suf::ACCOUNT_UNKNOWN),
        (Body::Withdrawn { account: nowhere, amount: 1, identity: 1 }, suf::ACCOUNT_UNKNOWN),
        (
            Body::ReservePlaced { debit: A, credit: nowhere, amount: 1, identity: 1 },
            suf::ACCOUNT_UNKNOWN,
        ),
    ] {
        let entry = Entry { stamp: Stamp::default(), body };
        assert_eq!(union.state.check(&entry), Err(code), "{entry:?}");
    }
}

#[test]
fn refused_messages_are_on_record_and_change_nothing() {
    let mut union = Union::funded();
    let balances = union.balances();
    let code = suftaja_base::suf::base::BIC_COUNTRY;
    let events = union.apply(BANK_A, Body::MessageRefused { code, findings: 3, content: 8 });
    assert_eq!(events, [Event::MessageRefused { code }]);
    assert_eq!(union.balances(), balances);
}

#[test]
fn capacity_is_bounded_before_anything_breaks() {
    let mut union = Union::bare();
    let role = Role::CentralBank;
    union.order(OPERATOR, Body::ParticipantAdmitted { name: bic(1), role, member: 404 });
    let central_bank = ParticipantId(1);
    let mut defined = 0;
    for currency in Currency::all() {
        union.order(OPERATOR, Body::CurrencyDefined { currency, central_bank });
        defined += 1;
    }
    assert_eq!(union.state.register().currencies().count(), defined);
    assert_eq!(union.state.ledger().accounts().len(), defined);
    // History numbers entries with 32 bits; the check keeps room for what is numbered already.
    assert!(union.state.history().has_room(1, u64::from(u32::MAX)));
    assert!(!union.state.history().has_room(1, u64::from(u32::MAX) + 1));
    assert!(!union.state.history().has_room(u32::MAX, 1));
}

#[test]
#[should_panic(expected = "time does not run backwards")]
fn the_engine_stops_rather_than_run_backwards() {
    let mut union = Union::bare();
    let stamp = Stamp { time: Instant::from_nanos(1), ..Stamp::default() };
    let entry = Entry { stamp, body: Body::Tick };
    union.state.apply(2, &entry, &mut suftaja_engine::Outcome::new());
}

#[test]
#[should_panic(expected = "in the order of their numbers")]
fn the_engine_stops_rather_than_skip_an_entry() {
    let mut union = Union::bare();
    let stamp = Stamp { time: Instant::from_nanos(u64::MAX), ..Stamp::default() };
    let entry = Entry { stamp, body: Body::Tick };
    union.state.apply(3, &entry, &mut suftaja_engine::Outcome::new());
}

#[test]
fn suspending_and_leaving_take_two_people_and_coming_back_too() {
    use Status::{Active, Deactivated, Suspended};
    let mut union = Union::open();
    let set = |status| Body::ParticipantStatusSet { participant: BANK_A, status };
    for (alone, then) in [(Suspended, Suspended), (Active, Active), (Deactivated, Deactivated)] {
        for actor in [OPERATOR, CENTRAL] {
            union.refused(actor, set(alone), suf::TWO_PEOPLE);
        }
        assert_eq!(union.apply_by_two(CENTRAL, set(then)), [Event::Changed]);
    }
}

#[test]
fn nobody_leaves_with_money_reserves_or_payments_that_wait() {
    let gone =
        |participant| Body::ParticipantStatusSet { participant, status: Status::Deactivated };
    let not_empty = [Event::OrderRefused { code: suf::ACCOUNT_NOT_EMPTY }];
    let mut union = Union::open();
    union.pay(payment(B, C, 5, 1));
    union.issue(A, 100);
    union.order(BANK_A, Body::ReservePlaced { debit: A, credit: C, amount: 5, identity: 2 });
    for participant in [BANK_A, BANK_B, BANK_C, CENTRAL] {
        assert_eq!(union.apply_by_two(CENTRAL, gone(participant)), not_empty, "{participant}");
    }
    let released = Body::ReserveReleased { reserve: ReserveId(0), amount: 5, identity: 3 };
    union.order(BANK_A, released);
    assert_eq!(union.apply_by_two(CENTRAL, gone(BANK_C))[0], Event::Changed);
    union.pay(payment(A, OWN, 100, 4));
    union.order(CENTRAL, Body::Withdrawn { account: OWN, amount: 100, identity: 5 });
    for participant in [BANK_A, BANK_B, CENTRAL] {
        assert_eq!(union.apply_by_two(CENTRAL, gone(participant)), [Event::Changed]);
    }
}

#[test]
fn the_operator_has_no_hand_on_a_central_bank_but_its_first_activation() {
    let mut union = Union::open();
    let set = |status| Body::ParticipantStatusSet { participant: CENTRAL, status };
    let stop = |stopped| Body::ParticipantStopSet { participant: CENTRAL, stopped };
    let refused = [Event::OrderRefused { code: suf::NOT_CENTRAL_BANK }];
    for body in [set(Status::Suspended), set(Status::Deactivated), stop(true)] {
        assert_eq!(union.apply_by_two(OPERATOR, body), refused);
    }
    for body in [stop(true), set(Status::Suspended)] {
        assert_eq!(union.apply_by_two(CENTRAL, body), [Event::Changed]);
    }
    for body in [stop(false), set(Status::Active)] {
        assert_eq!(union.apply_by_two(OPERATOR, body.clone()), refused);
        assert_eq!(union.apply_by_two(CENTRAL, body), [Event::Changed]);
    }
}

#[test]
fn a_day_far_ahead_takes_two_people() {
    let ahead = |days| (0..days).fold(today(), |date: BusinessDate, _| date.next());
    let mut union = Union::open();
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    let open = |days| Body::DayOpened { currency: KES, date: ahead(days) };
    union.refused(OPERATOR, open(32), suf::TWO_PEOPLE);
    union.order(OPERATOR, open(31));
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    assert_eq!(union.apply_by_two(OPERATOR, open(100)), [Event::Changed]);
}

#[test]
fn a_closed_day_and_the_currencys_limit_bind_issue_withdrawal_and_reserves() {
    let mut union = Union::funded();
    union.issue(OWN, 100);
    union.order(BANK_A, Body::ReservePlaced { debit: A, credit: B, amount: 80, identity: 1 });
    let orders = |amount| {
        [
            (CENTRAL, Body::Issued { account: A, amount, identity: 11 }),
            (CENTRAL, Body::Withdrawn { account: OWN, amount, identity: 12 }),
            (BANK_A, Body::ReservePlaced { debit: A, credit: B, amount, identity: 13 }),
            (
                BANK_A,
                Body::ReservePosted {
                    reserve: ReserveId(0),
                    amount,
                    identity: 14,
                    release_rest: false,
                },
            ),
        ]
    };
    union.order(CENTRAL, Body::CurrencyLimitSet { currency: KES, payment_max: 50 });
    for (actor, body) in orders(51) {
        union.refused(actor, body, suf::CURRENCY_LIMIT);
    }
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    for (actor, body) in orders(50) {
        union.refused(actor, body, suf::DAY_NOT_OPEN);
    }
    assert_eq!(union.state.ledger().reserved(A), 80);
    union.order(OPERATOR, Body::DayOpened { currency: KES, date: today().next() });
    for (actor, body) in orders(50) {
        union.order(actor, body);
    }
}
