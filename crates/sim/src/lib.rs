//! Whole worlds with faults against an independent oracle.
//!
//! A seed makes a world: a union with its people, a sequencer, a journal on a disk that fails,
//! tears, fills up, lies and loses power. [`run`] lets it live and holds everything that becomes
//! durable against a naive oracle. The same seed is the same run, byte for byte; a failure names
//! the command that repeats it. This crate never ships.
//!
//! ```text
//! cargo test -p suftaja-sim                                      a thousand worlds
//! SUFTAJA_SIM_SEEDS=5000..9000 cargo test -p suftaja-sim         others
//! cargo run -p suftaja-sim -- --seed 17 --steps 300              one, again
//! cargo run -p suftaja-sim -- --seed 9000 --seeds 500            many, with what each did
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`world`] | what happens, and what must hold afterwards |
//! | [`actor`] | what people send |
//! | [`oracle`] | the rules, in the most naive way |
//! | [`compare`] | engine against oracle |
//! | [`sequencer`] | the seam to a sequencer, and the reference one |
//! | [`disk`] | the bad disk |

pub mod actor;
mod chance;
pub mod compare;
pub mod disk;
#[expect(missing_docs, reason = "fields of the model are the words of the house plan")]
pub mod oracle;
pub mod sequencer;
pub mod world;

pub use chance::Chance;
pub use world::{Report, World};

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many entries a world sends unless told otherwise.
pub const STEPS: u64 = 300;

/// A world in which a rule was broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// How many entries it was to send.
    pub steps: u64,
    /// What was broken, as a sentence.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, steps, what } = self;
        writeln!(f, "the world of seed {seed} broke a rule {what}")?;
        write!(f, "Repeat it with: cargo run -p suftaja-sim -- --seed {seed} --steps {steps}")
    }
}

impl std::error::Error for Failure {}

/// Lets the world of a seed live for about so many entries.
///
/// # Errors
/// [`Failure`] at the first broken rule, also when the engine or the store panicked.
pub fn run(seed: u64, steps: u64) -> Result<Report, Failure> {
    let result =
        catch_unwind(AssertUnwindSafe(|| World::<sequencer::Reference>::new(seed).run(steps)));
    let result = result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
        Err(format!("by a panic: {text}"))
    });
    result.map_err(|what| Failure { seed, steps, what })
}
