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
mod flows;
mod given;
mod messages;
mod openapi;
mod orders;
mod outbox;
mod past;
