//! `GET /v1/outbox/stream`: the outbox as server-sent events, one message each.
//!
//! A task for each reader goes along the outbox by cursor and hands over one event at a time, so
//! that a slow reader holds one message here and what its connection buffers, and no more. The id
//! of an event is its cursor: a reader that comes back says so in `Last-Event-ID`, and that is its
//! proof of delivery. A stream ends by itself now and then, or a reader that stays would prove
//! nothing.

use super::caller::Caller;
use super::table::{Content, May, Row};
use super::{Door, blocking};
use crate::connection::Peer;
use crate::problem::{Problem, ahead};
use crate::serving::closes;
use crate::view::receipt::Delivered;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::{Channel, Sender};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use suftaja_base::suf::door;
use suftaja_engine::ParticipantId;
use suftaja_node::Right;
use suftaja_node::outbox::Outbox;
use suftaja_node::tell::Rendered;

const LAST: &str = "last-event-id";
/// Said first: how long a reader waits before it comes back, in milliseconds.
const HEAD: &str = "retry: 1000\n\n";
/// A comment, which readers pass over.
const ALIVE: &str = ": alive\n\n";

/// What may stand in the query.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Cursor of the last message that the caller has; `Last-Event-ID` goes before it.
    #[serde(default)]
    after: u64,
}

/// The path of this module.
pub(super) fn rows() -> Vec<Row> {
    let summary = "What is to be told to the caller, as server-sent events";
    vec![
        Row::get("/v1/outbox/stream", read, summary)
            .by(May::Sender)
            .query::<Wanted>()
            .header("Last-Event-ID", "Cursor of the last message that the caller has")
            .answers(
                200,
                "Events without end: the id is the cursor, the name the definition, the data JSON",
                &[Content::Events],
            )
            .refuses(&[door::CURSOR_AHEAD]),
    ]
}

/// Opens a stream.
pub(super) async fn read(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    headers: HeaderMap,
    peer: Option<Extension<Peer>>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let of = door.node.participant(&who, Right::Send, "read this outbox")?;
    let Query(wanted) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let after = last(&headers)?.unwrap_or(wanted.after);
    ahead(door.node.read_outbox(|outbox| outbox.len(of)), after)?;
    door.node.kept(of, after);
    let (events, body) = Channel::new(1);
    let certificate = peer.map(|Extension(peer)| peer.certificate);
    let stream = Stream { door, of, after, certificate, events };
    tokio::spawn(stream.run());
    let kind = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        // Proxies that gather answers would hold events back.
        ("x-accel-buffering", "no"),
    ];
    Ok((kind, Body::new(body)).into_response())
}

/// The cursor that a reader which comes back has.
fn last(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(LAST) else { return Ok(None) };
    let cursor = value.to_str().ok().and_then(|text| text.parse().ok());
    let text = "Last-Event-ID is no cursor of an outbox.";
    cursor.map(Some).ok_or_else(|| Problem::new(door::PARAMETER, text))
}

/// One reader's way along its outbox.
struct Stream {
    door: Arc<Door>,
    of: ParticipantId,
    after: u64,
    /// Of the connection, where it has one.
    certificate: Option<Arc<str>>,
    events: Sender<Bytes>,
}

impl Stream {
    /// Tells until the reader goes, the door closes or the time of a stream is over. What was not
    /// handed over by then is told when the reader comes back.
    async fn run(self) {
        let mut closed = self.door.closed.clone();
        let lasts = self.door.options.stream_time_max;
        tokio::select! {
            () = self.tell() => {}
            () = tokio::time::sleep(lasts) => {}
            () = closes(&mut closed) => {}
        }
    }

    /// Sends what there is, then what comes. Where a message cannot be read the stream ends too:
    /// the reader comes back and meets the fault again, until people have mended it.
    async fn tell(mut self) {
        // Subscribed before looking, so that nothing slips in between.
        let mut news = self.door.node.read_outbox(Outbox::watch);
        let mut goes_on = self.send(HEAD.into()).await;
        while goes_on {
            goes_on = match self.next().await {
                Ok(Some(delivered)) => {
                    self.after = delivered.0;
                    self.send(event(&delivered)).await
                }
                Ok(None) => tokio::select! {
                    changed = news.changed() => changed.is_ok(),
                    () = tokio::time::sleep(self.door.options.keep_alive) => {
                        self.send(ALIVE.into()).await
                    }
                },
                Err(_) => false,
            };
        }
    }

    /// Hands an event over; false when the reader is gone, or its certificate is good no more.
    async fn send(&mut self, bytes: Bytes) -> bool {
        let known = |certificate: &Arc<str>| self.door.peer(certificate).is_ok();
        self.certificate.as_ref().is_none_or(known) && self.events.send_data(bytes).await.is_ok()
    }

    /// The next message, where there is one.
    async fn next(&self) -> Result<Option<(u64, Rendered)>, Problem> {
        let (of, after) = (self.of, self.after);
        if self.door.node.read_outbox(|outbox| outbox.last_told(of)) <= after {
            return Ok(None);
        }
        let reading = Arc::clone(&self.door);
        blocking(move || Ok(reading.node.deliver(of, after, 1)?.into_iter().next())).await
    }
}

/// A message as an event; its JSON has no line breaks.
fn event(delivered: &(u64, Rendered)) -> Bytes {
    let (cursor, message) = delivered;
    let mut text = format!("id: {cursor}\nevent: {}\ndata: ", message.definition).into_bytes();
    // Numbers and texts only, which all can be written.
    text.extend(serde_json::to_vec(&Delivered::of(delivered)).unwrap_or_default());
    text.extend_from_slice(b"\n\n");
    text.into()
}
