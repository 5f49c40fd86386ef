//! Tests of the stateless rules: each alone, all together, and both topologies.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::allow_attributes, reason = "tests")]

mod advice;
mod debit;
mod edges;

use super::*;
use crate::FINDINGS_MAX;
use crate::view::sample::{altered, pacs008, pacs009, read, read_valid};
use suftaja_base::{Bic, Suf};

fn bic(text: &str) -> PartyId<'static> {
    PartyId::Bic(Bic::parse(text).unwrap())
}

fn v_shape() -> Profile {
    Profile::v_shape([bic("SUFTKENA")])
}

/// The errors that the rules find when BKENKENA sends the text; advice has tests of its own.
fn found(text: &str, profile: &Profile) -> Vec<(Suf, String)> {
    read_valid(text, |reading| {
        let checked = check(reading, profile, &[bic("BKENKENA")]);
        let refused = checked.findings.iter().any(|f| f.severity == Severity::Error);
        assert_eq!(checked.instruction().is_none(), refused || checked.transfers.len() != 1);
        for finding in &checked.findings {
            assert!(!finding.advice.is_empty() && finding.text.ends_with('.'), "{finding:?}");
            assert!(finding.line > 0 && finding.column > 0);
        }
        let errors = checked.findings.into_iter().filter(|f| f.severity == Severity::Error);
        errors.map(|f| (f.code, f.path)).collect()
    })
}

#[test]
fn sound_messages_pass() {
    for text in [pacs008(), pacs009()] {
        read_valid(&text, |reading| {
            let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
            assert_eq!(checked.findings, []);
            assert_eq!(checked.instruction(), checked.transfers.first());
            assert!(checked.instruction().is_some());
            let nobody = check(reading, &v_shape(), &[]);
            assert_eq!(nobody.findings, [], "an offline check knows no sender");
        });
    }
}

#[test]
fn each_rule_of_a_transaction_speaks_alone() {
    let message = "/Document/FICdtTrf";
    let tx = "/Document/FICdtTrf/CdtTrfTxInf[1]";
    for (from, to, code, path) in [
        (
            "<NbOfTxs>1<",
            "<NbOfTxs>2<",
            rule::NUMBER_OF_TRANSACTIONS,
            format!("{message}/GrpHdr/NbOfTxs"),
        ),
        ("1250.5<", "1250.51<", rule::CONTROL_SUM, format!("{message}/GrpHdr/CtrlSum")),
        (
            "<TtlIntrBkSttlmAmt Ccy=\"KES\">1250.50",
            "<TtlIntrBkSttlmAmt Ccy=\"KES\">1250.49",
            rule::TOTAL_AMOUNT,
            format!("{message}/GrpHdr/TtlIntrBkSttlmAmt"),
        ),
        (
            "<TtlIntrBkSttlmAmt Ccy=\"KES\">",
            "<TtlIntrBkSttlmAmt Ccy=\"UGX\">",
            rule::TOTAL_AMOUNT,
            format!("{message}/GrpHdr/TtlIntrBkSttlmAmt"),
        ),
        (
            "<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>",
            "",
            rule::SETTLEMENT_DATE_MISSING,
            format!("{tx}/IntrBkSttlmDt"),
        ),
        ("CLRG", "INDA", rule::SETTLEMENT_METHOD, format!("{message}/GrpHdr/SttlmInf/SttlmMtd")),
        (
            "<InstdAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></InstdAgt>",
            "",
            rule::AGENT_MISSING,
            format!("{tx}/InstdAgt"),
        ),
        (
            "<InstdAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI>",
            "<InstdAgt><FinInstnId><Nm>A bank</Nm>",
            rule::AGENT_MISSING,
            format!("{message}/GrpHdr/InstdAgt"),
        ),
        (
            "<BICFI>BKENKENAXXX</BICFI>",
            "<BICFI>BKUGUGUG</BICFI>",
            rule::SENDER_NOT_INSTRUCTING,
            format!("{message}/GrpHdr/InstgAgt"),
        ),
        ("12:00:00+03:00", "15:30:00+03:00", rule::TIME_INVALID, format!("{tx}/SttlmTmReq")),
    ] {
        assert_eq!(found(&altered(&pacs009(), from, to), &v_shape()), [(code, path)], "{to}");
    }
}

