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
//!
//! A heading alone means the versions of 2019; [`Heading::in_edition`] asks for newer ones.

mod edition;
mod event;
mod forward;
mod group_status;
mod heading;
mod line;
mod notice;
mod original;
mod payback;
mod pen;
mod plain;
mod receipt;
mod reject;
mod resolution;
mod statement;
mod status;
mod status_request;
mod transfer;

#[cfg(test)]
mod tests;

pub use edition::Edition;
pub use event::{Event, EventAcknowledgement, event_acknowledgement, system_event};
pub use forward::{Evidence, Forward, Moment, forward};
pub use group_status::{GroupStatus, GroupVerdict, group_status};
pub use heading::{Heading, InEdition, Related};
pub use line::{Booking, Direction, Line};
pub use notice::{Notice, notice};
pub use original::Original;
pub use payback::{PaymentReturn, payment_return};
pub use receipt::{Handling, Receipt, acknowledgement, receipt};
pub use reject::{MessageReject, message_reject};
pub use resolution::{Decision, Resolution, resolution};
pub use statement::{Balance, Detail, Statement, report, statement};
pub use status::{OVERDUE_TEXT, PENDING_TEXT, PaymentStatus, Verdict, payment_status, refusal};
pub use status_request::{StatusRequest, status_request};
pub use transfer::{
    Address, BankTransfer, Customer, CustomerTransfer, Transfer, bank_transfer, cover_transfer,
    customer_transfer,
};

/// Namespace of the envelope.
pub const ENVELOPE_NAMESPACE: &str = "urn:suftaja:envelope:1";
/// Namespace of the settlement evidence beside a forwarded Document.
pub const EVIDENCE_NAMESPACE: &str = "urn:suftaja:evidence:1";

/// What stands where a mandatory reference is not known.
pub const NOT_PROVIDED: &str = "NOTPROVIDED";
