//! The authority of a sandbox: a key of its own that makes certificates of servers and
//! participants.
//!
//! For pilots and tests. In production certificates come from the union's authority, whose key
//! lies in no file; the node asks only that they lead to the authority it was given and are
//! enrolled. Nothing here touches a file.

use crate::error::SealError;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, string::Ia5String,
};
use std::net::IpAddr;
use std::time::Duration;
use suftaja_base::Instant;

use crate::registry::Validity;

const NAME: &str = "Suftaja sandbox authority";

/// An authority: its certificate, and the key that makes others.
pub struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

/// A certificate with its private key, both in PEM.
pub struct Made {
    /// The certificate.
    pub certificate: String,
    /// The private key, for a file that only its owner reads.
    pub key: String,
}

impl Authority {
    /// Makes an authority with its own certificate.
    ///
    /// # Errors
    /// [`SealError::Failed`].
    pub fn make(valid: Validity) -> Result<(Self, Made), SealError> {
        let failed = |_| SealError::Failed { what: "making an authority" };
        let authority = Self { params: params(), key: KeyPair::generate().map_err(failed)? };
        let mut params = authority.params.clone();
        bound(&mut params, valid);
        let certificate = params.self_signed(&authority.key).map_err(failed)?.pem();
        let key = authority.key.serialize_pem();
        Ok((authority, Made { certificate, key }))
    }

    /// The authority of a key that [`Self::make`] made.
    ///
    /// # Errors
    /// [`SealError::Unusable`] when it is no private key.
    pub fn of_key(pem: &str) -> Result<Self, SealError> {
        let key = KeyPair::from_pem(pem);
        let key = key.map_err(|_| SealError::Unusable { what: "key of an authority" })?;
        Ok(Self { params: params(), key })
    }

    /// Makes the certificate of a door, for the names and addresses by which it is called.
    ///
    /// # Errors
    /// [`SealError::Unusable`] for a name that is none, [`SealError::Failed`].
    pub fn server(&self, names: &[String], valid: Validity) -> Result<Made, SealError> {
        let mut sans = Vec::new();
        for name in names {
            sans.push(match name.parse::<IpAddr>() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) => SanType::DnsName(text(name)?),
            });
        }
        let common = names.first().map_or("localhost", String::as_str);
        self.issue(common, sans, ExtendedKeyUsagePurpose::ServerAuth, valid)
    }

    /// Makes the certificate of a participant. Its name stands in it for people; what counts is
    /// its row in the registry.
    ///
    /// # Errors
    /// [`SealError::Failed`].
    pub fn client(&self, participant: &str, valid: Validity) -> Result<Made, SealError> {
        let san = SanType::URI(text(&format!("suftaja:participant:{participant}"))?);
        self.issue(participant, vec![san], ExtendedKeyUsagePurpose::ClientAuth, valid)
    }

    fn issue(
        &self,
        common: &str,
        sans: Vec<SanType>,
        usage: ExtendedKeyUsagePurpose,
        valid: Validity,
    ) -> Result<Made, SealError> {
        let failed = |_| SealError::Failed { what: "making a certificate" };
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, common);
        params.subject_alt_names = sans;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.use_authority_key_identifier_extension = true;
        bound(&mut params, valid);
        let key = KeyPair::generate().map_err(failed)?;
        let issuer = Issuer::from_params(&self.params, &self.key);
        let certificate = params.signed_by(&key, &issuer).map_err(failed)?.pem();
        Ok(Made { certificate, key: key.serialize_pem() })
    }
}

/// What names the authority. It is the same for every one, so that its key alone makes it again.
fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, NAME);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn bound(params: &mut CertificateParams, valid: Validity) {
    let at =
        |instant: Instant| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_nanos(instant.nanos());
    params.not_before = at(valid.not_before);
    params.not_after = at(valid.not_after);
}

fn text(name: &str) -> Result<Ia5String, SealError> {
    Ia5String::try_from(name).map_err(|_| SealError::Unusable { what: "name of a server" })
}
