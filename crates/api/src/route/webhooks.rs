//! `/v1/webhooks`: a participant sets where its outbox is posted, sees how that stands, ends it.
//!
//! Settings are durable before they are answered. Nobody sees another's; the secret is shown in the
//! answer that made it and never again.

use super::caller::Caller;
use super::table::{Content, May, Row, shape};
use super::{Door, blocking, body, ok};
use crate::problem::{Problem, ahead};
use crate::view::webhook::{DeadLettersView, WebhookSet, WebhookView};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use suftaja_base::suf::{delivery, door};
use suftaja_engine::ParticipantId;
use suftaja_node::{Credential, Right};

/// A webhook as it is set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Where messages are posted to.
    url: String,
    /// Cursor behind which delivery begins; where it was, or at the first message, if absent.
    after: Option<u64>,
}

/// What may stand in the query of a retry.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// Cursor of the message; all where it is absent.
    cursor: Option<u64>,
}

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    let retry = "Has messages that were given up tried once more";
    let all = vec![
        Row::get("/v1/webhooks", read, "Where the caller's outbox is posted, and how that stands")
            .json::<WebhookView>()
            .refuses(&[delivery::WEBHOOK_NONE]),
        Row::put("/v1/webhooks", set, "Sets where the caller's outbox is posted")
            .takes(Content::Json(shape::<Wanted>))
            .json::<WebhookSet>()
            .refuses(&[delivery::WEBHOOK, door::CURSOR_AHEAD]),
        Row::delete("/v1/webhooks", remove, "Ends the posting of the caller's outbox")
            .answers(204, "Ended", &[])
            .refuses(&[delivery::WEBHOOK_NONE]),
        Row::get("/v1/webhooks/dead-letters", dead, "Messages that were given up")
            .json::<DeadLettersView>()
            .refuses(&[delivery::WEBHOOK_NONE]),
        Row::post("/v1/webhooks/dead-letters/retry", again, retry)
            .query::<Which>()
            .json::<DeadLettersView>()
            .refuses(&[delivery::WEBHOOK_NONE, door::NOT_HERE]),
    ];
    all.into_iter().map(|row| row.by(May::Sender)).collect()
}

fn owner(door: &Door, who: &Credential) -> Result<ParticipantId, Problem> {
    Ok(door.node.participant(who, Right::Send, "use webhooks")?)
}

/// How the webhook stands.
pub(super) async fn read(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let of = owner(&door, &who)?;
    Ok(ok(&standing(&door, of)?))
}

/// Sets the webhook.
pub(super) async fn set(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let of = owner(&door, &who)?;
    let _place = door.place()?;
    let bytes = body::read(&door, request.into_body()).await?;
    let wanted: Wanted = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::new(delivery::WEBHOOK, format!("The body: {error}.")))?;
    ahead(door.node.read_outbox(|outbox| outbox.len(of)), wanted.after.unwrap_or(0))?;
    let changing = Arc::clone(&door);
    let set = move || changing.hooks.set(of, wanted.url, wanted.after);
    let secret = blocking(set).await?;
    Ok(ok(&WebhookSet { webhook: standing(&door, of)?, secret }))
}

/// Ends the webhook.
pub(super) async fn remove(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let of = owner(&door, &who)?;
    let _place = door.place()?;
    let changing = Arc::clone(&door);
    blocking(move || changing.hooks.remove(of)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What was given up.
pub(super) async fn dead(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let of = owner(&door, &who)?;
    Ok(ok(&DeadLettersView::of(door.hooks.given_up(of)?)))
}

/// Has what was given up tried once more.
pub(super) async fn again(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    query: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let of = owner(&door, &who)?;
    let Query(which) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let _place = door.place()?;
    let changing = Arc::clone(&door);
    blocking(move || changing.hooks.retry(of, which.cursor)).await?;
    Ok(ok(&DeadLettersView::of(door.hooks.given_up(of)?)))
}

fn standing(door: &Door, of: ParticipantId) -> Result<WebhookView, Problem> {
    let told = door.node.read_outbox(|outbox| outbox.last_told(of));
    Ok(WebhookView::of(door.hooks.standing(of)?, told))
}
