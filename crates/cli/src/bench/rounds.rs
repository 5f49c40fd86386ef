//! Rounds of the same work on one thread: how long one turn takes, by the middle round.
//!
//! Processor time is counted, so that other work on the machine matters less; caches and clock
//! rates are still shared, which is why every figure stands beside the load of the machine.

use super::machine::Clock;

/// How long one round lasts at least.
const ROUND_NANOS: u64 = 150_000_000;
/// A look at the clock costs as much as a message or two, so that many are read between two looks.
const BYTES_BETWEEN_LOOKS: u64 = 1_000_000;

/// How long one turn takes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// In the middle round, in picoseconds.
    median: u128,
    /// In the best round.
    best: u128,
}

impl Pace {
    /// How many of what one turn has `count` of come in a second, by the middle round.
    pub fn per_second(&self, count: u64) -> Option<u64> {
        u64::try_from(u128::from(count) * 1_000_000_000_000 / self.median).ok()
    }

    /// The same by the best round.
    pub fn per_second_best(&self, count: u64) -> Option<u64> {
        u64::try_from(u128::from(count) * 1_000_000_000_000 / self.best).ok()
    }
}

/// Repeats a turn of `bytes` bytes in as many rounds as are asked for.
pub fn measure(
    rounds: usize,
    bytes: u64,
    turn: &mut dyn FnMut() -> Result<(), String>,
) -> Result<Pace, String> {
    let mut paces = Vec::new();
    for _ in 0..rounds.max(1) {
        let (clock, mut turns) = (Clock::start(), 0_u64);
        while clock.nanos() < ROUND_NANOS {
            for _ in 0..(BYTES_BETWEEN_LOOKS / bytes.max(1)).max(1) {
                turn()?;
                turns += 1;
            }
        }
        paces.push(u128::from(clock.nanos()) * 1_000 / u128::from(turns.max(1)));
    }
    paces.sort_unstable();
    let pace = |at: usize| paces.get(at).copied().unwrap_or(1).max(1);
    Ok(Pace { median: pace(paces.len() / 2), best: pace(0) })
}
