//! What every request passes on its way in and out.
//!
//! In: who calls is looked up once, and held against the limits. Out: the answer carries the
//! versions and the identification of its request, the request is counted by route, status and
//! time, and where the log of requests is kept it is a line there: never with a body, a token or a
//! query. Nothing of a body is read here.

use super::Door;
use super::caller::Presented;
use crate::limit::Connection;
use crate::log::Line;
use crate::problem::Problem;
use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use suftaja_base::Suf;
use suftaja_base::suf::door;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROGRAM: HeaderName = HeaderName::from_static("x-suftaja-version");
const API: HeaderName = HeaderName::from_static("suftaja-api");
/// Codes of one answer that the log keeps.
const CODES_MAX: usize = 8;

/// What an answer tells the log beside its status: put among its extensions by whoever makes it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Noted {
    pub codes: Vec<Suf>,
    pub entry: Option<u64>,
}

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
    let id = identification(&door, request.headers());
    let mut line = door.options.request_log.then(|| asked(&door, &request, &presented, &id));
    let mut response = match admit(&door, &request, &presented).and_then(|()| plain(&request)) {
        Ok(()) => {
            request.extensions_mut().insert(presented);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    let took = begun.elapsed();
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(PROGRAM, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    headers.insert(API, HeaderValue::from_static("1"));
    if let Some(route) = route {
        door.meters.answered(route, response.status().as_u16(), took);
    }
    if let Some(line) = line.take() {
        door.log.write(&answered(line, &mut response, took));
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

/// Refuses what a request brings and has encoded.
fn plain(request: &Request) -> Result<(), Problem> {
    let encodings = request.headers().get_all(header::CONTENT_ENCODING);
    let as_it_is = encodings.iter().all(|by| by.as_bytes().eq_ignore_ascii_case(b"identity"));
    let brings = [Method::POST, Method::PUT].contains(request.method());
    if as_it_is || !brings { Ok(()) } else { Err(Problem::plain(door::BODY_ENCODED)) }
}

/// The identification that the client gave its request, where it is one that can hold no name: hex
/// digits and hyphens, as UUIDs and trace identifications are. Else one of this process.
fn identification(door: &Door, headers: &HeaderMap) -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let is_sound = |given: &&HeaderValue| {
        let bytes = given.as_bytes();
        let is_part = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
        (8..=64).contains(&bytes.len()) && bytes.iter().all(is_part)
    };
    let given = headers.get(REQUEST_ID).filter(is_sound).cloned();
    given.unwrap_or_else(|| {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let text = format!("{:08x}-{number:08x}", door.meters.opened);
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("-"))
    })
}

/// The line of a request, as far as it is known before its answer.
fn asked(door: &Door, request: &Request, presented: &Presented, id: &HeaderValue) -> Line {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = door.meters.route(path, request.method().as_str());
    let who = match presented {
        Presented::Known(who) => Some(who.holder.to_string()),
        Presented::Unknown | Presented::Nothing => None,
    };
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let (path, method) = route.map_or(("none", "none"), |route| (route.path, route.method));
    Line::new("request", "")
        .with("id", id.to_str().unwrap_or("-"))
        .with("participant", who)
        .with("method", method)
        .with("route", path)
        .with("received", length)
}

fn answered(line: Line, response: &mut Response, took: Duration) -> Line {
    let Noted { codes, entry } = response.extensions_mut().remove().unwrap_or_default();
    let codes: Vec<String> = codes.iter().take(CODES_MAX).map(ToString::to_string).collect();
    line.with("status", response.status().as_u16())
        .with("sent", response.body().size_hint().exact())
        .with("micros", u64::try_from(took.as_micros()).unwrap_or(u64::MAX))
        .with("codes", codes.join(","))
        .with("entry", entry)
}
