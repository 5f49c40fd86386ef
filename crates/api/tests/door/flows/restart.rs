//! The same journal gives the same messages, byte by byte: every outbox after another start.

use super::write::{Return, camt029, camt050, camt056, named, pacs002, pacs028};
use super::*;
use std::path::Path;
use suftaja_base::Bic;
use suftaja_engine::entry::Name;
use suftaja_node::Node;

pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Number, definition and bytes of all that a bank ever got.
pub(super) fn all(node: &Node, bank: &str) -> Vec<(u64, u32, String, Vec<u8>)> {
    let name = Name::Bic(Bic::parse(bank).unwrap());
    let id = node.read(|state| state.register().by_name(&name)).unwrap();
    let items = node.deliver(id, 0, 1_000).unwrap();
    items.into_iter().map(|(_, m)| (m.entry, m.ordinal, m.definition, m.bytes)).collect()
}

#[test]
fn after_a_start_every_message_has_the_same_bytes() {
    let story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &anna_pays("5000.00", "m2"), "queued");
    story.send(ANNA, &pacs028(ANNA, named("m2"), "q1"), "taken");
    story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "taken");
    story.send(ANNA, &camt056(ANNA, named("m2"), "c2", ""), "taken");
    story.send(ANNA, &camt056(ANNA, named("m9"), "c3", ""), "refused");
    story.send(BENO, &camt029(BENO, named("m1"), "a1", "PDCR", None), "taken");
    story.send(BENO, &pacs002(BENO, named("m1"), "s1", "ACWP", None), "taken");
    story.send(BENO, &pacs002(BENO, named("m9"), "s2", "ACWP", None), "refused");
    let (of, currency, reason) = (named("m1"), "KES", "FOCR");
    let back = Return { from: BENO, to: ANNA, of, currency, amount: "50.50", id: "r1", reason };
    story.send(BENO, &back.write(), "settled");
    story.send(ANNA, &pacs028(ANNA, named("m1"), "q2"), "taken");
    story.send(ANNA, &camt050(ANNA, ["1", "2"], ["KES", "1.00"], "l1"), "refused");
    let node = &story.given.node;
    let before = [ANNA, BENO].map(|bank| all(node, bank));

    let dir = story.given.dir.with_extension("copy");
    copy(&story.given.dir, &dir);
    let (again, opened) = Node::open(&dir).unwrap();
    assert_eq!(opened.replayed.entries, node.journal().tail());
    assert_eq!([ANNA, BENO].map(|bank| all(&again, bank)), before);
    drop(again);
    std::fs::remove_dir_all(&dir).unwrap();
    let kinds: std::collections::BTreeSet<&str> =
        before.iter().flatten().map(|(_, _, definition, _)| definition.as_str()).collect();
    let expected = [
        "admi.002.001.01",
        "admi.007.001.01",
        "camt.025.001.05",
        "camt.029.001.09",
        "camt.054.001.08",
        "camt.056.001.08",
        "pacs.002.001.10",
        "pacs.004.001.09",
        "pacs.009.001.08",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}
