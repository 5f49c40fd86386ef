//! P1 on a queue: the whole solution from the arrays, and single arrivals into the standing one.

use super::recount::recount;
use super::{Clock, Outcome, millis};
use crate::bench::machine::thousandths;
use suftaja_base::width::to_usize;
use suftaja_netting::Queue;
use suftaja_netting::clearing::{Weights, bound};
use suftaja_netting::gridlock::{self, Arrival, Standing};
use suftaja_netting::proof::{Case, Claim, Solution};

/// How often the whole solution is made; the least time is told, for it lasts milliseconds.
const ROUNDS: usize = 7;
/// How many of the last payments arrive one by one.
const ARRIVALS: usize = 4000;

/// Solves, measures, recounts.
pub(super) fn run(queue: &Queue, has_proof: bool) -> Result<Outcome, String> {
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
    let mut more = vec![("check_ms", millis(check_nanos))];
    if queue.links.is_empty() {
        more.extend(arrivals(queue, &settled)?);
    }
    let proof = has_proof.then(|| {
        // What no order at all would bound: the proof tells what keeping the order costs.
        let claim = Claim::of_bound(&bound(queue, &Weights::Value));
        Case::gridlock(queue).proof(Solution::Whole(settled), found.value, claim)
    });
    Ok(Outcome {
        settled_value: found.value,
        settled_count: found.count,
        total_value: found.total,
        total_count: queue.amount.len(),
        // There is one greatest solution, so it is its own bound.
        bound_value: found.value,
        cpu_nanos,
        more,
        violations: found.violations,
        proof: proof.map(|proof| (Case::gridlock(queue), proof)),
    })
}

/// The last payments arrive one by one. The standing solution must then be the whole one.
fn arrivals(
    queue: &Queue,
    settled: &[bool],
) -> Result<Vec<(&'static str, serde_json::Value)>, String> {
    let mut begin = queue.clone();
    let kept = queue.amount.len().saturating_sub(ARRIVALS.min(queue.amount.len() / 2));
    begin.source.truncate(kept);
    begin.target.truncate(kept);
    begin.amount.truncate(kept);
    begin.class.truncate(kept);
    let clock = Clock::start();
    let mut standing = Standing::new(begin).map_err(|error| error.to_string())?;
    let begin_nanos = clock.nanos();
    let ends = queue.source.iter().zip(&queue.target).zip(&queue.amount).zip(&queue.class);
    let mut nanos = Vec::new();
    for (((source, target), amount), class) in ends.skip(kept) {
        let arrival = Arrival { source: *source, target: *target, amount: *amount, class: *class };
        let clock = Clock::start();
        standing.add(arrival).map_err(|error| error.to_string())?;
        nanos.push(clock.nanos());
    }
    let differs = (0_u32..).zip(settled).find(|(at, is_in)| standing.settles(*at) != **is_in);
    if let Some((at, _)) = differs {
        return Err(format!("payment {at} is not in the standing solution as in the whole one"));
    }
    nanos.sort_unstable();
    let quantile = |per_mille: usize| {
        let at = (nanos.len() * per_mille / 1000).min(nanos.len().saturating_sub(1));
        thousandths(nanos.get(at).copied().unwrap_or(0))
    };
    let count = u32::try_from(nanos.len()).map_or(0, to_usize);
    Ok(vec![
        ("standing_begin_ms", millis(begin_nanos)),
        ("new_payments", count.into()),
        ("new_payment_us_median", quantile(500)),
        ("new_payment_us_p90", quantile(900)),
        ("new_payment_us_p99", quantile(990)),
    ])
}
