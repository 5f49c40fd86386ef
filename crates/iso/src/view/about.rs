//! Messages about another payment: pacs.002, pacs.004, pacs.028, camt.056, camt.029.
//!
//! Each gives the identifications of the original and what is said about it; matching them to a
//! payment is the engine's matter. A value that cannot be read is a finding, as for instructions.

use super::instruction::Priority;
use super::party::{PartyId, institution};
use super::transfer::{amount, date, priority};
use crate::collect::Findings;
use crate::finding::Finding;
use crate::path;
use crate::reading::{Node, Part, Reading};
use crate::tag::Tag;
use std::borrow::Cow;
use suftaja_base::suf::rule;
use suftaja_base::{Amount, BusinessDate, Currency, Uetr};

/// What a message about another payment says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statement {
    /// pacs.002: its status.
    Status,
    /// pacs.004: it comes back, whole or in part.
    Return,
    /// pacs.028: its status is asked for.
    StatusRequest,
    /// camt.056: it is to be cancelled.
    CancellationRequest,
    /// camt.029: the answer to the request to cancel it.
    Resolution,
}

/// The identifications of the original payment, as far as they are given.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OriginalPayment<'a> {
    /// `OrgnlMsgId`.
    pub message_id: Option<Cow<'a, str>>,
    /// `OrgnlMsgNmId`.
    pub definition: Option<Cow<'a, str>>,
    /// `OrgnlInstrId`.
    pub instruction_id: Option<Cow<'a, str>>,
    /// `OrgnlEndToEndId`.
    pub end_to_end_id: Option<Cow<'a, str>>,
    /// `OrgnlTxId`.
    pub transaction_id: Option<Cow<'a, str>>,
    /// `OrgnlUETR`.
    pub uetr: Option<Uetr>,
    /// `OrgnlIntrBkSttlmAmt`, in minor units.
    pub amount: Option<(Amount, Currency)>,
    /// The same as it was written.
    pub amount_text: Option<Cow<'a, str>>,
    /// `OrgnlIntrBkSttlmDt`.
    pub settlement_date: Option<BusinessDate>,
}

/// One transaction of a message about another payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About<'a> {
    /// What is said.
    pub statement: Statement,
    /// `MsgId` or, of a case, `Assgnmt/Id`.
    pub message_id: Cow<'a, str>,
    /// The sender's own identification: `StsId`, `RtrId`, `StsReqId`, `CxlId`, `CxlStsId`.
    pub id: Option<Cow<'a, str>>,
    /// The payment that is meant.
    pub original: OriginalPayment<'a>,
    /// The case that a cancellation opens or a resolution resolves, and who created it.
    pub case: Option<(Cow<'a, str>, PartyId<'a>)>,
    /// `TxSts`, or of a camt.029 the confirmation `Sts/Conf`.
    pub status: Option<Cow<'a, str>>,
    /// The first reason: a code or a proprietary one.
    pub reason: Option<Cow<'a, str>>,
    /// `RtrdIntrBkSttlmAmt` of a return, in minor units.
    pub returned: Option<(Amount, Currency)>,
    /// The same as it was written.
    pub returned_text: Option<Cow<'a, str>>,
    /// `IntrBkSttlmDt` of a return, or of its group.
    pub settlement_date: Option<BusinessDate>,
    /// `SttlmPrty` of a return.
    pub priority: Priority,
    /// `InstgAgt`, or who assigns the case.
    pub from: Option<PartyId<'a>>,
    /// `InstdAgt`, or to whom the case is assigned.
    pub to: Option<PartyId<'a>>,
}

/// Reads all transactions of the first Document, where it is a message about payments.
#[must_use]
pub fn about<'r>(reading: &Reading<'r>) -> (Vec<About<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let all = reading.document().map(|part| about_of(&part, &mut findings)).unwrap_or_default();
    (all, findings.finish(reading.bytes()).0)
}

/// Reads all transactions of a Document, where it is a message about payments.
pub(crate) fn about_of<'r>(document: &Part<'r>, findings: &mut Findings<'r>) -> Vec<About<'r>> {
    let message = document.root().and_then(|root| root.children().next());
    message.map(|message| read(&message, findings)).unwrap_or_default()
}

fn read<'r>(message: &Node<'r>, findings: &mut Findings<'r>) -> Vec<About<'r>> {
    let (statement, under, transaction) = match message.tag() {
        Tag::FIToFIPmtStsRpt => (Statement::Status, None, Tag::TxInfAndSts),
        Tag::PmtRtr => (Statement::Return, None, Tag::TxInf),
        Tag::FIToFIPmtStsReq => (Statement::StatusRequest, None, Tag::TxInf),
        Tag::FIToFIPmtCxlReq => (Statement::CancellationRequest, Some(Tag::Undrlyg), Tag::TxInf),
        Tag::RsltnOfInvstgtn => (Statement::Resolution, Some(Tag::CxlDtls), Tag::TxInfAndSts),
        _ => return Vec::new(),
    };
    let above: Vec<Node<'r>> = match under {
        Some(name) => message.all(name).collect(),
        None => vec![*message],
    };
    let transactions = above.iter().flat_map(|node| node.all(transaction));
    transactions.map(|node| one(statement, message, &node, findings)).collect()
}

