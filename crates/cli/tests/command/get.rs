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
fn the_past_is_looked_up_page_by_page_or_whole() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let to = ["--to", &served.url];
    let run = |who: &str, args: &[&str]| {
        suftaja(&[args, &to, &["--token", &scratch.token(who)]].concat())
    };
    let open = ["order", "day-open", "currency=KES", "date=2026-11-23"];
    assert_eq!(run("operator-a", &open).code(), 0);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples");
    for (who, name) in [
        ("ILCBKEN0", "funding.xml"),
        ("MAWIKEN0", "payment.xml"),
        ("MAWIKEN0", "recall.xml"),
        ("PEMBTZD0", "return.xml"),
    ] {
        let sent = run(who, &["send", &examples.join(name).display().to_string()]);
        assert_eq!(sent.code(), 0, "{name}: {}", sent.errors());
    }
    let payment = std::fs::read_to_string(examples.join("payment.xml")).unwrap();
    let value = |name: &str| {
        let rest = payment.split_once(&format!("<{name}>")).unwrap().1;
        rest.split_once('<').unwrap().0.to_owned()
    };
    let find = |args: &[&str]| run("MAWIKEN0", &[&["get", "payments"], args].concat());
    let all = find(&["-o", "json"]).json();
    assert_eq!(all["payments"].as_array().unwrap().len(), 3, "{all}");
    let page = find(&["--limit", "1", "-o", "json"]);
    let next = page.json()["next"].as_str().unwrap().to_owned();
    assert!(page.errors().contains(&next), "there is more: {}", page.errors());
    assert_eq!(page.json()["payments"][0], all["payments"][0]);
    let second = find(&["--limit", "1", "--after", &next, "-o", "json"]).json();
    assert_eq!(second["payments"][0], all["payments"][1]);
    let whole = find(&["--limit", "1", "--all", "-o", "json"]);
    assert_eq!((whole.json(), whole.errors()), (all, String::new()), "all pages as one");
    let table = find(&["--uetr", &value("UETR")]).text();
    assert!(table.starts_with("amount") && table.contains(&value("MsgId")), "{table}");
    let (message, instruction) = (value("MsgId"), value("InstrId"));
    let csv = find(&["--message-id", &message, "--instruction-id", &instruction, "-o", "csv"]);
    assert_eq!(csv.text().lines().count(), 2, "{}", csv.text());
    let accounts = run("MAWIKEN0", &["get", "accounts", "-o", "json"]).json();
    let own = accounts["accounts"].as_array().unwrap();
    let number = own.iter().find(|held| held["currency"] == "KES").unwrap()["account"].to_string();
    let lines = |args: &[&str]| {
        run("MAWIKEN0", &[&["get", "entries", &number, "-o", "json"], args].concat())
    };
    let whole = lines(&[]).json();
    assert!(whole["lines"].as_array().unwrap().len() > 2, "{whole}");
    let first = lines(&["--limit", "1"]);
    assert!(first.errors().contains("--after 1"), "there is more: {}", first.errors());
    let joined = lines(&["--limit", "1", "--all"]);
    assert_eq!((joined.json(), joined.errors()), (whole, String::new()), "all pages as one");
    let capped = lines(&["--limit", "1001"]);
    assert!(capped.code() == 1 && capped.errors().contains("SUF-5009"), "{}", capped.errors());
    let wrong = find(&["--status", "lost", "--date", "soon"]);
    assert!(wrong.code() == 1 && wrong.errors().contains("date: "), "{}", wrong.errors());
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
