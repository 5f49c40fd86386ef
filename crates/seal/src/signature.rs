//! Detached signatures: `HEADER..SIGNATURE`, over the header and the bytes as they are.
//!
//! The form is the compact JWS of RFC 7515 with a detached payload (appendix F) that is not
//! encoded (RFC 7797, `b64: false`). The protected header names key, algorithm, the time of
//! signing and a number of its own. Everything that could be read in two ways is refused: other
//! algorithms, a critical field that is unknown, a field that comes twice, padding.

use crate::encoding;
use crate::error::SealError;
use crate::fault::Fault;
use crate::key::{Algorithm, PublicKey};
use crate::signer::Signer;
use serde::{Deserialize, Serialize};
use suftaja_base::Instant;

/// Characters of a signature as a whole; a header of ours has about 300.
const TEXT_MAX: usize = 4096;
/// Characters of a kid or jti.
const NAME_MAX: usize = 128;
/// Header fields that may be named critical: those that are understood here.
const UNDERSTOOD: [&str; 3] = ["b64", "iat", "jti"];
const SECOND: u64 = 1_000_000_000;

/// The protected header. Other fields are passed over, as RFC 7515 asks, unless they are critical.
#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Seconds since 1970.
    iat: u64,
    jti: String,
    b64: bool,
    crit: Vec<String>,
}

/// A signature that was read and not yet tested.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The kid of the key that is said to have signed.
    pub kid: String,
    /// The number of this signature, which its key gives once.
    pub jti: String,
    /// What it is said to be signed by.
    pub algorithm: Algorithm,
    /// Seconds since 1970 at signing.
    pub signed_at: u64,
    protected: String,
    signature: Vec<u8>,
}

/// When a signature is looked at, and how far its time may be from that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// The clock.
    pub now: Instant,
    /// Seconds before and behind it.
    pub window: u64,
}

/// Signs bytes at a moment; the text is for the header `x-jws-signature`.
///
/// # Errors
/// [`SealError::Failed`] when the key refuses or the system gives no randomness.
pub fn sign(signer: &dyn Signer, bytes: &[u8], at: Instant) -> Result<String, SealError> {
    let mut number = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut number).map_err(|_| SealError::Failed { what: "a random jti" })?;
    let header = Header {
        alg: signer.algorithm().name().to_owned(),
        kid: signer.key_id().to_owned(),
        iat: at.nanos() / SECOND,
        jti: encoding::url(&number),
        b64: false,
        crit: vec!["b64".to_owned()],
    };
    let header = serde_json::to_vec(&header).map_err(|_| SealError::Failed { what: "signing" })?;
    let protected = encoding::url(&header);
    let signature = signer.sign(&input(&protected, bytes))?;
    Ok(format!("{protected}..{}", encoding::url(&signature)))
}

/// What is signed: header, a full stop, the bytes (RFC 7797, section 3).
fn input(protected: &str, bytes: &[u8]) -> Vec<u8> {
    [protected.as_bytes(), b".", bytes].concat()
}

impl Signed {
    /// Reads the text of a detached JWS.
    ///
    /// # Errors
    /// [`Fault::Malformed`] with what is wrong.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > TEXT_MAX {
            return Err(Fault::malformed(format_args!("it is longer than {TEXT_MAX} characters")));
        }
        let parts = text.split_once("..").filter(|(_, signature)| !signature.contains('.'));
        let (protected, signature) =
            parts.ok_or_else(|| Fault::malformed("its form is not HEADER..SIGNATURE"))?;
        let decoded = |part, what| {
            encoding::from_url(part)
                .ok_or_else(|| Fault::malformed(format_args!("the {what} is not base64url")))
        };
        let header = decoded(protected, "header")?;
        let signature = decoded(signature, "signature")?;
        let header: Header = serde_json::from_slice(&header)
            .map_err(|error| Fault::malformed(format_args!("in its header {error}")))?;
        let algorithm = header.check()?;
        if signature.len() != 64 {
            return Err(Fault::malformed("the signature is not 64 bytes long"));
        }
        Ok(Self {
            kid: header.kid,
            jti: header.jti,
            algorithm,
            signed_at: header.iat,
            protected: protected.to_owned(),
            signature,
        })
    }

    /// Whether the time of signing is near enough to the clock.
    ///
    /// # Errors
    /// [`Fault::TooOld`] or [`Fault::Ahead`].
    pub fn timely(&self, times: Times) -> Result<(), Fault> {
        let (now, most) = (times.now.nanos() / SECOND, times.window);
        let (old, ahead) = (now.saturating_sub(self.signed_at), self.signed_at.saturating_sub(now));
        if old > most {
            return Err(Fault::TooOld { seconds: old, most });
        }
        if ahead > most {
            return Err(Fault::Ahead { seconds: ahead, most });
        }
        Ok(())
    }

    /// Whether a key made this signature over this header and these bytes.
    ///
    /// # Errors
    /// [`Fault::Altered`], also when the key is one of another algorithm.
    pub fn verify(&self, key: &PublicKey, bytes: &[u8]) -> Result<(), Fault> {
        let is_sound = key.algorithm() == self.algorithm
            && key.verifies(&input(&self.protected, bytes), &self.signature);
        if is_sound { Ok(()) } else { Err(Fault::Altered { kid: self.kid.clone() }) }
    }
}

