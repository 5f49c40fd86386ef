//! Public keys: Ed25519 and P-256, read from SPKI, written as SPKI, named by their thumbprint.
//!
//! Both kinds have one fixed head in SPKI, so a key is a head and the bytes behind it; anything
//! else is refused, not understood halfway.

use crate::encoding;
use crate::error::SealError;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use std::fmt;

/// SPKI of an Ed25519 key up to its 32 bytes (RFC 8410).
const ED25519_HEAD: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0];
/// SPKI of a P-256 key up to its 65 bytes, an uncompressed point (RFC 5480).
const P256_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// An algorithm of signatures, by its name in a JWS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// Ed25519 (RFC 8037).
    EdDsa,
    /// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
    Es256,
}

impl Algorithm {
    /// The name, as a JWS and the registry have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }

    /// The algorithm of a name. `none` and everything with a shared secret is no name here.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::EdDsa, Self::Es256].into_iter().find(|held| held.name() == name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A public key of one of the two kinds. A P-256 point is tested at its use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    algorithm: Algorithm,
    raw: Vec<u8>,
}

impl PublicKey {
    /// A key of 32 bytes for Ed25519, of an uncompressed point of 65 bytes for P-256.
    ///
    /// # Errors
    /// [`SealError::Unusable`] for bytes of another form.
    pub fn new(algorithm: Algorithm, raw: &[u8]) -> Result<Self, SealError> {
        let is_sound = match algorithm {
            Algorithm::EdDsa => raw.len() == 32,
            Algorithm::Es256 => raw.len() == 65 && raw.first() == Some(&4),
        };
        let raw = raw.to_vec();
        let key = Self { algorithm, raw };
        if is_sound {
            Ok(key)
        } else {
            Err(SealError::Unusable { what: "key of Ed25519 or P-256" })
        }
    }

    /// Reads PEM with the label `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`SealError::Unusable`] when it holds no key of Ed25519 or P-256.
    pub fn from_pem(pem: &str) -> Result<Self, SealError> {
        Self::from_spki(&encoding::public_key(pem)?)
    }

    /// Reads the text of the registry: SPKI in base64, as it stands between the lines of PEM.
    ///
    /// # Errors
    /// [`SealError::Unusable`].
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        let spki = encoding::from_standard(text);
        Self::from_spki(&spki.ok_or(SealError::Unusable { what: "public key in base64" })?)
    }

    fn from_spki(spki: &[u8]) -> Result<Self, SealError> {
        let kinds = [(Algorithm::EdDsa, &ED25519_HEAD[..]), (Algorithm::Es256, &P256_HEAD[..])];
        let found = kinds
            .into_iter()
            .find_map(|(algorithm, head)| Some((algorithm, spki.strip_prefix(head)?)));
        let (algorithm, raw) =
            found.ok_or(SealError::Unusable { what: "key of Ed25519 or P-256" })?;
        Self::new(algorithm, raw)
    }

    fn spki(&self) -> Vec<u8> {
        let head: &[u8] = match self.algorithm {
            Algorithm::EdDsa => &ED25519_HEAD,
            Algorithm::Es256 => &P256_HEAD,
        };
        [head, &self.raw].concat()
    }

    /// The text of the registry.
    #[must_use]
    pub fn text(&self) -> String {
        encoding::standard(&self.spki())
    }

    /// PEM with the label `PUBLIC KEY`.
    #[must_use]
    pub fn pem(&self) -> String {
        encoding::pem("PUBLIC KEY", &self.spki())
    }

    /// What it signs by.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The thumbprint of RFC 7638: the kid of a key that was given no other.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let jwk = match self.algorithm {
            Algorithm::EdDsa => {
                let x = encoding::url(&self.raw);
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)
            }
            Algorithm::Es256 => {
                let (x, y) = self.raw.get(1..).unwrap_or_default().split_at(32);
                let (x, y) = (encoding::url(x), encoding::url(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
        };
        encoding::url(digest(&SHA256, jwk.as_bytes()).as_ref())
    }

    /// Whether a signature was made by its private key over these bytes.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let verified = match self.algorithm {
            Algorithm::EdDsa => {
                UnparsedPublicKey::new(&ED25519, &self.raw).verify(bytes, signature)
            }
            Algorithm::Es256 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.raw).verify(bytes, signature)
            }
        };
        verified.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8037, appendix A.
    fn published() -> PublicKey {
        let raw = encoding::from_url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        PublicKey::new(Algorithm::EdDsa, &raw).unwrap()
    }

    #[test]
    fn the_published_example_of_ed25519_has_its_thumbprint_and_verifies() {
        let key = published();
        assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let signature = encoding::from_url(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        );
        let signature = signature.unwrap();
        let signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        assert!(key.verifies(signed, &signature));
        assert!(!key.verifies(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZQ", &signature));
    }

    #[test]
    fn the_published_example_of_p256_verifies() {
        // RFC 7515, appendix A.3.
        let part = |text| encoding::from_url(text).unwrap();
        let x = part("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        let y = part("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        let key = PublicKey::new(Algorithm::Es256, &[&[4][..], &x, &y].concat()).unwrap();
        let signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
                      Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = part(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        );
        assert!(key.verifies(signed.as_bytes(), &signature));
    }

    #[test]
    fn texts_and_pem_read_back_and_other_keys_are_refused() {
        let key = published();
        assert_eq!(PublicKey::from_text(&key.text()).unwrap(), key);
        assert_eq!(PublicKey::from_pem(&key.pem()).unwrap(), key);
        let rsa = encoding::pem("PUBLIC KEY", &[0x30, 0x0d, 0x06, 0x09]);
        for pem in [rsa.as_str(), "", "-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----"] {
            assert!(PublicKey::from_pem(pem).is_err(), "{pem}");
        }
        assert!(PublicKey::new(Algorithm::Es256, &[4; 64]).is_err());
    }
}
