//! What a sender gets back, and what stands in an outbox, as JSON.

use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::EntryNumber;
use suftaja_engine::history::Standing;
use suftaja_iso::Finding;
use suftaja_node::intake::{Fate, Receipt};
use suftaja_node::tell::Rendered;

/// The answer to a message.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub(crate) struct ReceiptView {
    fate: &'static str,
    /// Where the payment stands now, when the message is a repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    entry: EntryNumber,
    cursor: u64,
    message: RenderedView,
    /// The key that signed the message, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    findings: Vec<FindingView>,
    findings_left_off: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Message")]
struct RenderedView {
    number: String,
    definition: String,
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingView {
    code: String,
    severity: &'static str,
    path: String,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    text: String,
    advice: String,
}

/// A message of the outbox with its cursor.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Delivered {
    cursor: u64,
    #[serde(flatten)]
    message: RenderedView,
}

/// A page of the outbox.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OutboxPage")]
pub(crate) struct MessageView {
    as_of: EntryNumber,
    /// The cursor to ask behind next.
    next: u64,
    messages: Vec<Delivered>,
}

impl ReceiptView {
    /// The answer's JSON.
    pub(crate) fn of(receipt: &Receipt) -> Self {
        let (fate, standing) = words(&receipt.fate);
        Self {
            fate,
            standing,
            entry: receipt.entry,
            cursor: receipt.cursor,
            message: RenderedView::of(&receipt.message),
            signed_by: receipt.signed_by.clone(),
            findings: receipt.findings.iter().map(FindingView::of).collect(),
            findings_left_off: receipt.findings_left_off,
        }
    }
}

impl Delivered {
    /// One message's JSON.
    pub(crate) fn of((cursor, message): &(u64, Rendered)) -> Self {
        Self { cursor: *cursor, message: RenderedView::of(message) }
    }
}

impl MessageView {
    /// A page behind a cursor.
    pub(crate) fn page(as_of: EntryNumber, after: u64, messages: Vec<Delivered>) -> Self {
        let next = messages.last().map_or(after, |message| message.cursor);
        Self { as_of, next, messages }
    }
}

/// The words for a fate, and for where a repeated payment stands now.
pub(crate) fn words(fate: &Fate) -> (&'static str, Option<&'static str>) {
    let standing = match fate {
        Fate::Repeated { present } => Some(match present {
            Standing::Settled { .. } => "settled",
            Standing::Waits => "waits",
            Standing::SetApart => "set-apart",
            Standing::Noted => "noted",
            Standing::Refused { .. } => "refused",
        }),
        _ => None,
    };
    (fate.word(), standing)
}

impl RenderedView {
    fn of(message: &Rendered) -> Self {
        Self {
            number: format!("{}-{}", message.entry, message.ordinal),
            definition: message.definition.clone(),
            // Writers make UTF-8 only, and what is forwarded was read as UTF-8.
            text: String::from_utf8_lossy(&message.bytes).into_owned(),
        }
    }
}

impl FindingView {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.code.to_string(),
            severity: finding.severity.word(),
            path: finding.path.clone(),
            line: finding.line,
            column: finding.column,
            reason: finding.reason,
            text: finding.text.clone(),
            advice: finding.advice.clone().into_owned(),
        }
    }
}
