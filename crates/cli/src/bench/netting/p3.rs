//! P3 on a flow: debts set off as far as they can be, or another network of least cost.

use super::{Clock, Outcome, whole};
use suftaja_base::width::to_usize;
use suftaja_netting::circulation::{self, Debts, Options};
use suftaja_netting::flow::{self, End, Network};
use suftaja_netting::proof::{Case, Claim, Solution, verify};

/// Solves, measures, recounts.
pub(super) fn run(network: &Network, has_proof: bool) -> Result<Outcome, String> {
    // Debts may come to more than a flow can ship.
    if let Some(debts) = circulation::debts_of(network) {
        return set_off(&debts, has_proof);
    }
    network.check().map_err(|error| error.to_string())?;
    least_cost(network)
}

fn set_off(debts: &Debts, has_proof: bool) -> Result<Outcome, String> {
    let clock = Clock::start();
    let clearing =
        circulation::clear(debts, &Options::default()).map_err(|error| error.to_string())?;
    let cpu_nanos = clock.nanos();
    let mut violations = Vec::new();
    if clearing.end != End::Optimal {
        violations.push("the run stopped before the optimum".to_owned());
    }
    let mut net = vec![0_i128; to_usize(debts.parties)];
    let ends = debts.debtor.iter().zip(&debts.creditor).zip(&debts.amount);
    let mut settled_value = 0;
    for (at, (((debtor, creditor), amount), cleared)) in ends.zip(&clearing.cleared).enumerate() {
        if cleared < &0 || cleared > amount {
            violations.push(format!("of debt {at} {cleared} is cleared, and it is {amount}"));
        }
        settled_value += i128::from(*cleared);
        for (party, sign) in [(debtor, 1), (creditor, -1)] {
            if let Some(net) = net.get_mut(to_usize(*party)) {
                *net += sign * i128::from(*cleared);
            }
        }
    }
    for (party, net) in net.iter().enumerate().filter(|(_, net)| **net != 0) {
        violations.push(format!("party {party} is cleared {net} more as debtor than as creditor"));
    }
    let total_value: i128 = debts.amount.iter().map(|amount| i128::from(*amount)).sum();
    let proof = has_proof.then(|| {
        let (debtor, creditor) = (&debts.debtor, &debts.creditor);
        let case =
            Case::circulation(debts.parties, debtor, creditor, &debts.amount, &debts.liquidity);
        let claim = Claim::of_potentials(&clearing.potential, to_usize(debts.parties));
        let proof = case.proof(Solution::Part(clearing.cleared.clone()), 0, claim);
        (case, proof)
    });
    Ok(Outcome {
        settled_value,
        settled_count: clearing.cleared.iter().filter(|cleared| **cleared > 0).count(),
        total_value,
        total_count: debts.amount.len(),
        bound_value: clearing.bound,
        cpu_nanos,
        more: vec![
            ("cost", whole(total_value - settled_value)),
            ("net_internal_debt", whole(clearing.internal)),
        ],
        violations,
        proof,
    })
}

/// A network that is not of debts: all supply is shipped, at the least cost. What is told is what
/// its proof recounts, whether it is written or not.
fn least_cost(network: &Network) -> Result<Outcome, String> {
    let clock = Clock::start();
    let solution = flow::solve(network, u64::MAX).map_err(|error| error.to_string())?;
    let cpu_nanos = clock.nanos();
    optimal(solution.end)?;
    let case = Case::flow(network);
    let proof = case.proof_of_flow(&solution);
    let (cost, cost_bound) = (proof.settled.saturating_neg(), proof.bound.saturating_neg());
    let verdict = verify(&case, &proof);
    let mut violations: Vec<String> = verdict.findings.iter().map(ToString::to_string).collect();
    if cost != solution.cost {
        violations.push(format!("the flow costs {cost}, and the solver said {}", solution.cost));
    }
    let supplies = network.supply.iter().filter(|supply| **supply > 0);
    let total_value: i128 = supplies.map(|supply| i128::from(*supply)).sum();
    let left: i128 = proof.balance.iter().filter(|left| **left > 0).sum();
    Ok(Outcome {
        settled_value: total_value.saturating_sub(left),
        settled_count: solution.flow.iter().filter(|carried| **carried > 0).count(),
        total_value,
        total_count: network.arcs(),
        bound_value: total_value,
        cpu_nanos,
        more: vec![("cost", whole(cost)), ("cost_bound", whole(cost_bound))],
        violations,
        proof: Some((case, proof)),
    })
}

/// Only an answer that is an optimum is told.
fn optimal(end: End) -> Result<(), String> {
    match end {
        End::Optimal => Ok(()),
        End::Infeasible => Err("no flow meets all supplies".to_owned()),
        End::Stopped => Err("the run stopped before the optimum".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_that_is_no_optimum_is_told_as_what_it_is() {
        assert_eq!(optimal(End::Optimal), Ok(()));
        assert!(optimal(End::Infeasible).unwrap_err().contains("no flow meets"));
        assert!(optimal(End::Stopped).unwrap_err().contains("stopped before"));
    }
}
