//! `POST /v1/orders`: an order of a person or a machine in, what it did out.
//!
//! The order is read whole, turned into an entry's body, and given to the node under the caller's
//! credential; the engine decides whether the caller may. The answer comes when it is durable.

use super::caller::{self, Caller};
use super::entrance::Noted;
use super::table::{Content, May, Row};
use super::{Door, body, ok, signature};
use crate::order::{self, Order};
use crate::problem::Problem;
use crate::view::done::{Done, event};
use axum::extract::{Request, State};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_base::suf::{door, seal, tier};
use suftaja_engine::tier::Missing;
use suftaja_engine::{Body, Event, ParticipantId};
use suftaja_node::union::AdmissionFile;
use suftaja_node::{Node, Right};
use tokio::sync::oneshot;

/// What an order did.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrderDone")]
struct Answer {
    #[serde(flatten)]
    done: Done,
    /// The key that signed the order, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    /// The reserve of a repeated order, for a caller that lost the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    reserve: Option<u32>,
}

/// The path of this module.
pub(super) fn rows() -> Vec<Row> {
    let row = Row::post("/v1/orders", give, "An order of a person or a machine, and what it did");
    vec![
        signature::signed(row)
            .by(May::Giver)
            .header("Suftaja-Approval", "`Bearer TOKEN` of the second person, where two are needed")
            .takes(Content::Order)
            .json::<Answer>()
            .refuses(&[door::ORDER_MALFORMED, door::APPROVAL_REFUSED, seal::SIGNATURE_REPEATED])
            .decided(),
    ]
}

/// Gives an order.
pub(super) async fn give(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let actor = door.node.participant(&who, Right::Order, "give orders")?;
    let second = caller::second(&door, request.headers())?;
    let place = door.place()?;
    let signature = signature::text(request.headers())?;
    let bytes = body::read(&door, request.into_body()).await?;
    let proven = door.proven(Node::prove_order, &who, signature.as_deref(), &bytes)?;
    let order: Order = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::new(door::ORDER_MALFORMED, format!("The body: {error}.")))?;
    let union = door.node.union();
    // Only the journal knows what a payment was.
    let original = match order::about(&order) {
        None => None,
        Some(entry) => {
            let reading = Arc::clone(&door);
            super::blocking(move || Ok(reading.node.payment_at(entry)?)).await?
        }
    };
    let body = door.node.read(|state| order::body(order, state, union, actor, original))?;
    let (tell, told) = oneshot::channel();
    let reply: suftaja_node::sequencer::Reply = Box::new(move |result| {
        let _place = place;
        let owned = result.map(|applied| {
            let own = applied.events.iter().filter(|(number, _)| *number == applied.first);
            let own: Vec<Event> = own.map(|(_, event)| *event).collect();
            (applied.first, applied.unnumbered.first().map(|(_, code)| *code), own)
        });
        // A caller that went away finds the effect in the books.
        let _ = tell.send(owned);
    });
    let about = match &body {
        Body::ParticipantStatusSet { participant, .. } => Some(*participant),
        _ => None,
    };
    door.node.order(&who, second.as_ref(), body, reply)?;
    let lost = |_| Problem::plain(door::ANSWER_LOST);
    let (entry, unnumbered, events) = told.await.map_err(lost)??;
    if let Some(code) = unnumbered {
        return Err(Problem::plain(code));
    }
    let refused = events.iter().find_map(|event| match event {
        Event::OrderRefused { code } => Some(*code),
        _ => None,
    });
    if let Some(code) = refused {
        return Err(problem(&door, code, about).at(entry));
    }
    let answer = door.node.read(|state| Answer {
        done: Done {
            entry,
            events: events.iter().filter_map(|happened| event(state, happened)).collect(),
        },
        signed_by: proven.map(|proven| proven.kid),
        reserve: events.iter().find_map(|happened| match happened {
            Event::Repeated { row } => state.history().reserve(*row).map(|id| id.0),
            _ => None,
        }),
    });
    let mut response = ok(&answer);
    response.extensions_mut().insert(Noted { codes: Vec::new(), entry: Some(entry) });
    Ok(response)
}

/// Why an order was refused; of a participant that lacks admission data, what it lacks.
fn problem(door: &Door, code: Suf, about: Option<ParticipantId>) -> Problem {
    let Some(about) = about.filter(|_| code == tier::ADMISSION_INCOMPLETE) else {
        return Problem::plain(code);
    };
    let lacks = door.node.read(|state| state.lacks_admission(about, state.time().date()));
    match lacks {
        Some(Missing::RunOut(date)) => {
            Problem::new(code, format!("The admission data were valid until {date}."))
        }
        _ => {
            let missing = AdmissionFile::default().read().err().unwrap_or_default();
            Problem::new(code, format!("{}.", missing.join("; ")))
        }
    }
}
