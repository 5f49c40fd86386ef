//! Fees in the engine: beside a payment and never out of it, at once or at the end of a day, and
//! due where the money is not there.

use crate::union::*;
use suftaja_base::BusinessDate;
use suftaja_base::suf::{fee, ledger};
use suftaja_engine::AccountId;
use suftaja_engine::entry::calendar::{Calendar, DayOrder, Hours, Offset};
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::entry::{AccountStatus, Body, Family, Limits, Payment, Priority};
use suftaja_engine::outcome::Event;

fn price(when: When) -> Price {
    Price { service: Family::Pacs009, payer: Payer::Sender, when, settled: 3, refused: 2 }
}

fn tariff(from: BusinessDate, prices: &[Price]) -> Body {
    let tariff = Tariff { account: OWN, prices: prices.to_vec() };
    Body::TariffSet { currency: KES, from, tariff }
}

/// A day that begins with these prices.
fn priced(prices: &[Price]) -> Union {
    let mut union = Union::funded();
    let date = today().next();
    union.order(CENTRAL, tariff(date, prices));
    next_day(&mut union);
    union
}

fn next_day(union: &mut Union) -> Vec<Event> {
    let date = union.state.register().currency(KES).unwrap().date.unwrap().next();
    let events = union.apply(OPERATOR, Body::DayClosed { currency: KES });
    union.order(OPERATOR, Body::DayOpened { currency: KES, date });
    events
}

fn pays(union: &Union, debit: AccountId, credit: AccountId, amount: u64, id: u128) -> Payment {
    let value_date = union.state.register().currency(KES).unwrap().date.unwrap();
    Payment { value_date, ..payment(debit, credit, amount, id) }
}

/// What was charged: to whom, how much, for which entry.
fn charged(events: &[Event]) -> Vec<(AccountId, u64, u64)> {
    let fee = |event: &Event| match event {
        Event::Charged { debit, amount, about, .. } => Some((*debit, *amount, *about)),
        _ => None,
    };
    events.iter().filter_map(fee).collect()
}

#[test]
fn a_fee_at_once_is_a_posting_of_its_own_behind_the_payment() {
    let mut union = priced(&[price(When::AtOnce)]);
    let events = union.pay(pays(&union, A, B, 100, 1));
    assert_eq!(settled(&events), [100]);
    assert_eq!(charged(&events), [(A, 3, union.last())]);
    assert_eq!((union.balance(A), union.balance(B), union.balance(OWN)), (897, 1_100, 3));
    // Other services have no price, and the central bank's own accounts pay none.
    let customer = Payment { family: Family::Pacs008, ..pays(&union, A, B, 100, 2) };
    assert_eq!(charged(&union.pay(customer)), []);
    assert_eq!(charged(&union.pay(pays(&union, OWN, B, 3, 3))), []);
    // A cover payment is a bank's payment.
    let cover = Payment { family: Family::Pacs009Cover, ..pays(&union, A, B, 100, 4) };
    assert_eq!(charged(&union.pay(cover)).len(), 1);
}

#[test]
fn the_receiver_pays_out_of_what_it_got() {
    let mut union = priced(&[Price { payer: Payer::Receiver, ..price(When::AtOnce) }]);
    union.pay(pays(&union, B, A, 1_000, 1));
    let events = union.pay(pays(&union, A, B, 10, 2));
    assert_eq!(charged(&events), [(B, 3, union.last())]);
    assert_eq!(union.balance(B), 7);
}

#[test]
fn what_is_not_there_is_due_and_taken_at_the_end_of_the_day() {
    let mut union = priced(&[price(When::AtOnce)]);
    let events = union.pay(pays(&union, A, B, 998, 1));
    assert_eq!((settled(&events), charged(&events)), (vec![998], vec![]));
    assert_eq!((union.balance(A), union.state.fees().due(A)), (2, 3));
    // What there is, is taken; the rest stays due, and the account is not closed with it.
    assert_eq!(charged(&next_day(&mut union)), [(A, 2, 0)]);
    assert_eq!((union.balance(A), union.state.fees().due(A)), (0, 1));
    let closed = Body::AccountStatusSet { account: A, status: AccountStatus::Closed };
    union.refused(CENTRAL, closed.clone(), fee::FEES_DUE);
    union.issue(A, 1);
    assert_eq!(charged(&next_day(&mut union)), [(A, 1, 0)]);
    assert_eq!(union.state.fees().due(A), 0);
    union.order(CENTRAL, closed);
}

#[test]
fn the_end_of_the_day_takes_all_of_an_account_in_one_posting() {
    let mut union = priced(&[price(When::DayEnd)]);
    for id in 1..=4 {
        assert_eq!(charged(&union.pay(pays(&union, A, B, 10, id))), []);
    }
    union.pay(pays(&union, B, A, 10, 5));
    assert_eq!((union.state.fees().due(A), union.state.fees().due(B)), (12, 3));
    assert_eq!(charged(&next_day(&mut union)), [(A, 12, 0), (B, 3, 0)]);
    assert_eq!(union.balance(OWN), 15);
}

