//! camt.029, the answer to a request to cancel a payment (camt.056).
//!
//! The decision of engine or receiver comes in; who asked gets it. What is final is never cancelled
//! here: a settled payment comes back only by a pacs.004 of its receiver (field rule 12).

use super::heading::InEdition;
use super::original::Original;
use super::pen::{MAX_35, MAX_105, Pen, tag};
use crate::code_set::{CancellationRejection, Confirmation};
use crate::view::PartyId;

/// What was decided about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// The payment is cancelled.
    Cancelled,
    /// Its receiver has not decided yet.
    Pending,
    /// The payment stands.
    Rejected {
        /// The reason.
        reason: CancellationRejection,
        /// Sentences beside the reason, each cut to 105 characters.
        lines: &'a [&'a str],
    },
}

impl Decision<'_> {
    /// The confirmation that the message gives.
    #[must_use]
    pub const fn confirmation(&self) -> Confirmation {
        match self {
            Self::Cancelled => Confirmation::Cancelled,
            Self::Pending => Confirmation::Pending,
            Self::Rejected { .. } => Confirmation::Rejected,
        }
    }
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// `Assgnmt/Id` of the request, which its case goes by where it states none.
    pub request_id: &'a str,
    /// The case that is resolved and who opened it, where the request names one.
    pub case: Option<(&'a str, PartyId<'a>)>,
    /// Who answers.
    pub assigner: PartyId<'a>,
    /// Who asked.
    pub assignee: PartyId<'a>,
    /// The payment.
    pub original: Original<'a>,
    /// The decision.
    pub decision: Decision<'a>,
}

/// Appends the whole message with its envelope.
pub fn resolution<'h>(heading: impl Into<InEdition<'h>>, body: &Resolution<'_>, out: &mut Vec<u8>) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.resolution);
    pen.raw("<RsltnOfInvstgtn><Assgnmt>");
    pen.text(tag!("Id"), head.heading.message_id, MAX_35);
    pen.institution(tag!("Assgnr", "Agt"), &body.assigner);
    pen.institution(tag!("Assgne", "Agt"), &body.assignee);
    pen.plain(tag!("CreDtTm"), head.heading.created);
    pen.raw("</Assgnmt>");
    if let Some((id, creator)) = &body.case {
        pen.raw("<RslvdCase>");
        pen.text(tag!("Id"), id, MAX_35);
        pen.institution(tag!("Cretr", "Agt"), creator);
        pen.raw("</RslvdCase>");
    }
    pen.plain(tag!("Sts", "Conf"), body.decision.confirmation().code());
    pen.raw("<CxlDtls><TxInfAndSts>");
    pen.text(tag!("CxlStsId"), body.request_id, MAX_35);
    body.original.identification(pen);
    if let Decision::Rejected { reason, lines } = &body.decision {
        pen.raw("<CxlStsRsnInf>");
        pen.plain(tag!("Rsn", "Cd"), *reason);
        for line in *lines {
            pen.text_if(tag!("AddtlInf"), Some(line), MAX_105);
        }
        pen.raw("</CxlStsRsnInf>");
    }
    body.original.settlement(pen);
    pen.raw("</TxInfAndSts></CxlDtls></RsltnOfInvstgtn>");
    head.close(pen);
}
