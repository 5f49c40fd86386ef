//! The instance as the verifier sees it: accounts, items of one or two legs, weights, limits; or a
//! network.
//!
//! Made from the arrays of any problem; its canonical bytes are what a digest of the instance is
//! made of. Nothing of a solver's own order or merging is in it.

use super::relation::{self, NONE};
use super::rows::CLASSES;
use super::{Prices, Problem, Proof, Solution, bound, drops, flow, rows};
use crate::flow::Network;
use crate::linked::{Cleared, Leg, Linked};
use crate::{Queue, clearing};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// An instance.
#[derive(Debug, Clone)]
pub struct Case {
    pub(super) problem: Problem,
    pub(super) balance: Vec<i64>,
    pub(super) items: Vec<Item>,
    /// Class, reserves, limits and links of P1 and P2; an empty queue for the others.
    pub(super) queue: Queue,
    /// The network of a flow, whose supplies are the balances; an empty one for the others.
    pub(super) network: Network,
    limits_of: Vec<[u32; 2]>,
    partner: Vec<u32>,
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
        Case {
            limits_of: relation::limits_of(queue),
            partner: relation::partners(queue),
            queue: queue.clone(),
            ..Case::plain(Problem::Clearing, queue.balance.clone(), items)
        }
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
        balance.resize(to_usize(parties), 0);
        Case::plain(Problem::Circulation, balance, items(debtor, creditor, amount, amount))
    }

    /// P4.
    #[must_use]
    pub fn linked(linked: &Linked) -> Case {
        let legs = |index| [linked.first.at(index), linked.second.at(index)];
        let weights = linked.weight.iter().enumerate();
        let items = weights.map(|(index, &weight)| Item { legs: legs(index), weight }).collect();
        Case::plain(Problem::Linked, linked.balance.clone(), items)
    }

    /// Money alone.
    pub(super) fn plain(problem: Problem, balance: Vec<i64>, items: Vec<Item>) -> Case {
        let (queue, network) = (Queue::default(), Network::default());
        let (limits_of, partner) = (Vec::new(), Vec::new());
        Case { problem, balance, items, queue, network, limits_of, partner }
    }

    /// How many items there are, or arcs.
    pub(super) fn count(&self) -> usize {
        if self.problem == Problem::Flow { self.network.arcs() } else { self.items.len() }
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
        if self.problem == Problem::Flow {
            return flow::arrays(&self.network, list);
        }
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

    /// A proof of an answer: sums, balances and what falls in order are found here, prices are the
    /// kernel's. `in_order` is what the kernel says that the greatest set in order weighs; P3 and
    /// flows have no order, so there it counts for nothing.
    #[must_use]
    pub fn proof(&self, solution: Solution, in_order: i128, claim: Claim) -> Proof {
        let (settled, balance) = match self.problem {
            // A cost that is too large to add is found when the proof is verified.
            Problem::Flow => (
                flow::settled(&self.network, &solution).unwrap_or(i128::MIN),
                flow::balances(&self.network, &solution),
            ),
            _ => (rows::settled(self, &solution), rows::balances(self, &solution)),
        };
        let has_order = !self.problem.is_divided();
        let mut proof = Proof {
            problem: self.problem,
            digest: [0; 32],
            balance,
            solution,
            settled,
            bound: settled,
            free_bound: 0,
            in_order: if has_order { in_order } else { settled },
            prices: claim.prices,
            removed: claim.removed,
            dropped: if has_order { drops::drops(self) } else { Vec::new() },
        };
        proof.free_bound = bound::bound(self, &proof).unwrap_or(i128::MAX);
        if self.problem != Problem::Gridlock {
            proof.bound = proof.free_bound;
        }
        proof
    }

    /// The proof of what P4 found.
    #[must_use]
    pub fn proof_of_linked(&self, cleared: &Cleared, in_order: i128) -> Proof {
        let bound = &cleared.bound;
        let balance = bound.price.clone();
        let prices = Prices { scale: bound.scale, balance, ..Prices::default() };
        let claim = Claim { prices, removed: bound.removed.clone() };
        self.proof(Solution::Whole(cleared.taken.clone()), in_order, claim)
    }

    /// What one more minor unit of money on an account is worth to a proof's bound: weight times 2
    /// to the power of its scale. A unit that a reserve swallows opens nothing to the classes
    /// behind it. For a flow, what a unit of supply at a node saves that comes from the node where
    /// the price is nothing.
    #[must_use]
    pub fn worth(&self, proof: &Proof, account: usize) -> i128 {
        let price = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
        let Some(balance) = self.balance.get(account).map(|money| i128::from(*money)) else {
            return 0;
        };
        let [urgent, high] = self.reserves(account);
        let prices = &proof.prices;
        let mut worth = price(&prices.balance);
        if balance >= urgent {
            worth += price(&prices.high);
        }
        if balance >= urgent + high {
            worth += price(&prices.normal);
        }
        worth
    }

    /// Class of an item: 0 urgent, 1 high, 2 normal. Debts and items of several currencies have
    /// none and count as urgent, which no reserve holds back.
    pub(super) fn class(&self, item: usize) -> usize {
        let class = self.queue.class.get(item).copied().unwrap_or(0);
        usize::from(class).min(CLASSES - 1)
    }

    /// What an account keeps for urgent and for high payments.
    pub(super) fn reserves(&self, account: usize) -> [i128; 2] {
        let reserve = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
        [reserve(&self.queue.reserve_urgent), reserve(&self.queue.reserve_high)]
    }

    /// What an account's balance leaves for urgent, high and normal payments, before anything is
    /// paid; below nothing where reserves are larger.
    pub(super) fn open_money(&self, account: usize) -> [i128; CLASSES] {
        let balance = i128::from(self.balance.get(account).copied().unwrap_or(0));
        let [urgent, high] = self.reserves(account);
        [balance, balance - urgent, balance - urgent - high]
    }

    /// The multilateral limit of an account, if it has one.
    pub(super) fn multilateral(&self, account: usize) -> Option<i64> {
        self.queue.multilateral.get(account).copied().filter(|limit| *limit != i64::MAX)
    }

    /// The bilateral limit that an item uses and the one that it relieves.
    pub(super) fn limits_of(&self, item: usize) -> [u32; 2] {
        self.limits_of.get(item).copied().unwrap_or([NONE; 2])
    }

    /// The item that an item settles together with.
    pub(super) fn partner(&self, item: usize) -> Option<usize> {
        let partner = self.partner.get(item).copied().filter(|partner| *partner != NONE);
        partner.map(to_usize)
    }
}

