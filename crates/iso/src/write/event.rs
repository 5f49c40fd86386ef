//! admi.004 and admi.011: what happened in the system, and that it was heard.
//!
//! Events of the calendar and of operation come in; every participant is told, and answers where
//! the profile asks for it. The texts must never tell of one participant what is not for all.

use super::heading::InEdition;
use super::pen::{MAX_35, MAX_350, MAX_1000, Pen, tag};
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

/// Appends the notice of an event, admi.004, with its envelope.
pub fn system_event<'h>(heading: impl Into<InEdition<'h>>, event: &Event<'_>, out: &mut Vec<u8>) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.system_event);
    pen.raw("<SysEvtNtfctn><EvtInf>");
    details(pen, event, MAX_1000);
    pen.raw("</EvtInf></SysEvtNtfctn>");
    head.close(pen);
}

/// That the notice of an event arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventAcknowledgement<'a> {
    /// The identification of the notice, `BizMsgIdr` of its header.
    pub reference: Option<&'a str>,
    /// The event that it told of.
    pub event: Option<Event<'a>>,
}

/// Appends the answer to the notice of an event, admi.011, with its envelope.
pub fn event_acknowledgement<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &EventAcknowledgement<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.event_acknowledgement);
    pen.raw("<SysEvtAck>");
    pen.text(tag!("MsgId"), head.heading.message_id, MAX_35);
    pen.text_if(tag!("OrgtrRef"), body.reference, MAX_35);
    if let Some(event) = &body.event {
        pen.raw("<AckDtls>");
        details(pen, event, MAX_350);
        pen.raw("</AckDtls>");
    }
    pen.raw("</SysEvtAck>");
    head.close(pen);
}

fn details(pen: &mut Pen<'_>, event: &Event<'_>, chars_max: usize) {
    pen.plain(tag!("EvtCd"), event.code);
    for parameter in event.parameters {
        pen.text_if(tag!("EvtParam"), Some(parameter), MAX_35);
    }
    pen.text_if(tag!("EvtDesc"), event.description, chars_max);
    pen.plain_if(tag!("EvtTm"), event.time);
}
