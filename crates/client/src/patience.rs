//! How often something is tried again, and how long is waited in between: twice as long each time,
//! up to a bound. All bounds are finite, so that a caller always learns what is the matter.

use std::time::Duration;

/// Bounds of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Attempts in all, the first one included; 1 never tries again.
    pub attempts: u32,
    /// How long is waited after the first attempt.
    pub first: Duration,
    /// How long is waited at most.
    pub most: Duration,
}

impl Patience {
    /// One attempt.
    pub const NONE: Self = Self { attempts: 1, first: Duration::ZERO, most: Duration::ZERO };

    /// How long to wait after so many attempts have failed; none when they were all.
    #[must_use]
    pub fn after(&self, failed: u32) -> Option<Duration> {
        if failed >= self.attempts {
            return None;
        }
        let doubled = 2_u32.checked_pow(failed.saturating_sub(1)).unwrap_or(u32::MAX);
        Some(self.first.saturating_mul(doubled).min(self.most))
    }
}

/// Five attempts within about three seconds: a restart of a node on the same machine.
impl Default for Patience {
    fn default() -> Self {
        Self { attempts: 5, first: Duration::from_millis(200), most: Duration::from_secs(5) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound_and_end() {
        let second = Duration::from_secs(1);
        let patience = Patience { attempts: 5, first: second, most: 3 * second };
        let waits: Vec<_> = (1..=5).map(|failed| patience.after(failed)).collect();
        let bounded = Some(3 * second);
        assert_eq!(waits, [Some(second), Some(2 * second), bounded, bounded, None]);
        let endless = Patience { attempts: u32::MAX, ..patience };
        assert_eq!(endless.after(u32::MAX - 1), bounded);
        assert_eq!(Patience::NONE.after(1), None);
    }
}
