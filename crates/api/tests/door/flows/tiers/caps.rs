//! Caps of a sponsor: for one payment, for a day gross or net, until a date, and changed.

use super::*;

#[test]
fn a_payment_above_the_caps_is_refused_and_a_changed_cap_counts_at_once() {
    let mut story = begin();
    let caps = json!({ "item_max": "100.00", "day_max": "150.00" });
    let number = story.sponsor(ANNA, INDI, &caps);
    let told = story.send(INDI, &pays(INDI, BENO, "100.01", "m1"), "refused");
    told.says(&status("RJCT", "AM23"));
    assert!(told.text.contains("SUF-2161"), "{}", told.text);
    story.send(INDI, &pays(INDI, BENO, "100.00", "m2"), "settled");
    let told = story.send(INDI, &pays(INDI, BENO, "50.01", "m3"), "refused");
    told.says(&status("RJCT", "AM23"));
    assert!(told.text.contains("SUF-2162"), "{}", told.text);
    let change = json!({ "order": "sponsorship-caps", "sponsorship": number, "day_max": "200.00" });
    // Only the sponsor says how far it carries.
    story.given.order(INDI, &change).is_problem(404, "SUF-2164");
    story.ordered(ANNA, &change);
    // A cap of the day may pass, so the same message may come again.
    story.send(INDI, &pays(INDI, BENO, "50.01", "m3"), "settled");
    story.skip(BENO);
    // Received money makes no room where the sponsor counts gross.
    story.send(BENO, &pays(BENO, INDI, "90.00", "m4"), "settled");
    story.send(INDI, &pays(INDI, BENO, "60.00", "m5"), "refused");
    story.ordered(
        ANNA,
        &json!({ "order": "sponsorship-caps", "sponsorship": number, "day_max": "200.00", "basis": "net" }),
    );
    let held = &story.sponsorships(INDI)[0];
    assert_eq!(held["used"]["amount"], "60.01", "{held}");
    story.send(INDI, &pays(INDI, BENO, "60.00", "m5"), "settled");
    // The sponsor's own payments use no cap.
    story.send(ANNA, &pays(ANNA, BENO, "600.00", "m6"), "settled");
}

#[test]
fn a_sponsorship_carries_until_its_last_date() {
    let story = begin();
    let number = story.offer(ANNA, INDI, &json!({ "until": "2026-11-22" }));
    let accept = json!({ "order": "sponsorship-accept", "sponsorship": number });
    story.given.order(INDI, &accept).is_problem(422, "SUF-2165");
    let number = story.sponsor(ANNA, INDI, &json!({ "until": DATE }));
    story.send(INDI, &pays(INDI, BENO, "1.00", "m1"), "settled");
    let change =
        json!({ "order": "sponsorship-caps", "sponsorship": number, "until": "2026-11-22" });
    story.ordered(ANNA, &change);
    let told = story.send(INDI, &pays(INDI, BENO, "1.00", "m2"), "refused");
    told.says(&status("RJCT", "AG10"));
    assert_eq!(story.sponsorships(INDI)[1]["stage"], "lapsed");
}
