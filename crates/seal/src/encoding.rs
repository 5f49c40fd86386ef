//! Base64 in its two forms, and PEM.
//!
//! `base64url` without padding is the form of JWS (RFC 7515, section 2); the standard form with
//! padding is that of PEM and of the registry. Both are strict: one value has one text.

use crate::error::SealError;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};

/// Characters in a line of PEM.
const LINE: usize = 64;

pub(crate) fn url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn from_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn standard(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn from_standard(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A PEM text of this label.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (at, letter) in standard(der).chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

/// The first private key of a PEM text, in PKCS#8.
pub(crate) fn private_key(pem: &str) -> Result<PrivatePkcs8KeyDer<'static>, SealError> {
    PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| SealError::Unusable { what: "private key in PEM (PKCS#8)" })
}

/// The first public key of a PEM text, in SPKI.
pub(crate) fn public_key(pem: &str) -> Result<Vec<u8>, SealError> {
    let key = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes());
    key.map(|key| key.to_vec())
        .map_err(|_| SealError::Unusable { what: "public key in PEM (SPKI)" })
}

/// The first certificate of a PEM text.
pub(crate) fn certificate(pem: &str) -> Result<CertificateDer<'static>, SealError> {
    CertificateDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| SealError::Unusable { what: "certificate in PEM" })
}
