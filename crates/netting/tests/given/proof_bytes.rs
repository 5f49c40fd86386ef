//! Damaged proofs out of any bytes: they are refused on reading, or give a proof that the verifier
//! judges; what is not the proof that it was may only be accepted when it says the same.
//!
//! Run by a fuzz target and, on counted sequences of bytes, by a test. The first byte picks the
//! problem and the next two the place where the rest lies over a good proof, since bytes from
//! nowhere hardly ever agree with their own head.

use suftaja_netting::clearing::{Weights, bound};
use suftaja_netting::flow::{Network, Simplex};
use suftaja_netting::linked::{self, Budget, Leg, Linked};
use suftaja_netting::proof::{Case, Claim, Prices, Proof, Solution, read, verify, write};
use suftaja_netting::{Limit, Link, Queue, gridlock};

/// Runs one input. Whether its bytes were read as a proof.
pub fn run(data: &[u8]) -> bool {
    let _ = read(data);
    let Some((&[problem, low, high], rest)) = data.split_first_chunk() else { return false };
    let (case, good) = match problem % 6 {
        0 => linked_items(),
        1 => order(),
        2 => values(),
        3 => debts(),
        4 => least_cost(&[4, 0, -4], [5, 5, 2], [3, -2, 6]),
        // So large that most changes cannot be added up.
        _ => least_cost(&[1 << 60, 0, -(1 << 60)], [i64::MAX; 3], [1 << 50; 3]),
    };
    assert_eq!(verify(&case, &good).findings, []);
    let mut bytes = write(&good);
    let place = usize::from(u16::from_le_bytes([low, high])) % bytes.len();
    for (byte, &to) in bytes.iter_mut().skip(place).zip(rest) {
        *byte = to;
    }
    let Ok(proof) = read(&bytes) else { return false };
    assert_eq!(write(&proof), bytes);
    if verify(&case, &proof).holds() {
        assert_eq!((proof.settled, proof.in_order), (good.settled, good.in_order));
        assert!(proof.bound >= good.settled);
    }
    true
}

fn linked_items() -> (Case, Proof) {
    let mut linked =
        Linked { balance: vec![10, 0, 0, 7], currency: vec![0, 0, 1, 1], ..Linked::default() };
    for amount in [10, 11] {
        linked.first.push(Some(Leg { source: 0, target: 1, amount }));
        linked.second.push(Some(Leg { source: 3, target: 2, amount: 7 }));
        linked.weight.push(20);
    }
    let cleared = linked::clear(&linked, Budget { steps: 100 });
    let case = Case::linked(&linked);
    let proof = case.proof_of_linked(&cleared, 20);
    (case, proof)
}

/// A queue with every kind of row.
fn queue() -> Queue {
    Queue {
        balance: vec![7, 0, 0],
        source: vec![0, 1, 2, 0, 1, 2],
        target: vec![1, 2, 0, 2, 0, 1],
        amount: vec![5, 5, 4, 9, 2, 2],
        class: vec![0, 1, 2, 2, 2, 2],
        reserve_urgent: vec![1, 0, 0],
        reserve_high: vec![0, 1, 0],
        bilateral: vec![Limit { from: 2, to: 0, amount: 6 }],
        multilateral: vec![8, i64::MAX, 9],
        links: vec![Link { first: 4, second: 5 }],
    }
}

fn order() -> (Case, Proof) {
    let queue = queue();
    proof_of(Case::gridlock(&queue), &queue)
}

fn values() -> (Case, Proof) {
    let queue = queue();
    proof_of(Case::clearing(&queue, &queue.amount), &queue)
}

fn proof_of(case: Case, queue: &Queue) -> (Case, Proof) {
    let prefixes = gridlock::resolve(queue);
    let claim = Claim::of_bound(&bound(queue, &Weights::Value));
    let proof = case.proof(Solution::Whole(prefixes.settled()), prefixes.value(), claim);
    (case, proof)
}

fn debts() -> (Case, Proof) {
    let case = Case::circulation(3, &[0, 1, 2], &[1, 2, 0], &[5, 6, 7], &[]);
    let prices = Prices { balance: vec![0, 2, 1], ..Prices::default() };
    let claim = Claim { prices, ..Claim::default() };
    let proof = case.proof(Solution::Part(vec![5, 5, 5]), 15, claim);
    (case, proof)
}

/// Three nodes, arcs from the first to the second, on to the third, and straight there.
fn least_cost(supply: &[i64], capacity: [i64; 3], cost: [i64; 3]) -> (Case, Proof) {
    let mut network = Network { supply: supply.to_vec(), ..Network::new(3) };
    for ((tail, head), (capacity, cost)) in
        [(0, 1), (1, 2), (0, 2)].into_iter().zip(capacity.into_iter().zip(cost))
    {
        network.add(tail, head, capacity, cost);
    }
    let mut simplex = Simplex::new(&network).expect("a network of three nodes is sound");
    let end = simplex.solve(u64::MAX);
    let case = Case::flow(&network);
    let proof = case.proof_of_flow(&simplex.solution(end));
    (case, proof)
}
