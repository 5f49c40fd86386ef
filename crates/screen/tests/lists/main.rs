//! Lists of every format: real ones where `../shared` lies beside the repository, made ones of true
//! size, damaged ones, kept ones and their differences.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "../given/shared.rs"]
mod shared;

mod fields;
mod kept;
mod made;
mod real;
mod refused;
mod size;
mod traps;
mod unknown;
