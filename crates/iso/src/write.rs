//! Writers of the messages that the system sends: template text, escaping, nothing else.
//!
//! Outcomes of the engine come in as plain structs; bytes go to the outbox. The same input gives
//! the same bytes, so that a repeat can be compared by its hash. A writer never decides anything,
//! reads no clock and never changes the bytes of a Document that it forwards.
//!
//! Every message is one envelope with the header and the Document:
//!
//! ```xml
//! <BizMsg xmlns="urn:suftaja:envelope:1"><AppHdr …>…</AppHdr><Document …>…</Document></BizMsg>
//! ```

mod forward;
mod heading;
mod notice;
mod pen;
mod reject;
mod status;

#[cfg(test)]
mod tests;

pub use forward::{Evidence, Forward, Moment, forward};
pub use heading::{Heading, Related};
pub use notice::{Booking, Direction, Notice, notice};
pub use reject::{MessageReject, message_reject};
pub use status::{Original, PENDING_TEXT, PaymentStatus, Verdict, payment_status, refusal};

/// Namespace of the envelope.
pub const ENVELOPE_NAMESPACE: &str = "urn:suftaja:envelope:1";
/// Namespace of the settlement evidence beside a forwarded Document.
pub const EVIDENCE_NAMESPACE: &str = "urn:suftaja:evidence:1";
/// The head of every namespace of ISO 20022.
pub const ISO_NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// What stands where a mandatory reference is not known.
pub const NOT_PROVIDED: &str = "NOTPROVIDED";
