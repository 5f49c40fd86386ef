//! What a participant is told: statuses and receipts by its own wish, and who has not read.

use super::write::{camt029, camt056, named, pacs002};
use super::*;
use serde_json::json;
use std::sync::Arc;
use suftaja_base::Instant;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::sequencer::Pace;

#[track_caller]
fn profile(story: &Story, who: &str, of: &str, word: &str, on: bool) -> Answer {
    let mut order = json!({ "order": "participant-profile", "participant": of });
    order[word] = on.into();
    story.given.order(who, &order)
}

#[test]
fn a_bank_that_wants_no_positive_statuses_reads_refusals_alone() {
    let mut story = Story::begin();
    assert_eq!(profile(&story, ANNA, ANNA, "statuses", false).status, 200);
    // The answer to a message is its answer; the outbox does not repeat it.
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled").says(&status("ACSC", ""));
    story.send(ANNA, &anna_pays("5000.00", "m2"), "queued").says(&status("PDNG", ""));
    story.gets(ANNA, &[]);
    story.gets(BENO, &["pacs.009.001.08"]);
    let again = story.given.send(ANNA, &anna_pays("250.50", "m1"));
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    let close = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(story.given.order("operator-a", &close).status, 200);
    let got = story.gets(ANNA, &["pacs.002.001.10"]);
    got[0].says(&status("RJCT", "ED05"));
    assert_eq!(profile(&story, ANNA, ANNA, "statuses", true).status, 200);
    let own = story.given.read(ANNA, "/v1/participants").json();
    let anna = own["participants"].as_array().unwrap().iter().find(|p| p["participant"] == ANNA);
    assert_eq!(
        anna.unwrap()["profile"],
        json!({ "statuses": true, "receipts": true, "urgent": true })
    );
}

#[test]
fn receipts_of_what_was_passed_on_are_a_wish_too() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "taken");
    assert_eq!(profile(&story, BENO, BENO, "receipts", false).status, 200);
    story.skip(BENO);
    let told = story.send(BENO, &camt029(BENO, named("m1"), "a1", "RJCR", Some("CUST")), "taken");
    assert_eq!(told.definition, "admi.007.001.01");
    story.gets(BENO, &[]);
    assert_eq!(profile(&story, BENO, BENO, "receipts", true).status, 200);
    story.send(BENO, &pacs002(BENO, named("m1"), "s1", "ACCC", None), "taken");
    story.gets(BENO, &["admi.007.001.01"]);
}

#[test]
fn a_profile_belongs_to_its_participant_and_the_class_urgent_to_the_union() {
    let story = Story::begin();
    profile(&story, BENO, ANNA, "statuses", false).is_problem(403, "SUF-2024");
    profile(&story, ANNA, ANNA, "urgent", false).is_problem(403, "SUF-2030");
    let two = json!({
        "order": "participant-profile", "participant": ANNA, "statuses": true, "urgent": true,
    });
    assert_eq!(story.given.order(ANNA, &two).status, 400);

    let urgent = |id: &str| {
        let settled = format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>");
        let class = format!("{settled}<SttlmPrty>URGT</SttlmPrty>");
        anna_pays("1.00", id).replace(&settled, &class)
    };
    story.send(ANNA, &urgent("u1"), "settled");
    assert_eq!(profile(&story, &format!("{CENTRAL}-a"), ANNA, "urgent", false).status, 200);
    story.send(ANNA, &urgent("u2"), "refused").says(&status("RJCT", "AG03"));
    story.send(ANNA, &anna_pays("1.00", "m1"), "settled");
}

#[test]
fn a_receiver_that_does_not_read_is_silent_and_stops_nothing() {
    const MORNING: u64 = 1_795_420_800_000_000_000;
    let hands = Arc::new(Hands::default());
    hands.set_wall(Instant::from_nanos(MORNING));
    let source = Source::Hands(Arc::clone(&hands));
    let story = Story::of(open_union(UNION, Pace { source, ..Pace::default() }));
    story.given.fund(ANNA, "1000.00", "day-1");
    let silent = |who: &str| {
        let all = story.given.read("operator-a", "/v1/delivery").json();
        let all = all["participants"].as_array().unwrap().clone();
        let own = all.into_iter().find(|p| p["participant"].as_str().unwrap().starts_with(who));
        own.unwrap()
    };
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    let entry = story.given.node.journal().tail();
    assert_eq!(silent(BENO)["silent"], false);
    assert_eq!(silent(BENO)["unread_entry"], entry);
    hands.set_wall(Instant::from_nanos(MORNING + (15 * 60 + 1) * 1_000_000_000));
    assert_eq!(silent(BENO)["silent"], true);
    story.send(ANNA, &anna_pays("1.00", "m2"), "settled");
    // Reading alone proves nothing; asking behind what was read does.
    story.given.read(BENO, "/v1/outbox?after=0");
    assert_eq!(silent(BENO)["kept"], 0);
    story.given.read(BENO, "/v1/outbox?after=2");
    let delivery = silent(BENO);
    assert_eq!((&delivery["kept"], &delivery["silent"]), (&json!(2), &json!(false)));
    assert_eq!(delivery["unread_entry"], serde_json::Value::Null);
    // A bank sees itself alone.
    let own = story.given.read(BENO, "/v1/delivery").json();
    assert_eq!(own["participants"].as_array().unwrap().len(), 1);
}
