//! `GET /v1/outbox`: what is to be told to the caller, behind a cursor, with a long poll.
//!
//! The cursor is the proof of delivery: a caller asks behind the last message that it has kept.
//! Messages appear only after their entry is durable, because the outbox itself is filled then.

use super::books::sight;
use super::caller::Caller;
use super::messages::accepts;
use super::table::{Content, May, Row, shape};
use super::{Door, blocking, ok, page_of};
use crate::problem::{Problem, ahead};
use crate::serving::closes;
use crate::view::delivery::{self as readers, DeliveryView};
use crate::view::receipt::{Delivered, MessageView};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::suf::door;
use suftaja_base::width::to_usize;
use suftaja_engine::{EntryNumber, ParticipantId};
use suftaja_node::Right;
use suftaja_node::outbox::Outbox;
use suftaja_node::tell::{ERASED, Rendered};
use tokio::time::Instant;

const LIMIT: u32 = 100;

/// What may stand in the query.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Cursor of the last message that the caller has; 0 for none.
    #[serde(default)]
    after: u64,
    /// Messages at most.
    limit: Option<u32>,
    /// Seconds to wait when there is nothing yet.
    #[serde(default)]
    wait: u64,
}

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::get("/v1/outbox", read, "What is to be told to the caller, behind a cursor")
            .by(May::Sender)
            .query::<Wanted>()
            .answers(
                200,
                "A page of messages, or the first one as XML",
                &[Content::Json(shape::<MessageView>), Content::Xml],
            )
            .answers(204, "Nothing yet, where XML is asked for", &[])
            .answers(410, "The evidence was erased, where XML is asked for", &[Content::Xml])
            .tells("Suftaja-Cursor", "With XML: the cursor of the message")
            .tells("Suftaja-Number", "With XML: the number of the message")
            .refuses(&[door::CURSOR_AHEAD]),
        Row::get("/v1/delivery", delivery, "How far participants have read their outboxes")
            .by(May::Reader)
            .json::<DeliveryView>(),
    ]
}

/// A page of messages, or the first one as XML.
pub(super) async fn read(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    headers: HeaderMap,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let of = door.node.participant(&who, Right::Send, "read this outbox")?;
    let Query(wanted) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let wants_xml = accepts(&headers, "application/xml");
    let most = door.options.page_max;
    let stated = page_of(wanted.limit, LIMIT.min(most), most)?;
    let limit = if wants_xml { 1 } else { to_usize(stated) };
    let until = Instant::now() + door.options.wait_max.min(Duration::from_secs(wanted.wait));
    let (as_of, page) = wait_for(&door, of, wanted.after, limit, until).await?;
    if !wants_xml {
        let messages: Vec<Delivered> = page.iter().map(Delivered::of).collect();
        return Ok(ok(&MessageView::page(as_of, wanted.after, messages)));
    }
    Ok(match page.into_iter().next() {
        None => StatusCode::NO_CONTENT.into_response(),
        Some((cursor, message)) => {
            let number = format!("{}-{}", message.entry, message.ordinal);
            let kind = [
                (header::CONTENT_TYPE.as_str(), "application/xml".to_owned()),
                ("suftaja-cursor", cursor.to_string()),
                ("suftaja-number", number),
            ];
            let status =
                if message.definition == ERASED { StatusCode::GONE } else { StatusCode::OK };
            (status, kind, message.bytes).into_response()
        }
    })
}

/// How far participants have read.
pub(super) async fn delivery(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    Ok(ok(&readers::all(&door.node, &sight)))
}

type Page = Vec<(u64, Rendered)>;

/// The page, as soon as there is something in it, or empty when the time is over.
async fn wait_for(
    door: &Arc<Door>,
    of: ParticipantId,
    after: u64,
    limit: usize,
    until: Instant,
) -> Result<(EntryNumber, Page), Problem> {
    // Subscribed before looking, so that nothing slips in between.
    let mut news = door.node.read_outbox(Outbox::watch);
    let mut closed = door.closed.clone();
    loop {
        let as_of = door.node.read(suftaja_engine::State::last);
        let (last, told) = door.node.read_outbox(|outbox| (outbox.len(of), outbox.last_told(of)));
        ahead(last, after)?;
        door.node.kept(of, after);
        if told > after {
            let reading = Arc::clone(door);
            let deliver = move || Ok(reading.node.deliver(of, after, limit)?);
            return Ok((as_of, blocking(deliver).await?));
        }
        let over = tokio::select! {
            changed = news.changed() => changed.is_err(),
            () = tokio::time::sleep_until(until) => true,
            () = closes(&mut closed) => true,
        };
        if over {
            return Ok((as_of, Vec::new()));
        }
    }
}
