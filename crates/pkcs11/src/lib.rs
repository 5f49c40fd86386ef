//! Signing keys that stay in a module: a smart card, a network appliance, a token of software.
//!
//! A key is named by a URI (RFC 7512, [`ModuleUri`]) and signs as [`ModuleKey`] wherever a key of a
//! file does. The module's library is loaded into this process, so only what the person who starts
//! it names is loaded.
//!
//! The crate must never ask a module for a private key, make one, or write a PIN anywhere.

mod key;
mod uri;

pub use key::ModuleKey;
pub use uri::ModuleUri;
