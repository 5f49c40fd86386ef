//! The running node: one data directory, opened, replayed and ready to receive.
//!
//! ```text
//! DIR/union.toml    the union as it was set up (names of members)
//! DIR/access.toml   tokens, hashed
//! DIR/trust.toml    public keys and certificates; absent: none is enrolled
//! DIR/tokens/       the tokens themselves, to be handed out and removed
//! DIR/journal/      segments
//! DIR/snapshots/    states to start from
//! DIR/keys/         keys of the evidence, by member and month
//! DIR/webhooks/     addresses, secrets and positions of webhooks; the door's
//! DIR/webhooks.toml where webhooks may lead; limits.toml: what may be asked; the operator's
//! DIR/exchange/     positions of outboxes that are folders; the door's
//! DIR/archive.json  which old segments are in an archive; erased.json, retention.toml: `archive`
//! ```

use crate::access::{Access, Credential, Holder, Right};
use crate::clock::Source;
use crate::delivery::Cursors;
use crate::error::NodeError;
use crate::meter::Meters;
use crate::original::entry_at;
use crate::outbox::Outbox;
use crate::replay::Replayed;
use crate::sequencer::{Applied, Evidence, Pace, Reply, Sequencer, Shared, Submission, read};
use crate::snapshot::{Before, Keeper, Passed, Progress, Resumed, resume};
use crate::trust::Trust;
use crate::union::{Finding, Plan, UnionFile};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};
use suftaja_base::{Bic, Suf};
use suftaja_engine::entry::Name;
use suftaja_engine::{Body, Entry, EntryNumber, Event, ParticipantId, Stamp, State};
use suftaja_store::{
    Embedded, Home, Journal, JournalReader, KeyRing, Options, Recovery, Snapshots, StoreError,
};

/// Version of the rules and templates that this program applies to new entries.
pub const RULE_VERSION: u16 = 1;

/// Number that stands for the union itself where evidence asks for a member.
const UNION: u16 = u16::MAX;

/// A data directory in operation.
pub struct Node {
    dir: PathBuf,
    pub(crate) shared: Arc<Shared>,
    pub(crate) reader: JournalReader,
    pub(crate) union: UnionFile,
    pub(crate) plan: Plan,
    pub(crate) secret: u128,
    pub(crate) cursors: Cursors,
    pub(crate) source: Source,
    /// Held by whoever enters a file, one for the files of some senders.
    pub(crate) files: [tokio::sync::Mutex<()>; 32],
    replay_took: Duration,
    pub(crate) trust: Trust,
    access: Access,
    sequencer: Sequencer,
}

/// What opening a data directory found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// What the journal's recovery found.
    pub recovery: Recovery,
    /// What the replay did.
    pub replayed: Replayed,
    /// The entry of the snapshot that the replay began behind; none where it began at the first.
    pub snapshot: Option<EntryNumber>,
    /// Snapshots that could not be used.
    pub passed: Vec<Passed>,
}

/// How a node stands, for health checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Health {
    /// Number of the last durable entry, on which every read stands.
    pub as_of: EntryNumber,
    /// Payments that wait.
    pub queued: usize,
    /// Why the writer stopped, where it has.
    pub stopped: Option<String>,
}

impl Node {
    /// Sets a union up in an empty directory: journal with its first entries, keys, tokens.
    ///
    /// # Errors
    /// Every finding of the union file at once; what the journal or the files say.
    pub fn init(dir: &Path, union: &UnionFile) -> Result<(), NodeError> {
        Self::init_at(dir, union, Pace::default())
    }

