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
            for fairness in [Fairness::First, Fairness::Lexicographic] {
                variants.push(Options { filter, solver, fairness, ..Options::default() });
            }
        }
    }
    variants
}

/// What each party owes, and what of it is cleared.
fn shares(debts: &Debts, cleared: &[i64]) -> Vec<(i128, i128)> {
    let mut shares = vec![(0, 0); debts.parties as usize];
    for (debt, cleared) in cleared.iter().enumerate() {
        let (all, part) = &mut shares[debts.debtor[debt] as usize];
        *all += i128::from(debts.amount[debt]);
        *part += i128::from(*cleared);
    }
    shares
}

/// Shares of those that owe anything, lowest first, each raised by so many units: as fractions.
fn sorted(mut shares: Vec<(i128, i128)>, more: i128) -> Vec<(i128, i128)> {
    shares.retain(|(all, _)| *all > 0);
    for (_, part) in &mut shares {
        *part += more;
    }
    shares.sort_by(|one, other| (one.1 * other.0).cmp(&(other.1 * one.0)));
    shares
}

/// Whether one list of shares is above another, the lowest counting first.
fn is_fairer(one: &[(i128, i128)], other: &[(i128, i128)]) -> bool {
    let compared = one.iter().zip(other).map(|(a, b)| (a.1 * b.0).cmp(&(b.1 * a.0)));
    compared.into_iter().find(|order| order.is_ne()) == Some(std::cmp::Ordering::Greater)
}

