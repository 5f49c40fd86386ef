//! Proofs of all problems: the verifier accepts what the kernels make, reads back what was written,
//! and refuses a proof without prices of which any byte was changed.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "small worlds whose indices the strategies made"
)]

#[path = "given/proofs.rs"]
mod proofs;

use proofs::{proof_of_linked, proof_of_order};
use proptest::prelude::*;
use suftaja_netting::circulation::{self, Debts, Options};
use suftaja_netting::clearing::{self, Weights};
use suftaja_netting::linked::{Leg, Linked};
use suftaja_netting::proof::{Case, Claim, Proof, Solution, read, verify, write};
use suftaja_netting::{Limit, Link, Queue, gridlock};

const ACCOUNTS: u32 = 5;
const LARGE: i64 = 1_000_000_000_000_000_000;

fn queues(most: i64) -> impl Strategy<Value = Queue> {
    let payment = (0..ACCOUNTS, 1..ACCOUNTS, 1..=most, 0..3_u8);
    let payments = proptest::collection::vec(payment, 2..=14);
    let money = || proptest::collection::vec(0..=most, ACCOUNTS as usize);
    let limit = (0..ACCOUNTS, 1..ACCOUNTS, 0..=most);
    (payments, money(), money(), proptest::option::of(limit), any::<[bool; 3]>()).prop_map(
        |(payments, balance, more, limit, [has_reserve, has_open, has_link])| {
            let mut queue = Queue { balance, ..Queue::default() };
            for (source, step, amount, class) in payments {
                queue.source.push(source);
                queue.target.push((source + step) % ACCOUNTS);
                queue.amount.push(amount);
                queue.class.push(class);
            }
            if let Some((from, step, amount)) = limit {
                queue.bilateral.push(Limit { from, to: (from + step) % ACCOUNTS, amount });
            }
            if has_reserve {
                queue.reserve_urgent = more.iter().map(|money| money / 4).collect();
            }
            if has_open {
                queue.multilateral = more;
            }
            if has_link {
                queue.links.push(Link { first: 0, second: 1 });
            }
            queue
        },
    )
}

fn linked_worlds(most: i64) -> impl Strategy<Value = Linked> {
    let item = (0..3_u32, 1..3_u32, 1..=most, any::<bool>(), 1..=most, 0..=most);
    let items = proptest::collection::vec(item, 1..=12);
    (proptest::collection::vec(0..=most, 6), items).prop_map(|(balance, items)| {
        let mut linked = Linked { balance, currency: vec![0, 0, 0, 1, 1, 1], ..Linked::default() };
        for (source, step, amount, is_linked, amount_two, weight) in items {
            let target = (source + step) % 3;
            linked.first.push(Some(Leg { source, target, amount }));
            let second = Leg { source: target + 3, target: source + 3, amount: amount_two };
            linked.second.push(is_linked.then_some(second));
            linked.weight.push(weight);
        }
        linked
    })
}

fn debts(most: i64) -> impl Strategy<Value = Debts> {
    let debt = (0..ACCOUNTS, 1..ACCOUNTS, 0..=most);
    let liquidity = proptest::option::of(proptest::collection::vec(0..=most, ACCOUNTS as usize));
    (proptest::collection::vec(debt, 1..=12), liquidity).prop_map(|(debts, liquidity)| {
        let mut all = Debts { parties: ACCOUNTS, ..Debts::default() };
        for (debtor, step, amount) in debts {
            all.debtor.push(debtor);
            all.creditor.push((debtor + step) % ACCOUNTS);
            all.amount.push(amount);
        }
        all.liquidity = liquidity.unwrap_or_default();
        all
    })
}

fn case_of_debts(debts: &Debts) -> Case {
    let Debts { parties, debtor, creditor, amount, liquidity } = debts;
    Case::circulation(*parties, debtor, creditor, amount, liquidity)
}

fn holds(case: &Case, proof: &Proof) -> Result<(), TestCaseError> {
    let verdict = verify(case, proof);
    prop_assert!(verdict.holds(), "{:?}", verdict.findings);
    let again = read(&write(proof));
    prop_assert_eq!(again.as_ref(), Ok(proof));
    Ok(())
}

