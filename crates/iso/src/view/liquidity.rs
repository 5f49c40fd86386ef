//! Liquidity, direct debits and queries: camt.050, pacs.010, camt.060, and camt.025 in answer.
//!
//! Read from a Document into typed requests; whether they may be carried out (own accounts,
//! mandates, rights) is the engine's matter.

use super::party::{AccountId, PartyId, account, institution};
use super::transfer::{amount, date, ids};
use crate::finding::Finding;
use crate::reading::{Node, Reading};
use std::borrow::Cow;
use suftaja_base::{Amount, BusinessDate, Currency, Uetr};

/// camt.050: liquidity to be moved between two accounts of one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiquidityTransfer<'a> {
    /// `MsgId`.
    pub message_id: Cow<'a, str>,
    /// `InstrId`.
    pub instruction_id: Option<Cow<'a, str>>,
    /// `EndToEndId`.
    pub end_to_end_id: Option<Cow<'a, str>>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
    /// The amount in minor units; nothing where it is stated without a currency.
    pub amount: Option<(Amount, Currency)>,
    /// The account that is debited.
    pub debtor_account: Option<AccountId>,
    /// The account that is credited.
    pub creditor_account: Option<AccountId>,
    /// `SttlmDt`.
    pub settlement_date: Option<BusinessDate>,
}

/// pacs.010: one debit that the creditor asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectDebit<'a> {
    /// `MsgId`.
    pub message_id: Cow<'a, str>,
    /// `CdtId`, the identification of the credit side.
    pub credit_id: Cow<'a, str>,
    /// `EndToEndId`.
    pub end_to_end_id: Cow<'a, str>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
    /// The settlement amount in minor units.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// `IntrBkSttlmDt` of the debit or of its instruction.
    pub settlement_date: Option<BusinessDate>,
    /// Who is paid.
    pub creditor: Option<PartyId<'a>>,
    /// Who pays.
    pub debtor: Option<PartyId<'a>>,
    /// The bank of who pays.
    pub debtor_agent: Option<PartyId<'a>>,
    /// The account of who pays.
    pub debtor_account: Option<AccountId>,
}

/// camt.060: a report that the owner of an account asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRequest<'a> {
    /// `MsgId`.
    pub message_id: Cow<'a, str>,
    /// `Id` of the request.
    pub id: Option<Cow<'a, str>>,
    /// `ReqdMsgNmId`, such as `camt.053.001.08`.
    pub definition: Cow<'a, str>,
    /// The account.
    pub account: Option<AccountId>,
    /// The owner, where it is an institution.
    pub owner: Option<PartyId<'a>>,
    /// First and last day of the period.
    pub period: Option<(BusinessDate, Option<BusinessDate>)>,
}

/// camt.025: what became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestStatus<'a> {
    /// `MsgId` of the receipt.
    pub message_id: Cow<'a, str>,
    /// `MsgId` of the request.
    pub original_id: Cow<'a, str>,
    /// `StsCd`, where there is one.
    pub status: Option<Cow<'a, str>>,
}

/// Reads the transfer of a camt.050.
#[must_use]
pub fn liquidity_transfer<'r>(
    reading: &Reading<'r>,
) -> (Option<LiquidityTransfer<'r>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let transfer = message(reading, "LqdtyCdtTrf").and_then(|message| {
        let node = message.child("LqdtyCdtTrf")?;
        let id = node.child("LqdtyTrfId");
        let ids = id.map(|node| ids(&node, &mut findings)).unwrap_or_default();
        let stated = node.find("TrfdAmt/AmtWthCcy");
        Some(LiquidityTransfer {
            message_id: message.value("MsgHdr/MsgId")?,
            instruction_id: ids.instruction,
            end_to_end_id: ids.end_to_end,
            uetr: ids.uetr,
            amount: stated.and_then(|node| amount(&node, &mut findings)).map(|(a, _, c)| (a, c)),
            debtor_account: known(&node, "DbtrAcct", &mut findings),
            creditor_account: known(&node, "CdtrAcct", &mut findings),
            settlement_date: node.child("SttlmDt").and_then(|day| date(&day, &mut findings)),
        })
    });
    (transfer, findings)
}

