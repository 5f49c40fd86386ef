//! Tests of the rules over direct debits (pacs.010), where the creditor's side instructs.

use super::*;

/// A debit of BKTZTZTZ, as BKENKENA sends it to the system.
fn debit() -> String {
    let bank = |tag: &str, bic: &str| {
        format!("<{tag}><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></{tag}>")
    };
    let [from, to] = ["BKENKENA", "BKTZTZTZ"];
    let end = |tag, bic| {
        let institution = bank("FIId", bic);
        format!("<{tag}>{institution}</{tag}>")
    };
    format!(
        "<Message><AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">{}{}\
         <BizMsgIdr>M-1</BizMsgIdr><MsgDefIdr>pacs.010.001.03</MsgDefIdr>\
         <CreDt>2026-11-21T08:00:00Z</CreDt></AppHdr>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.010.001.03\"><FIDrctDbt><GrpHdr>\
         <MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>\
         <CtrlSum>7</CtrlSum></GrpHdr><CdtInstr><CdtId>C-1</CdtId>\
         <IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>{}{}{}<DrctDbtTxInf>\
         <PmtId><EndToEndId>E-1</EndToEndId></PmtId>\
         <IntrBkSttlmAmt Ccy=\"KES\">7</IntrBkSttlmAmt>{}</DrctDbtTxInf></CdtInstr></FIDrctDbt>\
         </Document></Message>",
        end("Fr", from),
        end("To", "SUFTKENA"),
        bank("InstgAgt", from),
        bank("InstdAgt", to),
        bank("Cdtr", from),
        bank("Dbtr", to),
    )
}

#[test]
fn a_debit_is_an_instruction_of_the_creditors_side() {
    read_valid(&debit(), |reading| {
        let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
        assert_eq!(checked.findings, []);
        let told = checked.instruction().unwrap();
        assert_eq!(told.family, view::Family::Pacs010);
        assert_eq!(
            (told.debtor.clone(), told.creditor.clone()),
            (Some(bic("BKTZTZTZ")), Some(bic("BKENKENA")))
        );
        assert_eq!((&*told.message_id, &*told.end_to_end_id), ("M-1", "E-1"));
        let reference = view::reference(reading).unwrap();
        assert_eq!(reference.end_to_end_id.as_deref(), Some("E-1"));
    });
}

#[test]
fn each_rule_of_a_debit_speaks_alone() {
    let above = "/Document/FIDrctDbt/CdtInstr[1]";
    let tx = "/Document/FIDrctDbt/CdtInstr[1]/DrctDbtTxInf[1]";
    let agent = |tag: &str, bic: &str| {
        format!("<{tag}><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></{tag}>")
    };
    let instructing = agent("InstgAgt", "BKENKENA");
    let instructed = agent("InstdAgt", "BKTZTZTZ");
    let another = "</DrctDbtTxInf><DrctDbtTxInf><PmtId><EndToEndId>E-2</EndToEndId></PmtId>\
                   <IntrBkSttlmAmt Ccy=\"KES\">0.5</IntrBkSttlmAmt><Dbtr><FinInstnId>\
                   <BICFI>BKTZTZTZ</BICFI></FinInstnId></Dbtr></DrctDbtTxInf></CdtInstr>";
    for (from, to, code, path) in [
        (">7</IntrBk", ">0</IntrBk", rule::AMOUNT_ZERO, format!("{tx}/IntrBkSttlmAmt")),
        (
            "<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>",
            "",
            rule::SETTLEMENT_DATE_MISSING,
            format!("{tx}/IntrBkSttlmDt"),
        ),
        (&*instructed, "", rule::AGENT_MISSING, format!("{tx}/InstdAgt")),
        (
            &*instructing,
            &*agent("InstgAgt", "BKUGUGUG"),
            rule::SENDER_NOT_INSTRUCTING,
            format!("{above}/InstgAgt"),
        ),
        (
            "</DrctDbtTxInf></CdtInstr>",
            another,
            rule::TRANSACTION_COUNT,
            "/Document/FIDrctDbt/CdtInstr[1]/DrctDbtTxInf[2]".to_owned(),
        ),
    ] {
        let mut text = debit().replacen(from, to, 1);
        assert_ne!(text, debit(), "{from}");
        match code {
            rule::AMOUNT_ZERO => text = text.replace("<CtrlSum>7<", "<CtrlSum>0<"),
            rule::TRANSACTION_COUNT => {
                text = text.replace("<NbOfTxs>1<", "<NbOfTxs>2<").replace("Sum>7<", "Sum>7.5<");
            }
            _ => {}
        }
        assert_eq!(found(&text, &v_shape()), [(code, path)], "{to}");
    }
}
