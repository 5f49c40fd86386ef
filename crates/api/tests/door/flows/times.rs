//! Times that a sender states: not before, to be told, to be refused (`SttlmTmReq`).

use super::*;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::sequencer::Pace;

fn at(text: &str) -> Instant {
    Instant::parse(&format!("{DATE}T{text}Z")).unwrap()
}

/// A union whose clock the story sets, from six in the morning.
fn begin(union: &str) -> (Arc<Hands>, Story) {
    let hands = Arc::new(Hands::default());
    hands.pass_to(at("06:00:00"));
    let source = Source::Hands(Arc::clone(&hands));
    let pace = Pace { source, timers_after: Duration::MAX, ..Pace::default() };
    let mut story = Story::of(open_union(union, pace));
    story.given.fund(ANNA, "100.00", "day-1");
    story.skip(ANNA);
    (hands, story)
}

/// Time passes, and something happens by which it is noticed.
fn until(story: &Story, hands: &Hands, clock: &str) {
    hands.pass_to(at(clock));
    let order = json!({ "order": "currency-limit", "currency": "KES", "payment_max": null });
    assert_eq!(story.given.order(&format!("{CENTRAL}-a"), &order).status, 200);
}

fn timed(amount: &str, id: &str, times: &str) -> String {
    let date = format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>");
    let stated = format!("{date}<SttlmTmReq>{times}</SttlmTmReq>");
    anna_pays(amount, id).replace(&date, &stated)
}

const REASON: &str = "FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/AddtlInf";

#[test]
fn whoever_asks_to_be_told_is_told_once_that_the_payment_still_waits() {
    let (hands, mut story) = begin(UNION);
    let times = "<CLSTm>12:00:00+03:00</CLSTm><TillTm>07:30:00Z</TillTm><RjctTm>08:00:00Z</RjctTm>";
    story.send(ANNA, &timed("250.50", "m1", times), "queued");
    story.gets(ANNA, &["pacs.002.001.10"]);
    until(&story, &hands, "07:29:59");
    story.gets(ANNA, &[]);
    // TillTm comes before CLSTm, and the first of them counts.
    until(&story, &hands, "07:30:00");
    let got = story.gets(ANNA, &["pacs.002.001.10"]);
    got[0].says(&status("PDNG", "")).says(&[(REASON, suftaja_iso::write::PENDING_TEXT)]);
    assert!(got[0].text.contains(suftaja_iso::write::OVERDUE_TEXT), "{}", got[0].text);
    until(&story, &hands, "07:59:59");
    story.gets(ANNA, &[]);
    until(&story, &hands, "08:00:00");
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("RJCT", "AB03"));
}

#[test]
fn what_settles_in_time_needs_no_word_and_waits_for_its_hour() {
    let (hands, mut story) = begin(UNION);
    let times = "<TillTm>09:00:00Z</TillTm><FrTm>08:00:00Z</FrTm>";
    story.send(ANNA, &timed("50.50", "m1", times), "queued");
    story.skip(ANNA);
    until(&story, &hands, "07:59:59");
    story.gets(ANNA, &[]);
    until(&story, &hands, "08:00:00");
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
    until(&story, &hands, "09:00:00");
    story.gets(ANNA, &[]);
}

#[test]
fn a_time_without_an_offset_is_local_where_the_currency_has_a_calendar() {
    let calendar = "[member.calendar]\noffset = \"+03:00\"\nrest_days = [\"sunday\"]\n\
                    roll = \"18:00\"\n[[member]]\n    code = \"UG\"";
    let union = UNION.replace("[[member]]\n    code = \"UG\"", calendar);
    let hands = Arc::new(Hands::default());
    hands.pass_to(at("06:00:00"));
    let source = Source::Hands(Arc::clone(&hands));
    let pace = Pace { source, timers_after: Duration::MAX, ..Pace::default() };
    let story = Story::of(open_at(&pace, suftaja_api::Options::default(), &union));
    until(&story, &hands, "06:00:01");
    // Eight o'clock here is five o'clock UTC, which has passed.
    let passed = timed("1.00", "m1", "<RjctTm>08:00:00</RjctTm>");
    story.send(ANNA, &passed, "refused").says(&status("RJCT", "AB03"));
    story.send(ANNA, &timed("1.00", "m2", "<RjctTm>10:00:00</RjctTm>"), "queued");
    // Without a calendar nobody knows whose eight o'clock it is.
    let (_, story) = begin(UNION);
    let told = story.send(ANNA, &timed("1.00", "m1", "<TillTm>08:00:00</TillTm>"), "refused");
    told.says(&status("RJCT", "DT01"));
}
