//! The benchmark's union: one currency, a hundred banks, accounts with numeric limits, and a
//! seeded stream of transfers between them. Set up by entries like any other union.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, mpsc};
use suftaja_base::{Bic, BusinessDate, Currency, Instant};
use suftaja_engine::entry::{Family, Limits, Name, Payment, Priority, Role, Status};
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{AccountId, Body, CurrencyId, Entry, Event, ParticipantId, Stamp};
use suftaja_node::sequencer::{Pace, Reply, Sequencer, Shared, Submission};
use suftaja_node::snapshot::Keeper;
use suftaja_store::{Journal, JournalReader, KeyRing, Options, Snapshots};

/// Banks that own the accounts.
pub const BANKS: u32 = 100;
pub const SECRET: u128 = 0x5375_6674_616a_6120_6265_6e63_6820_6b79;
/// The one business date of the benchmark.
const DAY_ONE: BusinessDate = BusinessDate::MIN;
/// Every account may owe this much; no transfer of the stream comes near it.
const CREDIT: i128 = 1_000_000_000_000;

/// A directory that is removed when it falls.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// A new directory under `parent`.
    pub fn new(parent: &Path) -> Result<Self, String> {
        let dir = parent.join(format!("suftaja-bench-{}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        Ok(Self(dir))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left after a failure shows its path to the user anyway.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running sequencer over a journal of its own.
pub struct World {
    pub sequencer: Sequencer,
    pub shared: Arc<Shared>,
    pub journal: JournalReader,
    accounts: u32,
}

impl World {
    /// Makes the union with its accounts, when so many MiB have been touched; without snapshots.
    pub fn new(dir: &Path, accounts: u32, memory_mib: u32) -> Result<Self, String> {
        Self::with_snapshots(dir, accounts, None, memory_mib)
    }

    /// As [`Self::new`], with a snapshot after so many entries.
    pub fn with_snapshots(
        dir: &Path,
        accounts: u32,
        every: Option<u64>,
        memory_mib: u32,
    ) -> Result<Self, String> {
        let accounts = accounts.max(2);
        let home = suftaja_node::node::home(dir).map_err(|error| error.to_string())?;
        let keys = KeyRing::new(Arc::clone(&home));
        let journal = Journal::create(Arc::clone(&home), keys, &Options::default());
        let journal = journal.map_err(|error| error.to_string())?;
        let shared = Arc::new(Shared::default());
        let keeper = every.map(|every| {
            shared.state.write().unwrap_or_else(PoisonError::into_inner).keep_for_snapshots();
            let from = (Snapshots::new(home), journal.reader.clone());
            Keeper::start(every, from, None, Arc::clone(&shared.snapshots))
        });
        let keeper = keeper.transpose().map_err(|error| error.to_string())?;
        let own = Arc::clone(&shared);
        let memory = suftaja_base::width::to_usize(memory_mib) << 20;
        let pace = Pace { memory, ..Pace::default() };
        let sequencer = Sequencer::start_with(pace, journal.writer, own, keeper)
            .map_err(|error| error.to_string())?;
        let world = Self { sequencer, shared, journal: journal.reader, accounts };
        // An entry may name only what is applied already, so each step waits for the one before.
        for step in set_up(accounts)? {
            world.apply(step)?;
        }
        Ok(world)
    }

    fn apply(&self, entries: Vec<Entry>) -> Result<(), String> {
        let (tell, told) = mpsc::channel();
        let reply: Reply = Box::new(move |result| {
            let refused = result.map(|applied| {
                let refused = |event: &&(u64, Event)| matches!(event.1, Event::OrderRefused { .. });
                applied.unnumbered.len() + applied.events.iter().filter(refused).count()
            });
            let _ = tell.send(refused.map_err(|error| error.to_string()));
        });
        self.sequencer.submit(Submission { entries, evidence: Vec::new(), reply });
        match told.recv().map_err(|_| "the writer ended".to_owned())?? {
            0 => Ok(()),
            refused => Err(format!("{refused} entries of the set-up were refused")),
        }
    }

    /// The stream of transfers of this world.
    pub fn transfers(&self) -> Transfers {
        Transfers { state: 0x9E37_79B9_7F4A_7C15, next: 1, accounts: self.accounts }
    }
}

fn set_up(accounts: u32) -> Result<Vec<Vec<Entry>>, String> {
    let bic = |text: &str| Bic::parse(text).map_err(|error| error.to_string());
    let mut bodies = vec![Body::UnionOpened {
        secret: SECRET,
        name: "Benchmark".to_owned(),
        irrevocable_at_entry: false,
        queue_max: 100_000,
    }];
    let currency = Currency::parse("KES").map_err(|error| error.to_string())?;
    let mut admit = |number: u32, name: Bic, role: Role| {
        bodies.push(Body::ParticipantAdmitted { name: Name::Bic(name), role, member: 0 });
        let participant = ParticipantId(number);
        bodies.push(Body::ParticipantStatusSet { participant, status: Status::Active });
    };
    admit(1, bic("CBANKENA")?, Role::CentralBank);
    for bank in 0..BANKS {
        admit(bank + 2, bic(&format!("BANKKE{bank:02}"))?, Role::DirectBank);
    }
    bodies.push(Body::CurrencyDefined { currency, central_bank: ParticipantId(1) });
    let own = |account| Body::AccountOpened { owner: owner(account), currency: CurrencyId(0) };
    let opened = (0..accounts).map(own).collect::<Vec<_>>();
    let day = vec![Body::DayOpened { currency: CurrencyId(0), date: DAY_ONE }];
    let limits = Limits { floor: -CREDIT, payment_max: 1_000_000, ..Limits::OWN_FUNDS };
    let limited =
        (1..=accounts).map(|account| Body::LimitsSet { account: AccountId(account), limits });
    let by = |actor: u32, bodies: Vec<Body>| {
        let stamp = Stamp { actor: ParticipantId(actor), ..Stamp::default() };
        bodies.into_iter().map(|body| Entry { stamp, body }).collect::<Vec<_>>()
    };
    Ok(vec![by(0, bodies), by(0, opened), by(0, day), by(1, limited.collect())])
}

/// The bank that owns an account of the stream.
pub fn owner(account: u32) -> ParticipantId {
    ParticipantId(account % BANKS + 2)
}

/// One transfer as a client states it.
#[derive(Clone, Copy, Debug)]
pub struct Transfer {
    /// The client's identification.
    pub id: u64,
    /// Index of the account that pays.
    pub debit: u32,
    /// Index of the account that receives.
    pub credit: u32,
    /// Minor units.
    pub amount: u64,
}

impl Transfer {
    /// The entry that it becomes at the door: identity and content hashed under the union's secret.
    pub fn entry(self) -> Entry {
        let actor = owner(self.debit);
        let id = self.id.to_le_bytes();
        let identity = keyed_hash(SECRET, &[&actor.0.to_le_bytes(), &id]);
        Entry {
            stamp: Stamp { actor, rule_version: 1, ..Stamp::default() },
            body: Body::Payment(Payment {
                // Account 0 is the issue account.
                debit: AccountId(self.debit + 1),
                credit: AccountId(self.credit + 1),
                amount: self.amount,
                identity,
                uetr: 0,
                content: identity ^ u128::from(self.amount),
                family: Family::Internal,
                priority: Priority::Normal,
                value_date: DAY_ONE,
                from_time: Instant::default(),
                reject_time: Instant::default(),
                warn_minute: 0,
            }),
        }
    }
}

/// A seeded stream of transfers between accounts that differ.
#[derive(Clone, Debug)]
pub struct Transfers {
    state: u64,
    next: u64,
    accounts: u32,
}

impl Iterator for Transfers {
    type Item = Transfer;

    fn next(&mut self) -> Option<Transfer> {
        let debit = self.below(self.accounts);
        let step = self.below(self.accounts - 1) + 1;
        let credit = (debit + step) % self.accounts;
        let amount = u64::from(self.below(1_000)) + 1;
        let id = self.next;
        self.next += 1;
        Some(Transfer { id, debit, credit, amount })
    }
}

impl Transfers {
    fn below(&mut self, bound: u32) -> u32 {
        // SplitMix64; the high half scaled to the bound.
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let scaled = ((z >> 32) * u64::from(bound)) >> 32;
        u32::try_from(scaled).unwrap_or(0)
    }
}
