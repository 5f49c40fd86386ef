//! What every request passes on its way in and out: it is counted by its route, status and time.

use super::Door;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

/// Lets a request through to its handler.
pub(super) async fn pass(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = door.meters.route(path, request.method().as_str());
    let response = next.run(request).await;
    if let Some(route) = route {
        door.meters.answered(route, response.status().as_u16(), begun.elapsed());
    }
    response
}
