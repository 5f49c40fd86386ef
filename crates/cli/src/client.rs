//! A client of a node's door: one request at a time over kept connections, JSON both ways.
//!
//! Used by `send` and by the banks of the demo. It never retries by itself: a message may be sent
//! again by whoever sent it, since a repeat changes nothing.

use crate::error::CliError;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::time::Duration;
use suftaja_node::clock::wall;
use suftaja_seal::FileKey;
use ureq::http::{Response, StatusCode};
use ureq::tls::TlsConfig;
use ureq::typestate::WithBody;
use ureq::{Agent, Body, RequestBuilder};

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 256 << 20;
/// Longer than the door lets anyone wait.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(90);

/// A connection to a node with one token.
pub(crate) struct Client {
    agent: Agent,
    base: String,
    authorization: String,
    key: Option<FileKey>,
}

/// The answer to a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Receipt {
    /// `settled`, `queued`, `partial`, `refused`, `unreadable` or `repeated`.
    pub fate: String,
    /// Where the payment stands now, when the message is a repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
    /// Number of the entry that brought it.
    pub entry: u64,
    /// Cursor of the answer in the sender's outbox.
    pub cursor: u64,
    /// The status message.
    pub message: Message,
    /// Every finding.
    pub findings: Vec<Finding>,
    /// Findings counted and not kept.
    pub findings_left_off: u64,
}

/// A message that the node sends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    /// Entry and ordinal.
    pub number: String,
    /// Message definition, such as `pacs.002.001.10`.
    pub definition: String,
    /// The whole message.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub code: String,
    pub severity: String,
    pub path: String,
    pub line: u32,
    pub column: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub text: String,
    pub advice: String,
}

/// A page of an outbox.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// Cursor to ask behind next.
    pub next: u64,
    /// The messages, in order.
    pub messages: Vec<Message>,
}

/// A refusal of the door.
#[derive(Debug, Deserialize)]
struct Problem {
    code: String,
    detail: String,
}

impl Client {
    /// A client of the node at `base`, such as `http://127.0.0.1:8470`.
    pub(crate) fn new(base: &str, token: &str) -> Self {
        Self::guarded(base, token, TlsConfig::default(), None)
    }

    /// The same with certificates, and a key that signs what is sent.
    pub(crate) fn guarded(base: &str, token: &str, tls: TlsConfig, key: Option<FileKey>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(ANSWER_TIME_MAX))
            .user_agent(concat!("suftaja/", env!("CARGO_PKG_VERSION")))
            .build();
        let base = base.trim_end_matches('/').to_owned();
        Self { agent: config.into(), base, authorization: format!("Bearer {token}"), key }
    }

    /// Sends a message and waits for what became of it.
    pub(crate) fn send(&self, message: &[u8]) -> Result<Receipt, CliError> {
        self.post("/v1/messages", message)
    }

    /// Sends a file of many transactions that settle in this mode.
    pub(crate) fn send_file(&self, file: &[u8], mode: &str) -> Result<Receipt, CliError> {
        self.post(&format!("/v1/files?mode={mode}"), file)
    }

    fn post(&self, path: &str, message: &[u8]) -> Result<Receipt, CliError> {
        let url = self.url(path);
        let request = self
            .agent
            .post(&url)
            .header("Authorization", &self.authorization)
            .header("Accept", "application/json")
            .header("Content-Type", "application/xml");
        let request = self.signed(request, message)?;
        self.answer(&url, request.send(message))
    }

    /// Reads a path.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self, path: &str) -> Result<T, CliError> {
        let url = self.url(path);
        let request = self.agent.get(&url).header("Authorization", &self.authorization);
        self.answer(&url, request.call())
    }

    /// Gives an order, with a second person's token where the order asks for two.
    pub(crate) fn order(
        &self,
        order: &serde_json::Value,
        second: Option<&str>,
    ) -> Result<serde_json::Value, CliError> {
        let url = self.url("/v1/orders");
        let mut request = self.agent.post(&url).header("Authorization", &self.authorization);
        if let Some(second) = second {
            request = request.header("Suftaja-Approval", format!("Bearer {second}"));
        }
        let request = request.header("Content-Type", "application/json");
        let order = order.to_string();
        let request = self.signed(request, order.as_bytes())?;
        self.answer(&url, request.send(order.as_bytes()))
    }

    /// The request with a signature over its body, where this client has a key.
    fn signed(
        &self,
        request: RequestBuilder<WithBody>,
        body: &[u8],
    ) -> Result<RequestBuilder<WithBody>, CliError> {
        let Some(key) = &self.key else { return Ok(request) };
        Ok(request.header("X-JWS-Signature", suftaja_seal::sign(key, body, wall())?))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn answer<T: for<'de> Deserialize<'de>>(
        &self,
        url: &str,
        answer: Result<Response<Body>, ureq::Error>,
    ) -> Result<T, CliError> {
        let mut response = answer.map_err(|error| self.failed(url, error))?;
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let is_problem = kind.is_some_and(|kind| kind.starts_with("application/problem+json"));
        let status = response.status();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let body = body.map_err(|error| self.failed(url, error))?;
        if is_problem {
            let problem: Problem = parse(url, status, &body)?;
            let place = url.to_owned();
            return Err(CliError::Problem { code: problem.code, detail: problem.detail, place });
        }
        parse(url, status, &body)
    }

    fn failed(&self, url: &str, error: ureq::Error) -> CliError {
        let to = url.to_owned();
        let text = match &error {
            ureq::Error::Io(source) if source.kind() == ErrorKind::ConnectionRefused => {
                "nothing listens at this address".to_owned()
            }
            ureq::Error::Timeout(_) => "no answer in time".to_owned(),
            ureq::Error::HostNotFound => "the name has no address".to_owned(),
            ureq::Error::BadUri(_) => "this is no address of the form http://host:port".to_owned(),
            ureq::Error::Io(source) => source.to_string(),
            ureq::Error::Rustls(source) => format!("no trust: {source}"),
            _ => "the connection does not speak as a node does".to_owned(),
        };
        CliError::Unreachable { to, text }
    }
}

fn parse<T: for<'de> Deserialize<'de>>(
    url: &str,
    status: StatusCode,
    body: &[u8],
) -> Result<T, CliError> {
    serde_json::from_slice(body).map_err(|_| CliError::AnswerUnreadable {
        to: url.to_owned(),
        text: format!("status {status} came with a body that no node of this version writes"),
    })
}
