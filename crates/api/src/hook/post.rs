//! One message posted to an address: one connection, one request, the status of the answer.
//!
//! No redirect is followed and nothing of the answer but its status is used: its head is bounded
//! and its body not read, so that there is nothing of another service to show.

use super::address::{Address, Way};
use super::secret::Secret;
use super::secure;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::time::{Duration, SystemTime};
use suftaja_node::tell::Rendered;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Length of the head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// Posts a message.
///
/// # Errors
/// Why it does not count as delivered, for whoever set the webhook.
pub(super) async fn post(
    address: &Address,
    secret: &Secret,
    (cursor, message): (u64, &Rendered),
    within: Duration,
) -> Result<(), String> {
    let request = request(address, secret, cursor, message).ok_or("it cannot be signed")?;
    let late = |_| format!("no answer within {} seconds", within.as_secs());
    let status = tokio::time::timeout(within, exchange(address, request)).await.map_err(late)??;
    if status.is_success() { Ok(()) } else { Err(format!("the answer was {}", status.as_u16())) }
}

fn request(
    address: &Address,
    secret: &Secret,
    cursor: u64,
    message: &Rendered,
) -> Option<Request<Full<Bytes>>> {
    let id = format!("{}-{}", message.entry, message.ordinal);
    // What a receiver holds against its own clock, so that nobody can send an old message again.
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let timestamp = since.as_secs();
    let signature = secret.sign(&id, timestamp, &message.bytes)?;
    let request = Request::post(address.path.as_str())
        .header(header::HOST, address.host.as_str())
        .header(header::CONNECTION, "close")
        .header(header::CONTENT_TYPE, "application/xml")
        .header(header::USER_AGENT, concat!("suftaja/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .header("suftaja-cursor", cursor)
        .header("suftaja-definition", message.definition.as_str());
    request.body(Full::new(message.bytes.clone().into())).ok()
}

async fn exchange(address: &Address, request: Request<Full<Bytes>>) -> Result<StatusCode, String> {
    match &address.way {
        Way::ThisMachine(socket) => {
            let refused = |error: std::io::Error| format!("no connection: {}", error.kind());
            speak(TcpStream::connect(socket).await.map_err(refused)?, request).await
        }
        Way::Host(host) => speak(secure::connect(host).await?, request).await,
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, String> {
    let broken = |_: hyper::Error| "the connection broke before the answer".to_owned();
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let answered = sender.send_request(request);
    tokio::pin!(connection, answered);
    // The connection moves the request along; both end with this call. One that ends badly may
    // have brought the answer before.
    let answer = tokio::select! {
        answer = &mut answered => answer,
        _ = &mut connection => answered.await,
    };
    Ok(answer.map_err(broken)?.status())
}
