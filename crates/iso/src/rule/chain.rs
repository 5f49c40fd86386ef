//! The chain of agents, the particulars of settlement, and what group and transaction both say.
//!
//! Rules of the message definitions pacs.008, 009, 004 and 010 that the schema cannot hold. An
//! agent is never compared with the directory here.

use super::policy::Judge;
use crate::reading::Node;
use suftaja_base::suf::rule;

/// Each may stand only with the other beside it.
const NEEDS: [(&str, &str); 15] = [
    ("PrvsInstgAgt2", "PrvsInstgAgt1"),
    ("PrvsInstgAgt3", "PrvsInstgAgt2"),
    ("PrvsInstgAgt1Acct", "PrvsInstgAgt1"),
    ("PrvsInstgAgt2Acct", "PrvsInstgAgt2"),
    ("PrvsInstgAgt3Acct", "PrvsInstgAgt3"),
    ("IntrmyAgt2", "IntrmyAgt1"),
    ("IntrmyAgt3", "IntrmyAgt2"),
    ("IntrmyAgt1Acct", "IntrmyAgt1"),
    ("IntrmyAgt2Acct", "IntrmyAgt2"),
    ("IntrmyAgt3Acct", "IntrmyAgt3"),
    ("DbtrAgtAcct", "DbtrAgt"),
    ("CdtrAgtAcct", "CdtrAgt"),
    ("InstgRmbrsmntAgtAcct", "InstgRmbrsmntAgt"),
    ("InstdRmbrsmntAgtAcct", "InstdRmbrsmntAgt"),
    ("ThrdRmbrsmntAgtAcct", "ThrdRmbrsmntAgt"),
];

/// Judges the agents of a transaction, a return chain or a settlement information.
pub(super) fn agents(node: &Node<'_>, judge: &mut Judge<'_>) {
    let names: Vec<&str> = node.children().map(|child| child.name()).collect();
    for child in node.children() {
        let needed = NEEDS.iter().find(|(name, _)| *name == child.name());
        if let Some((name, needed)) = needed
            && !names.contains(needed)
        {
            judge.at(&child, rule::AGENT_CHAIN, format!("{name} stands without {needed}."));
        }
    }
}

/// Judges `SttlmInf` of a group.
pub(super) fn settlement(group: &Node<'_>, judge: &mut Judge<'_>) {
    let Some(information) = group.child("SttlmInf") else { return };
    agents(&information, judge);
    let method = information.value("SttlmMtd").unwrap_or_default();
    let reimbursement = ["InstgRmbrsmntAgt", "InstdRmbrsmntAgt", "ThrdRmbrsmntAgt"];
    let excluded: &[&str] = match &*method {
        "CLRG" => &["SttlmAcct", "InstgRmbrsmntAgt", "InstdRmbrsmntAgt", "ThrdRmbrsmntAgt"],
        "INDA" | "INGA" => &["ClrSys", "InstgRmbrsmntAgt", "InstdRmbrsmntAgt", "ThrdRmbrsmntAgt"],
        "COVE" => &["SttlmAcct", "ClrSys"],
        _ => return,
    };
    for child in information.children().filter(|child| excluded.contains(&child.name())) {
        let text = format!("{} does not go with {method}.", child.name());
        judge.at(&child, rule::SETTLEMENT_PARTICULARS, text);
    }
    if &*method == "COVE" && !reimbursement.iter().any(|name| information.child(name).is_some()) {
        let text = "The payment is covered, and no reimbursement agent is named.";
        judge.missing(&information, "InstdRmbrsmntAgt", rule::SETTLEMENT_PARTICULARS, text);
    }
}

/// What the group states holds for all transactions.
pub(super) fn once(group: &Node<'_>, transaction: &Node<'_>, judge: &mut Judge<'_>) {
    for name in ["InstgAgt", "InstdAgt", "IntrBkSttlmDt", "PmtTpInf"] {
        if group.child(name).is_some()
            && let Some(again) = transaction.child(name)
        {
            let text = format!("{name} is stated by the group and by the transaction.");
            judge.at(&again, rule::STATED_TWICE, text);
        }
    }
}
