//! The running service: intake, sequencer, outbox, access, health.
//!
//! A node opens a data directory, replays its journal and then receives: bytes of messages become
//! instructions ([`intake`]), the one writer numbers, flushes and applies them ([`sequencer`]), and
//! what is to be told stands in the [`outbox`], rendered on reading ([`tell`]). It serves no HTTP
//! and decides nothing about money; that is the engine's.

mod about;
pub mod access;
pub mod book;
pub mod calendar;
pub mod clock;
pub mod days;
pub mod delivery;
mod error;
pub mod file;
mod flush;
pub mod intake;
mod liquidity;
mod matching;
mod named;
pub mod node;
mod original;
pub mod outbox;
pub mod payments;
mod query;
pub mod replay;
pub mod sequencer;
pub mod tell;
pub mod union;

pub use access::{Credential, Holder, Right};
pub use error::NodeError;
pub use node::{Health, Node, Opened, RULE_VERSION};
