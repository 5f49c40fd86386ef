//! Who signed: keys, detached signatures of messages, certificates, and the registry of both.
//!
//! A signature is a detached JWS (RFC 7515, appendix F) over the bytes as they were received,
//! which are not encoded again (RFC 7797): it depends on no transport and can be kept beside the
//! message. The [`Registry`] says which key and which certificate belong to whom, and until when.
//! The sandbox's authority makes certificates. All cryptography is aws-lc's, which is also the
//! provider of TLS.
//!
//! The crate must never see what a message says, decide what a participant may do, or print a
//! private key. It touches files in [`mod@file`] and [`Watched`] only.

mod authority;
mod certificate;
mod encoding;
mod error;
mod fault;
pub mod file;
mod key;
mod registry;
mod signature;
mod signer;
mod watched;
mod window;

pub use authority::{Authority, Made};
pub use certificate::{Role, serves};
pub use error::SealError;
pub use fault::Fault;
pub use key::{Algorithm, PublicKey};
pub use registry::{CertificateRow, KeyRow, OPERATOR, Registry, Validity, fingerprint};
pub use signature::{Signed, Times, sign};
pub use signer::{FileKey, Signer};
pub use watched::Watched;
pub use window::Window;
