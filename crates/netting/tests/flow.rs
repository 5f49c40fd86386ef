//! Minimum-cost flow against an independent solver: cycles of negative cost found by Bellman and
//! Ford, cancelled one after the other. Small random networks, cold, warm and with huge amounts.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "a test on small arrays; a wrong index fails it"
)]

use proptest::prelude::*;
use suftaja_netting::flow::{
    End, Network, NetworkError, Simplex, Solution, solve, solve_by_scaling, solve_in_phases,
};

/// Arcs as `(tail, head, capacity, cost)`.
type Arc = (u32, u32, i64, i64);

/// The least cost, or nothing when supplies cannot be met. Slow and plain on purpose.
fn reference(network: &Network) -> Option<i128> {
    let nodes = network.nodes as usize;
    // Residual arcs in pairs: forward at even places, back at odd ones.
    let mut ends = Vec::new();
    let mut room = Vec::new();
    let mut cost = Vec::new();
    let mut add = |tail: usize, head: usize, capacity: i128, price: i128| {
        ends.push((tail, head));
        ends.push((head, tail));
        room.extend([capacity, 0]);
        cost.extend([price, -price]);
    };
    for arc in 0..network.arcs() {
        let (tail, head) = (network.tail[arc] as usize, network.head[arc] as usize);
        add(tail, head, network.capacity[arc].into(), network.cost[arc].into());
    }
    // Supplies enter from `nodes` and leave to `nodes + 1`; an arc back pays for every unit.
    let prize = network.cost.iter().map(|c| i128::from(c.abs())).sum::<i128>() + 1;
    let mut wanted = 0;
    for (node, supply) in network.supply.iter().enumerate() {
        match supply.signum() {
            1 => add(nodes, node, i128::from(*supply), 0),
            -1 => add(node, nodes + 1, -i128::from(*supply), 0),
            _ => continue,
        }
        wanted += i128::from((*supply).max(0));
    }
    add(nodes + 1, nodes, wanted, -prize);
    let back = ends.len() - 2;
    while let Some(cycle) = negative_cycle(nodes + 2, &ends, &room, &cost) {
        let least = cycle.iter().map(|arc| room[*arc]).min().unwrap();
        for arc in cycle {
            room[arc] -= least;
            room[arc ^ 1] += least;
        }
    }
    (room[back ^ 1] == wanted)
        .then(|| (0..network.arcs()).map(|arc| room[2 * arc + 1] * cost[2 * arc]).sum())
}

fn negative_cycle(
    nodes: usize,
    ends: &[(usize, usize)],
    room: &[i128],
    cost: &[i128],
) -> Option<Vec<usize>> {
    let mut distance = vec![0_i128; nodes];
    let mut through = vec![usize::MAX; nodes];
    let mut last = None;
    for _ in 0..=nodes {
        last = None;
        for (arc, &(tail, head)) in ends.iter().enumerate() {
            if room[arc] > 0 && distance[tail] + cost[arc] < distance[head] {
                distance[head] = distance[tail] + cost[arc];
                through[head] = arc;
                last = Some(head);
            }
        }
        last?;
    }
    let mut node = last?;
    for _ in 0..nodes {
        node = ends[through[node]].0;
    }
    let start = node;
    let mut cycle = Vec::new();
    loop {
        cycle.push(through[node]);
        node = ends[through[node]].0;
        if node == start {
            return Some(cycle);
        }
    }
}

fn network(nodes: u32, supplies: &[i64], arcs: &[Arc]) -> Network {
    let mut network = Network::new(nodes);
    let mut sum = 0;
    for (node, supply) in network.supply.iter_mut().zip(supplies) {
        *node = *supply;
        sum += supply;
    }
    network.supply[nodes as usize - 1] -= sum;
    for &(tail, head, capacity, cost) in arcs {
        network.add(tail % nodes, head % nodes, capacity, cost);
    }
    network
}

fn worlds(amount: i64) -> impl Strategy<Value = Network> {
    let arc = (0..9_u32, 0..9_u32, 0..=amount, -6..7_i64);
    let supplies = prop::collection::vec(-amount / 4..=amount / 4, 0..9);
    (2..9_u32, supplies, prop::collection::vec(arc, 0..30)).prop_map(|(nodes, supplies, arcs)| {
        let supplies = &supplies[..supplies.len().min(nodes as usize)];
        network(nodes, supplies, &arcs)
    })
}

