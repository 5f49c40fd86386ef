//! When a certificate can serve, of a participant or of the door: what the other side will test.
//!
//! The test is that of TLS itself, less chain and name: which authorities the other side trusts and
//! by which name it calls is not known here.

use crate::encoding;
use crate::error::SealError;
use crate::registry::Validity;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, IpAddr, ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{CertificateError, Error, RootCertStore};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::Instant;

/// Who shows a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A participant that calls.
    Caller,
    /// The door that is called.
    Door,
}

/// Within a wanted time, when the first certificate of a PEM text serves.
///
/// # Errors
/// [`SealError::Unusable`] when the text is no certificate, [`SealError::Unfit`] when it is not of
/// X.509 version 3, is an authority's own, is not for this use, or serves at no wanted time.
pub fn serves(pem: &str, role: Role, wanted: Validity) -> Result<Validity, SealError> {
    let certificate = encoding::certificate(pem)?;
    let judge = Judge::new(certificate, role)?;
    let Validity { mut not_before, mut not_after } = wanted;
    if let Some(CertificateError::NotValidYetContext { not_before: first, .. }) =
        judge.fault(not_before)
    {
        not_before = not_before.max(instant(first));
    }
    if let Some(CertificateError::ExpiredContext { not_after: last, .. }) = judge.fault(not_after) {
        not_after = not_after.min(instant(last));
    }
    if not_before > not_after {
        let text = if not_before > wanted.not_before {
            format!("it serves from {not_before} on, not before")
        } else {
            format!("it served until {not_after}")
        };
        return Err(SealError::Unfit { text });
    }
    match judge.fault(not_before) {
        // Who made it, and for which name, is asked when it is shown.
        None
        | Some(
            CertificateError::UnknownIssuer
            | CertificateError::BadSignature
            | CertificateError::NotValidForName
            | CertificateError::NotValidForNameContext { .. },
        ) => Ok(Validity { not_before, not_after }),
        Some(error) => Err(SealError::Unfit { text: told(&error) }),
    }
}

/// What tests a certificate as the other side would.
struct Judge {
    certificate: CertificateDer<'static>,
    side: Side,
}

enum Side {
    Door(Arc<dyn ClientCertVerifier>),
    Caller(Arc<dyn ServerCertVerifier>),
}

impl Judge {
    /// A verifier needs an authority; the certificate stands in for the one that is not known.
    fn new(certificate: CertificateDer<'static>, role: Role) -> Result<Self, SealError> {
        let unfit = |error: Error| match error {
            Error::InvalidCertificate(error) => SealError::Unfit { text: told(&error) },
            error => SealError::Unfit { text: error.to_string() },
        };
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).map_err(unfit)?;
        let (roots, provider) = (Arc::new(roots), Arc::new(default_provider()));
        let failed = |_| SealError::Failed { what: "testing a certificate" };
        let side = match role {
            Role::Caller => {
                let built = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
                Side::Door(built.map_err(failed)?)
            }
            Role::Door => {
                let built = WebPkiServerVerifier::builder_with_provider(roots, provider).build();
                Side::Caller(built.map_err(failed)?)
            }
        };
        Ok(Self { certificate, side })
    }

    /// What TLS finds wrong at a moment.
    fn fault(&self, at: Instant) -> Option<CertificateError> {
        let now = UnixTime::since_unix_epoch(Duration::from_nanos(at.nanos()));
        let judged = match &self.side {
            Side::Door(verifier) => {
                verifier.verify_client_cert(&self.certificate, &[], now).map(|_| ())
            }
            Side::Caller(verifier) => {
                let name = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST.into()));
                verifier.verify_server_cert(&self.certificate, &[], &name, &[], now).map(|_| ())
            }
        };
        match judged {
            Ok(()) => None,
            Err(Error::InvalidCertificate(error)) => Some(error),
            Err(error) => Some(CertificateError::Other(rustls::OtherError(Arc::new(error)))),
        }
    }
}

