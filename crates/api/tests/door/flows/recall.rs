//! A recall: a settled payment is asked back; its receiver refuses or returns, or is reminded.

use super::write::{Return, camt029, camt056, named};
use super::*;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::sequencer::Pace;

/// Anna paid 250.50 to Beno and recalls it; both have read what they got.
fn recalled(mut story: Story) -> Story {
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.skip(ANNA);
    story.skip(BENO);
    let request = camt056(ANNA, named("m1"), "c1", "");
    story.send(ANNA, &request, "taken").says(&resolution("PDCR", ""));
    story.gets(ANNA, &["camt.029.001.09"]);
    let got = story.gets(BENO, &["camt.056.001.08"]);
    got[0].carries(&request);
    assert!(!got[0].text.contains("SttlmEvdnc"), "nothing settles by it");
    assert_eq!(story.given.balance(BENO, "KES"), "250.50", "nothing final is unwound");
    assert_eq!(story.payment(BENO, "m1")["recalled"], true);
    story
}

#[test]
fn the_receiver_refuses_and_who_asked_reads_why() {
    let mut story = recalled(Story::begin());
    let answer = camt029(BENO, named("m1"), "a1", "RJCR", Some("CUST"));
    let told = story.send(BENO, &answer, "taken");
    assert_eq!(told.definition, "admi.007.001.01");
    told.says(&[
        ("RctAck/Rpt/RltdRef/Ref", "a1"),
        ("RctAck/Rpt/RltdRef/MsgNm", "camt.029.001.09"),
        ("RctAck/Rpt/ReqHdlg/StsCd", "COMP"),
    ]);
    let got = story.gets(ANNA, &["camt.029.001.09"]);
    got[0].carries(&answer).says(&resolution("RJCR", "CUST"));

    assert_eq!(story.payment(ANNA, "m1")["recalled"], serde_json::Value::Null);
    // The recall has ended: another answer has nothing to answer, the same one changes nothing.
    let again = story.given.send(BENO, &answer);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    let late = camt029(BENO, named("m1"), "a2", "RJCR", Some("CUST"));
    let told = story.send(BENO, &late, "refused");
    assert_eq!(told.definition, "admi.002.001.01");
    told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", "SUF-2081")]);
    story.gets(ANNA, &[]);
    // And the payment may be recalled anew.
    story.send(ANNA, &camt056(ANNA, named("m1"), "c2", ""), "taken");
}

#[test]
fn the_receiver_agrees_and_returns_which_ends_the_recall() {
    let mut story = recalled(Story::begin());
    story.send(BENO, &camt029(BENO, named("m1"), "a1", "IPAY", None), "taken");
    story.gets(ANNA, &["camt.029.001.09"]);
    let (of, currency, reason) = (named("m1"), "KES", "FOCR");
    let back = Return { from: BENO, to: ANNA, of, currency, amount: "250.50", id: "r1", reason };
    story.send(BENO, &back.write(), "settled").says(&status("ACSC", ""));
    let got = story.gets(ANNA, &["pacs.004.001.09"]);
    got[0].says(&[("PmtRtr/TxInf/RtrRsnInf/Rsn/Cd", "FOCR")]);
    let late = camt029(BENO, named("m1"), "a2", "RJCR", Some("ARDT"));
    story.send(BENO, &late, "refused");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}

#[test]
fn one_case_at_a_time_and_the_same_case_once() {
    let mut story = recalled(Story::begin());
    let again = story.given.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""));
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert!(again.text().contains("<Conf>PDCR</Conf>"));
    let told = story.send(ANNA, &camt056(ANNA, named("m1"), "c2", ""), "refused");
    told.says(&resolution("RJCR", "NARR"));
    assert!(told.text.contains("SUF-2079"), "{}", told.text);
    story.gets(BENO, &[]);
    // Nobody but the receiver answers.
    for who in [ANNA, CARO] {
        let answer = camt029(who, named("m1"), "a1", "RJCR", Some("CUST"));
        let told = story.send(who, &answer, "refused");
        assert_eq!(told.definition, "admi.002.001.01");
        told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", "SUF-2070")]);
    }
}

/// A clock whose hands the story sets, and the writer's pace by it.
fn hands() -> (Arc<Hands>, Pace) {
    let hands = Arc::new(Hands::default());
    // After the entries that set the union up, which were made by the system's clock.
    hands.pass_to(Source::default().shows());
    let source = Source::Hands(Arc::clone(&hands));
    (hands, Pace { source, timers_after: Duration::MAX, ..Pace::default() })
}

fn days(hands: &Arc<Hands>, days: u64) {
    let now = Source::Hands(Arc::clone(hands)).shows().nanos();
    hands.pass_to(Instant::from_nanos(now + days * 86_400_000_000_000));
}

#[test]
fn when_the_clock_has_run_both_are_reminded_and_the_case_stays_open() {
    let (hands, pace) = hands();
    let story = Story::of(open_union(&format!("{UNION}\n[rules]\nrecall_days = 3\n"), pace));
    story.given.fund(ANNA, "1000.00", "day-1");
    let mut story = recalled(story);
    // Any entry runs the clocks: here a small payment between others.
    let pass = |story: &Story, id| {
        let pays = Transfer { from: CARO, to: BENO, currency: "UGX", amount: "1", id };
        story.send(CARO, &pays.write(), "queued");
    };
    days(&hands, 2);
    pass(&story, "p1");
    story.gets(ANNA, &[]);
    for round in ["p2", "p3"] {
        days(&hands, 3);
        pass(&story, round);
        let told = story.gets(ANNA, &["camt.029.001.09"]);
        told[0].says(&resolution("PDCR", "")).says(&[("RsltnOfInvstgtn/RslvdCase/Id", "CASE-c1")]);
        let told = story.gets(BENO, &["pacs.028.001.03"]);
        told[0].says(&[
            ("FIToFIPmtStsReq/TxInf/OrgnlGrpInf/OrgnlMsgId", "c1"),
            ("FIToFIPmtStsReq/TxInf/OrgnlGrpInf/OrgnlMsgNmId", "camt.056.001.08"),
            ("FIToFIPmtStsReq/TxInf/OrgnlInstrId", "m1"),
            ("FIToFIPmtStsReq/TxInf/InstdAgt/FinInstnId/BICFI", BENO),
        ]);
    }
    let answer = camt029(BENO, named("m1"), "a1", "RJCR", Some("CUST"));
    story.send(BENO, &answer, "taken");
    story.gets(ANNA, &["camt.029.001.09"]);
    days(&hands, 30);
    pass(&story, "p4");
    story.gets(ANNA, &[]);
}
