//! What a participant sees of its webhook: where it leads, how far it has come, what was given up.

use crate::hook::{GivenUp, Standing, Trouble};
use schemars::JsonSchema;
use serde::Serialize;

/// A webhook.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WebhookView {
    url: String,
    /// Cursor up to which everything was delivered or given up.
    position: u64,
    /// Cursor of the last message that is there to be delivered.
    told: u64,
    /// How many messages were given up.
    dead_letters: usize,
    /// The message that does not arrive, while it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing: Option<DeadLetter>,
}

/// A webhook that was just set.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WebhookSet {
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// What messages are signed with; shown this once.
    pub secret: String,
}

/// What was given up.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeadLettersView {
    dead_letters: Vec<DeadLetter>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DeadLetter {
    /// Cursor of the message.
    cursor: u64,
    /// How often it was tried.
    attempts: u32,
    /// Why the last attempt failed.
    reason: String,
    /// Whether it is about to be tried again.
    again: bool,
}

impl WebhookView {
    /// How a webhook stands, with the cursor of the last message that there is.
    pub(crate) fn of(standing: Standing, told: u64) -> Self {
        let failing = |Trouble { cursor, attempts, reason }| DeadLetter {
            cursor,
            attempts,
            reason,
            again: true,
        };
        Self {
            url: standing.url,
            position: standing.position,
            told,
            dead_letters: standing.dead,
            failing: standing.trouble.map(failing),
        }
    }
}

impl DeadLettersView {
    /// The list.
    pub(crate) fn of(given_up: Vec<GivenUp>) -> Self {
        let letter = |GivenUp { cursor, attempts, reason, again }| DeadLetter {
            cursor,
            attempts,
            reason,
            again,
        };
        Self { dead_letters: given_up.into_iter().map(letter).collect() }
    }
}
