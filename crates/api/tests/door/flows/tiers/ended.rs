//! A sponsorship ends by either side or by the central bank, at once for new payments.

use super::*;

#[test]
fn after_the_end_it_neither_pays_nor_receives() {
    for who in [ANNA, INDI] {
        let mut story = sponsored();
        story.send(INDI, &pays(INDI, BENO, "1500.00", "m1"), "queued");
        let end = json!({ "order": "sponsorship-end", "sponsorship": 0 });
        story.given.order(BENO, &end).is_problem(404, "SUF-2164");
        story.ordered(who, &end);
        story.given.order(who, &end).is_problem(422, "SUF-2165");
        let told = story.send(INDI, &pays(INDI, BENO, "1.00", "m2"), "refused");
        told.says(&status("RJCT", "AG10"));
        let told = story.send(ANNA, &pays(ANNA, INDI, "1.00", "m3"), "refused");
        told.says(&status("RJCT", "AG10"));
        assert!(told.text.contains("SUF-2160"), "{}", told.text);
        // What was accepted before is the sponsor's still.
        story.skip(INDI);
        story.given.fund(ANNA, "500.00", "day-2");
        story.gets(INDI, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
        // The refusal passes: under a new sponsorship the same message settles.
        story.sponsor(ANNA, INDI, &json!({}));
        story.given.fund(ANNA, "500.00", "day-3");
        story.send(INDI, &pays(INDI, BENO, "1.00", "m2"), "settled");
    }
}

#[test]
fn the_central_bank_ends_it_by_two_people() {
    let story = sponsored();
    let end = json!({ "order": "sponsorship-end", "sponsorship": 0 });
    story.given.order("CENTKENX-a", &end).is_problem(403, "SUF-2035");
    story.given.order_of_two("CENTUGKX-a", "CENTUGKX-b", &end).is_problem(404, "SUF-2164");
    story.ordered_by_two(CENTRAL, &end);
    story.send(INDI, &pays(INDI, BENO, "1.00", "m1"), "refused");
}
