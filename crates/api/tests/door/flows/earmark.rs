//! Earmarks: a bank keeps liquidity for its urgent and high payments.

use super::write::camt050;
use super::*;
use serde_json::json;

fn keep(story: &Story, class: &str, amount: &str, standing: bool) {
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let order = json!({
        "order": "earmark-set", "account": account, "class": class, "amount": amount,
        "standing": standing,
    });
    let answer = story.given.order(ANNA, &order);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Anna's payment in a class.
fn pays(amount: &str, id: &str, class: &str) -> String {
    let date = format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>");
    let classed = format!("{date}<SttlmPrty>{class}</SttlmPrty>");
    anna_pays(amount, id).replace(&date, &classed)
}

fn left(story: &Story, class: &str) -> String {
    let account = story.given.account(ANNA, "KES");
    account["earmarks"][class]["left"]["amount"].as_str().unwrap().to_owned()
}

#[test]
fn a_normal_payment_waits_while_an_urgent_one_takes_what_is_kept_for_it() {
    let mut story = Story::begin();
    keep(&story, "urgent", "600.00", false);
    keep(&story, "high", "300.00", false);
    // 1,000 is there: 100 for normal payments, 400 for high ones, all for urgent ones.
    story.send(ANNA, &pays("150.00", "n1", "NORM"), "queued");
    story.send(ANNA, &pays("350.00", "h1", "HIGH"), "settled");
    assert_eq!(left(&story, "high"), "0.00", "drawn down, and not below nothing");
    story.send(ANNA, &pays("500.00", "u1", "URGT"), "settled");
    assert_eq!(left(&story, "urgent"), "100.00");
    story.skip(ANNA);
    // Taken away, the earmark releases what waited.
    keep(&story, "urgent", "0.00", false);
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "0.00");
}

#[test]
fn liquidity_and_reserves_count_as_normal_so_that_nothing_kept_is_spent_by_the_way() {
    let story = Story::begin();
    let order = json!({ "order": "account-open", "owner": ANNA, "currency": "KES" });
    let opened = story.given.order("operator-a", &order).json();
    let second = opened["events"][0]["account"].to_string();
    let first = story.given.account(ANNA, "KES")["account"].to_string();
    keep(&story, "urgent", "900.00", false);
    let moved = |amount, id| camt050(ANNA, [&first, &second], ["KES", amount], id);
    let told = story.send(ANNA, &moved("100.01", "l1"), "refused");
    told.says(&[("Rct/RctDtls/ReqHdlg/StsCd", "RJCT")]);
    assert!(told.text.contains("SUF-2032"), "{}", told.text);
    story.send(ANNA, &moved("100.00", "l2"), "taken");
    // What was earmarked for more than is there takes in what comes.
    keep(&story, "urgent", "2000.00", false);
    story.given.fund(ANNA, "500.00", "more");
    story.send(ANNA, &pays("1.00", "n1", "NORM"), "queued");
    story.send(ANNA, &pays("1400.00", "u1", "URGT"), "settled");
}

#[test]
fn a_standing_earmark_is_full_again_on_the_next_day_and_the_others_are_gone() {
    let story = Story::begin();
    keep(&story, "urgent", "600.00", true);
    keep(&story, "high", "200.00", false);
    story.send(ANNA, &pays("500.00", "u1", "URGT"), "settled");
    assert_eq!(left(&story, "urgent"), "100.00");
    let close = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(story.given.order("operator-a", &close).status, 200);
    let open = json!({ "order": "day-open", "currency": "KES", "date": "2026-11-24" });
    assert_eq!(story.given.order("operator-a", &open).status, 200);
    assert_eq!((left(&story, "urgent"), left(&story, "high")), ("600.00".into(), "0.00".into()));
}

#[test]
fn only_its_owner_keeps_on_a_settlement_account() {
    let story = Story::begin();
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let order = json!({
        "order": "earmark-set", "account": account, "class": "urgent", "amount": "1.00",
    });
    story.given.order(BENO, &order).is_problem(403, "SUF-2005");
    let issue = story.given.read("CENTKENX-a", "/v1/accounts").json();
    let issue = issue["accounts"].as_array().unwrap();
    let issue = issue.iter().find(|held| held["kind"] == "issue").unwrap()["account"].clone();
    let order = json!({
        "order": "earmark-set", "account": issue, "class": "high", "amount": "1.00",
    });
    story.given.order("CENTKENX-a", &order).is_problem(422, "SUF-2026");
    let order = json!({
        "order": "earmark-set", "account": account, "class": "normal", "amount": "1.00",
    });
    assert_eq!(story.given.order(ANNA, &order).status, 400);
}
