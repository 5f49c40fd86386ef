//! What the log tells of the node by itself: days that move on, stops, the writer that stopped,
//! files of the operator that were taken over.
//!
//! A task looks whenever something new is durable, and now and then besides; it compares where
//! currencies and participants stand with what it told last. What was undone between two looks it
//! does not tell: every step with its entry stands at `/v1/days` and in the journal. It must never
//! hold a lock of the node while it writes.

use super::{Line, Log};
use crate::error::ApiError;
use crate::route::Door;
use crate::serving::closes;
use crate::view::days::stands;
use crate::view::money::code;
use crate::view::register::{name, status};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::Status;
use suftaja_engine::{CurrencyId, ParticipantId, State};
use suftaja_node::Node;
use suftaja_node::outbox::Outbox;
use tokio::sync::watch;

/// The longest time between two looks, and the shortest.
const LOOK: (Duration, Duration) = (Duration::from_millis(500), Duration::from_millis(50));
/// How often the operator's files are looked at.
const REREAD_EVERY: Duration = Duration::from_secs(1);

/// Tells what happens in the node from the moment of the call on, until the door closes.
pub(crate) fn keep(
    door: Arc<Door>,
    mut closed: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send {
    let mut news = door.node().read_outbox(Outbox::watch);
    let mut told = Told::now(door.node());
    async move {
        let mut is_open = true;
        while is_open {
            tokio::select! {
                // Together with what comes right behind it.
                _ = news.changed() => tokio::time::sleep(LOOK.1).await,
                () = tokio::time::sleep(LOOK.0) => {}
                () = closes(&mut closed) => is_open = false,
            }
            told.tell(door.node(), door.log());
        }
    }
}

/// A file of the operator that is taken over whenever it changes.
struct Watched {
    taken: (&'static str, &'static str),
    refused: (&'static str, &'static str),
    read: fn(&Door) -> Result<bool, ApiError>,
}

const WATCHED: [Watched; 2] = [
    Watched {
        taken: ("limits", "limits.toml was taken over"),
        refused: ("limits-refused", "the limits before it stay in force"),
        read: |door| door.guard().read_again(door.node()),
    },
    Watched {
        taken: ("webhooks", "webhooks.toml was taken over"),
        refused: ("webhooks-refused", "webhooks lead where they might before it"),
        read: |door| door.hooks().read_again(),
    },
];

/// Takes the operator's files over whenever they have changed, until the door closes.
pub(crate) async fn reread(door: Arc<Door>, mut closed: watch::Receiver<bool>) {
    let mut told = [const { None }; WATCHED.len()];
    loop {
        tokio::select! {
            () = tokio::time::sleep(REREAD_EVERY) => {}
            () = closes(&mut closed) => return,
        }
        for (file, told) in WATCHED.iter().zip(&mut told) {
            let (reading, read) = (Arc::clone(&door), file.read);
            let read = tokio::task::spawn_blocking(move || read(&reading)).await;
            if let Ok(read) = read {
                file.tell(door.log(), &read, told);
            }
        }
    }
}

impl Watched {
    /// Tells what came of reading the file; what is wrong with it once.
    fn tell(&self, log: &Log, read: &Result<bool, ApiError>, told: &mut Option<String>) {
        let failure = read.as_ref().err().map(ToString::to_string);
        match read {
            Ok(true) => log.write(&Line::new(self.taken.0, self.taken.1)),
            Err(error) if failure != *told => {
                let line = Line::new(self.refused.0, self.refused.1);
                let line = line.with("code", error.suf().to_string());
                log.write(&line.with("reason", error.to_string()));
            }
            _ => {}
        }
        *told = failure;
    }
}

/// Where a currency stands: date, word for the day, whether it is stopped.
type Day = (Option<BusinessDate>, &'static str, bool);

/// What was told last.
struct Told {
    days: BTreeMap<CurrencyId, Day>,
    standing: BTreeMap<ParticipantId, (Status, bool)>,
    is_stopped: bool,
}

impl Told {
    fn now(node: &Node) -> Self {
        let (days, standing) = node.read(|state| (days(state), standing(state)));
        Self { days, standing, is_stopped: false }
    }

    fn tell(&mut self, node: &Node, log: &Log) {
        let (as_of, days, standing) =
            node.read(|state| (state.last(), days(state), standing(state)));
        for (id, day) in days.iter().filter(|(id, day)| self.days.get(id) != Some(day)) {
            let (date, word, stopped) = *day;
            let line = Line::new("day", "")
                .with("currency", node.read(|state| code(state, *id)))
                .with("date", date.map(|date| date.to_string()))
                .with("state", word);
            log.write(&line.with("stopped", stopped).with("as_of", as_of));
        }
        for (id, held) in standing.iter().filter(|(id, held)| self.standing.get(id) != Some(held)) {
            let (stands, stopped) = *held;
            let line = Line::new("participant", "")
                .with("participant", node.read(|state| name(state, *id)))
                .with("status", status(stands));
            log.write(&line.with("stopped", stopped).with("as_of", as_of));
        }
        (self.days, self.standing) = (days, standing);
        if let Some(reason) = node.health().stopped.filter(|_| !self.is_stopped) {
            self.is_stopped = true;
            let line = Line::new("writer-stopped", "the node accepts nothing more");
            log.write(&line.with("reason", reason));
        }
    }
}

fn days(state: &State) -> BTreeMap<CurrencyId, Day> {
    let all = state.register().currencies();
    all.map(|(id, held)| (id, (held.date, stands(held), held.stopped))).collect()
}

fn standing(state: &State) -> BTreeMap<ParticipantId, (Status, bool)> {
    let all = state.register().participants();
    all.map(|(id, held)| (id, (held.status, held.stopped))).collect()
}
