//! Verdicts, cleared pairs and re-screening on small lists that are made here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod cleared;
mod rescreen;
mod verdict;
mod world;
