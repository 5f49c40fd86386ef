//! After another start, sponsors and their indirect banks have the same messages, byte by byte, and
//! what was agreed and used stands as before.

use super::super::restart::{all, copy};
use super::*;
use suftaja_node::Node;

#[test]
fn messages_and_sponsorships_are_the_same() {
    let story = sponsored();
    story.sponsor(ANNA, JUMA, &json!({ "day_max": "500.00", "basis": "net" }));
    story.send(INDI, &pays(INDI, BENO, "250.50", "m1"), "settled");
    story.send(INDI, &pays(INDI, JUMA, "2500.00", "m2"), "settled");
    story.send(JUMA, &pays(JUMA, BENO, "2000.00", "m3"), "queued");
    // What is told of a settled payment names who carried it then.
    story.sponsor(BENO, INDI, &json!({}));
    story.status(ANNA, "suspended");
    let node = &story.given.node;
    let banks = [ANNA, BENO, INDI, JUMA];
    let before = banks.map(|bank| all(node, bank));
    let digest = |node: &Node| node.read(suftaja_engine::State::digest);
    let dir = story.given.dir.with_extension("copy");
    copy(&story.given.dir, &dir);
    let (again, _) = Node::open(&dir).unwrap();
    assert_eq!(banks.map(|bank| all(&again, bank)), before);
    assert_eq!(digest(&again), digest(node));
    drop(again);
    std::fs::remove_dir_all(&dir).unwrap();
}
