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
use suftaja_base::Instant;
use suftaja_engine::{Outcome, ParticipantId, State};
use suftaja_node::outbox::Item;
use suftaja_sim::World;
use suftaja_sim::production::Production;
use suftaja_sim::sequencer::{
    Answer, Birth, Manner, Numbered, Reference, Round, Sequencer, Setback, Told,
};
use suftaja_store::{Guard, Home, JournalReader, Medium};

/// What a lying sequencer does differently from the one inside it.
trait Lie {
    /// The home as the sequencer sees it.
    fn home(home: Arc<dyn Home>) -> Arc<dyn Home> {
        home
    }
    /// What is appended instead of the batch; only the reference can be made to.
    fn batch(batch: &[Numbered]) -> Vec<Numbered> {
        batch.to_vec()
    }
    /// What is answered.
    fn answer(outcome: Outcome) -> Outcome {
        outcome
    }
    /// What is answered to a whole round.
    fn answers(answers: Vec<Answer>) -> Vec<Answer> {
        answers
    }
    /// What a participant finds in its outbox.
    fn items(items: Vec<Item>) -> Vec<Item> {
        items
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

impl<L: Lie> Sequencer for Liar<L> {
    fn start(home: Arc<dyn Home>, birth: &Birth) -> Result<Self, Setback> {
        let inner = Reference::start(L::home(home), birth)?;
        let early = inner.read(State::clone);
        Ok(Self { inner, early, lie: std::marker::PhantomData })
    }

    fn hand_in(&mut self, round: &Round) -> Vec<Answer> {
        let early = &mut self.early;
        let append = |batch: &[Numbered]| {
            let batch = L::batch(batch);
            if L::SHOWS_EARLY {
                let mut out = Outcome::new();
                for numbered in &batch {
                    early.apply(early.last() + 1, &numbered.entry, &mut out);
                }
            }
            batch
        };
        L::answers(self.inner.hand_in_through(round, append, L::answer))
    }

    fn idle(&mut self, now: Instant) -> Result<(), Setback> {
        self.inner.idle(now)
    }

    fn close(self) -> Result<(), Setback> {
        self.inner.close()
    }

    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        if L::SHOWS_EARLY { with(&self.early) } else { self.inner.read(with) }
    }

    fn reader(&self) -> &JournalReader {
        self.inner.reader()
    }
}

/// The node's sequencer with a lie on top.
struct NodeLiar<L: Lie>(Production, std::marker::PhantomData<L>);

impl<L: Lie> Sequencer for NodeLiar<L> {
    fn start(home: Arc<dyn Home>, birth: &Birth) -> Result<Self, Setback> {
        let inner = Production::start(L::home(home), birth)?;
        Ok(Self(inner, std::marker::PhantomData))
    }

    fn hand_in(&mut self, round: &Round) -> Vec<Answer> {
        L::answers(self.0.hand_in(round))
    }

    fn idle(&mut self, now: Instant) -> Result<(), Setback> {
        self.0.idle(now)
    }

    fn settle(&mut self) -> Result<(), Setback> {
        self.0.settle()
    }

    fn close(self) -> Result<(), Setback> {
        self.0.close()
    }

    fn read<R>(&self, with: impl FnOnce(&State) -> R) -> R {
        self.0.read(with)
    }

    fn reader(&self) -> &JournalReader {
        self.0.reader()
    }

    fn outbox(&self, of: ParticipantId, after: u64) -> Option<Vec<Item>> {
        self.0.outbox(of, after).map(L::items)
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
    first_trouble::<Liar<L>>(Manner::OneByOne)
}

/// The same of a lie about the node's sequencer.
fn noticed_of_node<L: Lie>() -> String {
    first_trouble::<NodeLiar<L>>(Manner::SideBySide)
}

fn first_trouble<S: Sequencer>(manner: Manner) -> String {
    let mut worlds = (0..50).map(|seed| World::<S>::new(seed, manner).run(200));
    worlds.find_map(Result::err).expect("no world noticed the lie")
}

struct Nothing;
impl Lie for Nothing {}

#[test]
fn who_does_not_lie_is_believed() {
    for seed in 0..50 {
        World::<Liar<Nothing>>::new(seed, Manner::OneByOne).run(200).unwrap();
    }
    for seed in 0..10 {
        World::<NodeLiar<Nothing>>::new(seed, Manner::SideBySide).run(200).unwrap();
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
    for trouble in [noticed::<WithoutFlush>(), noticed_of_node::<WithoutFlush>()] {
        let lost = trouble.contains("were acknowledged") || trouble.contains("sound disk");
        assert!(lost, "{trouble}");
    }
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

#[test]
fn numbers_that_are_not_those_of_the_journal_are_noticed() {
    struct Swaps;
    impl Lie for Swaps {
        fn answers(mut answers: Vec<Answer>) -> Vec<Answer> {
            let told: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].is_ok()).collect();
            if let [first, .., last] = told[..] {
                answers.swap(first, last);
            }
            answers
        }
    }
    let trouble = noticed_of_node::<Swaps>();
    assert!(!trouble.is_empty());
}

#[test]
fn a_submission_that_is_not_answered_is_noticed() {
    struct KeepsSilent;
    impl Lie for KeepsSilent {
        fn answers(mut answers: Vec<Answer>) -> Vec<Answer> {
            answers.pop();
            answers
        }
    }
    let trouble = noticed_of_node::<KeepsSilent>();
    assert!(trouble.contains("submissions got"), "{trouble}");
}

#[test]
fn an_entry_answered_without_a_number_is_noticed() {
    struct Denies;
    impl Lie for Denies {
        fn answers(answers: Vec<Answer>) -> Vec<Answer> {
            let deny = |told: Told| Told { events: Vec::new(), ..told };
            answers.into_iter().map(|answer| answer.map(deny)).collect()
        }
    }
    let trouble = noticed_of_node::<Denies>();
    assert!(trouble.contains("the answer was"), "{trouble}");
}

#[test]
fn an_outbox_that_forgets_or_alters_is_noticed() {
    struct Forgets;
    impl Lie for Forgets {
        fn items(mut items: Vec<Item>) -> Vec<Item> {
            items.pop();
            items
        }
    }
    struct Dates;
    impl Lie for Dates {
        fn items(mut items: Vec<Item>) -> Vec<Item> {
            // Only the second reading tells: the first item of a page is another one then.
            if let Some(first) = items.first_mut() {
                first.ordinal += 7;
            }
            items
        }
    }
    assert!(noticed_of_node::<Forgets>().contains("is told"));
    assert!(noticed_of_node::<Dates>().contains("after the start it is"));
}
