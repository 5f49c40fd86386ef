//! `GET /v1/seat?currency=KES`: what a central bank watches on its day (PFMI principle 7).
//!
//! For its people and the operator's overseers: the day, the money, and every settlement account in
//! the currency with what moved and what waits. From the state and the book, as of one entry.

use super::money::{self, Money};
use super::register::name;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::entry::AccountKind;
use suftaja_engine::entry::query::Report;
use suftaja_engine::ledger::Account;
use suftaja_engine::queue::Waiting;
use suftaja_engine::register::CurrencyState;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, State};
use suftaja_node::book::Book;

/// Waiting payments listed by size.
const LARGEST: usize = 10;
/// A payment that waits longer than this raises an alert.
const OLD_NANOS: u64 = 30 * 60 * 1_000_000_000;

/// One currency at this moment.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SeatView {
    as_of: EntryNumber,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    open: bool,
    stopped: bool,
    /// The central bank's liability, and what participants hold: equal.
    issued: Money,
    held: Money,
    /// Value settled today between accounts, in whole percent of what participants hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    turnover_percent: Option<String>,
    accounts: Vec<Seat>,
    sums: Sums,
    largest_waiting: Vec<Large>,
    alerts: Vec<Alert>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Seat {
    account: u32,
    owner: String,
    opening: Money,
    balance: Money,
    /// The lowest balance since the day began.
    lowest: Money,
    available: Money,
    reserved: Money,
    /// How far the balance may fall below zero, and how far it is there.
    credit_line: Money,
    credit_used: Money,
    sent: Flow,
    received: Flow,
    queue_out: Flow,
    queue_in: Flow,
    /// What is missing to settle everything that waits on it.
    short: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Flow {
    number: u64,
    value: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Sums {
    balance: Money,
    available: Money,
    sent: Flow,
    queued: Flow,
    short: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Large {
    entry: EntryNumber,
    from: String,
    to: String,
    amount: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Alert {
    /// `stopped`, `shut`, `queue-old` or `short`.
    alert: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<u32>,
    text: String,
}

/// Number and sum, in minor units.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    number: u64,
    value: i128,
}

impl Count {
    fn add(&mut self, amount: u64) {
        self.number += 1;
        self.value += i128::from(amount);
    }

    fn flow(self, state: &State, currency: CurrencyId) -> Flow {
        Flow { number: self.number, value: Money::of(state, currency, self.value) }
    }
}

/// What one account did and has to do, in minor units.
struct Figures {
    opening: i128,
    lowest: i128,
    sent: Count,
    received: Count,
    queue_out: Count,
    queue_in: Count,
}

/// The seat of a currency's central bank.
pub(crate) fn of(state: &State, book: Book<'_>, currency: CurrencyId) -> Option<SeatView> {
    let held = state.register().currency(currency)?;
    let money = *state.ledger().money(currency)?;
    let of = |minor: i128| Money::of(state, currency, minor);
    let mut accounts = Vec::new();
    let mut alerts = alerts_of_day(state, currency, held);
    let (mut sent, mut queued) = (Count::default(), Count::default());
    let (mut available, mut short) = (0, 0);
    for (id, account) in (0..).map(AccountId).zip(state.ledger().accounts()) {
        if account.currency() != currency || account.kind() != AccountKind::Settlement {
            continue;
        }
        let figures = figures(state, book, id, account);
        let lacks = (figures.queue_out.value - account.available()).max(0);
        sent = Count {
            number: sent.number + figures.sent.number,
            value: sent.value + figures.sent.value,
        };
        queued = Count {
            number: queued.number + figures.queue_out.number,
            value: queued.value + figures.queue_out.value,
        };
        available += account.available();
        short += lacks;
        alerts.extend(alert_of(state, id, account, lacks));
        accounts.push(seat(state, id, account, figures, lacks));
    }
    let turnover = (money.held > 0).then(|| (sent.value * 100 / money.held).to_string());
    Some(SeatView {
        as_of: state.last(),
        currency: money::code(state, currency),
        date: held.date.map(|date| date.to_string()),
        open: held.open,
        stopped: held.stopped,
        issued: of(money.issued),
        held: of(money.held),
        turnover_percent: turnover,
        accounts,
        sums: Sums {
            balance: of(money.held),
            available: of(available),
            sent: sent.flow(state, currency),
            queued: queued.flow(state, currency),
            short: of(short),
        },
        largest_waiting: largest(state, currency),
        alerts,
    })
}

fn figures(state: &State, book: Book<'_>, id: AccountId, account: &Account) -> Figures {
    let extract = book.extract(id, Report::Details, None);
    let opening = extract.map_or(0, |extract| book.opening(id, &extract));
    let mut figures = Figures {
        opening,
        lowest: opening,
        sent: Count::default(),
        received: Count::default(),
        queue_out: Count::default(),
        queue_in: Count::default(),
    };
    let mut balance = opening;
    if let Some(extract) = extract {
        for (_, posting) in book.lines(id, extract.first, extract.end) {
            let (_, is_credit) = posting.seen_from(id);
            let amount = i128::from(posting.amount);
            balance += if is_credit { amount } else { -amount };
            figures.lowest = figures.lowest.min(balance);
            let side = if is_credit { &mut figures.received } else { &mut figures.sent };
            side.add(posting.amount);
        }
    }
    for (place, waiting) in state.queue().all() {
        let payment = waiting.payment;
        if place.debit == id {
            figures.queue_out.add(payment.amount);
        }
        if payment.credit == id {
            figures.queue_in.add(payment.amount);
        }
    }
    figures.lowest = figures.lowest.min(account.balance());
    figures
}

fn seat(state: &State, id: AccountId, account: &Account, figures: Figures, lacks: i128) -> Seat {
    let currency = account.currency();
    let of = |minor: i128| Money::of(state, currency, minor);
    let floor = state.ledger().limits(id).map_or(0, |limits| limits.floor);
    let reserved = i128::try_from(state.ledger().reserved(id)).unwrap_or(i128::MAX);
    Seat {
        account: id.0,
        owner: name(state, account.owner()),
        opening: of(figures.opening),
        balance: of(account.balance()),
        lowest: of(figures.lowest),
        available: of(account.available()),
        reserved: of(reserved),
        credit_line: of((-floor).max(0)),
        credit_used: of((-account.balance()).max(0)),
        sent: figures.sent.flow(state, currency),
        received: figures.received.flow(state, currency),
        queue_out: figures.queue_out.flow(state, currency),
        queue_in: figures.queue_in.flow(state, currency),
        short: of(lacks),
    }
}

fn alerts_of_day(state: &State, currency: CurrencyId, held: &CurrencyState) -> Vec<Alert> {
    let shut = state.days().course(currency).is_some_and(|course| course.is_shut());
    let stopped = held.stopped.then(|| Alert {
        alert: "stopped",
        account: None,
        text: "The currency is stopped.".to_owned(),
    });
    let shut = shut.then(|| Alert {
        alert: "shut",
        account: None,
        text: "The opening of the day waits for the mirror.".to_owned(),
    });
    stopped.into_iter().chain(shut).collect()
}

/// What calls for somebody's attention on an account.
fn alert_of(state: &State, id: AccountId, account: &Account, lacks: i128) -> Vec<Alert> {
    let now = state.time().nanos();
    let age = |waiting: &Waiting| now.saturating_sub(waiting.payment.entry_time.nanos());
    let oldest = state.queue().line(id).map(|(_, waiting)| age(waiting)).max();
    let old = oldest.filter(|age| *age > OLD_NANOS).map(|age| Alert {
        alert: "queue-old",
        account: Some(id.0),
        text: format!("A payment waits since {} minutes.", age / 60_000_000_000),
    });
    let short = (lacks > 0).then(|| Alert {
        alert: "short",
        account: Some(id.0),
        text: format!("{} lacks cover for what waits.", name(state, account.owner())),
    });
    old.into_iter().chain(short).collect()
}

fn largest(state: &State, currency: CurrencyId) -> Vec<Large> {
    let of = |id| state.ledger().account(id).filter(|held| held.currency() == currency);
    let mut all: Vec<&Waiting> = state
        .queue()
        .all()
        .filter(|(place, _)| of(place.debit).is_some())
        .map(|(_, waiting)| waiting)
        .collect();
    all.sort_by_key(|waiting| std::cmp::Reverse(waiting.payment.amount));
    let owner = |id| of(id).map(|held| name(state, held.owner())).unwrap_or_default();
    let large = |waiting: &&Waiting| Large {
        entry: waiting.payment.entry,
        from: owner(waiting.payment.debit),
        to: owner(waiting.payment.credit),
        amount: Money::of(state, currency, waiting.payment.amount),
    };
    all.iter().take(LARGEST).map(large).collect()
}
