//! Tests of the writers: exact bytes, validity by the schemas, escaping, and Documents verbatim.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    reason = "tests"
)]

mod codes;
mod oracle;
mod other;
mod plain;

use super::*;
use crate::Reader;
use crate::code_set::{StatusReason, TransactionStatus};
use crate::finding::{Finding, Severity};
use crate::reading::Binding;
use crate::view::{self, AccountId, PartyId, sample};
use std::borrow::Cow;
use suftaja_base::suf::{message, rule};
use suftaja_base::{
    AccountText, Amount, Bic, BusinessDate, Currency, Iban, Instant, Lei, Suf, Uetr,
};

fn bic(text: &str) -> PartyId<'static> {
    PartyId::Bic(Bic::parse(text).unwrap())
}

fn instant() -> Instant {
    Instant::parse("2026-11-21T08:00:00.123456Z").unwrap()
}

fn date() -> BusinessDate {
    BusinessDate::parse("2026-11-21").unwrap()
}

fn heading() -> Heading<'static> {
    Heading {
        from: bic("SUFTKENA"),
        to: bic("BKENKENA001"),
        message_id: "17-0",
        created: instant(),
        possible_duplicate: false,
        related: None,
    }
}

fn original() -> Original<'static> {
    Original {
        message_id: "MSG-1",
        definition: "pacs.009.001.08",
        instruction_id: Some("INSTR-1"),
        end_to_end_id: Some("E2E-1"),
        transaction_id: Some("TX-1"),
        uetr: Some(Uetr::from_random(7)),
        amount: Some((Amount::from_minor(125_050), Currency::parse("KES").unwrap())),
        settlement_date: Some(date()),
    }
}

fn status(verdict: Verdict<'_>) -> Vec<u8> {
    status_of((&heading()).into(), &original(), verdict)
}

fn status_of(head: InEdition<'_>, original: &Original<'_>, verdict: Verdict<'_>) -> Vec<u8> {
    let body = PaymentStatus {
        original: original.clone(),
        verdict,
        accepted: Some(instant()),
        entry: Some(17),
        instructing_agent: Some(bic("SUFTKENA")),
        instructed_agent: Some(bic("BKENKENA001")),
    };
    let mut out = Vec::new();
    payment_status(head, &body, &mut out);
    out
}

fn finding(code: Suf, text: &str) -> Finding {
    Finding {
        code,
        severity: Severity::Error,
        path: "/Document/FIToFICstmrCdtTrf/GrpHdr/MsgId".to_owned(),
        line: 3,
        column: 9,
        offset: 120,
        reason: None,
        text: text.to_owned(),
        advice: Cow::Borrowed("Mend it."),
    }
}

/// Every message that the writers make in this edition, in every shape.
fn all_messages(edition: &Edition) -> Vec<Vec<u8>> {
    let long = "ሀ<&>\"]]>\u{1}\r\n".repeat(3000);
    let (plain, odd) = (heading(), odd_heading(&long));
    let (plain, odd) = (plain.in_edition(edition), odd.in_edition(edition));
    let lines = ["a sentence", &long, "", "  "];
    let reason = StatusReason::parse("AM04").unwrap();
    let full = |verdict| status_of(plain, &original(), verdict);
    let mut all = vec![
        full(Verdict::Pending),
        full(Verdict::Overdue),
        full(Verdict::Settled { settlement_date: date() }),
        full(Verdict::Rejected { reason, lines: &lines }),
        full(Verdict::Rejected { reason, lines: &[] }),
    ];
    let bare = PaymentStatus {
        original: Original {
            message_id: "",
            definition: "",
            instruction_id: Some(" "),
            end_to_end_id: None,
            transaction_id: Some(&long),
            uetr: None,
            amount: None,
            settlement_date: None,
        },
        verdict: Verdict::Rejected { reason: StatusReason::NARRATIVE, lines: &[] },
        accepted: None,
        entry: None,
        instructing_agent: None,
        instructed_agent: None,
    };
    let mut out = Vec::new();
    payment_status(odd, &bare, &mut out);
    all.push(out);
    all.extend(group_statuses(plain));
    all.extend(rejects(plain, &long));
    all.extend(notices(plain, &long));
    all.extend(other::all(edition, &long));
    all
}

