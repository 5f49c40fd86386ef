//! SHA-256 of what a verdict or a cleared pair names: policies, queries, listings.
//!
//! Every digest carries the name of what it is of, so that one can never stand for another. Values
//! go in as JSON: equal values have equal bytes, and others have other bytes, since every field
//! that is there stands with its name. A binary form that leaves empty fields away has not that.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The digest of a text, in hexadecimal.
pub fn text(what: &str, text: &str) -> String {
    bytes(what, text.as_bytes())
}

/// The digest of a value, in hexadecimal.
pub fn value<T: Serialize>(what: &str, value: &T) -> String {
    match serde_json::to_vec(value) {
        Ok(form) => bytes(what, &form),
        Err(_) => unreachable!("plain structures of texts and numbers are JSON"),
    }
}

fn bytes(what: &str, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"suftaja-screen\0");
    hash.update(what.as_bytes());
    hash.update(b"\0");
    hash.update(bytes);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
