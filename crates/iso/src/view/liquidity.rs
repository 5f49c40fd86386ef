//! Liquidity and queries: camt.050, camt.060, and camt.025 in answer.
//!
//! Read from a Document into typed requests; whether they may be carried out (own accounts,
//! rights) is the engine's matter.

use super::party::{AccountId, PartyId, account, institution};
use super::transfer::{amount, date, ids};
use crate::collect::Findings;
use crate::finding::Finding;
use crate::path;
use crate::reading::{Node, Reading};
use crate::tag::Tag;
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
    /// The same as it was written.
    pub amount_text: Option<Cow<'a, str>>,
    /// The account that is debited.
    pub debtor_account: Option<AccountId>,
    /// The account that is credited.
    pub creditor_account: Option<AccountId>,
    /// `SttlmDt`.
    pub settlement_date: Option<BusinessDate>,
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
    /// How much of the account is asked for.
    pub asked: Asked,
}

/// How much a camt.060 asks for: `ReqdBalTp` alone means balances, `ReqdTxTp` the entries; where
/// neither stands, balances and totals are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Balances alone.
    Balances,
    /// Balances, and number and sum of the entries.
    Totals,
    /// Every entry too.
    Entries,
}

/// camt.025: what became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestStatus<'a> {
    /// `MsgId` of the receipt.
    pub message_id: Cow<'a, str>,
    /// `MsgId` of the request.
    pub original_id: Cow<'a, str>,
    /// `StsCd`, in newer versions `Sts/Cd`, where there is one.
    pub status: Option<Cow<'a, str>>,
}

/// Reads the transfer of a camt.050.
#[must_use]
pub fn liquidity_transfer<'r>(
    reading: &Reading<'r>,
) -> (Option<LiquidityTransfer<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let transfer = message(reading, Tag::LqdtyCdtTrf)
        .and_then(|message| liquidity_of(&message, &mut findings));
    (transfer, findings.finish(reading.bytes()).0)
}

/// Reads the transfer below the message element of a camt.050.
pub(crate) fn liquidity_of<'r>(
    message: &Node<'r>,
    findings: &mut Findings<'r>,
) -> Option<LiquidityTransfer<'r>> {
    let node = message.child(Tag::LqdtyCdtTrf)?;
    let id = node.child(Tag::LqdtyTrfId);
    let ids = id.map(|node| ids(&node, findings)).unwrap_or_default();
    let stated = node.follow(path::TRANSFERRED_AMOUNT);
    Some(LiquidityTransfer {
        message_id: message.text_at(path::HEADER_MESSAGE_ID)?,
        instruction_id: ids.instruction,
        end_to_end_id: ids.end_to_end,
        uetr: ids.uetr,
        amount: stated.and_then(|node| amount(&node, findings)).map(|(a, _, c)| (a, c)),
        amount_text: stated.map(|node| node.text()),
        debtor_account: known(&node, Tag::DbtrAcct, findings),
        creditor_account: known(&node, Tag::CdtrAcct, findings),
        settlement_date: node.child(Tag::SttlmDt).and_then(|day| date(&day, findings)),
    })
}

/// Reads every request of a camt.060.
#[must_use]
pub fn report_requests<'r>(reading: &Reading<'r>) -> (Vec<ReportRequest<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let Some(message) = message(reading, Tag::AcctRptgReq) else { return (Vec::new(), Vec::new()) };
    let message_id = message.text_at(path::GROUP_MESSAGE_ID).unwrap_or_default();
    let requests = message.all(Tag::RptgReq).map(|node| {
        let owner = node.follow(path::OWNER_AGENT);
        let from = node.follow(path::PERIOD_FROM).and_then(|day| date(&day, &mut findings));
        let to = node.follow(path::PERIOD_TO).and_then(|day| date(&day, &mut findings));
        ReportRequest {
            message_id: message_id.clone(),
            id: node.text_of(Tag::Id),
            definition: node.text_of(Tag::ReqdMsgNmId).unwrap_or_default(),
            account: known(&node, Tag::Acct, &mut findings),
            owner: owner.and_then(|owner| institution(&owner, &mut findings)),
            period: from.map(|from| (from, to)),
            asked: match (node.child(Tag::ReqdTxTp), node.child(Tag::ReqdBalTp)) {
                (Some(_), _) => Asked::Entries,
                (None, Some(_)) => Asked::Balances,
                (None, None) => Asked::Totals,
            },
        }
    });
    let requests = requests.collect();
    (requests, findings.finish(reading.bytes()).0)
}

/// Reads every answer of a camt.025.
#[must_use]
pub fn request_statuses<'r>(reading: &Reading<'r>) -> Vec<RequestStatus<'r>> {
    let Some(message) = message(reading, Tag::Rct) else { return Vec::new() };
    let message_id = message.text_at(path::HEADER_MESSAGE_ID).unwrap_or_default();
    let answers = message.all(Tag::RctDtls).map(|node| RequestStatus {
        message_id: message_id.clone(),
        original_id: node.text_at(path::RECEIPT_ORIGINAL).unwrap_or_default(),
        status: node
            .text_at(path::RECEIPT_STATUS)
            .or_else(|| node.text_at(path::RECEIPT_STATUS_CODE)),
    });
    answers.collect()
}

/// The element below the Document, where it has this tag.
fn message<'r>(reading: &Reading<'r>, tag: Tag) -> Option<Node<'r>> {
    reading.document()?.root()?.child(tag)
}

fn known<'r>(node: &Node<'r>, tag: Tag, findings: &mut Findings<'r>) -> Option<AccountId> {
    node.child(tag).and_then(|found| account(&found, findings))
}
