//! Messages of the writers for events, receipts, returns, cancellations, transfers and statements:
//! every shape for the tests beside, and what each says.

use super::{bic, date, heading, instant, odd_heading, original};
use crate::Reader;
use crate::code_set::{
    BalanceType, CancellationRejection, Confirmation, ReturnReason, SystemEvent,
};
use crate::rule::{Profile, check};
use crate::view::{AccountId, ChargeBearer, Family, PartyId, Priority, TimeRequest};
use crate::write::*;
use suftaja_base::{AccountText, Amount, Currency, TimeOfDay, Uetr};

fn kes() -> Currency {
    Currency::parse("KES").unwrap()
}

/// Every shape of every message; `long` is a text that needs cutting and escaping.
pub(super) fn all(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let mut all = events(edition, long);
    all.extend(receipts(edition, long));
    all.extend(returns_and_resolutions(edition, long));
    all.extend(transfers(edition, long));
    all.extend(statements(edition, long));
    all
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

fn events(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let heading = odd_heading(long);
    let head = heading.in_edition(edition);
    let code = SystemEvent::parse("STDY").unwrap();
    let parameters = ["KES", long, ""];
    let full =
        Event { code, parameters: &parameters, description: Some(long), time: Some(instant()) };
    let bare = Event { code, parameters: &[], description: None, time: None };
    let mut all = Vec::new();
    for event in [full, bare] {
        all.push(written(|out| system_event(head, &event, out)));
        let body = EventAcknowledgement { reference: Some("17-3"), event: Some(event) };
        all.push(written(|out| event_acknowledgement(head, &body, out)));
    }
    let body = EventAcknowledgement { reference: None, event: None };
    all.push(written(|out| event_acknowledgement(head, &body, out)));
    all
}

fn receipts(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let heading = odd_heading(long);
    let head = heading.in_edition(edition);
    let full = Receipt {
        message_id: long,
        definition: Some("camt.050.001.05"),
        handling: Handling::Completed,
        time: Some(instant()),
        text: Some(long),
    };
    let bare =
        |handling| Receipt { message_id: "", definition: None, handling, time: None, text: None };
    let [pending, queued, rejected] =
        [Handling::Pending, Handling::Queued, Handling::Rejected].map(bare);
    let mut all = Vec::new();
    for body in [full, pending, queued, rejected] {
        all.push(written(|out| receipt(head, &body, out)));
    }
    for bodies in [[full, pending].as_slice(), &[queued]] {
        all.push(written(|out| acknowledgement(head, bodies, out)));
    }
    all
}

fn returned(lines: &'static [&'static str]) -> PaymentReturn<'static> {
    PaymentReturn {
        return_id: Some("RTR-1"),
        original: original(),
        amount: Amount::from_minor(25_050),
        currency: kes(),
        settlement_date: date(),
        instructing_agent: bic("BKTZTZTZ"),
        instructed_agent: bic("BKENKENA"),
        debtor: bic("BKTZTZTZ"),
        creditor: bic("BKENKENA"),
        reason: ReturnReason::FOLLOWING_CANCELLATION,
        lines,
    }
}

fn resolved<'a>(decision: Decision<'a>) -> Resolution<'a> {
    Resolution {
        request_id: "CXL-1",
        case: Some(("CASE-1", bic("BKENKENA"))),
        assigner: bic("SUFTKENA"),
        assignee: bic("BKENKENA"),
        original: original(),
        decision,
    }
}

