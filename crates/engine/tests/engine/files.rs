//! Files in the engine: each payment on its own, all or none, and a file that goes on.

use crate::union::*;
use suftaja_base::Suf;
use suftaja_base::suf::{file, ledger};
use suftaja_engine::EntryNumber;
use suftaja_engine::entry::file::{FileOrder, Mode};
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::entry::{Body, Family, Limits, Payment, Priority};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::Event;

fn opened(count: u32, mode: Mode, identity: u128) -> Body {
    Body::File(FileOrder::Opened { identity: identity << 64, content: 5, count, mode })
}

fn step(file: EntryNumber, place: u32, payment: Payment) -> Body {
    Body::File(FileOrder::Payment { file, place, payment })
}

/// A sends a file of these payments; the events of its close.
fn send(union: &mut Union, mode: Mode, payments: &[Payment]) -> (EntryNumber, Vec<Event>) {
    let count = payments.len() as u32;
    assert_eq!(union.apply(BANK_A, opened(count, mode, 77)), [Event::FileOpened]);
    let file = union.last();
    for (place, payment) in (0..).zip(payments) {
        union.apply(BANK_A, step(file, place, *payment));
    }
    let events = union.apply(BANK_A, Body::File(FileOrder::Closed { file }));
    assert_eq!(events.last(), Some(&Event::FileClosed { file }), "{events:?}");
    (file, events)
}

/// Where each payment stood at the close: settled, waits, or the code of its refusal.
fn fates(union: &Union, file: EntryNumber) -> Vec<Result<bool, Suf>> {
    let held = union.state.files().get(file).unwrap();
    let fate = |standing| match standing {
        Standing::Settled { .. } => Ok(true),
        Standing::Refused { code } => Err(code),
        _ => Ok(false),
    };
    held.payments.iter().map(|filed| fate(filed.standing)).collect()
}

#[test]
fn each_payment_of_a_file_has_its_own_fate() {
    let mut union = Union::funded();
    union.set_limits(A, Limits { payment_max: 900, ..Limits::OWN_FUNDS });
    let file = [
        payment(A, B, 100, 1),
        payment(A, C, 901, 2),
        payment(A, C, 899, 3),
        payment(A, B, 800, 4),
        payment(A, B, 100, 1),
    ];
    let (file, _) = send(&mut union, Mode::Each, &file);
    let too_large = Err(ledger::PAYMENT_LIMIT);
    // The last is the first once more: it is known again and pays nothing.
    assert_eq!(fates(&union, file), [Ok(true), too_large, Ok(true), Ok(false), Ok(true)]);
    assert_eq!((union.balance(A), union.balance(B)), (1, 1_100));
    assert_eq!(union.line(A), [800]);
    // What stood at the close stays so, whatever comes later.
    union.issue(A, 1_000);
    assert_eq!(union.balance(B), 1_900);
    assert_eq!(fates(&union, file)[3], Ok(false));
}

#[test]
fn a_file_goes_on_at_its_next_place_and_comes_once() {
    let mut union = Union::funded();
    union.apply(BANK_A, opened(2, Mode::Each, 77));
    let file = union.last();
    let refused = |code| [Event::MessageRefused { code }];
    let close = Body::File(FileOrder::Closed { file });
    union.apply(BANK_A, step(file, 0, payment(A, B, 10, 1)));
    assert_eq!(union.apply(BANK_A, close.clone()), refused(file::PLACE));
    assert_eq!(union.apply(BANK_A, step(file, 0, payment(A, B, 10, 1))), refused(file::PLACE));
    assert_eq!(union.apply(BANK_B, step(file, 1, payment(B, A, 10, 2))), refused(file::NOT_OPEN));
    union.apply(BANK_A, step(file, 1, payment(A, B, 10, 2)));
    assert_eq!(union.apply(BANK_A, step(file, 2, payment(A, B, 10, 3))), refused(file::PLACE));
    assert_eq!(union.apply(BANK_A, close.clone()), [Event::FileClosed { file }]);
    assert_eq!(union.apply(BANK_A, close), refused(file::NOT_OPEN));
    assert_eq!(union.balance(B), 1_020);
    let again = union.apply(BANK_A, opened(2, Mode::Each, 77));
    assert!(matches!(again[..], [Event::Repeated { .. }]), "{again:?}");
}

