//! Proofs of flows: what the solvers find holds and is read back, what is not the least cost is
//! refused at its arc, and every field of a good proof is refused where it is wrong.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "small networks whose indices the strategies made; a wrong one fails the test"
)]

use proptest::prelude::*;
use suftaja_netting::flow::{
    End, Network, Simplex, Solution as Answer, solve_by_scaling, solve_in_phases,
};
use suftaja_netting::proof::{
    Case, Claim, Finding, Prices, Problem, Proof, Solution, read, verify, write,
};

const NODES: u32 = 6;

/// A network whose supplies some flow meets, and that flow.
fn worlds(most: i64) -> impl Strategy<Value = (Network, Vec<i64>)> {
    let arc = (0..NODES, 0..NODES, 0..=most, 0..=4_i64, -4..9_i64);
    prop::collection::vec(arc, 1..16).prop_map(|arcs| {
        let mut network = Network::new(NODES);
        let mut flow = Vec::new();
        for (tail, head, capacity, quarters, cost) in arcs {
            network.add(tail, head, capacity, cost);
            let carried = capacity / 4 * quarters;
            network.supply[tail as usize] += carried;
            network.supply[head as usize] -= carried;
            flow.push(carried);
        }
        (network, flow)
    })
}

fn solved(network: &Network) -> Answer {
    let mut simplex = Simplex::new(network).unwrap();
    assert_eq!(simplex.solve(u64::MAX), End::Optimal);
    simplex.solution(End::Optimal)
}

fn holds(network: &Network, answer: &Answer) -> Result<Proof, TestCaseError> {
    let case = Case::flow(network);
    let proof = case.proof_of_flow(answer);
    prop_assert_eq!(verify(&case, &proof).findings, []);
    let again = read(&write(&proof));
    prop_assert_eq!(again.as_ref(), Ok(&proof));
    prop_assert_eq!((proof.settled, proof.bound), (-answer.cost, -answer.cost));
    prop_assert_eq!((proof.gap(), proof.price_of_order()), (0, 0));
    Ok(proof)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_the_solvers_find_holds((network, _) in worlds(20)) {
        holds(&network, &solved(&network))?;
        holds(&network, &solve_by_scaling(&network, u64::MAX).unwrap())?;
        holds(&network, &solve_in_phases(&network, u64::MAX).unwrap())?;
    }

    #[test]
    fn large_amounts_hold((network, _) in worlds(50_000_000_000_000_000)) {
        holds(&network, &solved(&network))?;
    }

    #[test]
    fn a_flow_that_is_not_the_cheapest_is_refused((network, flow) in worlds(20)) {
        let best = solved(&network);
        let case = Case::flow(&network);
        let other = Answer { flow, ..best.clone() };
        let proof = case.proof_of_flow(&other);
        let verdict = verify(&case, &proof);
        prop_assert_eq!(verdict.holds(), proof.settled == -best.cost);
        let is_dearer = |finding: &Finding| matches!(finding, Finding::Dearer { .. });
        prop_assert!(verdict.findings.iter().all(is_dearer), "{:?}", verdict.findings);
    }

    #[test]
    fn no_prices_prove_what_is_not_so(
        (network, flow) in worlds(9),
        prices in prop::option::of(prop::collection::vec(0..12_i64, NODES as usize)),
        is_solved in any::<bool>(),
        slip in (0..16_usize, -1..2_i64),
    ) {
        let best = solved(&network);
        let case = Case::flow(&network);
        let mut flow = if is_solved { best.flow.clone() } else { flow };
        if let Some(carried) = flow.get_mut(slip.0) {
            *carried += slip.1;
        }
        let claim = match prices {
            Some(balance) => {
                Claim { prices: Prices { balance, ..Prices::default() }, ..Claim::default() }
            }
            None => Claim { prices: case.proof_of_flow(&best).prices, ..Claim::default() },
        };
        let proof = case.proof(Solution::Part(flow), 0, claim);
        prop_assert!(proof.bound >= -best.cost);
        if verify(&case, &proof).holds() {
            prop_assert_eq!((proof.settled, proof.bound), (-best.cost, -best.cost));
        }
    }

    #[test]
    fn every_byte_matters((network, _) in worlds(9)) {
        let good = holds(&network, &solved(&network))?;
        let bytes = write(&good);
        let prices = bytes.len() - 8 * NODES as usize;
        // The digest is the caller's to compare.
        for place in (0..40).chain(72..bytes.len()) {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            let Ok(other) = read(&changed) else { continue };
            // Other prices may prove the same, and a loop that costs nothing may carry anything.
            if verify(&Case::flow(&network), &other).holds() {
                let arc = (place - 136) / 8;
                let is_loop = arc < network.arcs() && network.tail[arc] == network.head[arc];
                prop_assert!(place >= prices || is_loop, "byte {} may change", place);
                prop_assert_eq!(other.settled, good.settled);
            }
        }
    }
}

