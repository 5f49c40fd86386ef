//! The header belongs to its Document, its sender and its receiver, in messages of every family.
//!
//! Sender and receiver are compared by the topology of the profile (field rule 7): in a V-shape the
//! receiver is the system, end to end the two are the agents. Who may send is never decided here.

use super::{Profile, Topology};
use crate::collect::Findings;
use crate::path;
use crate::reading::{Node, Part};
use crate::tag::Tag;
use crate::view::{Header, PartyId, party_of};
use suftaja_base::Suf;
use suftaja_base::suf::rule;

/// What a header is compared with.
pub(super) struct About<'c, 'r> {
    /// The Document.
    pub document: Part<'r>,
    /// Its root element.
    pub root: Node<'r>,
    /// Every identification of the participant that sent the message; empty when not known.
    pub sender: &'c [PartyId<'c>],
}

impl<'r> About<'_, 'r> {
    /// Checks the header, where there is one before the Document.
    pub(super) fn check(
        &self,
        head: Option<Part<'r>>,
        header: Option<&Header<'r>>,
        profile: &Profile,
        findings: &mut Findings<'r>,
    ) {
        let node = head.and_then(|part| part.root());
        let (Some(header), Some(node)) = (header, node) else {
            if profile.header_required {
                let text = "The Document has no header before it.";
                findings.at(&self.root, rule::HEADER_MISSING, text);
            }
            return;
        };
        self.definition(header, &node, findings);
        if profile.one_identification {
            self.identification(header, &node, findings);
        }
        let strict = matches!(profile.topology, Topology::VShape { .. });
        let (sender, receiver) = (header.from.as_ref(), header.to.as_ref());
        let from = End { tag: Tag::Fr, party: sender, code: rule::HEADER_SENDER, strict };
        let to = End { tag: Tag::To, party: receiver, code: rule::HEADER_RECEIVER, strict };
        match &profile.topology {
            // On the way from the system, offline, the receiver is the agent that is instructed.
            Topology::VShape { system } if self.is_from(header, system) => {
                to.check(&node, self.agent(Tag::InstdAgt, Tag::Assgne).as_slice(), findings);
            }
            Topology::VShape { system } => {
                from.check(&node, self.sender, findings);
                to.check(&node, system, findings);
            }
            Topology::EndToEnd => {
                from.check(&node, self.sender, findings);
                // A copy goes to others than the agents of the message.
                if !header.copy {
                    from.check(&node, self.agent(Tag::InstgAgt, Tag::Assgnr).as_slice(), findings);
                    to.check(&node, self.agent(Tag::InstdAgt, Tag::Assgne).as_slice(), findings);
                }
            }
        }
    }

    /// Whether the system sent it; a node knows who did and asks for nobody else.
    fn is_from(&self, header: &Header<'_>, system: &[PartyId<'_>]) -> bool {
        let from = header.from.as_ref();
        let is_system = |from: &PartyId<'_>| system.iter().any(|known| known.same(from));
        self.sender.is_empty() && from.is_some_and(is_system)
    }

    /// The agent at one end of the Document: that of the group, of its first transaction, or the
    /// one that assigns a case or gets it.
    fn agent(&self, agent: Tag, assigned: Tag) -> Option<PartyId<'r>> {
        let message = self.root.children().next()?;
        let stated = message.children().find_map(|part| part.child(agent));
        party_of(&stated.or_else(|| message.follow(&[Tag::Assgnmt, assigned, Tag::Agt]))?)
    }

    fn definition(&self, header: &Header<'_>, node: &Node<'r>, findings: &mut Findings<'r>) {
        let told = header.definition.as_deref().unwrap_or_default();
        if told != self.document.message() {
            let text =
                format!("MsgDefIdr says {told}, the Document is {}.", self.document.message());
            at_child(node, Tag::MsgDefIdr, rule::HEADER_DEFINITION, text, findings);
        }
    }

    fn identification(&self, header: &Header<'_>, node: &Node<'r>, findings: &mut Findings<'r>) {
        let message = self.root.children().next();
        let ids = [path::GROUP_MESSAGE_ID, path::HEADER_MESSAGE_ID, path::ASSIGNMENT_ID];
        let group = ids.iter().find_map(|path| message?.text_at(path));
        if let Some(group) = group
            && header.message_id.as_deref() != Some(&*group)
        {
            let told = header.message_id.as_deref().unwrap_or_default();
            let text = format!("BizMsgIdr is {told}, the message is {group}.");
            at_child(node, Tag::BizMsgIdr, rule::HEADER_IDENTIFICATION, text, findings);
        }
    }
}

/// One end of the header.
struct End<'c, 'h> {
    tag: Tag,
    party: Option<&'c PartyId<'h>>,
    code: Suf,
    /// Whether it must be one that can be compared.
    strict: bool,
}

impl End<'_, '_> {
    /// The end is one of these identifications; without any, nothing is compared.
    fn check<'r>(&self, header: &Node<'r>, known: &[PartyId<'_>], findings: &mut Findings<'r>) {
        let tag = self.tag;
        match self.party {
            // Another identification is one; it can only not be compared.
            None if !self.strict && is_identified(header, tag) => {}
            None => {
                let text = format!("{tag} has no BIC, LEI or member identifier that can be read.");
                at_child(header, tag, rule::HEADER_UNREADABLE, text, findings);
            }
            Some(party) => {
                if let Some(expected) = known.first()
                    && !known.iter().any(|known| known.same(party))
                {
                    let text = format!("{tag} is {party}, but {expected} is asked for.");
                    at_child(header, tag, self.code, text, findings);
                }
            }
        }
    }
}

/// Whether one end of the header has an identification of any kind.
fn is_identified(header: &Node<'_>, end: Tag) -> bool {
    let ways: [&[Tag]; 3] = [
        &[Tag::FIId, Tag::FinInstnId, Tag::Othr],
        &[Tag::OrgId, Tag::Id, Tag::OrgId, Tag::Othr],
        &[Tag::OrgId, Tag::Id, Tag::PrvtId],
    ];
    header.child(end).is_some_and(|end| ways.iter().any(|way| end.follow(way).is_some()))
}

/// A finding at a child of the header, whether it stands there or not.
fn at_child<'r>(
    header: &Node<'r>,
    child: Tag,
    code: Suf,
    text: String,
    findings: &mut Findings<'r>,
) {
    match header.child(child) {
        Some(node) => findings.at(&node, code, text),
        None => findings.missing(header, child.name(), code, text),
    }
}
