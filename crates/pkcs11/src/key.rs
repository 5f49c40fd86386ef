//! A private key in a module, which signs there.
//!
//! The key is found once, with its public half; each signature is tested by that half before it
//! leaves, so that a module which signs by another key is noticed here and not at the node.

use crate::uri::ModuleUri;
use aws_lc_rs::digest::{SHA256, digest};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use std::sync::{Mutex, PoisonError};
use suftaja_seal::{Algorithm, PublicKey, SealError, Signer, file};

/// The curve P-256 by its object identifier, as `CKA_EC_PARAMS` has it.
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// DER of an octet string of fewer than 128 bytes begins with this and its length.
const OCTET_STRING: u8 = 4;

/// A key that signs in its module.
pub struct ModuleKey {
    // A session is for one thread at a time.
    session: Mutex<Session>,
    private: ObjectHandle,
    public: PublicKey,
    key_id: String,
}

impl ModuleKey {
    /// Loads the module, logs in and finds the key with its public half. The kid is the thumbprint.
    ///
    /// # Errors
    /// [`SealError::Module`] with what the module says, or where the URI names no key or several;
    /// [`SealError::File`] when the file of the PIN cannot be read; [`SealError::Unusable`] when
    /// the key is none of Ed25519 or P-256.
    pub fn open(uri: &ModuleUri) -> Result<Self, SealError> {
        let module = Pkcs11::new(uri.module()).map_err(said("cannot be loaded"))?;
        let threads = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match module.initialize(threads) {
            // By another key of the same process.
            Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            done => done.map_err(said("does not start"))?,
        }
        let session = module.open_ro_session(slot(&module, uri)?);
        let session = session.map_err(said("opens no session"))?;
        login(&session, uri)?;
        let private = private(&session, uri)?;
        let public = public(&session, private)?;
        let key_id = public.thumbprint();
        Ok(Self { session: Mutex::new(session), private, public, key_id })
    }

    /// The same key under another kid, as it may have been enrolled.
    #[must_use]
    pub fn named(self, key_id: &str) -> Self {
        Self { key_id: key_id.to_owned(), ..self }
    }
}

impl Signer for ModuleKey {
    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let signature = match self.algorithm() {
            Algorithm::EdDsa => {
                let pure = EddsaParams::new(EddsaSignatureScheme::Pure);
                session.sign(&Mechanism::Eddsa(pure), self.private, bytes)
            }
            // Hashed here: modules need not know the hash beside the curve.
            Algorithm::Es256 => {
                let hash = digest(&SHA256, bytes);
                session.sign(&Mechanism::Ecdsa, self.private, hash.as_ref())
            }
        };
        let signature = signature.map_err(said("does not sign"))?;
        if self.public.verifies(bytes, &signature) {
            return Ok(signature);
        }
        let text = "the signature is not by the key that was asked for".to_owned();
        Err(SealError::Module { what: "signs otherwise", text })
    }
}

fn said(what: &'static str) -> impl Fn(Error) -> SealError {
    move |error| SealError::Module { what, text: error.to_string() }
}

/// The one slot whose token the URI names.
fn slot(module: &Pkcs11, uri: &ModuleUri) -> Result<Slot, SealError> {
    let failed = said("tells no tokens");
    let mut found = Vec::new();
    for slot in module.get_slots_with_token().map_err(&failed)? {
        let token = module.get_token_info(slot).map_err(&failed)?;
        let is = |wanted: &Option<String>, held: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == held.trim_end())
        };
        if token.token_initialized()
            && is(&uri.token, token.label())
            && is(&uri.serial, token.serial_number())
        {
            found.push(slot);
        }
    }
    one(&found, "tokens")
}

