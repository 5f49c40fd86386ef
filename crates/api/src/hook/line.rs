//! The webhook of one participant as the door and the task share it.
//!
//! A change by its owner is durable before it is answered; the task's progress is written now and
//! then. What a task reports about a setting that is no longer the present one counts for nothing.

use super::kept::{Dead, Kept};
use super::secret::Secret;
use crate::folder::Folder;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use suftaja_engine::ParticipantId;
use tokio::sync::watch;

/// One participant's webhook, or none.
pub(super) struct Line {
    pub of: ParticipantId,
    /// Name of its file.
    file: String,
    folder: Arc<Folder>,
    held: Mutex<Held>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Held {
    kept: Option<Kept>,
    /// The message that does not arrive.
    trouble: Option<Trouble>,
    /// Whether something is not written yet.
    is_dirty: bool,
}

/// A message that is being tried again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub cursor: u64,
    pub attempts: u32,
    pub reason: String,
}

/// A message to post, by the setting that asks for it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub url: String,
    pub secret: Secret,
    pub cursor: u64,
    /// Whether it is tried once, because somebody asked for it.
    pub once: bool,
}

/// What stands of a webhook, for its owner.
pub(crate) struct Standing {
    pub url: String,
    pub position: u64,
    pub dead: usize,
    pub trouble: Option<Trouble>,
}

/// A message that was given up.
pub(crate) struct GivenUp {
    pub cursor: u64,
    pub attempts: u32,
    pub reason: String,
    /// Whether it is about to be tried once more.
    pub again: bool,
}

impl Line {
    pub(super) fn new(
        of: ParticipantId,
        name: &str,
        folder: Arc<Folder>,
        kept: Option<Kept>,
    ) -> Self {
        let held = Mutex::new(Held { kept, ..Held::default() });
        Self { of, file: format!("{name}.json"), folder, held, changed: watch::Sender::default() }
    }

    /// Changes the webhook; on return the change is durable, or has not happened.
    pub(super) fn change<R>(&self, with: impl FnOnce(&mut Option<Kept>) -> R) -> io::Result<R> {
        let mut held = self.held();
        let mut kept = held.kept.clone();
        let result = with(&mut kept);
        if kept != held.kept {
            self.write(kept.as_ref())?;
            *held = Held { kept, ..Held::default() };
        }
        drop(held);
        self.changed.send_replace(());
        Ok(result)
    }

    /// Cursor up to which everything arrived; 0 where there is no webhook.
    pub(super) fn proven(&self) -> u64 {
        self.held().kept.as_ref().map_or(0, Kept::proven)
    }

    /// How it stands, where there is one.
    pub(super) fn standing(&self) -> Option<Standing> {
        let held = self.held();
        let trouble = held.trouble.clone();
        held.kept.as_ref().map(|kept| Standing {
            url: kept.url.clone(),
            position: kept.position,
            dead: kept.dead.len(),
            trouble,
        })
    }

    /// What was given up, where there is a webhook.
    pub(super) fn given_up(&self) -> Option<Vec<GivenUp>> {
        let held = self.held();
        let kept = held.kept.as_ref()?;
        let given_up = |(cursor, dead): (&u64, &Dead)| GivenUp {
            cursor: *cursor,
            attempts: dead.attempts,
            reason: dead.reason.clone(),
            again: kept.again.contains(cursor),
        };
        Some(kept.dead.iter().map(given_up).collect())
    }

    /// Wakes who waits when the owner changes something.
    pub(super) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// The next message: first what is asked for again, then the first one behind the position.
    pub(super) fn next(&self, behind: impl FnOnce(u64) -> Option<u64>) -> Option<Job> {
        let held = self.held();
        let kept = held.kept.as_ref()?;
        let again = kept.again.first().copied();
        let cursor = again.or_else(|| behind(kept.position))?;
        let (url, secret) = (kept.url.clone(), kept.secret.clone());
        Some(Job { url, secret, cursor, once: again.is_some() })
    }

    /// A message arrived.
    pub(super) fn delivered(&self, job: &Job) {
        self.progress(job, None, |kept| kept.delivered(job.cursor));
    }

    /// A message is given up.
    pub(super) fn give_up(&self, job: &Job, attempts: u32, reason: String) {
        self.progress(job, None, |kept| kept.give_up(job.cursor, attempts, reason));
    }

    /// A message did not arrive and is tried again.
    pub(super) fn failed(&self, job: &Job, attempts: u32, reason: String) {
        let trouble = Trouble { cursor: job.cursor, attempts, reason };
        self.progress(job, Some(trouble), |_| {});
    }

    fn progress(&self, job: &Job, trouble: Option<Trouble>, with: impl FnOnce(&mut Kept)) {
        let mut held = self.held();
        let present = held.kept.as_mut().filter(|kept| kept.secret == job.secret);
        if let Some(kept) = present {
            with(kept);
            held.is_dirty = true;
            held.trouble = trouble;
        }
    }

    /// Writes what progress there was.
    pub(super) fn save(&self) -> io::Result<()> {
        let mut held = self.held();
        if held.is_dirty {
            self.write(held.kept.as_ref())?;
            held.is_dirty = false;
        }
        Ok(())
    }

    fn write(&self, kept: Option<&Kept>) -> io::Result<()> {
        match kept {
            Some(kept) => self.folder.write(&self.file, &serde_json::to_vec_pretty(kept)?),
            None => self.folder.remove(&self.file),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
