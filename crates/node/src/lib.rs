//! The running service: intake, sequencer, outbox, access, health.
//!
//! A node opens a data directory, replays its journal and then receives: bytes of messages become
//! instructions ([`intake`]), the one writer numbers, flushes and applies them ([`sequencer`]), and
//! what is to be told stands in the [`outbox`], rendered on reading ([`tell`]). Signatures and
//! certificates are held against the registry of [`trust`]. It serves no HTTP
//! and decides nothing about money; that is the engine's.

mod about;
pub mod access;
pub mod archive;
pub mod backup;
pub mod book;
pub mod calendar;
pub mod clock;
pub mod days;
pub mod delivery;
pub mod disk;
mod error;
pub mod file;
mod flush;
pub mod formats;
pub mod intake;
mod liquidity;
mod matching;
mod memory;
pub mod meter;
pub mod mode;
mod named;
pub mod node;
mod original;
pub mod outbox;
pub mod payments;
mod query;
pub mod replay;
pub mod sequencer;
pub mod snapshot;
pub mod tell;
pub mod trust;
pub mod union;
mod whole;

pub use access::{Credential, Holder, Right};
pub use error::NodeError;
pub use mode::Mode;
pub use node::{Health, Node, Opened, RULE_VERSION};
