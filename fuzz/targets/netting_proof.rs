//! Netting proofs: damaged bytes are refused, or give a proof that the verifier judges.
//!
//! The first byte picks the problem and the second the place where the rest lies over a good proof,
//! since bytes from nowhere hardly ever agree with their own head.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suftaja_netting::Queue;
use suftaja_netting::linked::{self, Budget, Leg, Linked};
use suftaja_netting::proof::{Case, Claim, Proof, Solution, drops, read, verify, write};

fuzz_target!(|data: &[u8]| {
    let _ = read(data);
    let Some((&[problem, place], rest)) = data.split_first_chunk() else { return };
    let (case, proof) = match problem % 3 {
        0 => linked_items(),
        1 => order(),
        _ => debts(),
    };
    let mut bytes = write(&proof);
    for (byte, &to) in bytes.iter_mut().skip(usize::from(place)).zip(rest) {
        *byte = to;
    }
    if let Ok(proof) = read(&bytes) {
        assert_eq!(write(&proof), bytes);
        let _ = verify(&case, &proof);
    }
});

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
    let proof = case.proof_of_linked(&cleared, 0);
    (case, proof)
}

fn order() -> (Case, Proof) {
    let queue = Queue {
        balance: vec![1, 0, 0],
        source: vec![0, 1, 2, 0],
        target: vec![1, 2, 0, 2],
        amount: vec![5, 5, 4, 9],
        class: vec![0, 1, 2, 2],
        ..Queue::default()
    };
    let removed = drops(&queue);
    let taken = (0..4).map(|payment| !removed.contains(&payment)).collect();
    let case = Case::gridlock(&queue);
    let proof = case.proof(Solution::Whole(taken), 0, Claim { removed, ..Claim::default() });
    (case, proof)
}

fn debts() -> (Case, Proof) {
    let case = Case::circulation(3, &[0, 1, 2], &[1, 2, 0], &[5, 6, 7], &[]);
    let claim = Claim { price: vec![0, 1, 1], ..Claim::default() };
    let proof = case.proof(Solution::Part(vec![5, 5, 5]), 0, claim);
    (case, proof)
}
