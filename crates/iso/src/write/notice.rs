//! camt.054.001.08, the notice of one entry on an account to its owner.
//!
//! Outcomes come in for entries whose owner saw no payment message (field rule 14): funding,
//! withdrawal, fees, results of a session, corrections, entries of an indirect participant. A
//! notice never carries a name or an address.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_34, MAX_35, MAX_500, Pen};
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
    account(pen, body);
    pen.raw("<Ntry>");
    pen.plain("NtryRef", body.entry);
    pen.amount("Amt", body.amount, body.currency);
    pen.plain("CdtDbtInd", body.direction.code());
    pen.raw("<Sts><Cd>BOOK</Cd></Sts><BookgDt>");
    pen.plain("DtTm", body.booked);
    pen.raw("</BookgDt><ValDt>");
    pen.plain("Dt", body.value_date);
    pen.raw("</ValDt>");
    pen.plain("AcctSvcrRef", body.entry);
    pen.raw("<BkTxCd><Prtry>");
    pen.plain("Cd", body.booking.code());
    pen.raw("<Issr>SUFTAJA</Issr></Prtry></BkTxCd><NtryDtls><TxDtls>");
    details(pen, body);
    pen.raw("</TxDtls></NtryDtls>");
    pen.text_if("AddtlNtryInf", body.text, MAX_500);
    pen.raw("</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn>");
    close_envelope(pen);
}

fn account(pen: &mut Pen<'_>, body: &Notice<'_>) {
    pen.raw("<Acct><Id>");
    match body.account {
        AccountId::Iban(iban) => pen.plain("IBAN", iban),
        AccountId::Other(text) => {
            pen.raw("<Othr>");
            pen.text("Id", text.as_str(), MAX_34);
            pen.raw("</Othr>");
        }
    }
    pen.raw("</Id>");
    pen.text("Ccy", body.currency.code(), MAX_35);
    pen.institution_if("Svcr", body.servicer.as_ref());
    pen.raw("</Acct>");
}

fn details(pen: &mut Pen<'_>, body: &Notice<'_>) {
    pen.raw("<Refs>");
    pen.text_if("MsgId", body.message_id, MAX_35);
    pen.plain("AcctSvcrRef", body.entry);
    pen.text_if("InstrId", body.instruction_id, MAX_35);
    pen.text_if("EndToEndId", body.end_to_end_id, MAX_35);
    pen.plain_if("UETR", body.uetr);
    pen.text_if("TxId", body.transaction_id, MAX_35);
    pen.raw("</Refs>");
    pen.amount("Amt", body.amount, body.currency);
    pen.plain("CdtDbtInd", body.direction.code());
    if let Some(counterparty) = &body.counterparty {
        pen.raw("<RltdAgts>");
        // Who is credited hears of the debtor's agent, who is debited of the creditor's.
        let tag = match body.direction {
            Direction::Credit => "DbtrAgt",
            Direction::Debit => "CdtrAgt",
        };
        pen.institution(tag, counterparty);
        pen.raw("</RltdAgts>");
    }
}
