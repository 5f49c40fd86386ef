//! P3 against an independent solver: circles of debts found by search, cleared and undone until
//! none gains. Every variant finds the same total, and a check of its own believes no solver.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "a test on small arrays; a wrong index fails it"
)]

use proptest::prelude::*;
use suftaja_netting::circulation::{Clearing, Debts, Fairness, Options, Solver, clear, debts_of};
use suftaja_netting::flow::{End, Network, NetworkError};

/// The most that can be cleared, by gaining circles of Bellman and Ford. Slow and plain.
fn reference(debts: &Debts) -> i128 {
    let source = debts.parties as usize;
    // Arcs as (tail, head, room, gain), each followed by its opposite.
    let mut arcs: Vec<(usize, usize, i128, i128)> = Vec::new();
    for debt in 0..debts.amount.len() {
        let (tail, head) = (debts.debtor[debt] as usize, debts.creditor[debt] as usize);
        arcs.push((tail, head, debts.amount[debt].into(), 1));
        arcs.push((head, tail, 0, -1));
    }
    for (party, money) in debts.liquidity.iter().enumerate() {
        arcs.push((source, party, (*money).into(), 0));
        arcs.push((party, source, 0, 0));
        arcs.push((party, source, i128::MAX / 4, 0));
        arcs.push((source, party, 0, 0));
    }
    let mut total = 0;
    while let Some(circle) = gaining_circle(source + 1, &arcs) {
        let room = circle.iter().map(|arc| arcs[*arc].2).min().unwrap();
        for arc in circle {
            arcs[arc].2 -= room;
            arcs[arc ^ 1].2 += room;
            total += room * arcs[arc].3;
        }
    }
    total
}

fn gaining_circle(nodes: usize, arcs: &[(usize, usize, i128, i128)]) -> Option<Vec<usize>> {
    let mut best = vec![0_i128; nodes];
    let mut through = vec![usize::MAX; nodes];
    let mut last = None;
    for _ in 0..=nodes {
        last = None;
        for (arc, &(tail, head, room, gain)) in arcs.iter().enumerate() {
            if room > 0 && best[tail] + gain > best[head] {
                best[head] = best[tail] + gain;
                through[head] = arc;
                last = Some(head);
            }
        }
        last?;
    }
    let mut node = last?;
    for _ in 0..nodes {
        node = arcs[through[node]].0;
    }
    let start = node;
    let mut circle = Vec::new();
    loop {
        circle.push(through[node]);
        node = arcs[through[node]].0;
        if node == start {
            return Some(circle);
        }
    }
}

/// Nobody is cleared more than the money lent to them beyond what is cleared to them, no debt
/// more than it is, and the potentials bound the total by itself.
fn assert_sound(debts: &Debts, clearing: &Clearing) {
    let mut net = vec![0_i128; debts.parties as usize];
    for (debt, &cleared) in clearing.cleared.iter().enumerate() {
        assert!((0..=debts.amount[debt]).contains(&cleared), "debt {debt}: {cleared}");
        net[debts.debtor[debt] as usize] += i128::from(cleared);
        net[debts.creditor[debt] as usize] -= i128::from(cleared);
    }
    for (party, net) in net.iter().enumerate() {
        let money = debts.liquidity.get(party).copied().unwrap_or(0);
        assert!(*net <= i128::from(money), "party {party} pays {net} with {money}");
    }
    let total: i128 = clearing.cleared.iter().map(|c| i128::from(*c)).sum();
    assert_eq!(clearing.total, total);
    assert_eq!(clearing.bound, total);
    let price = |party: u32| i128::from(clearing.potential[party as usize]);
    let mut bound = 0;
    for debt in 0..debts.amount.len() {
        let gain = 1 + price(debts.debtor[debt]) - price(debts.creditor[debt]);
        bound += i128::from(debts.amount[debt]) * gain.max(0);
    }
    for (party, money) in (0..).zip(&debts.liquidity) {
        let gain = price(debts.parties) - price(party);
        assert!(gain >= 0, "money back from {party} could gain without end");
        bound += i128::from(*money) * gain;
    }
    assert_eq!(bound, total);
}

