//! `GET /v1/sponsorships`, `/v1/mandates` and `/v1/directory`: who settles on whose account, who
//! may debit whom, and who can be addressed.

use super::books::sight;
use super::caller::Caller;
use super::messages::accepts;
use super::table::{May, Row};
use super::{Door, ok};
use crate::problem::Problem;
use crate::view::{directory, mandate, sponsorship};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use suftaja_base::suf::door;

/// What may stand in the query of the directory.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
}

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::get("/v1/sponsorships", sponsorships, "Who settles on whose account, and the caps")
            .by(May::Reader)
            .json::<sponsorship::SponsorshipsView>(),
        Row::get("/v1/mandates", mandates, "Who may debit whom, and the caps")
            .by(May::Reader)
            .json::<mandate::MandatesView>(),
        Row::get("/v1/directory", directory, "Everyone who can be addressed")
            .by(May::Reader)
            .query::<Wanted>()
            .table::<directory::DirectoryView>(),
    ]
}

pub(super) async fn sponsorships(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| sponsorship::all(state, &sight))))
}

pub(super) async fn mandates(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| mandate::all(state, &sight))))
}

pub(super) async fn directory(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    headers: HeaderMap,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    sight(&door, &who)?;
    let Query(wanted) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let union = door.node.union();
    let view = door.node.read(|state| directory::all(state, union));
    let is_csv = match wanted.format {
        Some(format) => format == Format::Csv,
        None => accepts(&headers, "text/csv"),
    };
    if !is_csv {
        return Ok(ok(&view));
    }
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((kind, view.csv()).into_response())
}
