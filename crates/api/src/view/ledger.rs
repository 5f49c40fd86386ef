//! The general ledger of a currency, for its central bank and the operator: postings of a business
//! day, the trial balance, and the issue account against what participants hold.
//!
//! Figures come from the book as of one entry; nothing here is computed twice.

use super::money::{self, Money};
use super::register::name;
use crate::csv::Csv;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::BusinessDate;
use suftaja_engine::calendar::Mirror;
use suftaja_engine::entry::AccountKind;
use suftaja_engine::entry::query::Report;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, State};
use suftaja_node::book::{Book, Posting};
use suftaja_node::outbox::Outbox;

/// A day of a currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    /// The currency.
    pub currency: CurrencyId,
    /// The day that ended; none for the present one.
    pub ended: Option<BusinessDate>,
    /// The business date.
    pub date: Option<BusinessDate>,
}

/// Every posting of a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LedgerView {
    as_of: EntryNumber,
    currency: String,
    date: Option<String>,
    closed: bool,
    postings: Vec<PostingView>,
    /// Sum of all postings: what was debited, and credited.
    total: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PostingView {
    entry: EntryNumber,
    instruction: EntryNumber,
    booked: String,
    booking: &'static str,
    debit: Side,
    credit: Side,
    amount: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PostingSide")]
struct Side {
    account: u32,
    owner: String,
}

/// What every account did on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TrialView {
    as_of: EntryNumber,
    currency: String,
    date: Option<String>,
    closed: bool,
    accounts: Vec<TrialFields>,
    /// Debits of all accounts; equal to the credits.
    debits: Money,
    credits: Money,
    /// Closing balances of all accounts together: 0.
    sum: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TrialFields {
    account: u32,
    owner: String,
    kind: &'static str,
    opening: Money,
    debits: Money,
    credits: Money,
    closing: Money,
}

/// The issue account of a currency on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct IssueView {
    as_of: EntryNumber,
    currency: String,
    date: Option<String>,
    closed: bool,
    account: u32,
    /// The liability when the day began.
    opening: Money,
    movements: Vec<Movement>,
    /// The liability when it ended, or now.
    closing: Money,
    /// What all participants hold together.
    held: Money,
    /// Whether the two are equal.
    agrees: bool,
    /// Where the mirror of the last closed date stands, while the next has not begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    mirror: Option<&'static str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Movement {
    entry: EntryNumber,
    booked: String,
    movement: &'static str,
    amount: Money,
    account: u32,
    owner: String,
}

impl Day {
    /// The day of this date, or the present one; nothing where the currency had no such day.
    pub(crate) fn of(
        state: &State,
        book: Book<'_>,
        currency: CurrencyId,
        date: Option<BusinessDate>,
    ) -> Option<Self> {
        let held = state.register().currency(currency)?;
        let ended = date.filter(|date| book.closing_of(held.issue, *date).is_some());
        if date.is_some() && ended.is_none() && date != held.date {
            return None;
        }
        Some(Self { currency, ended, date: date.or(held.date) })
    }

    fn text(&self) -> Option<String> {
        self.date.map(|date| date.to_string())
    }
}

fn side(state: &State, id: AccountId) -> Side {
    let owner = state.ledger().account(id).map(|held| name(state, held.owner()));
    Side { account: id.0, owner: owner.unwrap_or_default() }
}

/// The postings of a day.
pub(crate) fn postings(state: &State, outbox: &Outbox, day: &Day) -> LedgerView {
    let all = outbox.book().day(state, day.currency, day.ended).unwrap_or_default();
    let total = all.iter().map(|posting| i128::from(posting.amount)).sum::<i128>();
    let view = |posting: &Posting| PostingView {
        entry: posting.entry,
        instruction: posting.about,
        booked: posting.time.to_string(),
        booking: posting.booking.code(),
        debit: side(state, posting.debit),
        credit: side(state, posting.credit),
        amount: Money::of(state, day.currency, posting.amount),
    };
    LedgerView {
        as_of: state.last(),
        currency: money::code(state, day.currency),
        date: day.text(),
        closed: day.ended.is_some(),
        postings: all.iter().map(view).collect(),
        total: Money::of(state, day.currency, total),
    }
}

/// Opening and closing balance, debits and credits of one account on a day.
fn figures(book: Book<'_>, account: AccountId, day: &Day) -> Option<[i128; 4]> {
    let extract = book.extract(account, Report::Details, day.ended)?;
    let opening = book.opening(account, &extract);
    let (mut debits, mut credits) = (0, 0);
    for (_, posting) in book.lines(account, extract.first, extract.end) {
        let amount = i128::from(posting.amount);
        if posting.seen_from(account).1 { credits += amount } else { debits += amount }
    }
    Some([opening, debits, credits, opening - debits + credits])
}

