//! What a participant is told of itself, and what it may ask for: the orders of its profile.
//!
//! Each order sets one word of the profile; a participant begins with all of them on. Which word
//! whom it belongs to [`crate::State::apply`] says.

/// One word of a participant's profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProfileOrder {
    /// Whether its outbox tells it of its payments that settle or wait (pacs.002 ACSC and PDNG,
    /// field rule 8). A refusal is always told. Set by the participant itself.
    Statuses(bool),
    /// Whether its outbox tells it that what it had passed on arrived (admi.007, field rule 15).
    /// Set by the participant itself.
    Receipts(bool),
    /// Whether it may send payments of class urgent (field rule 10). Set by the operator or its
    /// central bank.
    Urgent(bool),
}