fn returns_and_resolutions(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let heading = odd_heading(long);
    let head = heading.in_edition(edition);
    let bare = PaymentReturn {
        return_id: None,
        original: Original {
            message_id: long,
            definition: "pacs.008.001.08",
            instruction_id: None,
            end_to_end_id: None,
            transaction_id: None,
            uetr: None,
            amount: None,
            settlement_date: None,
        },
        reason: ReturnReason::parse("AC04").unwrap(),
        ..returned(&[])
    };
    let mut all = Vec::new();
    for original in [original(), bare.original.clone()] {
        let body = StatusRequest {
            request_id: long,
            definition: "camt.056.001.08",
            original,
            instructing_agent: bic("SUFTKENA"),
            instructed_agent: bic("BKENKENA"),
        };
        all.push(written(|out| status_request(head, &body, out)));
    }
    for body in [&returned(&["as asked <for>", "", "twice"]), &bare] {
        all.push(written(|out| payment_return(head, body, out)));
    }
    let reason = CancellationRejection::parse("CUST").unwrap();
    let lines = ["the creditor does not agree", long];
    for decision in
        [Decision::Cancelled, Decision::Pending, Decision::Rejected { reason, lines: &lines }]
    {
        let body = resolved(decision);
        all.push(written(|out| resolution(head, &body, out)));
        let body = Resolution { case: None, original: bare.original.clone(), ..body };
        all.push(written(|out| resolution(head, &body, out)));
    }
    all
}

fn times() -> TimeRequest {
    let time = |text| Some(TimeOfDay::parse(text).unwrap());
    TimeRequest {
        from: time("09:00:00"),
        till: time("15:30:00.250+03:00"),
        reject: time("16:00:00Z"),
        cls: time("07:00:00.000001-01:30"),
    }
}

fn transfer(text: Option<&str>) -> Transfer<'_> {
    let account = |text| Some(AccountId::Other(AccountText::parse(text).unwrap()));
    Transfer {
        instruction_id: Some("INSTR-1"),
        end_to_end_id: "E2E-1",
        transaction_id: text,
        uetr: Uetr::from_random(11),
        amount: Amount::from_minor(125_050),
        currency: kes(),
        settlement_date: date(),
        priority: Priority::High,
        times: times(),
        instructing_agent: bic("BKENKENA"),
        instructed_agent: bic("BKTZTZTZ"),
        debtor_account: account("0110-22"),
        creditor_account: account("9988"),
        remittance: text,
    }
}

fn customer(transfer: Transfer<'_>) -> CustomerTransfer<'_> {
    let address = Address {
        street: Some("Moi Avenue"),
        building: Some("7"),
        post_code: None,
        town: "Nairobi",
        country: "KE",
    };
    CustomerTransfer {
        transfer,
        charge_bearer: ChargeBearer::Shared,
        debtor: Customer { name: "Wanjiru Kamau", address: Some(address) },
        debtor_agent: bic("BKENKENA"),
        creditor_agent: bic("BKTZTZTZ"),
        creditor: Customer { name: "Juma & Mushi", address: Some(Address { town: "", ..address }) },
    }
}

fn bank(transfer: Transfer<'_>) -> BankTransfer<'_> {
    BankTransfer {
        transfer,
        debtor: bic("BKENKENA"),
        debtor_agent: None,
        creditor_agent: Some(bic("BKTZTZTZ")),
        creditor: bic("BKTZTZTZ"),
    }
}

fn transfers(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let heading = odd_heading(long);
    let head = heading.in_edition(edition);
    let mut all = Vec::new();
    let bare = |priority| Transfer {
        instruction_id: None,
        end_to_end_id: "",
        debtor_account: None,
        creditor_account: None,
        priority,
        times: TimeRequest::default(),
        ..transfer(None)
    };
    for body in [transfer(Some(long)), bare(Priority::Normal), bare(Priority::Urgent)] {
        let full = customer(body.clone());
        let odd = Address { country: "Kenya", street: Some(long), ..full.debtor.address.unwrap() };
        let odd = CustomerTransfer {
            charge_bearer: ChargeBearer::Debtor,
            debtor: Customer { name: long, address: Some(odd) },
            creditor: Customer { name: "", address: None },
            ..full.clone()
        };
        for body in [&full, &odd] {
            all.push(written(|out| customer_transfer(head, body, out)));
        }
        let body = bank(body);
        all.push(written(|out| bank_transfer(head, &body, out)));
        for covered in [&full, &odd] {
            all.push(written(|out| cover_transfer(head, &body, covered, out)));
        }
    }
    all
}

fn lines(long: &str) -> Vec<Line<'_>> {
    let line = |direction, minor, text| Line {
        amount: Amount::from_minor(minor),
        direction,
        booking: Booking::Payment,
        entry: 42,
        booked: instant(),
        value_date: date(),
        message_id: Some("MSG-1"),
        instruction_id: None,
        end_to_end_id: Some("E2E-1"),
        transaction_id: None,
        uetr: Some(Uetr::from_random(9)),
        counterparty: Some(bic("BKTZTZTZ")),
        text,
    };
    vec![
        line(Direction::Credit, 12_345, None),
        line(Direction::Debit, 45, Some(long)),
        line(Direction::Credit, 1, None),
    ]
}

fn page<'a>(
    balances: &'a [Balance],
    lines: &'a [Line<'a>],
    text: Option<&'a str>,
) -> Statement<'a> {
    Statement {
        id: "STMT-1",
        page: 1,
        last_page: true,
        sequence: 325,
        period: Some((instant(), instant())),
        account: AccountId::Other(AccountText::parse("KES-SETTLE-<1>").unwrap()),
        currency: kes(),
        servicer: Some(PartyId::Member { system: None, id: "CB".into() }),
        balances,
        detail: Detail::Lines,
        lines,
        text,
    }
}