fn login(session: &Session, uri: &ModuleUri) -> Result<(), SealError> {
    let Some(path) = &uri.pin_source else { return Ok(()) };
    let text = file::read(path)?;
    let pin = AuthPin::new(text.trim_end_matches(['\n', '\r']).into());
    match session.login(UserType::User, Some(&pin)) {
        Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        done => done.map_err(said("lets nobody in")),
    }
}

/// The one private key that the URI names.
fn private(session: &Session, uri: &ModuleUri) -> Result<ObjectHandle, SealError> {
    let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    wanted.extend(uri.object.iter().map(|label| Attribute::Label(label.clone().into_bytes())));
    wanted.extend(uri.id.iter().map(|id| Attribute::Id(id.clone())));
    one(&session.find_objects(&wanted).map_err(said("finds no keys"))?, "private keys")
}

/// The public half, which stands beside the private one under the same identifier.
fn public(session: &Session, private: ObjectHandle) -> Result<PublicKey, SealError> {
    let failed = said("does not tell of the key");
    let (mut kind, mut id, mut curve) = (None, Vec::new(), Vec::new());
    let asked = [AttributeType::KeyType, AttributeType::Id, AttributeType::EcParams];
    for attribute in session.get_attributes(private, &asked).map_err(&failed)? {
        match attribute {
            Attribute::KeyType(held) => kind = Some(held),
            Attribute::Id(held) => id = held,
            Attribute::EcParams(held) => curve = held,
            _ => {}
        }
    }
    let algorithm = match kind {
        Some(KeyType::EC) if curve == P256 => Algorithm::Es256,
        Some(KeyType::EC_EDWARDS) => Algorithm::EdDsa,
        _ => return Err(SealError::Unusable { what: "key of Ed25519 or P-256" }),
    };
    let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id)];
    let beside = session.find_objects(&wanted).map_err(&failed)?;
    let beside = one(&beside, "public keys beside the private one, by its id,")?;
    let point = session.get_attributes(beside, &[AttributeType::EcPoint]).map_err(&failed)?;
    let point = point.into_iter().find_map(|attribute| match attribute {
        Attribute::EcPoint(point) => Some(point),
        _ => None,
    });
    PublicKey::new(algorithm, raw(&point.unwrap_or_default(), algorithm))
}

/// The bytes of a point, which most modules wrap in an octet string and some do not.
fn raw(point: &[u8], algorithm: Algorithm) -> &[u8] {
    let length: u8 = match algorithm {
        Algorithm::EdDsa => 32,
        Algorithm::Es256 => 65,
    };
    let inside = point.strip_prefix(&[OCTET_STRING, length]);
    // An unwrapped point of P-256 may begin with the same two bytes; its length tells them apart.
    inside.filter(|inside| inside.len() == usize::from(length)).unwrap_or(point)
}

/// The only one of what was found.
fn one<T: Copy>(found: &[T], what: &str) -> Result<T, SealError> {
    match found {
        [one] => Ok(*one),
        _ => {
            let text = format!("{} {what} are as the URI says; one must be", found.len());
            Err(SealError::Module { what: "has not this key", text })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_taken_wrapped_or_bare() {
        let bare = [&[4, 63][..], &[7; 63]].concat();
        let wrapped = [&[4, 65][..], &bare].concat();
        assert_eq!(raw(&wrapped, Algorithm::Es256), bare);
        assert_eq!(raw(&bare, Algorithm::Es256), bare, "an X that begins like a length");
        assert_eq!(raw(&[&[4, 32][..], &[9; 32]].concat(), Algorithm::EdDsa), [9; 32]);
        let cut = [4, 32, 9];
        assert_eq!(raw(&cut, Algorithm::EdDsa), cut, "which no key takes");
    }

    #[test]
    fn a_module_that_is_none_is_told() {
        let uri = ModuleUri::parse("pkcs11:object=a?module-path=/nowhere/module.so").unwrap();
        let error = ModuleKey::open(&uri).err().unwrap();
        assert!(error.to_string().contains("cannot be loaded"), "{error}");
    }
}
