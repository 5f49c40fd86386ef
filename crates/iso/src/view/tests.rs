//! Tests of the views: what they read, what they leave, and what they say about the rest.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::allow_attributes, reason = "tests")]

mod other;

use super::sample::{altered, pacs008, pacs009, read, read_valid};
use super::*;
use crate::Severity;
use std::borrow::Cow;
use suftaja_base::suf::rule;
use suftaja_base::{
    AccountText, Amount, Bic, BusinessDate, Currency, Iban, Instant, Lei, Suf, TimeOfDay, Uetr,
};

fn bic(text: &str) -> Option<PartyId<'static>> {
    Some(PartyId::Bic(Bic::parse(text).unwrap()))
}

fn other(text: &str) -> Option<AccountId> {
    Some(AccountId::Other(AccountText::parse(text).unwrap()))
}

fn time(text: &str) -> Option<TimeOfDay> {
    Some(TimeOfDay::parse(text).unwrap())
}

#[test]
fn a_bank_payment_is_read_whole() {
    read_valid(&pacs009(), |reading| {
        let (transfers, findings) = instructions(reading);
        assert_eq!(findings, []);
        let expected = CreditTransfer {
            family: Family::Pacs009,
            cover: false,
            message_id: Cow::Borrowed("MSG-1"),
            created: Some(Instant::parse("2026-11-21T08:00:00Z").unwrap()),
            number_of_transactions: Some(1),
            settlement_method: Some(SettlementMethod::Clearing),
            instruction_id: Some(Cow::Borrowed("INSTR-1")),
            end_to_end_id: Cow::Borrowed("E2E-1"),
            transaction_id: Some(Cow::Borrowed("TX-1")),
            uetr: Some(Uetr::from_random(7)),
            amount: Amount::from_minor(125_050),
            amount_text: Cow::Borrowed("1250.50"),
            currency: Currency::parse("KES").unwrap(),
            settlement_date: BusinessDate::from_ymd(2026, 11, 21),
            priority: Priority::High,
            times: TimeRequest {
                from: time("12:00:00+03:00"),
                till: time("15:00:00+03:00"),
                reject: time("16:00:00+03:00"),
                cls: time("09:00:00Z"),
            },
            instructing_agent: bic("BKENKENA"),
            instructed_agent: bic("BKTZTZTZ"),
            debtor_agent: None,
            creditor_agent: None,
            debtor: bic("BKENKENA"),
            creditor: Some(PartyId::Lei(Lei::parse("5493001KJTIIGC8Y1R12").unwrap())),
            debtor_account: other("0110-22"),
            creditor_account: Some(AccountId::Iban(
                Iban::parse("BI4210000100010000332045181").unwrap(),
            )),
            debtor_agent_account: None,
            creditor_agent_account: None,
            charge_bearer: None,
            possible_duplicate: false,
        };
        assert_eq!(transfers, [expected]);
    });
}

#[test]
fn a_customer_payment_is_read_without_its_persons() {
    read_valid(&pacs008(), |reading| {
        let (transfers, findings) = instructions(reading);
        assert_eq!(findings, []);
        let transfer = &transfers[0];
        assert_eq!(transfer.family, Family::Pacs008);
        assert_eq!(transfer.end_to_end_id, "E2E-8");
        assert_eq!((transfer.instruction_id.as_ref(), transfer.priority), (None, Priority::Normal));
        assert_eq!(transfer.charge_bearer, Some(ChargeBearer::Shared));
        assert_eq!((&transfer.debtor, &transfer.creditor), (&None, &None));
        assert_eq!(transfer.debtor_agent, bic("BKENKENA"));
        assert_eq!(transfer.creditor_agent, bic("BKTZTZTZ"));
        assert_eq!(transfer.creditor_account, other("9988"));
        let member =
            PartyId::Member { system: Some(Cow::Borrowed("KEPSS")), id: Cow::Borrowed("7") };
        assert_eq!(transfer.instructed_agent, Some(member));
        let shown = format!("{transfers:?}");
        for personal in ["Wanjiru", "Juma", "Nairobi", "School"] {
            assert!(!shown.contains(personal), "{personal} left the evidence");
        }
    });
}

