//! Stateless rules: what a message that fits its schema must still obey before it can settle.
//!
//! A reading and the profile of the union come in; header, instructions and all findings go out, in
//! one answer. Funds, participants, calendars and duplicates are the engine's matter: a rule here
//! never knows state and never looks at a clock.

mod heading;
mod identifier;
mod sum;
mod transaction;

#[cfg(test)]
mod tests;

use crate::finding::{FINDINGS_MAX, Finding, Severity};
use crate::reading::Reading;
use crate::view::{self, CreditTransfer, Family, Header, PartyId};
use suftaja_base::Suf;
use suftaja_base::suf::rule;
use suftaja_base::width::to_u64;

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
    /// Whether `SttlmMtd` must be CLRG.
    pub clearing_required: bool,
    /// Whether the sender must be the instructing agent.
    pub sender_instructs: bool,
    /// Whether a wrong identifier refuses the message also where settlement does not read it, as
    /// in remittance chains; else it is a warning there.
    pub strict_identifiers: bool,
    /// Which transactions must carry a UETR.
    pub uetr: UetrRule,
}

impl Profile {
    /// The profile of a gross settlement system in V-shape, known under these identifications.
    #[must_use]
    pub fn v_shape(system: impl IntoIterator<Item = PartyId<'static>>) -> Self {
        Self {
            topology: Topology::VShape { system: system.into_iter().collect() },
            header_required: true,
            one_identification: true,
            clearing_required: true,
            sender_instructs: true,
            strict_identifiers: true,
            uetr: UetrRule::Customer,
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
            clearing_required: false,
            sender_instructs: false,
            strict_identifiers: false,
            uetr: UetrRule::Customer,
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
    /// All findings of views and rules in the order of the bytes, at most [`FINDINGS_MAX`].
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

/// The message that answers a refused one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// admi.002: the message could not be read, or is none that is settled here.
    MessageReject,
    /// pacs.002 RJCT: the instruction was read and breaks a rule.
    PaymentStatus,
}

/// Which reply the faults of a message ask for (field rule 8); none when nothing stands against it.
#[must_use]
pub fn reply(reading: &Reading<'_>, checked: &Checked<'_>) -> Option<Reply> {
    let refused = |findings: &[Finding]| findings.iter().any(|f| f.severity == Severity::Error);
    let settled_here = reading
        .document()
        .is_some_and(|document| document.is_valid() && Family::of(document.message()).is_some());
    if !settled_here || refused(reading.findings()) {
        Some(Reply::MessageReject)
    } else if refused(&checked.findings) {
        Some(Reply::PaymentStatus)
    } else {
        None
    }
}

/// Reads header and instructions of a reading and applies every stateless rule.
///
/// `sender` holds every identification of the participant that sent the message; when it is empty,
/// as in an offline check, nothing is compared with the sender. Findings of the reader itself are
/// not repeated.
#[must_use]
pub fn check<'r>(reading: &Reading<'r>, profile: &Profile, sender: &[PartyId<'_>]) -> Checked<'r> {
    let (header, mut findings) = view::header(reading);
    let (transfers, found) = view::instructions(reading);
    findings.extend(found);
    if let Some(document) = reading.document()
        && let Some(root) = document.root()
    {
        if Family::of(document.message()).is_none() {
            let text = format!("{} is no payment that settles here.", document.message());
            findings.push(view::at(&root, rule::MESSAGE_NOT_SETTLED, text));
        } else if let Some(message) = root.children().next() {
            transaction::check(&message, profile, sender, &mut findings);
            sum::check(&message, &mut findings);
        }
        let strict = profile.strict_identifiers;
        let severity = if strict { Severity::Error } else { Severity::Warning };
        identifier::check(&root, severity, &mut findings);
        let about = heading::About { document, root, first: transfers.first(), sender };
        about.check(reading, header.as_ref(), profile, &mut findings);
    }
    let left_off = put_in_order(&mut findings);
    Checked { header, transfers, findings, left_off }
}

/// Sorts by place, keeps the gravest of those that say the same, and counts what is beyond the cap.
fn put_in_order(findings: &mut Vec<Finding>) -> u64 {
    fn place(finding: &Finding) -> (usize, Suf, &str) {
        (finding.offset, finding.code, &finding.path)
    }
    findings
        .sort_by(|one, next| place(one).cmp(&place(next)).then(next.severity.cmp(&one.severity)));
    findings.dedup_by(|next, one| place(next) == place(one));
    let left_off = to_u64(findings.len().saturating_sub(FINDINGS_MAX));
    findings.truncate(FINDINGS_MAX);
    left_off
}