/// Every byte that carries a claim, changed: refused on reading or found by the verifier.
fn every_byte_matters(case: &Case, proof: &Proof) -> Result<(), TestCaseError> {
    let bytes = write(proof);
    for place in 0..bytes.len() {
        // The digest is the caller's to compare.
        if (40..72).contains(&place) {
            continue;
        }
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        if let Ok(other) = read(&changed) {
            let verdict = verify(case, &other);
            prop_assert!(!verdict.holds(), "byte {place} of {} may change", bytes.len());
        }
    }
    Ok(())
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn proofs_of_linked_items_hold(linked in linked_worlds(20)) {
        holds(&Case::linked(&linked), &proof_of_linked(&linked))?;
    }

    #[test]
    fn proofs_of_large_linked_items_hold(linked in linked_worlds(LARGE)) {
        holds(&Case::linked(&linked), &proof_of_linked(&linked))?;
    }

    #[test]
    fn proofs_of_order_hold(queue in queues(20)) {
        prop_assume!(queue.check().is_ok());
        let case = Case::gridlock(&queue);
        holds(&case, &proof_of_order(&queue))?;
        // Another price could prove the same bound; without any, each byte is a claim.
        let prefixes = gridlock::resolve(&queue);
        let solution = Solution::Whole(prefixes.settled());
        let proof = case.proof(solution, prefixes.value(), Claim::default());
        holds(&case, &proof)?;
        every_byte_matters(&case, &proof)?;
    }

    #[test]
    fn proofs_of_large_orders_hold(queue in queues(LARGE)) {
        prop_assume!(queue.check().is_ok());
        holds(&Case::gridlock(&queue), &proof_of_order(&queue))?;
    }

    #[test]
    fn a_set_that_is_not_the_greatest_is_refused(queue in queues(20), also in any::<bool>()) {
        prop_assume!(queue.check().is_ok());
        let case = Case::gridlock(&queue);
        let good = proof_of_order(&queue);
        let Solution::Whole(mut taken) = good.solution else { unreachable!() };
        let Some(place) = taken.iter().rposition(|&taken| taken) else { return Ok(()) };
        taken[place] = false;
        let claim = Claim { prices: good.prices, removed: good.removed };
        let value = good.in_order - i128::from(queue.amount[place]);
        let mut less = case.proof(Solution::Whole(taken), value, claim);
        less.dropped.extend(also.then_some(place as u32));
        prop_assert!(!verify(&case, &less).holds());
    }

    #[test]
    fn proofs_of_clearings_hold(queue in queues(20)) {
        prop_assume!(queue.check().is_ok());
        let all = vec![false; queue.amount.len()];
        for weights in [Weights::Value, Weights::Count] {
            let weight = match weights {
                Weights::Count => vec![1; queue.amount.len()],
                _ => queue.amount.clone(),
            };
            let case = Case::clearing(&queue, &weight);
            let taken = gridlock::resolve(&queue).settled();
            let in_order = taken.iter().zip(&weight).filter(|(taken, _)| **taken);
            let in_order = in_order.map(|(_, weight)| i128::from(*weight)).sum();
            let bound = clearing::bound(&queue, &weights);
            let claim = Claim::of_bound(&bound);
            let proof = case.proof(Solution::Whole(all.clone()), in_order, claim);
            holds(&case, &proof)?;
            prop_assert!(proof.bound <= bound.weight, "{} {}", proof.bound, bound.weight);
            prop_assert_eq!(proof.price_of_order(), -in_order);
        }
    }

    #[test]
    fn proofs_of_circulations_hold(debts in debts(20)) {
        let clearing = circulation::clear(&debts, &Options::default()).unwrap();
        let claim = Claim::of_potentials(&clearing.potential, debts.parties as usize);
        let case = case_of_debts(&debts);
        let proof = case.proof(Solution::Part(clearing.cleared.clone()), 0, claim);
        holds(&case, &proof)?;
        prop_assert_eq!((proof.settled, proof.bound), (clearing.total, clearing.bound));
        let mut less = clearing.cleared;
        if let Some(part) = less.iter_mut().find(|part| **part > 0) {
            *part -= 1;
            let claim = Claim { prices: proof.prices.clone(), ..Claim::default() };
            let worse = case.proof(Solution::Part(less), 0, claim);
            prop_assert!(!verify(&case, &worse).holds());
        }
    }

    #[test]
    fn bytes_of_any_kind_never_panic(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..200),
        queue in queues(LARGE),
        linked in linked_worlds(LARGE),
        place in 0_usize..400,
        to in any::<u8>(),
    ) {
        let _ = read(&bytes);
        let head = write(&proof_of_linked(&linked));
        let kept = bytes.len().min(12);
        bytes.splice(..kept, head[..12].iter().copied());
        let _ = read(&bytes);
        for (case, proof) in [(Case::linked(&linked), head),
            (Case::gridlock(&queue), write(&proof_of_order(&queue)))] {
            let mut changed = proof;
            let place = place % changed.len();
            changed[place] = to;
            if let Ok(proof) = read(&changed) {
                let _ = verify(&case, &proof);
            }
        }
    }
}
