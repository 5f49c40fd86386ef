//! Seeded generator of realistic traffic and counterparties that answer.
//!
//! A [`Scenario`] describes a union; a [`Generator`] makes messages as its banks would send them,
//! sound and faulty, each with what the system must make of it; a [`Counterparty`] reads what the
//! system sends to one bank and keeps that bank's own account of what it is due. Used by the demo,
//! by benches and by tests. This crate never opens a socket, reads no clock, and never looks into
//! the system: it knows only what a bank outside would know.
//!
//! ```
//! use suftaja_base::{BusinessDate, Instant};
//! use suftaja_traffic::{Generator, Options, Scenario};
//!
//! let union = Scenario::east_africa();
//! let date = BusinessDate::parse("2026-11-23").unwrap();
//! let start = Instant::parse("2026-11-23T06:00:00Z").unwrap();
//! let mut traffic = Generator::new(7, &union, Options::with_faults(date, start));
//! let funding = traffic.funding();
//! assert_eq!(funding.len(), 37);
//! let first = traffic.next().unwrap();
//! assert!(String::from_utf8(first.bytes).unwrap().contains("<UETR>"));
//! ```

mod chance;
mod clerk;
mod counterparty;
mod desk;
mod error;
mod fault;
mod generator;
mod message;
mod people;
mod scenario;

pub use clerk::{Act, Answer, Behaviour, Clerk, MAGIC, Magic};
pub use counterparty::{Counterparty, Fate};
pub use desk::{Desk, FileLetter, Letter};
pub use error::TrafficError;
pub use fault::{Expectation, Fault};
pub use generator::{Generator, Options, Planned};
pub use message::Family;
pub use scenario::{AccountKind, AccountPlan, Member, Participant, Role, Scenario};
