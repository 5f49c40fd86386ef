//! What a call can end with: a refusal of the door, no answer, an answer that is none, a file
//! that cannot be kept. Must never quote a token or a message.

use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;
use suftaja_base::Suf;
use suftaja_base::suf::{cli, door, node};
use suftaja_seal::SealError;

/// The status of who is above a limit.
const TOO_MANY: u16 = 429;

/// What a call can end with.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The door refused the request (`application/problem+json`, RFC 9457).
    #[error("{}", .problem.detail)]
    Problem {
        /// What was asked.
        url: String,
        /// The refusal.
        problem: Box<Problem>,
    },
    /// Nothing answered; what was sent may or may not have arrived.
    #[error("{text}")]
    Unreachable {
        /// What was asked.
        url: String,
        /// How it failed.
        text: String,
        /// Whether the address is no address of a door at all, so that no later attempt can help.
        is_lasting: bool,
    },
    /// One side does not trust the certificate of the other.
    #[error("{text}")]
    Untrusted {
        /// What was asked.
        url: String,
        /// What TLS says.
        text: String,
    },
    /// What answered does not answer as a node of this version does.
    #[error("{text}")]
    NotUnderstood {
        /// What was asked.
        url: String,
        /// What came.
        text: String,
    },
    /// What was to be sent cannot be signed.
    #[error("{0}")]
    Unsigned(SealError),
    /// A file cannot be read or written.
    #[error("{source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A refusal of the door. Findings of a message stand in its [`Receipt`](crate::Receipt): a message
/// that is refused is on record, and its answer is no problem of the request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Code of the catalogue, `SUF-nnnn`.
    pub code: String,
    /// What the code means.
    pub title: String,
    /// What is wrong here.
    pub detail: String,
    /// What to do.
    pub advice: String,
    /// The journal's entry that holds the refusal, where it got one.
    #[serde(default)]
    pub entry: Option<u64>,
    /// Every parameter that cannot be used, where there may be several.
    #[serde(default)]
    pub findings: Vec<ParameterFault>,
    /// Seconds to wait before the same may be asked again (`Retry-After`).
    #[serde(skip)]
    pub wait: Option<u64>,
}

/// One parameter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ParameterFault {
    /// Its name.
    pub parameter: String,
    /// Code of the catalogue.
    pub code: String,
    /// What is wrong with it, a sentence.
    pub text: String,
}

impl Problem {
    /// The code as a value; none where it is no code.
    #[must_use]
    pub fn suf(&self) -> Option<Suf> {
        Suf::parse(&self.code)
    }
}

impl ClientError {
    /// Code of the catalogue.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::Problem { problem, .. } => problem.suf().unwrap_or(node::FORBIDDEN),
            Self::Unreachable { .. } => cli::UNREACHABLE,
            Self::Untrusted { .. } => cli::UNTRUSTED,
            Self::NotUnderstood { .. } => cli::ANSWER_UNREADABLE,
            Self::Unsigned(error) => error.suf(),
            Self::File { .. } => cli::FILE_UNREADABLE,
        }
    }

    /// Where it happened: what was asked, or which file.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Problem { url, .. }
            | Self::Unreachable { url, .. }
            | Self::Untrusted { url, .. }
            | Self::NotUnderstood { url, .. } => url.clone(),
            Self::Unsigned(_) => "signature".to_owned(),
            Self::File { path, .. } => path.display().to_string(),
        }
    }

    /// Whether another attempt may meet something else: no answer, a node that is busy, limits a
    /// caller or is about to end. A stopped writer waits for people.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { is_lasting, .. } => !is_lasting,
            Self::Problem { problem, .. } => {
                let is_busy = [door::BUSY, door::ANSWER_LOST].map(Some).contains(&problem.suf());
                is_busy || problem.status == TOO_MANY
            }
            Self::Untrusted { .. }
            | Self::NotUnderstood { .. }
            | Self::Unsigned(_)
            | Self::File { .. } => false,
        }
    }

    /// How long the node asks to wait.
    pub(crate) fn wait(&self) -> Duration {
        let told = match self {
            Self::Problem { problem, .. } => problem.wait,
            _ => None,
        };
        Duration::from_secs(told.unwrap_or(0))
    }
}
