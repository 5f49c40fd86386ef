//! One connection: the handshake within its time, then requests, each held against the registry.
//!
//! The certificate of a connection is looked up before and after every request, so that one that
//! is revoked opens nothing more on connections that are open already, and takes nothing out that
//! it waited for. Over plain connections, which a sandbox may have, there is nobody to look up.

use crate::limit::Connection;
use crate::problem::Problem;
use crate::route::Door;
use crate::serving::patient::Patient;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio_rustls::server::TlsStream;

/// Whom the certificate of a connection names: BIC, LEI or `operator`. Stands in the extensions
/// of every request that came over TLS.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub name: String,
    /// Fingerprint of the certificate, for what lasts longer than its request.
    pub certificate: Arc<str>,
}

/// The door for one connection.
pub(crate) struct Connected {
    router: TowerToHyperService<Router>,
    door: Arc<Door>,
    /// Where it comes from, as limits count it.
    from: Arc<Connection>,
    /// Fingerprint of the certificate; none over a plain connection.
    certificate: Option<Arc<str>>,
}

impl Connected {
    pub(crate) fn new(
        router: Router,
        door: Arc<Door>,
        (from, certificate): (Arc<Connection>, Option<Arc<str>>),
    ) -> Self {
        Self { router: TowerToHyperService::new(router), door, from, certificate }
    }
}

/// The fingerprint of the certificate that a caller showed.
pub(crate) fn certificate(stream: &TlsStream<Patient>) -> Option<Arc<str>> {
    let shown = stream.get_ref().1.peer_certificates()?.first()?;
    Some(suftaja_seal::fingerprint(shown).into())
}

impl Service<Request<Incoming>> for Connected {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(Arc::clone(&self.from));
        let Some(certificate) = self.certificate.clone() else {
            return Box::pin(self.router.call(request));
        };
        let door = Arc::clone(&self.door);
        match door.peer(&certificate) {
            Err(problem) => return Box::pin(async move { Ok(refused(problem)) }),
            Ok(peer) => request.extensions_mut().insert(peer),
        };
        let answered = self.router.call(request);
        Box::pin(async move {
            let answer = answered.await?;
            Ok(door.peer(&certificate).map_or_else(refused, |_| answer))
        })
    }
}

/// The refusal, after which the connection ends.
fn refused(problem: Problem) -> Response<Body> {
    let mut response = problem.into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
