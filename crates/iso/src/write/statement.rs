//! camt.052 and camt.053: an account in the course of a day, and after it.
//!
//! Balances and lines of one account come in, as of a durable entry; pages of it go to the owner.
//! Totals are taken over the lines of the page; a writer never computes a balance.

use super::edition::Version;
use super::heading::InEdition;
use super::line::{Direction, Line, account, entry};
use super::pen::{MAX_35, MAX_500, Pen, Tag, tag};
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

/// How much of an account is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Its balances.
    Balances,
    /// And number and sum of its lines.
    Totals,
    /// And the lines.
    Lines,
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
    /// How much is told.
    pub detail: Detail,
    /// The lines of this page.
    pub lines: &'a [Line<'a>],
    /// A sentence for people, cut to 500 characters.
    pub text: Option<&'a str>,
}

/// Appends a report in the course of the day, camt.052, with its envelope.
pub fn report<'h>(heading: impl Into<InEdition<'h>>, body: &Statement<'_>, out: &mut Vec<u8>) {
    let names = Names {
        message: tag!("BkToCstmrAcctRpt"),
        page: tag!("Rpt"),
        pagination: tag!("RptPgntn"),
        text: tag!("AddtlRptInf"),
    };
    let head = heading.into();
    names.write(head, head.edition.report, body, out);
}

/// Appends a statement after the day, camt.053, with its envelope.
///
/// Without a balance it writes nothing, since the schema wants one.
pub fn statement<'h>(heading: impl Into<InEdition<'h>>, body: &Statement<'_>, out: &mut Vec<u8>) {
    if body.balances.is_empty() {
        return;
    }
    let names = Names {
        message: tag!("BkToCstmrStmt"),
        page: tag!("Stmt"),
        pagination: tag!("StmtPgntn"),
        text: tag!("AddtlStmtInf"),
    };
    let head = heading.into();
    names.write(head, head.edition.statement, body, out);
}

/// The elements in which report and statement differ.
struct Names {
    message: Tag,
    page: Tag,
    pagination: Tag,
    text: Tag,
}

impl Names {
    fn write(
        &self,
        head: InEdition<'_>,
        version: &Version,
        body: &Statement<'_>,
        out: &mut Vec<u8>,
    ) {
        let pen = &mut Pen::new(out);
        head.open(pen, version);
        pen.raw(self.message.start);
        pen.raw("<GrpHdr>");
        head.identification(pen);
        pen.raw("</GrpHdr>");
        pen.raw(self.page.start);
        pen.text(tag!("Id"), body.id, MAX_35);
        pen.raw(self.pagination.start);
        pen.plain(tag!("PgNb"), u32::from(body.page));
        pen.plain(tag!("LastPgInd"), if body.last_page { "true" } else { "false" });
        pen.raw(self.pagination.end);
        pen.plain(tag!("ElctrncSeqNb"), body.sequence);
        pen.plain(tag!("CreDtTm"), head.heading.created);
        if let Some((from, to)) = body.period {
            pen.raw("<FrToDt>");
            pen.plain(tag!("FrDtTm"), from);
            pen.plain(tag!("ToDtTm"), to);
            pen.raw("</FrToDt>");
        }
        account(pen, &body.account, body.currency, body.servicer.as_ref());
        for balance in body.balances {
            self::balance(pen, balance, body.currency);
        }
        if body.detail != Detail::Balances {
            totals(pen, body.lines, body.currency);
        }
        if body.detail == Detail::Lines {
            for line in body.lines {
                entry(pen, line, body.currency);
            }
        }
        pen.text_if(self.text, body.text, MAX_500);
        pen.raw(self.page.end);
        pen.raw(self.message.end);
        head.close(pen);
    }
}

fn balance(pen: &mut Pen<'_>, balance: &Balance, currency: Currency) {
    pen.raw("<Bal><Tp>");
    pen.plain(tag!("CdOrPrtry", "Cd"), balance.kind.code());
    pen.raw("</Tp>");
    pen.amount(tag!("Amt"), balance.amount, currency);
    pen.plain(tag!("CdtDbtInd"), balance.direction.code());
    pen.plain(tag!("Dt", "Dt"), balance.date);
    pen.raw("</Bal>");
}

fn totals(pen: &mut Pen<'_>, lines: &[Line<'_>], currency: Currency) {
    pen.raw("<TxsSummry>");
    for (tag, direction) in [
        (tag!("TtlNtries"), None),
        (tag!("TtlCdtNtries"), Some(Direction::Credit)),
        (tag!("TtlDbtNtries"), Some(Direction::Debit)),
    ] {
        let counted = || lines.iter().filter(|line| direction.is_none_or(|d| d == line.direction));
        pen.raw(tag.start);
        pen.plain(tag!("NbOfNtries"), to_u64(counted().count()));
        let sum = counted().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.amount));
        // DecimalNumber has 18 digits: a greater sum is left out, never cut.
        if let Some(sum) = sum.filter(|sum| sum.minor() < 1_000_000_000_000_000_000) {
            pen.raw("<Sum>");
            pen.decimal(sum, currency);
            pen.raw("</Sum>");
        }
        pen.raw(tag.end);
    }
    pen.raw("</TxsSummry>");
}
