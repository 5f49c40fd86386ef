//! `GET /v1/payments`: looking up the past, in pages that stand on one entry.

use super::books::sight;
use super::caller::Caller;
use super::table::{May, Row};
use super::{Door, blocking, ok};
use crate::problem::Problem;
use crate::search::Search;
use crate::search::ask::Wanted;
use crate::view::payments::{self, PaymentsView};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use std::sync::Arc;
use suftaja_base::suf::{door, search};

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::get(
            "/v1/payments",
            find,
            "Payments of the past, by how they were named and what they were",
        )
        .by(May::Reader)
        .query::<Wanted>()
        .json::<PaymentsView>()
        .refuses(&[
            search::SEARCH_UNSOUND,
            search::NAMES_NOT_SEARCHED,
            search::FILTERS_CLASH,
            search::AS_OF_AHEAD,
            search::SEARCH_CURSOR,
            door::NOT_HERE,
        ]),
    ]
}

type Pairs = Vec<(String, String)>;

pub(super) async fn find(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    pairs: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    let Query(pairs) = pairs.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let search = door
        .node
        .read(|state| door.node.read_outbox(|outbox| Search::of(pairs, state, outbox, &sight)))?;
    let searching = Arc::clone(&door);
    let lost = |_| Problem::plain(door::ANSWER_LOST);
    let _place = searching.searches.acquire().await.map_err(lost)?;
    let view = blocking(move || payments::page(&door.node, &sight, &search)).await?;
    Ok(ok(&view))
}
