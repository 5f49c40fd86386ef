//! The paths of the door, and what every handler shares. The only module tree that knows axum.
//!
//! A handler takes the request apart, asks the node or a view, and puts the answer together. What
//! needs the disk runs on a thread for blocking work.

mod body;
mod books;
mod caller;
mod days;
mod entrance;
mod files;
mod ledger;
mod messages;
mod metrics;
mod orders;
mod outbox;
mod payments;
mod signature;
mod state;
mod stream;
pub(crate) mod table;
mod tiers;
mod webhooks;

use crate::connection::Peer;
use crate::error::ApiError;
use crate::hook::Hooks;
use crate::limit::{self, Guard};
use crate::log::Log;
use crate::meter::DoorMeters;
use crate::options::Options;
use crate::problem::Problem;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use entrance::Noted;
pub(crate) use metrics::scraper;
use serde::Serialize;
use std::sync::Arc;
use suftaja_base::suf::{door, operation};
use suftaja_node::{Credential, Node};
use table::Row;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// What all handlers share.
pub(crate) struct Door {
    node: Arc<Node>,
    options: Options,
    hooks: Hooks,
    under_way: Arc<Semaphore>,
    /// Files being read and entered; each may be long, so few at once.
    files: Arc<Semaphore>,
    /// Searches under way; each may open much evidence, so few at once, and the others wait.
    searches: Semaphore,
    closed: watch::Receiver<bool>,
    meters: DoorMeters,
    guard: Guard,
    log: Log,
}

/// Searches at once.
const SEARCHES_MAX: usize = 4;

impl Door {
    /// The door of a node, with the limits that its directory states.
    ///
    /// # Errors
    /// [`ApiError::Limits`] where the file of limits cannot be used.
    pub(crate) fn new(
        node: Arc<Node>,
        options: Options,
        hooks: Hooks,
        closed: watch::Receiver<bool>,
        log: Log,
    ) -> Result<Self, ApiError> {
        let guard = Guard::new(&node)?;
        let under_way = Arc::new(Semaphore::new(options.under_way_max));
        let files = Arc::new(Semaphore::new(options.files_max));
        let meters = DoorMeters::new();
        let searches = Semaphore::new(SEARCHES_MAX);
        Ok(Self { node, options, hooks, under_way, files, searches, closed, meters, guard, log })
    }

    /// Whose a connection is, by the fingerprint of its certificate at this moment.
    pub(crate) fn peer(&self, certificate: &Arc<str>) -> Result<Peer, Problem> {
        let name = self.node.connected(certificate)?;
        Ok(Peer { name, certificate: Arc::clone(certificate) })
    }

    /// What the door counted.
    pub(crate) fn meters(&self) -> &DoorMeters {
        &self.meters
    }

    /// Who may ask how much.
    pub(crate) fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Where outboxes are posted.
    pub(crate) fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// Where lines of the log go.
    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    /// The node behind the door.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// The bounds of the door.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// A place among the files, and among the caller's own; or the refusal to wait for one.
    fn place_for_file(
        &self,
        who: &Credential,
    ) -> Result<(limit::Place, OwnedSemaphorePermit), Problem> {
        let own = self.guard.file(&who.holder)?;
        self.guard.message(&self.node, &who.holder)?;
        let place =
            Arc::clone(&self.files).try_acquire_owned().map_err(|_| Problem::plain(door::BUSY))?;
        Ok((own, place))
    }

    /// A place for a message, within the limits of the caller.
    fn place_for_message(&self, who: &Credential) -> Result<OwnedSemaphorePermit, Problem> {
        self.guard.message(&self.node, &who.holder)?;
        self.place()
    }

    /// A place among the requests that may change something, or the refusal to wait for one.
    fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.under_way).try_acquire_owned().map_err(|_| Problem::plain(door::BUSY))
    }
}

/// All paths, each with what it is for, who may call it, what it takes and what it answers.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = state::rows();
    rows.extend(messages::rows());
    rows.extend(files::rows());
    rows.extend(outbox::rows());
    rows.extend(stream::rows());
    rows.extend(webhooks::rows());
    rows.extend(orders::rows());
    rows.extend(books::rows());
    rows.extend(payments::rows());
    rows.extend(ledger::rows());
    rows.extend(tiers::rows());
    rows.extend(days::rows());
    rows.extend(metrics::rows());
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
        .fallback(|uri: Uri| async move { unknown(uri.path()) })
        .method_not_allowed_fallback(|| async { Problem::plain(door::METHOD_REFUSED) })
        .layer(from_fn_with_state(Arc::clone(&door), entrance::pass))
        .with_state(door)
}

/// Nothing is at this path; of another version of the API that is said.
fn unknown(path: &str) -> Problem {
    let part = path.strip_prefix("/v").and_then(|rest| rest.split('/').next());
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|at| at.is_ascii_digit());
    match part.filter(is_number).filter(|part| *part != "1") {
        None => Problem::plain(door::PATH_UNKNOWN),
        Some(_) => {
            let text = format!("The door speaks these versions: {}.", VERSIONS.join(", "));
            Problem::new(operation::VERSION_UNKNOWN, text)
        }
    }
}

/// The versions of the API that the door speaks.
const VERSIONS: [&str; 1] = ["v1"];

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
        let busy = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1);
        if let Some(seconds) = self.wait.or(busy) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let (codes, entry) = (vec![self.code], self.entry);
        response.extensions_mut().insert(Noted { codes, entry });
        let headers = response.headers_mut();
        if self.code == operation::CONNECTIONS_LIMITED {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
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

/// How many rows a page may have: as many as the caller asks for, or the usual number.
fn page_of(limit: Option<u32>, usual: u32, most: u32) -> Result<u32, Problem> {
    let limit = limit.unwrap_or(usual);
    let text = format!("limit: It is no number from 1 to {most}.");
    let is_fit = (1..=most).contains(&limit);
    if is_fit { Ok(limit) } else { Err(Problem::new(door::PARAMETER, text)) }
}

/// Runs what waits for the disk on a thread made for waiting.
async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
) -> Result<R, Problem> {
    let lost = |_| Problem::plain(door::ANSWER_LOST);
    tokio::task::spawn_blocking(work).await.map_err(lost)?
}
