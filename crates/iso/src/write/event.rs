//! admi.004.001.02 and admi.011.001.01: what happened in the system, and that it was heard.
//!
//! Events of the calendar and of operation come in; every participant is told, and answers where
//! the profile asks for it. The texts must never tell of one participant what is not for all.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_35, MAX_350, MAX_1000, Pen};
use crate::code_set::SystemEvent;
use suftaja_base::Instant;

/// An event of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happened.
    pub code: SystemEvent,
    /// What it happened to: currencies, cut-offs, session names; each cut to 35 characters.
    pub parameters: &'a [&'a str],
    /// A sentence for people, cut to 1,000 characters in the notice and to 350 in the answer.
    pub description: Option<&'a str>,
    /// When it happened or will happen.
    pub time: Option<Instant>,
}

/// Appends the notice of an event, admi.004.001.02, with its envelope.
pub fn system_event(heading: &Heading<'_>, event: &Event<'_>, out: &mut Vec<u8>) {
    let definition = "admi.004.001.02";
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<SysEvtNtfctn><EvtInf>");
    details(pen, event, MAX_1000);
    pen.raw("</EvtInf></SysEvtNtfctn>");
    close_envelope(pen);
}

/// That the notice of an event arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventAcknowledgement<'a> {
    /// The identification of the notice, `BizMsgIdr` of its header.
    pub reference: Option<&'a str>,
    /// The event that it told of.
    pub event: Option<Event<'a>>,
}

/// Appends the answer to the notice of an event, admi.011.001.01, with its envelope.
pub fn event_acknowledgement(
    heading: &Heading<'_>,
    body: &EventAcknowledgement<'_>,
    out: &mut Vec<u8>,
) {
    let definition = "admi.011.001.01";
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<SysEvtAck>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.text_if("OrgtrRef", body.reference, MAX_35);
    if let Some(event) = &body.event {
        pen.raw("<AckDtls>");
        details(pen, event, MAX_350);
        pen.raw("</AckDtls>");
    }
    pen.raw("</SysEvtAck>");
    close_envelope(pen);
}

fn details(pen: &mut Pen<'_>, event: &Event<'_>, chars_max: usize) {
    pen.plain("EvtCd", event.code);
    for parameter in event.parameters {
        pen.text_if("EvtParam", Some(parameter), MAX_35);
    }
    pen.text_if("EvtDesc", event.description, chars_max);
    pen.plain_if("EvtTm", event.time);
}
