//! `POST /v1/orders`: who may give which, two people where two are asked for, repeats.

use crate::given::*;
use serde_json::{Value, json};

#[test]
fn only_the_central_bank_makes_money_and_a_repeat_makes_none() {
    let given = open();
    let account = given.account(ANNA, "KES")["account"].clone();
    let issue = |amount: &str| {
        json!({
            "order": "issue", "account": account, "amount": amount, "identification": "one",
        })
    };
    for who in ["operator-a", ANNA, "CENTUGKX-a"] {
        given.order(who, &issue("10.00")).is_problem(403, "SUF-2030");
    }
    let central = format!("{CENTRAL}-a");
    let first = given.order(&central, &issue("10.00")).json();
    assert_eq!(first["events"][0]["event"], "posted");
    assert_eq!(first["events"][0]["amount"]["minor"], "1000");
    let again = given.order(&central, &issue("10.00")).json();
    assert_eq!(again["events"][0]["event"], "repeated");
    assert_eq!(again["events"][0]["first"], first["entry"]);
    given.order(&central, &issue("11.00")).is_problem(422, "SUF-2006");
    given.order(&central, &issue("10.001")).is_problem(400, "SUF-5011");
    given.order(&central, &issue("0")).is_problem(422, "SUF-2004");
    assert_eq!(given.balance(ANNA, "KES"), "10.00");
}

#[test]
fn a_stop_takes_two_people_of_one_house() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let stop =
        |stopped: bool| json!({ "order": "currency-stop", "currency": "KES", "stopped": stopped });
    let (one, two) = (format!("{CENTRAL}-a"), format!("{CENTRAL}-b"));
    given.order(&one, &stop(true)).is_problem(403, "SUF-2035");
    given.order_of_two(&one, &one, &stop(true)).is_problem(403, "SUF-2035");
    given.order_of_two(&one, "CENTUGKX-b", &stop(true)).is_problem(403, "SUF-4008");
    given.order_of_two("operator-a", "operator-b", &stop(true)).is_problem(403, "SUF-2030");
    let unknown = "Suftaja-Approval: Bearer suf_00\r\n";
    let body = stop(true).to_string();
    given.request("POST /v1/orders", &one, unknown, body.as_bytes()).is_problem(403, "SUF-5012");
    assert_eq!(given.send(ANNA, &anna_pays("10.00", "m1")).status, 200, "not stopped yet");

    assert_eq!(given.order_of_two(&one, &two, &stop(true)).status, 200);
    let held = given.send(ANNA, &anna_pays("20.00", "m2"));
    assert_eq!(held.status, 202, "a stop keeps, it does not refuse");
    assert_eq!(given.balance(BENO, "KES"), "10.00");
    assert_eq!(given.order_of_two(&two, &one, &stop(false)).status, 200);
    assert_eq!(given.balance(BENO, "KES"), "30.00");
}

#[test]
fn a_participant_is_stopped_without_halting_the_others() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let central = format!("{CENTRAL}-a");
    let caro = given.account(BENO, "UGX")["account"].clone();
    let order = json!({ "order": "issue", "account": caro, "amount": "70", "identification": "u" });
    assert_eq!(given.order("CENTUGKX-a", &order).status, 200);
    let stop = json!({ "order": "participant-stop", "participant": ANNA, "stopped": true });
    given.order(&central, &stop).is_problem(403, "SUF-2035");
    assert_eq!(given.order_of_two(&central, &format!("{CENTRAL}-b"), &stop).status, 200);
    assert_eq!(given.send(ANNA, &anna_pays("10.00", "m1")).status, 202);
    let other = Transfer { from: BENO, to: CARO, currency: "UGX", amount: "70", id: "m2" };
    assert_eq!(given.send(BENO, &other.write()).status, 200);
}

#[test]
fn limits_bound_single_payments() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let account = given.account(ANNA, "KES")["account"].clone();
    let order = json!({ "order": "account-limits", "account": account, "payment_max": "50.00" });
    given.order(ANNA, &order).is_problem(403, "SUF-2030");
    assert_eq!(given.order(&format!("{CENTRAL}-a"), &order).status, 200);
    assert_eq!(given.account(ANNA, "KES")["limits"]["payment_max"]["amount"], "50.00");
    let answer = given.send(ANNA, &anna_pays("50.01", "m1")).json();
    assert_eq!(answer["findings"][0]["code"], "SUF-2016");
    assert_eq!(given.send(ANNA, &anna_pays("50.00", "m2")).status, 200);
    // Credit is the central bank's to give.
    let credit = json!({ "order": "account-limits", "account": account, "floor": "-10.00" });
    given.order("operator-a", &credit).is_problem(403, "SUF-2030");
}

