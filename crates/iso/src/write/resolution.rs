//! camt.029.001.09, the answer to a request to cancel a payment (camt.056).
//!
//! The decision of engine or receiver comes in; who asked gets it. What is final is never cancelled
//! here: a settled payment comes back only by a pacs.004 of its receiver (field rule 12).

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_35, MAX_105, Pen};
use super::status::Original;
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
pub fn resolution(heading: &Heading<'_>, body: &Resolution<'_>, out: &mut Vec<u8>) {
    let definition = "camt.029.001.09";
    let original = &body.original;
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<RsltnOfInvstgtn><Assgnmt>");
    pen.text("Id", heading.message_id, MAX_35);
    party(pen, "Assgnr", &body.assigner);
    party(pen, "Assgne", &body.assignee);
    pen.plain("CreDtTm", heading.created);
    pen.raw("</Assgnmt>");
    if let Some((id, creator)) = &body.case {
        pen.raw("<RslvdCase>");
        pen.text("Id", id, MAX_35);
        party(pen, "Cretr", creator);
        pen.raw("</RslvdCase>");
    }
    pen.raw("<Sts>");
    pen.plain("Conf", body.decision.confirmation().code());
    pen.raw("</Sts><CxlDtls><TxInfAndSts>");
    pen.text("CxlStsId", body.request_id, MAX_35);
    pen.raw("<OrgnlGrpInf>");
    pen.text("OrgnlMsgId", original.message_id, MAX_35);
    pen.text("OrgnlMsgNmId", original.definition, MAX_35);
    pen.raw("</OrgnlGrpInf>");
    pen.text_if("OrgnlInstrId", original.instruction_id, MAX_35);
    pen.text_if("OrgnlEndToEndId", original.end_to_end_id, MAX_35);
    pen.text_if("OrgnlTxId", original.transaction_id, MAX_35);
    pen.plain_if("OrgnlUETR", original.uetr);
    if let Decision::Rejected { reason, lines } = &body.decision {
        pen.raw("<CxlStsRsnInf><Rsn>");
        pen.plain("Cd", *reason);
        pen.raw("</Rsn>");
        for line in *lines {
            pen.text_if("AddtlInf", Some(line), MAX_105);
        }
        pen.raw("</CxlStsRsnInf>");
    }
    if let Some((amount, currency)) = original.amount {
        pen.amount("OrgnlIntrBkSttlmAmt", amount, currency);
    }
    pen.plain_if("OrgnlIntrBkSttlmDt", original.settlement_date);
    pen.raw("</TxInfAndSts></CxlDtls></RsltnOfInvstgtn>");
    close_envelope(pen);
}

/// `Party40Choice` of an institution.
fn party(pen: &mut Pen<'_>, tag: &str, id: &PartyId<'_>) {
    pen.open(tag);
    pen.institution("Agt", id);
    pen.close(tag);
}
