//! pacs.004.001.09, money that goes back to whom it came from.
//!
//! The returned payment and the reason come in. A return is a new payment with its own finality:
//! it never undoes the first one (field rule 3), and it may return a part of it.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_35, MAX_105, Pen};
use super::status::Original;
use crate::code_set::ReturnReason;
use crate::view::PartyId;
use suftaja_base::{Amount, BusinessDate, Currency};

/// The return of one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReturn<'a> {
    /// `RtrId`, where it is not the identification of the message.
    pub return_id: Option<&'a str>,
    /// The payment that comes back.
    pub original: Original<'a>,
    /// The amount that comes back.
    pub amount: Amount,
    /// Its currency, that of the original settlement.
    pub currency: Currency,
    /// The value date of the return.
    pub settlement_date: BusinessDate,
    /// Who returns.
    pub instructing_agent: PartyId<'a>,
    /// Who receives the return.
    pub instructed_agent: PartyId<'a>,
    /// The bank from which the return goes out: the creditor of the original.
    pub debtor: PartyId<'a>,
    /// The bank to which it goes: the debtor of the original.
    pub creditor: PartyId<'a>,
    /// Why.
    pub reason: ReturnReason,
    /// Sentences beside the reason, each cut to 105 characters.
    pub lines: &'a [&'a str],
}

/// Appends the whole message with its envelope.
pub fn payment_return(heading: &Heading<'_>, body: &PaymentReturn<'_>, out: &mut Vec<u8>) {
    let definition = "pacs.004.001.09";
    let original = &body.original;
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<PmtRtr><GrpHdr>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><TxInf>");
    pen.text_if("RtrId", body.return_id, MAX_35);
    pen.raw("<OrgnlGrpInf>");
    pen.text("OrgnlMsgId", original.message_id, MAX_35);
    pen.text("OrgnlMsgNmId", original.definition, MAX_35);
    pen.raw("</OrgnlGrpInf>");
    pen.text_if("OrgnlInstrId", original.instruction_id, MAX_35);
    pen.text_if("OrgnlEndToEndId", original.end_to_end_id, MAX_35);
    pen.text_if("OrgnlTxId", original.transaction_id, MAX_35);
    pen.plain_if("OrgnlUETR", original.uetr);
    if let Some((amount, currency)) = original.amount {
        pen.amount("OrgnlIntrBkSttlmAmt", amount, currency);
    }
    pen.plain_if("OrgnlIntrBkSttlmDt", original.settlement_date);
    pen.amount("RtrdIntrBkSttlmAmt", body.amount, body.currency);
    pen.plain("IntrBkSttlmDt", body.settlement_date);
    pen.institution("InstgAgt", &body.instructing_agent);
    pen.institution("InstdAgt", &body.instructed_agent);
    pen.raw("<RtrChain><Dbtr>");
    pen.institution("Agt", &body.debtor);
    pen.raw("</Dbtr><Cdtr>");
    pen.institution("Agt", &body.creditor);
    pen.raw("</Cdtr></RtrChain><RtrRsnInf><Rsn>");
    pen.plain("Cd", body.reason);
    pen.raw("</Rsn>");
    for line in body.lines {
        pen.text_if("AddtlInf", Some(line), MAX_105);
    }
    pen.raw("</RtrRsnInf></TxInf></PmtRtr>");
    close_envelope(pen);
}
