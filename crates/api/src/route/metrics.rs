//! `GET /v1/metrics`: the figures of the node for a scraper, and the small door of its own.
//!
//! Volumes are not public (field rule 38). At the door the operator's own token is asked for; a
//! scraper, which should hold no token that gives orders, reads `/metrics` on a listener of its
//! own (`serve --metrics`), which is bound to this machine alone.

use super::caller::Caller;
use super::table::{Content, May, Row};
use super::{Door, blocking};
use crate::metric::{KIND, Scene, scraped};
use crate::problem::Problem;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use suftaja_base::suf::{door, node};
use suftaja_node::{Holder, Right};

/// The path of this module.
pub(super) fn rows() -> Vec<Row> {
    let summary = "Figures of the node in the text format of Prometheus";
    vec![
        Row::get("/v1/metrics", own, summary)
            .by(May::Operator)
            .answers(200, "Text format 0.0.4", &[Content::Text])
            .refuses(&[door::ANSWER_LOST]),
    ]
}

/// The figures, for people of the operator.
async fn own(State(door): State<Arc<Door>>, Caller(who): Caller) -> Result<Response, Problem> {
    if who.holder != Holder::Operator || !who.may(Right::Oversee) {
        return Err(Problem::new(node::FORBIDDEN, "This credential may not read the metrics."));
    }
    figures(door).await
}

/// The router of the scraper's own listener.
pub(crate) fn scraper(door: Arc<Door>) -> Router {
    let all = |State(door): State<Arc<Door>>| figures(door);
    Router::new()
        .route("/metrics", get(all))
        .fallback(|| async { Problem::plain(door::PATH_UNKNOWN) })
        .with_state(door)
}

async fn figures(door: Arc<Door>) -> Result<Response, Problem> {
    // The disk is asked how much it holds.
    let page = move || Ok(scraped(&Scene { node: &door.node, door: &door }));
    let page = blocking(page).await?;
    let kind = [(header::CONTENT_TYPE, KIND), (header::CACHE_CONTROL, "no-store")];
    Ok((kind, page).into_response())
}