#[test]
fn an_amount_of_zero_is_refused_however_it_is_written() {
    for zero in ["0", "0.00", "0.000"] {
        let text = pacs008().replace("1250.50", zero);
        let path = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/IntrBkSttlmAmt".to_owned();
        assert_eq!(found(&text, &v_shape()), [(rule::AMOUNT_ZERO, path)]);
    }
}

#[test]
fn the_uetr_is_asked_for_by_profile() {
    let uetr = "<UETR>00000000-0000-4000-8000-000000000007</UETR>";
    let (customer, bank) = (altered(&pacs008(), uetr, ""), altered(&pacs009(), uetr, ""));
    for (asked, of_customer, of_bank) in [
        (UetrRule::Never, false, false),
        (UetrRule::Customer, true, false),
        (UetrRule::Always, true, true),
    ] {
        let profile = Profile { uetr: asked, ..v_shape() };
        let missing =
            |text| found(text, &profile).iter().any(|(code, _)| *code == rule::UETR_MISSING);
        assert_eq!((missing(&customer), missing(&bank)), (of_customer, of_bank));
    }
}

#[test]
fn a_message_of_two_transactions_is_not_gross() {
    let text = pacs008();
    let start = text.find("<CdtTrfTxInf>").unwrap();
    let end = text.find("</FIToFICstmrCdtTrf>").unwrap();
    let twice = format!("{}{}", &text[..end], &text[start..]);
    let twice = altered(&twice, "<NbOfTxs>1<", "<NbOfTxs>2<");
    let path = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]".to_owned();
    assert_eq!(found(&twice, &v_shape()), [(rule::TRANSACTION_COUNT, path)]);
}

#[test]
fn the_header_is_compared_in_a_v_shape() {
    for (from, to, code, path) in [
        ("<BICFI>SUFTKENA", "<BICFI>BKTZTZTZ", rule::HEADER_RECEIVER, "/AppHdr/To"),
        ("<BICFI>BKENKENA<", "<BICFI>BKUGUGUG<", rule::HEADER_SENDER, "/AppHdr/Fr"),
        ("<BizMsgIdr>MSG-1", "<BizMsgIdr>MSG-2", rule::HEADER_IDENTIFICATION, "/AppHdr/BizMsgIdr"),
        (
            "<MsgDefIdr>pacs.009.001.08",
            "<MsgDefIdr>pacs.009.001.09",
            rule::HEADER_DEFINITION,
            "/AppHdr/MsgDefIdr",
        ),
        ("<BICFI>SUFTKENA</BICFI>", "<Nm>A system</Nm>", rule::HEADER_UNREADABLE, "/AppHdr/To"),
    ] {
        let found = found(&altered(&pacs009(), from, to), &v_shape());
        assert_eq!(found, [(code, path.to_owned())], "{to}");
    }
}

#[test]
fn a_member_is_the_same_with_and_without_its_clearing_system() {
    let member = |system: Option<&'static str>, id: &'static str| PartyId::Member {
        system: system.map(Into::into),
        id: id.into(),
    };
    for (one, other, same) in [
        (member(None, "7"), member(Some("KEPSS"), "7"), true),
        (member(Some("KEPSS"), "7"), member(Some("KEPSS"), "7"), true),
        (member(Some("TISS"), "7"), member(Some("KEPSS"), "7"), false),
        (member(None, "7"), member(None, "8"), false),
        (member(None, "BKENKENA"), bic("BKENKENA"), false),
    ] {
        assert_eq!((one.same(&other), other.same(&one)), (same, same), "{one:?} {other:?}");
    }
}

#[test]
fn a_document_alone_lacks_its_header() {
    let text = pacs009();
    let document = &text[text.find("<Document").unwrap()..text.find("</BizMsg>").unwrap()];
    assert_eq!(found(document, &v_shape()), [(rule::HEADER_MISSING, "/Document".to_owned())]);
    assert_eq!(found(document, &Profile::end_to_end()), []);
}

