//! The seat of a central bank: what moved and what waits in its currency, at this moment.

use super::*;
use serde_json::{Value, json};

fn seat(story: &Story) -> Value {
    story.given.read(&format!("{CENTRAL}-a"), "/v1/seat?currency=KES").json()
}

fn of<'s>(seat: &'s Value, owner: &str) -> &'s Value {
    seat["accounts"].as_array().unwrap().iter().find(|held| held["owner"] == owner).unwrap()
}

#[test]
fn each_account_shows_what_it_sent_and_received_and_what_it_lacks() {
    let story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &anna_pays("700.00", "m2"), "settled");
    story.send(ANNA, &anna_pays("80.00", "m3"), "queued");
    let seat = seat(&story);
    assert_eq!((&seat["issued"], &seat["open"]), (&seat["held"], &json!(true)));
    let anna = of(&seat, ANNA);
    let amounts = |held: &Value, names: [&str; 4]| names.map(|name| held[name]["amount"].clone());
    assert_eq!(
        amounts(anna, ["opening", "balance", "lowest", "short"]),
        ["0.00", "49.50", "0.00", "30.50"]
    );
    assert_eq!(anna["sent"]["number"], 2);
    assert_eq!(anna["sent"]["value"]["amount"], "950.50");
    assert_eq!(anna["queue_out"]["number"], 1);
    let beno = of(&seat, BENO);
    assert_eq!(beno["received"]["value"]["amount"], "950.50");
    assert_eq!(beno["queue_in"]["value"]["amount"], "80.00");
    assert_eq!(seat["turnover_percent"], "95");
    assert_eq!(seat["largest_waiting"][0]["amount"]["amount"], "80.00");
    let alerts: Vec<&Value> =
        seat["alerts"].as_array().unwrap().iter().map(|alert| &alert["alert"]).collect();
    assert_eq!(alerts, ["short"]);
}

#[test]
fn it_shows_a_stop_and_is_for_the_central_bank_and_the_operator() {
    let story = Story::begin();
    let stop = json!({ "order": "currency-stop", "currency": "KES", "stopped": true });
    assert_eq!(story.given.order_of_two("CENTKENX-a", "CENTKENX-b", &stop).status, 200);
    let shown = seat(&story);
    assert_eq!(
        (&shown["stopped"], &shown["alerts"][0]["alert"]),
        (&json!(true), &json!("stopped"))
    );
    assert_eq!(story.given.read("operator-a", "/v1/seat?currency=KES").status, 200);
    for who in [ANNA, "CENTUGKX-a"] {
        story.given.read(who, "/v1/seat?currency=KES").is_problem(404, "SUF-5010");
    }
}
