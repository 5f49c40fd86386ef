//! A token bucket in one atomic number: the moment at which it will be full again.
//!
//! This is the generic cell rate algorithm (ITU-T I.371): each request moves that moment on by one
//! interval, and is refused where it would lie further ahead than the burst allows. It needs no
//! thread that fills and no lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const SECOND: u64 = 1_000_000_000;

/// How many per second, and how many at once after a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rate {
    pub per_second: u32,
    pub burst: u32,
}

/// A bucket; full at first.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// Nanoseconds of the caller's clock.
    full_at: AtomicU64,
}

impl Bucket {
    /// Takes one out, or says how long to wait for the next.
    pub fn take(&self, now: Duration, rate: Rate) -> Result<(), Duration> {
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
        let interval = SECOND / u64::from(rate.per_second.max(1));
        let depth = interval.saturating_mul(u64::from(rate.burst.max(1)));
        let next = |full_at: u64| {
            let next = full_at.max(now).saturating_add(interval);
            (next <= now.saturating_add(depth)).then_some(next)
        };
        let taken = self.full_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        taken.map(|_| ()).map_err(|full_at| {
            Duration::from_nanos(full_at.saturating_add(interval).saturating_sub(now + depth))
        })
    }

    /// Whether it is full, so that forgetting it changes nothing.
    pub fn is_full(&self, now: Duration) -> bool {
        u128::from(self.full_at.load(Ordering::Relaxed)) <= now.as_nanos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_rate_and_a_pause_fills_again() {
        let (bucket, rate) = (Bucket::default(), Rate { per_second: 10, burst: 3 });
        let mut now = Duration::from_secs(7);
        let pass =
            |now, count: usize| (0..count).filter(|_| bucket.take(now, rate).is_ok()).count();
        assert_eq!(pass(now, 9), 3, "the burst");
        assert_eq!(bucket.take(now, rate), Err(Duration::from_millis(100)));
        now += Duration::from_millis(99);
        assert_eq!(bucket.take(now, rate), Err(Duration::from_millis(1)));
        now += Duration::from_millis(1);
        assert_eq!(pass(now, 9), 1, "one interval, one more");
        now += Duration::from_secs(60);
        assert!(bucket.is_full(now));
        assert_eq!(pass(now, 9), 3, "a long pause fills it to the burst and not above");
        assert!(!bucket.is_full(now));
    }

    #[test]
    fn many_threads_together_get_no_more_than_one() {
        let (bucket, rate) = (Bucket::default(), Rate { per_second: 1, burst: 100 });
        let passed = std::thread::scope(|scope| {
            let take = || (0..100).filter(|_| bucket.take(Duration::ZERO, rate).is_ok()).count();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!(passed, 100);
    }
}
