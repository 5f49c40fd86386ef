//! Frozen amounts: a central bank keeps money from its owner on an authority's order.

use super::write::{Return, camt056, named};
use super::*;
use serde_json::{Value, json};

/// Two people of the Kenyan central bank give an order that is carried out; its events.
#[track_caller]
fn ordered(story: &Story, order: &Value) -> Vec<Value> {
    let answer = story.given.order_of_two("CENTKENX-a", "CENTKENX-b", order);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["events"].as_array().unwrap().clone()
}

fn freeze(story: &Story, bank: &str, amount: &str, payment: Option<u64>) -> Value {
    let account = story.given.account(bank, "KES")["account"].clone();
    json!({
        "order": "freeze", "account": account, "amount": amount, "payment": payment,
        "reference": "HC-2026-17", "identification": format!("freeze-{amount}"),
    })
}

fn shown(story: &Story, who: &str) -> Value {
    story.given.read(who, "/v1/frozen").json()["frozen"].clone()
}

fn back(amount: &str, id: &str) -> String {
    let of = named("m1");
    Return { from: BENO, to: ANNA, of, currency: "KES", amount, id, reason: "AC04" }.write()
}

/// Anna paid Beno 250.50; the entry of the payment.
fn paid() -> (Story, u64) {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    let entry = story.given.node.journal().tail();
    story.skip(ANNA);
    story.skip(BENO);
    (story, entry)
}

#[test]
fn what_is_frozen_of_a_payment_comes_back_neither_by_return_nor_by_recall() {
    let (mut story, entry) = paid();
    let events = ordered(&story, &freeze(&story, BENO, "200.00", Some(entry)));
    assert_eq!(events[1], json!({ "event": "frozen", "freeze": 0 }));
    assert_eq!(story.given.balance(BENO, "KES"), "50.50");
    let told = story.gets(BENO, &["camt.054.001.08"]);
    told[0].says(&[
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/CdtDbtInd", "DBIT"),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/BkTxCd/Prtry/Cd", "FREEZE"),
    ]);
    assert!(!told[0].text.contains("HC-2026-17"), "the order is no business of the notice");
    // What is not frozen may come back.
    story.send(BENO, &back("50.50", "r1"), "settled");
    story.given.fund(BENO, "500.00", "more");
    story.send(BENO, &back("1.00", "r2"), "refused").says(&status("RJCT", "RR04"));
    let told = story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "refused");
    told.says(&resolution("RJCR", "LEGL"));
    // Let out, it may come back again.
    let order = json!({
        "order": "unfreeze", "freeze": 0, "amount": "200.00", "identification": "out-1",
    });
    ordered(&story, &order);
    story.send(BENO, &back("200.00", "r3"), "settled");
}

#[test]
fn it_is_let_out_in_part_and_to_whom_the_order_says() {
    let (mut story, _) = paid();
    ordered(&story, &freeze(&story, BENO, "200.00", None));
    assert_eq!(shown(&story, "CENTKENX-a")[0]["reference"], "HC-2026-17");
    assert_eq!(shown(&story, "operator-a")[0]["reference"], Value::Null);
    assert_eq!(shown(&story, BENO)[0]["remaining"]["amount"], "200.00");
    assert_eq!(shown(&story, ANNA), json!([]));
    let to = story.given.account(ANNA, "KES")["account"].clone();
    let out = |amount: &str, id: &str| {
        json!({
            "order": "unfreeze", "freeze": 0, "amount": amount, "to": to, "identification": id,
        })
    };
    ordered(&story, &out("150.00", "out-1"));
    assert_eq!(ordered(&story, &out("150.00", "out-1"))[0]["event"], "repeated");
    assert_eq!(story.given.balance(ANNA, "KES"), "899.50");
    story.gets(ANNA, &["camt.054.001.08"]);
    let more = story.given.order_of_two("CENTKENX-a", "CENTKENX-b", &out("50.01", "out-2"));
    more.is_problem(422, "SUF-2028");
    assert_eq!(shown(&story, BENO)[0]["remaining"]["amount"], "50.00");
}

#[test]
fn it_takes_two_people_of_the_central_bank_and_nothing_else_moves_what_lies_there() {
    let (story, _) = paid();
    let order = freeze(&story, BENO, "10.00", None);
    story.given.order("CENTKENX-a", &order).is_problem(403, "SUF-2035");
    for other in ["operator", "CENTUGKX"] {
        let (a, b) = (format!("{other}-a"), format!("{other}-b"));
        story.given.order_of_two(&a, &b, &order).is_problem(403, "SUF-2030");
    }
    let much = freeze(&story, BENO, "250.51", None);
    let much = story.given.order_of_two("CENTKENX-a", "CENTKENX-b", &much);
    much.is_problem(422, "SUF-2032");
    ordered(&story, &order);
    let all = story.given.read("CENTKENX-a", "/v1/accounts").json();
    let all = all["accounts"].as_array().unwrap();
    let held = all.iter().find(|held| held["kind"] == "frozen").unwrap();
    assert_eq!(held["balance"]["amount"], "10.00");
    let number = held["account"].clone();
    let issue = json!({
        "order": "issue", "account": number, "amount": "1.00", "identification": "i-1",
    });
    story.given.order("CENTKENX-a", &issue).is_problem(422, "SUF-2015");
    let open = json!({ "order": "account-status", "account": number, "status": "open" });
    story.given.order("CENTKENX-a", &open).is_problem(422, "SUF-2036");
    // A message that names it means no account of its own.
    let named = anna_pays("1.00", "m9").replace(
        "</Cdtr></CdtTrfTxInf>",
        &format!(
            "</Cdtr><CdtrAcct><Id><Othr><Id>{number}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>"
        ),
    );
    story.send(ANNA, &named, "refused").says(&status("RJCT", "AC03"));
}