    /// As [`Self::init`], by a clock of its own: for tests that play days.
    ///
    /// # Errors
    /// As [`Self::init`].
    pub fn init_at(dir: &Path, union: &UnionFile, pace: Pace) -> Result<(), NodeError> {
        let plan = union.plan().map_err(NodeError::Union)?;
        let mut secret = [0_u8; 16];
        getrandom::fill(&mut secret).map_err(|_| NodeError::Random)?;
        let bodies = union.entries(u128::from_le_bytes(secret)).map_err(NodeError::Union)?;
        let home = home(dir)?;
        let keys = KeyRing::new(Arc::clone(&home));
        let journal = Journal::create(home, keys, &Options::default()).map_err(NodeError::Store)?;
        let shared = Arc::new(Shared::default());
        let mut sequencer = Sequencer::start_at(pace, journal.writer, shared)?;
        let text = toml::to_string(union)
            .map_err(|error| NodeError::file(&dir.join("union.toml"), &error))?;
        // The union file lies beside the first entry: by its rules messages are read and rendered,
        // so it belongs to the record. The other entries need nothing beside them.
        let record = Evidence { entry: 0, member: UNION, bytes: text.as_bytes().into() };
        let mut beside = Some(record).into_iter();
        // An entry may name only what is applied already, so each waits for the one before it.
        for body in bodies {
            let (tell, told) = std::sync::mpsc::channel();
            let reply: Reply = Box::new(move |result| {
                // The receiver waits below.
                let _ = tell.send(result.map(|applied| refused_code(&applied)));
            });
            let stamp = Stamp { rule_version: RULE_VERSION, ..Stamp::default() };
            let entries = vec![Entry { stamp, body }];
            let evidence = beside.next().into_iter().collect();
            sequencer.submit(Submission { entries, evidence, reply });
            if let Some(code) = told.recv().map_err(|_| NodeError::Thread)?? {
                return Err(NodeError::Union(vec![Finding::whole(format!(
                    "an entry of it is refused: {code}"
                ))]));
            }
        }
        sequencer.stop();
        write(&dir.join("union.toml"), text.as_bytes())?;
        grant_all(dir, &plan)
    }

    /// Opens a data directory, replays its journal and starts the writer.
    ///
    /// # Errors
    /// Damage of the journal, a replay that differs from the record, files that cannot be used.
    pub fn open(dir: &Path) -> Result<(Self, Opened), NodeError> {
        Self::open_at(dir, Pace::default())
    }

    /// As [`Self::open`], by a clock of its own: for tests that play days.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at(dir: &Path, pace: Pace) -> Result<(Self, Opened), NodeError> {
        let path = dir.join("union.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| NodeError::file(&path, &e))?;
        let union = UnionFile::parse(&text).map_err(NodeError::Union)?;
        let plan = union.plan().map_err(NodeError::Union)?;
        let access = Access::read(&dir.join("access.toml"))?;
        let trust = Trust::open(&dir.join("trust.toml"), pace.source.shows())?;
        let home = home(dir)?;
        let keys = KeyRing::new(Arc::clone(&home));
        let (journal, recovery) = Journal::open(Arc::clone(&home), keys, &Options::default())
            .map_err(NodeError::Store)?;
        let snapshots = Snapshots::new(Arc::clone(&home));
        let begun = Instant::now();
        let Resumed { state, outbox, before, replayed, passed } =
            resume(&snapshots, &journal.reader)?;
        let replay_took = begun.elapsed();
        if let Some(record) = union_on_record(&journal.reader)?
            && record != union
        {
            let text = "it differs from the union on record at entry 1, by which messages were \
                        read; restore it";
            return Err(NodeError::file(&path, &text));
        }
        let secret = state.register().union().map_or(0, |union| union.secret);
        let shared = Arc::new(Shared {
            state: RwLock::new(state),
            outbox: RwLock::new(outbox),
            ..Shared::default()
        });
        let source = pace.source.clone();
        let opened =
            Opened { recovery, replayed, snapshot: before.as_ref().map(Before::entry), passed };
        let from = (snapshots, journal.reader.clone());
        let progress = Arc::clone(&shared.snapshots);
        let keeper = Keeper::start(pace.snapshot_every, from, before, progress)?;
        let writer = (journal.writer, Arc::clone(&shared));
        let sequencer = Sequencer::start_with(pace, writer.0, writer.1, Some(keeper))?;
        let (reader, cursors) = (journal.reader, Cursors::default());
        let files = Default::default();
        let node = Self {
            shared,
            reader,
            union,
            plan,
            secret,
            cursors,
            source,
            files,
            dir: dir.to_owned(),
            replay_took,
            trust,
            access,
            sequencer,
        };
        Ok((node, opened))
    }

