//! Messages about other messages: what they are about, what became of it, and why.
//!
//! pacs.002, pacs.028, camt.056, camt.029, camt.025 and admi.004 come in. Whether the original is
//! known, and whether the answer is right, is the engine's matter; here it must only say both.

use super::element::shortened;
use super::policy::Judge;
use crate::code_set::{self, Membership};
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Judges a pacs.002: every status has an original, and group and transactions agree.
pub(super) fn statuses<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let groups: Vec<Node<'r>> = message.all(Tag::OrgnlGrpInfAndSts).collect();
    let group = groups.first().and_then(|group| group.child(Tag::GrpSts));
    for whole in &groups {
        let refused = whole.text_of(Tag::GrpSts).as_deref() == Some("RJCT");
        if refused && whole.follow(path::STATUS_REASON).is_none() {
            let text = "The group is refused, and no reason is given.";
            judge.missing(whole, "StsRsnInf/Rsn", rule::STATUS_REASON_MISSING, text);
        }
    }
    for node in message.all(Tag::TxInfAndSts) {
        original(&node, judge);
        if groups.is_empty() && node.child(Tag::OrgnlGrpInf).is_none() {
            let text = "Neither the transaction nor its group names the original message.";
            judge.missing(&node, "OrgnlGrpInf", rule::ORIGINAL_MISSING, text);
        }
        status(&node, group.as_ref(), judge);
    }
    if groups.is_empty() && message.child(Tag::TxInfAndSts).is_none() {
        let text = "The report tells the status of nothing.";
        judge.missing(message, "TxInfAndSts", rule::STATUS_CONTRADICTION, text);
    }
}

/// A transaction has a status of its own or that of its group, and does not contradict it: a group
/// that is refused whole has no transaction that is not, and one that is accepted none that is.
fn status<'r>(node: &Node<'r>, group: Option<&Node<'r>>, judge: &mut Judge<'_, 'r>) {
    let whole = group.map(Node::text);
    match (node.child(Tag::TxSts), whole.as_deref()) {
        (None, None) => {
            let text = "Neither the transaction nor its group has a status.";
            judge.missing(node, "TxSts", rule::STATUS_CONTRADICTION, text);
        }
        (Some(own), Some(whole)) if !matches!(whole, "PART" | "PDNG" | "RCVD") => {
            let own_text = own.text();
            if (own_text == "RJCT") != (whole == "RJCT") {
                let text = format!("The group is {whole}, its transaction {own_text}.");
                judge.at(&own, rule::STATUS_CONTRADICTION, text);
            }
        }
        _ => {}
    }
}

/// Judges a pacs.028: each request names a transaction, or a whole message.
pub(super) fn requests<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let mut named = message.child(Tag::OrgnlGrpInf).is_some();
    for node in message.all(Tag::TxInf) {
        original(&node, judge);
        named = true;
    }
    if !named {
        let text = "The request names neither a transaction nor a message.";
        judge.missing(message, "TxInf", rule::ORIGINAL_MISSING, text);
    }
}

/// Judges a camt.056: each request names its payment and a reason, and its case once.
pub(super) fn cancellations<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let cased = message.child(Tag::Case).is_some();
    for underlying in message.all(Tag::Undrlyg).filter(|node| node.children().next().is_none()) {
        let text = "Nothing is named that is to be cancelled.";
        judge.missing(&underlying, "TxInf", rule::ORIGINAL_MISSING, text);
    }
    for node in message.all(Tag::Undrlyg).flat_map(|underlying| underlying.all(Tag::TxInf)) {
        original(&node, judge);
        one_case(cased, &node, Tag::Case, judge);
        if node.follow(path::CANCELLATION_REASON).is_none() {
            let text = "The request gives no reason.";
            judge.missing(&node, "CxlRsnInf/Rsn", rule::CANCELLATION_REASON_MISSING, text);
        }
    }
}

/// Judges a camt.029: each answer names its payment, and a refusal says why.
pub(super) fn resolutions<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let refused = message.text_at(path::CONFIRMATION).as_deref() == Some("RJCR");
    if refused && message.child(Tag::CxlDtls).is_none() {
        let text = "The request is refused, and no details say why.";
        judge.missing(message, "CxlDtls", rule::CANCELLATION_REASON_MISSING, text);
    }
    let cased = message.child(Tag::RslvdCase).is_some();
    for node in message.all(Tag::CxlDtls).flat_map(|details| details.all(Tag::TxInfAndSts)) {
        original(&node, judge);
        one_case(cased, &node, Tag::RslvdCase, judge);
        let refused = refused || node.text_of(Tag::TxCxlSts).as_deref() == Some("RJCR");
        if refused && node.follow(path::CANCELLATION_STATUS_REASON).is_none() {
            let text = "The request is refused, and no reason is given.";
            judge.missing(&node, "CxlStsRsnInf/Rsn", rule::CANCELLATION_REASON_MISSING, text);
        }
    }
}

/// Judges a camt.025: an answer that refuses says why.
pub(super) fn receipts<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for handling in message.all(Tag::RctDtls).flat_map(|details| details.all(Tag::ReqHdlg)) {
        let status = handling.text_of(Tag::StsCd);
        let status = status.or_else(|| handling.text_at(path::HANDLING_STATUS_CODE));
        let told = [Tag::Desc, Tag::StsRsn].iter().any(|&tag| handling.child(tag).is_some());
        if status.as_deref() == Some("RJCT") && !told {
            let text = "The request is refused, and nothing says why.";
            judge.at(&handling, rule::STATUS_REASON_MISSING, text);
        }
    }
}

/// Judges an admi.004: the event is one of the codes for them, though the schema asks for a text.
pub(super) fn event<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(code) = message.follow(path::EVENT_CODE) else { return };
    let set = "ExternalSystemEventType1Code";
    if code_set::membership(set, &code.text(), judge.day) == Membership::Unknown {
        let text = format!("{set} has no code {}.", shortened(&code.text()));
        judge.at(&code, rule::CODE_UNKNOWN, text);
    }
}

/// The original transaction is identified by at least one of its identifications.
pub(super) fn original<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let known = node.children().any(|child| {
        matches!(
            child.tag(),
            Tag::OrgnlInstrId
                | Tag::OrgnlEndToEndId
                | Tag::OrgnlTxId
                | Tag::OrgnlUETR
                | Tag::OrgnlClrSysRef
        )
    });
    if !known {
        let text = format!("{} identifies no original transaction.", node.tag());
        judge.missing(node, "OrgnlUETR", rule::ORIGINAL_MISSING, text);
    }
}

/// A case stands for the whole message or for the transaction, not for both.
fn one_case<'r>(whole: bool, node: &Node<'r>, case: Tag, judge: &mut Judge<'_, 'r>) {
    if let Some(again) = node.child(case)
        && whole
    {
        let text = format!("{case} stands for the message and for the transaction.");
        judge.at(&again, rule::CASE_TWICE, text);
    }
}
