//! The journal's behaviour as its callers see it: one module for each subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::allow_attributes,
    reason = "tests"
)]

mod append_and_read;
mod evidence;
mod faults;
mod given;
mod homes;
mod rot;
