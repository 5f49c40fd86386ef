//! Tests of the views beside payments, over messages that the writers make and over own texts.

use super::*;
use crate::Reader;
use crate::code_set::{BalanceType, CancellationRejection, ReturnReason, StatusReason};
use crate::write::{
    self, Balance, Booking, Decision, Direction, Heading, Line, Original, PaymentReturn,
    PaymentStatus, Receipt, Resolution, Verdict,
};
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant, Uetr};

fn bic(text: &str) -> PartyId<'static> {
    PartyId::Bic(Bic::parse(text).unwrap())
}

fn kes() -> Currency {
    Currency::parse("KES").unwrap()
}

fn day() -> BusinessDate {
    BusinessDate::parse("2026-11-21").unwrap()
}

fn heading() -> Heading<'static> {
    Heading {
        from: bic("SUFTKENA"),
        to: bic("BKENKENA"),
        message_id: "17-0",
        created: Instant::parse("2026-11-21T08:00:00Z").unwrap(),
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
        transaction_id: None,
        uetr: Some(Uetr::from_random(7)),
        amount: Some((Amount::from_minor(125_050), kes())),
        settlement_date: Some(day()),
    }
}

/// Writes, reads, and hands the reading on.
fn written<T>(write: impl FnOnce(&mut Vec<u8>), look: impl FnOnce(&crate::Reading<'_>) -> T) -> T {
    let mut bytes = Vec::new();
    write(&mut bytes);
    let mut reader = Reader::new();
    let reading = reader.read(&bytes);
    assert_eq!(reading.findings(), []);
    look(&reading)
}

fn only<'r>(reading: &crate::Reading<'r>) -> About<'r> {
    let (mut all, findings) = about(reading);
    assert_eq!((all.len(), findings), (1, vec![]));
    all.remove(0)
}

fn is_the_original(told: &OriginalPayment<'_>) {
    assert_eq!(told.message_id.as_deref(), Some("MSG-1"));
    assert_eq!(told.definition.as_deref(), Some("pacs.009.001.08"));
    assert_eq!(told.instruction_id.as_deref(), Some("INSTR-1"));
    assert_eq!(told.end_to_end_id.as_deref(), Some("E2E-1"));
    assert_eq!(told.uetr, Some(Uetr::from_random(7)));
}

#[test]
fn a_status_is_read() {
    let lines = ["no funds"];
    let reason = StatusReason::parse("AM04").unwrap();
    let body = PaymentStatus {
        original: original(),
        verdict: Verdict::Rejected { reason, lines: &lines },
        accepted: None,
        entry: None,
        instructing_agent: Some(bic("SUFTKENA")),
        instructed_agent: Some(bic("BKENKENA")),
    };
    written(
        |out| write::payment_status(&heading(), &body, out),
        |reading| {
            let told = only(reading);
            is_the_original(&told.original);
            assert_eq!((told.statement, &*told.message_id), (Statement::Status, "17-0"));
            assert_eq!(told.status.as_deref(), Some("RJCT"));
            assert_eq!(told.reason.as_deref(), Some("AM04"));
            assert_eq!((told.from, told.to), (Some(bic("SUFTKENA")), Some(bic("BKENKENA"))));
        },
    );
}

#[test]
fn a_return_is_read() {
    let body = PaymentReturn {
        return_id: Some("RTR-1"),
        original: original(),
        amount: Amount::from_minor(25_050),
        currency: kes(),
        settlement_date: day(),
        instructing_agent: bic("BKTZTZTZ"),
        instructed_agent: bic("BKENKENA"),
        debtor: bic("BKTZTZTZ"),
        creditor: bic("BKENKENA"),
        reason: ReturnReason::FOLLOWING_CANCELLATION,
        lines: &[],
    };
    written(
        |out| write::payment_return(&heading(), &body, out),
        |reading| {
            let told = only(reading);
            is_the_original(&told.original);
            assert_eq!((told.statement, told.id.as_deref()), (Statement::Return, Some("RTR-1")));
            assert_eq!(told.returned, Some((Amount::from_minor(25_050), kes())));
            assert_eq!(told.original.amount, Some((Amount::from_minor(125_050), kes())));
            let written = (told.returned_text.as_deref(), told.original.amount_text.as_deref());
            assert!(matches!(written, (Some("250.50" | "250.5"), Some("1250.50" | "1250.5"))));
            assert_eq!(told.settlement_date, Some(day()));
            assert_eq!(told.priority, Priority::Normal);
            assert_eq!(told.reason.as_deref(), Some("FOCR"));
            assert_eq!((told.from, told.to), (Some(bic("BKTZTZTZ")), Some(bic("BKENKENA"))));
        },
    );
}

