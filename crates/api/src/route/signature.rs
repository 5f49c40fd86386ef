//! The detached signature of a request's body: taken from its header, asked for by the mode.
//!
//! What is signed is the body as it came. The test itself is the node's, on the thread that goes
//! on to read the message.

use super::Door;
use super::table::Row;
use crate::problem::Problem;
use axum::http::HeaderMap;
use suftaja_base::suf::seal;
use suftaja_node::trust::{Proven, unsigned};
use suftaja_node::{Credential, NodeError};

/// Header with a detached JWS over the body.
const SIGNATURE: &str = "x-jws-signature";

/// How the node tests a signature: by the caller, the text, and the bytes that it is over.
type Test = fn(&suftaja_node::Node, &Credential, &str, &[u8]) -> Result<Proven, NodeError>;

/// The text of the header; there may be one at most.
pub(super) fn text(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut all = headers.get_all(SIGNATURE).iter();
    let Some(first) = all.next() else { return Ok(None) };
    match (first.to_str(), all.next()) {
        (Ok(text), None) => Ok(Some(text.trim().to_owned())),
        _ => {
            let text = "The header x-jws-signature comes twice, or is not plain ASCII.";
            Err(Problem::new(seal::SIGNATURE_MALFORMED, text))
        }
    }
}

impl Door {
    /// Tests a signature; where there is none, that it is not asked for.
    pub(super) fn proven(
        &self,
        test: Test,
        who: &Credential,
        text: Option<&str>,
        bytes: &[u8],
    ) -> Result<Option<Proven>, NodeError> {
        match text {
            Some(text) => test(&self.node, who, text, bytes).map(Some),
            None if self.options.mode.asks_signatures() => Err(unsigned()),
            None => Ok(None),
        }
    }
}

/// A path whose body is signed.
pub(super) fn signed(row: Row) -> Row {
    let meaning = "Detached JWS over the body (RFC 7515 appendix F, RFC 7797); asked for in the \
                   modes pilot and production";
    row.header("X-JWS-Signature", meaning).refuses(&[
        seal::SIGNATURE_MISSING,
        seal::SIGNATURE_MALFORMED,
        seal::KEY_UNKNOWN,
        seal::KEY_REVOKED,
        seal::KEY_OUT_OF_DATE,
        seal::SIGNATURE_TOO_OLD,
        seal::SIGNATURE_AHEAD,
        seal::ALTERED,
        seal::TRUST_UNREADABLE,
    ])
}
