//! The instance as the verifier sees it: accounts, items of one or two legs, weights, limits.
//!
//! Made from the arrays of any problem; its canonical bytes are what a digest of the instance is
//! made of. Nothing of a solver's own order or merging is in it.

use super::{Problem, Proof, Solution, bound, rows};
use crate::Queue;
use crate::linked::{Cleared, Leg, Linked};
use alloc::vec::Vec;

/// An instance.
#[derive(Debug, Clone)]
pub struct Case {
    pub(super) problem: Problem,
    pub(super) balance: Vec<i64>,
    pub(super) items: Vec<Item>,
    /// Class, reserves, limits and links of P1 and P2; an empty queue for the others.
    pub(super) queue: Queue,
}

/// An item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) legs: [Option<Leg>; 2],
    pub(super) weight: i64,
}

impl Item {
    pub(super) fn legs(&self) -> impl Iterator<Item = Leg> + use<> {
        self.legs.into_iter().flatten()
    }
}

impl Case {
    /// P1 on a queue; the weight of a payment is its amount.
    #[must_use]
    pub fn gridlock(queue: &Queue) -> Case {
        Case { problem: Problem::Gridlock, ..Case::clearing(queue, &queue.amount) }
    }

    /// P2 on a queue, with the weight of each payment.
    #[must_use]
    pub fn clearing(queue: &Queue, weight: &[i64]) -> Case {
        let items = items(&queue.source, &queue.target, &queue.amount, weight);
        let balance = queue.balance.clone();
        Case { problem: Problem::Clearing, balance, items, queue: queue.clone() }
    }

    /// P3: who owes whom how much, and what each may use in the run (empty for nothing).
    #[must_use]
    pub fn circulation(
        parties: u32,
        debtor: &[u32],
        creditor: &[u32],
        amount: &[i64],
        liquidity: &[i64],
    ) -> Case {
        let mut balance = liquidity.to_vec();
        balance.resize(usize::try_from(parties).unwrap_or(0), 0);
        let items = items(debtor, creditor, amount, amount);
        Case { problem: Problem::Circulation, balance, items, queue: Queue::default() }
    }

    /// P4.
    #[must_use]
    pub fn linked(linked: &Linked) -> Case {
        let legs = |index| [linked.first.at(index), linked.second.at(index)];
        let weights = linked.weight.iter().enumerate();
        let items = weights.map(|(index, &weight)| Item { legs: legs(index), weight }).collect();
        let balance = linked.balance.clone();
        Case { problem: Problem::Linked, balance, items, queue: Queue::default() }
    }

    /// Hands the instance over as bytes, piece by piece; the same ones for the same instance.
    pub fn canonical(&self, mut take: impl FnMut(&[u8])) {
        take(&[self.problem.code()]);
        let mut list = |values: &mut dyn Iterator<Item = i64>| {
            let mut count: u64 = 0;
            for value in values {
                take(&value.to_le_bytes());
                count = count.saturating_add(1);
            }
            take(&count.to_le_bytes());
        };
        list(&mut self.balance.iter().copied());
        let ends = |leg: Option<Leg>| {
            leg.map_or([-1, -1, 0], |leg| {
                [i64::from(leg.source), i64::from(leg.target), leg.amount]
            })
        };
        for leg in 0..2 {
            let legs = self.items.iter().map(|item| item.legs.get(leg).copied().flatten());
            list(&mut legs.flat_map(ends));
        }
        list(&mut self.items.iter().map(|item| item.weight));
        let queue = &self.queue;
        list(&mut queue.class.iter().map(|&class| i64::from(class)));
        list(&mut queue.reserve_urgent.iter().copied());
        list(&mut queue.reserve_high.iter().copied());
        let limits = queue.bilateral.iter();
        list(&mut limits.flat_map(|it| [i64::from(it.from), i64::from(it.to), it.amount]));
        list(&mut queue.multilateral.iter().copied());
        let links = queue.links.iter();
        list(&mut links.flat_map(|link| [i64::from(link.first), i64::from(link.second)]));
    }

    /// A proof of an answer: sums and balances are added up here, prices are the kernel's. A bound
    /// of P1 is its own value; else it follows from prices and removed items.
    #[must_use]
    pub fn proof(&self, solution: Solution, in_order: i128, claim: Claim) -> Proof {
        let balance = rows::balances(self, &solution);
        let settled = rows::settled(self, &solution);
        let Claim { scale, price, limit_price, removed } = claim;
        let mut proof = Proof {
            problem: self.problem,
            digest: [0; 32],
            solution,
            balance,
            settled,
            bound: settled,
            in_order,
            scale,
            price,
            limit_price,
            removed,
        };
        if self.problem != Problem::Gridlock {
            proof.bound = bound::bound(self, &proof).unwrap_or(i128::MAX);
        }
        proof
    }

    /// The proof of what P4 found.
    #[must_use]
    pub fn proof_of_linked(&self, cleared: &Cleared, in_order: i128) -> Proof {
        let bound = &cleared.bound;
        let claim = Claim {
            scale: bound.scale,
            price: bound.price.clone(),
            limit_price: Vec::new(),
            removed: bound.removed.clone(),
        };
        self.proof(Solution::Whole(cleared.taken.clone()), in_order, claim)
    }
}

/// What a kernel says for its bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// See `Proof::scale`.
    pub scale: u32,
    /// See `Proof::price`.
    pub price: Vec<i64>,
    /// See `Proof::limit_price`.
    pub limit_price: Vec<i64>,
    /// See `Proof::removed`.
    pub removed: Vec<u32>,
}

impl Claim {
    /// From the potentials of a circulation (P3): those of the parties and, last, that of the
    /// source of money where there was one. Money is worth more where the potential is lower.
    #[must_use]
    pub fn of_potentials(potential: &[i64], parties: usize) -> Claim {
        let highest = potential.iter().copied().max().unwrap_or(0);
        let source = potential.get(parties).copied().unwrap_or(highest);
        let price = |&here: &i64| source.saturating_sub(here).max(0);
        Claim { price: potential.iter().take(parties).map(price).collect(), ..Claim::default() }
    }
}

fn items(source: &[u32], target: &[u32], amount: &[i64], weight: &[i64]) -> Vec<Item> {
    let ends = source.iter().zip(target).zip(amount).zip(weight);
    let leg = |((&source, &target), &amount)| Some(Leg { source, target, amount });
    ends.map(|(ends, &weight)| Item { legs: [leg(ends), None], weight }).collect()
}
