//! Rules of messages about a payment and of liquidity, before they can be carried out.
//!
//! One transaction in each message (field rule 16), a sender that is who it says, an amount that
//! moves something. Whether the original exists, and what may be asked of it, needs state and is
//! never decided here.

use super::{Flow, Profile, Topology};
use crate::collect::Findings;
use crate::path;
use crate::reading::{Node, Part};
use crate::tag::Tag;
use crate::view::{self, About, LiquidityTransfer, PartyId, Statement};
use suftaja_base::Amount;
use suftaja_base::suf::rule;

pub(super) fn check<'r>(
    message: &Node<'r>,
    about: &[About<'r>],
    profile: &Profile,
    sender: &[PartyId<'_>],
    findings: &mut Findings<'r>,
) {
    if about.len() != 1 {
        let text = format!("The message speaks of {} transactions, not of one.", about.len());
        findings.at(message, rule::TRANSACTION_COUNT, text);
    }
    let instructs = profile.sender_instructs && matches!(profile.topology, Topology::VShape { .. });
    for one in about {
        if instructs
            && let Some(from) = &one.from
            && !sender.is_empty()
            && !sender.iter().any(|known| known.same(from))
        {
            let text = format!("The message is from {from}, which did not send it.");
            findings.at(message, rule::SENDER_NOT_INSTRUCTING, text);
        }
        if one.statement == Statement::Return {
            returned(message, one, profile, findings);
        }
    }
}

/// A return settles: it needs an amount, a date and the method of this system.
fn returned<'r>(
    message: &Node<'r>,
    about: &About<'r>,
    profile: &Profile,
    findings: &mut Findings<'r>,
) {
    if about.returned.is_some_and(|(amount, _)| amount == Amount::ZERO) {
        let node = message.follow(path::RETURNED_AMOUNT).unwrap_or(*message);
        findings.at(&node, rule::AMOUNT_ZERO, "The returned amount is zero.");
    }
    let group = message.child(Tag::GrpHdr);
    if about.settlement_date.is_none() {
        let text = "Neither the transaction nor its group states the settlement date.";
        let node = message.child(Tag::TxInf).unwrap_or(*message);
        findings.missing(&node, "IntrBkSttlmDt", rule::SETTLEMENT_DATE_MISSING, text);
    }
    if profile.clearing_required
        && let Some(method) = group.and_then(|group| group.follow(path::SETTLEMENT_METHOD))
        && method.text() != "CLRG"
    {
        let text = format!("The settlement method is {}, not CLRG.", method.text());
        findings.at(&method, rule::SETTLEMENT_METHOD, text);
    }
}

/// Liquidity moves by an amount of a currency between two accounts.
pub(super) fn liquidity<'r>(
    message: &Node<'r>,
    transfer: Option<&LiquidityTransfer<'r>>,
    findings: &mut Findings<'r>,
) {
    let Some(transfer) = transfer else { return };
    match transfer.amount {
        None => {
            let text = "The amount is stated without a currency or cannot be read.";
            findings.missing(message, "LqdtyCdtTrf/TrfdAmt", rule::AMOUNT_UNREADABLE, text);
        }
        Some((amount, _)) if amount == Amount::ZERO => {
            let node = message.child(Tag::LqdtyCdtTrf);
            let node = node.and_then(|node| node.follow(path::TRANSFERRED_AMOUNT));
            findings.at(&node.unwrap_or(*message), rule::AMOUNT_ZERO, "The amount is zero.");
        }
        Some(_) => {}
    }
}

/// Reads what a message that is no transfer asks for, and judges it.
pub(super) fn read<'r>(
    flow: Flow,
    message: &Node<'r>,
    document: &Part<'r>,
    (profile, sender): (&Profile, &[PartyId<'_>]),
    findings: &mut Findings<'r>,
) -> (Vec<About<'r>>, Option<LiquidityTransfer<'r>>) {
    if flow == Flow::Liquidity {
        let transfer = view::liquidity_of(message, findings);
        liquidity(message, transfer.as_ref(), findings);
        return (Vec::new(), transfer);
    }
    let about = view::about_of(document, findings);
    check(message, &about, profile, sender, findings);
    (about, None)
}
