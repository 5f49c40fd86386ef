//! The node as its callers see it: one answer for each submission, nothing shown before it is
//! durable, the same messages after every restart, and poison that only two people pass by.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod durability;
mod gate;
mod given;
mod poison;
mod restart;
mod sequencing;
mod snapshots;
