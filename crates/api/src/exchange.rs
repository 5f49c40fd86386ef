//! Inbox and outbox as folders, for members whose systems reach no network.
//!
//! ```text
//! DIR/NAME/inbox/           a participant's system puts messages here, each under its final name
//! DIR/NAME/inbox/taken/     the one that is being taken in
//! DIR/NAME/inbox/done/      taken in
//! DIR/NAME/inbox/failed/    refused
//! DIR/NAME/receipts/        what became of each, by its name
//! DIR/NAME/outbox/          what the participant is told, to be taken away
//! ```
//!
//! Whoever may write into a participant's folder speaks for it. A folder is made by the operator
//! and found while the node runs; all are gone through again and again, so that nothing depends on
//! notices of the file system. An interruption at any point leads to the same message being taken
//! in again, which changes nothing.

mod inbox;
mod member;

use crate::error::ApiError;
use crate::folder::{Folder, OWN, SHARED};
use crate::options::FolderBounds;
use crate::problem::Problem;
use crate::view::register;
use member::Member;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;
use suftaja_base::suf::delivery;
use suftaja_base::{Bic, Lei};
use suftaja_engine::ParticipantId;
use suftaja_engine::entry::Name;
use suftaja_node::{Node, NodeError};
use tokio::runtime::Runtime;

/// Folder of the data directory with how far each outbox has come.
const POSITIONS: &str = "exchange";

/// The folders of all participants that have one.
pub struct Exchange {
    node: Arc<Node>,
    folder: Folder,
    positions: Folder,
    bounds: FolderBounds,
    members: BTreeMap<String, Member>,
    runtime: Runtime,
}

/// Folders that are gone through by a thread of their own; dropping it ends that.
pub struct Exchanging {
    /// Dropped to end the thread.
    ends: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Exchange {
    /// Uses a folder, and makes it when it is not there.
    ///
    /// # Errors
    /// [`ApiError::Node`] when the folder or the data directory cannot be used,
    /// [`ApiError::Thread`] when the system gives no thread.
    pub fn open(node: Arc<Node>, dir: &Path, bounds: FolderBounds) -> Result<Self, ApiError> {
        let opened = |path: &Path, mode| {
            Folder::open(path, mode).map_err(|error| NodeError::file(path, &error))
        };
        let folder = opened(dir, SHARED)?;
        let positions = opened(&node.dir().join(POSITIONS), OWN)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.map_err(|source| ApiError::Thread { source })?;
        Ok(Self { node, folder, positions, bounds, members: BTreeMap::new(), runtime })
    }

    /// Goes through all folders once: takes in what is there, gives out what is told. Returns what
    /// the operator should know, a sentence each; what failed is tried again at the next turn.
    pub fn turn(&mut self) -> BTreeSet<String> {
        let mut news = self.look();
        for (name, member) in &mut self.members {
            let mut say = |problem: Problem| {
                news.insert(format!("{name}: {} ({})", problem.detail, problem.code));
            };
            let taken = member.take(&self.node, &self.runtime, &self.bounds, &mut say);
            let given = member.give(&self.node, &self.positions, &self.bounds, &mut say);
            for error in [taken, given].into_iter().filter_map(Result::err) {
                say(error);
            }
        }
        news
    }

    /// Goes through all folders again and again, with a pause between, until the result is dropped.
    /// What the operator should know is told once, when it begins.
    ///
    /// # Errors
    /// [`ApiError::Thread`] when the system gives no thread.
    pub fn start(
        mut self,
        every: Duration,
        tell: impl Fn(&str) + Send + 'static,
    ) -> Result<Exchanging, ApiError> {
        let (ends, ended) = mpsc::channel::<()>();
        let run = move || {
            let mut known = BTreeSet::new();
            loop {
                let news = self.turn();
                news.difference(&known).for_each(|text| tell(text));
                known = news;
                if ended.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("exchange".to_owned()).spawn(run);
        let thread = thread.map_err(|source| ApiError::Thread { source })?;
        Ok(Exchanging { ends: Some(ends), thread: Some(thread) })
    }

    /// Opens the folders that are new.
    fn look(&mut self) -> BTreeSet<String> {
        let names = match self.folder.names() {
            Ok(names) => names,
            Err(error) => return BTreeSet::from([format!("the exchange folder: {error}")]),
        };
        let mut news = BTreeSet::new();
        for name in names {
            // What is no text is no participant's name either.
            let name = name.to_string_lossy();
            if name.starts_with('.') || self.members.contains_key(&*name) {
                continue;
            }
            let opened = match self.participant(&name) {
                None => Err(Problem::plain(delivery::EXCHANGE_FOLDER)),
                Some((of, named)) => Member::open(of, named, &name, &self.folder, &self.positions),
            };
            match opened {
                Ok(member) => {
                    self.members.insert(name.into_owned(), member);
                }
                Err(problem) => {
                    news.insert(format!("{name:?}: {} ({})", problem.detail, problem.code));
                }
            }
        }
        news
    }

    /// The participant that a folder is named after, in the form in which the union has it.
    fn participant(&self, text: &str) -> Option<(ParticipantId, Name)> {
        let bic = Bic::parse(text).map(Name::Bic);
        let name = bic.or_else(|_| Lei::parse(text).map(Name::Lei)).ok()?;
        let of = self.node.read(|state| state.register().by_name(&name))?;
        (register::text(&name) == text).then_some((of, name))
    }
}

impl Drop for Exchanging {
    fn drop(&mut self) {
        drop(self.ends.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended too.
            let _ = thread.join();
        }
    }
}

/// A folder that cannot be used, with what the system says. Tried again at the next turn.
fn unusable(what: &str, error: &std::io::Error) -> Problem {
    Problem::new(suftaja_base::suf::node::FILE, format!("{what} cannot be used: {error}"))
}