#[test]
fn a_reserve_sets_apart_posts_in_part_and_releases() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let (debit, credit) = (
        given.account(ANNA, "KES")["account"].clone(),
        given.account(BENO, "KES")["account"].clone(),
    );
    let place = json!({
        "order": "reserve-place", "debit": debit, "credit": credit, "amount": "60.00",
        "identification": "r1",
    });
    given.order(BENO, &place).is_problem(403, "SUF-2005");
    let placed = given.order(ANNA, &place).json();
    let reserve = placed["events"][0]["reserve"].clone();
    assert_eq!(given.account(ANNA, "KES")["available"]["amount"], "40.00");
    assert_eq!(given.balance(ANNA, "KES"), "100.00", "nothing has moved yet");
    assert_eq!(
        given.read(ANNA, "/v1/reserves").json()["reserves"][0]["remaining"]["minor"],
        "6000"
    );
    assert_eq!(given.read(BENO, "/v1/reserves").json()["reserves"], json!([]));
    let again = given.order(ANNA, &place).json();
    assert_eq!(again["events"][0]["event"], "repeated");
    assert_eq!(again["reserve"], reserve, "a lost answer loses no number");
    let bare = json!({ "order": "reserve-post", "reserve": reserve, "amount": "1.00" });
    given.order(ANNA, &bare).is_problem(400, "SUF-5011");
    let post = |amount: &str| {
        json!({
            "order": "reserve-post", "reserve": reserve, "amount": amount, "identification": "p1",
        })
    };
    given.order(BENO, &post("1.00")).is_problem(404, "SUF-2033");
    given.order(ANNA, &post("60.01")).is_problem(422, "SUF-2034");
    assert_eq!(given.order(ANNA, &post("25.00")).json()["events"][0]["event"], "posted");
    assert_eq!(given.order(ANNA, &post("25.00")).json()["events"][0]["event"], "repeated");
    assert_eq!(given.balance(BENO, "KES"), "25.00", "a retried posting pays once");
    given.order(ANNA, &post("24.00")).is_problem(422, "SUF-2006");
    let release = |id: &str| {
        json!({
            "order": "reserve-release", "reserve": reserve, "amount": "35.00", "identification": id,
        })
    };
    assert_eq!(given.order(ANNA, &release("r")).json()["events"][0]["event"], "reserve-released");
    assert_eq!(given.order(ANNA, &release("r")).json()["events"][0]["event"], "repeated");
    assert_eq!(given.order(ANNA, &post("25.00")).json()["events"][0]["event"], "repeated");
    given.order(ANNA, &release("s")).is_problem(404, "SUF-2033");
    assert_eq!(given.balance(BENO, "KES"), "25.00");
    assert_eq!(given.account(ANNA, "KES")["available"]["amount"], "75.00");
}

#[test]
fn a_newcomer_is_admitted_activated_and_paid() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let new = "DORAKENA";
    let admit = json!({
        "order": "participant-admit", "participant": new, "role": "direct-bank", "member": "KE",
    });
    given.order(ANNA, &admit).is_problem(403, "SUF-2031");
    assert_eq!(given.order("operator-a", &admit).status, 200);
    given.order("operator-a", &admit).is_problem(422, "SUF-2040");
    let open = json!({ "order": "account-open", "owner": new, "currency": "KES" });
    assert_eq!(given.order("operator-a", &open).status, 200);
    let pay = Transfer { from: ANNA, to: new, currency: "KES", amount: "5", id: "m1" }.write();
    let answer = given.send(ANNA, &pay).json();
    assert_eq!(answer["findings"][0]["code"], "SUF-2011", "{answer}");
    let activate = json!({ "order": "participant-status", "participant": new, "status": "active" });
    assert_eq!(given.order("operator-a", &activate).status, 200);
    assert_eq!(given.send(ANNA, &pay).json()["fate"], "settled");
    let all: Value = given.read("operator-a", "/v1/accounts").json();
    let own = all["accounts"].as_array().unwrap().iter().find(|account| account["owner"] == new);
    assert_eq!(own.unwrap()["balance"]["minor"], "500");
}

#[test]
fn the_day_opens_once_and_closing_refuses_what_waits() {
    let given = open();
    let open = |date: &str| json!({ "order": "day-open", "currency": "KES", "date": date });
    given.order("operator-a", &open("2026-11-24")).is_problem(422, "SUF-2038");
    given.order("operator-a", &open("tomorrow")).is_problem(400, "SUF-5011");
    let waiting = given.send(ANNA, &anna_pays("1.00", "m1")).json();
    let close = json!({ "order": "day-close", "currency": "KES" });
    let done = given.order("operator-a", &close).json();
    assert_eq!(done["events"], json!([{ "event": "changed" }]), "others' payments are not told");
    let payment = given.read(ANNA, &format!("/v1/payments/{}", waiting["entry"])).json();
    assert_eq!((&payment["standing"], &payment["code"]), (&json!("refused"), &json!("SUF-2022")));
    given.order("operator-a", &open(DATE)).is_problem(422, "SUF-2039");
    given
        .order("operator-a", &json!({ "order": "day-open", "currency": "XYZ", "date": DATE }))
        .is_problem(400, "SUF-5011");
    given
        .order("operator-a", &json!({ "order": "day-open", "currency": "EUR", "date": DATE }))
        .is_problem(404, "SUF-2042");
}
