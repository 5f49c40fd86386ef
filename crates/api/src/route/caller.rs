//! Who calls: the bearer token of a request, turned into the credential that it stands for. Over
//! TLS the certificate of the connection must name the same participant.
//!
//! The token is looked at here and nowhere else; it must never reach an answer or a log.

use super::Door;
use crate::connection::Peer;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::sync::Arc;
use suftaja_base::suf::{door, seal};
use suftaja_node::{Credential, trust};

/// Header with the second person's token.
const APPROVAL: &str = "suftaja-approval";

/// The owner of the request's token.
pub(super) struct Caller(pub Credential);

impl FromRequestParts<Arc<Door>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Door>) -> Result<Self, Problem> {
        match parts.extensions.remove::<Presented>() {
            // The certificate names the participant, the token what it may do: neither does alone.
            Some(Presented::Known(known)) => match parts.extensions.get::<Peer>() {
                Some(Peer { name, .. }) if name != trust::name(&known.holder) => {
                    Err(Problem::plain(seal::CERTIFICATE_OF_ANOTHER))
                }
                _ => Ok(Self(known)),
            },
            Some(Presented::Unknown) => Err(Problem::plain(door::TOKEN_UNKNOWN)),
            Some(Presented::Nothing) | None => Err(Problem::plain(door::TOKEN_MISSING)),
        }
    }
}

/// What a request presents; looked up once, at the entrance.
#[derive(Clone)]
pub(super) enum Presented {
    Nothing,
    Unknown,
    Known(Credential),
}

impl Presented {
    pub fn by(door: &Door, headers: &HeaderMap) -> Self {
        match bearer(headers, header::AUTHORIZATION.as_str()) {
            None => Self::Nothing,
            Some(token) => door.node.credential(token).map_or(Self::Unknown, Self::Known),
        }
    }
}

/// The second person behind an order, where one is named.
pub(super) fn second(door: &Door, headers: &HeaderMap) -> Result<Option<Credential>, Problem> {
    if !headers.contains_key(APPROVAL) {
        return Ok(None);
    }
    let known = bearer(headers, APPROVAL).and_then(|token| door.node.credential(token));
    known.map(Some).ok_or_else(|| Problem::plain(door::APPROVAL_REFUSED))
}

/// The token of a header of the form `Bearer TOKEN` (RFC 6750; the scheme in any case).
fn bearer<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let (scheme, token) = headers.get(name)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
