//! A debit: both sides agree on a mandate; the creditor sends pacs.010; the debtor gets it verbatim
//! and a camt.054.

use super::write::{Named, Return, camt056, pacs010, pacs028};
use super::*;
use serde_json::{Value, json};

const PAIR: [&str; 2] = [BENO, ANNA];

/// Beno debits Anna.
fn debit(amount: &str, id: &str) -> String {
    pacs010(PAIR, ["KES", amount], id)
}

fn of(id: &str) -> Named<'_> {
    Named { id, definition: "pacs.010.001.03" }
}

fn offer(story: &Story, more: &Value) -> Value {
    let number = |bank| story.given.account(bank, "KES")["account"].clone();
    let mut order = json!({
        "order": "mandate-offer", "debtor": number(ANNA), "creditor": number(BENO),
        "item_max": "300.00", "day_max": "500.00", "from": DATE,
    });
    let fields = more.as_object().unwrap();
    order.as_object_mut().unwrap().extend(fields.clone());
    order
}

#[track_caller]
fn ordered(story: &Story, who: &str, order: &Value) -> Value {
    let answer = story.given.order(who, order);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Anna, who has a thousand, has agreed that Beno debits her.
fn agreed(more: &Value) -> Story {
    let story = Story::begin();
    let offered = ordered(&story, BENO, &offer(&story, more));
    assert_eq!(offered["events"][0], json!({ "event": "mandate-offered", "mandate": 0 }));
    ordered(&story, ANNA, &json!({ "order": "mandate-accept", "mandate": 0 }));
    story
}

#[test]
fn a_debit_under_a_mandate_settles_and_both_sides_are_told() {
    let mut story = agreed(&json!({}));
    let message = debit("250.50", "d1");
    story.send(BENO, &message, "settled").says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "749.50");
    assert_eq!(story.given.balance(BENO, "KES"), "250.50");
    let told = story.gets(BENO, &["pacs.002.001.10"]);
    told[0].says(&[
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgNmId", "pacs.010.001.03"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlEndToEndId", "d1"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlTxRef/IntrBkSttlmAmt", "250.50"),
    ]);
    let got = story.gets(ANNA, &["pacs.010.001.03", "camt.054.001.08"]);
    got[0].carries(&message);
    assert!(got[0].text.contains("<SttlmEvdnc"), "{}", got[0].text);
    got[1].says(&[
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/Amt", "250.50"),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/CdtDbtInd", "DBIT"),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls/TxDtls/Refs/EndToEndId", "d1"),
    ]);
    let again = story.given.send(BENO, &message);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert_eq!(story.given.balance(ANNA, "KES"), "749.50", "a repeat debits nothing");
    let held = &story.given.read(ANNA, "/v1/mandates").json()["mandates"][0];
    assert_eq!(held["used"]["amount"], "250.50", "{held}");
    assert_eq!((&held["stage"], &held["debtor"]), (&json!("in-force"), &json!(ANNA)));
    let others = story.given.read(CARO, "/v1/mandates").json();
    assert_eq!(others["mandates"], json!([]), "a mandate is its two sides' and the overseers'");
    let seen = story.given.read(&format!("{CENTRAL}-a"), "/v1/mandates").json();
    assert_eq!(seen["mandates"].as_array().unwrap().len(), 1);
}

#[test]
fn a_debit_without_a_mandate_in_force_is_refused() {
    let mut story = Story::begin();
    let told = story.send(BENO, &debit("1.00", "d1"), "refused");
    told.says(&status("RJCT", "MD01"));
    ordered(&story, BENO, &offer(&story, &json!({})));
    // Who offers does not accept, and nobody else does.
    let accept = json!({ "order": "mandate-accept", "mandate": 0 });
    story.given.order(BENO, &accept).is_problem(422, "SUF-2145");
    story.given.order(CARO, &accept).is_problem(404, "SUF-2144");
    story.send(BENO, &debit("1.00", "d2"), "refused").says(&status("RJCT", "MD01"));
    ordered(&story, ANNA, &accept);
    story.send(BENO, &debit("1.00", "d3"), "settled");
    // The debtor does not debit by it.
    let told = story.send(ANNA, &pacs010([ANNA, BENO], ["KES", "1.00"], "d4"), "refused");
    told.says(&status("RJCT", "MD01"));
    ordered(&story, ANNA, &json!({ "order": "mandate-end", "mandate": 0 }));
    story.send(BENO, &debit("1.00", "d5"), "refused").says(&status("RJCT", "MD01"));
    story.skip(ANNA);
    assert_eq!(story.given.balance(ANNA, "KES"), "999.00");
}

