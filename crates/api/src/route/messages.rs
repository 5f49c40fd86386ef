//! `POST /v1/messages`: bytes of a message in, the status message out.
//!
//! The answer comes only after the message's entry is durable. What the sender reads here also
//! stands in its outbox under the same number, so that a lost answer is no loss.

use super::caller::Caller;
use super::entrance::Noted;
use super::table::{Content, May, Row, shape};
use super::{Door, body, json, signature};
use crate::problem::Problem;
use crate::view::receipt::{self, ReceiptView};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_base::suf::{door, operation};
use suftaja_node::intake::{Fate, Receipt};
use suftaja_node::{Node, Right};

const ENTRY: HeaderName = HeaderName::from_static("suftaja-entry");
const FATE: HeaderName = HeaderName::from_static("suftaja-fate");
const CURSOR: HeaderName = HeaderName::from_static("suftaja-cursor");
const STANDING: HeaderName = HeaderName::from_static("suftaja-standing");

/// The path of this module.
pub(super) fn rows() -> Vec<Row> {
    let summary = "One message of ISO 20022, and the message that answers";
    vec![answered(Row::post("/v1/messages", receive, summary))]
}

/// A path that takes messages of a participant and answers each with a message.
pub(super) fn answered(row: Row) -> Row {
    let both = [Content::Json(shape::<ReceiptView>), Content::Xml];
    signature::signed(row)
        .by(May::Sender)
        .header("Accept", "`application/json` for a receipt; else the answer is a message")
        .takes(Content::Xml)
        .answers(
            200,
            "Settled, taken, repeated, or a file whose payments do not all stand alike",
            &both,
        )
        .answers(202, "Accepted, waits", &both)
        .answers(400, "Not read, or no message that is taken here", &both)
        .answers(422, "Readable and refused", &both)
        .tells("Suftaja-Entry", "The journal entry")
        .tells("Suftaja-Cursor", "The place of the answer in the outbox of the sender")
        .tells("Suftaja-Fate", "What became of the message")
        .tells("Suftaja-Standing", "Where a repeated message stands now")
        .refuses(&[door::BODY_EMPTY, operation::MESSAGES_LIMITED])
}

/// Takes a message in.
pub(super) async fn receive(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    request: Request,
) -> Result<Response, Problem> {
    door.node.participant(&who, Right::Send, "send messages")?;
    let place = door.place_for_message(&who)?;
    let wants_json = accepts(request.headers(), "application/json");
    let signature = signature::text(request.headers())?;
    let bound = door.options.body_bytes_max.min(door.guard.message_bytes(&who.holder));
    let bytes = body::read_up_to(&door, request.into_body(), bound).await?;
    if bytes.is_empty() {
        return Err(Problem::plain(door::BODY_EMPTY));
    }
    let under_way = Arc::clone(&door);
    // A task of its own: a client that hangs up must not cut short what was handed to the writer.
    let taken = tokio::spawn(async move {
        let _place = place;
        let signature = signature.as_deref();
        let proven = under_way.proven(Node::prove, &who, signature, &bytes)?;
        under_way.node.receive(&who, bytes, proven).await
    });
    let receipt = taken.await.map_err(|_| Problem::plain(door::ANSWER_LOST))??;
    Ok(answer(receipt, wants_json))
}

/// Whether a request asks for a media type by name.
pub(super) fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    let values = headers.get_all(header::ACCEPT);
    values.iter().filter_map(|value| value.to_str().ok()).any(|value| value.contains(kind))
}

pub(super) fn answer(receipt: Receipt, wants_json: bool) -> Response {
    let status = match receipt.fate {
        Fate::Settled | Fate::Partial | Fate::Taken | Fate::Repeated { .. } => StatusCode::OK,
        Fate::Queued => StatusCode::ACCEPTED,
        Fate::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Fate::Unreadable => StatusCode::BAD_REQUEST,
    };
    let (fate, standing) = receipt::words(&receipt.fate);
    let (entry, cursor) = (receipt.entry, receipt.cursor);
    let mut codes: Vec<Suf> = receipt.findings.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut response = if wants_json {
        json(status, &ReceiptView::of(&receipt))
    } else {
        let kind = [(header::CONTENT_TYPE, "application/xml")];
        (status, kind, receipt.message.bytes).into_response()
    };
    response.extensions_mut().insert(Noted { codes, entry: Some(entry) });
    let headers = response.headers_mut();
    headers.insert(ENTRY, HeaderValue::from(entry));
    headers.insert(CURSOR, HeaderValue::from(cursor));
    headers.insert(FATE, HeaderValue::from_static(fate));
    if let Some(standing) = standing {
        headers.insert(STANDING, HeaderValue::from_static(standing));
    }
    response
}