fn statements(edition: &Edition, long: &str) -> Vec<Vec<u8>> {
    let heading = odd_heading(long);
    let head = heading.in_edition(edition);
    let balances = BalanceType::ALL.map(|kind| Balance {
        kind,
        amount: Amount::from_minor(7),
        direction: Direction::Credit,
        date: date(),
    });
    let lines = lines(long);
    let full = page(&balances, &lines, Some(long));
    let bare = Statement {
        page: u16::MAX,
        last_page: false,
        period: None,
        servicer: None,
        ..full.clone()
    };
    let bare = Statement { balances: &balances[..1], lines: &[], text: None, ..bare };
    let totals = Statement { detail: Detail::Totals, ..full.clone() };
    let alone = Statement { detail: Detail::Balances, ..full.clone() };
    let mut all = Vec::new();
    for body in [&full, &bare, &totals, &alone] {
        all.push(written(|out| report(head, body, out)));
        all.push(written(|out| statement(head, body, out)));
    }
    let none = page(&[], &[], None);
    all.push(written(|out| report(head, &none, out)));
    assert_eq!(written(|out| statement(head, &none, out)), b"", "no balance, no statement");
    all
}

/// The value at a path below the Document, read back.
fn value(bytes: &[u8], path: &str) -> String {
    let mut reader = Reader::new();
    let reading = reader.read(bytes);
    assert_eq!(reading.findings(), []);
    reading.document().unwrap().value(path).unwrap_or_else(|| panic!("no {path}")).into_owned()
}

#[test]
fn a_written_transfer_is_read_as_the_instruction_it_was() {
    let profile = Profile::end_to_end();
    let heading = Heading { from: bic("BKENKENA"), to: bic("BKTZTZTZ"), ..heading() };
    let (customer, bank) = (customer(transfer(Some("x"))), bank(transfer(None)));
    let core = written(|out| bank_transfer(&heading, &bank, out));
    let cover = written(|out| cover_transfer(&heading, &bank, &customer, out));
    let customer = written(|out| customer_transfer(&heading, &customer, out));
    for (family, is_cover, bytes) in [
        (Family::Pacs008, false, customer),
        (Family::Pacs009, false, core),
        (Family::Pacs009, true, cover),
    ] {
        let mut reader = Reader::new();
        let reading = reader.read(&bytes);
        let checked = check(&reading, &profile, &[]);
        let read = checked.instruction().unwrap();
        let sent = transfer(None);
        assert_eq!((read.family, read.cover), (family, is_cover));
        assert_eq!((read.amount, read.currency), (sent.amount, sent.currency));
        assert_eq!((read.uetr, read.times), (Some(sent.uetr), sent.times));
        assert_eq!(read.instruction_id.as_deref(), sent.instruction_id);
        assert_eq!((read.settlement_date, read.priority), (Some(date()), Priority::High));
        assert_eq!(read.instructing_agent, Some(sent.instructing_agent));
        assert_eq!(read.creditor_agent, Some(bic("BKTZTZTZ")));
        assert_eq!(read.debtor_account, sent.debtor_account);
    }
}

