//! A return: pacs.009 settles; its receiver sends pacs.004; who paid gets it back.

use super::write::{Named, Return, camt056, named};
use super::*;

fn back(amount: &'static str, id: &'static str) -> Return<'static> {
    let (of, currency, reason) = (named("m1"), "KES", "AC04");
    Return { from: BENO, to: ANNA, of, currency, amount, id, reason }
}

/// Anna paid 250.50 to Beno.
fn paid() -> Story {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.gets(ANNA, &["pacs.002.001.10"]);
    story.gets(BENO, &["pacs.009.001.08"]);
    story
}

#[test]
fn the_receiver_returns_a_payment_and_who_paid_gets_the_message_verbatim_with_evidence() {
    let mut story = paid();
    let message = back("250.50", "r1").write();
    story.send(BENO, &message, "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    assert_eq!(story.given.balance(BENO, "KES"), "0.00");

    let told = story.gets(BENO, &["pacs.002.001.10"]);
    told[0].says(&status("ACSC", "")).says(&[
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", "r1"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgNmId", "pacs.004.001.09"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlInstrId", "r1"),
        ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlTxRef/IntrBkSttlmAmt", "250.50"),
    ]);
    let got = story.gets(ANNA, &["pacs.004.001.09"]);
    got[0].carries(&message);
    assert!(got[0].text.contains("<SttlmEvdnc"), "{}", got[0].text);
    assert!(got[0].text.contains("<Amt Ccy=\"KES\">250.50</Amt>"), "{}", got[0].text);

    let again = story.given.send(BENO, &message);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00", "a repeat returns nothing");
}

#[test]
fn partial_returns_add_up_to_the_original_and_no_further() {
    let mut story = paid();
    story.send(BENO, &back("100.00", "r1").write(), "settled");
    let payment = story.payment(ANNA, "m1");
    assert_eq!(payment["returned"]["amount"], "100.00", "{payment}");
    assert_eq!(payment["standing"], "settled");
    let told = story.send(BENO, &back("150.51", "r2").write(), "refused");
    told.says(&status("RJCT", "AM09"));
    story.send(BENO, &back("150.50", "r3").write(), "settled");
    let told = story.send(BENO, &back("0.01", "r4").write(), "refused");
    told.says(&status("RJCT", "AM09"));
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    story.skip(BENO);
    story.gets(ANNA, &["pacs.004.001.09", "pacs.004.001.09"]);
    // Nothing is left that a recall could bring back.
    let told = story.send(ANNA, &camt056(ANNA, named("m1"), "c1", ""), "refused");
    told.says(&resolution("RJCR", "ARDT"));
}

#[test]
fn a_return_by_uetr_alone_finds_its_payment() {
    let story = paid();
    let payment = anna_pays("250.50", "m1");
    let start = payment.find("<UETR>").unwrap();
    let uetr = payment[start + 6..start + 42].to_owned();
    let named = "<OrgnlGrpInf><OrgnlMsgId>m1</OrgnlMsgId>\
                 <OrgnlMsgNmId>pacs.009.001.08</OrgnlMsgNmId></OrgnlGrpInf>\
                 <OrgnlInstrId>m1</OrgnlInstrId>";
    let whole = back("250.50", "r1").write();
    let by_uetr = |uetr: &str| whole.replace(named, &format!("<OrgnlUETR>{uetr}</OrgnlUETR>"));
    let strange = "11111111-1111-4111-8111-111111111111";
    story.send(BENO, &by_uetr(strange), "refused").says(&status("RJCT", "AG09"));
    // Identifications of one payment and the UETR of another name none.
    let both = whole.replace(
        "<OrgnlInstrId>m1</OrgnlInstrId>",
        &format!("<OrgnlInstrId>m1</OrgnlInstrId><OrgnlUETR>{strange}</OrgnlUETR>"),
    );
    story.send(BENO, &both, "refused").says(&status("RJCT", "AG09"));
    story.send(BENO, &by_uetr(&uetr), "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}

#[test]
fn a_return_without_cover_waits_and_keeps_its_part_of_the_original() {
    let mut story = paid();
    // Beno spends what he got.
    let on = Transfer { from: BENO, to: ANNA, currency: "KES", amount: "250.50", id: "m2" };
    story.send(BENO, &on.write(), "settled");
    story.send(BENO, &back("200.00", "r1").write(), "queued").says(&status("PDNG", ""));
    story.send(BENO, &back("50.51", "r2").write(), "refused").says(&status("RJCT", "AM09"));
    story.skip(BENO);
    story.skip(ANNA);
    // Until it settles it is Beno's to cancel, as any payment of his.
    let of = Named { id: "r1", definition: "pacs.004.001.09" };
    story.send(BENO, &camt056(BENO, of, "c1", ""), "taken").says(&resolution("CNCL", ""));
    let told = story.gets(BENO, &["pacs.002.001.10", "camt.029.001.09"]);
    told[0].says(&status("RJCT", "DS02"));
    story.send(BENO, &back("250.50", "r3").write(), "queued");
    story.given.fund(BENO, "300.00", "cover");
    assert_eq!(story.given.balance(ANNA, "KES"), "1250.50");
    story.gets(ANNA, &["pacs.004.001.09"]);
}

#[test]
fn what_cannot_be_returned_is_refused_with_its_reason() {
    let story = paid();
    let cases = [
        (BENO, Return { of: named("m9"), ..back("1", "f1") }, "AG09"),
        (BENO, Return { currency: "UGX", ..back("1", "f2") }, "AM03"),
        (BENO, Return { amount: "0.00", ..back("1", "f3") }, "AM01"),
        (ANNA, Return { from: ANNA, to: BENO, ..back("1", "f4") }, "AG01"),
        (CARO, Return { from: CARO, to: ANNA, ..back("1", "f5") }, "AG09"),
        (BENO, Return { to: CARO, ..back("1", "f6") }, "AG09"),
    ];
    for (who, body, reason) in cases {
        let told = story.send(who, &body.write(), "refused");
        assert_eq!(told.definition, "pacs.002.001.10");
        told.says(&status("RJCT", reason)).says(&[
            ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgId", body.id),
            ("FIToFIPmtStsRpt/TxInfAndSts/OrgnlGrpInf/OrgnlMsgNmId", "pacs.004.001.09"),
        ]);
    }
    let other_method = back("1.00", "f9").write().replace(">CLRG<", ">INDA<");
    let told = story.send(BENO, &other_method, "refused");
    assert!(told.value("FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/AddtlInf").contains("SUF-12"));
    let undated = back("1.00", "f10").write();
    let date = format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>");
    let undated = story.given.send(BENO, &undated.replace(&date, "")).json();
    assert_eq!(undated["fate"], "refused");
    let said: Vec<_> = undated["findings"].as_array().unwrap().iter().collect();
    assert_eq!(said.iter().filter(|one| one["code"] == said[0]["code"]).count(), 1, "{undated}");
    assert_eq!(said[0]["path"], "/Document/PmtRtr/TxInf[1]/IntrBkSttlmDt");
    let answer = story.given.send(BENO, &Return { currency: "UGX", ..back("1", "f8") }.write());
    let place = answer.json()["findings"][0]["path"].clone();
    assert_eq!(place, "/Document/PmtRtr/TxInf[1]/RtrdIntrBkSttlmAmt");
    // A return is not returned, whether it is named as one or not.
    story.send(BENO, &back("250.50", "r1").write(), "settled");
    let of = Named { id: "r1", definition: "pacs.004.001.09" };
    let body = Return { from: ANNA, to: BENO, of, ..back("1", "f7") };
    story.send(ANNA, &body.write(), "refused").says(&status("RJCT", "AG13"));
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
}

#[test]
fn a_payment_that_waits_is_as_unknown_to_its_receiver_as_one_that_never_was() {
    let story = Story::of(open());
    story.send(ANNA, &anna_pays("250.50", "m1"), "queued");
    let of_waiting = story.send(BENO, &back("250.50", "r1").write(), "refused");
    let of_none = Return { of: named("m9"), ..back("250.50", "r2") };
    let of_none = story.send(BENO, &of_none.write(), "refused");
    let told = "FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/AddtlInf";
    of_waiting.says(&status("RJCT", "AG09"));
    assert_eq!(of_waiting.value(told), of_none.value(told));
}

#[test]
fn what_a_central_bank_paid_out_comes_back_to_its_own_account() {
    let mut story = Story::begin();
    let paid = Transfer { from: CENTRAL, to: BENO, currency: "KES", amount: "40.00", id: "m1" };
    // Its customer payment is forwarded like any other; a pacs.009 COV is the shorter one to write.
    let cover = paid.write().replace(
        "</CdtTrfTxInf>",
        "<UndrlygCstmrCdtTrf><Dbtr><Nm>A</Nm><PstlAdr><Ctry>KE</Ctry><AdrLine>B</AdrLine></PstlAdr>\
         </Dbtr><DbtrAcct><Id><Othr><Id>7</Id></Othr></Id></DbtrAcct><DbtrAgt><FinInstnId>\
         <BICFI>CENTKENX</BICFI></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId><BICFI>BENOKENA</BICFI>\
         </FinInstnId></CdtrAgt><Cdtr><Nm>C</Nm><PstlAdr><Ctry>KE</Ctry><AdrLine>D</AdrLine>\
         </PstlAdr></Cdtr><CdtrAcct><Id><Othr><Id>8</Id></Othr></Id></CdtrAcct>\
         </UndrlygCstmrCdtTrf></CdtTrfTxInf>",
    );
    story.send(CENTRAL, &cover, "settled");
    story.skip(CENTRAL);
    let body = Return { to: CENTRAL, ..back("40.00", "r1") };
    story.send(BENO, &body.write(), "settled");
    story.gets(CENTRAL, &["pacs.004.001.09"]);
    assert_eq!(story.given.balance(CENTRAL, "KES"), "40.00", "it withdraws by itself alone");
}