fn one<'r>(
    statement: Statement,
    message: &Node<'r>,
    node: &Node<'r>,
    findings: &mut Findings<'r>,
) -> About<'r> {
    let group = message.child(Tag::GrpHdr);
    let case = message.child(Tag::Assgnmt);
    let assigned = |tag| case.and_then(|case| case.follow(&[tag, Tag::Agt]));
    // Of the transaction, or of its group where the transaction is silent.
    let stated = |tag| node.child(tag).or_else(|| group.and_then(|group| group.child(tag)));
    let from = stated(Tag::InstgAgt).or_else(|| assigned(Tag::Assgnr));
    let to = stated(Tag::InstdAgt).or_else(|| assigned(Tag::Assgne));
    let id = [Tag::StsId, Tag::RtrId, Tag::StsReqId, Tag::CxlId, Tag::CxlStsId];
    let told = [Tag::StsRsnInf, Tag::RtrRsnInf, Tag::CxlRsnInf, Tag::CxlStsRsnInf];
    let reason = told.iter().find_map(|&tag| node.follow(&[tag, Tag::Rsn]));
    let status = match statement {
        Statement::Resolution => message.text_at(path::CONFIRMATION),
        _ => node.text_of(Tag::TxSts),
    };
    let group_id = group.and_then(|group| group.text_of(Tag::MsgId));
    About {
        statement,
        message_id: group_id.or_else(|| case?.text_of(Tag::Id)).unwrap_or_default(),
        id: id.iter().find_map(|&tag| node.text_of(tag)),
        original: original(message, node, findings),
        case: case_of(message, node, findings),
        status,
        reason: reason
            .and_then(|reason| reason.text_of(Tag::Cd).or_else(|| reason.text_of(Tag::Prtry))),
        returned: money(node, Tag::RtrdIntrBkSttlmAmt, findings),
        returned_text: node.text_of(Tag::RtrdIntrBkSttlmAmt),
        settlement_date: stated(Tag::IntrBkSttlmDt).and_then(|node| date(&node, findings)),
        priority: node.child(Tag::SttlmPrty).map_or(Priority::Normal, |p| priority(&p, findings)),
        from: from.and_then(|agent| institution(&agent, findings)),
        to: to.and_then(|agent| institution(&agent, findings)),
    }
}

/// The case of the transaction, or of the message where the transaction is silent.
fn case_of<'r>(
    message: &Node<'r>,
    node: &Node<'r>,
    findings: &mut Findings<'r>,
) -> Option<(Cow<'r, str>, PartyId<'r>)> {
    let own = |above: &Node<'r>| {
        [Tag::Case, Tag::RslvdCase].into_iter().find_map(|case| above.child(case))
    };
    let case = own(node).or_else(|| own(message))?;
    let creator = case.follow(&[Tag::Cretr, Tag::Agt])?;
    Some((case.text_of(Tag::Id)?, institution(&creator, findings)?))
}

/// What the transaction says of the original, and its group where the transaction is silent.
fn original<'r>(
    message: &Node<'r>,
    node: &Node<'r>,
    findings: &mut Findings<'r>,
) -> OriginalPayment<'r> {
    let group = |tag| {
        let stated = node.child(Tag::OrgnlGrpInf).or_else(|| message.child(Tag::OrgnlGrpInf));
        stated.and_then(|group| group.text_of(tag))
    };
    let uetr = node.child(Tag::OrgnlUETR).and_then(|node| match Uetr::parse(&node.text()) {
        Ok(uetr) => Some(uetr),
        Err(error) => {
            let text = super::party::sentence(error);
            findings.at(&node, rule::UETR_INVALID, text);
            None
        }
    });
    OriginalPayment {
        message_id: group(Tag::OrgnlMsgId),
        definition: group(Tag::OrgnlMsgNmId),
        instruction_id: node.text_of(Tag::OrgnlInstrId),
        end_to_end_id: node.text_of(Tag::OrgnlEndToEndId),
        transaction_id: node.text_of(Tag::OrgnlTxId),
        uetr,
        amount: money(node, Tag::OrgnlIntrBkSttlmAmt, findings),
        amount_text: node.text_of(Tag::OrgnlIntrBkSttlmAmt),
        settlement_date: node.child(Tag::OrgnlIntrBkSttlmDt).and_then(|node| date(&node, findings)),
    }
}

fn money<'r>(node: &Node<'r>, tag: Tag, findings: &mut Findings<'r>) -> Option<(Amount, Currency)> {
    let (value, _, currency) = amount(&node.child(tag)?, findings)?;
    Some((value, currency))
}
