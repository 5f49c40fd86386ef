//! An indirect bank pays on its sponsor's account: both get what direct banks get, the sponsor is
//! copied, and each sees its own.

use super::*;

#[test]
fn the_sponsor_pays_and_is_told_for_whom() {
    let mut story = sponsored();
    let message = pays(INDI, BENO, "250.50", "m1");
    story.send(INDI, &message, "settled").says(&status("ACSC", ""));
    story.gets(INDI, &["pacs.002.001.10"]);
    let got = story.gets(BENO, &["pacs.009.001.08"]);
    got[0].carries(&message);
    assert!(got[0].text.contains("SttlmEvdnc"), "{}", got[0].text);
    let got = story.gets(ANNA, &["camt.054.001.08"]);
    carries_for(&got[0], "DBIT", "250.50", INDI);
    got[0].says(&[("BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls/TxDtls/Refs/InstrId", "m1")]);
    assert_eq!(story.given.balance(ANNA, "KES"), "749.50");
    assert_eq!(story.given.balance(BENO, "KES"), "250.50");
    let [held] = &story.sponsorships(ANNA)[..] else { panic!("Anna sees one sponsorship") };
    assert_eq!(held["stage"], "in-force");
    assert_eq!(
        (&held["sent"]["amount"], &held["used"]["amount"]),
        (&json!("250.50"), &json!("250.50"))
    );
}

#[test]
fn it_has_a_name_and_no_money_and_sees_not_its_sponsor() {
    let story = sponsored();
    let read = story.given.read(INDI, "/v1/accounts").json();
    let own = read["accounts"].as_array().unwrap();
    assert_eq!(own.len(), 1, "{read}");
    assert_eq!(
        (&own[0]["kind"], &own[0]["balance"]["amount"]),
        (&json!("sponsored"), &json!("0.00"))
    );
    assert!(own[0]["sponsor"].as_str().unwrap().starts_with(ANNA));
    let account = own[0]["account"].clone();
    // Money is neither issued to the name nor moved out of it, and it has no limits.
    let issue =
        json!({ "order": "issue", "account": account, "amount": "1.00", "identification": "i" });
    story.given.order("CENTKENX-a", &issue).is_problem(422, "SUF-2163");
    let limits = json!({ "order": "account-limits", "account": account });
    story.given.order("operator-a", &limits).is_problem(422, "SUF-2163");
    let open = json!({ "order": "account-open", "owner": INDI, "currency": "KES" });
    story.given.order("operator-a", &open).is_problem(422, "SUF-2167");
    assert_eq!(story.sponsorships(BENO), [] as [Value; 0], "others see nothing of it");
    assert_eq!(story.sponsorships("CENTKENX-a").len(), 1);
}

#[test]
fn cancelling_asking_and_waiting_are_its_own() {
    let mut story = sponsored();
    story.send(INDI, &pays(INDI, BENO, "1500.00", "m1"), "queued").says(&status("PDNG", ""));
    // In the sponsor's line, which is in the sight of both, under its own name.
    let [waits] = &story.queue(INDI)[..] else { panic!("one payment waits") };
    assert_eq!(story.queue(ANNA).len(), 1);
    assert_eq!(waits["debit"], story.sponsorships(INDI)[0]["address"]);
    story.send(INDI, &pacs028(INDI, named("m1"), "q1"), "taken").says(&status("PDNG", ""));
    // The sponsor neither cancels nor asks: it is not its payment.
    story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "refused");
    story.send(ANNA, &pacs028(ANNA, named("m1"), "q2"), "refused");
    story.send(INDI, &camt056(INDI, named("m1"), "c2", ""), "taken").says(&resolution("CNCL", ""));
    assert_eq!(story.queue(ANNA), [] as [Value; 0]);
    // What waits settles when the sponsor has cover.
    story.send(INDI, &pays(INDI, BENO, "1200.00", "m2"), "queued");
    story.skip(INDI);
    story.given.fund(ANNA, "500.00", "day-2");
    story.gets(INDI, &["pacs.002.001.10"])[0].says(&status("ACSC", ""));
    assert_eq!(story.given.balance(ANNA, "KES"), "300.00");
}

#[test]
fn without_a_sponsor_it_cannot_pay() {
    let story = begin();
    let told = story.send(INDI, &pays(INDI, BENO, "1.00", "m1"), "refused");
    told.says(&status("RJCT", "AC02"));
}
