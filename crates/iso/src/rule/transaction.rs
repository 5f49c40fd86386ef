//! Rules of the transactions themselves: count, amount, date, agents, UETR, times.
//!
//! Each rule looks at the elements as well as at the view, so that a transaction whose amount
//! cannot be read still hears of everything else. What a bank may do is never decided here.

use super::{Profile, Topology, UetrRule};
use crate::collect::Findings;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::{PartyId, TimeRequest, amount, party_of, times_of, transactions};
use suftaja_base::suf::rule;
use suftaja_base::{Amount, TimeOfDay};

/// The decimals that a schema allows in an amount.
const DECIMALS_MAX: u8 = 5;

/// Checks the transactions of the message element, a credit transfer or debit of any version;
/// `viewed` says whether a view has read their amounts.
pub(super) fn check<'r>(
    message: &Node<'r>,
    profile: &Profile,
    sender: &[PartyId<'_>],
    viewed: bool,
    findings: &mut Findings<'r>,
) {
    let group = message.child(Tag::GrpHdr);
    count(message, profile.gross, findings);
    if profile.clearing_required
        && let Some(method) = group.and_then(|group| group.follow(path::SETTLEMENT_METHOD))
        && method.text() != "CLRG"
    {
        let text = format!("The settlement method is {}, not CLRG.", method.text());
        findings.at(&method, rule::SETTLEMENT_METHOD, text);
    }
    for (instruction, node) in transactions(message) {
        let both = Both { node, above: [instruction, group] };
        both.amount(viewed, findings);
        if both.child(Tag::IntrBkSttlmDt).is_none() {
            let text = "Neither the transaction nor its group states the settlement date.";
            findings.missing(&node, "IntrBkSttlmDt", rule::SETTLEMENT_DATE_MISSING, text);
        }
        both.uetr(message.tag(), profile.uetr, findings);
        both.agent(Tag::InstgAgt, findings);
        both.agent(Tag::InstdAgt, findings);
        both.times(findings);
        if profile.sender_instructs && matches!(profile.topology, Topology::VShape { .. }) {
            both.sender(sender, findings);
        }
    }
}

/// Gross settlement is one transaction per message (field rule 16).
fn count<'r>(message: &Node<'r>, gross: bool, findings: &mut Findings<'r>) {
    let mut transactions = transactions(message).map(|(_, node)| node);
    let Some(_first) = transactions.next() else {
        let text = "The message holds no transaction.";
        findings.missing(message, "CdtTrfTxInf", rule::TRANSACTION_COUNT, text);
        return;
    };
    if gross && let Some(second) = transactions.next() {
        let text = format!("The message holds {} transactions.", transactions.count() + 2);
        findings.at(&second, rule::TRANSACTION_COUNT, text);
    }
}

/// A transaction and what speaks where it is silent: the instruction of a debit, and the group.
struct Both<'r> {
    node: Node<'r>,
    above: [Option<Node<'r>>; 2],
}

impl<'r> Both<'r> {
    fn child(&self, tag: Tag) -> Option<Node<'r>> {
        let above = || self.above.iter().flatten().find_map(|above| above.child(tag));
        self.node.child(tag).or_else(above)
    }

    fn amount(&self, viewed: bool, findings: &mut Findings<'r>) {
        let node = self.node.child(Tag::IntrBkSttlmAmt);
        if let (false, Some(node)) = (viewed, &node) {
            // Where no view reads it, currency and decimals are judged here.
            let _ = amount(node, findings);
        }
        if let Some(node) = node
            && Amount::parse(node.text().trim(), DECIMALS_MAX) == Ok(Amount::ZERO)
        {
            findings.at(&node, rule::AMOUNT_ZERO, "The settlement amount is zero.");
        }
    }

    fn uetr(&self, message: Tag, asked: UetrRule, findings: &mut Findings<'r>) {
        let customer =
            message == Tag::FIToFICstmrCdtTrf || self.node.child(Tag::UndrlygCstmrCdtTrf).is_some();
        let required = match asked {
            UetrRule::Never => false,
            UetrRule::Customer => customer,
            UetrRule::Always => true,
        };
        // Older versions have no place for one.
        let asked = self.node.child(Tag::PmtId).is_some_and(|id| id.declares(Tag::UETR));
        if required && asked && self.node.follow(path::PAYMENT_UETR).is_none() {
            let text = "The transaction has no UETR.";
            findings.missing(&self.node, "PmtId/UETR", rule::UETR_MISSING, text);
        }
    }

    fn agent(&self, tag: Tag, findings: &mut Findings<'r>) {
        match self.child(tag) {
            None => {
                let text = format!("Neither the transaction nor its group names {tag}.");
                findings.missing(&self.node, tag.name(), rule::AGENT_MISSING, text);
            }
            Some(agent) if !has_identification(&agent) => {
                let text = format!("{tag} has no BIC, LEI or member identifier.");
                findings.at(&agent, rule::AGENT_MISSING, text);
            }
            Some(_) => {}
        }
    }

    fn times(&self, findings: &mut Findings<'r>) {
        let Some(node) = self.node.child(Tag::SttlmTmReq) else { return };
        let TimeRequest { from, till, reject, cls: _ } = times_of(&node);
        if later(from, till) || later(till, reject) || later(from, reject) {
            let text = "FrTm, TillTm and RjctTm do not follow each other in this order.";
            findings.at(&node, rule::TIME_INVALID, text);
        }
    }

    fn sender(&self, sender: &[PartyId<'_>], findings: &mut Findings<'r>) {
        let Some(agent) = self.child(Tag::InstgAgt) else { return };
        if let Some(party) = party_of(&agent)
            && !sender.is_empty()
            && !sender.iter().any(|known| known.same(&party))
        {
            let text = format!("The instructing agent is {party}, which did not send this.");
            findings.at(&agent, rule::SENDER_NOT_INSTRUCTING, text);
        }
    }
}

/// Whether the first time is after the second on one day; one with an offset and one without are
/// not compared.
fn later(first: Option<TimeOfDay>, second: Option<TimeOfDay>) -> bool {
    // In nanoseconds of universal time; what lies before midnight there is below zero.
    let moment = |time: TimeOfDay| {
        let offset = time.offset_minutes();
        let ahead = i64::from(offset.unwrap_or(0)) * 60_000_000_000;
        (offset.is_some(), i64::try_from(time.nanos()).unwrap_or(i64::MAX).saturating_sub(ahead))
    };
    match (first.map(moment), second.map(moment)) {
        (Some((zoned, first)), Some((other, second))) => zoned == other && first > second,
        _ => false,
    }
}

fn has_identification(agent: &Node<'_>) -> bool {
    agent.child(Tag::FinInstnId).is_some_and(|id| {
        id.children().any(|child| matches!(child.tag(), Tag::BICFI | Tag::LEI | Tag::ClrSysMmbId))
    })
}
