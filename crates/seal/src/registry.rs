//! The registry of keys and certificates: which is whose, from when, until when, and what was
//! revoked. Lies as `trust.toml` in the data directory.
//!
//! What is not in it opens nothing. Public keys and fingerprints only; no row is ever removed by a
//! command, so that what was signed years ago can still be tested by the key of its time.

use crate::encoding;
use crate::error::SealError;
use crate::fault::Fault;
use crate::key::{Algorithm, PublicKey};
use crate::signature::{self, Signed, Times};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use suftaja_base::{Bic, Instant, Lei};

/// The holder that is no participant: the operator.
pub const OPERATOR: &str = "operator";

/// Seconds that a signature is taken after signing, where the registry says nothing else.
const SIGNATURE_SECONDS: u64 = 300;
/// Days that a key may serve, where the registry says nothing else.
const KEY_DAYS_MAX: u64 = 364;
/// The most that the registry may say: a day, and ten years.
const SIGNATURE_SECONDS_MAX: u64 = 86_400;
const KEY_DAYS_HIGHEST: u64 = 3_653;
const DAY: u64 = 86_400 * 1_000_000_000;

const HEAD: &str = "# Keys and certificates by which this node knows who signs and who connects.\n\
                    # suftaja keys writes it whole; a running node reads every change at once.\n\n";

/// Keys, certificates, and how long both serve.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Seconds between signing and arrival, at most.
    #[serde(default = "signature_seconds")]
    pub signature_seconds: u64,
    /// Days that a key may serve, whatever its row says.
    #[serde(default = "key_days_max")]
    pub key_days_max: u64,
    #[serde(rename = "key", default)]
    keys: Vec<KeyRow>,
    #[serde(rename = "certificate", default)]
    certificates: Vec<CertificateRow>,
}

/// From when until when something serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Validity {
    /// The first moment.
    pub not_before: Instant,
    /// The last moment.
    pub not_after: Instant,
}

/// A key of a participant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRow {
    /// BIC, LEI or `operator`.
    pub participant: String,
    /// Its name, which is unique in the registry.
    pub kid: String,
    /// What it signs by.
    #[serde(with = "algorithm")]
    pub alg: Algorithm,
    /// The key: SPKI in base64, as it stands between the lines of PEM.
    #[serde(with = "public")]
    pub public_key: PublicKey,
    /// The first moment at which it serves.
    #[serde(with = "moment")]
    pub not_before: Instant,
    /// The last one.
    #[serde(with = "moment")]
    pub not_after: Instant,
    /// Since when it is revoked.
    #[serde(with = "moment_if_any", default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Instant>,
}

/// A certificate of a participant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRow {
    /// BIC, LEI or `operator`.
    pub participant: String,
    /// SHA-256 of the certificate in DER, hexadecimal, as `openssl x509 -fingerprint` shows it
    /// without colons.
    pub sha256: String,
    /// The first moment at which it opens the door.
    #[serde(with = "moment")]
    pub not_before: Instant,
    /// The last one.
    #[serde(with = "moment")]
    pub not_after: Instant,
    /// Since when it is revoked.
    #[serde(with = "moment_if_any", default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Instant>,
}

fn signature_seconds() -> u64 {
    SIGNATURE_SECONDS
}

fn key_days_max() -> u64 {
    KEY_DAYS_MAX
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            signature_seconds: SIGNATURE_SECONDS,
            key_days_max: KEY_DAYS_MAX,
            keys: Vec::new(),
            certificates: Vec::new(),
        }
    }
}

