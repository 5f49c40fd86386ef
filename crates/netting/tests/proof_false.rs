//! Attempts at false proofs: whatever prices and lists are claimed, what the verifier accepts is
//! true of every set of payments there is, all of them tried.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "small worlds whose indices the strategies made"
)]

#[path = "given/world.rs"]
mod world;

use proptest::prelude::*;
use suftaja_netting::circulation::{self, Debts, Options};
use suftaja_netting::clearing::{Weights, bound};
use suftaja_netting::linked::{Leg, Linked};
use suftaja_netting::proof::{Case, Claim, Finding, Prices, Problem, Proof, Solution, verify};
use suftaja_netting::{Queue, gridlock};
use world::{holds, orders, queues};

/// Every set of payments that holds.
fn feasible(queue: &Queue) -> Vec<Vec<bool>> {
    let count = queue.amount.len();
    let sets = (0..1_u32 << count).map(|set| (0..count).map(|at| set >> at & 1 == 1).collect());
    sets.filter(|set: &Vec<bool>| holds(queue, set)).collect()
}

fn weight(weights: &[i64], set: &[bool]) -> i128 {
    let taken = weights.iter().zip(set).filter(|(_, is_in)| **is_in);
    taken.map(|(weight, _)| i128::from(*weight)).sum()
}

fn keeps_order(queue: &Queue, set: &[bool]) -> bool {
    let is_prefix = |order: &Vec<usize>| order.windows(2).all(|it| set[it[0]] || !set[it[1]]);
    orders(queue).iter().all(is_prefix)
}

/// Prices and lists as somebody who wants to cheat could choose them, some arrays left out.
#[derive(Debug, Clone)]
struct Attempt {
    prices: [Vec<i64>; 5],
    has: [bool; 5],
    scale: u32,
    removed: Vec<(usize, u32)>,
    dropped: Vec<(usize, u32)>,
    weights: Vec<i64>,
}

fn attempts() -> impl Strategy<Value = Attempt> {
    let prices =
        || prop::collection::vec(prop_oneof![4 => Just(0), 2 => Just(1), 1 => 2..5_i64], 8);
    let edits = || prop::collection::vec((0_usize..12, 0..10_u32), 0..3);
    (
        [prices(), prices(), prices(), prices(), prices()],
        any::<[bool; 5]>(),
        prop_oneof![3 => Just(0), 1 => 1..3_u32],
        (edits(), edits()),
        prop::collection::vec(0..9_i64, 10),
    )
        .prop_map(|(prices, has, scale, (removed, dropped), weights)| Attempt {
            prices,
            has,
            scale,
            removed,
            dropped,
            weights,
        })
}

impl Attempt {
    /// Prices of nothing or a few units, most of them off by as much from those of the kernel,
    /// which are hard to better.
    fn prices(&self, queue: &Queue, kernel: &Prices) -> Prices {
        let accounts = queue.balance.len();
        let arrays = [
            &kernel.balance,
            &kernel.high,
            &kernel.normal,
            &kernel.multilateral,
            &kernel.bilateral,
        ];
        let of = |kind: usize, count: usize| -> Vec<i64> {
            let own = &self.prices[kind][..count];
            let best = |at: usize| arrays[kind].get(at).copied().unwrap_or(0);
            match (self.scale, self.has[kind]) {
                (0, true) => own.iter().enumerate().map(|(at, it)| (it - best(at)).abs()).collect(),
                (0, false) => (0..count).map(best).collect(),
                (_, true) => own.to_vec(),
                (_, false) => Vec::new(),
            }
        };
        let mut multilateral = of(3, accounts);
        for (at, price) in multilateral.iter_mut().enumerate() {
            if queue.multilateral.get(at).is_none_or(|limit| *limit == i64::MAX) {
                *price = 0;
            }
        }
        let mut prices = Prices {
            scale: self.scale,
            balance: of(0, accounts),
            high: of(1, accounts),
            normal: of(2, accounts),
            multilateral,
            bilateral: of(4, queue.bilateral.len()),
        };
        if prices.balance.is_empty() && prices.high.is_empty() && prices.normal.is_empty() {
            prices.scale = 0;
        }
        prices
    }

    /// A list with items put in, taken out and moved.
    fn edited(list: &[u32], edits: &[(usize, u32)]) -> Vec<u32> {
        let mut list = list.to_vec();
        for (at, item) in edits {
            match at % 3 {
                0 if !list.is_empty() => drop(list.remove(*item as usize % list.len())),
                1 if !list.is_empty() => {
                    let count = list.len();
                    list.swap(at / 3 % count, *item as usize % count);
                }
                _ => list.insert(at / 3 % (list.len() + 1), *item),
            }
        }
        list
    }
}