/// The trial balance of a day.
pub(crate) fn trial(state: &State, outbox: &Outbox, day: &Day) -> TrialView {
    let money = |minor: i128| Money::of(state, day.currency, minor);
    let mut sums = [0_i128; 4];
    let mut accounts = Vec::new();
    for (id, held) in (0..).map(AccountId).zip(state.ledger().accounts()) {
        if held.currency() != day.currency {
            continue;
        }
        // An account that was opened since has no such day.
        let Some(figures) = figures(outbox.book(), id, day) else { continue };
        for (sum, figure) in sums.iter_mut().zip(figures) {
            *sum += figure;
        }
        let [opening, debits, credits, closing] = figures.map(money);
        accounts.push(TrialFields {
            account: id.0,
            owner: name(state, held.owner()),
            kind: super::account::kind(held.kind()),
            opening,
            debits,
            credits,
            closing,
        });
    }
    let [_, debits, credits, sum] = sums.map(money);
    TrialView {
        as_of: state.last(),
        currency: money::code(state, day.currency),
        date: day.text(),
        closed: day.ended.is_some(),
        accounts,
        debits,
        credits,
        sum,
    }
}

/// The issue account on a day against what participants hold.
pub(crate) fn issue(state: &State, outbox: &Outbox, day: &Day) -> Option<IssueView> {
    let account = state.register().currency(day.currency)?.issue;
    let book = outbox.book();
    let extract = book.extract(account, Report::Details, day.ended)?;
    let money = |minor: i128| Money::of(state, day.currency, minor);
    let lines = book.lines(account, extract.first, extract.end).into_iter();
    let movements = lines.map(|(_, posting)| {
        let (other, is_credit) = posting.seen_from(account);
        let Side { account, owner } = side(state, other);
        Movement {
            entry: posting.entry,
            booked: posting.time.to_string(),
            movement: if is_credit { "withdrawal" } else { "issue" },
            amount: money(i128::from(posting.amount)),
            account,
            owner,
        }
    });
    let [opening, _, _, closing] = figures(book, account, day)?;
    let held: i128 = (0..)
        .map(AccountId)
        .zip(state.ledger().accounts())
        .filter(|(_, held)| held.currency() == day.currency)
        .filter(|(_, held)| held.kind() != AccountKind::Issue)
        .filter_map(|(id, _)| figures(book, id, day))
        .map(|[_, _, _, closing]| closing)
        .sum();
    let mirror = state.days().course(day.currency).map(|course| match course.mirror() {
        Mirror::Unconfirmed => "unconfirmed",
        Mirror::Differs(_) => "differs",
        Mirror::Agrees => "agrees",
    });
    Some(IssueView {
        as_of: state.last(),
        currency: money::code(state, day.currency),
        date: day.text(),
        closed: day.ended.is_some(),
        account: account.0,
        opening: money(-opening),
        movements: movements.collect(),
        closing: money(-closing),
        held: money(held),
        agrees: held == -closing,
        mirror,
    })
}

impl LedgerView {
    /// One row for each posting.
    pub(crate) fn csv(&self) -> String {
        let mut csv = Csv::new(&[
            "date",
            "currency",
            "entry",
            "instruction",
            "booked",
            "booking",
            "debit_account",
            "debit_owner",
            "credit_account",
            "credit_owner",
            "amount",
        ]);
        for posting in &self.postings {
            csv.row(&[
                self.date.clone().unwrap_or_default(),
                self.currency.clone(),
                posting.entry.to_string(),
                posting.instruction.to_string(),
                posting.booked.clone(),
                posting.booking.to_owned(),
                posting.debit.account.to_string(),
                posting.debit.owner.clone(),
                posting.credit.account.to_string(),
                posting.credit.owner.clone(),
                posting.amount.text().to_owned(),
            ]);
        }
        csv.finish()
    }
}

impl TrialView {
    /// One row for each account.
    pub(crate) fn csv(&self) -> String {
        let heads = [
            "date", "currency", "account", "owner", "kind", "opening", "debits", "credits",
            "closing",
        ];
        let mut csv = Csv::new(&heads);
        for held in &self.accounts {
            csv.row(&[
                self.date.clone().unwrap_or_default(),
                self.currency.clone(),
                held.account.to_string(),
                held.owner.clone(),
                held.kind.to_owned(),
                held.opening.text().to_owned(),
                held.debits.text().to_owned(),
                held.credits.text().to_owned(),
                held.closing.text().to_owned(),
            ]);
        }
        csv.finish()
    }
}
