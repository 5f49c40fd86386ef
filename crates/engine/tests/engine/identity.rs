//! Identity and retries: one identification stands for one instruction (field rule 11).

use crate::union::*;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{AccountStatus, Body, Family, Payment, Status};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::Event;
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{ReserveId, RowId};

const UETR: u128 = 0x1234_5678_9abc_4def_8123_4567_89ab_cdef;

#[test]
fn the_same_instruction_again_changes_nothing_wherever_it_stands() {
    let mut union = Union::open();
    union.issue(A, 100);
    let settled_one = payment(A, B, 100, 1);
    let waiting_one = payment(A, B, 700, 2);
    let refused_one =
        Payment { value_date: suftaja_base::BusinessDate::MIN, ..payment(A, B, 10, 3) };
    for sent in [settled_one, waiting_one, refused_one] {
        union.pay(sent);
    }
    for (sent, row) in [(settled_one, 1), (waiting_one, 2), (refused_one, 3)] {
        let (balances, line) = (union.balances(), union.line(A));
        let rows = union.state.history().len();
        for _ in 0..3 {
            assert_eq!(union.pay(sent), [Event::Repeated { row: RowId(row) }]);
        }
        assert_eq!((union.balances(), union.line(A)), (balances, line));
        assert_eq!(union.state.history().len(), rows);
    }
}

#[test]
fn a_repeat_is_recognised_whatever_the_state_has_become() {
    let mut union = Union::funded();
    let sent = payment(A, B, 100, 1);
    union.pay(sent);
    let row = RowId(3);
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    assert_eq!(union.pay(sent), [Event::Repeated { row }]);
    union.set_status(BANK_B, Status::Suspended);
    assert_eq!(union.pay(sent), [Event::Repeated { row }]);
    assert_eq!((union.balance(A), union.balance(B)), (900, 1_100));
}

#[test]
fn other_content_under_a_used_identification_is_refused() {
    let mut union = Union::funded();
    let sent = payment(A, B, 100, 1);
    union.pay(sent);
    let other = Payment { content: sent.content + 1, amount: 200, ..sent };
    let (_, code, remembered) = refusal(&union.pay(other));
    assert_eq!((code, remembered), (suf::IDENTIFICATION_USED, false));
    assert_eq!(union.balance(A), 900);
    assert!(matches!(union.pay(sent)[..], [Event::Repeated { .. }]));
}

#[test]
fn a_passing_refusal_does_not_use_the_identification_up() {
    let mut union = Union::funded();
    let sent = payment(A, B, 100, 1);
    let blocked = |status| Body::AccountStatusSet { account: B, status };
    union.order(OPERATOR, blocked(AccountStatus::Blocked));
    for _ in 0..2 {
        let (_, code, remembered) = refusal(&union.pay(sent));
        assert_eq!((code, remembered), (suf::ACCOUNT_BLOCKED, false));
    }
    union.order(OPERATOR, blocked(AccountStatus::Open));
    // The corrected content is as good as the first: nothing was remembered of it.
    assert_eq!(settled(&union.pay(Payment { content: 555, ..sent })), [100]);
}

#[test]
fn a_permanent_refusal_uses_the_identification_up() {
    let mut union = Union::funded();
    let late = Payment { value_date: suftaja_base::BusinessDate::MIN, ..payment(A, B, 100, 1) };
    let (refused, code, remembered) = refusal(&union.pay(late));
    assert_eq!((code, remembered), (suf::VALUE_DATE_PAST, true));
    assert_eq!(union.pay(late), [Event::Repeated { row: refused.row }]);
    let corrected = Payment { value_date: today(), content: 9, ..late };
    assert_eq!(refusal(&union.pay(corrected)).1, suf::IDENTIFICATION_USED);
}

#[test]
fn a_uetr_stands_once_per_family_sender_and_receiver() {
    let mut union = Union::funded();
    let with = |debit, credit, identity, family| Payment {
        uetr: UETR,
        family,
        ..payment(debit, credit, 10, identity)
    };
    let first = with(A, B, 1, Family::Pacs008);
    assert_eq!(settled(&union.pay(first)), [10]);
    let again = with(A, B, 2, Family::Pacs008);
    let (_, code, remembered) = refusal(&union.pay(again));
    assert_eq!((code, remembered), (suf::UETR_USED, false));
    // Other legs of the same transaction: the cover, the next leg, the way back.
    for leg in [
        with(A, B, 3, Family::Pacs009Cover),
        with(B, C, 4, Family::Pacs008),
        with(B, A, 5, Family::Pacs008),
    ] {
        assert_eq!(settled(&union.pay(leg)), [10]);
    }
    // A refused UETR leaves the identification free.
    assert_eq!(settled(&union.pay(Payment { uetr: 0, ..again })), [10]);
    assert_eq!(settled(&union.pay(payment(A, B, 10, 6))), [10], "none is no UETR");
    assert_eq!(settled(&union.pay(payment(A, B, 10, 7))), [10], "none is no UETR");
}

