//! Reports, statements and notices: one currency, totals that are sums, balances that add up.
//!
//! camt.052, camt.053 and camt.054 come in. A statement in pages is judged page by page as far as
//! a page tells; what stands on another page is never guessed.

use super::policy::Judge;
use super::sum::scaled;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use std::borrow::Cow;
use suftaja_base::suf::rule;

/// Judges each report, statement or notice of the message.
pub(super) fn check<'r>(message: &Node<'r>, kind: Tag, judge: &mut Judge<'_, 'r>) {
    for statement in message.all(kind) {
        currency(&statement, judge);
        totals(&statement, judge);
        if kind == Tag::Stmt {
            balances(&statement, judge);
        }
    }
}

fn currency<'r>(statement: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(account) = statement.text_at(path::ACCOUNT_CURRENCY) else { return };
    for node in statement.children().filter(|node| matches!(node.tag(), Tag::Bal | Tag::Ntry)) {
        if let Some(amount) = node.child(Tag::Amt)
            && amount.currency().is_some_and(|currency| currency != account)
        {
            let text = format!("The account is in {account}, this amount is not.");
            judge.at(&amount, rule::ENTRY_CURRENCY, text);
        }
    }
}

/// The totals are those of the entries, where all of them stand here.
fn totals<'r>(statement: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(summary) = statement.child(Tag::TxsSummry) else { return };
    if !is_whole(statement) || statement.child(Tag::Ntry).is_none() {
        return;
    }
    for (tag, direction) in [
        (Tag::TtlNtries, None),
        (Tag::TtlCdtNtries, Some("CRDT")),
        (Tag::TtlDbtNtries, Some("DBIT")),
    ] {
        let Some(total) = summary.child(tag) else { continue };
        let counted = || {
            statement.all(Tag::Ntry).filter(move |entry| {
                direction.is_none_or(|side| entry.text_of(Tag::CdtDbtInd).as_deref() == Some(side))
            })
        };
        if let Some(count) = total.child(Tag::NbOfNtries)
            && count.text().trim().parse() != Ok(counted().count())
        {
            let text = format!("{tag} says {}, {} stand here.", count.text(), counted().count());
            judge.at(&count, rule::BALANCES, text);
        }
        let sum = counted().try_fold(0_u128, |sum, entry| {
            sum.checked_add(scaled(entry.text_of(Tag::Amt)?.trim())?)
        });
        if let (Some(told), Some(sum)) = (total.child(Tag::Sum), sum)
            && scaled(told.text().trim()).is_some_and(|told| told != sum)
        {
            let text = format!("{tag} is not the sum of its entries.");
            judge.at(&told, rule::BALANCES, text);
        }
    }
}

/// The status of an entry: a choice in newer versions, a code in older ones.
fn status<'r>(entry: &Node<'r>) -> Option<Cow<'r, str>> {
    let status = entry.child(Tag::Sts)?;
    match status.children().next() {
        Some(chosen) => (chosen.tag() == Tag::Cd).then(|| chosen.text()),
        None => Some(status.text()),
    }
}

/// Opening balance and booked entries give the closing balance.
fn balances<'r>(statement: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let one = |code: &str| {
        let mut found = statement.all(Tag::Bal).filter(|balance| {
            balance.text_at(path::BALANCE_CODE).as_deref() == Some(code)
                && balance.child(Tag::Tp).is_some_and(|kind| kind.child(Tag::SubTp).is_none())
        });
        found.next().filter(|_| found.next().is_none())
    };
    let opening = one("OPBD").or_else(|| one("PRCD"));
    let (Some(opening), Some(closing)) = (opening, one("CLBD")) else { return };
    if !is_whole(statement) {
        return;
    }
    let booked = statement
        .all(Tag::Ntry)
        .filter(|entry| matches!(status(entry).as_deref(), Some("BOOK") | None));
    let mut entries = booked.map(|entry| signed(&entry));
    let sum = signed(&opening)
        .and_then(|sum| entries.try_fold(sum, |sum, entry| sum.checked_add(entry?)));
    if let (Some(sum), Some(told)) = (sum, signed(&closing))
        && sum != told
    {
        let text = "Opening balance and entries do not give the closing balance.";
        judge.at(&closing, rule::BALANCES, text);
    }
}

/// The amount of a balance or entry with its sign; nothing when it is beyond what can be computed.
fn signed(node: &Node<'_>) -> Option<i128> {
    let amount = i128::try_from(scaled(node.text_of(Tag::Amt)?.trim())?).ok()?;
    match node.text_of(Tag::CdtDbtInd).as_deref() {
        Some("CRDT") => Some(amount),
        Some("DBIT") => Some(-amount),
        _ => None,
    }
}

/// Whether everything stands on this one page.
fn is_whole(statement: &Node<'_>) -> bool {
    let pages = [Tag::StmtPgntn, Tag::RptPgntn, Tag::NtfctnPgntn];
    let page = pages.iter().find_map(|&tag| statement.child(tag));
    page.is_none_or(|page| {
        page.text_of(Tag::PgNb).is_some_and(|number| number.trim_start_matches('0') == "1")
            && matches!(page.text_of(Tag::LastPgInd).as_deref(), Some("true" | "1"))
    })
}
