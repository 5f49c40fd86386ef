//! A client for banks: send messages of ISO 20022 to a node, follow the own outbox, read the own
//! books, over the HTTP door that docs/api.md describes.
//!
//! Calls block; one [`Client`] may be shared by threads. It must never log a token or a message,
//! and never decide for the bank what an answer means: every answer is handed over whole.
//!
//! ```no_run
//! use suftaja_client::Client;
//!
//! # fn keep(_: &suftaja_client::Delivered) -> std::io::Result<()> { Ok(()) }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let token = std::fs::read_to_string("union/tokens/MAWIKEN0.token")?;
//! let client = Client::new("http://127.0.0.1:8470", token.trim());
//!
//! // The same bytes may be sent again at any time: a repeat gets the first answer.
//! let receipt = client.send(&std::fs::read("payment.xml")?)?;
//! println!("{} by entry {}", receipt.fate, receipt.entry);
//! for finding in &receipt.findings {
//!     println!("{} at {}: {}", finding.code, finding.path, finding.advice);
//! }
//!
//! // Every message once it is there; asking for the next one says that this one is kept.
//! for message in client.outbox_from("outbox.cursor")? {
//!     keep(&message?)?;
//! }
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod cursor;
mod error;
mod outbox;
mod patience;
mod whole;

pub use answer::{
    Account, Accounts, Delivered, Delivery, Finding, Message, Money, Page, Payment, Reader, Receipt,
};
pub use client::Client;
pub use error::{ClientError, ParameterFault, Problem};
pub use outbox::Outbox;
pub use patience::Patience;
pub use suftaja_seal::{FileKey, Signer};
pub use ureq::tls;

/// The program of the page for developers, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/bank-developers.md")]
struct BankDevelopers;
