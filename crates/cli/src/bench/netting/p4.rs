//! P4 on items of several currencies, beside the plain algorithms on the same items.

use super::{Clock, Effort, Outcome, parts};
use suftaja_base::width::to_usize;
use suftaja_netting::linked::{Budget, Linked, bypass, clear, lattice};
use suftaja_netting::proof::Case;

/// Solves, measures, recounts.
pub(super) fn run(linked: &Linked, effort: Effort, has_proof: bool) -> Result<Outcome, String> {
    let faults = linked.check();
    if !faults.is_empty() {
        let faults: Vec<String> = faults.iter().take(8).map(ToString::to_string).collect();
        return Err(faults.join("; "));
    }
    let budget = match effort {
        Effort::Online => Budget::ONLINE,
        Effort::Cycle => Budget::CYCLE,
        Effort::Deep => Budget::DEEP,
    };
    let clock = Clock::start();
    let cleared = clear(linked, budget);
    let cpu_nanos = clock.nanos();
    let total_value: i128 = linked.weight.iter().map(|weight| i128::from(*weight)).sum();
    let in_order = weight_of(linked, &lattice(linked));
    let proof = has_proof.then(|| {
        let case = Case::linked(linked);
        let proof = case.proof_of_linked(&cleared, in_order);
        (case, proof)
    });
    Ok(Outcome {
        settled_value: weight_of(linked, &cleared.taken),
        settled_count: cleared.taken.iter().filter(|is_in| **is_in).count(),
        total_value,
        total_count: linked.weight.len(),
        bound_value: cleared.bound.weight,
        cpu_nanos,
        more: vec![
            ("steps", cleared.steps.into()),
            ("in_order_of_10000", parts(in_order, total_value)),
            ("bypass_of_10000", parts(weight_of(linked, &bypass(linked)), total_value)),
        ],
        violations: violations(linked, &cleared.taken),
        proof,
    })
}

fn weight_of(linked: &Linked, taken: &[bool]) -> i128 {
    let taken = linked.weight.iter().zip(taken).filter(|(_, is_in)| **is_in);
    taken.map(|(weight, _)| i128::from(*weight)).sum()
}

fn violations(linked: &Linked, taken: &[bool]) -> Vec<String> {
    let mut violations = Vec::new();
    if taken.len() != linked.weight.len() {
        violations.push("the solution has not one answer for each item".to_owned());
    }
    let mut left: Vec<i128> = linked.balance.iter().map(|money| i128::from(*money)).collect();
    for (item, _) in taken.iter().enumerate().filter(|(_, is_in)| **is_in) {
        for leg in [linked.first.at(item), linked.second.at(item)].into_iter().flatten() {
            for (account, sign) in [(leg.source, -1), (leg.target, 1)] {
                if let Some(left) = left.get_mut(to_usize(account)) {
                    *left += sign * i128::from(leg.amount);
                }
            }
        }
    }
    for (account, left) in left.iter().enumerate().filter(|(_, left)| **left < 0) {
        violations.push(format!("account {account} is left with {left}"));
    }
    violations
}
