//! What the door answers, as values: receipts, messages, payments and accounts. Read from the JSON
//! of docs/api.md; fields that a later version adds are passed over.

use crate::error::ClientError;
use crate::whole;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// `settled`, `queued`, `partial`, `taken`, `refused`, `unreadable` or `repeated`.
    pub fate: String,
    /// Where the payment stands now, when the message is a repeat: `settled`, `waits`,
    /// `set-apart`, `noted` or `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
    /// Number of the entry that brought it.
    pub entry: u64,
    /// Cursor of the answer in the sender's outbox.
    pub cursor: u64,
    /// The message that answers.
    pub message: Message,
    /// Every finding.
    pub findings: Vec<Finding>,
    /// Findings counted and not kept.
    pub findings_left_off: u64,
}

impl Receipt {
    /// Where the message stands now: its fate, or of a repeat what became of the first.
    #[must_use]
    pub fn standing(&self) -> &str {
        self.standing.as_deref().unwrap_or(&self.fate)
    }

    /// Whether it was refused, now or when it first came.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self.standing(), "refused" | "unreadable")
    }
}

/// A message that the node sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Entry and ordinal; no other message has the same.
    pub number: String,
    /// Message definition, such as `pacs.002.001.10`; `erased` where its evidence is gone.
    pub definition: String,
    /// The whole message.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the catalogue, `SUF-nnnn`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The element, from the message's root.
    pub path: String,
    /// Line in the message as it was sent, from 1.
    pub line: u32,
    /// Column in that line, in characters from 1.
    pub column: u32,
    /// Reason code of ISO 20022, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is wrong, a sentence.
    pub text: String,
    /// What to do.
    pub advice: String,
}

/// A message of the outbox with its cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Its place in the outbox.
    pub cursor: u64,
    /// The message.
    #[serde(flatten)]
    pub message: Message,
}

impl Delivered {
    /// Writes the message into a folder, as `CURSOR-DEFINITION.xml` with the cursor in twelve
    /// digits; the file appears whole, and a message that comes again replaces itself.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn save_in(&self, folder: &Path) -> Result<PathBuf, ClientError> {
        // A definition is letters, digits and dots; nothing else may become part of a path.
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '.' };
        let definition: String = self.message.definition.chars().map(plain).collect();
        let path = folder.join(format!("{:012}-{definition}.xml", self.cursor));
        match whole::write(&path, self.message.text.as_bytes()) {
            Ok(()) => Ok(path),
            Err(source) => Err(ClientError::File { path, source }),
        }
    }
}

/// A page of an outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The last entry when the page was read.
    pub as_of: u64,
    /// Cursor to ask behind next.
    pub next: u64,
    /// The messages, in order.
    pub messages: Vec<Delivered>,
}

/// An amount or balance, twice as text: a JSON number would lose minor units in many programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Decimals of the currency.
    pub amount: String,
    /// Whole minor units.
    pub minor: String,
}

/// Where a payment or return stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The last entry when it was read.
    pub as_of: u64,
    /// The entry that brought it.
    pub entry: u64,
    /// When it entered the system.
    pub entered: String,
    /// `settled`, `waits`, `set-apart`, `noted`, `refused` or `not-kept`.
    pub standing: String,
    /// The entry that made it final.
    pub settled_by: Option<u64>,
    /// When it became final.
    pub settled: Option<String>,
    /// Why it was refused: code of the catalogue.
    pub code: Option<String>,
    /// Its kind, such as `pacs.008`.
    pub message: String,
    /// Number of the account that pays.
    pub debit: u32,
    /// Number of the account that is paid.
    pub credit: u32,
    /// ISO 4217 code.
    pub currency: String,
    /// How much.
    #[serde(flatten)]
    pub money: Money,
    /// How much of it was returned.
    pub returned: Option<Money>,
    /// Its UETR, where it has one.
    pub uetr: Option<String>,
    /// The business date on which it settles.
    pub value_date: String,
}

/// The accounts in sight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// The entry on which the balances stand.
    pub as_of: u64,
    /// The accounts, by number.
    pub accounts: Vec<Account>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its number.
    pub account: u32,
    /// BIC or LEI of its owner.
    pub owner: String,
    /// ISO 4217 code.
    pub currency: String,
    /// `settlement`, `issue` and others.
    pub kind: String,
    /// `open`, `blocked` or `closed`.
    pub status: String,
    /// What stands on it.
    pub balance: Money,
    /// What may be paid from it; none for an issue account.
    pub available: Option<Money>,
    /// What is set apart.
    pub reserved: Money,
    /// Payments that wait on it.
    pub queued: u32,
}

/// How far participants have read their outboxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The last entry when it was read.
    pub as_of: u64,
    /// The participants in sight; to a participant itself alone.
    pub participants: Vec<Reader>,
}

/// One participant as a reader of its outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Its BIC or LEI.
    pub participant: String,
    /// Cursor of the last message that is there to be read.
    pub told: u64,
    /// The highest cursor that it has asked behind.
    pub kept: u64,
    /// Whether it leaves messages unread for too long.
    pub silent: bool,
}
