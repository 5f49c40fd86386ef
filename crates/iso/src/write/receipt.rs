//! admi.007.001.01 and camt.025.001.05: that a message arrived, and what became of a request.
//!
//! Outcomes for messages that are no payment come in: transfers of liquidity, queries, messages
//! whose arrival the profile wants confirmed. A receipt must never stand for the status of a
//! payment, which is pacs.002.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_35, MAX_140, Pen};
use suftaja_base::Instant;

/// How a request was handled, as `StsCd`, a code of the system (`Max4AlphaNumericText`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handling {
    /// COMP: carried out.
    Completed,
    /// PDNG: it waits.
    Pending,
    /// QUED: it waits in the queue for cover.
    Queued,
    /// RJCT: refused.
    Rejected,
}

impl Handling {
    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Completed => "COMP",
            Self::Pending => "PDNG",
            Self::Queued => "QUED",
            Self::Rejected => "RJCT",
        }
    }
}

/// What became of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt<'a> {
    /// The identification of the message.
    pub message_id: &'a str,
    /// Its message definition, such as `camt.050.001.05`.
    pub definition: Option<&'a str>,
    /// How it was handled.
    pub handling: Handling,
    /// When that was decided; told only by [`acknowledgement`].
    pub time: Option<Instant>,
    /// A sentence for people, cut to 140 characters.
    pub text: Option<&'a str>,
}

/// Appends the acknowledgement of messages, admi.007.001.01, with its envelope.
///
/// Without any message to acknowledge it writes nothing, since the schema wants one.
pub fn acknowledgement(heading: &Heading<'_>, receipts: &[Receipt<'_>], out: &mut Vec<u8>) {
    if receipts.is_empty() {
        return;
    }
    let definition = "admi.007.001.01";
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<RctAck><MsgId>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("</MsgId>");
    for receipt in receipts {
        pen.raw("<Rpt><RltdRef>");
        pen.text("Ref", receipt.message_id, MAX_35);
        pen.text_if("MsgNm", receipt.definition, MAX_35);
        pen.raw("</RltdRef><ReqHdlg>");
        pen.plain("StsCd", receipt.handling.code());
        pen.plain_if("StsDtTm", receipt.time);
        pen.text_if("Desc", receipt.text, MAX_140);
        pen.raw("</ReqHdlg></Rpt>");
    }
    pen.raw("</RctAck>");
    close_envelope(pen);
}

/// Appends the receipt of one request, camt.025.001.05, with its envelope.
pub fn receipt(heading: &Heading<'_>, body: &Receipt<'_>, out: &mut Vec<u8>) {
    let definition = "camt.025.001.05";
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<Rct><MsgHdr>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("</MsgHdr><RctDtls><OrgnlMsgId>");
    pen.text("MsgId", body.message_id, MAX_35);
    pen.text_if("MsgNmId", body.definition, MAX_35);
    pen.raw("</OrgnlMsgId><ReqHdlg>");
    pen.plain("StsCd", body.handling.code());
    pen.text_if("Desc", body.text, MAX_140);
    pen.raw("</ReqHdlg></RctDtls></Rct>");
    close_envelope(pen);
}
