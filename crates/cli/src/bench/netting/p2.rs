//! P2 on a queue: the most value without order, recounted, beside P1 as the set in order; and the
//! bound alone.

use super::recount::recount;
use super::{Clock, Effort, Outcome, millis, whole};
use suftaja_netting::clearing::{Budget, Terms, Weights, bound, clear, price_of};
use suftaja_netting::proof::{Case, Solution};
use suftaja_netting::{Queue, gridlock};

/// How often the bound is made; the least time is told, for it lasts milliseconds.
const ROUNDS: usize = 7;

/// Solves, measures, recounts. Payments up to `small` are guaranteed.
pub(super) fn run(
    queue: &Queue,
    effort: Effort,
    small: i64,
    has_proof: bool,
) -> Result<Outcome, String> {
    queue.check().map_err(|error| error.to_string())?;
    let budget = match effort {
        Effort::Online => Budget::online(queue),
        Effort::Cycle => Budget::cycle(queue),
        Effort::Deep => Budget::deep(queue),
    };
    let (bound_nanos, bound) = bound_alone(queue);
    let clock = Clock::start();
    let cleared = clear(queue, &Terms { small, ..Terms::default() }, budget);
    let cpu_nanos = clock.nanos();
    let mut found = recount(queue, &cleared.taken);
    if found.value != cleared.weight {
        found.violations.push("the kernel's sum is not that of its payments".to_owned());
    }
    if bound != cleared.bound.weight {
        found.violations.push("the bound alone is not that of the run".to_owned());
    }
    let in_order = gridlock::resolve(queue);
    let of_order = price_of(queue, &in_order.settled());
    let proof = has_proof.then(|| {
        let case = Case::clearing(queue, &queue.amount);
        let solution = Solution::Whole(cleared.taken.clone());
        let proof = case.proof(solution, in_order.value(), cleared.claim());
        (case, proof)
    });
    Ok(Outcome {
        settled_value: found.value,
        settled_count: found.count,
        total_value: found.total,
        total_count: queue.amount.len(),
        bound_value: cleared.most(),
        cpu_nanos,
        more: vec![
            ("bound_ms", millis(bound_nanos)),
            ("is_optimal", cleared.is_optimal.into()),
            ("price_of_guarantee", whole(cleared.fairness.price())),
            ("price_of_fairness", whole(of_order.price())),
            ("steps", cleared.steps.into()),
        ],
        violations: found.violations,
        proof,
    })
}

/// The time that the bound takes by itself, and the bound.
fn bound_alone(queue: &Queue) -> (u64, i128) {
    let rounds = (0..ROUNDS).map(|_| {
        let clock = Clock::start();
        let weight = bound(queue, &Weights::Value).weight;
        (clock.nanos(), weight)
    });
    rounds.min().unwrap_or_default()
}
