//! Statements: every account gets camt.053 when its day ends, and the figures add up everywhere.

use super::*;
use serde_json::{Value, json};
use suftaja_iso::view::{AccountReport, account_reports};

fn close(story: &Story) {
    let order = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(story.given.order("operator-a", &order).status, 200);
}

fn open_next(story: &Story, date: &str) {
    let order = json!({ "order": "day-open", "currency": "KES", "date": date });
    assert_eq!(story.given.order("operator-a", &order).status, 200);
}

/// What a camt.052 or camt.053 says: balances by their code, and signed entries.
fn figures(got: &Got) -> (Vec<(String, i128)>, Vec<i128>) {
    let mut reader = Reader::new();
    let reading = reader.read(got.text.as_bytes());
    let (reports, findings) = account_reports(&reading);
    assert_eq!(findings, [], "{}", got.text);
    let [AccountReport { balances, lines, .. }] = reports.as_slice() else { panic!("one report") };
    let balances = balances.iter().map(|(code, money)| (code.to_string(), money.minor)).collect();
    (balances, lines.iter().map(|line| line.money.minor).collect())
}

fn balances(opening: i128, closing: i128) -> Vec<(String, i128)> {
    vec![("OPBD".to_owned(), opening), ("CLBD".to_owned(), closing)]
}

#[test]
fn at_the_end_of_a_day_every_account_gets_its_statement_and_together_they_are_nothing() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &anna_pays("49.50", "m2"), "settled");
    for who in [ANNA, BENO, CENTRAL] {
        story.skip(who);
    }
    close(&story);
    let anna = &story.gets(ANNA, &["camt.053.001.08"])[0];
    assert_eq!(figures(anna), (balances(0, 70_000), vec![100_000, -25_050, -4_950]));
    let entry = story.given.node.journal().tail() - 2;
    anna.says(&[
        ("BkToCstmrStmt/Stmt/ElctrncSeqNb", "1"),
        ("BkToCstmrStmt/Stmt/Acct/Ccy", "KES"),
        ("BkToCstmrStmt/Stmt/Acct/Svcr/FinInstnId/BICFI", CENTRAL),
        ("BkToCstmrStmt/Stmt/StmtPgntn/LastPgInd", "true"),
        ("BkToCstmrStmt/Stmt/TxsSummry/TtlNtries/NbOfNtries", "3"),
        ("BkToCstmrStmt/Stmt/TxsSummry/TtlDbtNtries/Sum", "300.00"),
    ]);
    for reference in ["<MsgId>m1</MsgId>", "<EndToEndId>m1</EndToEndId>", "<UETR>"] {
        assert!(anna.text.contains(reference), "{}", anna.text);
    }
    assert!(anna.text.contains(&format!("<NtryRef>{entry}</NtryRef>")), "entries have numbers");
    let beno = &story.gets(BENO, &["camt.053.001.08"])[0];
    assert_eq!(figures(beno), (balances(0, 30_000), vec![25_050, 4_950]));
    // The central bank's statements: of the issue account, and of its own account.
    let central = story.gets(CENTRAL, &["camt.053.001.08"; 2]);
    let all: Vec<_> = central.iter().map(figures).collect();
    assert!(all.contains(&(balances(0, -100_000), vec![-100_000])), "{all:?}");
    assert!(all.contains(&(balances(0, 0), vec![])), "where nothing moved too: {all:?}");
}

#[test]
fn a_statement_begins_where_the_one_before_it_ended() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    close(&story);
    open_next(&story, "2026-11-24");
    let later = anna_pays("100.00", "m2").replace(DATE, "2026-11-24");
    story.send(ANNA, &later, "settled");
    story.skip(ANNA);
    close(&story);
    let got = &story.gets(ANNA, &["camt.053.001.08"])[0];
    assert_eq!(figures(got), (balances(74_950, 64_950), vec![-10_000]));
    got.says(&[("BkToCstmrStmt/Stmt/ElctrncSeqNb", "2")]);
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let day = |date: &str| {
        let path = format!("/v1/accounts/{account}/statement?date={date}");
        story.given.read(ANNA, &path).json()
    };
    let (first, second) = (day(DATE), day("2026-11-24"));
    assert_eq!(first["closing"], second["opening"]);
    assert_eq!(second["lines"][0]["message_id"], "m2");
    assert_eq!(second["lines"][0]["balance"]["amount"], "649.50");
    assert_eq!(second["statement"], 2);
}

