//! One row for each path and method: handler, summary, who may call, what comes in, what goes out.
//!
//! Each module of handlers declares its rows beside them. The router is built from the rows and so
//! is the description of the door (`crate::openapi`): a path without a row does not exist.

use super::Door;
use axum::handler::Handler;
use axum::routing::{MethodRouter, delete, get, post, put};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_base::suf::{door, node, operation, seal};

/// Makes the schema of a type.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Everyone; no token is asked for.
    Anyone,
    /// Whoever may read: participants of their own, overseers of what they oversee.
    Reader,
    /// Overseers of a currency: people of its central bank and of the operator.
    Overseer,
    /// The machine of a participant.
    Sender,
    /// Whoever may give orders; which ones the engine decides.
    Giver,
    /// Overseers of the operator.
    Operator,
}

/// A kind of content.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// JSON of this shape.
    Json(Shape),
    /// An order.
    Order,
    /// A message of ISO 20022.
    Xml,
    /// A table of comma-separated text.
    Csv,
    /// Server-sent events.
    Events,
    /// Plain text.
    Text,
}

/// How a body can fail.
const BODY: [Suf; 4] =
    [door::BODY_CUT, door::BODY_TOO_SLOW, door::BODY_TOO_LARGE, door::BODY_ENCODED];

/// One path and method of the door.
pub(crate) struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// What it is for, one line.
    pub summary: &'static str,
    pub may: May,
    /// The parameters of the query, where it takes some.
    pub query: Option<Shape>,
    /// Headers that the request may carry beside the token: name and meaning.
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: Option<Content>,
    /// Answers that are no problems: status, meaning, contents by the wish of the caller.
    pub answers: Vec<(u16, &'static str, Vec<Content>)>,
    /// Headers of such an answer: name and meaning.
    pub told: Vec<(&'static str, &'static str)>,
    /// Codes of the catalogue with which it refuses.
    pub refuses: Vec<Suf>,
    /// Whether the engine decides, so that any of its codes may come.
    pub decided: bool,
    handler: MethodRouter<Arc<Door>>,
}

/// The shape of a type.
pub(crate) fn shape<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    schemas.subschema_for::<T>()
}

impl Row {
    /// A path to read. What the path names must be there, or it is refused.
    pub fn get<H, T>(path: &'static str, handler: H, summary: &'static str) -> Self
    where
        H: Handler<T, Arc<Door>>,
        T: 'static,
    {
        let row = Self::of("get", path, get(handler), summary);
        if path.contains('{') { row.refuses(&[door::PARAMETER, door::NOT_HERE]) } else { row }
    }

    /// A path that takes a body.
    pub fn post<H, T>(path: &'static str, handler: H, summary: &'static str) -> Self
    where
        H: Handler<T, Arc<Door>>,
        T: 'static,
    {
        Self::of("post", path, post(handler), summary)
            .refuses(&BODY)
            .refuses(&[door::BUSY, node::WRITER_STOPPED])
    }

    /// A path whose content is set by a body.
    pub fn put<H, T>(path: &'static str, handler: H, summary: &'static str) -> Self
    where
        H: Handler<T, Arc<Door>>,
        T: 'static,
    {
        Self::of("put", path, put(handler), summary).refuses(&BODY).refuses(&[door::BUSY])
    }

    /// A path whose content can be removed.
    pub fn delete<H, T>(path: &'static str, handler: H, summary: &'static str) -> Self
    where
        H: Handler<T, Arc<Door>>,
        T: 'static,
    {
        Self::of("delete", path, delete(handler), summary).refuses(&[door::BUSY])
    }

    fn of(
        method: &'static str,
        path: &'static str,
        handler: MethodRouter<Arc<Door>>,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            summary,
            may: May::Anyone,
            query: None,
            headers: Vec::new(),
            body: None,
            answers: Vec::new(),
            told: Vec::new(),
            refuses: vec![operation::ADDRESS_LIMITED],
            decided: false,
            handler,
        }
    }

    /// Who may call, where that is not everyone.
    pub fn by(mut self, may: May) -> Self {
        self.may = may;
        self.refuses(&[
            door::TOKEN_MISSING,
            door::TOKEN_UNKNOWN,
            node::FORBIDDEN,
            operation::REQUESTS_LIMITED,
            operation::CONNECTIONS_LIMITED,
            seal::CERTIFICATE_UNKNOWN,
            seal::CERTIFICATE_REVOKED,
            seal::CERTIFICATE_OUT_OF_DATE,
            seal::CERTIFICATE_OF_ANOTHER,
        ])
    }

    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(shape::<T>);
        self.refuses(&[door::PARAMETER])
    }

    pub fn takes(mut self, content: Content) -> Self {
        self.body = Some(content);
        self
    }

    pub fn header(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.headers.push((name, meaning));
        self
    }

    /// The usual answer: 200 with JSON.
    pub fn json<T: JsonSchema>(self) -> Self {
        self.answers(200, "The answer", &[Content::Json(shape::<T>)])
    }

    /// The usual answer of a table: 200 with JSON, or CSV where it is asked for.
    pub fn table<T: JsonSchema>(self) -> Self {
        self.answers(200, "The answer", &[Content::Json(shape::<T>), Content::Csv])
    }

    pub fn answers(mut self, status: u16, meaning: &'static str, contents: &[Content]) -> Self {
        self.answers.push((status, meaning, contents.to_vec()));
        self
    }

    pub fn tells(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.told.push((name, meaning));
        self
    }

    pub fn refuses(mut self, codes: &[Suf]) -> Self {
        for code in codes {
            if !self.refuses.contains(code) {
                self.refuses.push(*code);
            }
        }
        self
    }

    /// The engine decides, and any of its codes may come.
    pub fn decided(mut self) -> Self {
        self.decided = true;
        self
    }

    /// Path and handler, for the router.
    pub fn wired(self) -> (&'static str, MethodRouter<Arc<Door>>) {
        (self.path, self.handler)
    }
}
