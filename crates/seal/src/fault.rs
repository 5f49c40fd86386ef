//! Why a signature that came in, or a certificate of a connection, is not taken.

use std::fmt;
use suftaja_base::suf::seal;
use suftaja_base::{Instant, Suf};

/// Why a signature or certificate is not taken; each has its code, and its text says which.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is no signature where one is asked for.
    Missing,
    /// It is no detached JWS with the fields that are asked for.
    Malformed {
        /// What is wrong with it.
        text: String,
    },
    /// No such key is enrolled for the participant.
    KeyUnknown {
        /// The kid that the signature names.
        kid: String,
    },
    /// The key is revoked.
    KeyRevoked {
        /// Which key.
        kid: String,
        /// Since when.
        at: Instant,
    },
    /// The key is not valid at this moment.
    KeyOutOfDate {
        /// Which key.
        kid: String,
        /// From when it is valid.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// It was signed too long ago.
    TooOld {
        /// Seconds ago.
        seconds: u64,
        /// Seconds that are taken.
        most: u64,
    },
    /// It was signed ahead of this node's clock.
    Ahead {
        /// Seconds ahead.
        seconds: u64,
        /// Seconds that are taken.
        most: u64,
    },
    /// Bytes, header or key are not those that were signed.
    Altered {
        /// The kid that the signature names.
        kid: String,
    },
    /// An order of this jti was taken already.
    Repeated {
        /// Which jti.
        jti: String,
    },
    /// More signed orders came within the window than are remembered.
    Crowded,
    /// The certificate is not enrolled.
    CertificateUnknown,
    /// The certificate is revoked.
    CertificateRevoked {
        /// Since when.
        at: Instant,
    },
    /// The certificate is not valid at this moment.
    CertificateOutOfDate {
        /// From when it is valid.
        from: Instant,
        /// Until when.
        until: Instant,
    },
}

impl Fault {
    pub(crate) fn malformed(text: impl fmt::Display) -> Self {
        Self::Malformed { text: text.to_string() }
    }

    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::Missing => seal::SIGNATURE_MISSING,
            Self::Malformed { .. } => seal::SIGNATURE_MALFORMED,
            Self::KeyUnknown { .. } => seal::KEY_UNKNOWN,
            Self::KeyRevoked { .. } => seal::KEY_REVOKED,
            Self::KeyOutOfDate { .. } => seal::KEY_OUT_OF_DATE,
            Self::TooOld { .. } => seal::SIGNATURE_TOO_OLD,
            Self::Ahead { .. } => seal::SIGNATURE_AHEAD,
            Self::Altered { .. } => seal::ALTERED,
            Self::Repeated { .. } => seal::SIGNATURE_REPEATED,
            Self::Crowded => suftaja_base::suf::door::BUSY,
            Self::CertificateUnknown => seal::CERTIFICATE_UNKNOWN,
            Self::CertificateRevoked { .. } => seal::CERTIFICATE_REVOKED,
            Self::CertificateOutOfDate { .. } => seal::CERTIFICATE_OUT_OF_DATE,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("The header x-jws-signature is not there."),
            Self::Malformed { text } => write!(f, "The header x-jws-signature: {text}."),
            Self::KeyUnknown { kid } => {
                write!(f, "No key {kid} is enrolled for this participant.")
            }
            Self::KeyRevoked { kid, at } => write!(f, "The key {kid} is revoked since {at}."),
            Self::KeyOutOfDate { kid, from, until } => {
                write!(f, "The key {kid} is valid from {from} until {until}.")
            }
            Self::TooOld { seconds, most } => {
                write!(f, "It was signed {seconds} seconds ago; at most {most} are taken.")
            }
            Self::Ahead { seconds, most } => {
                write!(f, "It is signed {seconds} seconds ahead; at most {most} are taken.")
            }
            Self::Altered { kid } => {
                write!(f, "The key {kid} did not make this signature over these bytes.")
            }
            Self::Repeated { jti } => write!(f, "An order with the jti {jti} was taken already."),
            Self::Crowded => f.write_str("More signed orders came than can be remembered."),
            Self::CertificateUnknown => f.write_str("The certificate is not enrolled."),
            Self::CertificateRevoked { at } => {
                write!(f, "The certificate is revoked since {at}.")
            }
            Self::CertificateOutOfDate { from, until } => {
                write!(f, "The certificate is valid from {from} until {until}.")
            }
        }
    }
}
