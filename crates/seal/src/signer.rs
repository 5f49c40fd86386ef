//! Who signs: the trait that a key stands behind, and the key that lies in a file.
//!
//! What keeps its keys to itself implements [`Signer`] and changes nothing else: modules of PKCS#11
//! in a crate of their own, keys in files here. A private key must never be printed, and leaves
//! here as PEM for its own file only.

use crate::encoding;
use crate::error::SealError;
use crate::key::{Algorithm, PublicKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
};

/// A private key, wherever it lies.
pub trait Signer: Send + Sync {
    /// The kid under which its public key is enrolled.
    fn key_id(&self) -> &str;

    /// Its public half.
    fn public(&self) -> &PublicKey;

    /// What it signs by.
    fn algorithm(&self) -> Algorithm {
        self.public().algorithm()
    }

    /// Signs bytes: 64 bytes, for ES256 as `R || S` (RFC 7518, section 3.4).
    ///
    /// # Errors
    /// [`SealError::Failed`] when the key refuses.
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// A private key from a file, in the memory of this process.
pub struct FileKey {
    pair: Pair,
    public: PublicKey,
    key_id: String,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl FileKey {
    /// Makes a key of the system's randomness.
    ///
    /// # Errors
    /// [`SealError::Failed`].
    pub fn generate(algorithm: Algorithm) -> Result<Self, SealError> {
        let failed = |_| SealError::Failed { what: "making a key" };
        Self::of(match algorithm {
            Algorithm::EdDsa => Pair::Ed25519(Ed25519KeyPair::generate().map_err(failed)?),
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
                Pair::P256(pair.map_err(failed)?)
            }
        })
    }

    /// Reads PEM with the label `PRIVATE KEY` (PKCS#8), as `suftaja keys` and `openssl genpkey`
    /// write it. The kid is the thumbprint.
    ///
    /// # Errors
    /// [`SealError::Unusable`] when it holds no key of Ed25519 or P-256.
    pub fn from_pem(pem: &str) -> Result<Self, SealError> {
        let key = encoding::private_key(pem)?;
        let der = key.secret_pkcs8_der();
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Self::of(Pair::Ed25519(pair));
        }
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
        let wrong = |_| SealError::Unusable { what: "private key of Ed25519 or P-256" };
        Self::of(Pair::P256(pair.map_err(wrong)?))
    }

    fn of(pair: Pair) -> Result<Self, SealError> {
        let public = match &pair {
            Pair::Ed25519(pair) => PublicKey::new(Algorithm::EdDsa, pair.public_key().as_ref()),
            Pair::P256(pair) => PublicKey::new(Algorithm::Es256, pair.public_key().as_ref()),
        }?;
        let key_id = public.thumbprint();
        Ok(Self { pair, public, key_id })
    }

    /// The same key under another kid, as it may have been enrolled.
    #[must_use]
    pub fn named(self, key_id: &str) -> Self {
        Self { key_id: key_id.to_owned(), ..self }
    }

    /// PEM for its file, which only its owner may read.
    ///
    /// # Errors
    /// [`SealError::Failed`].
    pub fn pem(&self) -> Result<String, SealError> {
        let failed = |_| SealError::Failed { what: "writing a key" };
        let document = match &self.pair {
            Pair::Ed25519(pair) => pair.to_pkcs8v1(),
            Pair::P256(pair) => pair.to_pkcs8v1(),
        };
        Ok(encoding::pem("PRIVATE KEY", document.map_err(failed)?.as_ref()))
    }
}

impl Signer for FileKey {
    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let signed = match &self.pair {
            Pair::Ed25519(pair) => pair.try_sign(bytes),
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), bytes),
        };
        let signed = signed.map_err(|_| SealError::Failed { what: "signing" })?;
        Ok(signed.as_ref().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_either_kind_signs_after_writing_and_reading() {
        for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
            let key = FileKey::generate(algorithm).unwrap();
            let again = FileKey::from_pem(&key.pem().unwrap()).unwrap();
            assert_eq!((again.algorithm(), again.key_id()), (algorithm, key.key_id()));
            let signature = again.sign(b"bytes").unwrap();
            assert_eq!(signature.len(), 64, "{algorithm}");
            assert!(key.public().verifies(b"bytes", &signature), "{algorithm}");
            let other = FileKey::generate(algorithm).unwrap();
            assert!(!other.public().verifies(b"bytes", &signature), "{algorithm}");
        }
        assert!(FileKey::from_pem("no key").is_err());
    }

    #[test]
    fn keys_that_openssl_made_are_taken() {
        // openssl genpkey -algorithm ed25519, and -algorithm EC -pkeyopt ec_paramgen_curve:P-256
        let ed25519 = "MC4CAQAwBQYDK2VwBCIEID9IT8f3b0Y46hhVUQg5Cx3LvRyCGnj8zfg4QYTWx1SW";
        let p256 = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnUUFksJ1vafxYAcf\n\
                    H3Ff45ZVgypCcSJUzoBCY3sSQwyhRANCAAT1Zs/nnBOUSjJLV7rgE4LvfTjsR51e\n\
                    us3DZXhvSA0WnCa/Nj37210odPpwN0mA9Bgysit3n5S8Ncc9IEtvwq6F";
        for (body, algorithm) in [(ed25519, Algorithm::EdDsa), (p256, Algorithm::Es256)] {
            let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
            let key = FileKey::from_pem(&pem).unwrap();
            assert_eq!(key.algorithm(), algorithm);
            assert!(key.public().verifies(b"x", &key.sign(b"x").unwrap()));
        }
    }
}