fn worlds(amount: i64) -> impl Strategy<Value = Debts> {
    let debt = (0..8_u32, 0..8_u32, 0..=amount);
    let money = prop::collection::vec(0..=amount, 8);
    (1..9_u32, prop::collection::vec(debt, 0..24), money, any::<bool>()).prop_map(
        |(parties, debts, mut liquidity, lent)| {
            liquidity.truncate(if lent { parties as usize } else { 0 });
            Debts {
                parties,
                debtor: debts.iter().map(|debt| debt.0 % parties).collect(),
                creditor: debts.iter().map(|debt| debt.1 % parties).collect(),
                amount: debts.iter().map(|debt| debt.2).collect(),
                liquidity,
            }
        },
    )
}

fn variants() -> Vec<Options> {
    let mut variants = Vec::new();
    for filter in [false, true] {
        for solver in [Solver::BySize, Solver::Simplex, Solver::Phases] {
            for fairness in [Fairness::First, Fairness::Even { slices: 5 }] {
                variants.push(Options { filter, solver, fairness, ..Options::default() });
            }
        }
    }
    variants
}

/// What the even choice makes least, computed from the clearing.
fn unevenness(debts: &Debts, cleared: &[i64], slices: i128) -> i128 {
    let mut sum = 0;
    for party in 0..debts.parties {
        let of = |amounts: &[i64]| -> i128 {
            let own = (0..amounts.len()).filter(|debt| debts.debtor[*debt] == party);
            own.map(|debt| i128::from(amounts[debt])).sum()
        };
        let (owed, cleared) = (of(&debts.amount), of(cleared));
        for k in 0..slices {
            let (low, high) = (owed * k / slices, owed * (k + 1) / slices);
            sum += k * (cleared - low).clamp(0, high - low);
        }
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_variant_clears_the_most_and_proves_it(debts in worlds(12)) {
        let most = reference(&debts);
        for options in variants() {
            let clearing = clear(&debts, &options).unwrap();
            prop_assert_eq!(clearing.end, End::Optimal);
            prop_assert!(clearing.fair);
            prop_assert_eq!(clearing.total, most, "{:?}", options);
            assert_sound(&debts, &clearing);
        }
    }

    #[test]
    fn amounts_of_ten_to_the_seventeenth_are_borne(debts in worlds(100_000_000_000_000_000)) {
        let clearing = clear(&debts, &Options::default()).unwrap();
        prop_assert_eq!(clearing.total, reference(&debts));
        assert_sound(&debts, &clearing);
    }

    #[test]
    fn bilateral_first_never_clears_more(debts in worlds(12)) {
        let first = Options { bilateral_first: true, ..Options::default() };
        let clearing = clear(&debts, &first).unwrap();
        prop_assert!(clearing.total <= reference(&debts));
        prop_assert_eq!(clearing.total, clearing.bound);
        let possible = clearing.gross - clearing.internal;
        prop_assert!(clearing.total <= possible || !debts.liquidity.is_empty());
    }

    #[test]
    fn no_best_clearing_is_more_even(debts in small_worlds()) {
        let even = Options { fairness: Fairness::Even { slices: 3 }, ..Options::default() };
        let clearing = clear(&debts, &even).unwrap();
        let mut least = i128::MAX;
        let mut cleared = vec![0; debts.amount.len()];
        // All ways to clear something of each debt, one by one.
        loop {
            let mut net = [0_i64; 4];
            for (debt, cleared) in cleared.iter().enumerate() {
                net[debts.debtor[debt] as usize] += cleared;
                net[debts.creditor[debt] as usize] -= cleared;
            }
            let total: i128 = cleared.iter().map(|c| i128::from(*c)).sum();
            if net == [0; 4] && total == clearing.total {
                least = least.min(unevenness(&debts, &cleared, 3));
            }
            let Some(place) = (0..cleared.len()).find(|at| cleared[*at] < debts.amount[*at]) else {
                break;
            };
            cleared[place] += 1;
            cleared[..place].fill(0);
        }
        prop_assert_eq!(unevenness(&debts, &clearing.cleared, 3), least);
    }
}

fn small_worlds() -> impl Strategy<Value = Debts> {
    prop::collection::vec((0..4_u32, 0..4_u32, 1..4_i64), 0..8).prop_map(|debts| Debts {
        parties: 4,
        debtor: debts.iter().map(|debt| debt.0).collect(),
        creditor: debts.iter().map(|debt| debt.1).collect(),
        amount: debts.iter().map(|debt| debt.2).collect(),
        liquidity: Vec::new(),
    })
}

fn debts(parties: u32, debts: &[(u32, u32, i64)]) -> Debts {
    Debts {
        parties,
        debtor: debts.iter().map(|debt| debt.0).collect(),
        creditor: debts.iter().map(|debt| debt.1).collect(),
        amount: debts.iter().map(|debt| debt.2).collect(),
        liquidity: Vec::new(),
    }
}

#[test]
fn setting_off_pairs_first_can_cost_a_longer_circle() {
    let world = debts(4, &[(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 3, 1), (3, 0, 1)]);
    let joint = clear(&world, &Options::default()).unwrap();
    let first = Options { bilateral_first: true, ..Options::default() };
    let first = clear(&world, &first).unwrap();
    assert_eq!((joint.total, first.total), (4, 2));
    assert_eq!((joint.gross, joint.internal), (5, 1));
}

#[test]
fn a_chain_clears_only_with_money() {
    let mut world = debts(3, &[(0, 1, 10), (1, 2, 10)]);
    assert_eq!(clear(&world, &Options::default()).unwrap().total, 0);
    world.liquidity = vec![4, 0, 0];
    let clearing = clear(&world, &Options::default()).unwrap();
    assert_eq!(clearing.cleared, [4, 4]);
    assert_sound(&world, &clearing);
}

#[test]
fn even_shares_spread_what_is_scarce() {
    // 0 owes 1 and 2, both owe 3, 3 owes 0 half of what would clear all.
    let world = debts(4, &[(0, 1, 8), (0, 2, 8), (1, 3, 8), (2, 3, 8), (3, 0, 8)]);
    let even = Options { fairness: Fairness::Even { slices: 8 }, ..Options::default() };
    let clearing = clear(&world, &even).unwrap();
    assert_eq!(clearing.cleared, [4, 4, 4, 4, 8]);
}

#[test]
fn a_budget_that_ends_says_so() {
    let world = debts(2, &[(0, 1, 3), (1, 0, 5)]);
    let none = Options { steps: 0, ..Options::default() };
    let clearing = clear(&world, &none).unwrap();
    assert_eq!((clearing.end, clearing.total), (End::Stopped, 0));
}

#[test]
fn only_a_flow_of_net_positions_is_read_as_debts() {
    let mut network = Network::new(2);
    network.add(0, 1, 7, 1);
    network.add(1, 0, 4, 1);
    network.supply = vec![3, -3];
    assert_eq!(debts_of(&network), Some(debts(2, &[(0, 1, 7), (1, 0, 4)])));
    network.supply = vec![4, -4];
    assert_eq!(debts_of(&network), None);
}

#[test]
fn what_is_wrong_is_refused_with_its_place() {
    let mut world = debts(2, &[(0, 1, 3), (1, 2, 5)]);
    let refused = NetworkError::Node { arc: 1, node: 2, nodes: 2 };
    assert_eq!(clear(&world, &Options::default()), Err(refused));
    world.creditor[1] = 0;
    world.amount[0] = -1;
    let refused = NetworkError::Capacity { arc: 0, capacity: -1 };
    assert_eq!(clear(&world, &Options::default()), Err(refused));
}
