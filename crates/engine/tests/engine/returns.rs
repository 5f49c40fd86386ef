//! Returns: new payments that reverse an original, together at most its amount; and liquidity
//! between the accounts of one owner.

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{Body, Entry, Family, Original, Payment, Return, Stamp};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, ParticipantId, RowId};

fn give(union: &mut Union, given: Return) -> Vec<Event> {
    union.apply(BANK_B, Body::Returned(given))
}

fn remaining(union: &Union, original: &Original) -> u64 {
    let row = union.state.history().row_of(original.entry).unwrap();
    union.state.returns().remaining(row, original.amount)
}

#[test]
fn partial_returns_add_up_and_never_beyond_the_original() {
    let mut union = Union::funded();
    let original = original(&union.pay(payment(A, B, 300, 1)));
    assert_eq!(union.state.returns().all().count(), 0, "nothing is held for what stands");
    assert_eq!(settled(&give(&mut union, back(original, 100, 2))), [100]);
    assert_eq!(remaining(&union, &original), 200);
    let (_, code, remembered) = refusal(&give(&mut union, back(original, 201, 3)));
    assert_eq!((code, remembered), (suf::RETURN_EXCEEDS, true));
    // Both under one UETR, which names the original.
    let uetr = |given: Return| Return { payment: Payment { uetr: 9, ..given.payment }, ..given };
    assert_eq!(settled(&give(&mut union, uetr(back(original, 150, 4)))), [150]);
    assert_eq!(settled(&give(&mut union, uetr(back(original, 50, 5)))), [50]);
    let (_, code, _) = refusal(&give(&mut union, back(original, 1, 6)));
    assert_eq!(code, suf::RETURN_EXCEEDS);
    assert_eq!([A, B].map(|id| union.balance(id)), [1_000, 1_000]);
    let row = union.state.history().row_of(original.entry).unwrap();
    let by = original.entry;
    assert_eq!(union.state.history().standing(row), Some(Standing::Settled { by }), "it stands");
}

#[test]
fn a_return_that_waits_holds_its_part_until_it_is_refused() {
    let mut union = Union::funded();
    let original = original(&union.pay(payment(A, B, 300, 1)));
    union.pay(payment(B, C, 1_300, 2));
    let reject_time = at(60);
    let late = back(original, 250, 3);
    let late = Return { payment: Payment { reject_time, ..late.payment }, ..late };
    assert!(matches!(give(&mut union, late)[..], [Event::Queued { .. }]));
    assert_eq!(remaining(&union, &original), 50);
    let (_, code, _) = refusal(&give(&mut union, back(original, 51, 4)));
    assert_eq!(code, suf::RETURN_EXCEEDS);
    union.time += 60 * SECOND;
    let (_, code, _) = refusal(&union.tick());
    assert_eq!((code, remaining(&union, &original)), (suf::REJECT_TIME_PASSED, 300));
    assert_eq!(union.state.returns().all().count(), 0);
    union.issue(B, 300);
    assert_eq!(settled(&give(&mut union, back(original, 300, 5))), [300]);
}

#[test]
fn a_repeat_returns_nothing_and_a_refusal_that_may_pass_is_not_remembered() {
    let mut union = Union::open();
    let original = original(&union.pay(payment(A, B, 300, 1)));
    // Only what was received can be returned.
    union.issue(B, 300);
    let given = back(original, 300, 2);
    let (_, code, remembered) = refusal(&give(&mut union, given));
    assert_eq!((code, remembered), (suf::ORIGINAL_NOT_SETTLED, false));
    union.issue(A, 300);
    assert_eq!(settled(&give(&mut union, given)), [300]);
    let again = give(&mut union, given);
    assert!(matches!(again[..], [Event::Repeated { row: RowId(_) }]), "{again:?}");
    assert_eq!([A, B].map(|id| union.balance(id)), [300, 300]);
}

