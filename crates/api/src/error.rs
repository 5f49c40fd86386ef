//! Why the door does not open. Made at the start, shown by the command line. Refusals of single
//! requests are not here: they are [`crate::Problem`]s.

use std::net::SocketAddr;
use suftaja_base::Suf;
use suftaja_base::suf::{door, node, seal};
use thiserror::Error;

/// Why the door does not open.
#[derive(Debug, Error)]
pub enum ApiError {
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on: {source}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// What the door was given for TLS cannot be used.
    #[error("TLS cannot be offered: {text}")]
    Tls {
        /// Which part, and what is wrong with it.
        text: String,
    },
    /// The system gives no thread.
    #[error("the system gives no thread for the door: {source}")]
    Thread {
        /// What the system said.
        source: std::io::Error,
    },
}

impl ApiError {
    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::Listen { .. } => door::LISTEN,
            Self::Tls { .. } => seal::TLS_UNUSABLE,
            Self::Thread { .. } => node::THREAD,
        }
    }
}