    /// The data directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The credential of a token, where there is one.
    #[must_use]
    pub fn credential(&self, token: &str) -> Option<Credential> {
        self.access.credential(token)
    }

    /// The participant behind a credential.
    ///
    /// # Errors
    /// [`NodeError::Forbidden`] when the credential lacks the right or has no participant.
    pub fn participant(
        &self,
        who: &Credential,
        right: Right,
        what: &'static str,
    ) -> Result<ParticipantId, NodeError> {
        if !who.may(right) {
            return Err(NodeError::Forbidden { what });
        }
        match who.holder {
            Holder::Operator => Ok(ParticipantId::OPERATOR),
            Holder::Participant(name) => {
                let found = self.read(|state| state.register().by_name(&name));
                found.ok_or(NodeError::Forbidden { what })
            }
        }
    }

    /// Reads the state after the last durable entry. Keep it short: the writer waits.
    pub fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        self.shared.read(with)
    }

    /// Reads the outbox of the same entry or a later one.
    pub fn read_outbox<R>(&self, with: impl FnOnce(&Outbox) -> R) -> R {
        self.shared.read_outbox(with)
    }

    /// The union as it was set up.
    #[must_use]
    pub fn union(&self) -> &UnionFile {
        &self.union
    }

    /// BIC of the system itself.
    #[must_use]
    pub fn system(&self) -> Bic {
        self.plan.system
    }

    /// Gives an order of a participant, or of the operator. A second person's credential stands
    /// behind it where the order asks for two.
    ///
    /// # Errors
    /// [`NodeError::Forbidden`]; everything later is told by `reply`.
    pub fn order(
        &self,
        who: &Credential,
        second: Option<&Credential>,
        body: Body,
        reply: Reply,
    ) -> Result<(), NodeError> {
        let actor = self.participant(who, Right::Order, "give orders")?;
        if let Some(second) = second
            && (second.holder != who.holder || !second.may(Right::Approve))
        {
            return Err(NodeError::Forbidden { what: "approve this order" });
        }
        let stamp = Stamp {
            actor,
            rule_version: RULE_VERSION,
            proposer: who.person,
            approver: second.map_or(0, |second| second.person),
            ..Stamp::default()
        };
        self.submit(vec![Entry { stamp, body }], Vec::new(), reply);
        Ok(())
    }

    /// Hands entries to the writer.
    pub fn submit(&self, entries: Vec<Entry>, evidence: Vec<Evidence>, reply: Reply) {
        self.sequencer.submit(Submission { entries, evidence, reply });
    }

    /// The journal's reader.
    #[must_use]
    pub fn journal(&self) -> &JournalReader {
        &self.reader
    }

    /// An entry of the journal; none when there is none of this number.
    ///
    /// # Errors
    /// [`NodeError::Store`] when the journal cannot be read.
    pub fn entry_at(&self, number: EntryNumber) -> Result<Option<Entry>, NodeError> {
        entry_at(&self.reader, number)
    }

    /// How the node stands.
    #[must_use]
    pub fn health(&self) -> Health {
        let (as_of, queued) =
            self.read(|state| (state.last(), state.queue().len() + state.days().warehouse().len()));
        let stopped = read(&self.shared.stopped, Clone::clone);
        Health { as_of, queued, stopped }
    }

    /// How snapshots stand.
    #[must_use]
    pub fn snapshots(&self) -> Progress {
        read(&self.shared.snapshots, Clone::clone)
    }

    /// What was counted since the start.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.shared.meters
    }

    /// How long the replay took at the start.
    #[must_use]
    pub fn replay_took(&self) -> Duration {
        self.replay_took
    }

    /// What the process's own clock counted, from a moment of its choice: for limits, which a clock
    /// that is set must not move.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.source.counted()
    }

    /// Ends the writer after everything submitted so far, with a closing block.
    pub fn stop(&mut self) {
        self.sequencer.stop();
    }
}