#[test]
fn a_resolution_is_read() {
    let reason = CancellationRejection::parse("CUST").unwrap();
    let body = Resolution {
        request_id: "CXL-1",
        case: Some(("CASE-1", bic("BKENKENA"))),
        assigner: bic("SUFTKENA"),
        assignee: bic("BKENKENA"),
        original: original(),
        decision: Decision::Rejected { reason, lines: &[] },
    };
    written(
        |out| write::resolution(&heading(), &body, out),
        |reading| {
            let told = only(reading);
            is_the_original(&told.original);
            assert_eq!(told.statement, Statement::Resolution);
            assert_eq!(told.status.as_deref(), Some("RJCR"));
            assert_eq!(told.reason.as_deref(), Some("CUST"));
            assert_eq!((&*told.message_id, told.id.as_deref()), ("17-0", Some("CXL-1")));
            assert_eq!(told.case, Some(("CASE-1".into(), bic("BKENKENA"))));
            assert_eq!((told.from, told.to), (Some(bic("SUFTKENA")), Some(bic("BKENKENA"))));
        },
    );
}

#[test]
fn a_return_takes_from_its_group_what_it_does_not_state() {
    let text = format!(
        "<PmtRtr>{GROUP}<NbOfTxs>1</NbOfTxs><IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt><SttlmInf>\
         <SttlmMtd>CLRG</SttlmMtd></SttlmInf><InstgAgt>{KENYA}</InstgAgt></GrpHdr><TxInf>\
         <RtrdIntrBkSttlmAmt Ccy=\"KES\">1.00</RtrdIntrBkSttlmAmt><SttlmPrty>URGT</SttlmPrty>\
         </TxInf></PmtRtr>"
    );
    sample::read_valid(&document("pacs.004.001.09", &text), |reading| {
        let told = only(reading);
        assert_eq!((told.settlement_date, told.from), (Some(day()), Some(bic("BKENKENA"))));
        assert_eq!(told.priority, Priority::Urgent);
        assert_eq!((told.case, told.id), (None, None));
    });
}

fn document(definition: &str, body: &str) -> String {
    format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{definition}\">{body}</Document>")
}

const GROUP: &str = "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm>";
const KENYA: &str = "<FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId>";

#[test]
fn requests_about_a_payment_are_read() {
    let ids = "<OrgnlGrpInf><OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>pacs.009.001.08\
               </OrgnlMsgNmId></OrgnlGrpInf><OrgnlInstrId>INSTR-1</OrgnlInstrId>\
               <OrgnlEndToEndId>E2E-1</OrgnlEndToEndId>\
               <OrgnlUETR>00000000-0000-4000-8000-000000000007</OrgnlUETR>";
    let ask = format!(
        "<FIToFIPmtStsReq>{GROUP}<InstgAgt>{KENYA}</InstgAgt></GrpHdr><TxInf><StsReqId>Q-1\
         </StsReqId>{ids}</TxInf></FIToFIPmtStsReq>"
    );
    sample::read_valid(&document("pacs.028.001.03", &ask), |reading| {
        let told = only(reading);
        is_the_original(&told.original);
        assert_eq!((told.statement, told.id.as_deref()), (Statement::StatusRequest, Some("Q-1")));
        assert_eq!((told.from, told.to), (Some(bic("BKENKENA")), None));
    });
    let cancel = format!(
        "<FIToFIPmtCxlReq><Assgnmt><Id>A-1</Id><Assgnr><Agt>{KENYA}</Agt></Assgnr><Assgne><Agt>\
         {KENYA}</Agt></Assgne><CreDtTm>2026-11-21T08:00:00Z</CreDtTm></Assgnmt><Undrlyg><TxInf>\
         <CxlId>X-1</CxlId>{ids}<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf></TxInf>\
         </Undrlyg></FIToFIPmtCxlReq>"
    );
    sample::read_valid(&document("camt.056.001.08", &cancel), |reading| {
        let told = only(reading);
        is_the_original(&told.original);
        assert_eq!(told.statement, Statement::CancellationRequest);
        assert_eq!((&*told.message_id, told.id.as_deref()), ("A-1", Some("X-1")));
        assert_eq!((told.reason.as_deref(), told.from), (Some("DUPL"), Some(bic("BKENKENA"))));
    });
    sample::read_valid(&sample::pacs008(), |reading| {
        assert_eq!(about(reading), (vec![], vec![]), "a payment is about no other");
    });
}

