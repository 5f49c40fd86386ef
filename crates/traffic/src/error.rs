//! Why a counterparty cannot take a message from its outbox. Made here, shown by the demo and by
//! tests, where each is a defect of the system or of the wiring. Must never quote a message, which
//! may hold personal data.

use suftaja_base::{Bic, Currency};

/// Why a counterparty cannot take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrafficError {
    /// The message has findings, or no Document.
    Unreadable {
        /// The first finding, or what is missing.
        finding: String,
    },
    /// The message is for another participant.
    NotMine {
        /// Whom the header names, where it names a BIC.
        receiver: Option<Bic>,
    },
    /// A message that this counterparty does not know how to book.
    Unbookable {
        /// The message definition: `camt.025.001.05`.
        message: String,
    },
    /// An element that the booking needs is missing or is no value.
    Missing {
        /// Path below the Document.
        path: &'static str,
    },
    /// A status for a message that this bank never sent.
    NeverSent {
        /// The identification that the status names.
        message_id: String,
    },
    /// Finality was reported for a payment that the bank sent with another currency or amount.
    OtherAmount {
        /// The identification of the payment.
        message_id: String,
        /// The currency that the bank sent.
        currency: Currency,
    },
}

impl std::fmt::Display for TrafficError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TrafficError::Unreadable { finding } => {
                write!(out, "An outbox message cannot be read: {finding} Mend its writer.")
            }
            TrafficError::NotMine { receiver: Some(bic) } => {
                write!(out, "An outbox message is for {bic}. Read it from that bank's outbox.")
            }
            TrafficError::NotMine { receiver: None } => {
                write!(out, "An outbox message names no receiver. Mend the header's writer.")
            }
            TrafficError::Unbookable { message } => {
                write!(out, "A bank here cannot book {message}. Teach it in `counterparty`.")
            }
            TrafficError::Missing { path } => {
                write!(out, "An outbox message has no usable {path}. Mend its writer.")
            }
            TrafficError::NeverSent { message_id } => {
                write!(out, "A status names {message_id}, which this bank never sent.")
            }
            TrafficError::OtherAmount { message_id, currency } => {
                write!(out, "{message_id} settled with another amount than was sent in {currency}.")
            }
        }
    }
}

impl std::error::Error for TrafficError {}