#[test]
fn a_bank_reads_its_own_account_in_pages_and_as_a_table() {
    let story = Story::begin();
    for number in 0..5 {
        story.send(ANNA, &anna_pays("1.00", &format!("m{number}")), "settled");
    }
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let mut after = json!(0);
    let mut lines = Vec::new();
    loop {
        let path = format!("/v1/accounts/{account}/entries?after={after}&limit=2");
        let page = story.given.read(ANNA, &path).json();
        if page["lines"].as_array().unwrap().is_empty() {
            break;
        }
        lines.extend(page["lines"].as_array().unwrap().clone());
        after = page["next"].clone();
    }
    let page =
        |query: &str| story.given.read(ANNA, &format!("/v1/accounts/{account}/entries?{query}"));
    let whole = page("after=0&limit=6").json();
    assert_eq!((&whole["more"], &whole["next"]), (&json!(false), &json!(6)));
    let first = page("limit=4&format=csv");
    let link = first.header("link").unwrap().to_owned();
    assert_eq!(
        link,
        format!("</v1/accounts/{account}/entries?format=csv&limit=4&after=4>; rel=\"next\"")
    );
    let rest = page("limit=4&format=csv&after=4");
    assert_eq!((rest.text().lines().count(), rest.header("link")), (3, None));
    for path in [
        &format!("/v1/accounts/{account}/entries?limit=1001"),
        &format!("/v1/accounts/{account}/entries?limit=0"),
        "/v1/days?currency=KES&limit=401",
        "/v1/outbox?limit=501",
    ] {
        story.given.read(ANNA, path).is_problem(400, "SUF-5009");
    }
    let numbers: Vec<&Value> = lines.iter().map(|line| &line["line"]).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert_eq!(lines[5]["balance"]["amount"], "995.00");
    let path = format!("/v1/accounts/{account}/statement?format=csv");
    let table = story.given.read(ANNA, &path);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = table.text();
    assert_eq!(text.lines().count(), 7);
    assert!(
        text.lines().nth(2).unwrap().contains(",debit,PAYMENT,1.00,999.00,BENOKENA,"),
        "{text}"
    );
    // Another's account is none.
    let path = format!("/v1/accounts/{account}/statement");
    story.given.read(BENO, &path).is_problem(404, "SUF-5010");
    let path = format!("/v1/accounts/{account}/statement?date=2026-01-01");
    story.given.read(ANNA, &path).is_problem(404, "SUF-4052");
}

#[test]
fn the_central_bank_has_the_ledger_of_its_currency_and_it_balances() {
    let story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    close(&story);
    let read = |path: &str| story.given.read(&format!("{CENTRAL}-a"), path);
    let date = format!("currency=KES&date={DATE}");
    let ledger = read(&format!("/v1/ledger?{date}")).json();
    let amounts: Vec<&Value> =
        ledger["postings"].as_array().unwrap().iter().map(|p| &p["amount"]["amount"]).collect();
    assert_eq!(amounts, ["1000.00", "250.50"]);
    assert_eq!((&ledger["closed"], &ledger["total"]["amount"]), (&json!(true), &json!("1250.50")));
    let trial = read(&format!("/v1/trial-balance?{date}")).json();
    assert_eq!(trial["debits"], trial["credits"]);
    assert_eq!(trial["sum"]["minor"], "0");
    let issue = read(&format!("/v1/issue?{date}")).json();
    assert_eq!(issue["closing"]["amount"], "1000.00");
    assert_eq!((&issue["held"], &issue["agrees"]), (&issue["closing"], &json!(true)));
    assert_eq!(issue["movements"][0]["owner"], ANNA);
    let table = read(&format!("/v1/ledger?{date}&format=csv")).text();
    assert_eq!(table.lines().count(), 3, "{table}");
    // A bank has no ledger of others, and a central bank none of another currency.
    for (who, currency) in [(ANNA, "KES"), ("CENTKENX-a", "UGX")] {
        let path = format!("/v1/ledger?currency={currency}");
        story.given.read(who, &path).is_problem(404, "SUF-5010");
    }
}
