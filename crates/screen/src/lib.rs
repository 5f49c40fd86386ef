//! Screening: lists in the formats of those who keep them, and names in any script held against
//! them.
//!
//! Bytes of a list come from the caller and become listings with findings by line; names come from
//! messages and become hits with integer scores and their explanation. A score is a pure function
//! of query, list version and settings. This crate touches no file and no socket, reads no clock,
//! and forgets nothing: every listing at or over the threshold is a hit, none is cut off by a
//! number.

pub mod cleared;
pub mod fold;
pub mod index;
pub mod likeness;
pub mod list;
pub mod listing;
pub mod pair;
pub mod policy;
pub mod rescreen;
pub mod score;
pub mod search;
pub mod settings;
pub mod text;
pub mod verdict;

mod cache;
mod digest;
mod evidence;
mod explain;
mod hash;
mod identifier;
mod neighbours;
mod rows;
mod span;
mod weight;
