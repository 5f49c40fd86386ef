//! Which flow a message belongs to, and which message answers its faults (field rule 8).
//!
//! The definition of a Document comes in; the flow goes to the rules and to the node. The table of
//! message and kind of fault stands here and nowhere else:
//!
//! | message | cannot be read | breaks a rule, or is refused |
//! |---|---|---|
//! | pacs.008, pacs.009, pacs.010, pacs.004 | admi.002 | pacs.002 RJCT |
//! | pacs.028 | admi.002 | pacs.002 RJCT |
//! | camt.056 | admi.002 | camt.029 RJCR |
//! | camt.050 | admi.002 | camt.025 RJCT |
//! | camt.060, admi.006 | admi.002 | admi.002: no other message answers a query that fails |
//! | camt.029, pacs.002 | admi.002 | admi.002: an answer is not answered by a business message |
//! | any other | admi.002 | admi.002 |

use super::Checked;
use crate::finding::{Finding, Severity};
use crate::reading::Reading;

/// What a message that is taken here asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// pacs.008, pacs.009: a payment; pacs.010: one that the creditor's side asks for.
    Transfer,
    /// pacs.004: a payment that returns another one.
    Return,
    /// camt.056: that a payment be cancelled.
    Cancellation,
    /// camt.029: the receiver's answer to that.
    Resolution,
    /// pacs.002: what the receiver says of a payment.
    Status,
    /// pacs.028: the status of a payment.
    StatusRequest,
    /// camt.050: liquidity between own accounts.
    Liquidity,
    /// camt.060: a report of an account.
    Report,
    /// admi.006: messages once more.
    Resend,
}

/// The message that answers a refused one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// admi.002: the message could not be read, or is none that is taken here.
    MessageReject,
    /// pacs.002 RJCT: the instruction was read and breaks a rule.
    PaymentStatus,
    /// camt.029 RJCR: the request for cancellation was read and cannot be followed.
    Resolution,
    /// camt.025 RJCT: the transfer of liquidity was read and cannot be carried out.
    Receipt,
}

impl Flow {
    /// Every flow with the message definitions that belong to it.
    const ALL: [(Self, &[&str]); 9] = [
        (Self::Transfer, &["pacs.008.001.08", "pacs.009.001.08", "pacs.010.001.03"]),
        (Self::Return, &["pacs.004.001.09"]),
        (Self::Cancellation, &["camt.056.001.08"]),
        (Self::Resolution, &["camt.029.001.09"]),
        (Self::Status, &["pacs.002.001.10"]),
        (Self::StatusRequest, &["pacs.028.001.03"]),
        (Self::Liquidity, &["camt.050.001.05"]),
        (Self::Report, &["camt.060.001.05"]),
        (Self::Resend, &["admi.006.001.01"]),
    ];

    /// The flow of a message definition; none for a message that is not taken here.
    #[must_use]
    pub fn of(definition: &str) -> Option<Self> {
        let own = |(_, known): &&(Self, &[&str])| known.contains(&definition);
        Self::ALL.iter().find(own).map(|(flow, _)| *flow)
    }

    /// The definitions of all messages that are taken here.
    pub fn definitions() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().flat_map(|(_, known)| known.iter().copied())
    }

    /// The message that refuses one of this flow that was read.
    #[must_use]
    pub const fn reply(self) -> Reply {
        match self {
            Self::Transfer | Self::Return | Self::StatusRequest => Reply::PaymentStatus,
            Self::Cancellation => Reply::Resolution,
            Self::Liquidity => Reply::Receipt,
            Self::Resolution | Self::Status | Self::Report | Self::Resend => Reply::MessageReject,
        }
    }

    /// Whether the message speaks of a payment that came before.
    #[must_use]
    pub const fn is_about(self) -> bool {
        !matches!(self, Self::Transfer | Self::Liquidity | Self::Report | Self::Resend)
    }
}

/// Which reply the faults of a message ask for (field rule 8); none when nothing stands against it.
#[must_use]
pub fn reply(reading: &Reading<'_>, checked: &Checked<'_>) -> Option<Reply> {
    let refused = |findings: &[Finding]| findings.iter().any(|f| f.severity == Severity::Error);
    let document = reading.document().filter(|document| document.is_valid());
    let flow = document.and_then(|document| Flow::of(document.message()));
    match flow {
        Some(flow) if !refused(reading.findings()) => {
            refused(&checked.findings).then_some(flow.reply())
        }
        _ => Some(Reply::MessageReject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_message_that_is_taken_has_a_schema_and_a_reply() {
        for definition in Flow::definitions() {
            assert!(Catalogue::builtin().schema(definition).is_some(), "{definition}");
            assert!(Flow::of(definition).is_some(), "{definition}");
        }
        assert_eq!(Flow::of("pacs.008.001.09"), None, "only the versions that are taken");
        assert_eq!(Flow::of("camt.053.001.08"), None);
        let replies: Vec<(&str, Reply)> = Flow::definitions()
            .filter_map(|name| Flow::of(name).map(|flow| (name, flow.reply())))
            .collect();
        let expected = [
            ("pacs.008.001.08", Reply::PaymentStatus),
            ("pacs.009.001.08", Reply::PaymentStatus),
            ("pacs.010.001.03", Reply::PaymentStatus),
            ("pacs.004.001.09", Reply::PaymentStatus),
            ("camt.056.001.08", Reply::Resolution),
            ("camt.029.001.09", Reply::MessageReject),
            ("pacs.002.001.10", Reply::MessageReject),
            ("pacs.028.001.03", Reply::PaymentStatus),
            ("camt.050.001.05", Reply::Receipt),
            ("camt.060.001.05", Reply::MessageReject),
            ("admi.006.001.01", Reply::MessageReject),
        ];
        assert_eq!(replies, expected);
    }
}
