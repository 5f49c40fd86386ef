//! admi.007 and camt.025: that a message arrived, and what became of a request.
//!
//! Outcomes for messages that are no payment come in: transfers of liquidity, queries, messages
//! whose arrival the profile wants confirmed. A receipt must never stand for the status of a
//! payment, which is pacs.002.

use super::heading::InEdition;
use super::pen::{MAX_35, MAX_105, MAX_140, Pen, tag};
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
    /// A sentence for people, cut to 140 characters, to 105 in version 8 of camt.025.
    pub text: Option<&'a str>,
}

/// Appends the acknowledgement of messages, admi.007, with its envelope.
///
/// Without any message to acknowledge it writes nothing, since the schema wants one.
pub fn acknowledgement<'h>(
    heading: impl Into<InEdition<'h>>,
    receipts: &[Receipt<'_>],
    out: &mut Vec<u8>,
) {
    if receipts.is_empty() {
        return;
    }
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.acknowledgement);
    pen.raw("<RctAck><MsgId>");
    head.identification(pen);
    pen.raw("</MsgId>");
    for receipt in receipts {
        pen.raw("<Rpt><RltdRef>");
        pen.text(tag!("Ref"), receipt.message_id, MAX_35);
        pen.text_if(tag!("MsgNm"), receipt.definition, MAX_35);
        pen.raw("</RltdRef><ReqHdlg>");
        pen.plain(tag!("StsCd"), receipt.handling.code());
        pen.plain_if(tag!("StsDtTm"), receipt.time);
        pen.text_if(tag!("Desc"), receipt.text, MAX_140);
        pen.raw("</ReqHdlg></Rpt>");
    }
    pen.raw("</RctAck>");
    head.close(pen);
}

/// Appends the receipt of one request, camt.025, with its envelope.
pub fn receipt<'h>(heading: impl Into<InEdition<'h>>, body: &Receipt<'_>, out: &mut Vec<u8>) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    let version = head.edition.receipt;
    head.open(pen, version);
    pen.raw("<Rct><MsgHdr>");
    head.identification(pen);
    pen.raw("</MsgHdr><RctDtls><OrgnlMsgId>");
    pen.text(tag!("MsgId"), body.message_id, MAX_35);
    pen.text_if(tag!("MsgNmId"), body.definition, MAX_35);
    pen.raw("</OrgnlMsgId><ReqHdlg>");
    if version.since(8) {
        // The code set of the status is younger than the sets at hand: only a proprietary code can
        // be known to be right (field rule 9).
        pen.plain(tag!("Sts", "Prtry"), body.handling.code());
    } else {
        pen.plain(tag!("StsCd"), body.handling.code());
    }
    // Version 8 has no place for a description but beside the reason.
    if version.since(8) && !version.since(9) {
        pen.text_if(tag!("StsRsn", "AddtlInf"), body.text, MAX_105);
    } else {
        pen.text_if(tag!("Desc"), body.text, MAX_140);
    }
    pen.raw("</ReqHdlg></RctDtls></Rct>");
    head.close(pen);
}
