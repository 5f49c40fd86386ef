//! Which rules a message asks for, by the element below its Document.
//!
//! Rules of single types stand in the walk; here stand those that look at a whole transaction or
//! message: pacs.008, 009, 004, 002, 028, 010, camt.056, 029, 050, 060, 052 to 054.

use super::policy::Judge;
use super::sum::scaled;
use super::{chain, charges, completeness, remittance, statement};
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Judges the element below the Document.
pub(super) fn check<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    match message.tag() {
        Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf => transfers(message, judge),
        Tag::PmtRtr => returns(message, judge),
        Tag::FIToFIPmtStsRpt => {
            for node in message.all(Tag::TxInfAndSts) {
                original(&node, judge);
            }
        }
        Tag::FIToFIPmtStsReq => {
            for node in message.all(Tag::TxInf) {
                original(&node, judge);
            }
        }
        Tag::FIToFIPmtCxlReq => cancellation(message, (Tag::Undrlyg, Tag::TxInf, Tag::Case), judge),
        Tag::RsltnOfInvstgtn => {
            cancellation(message, (Tag::CxlDtls, Tag::TxInfAndSts, Tag::RslvdCase), judge)
        }
        Tag::FIDrctDbt => direct_debit(message, judge),
        Tag::LqdtyCdtTrf => liquidity(message, judge),
        Tag::AcctRptgReq => query(message, judge),
        Tag::BkToCstmrAcctRpt => statement::check(message, Tag::Rpt, judge),
        Tag::BkToCstmrStmt => statement::check(message, Tag::Stmt, judge),
        Tag::BkToCstmrDbtCdtNtfctn => statement::check(message, Tag::Ntfctn, judge),
        _ => {}
    }
}

fn transfers<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let group = message.child(Tag::GrpHdr);
    if let Some(group) = &group {
        chain::settlement(group, judge);
    }
    for node in message.all(Tag::CdtTrfTxInf) {
        if let Some(group) = &group {
            chain::once(group, &node, judge);
        }
        chain::agents(&node, judge);
        remittance::transaction(&node, judge);
        remittance::instructions(&node, judge);
        if message.tag() == Tag::FIToFICstmrCdtTrf {
            charges::check(&node, judge);
            let referenced = node.follow(path::PAYMENT_UETR).is_some();
            completeness::check(&node, referenced, judge);
        }
        if let Some(underlying) = node.child(Tag::UndrlygCstmrCdtTrf) {
            chain::agents(&underlying, judge);
            remittance::instructions(&underlying, judge);
            completeness::check(&underlying, node.follow(path::PAYMENT_UETR).is_some(), judge);
        }
    }
}

fn returns<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let group = message.child(Tag::GrpHdr);
    if let Some(group) = &group {
        chain::settlement(group, judge);
    }
    for node in message.all(Tag::TxInf) {
        if let Some(group) = &group {
            chain::once(group, &node, judge);
        }
        original(&node, judge);
        returned_amount(&node, judge);
        if let Some(parties) = node.child(Tag::RtrChain) {
            chain::agents(&parties, judge);
        }
        let reasoned = node.follow(path::RETURN_REASON).is_some()
            || message.follow(path::GROUP_RETURN_REASON).is_some();
        if !reasoned {
            let text = "The return gives no reason.";
            judge.missing(&node, "RtrRsnInf/Rsn", rule::RETURN_REASON_MISSING, text);
        }
    }
}

/// A return sends back at most what was settled, in its currency.
fn returned_amount<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let (Some(returned), Some(original)) =
        (node.child(Tag::RtrdIntrBkSttlmAmt), node.child(Tag::OrgnlIntrBkSttlmAmt))
    else {
        return;
    };
    if returned.currency() != original.currency() {
        let text = "The returned amount has another currency than the original.";
        judge.at(&returned, rule::RETURN_AMOUNT, text);
        return;
    }
    let amounts = (scaled(returned.text().trim()), scaled(original.text().trim()));
    if let (Some(returned_value), Some(original_value)) = amounts
        && returned_value > original_value
    {
        let text = "More is returned than was settled.";
        judge.at(&returned, rule::RETURN_AMOUNT, text);
    }
}

/// The original transaction is identified by at least one of its identifications.
fn original<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
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
        let text = format!("{} identifies no original transaction.", node.name());
        judge.missing(node, "OrgnlUETR", rule::ORIGINAL_MISSING, text);
    }
}

fn cancellation<'r>(
    message: &Node<'r>,
    (under, transaction, case): (Tag, Tag, Tag),
    judge: &mut Judge<'_, 'r>,
) {
    let whole = message.child(case).is_some();
    for node in message.all(under).flat_map(|underlying| underlying.all(transaction)) {
        original(&node, judge);
        if let Some(again) = node.child(case)
            && whole
        {
            let text = format!("{case} stands for the message and for the transaction.");
            judge.at(&again, rule::CASE_TWICE, text);
        }
    }
}

fn direct_debit<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for instruction in message.all(Tag::CdtInstr) {
        for node in instruction.all(Tag::DrctDbtTxInf) {
            if node.child(Tag::DbtrAgt).is_none() && node.follow(path::DEBTOR_BIC).is_none() {
                let text = "The direct debit names neither a debtor agent nor a debtor by BIC.";
                judge.missing(&node, "DbtrAgt", rule::DEBIT_MANDATE, text);
            }
        }
    }
}

/// Liquidity moves between two different accounts.
fn liquidity<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(node) = message.child(Tag::LqdtyCdtTrf) else { return };
    let account = |name| node.find(name).map(|id| id.raw().to_owned());
    match (account("DbtrAcct/Id"), account("CdtrAcct/Id")) {
        (Some(debtor), Some(creditor)) if debtor == creditor => {
            let text = "Debtor and creditor account are the same.";
            judge.at(&node, rule::LIQUIDITY_ACCOUNTS, text);
        }
        (Some(_), Some(_)) => {}
        (None, _) => {
            let text = "No account is named from which liquidity is taken.";
            judge.missing(&node, "DbtrAcct", rule::LIQUIDITY_ACCOUNTS, text);
        }
        (_, None) => {
            let text = "No account is named to which liquidity goes.";
            judge.missing(&node, "CdtrAcct", rule::LIQUIDITY_ACCOUNTS, text);
        }
    }
}

/// The period of a query ends after it begins.
fn query<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for node in message.all(Tag::RptgReq) {
        let Some(period) = node.child(Tag::RptgPrd) else { continue };
        let value = |path| period.value(path);
        let days = value("FrToDt/FrDt").zip(value("FrToDt/ToDt"));
        // ISO dates without an offset sort as text.
        if let Some((from, to)) = days
            && from.len() == 10
            && to.len() == 10
            && to < from
        {
            let text = format!("The period runs from {from} to {to}.");
            judge.at(&period, rule::PERIOD_INVERTED, text);
        }
    }
}
