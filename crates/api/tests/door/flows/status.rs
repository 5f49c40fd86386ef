//! Statuses: who may ask for one (pacs.028), and what a receiver says of a payment (pacs.002).

use super::write::{Return, named, pacs002, pacs028};
use super::*;

#[test]
fn the_sender_asks_and_reads_where_the_payment_stands_at_that_moment() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("1250.50", "m1"), "queued");
    let told = story.send(ANNA, &pacs028(ANNA, named("m1"), "q1"), "taken");
    assert_eq!(told.definition, "pacs.002.001.10");
    told.says(&status("PDNG", "")).says(&[
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", "m1"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlTxRef/IntrBkSttlmAmt", "1250.50"),
    ]);
    assert!(told.text.contains("<BizMsgIdr>q1</BizMsgIdr><MsgDefIdr>pacs.028"), "{}", told.text);
    assert_eq!(story.gets(ANNA, &["pacs.002.001.10"; 2])[1].text, told.text);
    // Asked again, also by the same message, the answer is the present one.
    story.given.fund(ANNA, "500.00", "cover");
    let settled = story.given.node.journal().tail().to_string();
    story.given.fund(CENTRAL, "1.00", "later");
    let told = story.send(ANNA, &pacs028(ANNA, named("m1"), "q1"), "taken");
    told.says(&status("ACSC", "")).says(&[
        ("FIToFIPmtStsRpt/TxInfAndSts/ClrSysRef", settled.as_str()),
        ("FIToFIPmtStsRpt/TxInfAndSts/FctvIntrBkSttlmDt/Dt", DATE),
    ]);
    story.skip(ANNA);
    // The request is on record, and the receiver may ask too once it is final.
    let told = story.send(BENO, &pacs028(BENO, named("m1"), "q1"), "taken");
    told.says(&status("ACSC", ""));
}

#[test]
fn a_refused_payment_is_told_refused_with_its_first_reason() {
    let story = Story::begin();
    let passed = anna_pays("1.00", "m1").replace(
        "</IntrBkSttlmDt>",
        "</IntrBkSttlmDt><SttlmTmReq><RjctTm>00:00:01Z</RjctTm></SttlmTmReq>",
    );
    story.send(ANNA, &passed, "refused").says(&status("RJCT", "AB03"));
    let told = story.send(ANNA, &pacs028(ANNA, named("m1"), "q1"), "taken");
    told.says(&status("RJCT", "AB03"));
}

#[test]
fn nobody_else_learns_of_a_payment() {
    let story = Story::begin();
    story.send(ANNA, &anna_pays("5000.00", "m1"), "queued");
    // To the receiver it is unknown until it is final.
    for who in [BENO, CARO, CENTRAL] {
        let told = story.send(who, &pacs028(who, named("m1"), "q1"), "refused");
        assert_eq!(told.definition, "pacs.002.001.10");
        told.says(&status("RJCT", "AG09")).says(&[
            ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", "m1"),
            ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgNmId", "pacs.009.001.08"),
        ]);
    }
}

#[test]
fn what_the_receiver_says_of_a_payment_goes_to_its_sender() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.skip(ANNA);
    story.skip(BENO);
    for (id, code, reason) in [
        ("s1", "ACWP", None),
        ("s2", "BLCK", None),
        ("s3", "ACCC", None),
        ("s4", "RJCT", Some("AC04")),
    ] {
        let report = pacs002(BENO, named("m1"), id, code, reason);
        let told = story.send(BENO, &report, "taken");
        assert_eq!(told.definition, "admi.007.001.01");
        told.says(&[("RctAck/Rpt/RltdRef/Ref", id)]);
        let got = story.gets(ANNA, &["pacs.002.001.10"]);
        got[0].carries(&report).says(&status(code, reason.unwrap_or_default()));
    }
    assert_eq!(story.given.balance(BENO, "KES"), "250.50", "a refusal only announces a return");
    let (of, currency, reason) = (named("m1"), "KES", "AC04");
    let back = Return { from: BENO, to: ANNA, of, currency, amount: "250.50", id: "r1", reason };
    story.send(BENO, &back.write(), "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}

#[test]
fn a_status_that_is_not_the_receivers_to_give_is_refused() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &anna_pays("5000.00", "m2"), "queued");
    story.skip(ANNA);
    for (who, of, code, suf) in [
        (BENO, "m1", "ACSC", "SUF-4040"),
        (BENO, "m2", "ACCC", "SUF-2070"),
        (BENO, "m9", "ACCC", "SUF-2070"),
        (ANNA, "m1", "ACCC", "SUF-2070"),
        (CARO, "m1", "ACCC", "SUF-2070"),
    ] {
        let report = pacs002(who, named(of), "s1", code, None);
        let told = story.send(who, &report, "refused");
        assert_eq!(told.definition, "admi.002.001.01");
        told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", suf)]);
    }
    // Nor are two statuses in one message, or one that cannot be read.
    let report = pacs002(BENO, named("m1"), "s2", "ACCC", None);
    let (start, end) = (report.find("<TxInfAndSts>").unwrap(), report.find("</FIToFI").unwrap());
    let twice = report.replace(&report[start..end], &report[start..end].repeat(2));
    assert_eq!(story.send(BENO, &twice, "refused").definition, "admi.002.001.01");
    let broken = report.replace("<TxSts>", "<TxStts>");
    assert_eq!(story.send(BENO, &broken, "unreadable").definition, "admi.002.001.01");
    let told = story.outbox(ANNA);
    assert_eq!(told.len(), 1, "only the answer to its own");
}