#[test]
fn end_to_end_the_header_names_the_agents() {
    let profile = Profile::end_to_end();
    let receiver = [(rule::HEADER_RECEIVER, "/AppHdr/To".to_owned())];
    assert_eq!(found(&pacs009(), &profile), receiver);
    let direct = altered(&pacs009(), "SUFTKENA", "BKTZTZTZ");
    assert_eq!(found(&direct, &profile), []);
    let copy = altered(&pacs009(), "</CreDt>", "</CreDt><CpyDplct>CODU</CpyDplct>");
    assert_eq!(found(&copy, &profile), [], "a copy goes to others than the agents");
}

#[test]
fn identifiers_that_settlement_does_not_read_weigh_by_profile() {
    let text = altered(
        &pacs009(),
        "<Dbtr>",
        "<IntrmyAgt1><FinInstnId><BICFI>BKTZZZTZ</BICFI></FinInstnId></IntrmyAgt1><Dbtr>",
    );
    for (strict, severity) in [(true, Severity::Error), (false, Severity::Warning)] {
        let profile = Profile { strict_identifiers: strict, ..v_shape() };
        read_valid(&text, |reading| {
            let checked = check(reading, &profile, &[bic("BKENKENA")]);
            assert_eq!(checked.findings.len(), 1);
            assert_eq!(
                (checked.findings[0].code, checked.findings[0].severity),
                (rule::BIC_COUNTRY, severity)
            );
            assert_eq!(checked.instruction().is_some(), !strict);
        });
    }
    // One that settlement reads is an error in any profile, and is told once.
    let profile = Profile { strict_identifiers: false, ..v_shape() };
    let text = altered(&pacs009(), "<BICFI>BKTZTZTZ", "<BICFI>BKTZZZTZ");
    read_valid(&text, |reading| {
        let checked = check(reading, &profile, &[bic("BKENKENA")]);
        assert_eq!(checked.findings.len(), 1);
        assert_eq!(checked.findings[0].severity, Severity::Error);
    });
}

#[test]
fn all_findings_come_in_one_answer_in_the_order_of_the_bytes() {
    let mut text = pacs009();
    for (from, to) in [
        ("<BizMsgIdr>MSG-1", "<BizMsgIdr>MSG-2"),
        ("<NbOfTxs>1<", "<NbOfTxs>3<"),
        ("CLRG", "COVE"),
        ("<BICFI>BKTZTZTZ", "<BICFI>BKTZZZTZ"),
        ("<IntrBkSttlmAmt Ccy=\"KES\">1250.50", "<IntrBkSttlmAmt Ccy=\"KSH\">1250.5051"),
        ("BI42", "BI43"),
    ] {
        text = altered(&text, from, to);
    }
    let codes: Vec<Suf> = found(&text, &v_shape()).into_iter().map(|(code, _)| code).collect();
    let expected = [
        rule::HEADER_IDENTIFICATION,
        rule::NUMBER_OF_TRANSACTIONS,
        rule::CONTROL_SUM,
        rule::TOTAL_AMOUNT,
        rule::SETTLEMENT_METHOD,
        rule::BIC_COUNTRY,
        rule::CURRENCY_UNKNOWN,
        rule::IBAN_INVALID,
    ];
    let kept: Vec<Suf> = expected.into_iter().filter(|code| codes.contains(code)).collect();
    assert_eq!((codes.len(), kept.len()), (8, 8), "{codes:?}");
    assert_eq!(codes, expected);
}

#[test]
fn more_findings_than_the_cap_are_counted() {
    let text = pacs008();
    let start = text.find("<CdtTrfTxInf>").unwrap();
    let end = text.find("</FIToFICstmrCdtTrf>").unwrap();
    let one = text[start..end].replace("1250.50", "0");
    let many = format!("{}{}{}", &text[..start], one.repeat(300), &text[end..]);
    read_valid(&many, |reading| {
        let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
        assert_eq!(checked.findings.len(), FINDINGS_MAX);
        // 300 zero amounts, one count of transactions, one NbOfTxs.
        assert_eq!(checked.left_off, 302 - 200);
    });
}

