//! P1, gridlock resolution: the greatest set of waiting payments that keeps every sender's order.
//!
//! Takes a checked `Queue`, gives for each account how many of its payments settle, counted from
//! the head of its own order (class, then array order). Nothing here chooses: of any two sets that
//! hold, the set of what is in either holds too, so there is one greatest, and no order of work can
//! change it. It knows neither values nor weights; without order and with weights is `clearing`.
//!
//! Why there is a greatest. Take two vectors of prefixes that hold and join them: each account
//! takes the longer of its two prefixes. What an account pays is then what it pays in one of the
//! two, and what it is paid is at least what it is paid there. Every test below is on one account:
//! what it pays may grow the left side, what it is paid may only relax it. So each test that held
//! in that one of the two holds in the join. A linked payment is in the join when it is in one of
//! the two, and there its partner is too. The tests of account i, with U, H, N what it pays by
//! class, I what it is paid, B its money, R and S its reserves for urgent and for high payments:
//!
//! * U <= B + I; max(U, R) + H <= B + I when it pays any high payment; and when it pays any normal
//!   one, max(U, R) + max(H, S) + N <= B + I. A reserve is thus drawn down by the payments that
//!   it is for, and the others never touch what is left of it (field rule 25).
//! * for each bilateral limit i towards j: what i pays to j less what j pays to i, all classes.
//! * its multilateral limit: normal payments over relations without a bilateral limit, net (field
//!   rule 25: a row of its own, not a cut of the balance).
//!
//! A test on the sum over several accounts would break the argument (field rule 28) and is not
//! here.
//!
//! How it is found: begin with all payments; as long as a test of an account fails, its last
//! payment falls, and with a payment its linked one and all behind that. Each falls once: O(m + n).

mod drop;
pub(crate) mod rows;
mod standing;

pub use standing::{Arrival, Standing, StandingError};

use crate::Queue;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// The greatest solution: a prefix of every account's own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefixes {
    /// Payments, by sender, then class, then place in the arrays.
    order: Vec<u32>,
    /// Where the payments of each account begin in the order, and the end of the last.
    begin: Vec<u32>,
    /// How many payments of each account settle.
    length: Vec<u32>,
    /// Payments that settle.
    count: usize,
    /// What they are worth, minor units.
    value: i128,
}

/// Resolves a queue that has passed `Queue::check`.
///
/// ```
/// # use suftaja_netting::{gridlock, Queue};
/// // Two banks without money owe each other ten: neither can pay alone, both can at once.
/// let queue = Queue {
///     balance: vec![0, 0],
///     source: vec![0, 1, 0],
///     target: vec![1, 0, 1],
///     amount: vec![10, 10, 1],
///     class: vec![2, 2, 2],
///     ..Queue::default()
/// };
/// queue.check().unwrap();
/// let solution = gridlock::resolve(&queue);
/// assert_eq!(solution.settled(), [true, true, false]);
/// assert_eq!(solution.value(), 20);
/// ```
///
/// # Panics
/// When the queue has not passed its check.
#[must_use]
pub fn resolve(queue: &Queue) -> Prefixes {
    drop::Drop::new(queue).run()
}

impl Prefixes {
    /// How many payments of each account settle, from the head of its own order.
    #[must_use]
    pub fn lengths(&self) -> &[u32] {
        &self.length
    }

    /// The payments of an account in its own order, those that wait too; none for an unknown one.
    #[must_use]
    pub fn order_of(&self, account: usize) -> &[u32] {
        let place = self.begin.get(account).zip(self.begin.get(account.saturating_add(1)));
        place
            .and_then(|(from, to)| self.order.get(to_usize(*from)..to_usize(*to)))
            .unwrap_or_default()
    }

    /// Whether each payment settles, by its place in the arrays.
    #[must_use]
    pub fn settled(&self) -> Vec<bool> {
        let mut settled = vec![false; self.order.len()];
        for (account, length) in self.length.iter().enumerate() {
            for payment in self.order_of(account).iter().take(to_usize(*length)) {
                if let Some(place) = settled.get_mut(to_usize(*payment)) {
                    *place = true;
                }
            }
        }
        settled
    }

    /// Payments that settle.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// What the payments that settle are worth, minor units.
    #[must_use]
    pub const fn value(&self) -> i128 {
        self.value
    }
}
