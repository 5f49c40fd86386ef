//! Proofs of all problems: the verifier accepts what the kernels make, reads back what was written,
//! and refuses what was changed, at the right place.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "small worlds whose indices the strategies made"
)]

use proptest::prelude::*;
use suftaja_netting::circulation::{self, Debts, Options};
use suftaja_netting::linked::{self, Budget, Leg, Linked};
use suftaja_netting::proof::{
    Case, Claim, Finding, Proof, ReadError, Solution, drops, read, verify, write,
};
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

fn proof_of_linked(linked: &Linked) -> Proof {
    let cleared = linked::clear(linked, Budget { steps: 20_000 });
    Case::linked(linked).proof_of_linked(&cleared, 0)
}

fn proof_of_order(queue: &Queue) -> Proof {
    let prefixes = gridlock::resolve(queue);
    let claim = Claim { removed: drops(queue), ..Claim::default() };
    let solution = Solution::Whole(prefixes.settled());
    Case::gridlock(queue).proof(solution, prefixes.value(), claim)
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
        // The digest is the caller's to compare, and the set in order is a statement.
        if (32..64).contains(&place) || (96..112).contains(&place) {
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
        let (case, proof) = (Case::gridlock(&queue), proof_of_order(&queue));
        holds(&case, &proof)?;
        every_byte_matters(&case, &proof)?;
    }

    #[test]
    fn proofs_of_large_orders_hold(queue in queues(LARGE)) {
        prop_assume!(queue.check().is_ok());
        holds(&Case::gridlock(&queue), &proof_of_order(&queue))?;
    }

    #[test]
    fn a_set_that_is_not_the_greatest_is_refused(queue in queues(20), take in 0_usize..14) {
        prop_assume!(queue.check().is_ok());
        let case = Case::gridlock(&queue);
        let mut proof = proof_of_order(&queue);
        let Solution::Whole(taken) = &mut proof.solution else { unreachable!() };
        let Some(place) = taken.iter().rposition(|&taken| taken) else { return Ok(()) };
        taken[place] = false;
        let removed = (take as u32 % 2..2).map(|_| place as u32).take(1);
        proof.removed.extend(removed);
        let claim = Claim { removed: proof.removed.clone(), ..Claim::default() };
        let less = case.proof(proof.solution, 0, claim);
        prop_assert!(!verify(&case, &less).holds());
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
            let claim = Claim { price: proof.price.clone(), ..Claim::default() };
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

/// Two banks, two currencies: a trade that settles, and one that is too large.
fn example() -> Linked {
    let mut linked =
        Linked { balance: vec![10, 0, 0, 7], currency: vec![0, 0, 1, 1], ..Linked::default() };
    linked.first.push(Some(Leg { source: 0, target: 1, amount: 10 }));
    linked.second.push(Some(Leg { source: 3, target: 2, amount: 7 }));
    linked.weight.push(20);
    linked.first.push(Some(Leg { source: 0, target: 1, amount: 11 }));
    linked.second.push(None);
    linked.weight.push(11);
    linked
}

fn findings(change: impl FnOnce(&mut Proof)) -> Vec<Finding> {
    let linked = example();
    let mut proof = proof_of_linked(&linked);
    change(&mut proof);
    verify(&Case::linked(&linked), &proof).findings
}

#[test]
fn each_field_is_refused_where_it_is_wrong() {
    assert_eq!(findings(|_| {}), []);
    let balance = findings(|proof| proof.balance[1] = 12);
    assert_eq!(balance, [Finding::Balance { account: 1, found: 10, claimed: 12 }]);
    assert_eq!(balance[0].to_string(), "account 1 ends at 10, the proof says 12");
    let settled = findings(|proof| proof.settled = 19);
    assert_eq!(settled, [Finding::Settled { found: 20, claimed: 19 }]);
    let bound = findings(|proof| proof.bound += 12);
    assert!(matches!(bound[..], [Finding::Bound { .. }]), "{bound:?}");
    assert!(bound[0].to_string().ends_with(", 12 less than claimed"), "{}", bound[0]);
    let price = findings(|proof| proof.price[2] = -1);
    assert!(price.contains(&Finding::Price { what: "account", index: 2 }), "{price:?}");
    let removed = findings(|proof| proof.removed.insert(0, 0));
    let early = Finding::Removed { place: 0, item: 0, amount: 10, reach: 10 };
    assert!(removed.contains(&early), "{removed:?}");
    let taken = findings(|proof| proof.solution = Solution::Whole(vec![true, true]));
    assert!(taken.contains(&Finding::Overdrawn { account: 0, balance: -11 }), "{taken:?}");
    assert!(taken.contains(&Finding::RemovedTwice { place: 0, item: 1 }), "{taken:?}");
    let length = findings(|proof| proof.balance.truncate(3));
    let short = Finding::Length { what: "balances", found: 3, expected: 4 };
    assert_eq!(length, [short]);
}

#[test]
fn bytes_are_refused_where_they_are_wrong() {
    let bytes = write(&proof_of_linked(&example()));
    let changed = |place: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = to;
        read(&bytes)
    };
    assert_eq!(changed(0, 0), Err(ReadError::Magic));
    assert_eq!(changed(8, 2), Err(ReadError::Version(2)));
    assert_eq!(changed(10, 9), Err(ReadError::Problem(9)));
    assert_eq!(changed(11, 1), Err(ReadError::Reserved(11)));
    assert_eq!(changed(112, 0b101), Err(ReadError::Reserved(112)));
    let found = bytes.len() as u64;
    assert_eq!(changed(12, 5), Err(ReadError::Length { found, expected: found + 24 }));
    let cut = read(&bytes[..bytes.len() - 1]);
    assert_eq!(cut, Err(ReadError::Length { found: found - 1, expected: found }));
}

#[test]
fn canonical_bytes_change_with_the_instance() {
    let bytes = |linked: &Linked| {
        let mut all = Vec::new();
        Case::linked(linked).canonical(|piece| all.extend_from_slice(piece));
        all
    };
    let one = example();
    let mut other = example();
    other.second.amount[0] = 8;
    assert_eq!(bytes(&one), bytes(&example()));
    assert_ne!(bytes(&one), bytes(&other));
}