#[test]
fn a_cover_repeats_the_customer_transfer() {
    let covered = customer(transfer(Some("invoice 7")));
    let bytes = written(|out| cover_transfer(&heading(), &bank(transfer(None)), &covered, out));
    let value =
        |path: &str| value(&bytes, &format!("FICdtTrf/CdtTrfTxInf/UndrlygCstmrCdtTrf/{path}"));
    assert_eq!(value("Dbtr/Nm"), "Wanjiru Kamau");
    assert_eq!(value("DbtrAcct/Id/Othr/Id"), "0110-22");
    assert_eq!(value("DbtrAgt/FinInstnId/BICFI"), "BKENKENA");
    assert_eq!(value("Cdtr/Nm"), "Juma & Mushi");
    assert_eq!(value("RmtInf/Ustrd"), "invoice 7");
}

#[test]
fn newer_versions_differ_where_their_schemas_do() {
    let long = "x".repeat(200);
    let customer = customer(transfer(None));
    let address = Address { town: &long, street: Some(&long), ..customer.debtor.address.unwrap() };
    let debtor = Customer { address: Some(address), ..customer.debtor };
    let customer = CustomerTransfer { debtor, ..customer.clone() };
    let heading = heading();
    for (version, street, town) in [
        ("pacs.008.001.11", 70, 35),
        ("pacs.008.001.12", 140, 140),
        ("pacs.009.001.10", 70, 35),
        ("pacs.009.001.11", 140, 140),
    ] {
        let edition = Edition::BASE.with(version).unwrap();
        let head = heading.in_edition(&edition);
        let (path, bytes) = if version.starts_with("pacs.008") {
            let bytes = written(|out| customer_transfer(head, &customer, out));
            ("FIToFICstmrCdtTrf/CdtTrfTxInf/Dbtr/PstlAdr", bytes)
        } else {
            let bank = bank(transfer(None));
            let bytes = written(|out| cover_transfer(head, &bank, &customer, out));
            ("FICdtTrf/CdtTrfTxInf/UndrlygCstmrCdtTrf/Dbtr/PstlAdr", bytes)
        };
        assert_eq!(value(&bytes, &format!("{path}/StrtNm")).len(), street, "{version}");
        assert_eq!(value(&bytes, &format!("{path}/TwnNm")).len(), town, "{version}");
    }
    let handling = Handling::Rejected;
    let text = Some("no such account");
    let body = Receipt { message_id: "M-1", definition: None, handling, time: None, text };
    for (version, told) in [
        ("camt.025.001.07", "<StsCd>RJCT</StsCd><Desc>no such account</Desc>"),
        (
            "camt.025.001.08",
            "<Sts><Prtry>RJCT</Prtry></Sts><StsRsn><AddtlInf>no such account</AddtlInf></StsRsn>",
        ),
        ("camt.025.001.09", "<Sts><Prtry>RJCT</Prtry></Sts><Desc>no such account</Desc>"),
    ] {
        let edition = Edition::BASE.with(version).unwrap();
        let bytes = written(|out| receipt(heading.in_edition(&edition), &body, out));
        let bytes = String::from_utf8(bytes).unwrap();
        assert!(bytes.contains(&format!("<ReqHdlg>{told}</ReqHdlg>")), "{bytes}");
    }
}

