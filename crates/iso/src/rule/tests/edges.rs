//! Tests of the rules at their edges: other versions, stray headers, groups, and hostile repeats.

use super::*;
use crate::Reader;
use crate::write::{Evidence, Forward, Heading, Moment, forward};
use suftaja_base::Instant;

/// The codes of all findings of a text, in the order of the bytes.
fn codes(text: &str, profile: &Profile) -> Vec<Suf> {
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    examine(&reading, profile).findings.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn every_version_of_a_credit_transfer_is_judged_like_the_first() {
    let profile = Profile::end_to_end();
    let document = |text: &str, definition: &str, version: &str| {
        let text = text.replace("1250.50", "0").replace("1250.5<", "0<").replace("KES", "XAU");
        text.replace(definition, &format!("{}{version}", &definition[..13]))
    };
    for (text, definition) in [(pacs008(), "pacs.008.001.08"), (pacs009(), "pacs.009.001.08")] {
        for version in ["08", "09", "10", "11", "12", "13"] {
            let found = codes(&document(&text, definition, version), &profile);
            for code in [rule::CURRENCY_UNKNOWN, rule::AMOUNT_ZERO] {
                assert_eq!(found.iter().filter(|one| **one == code).count(), 1, "{version}");
            }
        }
    }
}

#[test]
fn the_message_that_the_system_forwards_is_good_for_its_receiver() {
    let text = pacs009();
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    let instant = Instant::parse("2026-11-21T08:00:01Z").unwrap();
    let moment = Moment { entry: 7, time: instant };
    let transfer = check(&reading, &v_shape(), &[]).transfers.remove(0);
    let evidence = Evidence {
        journal: "00",
        entry: 7,
        entered: moment,
        irrevocable: moment,
        finality: moment,
        rule_version: 1,
        amount: transfer.amount,
        currency: transfer.currency,
        settlement_date: transfer.settlement_date.unwrap(),
    };
    let heading = Heading {
        from: bic("SUFTKENA"),
        to: bic("BKTZTZTZ"),
        message_id: "MSG-1",
        created: instant,
        possible_duplicate: false,
        related: None,
    };
    let mut out = Vec::new();
    forward(&heading, &Forward::of(&reading.document().unwrap(), evidence), &mut out);
    let forwarded = String::from_utf8(out).unwrap();
    assert_eq!(codes(&forwarded, &v_shape()), []);
    let astray = altered(&forwarded, "<BICFI>BKTZTZTZ</BICFI></FinInstnId></FIId></To>", WRONG_TO);
    assert_eq!(codes(&astray, &v_shape()), [rule::HEADER_RECEIVER]);
    // A participant does not send in the name of the system.
    let mut reader = Reader::new();
    let reading = reader.read(forwarded.as_bytes());
    let found = check(&reading, &v_shape(), &[bic("BKENKENA")]).findings;
    let told: Vec<Suf> = found.into_iter().map(|finding| finding.code).collect();
    assert_eq!(told, [rule::HEADER_SENDER, rule::HEADER_RECEIVER]);
}

const WRONG_TO: &str = "<BICFI>BKUGUGUG</BICFI></FinInstnId></FIId></To>";

#[test]
fn a_header_without_its_document_is_told() {
    let text = pacs009();
    let (start, end) = (text.find("<AppHdr").unwrap(), text.find("</AppHdr>").unwrap() + 9);
    let header = &text[start..end];
    let twice = text.replace(header, &header.repeat(2));
    assert_eq!(codes(&twice, &v_shape()), [rule::HEADER_ALONE]);
    let mut reader = Reader::new();
    let reading = reader.read(twice.as_bytes());
    let checked = check(&reading, &v_shape(), &[bic("BKENKENA")]);
    assert!(checked.instruction().is_none() && checked.findings[0].code == rule::HEADER_ALONE);
    let found = examine(&Reader::new().read(header.as_bytes()), &Profile::end_to_end()).findings;
    assert_eq!((found[0].code, found[0].severity), (rule::HEADER_ALONE, Severity::Warning));
    let two = text.replace("</BizMsg>", "") + &text[end..];
    let reading = reader.read(two.as_bytes());
    assert_eq!(reading.findings(), []);
    let checked = check(&reading, &v_shape(), &[bic("BKENKENA")]);
    assert!(checked.findings.iter().any(|finding| finding.code == message::DOCUMENT_TWICE));
}

#[test]
fn whole_groups_have_no_amounts_here() {
    let group = "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm>\
         <NbOfTxs>3</NbOfTxs><CtrlSum>12</CtrlSum><GrpRtr>true</GrpRtr>\
         <TtlRtrdIntrBkSttlmAmt Ccy=\"KES\">12</TtlRtrdIntrBkSttlmAmt>\
         <IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>\
         <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>";
    let text = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09\"><PmtRtr>{group}\
         <OrgnlGrpInf><OrgnlMsgId>M-0</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>\
         <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></OrgnlGrpInf></PmtRtr></Document>"
    );
    assert_eq!(codes(&text, &Profile::end_to_end()), []);
}

#[test]
fn rules_judge_nothing_of_what_is_no_xml_any_more() {
    let text = pacs008();
    let at = text.find("<Nm>Wanjiru").unwrap();
    let mut bytes = text.clone().into_bytes();
    bytes[at + 5] = 0xFF;
    let mut reader = Reader::new();
    let reading = reader.read(&bytes);
    assert!(!reading.is_valid());
    assert_eq!(examine(&reading, &v_shape()).findings, []);
}

/// Rules end soon on elements that repeat without end; with work that grows with the square these
/// inputs would take hours.
#[test]
fn hostile_repeats_cost_no_more_than_their_length() {
    let text = pacs008();
    let many = |from: &str, one: &dyn Fn(usize) -> String| {
        let all: String = (0..60_000).map(one).collect();
        text.replacen(from, &format!("{all}{from}"), 1)
    };
    let line = |at: usize| format!("<AdrLine>line {at}</AdrLine>");
    let code = |at: usize| format!("<InstrForCdtrAgt><Cd>C{at}</Cd></InstrForCdtrAgt>");
    let account = |_| "<IntrmyAgt1Acct><Id><IBAN>x</IBAN></Id></IntrmyAgt1Acct>".to_owned();
    let cheque = |_| "<InstrForCdtrAgt><Cd>CHQB</Cd></InstrForCdtrAgt>".to_owned();
    for hostile in [
        many("</PstlAdr>", &line),
        many("<RmtInf>", &code),
        many("<Dbtr>", &account),
        many("<RmtInf>", &cheque),
    ] {
        let mut reader = Reader::new();
        let reading = reader.read(hostile.as_bytes());
        let found = examine(&reading, &Profile::end_to_end());
        assert!(found.findings.len() <= FINDINGS_MAX);
    }
}