/// In words what TLS has a name for.
fn told(error: &CertificateError) -> String {
    match error {
        CertificateError::BadEncoding => "it is no X.509 certificate of version 3".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it is not for this use (extendedKeyUsage: clientAuth calls, serverAuth is called)"
                .to_owned()
        }
        CertificateError::Other(other) => {
            let text = format!("{other:?}");
            match text.as_str() {
                _ if text.contains("CaUsedAsEndEntity") => "it is an authority's own".to_owned(),
                _ if text.contains("UnsupportedCertVersion") => {
                    "it is no X.509 certificate of version 3".to_owned()
                }
                _ => text,
            }
        }
        error => error.to_string(),
    }
}

fn instant(at: UnixTime) -> Instant {
    Instant::from_nanos(at.as_secs().saturating_mul(1_000_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Authority;
    use suftaja_base::suf::seal;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn from_to(from: &str, to: &str) -> Validity {
        Validity { not_before: at(from), not_after: at(to) }
    }

    #[test]
    fn a_certificate_serves_no_longer_than_it_says() {
        let year = from_to("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z");
        let (authority, own) = Authority::make(year).unwrap();
        let client = authority.client("ANNAKENA", year).unwrap().certificate;
        for (wanted, is) in [
            (from_to("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"), None),
            (
                from_to("2025-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
                Some((year.not_before, at("2026-03-01T00:00:00Z"))),
            ),
            (
                from_to("2026-02-01T00:00:00Z", "2027-03-01T00:00:00Z"),
                Some((at("2026-02-01T00:00:00Z"), year.not_after)),
            ),
        ] {
            let expected =
                is.map_or(wanted, |(not_before, not_after)| Validity { not_before, not_after });
            assert_eq!(serves(&client, Role::Caller, wanted).unwrap(), expected);
        }
        let unfit = |pem: &str, wanted, word: &str| {
            let error = serves(pem, Role::Caller, wanted).unwrap_err();
            assert_eq!(error.suf(), seal::CERTIFICATE_UNFIT);
            assert!(error.to_string().contains(word), "{error}");
        };
        unfit(&client, from_to("2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"), "2026-12-31");
        unfit(&client, from_to("2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"), "2026-01-01");
        unfit(&own.certificate, year, "authority's own");
        let server = authority.server(&["localhost".to_owned()], year).unwrap();
        unfit(&server.certificate, year, "clientAuth");
        assert_eq!(serves(&server.certificate, Role::Door, year).unwrap(), year);
        assert!(serves(&client, Role::Door, year).is_err());
    }

    #[test]
    fn the_first_version_of_x509_is_told() {
        let error = serves(
            FIRST_VERSION,
            Role::Caller,
            from_to("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"),
        );
        assert!(error.unwrap_err().to_string().contains("version 3"));
        let none = serves(
            "no certificate",
            Role::Caller,
            from_to("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"),
        );
        assert_eq!(none.unwrap_err().suf(), seal::KEY_UNUSABLE);
    }

    /// Made with `openssl x509 -req` without a file of extensions.
    const FIRST_VERSION: &str = "-----BEGIN CERTIFICATE-----\n\
        MIIBEzCBuQIUUg1lycc0gWQ3a6/1Qahpiy0X4K4wCgYIKoZIzj0EAwIwDDEKMAgG\n\
        A1UEAwwBYTAeFw0yNjExMjcyMzI4MzZaFw0zNTAyMTMyMzI4MzZaMAwxCjAIBgNV\n\
        BAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARTA7uLz0WZwBlB8eVcdemF\n\
        8PYYwF8M/fVV42Cp11MAbk739v7ToEaC2UwZRqAu4m5s8srVTyp0WvMWb8WNJTj8\n\
        MAoGCCqGSM49BAMCA0kAMEYCIQCDWziKUTyqKXI9ZpCRwU4j5EPuS7nM87iKQ6KT\n\
        WrnIewIhAIeba+kqo4sKrHma0ZsbnvVrGj1/akXM6cHzNPRvaD9W\n\
        -----END CERTIFICATE-----";
}
