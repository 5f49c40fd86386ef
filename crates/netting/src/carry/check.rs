//! Whether what P5 carried is possible and costs least, recounted without any solver.
//!
//! Takes the positions and the answer, adds everything up again in 128 bits, and holds cost and
//! shortfall against the bound that the potentials give. Weak duality: for any potentials, no way
//! to carry costs less than the sum over members of net position × potential, and over arcs of
//! room × min(0, cost + potential at the tail − potential at the head). It mends nothing.

use super::{Carry, Positions, Slices, penalty};
use alloc::vec::Vec;

/// Something that does not hold of an answer. Amounts are minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarryFinding {
    /// An array of the answer has another length than the positions ask.
    #[error("{what}: {found} entries where the positions have {expected}")]
    Length {
        /// Name of the array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// What belongs there.
        expected: usize,
    },
    /// A line is drawn beyond its limit, or repaid more than was drawn.
    #[error("line {line} is drawn by {drawn}, and it has {least} to {most}")]
    Line {
        /// The line.
        line: usize,
        /// What is drawn.
        drawn: i64,
        /// Most that can be repaid, negative.
        least: i64,
        /// Most that can be drawn.
        most: i64,
    },
    /// A member pays more cash than it can raise, or has a shortfall below nothing.
    #[error("member {member} pays {cash} in cash and falls {shortfall} short, which cannot be")]
    Cash {
        /// The member.
        member: usize,
        /// What it pays.
        cash: i64,
        /// Its shortfall.
        shortfall: i64,
    },
    /// A member's position is not what lines, cash and shortfall carry.
    #[error("member {member} is left with {left}")]
    Position {
        /// The member.
        member: usize,
        /// What is left, more than nothing where it still owes.
        left: i128,
    },
    /// The cost is not that of what is drawn and paid.
    #[error("it costs {found}, the answer says {claimed}")]
    Cost {
        /// What it costs.
        found: i128,
        /// What the answer says.
        claimed: i128,
    },
    /// The potentials give another bound, or none at all.
    #[error("the potentials give a bound of {found:?}, the answer says {claimed}")]
    Bound {
        /// What they give; nothing where an arc without limit would gain.
        found: Option<i128>,
        /// What the answer says.
        claimed: i128,
    },
}

/// Holds an answer against the positions, which must have passed their check. Nothing when all
/// holds; the answer is then possible, and when its gap is nothing too, it costs least.
#[must_use]
pub fn verify(positions: &Positions, carry: &Carry) -> Vec<CarryFinding> {
    let (members, lines) = (positions.net.len(), positions.lines.len());
    let mut findings = Vec::new();
    for (what, found, expected) in [
        ("drawn", carry.drawn.len(), lines),
        ("cash", carry.cash.len(), members),
        ("shortfall", carry.shortfall.len(), members),
        ("potential", carry.potential.len(), members.saturating_add(1)),
    ] {
        if found != expected {
            findings.push(CarryFinding::Length { what, found, expected });
        }
    }
    if !findings.is_empty() {
        return findings;
    }
    check_amounts(positions, carry, &mut findings);
    let found = cost(positions, carry);
    if found != carry.cost {
        findings.push(CarryFinding::Cost { found, claimed: carry.cost });
    }
    let found = bound(positions, &carry.potential);
    if found != Some(carry.bound) {
        findings.push(CarryFinding::Bound { found, claimed: carry.bound });
    }
    findings
}

fn check_amounts(positions: &Positions, carry: &Carry, findings: &mut Vec<CarryFinding>) {
    let mut owes: Vec<i128> = positions.net.iter().map(|net| -i128::from(*net)).collect();
    let mut add = |member: u32, amount: i64| {
        let place = usize::try_from(member).ok().and_then(|at| owes.get_mut(at));
        if let Some(owes) = place {
            *owes += i128::from(amount);
        }
    };
    for (line, (of, &drawn)) in positions.lines.iter().zip(&carry.drawn).enumerate() {
        let (least, most) = (-of.used, of.limit - of.used);
        if drawn < least || drawn > most {
            findings.push(CarryFinding::Line { line, drawn, least, most });
        }
        add(of.lender, drawn);
        add(of.borrower, drawn.saturating_neg());
    }
    let paid = carry.cash.iter().zip(&carry.shortfall);
    for (member, ((&cash, &shortfall), (&most, &owes))) in
        paid.zip(positions.cash.iter().zip(&owes)).enumerate()
    {
        if cash > most || shortfall < 0 {
            findings.push(CarryFinding::Cash { member, cash, shortfall });
        }
        let left = owes - i128::from(cash) - i128::from(shortfall);
        if left != 0 {
            findings.push(CarryFinding::Position { member, left });
        }
    }
    // Net positions add up to nothing, so what is paid into the pot comes out of it.
}

/// What drawn slices and cash cost, each line's cheapest slices first.
fn cost(positions: &Positions, carry: &Carry) -> i128 {
    let mut cost = 0;
    for (line, &drawn) in positions.lines.iter().zip(&carry.drawn) {
        let mut left = drawn.max(0);
        for (free, price) in Slices::of(line, positions) {
            let used = left.min(free);
            cost += i128::from(used) * i128::from(price);
            left -= used;
        }
    }
    for (&cash, &price) in carry.cash.iter().zip(&positions.cash_cost) {
        cost += i128::from(cash.max(0)) * i128::from(price);
    }
    cost
}

/// What no way to carry can cost less than, shortfall counted at its penalty.
pub(super) fn bound(positions: &Positions, potential: &[i64]) -> Option<i128> {
    let of = |member: u32| {
        let place = usize::try_from(member).ok().and_then(|at| potential.get(at));
        place.map(|potential| i128::from(*potential))
    };
    let pot = potential.last().map(|pot| i128::from(*pot))?;
    let mut sum: i128 = 0;
    let mut arc = |room: Option<i64>, cost: i64, tail: i128, head: i128| {
        let reduced = i128::from(cost) + tail - head;
        match room {
            Some(room) => sum += i128::from(room) * reduced.min(0),
            None if reduced < 0 => return None,
            None => {}
        }
        Some(())
    };
    for line in &positions.lines {
        let (lender, borrower) = (of(line.lender)?, of(line.borrower)?);
        for (free, cost) in Slices::of(line, positions) {
            arc(Some(free), cost, borrower, lender)?;
        }
        arc(Some(line.used), 0, lender, borrower)?;
    }
    let penalty = penalty(positions);
    let raised = positions.cash.iter().zip(&positions.cash_cost);
    for (&potential, (&cash, &cost)) in potential.iter().zip(raised) {
        let here = i128::from(potential);
        arc(Some(cash), cost, here, pot)?;
        arc(None, 0, pot, here)?;
        arc(None, penalty, here, pot)?;
    }
    for (&net, &potential) in positions.net.iter().zip(potential) {
        sum += i128::from(net) * i128::from(potential);
    }
    Some(sum)
}
