//! Bounds of the door. Given at the start, fixed while it is open; every one has a default that
//! suits a regional system on one machine.

use crate::tls::Tls;
use std::net::SocketAddr;
use std::time::Duration;
use suftaja_node::Mode;

/// What the door takes at most.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the node is run for: whether everything must be signed.
    pub mode: Mode,
    /// TLS with certificates of callers; none for plain connections.
    pub tls: Option<Tls>,
    /// From a connection to the end of its TLS handshake; longer closes it.
    pub handshake_time_max: Duration,
    /// Bytes of a body; more is answered 413.
    pub body_bytes_max: usize,
    /// Bytes of a file of many transactions.
    pub file_bytes_max: usize,
    /// Files under way at once; more is answered 503.
    pub files_max: usize,
    /// From the head of a request to the end of its body; longer is answered 408.
    pub body_time_max: Duration,
    /// From the first wait for a request to the end of its head; longer closes the connection.
    pub head_time_max: Duration,
    /// Connections open at once; more wait to be accepted.
    pub connections_max: usize,
    /// Messages and orders under way at once; more is answered 503. Stays below what the node's
    /// writer lets wait, so that handing over never blocks a thread of the door.
    pub under_way_max: usize,
    /// Messages in one answer of the outbox.
    pub page_max: u32,
    /// How long a reader of the outbox may wait.
    pub wait_max: Duration,
    /// Without a word for so long, a stream of the outbox says that it is alive.
    pub keep_alive: Duration,
    /// How long a stream of the outbox lasts; its reader comes back and so proves what it has.
    pub stream_time_max: Duration,
    /// How long the other end of a connection may take nothing of what is written to it; longer
    /// closes it.
    pub write_time_max: Duration,
    /// How webhooks are tried again.
    pub retries: Retries,
    /// Where a scraper reads the metrics without a token: an address of this machine alone.
    pub metrics_at: Option<SocketAddr>,
    /// Whether every request is a line of the log.
    pub request_log: bool,
    /// How long requests under way have to end when the door closes.
    pub closing_time_max: Duration,
}

/// How often and how soon a webhook is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retries {
    /// After so many attempts a message is given up. By the defaults that takes one to two hours.
    pub attempts_max: u32,
    /// The wait behind the first attempt, doubled behind each one that follows.
    pub wait_first: Duration,
    /// The longest wait.
    pub wait_max: Duration,
    /// How long one attempt may take.
    pub attempt_time_max: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts_max: 20,
            wait_first: Duration::from_secs(1),
            wait_max: Duration::from_secs(600),
            attempt_time_max: Duration::from_secs(10),
        }
    }
}

/// What is taken from and given into the folders of a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderBounds {
    /// Bytes of a file; more is refused.
    pub file_bytes_max: usize,
    /// Files of an outbox that wait to be taken away; with so many no more are written.
    pub waiting_max: usize,
}

impl Default for FolderBounds {
    fn default() -> Self {
        Self { file_bytes_max: 1 << 20, waiting_max: 1_000 }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Sandbox,
            tls: None,
            handshake_time_max: Duration::from_secs(10),
            body_bytes_max: 1 << 20,
            file_bytes_max: 64 << 20,
            files_max: 4,
            body_time_max: Duration::from_secs(20),
            head_time_max: Duration::from_secs(30),
            connections_max: 4_096,
            under_way_max: 1_024,
            page_max: 500,
            wait_max: Duration::from_secs(60),
            keep_alive: Duration::from_secs(15),
            stream_time_max: Duration::from_secs(300),
            write_time_max: Duration::from_secs(30),
            retries: Retries::default(),
            metrics_at: None,
            request_log: false,
            closing_time_max: Duration::from_secs(10),
        }
    }
}
