//! pacs.002.001.10, the status of one payment.
//!
//! Outcomes come in, the sender gets the status. A hold before settlement is always the same
//! neutral text, whatever holds the payment (field rule 8): the type leaves no room for another.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_35, MAX_105, Pen};
use crate::code_set::{StatusReason, TransactionStatus};
use crate::finding::{Finding, Severity};
use crate::view::{CreditTransfer, PartyId, Reference};
use suftaja_base::{Amount, BusinessDate, Currency, Instant, Uetr};

/// The one text of every hold before settlement.
pub const PENDING_TEXT: &str = "The payment is accepted and awaits settlement.";

/// The instruction that a status is about, as its sender knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original<'a> {
    /// `MsgId` of the instruction's group.
    pub message_id: &'a str,
    /// Its message definition, such as `pacs.008.001.08`.
    pub definition: &'a str,
    /// `InstrId`.
    pub instruction_id: Option<&'a str>,
    /// `EndToEndId`.
    pub end_to_end_id: Option<&'a str>,
    /// `TxId`.
    pub transaction_id: Option<&'a str>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
    /// The settlement amount, where it could be read.
    pub amount: Option<(Amount, Currency)>,
    /// The settlement date, where it could be read.
    pub settlement_date: Option<BusinessDate>,
}

impl<'a> Original<'a> {
    /// Refers to a received instruction.
    #[must_use]
    pub fn of(instruction: &'a CreditTransfer<'_>) -> Self {
        Self {
            message_id: &instruction.message_id,
            definition: instruction.family.definition(),
            instruction_id: instruction.instruction_id.as_deref(),
            end_to_end_id: Some(&instruction.end_to_end_id),
            transaction_id: instruction.transaction_id.as_deref(),
            uetr: instruction.uetr,
            amount: Some((instruction.amount, instruction.currency)),
            settlement_date: instruction.settlement_date,
        }
    }

    /// Refers to an instruction of which only the identifications could be read.
    #[must_use]
    pub fn of_reference(reference: &'a Reference<'_>) -> Self {
        Self {
            message_id: &reference.message_id,
            definition: reference.family.definition(),
            instruction_id: reference.instruction_id.as_deref(),
            end_to_end_id: reference.end_to_end_id.as_deref(),
            transaction_id: reference.transaction_id.as_deref(),
            uetr: reference.uetr,
            amount: None,
            settlement_date: None,
        }
    }
}

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
            Self::Pending => TransactionStatus::Pending,
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
pub fn payment_status(heading: &Heading<'_>, body: &PaymentStatus<'_>, out: &mut Vec<u8>) {
    let definition = "pacs.002.001.10";
    let original = &body.original;
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<FIToFIPmtStsRpt><GrpHdr>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("</GrpHdr><TxInfAndSts><OrgnlGrpInf>");
    pen.text("OrgnlMsgId", original.message_id, MAX_35);
    pen.text("OrgnlMsgNmId", original.definition, MAX_35);
    pen.raw("</OrgnlGrpInf>");
    pen.text_if("OrgnlInstrId", original.instruction_id, MAX_35);
    pen.text_if("OrgnlEndToEndId", original.end_to_end_id, MAX_35);
    pen.text_if("OrgnlTxId", original.transaction_id, MAX_35);
    pen.plain_if("OrgnlUETR", original.uetr);
    pen.plain("TxSts", body.verdict.status().code());
    reason(pen, &body.verdict);
    pen.plain_if("AccptncDtTm", body.accepted);
    if let Verdict::Settled { settlement_date } = body.verdict {
        pen.raw("<FctvIntrBkSttlmDt>");
        pen.plain("Dt", settlement_date);
        pen.raw("</FctvIntrBkSttlmDt>");
    }
    pen.plain_if("ClrSysRef", body.entry);
    pen.institution_if("InstgAgt", body.instructing_agent.as_ref());
    pen.institution_if("InstdAgt", body.instructed_agent.as_ref());
    if original.amount.is_some() || original.settlement_date.is_some() {
        pen.raw("<OrgnlTxRef>");
        if let Some((amount, currency)) = original.amount {
            pen.amount("IntrBkSttlmAmt", amount, currency);
        }
        pen.plain_if("IntrBkSttlmDt", original.settlement_date);
        pen.raw("</OrgnlTxRef>");
    }
    pen.raw("</TxInfAndSts></FIToFIPmtStsRpt>");
    close_envelope(pen);
}

fn reason(pen: &mut Pen<'_>, verdict: &Verdict<'_>) {
    match verdict {
        Verdict::Settled { .. } => {}
        Verdict::Pending => {
            pen.raw("<StsRsnInf>");
            pen.text("AddtlInf", PENDING_TEXT, MAX_105);
            pen.raw("</StsRsnInf>");
        }
        Verdict::Rejected { reason, lines } => {
            pen.raw("<StsRsnInf><Rsn>");
            pen.plain("Cd", *reason);
            pen.raw("</Rsn>");
            for line in *lines {
                pen.text_if("AddtlInf", Some(line), MAX_105);
            }
            pen.raw("</StsRsnInf>");
        }
    }
}
