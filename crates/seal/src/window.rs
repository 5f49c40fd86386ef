//! Which signatures of orders came already, for as long as they could come again.
//!
//! A message needs no such memory: its identity makes a repeat harmless, and its sender may send
//! it again. An order has no identity of its own, so that one signature gives one order. A
//! signature that is older than the window is refused by its time, so nothing is remembered
//! beyond it; and what came before this process began is refused by its time as well.

use crate::fault::Fault;
use crate::signature::{Signed, Times};
use std::collections::{BTreeSet, HashMap};
use suftaja_base::Instant;

/// Signatures that are remembered at once.
const HELD_MAX: usize = 1 << 20;
const SECOND: u64 = 1_000_000_000;

/// The memory of signatures that came.
#[derive(Debug)]
pub struct Window {
    /// Seconds since 1970 when the memory began.
    began: u64,
    held: HashMap<(String, String), u64>,
    /// The same by time, so that the oldest are forgotten first.
    by_time: BTreeSet<(u64, String, String)>,
}

impl Window {
    /// A memory that begins now.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        let began = now.nanos() / SECOND;
        Self { began, held: HashMap::new(), by_time: BTreeSet::new() }
    }

    /// Takes a signature that was verified, once.
    ///
    /// # Errors
    /// [`Fault::Repeated`], [`Fault::TooOld`] for what may have come before the memory began,
    /// [`Fault::Crowded`].
    pub fn take(&mut self, signed: &Signed, times: Times) -> Result<(), Fault> {
        let now = times.now.nanos() / SECOND;
        let forgotten = now.saturating_sub(times.window);
        self.forget_before(forgotten);
        // What was forgotten is not known any more, whatever the window is from now on.
        self.began = self.began.max(forgotten);
        if signed.signed_at < self.began {
            let most = now.saturating_sub(self.began);
            return Err(Fault::TooOld { seconds: now.saturating_sub(signed.signed_at), most });
        }
        let name = (signed.kid.clone(), signed.jti.clone());
        if self.held.contains_key(&name) {
            return Err(Fault::Repeated { jti: name.1 });
        }
        if self.held.len() >= HELD_MAX {
            return Err(Fault::Crowded);
        }
        self.by_time.insert((signed.signed_at, name.0.clone(), name.1.clone()));
        self.held.insert(name, signed.signed_at);
        Ok(())
    }

    /// Forgets what is refused by its time anyway.
    fn forget_before(&mut self, second: u64) {
        while self.by_time.first().is_some_and(|(at, _, _)| *at < second) {
            let Some((_, kid, jti)) = self.by_time.pop_first() else { return };
            self.held.remove(&(kid, jti));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Algorithm;
    use crate::signature::sign;
    use crate::signer::FileKey;

    #[test]
    fn one_signature_gives_one_order_and_is_forgotten_when_its_time_is_over() {
        let at = |second: u64| Instant::from_nanos((1_795_000_000 + second) * SECOND);
        let times = |second| Times { now: at(second), window: 300 };
        let key = FileKey::generate(Algorithm::EdDsa).unwrap();
        let signed = |second| Signed::parse(&sign(&key, b"x", at(second)).unwrap()).unwrap();
        let mut window = Window::new(at(10));
        let first = signed(20);
        window.take(&first, times(21)).unwrap();
        assert_eq!(window.take(&first, times(21)), Err(Fault::Repeated { jti: first.jti.clone() }));
        assert!(window.take(&first, times(320)).is_err(), "still in its time");
        window.take(&signed(22), times(22)).unwrap();
        assert!(matches!(window.take(&signed(9), times(22)), Err(Fault::TooOld { .. })));
        window.take(&signed(400), times(400)).unwrap();
        assert_eq!((window.held.len(), window.by_time.len()), (1, 1), "the others are forgotten");
    }
}
