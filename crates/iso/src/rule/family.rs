//! Which rules a message asks for, by the element below its Document.
//!
//! Rules of single types stand in the walk; here stand those that look at a whole transaction or
//! message: pacs.008, 009, 004, 010, camt.050 and camt.060 here, the others in files of their own.

use super::policy::Judge;
use super::sum::scaled;
use super::{about, account, chain, charges, completeness, element, remittance, statement};
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::account_of;
use suftaja_base::suf::rule;

/// Judges the element below the Document.
pub(super) fn check<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    match message.tag() {
        Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf => transfers(message, judge),
        Tag::PmtRtr => returns(message, judge),
        Tag::FIToFIPmtStsRpt => about::statuses(message, judge),
        Tag::FIToFIPmtStsReq => about::requests(message, judge),
        Tag::FIToFIPmtCxlReq => about::cancellations(message, judge),
        Tag::RsltnOfInvstgtn => about::resolutions(message, judge),
        Tag::Rct => about::receipts(message, judge),
        Tag::SysEvtNtfctn => about::event(message, judge),
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
            account::check(&node, judge);
            let referenced = node.follow(path::PAYMENT_UETR).is_some();
            completeness::check(&node, referenced, judge);
        }
        if let Some(underlying) = node.child(Tag::UndrlygCstmrCdtTrf) {
            chain::agents(&underlying, judge);
            account::check(&underlying, judge);
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
        about::original(&node, judge);
        settlement_day(group.as_ref(), &node, judge);
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

/// Value dates are stated: by the transaction or by what stands above it.
fn settlement_day<'r>(above: Option<&Node<'r>>, node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let stated = |node: &Node<'r>| node.child(Tag::IntrBkSttlmDt).is_some();
    if !stated(node) && !above.is_some_and(stated) {
        let text = "The settlement date is not stated.";
        judge.missing(node, "IntrBkSttlmDt", rule::SETTLEMENT_DATE_MISSING, text);
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
    if let Some(amount) = node.follow(path::TRANSFERRED_NUMBER)
        && scaled(amount.text().trim()) == Some(0)
    {
        judge.at(&amount, rule::AMOUNT_ZERO, "The amount is zero.");
    }
    // Told apart by their identifications, however they are written.
    let account = |tag| node.child(tag).map(|account| account_of(&account));
    match (account(Tag::DbtrAcct), account(Tag::CdtrAcct)) {
        (Some(debtor), Some(creditor)) if debtor.is_some() && debtor == creditor => {
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

/// What is asked for is a report of an account, and the period ends after it begins.
fn query<'r>(message: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for node in message.all(Tag::RptgReq) {
        if let Some(asked) = node.child(Tag::ReqdMsgNmId) {
            let name = asked.text();
            let reports = ["camt.052.001.", "camt.053.001.", "camt.054.001."];
            let version = reports.iter().find_map(|report| name.strip_prefix(report));
            if version.is_none_or(|version| version.len() != 2) {
                let text = format!("{} is no report of an account.", element::shortened(&name));
                judge.at(&asked, rule::REPORT_UNKNOWN, text);
            }
        }
        let Some(period) = node.child(Tag::RptgPrd) else { continue };
        let days = node.text_at(path::PERIOD_FROM).zip(node.text_at(path::PERIOD_TO));
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
