//! One line of a statement, a report or a notice: one entry on an account.
//!
//! Written into camt.052, camt.053 and camt.054 by the writers beside. A line never carries a name
//! or an address.

use super::pen::{MAX_35, MAX_500, Pen, tag};
use crate::view::{AccountId, PartyId};
use suftaja_base::{Amount, BusinessDate, Currency, Instant, Uetr, packed_enum};

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
    /// Money frozen by an authority's order, or let out again.
    Freeze,
}
packed_enum!(Booking {
    0 => Funding,
    1 => Withdrawal,
    2 => Payment,
    3 => Fee,
    4 => Session,
    5 => Correction,
    6 => Freeze,
});

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
            Self::Freeze => "FREEZE",
        }
    }
}

/// One entry on an account, with the instruction behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
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

/// Writes `Acct`: which account it is, its currency and who keeps it.
pub(super) fn account(
    pen: &mut Pen<'_>,
    id: &AccountId,
    currency: Currency,
    servicer: Option<&PartyId<'_>>,
) {
    pen.raw("<Acct>");
    pen.account_id(id);
    pen.plain(tag!("Ccy"), currency);
    pen.institution_if(tag!("Svcr"), servicer);
    pen.raw("</Acct>");
}

/// Writes `Ntry`.
pub(super) fn entry(pen: &mut Pen<'_>, line: &Line<'_>, currency: Currency) {
    pen.raw("<Ntry>");
    pen.plain(tag!("NtryRef"), line.entry);
    pen.amount(tag!("Amt"), line.amount, currency);
    pen.plain(tag!("CdtDbtInd"), line.direction.code());
    pen.raw("<Sts><Cd>BOOK</Cd></Sts>");
    pen.plain(tag!("BookgDt", "DtTm"), line.booked);
    pen.plain(tag!("ValDt", "Dt"), line.value_date);
    pen.plain(tag!("AcctSvcrRef"), line.entry);
    pen.raw("<BkTxCd><Prtry>");
    pen.plain(tag!("Cd"), line.booking.code());
    pen.raw("<Issr>SUFTAJA</Issr></Prtry></BkTxCd><NtryDtls><TxDtls>");
    details(pen, line, currency);
    pen.raw("</TxDtls></NtryDtls>");
    pen.text_if(tag!("AddtlNtryInf"), line.text, MAX_500);
    pen.raw("</Ntry>");
}

fn details(pen: &mut Pen<'_>, line: &Line<'_>, currency: Currency) {
    pen.raw("<Refs>");
    pen.text_if(tag!("MsgId"), line.message_id, MAX_35);
    pen.plain(tag!("AcctSvcrRef"), line.entry);
    pen.text_if(tag!("InstrId"), line.instruction_id, MAX_35);
    pen.text_if(tag!("EndToEndId"), line.end_to_end_id, MAX_35);
    pen.plain_if(tag!("UETR"), line.uetr);
    pen.text_if(tag!("TxId"), line.transaction_id, MAX_35);
    pen.raw("</Refs>");
    pen.amount(tag!("Amt"), line.amount, currency);
    pen.plain(tag!("CdtDbtInd"), line.direction.code());
    if let Some(counterparty) = &line.counterparty {
        // Who is credited hears of the debtor's agent, who is debited of the creditor's.
        let tag = match line.direction {
            Direction::Credit => tag!("RltdAgts", "DbtrAgt"),
            Direction::Debit => tag!("RltdAgts", "CdtrAgt"),
        };
        pen.institution(tag, counterparty);
    }
}
