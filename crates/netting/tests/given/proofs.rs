//! Proofs of what the kernels find on a world, as every caller makes them.

use suftaja_netting::clearing::{Weights, bound};
use suftaja_netting::linked::{self, Budget, Linked};
use suftaja_netting::proof::{Case, Claim, Proof, Solution};
use suftaja_netting::{Queue, gridlock};

/// The proof of what P4 finds.
pub fn proof_of_linked(linked: &Linked) -> Proof {
    let cleared = linked::clear(linked, Budget { steps: 20_000 });
    let in_order = linked::lattice(linked).into_iter().zip(&linked.weight);
    let in_order = in_order.filter(|(is_in, _)| *is_in).map(|(_, &weight)| i128::from(weight));
    Case::linked(linked).proof_of_linked(&cleared, in_order.sum())
}

/// The proof of P1, with the prices of P2.
pub fn proof_of_order(queue: &Queue) -> Proof {
    let prefixes = gridlock::resolve(queue);
    let claim = Claim::of_bound(&bound(queue, &Weights::Value));
    let solution = Solution::Whole(prefixes.settled());
    Case::gridlock(queue).proof(solution, prefixes.value(), claim)
}