#[test]
fn the_engine_numbers_no_return_whose_accounts_do_not_reverse_its_original() {
    let mut union = Union::funded();
    let original = original(&union.pay(payment(A, B, 300, 1)));
    let right = back(original, 300, 2);
    let accounts =
        |debit, credit| Return { payment: Payment { debit, credit, ..right.payment }, ..right };
    let unknown = Return { original: Original { entry: 1, ..original }, ..right };
    let as_009 = Payment { family: Family::Pacs009, ..right.payment };
    let as_009 = Return { payment: as_009, ..right };
    for (given, code) in [
        (accounts(A, B), suf::RETURN_DIRECTION),
        (accounts(C, A), suf::RETURN_DIRECTION),
        (accounts(B, C), suf::RETURN_DIRECTION),
        (accounts(B, AccountId(99)), suf::ACCOUNT_UNKNOWN),
        (unknown, suf::ORIGINAL_UNKNOWN),
        (as_009, suf::RETURN_DIRECTION),
    ] {
        let stamp = Stamp { actor: BANK_B, ..Stamp::default() };
        let entry = Entry { stamp, body: Body::Returned(given) };
        assert_eq!(union.state.check(&entry), Err(code));
    }
    let stamp = Stamp { actor: BANK_B, ..Stamp::default() };
    let alone = Entry { stamp, body: Body::Payment(right.payment) };
    assert_eq!(union.state.check(&alone), Err(suf::ORIGINAL_UNKNOWN), "a return of nothing");
    // With the right accounts it is still only the receiver who returns.
    let (_, code, _) = refusal(&union.apply(BANK_A, Body::Returned(right)));
    assert_eq!(code, suf::NOT_OWN_ACCOUNT);
}

fn moved(debit: AccountId, credit: AccountId, amount: u64, identity: u128) -> Body {
    let content = identity + u128::from(amount);
    Body::LiquidityMoved { debit, credit, amount, value_date: None, identity, content }
}

fn second_account(union: &mut Union, owner: ParticipantId) -> AccountId {
    let opened = union.order(OPERATOR, Body::AccountOpened { owner, currency: KES });
    let Event::AccountOpened { account } = opened else { panic!("{opened:?}") };
    account
}

#[test]
fn liquidity_moves_between_accounts_of_one_owner_at_once_or_not_at_all() {
    let mut union = Union::funded();
    let other = second_account(&mut union, BANK_A);
    let events = union.apply(BANK_A, moved(A, other, 400, 1));
    assert!(matches!(events[..], [Event::LiquidityMoved { amount: 400, .. }]), "{events:?}");
    assert_eq!([A, other].map(|id| union.balance(id)), [600, 400]);
    let again = union.apply(BANK_A, moved(A, other, 400, 1));
    assert!(matches!(again[..], [Event::Repeated { .. }]), "{again:?}");
    let own = second_account(&mut union, CENTRAL);
    let dated = |days: i32| {
        let date = suftaja_base::BusinessDate::from_days(today().days() + days);
        let Body::LiquidityMoved { debit, credit, amount, identity, content, .. } =
            moved(A, other, 1, 9)
        else {
            panic!()
        };
        Body::LiquidityMoved { debit, credit, amount, value_date: date, identity, content }
    };
    for (actor, body, code) in [
        (BANK_A, moved(A, other, 601, 2), suf::NO_COVER),
        (BANK_A, moved(A, B, 1, 3), suf::NOT_OWN_ACCOUNT),
        (BANK_A, moved(B, A, 1, 4), suf::NOT_OWN_ACCOUNT),
        (BANK_B, moved(A, other, 1, 5), suf::NOT_OWN_ACCOUNT),
        (CENTRAL, moved(ISSUE, own, 1, 6), suf::NOT_CENTRAL_BANK),
        (BANK_A, moved(A, other, 399, 1), suf::IDENTIFICATION_USED),
        (BANK_A, dated(-1), suf::VALUE_DATE_PAST),
        (BANK_A, dated(1), suf::VALUE_DATE_AHEAD),
    ] {
        let balances = union.balances();
        assert_eq!(union.apply(actor, body), [Event::MessageRefused { code }]);
        assert_eq!(union.balances(), balances);
    }
    let events = union.apply(BANK_A, dated(0));
    assert!(matches!(events[..], [Event::LiquidityMoved { .. }]), "{events:?}");
}

#[test]
fn liquidity_that_comes_releases_what_waits_there() {
    let mut union = Union::funded();
    let other = second_account(&mut union, BANK_A);
    union.pay(payment(other, B, 70, 1));
    let events = union.apply(BANK_A, moved(A, other, 100, 2));
    assert_eq!(settled(&events), [70]);
    assert_eq!(union.balance(other), 30);
    assert_eq!(Family::Pacs004.byte(), 4, "the byte of returns never changes");
}
