//! The opening of insolvency proceedings suspends and is held against the times of entry.

use super::*;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_node::clock::{Hands, Source};

fn now(hands: &Arc<Hands>) -> Instant {
    Source::Hands(Arc::clone(hands)).shows()
}

fn pass(hands: &Arc<Hands>, seconds: u64) -> Instant {
    hands.pass_to(Instant::from_nanos(now(hands).nanos() + seconds * 1_000_000_000));
    now(hands)
}

#[test]
fn what_entered_before_and_after_is_told_apart() {
    let hands = Arc::new(Hands::default());
    hands.pass_to(Source::default().shows());
    let source = Source::Hands(Arc::clone(&hands));
    let pace = Pace { source, timers_after: Duration::MAX, ..Pace::default() };
    let given = open_union(UNION, pace);
    given.fund(ANNA, "1000.00", "day-1");
    let story = Story::of(given);
    let entry = |id: &str, amount: &str, fate: &str| {
        let answer = story.given.send(ANNA, &pays(ANNA, BENO, amount, id)).json();
        assert_eq!(answer["fate"], fate, "{answer}");
        answer["entry"].clone()
    };
    let settled = entry("m1", "100.00", "settled");
    let before = entry("m2", "5000.00", "queued");
    pass(&hands, 60);
    let instant = now(&hands);
    pass(&hands, 60);
    let after = entry("m3", "5000.00", "queued");
    pass(&hands, 60);

    let order = json!({
        "order": "insolvency-open", "participant": ANNA, "instant": instant.to_string(),
    });
    let two = |who: &str, order: &Value| {
        story.given.order_of_two(&format!("{who}-a"), &format!("{who}-b"), order)
    };
    story.given.order("CENTKENX-a", &order).is_problem(403, "SUF-2035");
    two("operator", &order).is_problem(403, "SUF-2030");
    two("CENTUGKX", &order).is_problem(403, "SUF-2030");
    let mut ahead = order.clone();
    let later = Instant::from_nanos(now(&hands).nanos() + 3_600_000_000_000);
    ahead["instant"] = json!(later.to_string());
    two(CENTRAL, &ahead).is_problem(422, "SUF-2171");
    story.ordered_by_two(CENTRAL, &order);
    two(CENTRAL, &order).is_problem(422, "SUF-2040");

    let held = story.participant(ANNA);
    assert_eq!(held["status"], "suspended");
    assert_eq!(held["insolvency"]["instant"], instant.to_string());
    let late = entry("m4", "10.00", "queued");
    let told: Vec<(Value, Value)> = story
        .queue("CENTKENX-a")
        .iter()
        .map(|held| (held["entry"].clone(), held["entered_before_opening"].clone()))
        .collect();
    assert_eq!(told, [(before, json!(true)), (after, json!(false)), (late, json!(false))]);
    let read = story.given.read("CENTKENX-a", &format!("/v1/payments/{settled}")).json();
    assert_eq!(
        (&read["standing"], &read["entered_before_opening"]),
        (&json!("settled"), &json!(true))
    );
}
