//! What is kept of a webhook, as `webhooks/NAME.json` in the data directory: address, secret, how
//! far delivery has come, and what was given up. Written whole and renamed, for the owner's eyes.

use super::secret::Secret;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub url: String,
    /// Another with each setting, so that it also tells one setting from the next.
    pub secret: Secret,
    /// Cursor up to which everything was delivered or given up.
    pub position: u64,
    /// What was given up, by cursor.
    pub dead: BTreeMap<u64, Dead>,
    /// What was given up and is to be tried once more.
    pub again: BTreeSet<u64>,
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dead {
    /// How often it was tried, retries by hand included.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub reason: String,
}

impl Kept {
    /// A message arrived.
    pub(super) fn delivered(&mut self, cursor: u64) {
        self.again.remove(&cursor);
        self.dead.remove(&cursor);
        self.position = self.position.max(cursor);
    }

    /// A message is given up, after so many attempts more.
    pub(super) fn give_up(&mut self, cursor: u64, attempts: u32, reason: String) {
        let before = self.dead.get(&cursor).map_or(0, |dead| dead.attempts);
        self.again.remove(&cursor);
        self.dead.insert(cursor, Dead { attempts: before.saturating_add(attempts), reason });
        self.position = self.position.max(cursor);
    }

    /// Cursor up to which everything arrived. What was given up is not proven, and whoever leaves
    /// it so is called silent in time.
    pub(super) fn proven(&self) -> u64 {
        let before_first = self.dead.keys().next().map(|first| first.saturating_sub(1));
        before_first.map_or(self.position, |proven| proven.min(self.position))
    }

    /// Goes on behind another cursor; what was given up behind it comes again in its turn.
    pub(super) fn go_on_behind(&mut self, cursor: u64) {
        self.position = cursor;
        self.dead.retain(|given_up, _| *given_up <= cursor);
        self.again.retain(|given_up| *given_up <= cursor);
    }
}
