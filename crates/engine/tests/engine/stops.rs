//! Stops, suspension and leaving: what is kept, what is refused, what is released (field rules 6
//! and 21).

use crate::union::*;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{AccountStatus, Body, Status};
use suftaja_engine::outcome::{Event, Phase, Wait};
use suftaja_engine::{Entry, Outcome, ParticipantId, Stamp, State};

fn currency_stop(stopped: bool) -> Body {
    Body::CurrencyStopSet { currency: KES, stopped }
}

fn participant_stop(participant: ParticipantId, stopped: bool) -> Body {
    Body::ParticipantStopSet { participant, stopped }
}

#[track_caller]
fn held(events: &[Event]) {
    assert!(matches!(events, [Event::Queued { wait: Wait::Held, .. }]), "{events:?}");
}

#[test]
fn a_stop_needs_two_different_people() {
    let mut union = Union::funded();
    for body in [currency_stop(true), participant_stop(BANK_A, true)] {
        union.refused(CENTRAL, body.clone(), suf::TWO_PEOPLE);
        for (proposer, approver) in [(5, 0), (0, 5), (5, 5)] {
            let stamp = Stamp {
                actor: CENTRAL,
                time: union.state.time(),
                proposer,
                approver,
                ..Stamp::default()
            };
            let number = union.state.last() + 1;
            let mut out = Outcome::new();
            let entry = Entry { stamp, body: body.clone() };
            union.state.apply(number, &entry, &mut out);
            assert_eq!(out.events, [(number, Event::OrderRefused { code: suf::TWO_PEOPLE })]);
        }
        assert_eq!(union.apply_by_two(CENTRAL, body).last(), Some(&Event::Changed));
    }
}

#[test]
fn the_stop_of_a_currency_and_its_end_are_told() {
    let mut union = Union::funded();
    let told = |phase| [Event::Day { currency: KES, date: today(), phase }, Event::Changed];
    assert_eq!(union.apply_by_two(CENTRAL, currency_stop(true)), told(Phase::Stopped));
    assert_eq!(union.apply_by_two(CENTRAL, currency_stop(false)), told(Phase::Released));
}

#[test]
fn a_currency_is_stopped_by_its_central_bank_alone() {
    let mut union = Union::funded();
    for actor in [OPERATOR, BANK_A] {
        let events = union.apply_by_two(actor, currency_stop(true));
        assert_eq!(events, [Event::OrderRefused { code: suf::NOT_CENTRAL_BANK }]);
    }
}

#[test]
fn a_stopped_currency_keeps_what_arrives_and_releases_it_afterwards() {
    let mut union = Union::funded();
    union.apply_by_two(CENTRAL, currency_stop(true));
    held(&union.pay(payment(A, B, 100, 1)));
    held(&union.pay(payment(B, C, 1_050, 2)));
    let issued = Body::Issued { account: A, amount: 10, identity: 3 };
    union.refused(CENTRAL, issued, suf::ACCOUNT_BLOCKED);
    assert_eq!(union.balances(), [-3_000, 0, 1_000, 1_000, 1_000]);
    let events = union.apply_by_two(CENTRAL, currency_stop(false));
    assert_eq!(settled(&events), [100, 1_050]);
}

#[test]
fn a_stopped_participant_neither_pays_nor_receives_and_the_others_go_on() {
    let mut union = Union::funded();
    assert_eq!(union.apply_by_two(OPERATOR, participant_stop(BANK_A, true)), [Event::Changed]);
    held(&union.pay(payment(A, B, 100, 1)));
    held(&union.pay(payment(B, A, 200, 2)));
    assert_eq!(settled(&union.pay(payment(B, C, 300, 3))), [300]);
    let events = union.apply_by_two(CENTRAL, participant_stop(BANK_A, false));
    assert_eq!(settled(&events), [100, 200]);
}

