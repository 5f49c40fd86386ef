//! What users of the engine rely on, as tests over its public face alone: entries go in, events,
//! balances, queue and history come out. One binary, one module for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod bound;
mod codec;
mod days;
mod fees;
mod files;
mod format;
mod history;
mod identity;
mod limits;
mod mandates;
mod orders;
mod payments;
mod queue;
mod recalls;
mod replay;
mod reserves;
mod returns;
mod stops;
mod tiers;
mod union;
