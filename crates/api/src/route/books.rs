//! The books to read: accounts, participants, currencies, reserves, queue, single payments.
//!
//! Every answer stands on one durable entry and names it. What a caller may see is decided in
//! [`crate::view::sight`].

use super::caller::Caller;
use super::table::{May, Row};
use super::{Door, blocking, ok};
use crate::problem::Problem;
use crate::view::sight::Sight;
use crate::view::{account, frozen, payment, register, tariff, waiting};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;
use suftaja_base::suf::door;
use suftaja_engine::AccountId;
use suftaja_node::{Credential, Right};

type Answer = Result<Response, Problem>;

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::get("/v1/accounts", accounts, "The accounts in sight")
            .by(May::Reader)
            .json::<account::AccountsView>(),
        Row::get("/v1/accounts/{number}", account, "One account")
            .by(May::Reader)
            .json::<account::AccountView>(),
        Row::get("/v1/participants", participants, "Who takes part")
            .by(May::Reader)
            .json::<register::ParticipantsView>(),
        Row::get("/v1/currencies", currencies, "The currencies, their days and stops")
            .by(May::Reader)
            .json::<register::CurrenciesView>(),
        Row::get("/v1/reserves", reserves, "Amounts set apart")
            .by(May::Reader)
            .json::<waiting::ReservesView>(),
        Row::get("/v1/frozen", frozen, "What is frozen")
            .by(May::Reader)
            .json::<frozen::FrozenView>(),
        Row::get("/v1/tariffs", tariffs, "Fees of the currencies, by date and kind of payment")
            .by(May::Reader)
            .json::<tariff::TariffsView>(),
        Row::get("/v1/queue", queue, "Payments that wait")
            .by(May::Reader)
            .json::<waiting::QueueView>(),
        Row::get("/v1/payments/{entry}", payment, "Where a payment stands")
            .by(May::Reader)
            .json::<payment::PaymentView>(),
    ]
}

/// What the caller may see.
pub(super) fn sight(door: &Door, who: &Credential) -> Result<Sight, Problem> {
    if who.may(Right::Oversee) {
        let own = door.node.participant(who, Right::Oversee, "oversee")?;
        return Ok(Sight::overseer(own));
    }
    Ok(Sight::owner(door.node.participant(who, Right::Read, "read accounts")?))
}

fn number<T>(path: Result<Path<T>, PathRejection>) -> Result<T, Problem> {
    let Path(number) = path.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    Ok(number)
}

pub(super) async fn accounts(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| account::all(state, &sight))))
}

pub(super) async fn account(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    path: Result<Path<u32>, PathRejection>,
) -> Answer {
    let sight = sight(&door, &who)?;
    let id = AccountId(number(path)?);
    let view = door.node.read(|state| account::one(state, &sight, id));
    view.map(|view| ok(&view)).ok_or_else(|| Problem::plain(door::NOT_HERE))
}

pub(super) async fn participants(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    let union = door.node.union();
    Ok(ok(&door.node.read(|state| register::participants(state, union, &sight))))
}

pub(super) async fn currencies(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| register::currencies(state, &sight))))
}

pub(super) async fn reserves(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| waiting::reserves(state, &sight))))
}

pub(super) async fn frozen(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| frozen::all(state, &sight))))
}

pub(super) async fn tariffs(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    sight(&door, &who)?;
    Ok(ok(&door.node.read(tariff::all)))
}

pub(super) async fn queue(State(door): State<Arc<Door>>, Caller(who): Caller) -> Answer {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| waiting::queue(state, &sight))))
}

pub(super) async fn payment(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    path: Result<Path<u64>, PathRejection>,
) -> Answer {
    let sight = sight(&door, &who)?;
    let entry = number(path)?;
    let found = blocking(move || payment::one(&door.node, &sight, entry)).await?;
    found.map(|view| ok(&view)).ok_or_else(|| Problem::plain(door::NOT_HERE))
}