/// Whether a party could be cleared more than a few units more on its debts at no cost to the
/// total, taking nothing from parties whose share is not clearly higher: then a fairer clearing
/// there would be. All arcs that may carry more or less at the optimum, searched from scratch.
fn could_have_more(debts: &Debts, clearing: &Clearing, party: u32) -> bool {
    const FEW: i64 = 40;
    let shares = shares(debts, &clearing.cleared);
    let (all, part) = shares[party as usize];
    let price = |party: u32| clearing.potential[party as usize];
    let source = debts.parties;
    // Halves of parties: 2n receives, 2n + 1 pays.
    let mut reached = vec![false; 2 * debts.parties as usize + 2];
    let mut waiting = vec![2 * party + 1];
    while let Some(node) = waiting.pop() {
        if std::mem::replace(&mut reached[node as usize], true) {
            continue;
        }
        let (one, pays) = (node / 2, node % 2 == 1);
        for debt in 0..debts.amount.len() {
            let (debtor, creditor) = (debts.debtor[debt], debts.creditor[debt]);
            if 1 + price(debtor) - price(creditor) != 0 {
                continue;
            }
            let (cleared, amount) = (clearing.cleared[debt], debts.amount[debt]);
            if pays && debtor == one && amount - cleared > FEW {
                waiting.push(2 * creditor);
            }
            if !pays && creditor == one && cleared > FEW {
                waiting.push(2 * debtor + 1);
            }
        }
        let (other_all, other) = shares.get(one as usize).copied().unwrap_or_default();
        if !pays && one != source && other_all - other > FEW.into() && one != party {
            waiting.push(2 * one + 1);
        }
        // It gives a few units only where its share then is still the higher one of the two.
        let few = i128::from(FEW);
        if pays && one != party && (other - few) * all > (part + few) * other_all {
            waiting.push(2 * one);
        }
    }
    reached[2 * party as usize]
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
    fn amounts_of_ten_to_the_eighteenth_are_borne(debts in worlds(1_000_000_000_000_000_000)) {
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
    fn no_best_clearing_is_fairer(debts in small_worlds()) {
        const UNIT: i64 = 12;
        let fair = Options { fairness: Fairness::Lexicographic, ..Options::default() };
        let mut fine = debts.clone();
        fine.amount.iter_mut().for_each(|amount| *amount *= UNIT);
        let clearing = clear(&fine, &fair).unwrap();
        prop_assert!(clearing.fair);
        // A level is rounded down by less than a unit.
        let reached = sorted(shares(&fine, &clearing.cleared), 1);
        let mut cleared = vec![0; debts.amount.len()];
        // All ways to clear thirds of each debt, one by one.
        loop {
            let mut net = [0_i64; 4];
            for (debt, cleared) in cleared.iter().enumerate() {
                net[debts.debtor[debt] as usize] += cleared;
                net[debts.creditor[debt] as usize] -= cleared;
            }
            let total: i128 = cleared.iter().map(|c| i128::from(*c)).sum();
            if net == [0; 4] && total == clearing.total {
                let other = sorted(shares(&fine, &cleared), 0);
                prop_assert!(!is_fairer(&other, &reached), "{:?} {:?}", clearing.cleared, cleared);
            }
            let Some(place) = (0..cleared.len()).find(|at| cleared[*at] < fine.amount[*at]) else {
                break;
            };
            cleared[place] += UNIT / 3;
            cleared[..place].fill(0);
        }
    }

    #[test]
    fn nobody_could_have_more_at_the_cost_of_richer_ones(debts in worlds(1_000_000)) {
        prop_assume!(debts.liquidity.is_empty());
        let fair = Options { fairness: Fairness::Lexicographic, ..Options::default() };
        let clearing = clear(&debts, &fair).unwrap();
        prop_assert!(clearing.fair);
        for (party, (all, part)) in (0..).zip(shares(&debts, &clearing.cleared)) {
            prop_assert!(
                all - part <= 40 || !could_have_more(&debts, &clearing, party),
                "party {} has {} of {}: {:?}", party, part, all, clearing.cleared
            );
        }
    }
}

/// Two ways from party 0 to party 3 that share what comes back, and one more debt.
fn small_worlds() -> impl Strategy<Value = Debts> {
    let amounts = prop::collection::vec(1..3_i64, 5);
    (amounts, (0..4_u32, 0..4_u32, 0..3_i64)).prop_map(|(amounts, more)| {
        let ends = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0)];
        let ends = ends.into_iter().zip(amounts).map(|((from, to), amount)| (from, to, amount));
        debts(4, &ends.chain([more]).collect::<Vec<_>>())
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
fn a_unit_that_rounding_leaves_with_the_richer_one_is_no_fault() {
    // Of 41 that 6 clears, 3 is due .9995 of its 70 and 5 has the rest of its 2,801. All of it
    // given to 3 would only turn the two round.
    let ends = [(3, 0, 70), (0, 1, 41), (1, 6, 41), (6, 3, 41), (5, 0, 2801), (6, 5, 41)];
    let world = debts(7, &ends);
    let fair = Options { fairness: Fairness::Lexicographic, ..Options::default() };
    let clearing = clear(&world, &fair).unwrap();
    assert!(clearing.fair && clearing.total == 164);
    assert!((0..7).all(|party| !could_have_more(&world, &clearing, party)));
    // With a hundredfold of everything the rounding is small, and each has what it is due.
    let fine = debts(7, &ends.map(|(from, to, amount)| (from, to, 100 * amount)));
    let cleared = clear(&fine, &fair).unwrap().cleared;
    assert!((99..=100).contains(&cleared[3]) && (4000..=4001).contains(&cleared[5]), "{cleared:?}");
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
fn the_lowest_share_is_raised_first_then_the_next() {
    let fair = Options { fairness: Fairness::Lexicographic, ..Options::default() };
    // 0 owes 1 and 2, both owe 3, 3 owes 0 half of what would clear all.
    let world = debts(4, &[(0, 1, 8), (0, 2, 8), (1, 3, 8), (2, 3, 8), (3, 0, 8)]);
    assert_eq!(clear(&world, &fair).unwrap().cleared, [4, 4, 4, 4, 8]);
    // Party 2 can have no more than 2 of 8, so 1 has what is left and not as little as 2.
    let world = debts(4, &[(0, 1, 9), (0, 2, 2), (1, 3, 9), (2, 3, 8), (3, 0, 8)]);
    assert_eq!(clear(&world, &fair).unwrap().cleared, [6, 2, 6, 2, 8]);
    // Shares, not amounts: 1 owes thrice what 2 owes and is cleared thrice as much.
    let world = debts(4, &[(0, 1, 9), (0, 2, 3), (1, 3, 9), (2, 3, 3), (3, 0, 8)]);
    assert_eq!(clear(&world, &fair).unwrap().cleared, [6, 2, 6, 2, 8]);
}

#[test]
fn debts_beyond_any_sum_of_64_bits_are_cleared_and_not_levelled() {
    let large = 5_000_000_000_000_000_000;
    let fair = Options { fairness: Fairness::Lexicographic, ..Options::default() };
    let two = [(0, 1, large), (0, 1, large), (1, 0, large), (1, 0, large)];
    let clearing = clear(&debts(2, &two), &fair).unwrap();
    assert_eq!((clearing.total, clearing.fair), (4 * i128::from(large), false));
    let one = clear(&debts(2, &[(0, 1, large), (1, 0, large)]), &fair).unwrap();
    assert_eq!((one.total, one.fair), (2 * i128::from(large), true));
}

#[test]
fn levelling_ends_with_its_budget_and_keeps_the_total() {
    let world = debts(4, &[(0, 1, 8), (0, 2, 8), (1, 3, 8), (2, 3, 8), (3, 0, 8)]);
    let options = |steps| Options {
        fairness: Fairness::Lexicographic,
        solver: Solver::Phases,
        steps,
        ..Options::default()
    };
    let most = clear(&world, &Options::default()).unwrap();
    let enough = clear(&world, &options(u64::MAX)).unwrap();
    let least = (1..100).map(|steps| clear(&world, &options(steps)).unwrap());
    let stopped = least.into_iter().find(|run| run.end == End::Optimal && !run.fair);
    assert_eq!(stopped.map(|run| run.total), Some(most.total));
    assert_eq!((enough.total, enough.fair), (most.total, true));
}

/// Party 0 pays many parties as much as each can pass on, which is another share of what it owes
/// for each; all pay the last, and that pays 0 back nearly all.
fn many_that_stop_early(count: u32) -> Debts {
    let last = count + 1;
    let mut all = vec![(last, 0, i64::from(count * count) / 2)];
    for party in 1..last {
        all.extend([(0, party, party.into()), (party, last, 2 * i64::from(count))]);
    }
    debts(last + 1, &all)
}

#[test]
fn parties_that_stop_at_what_reaches_them_cost_no_attempt_of_their_own() {
    let least_budget = |count| {
        let world = many_that_stop_early(count);
        let solver = Solver::Phases;
        let fair = |steps| {
            let fairness = Fairness::Lexicographic;
            let options = Options { fairness, solver, steps, ..Options::default() };
            let run = clear(&world, &options).unwrap();
            run.end == End::Optimal && run.fair
        };
        (1..1000).find(|steps| fair(*steps)).unwrap()
    };
    let (few, many) = (least_budget(5), least_budget(80));
    assert!(many <= 2 * few, "{few} steps for 5 parties, {many} for 80");
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
    world.liquidity = vec![i64::MAX, 1];
    let sum = i128::from(i64::MAX) + 1;
    assert_eq!(clear(&world, &Options::default()), Err(NetworkError::Money { sum }));
    world.liquidity.clear();
    let refused = NetworkError::Capacity { arc: 0, capacity: -1 };
    assert_eq!(clear(&world, &Options::default()), Err(refused));
}
