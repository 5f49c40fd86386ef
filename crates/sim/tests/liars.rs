//! A world must notice who breaks a promise: sequencers and homes that lie, each in its own way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::io;
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_engine::{Entry, Outcome, State};
use suftaja_sim::World;
use suftaja_sim::sequencer::{Numbered, Reference, Sequencer};
use suftaja_store::{Guard, Home, JournalReader, Medium, Recovery, StoreError};

/// What a lying sequencer does differently from the reference.
trait Lie {
    /// The home as the sequencer sees it.
    fn home(home: Arc<dyn Home>) -> Arc<dyn Home> {
        home
    }
    /// What is appended instead of the batch.
    fn batch(batch: &[Numbered]) -> Vec<Numbered> {
        batch.to_vec()
    }
    /// What is answered.
    fn answer(outcome: Outcome) -> Outcome {
        outcome
    }
    /// Whether reads show a batch before it is durable.
    const SHOWS_EARLY: bool = false;
}

/// The reference with a lie on top.
struct Liar<L: Lie> {
    inner: Reference,
    early: State,
    lie: std::marker::PhantomData<L>,
}

impl<L: Lie> Liar<L> {
    fn new(inner: Reference) -> Self {
        let early = inner.read(State::clone);
        Self { inner, early, lie: std::marker::PhantomData }
    }
}

impl<L: Lie> Sequencer for Liar<L> {
    fn create(home: Arc<dyn Home>) -> Result<Self, StoreError> {
        Reference::create(L::home(home)).map(Self::new)
    }

    fn open(home: Arc<dyn Home>) -> Result<(Self, Recovery), StoreError> {
        let (inner, recovery) = Reference::open(L::home(home))?;
        Ok((Self::new(inner), recovery))
    }

    fn check(&self, entry: &Entry) -> Result<(), Suf> {
        self.inner.check(entry)
    }

    fn append(&mut self, batch: &[Numbered], cuts: &[usize]) -> Result<Outcome, StoreError> {
        let batch = L::batch(batch);
        if L::SHOWS_EARLY {
            let mut out = Outcome::new();
            for numbered in &batch {
                let number = self.early.last() + 1;
                self.early.apply(number, &numbered.entry, &mut out);
            }
        }
        self.inner.append(&batch, cuts).map(L::answer)
    }

    fn cover(&mut self) -> Result<(), StoreError> {
        self.inner.cover()
    }

    fn close(self) -> Result<(), StoreError> {
        self.inner.close()
    }

    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        if L::SHOWS_EARLY { with(&self.early) } else { self.inner.read(with) }
    }

    fn reader(&self) -> &JournalReader {
        self.inner.reader()
    }
}

/// A home that says that it flushed.
struct NeverFlushes(Arc<dyn Home>);
struct Unflushed(Arc<dyn Medium>);

impl Home for NeverFlushes {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        self.0.list(directory)
    }
    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        Ok(Arc::new(Unflushed(self.0.create(name, bytes)?)))
    }
    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        Ok(Arc::new(Unflushed(self.0.open(name)?)))
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.0.remove(name)
    }
    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        self.0.lock()
    }
    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        self.0.entropy(bytes)
    }
}

impl Medium for Unflushed {
    fn bytes(&self) -> u64 {
        self.0.bytes()
    }
    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_at(data, offset)
    }
    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_at(data, offset)
    }
}

/// What the first world says that notices the lie, of a few.
fn noticed<L: Lie>() -> String {
    let worlds = (0..50).map(|seed| World::<Liar<L>>::new(seed).run(200));
    let mut troubles = worlds.filter_map(Result::err);
    troubles.next().expect("no world noticed the lie")
}

struct Nothing;
impl Lie for Nothing {}

#[test]
fn who_does_not_lie_is_believed() {
    for seed in 0..50 {
        World::<Liar<Nothing>>::new(seed).run(200).unwrap();
    }
}

#[test]
fn an_acknowledgement_without_a_flush_is_noticed() {
    struct WithoutFlush;
    impl Lie for WithoutFlush {
        fn home(home: Arc<dyn Home>) -> Arc<dyn Home> {
            Arc::new(NeverFlushes(home))
        }
    }
    let trouble = noticed::<WithoutFlush>();
    assert!(trouble.contains("were acknowledged") || trouble.contains("sound disk"), "{trouble}");
}

#[test]
fn reads_of_what_is_not_durable_are_noticed() {
    struct Early;
    impl Lie for Early {
        const SHOWS_EARLY: bool = true;
    }
    let trouble = noticed::<Early>();
    assert!(trouble.contains("which is not durable"), "{trouble}");
}

#[test]
fn an_entry_that_is_doubled_dropped_or_moved_is_noticed() {
    struct Doubles;
    impl Lie for Doubles {
        fn batch(batch: &[Numbered]) -> Vec<Numbered> {
            batch.iter().chain(batch.last()).cloned().collect()
        }
    }
    struct Drops;
    impl Lie for Drops {
        fn batch(batch: &[Numbered]) -> Vec<Numbered> {
            batch[..batch.len().div_ceil(2)].to_vec()
        }
    }
    struct Moves;
    impl Lie for Moves {
        fn batch(batch: &[Numbered]) -> Vec<Numbered> {
            let mut batch = batch.to_vec();
            batch.reverse();
            batch.sort_by_key(|numbered| numbered.entry.stamp.time);
            batch
        }
    }
    assert!(noticed::<Doubles>().contains("was never sent"));
    assert!(noticed::<Drops>().contains("the journal ends at"));
    assert!(noticed::<Moves>().contains("is not what was sent"));
}

#[test]
fn an_answer_that_replay_does_not_give_is_noticed() {
    struct Embellishes;
    impl Lie for Embellishes {
        fn answer(mut outcome: Outcome) -> Outcome {
            outcome.events.pop();
            outcome
        }
    }
    let trouble = noticed::<Embellishes>();
    assert!(trouble.contains("the answer was"), "{trouble}");
}
