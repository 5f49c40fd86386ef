//! Entries that no sequencer would number, put into the journal behind its back: the node does not
//! open, two people may pass by what cannot be applied, and nobody may pass by what can.

use crate::given::*;
use std::path::Path;
use suftaja_engine::entry::{Family, Original, Return};
use suftaja_engine::{AccountId, Body, Entry, EntryNumber, Payment, Stamp, State};
use suftaja_node::intake::Fate;
use suftaja_node::{Node, NodeError, RULE_VERSION, clock};
use suftaja_store::{BlockInput, Journal, Options};

/// Appends the bytes of one entry; its number.
fn append(dir: &Path, bytes: &[u8], (state_entry, state_digest): (u64, [u8; 16])) -> EntryNumber {
    let home = suftaja_node::node::home(dir).unwrap();
    let keys = keys(&home);
    let (mut journal, recovery) = Journal::open(home, keys, &Options::default()).unwrap();
    let first = recovery.tail + 1;
    let block =
        BlockInput { first, count: 1, entries: bytes, evidence: &[], state_entry, state_digest };
    journal.writer.append(&[block]).unwrap();
    journal.writer.close().unwrap();
    first
}

fn beginning() -> (u64, [u8; 16]) {
    (0, State::new().trail().bytes())
}

fn encoded(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::new();
    entry.encode(&mut bytes);
    bytes
}

/// A payment between accounts that do not exist.
fn unappliable() -> Vec<u8> {
    let (actor, body) = {
        let writing = Writing::create(std::sync::Arc::new(suftaja_store::faulty::Memory::new(1)));
        writing.unwrap().shared.read(|state| payment(state, 1))
    };
    let Body::Payment(mut payment) = body else { unreachable!("a payment was asked for") };
    (payment.debit, payment.credit) = (AccountId(900_000), AccountId(900_001));
    let stamp = Stamp { time: clock::wall(), ..stamp(actor) };
    encoded(&Entry { stamp, body: Body::Payment(payment) })
}

/// An entry of a kind that does not exist.
fn undecodable() -> Vec<u8> {
    let stamp = Stamp { time: clock::wall(), rule_version: RULE_VERSION, ..Stamp::default() };
    let mut bytes = encoded(&Entry { stamp, body: Body::Tick });
    bytes[2] = 0xee;
    bytes
}

fn quarantine(number: EntryNumber, proposer: u32, approver: u32) -> Vec<u8> {
    let stamp = Stamp {
        time: clock::wall(),
        rule_version: RULE_VERSION,
        proposer,
        approver,
        ..Stamp::default()
    };
    encoded(&Entry { stamp, body: Body::Quarantined { number } })
}

#[test]
fn poison_stops_the_opening_until_two_people_pass_it_by() {
    for poison in [unappliable(), undecodable()] {
        let directory = Directory::new("poison");
        let dir = directory.path();
        let node = funded(dir);
        send(&node, dir, ANNA, &message(BENO, "5.00", "before")).unwrap();
        drop(node);
        let number = append(dir, &poison, beginning());
        let is_poison = |dir: &Path| match Node::open(dir) {
            Err(NodeError::Poison { number, .. }) => number,
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it opens with entry {number}"),
        };
        assert_eq!(is_poison(dir), number);
        append(dir, &quarantine(number, 1, 1), beginning());
        assert_eq!(is_poison(dir), number, "one person is not enough");
        append(dir, &quarantine(number, 1, 2), beginning());
        let (node, opened) = open(dir);
        assert_eq!(opened.recovery.tail, number + 2);
        assert_eq!(node.read(|state| balance(state, BENO)), 500);
        let receipt = send(&node, dir, ANNA, &message(BENO, "6.00", "after")).unwrap();
        assert_eq!((receipt.fate, receipt.entry), (Fate::Settled, number + 3));
        let digest = node.read(State::digest);
        drop(node);
        let (node, _) = open(dir);
        assert_eq!(node.read(State::digest), digest, "it stays passed by");
        assert_eq!(node.read(|state| balance(state, BENO)), 1_100);
    }
}

#[test]
fn nobody_passes_by_what_is_final() {
    let directory = Directory::new("final");
    let dir = directory.path();
    let node = funded(dir);
    let receipt = send(&node, dir, ANNA, &message(BENO, "5.00", "final")).unwrap();
    drop(node);
    append(dir, &quarantine(receipt.entry, 1, 2), beginning());
    let (node, _) = open(dir);
    assert_eq!(node.read(|state| balance(state, BENO)), 500);
}

#[test]
fn a_state_on_record_that_replay_does_not_meet_stops_the_opening() {
    let directory = Directory::new("diverged");
    let dir = directory.path();
    let node = funded(dir);
    let last = node.read(State::last);
    drop(node);
    let stamp = Stamp { time: clock::wall(), rule_version: RULE_VERSION, ..Stamp::default() };
    let tick = encoded(&Entry { stamp, body: Body::Tick });
    append(dir, &tick, (last, [0xab; 16]));
    match Node::open(dir) {
        Err(NodeError::Diverged { number }) => assert_eq!(number, last),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it opens with another state than the one on record"),
    }
}

#[test]
fn an_entry_that_tells_another_amount_of_a_payment_than_the_journal_holds_stops_the_opening() {
    let directory = Directory::new("told");
    let dir = directory.path();
    let node = funded(dir);
    let receipt = send(&node, dir, ANNA, &message(BENO, "5.00", "m1")).unwrap();
    let recorded = node.entry_at(receipt.entry).unwrap().unwrap();
    let beno = node.read(|state| participant(state, BENO));
    drop(node);
    let paid = *recorded.body.payment().unwrap();
    let returned = |amount| {
        let original = Original {
            entry: receipt.entry,
            time: recorded.stamp.time,
            debit: paid.debit,
            credit: paid.credit,
            amount,
        };
        let payment = Payment {
            debit: paid.credit,
            credit: paid.debit,
            amount: 500,
            identity: 77,
            family: Family::Pacs004,
            ..paid
        };
        let body = Body::Returned(Return { payment, original, ends_recall: false });
        encoded(&Entry { stamp: Stamp { time: clock::wall(), ..stamp(beno) }, body })
    };
    let lies = append(dir, &returned(501), beginning());
    match Node::open(dir) {
        Err(NodeError::Poison { number, .. }) => assert_eq!(number, lies),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("more could be returned than was paid"),
    }
    // Two people pass it by; the true one is carried out.
    append(dir, &quarantine(lies, 1, 2), beginning());
    append(dir, &returned(500), beginning());
    let (node, _) = open(dir);
    assert_eq!(node.read(|state| balance(state, BENO)), 0);
}
