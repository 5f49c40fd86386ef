//! TLS of the door: TLS 1.3 alone, with a certificate of the caller always.
//!
//! Certificates must lead to the authority that the door was given; whose they are, and whether
//! they still open anything, the registry says with every request (`crate::connection`). No session
//! is resumed: every connection shows its certificate anew. The provider is aws-lc.

use crate::error::ApiError;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig, version::TLS13};
use std::fmt;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// What the door shows, and whom it trusts to have made certificates of callers.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// Reads the door's certificates with their chain, its private key, and the authorities of
    /// callers, all in PEM.
    ///
    /// # Errors
    /// [`ApiError::Tls`] when one of them cannot be used, or certificate and key do not fit.
    pub fn new(certificate: &[u8], key: &[u8], authority: &[u8]) -> Result<Self, ApiError> {
        let failed =
            |what, error: &dyn fmt::Display| ApiError::Tls { text: format!("{what}: {error}") };
        let unusable = |text| ApiError::Tls { text };
        let chain = certificates("the certificate of the door", certificate).map_err(unusable)?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|error| failed("the key of the door", &error))?;
        let roots = roots("the authority", authority).map_err(unusable)?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let callers =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|error| failed("the authority", &error))?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])
            .map_err(|error| failed("the provider", &error))?
            .with_client_cert_verifier(callers)
            .with_single_cert(chain, key)
            .map_err(|error| failed("certificate and key of the door", &error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { config: Arc::new(config) })
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

/// The authorities of a PEM text, at least one.
pub(crate) fn roots(what: &str, pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for root in certificates(what, pem)? {
        roots.add(root).map_err(|error| format!("{what}: {error}"))?;
    }
    Ok(roots)
}

/// All certificates of a PEM text, at least one.
fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        _ => Err(format!("{what}: there is no certificate in PEM")),
    }
}
