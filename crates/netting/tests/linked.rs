//! P4 against brute force on small worlds: feasible, below the bound, the one greatest prefix set.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::expect_used,
    reason = "small worlds whose indices the strategies made"
)]

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use suftaja_netting::linked::{
    self, Budget, Cleared, Leg, Legs, Linked, bypass, lattice, lattice_and_refill,
};

const BANKS: u32 = 3;
const CURRENCIES: u32 = 3;

fn leg(currency: u32, source: u32, step: u32, amount: i64) -> Leg {
    let target = (source + step) % BANKS;
    Leg { source: currency * BANKS + source, target: currency * BANKS + target, amount }
}

fn legs(amounts: core::ops::RangeInclusive<i64>) -> impl Strategy<Value = (Leg, Option<Leg>)> {
    let one = (0..CURRENCIES, 0..BANKS, 1..BANKS, amounts.clone());
    let other = (1..CURRENCIES, 0..BANKS, 1..BANKS, amounts, any::<bool>());
    (one, other).prop_map(|((currency, source, step, amount), other)| {
        let (ahead, source_two, step_two, amount_two, is_linked) = other;
        let second = leg((currency + ahead) % CURRENCIES, source_two, step_two, amount_two);
        (leg(currency, source, step, amount), is_linked.then_some(second))
    })
}

fn worlds(most: i64) -> impl Strategy<Value = Linked> {
    worlds_of(0..=10, most)
}

fn worlds_of(items: core::ops::RangeInclusive<usize>, most: i64) -> impl Strategy<Value = Linked> {
    let balances = proptest::collection::vec(0..=most, 9);
    let items = proptest::collection::vec((legs(1..=most), 0..=most), items);
    (balances, items).prop_map(|(balance, items)| {
        let currency = (0..9).map(|account| account / 3).collect();
        let mut linked = Linked { balance, currency, ..Linked::default() };
        for ((first, second), weight) in items {
            linked.first.push(Some(first));
            linked.second.push(second);
            linked.weight.push(weight);
        }
        linked
    })
}

fn money(linked: &Linked, taken: &[bool]) -> Vec<i128> {
    let mut money: Vec<i128> = linked.balance.iter().map(|&balance| i128::from(balance)).collect();
    for item in (0..taken.len()).filter(|&item| taken[item]) {
        for leg in [linked.first.at(item), linked.second.at(item)].into_iter().flatten() {
            money[leg.source as usize] -= i128::from(leg.amount);
            money[leg.target as usize] += i128::from(leg.amount);
        }
    }
    money
}

fn is_feasible(linked: &Linked, taken: &[bool]) -> bool {
    money(linked, taken).iter().all(|&money| money >= 0)
}

fn weight(linked: &Linked, taken: &[bool]) -> i128 {
    (0..taken.len()).filter(|&i| taken[i]).map(|i| i128::from(linked.weight[i])).sum()
}

/// Whether on each account the taken outgoing legs come before the others.
fn keeps_order(linked: &Linked, taken: &[bool]) -> bool {
    let mut has_gap = vec![false; linked.balance.len()];
    (0..taken.len()).all(|item| {
        [&linked.first, &linked.second].into_iter().filter_map(|legs| legs.at(item)).all(|leg| {
            let gap = &mut has_gap[leg.source as usize];
            *gap |= !taken[item];
            !(*gap && taken[item])
        })
    })
}

fn subsets(items: usize) -> impl Iterator<Item = Vec<bool>> {
    (0..1u32 << items).map(move |bits| (0..items).map(|item| bits >> item & 1 == 1).collect())
}

const SMALL: Budget = Budget { steps: 200_000 };

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn cleared_is_feasible_and_the_best_lies_below_the_bound(linked in worlds(12)) {
        prop_assert!(linked.check().is_empty());
        let Cleared { taken, weight: found, bound, .. } = linked::clear(&linked, SMALL);
        prop_assert!(is_feasible(&linked, &taken));
        prop_assert_eq!(weight(&linked, &taken), found);
        let best = subsets(taken.len())
            .filter(|taken| is_feasible(&linked, taken))
            .map(|taken| weight(&linked, &taken))
            .max()
            .unwrap_or(0);
        prop_assert!(best <= bound.weight, "best {best}, bound {}", bound.weight);
        prop_assert!(found <= best);
        for &item in &bound.removed {
            let with = |taken: &Vec<bool>| taken[item as usize] && is_feasible(&linked, taken);
            prop_assert!(!subsets(taken.len()).any(|taken| with(&taken)));
        }
    }

    #[test]
    fn the_lattice_holds_every_set_that_keeps_the_order(linked in worlds(12)) {
        let greatest = lattice(&linked);
        prop_assert!(is_feasible(&linked, &greatest) && keeps_order(&linked, &greatest));
        for taken in subsets(greatest.len()) {
            if is_feasible(&linked, &taken) && keeps_order(&linked, &taken) {
                prop_assert!(taken.iter().zip(&greatest).all(|(one, other)| !one || *other));
            }
        }
    }

    #[test]
    fn plain_sets_are_feasible_and_leave_nothing_that_fits(linked in worlds(12)) {
        for taken in [bypass(&linked), lattice_and_refill(&linked)] {
            prop_assert!(is_feasible(&linked, &taken));
            let after = money(&linked, &taken);
            for (item, taken) in taken.iter().enumerate() {
                let fits = [linked.first.at(item), linked.second.at(item)].into_iter().flatten()
                    .all(|leg| after[leg.source as usize] >= i128::from(leg.amount));
                prop_assert!(*taken || !fits);
            }
        }
    }

    #[test]
    fn amounts_of_ten_to_the_eighteen_never_overflow(linked in worlds(1_000_000_000_000_000_000)) {
        let cleared = linked::clear(&linked, SMALL);
        prop_assert!(is_feasible(&linked, &cleared.taken));
        prop_assert!(cleared.weight <= cleared.bound.weight);
        prop_assert_eq!(&cleared, &linked::clear(&linked, SMALL));
    }
}

