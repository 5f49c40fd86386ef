//! A sponsor is suspended: its indirect bank's payments are kept as its own are; a sponsor that has
//! left carries nothing.

use super::*;

#[test]
fn payments_both_ways_are_kept_and_settle_when_it_is_back() {
    let mut story = sponsored();
    story.given.fund(BENO, "100.00", "day-1b");
    story.status(ANNA, "suspended");
    story.send(INDI, &pays(INDI, BENO, "10.00", "m1"), "queued").says(&status("PDNG", ""));
    story.send(BENO, &pays(BENO, INDI, "20.00", "m2"), "queued").says(&status("PDNG", ""));
    let kept = story.queue("CENTKENX-a");
    assert!(kept.iter().all(|held| held["waits_for"] == "decision"), "{kept:?}");
    // A suspended bank takes on nobody.
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let offer = json!({ "order": "sponsorship-offer", "indirect": JUMA, "account": account });
    story.given.order(ANNA, &offer).is_problem(422, "SUF-2011");
    story.skip(INDI);
    story.status(ANNA, "active");
    story.gets(INDI, &["pacs.002.001.10", "pacs.009.001.08"])[0].says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "1010.00");
}

#[test]
fn a_stop_of_the_sponsor_keeps_them_too() {
    let mut story = sponsored();
    let stop =
        |stopped| json!({ "order": "participant-stop", "participant": ANNA, "stopped": stopped });
    story.ordered_by_two("operator", &stop(true));
    story.send(INDI, &pays(INDI, BENO, "10.00", "m1"), "queued").says(&status("PDNG", ""));
    story.skip(INDI);
    story.ordered_by_two("operator", &stop(false));
    story.gets(INDI, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
}

#[test]
fn a_sponsor_that_has_left_refuses() {
    let mut story = begin();
    story.sponsor(BENO, INDI, &json!({}));
    story.status(BENO, "deactivated");
    let told = story.send(INDI, &pays(INDI, ANNA, "10.00", "m1"), "refused");
    told.says(&status("RJCT", "AG11"));
    let told = story.send(ANNA, &pays(ANNA, INDI, "10.00", "m2"), "refused");
    told.says(&status("RJCT", "AG11"));
    story.gets(INDI, &["pacs.002.001.10"]);
}