#[test]
fn a_passing_refusal_does_not_use_the_uetr_up() {
    let mut union = Union::funded();
    union.order(OPERATOR, Body::DayClosed { currency: KES });
    let sent = Payment { uetr: UETR, ..payment(A, B, 10, 1) };
    assert_eq!(refusal(&union.pay(sent)).1, suf::DAY_NOT_OPEN);
    let date = today().next();
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    assert_eq!(settled(&union.pay(Payment { value_date: date, identity: 8, ..sent })), [10]);
}

#[test]
fn orders_for_money_are_repeated_without_effect() {
    let mut union = Union::open();
    union.issue(OWN, 500);
    let orders = [
        (CENTRAL, Body::Issued { account: A, amount: 100, identity: 70 }),
        (CENTRAL, Body::Withdrawn { account: OWN, amount: 50, identity: 71 }),
        (BANK_A, Body::ReservePlaced { debit: A, credit: B, amount: 30, identity: 72 }),
    ];
    for (actor, body) in orders {
        union.order(actor, body.clone());
        let (balances, available) = (union.balances(), union.available(A));
        assert!(matches!(union.apply(actor, body)[..], [Event::Repeated { .. }]));
        assert_eq!((union.balances(), union.available(A)), (balances, available));
    }
    let other = Body::Issued { account: A, amount: 101, identity: 70 };
    union.refused(CENTRAL, other, suf::IDENTIFICATION_USED);
    let other = Body::ReservePlaced { debit: A, credit: C, amount: 30, identity: 72 };
    union.refused(BANK_A, other, suf::IDENTIFICATION_USED);
}

#[test]
fn a_refused_order_can_be_given_again() {
    let mut union = Union::open();
    let placed = Body::ReservePlaced { debit: A, credit: B, amount: 30, identity: 72 };
    union.refused(BANK_A, placed.clone(), suf::NO_COVER);
    union.issue(A, 30);
    assert!(matches!(union.order(BANK_A, placed), Event::ReservePlaced { amount: 30, .. }));
}

#[test]
fn a_repeated_order_on_a_reserve_pays_and_frees_nothing_also_when_the_reserve_is_gone() {
    let mut union = Union::funded();
    let placed = Body::ReservePlaced { debit: A, credit: B, amount: 100, identity: 72 };
    let reserve = ReserveId(0);
    let posted = |amount, identity, release_rest| Body::ReservePosted {
        reserve,
        amount,
        identity,
        release_rest,
    };
    let released = |amount, identity| Body::ReserveReleased { reserve, amount, identity };
    union.order(BANK_A, placed.clone());
    for (body, balance, free) in [
        (posted(40, 80, false), 960, 900),
        (released(10, 81), 960, 910),
        (posted(20, 82, true), 940, 940),
    ] {
        union.apply(BANK_A, body.clone());
        assert_eq!((union.balance(A), union.available(A)), (balance, free));
        let events = union.apply(BANK_A, body);
        assert!(matches!(events[..], [Event::Repeated { .. }]), "{events:?}");
        assert_eq!((union.balance(A), union.available(A)), (balance, free));
    }
    assert_eq!(union.state.reserves().all().count(), 0);
    for first in [posted(40, 80, false), released(10, 81), placed] {
        assert!(matches!(union.apply(BANK_A, first)[..], [Event::Repeated { .. }]));
    }
    assert_eq!((union.balance(A), union.available(A)), (940, 940));
    for other in
        [posted(41, 80, false), posted(40, 80, true), released(40, 80), posted(10, 81, false)]
    {
        union.refused(BANK_A, other, suf::IDENTIFICATION_USED);
    }
    union.refused(BANK_B, posted(40, 80, false), suf::NOT_OWN_ACCOUNT);
    union.refused(BANK_A, posted(1, 90, false), suf::RESERVE_UNKNOWN);
}

#[test]
fn whoever_repeats_the_placing_of_a_reserve_learns_its_number_again() {
    let mut union = Union::funded();
    let place = |identity| Body::ReservePlaced { debit: A, credit: B, amount: 10, identity };
    union.order(BANK_A, place(70));
    let second = union.order(BANK_A, place(71));
    assert_eq!(second, Event::ReservePlaced { reserve: ReserveId(1), amount: 10 });
    let [Event::Repeated { row }] = union.apply(BANK_A, place(71))[..] else { panic!() };
    assert_eq!(union.state.history().standing(row), Some(Standing::SetApart));
    assert_eq!(union.state.history().reserve(row), Some(ReserveId(1)));
    let [Event::Settled { payment, .. }] = union.pay(payment(A, B, 5, 1))[..] else { panic!() };
    assert_eq!(union.state.history().reserve(payment.row), None);
}

#[test]
fn the_keyed_hash_is_the_same_on_every_machine() {
    // SipHash-1-3 of the parts, each behind its length as eight bytes, the least first.
    let mut hasher = SipHasher13::new_with_key(&7_u128.to_le_bytes());
    hasher.write(b"\x03\0\0\0\0\0\0\0abc\0\0\0\0\0\0\0\0");
    let due = hasher.finish128().as_u128();
    assert_eq!(keyed_hash(7, &[b"abc", b""]), due);
    assert_eq!(due, 295_961_625_649_907_659_988_935_362_538_294_699_249);
    assert_ne!(keyed_hash(7, &[b"ab", b"c"]), keyed_hash(7, &[b"a", b"bc"]));
}
