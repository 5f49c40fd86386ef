//! Queries: a bank asks for reports of its account (camt.060), and for messages once more
//! (admi.006).

use super::write::{admi006, camt060, on_day};
use super::*;
use serde_json::json;

fn account(story: &Story, bank: &str) -> String {
    story.given.account(bank, "KES")["account"].to_string()
}

const REPORT: &str = "BkToCstmrAcctRpt/Rpt";

#[test]
fn a_report_of_the_present_day_has_balances_totals_or_every_entry_as_asked() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.skip(ANNA);
    let number = account(&story, ANNA);
    let balance = "<ReqdBalTp><CdOrPrtry><Cd>ITBD</Cd></CdOrPrtry></ReqdBalTp>";
    let entries = "<ReqdTxTp><Sts><Cd>BOOK</Cd></Sts><CdtDbtInd>CRDT</CdtDbtInd></ReqdTxTp>";
    for (id, more, has_totals, lines) in
        [("q1", balance, false, 0), ("q2", "", true, 0), ("q3", entries, true, 2)]
    {
        let told = story.send(ANNA, &camt060(ANNA, &number, "camt.052.001.08", id, more), "taken");
        assert_eq!(told.definition, "camt.052.001.08");
        for (code, amount) in [("OPBD", "0.00"), ("ITBD", "749.50"), ("ITAV", "749.50")] {
            let balance = format!(
                "<Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"KES\">{amount}</Amt><CdtDbtInd>CRDT"
            );
            assert!(told.text.contains(&balance), "{balance}: {}", told.text);
        }
        let path = format!("{REPORT}/TxsSummry/TtlNtries/NbOfNtries");
        assert_eq!(told.value(&path), if has_totals { "2" } else { "" }, "{}", told.text);
        assert_eq!(told.text.matches("<Ntry>").count(), lines, "{}", told.text);
        let related = format!("<BizMsgIdr>{id}</BizMsgIdr><MsgDefIdr>camt.060");
        assert!(told.text.contains(&related), "the answer names what it answers");
    }
    // What was told stays what it was: later payments change no report.
    let before = story.outbox(ANNA);
    story.send(ANNA, &anna_pays("1.00", "m2"), "settled");
    story.read.clear();
    let again = story.outbox(ANNA);
    let reports = |all: &[Got]| -> Vec<String> {
        let own = all.iter().filter(|got| got.definition.starts_with("camt.052"));
        own.map(|got| got.text.clone()).collect()
    };
    assert_eq!(reports(&before), reports(&again));
    assert_eq!(reports(&again).len(), 3);
}

#[test]
fn a_statement_and_the_entries_of_a_day_that_ended_are_told_again() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    let number = account(&story, ANNA);
    let ask = |report: &str, id: &str, more: &str| camt060(ANNA, &number, report, id, more);
    let told = story.send(ANNA, &ask("camt.053.001.08", "q0", ""), "refused");
    told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", "SUF-4052")]);
    let close = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(story.given.order("operator-a", &close).status, 200);
    story.skip(ANNA);
    for more in [on_day(DATE), String::new()] {
        let id = format!("q{}", more.len());
        let told = story.send(ANNA, &ask("camt.053.001.08", &id, &more), "taken");
        assert_eq!(told.definition, "camt.053.001.08");
        told.says(&[("BkToCstmrStmt/Stmt/ElctrncSeqNb", "1")]);
    }
    let told = story.send(ANNA, &ask("camt.054.001.08", "q2", &on_day(DATE)), "taken");
    assert_eq!(told.definition, "camt.054.001.08");
    assert_eq!(told.text.matches("<Ntry>").count(), 2);
    // The central bank may ask for an account in its currency, nobody else.
    let by_central = camt060(CENTRAL, &number, "camt.053.001.08", "q3", "")
        .replace(&super::write::agent(CENTRAL), &super::write::agent(ANNA))
        .replacen(&super::write::agent(ANNA), &super::write::agent(CENTRAL), 1);
    story.send(CENTRAL, &by_central, "taken");
    let stranger = camt060(BENO, &number, "camt.053.001.08", "q4", "");
    let told = story.send(BENO, &stranger, "refused");
    told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", "SUF-2001")]);
    let finding = story.given.send(BENO, &stranger).json()["findings"][0].clone();
    assert_eq!(finding["path"], "/Document/AcctRptgReq/RptgReq[1]/Acct");
    for (more, code) in [
        (on_day("2026-01-01"), "SUF-4052"),
        (on_day(DATE).replace("</FrDt>", "</FrDt><ToDt>2026-11-30</ToDt>"), "SUF-4051"),
    ] {
        let told = story.send(ANNA, &ask("camt.053.001.08", "q5", &more), "refused");
        told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", code)]);
    }
}

#[test]
fn messages_come_once_more_as_they_were_and_say_so() {
    let mut story = Story::begin();
    story.send(ANNA, &anna_pays("250.50", "m1"), "settled");
    story.send(ANNA, &anna_pays("1.00", "m2"), "settled");
    story.read.clear();
    let first = story.outbox(BENO);
    let range = "<SeqRg><FrToSeq><FrSeq>1</FrSeq><ToSeq>2</ToSeq></FrToSeq></SeqRg>";
    let told = story.send(BENO, &admi006(BENO, range, "r1"), "taken");
    assert_eq!(told.definition, "admi.007.001.01");
    told.says(&[
        ("RctAck/Rpt/RltdRef/Ref", "r1"),
        ("RctAck/Rpt/RltdRef/MsgNm", "admi.006.001.01"),
        ("RctAck/Rpt/ReqHdlg/StsCd", "COMP"),
    ]);
    let got = story.gets(BENO, &["admi.007.001.01", "pacs.009.001.08", "pacs.009.001.08"]);
    for (again, first) in got.iter().skip(1).zip(&first) {
        let marked = "<PssblDplct>true</PssblDplct>";
        assert!(again.text.contains(marked), "{}", again.text);
        assert_eq!(again.text.replace(marked, ""), first.text);
    }
    story.send(BENO, &admi006(BENO, "<SeqNb>2</SeqNb>", "r2"), "taken");
    story.gets(BENO, &["admi.007.001.01", "pacs.009.001.08"]);
    for (criteria, code) in [
        ("<SeqNb>99</SeqNb>", "SUF-4053"),
        ("<SeqNb>x</SeqNb>", "SUF-4053"),
        ("<SeqRg><FrToSeq><FrSeq>1</FrSeq><ToSeq>101</ToSeq></FrToSeq></SeqRg>", "SUF-2025"),
    ] {
        let told = story.send(BENO, &admi006(BENO, criteria, "r3"), "refused");
        told.says(&[("admi.002.001.01/Rsn/RjctgPtyRsn", code)]);
    }
}
