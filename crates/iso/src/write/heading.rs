//! The business application header, head.001.001.02, of every message that the system sends.
//!
//! Sender and receiver come from the node, identifications from the outcome. The header never
//! carries a signature: signatures are detached over the bytes (field rule 24).

use super::pen::{MAX_35, Pen};
use super::{ENVELOPE_NAMESPACE, ISO_NAMESPACE};
use crate::view::{Header, PartyId};
use suftaja_base::Instant;

/// What a new header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// Who sends, in the forwarding direction the system.
    pub from: PartyId<'a>,
    /// Who receives.
    pub to: PartyId<'a>,
    /// The sender's own identification of the message, at most 35 characters.
    pub message_id: &'a str,
    /// When the message was made.
    pub created: Instant,
    /// Whether the message may have been sent before.
    pub possible_duplicate: bool,
    /// The header that this one answers or carries on.
    pub related: Option<Related<'a>>,
}

/// The header of a received message, as the new one refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related<'a> {
    /// Who sent it.
    pub from: PartyId<'a>,
    /// Who was to receive it.
    pub to: PartyId<'a>,
    /// Its identification.
    pub message_id: &'a str,
    /// Its message definition, such as `pacs.009.001.08`.
    pub definition: &'a str,
    /// When it was made, in the text of that header.
    pub created: &'a str,
}

impl<'a> Related<'a> {
    /// Refers to a received header; nothing where a mandatory value of it is missing.
    #[must_use]
    pub fn of(header: &'a Header<'_>) -> Option<Self> {
        Some(Self {
            from: header.from.clone()?,
            to: header.to.clone()?,
            message_id: header.message_id.as_deref()?,
            definition: header.definition.as_deref()?,
            created: header.created_text.as_deref()?,
        })
    }
}

/// Opens the envelope and writes the header of a message of this definition.
pub(super) fn open_envelope(pen: &mut Pen<'_>, heading: &Heading<'_>, definition: &str) {
    pen.raw("<BizMsg xmlns=\"");
    pen.raw(ENVELOPE_NAMESPACE);
    pen.raw("\">");
    header(pen, heading, definition);
}

/// Opens the Document of a message of this definition.
pub(super) fn open_document(pen: &mut Pen<'_>, definition: &str) {
    pen.raw("<Document xmlns=\"");
    pen.raw(ISO_NAMESPACE);
    pen.raw(definition);
    pen.raw("\">");
}

/// Closes Document and envelope.
pub(super) fn close_envelope(pen: &mut Pen<'_>) {
    pen.raw("</Document></BizMsg>");
}

/// Writes `AppHdr`.
pub(super) fn header(pen: &mut Pen<'_>, heading: &Heading<'_>, definition: &str) {
    pen.raw("<AppHdr xmlns=\"");
    pen.raw(ISO_NAMESPACE);
    pen.raw("head.001.001.02\">");
    party(pen, "Fr", &heading.from);
    party(pen, "To", &heading.to);
    pen.text("BizMsgIdr", heading.message_id, MAX_35);
    pen.text("MsgDefIdr", definition, MAX_35);
    pen.plain("CreDt", heading.created);
    if heading.possible_duplicate {
        pen.raw("<PssblDplct>true</PssblDplct>");
    }
    if let Some(related) = &heading.related {
        pen.raw("<Rltd>");
        party(pen, "Fr", &related.from);
        party(pen, "To", &related.to);
        pen.text("BizMsgIdr", related.message_id, MAX_35);
        pen.text("MsgDefIdr", related.definition, MAX_35);
        pen.open("CreDt");
        pen.escaped(related.created);
        pen.close("CreDt");
        pen.raw("</Rltd>");
    }
    pen.raw("</AppHdr>");
}

fn party(pen: &mut Pen<'_>, tag: &str, id: &PartyId<'_>) {
    pen.open(tag);
    pen.institution("FIId", id);
    pen.close(tag);
}
