//! A payment waits; its sender has it cancelled by camt.056 before it settles.

use super::write::{Named, camt056, named};
use super::*;
use suftaja_node::sequencer::Pace;

#[test]
fn a_payment_that_waits_is_cancelled_at_once_and_lets_others_go() {
    let mut story = Story::begin();
    let urgent = anna_pays("1500.00", "m1")
        .replace("</IntrBkSttlmDt>", "</IntrBkSttlmDt><SttlmPrty>URGT</SttlmPrty>");
    story.send(ANNA, &urgent, "queued");
    // A payment of a lower class does not take what the urgent one waits for.
    story.send(ANNA, &anna_pays("300.00", "m2"), "queued");
    story.gets(ANNA, &["pacs.002.001.10", "pacs.002.001.10"]);

    let request = camt056(ANNA, named("m1"), "c1", "");
    story.send(ANNA, &request, "taken");
    let told = story.gets(ANNA, &["pacs.002.001.10", "camt.029.001.09", "pacs.002.001.10"]);
    told[0].says(&status("RJCT", "DS02")).says(&[
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", "m1"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlTxRef/IntrBkSttlmAmt", "1500.00"),
    ]);
    told[1].says(&resolution("CNCL", "")).says(&[
        ("RsltnOfInvstgtn/RslvdCase/Id", "CASE-c1"),
        ("RsltnOfInvstgtn/RslvdCase/Cretr/Agt/FinInstnId/BICFI", ANNA),
        ("RsltnOfInvstgtn/CxlDtls/TxInfAndSts/CxlStsId", "c1"),
        ("RsltnOfInvstgtn/CxlDtls/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", "m1"),
        ("RsltnOfInvstgtn/Assgnmt/Assgne/Agt/FinInstnId/BICFI", ANNA),
    ]);
    told[2].says(&status("ACSC", ""));
    story.gets(BENO, &["pacs.009.001.08"]);
    assert_eq!(story.given.balance(ANNA, "KES"), "700.00");

    // The same case again gets its first answer and changes nothing, not even the journal.
    let before = story.given.node.journal().tail();
    let again = story.given.send(ANNA, &request);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert_eq!(again.header("suftaja-standing"), Some("noted"));
    assert!(again.text().contains("<Conf>CNCL</Conf>"));
    assert_eq!(story.given.node.journal().tail(), before);
    // Another case finds a payment that will never settle.
    let told = story.send(ANNA, &camt056(ANNA, named("m1"), "c2", ""), "refused");
    told.says(&resolution("RJCR", "NARR"));
}

#[test]
fn a_payment_that_a_stop_holds_is_cancelled_too() {
    let mut story = Story::begin();
    let stop = serde_json::json!({ "order": "currency-stop", "currency": "KES", "stopped": true });
    let (first, second) = (format!("{CENTRAL}-a"), format!("{CENTRAL}-b"));
    assert_eq!(story.given.order_of_two(&first, &second, &stop).status, 200);
    story.send(ANNA, &anna_pays("10.00", "m1"), "queued");
    story.skip(ANNA);
    story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "taken");
    let told = story.gets(ANNA, &["pacs.002.001.10", "camt.029.001.09"]);
    told[0].says(&status("RJCT", "DS02"));
    told[1].says(&resolution("CNCL", ""));
}

#[test]
fn where_entry_makes_irrevocable_nothing_is_cancelled() {
    let union = format!("{UNION}\n[rules]\nirrevocable_at_entry = true\n");
    let mut story = Story::of(open_union(&union, Pace::default()));
    story.send(ANNA, &anna_pays("10.00", "m1"), "queued");
    let told = story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "refused");
    told.says(&resolution("RJCR", "LEGL"));
    story.gets(ANNA, &["pacs.002.001.10", "camt.029.001.09"]);
    story.given.fund(ANNA, "10.00", "cover");
    assert_eq!(story.given.balance(BENO, "KES"), "10.00", "it stands and settles");
}

#[test]
fn a_request_for_what_is_not_the_senders_finds_nothing() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("5000.00", "m1"), "queued");
    let differs = "<OrgnlIntrBkSttlmAmt Ccy=\"KES\">4999.00</OrgnlIntrBkSttlmAmt>";
    let as_008 = Named { id: "m1", definition: "pacs.008.001.08" };
    for (who, message, reason) in [
        (ANNA, camt056(ANNA, named("m9"), "c1", ""), "NOOR"),
        (ANNA, camt056(ANNA, as_008, "c2", ""), "NOOR"),
        (BENO, camt056(BENO, named("m1"), "c3", ""), "NOOR"),
        (CARO, camt056(CARO, named("m1"), "c4", ""), "NOOR"),
        (ANNA, camt056(ANNA, named("m1"), "c5", differs), "NARR"),
    ] {
        let told = story.send(who, &message, "refused");
        assert_eq!(told.definition, "camt.029.001.09");
        told.says(&resolution("RJCR", reason));
    }
    story.skip(ANNA);
    assert_eq!(story.given.read(ANNA, "/v1/queue").json()["payments"][0]["minor"], "500000");
}

#[test]
fn a_request_may_be_for_the_system_or_for_the_receiver_and_for_nobody_else() {
    let story = Story::begin();
    story.send(ANNA, &anna_pays("5000.00", "m1"), "queued");
    let assigned = |to: &str, id: &str| {
        let request = camt056(ANNA, named("m1"), id, "");
        let end = "</Assgne>";
        let start = request.find("<Assgne>").unwrap();
        let end = request.find(end).unwrap();
        let own = request[start..end].replace("SUFTKENA", to);
        format!("{}{own}{}", &request[..start], &request[end..])
    };
    story.send(ANNA, &assigned(CARO, "c1"), "refused").says(&resolution("RJCR", "NOOR"));
    story.send(ANNA, &assigned("NOWHKENA", "c2"), "refused").says(&resolution("RJCR", "NOOR"));
    story.send(ANNA, &assigned(BENO, "c3"), "taken").says(&resolution("CNCL", ""));
}

#[test]
fn a_faulty_request_is_answered_by_camt_029_and_an_unreadable_one_by_admi_002() {
    let story = Story::begin();
    let request = camt056(ANNA, named("m1"), "c1", "");
    let of_beno = request.replace(
        "<Assgnr><Agt><FinInstnId><BICFI>ANNAKENA",
        "<Assgnr><Agt><FinInstnId><BICFI>BENOKENA",
    );
    let told = story.send(ANNA, &of_beno, "refused");
    told.says(&resolution("RJCR", "NARR"));
    let start = request.find("<Undrlyg>").unwrap();
    let end = request.find("</FIToFIPmtCxlReq>").unwrap();
    let twice = request.replace(&request[start..end], &request[start..end].repeat(2));
    story.send(ANNA, &twice, "refused").says(&resolution("RJCR", "NARR"));
    let broken = request.replace("<Assgnr>", "<Assgner>");
    assert_eq!(story.send(ANNA, &broken, "unreadable").definition, "admi.002.001.01");
}
