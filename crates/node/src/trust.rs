//! Who signed and who is connected: signatures and certificates held against the registry, and
//! the signature kept beside the message.
//!
//! The registry lies as `trust.toml` in the data directory and is read again as soon as it
//! changes. A signature is tested over the bytes as they were received, before anything of them is
//! read. It is kept behind the message in the evidence of the entry (field rule 24):
//!
//! ```text
//! evidence    message | signature | 0
//! entry       "signature" is the length of signature and closing 0 together; 0: unsigned
//! ```
//!
//! No XML holds a byte 0, so that the entry is asked for this length only behind such an ending.

use crate::access::{Credential, Holder};
use crate::error::NodeError;
use crate::node::Node;
use std::sync::{Mutex, PoisonError};
use suftaja_base::Instant;
use suftaja_engine::EntryNumber;
use suftaja_engine::entry::Name;
use suftaja_seal::{Fault, OPERATOR, Signed, Watched, Window};
use suftaja_store::StoreError;

/// Registry and memory of a running node.
pub(crate) struct Trust {
    pub registry: Watched,
    /// Signatures of orders that came.
    pub orders: Mutex<Window>,
}

/// A signature that was tested and is sound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// The key that signed.
    pub kid: String,
    text: String,
    signed: Signed,
}

impl Node {
    /// Tests the signature that came with bytes of a caller.
    ///
    /// # Errors
    /// [`NodeError::Unproven`] with the fault, [`NodeError::Seal`] when the registry cannot be
    /// used.
    pub fn prove(&self, who: &Credential, text: &str, bytes: &[u8]) -> Result<Proven, NodeError> {
        let signed = Signed::parse(text).map_err(NodeError::Unproven)?;
        let registry = self.trust.registry.now().map_err(NodeError::Seal)?;
        let checked = registry.check(name(&who.holder), &signed, bytes, self.source.shows());
        checked.map_err(NodeError::Unproven)?;
        Ok(Proven { kid: signed.kid.clone(), text: text.to_owned(), signed })
    }

    /// Tests the signature of an order, which gives one order and no second.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub fn prove_order(
        &self,
        who: &Credential,
        text: &str,
        bytes: &[u8],
    ) -> Result<Proven, NodeError> {
        let proven = self.prove(who, text, bytes)?;
        let registry = self.trust.registry.now().map_err(NodeError::Seal)?;
        let mut orders = self.trust.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = orders.take(&proven.signed, registry.times(self.source.shows()));
        taken.map_err(NodeError::Unproven)?;
        Ok(proven)
    }

    /// Whose a connection is, by the fingerprint of its certificate: BIC, LEI or `operator`.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub fn connected(&self, fingerprint: &str) -> Result<String, NodeError> {
        let registry = self.trust.registry.now().map_err(NodeError::Seal)?;
        let whose = registry.connected(fingerprint, self.source.shows());
        whose.map(str::to_owned).map_err(NodeError::Unproven)
    }

    /// The message that brought an entry, without the signature behind it.
    pub(crate) fn message_at(&self, entry: EntryNumber) -> Result<Vec<u8>, StoreError> {
        Ok(self.kept_at(entry)?.0)
    }

    /// The detached signature of the message that brought an entry, where it had one.
    ///
    /// # Errors
    /// [`NodeError::Store`] when the journal cannot be read.
    pub fn signature_at(&self, entry: EntryNumber) -> Result<Option<String>, NodeError> {
        self.kept_at(entry).map(|kept| kept.1).map_err(NodeError::Store)
    }

    fn kept_at(&self, number: EntryNumber) -> Result<(Vec<u8>, Option<String>), StoreError> {
        let bytes = self.reader.evidence(number)?;
        if bytes.last() != Some(&0) {
            return Ok((bytes, None));
        }
        match self.entry_at(number) {
            Ok(Some(entry)) => Ok(parted(bytes, entry.stamp.signature)),
            Err(NodeError::Store(error)) => Err(error),
            // An entry that cannot be read never got into the state.
            _ => Ok((bytes, None)),
        }
    }
}

impl Proven {
    /// What is kept, and the length that the entry holds.
    pub(crate) fn behind(&self, message: &[u8]) -> (Vec<u8>, u32) {
        let kept = [message, self.text.as_bytes(), &[0]].concat();
        // A signature is at most a few thousand characters long.
        (kept, u32::try_from(self.text.len() + 1).unwrap_or(0))
    }
}

/// Evidence in its parts: the message, and its signature where the entry says that there is one.
#[must_use]
pub fn parted(mut bytes: Vec<u8>, signature: u32) -> (Vec<u8>, Option<String>) {
    let length = suftaja_base::width::to_usize(signature);
    let Some(start) = bytes.len().checked_sub(length).filter(|_| length > 0) else {
        return (bytes, None);
    };
    let mut tail = bytes.split_off(start);
    tail.pop();
    (bytes, String::from_utf8(tail).ok())
}

/// The name by which a holder stands in the registry.
pub fn name(holder: &Holder) -> &str {
    match holder {
        Holder::Operator => OPERATOR,
        Holder::Participant(Name::Bic(bic)) => bic.as_str(),
        Holder::Participant(Name::Lei(lei)) => lei.as_str(),
    }
}

impl Trust {
    pub fn open(path: &std::path::Path, now: Instant) -> Result<Self, NodeError> {
        let registry = Watched::open(path).map_err(NodeError::Seal)?;
        Ok(Self { registry, orders: Mutex::new(Window::new(now)) })
    }
}

/// A signature is missing where one is asked for.
#[must_use]
pub fn unsigned() -> NodeError {
    NodeError::Unproven(Fault::Missing)
}
