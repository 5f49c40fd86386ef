//! P2 on a queue: the most value without order, recounted, beside P1 as the set in order.

use super::recount::recount;
use super::{Clock, Effort, Outcome};
use suftaja_netting::clearing::{Budget, Terms, clear};
use suftaja_netting::proof::{Case, Solution};
use suftaja_netting::{Queue, gridlock};

/// Solves, measures, recounts.
pub(super) fn run(queue: &Queue, effort: Effort, has_proof: bool) -> Result<Outcome, String> {
    queue.check().map_err(|error| error.to_string())?;
    let budget = match effort {
        Effort::Online => Budget::online(queue),
        Effort::Cycle => Budget::cycle(queue),
        Effort::Deep => Budget::deep(queue),
    };
    let clock = Clock::start();
    let cleared = clear(queue, &Terms::default(), budget);
    let cpu_nanos = clock.nanos();
    let mut found = recount(queue, &cleared.taken);
    if found.value != cleared.weight {
        found.violations.push("the kernel's sum is not that of its payments".to_owned());
    }
    let proof = has_proof.then(|| {
        let in_order = gridlock::resolve(queue).value();
        let case = Case::clearing(queue, &queue.amount);
        let proof = case.proof(Solution::Whole(cleared.taken.clone()), in_order, cleared.claim());
        (case, proof)
    });
    Ok(Outcome {
        settled_value: found.value,
        settled_count: found.count,
        total_value: found.total,
        total_count: queue.amount.len(),
        bound_value: cleared.bound.weight,
        cpu_nanos,
        more: vec![("steps", cleared.steps.into())],
        violations: found.violations,
        proof,
    })
}
