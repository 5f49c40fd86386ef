//! What the log tells of the node by itself: days that move on, stops, the writer that stopped,
//! limits that were taken over.
//!
//! A task looks whenever something new is durable, and now and then besides; it compares where
//! currencies and participants stand with what it told last. What was undone between two looks it
//! does not tell: every step with its entry stands at `/v1/days` and in the journal. It must never
//! hold a lock of the node while it writes.

use super::{Line, Log};
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
/// How often the file of limits is looked at.
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

/// Takes the limits over whenever their file has changed, until the door closes.
pub(crate) async fn reread(door: Arc<Door>, mut closed: watch::Receiver<bool>) {
    let mut told = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(REREAD_EVERY) => {}
            () = closes(&mut closed) => return,
        }
        let reading = Arc::clone(&door);
        let read = move || reading.guard().read_again(reading.node());
        let Ok(read) = tokio::task::spawn_blocking(read).await else { continue };
        let line = match &read {
            Ok(true) => Some(Line::new("limits", "limits.toml was taken over")),
            Ok(false) => None,
            Err(error) => {
                let line = Line::new("limits-refused", "the limits before it stay in force");
                Some(line.with("code", error.suf().to_string()).with("reason", error.to_string()))
            }
        };
        let failure = read.err().map(|error| error.to_string());
        // What is wrong with the file is told once.
        if let Some(line) = line.filter(|_| failure.is_none() || failure != told) {
            door.log().write(&line);
        }
        told = failure;
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
