//! Stateless rules: what a message that fits its schema must still obey before it can settle.
//!
//! A reading and the profile of the union come in; header, instructions and all findings go out, in
//! one answer. Funds, participants, calendars and duplicates are the engine's matter: a rule here
//! never knows state and never looks at a clock.

mod about;
mod account;
mod address;
mod bulk;
mod chain;
mod charges;
mod completeness;
mod element;
mod family;
mod flow;
mod heading;
mod party;
mod policy;
mod reason;
mod remittance;
mod request;
mod scheme;
mod script;
mod statement;
mod sum;
mod supplement;
mod transaction;

#[cfg(test)]
mod tests;

use crate::code_set::CodeSets;
use crate::collect::Findings;
use crate::finding::{Finding, Severity};
use crate::reading::{Node, Part, PartKind, Reading};
use crate::tag::Tag;
use crate::view::{self, About, CreditTransfer, Header, LiquidityTransfer, PartyId};
use policy::Judge;
use std::sync::Arc;
use suftaja_base::BusinessDate;
use suftaja_base::suf::{message, rule};

pub use account::AccountForm;
pub use address::AddressClass;
pub use bulk::Bulk;
pub use flow::{Flow, Reply, reply};
pub use policy::{Completeness, Policy, Row, Treatment};
pub use scheme::Scheme;
pub use script::Script;

/// Who stands in `To` of the header (field rule 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topology {
    /// The sender sends to the system, which settles and forwards.
    VShape {
        /// Every identification under which the system is known.
        system: Vec<PartyId<'static>>,
    },
    /// The sender sends to the instructed agent.
    EndToEnd,
}

/// Which transactions must carry a UETR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UetrRule {
    /// None must.
    Never,
    /// Those of customers must: pacs.008 and cover payments.
    Customer,
    /// All must.
    Always,
}

/// What a union asks of messages beyond their schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Who stands in `To` of the header.
    pub topology: Topology,
    /// Whether a Document needs a header.
    pub header_required: bool,
    /// Whether `BizMsgIdr` is the `MsgId`.
    pub one_identification: bool,
    /// Whether a message holds one transaction, as gross settlement wants (field rule 16); files of
    /// many are a service of their own.
    pub gross: bool,
    /// Whether `SttlmMtd` must be CLRG.
    pub clearing_required: bool,
    /// Whether the sender must be the instructing agent.
    pub sender_instructs: bool,
    /// Whether a wrong identifier refuses the message also where settlement does not read it, as
    /// in remittance chains; else it is a warning there.
    pub strict_identifiers: bool,
    /// Which transactions must carry a UETR.
    pub uetr: UetrRule,
    /// The forms of account numbers in countries without an IBAN; nothing is asked of others.
    pub accounts: Vec<AccountForm>,
    /// The scripts in which parties may be named; an empty list admits all.
    pub scripts: Vec<Script>,
    /// The namespaces of supplementary data that is taken; without a list any is.
    pub supplements: Option<Vec<String>>,
    /// What the rules beyond settlement weigh, by day.
    pub policy: Policy,
    /// The external code sets by which codes are judged; without them those built in.
    pub code_sets: Option<Arc<CodeSets>>,
    /// The day by which dated rules are judged; without it the day on which the message says that
    /// it was made, which its sender chooses.
    pub as_of: Option<BusinessDate>,
}

impl Profile {
    /// The profile of a gross settlement system in V-shape, known under these identifications.
    #[must_use]
    pub fn v_shape(system: impl IntoIterator<Item = PartyId<'static>>) -> Self {
        Self {
            topology: Topology::VShape { system: system.into_iter().collect() },
            header_required: true,
            one_identification: true,
            gross: true,
            clearing_required: true,
            sender_instructs: true,
            strict_identifiers: true,
            accounts: Vec::new(),
            scripts: Vec::new(),
            supplements: Some(Vec::new()),
            uetr: UetrRule::Customer,
            policy: Policy::advice(),
            code_sets: None,
            as_of: None,
        }
    }

    /// The profile of messages as correspondents send them to each other: headers are compared
    /// where they stand, and any settlement method is taken.
    #[must_use]
    pub const fn end_to_end() -> Self {
        Self {
            topology: Topology::EndToEnd,
            header_required: false,
            one_identification: false,
            gross: false,
            clearing_required: false,
            sender_instructs: false,
            strict_identifiers: false,
            accounts: Vec::new(),
            scripts: Vec::new(),
            supplements: None,
            uetr: UetrRule::Customer,
            policy: Policy::advice(),
            code_sets: None,
            as_of: None,
        }
    }
}

