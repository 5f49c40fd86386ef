//! `GET /v1/payments`: what each filter finds, who sees what, pages that lose and repeat nothing,
//! and how it stood behind an earlier entry.

use crate::given::*;
use serde_json::{Value, json};

/// The UETR that [`Transfer`] gives to an identification.
fn uetr_of(id: &str) -> String {
    let text = anna_pays("1", id);
    let start = text.find("<UETR>").unwrap() + 6;
    text[start..start + 36].to_owned()
}

fn pay(given: &Given, [from, to]: [&str; 2], currency: &str, amount: &str, id: &str) -> u64 {
    let answer = given.send(from, &Transfer { from, to, currency, amount, id }.write());
    answer.json()["entry"].as_u64().unwrap_or_else(|| panic!("{}", answer.text()))
}

#[track_caller]
fn search(given: &Given, who: &str, query: &str) -> Value {
    let answer = given.read(who, &format!("/v1/payments?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn ids(page: &Value) -> Vec<&str> {
    let all = page["payments"].as_array().unwrap().iter();
    all.map(|payment| payment["message_id"].as_str().unwrap()).collect()
}

/// Anna pays Beno twice, Beno pays back, one waits, one is refused; Caro has pounds of her own.
fn story() -> Given {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    pay(&given, [ANNA, BENO], "KES", "250.50", "a1");
    pay(&given, [ANNA, BENO], "KES", "100.00", "a2");
    pay(&given, [BENO, ANNA], "KES", "30.00", "b1");
    pay(&given, [BENO, ANNA], "KES", "5000.00", "b2");
    let past = Transfer { from: ANNA, to: BENO, currency: "KES", amount: "7.00", id: "a3" }.write();
    let past = past.replace(
        &format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>"),
        "<IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>",
    );
    assert_eq!(given.send(ANNA, &past).json()["fate"], "refused");
    given
}

#[test]
fn every_filter_finds_what_it_names_and_filters_combine() {
    let given = story();
    let account = given.account(ANNA, "KES")["account"].clone();
    let uetr = uetr_of("a1");
    let long_ago = "2020-01-01T00:00:00Z";
    for (query, found) in [
        (String::new(), vec!["a3", "b1", "a2", "a1"]),
        (format!("uetr={uetr}"), vec!["a1"]),
        (format!("uetr={}", uetr_of("nothing")), vec![]),
        ("message_id=a2&instruction_id=a2".to_owned(), vec!["a2"]),
        ("message_id=a2&instruction_id=".to_owned(), vec![]),
        ("message_id=a2".to_owned(), vec!["a2"]),
        ("message_id=b1&instruction_id=b1".to_owned(), vec!["b1"]),
        ("end_to_end_id=a1".to_owned(), vec!["a1"]),
        (format!("uetr={uetr}&message_id=a2&instruction_id=a2"), vec![]),
        (format!("uetr={uetr}&message_id=a1&end_to_end_id=a1"), vec!["a1"]),
        (format!("account={account}"), vec!["b1", "a2", "a1"]),
        (format!("account={account}&date={DATE}"), vec!["b1", "a2", "a1"]),
        (format!("account={account}&date=2026-11-20"), vec!["a3"]),
        (format!("account={account}&date=2026-11-19"), vec![]),
        (format!("account={account}&entered_from={long_ago}"), vec!["a3", "b1", "a2", "a1"]),
        (format!("entered_to={long_ago}"), vec![]),
        (format!("participant={BENO}&direction=sent"), vec!["a3", "a2", "a1"]),
        (format!("participant={CARO}"), vec![]),
        ("status=settled".to_owned(), vec!["b1", "a2", "a1"]),
        ("status=refused".to_owned(), vec!["a3"]),
        ("status=waits".to_owned(), vec![]),
        ("amount=250.5".to_owned(), vec!["a1"]),
        ("amount=250.505".to_owned(), vec![]),
        ("amount_from=30&amount_to=100.00".to_owned(), vec!["b1", "a2"]),
        ("direction=received".to_owned(), vec!["b1"]),
        ("direction=sent&status=settled&amount_to=200".to_owned(), vec!["a2"]),
    ] {
        let page = search(&given, ANNA, &query);
        assert_eq!(ids(&page), found, "{query}");
        assert!(page["next"].is_null(), "{query}: everything was looked at");
        assert_eq!(page["as_of"], given.node.journal().tail(), "{query}");
    }
    let page = search(&given, BENO, "status=waits");
    assert_eq!(ids(&page), ["b2"], "its sender sees what waits");
}

#[test]
fn a_row_says_where_the_payment_stands_and_how_it_was_named() {
    let given = story();
    let page = search(&given, ANNA, "message_id=a1&instruction_id=a1");
    let row = &page["payments"][0];
    let entry = row["entry"].as_u64().unwrap();
    for (field, value) in [
        ("standing", json!("settled")),
        ("decided_by", json!(entry)),
        ("message", json!("pacs.009")),
        ("direction", json!("sent")),
        ("from", json!(ANNA)),
        ("to", json!(BENO)),
        ("amount", json!("250.50")),
        ("minor", json!("25050")),
        ("date", json!(DATE)),
        ("end_to_end_id", json!("a1")),
        ("uetr", json!(uetr_of("a1"))),
    ] {
        assert_eq!(row[field], value, "{field}: {row}");
    }
    let page = search(&given, ANNA, "status=refused");
    assert_eq!(page["payments"][0]["code"], "SUF-2009", "{page}");
}
