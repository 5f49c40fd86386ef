//! What a suspension keeps, both ways, the competent central bank decides, each payment by two
//! people: it settles once, or is refused with the reason of the suspended side.

use super::*;

/// Anna is suspended; she pays Beno and Beno pays her, and both payments are kept.
fn kept() -> (Story, [Value; 2]) {
    let mut story = begin();
    story.given.fund(BENO, "100.00", "day-1b");
    story.status(ANNA, "suspended");
    let entry = |from: &str, to: &str, id: &str| {
        let answer = story.given.send(from, &pays(from, to, "60.00", id)).json();
        assert_eq!(answer["fate"], "queued", "{answer}");
        answer["entry"].clone()
    };
    let entries = [entry(ANNA, BENO, "m1"), entry(BENO, ANNA, "m2")];
    story.skip(ANNA);
    story.skip(BENO);
    (story, entries)
}

fn decide(entry: &Value, decision: &str) -> Value {
    json!({ "order": "payment-decide", "entry": entry, "decision": decision })
}

#[test]
fn it_settles_once_and_the_others_stay_kept() {
    let (mut story, [out, back]) = kept();
    story.given.order("CENTKENX-a", &decide(&out, "settle")).is_problem(403, "SUF-2035");
    for other in ["operator", "CENTUGKX"] {
        let (a, b) = (format!("{other}-a"), format!("{other}-b"));
        let answer = story.given.order_of_two(&a, &b, &decide(&out, "settle"));
        answer.is_problem(403, "SUF-2030");
    }
    story.ordered_by_two(CENTRAL, &decide(&out, "settle"));
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
    story.gets(BENO, &["pacs.009.001.08"]);
    assert_eq!(story.given.balance(BENO, "KES"), "160.00");
    assert_eq!(story.queue("CENTKENX-a").len(), 1, "the other one is decided by itself");
    story.ordered_by_two(CENTRAL, &decide(&back, "settle"));
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    // Decided is decided, and what no suspension keeps is not the central bank's to decide.
    let again = story.given.order_of_two("CENTKENX-a", "CENTKENX-b", &decide(&out, "refuse"));
    again.is_problem(422, "SUF-2168");
    story.status(ANNA, "active");
    let waits = story.given.send(ANNA, &pays(ANNA, BENO, "5000.00", "m3")).json()["entry"].clone();
    let not = story.given.order_of_two("CENTKENX-a", "CENTKENX-b", &decide(&waits, "refuse"));
    not.is_problem(422, "SUF-2168");
}

#[test]
fn it_is_refused_with_the_reason_of_the_suspended_side() {
    let (mut story, [out, back]) = kept();
    story.ordered_by_two(CENTRAL, &decide(&out, "refuse"));
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("RJCT", "AG10"));
    story.ordered_by_two(CENTRAL, &decide(&back, "refuse"));
    story.gets(BENO, &["pacs.002.001.10"])[0].says(&status("RJCT", "AG11"));
    story.gets(ANNA, &[]);
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    assert_eq!(story.queue("CENTKENX-a"), [] as [Value; 0]);
}

#[test]
fn it_settles_with_cover_only_and_not_through_a_stop() {
    let (story, [_, back]) = kept();
    let much = story.given.send(ANNA, &pays(ANNA, BENO, "5000.00", "m3")).json()["entry"].clone();
    let two = |order: &Value| story.given.order_of_two("CENTKENX-a", "CENTKENX-b", order);
    two(&decide(&much, "settle")).is_problem(422, "SUF-2032");
    let stop = |stopped| json!({ "order": "currency-stop", "currency": "KES", "stopped": stopped });
    story.ordered_by_two(CENTRAL, &stop(true));
    two(&decide(&back, "settle")).is_problem(422, "SUF-2015");
    story.ordered_by_two(CENTRAL, &stop(false));
    story.ordered_by_two(CENTRAL, &decide(&back, "settle"));
}

#[test]
fn a_payment_carried_by_a_suspended_sponsor_is_decided_too() {
    let mut story = sponsored();
    story.status(ANNA, "suspended");
    let answer = story.given.send(INDI, &pays(INDI, BENO, "10.00", "m1")).json();
    story.skip(INDI);
    story.ordered_by_two(CENTRAL, &decide(&answer["entry"], "settle"));
    story.gets(INDI, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "990.00");
}

#[test]
fn where_banks_of_two_members_are_suspended_one_central_bank_may_only_refuse() {
    let mut story = begin();
    story.status(ANNA, "suspended");
    story.status(CARO, "suspended");
    let message = Transfer { from: ANNA, to: CARO, currency: "UGX", amount: "10", id: "m1" };
    let entry = story.given.send(ANNA, &message.write()).json()["entry"].clone();
    for central in [CENTRAL, "CENTUGKX"] {
        let (a, b) = (format!("{central}-a"), format!("{central}-b"));
        let answer = story.given.order_of_two(&a, &b, &decide(&entry, "settle"));
        answer.is_problem(403, "SUF-2030");
    }
    story.skip(ANNA);
    // Uganda's central bank speaks for the receiver.
    story.ordered_by_two("CENTUGKX", &decide(&entry, "refuse"));
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&status("RJCT", "AG11"));
}
