//! Limits: how much each participant, and each address without a known token, may ask of the door.
//!
//! `file` reads `limits.toml` of the data directory, `bucket` counts what flows, `guard` holds what
//! everyone uses at this moment and refuses what is above its limit. A limit bears on requests,
//! never on money: it is tested before a message is read, so what it refuses has no entry.

mod bucket;
mod file;
mod guard;

pub(crate) use file::LIMITS_FILE;
pub(crate) use guard::{Connection, Guard, Place};

use bucket::Rate;

/// What is wrong with the text of a `limits.toml`, whoever belongs to the union: a sentence each.
#[must_use]
pub fn limit_findings(text: &str) -> Vec<String> {
    file::Limits::parse(text, |_| true).err().unwrap_or_default()
}

/// What one participant, or the operator, may ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Limit {
    /// Requests of every kind.
    requests: Rate,
    /// Messages, whatever becomes of them; a file counts as one.
    messages: Rate,
    /// Bytes of one message; never above the bound of the door.
    message_bytes: usize,
    /// Files under way at once.
    files: u32,
    /// Connections open at once.
    connections: u32,
}

impl Default for Limit {
    fn default() -> Self {
        Self {
            requests: Rate { per_second: 2_000, burst: 4_000 },
            messages: Rate { per_second: 1_000, burst: 2_000 },
            message_bytes: usize::MAX,
            files: 2,
            connections: 256,
        }
    }
}

/// What one address may ask without a known token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct AddressLimit {
    /// Requests without a token.
    requests: Rate,
    /// Requests with a token that nobody has.
    failed: Rate,
    /// Connections open at once, with or without a token. A proxy is one address.
    connections: u32,
}

impl Default for AddressLimit {
    fn default() -> Self {
        Self {
            requests: Rate { per_second: 50, burst: 100 },
            failed: Rate { per_second: 5, burst: 20 },
            connections: 1_024,
        }
    }
}
