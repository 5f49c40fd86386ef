//! A payment between two indirect banks of one sponsor: on one account it settles inside it, on two
//! it is a posting like any other.

use super::*;

#[test]
fn on_one_account_it_is_final_and_nothing_is_posted() {
    let mut story = sponsored();
    story.sponsor(ANNA, JUMA, &json!({}));
    // More than the sponsor has: nothing leaves its account.
    let message = pays(INDI, JUMA, "5000.00", "m1");
    let told = story.send(INDI, &message, "settled");
    told.says(&status("ACSC", ""));
    let got = story.gets(JUMA, &["pacs.009.001.08"]);
    got[0].carries(&message);
    assert!(got[0].text.contains("SttlmEvdnc"), "{}", got[0].text);
    let got = story.gets(ANNA, &["camt.054.001.08", "camt.054.001.08"]);
    carries_for(&got[0], "DBIT", "5000.00", INDI);
    carries_for(&got[1], "CRDT", "5000.00", JUMA);
    assert!(got[0].text.contains("balance is unchanged"), "{}", got[0].text);
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    let seen = story.sponsorships(ANNA);
    assert_eq!(
        (&seen[0]["sent"]["amount"], &seen[1]["received"]["amount"]),
        (&json!("5000.00"), &json!("5000.00"))
    );
    // It stands on record like any other: the same message changes nothing, a return comes back.
    let again = story.given.send(INDI, &message);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    let entry = again.json()["entry"].clone();
    let read = story.given.read(JUMA, &format!("/v1/payments/{entry}")).json();
    assert_eq!(read["standing"], "settled", "{read}");
    let (of, currency, reason) = (named("m1"), "KES", "AC03");
    let back = Return { from: JUMA, to: INDI, of, currency, amount: "5000.00", id: "r1", reason };
    story.skip(INDI);
    story.send(JUMA, &back.write(), "settled");
    story.gets(INDI, &["pacs.004.001.09"]);
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}

#[test]
fn on_two_accounts_it_is_posted_from_one_to_the_other() {
    let mut story = sponsored();
    let open = json!({ "order": "account-open", "owner": ANNA, "currency": "KES" });
    let second = story.ordered("operator-a", &open)["account"].clone();
    let offer = json!({ "order": "sponsorship-offer", "indirect": JUMA, "account": second });
    let number = story.ordered(ANNA, &offer)["sponsorship"].clone();
    story.accept(JUMA, &number);
    story.send(INDI, &pays(INDI, JUMA, "250.50", "m1"), "settled");
    let got = story.gets(ANNA, &["camt.054.001.08", "camt.054.001.08"]);
    carries_for(&got[0], "DBIT", "250.50", INDI);
    carries_for(&got[1], "CRDT", "250.50", JUMA);
    assert_eq!(story.given.balance(ANNA, "KES"), "749.50");
    let second = story.given.read(ANNA, &format!("/v1/accounts/{second}")).json();
    assert_eq!(second["balance"]["amount"], "250.50");
    // Here cover counts.
    story.send(INDI, &pays(INDI, JUMA, "5000.00", "m2"), "queued");
}