/// Whether a text can be a kid or jti. Names come into answers and logs: no control characters, no
/// white space.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Header {
    fn check(&self) -> Result<Algorithm, Fault> {
        let algorithm = Algorithm::of(&self.alg)
            .ok_or_else(|| Fault::malformed("its alg is neither EdDSA nor ES256"))?;
        if self.b64 || !self.crit.iter().any(|name| name == "b64") {
            let text = "its header lacks \"b64\": false and \"crit\": [\"b64\"]";
            return Err(Fault::malformed(text));
        }
        let is_known = |name: &String| UNDERSTOOD.contains(&name.as_str());
        let is_single =
            |(at, name): (usize, &String)| !self.crit.iter().take(at).any(|n| n == name);
        if !self.crit.iter().all(is_known) || !self.crit.iter().enumerate().all(is_single) {
            return Err(Fault::malformed("its crit names a field twice, or one not known here"));
        }
        for (name, value) in [("kid", &self.kid), ("jti", &self.jti)] {
            if !is_name(value) {
                let text = format_args!("its {name} is not 1 to {NAME_MAX} characters of ASCII")
                    .to_string();
                return Err(Fault::malformed(text));
            }
        }
        Ok(algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::FileKey;

    const NOW: Instant = Instant::from_nanos(1_795_000_000 * SECOND);

    fn with_header(header: &str) -> String {
        format!("{}..{}", encoding::url(header.as_bytes()), encoding::url(&[0; 64]))
    }

    #[test]
    fn a_signature_holds_for_its_bytes_and_header_alone() {
        for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
            let key = FileKey::generate(algorithm).unwrap();
            let text = sign(&key, b"<BizMsg/>", NOW).unwrap();
            let signed = Signed::parse(&text).unwrap();
            assert_eq!((signed.kid.as_str(), signed.signed_at), (key.key_id(), 1_795_000_000));
            signed.verify(key.public(), b"<BizMsg/>").unwrap();
            let altered = Err(Fault::Altered { kid: signed.kid.clone() });
            assert_eq!(signed.verify(key.public(), b"<BizMsg />"), altered);
            let other = FileKey::generate(algorithm).unwrap();
            assert_eq!(signed.verify(other.public(), b"<BizMsg/>"), altered);
            // Another header over the same bytes: the time of signing is under the signature.
            let later =
                sign(&key, b"<BizMsg/>", Instant::from_nanos(NOW.nanos() + SECOND)).unwrap();
            let (header, _) = later.split_once("..").unwrap();
            let (_, signature) = text.split_once("..").unwrap();
            let mixed = Signed::parse(&format!("{header}..{signature}")).unwrap();
            assert_eq!(mixed.verify(key.public(), b"<BizMsg/>"), altered);
        }
    }

    #[test]
    fn a_signature_of_one_algorithm_never_passes_as_one_of_the_other() {
        let (ed, p256) =
            (FileKey::generate(Algorithm::EdDsa), FileKey::generate(Algorithm::Es256).unwrap());
        let signed = Signed::parse(&sign(&ed.unwrap(), b"x", NOW).unwrap()).unwrap();
        assert!(matches!(signed.verify(p256.public(), b"x"), Err(Fault::Altered { .. })));
    }

    #[test]
    fn the_time_of_signing_is_held_on_both_sides() {
        let key = FileKey::generate(Algorithm::EdDsa).unwrap();
        let signed = Signed::parse(&sign(&key, b"x", NOW).unwrap()).unwrap();
        let at = |seconds: i64| {
            let now = Instant::from_nanos(NOW.nanos().strict_add_signed(seconds * 1_000_000_000));
            signed.timely(Times { now, window: 300 })
        };
        assert_eq!((at(0), at(300), at(-300)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(at(301), Err(Fault::TooOld { seconds: 301, most: 300 }));
        assert_eq!(at(-301), Err(Fault::Ahead { seconds: 301, most: 300 }));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused_with_its_reason() {
        let sound = r#"{"alg":"EdDSA","kid":"k","iat":1,"jti":"j","b64":false,"crit":["b64"]}"#;
        assert!(Signed::parse(&with_header(sound)).is_ok());
        let more = sound.replace("{\"alg\"", "{\"typ\":\"JOSE\",\"alg\"");
        assert!(Signed::parse(&with_header(&more)).is_ok(), "other fields are passed over");
        let change = |from: &str, to: &str| {
            assert!(sound.contains(from));
            with_header(&sound.replace(from, to))
        };
        let padded = with_header(sound).replace("..", "=..");
        for (text, says) in [
            (String::new(), "HEADER..SIGNATURE"),
            ("a.b.c".to_owned(), "HEADER..SIGNATURE"),
            ("a..b.c".to_owned(), "HEADER..SIGNATURE"),
            (padded, "not base64url"),
            ("x".repeat(TEXT_MAX + 1), "longer"),
            (
                format!("{}..{}", encoding::url(sound.as_bytes()), encoding::url(&[0; 63])),
                "64 bytes",
            ),
            (change("EdDSA", "none"), "EdDSA nor ES256"),
            (change("EdDSA", "HS256"), "EdDSA nor ES256"),
            (change("\"b64\":false", "\"b64\":true"), "b64"),
            (change("[\"b64\"]", "[]"), "crit"),
            (change("[\"b64\"]", "[\"b64\",\"exp\"]"), "crit"),
            (change("[\"b64\"]", "[\"b64\",\"b64\"]"), "crit"),
            (change("\"kid\":\"k\",", ""), "kid"),
            (change("\"kid\":\"k\"", "\"kid\":\"k\",\"kid\":\"l\""), "kid"),
            (change("\"kid\":\"k\"", "\"kid\":\"k\\n\""), "kid"),
            (change("\"iat\":1", "\"iat\":1.5"), "in its header"),
            (change("\"iat\":1", "\"iat\":-1"), "in its header"),
            (change("\"jti\":\"j\"", "\"jti\":\"\""), "jti"),
        ] {
            let fault = Signed::parse(&text).unwrap_err();
            assert_eq!(fault.suf(), suftaja_base::suf::seal::SIGNATURE_MALFORMED);
            assert!(fault.to_string().contains(says), "{says}: {fault}");
        }
    }
}
