//! ISO 20022: schema tables, one-pass reader, typed views, rules and template writers.
//!
//! Received bytes go into [`Reader::read`]; what comes out is a [`Reading`]: the parts of the
//! message with an event tape over the received bytes, and every finding of structure and facet
//! in one answer. The crate touches neither files nor sockets, knows no state, and never holds
//! an amount as a floating-point number.

mod catalogue;
pub mod code_set;
mod collect;
mod compile;
mod decode;
mod error;
pub mod facts;
mod finding;
mod moment;
mod path;
mod pattern;
mod reader;
mod reading;
mod role;
pub mod rule;
mod schema;
mod simple;
mod split;
mod tag;
mod tape;
pub mod view;
pub mod write;
pub mod xsd;

pub use catalogue::{Added, Catalogue};
pub use error::IsoError;
pub use finding::{FINDINGS_MAX, Finding, Position, Severity};
pub use reader::{Limits, Piece, Reader, Streamed, StreamedPart, Transaction};
pub use reading::{Binding, Children, Node, Part, PartKind, Reading};
pub use schema::{Complex, Content, Element, Schema, Wildcard};
pub use split::Slices;
pub use tag::Tag;
pub use tape::{Event, Tape};
