//! Whole worlds with faults against an independent oracle.
//!
//! A seed makes a world: a union with its people, a sequencer, a journal on a disk that fails,
//! tears, fills up, lies and loses power. [`run`] lets it live and holds everything that becomes
//! durable against a naive oracle. The sequencer is a reference, or the node's own; of the node's
//! own, a quarter of the worlds hand in one by one, the others side by side. The same seed is the
//! same run, byte for byte, unless side by side, where the threads of the sequencer group freely
//! and only the verdict is the same; a failure names the command that repeats it. This crate never
//! ships.
//!
//! ```text
//! cargo test -p suftaja-sim                                      a thousand worlds and more
//! SUFTAJA_SIM_SEEDS=5000..9000 cargo test -p suftaja-sim         others
//! cargo run -p suftaja-sim -- --seed 17 --steps 300              one, again
//! cargo run -p suftaja-sim -- --seed 9000 --seeds 500            many, with what each did
//! cargo run -p suftaja-sim -- --of production --seed 17          one of the node's sequencer
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`world`] | what happens, and what must hold afterwards |
//! | [`actor`] | what people send |
//! | [`follower`] | what became durable, against what was sent and the rules |
//! | [`oracle`], [`mail`] | the rules, in the most naive way; who is told what |
//! | [`compare`] | engine against oracle |
//! | [`sequencer`], [`production`] | the seam to a sequencer with the reference one; the node's |
//! | [`disk`], [`watched`] | the bad disk; a home under watch |

pub mod actor;
mod chance;
pub mod compare;
pub mod disk;
pub mod follower;
mod last_words;
pub mod mail;
#[expect(missing_docs, reason = "fields of the model are the words of the house plan")]
pub mod oracle;
pub mod production;
pub mod sequencer;
pub mod watched;
pub mod world;

pub use chance::Chance;
pub use world::{Report, World};

use production::Production;
use sequencer::{Manner, Reference};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many entries a world sends unless told otherwise.
pub const STEPS: u64 = 300;

/// Whose sequencer a world has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The naive one of this crate.
    Reference,
    /// The node's.
    Production,
}

impl Subject {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Production => "production",
        }
    }
}

/// A world in which a rule was broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Whose sequencer it had.
    pub subject: Subject,
    /// Its seed.
    pub seed: u64,
    /// How many entries it was to send.
    pub steps: u64,
    /// What was broken, as a sentence.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, seed, steps, what } = self;
        let subject = subject.name();
        writeln!(f, "the {subject} world of seed {seed} broke a rule {what}")?;
        let command = "cargo run -p suftaja-sim --";
        write!(f, "Repeat it with: {command} --of {subject} --seed {seed} --steps {steps}")
    }
}

impl std::error::Error for Failure {}

/// How entries are handed in to the node's sequencer in the world of a seed.
#[must_use]
pub fn manner_of(seed: u64) -> Manner {
    if seed.is_multiple_of(4) { Manner::OneByOne } else { Manner::SideBySide }
}

/// Lets the world of a seed live for about so many entries.
///
/// # Errors
/// [`Failure`] at the first broken rule, also when the engine or the store panicked.
pub fn run(subject: Subject, seed: u64, steps: u64) -> Result<Report, Failure> {
    let failure = |what| Failure { subject, seed, steps, what };
    let _alive = last_words::Alive::new(failure(String::from("by a panic, if it is this one")));
    let life = || match subject {
        Subject::Reference => World::<Reference>::new(seed, Manner::OneByOne).run(steps),
        Subject::Production => World::<Production>::new(seed, manner_of(seed)).run(steps),
    };
    let result = catch_unwind(AssertUnwindSafe(life)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
        Err(format!("by a panic: {text}"))
    });
    result.map_err(failure)
}