/// What the views read and the rules found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<'r> {
    /// The header, where there is one.
    pub header: Option<Header<'r>>,
    /// The instructions whose values could be read.
    pub transfers: Vec<CreditTransfer<'r>>,
    /// What a message about another payment says, by transaction.
    pub about: Vec<About<'r>>,
    /// The transfer of a camt.050.
    pub liquidity: Option<LiquidityTransfer<'r>>,
    /// All findings of views and rules in the order of the bytes, at most [`crate::FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many findings were counted and not kept.
    pub left_off: u64,
}

impl<'r> Checked<'r> {
    /// The one instruction to be settled; nothing when an error stands against it.
    #[must_use]
    pub fn instruction(&self) -> Option<&CreditTransfer<'r>> {
        let refused = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        match self.transfers.as_slice() {
            [one] if !refused => Some(one),
            _ => None,
        }
    }
}

/// Reads header and instructions of a reading and applies every stateless rule.
///
/// `sender` holds every identification of the participant that sent the message; when it is empty,
/// as in an offline check, nothing is compared with the sender. Findings of the reader itself are
/// not repeated.
#[must_use]
pub fn check<'r>(reading: &Reading<'r>, profile: &Profile, sender: &[PartyId<'_>]) -> Checked<'r> {
    let mut findings = Findings::default();
    let mut checked = Checked {
        header: None,
        transfers: Vec::new(),
        about: Vec::new(),
        liquidity: None,
        findings: Vec::new(),
        left_off: 0,
    };
    let mut messages = messages(reading);
    // Who sends two messages as one is asked for each alone.
    let second = messages.iter().filter_map(|(_, document)| *document).nth(1);
    if let Some(root) = second.and_then(|second| second.root()) {
        findings.at(&root, message::DOCUMENT_TWICE, "The message holds a second Document.");
    }
    messages.retain(|(head, document)| {
        let alone = head.filter(|_| document.is_none()).and_then(|head| head.root());
        if let Some(root) = alone {
            findings.at(&root, rule::HEADER_ALONE, HEADER_ALONE_TEXT);
        }
        alone.is_none()
    });
    let (head, document) = messages.first().copied().unwrap_or((reading.header(), None));
    checked.header = head.and_then(|part| view::header_of(&part, &mut findings));
    if let Some(document) = document
        && let Some(root) = document.root()
    {
        let message = Message { head, document, root };
        checked.transfers = message.judge(checked.header.as_ref(), profile, sender, &mut findings);
        match Flow::of(document.message()) {
            None => {
                let text = format!("{} is no message that is taken here.", document.message());
                findings.at(&root, rule::MESSAGE_NOT_SETTLED, text);
            }
            // A query is read where it is answered.
            Some(Flow::Transfer | Flow::Report | Flow::Resend) => {}
            Some(flow) => {
                if let Some(node) = root.children().next() {
                    (checked.about, checked.liquidity) =
                        request::read(flow, &node, &document, (profile, sender), &mut findings);
                }
            }
        }
    }
    (checked.findings, checked.left_off) = findings.finish(reading.bytes());
    checked
}

/// What the rules find in messages of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// All findings of the rules in the order of the bytes, at most [`crate::FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many findings were counted and not kept.
    pub left_off: u64,
}

/// Applies every stateless rule to all messages of a reading, of any kind.
///
/// Where [`check`] asks whether a message can settle, this asks whether it is a good message: one
/// that is no payment is no fault, and each Document is compared with the header before it.
/// Findings of the reader itself are not repeated.
#[must_use]
pub fn examine(reading: &Reading<'_>, profile: &Profile) -> Examined {
    let mut findings = Findings::default();
    for (head, document) in messages(reading) {
        let Some(document) = document else {
            let root = head.and_then(|head| head.root());
            let severity =
                if profile.header_required { Severity::Error } else { Severity::Warning };
            let what = (rule::HEADER_ALONE, severity, None);
            if let Some(root) = root {
                findings.weighed(&root, "", what, HEADER_ALONE_TEXT.into());
            }
            continue;
        };
        let Some(root) = document.root().filter(|_| !is_broken(reading, &document)) else {
            continue;
        };
        let header = head.and_then(|part| view::header_of(&part, &mut findings));
        let message = Message { head, document, root };
        message.judge(header.as_ref(), profile, &[], &mut findings);
    }
    let (findings, left_off) = findings.finish(reading.bytes());
    Examined { findings, left_off }
}

