//! The node's clock: readings that never run backwards and never jump unnoticed.
//!
//! The system's clock gives the time; the monotonic clock of the process tells whether it jumped.
//! A simulation sets both hands itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use suftaja_base::Instant;

/// How far the wall clock may run ahead of the process's own count before it is a jump.
const JUMP_MAX: Duration = Duration::from_hours(1);

/// Where readings come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The system's wall clock, beside the monotonic clock from this moment on.
    System(std::time::Instant),
    /// Hands that stand still until they are set: for simulations.
    Hands(Arc<Hands>),
}

impl Default for Source {
    fn default() -> Self {
        Self::System(std::time::Instant::now())
    }
}

impl Source {
    /// What the wall clock shows.
    #[must_use]
    pub fn shows(&self) -> Instant {
        match self {
            Self::System(_) => wall(),
            Self::Hands(hands) => Instant::from_nanos(hands.wall.load(Ordering::SeqCst)),
        }
    }

    /// What the process counted by itself.
    #[must_use]
    pub fn counted(&self) -> Duration {
        match self {
            Self::System(since) => since.elapsed(),
            Self::Hands(hands) => Duration::from_nanos(hands.counted.load(Ordering::SeqCst)),
        }
    }
}

/// A clock's two hands, set from outside.
#[derive(Debug, Default)]
pub struct Hands {
    wall: AtomicU64,
    counted: AtomicU64,
}

impl Hands {
    /// Time passes, on both hands.
    pub fn pass_to(&self, wall: Instant) {
        let before = self.wall.swap(wall.nanos(), Ordering::SeqCst);
        self.counted.fetch_add(wall.nanos().saturating_sub(before), Ordering::SeqCst);
    }

    /// The wall clock alone is set to another time.
    pub fn set_wall(&self, wall: Instant) {
        self.wall.store(wall.nanos(), Ordering::SeqCst);
    }
}

/// A source of entry times.
#[derive(Debug)]
pub struct Clock {
    last: Instant,
    /// Wall time and count when the clock began.
    began: (Instant, Duration),
    source: Source,
}

/// The wall clock jumped forward; two people must decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jumped {
    /// What the wall clock shows.
    pub shows: Instant,
}

impl Clock {
    /// A clock that goes on after the last entry's time.
    #[must_use]
    pub fn after(last: Instant, source: Source) -> Self {
        let began = (source.shows().max(last), source.counted());
        Self { last, began, source }
    }

    /// The time for the next entry.
    ///
    /// # Errors
    /// [`Jumped`] when the wall clock ran ahead of the process's own count by more than an hour.
    pub fn read(&mut self) -> Result<Instant, Jumped> {
        let (start, count) = self.began;
        let passed = self.source.counted().saturating_sub(count);
        let expected = start.nanos().saturating_add(nanos(passed + JUMP_MAX));
        let shows = self.source.shows();
        if shows.nanos() > expected {
            return Err(Jumped { shows });
        }
        self.last = self.last.max(shows);
        Ok(self.last)
    }

    /// What the wall clock shows; for timers.
    #[must_use]
    pub fn shows(&self) -> Instant {
        self.source.shows()
    }
}

/// The wall clock, nanoseconds since 1970.
#[must_use]
pub fn wall() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_nanos(nanos(since))
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_runs_backwards() {
        let ahead = Instant::from_nanos(wall().nanos() + 10_000_000_000);
        let mut clock = Clock::after(ahead, Source::default());
        assert_eq!(clock.read(), Ok(ahead), "the wall clock is behind the last entry");
    }

    #[test]
    fn time_that_passes_is_no_jump_and_a_jump_is_none_that_passed() {
        let hour = nanos(JUMP_MAX);
        let hands = Arc::new(Hands::default());
        let mut clock = Clock::after(Instant::default(), Source::Hands(Arc::clone(&hands)));
        hands.pass_to(Instant::from_nanos(30 * hour));
        assert_eq!(clock.read(), Ok(Instant::from_nanos(30 * hour)));
        hands.set_wall(Instant::from_nanos(29 * hour));
        assert_eq!(clock.read(), Ok(Instant::from_nanos(30 * hour)), "never backwards");
        hands.set_wall(Instant::from_nanos(31 * hour));
        assert_eq!(clock.read(), Ok(Instant::from_nanos(31 * hour)), "an hour is borne");
        let shows = Instant::from_nanos(31 * hour + 1);
        hands.set_wall(shows);
        assert_eq!(clock.read(), Err(Jumped { shows }));
    }
}