#[test]
fn liquidity_debits_and_queries_are_read() {
    let account =
        |name: &str, id: &str| format!("<{name}><Id><Othr><Id>{id}</Id></Othr></Id></{name}>");
    let move_it = format!(
        "<LqdtyCdtTrf><MsgHdr><MsgId>M-1</MsgId></MsgHdr><LqdtyCdtTrf><LqdtyTrfId><EndToEndId>E\
         </EndToEndId></LqdtyTrfId>{}<TrfdAmt><AmtWthCcy Ccy=\"KES\">5.25</AmtWthCcy></TrfdAmt>{}\
         <SttlmDt>2026-11-21</SttlmDt></LqdtyCdtTrf></LqdtyCdtTrf>",
        account("CdtrAcct", "1"),
        account("DbtrAcct", "2")
    );
    sample::read_valid(&document("camt.050.001.05", &move_it), |reading| {
        let (told, findings) = liquidity_transfer(reading);
        let told = told.unwrap();
        assert_eq!((findings, told.settlement_date), (vec![], Some(day())));
        assert_eq!(told.amount, Some((Amount::from_minor(525), kes())));
        assert_eq!(told.amount_text.as_deref(), Some("5.25"));
        assert_eq!(told.debtor_account.unwrap().to_string(), "2");
        assert_eq!(told.creditor_account.unwrap().to_string(), "1");
        assert_eq!(told.end_to_end_id.as_deref(), Some("E"));
    });
    let debit = format!(
        "<FIDrctDbt>{GROUP}<NbOfTxs>1</NbOfTxs></GrpHdr><CdtInstr><CdtId>C-1</CdtId>\
         <IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt><Cdtr>{KENYA}</Cdtr><DrctDbtTxInf><PmtId>\
         <EndToEndId>E</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"KES\">7</IntrBkSttlmAmt>\
         <Dbtr>{KENYA}</Dbtr>{}<DbtrAgt>{KENYA}</DbtrAgt></DrctDbtTxInf></CdtInstr></FIDrctDbt>",
        account("DbtrAcct", "2")
    );
    sample::read_valid(&document("pacs.010.001.03", &debit), |reading| {
        let (told, findings) = instructions(reading);
        assert_eq!((told.len(), findings), (1, vec![]));
        assert_eq!((told[0].amount, told[0].currency), (Amount::from_minor(700), kes()));
        assert_eq!(told[0].settlement_date, Some(day()), "the instruction speaks for the debit");
        assert_eq!((told[0].family, &*told[0].end_to_end_id), (Family::Pacs010, "E"));
        assert_eq!(told[0].debtor_agent, Some(bic("BKENKENA")));
        assert!(told[0].creditor.is_some() && told[0].debtor_account.is_some());
    });
    let wrong = debit.replace("KES", "XAU");
    sample::read_valid(&document("pacs.010.001.03", &wrong), |reading| {
        let (told, findings) = instructions(reading);
        assert_eq!((told, findings[0].code), (vec![], rule::CURRENCY_UNKNOWN));
    });
    let query = format!(
        "<AcctRptgReq>{GROUP}</GrpHdr><RptgReq><Id>R-1</Id><ReqdMsgNmId>camt.053.001.08\
         </ReqdMsgNmId>{}<AcctOwnr><Agt>{KENYA}</Agt></AcctOwnr><RptgPrd><FrToDt><FrDt>2026-11-21\
         </FrDt></FrToDt><Tp>ALLL</Tp></RptgPrd></RptgReq></AcctRptgReq>",
        account("Acct", "1")
    );
    sample::read_valid(&document("camt.060.001.05", &query), |reading| {
        let (told, findings) = report_requests(reading);
        assert_eq!((told.len(), findings), (1, vec![]));
        assert_eq!(&*told[0].definition, "camt.053.001.08");
        assert_eq!(told[0].period, Some((day(), None)));
        assert_eq!(told[0].owner, Some(bic("BKENKENA")));
    });
}

#[test]
fn receipts_and_statements_that_were_written_are_read() {
    let body = Receipt {
        message_id: "M-1",
        definition: None,
        handling: write::Handling::Queued,
        time: None,
        text: None,
    };
    written(
        |out| write::receipt(&heading(), &body, out),
        |reading| {
            let told = request_statuses(reading);
            assert_eq!((told.len(), &*told[0].original_id), (1, "M-1"));
            assert_eq!(told[0].status.as_deref(), Some("QUED"));
        },
    );
    let balances = [Balance {
        kind: BalanceType::ClosingBooked,
        amount: Amount::from_minor(99),
        direction: Direction::Debit,
        date: day(),
    }];
    let lines = [Line {
        amount: Amount::from_minor(12_345),
        direction: Direction::Credit,
        booking: Booking::Payment,
        entry: 42,
        booked: heading().created,
        value_date: day(),
        message_id: None,
        instruction_id: None,
        end_to_end_id: Some("E2E-1"),
        transaction_id: None,
        uetr: None,
        counterparty: None,
        text: None,
    }];
    let body = write::Statement {
        id: "S-1",
        page: 1,
        last_page: true,
        sequence: 1,
        period: None,
        account: AccountId::Other(suftaja_base::AccountText::parse("ACC").unwrap()),
        currency: kes(),
        servicer: None,
        balances: &balances,
        detail: write::Detail::Lines,
        lines: &lines,
        text: None,
    };
    written(
        |out| write::statement(&heading(), &body, out),
        |reading| {
            let (told, findings) = account_reports(reading);
            assert_eq!((told.len(), findings), (1, vec![]));
            let money = |minor| Money { minor, currency: kes() };
            assert_eq!(told[0].balances, [("CLBD".into(), money(-99))]);
            assert_eq!(told[0].lines[0].money, money(12_345));
            assert_eq!(told[0].lines[0].end_to_end_id.as_deref(), Some("E2E-1"));
            assert_eq!(told[0].lines[0].servicer_reference.as_deref(), Some("42"));
            assert_eq!(told[0].lines[0].status.as_deref(), Some("BOOK"));
            assert_eq!(told[0].account.unwrap().to_string(), "ACC");
        },
    );
}
