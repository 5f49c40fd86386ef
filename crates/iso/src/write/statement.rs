//! camt.052.001.08 and camt.053.001.08: an account in the course of a day, and after it.
//!
//! Balances and lines of one account come in, as of a durable entry; pages of it go to the owner.
//! Totals are taken over the lines of the page; a writer never computes a balance.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::line::{Line, entry};
use super::notice::Direction;
use super::pen::{MAX_35, MAX_500, Pen};
use crate::code_set::BalanceType;
use crate::view::{AccountId, PartyId};
use suftaja_base::width::to_u64;
use suftaja_base::{Amount, BusinessDate, Currency, Instant};

/// One balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Which balance.
    pub kind: BalanceType,
    /// Its size; the direction says on which side.
    pub amount: Amount,
    /// Credit for money of the owner, debit for what the owner owes.
    pub direction: Direction,
    /// The business day.
    pub date: BusinessDate,
}

/// One page of a statement or report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The identification of the statement, the same on all its pages.
    pub id: &'a str,
    /// The number of the page, from 1.
    pub page: u16,
    /// Whether it is the last page.
    pub last_page: bool,
    /// `ElctrncSeqNb`, the number of the statement in the series of this account.
    pub sequence: u32,
    /// From when until when the lines were booked.
    pub period: Option<(Instant, Instant)>,
    /// The account.
    pub account: AccountId,
    /// Its currency.
    pub currency: Currency,
    /// Who keeps the account: the central bank of the currency.
    pub servicer: Option<PartyId<'a>>,
    /// The balances; a statement has at least one.
    pub balances: &'a [Balance],
    /// The lines of this page.
    pub lines: &'a [Line<'a>],
    /// A sentence for people, cut to 500 characters.
    pub text: Option<&'a str>,
}

/// Appends a report in the course of the day, camt.052.001.08, with its envelope.
pub fn report(heading: &Heading<'_>, body: &Statement<'_>, out: &mut Vec<u8>) {
    let names = Names {
        definition: "camt.052.001.08",
        message: "BkToCstmrAcctRpt",
        page: "Rpt",
        pagination: "RptPgntn",
        text: "AddtlRptInf",
    };
    names.write(heading, body, out);
}

/// Appends a statement after the day, camt.053.001.08, with its envelope.
///
/// Without a balance it writes nothing, since the schema wants one.
pub fn statement(heading: &Heading<'_>, body: &Statement<'_>, out: &mut Vec<u8>) {
    if body.balances.is_empty() {
        return;
    }
    let names = Names {
        definition: "camt.053.001.08",
        message: "BkToCstmrStmt",
        page: "Stmt",
        pagination: "StmtPgntn",
        text: "AddtlStmtInf",
    };
    names.write(heading, body, out);
}

/// The elements in which report and statement differ.
struct Names {
    definition: &'static str,
    message: &'static str,
    page: &'static str,
    pagination: &'static str,
    text: &'static str,
}

impl Names {
    fn write(&self, heading: &Heading<'_>, body: &Statement<'_>, out: &mut Vec<u8>) {
        let pen = &mut Pen::new(out);
        open_envelope(pen, heading, self.definition);
        open_document(pen, self.definition);
        pen.open(self.message);
        pen.raw("<GrpHdr>");
        pen.text("MsgId", heading.message_id, MAX_35);
        pen.plain("CreDtTm", heading.created);
        pen.raw("</GrpHdr>");
        pen.open(self.page);
        pen.text("Id", body.id, MAX_35);
        pen.open(self.pagination);
        pen.plain("PgNb", u32::from(body.page));
        pen.plain("LastPgInd", if body.last_page { "true" } else { "false" });
        pen.close(self.pagination);
        pen.plain("ElctrncSeqNb", body.sequence);
        pen.plain("CreDtTm", heading.created);
        if let Some((from, to)) = body.period {
            pen.raw("<FrToDt>");
            pen.plain("FrDtTm", from);
            pen.plain("ToDtTm", to);
            pen.raw("</FrToDt>");
        }
        pen.raw("<Acct>");
        pen.account_id(&body.account);
        pen.plain("Ccy", body.currency);
        pen.institution_if("Svcr", body.servicer.as_ref());
        pen.raw("</Acct>");
        for balance in body.balances {
            self::balance(pen, balance, body.currency);
        }
        totals(pen, body.lines, body.currency);
        for line in body.lines {
            entry(pen, line, body.currency);
        }
        pen.text_if(self.text, body.text, MAX_500);
        pen.close(self.page);
        pen.close(self.message);
        close_envelope(pen);
    }
}

fn balance(pen: &mut Pen<'_>, balance: &Balance, currency: Currency) {
    pen.raw("<Bal><Tp><CdOrPrtry>");
    pen.plain("Cd", balance.kind.code());
    pen.raw("</CdOrPrtry></Tp>");
    pen.amount("Amt", balance.amount, currency);
    pen.plain("CdtDbtInd", balance.direction.code());
    pen.raw("<Dt>");
    pen.plain("Dt", balance.date);
    pen.raw("</Dt></Bal>");
}

fn totals(pen: &mut Pen<'_>, lines: &[Line<'_>], currency: Currency) {
    pen.raw("<TxsSummry>");
    for (tag, direction) in [
        ("TtlNtries", None),
        ("TtlCdtNtries", Some(Direction::Credit)),
        ("TtlDbtNtries", Some(Direction::Debit)),
    ] {
        let counted = || lines.iter().filter(|line| direction.is_none_or(|d| d == line.direction));
        pen.open(tag);
        pen.plain("NbOfNtries", to_u64(counted().count()));
        let sum = counted().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.amount));
        // DecimalNumber has 18 digits: a greater sum is left out, never cut.
        if let Some(sum) = sum.filter(|sum| sum.minor() < 1_000_000_000_000_000_000) {
            pen.open("Sum");
            pen.raw(sum.display(currency.minor_units()).as_str());
            pen.close("Sum");
        }
        pen.close(tag);
    }
    pen.raw("</TxsSummry>");
}
