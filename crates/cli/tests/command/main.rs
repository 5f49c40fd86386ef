//! The binary itself, run as a person or a script runs it: output, exit codes, and the journal's
//! tools on a directory that a real node has written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod archive;
mod bank_developers;
mod bench;
mod client;
mod code_sets;
mod config;
mod counterparty;
mod demo;
mod exchange;
mod get;
mod given;
mod init;
mod journal;
mod keys;
mod list;
mod listen;
mod module;
mod netting;
mod schema;
mod screen;
mod send;
mod trigger;
mod upgrade;
mod validate;