/// Four units from the first node to the third: two straight at 6, two over the second at 3 and -2.
fn example() -> Network {
    let mut network = Network { supply: vec![4, 0, -4], ..Network::new(3) };
    network.add(0, 1, 2, 3);
    network.add(1, 2, 5, -2);
    network.add(0, 2, i64::MAX, 6);
    network
}

fn findings(change: impl FnOnce(&mut Proof)) -> Vec<Finding> {
    let case = Case::flow(&example());
    let mut proof = case.proof_of_flow(&solved(&example()));
    change(&mut proof);
    verify(&case, &proof).findings
}

#[test]
fn a_network_worked_out_by_hand_has_the_proof_that_it_must() {
    let proof = Case::flow(&example()).proof_of_flow(&solved(&example()));
    assert_eq!(proof.problem, Problem::Flow);
    assert_eq!(proof.solution, Solution::Part(vec![2, 2, 2]));
    assert_eq!((proof.settled, proof.bound), (-14, -14));
    assert_eq!((proof.free_bound, proof.in_order), (-14, -14));
    assert_eq!(proof.balance, [0, 0, 0]);
    // A unit from the first node costs 6, one from the second is paid 2; the third takes them.
    assert_eq!(proof.prices.balance, [0, 8, 6]);
}

#[test]
fn each_claim_about_the_flow_is_refused_where_it_is_wrong() {
    assert_eq!(findings(|_| {}), []);
    let flow = |flow: [i64; 3], cost: i128| {
        findings(|proof| {
            proof.solution = Solution::Part(flow.to_vec());
            (proof.settled, proof.in_order) = (-cost, -cost);
        })
    };
    let more = flow([3, 3, 1], 9);
    let above = Finding::AboveBound { settled: -9, bound: -14 };
    let carried = Finding::Carried { arc: 0, carried: 3, capacity: 2 };
    assert_eq!(more, [carried, above.clone(), above]);
    assert_eq!(more[0].to_string(), "arc 0 carries 3 of at most 2");
    let less = flow([2, 2, -1], -4);
    assert!(less.contains(&Finding::Carried { arc: 2, carried: -1, capacity: i64::MAX }));
    let lost = flow([2, 2, 1], 8);
    assert_eq!(lost[0], Finding::Left { node: 0, left: 1 });
    assert_eq!(lost[1], Finding::Balance { account: 0, found: 1, claimed: 0 });
    assert_eq!(lost[2], Finding::Left { node: 2, left: -1 });
    assert_eq!(lost[0].to_string(), "node 0 is left with 1");
    let dearer = flow([1, 1, 3], 19);
    assert_eq!(dearer, [Finding::Dearer { arc: 0, carried: 1, capacity: 2, gain: 5 }]);
    assert_eq!(
        dearer[0].to_string(),
        "arc 0 carries 1 of 2 at a gain of 5 a unit: not the least cost"
    );
    let balance = findings(|proof| proof.balance[1] = 2);
    assert_eq!(balance, [Finding::Balance { account: 1, found: 0, claimed: 2 }]);
    let settled = findings(|proof| (proof.settled, proof.in_order) = (-15, -15));
    assert_eq!(settled, [Finding::Settled { found: -14, claimed: -15 }]);
    let order = findings(|proof| proof.in_order = 0);
    assert_eq!(order, [Finding::InOrder { found: -14, claimed: 0 }]);
    let whole = findings(|proof| proof.solution = Solution::Whole(vec![true; 3]));
    assert_eq!(whole, [Finding::Problem]);
    let other = findings(|proof| proof.problem = Problem::Circulation);
    assert_eq!(other, [Finding::Problem]);
}

