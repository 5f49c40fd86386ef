//! The paths of the door, and what every handler shares. The only module tree that knows axum.
//!
//! A handler takes the request apart, asks the node or a view, and puts the answer together. What
//! needs the disk runs on a thread for blocking work.

mod body;
mod books;
mod caller;
mod days;
mod files;
mod ledger;
mod messages;
mod orders;
mod outbox;
mod payments;
mod state;
pub(crate) mod table;
mod tiers;

use crate::options::Options;
use crate::problem::Problem;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use suftaja_base::suf::door;
use suftaja_node::Node;
use table::Row;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

/// What all handlers share.
pub(crate) struct Door {
    node: Arc<Node>,
    options: Options,
    under_way: Semaphore,
    /// Files being read and entered; each may be long, so few at once.
    files: Semaphore,
    /// Searches under way; each may open much evidence, so few at once, and the others wait.
    searches: Semaphore,
    closed: watch::Receiver<bool>,
}

/// Searches at once.
const SEARCHES_MAX: usize = 4;

impl Door {
    pub(crate) fn new(node: Arc<Node>, options: Options, closed: watch::Receiver<bool>) -> Self {
        let under_way = Semaphore::new(options.under_way_max);
        let files = Semaphore::new(options.files_max);
        let searches = Semaphore::new(SEARCHES_MAX);
        Self { node, options, under_way, files, searches, closed }
    }

    /// A place among the files, or the refusal to wait for one.
    fn place_for_file(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.files.try_acquire().map_err(|_| Problem::plain(door::BUSY))
    }

    /// A place among the requests that may change something, or the refusal to wait for one.
    fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.under_way.try_acquire().map_err(|_| Problem::plain(door::BUSY))
    }
}

/// All paths, each with what it is for, who may call it, what it takes and what it answers.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = state::rows();
    rows.extend(messages::rows());
    rows.extend(files::rows());
    rows.extend(outbox::rows());
    rows.extend(orders::rows());
    rows.extend(books::rows());
    rows.extend(payments::rows());
    rows.extend(ledger::rows());
    rows.extend(tiers::rows());
    rows.extend(days::rows());
    rows
}

/// The router of all paths.
pub(crate) fn router(door: Arc<Door>) -> Router {
    let mut router = Router::new();
    for row in rows() {
        let (path, handler) = row.wired();
        router = router.route(path, handler);
    }
    router
        .fallback(|| async { Problem::plain(door::PATH_UNKNOWN) })
        .method_not_allowed_fallback(|| async { Problem::plain(door::METHOD_REFUSED) })
        .with_state(door)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or_default();
        let mut response = json(status, &self);
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer in JSON. Answers are of the moment and some are confidential: nobody keeps them.
fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    // The answers hold texts, numbers and lists only, which all can be written.
    let text = serde_json::to_vec(value).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, kind, text).into_response()
}

/// An answer in JSON with status 200.
fn ok<T: Serialize>(value: &T) -> Response {
    json(StatusCode::OK, value)
}

/// Runs what waits for the disk on a thread made for waiting.
async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
) -> Result<R, Problem> {
    let lost = |_| Problem::plain(door::ANSWER_LOST);
    tokio::task::spawn_blocking(work).await.map_err(lost)?
}