/// Reads every debit of a pacs.010; one whose amount cannot be read is left out.
#[must_use]
pub fn direct_debits<'r>(reading: &Reading<'r>) -> (Vec<DirectDebit<'r>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut debits = Vec::new();
    let Some(message) = message(reading, "FIDrctDbt") else { return (debits, findings) };
    let message_id = message.value("GrpHdr/MsgId").unwrap_or_default();
    for instruction in message.all("CdtInstr") {
        for node in instruction.all("DrctDbtTxInf") {
            let ids = node.child("PmtId").map(|id| ids(&id, &mut findings)).unwrap_or_default();
            let stated = node.child("IntrBkSttlmAmt");
            let Some((amount, _, currency)) =
                stated.and_then(|stated| amount(&stated, &mut findings))
            else {
                continue;
            };
            let day = node.child("IntrBkSttlmDt").or_else(|| instruction.child("IntrBkSttlmDt"));
            let mut bank = |node: &Node<'r>, name| {
                node.child(name).and_then(|bank| institution(&bank, &mut findings))
            };
            let (creditor, debtor) = (bank(&instruction, "Cdtr"), bank(&node, "Dbtr"));
            let debtor_agent = bank(&node, "DbtrAgt");
            debits.push(DirectDebit {
                message_id: message_id.clone(),
                credit_id: instruction.value("CdtId").unwrap_or_default(),
                end_to_end_id: ids.end_to_end.unwrap_or_default(),
                uetr: ids.uetr,
                amount,
                currency,
                settlement_date: day.and_then(|day| date(&day, &mut findings)),
                creditor,
                debtor,
                debtor_agent,
                debtor_account: known(&node, "DbtrAcct", &mut findings),
            });
        }
    }
    (debits, findings)
}

/// Reads every request of a camt.060.
#[must_use]
pub fn report_requests<'r>(reading: &Reading<'r>) -> (Vec<ReportRequest<'r>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(message) = message(reading, "AcctRptgReq") else { return (Vec::new(), findings) };
    let message_id = message.value("GrpHdr/MsgId").unwrap_or_default();
    let requests = message.all("RptgReq").map(|node| {
        let owner = node.find("AcctOwnr/Agt");
        let from = node.find("RptgPrd/FrToDt/FrDt").and_then(|day| date(&day, &mut findings));
        let to = node.find("RptgPrd/FrToDt/ToDt").and_then(|day| date(&day, &mut findings));
        ReportRequest {
            message_id: message_id.clone(),
            id: node.value("Id"),
            definition: node.value("ReqdMsgNmId").unwrap_or_default(),
            account: known(&node, "Acct", &mut findings),
            owner: owner.and_then(|owner| institution(&owner, &mut findings)),
            period: from.map(|from| (from, to)),
        }
    });
    let requests = requests.collect();
    (requests, findings)
}

/// Reads every answer of a camt.025.
#[must_use]
pub fn request_statuses<'r>(reading: &Reading<'r>) -> Vec<RequestStatus<'r>> {
    let Some(message) = message(reading, "Rct") else { return Vec::new() };
    let message_id = message.value("MsgHdr/MsgId").unwrap_or_default();
    let answers = message.all("RctDtls").map(|node| RequestStatus {
        message_id: message_id.clone(),
        original_id: node.value("OrgnlMsgId/MsgId").unwrap_or_default(),
        status: node.value("ReqHdlg/StsCd"),
    });
    answers.collect()
}

/// The element below the Document, where it has this name.
fn message<'r>(reading: &Reading<'r>, name: &str) -> Option<Node<'r>> {
    reading.document()?.root()?.child(name)
}

fn known(node: &Node<'_>, name: &str, findings: &mut Vec<Finding>) -> Option<AccountId> {
    node.child(name).and_then(|found| account(&found, findings))
}
