//! pacs.004, money that goes back to whom it came from.
//!
//! The returned payment and the reason come in. A return is a new payment with its own finality:
//! it never undoes the first one (field rule 3), and it may return a part of it.

use super::heading::InEdition;
use super::original::Original;
use super::pen::{MAX_35, MAX_105, Pen, tag};
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
pub fn payment_return<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &PaymentReturn<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.payment_return);
    pen.raw("<PmtRtr><GrpHdr>");
    head.identification(pen);
    pen.raw("<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><TxInf>");
    pen.text_if(tag!("RtrId"), body.return_id, MAX_35);
    body.original.identification(pen);
    body.original.settlement(pen);
    pen.amount(tag!("RtrdIntrBkSttlmAmt"), body.amount, body.currency);
    pen.plain(tag!("IntrBkSttlmDt"), body.settlement_date);
    pen.institution(tag!("InstgAgt"), &body.instructing_agent);
    pen.institution(tag!("InstdAgt"), &body.instructed_agent);
    pen.raw("<RtrChain>");
    pen.institution(tag!("Dbtr", "Agt"), &body.debtor);
    pen.institution(tag!("Cdtr", "Agt"), &body.creditor);
    pen.raw("</RtrChain><RtrRsnInf>");
    pen.plain(tag!("Rsn", "Cd"), body.reason);
    for line in body.lines {
        pen.text_if(tag!("AddtlInf"), Some(line), MAX_105);
    }
    pen.raw("</RtrRsnInf></TxInf></PmtRtr>");
    head.close(pen);
}
