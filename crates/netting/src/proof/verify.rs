//! Whether a proof holds against its instance, and where it does not.
//!
//! Reads the case and the proof, believes neither sums nor prices, and gives all findings in one
//! answer, the first ones in words and the rest as a number. Each check is one pass over accounts,
//! limits or items. It never calls a kernel and never panics, whatever the proof says.

use super::case::Case;
use super::finding::{Finding, Verdict};
use super::rows::{self, Fault, Rows};
use super::{Problem, Proof, Solution, bound, flow, removed, replay};
use suftaja_base::width::to_usize;

/// The finest scale of prices.
const SCALE_MAX: u32 = 62;

/// Holds a proof against an instance that has passed its check. The digest is the caller's to hold.
#[must_use]
pub fn verify(case: &Case, proof: &Proof) -> Verdict {
    let mut verdict = Verdict::default();
    if !lengths_hold(case, proof, &mut verdict) {
        return verdict;
    }
    match case.problem {
        Problem::Flow => flow::check(case, proof, &mut verdict),
        Problem::Circulation => {
            check_solution(case, proof, &mut verdict);
            check_slack(case, proof, &mut verdict);
        }
        Problem::Gridlock | Problem::Clearing | Problem::Linked => {
            check_solution(case, proof, &mut verdict);
            removed::check(case, proof, &mut verdict);
            replay::check(case, proof, &mut verdict);
        }
    }
    if case.problem.is_divided() {
        check_in_order(proof, proof.settled, &mut verdict);
    }
    check_bound(case, proof, &mut verdict);
    verdict
}

/// Everything else relies on this.
fn lengths_hold(case: &Case, proof: &Proof, verdict: &mut Verdict) -> bool {
    let is_divided = case.problem.is_divided();
    let is_part = matches!(proof.solution, Solution::Part(_));
    if proof.problem != case.problem || is_part != is_divided {
        verdict.push(Finding::Problem);
    }
    let accounts = case.balance.len();
    let mut length = |what, found: usize, expected: usize| {
        if found != expected {
            verdict.push(Finding::Length { what, found, expected });
        }
    };
    length("solution", proof.solution.len(), case.count());
    length("balances", proof.balance.len(), accounts);
    if is_divided {
        length("removed", proof.removed.len(), 0);
        length("dropped", proof.dropped.len(), 0);
    }
    let has_classes = matches!(case.problem, Problem::Gridlock | Problem::Clearing);
    let rows = if has_classes { accounts } else { 0 };
    let expected = [accounts, rows, rows, rows, case.queue.bilateral.len()];
    let mut has_prices = false;
    for ((what, prices), expected) in proof.prices.arrays().into_iter().zip(expected) {
        has_prices |= !prices.is_empty();
        if !prices.is_empty() {
            length(what, prices.len(), expected);
        }
    }
    // Potentials are whole.
    let has_scale = has_prices && case.problem != Problem::Flow;
    let (found, most) = (proof.prices.scale, if has_scale { SCALE_MAX } else { 0 });
    if found > most {
        verdict.push(Finding::Scale { found, most });
    }
    verdict.holds()
}

fn check_solution(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (item, it) in case.items.iter().enumerate() {
        if it.legs().next().is_none() {
            verdict.push(Finding::NoLeg(item));
        }
        let (part, amount) = (proof.solution.of(item, it.weight), it.weight);
        if part < 0 || part > amount {
            verdict.push(Finding::Part { item, part, amount });
        }
    }
    let balances = rows::balances(case, &proof.solution);
    for (account, (&balance, &claimed)) in balances.iter().zip(&proof.balance).enumerate() {
        if balance < 0 {
            verdict.push(Finding::Overdrawn { account, balance });
        }
        if balance != claimed {
            verdict.push(Finding::Balance { account, found: balance, claimed });
        }
    }
    if case.problem != Problem::Circulation {
        check_rows(case, proof, &balances, verdict);
    }
    let found = rows::settled(case, &proof.solution);
    if found != proof.settled {
        verdict.push(Finding::Settled { found, claimed: proof.settled });
    }
}

/// Limits, reserves and links.
fn check_rows(case: &Case, proof: &Proof, balances: &[i128], verdict: &mut Verdict) {
    let rows = Rows::new(case, |item| proof.solution.has(item));
    for ((account, index), &balance) in (0_u32..).zip(0_usize..).zip(balances) {
        match rows.fault(account) {
            // Money below nothing has been found before; limits come below.
            Some(Fault::Money(lack)) if balance >= 0 => {
                verdict.push(Finding::Reserve { account: index, lack });
            }
            Some(Fault::Multilateral) => verdict.push(Finding::Multilateral(index)),
            _ => {}
        }
    }
    for index in rows.limits_over() {
        if let Some(limit) = case.queue.bilateral.get(index) {
            verdict.push(Finding::Bilateral { from: limit.from, to: limit.to });
        }
    }
    for link in &case.queue.links {
        let settles = |payment: u32| proof.solution.has(to_usize(payment));
        if settles(link.first) != settles(link.second) {
            verdict.push(Finding::Link { first: link.first, second: link.second });
        }
    }
}

/// P3: a debt that would gain is settled whole, one that would lose not at all, and no money that
/// has a price is left over (complementary slackness).
fn check_slack(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (item, amount) in case.items.iter().map(|item| item.weight).enumerate() {
        let part = proof.solution.of(item, amount);
        let Some(profit) = bound::profit(case, &proof.prices, item) else { continue };
        if (profit > 0 && part < amount) || (profit < 0 && part > 0) {
            let profit = profit.checked_div(i128::from(amount)).unwrap_or(profit);
            verdict.push(Finding::Slack { item, part, amount, profit });
        }
    }
    for (account, (&price, &balance)) in proof.prices.balance.iter().zip(&proof.balance).enumerate()
    {
        if price > 0 && balance > 0 {
            verdict.push(Finding::Idle { account, balance });
        }
    }
}

fn check_in_order(proof: &Proof, found: i128, verdict: &mut Verdict) {
    if found != proof.in_order {
        verdict.push(Finding::InOrder { found, claimed: proof.in_order });
    }
}

fn check_bound(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (what, prices) in proof.prices.arrays() {
        let has_row = |index: usize| what != "multilateral" || case.multilateral(index).is_some();
        for (index, &price) in prices.iter().enumerate() {
            if price < 0 || price > 0 && !has_row(index) {
                verdict.push(Finding::Price { what, index, price });
            }
        }
    }
    match bound::bound(case, proof) {
        None => verdict.push(Finding::TooLarge),
        Some(found) if found != proof.free_bound => {
            verdict.push(Finding::FreeBound { found, claimed: proof.free_bound });
        }
        Some(_) => {}
    }
    // There is one greatest set in order.
    let is_order = case.problem == Problem::Gridlock;
    let found = if is_order { proof.settled } else { proof.free_bound };
    if found != proof.bound {
        verdict.push(Finding::Bound { found, claimed: proof.bound });
    }
    for bound in [proof.bound, proof.free_bound] {
        if proof.settled > bound {
            verdict.push(Finding::AboveBound { settled: proof.settled, bound });
        }
    }
}
