//! Change of sponsor: a new offer accepted ends the old one at once. What the old sponsor's account
//! accepted before still settles there.

use super::*;

#[test]
fn new_payments_go_by_the_new_sponsor_and_what_waits_by_the_old() {
    let mut story = sponsored();
    story.given.fund(BENO, "400.00", "day-1b");
    story.send(INDI, &pays(INDI, CENTRAL, "1500.00", "m1"), "queued");
    story.sponsor(BENO, INDI, &json!({}));
    let seen = story.sponsorships(INDI);
    let stages: Vec<&Value> = seen.iter().map(|held| &held["stage"]).collect();
    assert_eq!(stages, ["ended", "in-force"]);
    story.skip(BENO);
    story.skip(ANNA);
    story.send(INDI, &pays(INDI, CENTRAL, "100.00", "m2"), "settled");
    carries_for(&story.gets(BENO, &["camt.054.001.08"])[0], "DBIT", "100.00", INDI);
    // Anna consented to the first one before.
    story.given.fund(ANNA, "500.00", "day-2");
    let got = story.gets(ANNA, &["camt.054.001.08", "camt.054.001.08"]);
    carries_for(&got[1], "DBIT", "1500.00", INDI);
    assert_eq!(story.given.balance(ANNA, "KES"), "0.00");
    assert_eq!(story.given.balance(BENO, "KES"), "300.00");
    // What comes now is the new sponsor's, returns of old payments too.
    story.given.fund(ANNA, "10.00", "day-3");
    story.send(ANNA, &pays(ANNA, INDI, "10.00", "m3"), "settled");
    assert_eq!(story.given.balance(BENO, "KES"), "310.00");
}

#[test]
fn an_offer_is_for_one_alone_and_is_accepted_once() {
    let story = sponsored();
    let number = story.offer(BENO, INDI, &json!({}));
    let accept = json!({ "order": "sponsorship-accept", "sponsorship": number });
    story.given.order(JUMA, &accept).is_problem(404, "SUF-2164");
    story.given.order(BENO, &accept).is_problem(404, "SUF-2164");
    story.accept(INDI, &number);
    story.given.order(INDI, &accept).is_problem(422, "SUF-2165");
    let offer = |indirect: &str, account: Value| json!({ "order": "sponsorship-offer", "indirect": indirect, "account": account });
    let own = story.given.account(ANNA, "KES")["account"].clone();
    // Not itself, not one with an account, not on another's account, not by a name without money.
    story.given.order(ANNA, &offer(ANNA, own.clone())).is_problem(422, "SUF-2166");
    story.given.order(ANNA, &offer(BENO, own.clone())).is_problem(422, "SUF-2166");
    story.given.order(BENO, &offer(JUMA, own)).is_problem(403, "SUF-2005");
    let address = story.sponsorships(INDI)[1]["address"].clone();
    story.given.order(INDI, &offer(JUMA, address)).is_problem(422, "SUF-2166");
}