/// The text of [`rule::HEADER_ALONE`].
const HEADER_ALONE_TEXT: &str = "No Document stands behind the header.";

/// The messages of a reading: each Document with the header right before it, and each header that
/// has no Document.
fn messages<'r>(reading: &Reading<'r>) -> Vec<(Option<Part<'r>>, Option<Part<'r>>)> {
    let (mut messages, mut head) = (Vec::new(), None);
    for part in reading.parts() {
        match part.kind() {
            PartKind::Header => {
                messages.extend(head.replace(part).map(|alone| (Some(alone), None)));
            }
            // Of a Document that no schema here knows nothing can be judged, its header neither.
            PartKind::Document if part.root().is_none() => head = None,
            PartKind::Document => messages.push((head.take(), Some(part))),
            PartKind::Other => {}
        }
    }
    messages.extend(head.map(|alone| (Some(alone), None)));
    messages
}

/// Whether a part is no well-formed XML: what a rule misses in it may stand behind the fault.
fn is_broken(reading: &Reading<'_>, part: &Part<'_>) -> bool {
    let span = part.span().start..=part.span().end;
    let mut findings = reading.findings().iter();
    findings.any(|finding| breaks_xml(finding) && span.contains(&finding.offset))
}

/// Whether a finding of the reader says that this is no well-formed XML.
fn breaks_xml(finding: &Finding) -> bool {
    let faults = [
        message::NOT_WELL_FORMED,
        message::BAD_ENCODING,
        message::TAG_MISMATCH,
        message::TRUNCATED,
    ];
    faults.contains(&finding.code)
}

/// One message: its Document and the header before it.
struct Message<'r> {
    head: Option<Part<'r>>,
    document: Part<'r>,
    root: Node<'r>,
}

impl<'r> Message<'r> {
    /// Applies every rule; gives the instructions whose values could be read.
    fn judge(
        &self,
        header: Option<&Header<'r>>,
        profile: &Profile,
        sender: &[PartyId<'_>],
        findings: &mut Findings<'r>,
    ) -> Vec<CreditTransfer<'r>> {
        let duplicate = header.is_some_and(|header| header.possible_duplicate);
        let transfers = view::instructions_of(&self.document, duplicate, findings);
        if let Some(message) = self.root.children().next() {
            if matches!(message.tag(), Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf | Tag::FIDrctDbt) {
                transaction::check(&message, profile, sender, transfers.is_some(), findings);
            }
            sum::check(&message, findings);
        }
        self.weigh(profile, findings);
        let transfers = transfers.unwrap_or_default();
        let about = heading::About { document: self.document, root: self.root, sender };
        about.check(self.head, header, profile, findings);
        transfers
    }

    /// The rules that weigh by policy, and the identifiers.
    fn weigh(&self, profile: &Profile, findings: &mut Findings<'r>) {
        let day = profile.as_of.or_else(|| self.made_on()).unwrap_or(BusinessDate::MAX);
        let mut judge = Judge::new(profile, day, findings);
        let strict = profile.strict_identifiers;
        let severity = if strict { Severity::Error } else { Severity::Warning };
        element::check(&self.document, severity, &mut judge);
        if let Some(message) = self.root.children().next() {
            family::check(&message, &mut judge);
        }
        let head = self.head.and_then(|head| head.root());
        if let Some(identifier) = head.and_then(|head| head.child(Tag::BizMsgIdr)) {
            element::reference(&identifier, &mut judge);
        }
    }

    /// The day on which the message says that it was made, where it stands.
    fn made_on(&self) -> Option<BusinessDate> {
        let message = self.root.children().next();
        let groups = [Tag::GrpHdr, Tag::Assgnmt, Tag::MsgHdr];
        let made = message
            .and_then(|message| groups.iter().find_map(|&group| message.child(group)))
            .and_then(|group| group.text_of(Tag::CreDtTm))
            .or_else(|| self.head?.root()?.text_of(Tag::CreDt))?;
        BusinessDate::parse(made.trim().get(..10)?).ok()
    }
}
