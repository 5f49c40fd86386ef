//! Rules of the transactions themselves: count, amount, date, agents, UETR, times.
//!
//! Each rule looks at the elements as well as at the view, so that a transaction whose amount
//! cannot be read still hears of everything else. What a bank may do is never decided here.

use super::{Profile, Topology, UetrRule};
use crate::collect::Findings;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::{PartyId, TimeRequest, party_of, times_of};
use suftaja_base::suf::rule;
use suftaja_base::{Amount, TimeOfDay};

/// The decimals that a schema allows in an amount.
const DECIMALS_MAX: u8 = 5;

/// Checks the transactions of the message element.
pub(super) fn check<'r>(
    message: &Node<'r>,
    profile: &Profile,
    sender: &[PartyId<'_>],
    findings: &mut Findings<'r>,
) {
    let group = message.child(Tag::GrpHdr);
    count(message, findings);
    if profile.clearing_required
        && let Some(method) = group.and_then(|group| group.follow(path::SETTLEMENT_METHOD))
        && method.text() != "CLRG"
    {
        let text = format!("The settlement method is {}, not CLRG.", method.text());
        findings.at(&method, rule::SETTLEMENT_METHOD, text);
    }
    for node in message.all(Tag::CdtTrfTxInf) {
        let both = Both { node, group };
        both.amount(findings);
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
fn count<'r>(message: &Node<'r>, findings: &mut Findings<'r>) {
    let mut transactions = message.all(Tag::CdtTrfTxInf);
    let Some(_first) = transactions.next() else {
        let text = "The message holds no transaction.";
        findings.missing(message, "CdtTrfTxInf", rule::TRANSACTION_COUNT, text);
        return;
    };
    if let Some(second) = transactions.next() {
        let text = format!("The message holds {} transactions.", transactions.count() + 2);
        findings.at(&second, rule::TRANSACTION_COUNT, text);
    }
}

/// A transaction and the group that speaks where it is silent.
struct Both<'r> {
    node: Node<'r>,
    group: Option<Node<'r>>,
}

impl<'r> Both<'r> {
    fn child(&self, tag: Tag) -> Option<Node<'r>> {
        self.node.child(tag).or_else(|| self.group.and_then(|group| group.child(tag)))
    }

    fn amount(&self, findings: &mut Findings<'r>) {
        if let Some(node) = self.node.child(Tag::IntrBkSttlmAmt)
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
        if required && self.node.follow(path::PAYMENT_UETR).is_none() {
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

/// Whether the first time is after the second; times with different offsets are not compared.
fn later(first: Option<TimeOfDay>, second: Option<TimeOfDay>) -> bool {
    match (first, second) {
        (Some(first), Some(second)) => {
            first.offset_minutes() == second.offset_minutes() && first.nanos() > second.nanos()
        }
        _ => false,
    }
}

fn has_identification(agent: &Node<'_>) -> bool {
    agent.child(Tag::FinInstnId).is_some_and(|id| {
        id.children().any(|child| matches!(child.tag(), Tag::BICFI | Tag::LEI | Tag::ClrSysMmbId))
    })
}