/// A file under each verdict, with a payment of each kind, and one that is refused whole.
fn group_statuses(heading: InEdition<'_>) -> Vec<Vec<u8>> {
    let reason = StatusReason::parse("AM04").unwrap();
    let verdicts = [
        Verdict::Settled { settlement_date: date() },
        Verdict::Pending,
        Verdict::Rejected { reason, lines: &["a sentence"] },
    ];
    let payments: Vec<_> = verdicts.map(|verdict| (original(), verdict)).into();
    let mut all = Vec::new();
    for verdict in GroupVerdict::ALL {
        let whole = verdict == GroupVerdict::Rejected;
        let body = GroupStatus {
            message_id: "M-1",
            definition: "pacs.008.001.08",
            count: Some(3).filter(|_| !whole),
            verdict,
            refused: whole.then_some((reason, "a sentence")),
            counts: Some([1, 1, 1]).filter(|_| !whole),
            payments: if whole { &[] } else { &payments },
        };
        let mut out = Vec::new();
        group_status(heading, &body, &mut out);
        all.push(out);
    }
    all
}

#[test]
fn the_verdict_over_a_file_is_that_of_all_its_payments() {
    for (counts, verdict) in [
        ([3, 0, 0], GroupVerdict::Settled),
        ([0, 2, 0], GroupVerdict::Pending),
        ([0, 0, 1], GroupVerdict::Rejected),
        ([1, 1, 0], GroupVerdict::Partial),
        ([1, 0, 1], GroupVerdict::Partial),
        ([0, 1, 1], GroupVerdict::Partial),
    ] {
        assert_eq!(GroupVerdict::of(counts), verdict, "{counts:?}");
    }
}

/// A heading that uses every kind of party and refers to another header.
fn odd_heading(long: &str) -> Heading<'_> {
    let member = |system: &'static str| PartyId::Member {
        system: Some(Cow::Borrowed(system)),
        id: Cow::Borrowed("12&34"),
    };
    Heading {
        from: member("GBDSC"),
        to: member("a local system"),
        message_id: long,
        created: Instant::from_nanos(0),
        possible_duplicate: true,
        related: Some(Related {
            from: PartyId::Lei(Lei::parse("5493001KJTIIGC8Y1R12").unwrap()),
            to: PartyId::Member { system: None, id: Cow::Borrowed("") },
            message_id: "",
            definition: "pacs.008.001.08",
            created: "2026-11-21T11:00:00+03:00",
        }),
    }
}

fn rejects(head: InEdition<'_>, long: &str) -> impl Iterator<Item = Vec<u8>> {
    let few = [
        finding(message::PATTERN, "The value <x> has no form of a BIC."),
        finding(message::TOO_LONG, "The value is too long."),
    ];
    let many: Vec<Finding> = (0..200)
        .map(|_| finding(message::PATTERN, &long.chars().take(300).collect::<String>()))
        .collect();
    let refuse = |reference, findings: &[Finding], left_off| {
        let mut out = Vec::new();
        let body = MessageReject::of(reference, instant(), findings, left_off).unwrap();
        message_reject(head, &body, &mut out);
        out
    };
    [refuse(Some("MSG-1"), &few, 0), refuse(None, &many, 12), refuse(Some(long), &few, 0)]
        .into_iter()
}

fn notices(head: InEdition<'_>, long: &str) -> impl Iterator<Item = Vec<u8>> {
    let line = Line {
        amount: Amount::from_minor(5),
        direction: Direction::Credit,
        booking: Booking::Funding,
        entry: 42,
        booked: instant(),
        value_date: date(),
        message_id: Some("MSG-1"),
        instruction_id: Some("INSTR-1"),
        end_to_end_id: Some("E2E-1"),
        transaction_id: Some(long),
        uetr: Some(Uetr::from_random(9)),
        counterparty: Some(bic("CBKEKENX")),
        text: Some(long),
    };
    let full = Notice {
        account: AccountId::Other(AccountText::parse("KES-SETTLE-<1>").unwrap()),
        currency: Currency::parse("KES").unwrap(),
        servicer: Some(bic("CBKEKENX")),
        lines: &[line.clone(), line.clone()],
    };
    let bare = Notice {
        account: AccountId::Iban(Iban::parse("BI4210000100010000332045181").unwrap()),
        currency: Currency::parse("BIF").unwrap(),
        servicer: None,
        lines: &[Line {
            direction: Direction::Debit,
            booking: Booking::Fee,
            message_id: None,
            instruction_id: None,
            end_to_end_id: None,
            transaction_id: None,
            uetr: None,
            counterparty: None,
            text: None,
            ..line.clone()
        }],
    };
    let debits = [Line { direction: Direction::Debit, ..line.clone() }];
    let debit = Notice { lines: &debits, ..full.clone() };
    let bytes = [full, bare, debit].map(|body| {
        let mut out = Vec::new();
        notice(head, &body, &mut out);
        out
    });
    bytes.into_iter()
}

