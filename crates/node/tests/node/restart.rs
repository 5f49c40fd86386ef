//! A restart changes nothing that anyone can see: state, cursors and bytes of every outbox; and a
//! repeated message leaves the journal as it was.

use crate::given::*;
use std::path::Path;
use suftaja_engine::Body;
use suftaja_node::intake::Fate;
use suftaja_node::{Node, tell::Rendered};

/// Settled, queued, refused by each part of the node, unreadable, repeated, released, and orders.
pub fn busy(node: &Node, dir: &Path) {
    let fate = |message: &str| send(node, dir, ANNA, message).unwrap().fate;
    assert_eq!(fate(&message(BENO, "100.00", "settled")), Fate::Settled);
    assert_eq!(fate(&message(BENO, "9900.01", "waits")), Fate::Queued);
    assert_eq!(fate(&message("NOWHKENA", "1.00", "unknown")), Fate::Refused);
    assert_eq!(fate(&message(ANNA, "1.00", "itself")), Fate::Refused);
    assert_eq!(fate(&message(BENO, "1.001", "decimals")), Fate::Refused);
    assert_eq!(fate(&message(BENO, "100.01", "settled")), Fate::Refused);
    assert_eq!(fate("<x>"), Fate::Unreadable);
    assert_eq!(fate(&"y".repeat(100_000)), Fate::Unreadable);
    let account = node.read(|state| account(state, ANNA));
    let issue = Body::Issued { account, amount: 1, identity: 2 };
    order(node, dir, "CENTKENX-a", issue);
    assert_eq!(node.health().queued, 0, "money came and the queue is released");
    assert_eq!(fate(&message(BENO, "77.00", "stays")), Fate::Queued);
}

/// Every participant's whole outbox, with cursors.
pub fn outboxes(node: &Node) -> Vec<Vec<(u64, Rendered)>> {
    let banks = ["CENTKENX", ANNA, BENO];
    let all = banks.map(|bank| {
        let of = node.read(|state| participant(state, bank));
        node.deliver(of, 0, usize::MAX).unwrap()
    });
    all.into()
}

#[test]
pub fn outboxes_are_the_same_byte_for_byte_after_each_restart() {
    let directory = Directory::new("restart");
    let dir = directory.path();
    let mut node = funded(dir);
    busy(&node, dir);
    let (digest, last) = node.read(|state| (state.digest(), state.last()));
    let told = outboxes(&node);
    let of = node.read(|state| participant(state, ANNA));
    assert!(told[1].len() >= 11 && told[2].len() == 2, "{told:#?}");
    node.stop();
    drop(node);
    for _ in 0..2 {
        let (node, opened) = open(dir);
        assert_eq!(opened.replayed.entries, last);
        assert_eq!(opened.replayed.digests_met, opened.replayed.blocks, "each block's digest met");
        assert!(opened.replayed.blocks > 10);
        assert_eq!(node.read(|state| (state.digest(), state.last())), (digest, last));
        assert_eq!(outboxes(&node), told);
        // A cursor goes on where it stood.
        assert_eq!(node.deliver(of, 3, 2).unwrap(), told[1][3..5]);
    }
}

#[test]
fn a_repeated_message_leaves_the_journal_as_it_was() {
    let directory = Directory::new("repeat");
    let dir = directory.path();
    let node = funded(dir);
    let settled = message(BENO, "100.00", "m1");
    let waits = message(BENO, "99999.00", "m2");
    let first = send(&node, dir, ANNA, &settled).unwrap();
    let second = send(&node, dir, ANNA, &waits).unwrap();
    let seen = |node: &Node| {
        let state = node.read(|state| (state.last(), state.digest()));
        (state, node.journal().tail(), outboxes(node))
    };
    let before = seen(&node);
    for _ in 0..3 {
        for (message, answer) in [(&settled, &first), (&waits, &second)] {
            let again = send(&node, dir, ANNA, message).unwrap();
            assert!(matches!(again.fate, Fate::Repeated { .. }), "{:?}", again.fate);
            assert_eq!((again.entry, again.cursor), (answer.entry, answer.cursor));
            assert_eq!(again.message, answer.message);
        }
    }
    assert_eq!(seen(&node), before);
    drop(node);
    let (node, _) = open(dir);
    send(&node, dir, ANNA, &settled).unwrap();
    assert_eq!(seen(&node), before, "after a restart too");
}

#[test]
fn messages_of_many_senders_at_once_settle_once_each() {
    let directory = Directory::new("many");
    let dir = directory.path();
    let node = funded(dir);
    // The same messages from several threads: whoever comes first brings the entry.
    let fates: Vec<Fate> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let all = (0..25).map(|number| message(BENO, "1.00", &format!("m{number}")));
                    all.map(|text| send(&node, dir, ANNA, &text).unwrap().fate).collect::<Vec<_>>()
                })
            })
            .collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    let settled = fates.iter().filter(|fate| **fate == Fate::Settled).count();
    assert_eq!((settled, fates.len()), (25, 100), "{fates:?}");
    assert_eq!(node.read(|state| balance(state, BENO)), 2_500);
    let of = node.read(|state| participant(state, BENO));
    assert_eq!(node.deliver(of, 0, 1_000).unwrap().len(), 25, "each was forwarded once");
}
