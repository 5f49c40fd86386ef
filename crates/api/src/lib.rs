//! The doors of a node: messages in, outbox out, books to read, orders of people, over HTTP; and
//! folders for members without a network.
//!
//! Requests come over HTTP/1.1, in TLS or plain, from participants and people with bearer tokens;
//! answers are JSON, messages are XML, and every refusal is `application/problem+json` (RFC 9457)
//! with a code of the catalogue. Handlers are thin: the node decides what a message or an order
//! does, `view` says what a reader may see, and only `route` knows axum. The door must never decide
//! anything about money, show what is not durable, or show a participant another's balance.

mod connection;
mod csv;
mod error;
mod exchange;
mod folder;
mod hook;
mod limit;
pub mod log;
mod meter;
pub mod metric;
mod openapi;
mod options;
mod order;
mod problem;
mod route;
mod search;
mod serving;
mod tls;
mod view;

pub use error::ApiError;
pub use exchange::{Exchange, Exchanging};
pub use hook::{Secret, local_address, webhook_findings};
pub use limit::limit_findings;
pub use openapi::openapi;
pub use options::{FolderBounds, Options, Retries};
pub use problem::{Fault, Problem};
pub use serving::Serving;
pub use tls::Tls;