/// The bytes of one part of an envelope.
fn part<'a>(bytes: &'a [u8], name: &str) -> &'a str {
    let text = str::from_utf8(bytes).unwrap();
    let start = text.find(&format!("<{name}")).unwrap();
    let end = text.rfind(&format!("</{name}>")).unwrap();
    &text[start..end + name.len() + 3]
}

#[test]
fn what_was_written_reads_back_as_it_was_meant() {
    let bytes = status(Verdict::Settled { settlement_date: date() });
    let mut reader = Reader::new();
    let reading = reader.read(&bytes);
    let (told, findings) = view::header(&reading);
    let told = told.unwrap();
    assert_eq!(findings, []);
    assert_eq!((told.from, told.to), (Some(bic("SUFTKENA")), Some(bic("BKENKENA001"))));
    assert_eq!(told.created, Some(instant()));
    let document = reading.document().unwrap();
    let value =
        |path: &str| document.value(&format!("FIToFIPmtStsRpt/TxInfAndSts/{path}")).unwrap();
    assert_eq!(value("OrgnlTxRef/IntrBkSttlmAmt"), "1250.50");
    assert_eq!(value("OrgnlUETR"), Uetr::from_random(7).to_string());
    assert_eq!(value("TxSts"), "ACSC");
}

#[test]
fn a_reply_refers_to_what_the_views_read() {
    let text = sample::altered(&sample::pacs008(), "E2E-8", "E2E &amp; 1");
    sample::read_valid(&text, |reading| {
        let (transfers, _) = view::instructions(reading);
        let (header, _) = view::header(reading);
        let header = header.unwrap();
        let body = PaymentStatus {
            original: Original::of(&transfers[0]),
            verdict: Verdict::Pending,
            accepted: None,
            entry: None,
            instructing_agent: None,
            instructed_agent: None,
        };
        let heading = Heading { related: Related::of(&header), ..heading() };
        let mut out = Vec::new();
        payment_status(&heading, &body, &mut out);
        let mut reader = Reader::new();
        let reply = reader.read(&out);
        assert_eq!(reply.findings(), []);
        let original = "FIToFIPmtStsRpt/TxInfAndSts/OrgnlEndToEndId";
        assert_eq!(reply.document().unwrap().value(original).unwrap(), "E2E & 1");
        let related = reply.header().unwrap();
        assert_eq!(related.value("Rltd/CreDt").unwrap(), "2026-11-21T11:00:00+03:00");
        assert_eq!(related.value("Rltd/MsgDefIdr").unwrap(), "pacs.008.001.08");
    });
}

#[test]
fn the_same_input_gives_the_same_bytes_behind_what_is_there() {
    assert_eq!(all_messages(&Edition::BASE), all_messages(&Edition::BASE));
    let mut out = b"before".to_vec();
    let body = MessageReject::of(None, instant(), &[], 0);
    assert!(body.is_none(), "a refusal without a finding says nothing");
    let few = [finding(rule::AMOUNT_ZERO, "The amount is zero.")];
    message_reject(&heading(), &MessageReject::of(None, instant(), &few, 0).unwrap(), &mut out);
    assert!(out.starts_with(b"before<BizMsg xmlns=\"urn:suftaja:envelope:1\"><AppHdr "));
}

#[test]
fn a_settled_payment_reads_like_this() {
    let bytes = status(Verdict::Settled { settlement_date: date() });
    let expected = concat!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"><FIToFIPmtStsRpt>"#,
        "<GrpHdr><MsgId>17-0</MsgId><CreDtTm>2026-11-21T08:00:00.123456Z</CreDtTm></GrpHdr>",
        "<TxInfAndSts><OrgnlGrpInf><OrgnlMsgId>MSG-1</OrgnlMsgId>",
        "<OrgnlMsgNmId>pacs.009.001.08</OrgnlMsgNmId></OrgnlGrpInf>",
        "<OrgnlInstrId>INSTR-1</OrgnlInstrId><OrgnlEndToEndId>E2E-1</OrgnlEndToEndId>",
        "<OrgnlTxId>TX-1</OrgnlTxId><OrgnlUETR>00000000-0000-4000-8000-000000000007</OrgnlUETR>",
        "<TxSts>ACSC</TxSts><AccptncDtTm>2026-11-21T08:00:00.123456Z</AccptncDtTm>",
        "<FctvIntrBkSttlmDt><Dt>2026-11-21</Dt></FctvIntrBkSttlmDt><ClrSysRef>17</ClrSysRef>",
        "<InstgAgt><FinInstnId><BICFI>SUFTKENA</BICFI></FinInstnId></InstgAgt>",
        "<InstdAgt><FinInstnId><BICFI>BKENKENA001</BICFI></FinInstnId></InstdAgt>",
        r#"<OrgnlTxRef><IntrBkSttlmAmt Ccy="KES">1250.50</IntrBkSttlmAmt>"#,
        "<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt></OrgnlTxRef></TxInfAndSts>",
        "</FIToFIPmtStsRpt></Document>"
    );
    assert_eq!(part(&bytes, "Document"), expected);
}

