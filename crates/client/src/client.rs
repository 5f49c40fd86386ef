//! One node's door and one token: requests over kept connections, JSON both ways.
//!
//! What changes nothing when it comes again is tried again when its answer is lost: messages,
//! because the node knows an instruction by its identification and its Document and answers a
//! repeat from the record, and reads. Orders are given once: not all of them carry an
//! identification.

use crate::answer::{Accounts, Delivery, Page, Payment, Receipt};
use crate::cursor::CursorFile;
use crate::error::{ClientError, Problem};
use crate::outbox::Outbox;
use crate::patience::Patience;
use serde::Deserialize;
use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use suftaja_base::Instant;
use suftaja_seal::Signer;
use ureq::http::{Response, StatusCode};
use ureq::tls::TlsConfig;
use ureq::typestate::WithBody;
use ureq::{Agent, Body, RequestBuilder};

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 256 << 20;
/// Longer than the door lets anyone wait.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(90);

/// The longest that is waited because the node says so.
const TOLD_TO_WAIT_MAX: Duration = Duration::from_secs(60);

/// A participant's, or a person's, way to a node.
pub struct Client {
    agent: Agent,
    base: String,
    authorization: String,
    key: Option<Box<dyn Signer>>,
    patience: Patience,
}

/// Without the token.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the node at `base`, such as `http://127.0.0.1:8470`. Nothing is asked yet.
    #[must_use]
    pub fn new(base: &str, token: &str) -> Self {
        Self::guarded(base, token, TlsConfig::default(), None)
    }

    /// The same with certificates for https, and a key that signs what is sent.
    #[must_use]
    pub fn guarded(base: &str, token: &str, tls: TlsConfig, key: Option<Box<dyn Signer>>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(ANSWER_TIME_MAX))
            .user_agent(concat!("suftaja/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            base: base.trim_end_matches('/').to_owned(),
            authorization: format!("Bearer {token}"),
            key,
            patience: Patience::default(),
        }
    }

    /// The same with other bounds of trying again.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Sends a message and waits until what became of it is durable.
    ///
    /// A lost answer is no loss: the same bytes go again, and the node answers what it knows
    /// already with the first answer, `repeated`, and changes nothing. So the bytes must stay as
    /// they are; a message that is written anew has another content or another identification, and
    /// is refused or pays twice.
    ///
    /// # Errors
    /// When no attempt brought an answer, or the door refused the request. Then ask the outbox
    /// or send the same bytes later: nobody knows yet whether the message arrived.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let client = suftaja_client::Client::new("http://127.0.0.1:8470", "");
    /// let receipt = client.send(&std::fs::read("payment.xml")?)?;
    /// assert!(!receipt.is_refused());
    /// # Ok(())
    /// # }
    /// ```
    pub fn send(&self, message: &[u8]) -> Result<Receipt, ClientError> {
        self.post("/v1/messages", message)
    }

    /// Sends a file of many transactions that settle in this mode, `each` or `all-or-none`.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn send_file(&self, file: &[u8], mode: &str) -> Result<Receipt, ClientError> {
        self.post(&format!("/v1/files?mode={mode}"), file)
    }

    /// The outbox behind a cursor: `limit` messages at most, waited for `wait` seconds at most.
    ///
    /// # Errors
    /// When the node does not answer, or refuses: a cursor beyond the end is of another node.
    pub fn outbox(&self, after: u64, limit: u32, wait: u32) -> Result<Page, ClientError> {
        self.read(&format!("/v1/outbox?after={after}&limit={limit}&wait={wait}"))
    }

    /// Follows the outbox behind a cursor that the caller keeps.
    #[must_use]
    pub fn outbox_after(&self, cursor: u64) -> Outbox<'_> {
        Outbox::new(self, None, cursor)
    }

    /// Follows the outbox behind the cursor in a file, which goes along; from the first message
    /// where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read or holds no cursor.
    pub fn outbox_from(&self, file: impl Into<PathBuf>) -> Result<Outbox<'_>, ClientError> {
        let file = CursorFile::at(file);
        let after = file.read()?;
        Ok(Outbox::new(self, Some(file), after))
    }

    /// Where the payment stands that an entry brought.
    ///
    /// # Errors
    /// When the node does not answer, or the payment is not in the caller's sight.
    pub fn payment(&self, entry: u64) -> Result<Payment, ClientError> {
        self.read(&format!("/v1/payments/{entry}"))
    }

    /// The caller's accounts.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn accounts(&self) -> Result<Accounts, ClientError> {
        self.read("/v1/accounts")
    }

    /// How far participants have read: `told` is the end of an outbox, without reading it.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn delivery(&self) -> Result<Delivery, ClientError> {
        self.read("/v1/delivery")
    }

    /// Reads any path of the door.
    ///
    /// # Errors
    /// When the node does not answer, refuses, or answers another kind of value.
    pub fn read<T: for<'de> Deserialize<'de>>(&self, path: &str) -> Result<T, ClientError> {
        let url = self.url(path);
        self.patiently(|| {
            let request = self.agent.get(&url).header("Authorization", &self.authorization);
            answer(&url, request.call())
        })
    }

    /// Gives an order, with a second person's token where it asks for two. Never tried again.
    ///
    /// # Errors
    /// When the node does not answer or refuses the order.
    pub fn order(
        &self,
        order: &serde_json::Value,
        second: Option<&str>,
    ) -> Result<serde_json::Value, ClientError> {
        let url = self.url("/v1/orders");
        let mut request = self.agent.post(&url).header("Authorization", &self.authorization);
        if let Some(second) = second {
            request = request.header("Suftaja-Approval", format!("Bearer {second}"));
        }
        let request = request.header("Content-Type", "application/json");
        let order = order.to_string();
        let request = self.signed(request, order.as_bytes())?;
        answer(&url, request.send(order.as_bytes()))
    }

    fn post(&self, path: &str, message: &[u8]) -> Result<Receipt, ClientError> {
        let url = self.url(path);
        self.patiently(|| {
            let request = self
                .agent
                .post(&url)
                .header("Authorization", &self.authorization)
                .header("Accept", "application/json")
                .header("Content-Type", "application/xml");
            // Anew for each attempt: a signature is taken once.
            answer(&url, self.signed(request, message)?.send(message))
        })
    }

    /// The request with a signature over its body, where this client has a key.
    fn signed(
        &self,
        request: RequestBuilder<WithBody>,
        body: &[u8],
    ) -> Result<RequestBuilder<WithBody>, ClientError> {
        let Some(key) = &self.key else { return Ok(request) };
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = Instant::from_nanos(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
        let signature = suftaja_seal::sign(&**key, body, now).map_err(ClientError::Unsigned)?;
        Ok(request.header("X-JWS-Signature", signature))
    }

    /// Tries again while it may help, within bounds.
    fn patiently<T>(&self, attempt: impl Fn() -> Result<T, ClientError>) -> Result<T, ClientError> {
        let mut failed = 0;
        loop {
            let error = match attempt() {
                Err(error) if error.may_pass() => error,
                other => return other,
            };
            failed += 1;
            let Some(wait) = self.patience.after(failed) else { return Err(error) };
            std::thread::sleep(wait.max(error.wait().min(TOLD_TO_WAIT_MAX)));
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn answer<T: for<'de> Deserialize<'de>>(
    url: &str,
    answer: Result<Response<Body>, ureq::Error>,
) -> Result<T, ClientError> {
    let mut response = answer.map_err(|error| failed(url, &error))?;
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    let is_problem = kind.is_some_and(|kind| kind.starts_with("application/problem+json"));
    let status = response.status();
    let wait = response.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
    let wait = wait.and_then(|seconds| seconds.parse().ok());
    let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
    let body = body.map_err(|error| failed(url, &error))?;
    if is_problem {
        let mut problem: Box<Problem> = parse(url, status, &body)?;
        problem.wait = wait;
        return Err(ClientError::Problem { url: url.to_owned(), problem });
    }
    parse(url, status, &body)
}

fn failed(url: &str, error: &ureq::Error) -> ClientError {
    if let Some(text) = untrusted(error) {
        return ClientError::Untrusted { url: url.to_owned(), text };
    }
    let text = match error {
        ureq::Error::Io(source) if source.kind() == ErrorKind::ConnectionRefused => {
            "nothing listens at this address".to_owned()
        }
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "the name has no address".to_owned(),
        ureq::Error::BadUri(_) => "this is no address of the form http://host:port".to_owned(),
        ureq::Error::Io(source) => source.to_string(),
        _ => "the connection does not speak as a node does".to_owned(),
    };
    let may_pass = matches!(error, ureq::Error::Io(_) | ureq::Error::Timeout(_));
    ClientError::Unreachable { url: url.to_owned(), text, is_lasting: !may_pass }
}

/// What TLS says where it ended a connection, by itself or by an alert of the other side.
fn untrusted(error: &ureq::Error) -> Option<String> {
    match error {
        ureq::Error::Rustls(source) => Some(source.to_string()),
        ureq::Error::Io(source) => {
            let inner = source.get_ref()?.downcast_ref::<rustls::Error>()?;
            Some(inner.to_string())
        }
        _ => None,
    }
}

fn parse<T: for<'de> Deserialize<'de>>(
    url: &str,
    status: StatusCode,
    body: &[u8],
) -> Result<T, ClientError> {
    serde_json::from_slice(body).map_err(|_| ClientError::NotUnderstood {
        url: url.to_owned(),
        text: format!("status {status} came with a body that no node of this version writes"),
    })
}