#[test]
fn a_stop_keeps_what_waits_for_cover_too() {
    let mut union = Union::open();
    union.pay(payment(A, B, 100, 1));
    union.apply_by_two(CENTRAL, participant_stop(BANK_B, true));
    let (_, waiting) = union.state.queue().line(A).next().unwrap();
    assert_eq!(waiting.wait, Wait::Held);
    assert_eq!(settled(&union.issue(A, 100)), [0; 0]);
    let events = union.apply_by_two(CENTRAL, participant_stop(BANK_B, false));
    assert_eq!(settled(&events), [100]);
}

#[test]
fn two_stops_are_lifted_one_by_one() {
    let mut union = Union::funded();
    union.apply_by_two(CENTRAL, participant_stop(BANK_A, true));
    union.apply_by_two(CENTRAL, currency_stop(true));
    held(&union.pay(payment(A, B, 100, 1)));
    assert_eq!(settled(&union.apply_by_two(CENTRAL, currency_stop(false))), [0; 0]);
    let events = union.apply_by_two(CENTRAL, participant_stop(BANK_A, false));
    assert_eq!(settled(&events), [100]);
}

#[test]
fn a_suspended_participant_keeps_both_ways_until_it_is_decided() {
    for (decision, expect) in [(Status::Active, true), (Status::Deactivated, false)] {
        let mut union = Union::funded();
        if !expect {
            union.pay(payment(A, C, 1_000, 9));
        }
        union.set_status(BANK_A, Status::Suspended);
        held(&union.pay(payment(B, A, 200, 2)));
        if expect {
            held(&union.pay(payment(A, B, 100, 1)));
            assert_eq!(settled(&union.set_status(BANK_A, decision)), [100, 200]);
            continue;
        }
        let events = union.set_status(BANK_A, decision);
        let codes: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Refused { code, remembered, .. } => Some((*code, *remembered)),
                _ => None,
            })
            .collect();
        assert_eq!(codes, [(suf::DEACTIVATED, true)]);
        assert!(union.state.queue().is_empty());
        let balances = union.balances();
        assert_eq!(refusal(&union.pay(payment(A, B, 1, 3))).1, suf::DEACTIVATED);
        assert_eq!(union.balances(), balances);
    }
}

#[test]
fn a_blocked_account_keeps_its_line_until_it_is_open_again() {
    let mut union = Union::open();
    union.pay(payment(A, B, 100, 1));
    let set = |account, status| Body::AccountStatusSet { account, status };
    union.order(OPERATOR, set(B, AccountStatus::Blocked));
    assert_eq!(settled(&union.issue(A, 100)), [0; 0]);
    assert_eq!(union.line(A), [100]);
    let events = union.apply(OPERATOR, set(B, AccountStatus::Open));
    assert_eq!(settled(&events), [100]);
}

#[test]
fn a_closed_receiver_refuses_what_waits_for_it() {
    let mut union = Union::open();
    union.pay(payment(A, B, 100, 1));
    let closed = Body::AccountStatusSet { account: B, status: AccountStatus::Closed };
    let (_, code, remembered) = refusal(&union.apply(OPERATOR, closed));
    assert_eq!((code, remembered), (suf::CREDIT_CLOSED, true));
}

#[test]
fn a_quarantined_entry_is_a_refusal_at_replay_and_needs_two_people() {
    let mut union = Union::funded();
    union.refused(OPERATOR, Body::Quarantined { number: 3 }, suf::TWO_PEOPLE);
    union.pay(payment(A, B, 100, 1));
    let poison = union.last();
    union.apply_by_two(OPERATOR, Body::Quarantined { number: poison });
    let mut state = State::new();
    state.quarantine(poison);
    let mut out = Outcome::new();
    for (number, bytes) in (1..).zip(&union.journal) {
        state.apply(number, &Entry::decode(bytes).unwrap(), &mut out);
    }
    let code = suf::QUARANTINED;
    assert!(out.events.contains(&(poison, Event::OrderRefused { code })));
    assert_eq!(state.ledger().account(A).unwrap().balance(), 1_000);
    state.assert_invariants();
}