#[test]
fn caps_dates_and_priority_are_kept_with_their_codes() {
    let story = agreed(&json!({}));
    let told = story.send(BENO, &debit("300.01", "d1"), "refused");
    told.says(&status("RJCT", "AM14"));
    assert!(told.text.contains("SUF-2142"), "{}", told.text);
    story.send(BENO, &debit("300.00", "d2"), "settled");
    let told = story.send(BENO, &debit("200.01", "d3"), "refused");
    told.says(&status("RJCT", "AM14"));
    assert!(told.text.contains("SUF-2143"), "{}", told.text);
    story.send(BENO, &debit("200.00", "d4"), "settled");
    let urgent = "</IntrBkSttlmDt><SttlmPrty>HIGH</SttlmPrty>";
    let high = debit("1.00", "d5").replace("</IntrBkSttlmDt>", urgent);
    story.send(BENO, &high, "refused").says(&status("RJCT", "AG03"));
    let later = offer(&story, &json!({ "from": "2026-11-24" }));
    ordered(&story, ANNA, &later);
    ordered(&story, BENO, &json!({ "order": "mandate-accept", "mandate": 1 }));
    let told = story.send(BENO, &debit("1.00", "d6"), "refused");
    told.says(&status("RJCT", "MD01"));
    assert!(told.text.contains("SUF-2141"), "{}", told.text);
    let small = offer(&story, &json!({ "day_max": "299.99" }));
    story.given.order(BENO, &small).is_problem(422, "SUF-2146");
}

#[test]
fn a_debit_that_waits_is_cancelled_by_its_sender_or_ends_with_its_mandate() {
    let mut story = agreed(&json!({ "item_max": "5000.00", "day_max": "9000.00" }));
    for id in ["d1", "d2"] {
        story.send(BENO, &debit("1500.00", id), "queued").says(&status("PDNG", ""));
    }
    assert!(story.outbox(ANNA).is_empty(), "nobody is told of what is not final");
    let told = story.send(BENO, &pacs028(BENO, of("d1"), "q1"), "taken");
    told.says(&status("PDNG", ""));
    story.send(ANNA, &pacs028(ANNA, of("d1"), "q2"), "refused").says(&status("RJCT", "AG09"));
    story
        .send(ANNA, &camt056(ANNA, of("d1"), "c1", ""), "refused")
        .says(&resolution("RJCR", "NOOR"));
    story.send(BENO, &camt056(BENO, of("d1"), "c2", ""), "taken").says(&resolution("CNCL", ""));
    story.skip(BENO);
    ordered(&story, ANNA, &json!({ "order": "mandate-end", "mandate": 0 }));
    let told = story.gets(BENO, &["pacs.002.001.10"]);
    told[0]
        .says(&status("RJCT", "MD01"))
        .says(&[("FIToFIPmtStsRpt/TxInfAndSts/OrgnlEndToEndId", "d2")]);
}

#[test]
fn money_that_was_debited_is_asked_back_by_who_paid_and_returned_by_who_got_it() {
    let mut story = agreed(&json!({}));
    story.send(BENO, &debit("250.00", "d1"), "settled");
    story.skip(ANNA);
    story.skip(BENO);
    let told = story.send(BENO, &camt056(BENO, of("d1"), "c1", ""), "refused");
    told.says(&resolution("RJCR", "NARR"));
    assert!(told.text.contains("SUF-2148"), "{}", told.text);
    story.skip(BENO);
    story.send(ANNA, &camt056(ANNA, of("d1"), "c2", ""), "taken").says(&resolution("PDCR", ""));
    story.gets(BENO, &["camt.056.001.08"]);
    let back = |from, to, id| {
        let (currency, amount, reason) = ("KES", "250.00", "FOCR");
        Return { from, to, of: of("d1"), currency, amount, id, reason }.write()
    };
    story.send(ANNA, &back(ANNA, BENO, "r1"), "refused");
    story.send(BENO, &back(BENO, ANNA, "r2"), "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}
