//! Statements of an account: its lines with the balance behind each, as JSON and as CSV.
//!
//! `GET /v1/accounts/NUMBER/statement` tells a business day whole, `…/entries` all lines in pages
//! by their numbers. Every figure names its entry. References are those of the instruction; names
//! of parties are never here.

use super::money::{self, Money};
use super::register::name;
use crate::csv::Csv;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::query::Report;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, State};
use suftaja_node::book::Posting;
use suftaja_node::tell::References;
use suftaja_node::{Node, NodeError};

/// A business day of an account, or a page of its lines.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StatementView {
    as_of: EntryNumber,
    account: u32,
    owner: String,
    currency: String,
    /// The business day; absent in a page of lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Whether that day has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<bool>,
    /// The number of the statement in the series of the account, where the day has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<u32>,
    opening: Money,
    lines: Vec<LineView>,
    closing: Money,
    /// The line to ask behind next; absent in a statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u32>,
    /// Whether lines stand behind this page; absent in a statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LineView {
    /// Its number among the lines of the account, from 1.
    line: u32,
    /// The entry by which it was booked.
    entry: EntryNumber,
    /// The entry that brought the instruction.
    instruction: EntryNumber,
    booked: String,
    value_date: String,
    direction: &'static str,
    booking: &'static str,
    amount: Money,
    /// Behind the line.
    balance: Money,
    counterparty: String,
    counterparty_account: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instruction_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_to_end_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uetr: Option<String>,
}

/// What is to be told, taken while the writer waits.
struct Taken {
    as_of: EntryNumber,
    owner: String,
    currency: CurrencyId,
    date: Option<BusinessDate>,
    statement: Option<u32>,
    opening: i128,
    lines: Vec<(u32, Posting, String)>,
}

/// Which page of an account's lines.
#[derive(Clone, Copy)]
struct Page {
    /// The line behind which it begins.
    after: u32,
    /// Lines of the account, on the page and elsewhere.
    length: u32,
}

/// The business day of an account; nothing where it has no such day.
pub(crate) fn day(
    node: &Node,
    account: AccountId,
    date: Option<BusinessDate>,
) -> Result<Option<StatementView>, NodeError> {
    let taken = node.read(|state| {
        let held = state.ledger().account(account)?;
        let today = state.register().currency(held.currency()).and_then(|held| held.date);
        node.read_outbox(|outbox| {
            let book = outbox.book();
            let closed = date.filter(|date| book.closing_of(account, *date).is_some());
            let wanted = date.filter(|date| closed.is_some() || Some(*date) != today);
            let extract = book.extract(account, Report::Statement, wanted)?;
            let lines = book.lines(account, extract.first, extract.end);
            let statement = (extract.closing > 0).then_some(extract.closing);
            let opening = book.opening(account, &extract);
            Some(taken(state, account, (closed.or(today), statement), opening, lines))
        })
    });
    taken.map(|taken| finish(node, account, taken, None)).transpose()
}

/// Lines of an account behind a line, at most so many.
pub(crate) fn page(
    node: &Node,
    account: AccountId,
    after: u32,
    limit: u32,
) -> Result<StatementView, NodeError> {
    let (taken, page) = node.read(|state| {
        node.read_outbox(|outbox| {
            let book = outbox.book();
            let end = after.saturating_add(limit);
            let opening = book.balance_before(account, after);
            let lines = book.lines(account, after, end);
            let page = Page { after, length: book.length(account) };
            (taken(state, account, (None, None), opening, lines), page)
        })
    });
    finish(node, account, taken, Some(page))
}

fn taken(
    state: &State,
    account: AccountId,
    (date, statement): (Option<BusinessDate>, Option<u32>),
    opening: i128,
    lines: Vec<(u32, Posting)>,
) -> Taken {
    let held = state.ledger().account(account);
    let owner = |id| state.ledger().account(id).map(|held| name(state, held.owner()));
    let named = |(at, posting): (u32, Posting)| {
        (at, posting, owner(posting.seen_from(account).0).unwrap_or_default())
    };
    Taken {
        as_of: state.last(),
        owner: held.map(|held| name(state, held.owner())).unwrap_or_default(),
        currency: held.map(|held| held.currency()).unwrap_or_default(),
        date,
        statement,
        opening,
        lines: lines.into_iter().map(named).collect(),
    }
}

/// Adds what the sealed evidence says, without holding the writer up.
fn finish(
    node: &Node,
    account: AccountId,
    taken: Taken,
    page: Option<Page>,
) -> Result<StatementView, NodeError> {
    let (decimals, currency) = node
        .read(|state| (money::decimals(state, taken.currency), money::code(state, taken.currency)));
    let mut balance = taken.opening;
    let mut lines = Vec::with_capacity(taken.lines.len());
    let mut next = page.map(|page| page.after);
    for (at, posting, counterparty) in taken.lines {
        let (other, is_credit) = posting.seen_from(account);
        let amount = i128::from(posting.amount);
        balance += if is_credit { amount } else { -amount };
        next = next.map(|_| at + 1);
        let References { message_id, instruction_id, end_to_end_id, uetr, .. } =
            node.references(&posting)?;
        lines.push(LineView {
            line: at + 1,
            entry: posting.entry,
            instruction: posting.about,
            booked: posting.time.to_string(),
            value_date: posting.date.to_string(),
            direction: if is_credit { "credit" } else { "debit" },
            booking: posting.booking.code(),
            amount: Money::new(amount, decimals),
            balance: Money::new(balance, decimals),
            counterparty,
            counterparty_account: other.0,
            message_id,
            instruction_id,
            end_to_end_id,
            uetr: uetr.map(|uetr| uetr.to_string()),
        });
    }
    Ok(StatementView {
        as_of: taken.as_of,
        account: account.0,
        owner: taken.owner,
        currency,
        date: taken.date.map(|date| date.to_string()),
        closed: taken.date.map(|_| taken.statement.is_some()),
        statement: taken.statement,
        opening: Money::new(taken.opening, decimals),
        lines,
        closing: Money::new(balance, decimals),
        next,
        more: next.zip(page).map(|(next, page)| next < page.length),
    })
}

impl StatementView {
    /// The line behind which the next page begins, where there is one.
    pub(crate) fn more(&self) -> Option<u32> {
        self.next.filter(|_| self.more == Some(true))
    }

    /// One row for each line.
    pub(crate) fn csv(&self) -> String {
        let mut csv = Csv::new(&[
            "account",
            "currency",
            "line",
            "entry",
            "instruction",
            "booked",
            "value_date",
            "direction",
            "booking",
            "amount",
            "balance",
            "counterparty",
            "counterparty_account",
            "message_id",
            "instruction_id",
            "end_to_end_id",
            "uetr",
        ]);
        for line in &self.lines {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            csv.row(&[
                self.account.to_string(),
                self.currency.clone(),
                line.line.to_string(),
                line.entry.to_string(),
                line.instruction.to_string(),
                line.booked.clone(),
                line.value_date.clone(),
                line.direction.to_owned(),
                line.booking.to_owned(),
                line.amount.text().to_owned(),
                line.balance.text().to_owned(),
                line.counterparty.clone(),
                line.counterparty_account.to_string(),
                text(&line.message_id),
                text(&line.instruction_id),
                text(&line.end_to_end_id),
                text(&line.uetr),
            ]);
        }
        csv.finish()
    }
}
