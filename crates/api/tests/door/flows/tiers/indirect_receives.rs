//! An indirect bank receives on its sponsor's account and returns from there; a recall finds it.

use super::write::camt029;
use super::*;

#[test]
fn the_sponsor_is_credited_and_the_indirect_bank_gets_the_message() {
    let mut story = begin();
    story.sponsor(BENO, INDI, &json!({}));
    let message = pays(ANNA, INDI, "250.50", "m1");
    story.send(ANNA, &message, "settled");
    story.gets(INDI, &["pacs.009.001.08"])[0].carries(&message);
    let got = story.gets(BENO, &["camt.054.001.08"]);
    carries_for(&got[0], "CRDT", "250.50", INDI);
    assert_eq!(story.given.balance(BENO, "KES"), "250.50");
    // The indirect bank returns a part; its sponsor pays.
    let (of, currency, reason) = (named("m1"), "KES", "AC03");
    let back = Return { from: INDI, to: ANNA, of, currency, amount: "50.50", id: "r1", reason };
    story.skip(ANNA);
    story.send(INDI, &back.write(), "settled").says(&status("ACSC", ""));
    story.gets(ANNA, &["pacs.004.001.09"]);
    let got = story.gets(BENO, &["camt.054.001.08"]);
    carries_for(&got[0], "DBIT", "50.50", INDI);
    assert_eq!(story.given.balance(BENO, "KES"), "200.00");
    // The sponsor returns nothing of what is not its own.
    let back = Return { from: BENO, to: ANNA, of, currency, amount: "1.00", id: "r2", reason };
    story.send(BENO, &back.write(), "refused").says(&status("RJCT", "AG09"));
}

#[test]
fn a_recall_goes_to_the_indirect_bank_and_not_to_its_sponsor() {
    let mut story = begin();
    story.sponsor(BENO, INDI, &json!({}));
    story.send(ANNA, &pays(ANNA, INDI, "250.50", "m1"), "settled");
    story.skip(INDI);
    story.skip(BENO);
    let request = camt056(ANNA, named("m1"), "c1", "");
    story.send(ANNA, &request, "taken").says(&resolution("PDCR", ""));
    story.gets(INDI, &["camt.056.001.08"])[0].carries(&request);
    story.gets(BENO, &[]);
    let answer = camt029(BENO, named("m1"), "a1", "RJCR", Some("CUST"));
    story.send(BENO, &answer, "refused");
    story.skip(ANNA);
    story.send(INDI, &camt029(INDI, named("m1"), "a2", "RJCR", Some("CUST")), "taken");
    story.gets(ANNA, &["camt.029.001.09"])[0].says(&resolution("RJCR", "CUST"));
}
