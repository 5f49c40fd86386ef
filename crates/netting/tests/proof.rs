//! Proofs of all problems: the verifier accepts what the kernels make, reads back what was written,
//! and refuses what was changed, at the right place.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "small worlds whose indices the strategies made"
)]

use proptest::prelude::*;
use suftaja_netting::circulation::{self, Debts, Options};
use suftaja_netting::clearing::{self, Weights};
use suftaja_netting::linked::{self, Budget, Leg, Linked};
use suftaja_netting::proof::{
    Case, Claim, Finding, Prices, Problem, Proof, ReadError, Solution, read, verify, write,
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
    let in_order = linked::lattice(linked).into_iter().zip(&linked.weight);
    let in_order = in_order.filter(|(is_in, _)| *is_in).map(|(_, &weight)| i128::from(weight));
    Case::linked(linked).proof_of_linked(&cleared, in_order.sum())
}

fn proof_of_order(queue: &Queue) -> Proof {
    let prefixes = gridlock::resolve(queue);
    let claim = Claim::of_bound(&clearing::bound(queue, &Weights::Value));
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
            prop_assert_eq!(proof.price_of_fairness(), -in_order);
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
fn each_claim_about_what_settles_is_refused_where_it_is_wrong() {
    assert_eq!(findings(|_| {}), []);
    let balance = findings(|proof| proof.balance[1] = 12);
    assert_eq!(balance, [Finding::Balance { account: 1, found: 10, claimed: 12 }]);
    assert_eq!(balance[0].to_string(), "account 1 ends at 10, the proof says 12");
    let settled = findings(|proof| proof.settled = 19);
    assert_eq!(settled, [Finding::Settled { found: 20, claimed: 19 }]);
    let problem = findings(|proof| proof.problem = Problem::Clearing);
    assert_eq!(problem, [Finding::Problem]);
    let taken = findings(|proof| proof.solution = Solution::Whole(vec![true, true]));
    assert!(taken.contains(&Finding::Overdrawn { account: 0, balance: -11 }), "{taken:?}");
    assert!(taken.contains(&Finding::RemovedSettles { place: 0, item: 1 }), "{taken:?}");
    let none = findings(|proof| proof.solution = Solution::Whole(vec![false, false]));
    assert!(none.contains(&Finding::Settled { found: 0, claimed: 20 }), "{none:?}");
    let part = findings(|proof| proof.solution = Solution::Part(vec![20, 0]));
    assert_eq!(part, [Finding::Problem]);
}

#[test]
fn each_claim_about_the_bound_is_refused_where_it_is_wrong() {
    let bound = findings(|proof| proof.bound += 12);
    assert_eq!(bound, [Finding::Bound { found: 20, claimed: 32 }]);
    let free = findings(|proof| proof.free_bound += 12);
    assert!(matches!(free[..], [Finding::FreeBound { .. }, Finding::Bound { .. }]), "{free:?}");
    assert!(free[0].to_string().ends_with(", 12 less than claimed"), "{}", free[0]);
    let price = findings(|proof| proof.prices.balance[2] = -1);
    let negative = Finding::Price { what: "balance", index: 2, price: -1 };
    assert!(price.contains(&negative), "{price:?}");
    let dear = findings(|proof| proof.prices.balance[0] = i64::MAX);
    assert!(matches!(dear[..], [Finding::FreeBound { .. }]), "{dear:?}");
    let scale = findings(|proof| proof.prices.scale = 63);
    assert_eq!(scale, [Finding::Scale { found: 63, most: 62 }]);
    let scale = findings(|proof| proof.prices = Prices { scale: 1, ..Prices::default() });
    assert_eq!(scale, [Finding::Scale { found: 1, most: 0 }]);
    let early = findings(|proof| proof.removed.insert(0, 0));
    let reach = Finding::Removed { place: 0, item: 0, amount: 10, reach: 10 };
    assert!(early.contains(&reach), "{early:?}");
    assert!(early.contains(&Finding::RemovedSettles { place: 0, item: 0 }), "{early:?}");
    let twice = findings(|proof| proof.removed.push(1));
    assert_eq!(twice, [Finding::RemovedTwice { place: 1, item: 1 }]);
    let nowhere = findings(|proof| proof.removed.push(7));
    assert_eq!(nowhere, [Finding::RemovedTwice { place: 1, item: 7 }]);
    let kept = findings(|proof| proof.removed.clear());
    assert!(matches!(kept[..], [Finding::FreeBound { .. }]), "{kept:?}");
}

#[test]
fn each_claim_about_the_order_is_refused_where_it_is_wrong() {
    let in_order = findings(|proof| proof.in_order = 19);
    assert_eq!(in_order, [Finding::InOrder { found: 20, claimed: 19 }]);
    let early = findings(|proof| proof.dropped.insert(0, 0));
    assert!(early.contains(&Finding::Dropped { place: 0, item: 0 }), "{early:?}");
    assert!(early.contains(&Finding::InOrder { found: 0, claimed: 20 }), "{early:?}");
    let twice = findings(|proof| proof.dropped.push(1));
    assert_eq!(twice, [Finding::DroppedTwice { place: 1, item: 1 }]);
    let kept = findings(|proof| proof.dropped.clear());
    let left = Finding::InOrder { found: 31, claimed: 20 };
    assert_eq!(kept, [Finding::Rest(0), left]);
    // An item behind one that fell.
    let mut queue = Queue { balance: vec![5, 0], ..Queue::default() };
    for amount in [9, 1] {
        queue.source.push(0);
        queue.target.push(1);
        queue.amount.push(amount);
        queue.class.push(2);
    }
    let case = Case::gridlock(&queue);
    let mut proof = proof_of_order(&queue);
    assert!(verify(&case, &proof).holds());
    proof.dropped = vec![0];
    let found = verify(&case, &proof).findings;
    assert_eq!(found[..2], [Finding::Dropped { place: 0, item: 0 }, Finding::Order(1)]);
    assert!(found.contains(&Finding::Forgotten(1)), "{found:?}");
    proof.dropped = vec![1, 0];
    proof.solution = Solution::Whole(vec![false, true]);
    assert!(verify(&case, &proof).findings.contains(&Finding::DroppedSettles(1)));
}

/// A queue with every kind of row, all of which bind.
fn rows() -> Queue {
    let mut queue = Queue {
        balance: vec![10, 0, 0],
        reserve_urgent: vec![2, 0, 0],
        reserve_high: vec![3, 0, 0],
        multilateral: vec![4, i64::MAX, i64::MAX],
        bilateral: vec![Limit { from: 0, to: 1, amount: 3 }],
        links: vec![Link { first: 4, second: 5 }],
        ..Queue::default()
    };
    for (source, target, amount, class) in
        [(0, 1, 3, 2), (0, 2, 2, 2), (0, 2, 9, 1), (0, 1, 4, 0), (1, 2, 1, 2), (2, 1, 1, 2)]
    {
        queue.source.push(source);
        queue.target.push(target);
        queue.amount.push(amount);
        queue.class.push(class);
    }
    queue
}

#[test]
fn each_row_is_refused_where_it_is_passed() {
    let queue = rows();
    let case = Case::clearing(&queue, &queue.amount);
    let in_order = gridlock::resolve(&queue).value();
    let found = |taken: [bool; 6]| {
        let proof = case.proof(Solution::Whole(taken.to_vec()), in_order, Claim::default());
        verify(&case, &proof).findings
    };
    assert_eq!(found([true, true, false, false, true, true]), []);
    let reserve = found([false, false, true, false, true, true]);
    assert_eq!(reserve, [Finding::Reserve { account: 0, lack: 1 }]);
    let pair = found([false, false, false, true, true, true]);
    assert_eq!(pair, [Finding::Bilateral { from: 0, to: 1 }]);
    let torn = found([true, false, false, false, true, false]);
    assert_eq!(torn, [Finding::Link { first: 4, second: 5 }]);
    let low = Queue { multilateral: vec![1; 3], ..queue.clone() };
    let case = Case::clearing(&low, &low.amount);
    let proof = case.proof(
        Solution::Whole(vec![false, true, false, false, false, false]),
        gridlock::resolve(&low).value(),
        Claim::default(),
    );
    assert_eq!(verify(&case, &proof).findings, [Finding::Multilateral(0)]);
}

#[test]
fn each_kind_of_price_is_read_and_refused_where_it_is_wrong() {
    let queue = rows();
    let case = Case::clearing(&queue, &queue.amount);
    let in_order = gridlock::resolve(&queue).value();
    let zeros = || vec![0_i64; 3];
    let prices = Prices {
        scale: 0,
        balance: zeros(),
        high: zeros(),
        normal: zeros(),
        multilateral: zeros(),
        bilateral: vec![0],
    };
    let claim = Claim { prices, ..Claim::default() };
    let good = case.proof(Solution::Whole(vec![false; 6]), in_order, claim);
    assert_eq!(verify(&case, &good).findings, []);
    assert_eq!(read(&write(&good)).as_ref(), Ok(&good));
    let kinds: [(&str, fn(&mut Prices) -> &mut Vec<i64>); 5] = [
        ("balance", |prices| &mut prices.balance),
        ("high", |prices| &mut prices.high),
        ("normal", |prices| &mut prices.normal),
        ("multilateral", |prices| &mut prices.multilateral),
        ("bilateral", |prices| &mut prices.bilateral),
    ];
    for (what, of) in kinds {
        let mut proof = good.clone();
        of(&mut proof.prices)[0] = -1;
        let negative = Finding::Price { what, index: 0, price: -1 };
        let found = verify(&case, &proof).findings;
        assert!(found.contains(&negative), "{what}: {found:?}");
        let mut proof = good.clone();
        of(&mut proof.prices)[0] = 3;
        let found = verify(&case, &proof).findings;
        assert!(matches!(found[0], Finding::FreeBound { .. }), "{what}: {found:?}");
        let mut proof = good.clone();
        of(&mut proof.prices).push(0);
        let found = verify(&case, &proof).findings;
        assert!(matches!(found[..], [Finding::Length { .. }]), "{what}: {found:?}");
    }
    // Account 1 has no multilateral limit: nothing there could have a price.
    let mut proof = good.clone();
    proof.prices.multilateral[1] = 1;
    let found = verify(&case, &proof).findings;
    assert!(found.contains(&Finding::Price { what: "multilateral", index: 1, price: 1 }));
}

#[test]
fn each_claim_about_divided_debts_is_refused_where_it_is_wrong() {
    let case = Case::circulation(3, &[0, 1, 2], &[1, 2, 0], &[5, 6, 7], &[]);
    let prices = Prices { balance: vec![0, 2, 1], ..Prices::default() };
    let claim = Claim { prices, ..Claim::default() };
    let good = case.proof(Solution::Part(vec![5; 3]), 0, claim);
    let found = |change: fn(&mut Proof)| {
        let mut proof = good.clone();
        change(&mut proof);
        verify(&case, &proof).findings
    };
    assert_eq!(found(|_| {}), []);
    let part = found(|proof| proof.solution = Solution::Part(vec![6; 3]));
    assert_eq!(part[0], Finding::Part { item: 0, part: 6, amount: 5 });
    let one = found(|proof| proof.solution = Solution::Part(vec![4, 5, 5]));
    assert!(one.contains(&Finding::Overdrawn { account: 1, balance: -1 }), "{one:?}");
    let less = found(|proof| {
        proof.solution = Solution::Part(vec![4; 3]);
        (proof.settled, proof.in_order) = (12, 12);
    });
    assert_eq!(less, [Finding::Slack { item: 0, part: 4, amount: 5, profit: 3 }]);
    let order = found(|proof| proof.in_order = 14);
    assert_eq!(order, [Finding::InOrder { found: 15, claimed: 14 }]);
    let gone = found(|proof| proof.removed.push(0));
    assert_eq!(gone, [Finding::Length { what: "removed", found: 1, expected: 0 }]);
    let gone = found(|proof| proof.dropped.push(0));
    assert_eq!(gone, [Finding::Length { what: "dropped", found: 1, expected: 0 }]);
}

#[test]
fn a_unit_of_money_is_worth_what_it_adds_to_the_bound() {
    let mut queue = rows();
    let prices = Prices {
        balance: vec![1, 0, 0],
        high: vec![2, 0, 0],
        normal: vec![4, 0, 0],
        ..Prices::default()
    };
    for (balance, worth) in [(10, 7), (4, 3), (1, 1)] {
        queue.balance[0] = balance;
        let bound = |more: i64| {
            let mut queue = queue.clone();
            queue.balance[0] += more;
            let case = Case::clearing(&queue, &queue.amount);
            let claim = Claim { prices: prices.clone(), ..Claim::default() };
            (case.proof(Solution::Whole(vec![false; 6]), 0, claim), case)
        };
        let (proof, case) = bound(0);
        assert_eq!(case.worth(&proof, 0), worth, "with {balance}");
        assert_eq!(bound(1).0.bound - proof.bound, worth, "with {balance}");
    }
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
    assert_eq!(changed(8, 1), Err(ReadError::Version(1)));
    assert_eq!(changed(10, 9), Err(ReadError::Problem(9)));
    assert_eq!(changed(11, 0b10_0001), Err(ReadError::Kinds(0b10_0001)));
    assert_eq!(changed(11, 0b1_0001), Err(ReadError::Kinds(0b1_0001)));
    assert_eq!(changed(36, 1), Err(ReadError::Reserved(36)));
    assert_eq!(changed(136, 0b101), Err(ReadError::Reserved(136)));
    let found = bytes.len() as u64;
    assert_eq!(changed(12, 5), Err(ReadError::Length { found, expected: found + 24 }));
    let cut = read(&bytes[..bytes.len() - 1]);
    assert_eq!(cut, Err(ReadError::Length { found: found - 1, expected: found }));
    assert_eq!(read(&bytes[..20]), Err(ReadError::Length { found: 20, expected: 136 }));
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