#[test]
fn a_return_states_what_came_and_what_goes_back() {
    let bytes = written(|out| payment_return(&heading(), &returned(&["one"]), out));
    let value = |path: &str| value(&bytes, &format!("PmtRtr/TxInf/{path}"));
    assert_eq!(value("OrgnlIntrBkSttlmAmt"), "1250.50");
    assert_eq!(value("RtrdIntrBkSttlmAmt"), "250.50");
    assert_eq!(value("RtrRsnInf/Rsn/Cd"), "FOCR");
    assert_eq!(value("RtrRsnInf/AddtlInf"), "one");
    assert_eq!(value("RtrChain/Cdtr/Agt/FinInstnId/BICFI"), "BKENKENA");
    assert_eq!(value("OrgnlUETR"), Uetr::from_random(7).to_string());
}

#[test]
fn a_resolution_confirms_what_was_decided() {
    let reason = CancellationRejection::parse("CUST").unwrap();
    for (decision, confirmation) in [
        (Decision::Cancelled, Confirmation::Cancelled),
        (Decision::Pending, Confirmation::Pending),
        (Decision::Rejected { reason, lines: &[] }, Confirmation::Rejected),
    ] {
        let bytes = written(|out| resolution(&heading(), &resolved(decision), out));
        assert_eq!(value(&bytes, "RsltnOfInvstgtn/Sts/Conf"), confirmation.code());
        assert_eq!(value(&bytes, "RsltnOfInvstgtn/RslvdCase/Id"), "CASE-1");
        let told = String::from_utf8(bytes).unwrap();
        assert_eq!(
            told.contains("<Rsn><Cd>CUST</Cd></Rsn>"),
            confirmation == Confirmation::Rejected
        );
    }
}

#[test]
fn totals_are_those_of_the_lines() {
    let balances = [Balance {
        kind: BalanceType::ClosingBooked,
        amount: Amount::from_minor(99),
        direction: Direction::Debit,
        date: date(),
    }];
    let lines = lines("x");
    let bytes = written(|out| statement(&heading(), &page(&balances, &lines, None), out));
    let value = |path: &str| value(&bytes, &format!("BkToCstmrStmt/Stmt/{path}"));
    assert_eq!(value("TxsSummry/TtlNtries/NbOfNtries"), "3");
    assert_eq!(value("TxsSummry/TtlNtries/Sum"), "123.91");
    assert_eq!(value("TxsSummry/TtlCdtNtries/Sum"), "123.46");
    assert_eq!(value("TxsSummry/TtlDbtNtries/Sum"), "0.45");
    assert_eq!((value("Bal/Amt"), value("Bal/CdtDbtInd")), ("0.99".into(), "DBIT".into()));
    let vast = Line { amount: Amount::from_minor(999_999_999_999_999_999), ..lines[0].clone() };
    let vast = [vast.clone(), vast];
    let bytes = written(|out| statement(&heading(), &page(&balances, &vast, None), out));
    let told = String::from_utf8(bytes).unwrap();
    assert!(told.contains("<TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries>"));
}

#[test]
fn an_event_and_its_answer_read_like_this() {
    let event = Event {
        code: SystemEvent::parse("IBKC").unwrap(),
        parameters: &["TZS"],
        description: None,
        time: Some(instant()),
    };
    let details = "<EvtCd>IBKC</EvtCd><EvtParam>TZS</EvtParam>\
                   <EvtTm>2026-11-21T08:00:00.123456Z</EvtTm>";
    let notice = written(|out| system_event(&heading(), &event, out));
    let notice = String::from_utf8(notice).unwrap();
    assert!(notice.contains(&format!("<SysEvtNtfctn><EvtInf>{details}</EvtInf></SysEvtNtfctn>")));
    let body = EventAcknowledgement { reference: Some("17-0"), event: Some(event) };
    let answer = written(|out| event_acknowledgement(&heading(), &body, out));
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.contains(&format!("<OrgtrRef>17-0</OrgtrRef><AckDtls>{details}</AckDtls>")));
}

#[test]
fn nothing_to_acknowledge_is_no_message() {
    assert_eq!(written(|out| acknowledgement(&heading(), &[], out)), b"");
}
