//! pacs.028, the reminder that a recall is not answered.
//!
//! The request for cancellation whose clock has run comes in; the receiver of the payment is asked
//! for its status. ISO 20022 has this message for the status of any request between agents, and
//! schemes use it for recalls. It never asks about a payment: where that stands the system knows.

use super::heading::InEdition;
use super::original::Original;
use super::pen::{MAX_35, Pen, tag};
use crate::view::PartyId;

/// The reminder of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRequest<'a> {
    /// The identification of the request for cancellation, `Assgnmt/Id`.
    pub request_id: &'a str,
    /// Its message definition, such as `camt.056.001.08`.
    pub definition: &'a str,
    /// The payment that it asks to cancel.
    pub original: Original<'a>,
    /// Who asks.
    pub instructing_agent: PartyId<'a>,
    /// Who is asked.
    pub instructed_agent: PartyId<'a>,
}

/// Appends the whole message with its envelope.
pub fn status_request<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &StatusRequest<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.status_request);
    pen.raw("<FIToFIPmtStsReq><GrpHdr>");
    head.identification(pen);
    pen.raw("</GrpHdr><TxInf>");
    pen.text(tag!("StsReqId"), head.heading.message_id, MAX_35);
    let request = Original {
        message_id: body.request_id,
        definition: body.definition,
        ..body.original.clone()
    };
    request.identification(pen);
    pen.institution(tag!("InstgAgt"), &body.instructing_agent);
    pen.institution(tag!("InstdAgt"), &body.instructed_agent);
    pen.raw("</TxInf></FIToFIPmtStsReq>");
    head.close(pen);
}