#[test]
fn a_refusal_for_good_costs_its_sender_and_a_passing_one_nothing() {
    let mut union = priced(&[price(When::AtOnce)]);
    let limits = Limits { payment_max: 50, ..Limits::OWN_FUNDS };
    union.set_limits(A, limits);
    let (_, code, remembered) = refusal(&union.pay(pays(&union, A, B, 51, 1)));
    assert_eq!((code, remembered), (ledger::PAYMENT_LIMIT, true));
    assert_eq!(union.state.fees().due(A), 2);
    union.set_limits(A, Limits { day_debit_max: 10, ..Limits::OWN_FUNDS });
    let (_, code, remembered) = refusal(&union.pay(pays(&union, A, B, 11, 2)));
    assert_eq!((code, remembered), (ledger::DAY_LIMIT, false));
    assert_eq!(union.state.fees().due(A), 2);
    // Nobody runs up another's bill by sending in its name.
    let foreign = pays(&union, B, C, 10, 3);
    let (_, code, remembered) = refusal(&union.apply(BANK_A, Body::Payment(foreign)));
    assert_eq!((code, remembered), (ledger::NOT_OWN_ACCOUNT, true));
    assert_eq!((union.state.fees().due(A), union.state.fees().due(B)), (2, 0));
}

#[test]
fn a_fee_leaves_what_is_kept_and_holds_no_payment_back() {
    let mut union = priced(&[price(When::AtOnce)]);
    let kept =
        Body::EarmarkSet { account: A, class: Priority::Urgent, amount: 900, standing: true };
    union.order(BANK_A, kept);
    let events = union.pay(pays(&union, A, B, 99, 1));
    assert_eq!((settled(&events), charged(&events)), (vec![99], vec![]));
    assert_eq!((union.balance(A), union.state.fees().due(A)), (901, 3));
    assert_eq!(charged(&next_day(&mut union)), [(A, 1, 0)]);
}

#[test]
fn a_tariff_lies_ahead_and_the_last_one_that_counts_is_asked() {
    let mut union = priced(&[price(When::AtOnce)]);
    let date = today().next();
    union.refused(CENTRAL, tariff(date, &[]), fee::TARIFF_NOT_AHEAD);
    union.refused(BANK_A, tariff(date.next(), &[]), ledger::NOT_CENTRAL_BANK);
    let twice = [price(When::AtOnce), price(When::DayEnd)];
    union.refused(CENTRAL, tariff(date.next(), &twice), fee::TARIFF_UNSOUND);
    let internal = [Price { service: Family::Internal, ..price(When::AtOnce) }];
    union.refused(CENTRAL, tariff(date.next(), &internal), fee::TARIFF_UNSOUND);
    let foreign = Tariff { account: A, prices: Vec::new() };
    let foreign = Body::TariffSet { currency: KES, from: date.next(), tariff: foreign };
    union.refused(CENTRAL, foreign, fee::TARIFF_UNSOUND);
    union.order(CENTRAL, tariff(date.next(), &[]));
    assert_eq!(charged(&union.pay(pays(&union, A, B, 10, 1))).len(), 1);
    next_day(&mut union);
    assert_eq!(charged(&union.pay(pays(&union, A, B, 10, 2))), []);
}

#[test]
fn a_payment_in_the_entry_that_ends_a_day_is_still_the_payment_of_its_entry() {
    let mut union = Union::funded();
    let (first, second) = (today().next(), today().next().next());
    union.order(CENTRAL, tariff(first, &[price(When::DayEnd)]));
    let calendar = Calendar {
        offsets: vec![Offset { from: today(), minutes: 180 }],
        rest_days: 0,
        holidays: Vec::new(),
        hours: Hours::AroundTheClock { roll: 18 * 60, grace: 0 },
        ahead_max: 5,
        mirror: false,
    };
    let order = DayOrder::CalendarSet(Box::new(calendar));
    union.order(CENTRAL, Body::Day { currency: KES, order });
    union.time += 86_400 * SECOND;
    union.tick();
    assert_eq!(union.state.register().currency(KES).unwrap().date, Some(first));
    union.pay(Payment { value_date: first, ..payment(A, B, 100, 1) });
    union.time += 86_400 * SECOND;
    let events = union.pay(Payment { value_date: second, ..payment(A, B, 50, 2) });
    let charged = events.iter().find_map(|event| match event {
        Event::Charged { date, about, .. } => Some((*date, *about)),
        _ => None,
    });
    assert_eq!(charged, Some((first, 0)), "{events:?}");
    assert_eq!(settled(&events), [50]);
    let row = union.state.history().row_of(union.last()).unwrap();
    assert!(events.iter().any(|event| match event {
        Event::Settled { payment, .. } => payment.row == row,
        _ => false,
    }));
}