#[test]
fn a_hold_tells_nothing_but_that_it_waits() {
    let bytes = status(Verdict::Pending);
    let document = part(&bytes, "Document");
    assert!(document.contains("<TxSts>PDNG</TxSts><StsRsnInf><AddtlInf>The payment is accepted"));
    assert!(!document.contains("<Rsn>") && !document.contains("FctvIntrBkSttlmDt"));
    assert_eq!(Verdict::Pending.status(), TransactionStatus::Pending);
}

#[test]
fn texts_are_cut_by_characters_and_escaped() {
    let long = "ሀ".repeat(200);
    let lines = ["<a & b>\r\u{1}", long.as_str()];
    let reason = StatusReason::parse("AM04").unwrap();
    let bytes = status(Verdict::Rejected { reason, lines: &lines });
    let document = part(&bytes, "Document");
    assert!(document.contains("<Rsn><Cd>AM04</Cd></Rsn>"));
    assert!(document.contains("<AddtlInf>&lt;a &amp; b&gt;&#13;\u{fffd}</AddtlInf>"));
    assert!(document.contains(&format!("<AddtlInf>{}</AddtlInf>", "ሀ".repeat(105))));
}

#[test]
fn a_refusal_lists_what_fits_and_counts_the_rest() {
    let many: Vec<Finding> =
        (0..200).map(|_| finding(message::PATTERN, &"x".repeat(400))).collect();
    let mut out = Vec::new();
    let body = MessageReject::of(Some("MSG-1"), instant(), &many, 12).unwrap();
    message_reject(&heading(), &body, &mut out);
    let document = part(&out, "Document");
    let listed = document.matches("SUF-1061 /Document").count();
    assert!(listed > 20 && listed < 200, "{listed}");
    assert!(document.contains(&format!("and {} more findings</AddtlData>", 212 - listed)));
    assert!(document.contains("<RjctgPtyRsn>SUF-1061</RjctgPtyRsn>"));
}

fn evidence() -> Evidence<'static> {
    let moment = |entry| Moment { entry, time: instant() };
    Evidence {
        journal: "union-1",
        entry: 19,
        entered: moment(17),
        irrevocable: moment(17),
        finality: moment(19),
        rule_version: 1,
        amount: Amount::from_minor(125_050),
        currency: Currency::parse("KES").unwrap(),
        settlement_date: date(),
    }
}

#[test]
fn a_forwarded_document_keeps_every_byte() {
    let document =
        b"<p:Document\txmlns:q='urn:q'><!-- \xe1\x88\x80 --><p:X  q:a=\"1\" />\r\n</p:Document>";
    let binding = |prefix: &str, uri: &str| Binding { prefix: prefix.into(), uri: uri.into() };
    for (context, envelope) in [
        (
            vec![binding("p", "urn:a&b")],
            "<BizMsg xmlns=\"urn:suftaja:envelope:1\" xmlns:p=\"urn:a&amp;b\">",
        ),
        (
            vec![binding("", "urn:d"), binding("p", "urn:p"), binding("s0", "urn:s")],
            "<s1:BizMsg xmlns:s1=\"urn:suftaja:envelope:1\" xmlns=\"urn:d\" xmlns:p=\"urn:p\" \
             xmlns:s0=\"urn:s\">",
        ),
    ] {
        let body = Forward {
            definition: "pacs.009.001.08",
            document,
            context: &context,
            evidence: Some(evidence()),
        };
        let mut out = Vec::new();
        forward(&odd_heading("F-1"), &body, &mut out);
        let at = out.windows(document.len()).position(|window| window == document);
        assert!(at.is_some(), "the received bytes stand in the message");
        let text = str::from_utf8(&out).unwrap();
        assert!(text.starts_with(envelope), "{text}");
        assert!(text.contains("<MsgDefIdr>pacs.009.001.08</MsgDefIdr>"));
        let reader = &mut Reader::new();
        assert!(reader.read(part(&out, "AppHdr").as_bytes()).is_valid());
        oracle::is_well_formed(text);
    }
}

