//! Reports, statements and notices of an account: camt.052, camt.053, camt.054.
//!
//! Read into balances and lines with signed minor units, for reconciliation with another
//! system's books (field rule 18). Names of the account and of parties are not read.

use super::party::{AccountId, account};
use super::transfer::amount;
use crate::collect::Findings;
use crate::finding::Finding;
use crate::path;
use crate::reading::{Node, Reading};
use crate::tag::Tag;
use std::borrow::Cow;
use suftaja_base::Currency;

/// One report, statement or notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountReport<'a> {
    /// `Id`.
    pub id: Cow<'a, str>,
    /// The account.
    pub account: Option<AccountId>,
    /// The balances: type and signed amount.
    pub balances: Vec<(Cow<'a, str>, Money)>,
    /// The entries.
    pub lines: Vec<ReportLine<'a>>,
}

/// A signed amount: what the owner has is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Minor units of the currency.
    pub minor: i128,
    /// The currency.
    pub currency: Currency,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine<'a> {
    /// The signed amount.
    pub money: Money,
    /// The amount as it was written, without its sign.
    pub amount_text: Cow<'a, str>,
    /// The status: BOOK, PDNG, INFO or FUTR.
    pub status: Option<Cow<'a, str>>,
    /// `AcctSvcrRef`, the servicer's reference.
    pub servicer_reference: Option<Cow<'a, str>>,
    /// `EndToEndId` of the first transaction behind it.
    pub end_to_end_id: Option<Cow<'a, str>>,
}

/// Reads all reports, statements or notices of the first Document; a balance or entry whose amount
/// cannot be read is left out, and its finding says why.
#[must_use]
pub fn account_reports<'r>(reading: &Reading<'r>) -> (Vec<AccountReport<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let message = reading.document().and_then(|part| part.root()?.children().next());
    let Some(message) = message else { return (Vec::new(), Vec::new()) };
    let kind = match message.tag() {
        Tag::BkToCstmrAcctRpt => Tag::Rpt,
        Tag::BkToCstmrStmt => Tag::Stmt,
        Tag::BkToCstmrDbtCdtNtfctn => Tag::Ntfctn,
        _ => return (Vec::new(), Vec::new()),
    };
    let reports = message.all(kind).map(|node| report(&node, &mut findings)).collect();
    (reports, findings.finish(reading.bytes()).0)
}

fn report<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> AccountReport<'r> {
    let mut report = AccountReport {
        id: node.text_of(Tag::Id).unwrap_or_default(),
        account: node.child(Tag::Acct).and_then(|found| account(&found, findings)),
        balances: Vec::new(),
        lines: Vec::new(),
    };
    for child in node.children() {
        match child.tag() {
            Tag::Bal => {
                let kind = child.follow(path::BALANCE_KIND);
                let kind = kind
                    .and_then(|kind| kind.text_of(Tag::Cd).or_else(|| kind.text_of(Tag::Prtry)));
                let money = money(&child, findings);
                report.balances.extend(money.map(|money| (kind.unwrap_or_default(), money)));
            }
            Tag::Ntry => {
                let Some(money) = money(&child, findings) else { continue };
                report.lines.push(ReportLine {
                    money,
                    amount_text: child.text_of(Tag::Amt).unwrap_or_default(),
                    status: child.text_at(path::ENTRY_STATUS).or_else(|| child.text_of(Tag::Sts)),
                    servicer_reference: child.text_of(Tag::AcctSvcrRef),
                    end_to_end_id: child.text_at(path::ENTRY_END_TO_END),
                });
            }
            _ => {}
        }
    }
    report
}

/// The amount with its sign; nothing where the side is missing.
fn money<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<Money> {
    let (amount, _, currency) = amount(&node.child(Tag::Amt)?, findings)?;
    let minor = i128::from(amount.minor());
    match node.text_of(Tag::CdtDbtInd).as_deref() {
        Some("CRDT") => Some(Money { minor, currency }),
        Some("DBIT") => Some(Money { minor: -minor, currency }),
        _ => None,
    }
}
