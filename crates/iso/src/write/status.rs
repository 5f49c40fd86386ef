//! pacs.002, the status of one payment.
//!
//! Outcomes come in, the sender gets the status. A hold before settlement is always the same
//! neutral text, whatever holds the payment (field rule 8): the type leaves no room for another.

use super::heading::InEdition;
use super::original::Original;
use super::pen::{MAX_105, Pen, tag};
use crate::code_set::{StatusReason, TransactionStatus};
use crate::finding::{Finding, Severity};
use crate::view::PartyId;
use suftaja_base::{BusinessDate, Instant};

/// The one text of every hold before settlement.
pub const PENDING_TEXT: &str = "The payment is accepted and awaits settlement.";

/// What is added when the sender asked to be told that the payment still waits.
pub const OVERDUE_TEXT: &str = "The time stated in TillTm or CLSTm has come.";

/// The reason of the first error among findings, and a line for each error.
///
/// Nothing when no finding is an error.
#[must_use]
pub fn refusal(findings: &[Finding]) -> Option<(StatusReason, Vec<String>)> {
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let first = errors.clone().next()?;
    let lines = errors.by_ref().map(|error| {
        let place = error.path.rsplit('/').next().unwrap_or_default();
        format!("{} {place}: {}", error.code, error.text)
    });
    Some((StatusReason::of(first.reason), lines.collect()))
}

/// What became of the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Settled with finality.
    Settled {
        /// The value date on which it settled.
        settlement_date: BusinessDate,
    },
    /// Accepted; it waits, for whatever reason.
    Pending,
    /// Accepted; it still waits at the time that its sender stated for being told (`TillTm`,
    /// `CLSTm`).
    Overdue,
    /// Refused.
    Rejected {
        /// The reason.
        reason: StatusReason,
        /// Sentences beside the reason, each cut to 105 characters.
        lines: &'a [&'a str],
    },
}

impl Verdict<'_> {
    /// The status that the message gives.
    #[must_use]
    pub const fn status(&self) -> TransactionStatus {
        match self {
            Self::Settled { .. } => TransactionStatus::Settled,
            Self::Pending | Self::Overdue => TransactionStatus::Pending,
            Self::Rejected { .. } => TransactionStatus::Rejected,
        }
    }
}

/// The status of one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentStatus<'a> {
    /// The instruction.
    pub original: Original<'a>,
    /// What became of it.
    pub verdict: Verdict<'a>,
    /// When it entered the system (SF1), or nothing when it did not.
    pub accepted: Option<Instant>,
    /// The number of the entry that decided, the system's own reference.
    pub entry: Option<u64>,
    /// The agent that sends the status.
    pub instructing_agent: Option<PartyId<'a>>,
    /// The agent that the status is for.
    pub instructed_agent: Option<PartyId<'a>>,
}

/// Appends the whole message with its envelope.
pub fn payment_status<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &PaymentStatus<'_>,
    out: &mut Vec<u8>,
) {
    let original = &body.original;
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.payment_status);
    pen.raw("<FIToFIPmtStsRpt><GrpHdr>");
    head.identification(pen);
    pen.raw("</GrpHdr><TxInfAndSts>");
    original.identification(pen);
    pen.plain(tag!("TxSts"), body.verdict.status().code());
    reason(pen, &body.verdict);
    pen.plain_if(tag!("AccptncDtTm"), body.accepted);
    if let Verdict::Settled { settlement_date } = body.verdict {
        pen.plain(tag!("FctvIntrBkSttlmDt", "Dt"), settlement_date);
    }
    pen.plain_if(tag!("ClrSysRef"), body.entry);
    pen.institution_if(tag!("InstgAgt"), body.instructing_agent.as_ref());
    pen.institution_if(tag!("InstdAgt"), body.instructed_agent.as_ref());
    if original.amount.is_some() || original.settlement_date.is_some() {
        pen.raw("<OrgnlTxRef>");
        if let Some((amount, currency)) = original.amount {
            pen.amount(tag!("IntrBkSttlmAmt"), amount, currency);
        }
        pen.plain_if(tag!("IntrBkSttlmDt"), original.settlement_date);
        pen.raw("</OrgnlTxRef>");
    }
    pen.raw("</TxInfAndSts></FIToFIPmtStsRpt>");
    head.close(pen);
}

pub(super) fn reason(pen: &mut Pen<'_>, verdict: &Verdict<'_>) {
    match verdict {
        Verdict::Settled { .. } => {}
        Verdict::Pending => {
            pen.text(tag!("StsRsnInf", "AddtlInf"), PENDING_TEXT, MAX_105);
        }
        Verdict::Overdue => {
            pen.raw("<StsRsnInf>");
            pen.text(tag!("AddtlInf"), PENDING_TEXT, MAX_105);
            pen.text(tag!("AddtlInf"), OVERDUE_TEXT, MAX_105);
            pen.raw("</StsRsnInf>");
        }
        Verdict::Rejected { reason, lines } => {
            pen.raw("<StsRsnInf>");
            pen.plain(tag!("Rsn", "Cd"), *reason);
            for line in *lines {
                pen.text_if(tag!("AddtlInf"), Some(line), MAX_105);
            }
            pen.raw("</StsRsnInf>");
        }
    }
}