#[test]
fn the_transaction_speaks_before_its_group() {
    let text =
        altered(&pacs009(), "<SttlmPrty>", "<IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt><SttlmPrty>");
    let text = altered(
        &text,
        "<Dbtr>",
        "<InstdAgt><FinInstnId><BICFI>BKUGUGUG</BICFI></FinInstnId></InstdAgt><Dbtr>",
    );
    read_valid(&text, |reading| {
        let (transfers, _) = instructions(reading);
        assert_eq!(transfers[0].settlement_date, BusinessDate::from_ymd(2026, 11, 23));
        assert_eq!(transfers[0].instructed_agent, bic("BKUGUGUG"));
        assert_eq!(transfers[0].instructing_agent, bic("BKENKENA"));
    });
}

#[test]
fn a_cover_payment_is_told_from_a_core_one() {
    let underlying = "<UndrlygCstmrCdtTrf><Dbtr><Nm>Wanjiru Kamau</Nm></Dbtr>\
        <DbtrAgt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></DbtrAgt>\
        <CdtrAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></CdtrAgt>\
        <Cdtr><Nm>Juma Mushi</Nm></Cdtr></UndrlygCstmrCdtTrf></CdtTrfTxInf>";
    read_valid(&altered(&pacs009(), "</CdtTrfTxInf>", underlying), |reading| {
        let (transfers, findings) = instructions(reading);
        assert_eq!(findings, []);
        assert!(transfers[0].cover);
        assert_eq!(transfers[0].debtor_agent, None, "the underlying agents stay where they are");
        assert!(!format!("{transfers:?}").contains("Wanjiru"));
    });
}

#[test]
fn headers_of_three_versions_are_read() {
    for version in ["head.001.001.01", "head.001.001.02", "head.001.001.03"] {
        let text = altered(&pacs009(), "head.001.001.02", version);
        let text = altered(&text, "2026-11-21T11:00:00+03:00", "2026-11-21T08:00:00Z");
        let text = altered(
            &text,
            "Z</CreDt>",
            "Z</CreDt><CpyDplct>CODU</CpyDplct><PssblDplct>true</PssblDplct>",
        );
        read_valid(&text, |reading| {
            let (header, findings) = header(reading);
            assert_eq!(findings, [], "{version}");
            let header = header.unwrap();
            assert_eq!((&header.from, &header.to), (&bic("BKENKENA"), &bic("SUFTKENA")));
            assert_eq!(header.message_id.as_deref(), Some("MSG-1"));
            assert_eq!(header.definition.as_deref(), Some("pacs.009.001.08"));
            assert_eq!(header.created_text.as_deref(), Some("2026-11-21T08:00:00Z"));
            assert_eq!(header.created, Some(Instant::parse("2026-11-21T08:00:00Z").unwrap()));
            assert!(header.possible_duplicate && header.copy);
            assert!(instructions(reading).0[0].possible_duplicate);
        });
    }
}

#[test]
fn an_organisation_in_the_header_is_known_by_its_identifier() {
    let text = altered(
        &pacs009(),
        "<FIId><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></FIId>",
        "<OrgId><Id><OrgId><AnyBIC>BKENKENA</AnyBIC></OrgId></Id></OrgId>",
    );
    read_valid(&text, |reading| {
        assert_eq!(header(reading).0.unwrap().from, bic("BKENKENA"));
    });
}

/// What a view says about a text that its schema lets pass.
fn findings_of(text: &str) -> Vec<(Suf, Severity, String, Option<&'static str>)> {
    read_valid(text, |reading| {
        let (_, mut findings) = header(reading);
        findings.extend(instructions(reading).1);
        findings.into_iter().map(|f| (f.code, f.severity, f.path, f.reason)).collect()
    })
}

