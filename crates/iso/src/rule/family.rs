//! Which rules a message asks for, by the element below its Document.
//!
//! Rules of single types stand in the walk; here stand those that look at a whole transaction or
//! message: pacs.008, 009, 004, 002, 028, 010, camt.056, 029, 050, 060, 052 to 054.

use super::policy::Judge;
use super::sum::scaled;
use super::{chain, charges, completeness, remittance, statement};
use crate::reading::Node;
use suftaja_base::suf::rule;

/// Judges the element below the Document.
pub(super) fn check(message: &Node<'_>, judge: &mut Judge<'_>) {
    match message.name() {
        "FIToFICstmrCdtTrf" | "FICdtTrf" => transfers(message, judge),
        "PmtRtr" => returns(message, judge),
        "FIToFIPmtStsRpt" => {
            for node in message.all("TxInfAndSts") {
                original(&node, judge);
            }
        }
        "FIToFIPmtStsReq" => {
            for node in message.all("TxInf") {
                original(&node, judge);
            }
        }
        "FIToFIPmtCxlReq" => cancellation(message, "Undrlyg", "TxInf", "Case", judge),
        "RsltnOfInvstgtn" => cancellation(message, "CxlDtls", "TxInfAndSts", "RslvdCase", judge),
        "FIDrctDbt" => direct_debit(message, judge),
        "LqdtyCdtTrf" => liquidity(message, judge),
        "AcctRptgReq" => query(message, judge),
        "BkToCstmrAcctRpt" => statement::check(message, "Rpt", judge),
        "BkToCstmrStmt" => statement::check(message, "Stmt", judge),
        "BkToCstmrDbtCdtNtfctn" => statement::check(message, "Ntfctn", judge),
        _ => {}
    }
}

fn transfers(message: &Node<'_>, judge: &mut Judge<'_>) {
    let group = message.child("GrpHdr");
    if let Some(group) = &group {
        chain::settlement(group, judge);
    }
    for node in message.all("CdtTrfTxInf") {
        if let Some(group) = &group {
            chain::once(group, &node, judge);
        }
        chain::agents(&node, judge);
        remittance::transaction(&node, judge);
        remittance::instructions(&node, judge);
        if message.name() == "FIToFICstmrCdtTrf" {
            charges::check(&node, judge);
            let referenced = node.find("PmtId/UETR").is_some();
            completeness::check(&node, referenced, judge);
        }
        if let Some(underlying) = node.child("UndrlygCstmrCdtTrf") {
            chain::agents(&underlying, judge);
            remittance::instructions(&underlying, judge);
            completeness::check(&underlying, node.find("PmtId/UETR").is_some(), judge);
        }
    }
}

fn returns(message: &Node<'_>, judge: &mut Judge<'_>) {
    let group = message.child("GrpHdr");
    if let Some(group) = &group {
        chain::settlement(group, judge);
    }
    for node in message.all("TxInf") {
        if let Some(group) = &group {
            chain::once(group, &node, judge);
        }
        original(&node, judge);
        returned_amount(&node, judge);
        if let Some(parties) = node.child("RtrChain") {
            chain::agents(&parties, judge);
        }
        let reasoned = node.find("RtrRsnInf/Rsn").is_some()
            || message.find("OrgnlGrpInf/RtrRsnInf/Rsn").is_some();
        if !reasoned {
            let text = "The return gives no reason.";
            judge.missing(&node, "RtrRsnInf/Rsn", rule::RETURN_REASON_MISSING, text);
        }
    }
}

/// A return sends back at most what was settled, in its currency.
fn returned_amount(node: &Node<'_>, judge: &mut Judge<'_>) {
    let (Some(returned), Some(original)) =
        (node.child("RtrdIntrBkSttlmAmt"), node.child("OrgnlIntrBkSttlmAmt"))
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
fn original(node: &Node<'_>, judge: &mut Judge<'_>) {
    let known = node.children().any(|child| {
        matches!(
            child.name(),
            "OrgnlInstrId" | "OrgnlEndToEndId" | "OrgnlTxId" | "OrgnlUETR" | "OrgnlClrSysRef"
        )
    });
    if !known {
        let text = format!("{} identifies no original transaction.", node.name());
        judge.missing(node, "OrgnlUETR", rule::ORIGINAL_MISSING, text);
    }
}

fn cancellation(message: &Node<'_>, under: &str, tx: &str, case: &str, judge: &mut Judge<'_>) {
    let whole = message.child(case).is_some();
    for underlying in message.all(under) {
        for node in underlying.all(tx) {
            original(&node, judge);
            if let Some(again) = node.child(case)
                && whole
            {
                let text = format!("{case} stands for the message and for the transaction.");
                judge.at(&again, rule::CASE_TWICE, text);
            }
        }
    }
}

fn direct_debit(message: &Node<'_>, judge: &mut Judge<'_>) {
    for instruction in message.all("CdtInstr") {
        for node in instruction.all("DrctDbtTxInf") {
            if node.child("DbtrAgt").is_none() && node.find("Dbtr/FinInstnId/BICFI").is_none() {
                let text = "The direct debit names neither a debtor agent nor a debtor by BIC.";
                judge.missing(&node, "DbtrAgt", rule::DEBIT_MANDATE, text);
            }
        }
    }
}

/// Liquidity moves between two different accounts.
fn liquidity(message: &Node<'_>, judge: &mut Judge<'_>) {
    let Some(node) = message.child("LqdtyCdtTrf") else { return };
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
fn query(message: &Node<'_>, judge: &mut Judge<'_>) {
    for node in message.all("RptgReq") {
        let Some(period) = node.child("RptgPrd") else { continue };
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
