//! `GET /v1/days?currency=KES`: the business days of a currency, each with its proof.

use super::books::sight;
use super::caller::Caller;
use super::table::{May, Row};
use super::{Door, ok, page_of};
use crate::problem::Problem;
use crate::view::days;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use suftaja_base::suf::{door, ledger};
use suftaja_base::width::to_usize;
use suftaja_base::{BaseError, Currency};

/// Days of one answer at most, and where the caller does not say.
const LIMIT_MAX: u32 = 400;
const LIMIT: u32 = 31;

/// What may stand in the query.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    currency: String,
    /// The last so many days.
    limit: Option<u32>,
}

/// The path of this module.
pub(super) fn rows() -> Vec<Row> {
    let row = Row::get("/v1/days", read, "The last business days of a currency, the latest first");
    let row = row.by(May::Reader).query::<Wanted>().json::<days::DaysView>();
    vec![row.refuses(&[ledger::CURRENCY_UNKNOWN])]
}

pub(super) async fn read(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    let Query(wanted) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let limit = to_usize(page_of(wanted.limit, LIMIT, LIMIT_MAX)?);
    let code = Currency::parse(&wanted.currency)
        .map_err(|error: BaseError| Problem::new(door::PARAMETER, format!("currency: {error}.")))?;
    let view = door.node.read(|state| {
        let id = state.register().by_code(code)?;
        Some(door.node.read_outbox(|outbox| days::of(state, outbox.days(), &sight, id, limit)))
    });
    view.map(|view| ok(&view)).ok_or_else(|| Problem::plain(ledger::CURRENCY_UNKNOWN))
}
