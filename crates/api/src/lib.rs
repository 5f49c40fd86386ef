//! The HTTP door of a node: messages in, outbox out, books to read, orders of people.
//!
//! Requests come over HTTP/1.1 from participants and people with bearer tokens; answers are JSON,
//! messages are XML, and every refusal is `application/problem+json` (RFC 9457) with a code of the
//! catalogue. Handlers are thin: the node decides what a message or an order does, `view` says
//! what a reader may see, and only `route` knows axum. The door must never decide anything about
//! money, show what is not durable, or show a participant another's balance.

mod csv;
mod error;
mod openapi;
mod options;
mod order;
mod problem;
mod route;
mod search;
mod serving;
mod view;

pub use error::ApiError;
pub use openapi::openapi;
pub use options::Options;
pub use problem::{Fault, Problem};
pub use serving::Serving;
