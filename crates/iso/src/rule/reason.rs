//! Reasons and statuses: a narrative has words, a rejection has a reason.
//!
//! Every element that gives a reason or a status comes in from the walk, in any message.

use super::policy::Judge;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Judges an element by its name.
pub(super) fn check<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    match node.tag() {
        Tag::StsRsnInf | Tag::RtrRsnInf | Tag::CxlRsnInf | Tag::CxlStsRsnInf | Tag::RtrInf => {
            narrative(node, judge)
        }
        Tag::TxInfAndSts => status(node, judge),
        _ => {}
    }
}

fn narrative<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    if let Some(code) = node.follow(path::REASON_CODE)
        && code.text() == "NARR"
        && node.child(Tag::AddtlInf).is_none()
    {
        let text = "The reason is NARR, and no words say what it is.";
        judge.at(&code, rule::NARRATIVE_MISSING, text);
    }
}

fn status<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    if let Some(status) = node.child(Tag::TxSts)
        && status.text() == "RJCT"
        && node.follow(path::STATUS_REASON).is_none()
    {
        let text = "The status is RJCT, and no reason is given.";
        judge.missing(node, "StsRsnInf/Rsn", rule::STATUS_REASON_MISSING, text);
    }
}
