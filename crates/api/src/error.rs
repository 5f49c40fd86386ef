//! Why the door does not open. Made at the start, shown by the command line. Refusals of single
//! requests are not here: they are [`crate::Problem`]s.

use crate::hook::WEBHOOKS_FILE;
use crate::limit::LIMITS_FILE;
use std::net::SocketAddr;
use suftaja_base::Suf;
use suftaja_base::suf::{delivery, door, node, operation, seal};
use suftaja_node::NodeError;
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
    /// The file of limits cannot be used.
    #[error("{LIMITS_FILE} cannot be used: {}", findings.join("; "))]
    Limits {
        /// Everything that is wrong, a sentence each.
        findings: Vec<String>,
    },
    /// The metrics would be open to the network.
    #[error(
        "metrics are shown on this machine alone, and {address} is not of it; give a loopback \
             address with --metrics, such as 127.0.0.1:9470"
    )]
    MetricsOpen {
        /// Which address.
        address: SocketAddr,
    },
    /// What the door was given for TLS cannot be used.
    #[error("TLS cannot be offered: {text}")]
    Tls {
        /// Which part, and what is wrong with it.
        text: String,
    },
    /// The file of hosts that webhooks may lead to cannot be used.
    #[error("{WEBHOOKS_FILE} cannot be used: {}", findings.join("; "))]
    Webhooks {
        /// Everything that is wrong, a sentence each.
        findings: Vec<String>,
    },
    /// The system gives no thread.
    #[error("the system gives no thread for the door: {source}")]
    Thread {
        /// What the system said.
        source: std::io::Error,
    },
    /// What the door keeps in the data directory cannot be used.
    #[error(transparent)]
    Node(#[from] NodeError),
}

impl ApiError {
    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::Listen { .. } => door::LISTEN,
            Self::Limits { .. } => operation::LIMITS_FILE,
            Self::MetricsOpen { .. } => operation::METRICS_OPEN,
            Self::Tls { .. } => seal::TLS_UNUSABLE,
            Self::Webhooks { .. } => delivery::WEBHOOKS_FILE,
            Self::Thread { .. } => node::THREAD,
            Self::Node(error) => error.suf(),
        }
    }
}