/// Networks with many different costs.
fn larger_worlds() -> impl Strategy<Value = Network> {
    let arc = (0_u32..60, 0_u32..60, 0_i64..200, -50_i64..10_000);
    let shipped = (0_usize..60, 0_usize..60, 0_i64..40);
    let parts = (prop::collection::vec(arc, 100..300), prop::collection::vec(shipped, 0..20));
    parts.prop_map(|(arcs, shipped)| {
        let mut supplies = vec![0; 60];
        for (from, to, amount) in shipped {
            supplies[from] += amount;
            supplies[to] -= amount;
        }
        network(60, &supplies, &arcs)
    })
}

/// The flow keeps to capacities and supplies, and the potentials prove that nothing is cheaper.
fn assert_proven(network: &Network, flow: &dyn Fn(usize) -> i64, potential: &dyn Fn(u32) -> i64) {
    let mut left: Vec<i128> = network.supply.iter().map(|s| i128::from(*s)).collect();
    for arc in 0..network.arcs() {
        let (tail, head) = (network.tail[arc], network.head[arc]);
        let sent = flow(arc);
        assert!((0..=network.capacity[arc]).contains(&sent), "arc {arc} carries {sent}");
        left[tail as usize] -= i128::from(sent);
        left[head as usize] += i128::from(sent);
        let reduced = network.cost[arc] + potential(tail) - potential(head);
        assert!(reduced >= 0 || sent == network.capacity[arc], "arc {arc} has room at {reduced}");
        assert!(reduced <= 0 || sent == 0, "arc {arc} carries {sent} at {reduced}");
    }
    assert!(left.iter().all(|left| *left == 0), "supplies left: {left:?}");
}

fn check_simplex(network: &Network, simplex: &mut Simplex) {
    let end = simplex.solve(u64::MAX);
    match reference(network) {
        Some(cost) => {
            assert_eq!(end, End::Optimal);
            assert_eq!(simplex.cost(), cost);
            assert_proven(network, &|arc| simplex.flow(arc), &|node| simplex.potential(node));
        }
        None => assert_eq!(end, End::Infeasible),
    }
}

