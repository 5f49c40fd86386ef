//! State is a function of the journal: replay meets the same digest, and every difference shows.

use crate::union::*;
use suftaja_engine::entry::{Body, Entry, Limits, Payment, Status};
use suftaja_engine::{Outcome, State};

/// A union in which a little of everything happened.
fn busy() -> Union {
    let mut union = Union::funded();
    union.pay(payment(A, B, 300, 1));
    union.pay(payment(B, C, 5_000, 2));
    union.pay(payment(C, A, 10, 3));
    union.pay(payment(C, A, 10, 3));
    union.set_limits(C, Limits { payment_max: 100, ..Limits::OWN_FUNDS });
    union.pay(payment(C, A, 101, 4));
    let from_time = at(3_600);
    union.pay(Payment { from_time, ..payment(A, B, 5, 5) });
    union.order(BANK_A, Body::ReservePlaced { debit: A, credit: B, amount: 50, identity: 6 });
    union.set_status(BANK_C, Status::Suspended);
    union.pay(payment(A, C, 7, 7));
    union.tick();
    union
}

fn replayed(journal: &[Vec<u8>]) -> (State, Outcome) {
    let (mut state, mut out) = (State::new(), Outcome::new());
    for (number, bytes) in (1..).zip(journal) {
        state.apply(number, &Entry::decode(bytes).unwrap(), &mut out);
    }
    (state, out)
}

#[test]
fn replay_meets_the_same_digest_trail_and_events() {
    let union = busy();
    let (state, out) = replayed(&union.journal);
    assert_eq!(state.digest(), union.state.digest());
    assert_eq!(state.trail(), union.state.trail());
    assert_eq!(replayed(&union.journal).1, out);
    // A state cloned midway is a state of its own.
    let (mut state, mut out) = replayed(&union.journal[..20]);
    let kept = state.clone();
    let digest = kept.digest();
    for (number, bytes) in (21..).zip(&union.journal[20..]) {
        state.apply(number, &Entry::decode(bytes).unwrap(), &mut out);
    }
    assert_eq!((state.digest(), kept.digest()), (union.state.digest(), digest));
}

#[test]
fn every_missing_or_changed_entry_shows_in_the_digest() {
    let union = busy();
    let whole = union.state.digest();
    for skipped in 1..union.journal.len() {
        let mut journal = union.journal.clone();
        journal.remove(skipped);
        let (state, _) = replayed(&journal);
        assert_ne!(state.digest(), whole, "without entry {}", skipped + 1);
    }
    let mut identities = Vec::new();
    for (place, bytes) in union.journal.iter().enumerate() {
        let mut entry = Entry::decode(bytes).unwrap();
        let Body::Payment(payment) = &mut entry.body else { continue };
        // A repeat is told by its content's hash, and a refusal keeps no amount.
        if identities.contains(&payment.identity) || payment.amount == 101 {
            continue;
        }
        identities.push(payment.identity);
        payment.amount += 1;
        let mut journal = union.journal.clone();
        journal[place].clear();
        entry.encode(&mut journal[place]);
        assert_ne!(replayed(&journal).0.digest(), whole, "entry {}", place + 1);
    }
    assert_eq!(identities.len(), 5);
}
