//! The open door: one listener, one task for each connection, a runtime of its own.
//!
//! The accept loop is written out because it bounds what a server in a public network must bound:
//! connections, the time of a handshake and of a request's head, how long a reader may take
//! nothing, and how long closing may take. Closing lets requests under way end and wakes those who
//! wait for messages. The door must never outlive its node.

pub(crate) mod patient;

use crate::connection::{Connected, certificate};
use crate::error::ApiError;
use crate::hook::Hooks;
use crate::limit::Connection;
use crate::log::{Log, keep, reread};
use crate::options::Options;
use crate::route::{Door, router, scraper};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use patient::Patient;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use suftaja_node::{Mode, Node};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;

/// After an accept that failed (too many open files), the time before the next one.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A door that is open; dropping it closes it.
pub struct Serving {
    address: SocketAddr,
    metrics_at: Option<SocketAddr>,
    closing: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    runtime: Option<Runtime>,
}

impl Serving {
    /// Opens the door of a node at an address; port 0 takes a free one.
    ///
    /// # Errors
    /// [`ApiError::Listen`] when the address is not to be had, [`ApiError::Thread`] when the
    /// system gives no thread, [`ApiError::Node`] when what is kept of webhooks cannot be used,
    /// [`ApiError::Limits`] or [`ApiError::Webhooks`] when a file of the operator has findings.
    pub fn start(node: Arc<Node>, address: SocketAddr, options: Options) -> Result<Self, ApiError> {
        Self::start_logged(node, address, options, Log::none())
    }

    /// As [`Self::start`], and tells a log what happens.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_logged(
        node: Arc<Node>,
        address: SocketAddr,
        options: Options,
        log: Log,
    ) -> Result<Self, ApiError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("door")
            .enable_io()
            .enable_time()
            .build()
            .map_err(|source| ApiError::Thread { source })?;
        let failed = |source| ApiError::Listen { address, source };
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (closing, closed) = watch::channel(false);
        let hooks = {
            let _inside = runtime.enter();
            let (node, retries) = (Arc::clone(&node), options.retries.clone());
            // Only a sandbox's participants are on this machine.
            let to_here = options.mode == Mode::Sandbox && address.ip().is_loopback();
            Hooks::start(node, retries, to_here, closed.clone())?
        };
        let scraped = runtime.block_on(scraped_at(options.metrics_at))?;
        let metrics_at = scraped.as_ref().and_then(|listener| listener.local_addr().ok());
        let door = Arc::new(Door::new(node, options.clone(), hooks, closed.clone(), log)?);
        let accepting = |router, options| Accepting {
            router,
            options,
            closed: closed.clone(),
            door: Arc::clone(&door),
        };
        let mut tasks = vec![
            runtime.spawn(accepting(router(Arc::clone(&door)), options.clone()).run(listener)),
        ];
        tasks.push(runtime.spawn(reread(Arc::clone(&door), closed.clone())));
        if door.log().is_kept() {
            tasks.push(runtime.spawn(keep(Arc::clone(&door), closed.clone())));
        }
        if let Some(listener) = scraped {
            // A scraper of this machine has no certificate.
            let plain = Options { tls: None, ..options.clone() };
            tasks.push(runtime.spawn(accepting(scraper(Arc::clone(&door)), plain).run(listener)));
        }
        Ok(Self { address, metrics_at, closing, tasks, runtime: Some(runtime) })
    }

    /// Where a scraper reads the metrics, where it may.
    #[must_use]
    pub fn metrics_at(&self) -> Option<SocketAddr> {
        self.metrics_at
    }

    /// Where the door is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the door: no more connections, requests under way end, within the options' time.
    pub fn stop(&mut self) {
        // Nobody hears it when the accept loop has ended already.
        let _ = self.closing.send(true);
        if let Some(runtime) = self.runtime.take() {
            for task in self.tasks.drain(..) {
                // A task that panicked has closed its listener with it.
                let _ = runtime.block_on(task);
            }
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns when the door closes.
pub(crate) async fn closes(closed: &mut watch::Receiver<bool>) {
    // A sender that is gone has closed the door too.
    let _ = closed.wait_for(|closed| *closed).await;
}

/// The listener for a scraper, which must be of this machine alone.
async fn scraped_at(address: Option<SocketAddr>) -> Result<Option<TcpListener>, ApiError> {
    let Some(address) = address else { return Ok(None) };
    if !address.ip().is_loopback() {
        return Err(ApiError::MetricsOpen { address });
    }
    let listener = TcpListener::bind(address).await;
    listener.map(Some).map_err(|source| ApiError::Listen { address, source })
}

#[derive(Clone)]
struct Accepting {
    router: Router,
    door: Arc<Door>,
    options: Options,
    closed: watch::Receiver<bool>,
}

impl Accepting {
    async fn run(mut self, listener: TcpListener) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.options.connections_max));
        while let Some((stream, address, place)) = self.next(&listener, &places).await {
            let Some(from) = self.door.guard().connect(self.door.node(), address) else {
                continue;
            };
            let (accepting, watcher) = (self.clone(), graceful.watcher());
            let inside = self.door.meters().connections.enter();
            tokio::spawn(async move {
                accepting.connected(stream, Arc::new(from), watcher).await;
                drop((place, inside));
            });
        }
        drop(listener);
        // Whoever has not ended by then is cut off with the runtime.
        let _ = tokio::time::timeout(self.options.closing_time_max, graceful.shutdown()).await;
    }

    /// A connection from its handshake to its end.
    async fn connected(mut self, stream: TcpStream, from: Arc<Connection>, watcher: Watcher) {
        let stream = Patient::new(stream, self.options.write_time_max);
        let Some(tls) = self.options.tls.clone() else {
            return self.serve(stream, (from, None), watcher).await;
        };
        let handshake =
            tokio::time::timeout(self.options.handshake_time_max, tls.acceptor().accept(stream));
        let shaken = tokio::select! {
            shaken = handshake => shaken,
            () = closes(&mut self.closed) => return,
        };
        // Who is silent, slow, or shows no certificate that leads to the authority, is let go.
        if let Ok(Ok(stream)) = shaken {
            let certificate = certificate(&stream);
            // Without a certificate there is no handshake; if there were, nothing would open.
            let certificate = certificate.unwrap_or_default();
            self.serve(stream, (from, Some(certificate)), watcher).await;
        }
    }

    /// The requests of a connection.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        stream: S,
        caller: (Arc<Connection>, Option<Arc<str>>),
        watcher: Watcher,
    ) {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.options.head_time_max)
            .serve_connection(TokioIo::new(stream), Connected::new(self.router, self.door, caller));
        // A connection that breaks is its client's loss; what was acknowledged stays.
        let _ = watcher.watch(connection).await;
    }

    /// The next connection with its place; none when the door closes.
    async fn next(
        &mut self,
        listener: &TcpListener,
        places: &Arc<Semaphore>,
    ) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
        loop {
            let arrival = async {
                let place = Arc::clone(places).acquire_owned().await.ok()?;
                let (stream, from) = listener.accept().await.ok()?;
                // Answers are small and whole; waiting to fill a packet only delays them.
                stream.set_nodelay(true).ok()?;
                Some((stream, from.ip(), place))
            };
            tokio::select! {
                arrived = arrival => match arrived {
                    Some(arrived) => return Some(arrived),
                    None => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                () = closes(&mut self.closed) => return None,
            }
        }
    }
}