/// The code of the first order in a submission that was not carried out.
fn refused_code(applied: &Applied<'_>) -> Option<Suf> {
    let refused = applied.events.iter().find_map(|(_, event)| match event {
        Event::OrderRefused { code } => Some(*code),
        _ => None,
    });
    applied.unnumbered.first().map(|(_, code)| *code).or(refused)
}

/// The union file that lies beside the first entry, where one was kept there.
fn union_on_record(reader: &JournalReader) -> Result<Option<UnionFile>, NodeError> {
    match reader.evidence(1) {
        Ok(bytes) => {
            UnionFile::parse(&String::from_utf8_lossy(&bytes)).map(Some).map_err(NodeError::Union)
        }
        Err(
            StoreError::NoEvidence { .. }
            | StoreError::NoEntry { .. }
            | StoreError::KeyDestroyed { .. },
        ) => Ok(None),
        Err(error) => Err(NodeError::Store(error)),
    }
}

/// The embedded home of a data directory.
///
/// # Errors
/// [`NodeError::File`] when the directory cannot be made or used.
pub fn home(dir: &Path) -> Result<Arc<dyn Home>, NodeError> {
    let home = Embedded::new(dir).map_err(|error| NodeError::file(dir, &error))?;
    Ok(Arc::new(home))
}

/// Tokens for all: one for each participant's machine, two people for whoever gives orders.
fn grant_all(dir: &Path, plan: &Plan) -> Result<(), NodeError> {
    use suftaja_engine::entry::Role;
    let mut access = Access::default();
    let tokens = dir.join("tokens");
    std::fs::create_dir_all(&tokens).map_err(|error| NodeError::file(&tokens, &error))?;
    let mut person = 0;
    let mut people = |name: &str, holder: Holder, access: &mut Access| {
        for letter in ["a", "b"] {
            person += 1;
            let name = format!("{name}-{letter}");
            let rights = [Right::Order, Right::Approve, Right::Read, Right::Oversee];
            let token = access.grant(&name, holder, &rights, person)?;
            write_secret(&tokens.join(format!("{name}.token")), &token)?;
        }
        Ok::<(), NodeError>(())
    };
    people("operator", Holder::Operator, &mut access)?;
    for planned in &plan.participants {
        if planned.role == Role::CentralBank {
            people(text(&planned.name), Holder::Participant(planned.name), &mut access)?;
        }
    }
    for planned in &plan.participants {
        let holder = Holder::Participant(planned.name);
        let rights = [Right::Send, Right::Read, Right::Order];
        let name = text(&planned.name);
        let token = access.grant(name, holder, &rights, 0)?;
        write_secret(&tokens.join(format!("{name}.token")), &token)?;
    }
    write(&dir.join("access.toml"), access.to_text()?.as_bytes())
}

fn text(name: &Name) -> &str {
    match name {
        Name::Bic(bic) => bic.as_str(),
        Name::Lei(lei) => lei.as_str(),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), NodeError> {
    std::fs::write(path, bytes).map_err(|error| NodeError::file(path, &error))
}

/// Writes a token where only its owner reads it.
fn write_secret(path: &PathBuf, token: &str) -> Result<(), NodeError> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| NodeError::file(path, &error))?;
    writeln!(file, "{token}").map_err(|error| NodeError::file(path, &error))
}
