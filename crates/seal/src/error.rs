//! What can go wrong with keys, certificates and files of them. What is wrong with a signature
//! that came in is a [`crate::Fault`].

use std::path::{Path, PathBuf};
use suftaja_base::Suf;
use suftaja_base::suf::seal;
use thiserror::Error;

/// An error of keys, certificates or the registry.
#[derive(Debug, Error)]
pub enum SealError {
    /// A file cannot be read or written.
    #[error("the file {path} cannot be used: {text}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        text: String,
    },
    /// The registry cannot be understood.
    #[error("the registry {path} cannot be understood: {text}")]
    Registry {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with the line where there is one.
        text: String,
    },
    /// A text is no key or certificate of a kind that is taken here.
    #[error("this is no {what}")]
    Unusable {
        /// What it should have been.
        what: &'static str,
    },
    /// A URI that names no key in a module.
    #[error("the URI names no key: {text}")]
    ModuleUri {
        /// Everything that is wrong with it.
        text: String,
    },
    /// A module of keys did not do what it was asked.
    #[error("the module {what}: {text}")]
    Module {
        /// What it did not do.
        what: &'static str,
        /// What it said.
        text: String,
    },
    /// A certificate that the door would refuse.
    #[error("the certificate cannot serve: {text}")]
    Unfit {
        /// What is wrong with it.
        text: String,
    },
    /// A kid or a certificate is enrolled already.
    #[error("{name} is enrolled already")]
    Enrolled {
        /// The kid, or the fingerprint of the certificate.
        name: String,
    },
    /// A kid or a certificate is not enrolled.
    #[error("{name} is not in the registry")]
    NotEnrolled {
        /// The kid, or the fingerprint of the certificate.
        name: String,
    },
    /// A key could not be made or could not sign.
    #[error("{what} failed")]
    Failed {
        /// What was tried.
        what: &'static str,
    },
}

impl SealError {
    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File { path: path.to_owned(), text: error.to_string() }
    }

    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::File { .. } | Self::Unusable { .. } | Self::ModuleUri { .. } => {
                seal::KEY_UNUSABLE
            }
            Self::Unfit { .. } => seal::CERTIFICATE_UNFIT,
            Self::Registry { .. } => seal::TRUST_UNREADABLE,
            Self::Enrolled { .. } => seal::KEY_ENROLLED,
            Self::NotEnrolled { .. } => seal::KEY_NOT_ENROLLED,
            Self::Failed { .. } | Self::Module { .. } => seal::KEY_FAILED,
        }
    }
}
