//! P1 on a queue: the whole solution from the arrays, and single arrivals into the standing one.

use super::recount::recount;
use super::{Clock, Outcome, millis};
use suftaja_netting::{Queue, gridlock};

/// How often the whole solution is made; the least time is told, for it lasts milliseconds.
const ROUNDS: usize = 7;

/// Solves, measures, recounts.
pub(super) fn run(queue: &Queue) -> Result<Outcome, String> {
    let clock = Clock::start();
    queue.check().map_err(|error| error.to_string())?;
    let check_nanos = clock.nanos();
    let mut cpu_nanos = u64::MAX;
    let mut solution = None;
    for _ in 0..ROUNDS {
        drop(solution.take());
        let clock = Clock::start();
        solution = Some(gridlock::resolve(queue));
        cpu_nanos = cpu_nanos.min(clock.nanos());
    }
    let solution = solution.ok_or("nothing was solved")?;
    let settled = solution.settled();
    let mut found = recount(queue, &settled);
    found.orders(queue, &settled);
    if (found.value, found.count) != (solution.value(), solution.count()) {
        found.violations.push("the kernel's sums are not those of its payments".to_owned());
    }
    Ok(Outcome {
        settled_value: found.value,
        settled_count: found.count,
        total_value: found.total,
        total_count: queue.amount.len(),
        // There is one greatest solution, so it is its own bound.
        bound_value: found.value,
        cpu_nanos,
        more: vec![("check_ms", millis(check_nanos))],
        violations: found.violations,
    })
}