#[test]
fn the_evidence_names_the_three_moments() {
    let body = Forward {
        definition: "pacs.009.001.08",
        document: b"<Document xmlns=\"urn:d\"/>",
        context: &[],
        evidence: Some(evidence()),
    };
    let mut out = Vec::new();
    forward(&heading(), &body, &mut out);
    let expected = concat!(
        r#"<SttlmEvdnc xmlns="urn:suftaja:evidence:1"><JrnlId>union-1</JrnlId>"#,
        "<NtryNb>19</NtryNb>",
        "<SF1><NtryNb>17</NtryNb><Tm>2026-11-21T08:00:00.123456Z</Tm></SF1>",
        "<SF2><NtryNb>17</NtryNb><Tm>2026-11-21T08:00:00.123456Z</Tm></SF2>",
        "<SF3><NtryNb>19</NtryNb><Tm>2026-11-21T08:00:00.123456Z</Tm></SF3>",
        r#"<RuleVrsn>1</RuleVrsn><Amt Ccy="KES">1250.50</Amt><SttlmDt>2026-11-21</SttlmDt>"#,
        "</SttlmEvdnc></BizMsg>"
    );
    assert!(str::from_utf8(&out).unwrap().ends_with(expected));
}

#[test]
fn a_refusal_refers_to_an_instruction_whose_amount_cannot_be_read() {
    let text =
        sample::altered(&sample::pacs009(), "\"KES\">1250.50</Intr", "\"XAU\">1250.50</Intr");
    sample::read_valid(&text, |reading| {
        let (transfers, findings) = view::instructions(reading);
        assert_eq!(transfers, []);
        let reference = view::reference(reading).unwrap();
        let (reason, lines) = refusal(&findings).unwrap();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let body = PaymentStatus {
            original: Original::of_reference(&reference),
            verdict: Verdict::Rejected { reason, lines: &lines },
            accepted: None,
            entry: None,
            instructing_agent: None,
            instructed_agent: None,
        };
        let mut out = Vec::new();
        payment_status(&heading(), &body, &mut out);
        let mut reader = Reader::new();
        let reply = reader.read(&out);
        assert_eq!(reply.findings(), []);
        let document = reply.document().unwrap();
        let value =
            |path: &str| document.value(&format!("FIToFIPmtStsRpt/TxInfAndSts/{path}")).unwrap();
        assert_eq!(value("OrgnlInstrId"), "INSTR-1");
        assert_eq!(value("StsRsnInf/Rsn/Cd"), "AM11");
        assert_eq!(
            value("StsRsnInf/AddtlInf"),
            "SUF-1210 @Ccy: XAU is no currency of ISO 4217 that has minor units."
        );
    });
    let warning = Finding { severity: Severity::Warning, ..finding(rule::AMOUNT_ZERO, "x.") };
    assert_eq!(refusal(&[warning]), None);
}

#[test]
fn whatever_a_text_holds_the_message_stays_valid() {
    let mut seed = 7_u64;
    let mut text = move || {
        let alphabet = [
            'a', ' ', '<', '>', '&', '"', '\'', ']', '\r', '\n', '\t', '\0', '\u{1b}', '\u{7f}',
            '\u{85}', '\u{fffe}', '\u{2028}', 'ሀ', '𐎀', '-', '1',
        ];
        let mut next = |bound: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(11);
            usize::try_from(seed >> 33).unwrap() % bound
        };
        (0..next(60)).map(|_| alphabet[next(alphabet.len())]).collect::<String>()
    };
    let mut reader = Reader::new();
    for _ in 0..500 {
        let texts: Vec<String> = (0..8).map(|_| text()).collect();
        let original = Original {
            message_id: &texts[0],
            definition: &texts[1],
            instruction_id: Some(&texts[2]),
            end_to_end_id: Some(&texts[3]),
            transaction_id: Some(&texts[4]),
            ..original()
        };
        let lines = [texts[5].as_str(), texts[6].as_str()];
        let body = PaymentStatus {
            original,
            verdict: Verdict::Rejected { reason: StatusReason::NARRATIVE, lines: &lines },
            accepted: None,
            entry: None,
            instructing_agent: None,
            instructed_agent: None,
        };
        let mut out = Vec::new();
        payment_status(&Heading { message_id: &texts[7], ..heading() }, &body, &mut out);
        assert_eq!(reader.read(&out).findings(), [], "{texts:?}");
    }
}