#[test]
fn values_that_cannot_be_settled_are_findings_with_their_place() {
    let tx = "/Document/FICdtTrf/CdtTrfTxInf[1]";
    let group = "/Document/FICdtTrf/GrpHdr";
    for (from, to, code, path, reason) in [
        (
            "1250.50</IntrBkSttlmAmt>",
            "1250.505</IntrBkSttlmAmt>",
            rule::AMOUNT_DECIMALS,
            format!("{tx}/IntrBkSttlmAmt"),
            "CH20",
        ),
        (
            "<IntrBkSttlmAmt Ccy=\"KES\">",
            "<IntrBkSttlmAmt Ccy=\"KSH\">",
            rule::CURRENCY_UNKNOWN,
            format!("{tx}/IntrBkSttlmAmt/@Ccy"),
            "AM11",
        ),
        (
            "<BICFI>BKTZTZTZ</BICFI>",
            "<BICFI>BKTZZZTZ</BICFI>",
            rule::BIC_COUNTRY,
            format!("{group}/InstdAgt/FinInstnId/BICFI"),
            "RC01",
        ),
        (
            "5493001KJTIIGC8Y1R12",
            "5493001KJTIIGC8Y1R13",
            rule::LEI_INVALID,
            format!("{tx}/Cdtr/FinInstnId/LEI"),
            "RC01",
        ),
        (
            "BI4210000100010000332045181",
            "BI4310000100010000332045181",
            rule::IBAN_INVALID,
            format!("{tx}/CdtrAcct/Id/IBAN"),
            "AC01",
        ),
        (
            "<Id>0110-22</Id>",
            "<Id>   </Id>",
            rule::ACCOUNT_INVALID,
            format!("{tx}/DbtrAcct/Id/Othr/Id"),
            "AC01",
        ),
    ] {
        let found = findings_of(&altered(&pacs009(), from, to));
        let expected = [(code, Severity::Error, path, Some(reason))];
        assert_eq!(found, expected, "{to}");
    }
}

#[test]
fn a_time_without_an_offset_in_the_group_is_only_a_warning() {
    let text = altered(&pacs009(), "+03:00</CreDtTm>", "</CreDtTm>");
    let path = "/Document/FICdtTrf/GrpHdr/CreDtTm".to_owned();
    let expected = [(rule::CREATION_TIME, Severity::Warning, path, Some("DT02"))];
    assert_eq!(findings_of(&text), expected);
}

#[test]
fn line_and_column_point_at_the_element() {
    let text = altered(&pacs009(), "1250.50</IntrBkSttlmAmt>", "1250.505</IntrBkSttlmAmt>");
    read_valid(&text, |reading| {
        let finding = &instructions(reading).1[0];
        let line = text.lines().nth(usize::try_from(finding.line).unwrap() - 1).unwrap();
        assert!(line.starts_with("<IntrBkSttlmAmt") && finding.column == 1);
        assert!(text[finding.offset..].starts_with("<IntrBkSttlmAmt"));
    });
}

#[test]
fn other_messages_and_broken_ones_give_no_instruction_and_no_panic() {
    let status = altered(&pacs009(), "xsd:pacs.009.001.08", "xsd:pacs.009.001.09");
    read(&status, |reading| assert_eq!(instructions(reading).0, []));
    read("<Document", |reading| assert_eq!(instructions(reading).0, []));
    let sample = pacs009();
    for end in (0..sample.len()).step_by(7) {
        read(&sample[..end], |reading| {
            let _ = (header(reading), instructions(reading));
        });
    }
    for tag in ["IntrBkSttlmAmt", "EndToEndId", "MsgId", "PmtId", "SttlmTmReq", "GrpHdr", "Id"] {
        read(&sample.replace(tag, "Wrong"), |reading| {
            let _ = (header(reading), instructions(reading));
        });
    }
}
