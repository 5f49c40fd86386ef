//! Webhooks: messages of an outbox posted to an address that its participant has set.
//!
//! A participant has one at most. Settings come from `route::webhooks` and are kept in the data
//! directory; a task for each goes along the outbox and delivers in order, at least once, signed
//! with a secret that was shown once. A webhook must never hold up anything but itself.

mod address;
mod hosts;
mod kept;
mod line;
mod network;
mod post;
mod pump;
mod secret;
mod secure;

pub use address::local_address;
pub(crate) use hosts::WEBHOOKS_FILE;
pub use hosts::webhook_findings;
pub(crate) use line::{GivenUp, Standing, Trouble};
pub use secret::Secret;

use crate::error::ApiError;
use crate::folder::{Folder, Found, OWN};
use crate::options::Retries;
use crate::problem::Problem;
use crate::view::register;
use address::Address;
use hosts::Rules;
use kept::Kept;
use line::Line;
use pump::Pump;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use suftaja_base::suf::{delivery, door};
use suftaja_engine::ParticipantId;
use suftaja_node::{Node, NodeError};
use tokio::sync::watch;

/// Folder of the data directory.
const FOLDER: &str = "webhooks";
/// Length of a webhook's file, in bytes; far above what years of dead letters take.
const FILE_BYTES_MAX: usize = 64 << 20;

/// All webhooks of a node.
pub(crate) struct Hooks {
    node: Arc<Node>,
    folder: Arc<Folder>,
    path: PathBuf,
    retries: Retries,
    rules: Arc<Rules>,
    closed: watch::Receiver<bool>,
    lines: Mutex<BTreeMap<ParticipantId, Arc<Line>>>,
}

impl Hooks {
    /// Reads what is kept and starts to deliver. Needs the runtime of the door.
    pub(crate) fn start(
        node: Arc<Node>,
        retries: Retries,
        to_this_machine: bool,
        closed: watch::Receiver<bool>,
    ) -> Result<Self, ApiError> {
        let rules = Arc::new(Rules::open(node.dir(), to_this_machine)?);
        let path = node.dir().join(FOLDER);
        let failed = |error: std::io::Error| NodeError::file(&path, &error);
        let folder = Arc::new(Folder::open(&path, OWN).map_err(failed)?);
        let all = node.read(|state| {
            let all = state.register().participants();
            all.map(|(id, held)| (id, register::text(&held.name))).collect::<Vec<_>>()
        });
        let hooks = Self {
            node,
            folder,
            path: path.clone(),
            retries,
            rules,
            closed,
            lines: Mutex::default(),
        };
        for (of, name) in all {
            let file = format!("{name}.json");
            let unsound = |text: &str| NodeError::file(&path.join(&file), &text);
            let kept: Kept = match hooks.folder.read(&file, FILE_BYTES_MAX).map_err(failed)? {
                Found::Nothing => continue,
                Found::Bytes(bytes) => {
                    serde_json::from_slice(&bytes).map_err(|error| unsound(&error.to_string()))?
                }
                _ => return Err(unsound("it is no file of the node's own").into()),
            };
            hooks.open(of, &name, Some(kept));
        }
        Ok(hooks)
    }

    /// Reads again where webhooks may lead; says whether that changed anything.
    ///
    /// # Errors
    /// [`ApiError::Webhooks`], and then what was in force stays so.
    pub(crate) fn read_again(&self) -> Result<bool, ApiError> {
        self.rules.read_again()
    }

    /// How a participant's webhook stands.
    pub(crate) fn standing(&self, of: ParticipantId) -> Result<Standing, Problem> {
        self.line(of).and_then(|line| line.standing()).ok_or_else(none)
    }

    /// Sets a participant's webhook and gives its secret, shown this once. Delivery goes on
    /// where it was unless a cursor is given; a new one begins with the first message.
    pub(crate) fn set(
        &self,
        of: ParticipantId,
        url: String,
        after: Option<u64>,
    ) -> Result<String, Problem> {
        Address::parse(&url, &self.rules).map_err(|text| {
            Problem::new(delivery::WEBHOOK, format!("The url cannot be used: {text}."))
        })?;
        let secret = Secret::make()?;
        let shown = secret.show().to_owned();
        let name = self.node.read(|state| register::name(state, of));
        let line = self.line(of).unwrap_or_else(|| self.open(of, &name, None));
        self.change(&line, |kept| {
            let (dead, again) = (BTreeMap::new(), BTreeSet::new());
            let new =
                || Kept { url: String::new(), secret: secret.clone(), position: 0, dead, again };
            let mut next = kept.take().unwrap_or_else(new);
            if let Some(after) = after {
                next.go_on_behind(after);
            }
            *kept = Some(Kept { url, secret, ..next });
        })?;
        Ok(shown)
    }

    /// Takes a participant's webhook away, with all that is kept of it.
    pub(crate) fn remove(&self, of: ParticipantId) -> Result<(), Problem> {
        let line = self.line(of).ok_or_else(none)?;
        self.change(&line, Option::take)?.map(drop).ok_or_else(none)
    }

    /// What was given up.
    pub(crate) fn given_up(&self, of: ParticipantId) -> Result<Vec<GivenUp>, Problem> {
        self.line(of).and_then(|line| line.given_up()).ok_or_else(none)
    }

    /// Has what was given up tried once more: one message, or all.
    pub(crate) fn retry(&self, of: ParticipantId, cursor: Option<u64>) -> Result<(), Problem> {
        let line = self.line(of).ok_or_else(none)?;
        self.change(&line, |kept| {
            let kept = kept.as_mut().ok_or_else(none)?;
            match cursor {
                None => kept.again = kept.dead.keys().copied().collect(),
                Some(cursor) if kept.dead.contains_key(&cursor) => {
                    kept.again.insert(cursor);
                }
                Some(_) => return Err(Problem::plain(door::NOT_HERE)),
            }
            Ok(())
        })?
    }

    fn line(&self, of: ParticipantId) -> Option<Arc<Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).get(&of).cloned()
    }

    /// The line of a participant with its task; the one that is there, where two ask at once.
    fn open(&self, of: ParticipantId, name: &str, kept: Option<Kept>) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let start = || {
            let line = Arc::new(Line::new(of, name, Arc::clone(&self.folder), kept));
            let pump = Pump {
                node: Arc::clone(&self.node),
                line: Arc::clone(&line),
                retries: self.retries.clone(),
                rules: Arc::clone(&self.rules),
                closed: self.closed.clone(),
            };
            tokio::spawn(pump.run());
            line
        };
        Arc::clone(lines.entry(of).or_insert_with(start))
    }

    fn change<R>(
        &self,
        line: &Line,
        with: impl FnOnce(&mut Option<Kept>) -> R,
    ) -> Result<R, Problem> {
        Ok(line.change(with).map_err(|error| NodeError::file(&self.path, &error))?)
    }
}

fn none() -> Problem {
    Problem::plain(delivery::WEBHOOK_NONE)
}
