//! Tokens and rights: who gets in, and who sees what.

use crate::given::*;
use serde_json::Value;
use std::collections::BTreeSet;

fn owners(accounts: &Value) -> BTreeSet<String> {
    let list = accounts["accounts"].as_array().unwrap();
    list.iter().map(|account| account["owner"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_a_known_token_nothing_opens() {
    let given = open();
    let ask = |line: &str, authorization: &str| {
        let head = format!("{line} HTTP/1.1\r\nHost: door\r\nConnection: close\r\n{authorization}");
        given.raw(format!("{head}Content-Length: 0\r\n\r\n").as_bytes())
    };
    for path in ["accounts", "accounts/1", "outbox", "queue", "reserves", "payments/1"] {
        let line = format!("GET /v1/{path}");
        let missing = ask(&line, "");
        missing.is_problem(401, "SUF-5001");
        assert_eq!(missing.header("www-authenticate"), Some("Bearer"));
        ask(&line, "Authorization: Bearer suf_00\r\n").is_problem(401, "SUF-5002");
        ask(&line, "Authorization: Basic YTpi\r\n").is_problem(401, "SUF-5001");
    }
    for path in ["messages", "orders"] {
        ask(&format!("POST /v1/{path}"), "").is_problem(401, "SUF-5001");
    }
    let health = ask("GET /health", "");
    assert_eq!((health.status, &health.json()["status"]), (200, &Value::from("ok")));
    assert!(health.json().get("as_of").is_none(), "volumes are not public (field rule 38)");
    assert_eq!(ask("GET /v1/version", "").json()["system"], "SUFTKENA");
    assert_eq!(ask("GET /errors/SUF-5001", "").json()["title"], "Token is missing");
}

#[test]
fn a_right_that_the_token_lacks_is_refused() {
    let given = open();
    let person = format!("{CENTRAL}-a");
    given.send(&person, &anna_pays("1.00", "m1")).is_problem(403, "SUF-4008");
    given.read(&person, "/v1/outbox").is_problem(403, "SUF-4008");
}

#[test]
fn a_participant_never_sees_anothers_balance() {
    let given = open();
    given.fund(BENO, "5.00", "day-1");
    let anna = given.read(ANNA, "/v1/accounts").json();
    assert_eq!(owners(&anna), BTreeSet::from([ANNA.to_owned()]));
    let own = given.account(ANNA, "KES")["account"].as_u64().unwrap();
    let other = given.account(BENO, "KES")["account"].as_u64().unwrap();
    assert_eq!(given.read(ANNA, &format!("/v1/accounts/{own}")).json()["owner"], ANNA);
    given.read(ANNA, &format!("/v1/accounts/{other}")).is_problem(404, "SUF-5010");
    // Another's account and one that does not exist look the same.
    given.read(ANNA, "/v1/accounts/999999").is_problem(404, "SUF-5010");
    let currencies = given.read(ANNA, "/v1/currencies").json();
    assert!(currencies["currencies"][0].get("held").is_none(), "volumes are not public");
    assert_eq!(currencies["currencies"][0]["open"], true);
}

#[test]
fn overseers_see_what_they_oversee() {
    let given = open();
    given.fund(BENO, "5.00", "day-1");
    let all = given.read("operator-a", "/v1/accounts").json();
    assert_eq!(owners(&all).len(), 5);
    let kenya = given.read(&format!("{CENTRAL}-a"), "/v1/accounts").json();
    let currencies: BTreeSet<&str> = kenya["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["currency"].as_str().unwrap())
        .collect();
    assert_eq!(currencies, BTreeSet::from(["KES"]), "its own currency and no other");
    assert!(owners(&kenya).contains(BENO));
    let money = given.read("operator-a", "/v1/currencies").json();
    assert_eq!(money["currencies"][0]["issued"]["minor"], "500");
    assert_eq!(money["currencies"][0]["held"], money["currencies"][0]["issued"]);
    let participants = given.read(ANNA, "/v1/participants").json();
    let names: Vec<&str> = participants["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|participant| participant["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"Anna's bank") && names.contains(&"Central bank of Kenya"));
}
