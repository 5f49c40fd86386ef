//! Reasons and statuses: a narrative has words, a rejection has a reason.
//!
//! Every element that gives a reason or a status comes in from the walk, in any message.

use super::policy::Judge;
use crate::reading::Node;
use suftaja_base::suf::rule;

/// Judges an element by its name.
pub(super) fn check(node: &Node<'_>, judge: &mut Judge<'_>) {
    match node.name() {
        "StsRsnInf" | "RtrRsnInf" | "CxlRsnInf" | "CxlStsRsnInf" | "RtrInf" => {
            narrative(node, judge)
        }
        "TxInfAndSts" => status(node, judge),
        _ => {}
    }
}

fn narrative(node: &Node<'_>, judge: &mut Judge<'_>) {
    if let Some(code) = node.find("Rsn/Cd")
        && code.text() == "NARR"
        && node.child("AddtlInf").is_none()
    {
        let text = "The reason is NARR, and no words say what it is.";
        judge.at(&code, rule::NARRATIVE_MISSING, text);
    }
}

fn status(node: &Node<'_>, judge: &mut Judge<'_>) {
    if let Some(status) = node.child("TxSts")
        && status.text() == "RJCT"
        && node.find("StsRsnInf/Rsn").is_none()
    {
        let text = "The status is RJCT, and no reason is given.";
        judge.missing(node, "StsRsnInf/Rsn", rule::STATUS_REASON_MISSING, text);
    }
}
