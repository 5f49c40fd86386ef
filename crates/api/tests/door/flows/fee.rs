//! Fees: the central bank sets a tariff ahead; what a payment costs is a posting beside it, told by
//! camt.054, at once or at the end of the day.

use super::*;
use serde_json::{Value, json};

const NEXT: &str = "2026-11-24";

fn number(story: &Story, bank: &str) -> Value {
    story.given.account(bank, "KES")["account"].clone()
}

fn tariff(story: &Story, from: &str, prices: &Value) -> Value {
    let account = number(story, CENTRAL);
    json!({ "order": "tariff-set", "currency": "KES", "from": from, "account": account,
            "prices": prices })
}

#[track_caller]
fn ordered(story: &Story, who: &str, order: &Value) {
    let answer = story.given.order(who, order);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn turn(story: &Story, date: &str) {
    ordered(story, "operator-a", &json!({ "order": "day-close", "currency": "KES" }));
    let open = json!({ "order": "day-open", "currency": "KES", "date": date });
    ordered(story, "operator-a", &open);
}

/// Anna has a thousand, and the day has begun on which these prices count.
fn priced(prices: &Value) -> Story {
    let mut story = Story::begin();
    ordered(&story, &format!("{CENTRAL}-a"), &tariff(&story, NEXT, prices));
    turn(&story, NEXT);
    for bank in [ANNA, BENO, CENTRAL] {
        story.skip(bank);
    }
    story
}

fn pays(amount: &str, id: &str) -> String {
    anna_pays(amount, id)
        .replace(&format!("<IntrBkSttlmDt>{DATE}<"), &format!("<IntrBkSttlmDt>{NEXT}<"))
}

/// A camt.054 of a fee.
fn fee<'a>(amount: &'a str, side: &'a str) -> [(&'static str, &'a str); 3] {
    [
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/Amt", amount),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/CdtDbtInd", side),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/BkTxCd/Prtry/Cd", "FEE"),
    ]
}

#[test]
fn a_fee_at_once_is_told_beside_the_payment_which_arrives_in_full() {
    let prices = json!([{ "service": "pacs.009", "settled": "0.75" }]);
    let mut story = priced(&prices);
    story.send(ANNA, &pays("250.50", "m1"), "settled").says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "748.75");
    assert_eq!(story.given.balance(BENO, "KES"), "250.50", "the full amount is credited");
    assert_eq!(story.given.balance(CENTRAL, "KES"), "0.75");
    let told = story.gets(ANNA, &["pacs.002.001.10", "camt.054.001.08"]);
    let end_to_end = "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls/TxDtls/Refs/EndToEndId";
    told[1].says(&fee("0.75", "DBIT")).says(&[(end_to_end, "m1")]);
    story.gets(BENO, &["pacs.009.001.08"]);
    story.gets(CENTRAL, &["camt.054.001.08"])[0].says(&fee("0.75", "CRDT"));
    let seen = story.given.read(BENO, "/v1/tariffs").json();
    let first = &seen["tariffs"][0];
    assert_eq!((&first["in_force"], &first["from"]), (&json!(true), &json!(NEXT)), "{seen}");
    assert_eq!(first["prices"][0]["settled"]["amount"], "0.75", "{seen}");
    let repeat = story.given.send(ANNA, &pays("250.50", "m1"));
    assert_eq!(repeat.header("suftaja-fate"), Some("repeated"));
    assert_eq!(story.given.balance(ANNA, "KES"), "748.75", "a repeat costs nothing");
}

#[test]
fn what_a_day_cost_is_taken_at_its_end_and_stands_on_its_statement() {
    let prices = json!([{ "service": "pacs.009", "when": "day-end", "settled": "1.00",
                          "refused": "0.40" }]);
    let mut story = priced(&prices);
    story.send(ANNA, &pays("100.00", "m1"), "settled");
    story.send(ANNA, &pays("200.00", "m2"), "settled");
    // A refusal for good: the value date is past. One that may pass costs nothing.
    let past = anna_pays("1.00", "m3");
    story.send(ANNA, &past, "refused");
    let due = &story.given.account(ANNA, "KES")["fees_due"];
    assert_eq!(due["amount"], "2.40", "{due}");
    story.skip(ANNA);
    turn(&story, "2026-11-25");
    assert_eq!(story.given.balance(ANNA, "KES"), "697.60");
    let told = story.gets(ANNA, &["camt.054.001.08", "camt.053.001.08"]);
    told[0].says(&fee("2.40", "DBIT"));
    let name = "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls/TxDtls/Refs/EndToEndId";
    told[0].says(&[(name, "")]);
    assert!(told[1].text.contains("<Cd>FEE</Cd>"), "{}", told[1].text);
    let trial =
        story.given.read(&format!("{CENTRAL}-a"), "/v1/trial-balance?currency=KES&date=2026-11-24");
    assert_eq!(trial.status, 200, "{}", trial.text());
    assert!(story.given.account(ANNA, "KES")["fees_due"].is_null());
}

#[test]
fn a_fee_that_is_not_there_holds_no_payment_and_stays_due() {
    let prices = json!([{ "service": "pacs.009", "settled": "5.00" }]);
    let mut story = priced(&prices);
    story.send(ANNA, &pays("998.00", "m1"), "settled");
    story.gets(ANNA, &["pacs.002.001.10"]);
    assert_eq!(story.given.balance(ANNA, "KES"), "2.00");
    turn(&story, "2026-11-25");
    assert_eq!(story.given.balance(ANNA, "KES"), "0.00");
    let held = story.given.account(ANNA, "KES");
    assert_eq!(held["fees_due"]["amount"], "3.00", "{held}");
    let close =
        json!({ "order": "account-status", "account": held["account"], "status": "closed" });
    story.given.order("operator-a", &close).is_problem(422, "SUF-2152");
}

#[test]
fn a_tariff_is_the_central_banks_and_lies_ahead() {
    let story = Story::begin();
    let central = format!("{CENTRAL}-a");
    let prices = json!([{ "service": "pacs.008", "payer": "receiver", "settled": "1.00" }]);
    let order = tariff(&story, NEXT, &prices);
    story.given.order(BENO, &order).is_problem(403, "SUF-2030");
    story.given.order(&central, &tariff(&story, DATE, &prices)).is_problem(422, "SUF-2151");
    let twice = json!([{ "service": "pacs.008" }, { "service": "pacs.008" }]);
    story.given.order(&central, &tariff(&story, NEXT, &twice)).is_problem(422, "SUF-2150");
    let strange = json!([{ "service": "camt.056" }]);
    story.given.order(&central, &tariff(&story, NEXT, &strange)).is_problem(400, "SUF-5011");
    let mut foreign = order.clone();
    foreign["account"] = number(&story, ANNA);
    story.given.order(&central, &foreign).is_problem(422, "SUF-2150");
    ordered(&story, &central, &order);
    let seen = story.given.read(ANNA, "/v1/tariffs").json();
    assert_eq!(seen["tariffs"][0]["in_force"], false, "{seen}");
}