#[test]
fn small_worlds_are_cleared_to_the_optimum_almost_always() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut found, mut best) = (0, 0);
    for _ in 0..64 {
        let linked = worlds(12).new_tree(&mut runner).expect("a world").current();
        found += linked::clear(&linked, SMALL).weight;
        best += subsets(linked.weight.len())
            .filter(|taken| is_feasible(&linked, taken))
            .map(|taken| weight(&linked, &taken))
            .max()
            .unwrap_or(0);
    }
    assert!(found * 1_000 >= best * 999, "found {found} of {best}");
}

/// A world of so many items, the same on every run.
fn world_of(items: usize, most: i64) -> Linked {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    worlds_of(items..=items, most).new_tree(&mut runner).expect("a world").current()
}

#[test]
fn many_amounts_of_ten_to_the_eighteen_never_overflow() {
    let mut linked = world_of(600, 1_000_000_000_000_000_000);
    linked.balance.fill(1_000_000_000_000_000_000);
    linked.first.amount.fill(1_000_000_000_000_000_000);
    linked.weight.fill(1_000_000_000_000_000_000);
    assert!(linked.check().is_empty());
    let cleared = linked::clear(&linked, SMALL);
    assert!(is_feasible(&linked, &cleared.taken));
    assert_eq!(cleared.weight, weight(&linked, &cleared.taken));
    assert!(i128::from(i64::MAX) < cleared.weight && cleared.weight <= cleared.bound.weight);
}

#[test]
fn many_threads_at_once_give_the_same_bytes() {
    let linked = world_of(200, 1_000);
    let alone = linked::clear(&linked, SMALL);
    std::thread::scope(|scope| {
        let run = |_| scope.spawn(|| linked::clear(&linked, SMALL));
        let threads: Vec<_> = (0..4).map(run).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("a thread that ends"), alone);
        }
    });
}

/// Linked items in a ring over all banks of two currencies, and items that lead out of it: half of
/// each would be affordable, so that the relaxation takes it, and no whole one ever is. They stand
/// in front of the others, so that no set in order holds the ring.
fn ring(banks: u32) -> Linked {
    let outside = 2 * banks;
    let currency = (0..=outside).map(|account| u16::from((banks..outside).contains(&account)));
    let mut linked = Linked { currency: currency.collect(), ..Linked::default() };
    linked.balance = (0..=outside).map(|account| if account < banks { 350 } else { 0 }).collect();
    for bank in 0..banks {
        let next = (bank + 1) % banks;
        linked.first.push(Some(Leg { source: bank, target: outside, amount: 600 }));
        linked.second.push(None);
        linked.weight.push(30);
        linked.first.push(Some(Leg { source: bank, target: next, amount: 700 }));
        let back = Leg { source: banks + next, target: banks + bank, amount: 300 };
        linked.second.push(Some(back));
        linked.weight.push(10);
    }
    linked
}

#[test]
fn a_ring_of_linked_items_settles_though_no_part_of_it_could() {
    let linked = ring(24);
    assert!(linked.check().is_empty());
    let cleared = linked::clear(&linked, Budget { steps: 3_000_000 });
    let taken: Vec<bool> = (0..48).map(|item| item % 2 == 1).collect();
    assert_eq!(cleared.taken, taken);
}

/// Each item pays the next account what it will have, and the last one in order can pay first.
#[test]
fn bypass_walks_a_long_chain_against_its_order() {
    let length = 20_000;
    let mut linked = Linked { balance: vec![0; length + 1], ..Linked::default() };
    linked.currency = vec![0; length + 1];
    linked.balance[0] = 5;
    for source in (0..length as u32).rev() {
        linked.first.push(Some(Leg { source, target: source + 1, amount: 5 }));
        linked.second.push(None);
        linked.weight.push(1);
    }
    assert!(bypass(&linked).iter().all(|is_in| *is_in));
}

#[test]
fn an_item_without_a_first_leg_is_named() {
    let mut linked = ring(3);
    linked.first.source[5] = linked::NO_LEG;
    linked.second.amount[5] = -5;
    let faults: Vec<String> = linked.check().iter().map(ToString::to_string).collect();
    let expected = [
        "item 5 names no two accounts of one currency: correct source and target",
        "item 5 has an amount that is not positive: correct it",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn the_largest_weights_are_counted_and_larger_ones_named() {
    let mut linked = ring(8);
    linked.weight.fill(linked::WEIGHT_MAX);
    assert!(linked.check().is_empty());
    let cleared = linked::clear(&linked, SMALL);
    assert_eq!(cleared.weight, 8 * i128::from(linked::WEIGHT_MAX));
    assert!(cleared.weight <= cleared.bound.weight);
    linked.weight[3] += 1;
    assert_eq!(linked.check(), [linked::LinkedFault::Weight(3)]);
}

#[test]
fn faults_are_named_all_at_once() {
    let linked = Linked {
        balance: vec![-1, 0],
        currency: vec![0, 0],
        first: Legs { source: vec![0, 0], target: vec![0, 7], amount: vec![1, 0] },
        second: Legs { source: vec![u32::MAX; 2], target: vec![u32::MAX; 2], amount: vec![0; 2] },
        weight: vec![-1, 1],
    };
    let faults: Vec<String> = linked.check().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 5, "{faults:?}");
    assert!(faults[0].starts_with("account 0 has a negative balance"), "{faults:?}");
}
