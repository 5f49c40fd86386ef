//! P2 against brute force on small random worlds: feasible, not above the optimum, the optimum not
//! above the bound, proofs that hold; large amounts; the same answer again.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "indices that the test made itself"
)]

use proptest::prelude::*;
use suftaja_netting::clearing::{Budget, Terms, Weights, clear};
use suftaja_netting::proof::{Case, Solution, verify};
use suftaja_netting::{Limit, Link, Queue, gridlock, plain};

fn feasible(queue: &Queue, taken: u32) -> bool {
    let is_in = |payment: usize| (taken >> payment) & 1 == 1;
    let mut left: Vec<i128> = queue.balance.iter().map(|&money| i128::from(money)).collect();
    let mut room: Vec<i128> = queue.bilateral.iter().map(|it| i128::from(it.amount)).collect();
    for payment in (0..queue.amount.len()).filter(|&payment| is_in(payment)) {
        let (from, to) = (queue.source[payment], queue.target[payment]);
        let amount = i128::from(queue.amount[payment]);
        left[from as usize] -= amount;
        left[to as usize] += amount;
        for (limit, room) in queue.bilateral.iter().zip(&mut room) {
            if (limit.from, limit.to) == (from, to) {
                *room -= amount;
            } else if (limit.from, limit.to) == (to, from) {
                *room += amount;
            }
        }
    }
    left.iter().chain(&room).all(|&left| left >= 0)
        && queue.links.iter().all(|it| is_in(it.first as usize) == is_in(it.second as usize))
}

fn weigh(weights: &[i64], taken: u32) -> i128 {
    let chosen = weights.iter().enumerate().filter(|(payment, _)| (taken >> payment) & 1 == 1);
    chosen.map(|(_, &weight)| i128::from(weight)).sum()
}

fn bits(taken: &[bool]) -> u32 {
    taken.iter().rev().fold(0, |bits, &is_in| (bits << 1) | u32::from(is_in))
}

fn queues() -> impl Strategy<Value = Queue> {
    let payment = (0_u32..5, 1_u32..5, 1_i64..40, 0_u8..3);
    let limit = prop::option::of((0_u32..5, 1_u32..5, 0_i64..30));
    let scale = prop::sample::select(vec![1_i64, 20_000_000_000_000_000]);
    let payments = prop::collection::vec(payment, 1..12);
    (prop::collection::vec(0_i64..30, 5), payments, limit, any::<bool>(), scale).prop_map(
        |(balance, payments, limit, linked, scale)| {
            let balance = balance.into_iter().map(|money| money * scale).collect();
            let mut queue = Queue { balance, ..Queue::default() };
            for &(from, step, amount, class) in &payments {
                queue.source.push(from);
                queue.target.push((from + step) % 5);
                queue.amount.push(amount * scale);
                queue.class.push(class);
            }
            let limits = limit.into_iter();
            queue.bilateral = limits
                .map(|(from, step, amount)| Limit {
                    from,
                    to: (from + step) % 5,
                    amount: amount * scale,
                })
                .collect();
            if linked && payments.len() > 1 {
                queue.links.push(Link { first: 0, second: 1 });
            }
            queue
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn between_plain_and_optimum_below_bound(queue in queues(), by_count in any::<bool>()) {
        prop_assert!(queue.check().is_ok());
        let weight = if by_count { vec![1; queue.amount.len()] } else { queue.amount.clone() };
        let weights = if by_count { Weights::Count } else { Weights::Value };
        let terms = Terms { weights, small: 0 };
        let cleared = clear(&queue, &terms, Budget { steps: 100_000 });
        let taken = bits(&cleared.taken);
        prop_assert!(feasible(&queue, taken));
        prop_assert_eq!(weigh(&weight, taken), cleared.weight);
        let sets = (0..1_u32 << queue.amount.len()).filter(|&set| feasible(&queue, set));
        let optimum = sets.map(|set| weigh(&weight, set)).max().unwrap_or(0);
        prop_assert!(cleared.weight <= optimum, "{} over {}", cleared.weight, optimum);
        prop_assert!(optimum <= cleared.bound.weight);
        let starts = [gridlock::resolve(&queue).settled(),
            plain::bypass(&queue, plain::Turn::Arrival)];
        for start in starts {
            prop_assert!(weigh(&weight, bits(&start)) <= cleared.weight);
        }
        let again = clear(&queue, &terms, Budget { steps: 100_000 });
        prop_assert_eq!(&again, &cleared);
        let case = Case::clearing(&queue, &weight);
        let in_order = weigh(&weight, bits(&gridlock::resolve(&queue).settled()));
        let proof = case.proof(Solution::Whole(cleared.taken.clone()), in_order, cleared.claim());
        // The proof prices linked payments together.
        prop_assert!(optimum <= proof.bound && proof.bound <= cleared.bound.weight);
        let verdict = verify(&case, &proof);
        prop_assert!(verdict.holds(), "{:?}", verdict.findings);
    }

    #[test]
    fn small_payments_come_first(queue in queues()) {
        let terms = Terms { weights: Weights::Value, small: 15 };
        let cleared = clear(&queue, &terms, Budget { steps: 50_000 });
        prop_assert!(feasible(&queue, bits(&cleared.taken)));
        let is_small = |payment: usize| {
            queue.amount[payment] <= 15
                && !queue.links.iter().any(|it| [it.first, it.second].contains(&(payment as u32)))
        };
        // By hand: in order of arrival, again while anything fits.
        let mut set = 0;
        let mut before = u32::MAX;
        while before != set {
            before = set;
            for payment in (0..queue.amount.len()).filter(|&payment| is_small(payment)) {
                if (set >> payment) & 1 == 0 && fits(&queue, set | (1 << payment)) {
                    set |= 1 << payment;
                }
            }
        }
        prop_assert_eq!(bits(&cleared.taken) & set, set);
    }
}

/// Feasible but for links.
fn fits(queue: &Queue, taken: u32) -> bool {
    feasible(&Queue { links: Vec::new(), ..queue.clone() }, taken)
}
