//! Filling a set: what senders can pay goes in, in a given order, until nothing more can.
//!
//! The first rounds go through all that waits, which is mostly all there is to do. What then still
//! moves, moves along chains: an account is looked at again only when something has come in to it,
//! and a tree over the amounts that wait on it gives the first one that its money could pay. So a
//! chain costs its length and not its square. Only payments that other conditions hold up, limits,
//! reserves or a linked payment, are tried in vain.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use super::set::Set;
use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

/// Rounds over all that waits.
const ROUNDS: usize = 8;
/// Where nothing waits: more than anybody has.
const NOTHING: i128 = i128::MAX;

/// Settles what its senders can pay, in this order, again and again until nothing can.
pub(super) fn fill(set: &mut Set<'_>, mut payments: Vec<u32>) {
    for _ in 0..ROUNDS {
        let before = payments.len();
        payments.retain(|payment| !set.try_in(*payment));
        if payments.len() == before {
            return;
        }
    }
    along_chains(set, &payments);
}

/// The same without rounds: from account to account, as money comes in.
fn along_chains(set: &mut Set<'_>, payments: &[u32]) {
    let mut chains = Chains::new(set, payments);
    while let Some(account) = chains.richer.pop_front() {
        chains.is_richer[account as usize] = false;
        chains.fill(set, account as usize);
    }
}

/// What waits, by account.
struct Chains {
    waiting: Vec<Waiting>,
    /// Accounts to look at, each once.
    richer: VecDeque<u32>,
    is_richer: Vec<bool>,
}

impl Chains {
    fn new(set: &Set<'_>, payments: &[u32]) -> Self {
        let accounts = set.queue.balance.len();
        let mut own = vec![Vec::new(); accounts];
        for payment in payments {
            own[set.queue.source[*payment as usize] as usize].push(*payment);
        }
        let waiting = own.into_iter().map(|own| Waiting::new(set, own)).collect();
        let richer = (0_u32..).take(accounts).collect();
        Self { waiting, richer, is_richer: vec![true; accounts] }
    }

    /// Takes what fits of an account, once through its order.
    fn fill(&mut self, set: &mut Set<'_>, account: usize) {
        let mut from = 0;
        while let Some(place) = self.waiting[account].first(from, set.money(account)) {
            let payment = self.waiting[account].payments[place];
            from = place + 1;
            if !set.try_in(payment) {
                continue;
            }
            self.waiting[account].take(place);
            for gone in [Some(payment), set.partner_of(payment)].into_iter().flatten() {
                let target = set.queue.target[gone as usize];
                if !core::mem::replace(&mut self.is_richer[target as usize], true) {
                    self.richer.push_back(target);
                }
            }
        }
    }
}

/// The payments of an account in order, under a tree of the least amount of each stretch.
struct Waiting {
    payments: Vec<u32>,
    /// `least[1]` is that of all, `least[2n]` and `least[2n + 1]` are those of its halves.
    least: Vec<i128>,
}

impl Waiting {
    fn new(set: &Set<'_>, payments: Vec<u32>) -> Self {
        let leaves = payments.len().next_power_of_two();
        let mut least = vec![NOTHING; 2 * leaves];
        for (place, payment) in payments.iter().enumerate() {
            // What a linked payment brings in may pay for it: no amount tells whether it fits.
            let is_linked = set.partner_of(*payment).is_some();
            let amount = i128::from(set.amount_of(*payment));
            least[leaves + place] = if is_linked { 0 } else { amount };
        }
        for node in (1..leaves).rev() {
            least[node] = least[2 * node].min(least[2 * node + 1]);
        }
        Self { payments, least }
    }

    /// The first place from here on whose amount so much money could pay.
    fn first(&self, from: usize, money: i128) -> Option<usize> {
        let leaves = self.least.len() / 2;
        if from >= self.payments.len() {
            return None;
        }
        let fits = |node: usize| self.least[node] <= money;
        // Up to the first stretch to the right that has one, then down to its first.
        let mut node = leaves + from;
        while !fits(node) {
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < leaves {
            node = if fits(2 * node) { 2 * node } else { 2 * node + 1 };
        }
        Some(node - leaves)
    }

    /// A payment waits no more.
    fn take(&mut self, place: usize) {
        let mut node = self.least.len() / 2 + place;
        self.least[node] = NOTHING;
        while node > 1 {
            node /= 2;
            self.least[node] = self.least[2 * node].min(self.least[2 * node + 1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limit, Link, Queue};

    /// A counted sequence of numbers.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: u32) -> u32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % u64::from(bound)) as u32
        }
    }

    /// A queue with some of every condition.
    fn queue(dice: &mut Dice) -> Queue {
        let mut queue = Queue::default();
        for _ in 0..4 {
            queue.balance.push(i64::from(dice.below(9)));
            queue.reserve_urgent.push(i64::from(dice.below(3)));
            queue.multilateral.push(if dice.below(2) == 0 { i64::MAX } else { 5 });
        }
        for _ in 0..12 {
            let source = dice.below(4);
            queue.source.push(source);
            queue.target.push((source + 1 + dice.below(3)) % 4);
            queue.amount.push(i64::from(1 + dice.below(9)));
            queue.class.push(dice.below(3) as u8);
        }
        let amount = i64::from(dice.below(9));
        queue.bilateral.push(Limit { from: 0, to: 1, amount });
        queue.links.extend([Link { first: 0, second: 1 }, Link { first: 2, second: 3 }]);
        queue
    }

    #[test]
    fn nothing_more_fits_at_the_end_of_all_chains() {
        let mut dice = Dice(3);
        for _ in 0..5000 {
            let queue = queue(&mut dice);
            assert_eq!(queue.check(), Ok(()));
            let mut set = Set::empty(&queue);
            let payments: Vec<u32> = (0..12).collect();
            along_chains(&mut set, &payments);
            assert!((0..4).all(|account| set.holds(account)), "{queue:?}");
            for payment in payments {
                assert!(set.is_in(payment) || !set.try_in(payment), "{payment} of {queue:?}");
            }
        }
    }
}
