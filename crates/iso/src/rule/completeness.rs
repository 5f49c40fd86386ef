//! What must be known about debtor and creditor (field rule 37, FATF recommendation 16).
//!
//! Customer transfers and the underlying transfers of covers come in; the policy of the day says
//! what is asked for. Payments of banks on their own behalf are exempt. Values are looked for, not
//! read.

use super::policy::{Completeness, Judge};
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::party_of;
use suftaja_base::suf::rule;

/// Judges a customer transfer or the underlying one of a cover.
pub(super) fn check<'r>(transaction: &Node<'r>, referenced: bool, judge: &mut Judge<'_, 'r>) {
    let asked = judge.completeness();
    let domestic = is_domestic(transaction);
    if let Some(debtor) = transaction.child(Tag::Dbtr) {
        let account = transaction.child(Tag::DbtrAcct).is_some();
        let lacks = debtor_lacks(&debtor, account, referenced, domestic, asked);
        if let Some(lacks) = lacks {
            let reason = if lacks == "an account" { Some("RR01") } else { None };
            let text = format!("The debtor lacks {lacks}.");
            judge.reasoned(&debtor, rule::COMPLETENESS_DEBTOR, reason, text);
        }
    }
    if let Some(creditor) = transaction.child(Tag::Cdtr) {
        let account = transaction.child(Tag::CdtrAcct).is_some();
        if let Some(lacks) = creditor_lacks(&creditor, account, referenced, asked) {
            let reason = if lacks == "an account" { Some("AC03") } else { None };
            let text = format!("The creditor lacks {lacks}.");
            judge.reasoned(&creditor, rule::COMPLETENESS_CREDITOR, reason, text);
        }
    }
}

/// Both agents are in one country, as far as their BICs tell.
fn is_domestic(transaction: &Node<'_>) -> bool {
    let bic = |name| transaction.child(name).and_then(|agent| party_of(&agent)?.bic());
    match (bic(Tag::DbtrAgt), bic(Tag::CdtrAgt)) {
        (Some(debtor), Some(creditor)) => debtor.country() == creditor.country(),
        _ => false,
    }
}

fn debtor_lacks(
    debtor: &Node<'_>,
    account: bool,
    referenced: bool,
    domestic: bool,
    asked: Completeness,
) -> Option<&'static str> {
    if !account && !referenced {
        return Some("an account");
    }
    if domestic {
        return None;
    }
    let named = is_named(debtor);
    let identified = debtor.child(Tag::Id).is_some();
    match asked {
        _ if !named => Some("a name"),
        Completeness::InForce if !is_located(debtor) && !identified => {
            Some("address, identifier or date and place of birth")
        }
        Completeness::Revision2025 if !is_located(debtor) => Some("an address"),
        Completeness::Revision2025 if !identified => Some("an identifier or date of birth"),
        _ => None,
    }
}

fn creditor_lacks(
    creditor: &Node<'_>,
    account: bool,
    referenced: bool,
    asked: Completeness,
) -> Option<&'static str> {
    match asked {
        _ if !is_named(creditor) => Some("a name"),
        _ if !account && !referenced => Some("an account"),
        Completeness::Revision2025 if !is_located(creditor) => Some("an address"),
        _ => None,
    }
}

fn is_named(party: &Node<'_>) -> bool {
    party.text_of(Tag::Nm).is_some_and(|name| !name.trim().is_empty())
        || party.follow(path::ORGANISATION_BIC).is_some()
}

fn is_located(party: &Node<'_>) -> bool {
    party.child(Tag::PstlAdr).is_some_and(|address| address.children().next().is_some())
}
