//! camt.054.001.08, the notice of one entry on an account to its owner.
//!
//! Outcomes come in for entries whose owner saw no payment message (field rule 14): funding,
//! withdrawal, fees, results of a session, corrections, entries of an indirect participant. A
//! notice never carries a name or an address.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::line::{Line, entry};
use super::pen::{MAX_35, Pen};
use crate::view::{AccountId, PartyId};
use suftaja_base::{Amount, BusinessDate, Currency, Instant, Uetr};

/// Whether the entry adds to the account or takes from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The balance grows.
    Credit,
    /// The balance falls.
    Debit,
}

impl Direction {
    /// The code of `CreditDebitCode`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Credit => "CRDT",
            Self::Debit => "DBIT",
        }
    }
}

/// What kind of business an entry is, as a proprietary transaction code of the system.
///
/// The external domain, family and sub-family codes are not part of the code sets in use, so none
/// is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Booking {
    /// The central bank issued money to the account.
    Funding,
    /// The central bank withdrew money from the account.
    Withdrawal,
    /// A payment.
    Payment,
    /// A fee.
    Fee,
    /// The result of a netting session.
    Session,
    /// A correction.
    Correction,
}

impl Booking {
    /// The proprietary code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Funding => "FUNDING",
            Self::Withdrawal => "WITHDRAWAL",
            Self::Payment => "PAYMENT",
            Self::Fee => "FEE",
            Self::Session => "SESSION",
            Self::Correction => "CORRECTION",
        }
    }
}

/// The notice of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// The account.
    pub account: AccountId,
    /// Its currency.
    pub currency: Currency,
    /// Who keeps the account: the central bank of the currency.
    pub servicer: Option<PartyId<'a>>,
    /// The amount of the entry.
    pub amount: Amount,
    /// Whether it adds or takes.
    pub direction: Direction,
    /// What kind of business it is.
    pub booking: Booking,
    /// The number of the journal entry, the servicer's reference.
    pub entry: u64,
    /// When it was booked (SF3).
    pub booked: Instant,
    /// The value date.
    pub value_date: BusinessDate,
    /// `MsgId` of the instruction behind it.
    pub message_id: Option<&'a str>,
    /// `InstrId` of the instruction behind it.
    pub instruction_id: Option<&'a str>,
    /// `EndToEndId` of the instruction behind it.
    pub end_to_end_id: Option<&'a str>,
    /// `TxId` of the instruction behind it.
    pub transaction_id: Option<&'a str>,
    /// `UETR` of the instruction behind it.
    pub uetr: Option<Uetr>,
    /// The agent on the other side.
    pub counterparty: Option<PartyId<'a>>,
    /// A sentence for people, cut to 500 characters.
    pub text: Option<&'a str>,
}

impl<'a> Notice<'a> {
    /// The one line of the notice.
    fn line(&self) -> Line<'a> {
        Line {
            amount: self.amount,
            direction: self.direction,
            booking: self.booking,
            entry: self.entry,
            booked: self.booked,
            value_date: self.value_date,
            message_id: self.message_id,
            instruction_id: self.instruction_id,
            end_to_end_id: self.end_to_end_id,
            transaction_id: self.transaction_id,
            uetr: self.uetr,
            counterparty: self.counterparty.clone(),
            text: self.text,
        }
    }
}

/// Appends the whole message with its envelope.
pub fn notice(heading: &Heading<'_>, body: &Notice<'_>, out: &mut Vec<u8>) {
    let definition = "camt.054.001.08";
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<BkToCstmrDbtCdtNtfctn><GrpHdr>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("</GrpHdr><Ntfctn>");
    pen.text("Id", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("<Acct>");
    pen.account_id(&body.account);
    pen.plain("Ccy", body.currency);
    pen.institution_if("Svcr", body.servicer.as_ref());
    pen.raw("</Acct>");
    entry(pen, &body.line(), body.currency);
    pen.raw("</Ntfctn></BkToCstmrDbtCdtNtfctn>");
    close_envelope(pen);
}
