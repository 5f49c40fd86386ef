//! The node's clock: readings that never run backwards and never jump unnoticed.
//!
//! The system's clock gives the time; the monotonic clock of the process tells whether it jumped.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use suftaja_base::Instant;

/// How far the wall clock may run ahead of the process's own count before it is a jump.
const JUMP_MAX: Duration = Duration::from_hours(1);

/// A source of entry times.
#[derive(Debug)]
pub struct Clock {
    last: Instant,
    started: (Instant, std::time::Instant),
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
    pub fn after(last: Instant) -> Self {
        Self { last, started: (wall().max(last), std::time::Instant::now()) }
    }

    /// The time for the next entry.
    ///
    /// # Errors
    /// [`Jumped`] when the wall clock ran ahead of the process's own count by more than an hour.
    pub fn read(&mut self) -> Result<Instant, Jumped> {
        let (start, counted) = (self.started.0, self.started.1.elapsed());
        let expected = start.nanos().saturating_add(nanos(counted + JUMP_MAX));
        let shows = wall();
        if shows.nanos() > expected {
            return Err(Jumped { shows });
        }
        self.last = self.last.max(shows);
        Ok(self.last)
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
        let mut clock = Clock::after(ahead);
        assert_eq!(clock.read(), Ok(ahead), "the wall clock is behind the last entry");
    }

    #[test]
    fn notices_a_jump() {
        let mut clock = Clock::after(Instant::default());
        clock.started.0 = Instant::from_nanos(wall().nanos() - nanos(2 * JUMP_MAX));
        assert!(clock.read().is_err());
    }
}
