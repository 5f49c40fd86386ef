//! What every request passes on its way in and out.
//!
//! In: who calls is looked up once, and held against the limits. Out: the request is counted by its
//! route, status and time. Nothing of a body is read here.

use super::Door;
use super::caller::Presented;
use crate::limit::Connection;
use crate::problem::Problem;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Instant;

/// Lets a request through to its handler, or refuses it.
pub(super) async fn pass(
    State(door): State<Arc<Door>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = door.meters.route(path, request.method().as_str());
    let presented = Presented::by(&door, request.headers());
    let response = match admit(&door, &request, &presented) {
        Ok(()) => {
            request.extensions_mut().insert(presented);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    if let Some(route) = route {
        door.meters.answered(route, response.status().as_u16(), begun.elapsed());
    }
    response
}

/// Whether the caller may ask now.
fn admit(door: &Door, request: &Request, presented: &Presented) -> Result<(), Problem> {
    let connection = request.extensions().get::<Arc<Connection>>().map(Arc::as_ref);
    match (presented, connection) {
        (Presented::Known(who), _) => door.guard.request(&door.node, &who.holder, connection),
        (Presented::Unknown, Some(from)) => door.guard.stranger_asks(&door.node, from, true),
        (Presented::Nothing, Some(from)) => door.guard.stranger_asks(&door.node, from, false),
        (_, None) => Ok(()),
    }
}
