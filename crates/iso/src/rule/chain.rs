//! The chain of agents, the particulars of settlement, and what group and transaction both say.
//!
//! Rules of the message definitions pacs.008, 009, 004 and 010 that the schema cannot hold. An
//! agent is never compared with the directory here.

use super::policy::Judge;
use crate::reading::Node;
use crate::tag::{Tag, TagSet};
use suftaja_base::suf::rule;

/// Judges the agents of a transaction, a return chain or a settlement information.
pub(super) fn agents<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let present: TagSet = node.children().map(|child| child.tag()).collect();
    for child in node.children() {
        let tag = child.tag();
        if let Some(needed) = needed(tag)
            && !present.contains(needed)
        {
            judge.at(&child, rule::AGENT_CHAIN, format!("{tag} stands without {needed}."));
        }
    }
}

/// What must stand beside an element.
const fn needed(tag: Tag) -> Option<Tag> {
    Some(match tag {
        Tag::PrvsInstgAgt2 | Tag::PrvsInstgAgt1Acct => Tag::PrvsInstgAgt1,
        Tag::PrvsInstgAgt3 | Tag::PrvsInstgAgt2Acct => Tag::PrvsInstgAgt2,
        Tag::PrvsInstgAgt3Acct => Tag::PrvsInstgAgt3,
        Tag::IntrmyAgt2 | Tag::IntrmyAgt1Acct => Tag::IntrmyAgt1,
        Tag::IntrmyAgt3 | Tag::IntrmyAgt2Acct => Tag::IntrmyAgt2,
        Tag::IntrmyAgt3Acct => Tag::IntrmyAgt3,
        Tag::DbtrAgtAcct => Tag::DbtrAgt,
        Tag::CdtrAgtAcct => Tag::CdtrAgt,
        Tag::InstgRmbrsmntAgtAcct => Tag::InstgRmbrsmntAgt,
        Tag::InstdRmbrsmntAgtAcct => Tag::InstdRmbrsmntAgt,
        Tag::ThrdRmbrsmntAgtAcct => Tag::ThrdRmbrsmntAgt,
        _ => return None,
    })
}

/// Judges `SttlmInf` of a group.
pub(super) fn settlement<'r>(group: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(information) = group.child(Tag::SttlmInf) else { return };
    agents(&information, judge);
    let method = information.text_of(Tag::SttlmMtd).unwrap_or_default();
    let reimbursement = [Tag::InstgRmbrsmntAgt, Tag::InstdRmbrsmntAgt, Tag::ThrdRmbrsmntAgt];
    let excluded: &[Tag] = match &*method {
        "CLRG" => {
            &[Tag::SttlmAcct, Tag::InstgRmbrsmntAgt, Tag::InstdRmbrsmntAgt, Tag::ThrdRmbrsmntAgt]
        }
        "INDA" | "INGA" => {
            &[Tag::ClrSys, Tag::InstgRmbrsmntAgt, Tag::InstdRmbrsmntAgt, Tag::ThrdRmbrsmntAgt]
        }
        "COVE" => &[Tag::SttlmAcct, Tag::ClrSys],
        _ => return,
    };
    for child in information.children().filter(|child| excluded.contains(&child.tag())) {
        let text = format!("{} does not go with {method}.", child.name());
        judge.at(&child, rule::SETTLEMENT_PARTICULARS, text);
    }
    if &*method == "COVE" && !reimbursement.iter().any(|&tag| information.child(tag).is_some()) {
        let text = "The payment is covered, and no reimbursement agent is named.";
        judge.missing(&information, "InstdRmbrsmntAgt", rule::SETTLEMENT_PARTICULARS, text);
    }
}

/// What the group states holds for all transactions.
pub(super) fn once<'r>(group: &Node<'r>, transaction: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for tag in [Tag::InstgAgt, Tag::InstdAgt, Tag::IntrBkSttlmDt, Tag::PmtTpInf] {
        if group.child(tag).is_some()
            && let Some(again) = transaction.child(tag)
        {
            let text = format!("{tag} is stated by the group and by the transaction.");
            judge.at(&again, rule::STATED_TWICE, text);
        }
    }
}