impl Registry {
    /// Reads the text of `trust.toml`.
    ///
    /// # Errors
    /// What cannot be understood, with its line where there is one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let registry: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let findings = registry.findings();
        if findings.is_empty() { Ok(registry) } else { Err(findings.join("; ")) }
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (name, value, most) in [
            ("signature_seconds", self.signature_seconds, SIGNATURE_SECONDS_MAX),
            ("key_days_max", self.key_days_max, KEY_DAYS_HIGHEST),
        ] {
            if !(1..=most).contains(&value) {
                findings.push(format!("{name} = {value} is not from 1 to {most}"));
            }
        }
        let holders = self.keys.iter().map(|row| &row.participant);
        let holders: BTreeSet<_> =
            holders.chain(self.certificates.iter().map(|row| &row.participant)).collect();
        for holder in holders.into_iter().filter(|holder| !is_holder(holder)) {
            findings.push(format!("the participant {holder} is no BIC, LEI or {OPERATOR}"));
        }
        let (mut kids, mut prints) = (BTreeSet::new(), BTreeSet::new());
        for row in &self.keys {
            if !kids.insert(&row.kid) {
                findings.push(format!("the kid {} stands twice", row.kid));
            }
            if row.alg != row.public_key.algorithm() {
                findings.push(format!("the public key of kid {} is none for {}", row.kid, row.alg));
            }
        }
        for row in &self.certificates {
            if !prints.insert(&row.sha256) {
                findings.push(format!("the certificate {} stands twice", row.sha256));
            }
        }
        findings
    }

    /// The text of `trust.toml`.
    ///
    /// # Errors
    /// [`SealError::Failed`] when it cannot be written as TOML.
    pub fn text(&self) -> Result<String, SealError> {
        let rows = toml::to_string(self).map_err(|_| SealError::Failed { what: "the registry" })?;
        Ok(format!("{HEAD}{rows}"))
    }

    /// The keys, in the order of their enrolment.
    #[must_use]
    pub fn keys(&self) -> &[KeyRow] {
        &self.keys
    }

    /// The certificates, in the order of their enrolment.
    #[must_use]
    pub fn certificates(&self) -> &[CertificateRow] {
        &self.certificates
    }

    /// Tests a signature over bytes that a participant sent: key, validity, time, and the
    /// signature itself last, because it costs the most.
    ///
    /// # Errors
    /// The first fault that was found.
    pub fn check(
        &self,
        participant: &str,
        signed: &Signed,
        bytes: &[u8],
        now: Instant,
    ) -> Result<(), Fault> {
        let own = |row: &&KeyRow| row.kid == signed.kid && row.participant == participant;
        let unknown = || Fault::KeyUnknown { kid: signed.kid.clone() };
        let row = self.keys.iter().find(own).ok_or_else(unknown)?;
        row.check(now, self.key_days_max)?;
        signed.timely(self.times(now))?;
        signed.verify(&row.public_key, bytes)
    }

    /// How far the time of a signature may be from the clock.
    #[must_use]
    pub fn times(&self, now: Instant) -> Times {
        Times { now, window: self.signature_seconds }
    }

    /// Whose certificate this is; the fingerprint is that of [`fingerprint`].
    ///
    /// # Errors
    /// [`Fault::CertificateUnknown`], [`Fault::CertificateRevoked`],
    /// [`Fault::CertificateOutOfDate`].
    pub fn connected(&self, fingerprint: &str, now: Instant) -> Result<&str, Fault> {
        let row = self.certificates.iter().find(|row| row.sha256 == fingerprint);
        let row = row.ok_or(Fault::CertificateUnknown)?;
        let (from, until) = (row.not_before, row.not_after);
        match row.revoked_at {
            Some(at) if at <= now => Err(Fault::CertificateRevoked { at }),
            _ if now < from || now > until => Err(Fault::CertificateOutOfDate { from, until }),
            _ => Ok(&row.participant),
        }
    }

    /// Enrols a key.
    ///
    /// # Errors
    /// [`SealError::Enrolled`] when the kid or the key itself is there already,
    /// [`SealError::Unusable`] for a participant that is none, or a kid that is no plain name.
    pub fn enrol_key(
        &mut self,
        participant: &str,
        kid: &str,
        public_key: PublicKey,
        valid: Validity,
    ) -> Result<(), SealError> {
        let is_there = |row: &KeyRow| row.kid == kid || row.public_key == public_key;
        if self.keys.iter().any(is_there) {
            return Err(SealError::Enrolled { name: kid.to_owned() });
        }
        // A participant's name would revoke more than this key.
        if !signature::is_name(kid) || is_holder(kid) {
            return Err(SealError::Unusable { what: "kid of 1 to 128 characters of ASCII" });
        }
        let (participant, kid, alg) =
            (holder(participant)?, kid.to_owned(), public_key.algorithm());
        let Validity { not_before, not_after } = valid;
        let revoked_at = None;
        let row = KeyRow { participant, kid, alg, public_key, not_before, not_after, revoked_at };
        self.keys.push(row);
        Ok(())
    }

    /// Enrols a certificate by its PEM. Returns its fingerprint.
    ///
    /// # Errors
    /// As [`Self::enrol_key`], and [`SealError::Unusable`] when the text is no certificate.
    pub fn enrol_certificate(
        &mut self,
        participant: &str,
        pem: &str,
        valid: Validity,
    ) -> Result<String, SealError> {
        let sha256 = fingerprint(&encoding::certificate(pem)?);
        if self.certificates.iter().any(|row| row.sha256 == sha256) {
            return Err(SealError::Enrolled { name: sha256 });
        }
        let (participant, Validity { not_before, not_after }) = (holder(participant)?, valid);
        let name = sha256.clone();
        let row = CertificateRow { participant, sha256, not_before, not_after, revoked_at: None };
        self.certificates.push(row);
        Ok(name)
    }

    /// Revokes from a moment on: a key by its kid, a certificate by its fingerprint, or all that a
    /// participant has. What was revoked earlier stays revoked since then. Returns how many.
    ///
    /// # Errors
    /// [`SealError::NotEnrolled`].
    pub fn revoke(&mut self, name: &str, at: Instant) -> Result<usize, SealError> {
        let keys = self.keys.iter_mut().filter(|row| row.kid == name || row.participant == name);
        let certificates = self.certificates.iter_mut();
        let certificates = certificates.filter(|row| row.sha256 == name || row.participant == name);
        let keys = keys.map(|row| &mut row.revoked_at);
        let all = keys.chain(certificates.map(|row| &mut row.revoked_at));
        let count = all.map(|held| *held = Some(held.map_or(at, |before| before.min(at)))).count();
        if count == 0 {
            return Err(SealError::NotEnrolled { name: name.to_owned() });
        }
        Ok(count)
    }

    /// Lets all keys of a participant end at a moment, those that would serve longer: the overlap
    /// in which old and new both serve. Returns how many keys there are.
    pub fn end_keys(&mut self, participant: &str, at: Instant) -> usize {
        let own = self.keys.iter_mut().filter(|row| row.participant == participant);
        own.map(|row| row.not_after = row.not_after.min(at)).count()
    }

    /// The same for its certificates.
    pub fn end_certificates(&mut self, participant: &str, at: Instant) -> usize {
        let own = self.certificates.iter_mut().filter(|row| row.participant == participant);
        own.map(|row| row.not_after = row.not_after.min(at)).count()
    }
}

