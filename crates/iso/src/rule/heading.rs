//! The header belongs to its Document, its sender and its receiver.
//!
//! Sender and receiver are compared by the topology of the profile (field rule 7): in a V-shape the
//! receiver is the system, end to end the two are the agents. Who may send is never decided here.

use super::{Profile, Topology};
use crate::finding::Finding;
use crate::reading::{Node, Part};
use crate::view::{CreditTransfer, Header, PartyId, at, missing};
use suftaja_base::Suf;
use suftaja_base::suf::rule;

/// What a header is compared with.
pub(super) struct About<'c, 'r> {
    /// The Document.
    pub document: Part<'r>,
    /// Its root element.
    pub root: Node<'r>,
    /// Its first instruction, where it could be read.
    pub first: Option<&'c CreditTransfer<'r>>,
    /// Every identification of the participant that sent the message; empty when not known.
    pub sender: &'c [PartyId<'c>],
}

impl About<'_, '_> {
    /// Checks the header, where there is one before the Document.
    pub(super) fn check(
        &self,
        head: Option<Part<'_>>,
        header: Option<&Header<'_>>,
        profile: &Profile,
        findings: &mut Vec<Finding>,
    ) {
        let node = head.and_then(|part| part.root());
        let (Some(header), Some(node)) = (header, node) else {
            if profile.header_required {
                let text = "The Document has no header before it.";
                findings.push(at(&self.root, rule::HEADER_MISSING, text));
            }
            return;
        };
        self.definition(header, &node, findings);
        if profile.one_identification {
            self.identification(header, &node, findings);
        }
        let from = End { name: "Fr", party: header.from.as_ref(), code: rule::HEADER_SENDER };
        let to = End { name: "To", party: header.to.as_ref(), code: rule::HEADER_RECEIVER };
        match &profile.topology {
            Topology::VShape { system } => {
                from.check(&node, self.sender, findings);
                to.check(&node, system, findings);
            }
            Topology::EndToEnd => {
                from.check(&node, self.sender, findings);
                // A copy goes to others than the agents of the message.
                if !header.copy {
                    let first = self.first;
                    let instructing = first.and_then(|first| first.instructing_agent.as_ref());
                    let instructed = first.and_then(|first| first.instructed_agent.as_ref());
                    from.check(&node, instructing.map_or(&[], std::slice::from_ref), findings);
                    to.check(&node, instructed.map_or(&[], std::slice::from_ref), findings);
                }
            }
        }
    }

    fn definition(&self, header: &Header<'_>, node: &Node<'_>, findings: &mut Vec<Finding>) {
        let told = header.definition.as_deref().unwrap_or_default();
        if told != self.document.message() {
            let text =
                format!("MsgDefIdr says {told}, the Document is {}.", self.document.message());
            findings.push(child_or_self(node, "MsgDefIdr", rule::HEADER_DEFINITION, text));
        }
    }

    fn identification(&self, header: &Header<'_>, node: &Node<'_>, findings: &mut Vec<Finding>) {
        let message = self.root.children().next();
        let group = message.and_then(|message| message.value("GrpHdr/MsgId"));
        if let Some(group) = group
            && header.message_id.as_deref() != Some(&*group)
        {
            let told = header.message_id.as_deref().unwrap_or_default();
            let text = format!("BizMsgIdr is {told}, MsgId is {group}.");
            findings.push(child_or_self(node, "BizMsgIdr", rule::HEADER_IDENTIFICATION, text));
        }
    }
}

/// One end of the header.
struct End<'c, 'h> {
    name: &'c str,
    party: Option<&'c PartyId<'h>>,
    code: Suf,
}

impl End<'_, '_> {
    /// The end is one of these identifications; without any, nothing is compared.
    fn check(&self, header: &Node<'_>, known: &[PartyId<'_>], findings: &mut Vec<Finding>) {
        let name = self.name;
        match self.party {
            None => {
                let text = format!("{name} has no BIC, LEI or member identifier that can be read.");
                findings.push(child_or_self(header, name, rule::HEADER_UNREADABLE, text));
            }
            Some(party) => {
                if let Some(expected) = known.first()
                    && !known.iter().any(|known| known.same(party))
                {
                    let text = format!("{name} is {party}, but {expected} is asked for.");
                    findings.push(child_or_self(header, name, self.code, text));
                }
            }
        }
    }
}

fn child_or_self(header: &Node<'_>, child: &str, code: Suf, text: String) -> Finding {
    match header.child(child) {
        Some(node) => at(&node, code, text),
        None => missing(header, child, code, text),
    }
}