/// What a kernel says for its bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// See `Proof::prices`.
    pub prices: Prices,
    /// See `Proof::removed`.
    pub removed: Vec<u32>,
}

impl Claim {
    /// From what P2 found for its bound, which any problem on the queue may claim.
    #[must_use]
    pub fn of_bound(bound: &clearing::Bound) -> Claim {
        let from = &bound.prices;
        let prices = Prices {
            scale: from.denominator.trailing_zeros(),
            balance: from.balance.clone(),
            high: from.high.clone(),
            normal: from.normal.clone(),
            multilateral: from.multilateral.clone(),
            bilateral: from.bilateral.clone(),
        };
        Claim { prices, removed: bound.removed.clone() }
    }

    /// From the potentials of a circulation (P3): those of the parties and, last, that of the
    /// source of money where there was one. Money is worth more where the potential is lower.
    #[must_use]
    pub fn of_potentials(potential: &[i64], parties: usize) -> Claim {
        let highest = potential.iter().copied().max().unwrap_or(0);
        let source = potential.get(parties).copied().unwrap_or(highest);
        let price = |&here: &i64| source.saturating_sub(here).max(0);
        let balance = potential.iter().take(parties).map(price).collect();
        Claim { prices: Prices { balance, ..Prices::default() }, ..Claim::default() }
    }
}

fn items(source: &[u32], target: &[u32], amount: &[i64], weight: &[i64]) -> Vec<Item> {
    let ends = source.iter().zip(target).zip(amount).zip(weight);
    let leg = |((&source, &target), &amount)| Some(Leg { source, target, amount });
    ends.map(|(ends, &weight)| Item { legs: [leg(ends), None], weight }).collect()
}