impl KeyRow {
    /// The last moment at which it serves, when no key may serve for more days than so many.
    #[must_use]
    pub fn until(&self, days_max: u64) -> Instant {
        let oldest = self.not_before.nanos().saturating_add(days_max.saturating_mul(DAY));
        self.not_after.min(Instant::from_nanos(oldest))
    }

    /// Whether the key serves at a moment.
    ///
    /// # Errors
    /// [`Fault::KeyRevoked`] or [`Fault::KeyOutOfDate`].
    pub fn check(&self, now: Instant, days_max: u64) -> Result<(), Fault> {
        let kid = self.kid.clone();
        let (from, until) = (self.not_before, self.until(days_max));
        match self.revoked_at {
            Some(at) if at <= now => Err(Fault::KeyRevoked { kid, at }),
            _ if now < from || now > until => Err(Fault::KeyOutOfDate { kid, from, until }),
            _ => Ok(()),
        }
    }
}

/// SHA-256 of a certificate in DER, hexadecimal.
#[must_use]
pub fn fingerprint(der: &[u8]) -> String {
    let hash = digest(&SHA256, der);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_holder(text: &str) -> bool {
    text == OPERATOR || Bic::parse(text).is_ok() || Lei::parse(text).is_ok()
}

fn holder(text: &str) -> Result<String, SealError> {
    let unusable = SealError::Unusable { what: "BIC, LEI or operator" };
    if is_holder(text) { Ok(text.to_owned()) } else { Err(unusable) }
}

mod moment {
    use super::{Deserialize, Deserializer, Instant, Serializer};

    pub fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        let text = String::deserialize(from)?;
        Instant::parse(&text).map_err(serde::de::Error::custom)
    }
}

mod moment_if_any {
    use super::{Deserializer, Instant, Serializer, moment};

    pub fn serialize<S: Serializer>(at: &Option<Instant>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => moment::serialize(at, to),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
        moment::deserialize(from).map(Some)
    }
}

mod algorithm {
    use super::{Algorithm, Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(held: &Algorithm, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(held.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Algorithm, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || serde::de::Error::custom("alg is neither EdDSA nor ES256");
        Algorithm::of(&text).ok_or_else(wrong)
    }
}

mod public {
    use super::{Deserialize, Deserializer, PublicKey, Serializer};

    pub fn serialize<S: Serializer>(key: &PublicKey, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&key.text())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PublicKey, D::Error> {
        PublicKey::from_text(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
