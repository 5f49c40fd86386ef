//! `POST /v1/messages`: settled, queued, refused, unreadable, repeated; and what the banks see.

use crate::given::*;
use serde_json::{Value, json};

fn codes(answer: &Answer) -> Vec<String> {
    let findings = answer.json()["findings"].as_array().unwrap().clone();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_covered_payment_settles_and_both_banks_hold_what_they_are_due() {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    let message = anna_pays("250.50", "m1");
    let answer = given.request("POST /v1/messages", ANNA, "", message.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/xml"));
    assert_eq!(answer.header("suftaja-fate"), Some("settled"));
    assert!(answer.text().contains("<TxSts>ACSC</TxSts>"), "{}", answer.text());
    let entry: u64 = answer.header("suftaja-entry").unwrap().parse().unwrap();
    assert!(entry <= given.node.journal().tail(), "answered only when durable");
    assert_eq!(given.balance(ANNA, "KES"), "749.50");
    assert_eq!(given.balance(BENO, "KES"), "250.50");

    let outbox = given.read(BENO, "/v1/outbox").json();
    let messages = outbox["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    let text = messages[0]["text"].as_str().unwrap();
    let start = message.find("<Document").unwrap();
    let end = message.find("</BizMsg>").unwrap();
    assert!(text.contains(&message[start..end]), "the Document is forwarded verbatim");

    let payment = given.read(BENO, &format!("/v1/payments/{entry}")).json();
    assert_eq!(payment["standing"], "settled");
    assert_eq!(payment["settled_by"], entry);
    assert_eq!(payment["minor"], "25050");
    assert_eq!(payment["entered"], payment["settled"]);
}

#[test]
fn a_payment_without_cover_waits_and_settles_when_money_comes() {
    let given = open();
    let answer = given.send(ANNA, &anna_pays("75.00", "m1"));
    assert_eq!(answer.status, 202);
    let receipt = answer.json();
    assert_eq!(receipt["fate"], "queued");
    assert!(receipt["message"]["text"].as_str().unwrap().contains("PDNG"));
    let path = format!("/v1/payments/{}", receipt["entry"]);
    assert_eq!(given.read(ANNA, &path).json()["standing"], "waits");
    given.read(BENO, &path).is_problem(404, "SUF-5010");
    let queue = given.read(ANNA, "/v1/queue").json();
    assert_eq!(queue["payments"].as_array().unwrap().len(), 1);
    assert_eq!(queue["payments"][0]["waits_for"], Value::Null, "a hold does not tell its kind");
    let overseen = given.read(&format!("{CENTRAL}-a"), "/v1/queue").json();
    assert_eq!(overseen["payments"][0]["waits_for"], "cover");
    assert!(given.read(BENO, "/v1/queue").json()["payments"].as_array().unwrap().is_empty());

    given.fund(ANNA, "100.00", "cover");
    let payment = given.read(ANNA, &path).json();
    assert_eq!(payment["standing"], "settled");
    assert!(payment["settled_by"].as_u64() > receipt["entry"].as_u64());
    assert_eq!(given.balance(BENO, "KES"), "75.00");
    let outbox = given.read(ANNA, "/v1/outbox").json();
    let kinds: Vec<&str> = outbox["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["definition"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.len(), 3, "waits, money came, settled: {kinds:?}");
}

#[test]
fn faults_are_refused_with_all_that_the_sender_needs() {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    let to = |to, currency, amount, id| Transfer { from: ANNA, to, currency, amount, id }.write();
    for (message, code) in [
        (to(BENO, "UGX", "10.5", "f1"), "SUF-1211"),
        (to("NOWHKENA", "KES", "10", "f2"), "SUF-4011"),
        (to(BENO, "USD", "10", "f3"), "SUF-4012"),
        (to(CARO, "KES", "10", "f4"), "SUF-4014"),
    ] {
        let answer = given.send(ANNA, &message);
        assert_eq!(answer.status, 422, "{code}: {}", answer.text());
        assert!(codes(&answer).contains(&code.to_owned()), "{code}: {}", answer.text());
        let receipt = answer.json();
        assert_eq!(receipt["fate"], "refused");
        assert!(receipt["message"]["text"].as_str().unwrap().contains("RJCT"), "{code}");
    }
    assert_eq!(given.balance(ANNA, "KES"), "1000.00", "nothing refused moved money");
}

#[test]
fn what_cannot_be_read_is_answered_by_admi_002() {
    let given = open();
    let whole = anna_pays("10", "m1");
    let cut = &whole[..whole.len() / 2];
    let broken = whole.replace("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>one</NbOfTxs>");
    given.send(ANNA, "").is_problem(400, "SUF-5016");
    for message in [" ", "no XML at all", "{\"json\": true}", cut, &broken] {
        let answer = given.send(ANNA, message);
        assert_eq!(answer.status, 400, "{message}: {}", answer.text());
        let receipt = answer.json();
        assert_eq!(receipt["fate"], "unreadable");
        assert_eq!(receipt["message"]["definition"], "admi.002.001.01");
        let finding = &receipt["findings"][0];
        assert!(finding["line"].as_u64().unwrap() >= 1, "{finding}");
        assert!(finding["advice"].as_str().unwrap().len() > 5, "{finding}");
    }
}

#[test]
fn a_repeat_changes_nothing_and_other_content_is_refused() {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    let message = anna_pays("100.00", "m1");
    let first = given.send(ANNA, &message).json();
    let again = given.send(ANNA, &message);
    assert_eq!(again.status, 200);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert_eq!(again.header("suftaja-standing"), Some("settled"));
    let again = again.json();
    assert_eq!(again["message"], first["message"], "the same bytes under the same number");
    assert_eq!(again["cursor"], first["cursor"]);
    let other = given.send(ANNA, &anna_pays("100.01", "m1"));
    assert_eq!(other.status, 422);
    assert_eq!(codes(&other), ["SUF-2006"]);
    assert_eq!(given.balance(BENO, "KES"), "100.00");
}

#[test]
fn a_blocked_account_refuses_for_now_and_a_closed_one_for_good() {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    let account = given.account(BENO, "KES")["account"].clone();
    let set = |status: &str| {
        let order = json!({ "order": "account-status", "account": account, "status": status });
        assert_eq!(given.order("operator-a", &order).status, 200);
    };
    set("blocked");
    let message = anna_pays("100.00", "m1");
    let answer = given.send(ANNA, &message);
    assert_eq!((answer.status, codes(&answer)), (422, vec!["SUF-2015".to_owned()]));
    set("open");
    let answer = given.send(ANNA, &message);
    assert_eq!(answer.json()["fate"], "settled", "a passing refusal uses no identification up");
    let back = Transfer { from: BENO, to: ANNA, currency: "KES", amount: "100", id: "b1" };
    assert_eq!(given.send(BENO, &back.write()).status, 200);
    set("closed");
    let answer = given.send(ANNA, &anna_pays("1.00", "m2"));
    assert_eq!((answer.status, codes(&answer)), (422, vec!["SUF-2014".to_owned()]));
}

#[test]
fn nobody_sends_in_anothers_name() {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    let answer = given.send(BENO, &anna_pays("100.00", "m1"));
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(given.balance(ANNA, "KES"), "1000.00");
    let outbox = given.read(ANNA, "/v1/outbox?after=1").json();
    assert!(outbox["messages"].as_array().unwrap().is_empty(), "only the funding was told");
}