#[test]
fn an_error_behind_many_warnings_is_told() {
    let text = pacs008();
    let (start, end) =
        (text.find("<CdtTrfTxInf>").unwrap(), text.find("</FIToFICstmrCdtTrf>").unwrap());
    // A rate with nothing to convert is advice; each of 10,000 transactions hears of it.
    let advised = text[start..end].replace("<ChrgBr>", "<XchgRate>2</XchgRate><ChrgBr>");
    let wrong = text[start..end].replace("1250.50", "0");
    let many = format!("{}{}{wrong}{}", &text[..start], advised.repeat(10_000), &text[end..]);
    read_valid(&many, |reading| {
        let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
        assert_eq!(checked.findings.len(), FINDINGS_MAX);
        let zero = checked.findings.iter().find(|finding| finding.code == rule::AMOUNT_ZERO);
        assert!(zero.unwrap().path.contains("CdtTrfTxInf[10001]"), "{zero:?}");
        assert!(checked.left_off > 9_000);
    });
}

#[test]
fn what_is_no_payment_is_told_so() {
    let text = altered(&pacs009(), "xsd:pacs.009.001.08", "xsd:pacs.009.001.07");
    let text = altered(&text, "<MsgDefIdr>pacs.009.001.08", "<MsgDefIdr>pacs.009.001.07");
    read(&text, |reading| {
        let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
        assert!(checked.instruction().is_none());
        if reading.document().is_some_and(|part| part.schema().is_some()) {
            let errors = checked.findings.iter().filter(|f| f.severity == Severity::Error);
            let codes: Vec<Suf> = errors.map(|f| f.code).collect();
            assert_eq!(codes, [rule::MESSAGE_NOT_SETTLED]);
        }
    });
}

#[test]
fn each_kind_of_fault_has_its_reply() {
    let sound = pacs009();
    let document_end = "</Document></BizMsg>";
    for (text, expected) in [
        (sound.clone(), None),
        (altered(&sound, "+03:00</CreDtTm>", "</CreDtTm>"), None),
        (altered(&sound, "CLRG", "INDA"), Some(Reply::PaymentStatus)),
        (
            altered(&sound, "Ccy=\"KES\">1250.50</IntrBk", "Ccy=\"XAU\">1250.50</IntrBk"),
            Some(Reply::PaymentStatus),
        ),
        (altered(&sound, "<MsgId>", "<MsgIdd>"), Some(Reply::MessageReject)),
        (altered(&sound, "CLRG", "ABCD"), Some(Reply::MessageReject)),
        (altered(&sound, document_end, ""), Some(Reply::MessageReject)),
        (altered(&sound, "<CreDt>", "<CreDt>x"), Some(Reply::MessageReject)),
        (sound.replace("pacs.009.001.08", "pacs.009.001.07"), Some(Reply::MessageReject)),
        (String::from("<a/>"), Some(Reply::MessageReject)),
        (String::new(), Some(Reply::MessageReject)),
    ] {
        read(&text, |reading| {
            let checked = check(reading, &v_shape(), &[bic("BKENKENA")]);
            assert_eq!(reply(reading, &checked), expected, "{text}");
        });
    }
}

#[test]
fn no_mutation_panics_and_what_passes_can_be_settled() {
    let samples = [pacs008(), pacs009()];
    let alphabet = b"<>/&;\"'= 09.AZaz-:\x00\xff\n";
    let mut seed = 42_u64;
    let mut next = |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % bound
    };
    let mut passed = 0;
    for round in 0..4000 {
        let mut bytes = samples[round % 2].clone().into_bytes();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = alphabet[next(alphabet.len())],
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, alphabet[next(alphabet.len())]),
            }
        }
        let mut reader = crate::Reader::new();
        let reading = reader.read(&bytes);
        let checked = check(&reading, &v_shape(), &[bic("BKENKENA")]);
        if reply(&reading, &checked).is_none() {
            let transfer = checked.instruction().unwrap();
            assert!(transfer.amount.minor() > 0 && transfer.settlement_date.is_some());
            passed += 1;
        }
    }
    assert!((40..3900).contains(&passed), "{passed} of 4000 passed");
}
