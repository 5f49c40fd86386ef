//! The instruction that a message is about, as its sender knows it.
//!
//! Received instructions come in; status, return and resolution refer to them in the same block. It
//! never says more of the instruction than its sender wrote.

use super::NOT_PROVIDED;
use super::pen::{MAX_35, Pen, tag};
use crate::view::{About, CreditTransfer, Reference};
use suftaja_base::{Amount, BusinessDate, Currency, Uetr};

/// The instruction that a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original<'a> {
    /// `MsgId` of the instruction's group.
    pub message_id: &'a str,
    /// Its message definition, such as `pacs.008.001.08`.
    pub definition: &'a str,
    /// `InstrId`.
    pub instruction_id: Option<&'a str>,
    /// `EndToEndId`.
    pub end_to_end_id: Option<&'a str>,
    /// `TxId`.
    pub transaction_id: Option<&'a str>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
    /// The settlement amount, where it could be read.
    pub amount: Option<(Amount, Currency)>,
    /// The settlement date, where it could be read.
    pub settlement_date: Option<BusinessDate>,
}

impl<'a> Original<'a> {
    /// Refers to a received instruction.
    #[must_use]
    pub fn of(instruction: &'a CreditTransfer<'_>) -> Self {
        Self {
            message_id: &instruction.message_id,
            definition: instruction.family.definition(),
            instruction_id: instruction.instruction_id.as_deref(),
            end_to_end_id: Some(&instruction.end_to_end_id),
            transaction_id: instruction.transaction_id.as_deref(),
            uetr: instruction.uetr,
            amount: Some((instruction.amount, instruction.currency)),
            settlement_date: instruction.settlement_date,
        }
    }

    /// Refers to an instruction of which only the identifications could be read.
    #[must_use]
    pub fn of_reference(reference: &'a Reference<'_>) -> Self {
        Self {
            message_id: &reference.message_id,
            definition: reference.family.definition(),
            instruction_id: reference.instruction_id.as_deref(),
            end_to_end_id: reference.end_to_end_id.as_deref(),
            transaction_id: reference.transaction_id.as_deref(),
            uetr: reference.uetr,
            amount: None,
            settlement_date: None,
        }
    }

    /// Refers to a received return (pacs.004) as to an instruction of its own: its identification
    /// within the message is the one that its sender gave it, `RtrId`.
    #[must_use]
    pub fn of_return(about: &'a About<'_>, definition: &'a str) -> Self {
        Self {
            message_id: &about.message_id,
            definition,
            instruction_id: about.id.as_deref(),
            end_to_end_id: about.original.end_to_end_id.as_deref(),
            transaction_id: about.original.transaction_id.as_deref(),
            uetr: about.original.uetr,
            amount: about.returned,
            settlement_date: about.settlement_date,
        }
    }

    /// Refers to the payment that a received message is about, as that message names it.
    #[must_use]
    pub fn of_original(about: &'a About<'_>) -> Self {
        let original = &about.original;
        Self {
            message_id: original.message_id.as_deref().unwrap_or(NOT_PROVIDED),
            definition: original.definition.as_deref().unwrap_or(NOT_PROVIDED),
            instruction_id: original.instruction_id.as_deref(),
            end_to_end_id: original.end_to_end_id.as_deref(),
            transaction_id: original.transaction_id.as_deref(),
            uetr: original.uetr,
            amount: original.amount,
            settlement_date: original.settlement_date,
        }
    }

    /// Refers to a message of which nothing else could be read.
    #[must_use]
    pub fn of_message(message_id: &'a str, definition: &'a str) -> Self {
        Self {
            message_id,
            definition,
            instruction_id: None,
            end_to_end_id: None,
            transaction_id: None,
            uetr: None,
            amount: None,
            settlement_date: None,
        }
    }

    /// Writes `OrgnlGrpInf` to `OrgnlUETR`.
    pub(super) fn identification(&self, pen: &mut Pen<'_>) {
        pen.raw("<OrgnlGrpInf>");
        pen.text(tag!("OrgnlMsgId"), self.message_id, MAX_35);
        pen.text(tag!("OrgnlMsgNmId"), self.definition, MAX_35);
        pen.raw("</OrgnlGrpInf>");
        pen.text_if(tag!("OrgnlInstrId"), self.instruction_id, MAX_35);
        pen.text_if(tag!("OrgnlEndToEndId"), self.end_to_end_id, MAX_35);
        pen.text_if(tag!("OrgnlTxId"), self.transaction_id, MAX_35);
        pen.plain_if(tag!("OrgnlUETR"), self.uetr);
    }

    /// Writes `OrgnlIntrBkSttlmAmt` and `OrgnlIntrBkSttlmDt`.
    pub(super) fn settlement(&self, pen: &mut Pen<'_>) {
        if let Some((amount, currency)) = self.amount {
            pen.amount(tag!("OrgnlIntrBkSttlmAmt"), amount, currency);
        }
        pen.plain_if(tag!("OrgnlIntrBkSttlmDt"), self.settlement_date);
    }
}