#[test]
fn each_claim_about_the_least_cost_is_refused_where_it_is_wrong() {
    let bound = findings(|proof| proof.bound += 1);
    assert_eq!(bound, [Finding::Bound { found: -14, claimed: -13 }]);
    let free = findings(|proof| (proof.bound, proof.free_bound) = (-13, -13));
    assert_eq!(free, [Finding::FreeBound { found: -14, claimed: -13 }]);
    let below = findings(|proof| (proof.bound, proof.free_bound) = (-15, -15));
    assert!(below.contains(&Finding::AboveBound { settled: -14, bound: -15 }), "{below:?}");
    // A price that is too high at the second node: the arc that leaves it loses.
    let price = findings(|proof| {
        proof.prices.balance[1] = 9;
        (proof.bound, proof.free_bound) = (-12, -12);
    });
    assert_eq!(price, [Finding::Dearer { arc: 1, carried: 2, capacity: 5, gain: -1 }]);
    let moved = findings(|proof| proof.prices.balance = vec![-1, 7, 5]);
    assert_eq!(moved, [Finding::Price { what: "balance", index: 0, price: -1 }]);
    let scale = findings(|proof| proof.prices.scale = 1);
    assert_eq!(scale, [Finding::Scale { found: 1, most: 0 }]);
    let none = findings(|proof| proof.prices.balance.clear());
    assert_eq!(none[0], Finding::Dearer { arc: 0, carried: 2, capacity: 2, gain: -3 });
}

#[test]
fn arrays_of_another_length_are_refused_by_name() {
    for (what, expected, change) in [
        ("solution", 3, (|it| it.solution = Solution::Part(vec![0; 4])) as fn(&mut Proof)),
        ("balances", 3, |it| it.balance.push(0)),
        ("balance", 3, |it| it.prices.balance.push(0)),
        ("high", 0, |it| it.prices.high = vec![0; 4]),
        ("normal", 0, |it| it.prices.normal = vec![0; 4]),
        ("multilateral", 0, |it| it.prices.multilateral = vec![0; 4]),
        ("bilateral", 0, |it| it.prices.bilateral = vec![0; 4]),
        ("removed", 0, |it| it.removed = vec![0; 4]),
        ("dropped", 0, |it| it.dropped = vec![0; 4]),
    ] {
        assert_eq!(findings(change), [Finding::Length { what, found: 4, expected }]);
    }
}

#[test]
fn numbers_that_cannot_be_added_up_are_refused() {
    let mut network = Network { supply: vec![0, 0], ..Network::new(2) };
    for _ in 0..100 {
        network.add(0, 1, i64::MAX, 1 << 58);
        network.add(1, 0, i64::MAX, -(1 << 58));
    }
    assert_eq!(network.check(), Ok(()));
    let case = Case::flow(&network);
    let whole = Answer {
        end: End::Optimal,
        cost: 0,
        flow: [i64::MAX, 0].repeat(100),
        potential: vec![i64::MIN, i64::MAX],
    };
    let proof = case.proof_of_flow(&whole);
    let large = verify(&case, &proof).findings;
    // Once for what the flow costs, once for what the prices give.
    assert_eq!(large.iter().filter(|it| **it == Finding::TooLarge).count(), 2, "{large:?}");
}

#[test]
fn a_unit_of_supply_is_worth_what_it_adds_to_the_bound() {
    let case = Case::flow(&example());
    let good = case.proof_of_flow(&solved(&example()));
    for (node, worth) in [(0, 0), (1, 8), (2, 6)] {
        assert_eq!(case.worth(&good, node), worth);
        // The unit more comes from the first node, where a unit is worth least.
        let mut more = example();
        more.supply[node] += 1;
        more.supply[0] -= 1;
        assert_eq!(solved(&more).cost, 14 - i64::try_from(worth).unwrap() as i128);
    }
}

#[test]
fn the_digest_is_of_every_array() {
    let bytes = |network: &Network| {
        let mut all = Vec::new();
        Case::flow(network).canonical(|piece| all.extend_from_slice(piece));
        all
    };
    let list = |values: &[i64]| -> Vec<u8> {
        let count = (values.len() as u64).to_le_bytes();
        values.iter().flat_map(|value| value.to_le_bytes()).chain(count).collect()
    };
    let drawn = [
        vec![5],
        list(&[4, 0, -4]),
        list(&[0, 1, 0]),
        list(&[1, 2, 2]),
        list(&[2, 5, i64::MAX]),
        list(&[3, -2, 6]),
    ];
    assert_eq!(bytes(&example()), drawn.concat());
}