#[test]
fn together_all_settle_at_the_close_and_nothing_before() {
    let mut union = Union::funded();
    union.apply(BANK_A, opened(3, Mode::Together, 77));
    let file = union.last();
    for (place, credit) in [(0, B), (1, C), (2, B)] {
        let events = union.apply(BANK_A, step(file, place, payment(A, credit, 300, place.into())));
        assert!(matches!(events[..], [Event::Queued { .. }]), "{events:?}");
    }
    assert_eq!((union.balance(A), union.line(A).len()), (1_000, 0));
    let events = union.apply(BANK_A, Body::File(FileOrder::Closed { file }));
    assert_eq!(settled(&events), [300, 300, 300]);
    assert_eq!(fates(&union, file), [Ok(true); 3]);
    assert_eq!((union.balance(A), union.balance(B), union.balance(C)), (100, 1_600, 1_300));
}

#[test]
fn together_none_settles_where_one_cannot() {
    type Case = (fn(&mut Union), [Payment; 2], [Suf; 2]);
    let nothing: fn(&mut Union) = |_| {};
    let both = |code| [code, code];
    let cases: [Case; 8] = [
        // Each is covered and the sum is not.
        (nothing, [payment(A, B, 600, 1), payment(A, C, 401, 2)], both(file::NO_COVER_TOGETHER)),
        (
            |union| drop(union.set_limits(A, Limits { day_debit_max: 99, ..Limits::OWN_FUNDS })),
            [payment(A, B, 50, 1), payment(A, C, 50, 2)],
            both(ledger::DAY_LIMIT),
        ),
        (
            |union| drop(union.set_limits(B, Limits { ceiling: 1_099, ..Limits::OWN_FUNDS })),
            [payment(A, B, 50, 1), payment(A, B, 50, 2)],
            both(ledger::CEILING),
        ),
        // One cannot, so the other does not.
        (
            |union| drop(union.set_limits(A, Limits { payment_max: 99, ..Limits::OWN_FUNDS })),
            [payment(A, B, 100, 1), payment(A, C, 1, 2)],
            [ledger::PAYMENT_LIMIT, file::OTHERS_FAIL],
        ),
        (
            nothing,
            [payment(A, B, 1, 1), Payment { value_date: today().next(), ..payment(A, C, 1, 2) }],
            [file::OTHERS_FAIL, ledger::VALUE_DATE_AHEAD],
        ),
        (
            nothing,
            [payment(A, B, 1, 1), payment(B, C, 1, 2)],
            [file::OTHERS_FAIL, ledger::NOT_OWN_ACCOUNT],
        ),
        (
            nothing,
            [payment(A, B, 1, 1), Payment { from_time: at(900), ..payment(A, C, 1, 2) }],
            [file::OTHERS_FAIL, file::NOT_ALONE],
        ),
        // Its identification came twice, which no close can mend.
        (
            nothing,
            [payment(A, B, 1, 1), payment(A, B, 2, 1)],
            [file::OTHERS_FAIL, ledger::IDENTIFICATION_USED],
        ),
    ];
    for (set_up, payments, codes) in cases {
        let mut union = Union::funded();
        set_up(&mut union);
        let before = union.balances();
        let (file, _) = send(&mut union, Mode::Together, &payments);
        assert_eq!(fates(&union, file), codes.map(Err));
        assert_eq!(union.balances(), before, "{codes:?}");
    }
}

#[test]
fn what_is_kept_for_urgent_payments_is_kept_from_a_file_with_a_normal_one() {
    let mut union = Union::funded();
    let class = Priority::Urgent;
    union.order(BANK_A, Body::EarmarkSet { account: A, class, amount: 500, standing: false });
    let urgent = |id| Payment { priority: class, ..payment(A, B, 400, id) };
    let (file, _) = send(&mut union, Mode::Together, &[urgent(1), urgent(2)]);
    assert_eq!(fates(&union, file), [Ok(true); 2]);
    assert_eq!(union.balance(A), 200);
}

#[test]
fn fees_are_taken_behind_the_whole_file() {
    let mut union = Union::funded();
    let date = today().next();
    let price = Price {
        service: Family::Pacs009,
        payer: Payer::Sender,
        when: When::AtOnce,
        settled: 10,
        refused: 0,
    };
    let tariff = Tariff { account: OWN, prices: vec![price] };
    union.order(CENTRAL, Body::TariffSet { currency: KES, from: date, tariff });
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    let on = |amount, id| Payment { value_date: date, ..payment(A, B, amount, id) };
    let (file, _) = send(&mut union, Mode::Together, &[on(500, 1), on(490, 2)]);
    assert_eq!(fates(&union, file), [Ok(true); 2]);
    // A fee between the two would have left the second without cover.
    assert_eq!((union.balance(A), union.state.fees().due(A)), (0, 10));
}
