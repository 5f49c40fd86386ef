//! The secret of a webhook and what is signed with it, as Standard Webhooks has it: HMAC-SHA256
//! over `id.timestamp.body`, in Base64 behind `v1,`. The secret is `whsec_` and 32 random bytes in
//! Base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use suftaja_node::NodeError;

const PREFIX: &str = "whsec_";

/// A secret, in the form in which it is shown once and kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub(super) fn make() -> Result<Self, NodeError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| NodeError::Random)?;
        Ok(Self(format!("{PREFIX}{}", STANDARD.encode(bytes))))
    }

    /// Reads one as it was shown; none where it is no secret.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (!key.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Its text, for whoever set the webhook.
    pub(super) fn show(&self) -> &str {
        &self.0
    }

    /// The signature of a message; none where the secret is damaged.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: u64, body: &[u8]) -> Option<String> {
        let key = STANDARD.decode(self.0.strip_prefix(PREFIX)?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the specification of Standard Webhooks gives with its libraries.
    #[test]
    fn a_signature_is_what_other_libraries_make() {
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let body = br#"{"test": 2432232314}"#;
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn every_secret_is_another_and_signs() {
        let [one, other] = [Secret::make().unwrap(), Secret::make().unwrap()];
        assert_ne!(one.show(), other.show());
        assert_ne!(one.sign("1-0", 1, b"x").unwrap(), other.sign("1-0", 1, b"x").unwrap());
        assert!(Secret::parse(one.show()) == Some(one.clone()));
        for text in ["", "whsec_", "whsec_%", "MfKQ9r8G"] {
            assert!(Secret::parse(text).is_none(), "{text:?}");
        }
        assert_eq!(Secret("whsec_%".to_owned()).sign("1-0", 1, b"x"), None);
    }
}