/// The proof with its lists changed, its bound as the changed claims give it.
fn forged(case: &Case, proof: &Proof, claim: Claim, attempt: &Attempt) -> Proof {
    let mut forged = case.proof(proof.solution.clone(), proof.in_order, claim);
    forged.dropped = Attempt::edited(&forged.dropped, &attempt.dropped);
    // The weight that the changed list would leave, so that only the list itself can be wrong.
    if let Some(Finding::InOrder { found, .. }) = verify(case, &forged)
        .findings
        .into_iter()
        .find(|finding| matches!(finding, Finding::InOrder { .. }))
    {
        forged.in_order = found;
    }
    forged
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_accepted_of_a_queue_is_true_of_all_sets(
        queue in queues(8),
        attempt in attempts(),
        is_order in any::<bool>(),
        keeps_weights in any::<bool>(),
    ) {
        let is_value = is_order || keeps_weights;
        let count = queue.amount.len();
        let weights = if is_value { &queue.amount[..] } else { &attempt.weights[..count] }.to_vec();
        let case = match is_order {
            true => Case::gridlock(&queue),
            false => Case::clearing(&queue, &weights),
        };
        let taken = gridlock::resolve(&queue).settled();
        let in_order = weight(&weights, &taken);
        let found = bound(&queue, &Weights::Value);
        let removed = Attempt::edited(&found.removed, &attempt.removed);
        let prices = attempt.prices(&queue, &Claim::of_bound(&found).prices);
        let claim = Claim { prices, removed };
        let good = case.proof(Solution::Whole(taken), in_order, Claim::default());
        prop_assert!(verify(&case, &good).holds(), "{:?}", verify(&case, &good).findings);
        let forged = forged(&case, &good, claim, &attempt);
        if !verify(&case, &forged).holds() {
            return Ok(());
        }
        let sets = feasible(&queue);
        let best = sets.iter().map(|set| weight(&weights, set)).max().unwrap();
        prop_assert!(best <= forged.free_bound, "{} over {}", best, forged.free_bound);
        for set in &sets {
            for item in &forged.removed {
                prop_assert!(!set[*item as usize], "{} can settle: {:?}", item, set);
            }
            prop_assert!(!keeps_order(&queue, set)
                || forged.dropped.iter().all(|item| !set[*item as usize]));
        }
        prop_assert_eq!(forged.in_order, in_order);
    }

    #[test]
    fn what_is_accepted_of_linked_items_is_true_of_all_sets(
        items in prop::collection::vec(
            (0..3_u32, 1..3_u32, 1..6_i64, any::<bool>(), 1..6_i64, 0..9_i64), 1..8),
        balance in prop::collection::vec(0..6_i64, 6),
        attempt in attempts(),
    ) {
        let mut linked = Linked { balance, currency: vec![0, 0, 0, 1, 1, 1], ..Linked::default() };
        for (source, step, amount, is_linked, amount_two, weight) in items {
            let target = (source + step) % 3;
            linked.first.push(Some(Leg { source, target, amount }));
            let second = Leg { source: target + 3, target: source + 3, amount: amount_two };
            linked.second.push(is_linked.then_some(second));
            linked.weight.push(weight);
        }
        let case = Case::linked(&linked);
        let taken = suftaja_netting::linked::lattice(&linked);
        let in_order = weight(&linked.weight, &taken);
        let prices = Prices {
            scale: attempt.scale, balance: attempt.prices[0][..6].to_vec(), ..Prices::default()
        };
        let claim = Claim { prices, removed: Attempt::edited(&[], &attempt.removed) };
        let good = case.proof(Solution::Whole(taken), in_order, Claim::default());
        prop_assert!(verify(&case, &good).holds());
        let forged = forged(&case, &good, claim, &attempt);
        if !verify(&case, &forged).holds() {
            return Ok(());
        }
        prop_assert_eq!(forged.in_order, in_order);
        let count = linked.weight.len();
        for set in 0..1_u32 << count {
            let set: Vec<bool> = (0..count).map(|at| set >> at & 1 == 1).collect();
            let mut left = linked.balance.clone();
            for item in (0..count).filter(|item| set[*item]) {
                for leg in [linked.first.at(item), linked.second.at(item)].into_iter().flatten() {
                    left[leg.source as usize] -= leg.amount;
                    left[leg.target as usize] += leg.amount;
                }
            }
            if left.iter().all(|left| *left >= 0) {
                prop_assert!(weight(&linked.weight, &set) <= forged.bound);
                prop_assert!(forged.removed.iter().all(|item| !set[*item as usize]));
            }
        }
    }

    #[test]
    fn what_is_accepted_of_debts_is_the_optimum(
        debts in prop::collection::vec((0..4_u32, 0..4_u32, 0..5_i64), 1..8),
        liquidity in prop_oneof![Just(Vec::new()), prop::collection::vec(0..4_i64, 4)],
        parts in prop::collection::vec(0..5_i64, 8),
        prices in prop::collection::vec(0..4_i64, 4),
        is_solved in any::<bool>(),
        has_prices in any::<bool>(),
    ) {
        let world = Debts {
            parties: 4,
            debtor: debts.iter().map(|debt| debt.0).collect(),
            creditor: debts.iter().map(|debt| debt.1).collect(),
            amount: debts.iter().map(|debt| debt.2).collect(),
            liquidity,
        };
        let clearing = circulation::clear(&world, &Options::default()).unwrap();
        let Debts { debtor, creditor, amount, liquidity, .. } = &world;
        let case = Case::circulation(4, debtor, creditor, amount, liquidity);
        let parts = if is_solved { clearing.cleared } else { parts[..amount.len()].to_vec() };
        let claim = match has_prices {
            true => Claim::of_potentials(&clearing.potential, 4),
            false => Claim {
                prices: Prices { balance: prices, ..Prices::default() }, ..Claim::default()
            },
        };
        let proof = case.proof(Solution::Part(parts), 0, claim);
        if verify(&case, &proof).holds() {
            prop_assert_eq!(proof.settled, clearing.total);
        }
        prop_assert!(proof.bound >= clearing.total);
        prop_assert!(!(is_solved && has_prices) || verify(&case, &proof).holds());
        prop_assert_eq!(proof.problem, Problem::Circulation);
    }
}
