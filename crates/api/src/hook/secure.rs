//! A connection to a host that webhooks may lead to. The name is resolved for this one connection,
//! every address is held against the rule, and the connection goes to an address that was: whoever
//! answers for the name cannot have the node call elsewhere. The certificate must be the name's.

use super::hosts::Host;
use super::network::may_lead_to;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long one address has to take a connection, before the next one is tried.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
/// How long a handshake may take.
const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(5);

/// Names that are resolved at once. A resolver that is silent holds a thread that the door needs
/// too, longer than anybody waits for it.
static RESOLVING: Semaphore = Semaphore::const_new(16);

/// Connects to a host.
///
/// # Errors
/// Why not, for whoever set the webhook.
pub(super) async fn connect(host: &Arc<Host>) -> Result<TlsStream<TcpStream>, String> {
    let stream = connect_one(&addresses(host).await?).await?;
    let shaking = TlsConnector::from(Arc::clone(&host.tls)).connect(host.server.clone(), stream);
    let late = |_| format!("no TLS handshake within {} seconds", HANDSHAKE_TIME_MAX.as_secs());
    let shaken = timeout(HANDSHAKE_TIME_MAX, shaking).await.map_err(late)?;
    shaken.map_err(|error| format!("no TLS: {error}"))
}

/// The addresses of a host, each of which it may have.
async fn addresses(host: &Arc<Host>) -> Result<Vec<SocketAddr>, String> {
    let unresolved = || "the name of the host is not resolved".to_owned();
    let place = RESOLVING.acquire().await.map_err(|_| unresolved())?;
    let asked = Arc::clone(host);
    // On its own, so that the place is taken for as long as the resolver takes.
    let resolving = tokio::spawn(async move {
        let found = lookup_host((asked.name.as_str(), asked.port)).await;
        drop(place);
        found.map(Iterator::collect::<Vec<_>>)
    });
    let found = resolving.await.ok().and_then(Result::ok).filter(|found| !found.is_empty());
    let mut found = found.ok_or_else(unresolved)?;
    if !found.iter().all(|at| may_lead_to(host.networks.as_deref(), at.ip())) {
        return Err("the name of the host leads to an address outside the networks that the \
                    operator opened to it"
            .to_owned());
    }
    for at in &mut found {
        at.set_ip(at.ip().to_canonical());
    }
    Ok(found)
}

/// A connection to the first address that takes one.
async fn connect_one(addresses: &[SocketAddr]) -> Result<TcpStream, String> {
    let mut reason = "no connection".to_owned();
    for address in addresses {
        reason = match timeout(CONNECT_TIME_MAX, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => format!("no connection: {}", error.kind()),
            Err(_) => format!("no connection within {} seconds", CONNECT_TIME_MAX.as_secs()),
        };
    }
    Err(reason)
}
