//! `suftaja get` and `suftaja order` against a node, and the page of all commands.

use crate::given::*;
use std::path::Path;

#[test]
fn an_order_is_given_and_what_it_did_is_read_in_each_format() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let operator = scratch.token("operator-a");
    let central = scratch.token("ILCBKEN0-a");
    let run = |token: &str, args: &[&str]| {
        suftaja(&[args, &["--to", &served.url, "--token", token]].concat())
    };
    let open = run(&operator, &["order", "day-open", "currency=KES", "date=2026-11-23"]);
    assert_eq!((open.code(), open.json()["events"][0]["event"].as_str()), (0, Some("changed")));
    let bank = scratch.token("MAWIKEN0");
    let accounts = run(&bank, &["get", "accounts", "-o", "json"]).json();
    let own = accounts["accounts"].as_array().unwrap();
    let number = own.iter().find(|held| held["currency"] == "KES").unwrap()["account"].to_string();
    let account = format!("account:={number}");
    let issue = ["order", "issue", &account, "amount=1500.00", "identification=day-1"];
    assert_eq!(run(&central, &issue).code(), 0);

    let table = run(&bank, &["get", "accounts"]).text();
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("account"), "{table}");
    assert!(table.contains("1500.00"), "{table}");
    let csv = run(&bank, &["get", "statement", &number, "-o", "csv"]).text();
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains(",FUNDING,") && csv.contains(",1500.00,"), "{csv}");
    for subject in ["seat", "ledger", "trial-balance", "issue", "days"] {
        let ran = run(&central, &["get", subject, "KES"]);
        assert_eq!(ran.code(), 0, "{subject}: {}", ran.errors());
        assert!(!ran.text().is_empty());
    }
    for subject in ["queue", "reserves", "participants", "directory", "currencies", "delivery"] {
        let ran = run(&central, &["get", subject, "-o", "json"]);
        assert_eq!(ran.code(), 0, "{subject}: {}", ran.errors());
        assert!(ran.json()["as_of"].is_u64(), "{subject}");
    }
    let stop = ["order", "currency-stop", "currency=KES", "stopped:=true"];
    let alone = run(&central, &stop);
    assert!(alone.code() == 1 && alone.errors().contains("SUF-2035"), "{}", alone.errors());
    let second = scratch.token("ILCBKEN0-b");
    assert_eq!(run(&central, &[&stop[..], &["--second", &second]].concat()).code(), 0);
    assert_eq!(served.terminate(), 0);
}

#[test]
fn what_is_missing_or_misspelt_is_usage() {
    let scratch = Scratch::union();
    let token = scratch.token("operator-a");
    let ran = suftaja(&["get", "account", "--token", &token]);
    assert!(ran.code() == 2 && ran.errors().contains("SUF-6022"), "{}", ran.errors());
    let ran = suftaja(&["order", "day-open", "currency", "--token", &token]);
    assert!(ran.code() == 2 && ran.errors().contains("SUF-6023"), "{}", ran.errors());
    assert_eq!(suftaja(&["get", "weather", "--token", &token]).code(), 2);
}

#[test]
fn the_page_of_commands_is_what_the_binary_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    let kept = std::fs::read_to_string(page).unwrap();
    let said = suftaja(&["reference"]).text();
    assert!(kept == said, "write `suftaja reference` into docs/commands.md");
}