fn check_solution(network: &Network, solution: &Solution) {
    match reference(network) {
        Some(cost) => {
            assert_eq!(solution.end, End::Optimal);
            assert_eq!(solution.cost, cost);
            let potential = |node: u32| solution.potential[node as usize];
            assert_proven(network, &|arc| solution.flow[arc], &potential);
        }
        None => assert_eq!(solution.end, End::Infeasible),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn simplex_finds_the_least_cost(network in worlds(20)) {
        check_simplex(&network, &mut Simplex::new(&network).unwrap());
    }

    #[test]
    fn phases_find_the_least_cost(network in worlds(20)) {
        check_solution(&network, &solve_in_phases(&network, u64::MAX).unwrap());
    }

    #[test]
    fn phases_bear_the_largest_amounts(network in worlds(100_000_000_000_000_000)) {
        check_solution(&network, &solve_in_phases(&network, u64::MAX).unwrap());
    }

    #[test]
    fn scaling_finds_the_least_cost(network in worlds(20)) {
        check_solution(&network, &solve_by_scaling(&network, u64::MAX).unwrap());
    }

    #[test]
    fn scaling_and_simplex_agree_on_larger_networks(network in larger_worlds()) {
        let scaled = solve_by_scaling(&network, u64::MAX).unwrap();
        let mut simplex = Simplex::new(&network).unwrap();
        prop_assert_eq!(scaled.end, simplex.solve(u64::MAX));
        if scaled.end == End::Optimal {
            prop_assert_eq!(scaled.cost, simplex.cost());
            let potential = |node: u32| scaled.potential[node as usize];
            assert_proven(&network, &|arc| scaled.flow[arc], &potential);
        }
    }

    #[test]
    fn scaling_bears_large_amounts(network in worlds(10_000_000_000_000_000)) {
        check_solution(&network, &solve_by_scaling(&network, u64::MAX).unwrap());
    }

    #[test]
    fn simplex_bears_the_largest_amounts(network in worlds(1_000_000_000_000_000_000)) {
        check_simplex(&network, &mut Simplex::new(&network).unwrap());
    }

    #[test]
    fn solved_again_after_changes_it_is_as_good_as_new(
        mut network in worlds(20),
        changes in prop::collection::vec((0..4_u8, 0..30_usize, 0..9_u32, 0..25_i64), 1..40),
    ) {
        let mut simplex = Simplex::new(&network).unwrap();
        for (kind, arc, node, value) in changes {
            let arcs = network.arcs();
            if kind == 0 {
                let (one, other) = (node % network.nodes, (node + 1) % network.nodes);
                network.supply[one as usize] += value;
                network.supply[other as usize] -= value;
                simplex.set_supply(one, network.supply[one as usize]);
                simplex.set_supply(other, network.supply[other as usize]);
            } else if arcs > 0 && kind == 1 {
                network.cost[arc % arcs] = value - 12;
                simplex.set_cost(arc % arcs, value - 12).unwrap();
            } else if arcs > 0 {
                network.capacity[arc % arcs] = (value - 5).max(0);
                simplex.set_capacity(arc % arcs, value - 5);
            }
            if kind != 3 {
                check_simplex(&network, &mut simplex);
            }
        }
        check_simplex(&network, &mut simplex);
    }

    #[test]
    fn stopped_and_gone_on_it_ends_where_it_would_have(network in worlds(20), steps in 0..4_u64) {
        let mut simplex = Simplex::new(&network).unwrap();
        let mut whole = Simplex::new(&network).unwrap();
        let end = whole.solve(u64::MAX);
        let mut again = simplex.solve(steps);
        while again == End::Stopped {
            again = simplex.solve(steps.max(1));
        }
        prop_assert_eq!(again, end);
        for arc in 0..network.arcs() {
            prop_assert_eq!(simplex.flow(arc), whole.flow(arc));
        }
    }
}

#[test]
fn a_budget_of_steps_stops_every_solver() {
    let network = network(3, &[5, 0], &[(0, 1, 5, 7), (1, 2, 5, 9), (0, 2, 3, 30)]);
    for solver in [solve, solve_in_phases, solve_by_scaling] {
        assert_eq!(solver(&network, 0).unwrap().end, End::Stopped);
        assert_eq!(solver(&network, 1_000).unwrap().cost, 5 * (7 + 9));
    }
    assert_eq!(solve_by_scaling(&network, 1).unwrap().end, End::Stopped);
}

/// Ten thousand nodes in a ring and arcs across it, each supply carried some way on.
fn large(costs: i64) -> Network {
    let nodes = 10_000_u32;
    let mut network = Network::new(nodes);
    let mut drawn = 1_u64;
    let mut below = |most: i64| {
        drawn =
            drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (drawn >> 33) as i64 % most
    };
    for node in 0..nodes {
        network.add(node, (node + 1) % nodes, i64::MAX, costs);
        for _ in 0..9 {
            let head = below(i64::from(nodes)) as u32;
            network.add(node, head, 1 + below(50), 1 + below(costs));
        }
        let amount = below(20);
        network.supply[node as usize] += amount;
        network.supply[below(i64::from(nodes)) as usize] -= amount;
    }
    network
}

/// By phases, by scaling, and by the simplex where costs are too large for scaling.
#[test]
fn large_networks_are_solved_by_whatever_solver_bears_them() {
    for costs in [5, 10_000, 6_000_000_000] {
        let network = large(costs);
        let solution = solve(&network, u64::MAX).unwrap();
        assert_eq!(solution.end, End::Optimal);
        let potential = |node: u32| solution.potential[node as usize];
        assert_proven(&network, &|arc| solution.flow[arc], &potential);
    }
    assert!(matches!(solve_by_scaling(&large(6_000_000_000), 0), Err(NetworkError::Cost { .. })));
}

#[test]
fn a_network_that_is_wrong_is_refused_with_its_place() {
    let mut wrong = network(3, &[5], &[(0, 1, 5, 1)]);
    wrong.head[0] = 7;
    assert_eq!(Simplex::new(&wrong).unwrap_err(), NetworkError::Node { arc: 0, node: 7, nodes: 3 });
    wrong.head[0] = 1;
    wrong.capacity[0] = -1;
    assert_eq!(Simplex::new(&wrong).unwrap_err(), NetworkError::Capacity { arc: 0, capacity: -1 });
    wrong.capacity[0] = 1;
    wrong.supply[0] = 6;
    assert_eq!(Simplex::new(&wrong).unwrap_err(), NetworkError::Balance { sum: 1 });
    wrong.supply[0] = 5;
    wrong.cost[0] = i64::MIN;
    assert!(matches!(Simplex::new(&wrong), Err(NetworkError::Cost { arc: 0, .. })));
    wrong.cost.clear();
    assert!(matches!(Simplex::new(&wrong), Err(NetworkError::Length { array: "cost", .. })));
}
