//! One line of a statement, a report or a notice: one entry on an account.
//!
//! Written into camt.052, camt.053 and camt.054 by the writers beside. A line never carries a name
//! or an address.

use super::notice::{Booking, Direction};
use super::pen::{MAX_35, MAX_500, Pen};
use crate::view::PartyId;
use suftaja_base::{Amount, BusinessDate, Currency, Instant, Uetr};

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

/// Writes `Ntry`.
pub(super) fn entry(pen: &mut Pen<'_>, line: &Line<'_>, currency: Currency) {
    pen.raw("<Ntry>");
    pen.plain("NtryRef", line.entry);
    pen.amount("Amt", line.amount, currency);
    pen.plain("CdtDbtInd", line.direction.code());
    pen.raw("<Sts><Cd>BOOK</Cd></Sts><BookgDt>");
    pen.plain("DtTm", line.booked);
    pen.raw("</BookgDt><ValDt>");
    pen.plain("Dt", line.value_date);
    pen.raw("</ValDt>");
    pen.plain("AcctSvcrRef", line.entry);
    pen.raw("<BkTxCd><Prtry>");
    pen.plain("Cd", line.booking.code());
    pen.raw("<Issr>SUFTAJA</Issr></Prtry></BkTxCd><NtryDtls><TxDtls>");
    details(pen, line, currency);
    pen.raw("</TxDtls></NtryDtls>");
    pen.text_if("AddtlNtryInf", line.text, MAX_500);
    pen.raw("</Ntry>");
}

fn details(pen: &mut Pen<'_>, line: &Line<'_>, currency: Currency) {
    pen.raw("<Refs>");
    pen.text_if("MsgId", line.message_id, MAX_35);
    pen.plain("AcctSvcrRef", line.entry);
    pen.text_if("InstrId", line.instruction_id, MAX_35);
    pen.text_if("EndToEndId", line.end_to_end_id, MAX_35);
    pen.plain_if("UETR", line.uetr);
    pen.text_if("TxId", line.transaction_id, MAX_35);
    pen.raw("</Refs>");
    pen.amount("Amt", line.amount, currency);
    pen.plain("CdtDbtInd", line.direction.code());
    if let Some(counterparty) = &line.counterparty {
        pen.raw("<RltdAgts>");
        // Who is credited hears of the debtor's agent, who is debited of the creditor's.
        let tag = match line.direction {
            Direction::Credit => "DbtrAgt",
            Direction::Debit => "CdtrAgt",
        };
        pen.institution(tag, counterparty);
        pen.raw("</RltdAgts>");
    }
}
