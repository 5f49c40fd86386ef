//! The door over a real listener on the loopback: what each kind of request does, may and may not.
//!
//! One small union per test, made by `init`, asked by a client written here byte by byte, so that
//! it can also send what no honest client would.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod access;
mod bodies;
mod contract;
mod days;
mod documents;
mod exchange;
mod flows;
mod given;
mod hostile;
mod limits;
mod log;
mod messages;
mod metrics;
mod openapi;
mod orders;
mod outbox;
mod past;
mod signatures;
mod stream;
mod tls;
mod webhooks;
mod webhooks_https;
