//! `GET /v1/queue` and `GET /v1/reserves`: payments that wait, and amounts set apart.
//!
//! Why a payment waits is told to overseers only: towards a participant every kind of hold looks
//! the same, so that none tells of a case (field rule 8). A receiver does not see what waits for
//! it (field rule 17).

use super::money::{self, Money};
use super::register::entered_before_opening;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::calendar::warehouse::{Kept, Shelf};
use suftaja_engine::entry::Priority;
use suftaja_engine::outcome::Wait;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, State};

/// Payments in the order of accounts, priorities and entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct QueueView {
    as_of: EntryNumber,
    payments: Vec<WaitingFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WaitingFields {
    entry: EntryNumber,
    entered: String,
    debit: u32,
    credit: u32,
    currency: String,
    #[serde(flatten)]
    amount: Money,
    priority: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<&'static str>,
    /// Whether it entered before insolvency proceedings over a party to it were opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    entered_before_opening: Option<bool>,
    /// The later date for which it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    value_date: Option<String>,
}

/// Reserves that live.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReservesView {
    as_of: EntryNumber,
    reserves: Vec<ReserveFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ReserveFields {
    reserve: u32,
    debit: u32,
    credit: u32,
    currency: String,
    remaining: Money,
}

/// What waits on accounts in sight.
pub(crate) fn queue(state: &State, sight: &Sight) -> QueueView {
    let mut payments = Vec::new();
    for (place, waiting) in state.queue().all() {
        let payment = waiting.payment;
        if ![place.debit, payment.debit].iter().any(|id| sight.account(state, *id)) {
            continue;
        }
        let currency = currency_of(state, place.debit);
        payments.push(WaitingFields {
            entry: payment.entry,
            entered: payment.entry_time.to_string(),
            debit: payment.debit.0,
            credit: payment.credit.0,
            currency: money::code(state, currency),
            amount: Money::of(state, currency, payment.amount),
            priority: word(place.priority),
            waits_for: sight.oversees(state, currency).then_some(match waiting.wait {
                Wait::Cover => "cover",
                Wait::Time => "time",
                Wait::Held => "decision",
                Wait::Date => "date",
            }),
            entered_before_opening: entered_before_opening(
                state,
                [payment.debit, place.debit, payment.credit],
                payment.entry_time,
            ),
            value_date: None,
        });
    }
    for (shelf, kept) in state.days().warehouse().all() {
        if sight.account(state, kept.payment.debit) {
            payments.push(kept_for_later(state, sight, shelf, kept));
        }
    }
    QueueView { as_of: state.last(), payments }
}

/// A payment in the warehouse; its date is its sender's own word and no secret of a hold.
fn kept_for_later(state: &State, sight: &Sight, shelf: &Shelf, kept: &Kept) -> WaitingFields {
    let payment = kept.payment;
    WaitingFields {
        entry: payment.entry,
        entered: payment.entry_time.to_string(),
        debit: payment.debit.0,
        credit: payment.credit.0,
        currency: money::code(state, shelf.currency),
        amount: Money::of(state, shelf.currency, payment.amount),
        priority: word(kept.priority),
        waits_for: sight.oversees(state, shelf.currency).then_some("date"),
        entered_before_opening: entered_before_opening(
            state,
            [payment.debit, payment.credit, payment.credit],
            payment.entry_time,
        ),
        value_date: Some(shelf.date.to_string()),
    }
}

fn word(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
    }
}

/// Reserves on accounts in sight.
pub(crate) fn reserves(state: &State, sight: &Sight) -> ReservesView {
    let seen = state.reserves().all().filter(|(_, held)| sight.account(state, held.debit));
    let fields = seen.map(|(id, held)| {
        let currency = currency_of(state, held.debit);
        ReserveFields {
            reserve: id.0,
            debit: held.debit.0,
            credit: held.credit.0,
            currency: money::code(state, currency),
            remaining: Money::of(state, currency, held.remaining),
        }
    });
    ReservesView { as_of: state.last(), reserves: fields.collect() }
}

fn currency_of(state: &State, id: AccountId) -> CurrencyId {
    state.ledger().account(id).map_or_else(CurrencyId::default, |account| account.currency())
}
