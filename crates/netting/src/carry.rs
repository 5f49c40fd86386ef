//! P5: what remains after netting, carried on credit lines or paid in cash at the least cost.
//!
//! Takes net positions, the lines members grant each other and the cash they can raise; answers
//! with what is drawn, repaid and paid. Costs are integers in parts per million and grow with the
//! use of a line, slice by slice, so that no line is used up while another is hardly touched.
//! Caps, cover, entry to a session, shares of a loss, unwinding and contagion, which ask what
//! happens when a member fails, stand in the modules below; `check` recounts an answer. It decides
//! nothing about the terms of a line (field rule 29) and never draws one beyond its limit.

mod cap;
mod check;
mod contagion;
mod cover;
mod entry;
mod share;
mod unwind;

pub use cap::{debit_caps, share_caps};
pub use check::{CarryFinding, verify};
pub use contagion::{Contagion, Liability, contagion};
pub use cover::{Cover, Exposure, cover};
pub use entry::{Demand, Refusal, admit};
pub use share::{Loss, Shares, share_loss};
pub use unwind::{Unwound, unwind};

use crate::flow::{End, Network, NetworkError, Simplex};
use alloc::vec;
use alloc::vec::Vec;

/// Net positions and what may carry them. Money is minor units of one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Positions {
    /// What each member receives; negative where it pays. The sum is nothing.
    pub net: Vec<i64>,
    /// Cash each member can raise.
    pub cash: Vec<i64>,
    /// What a unit of its cash costs a member, parts per million; not negative.
    pub cash_cost: Vec<i64>,
    /// Lines between members.
    pub lines: Vec<Line>,
    /// How much dearer each slice of a line is than the one before, parts per million; not
    /// negative, and nothing means that a line may be used up first.
    pub steepness: i64,
    /// Number of slices of a line, at least 1; more spread the use more evenly.
    pub slices: u16,
}

/// A line of credit from one member to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Member that grants it.
    pub lender: u32,
    /// Member that may draw it.
    pub borrower: u32,
    /// Most that may be drawn (the swing).
    pub limit: i64,
    /// What is drawn already, at most the limit.
    pub used: i64,
    /// What a unit of the first slice costs, parts per million; not negative.
    pub spread: i64,
}

/// How the positions are carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// Optimal, or stopped by the budget: then nothing may be posted.
    pub end: End,
    /// What each line is drawn anew; negative where it is repaid. To repay costs nothing and so
    /// comes before all that costs something.
    pub drawn: Vec<i64>,
    /// What each member pays in cash; negative where it receives cash.
    pub cash: Vec<i64>,
    /// What a member owes that neither lines nor cash can carry: the shortfall of a default.
    pub shortfall: Vec<i64>,
    /// Cost of drawn slices and cash, units × parts per million; the shortfall not counted.
    pub cost: i128,
    /// Potential of each member and, last, of the cash pot; they prove the cost least.
    pub potential: Vec<i64>,
    /// No way to carry costs less, a unit of shortfall counted at `penalty`: what the potentials
    /// give, and cost and shortfall reach it at the optimum.
    pub bound: i128,
    /// Cost of a unit of shortfall, more than any way to avoid it could cost.
    pub penalty: i64,
    /// What it costs to spread the use over lines: at the spreads alone, units × parts per million
    /// more than the cheapest way. Nothing was found where the budget ended before.
    pub price_of_fairness: Option<i128>,
}

impl Carry {
    /// How far cost and shortfall are from what is proven; nothing at the optimum.
    #[must_use]
    pub fn gap(&self) -> i128 {
        let short: i128 = self.shortfall.iter().map(|short| i128::from(*short)).sum();
        (self.cost + short * i128::from(self.penalty)).saturating_sub(self.bound)
    }

    /// What one more unit of money of a member would save at most, parts per million; `penalty`
    /// and more where it would save a unit of shortfall.
    #[must_use]
    pub fn worth(&self, member: usize) -> Option<i64> {
        let here = self.potential.get(member).filter(|_| member < self.cash.len())?;
        Some(self.potential.last()?.saturating_sub(*here).max(0))
    }
}

/// Why what happens after netting cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarryError {
    /// An array has another length than it must.
    #[error("array `{array}` has {found} entries and must have {expected}; fill one per member")]
    Length {
        /// Name of the array.
        array: &'static str,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// An entry is outside what it may be.
    #[error("entry {index} of `{array}` is {value}; {rule}")]
    Entry {
        /// Name of the array.
        array: &'static str,
        /// Index in it.
        index: usize,
        /// What stands there.
        value: i64,
        /// What may stand there.
        rule: &'static str,
    },
    /// Amounts are too large to multiply.
    #[error("`{array}` adds up to {sum}, more than 2^63; use a larger unit")]
    Sum {
        /// Name of the array.
        array: &'static str,
        /// Its sum.
        sum: i128,
    },
    /// The flow cannot be solved.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Carries net positions at the least cost, within a budget of pivots.
///
/// # Errors
/// Arrays of wrong length, members that are not there, negative amounts, positions that do not add
/// up to nothing, costs too large for potentials.
pub fn carry(positions: &Positions, steps: u64) -> Result<Carry, CarryError> {
    positions.check()?;
    let mut carry = solved(positions, steps)?;
    if carry.end == End::Optimal {
        let cheapest = Positions { steepness: 0, ..positions.clone() };
        let cheapest = solved(&cheapest, steps)?;
        let plain = plain_cost(positions, &carry);
        let is_found = cheapest.end == End::Optimal;
        carry.price_of_fairness = is_found.then_some(plain.saturating_sub(cheapest.cost));
    }
    Ok(carry)
}

fn solved(positions: &Positions, steps: u64) -> Result<Carry, CarryError> {
    let plan = Plan::new(positions);
    let mut simplex = Simplex::new(&plan.network)?;
    let end = simplex.solve(steps);
    Ok(plan.read(positions, &simplex, end))
}

/// What an answer costs at the spreads alone.
fn plain_cost(positions: &Positions, carry: &Carry) -> i128 {
    let cost = |(amount, cost): (&i64, &i64)| i128::from((*amount).max(0)) * i128::from(*cost);
    let drawn = carry.drawn.iter().zip(positions.lines.iter().map(|line| &line.spread));
    let cash = carry.cash.iter().zip(&positions.cash_cost);
    drawn.map(cost).sum::<i128>() + cash.map(cost).sum::<i128>()
}

/// Cost of a unit of shortfall: more than any way over all members could cost.
fn penalty(positions: &Positions) -> i64 {
    let lines = positions.lines.iter().flat_map(|line| Slices::of(line, positions));
    let dearest = lines.map(|(_, cost)| cost).chain(positions.cash_cost.iter().copied()).max();
    let reach = i64::try_from(positions.net.len()).unwrap_or(i64::MAX).saturating_add(2);
    dearest.unwrap_or(0).saturating_add(1).saturating_mul(reach)
}

/// The slices of a line that are still free, each with what a unit of it costs.
struct Slices<'a> {
    line: &'a Line,
    positions: &'a Positions,
    next: i64,
}

impl<'a> Slices<'a> {
    fn of(line: &'a Line, positions: &'a Positions) -> Self {
        Self { line, positions, next: 0 }
    }

    /// Where a slice begins, rounded down.
    fn edge(&self, slice: i64) -> i64 {
        let slices = i128::from(self.positions.slices.max(1));
        let edge = i128::from(self.line.limit) * i128::from(slice) / slices;
        i64::try_from(edge).unwrap_or(i64::MAX)
    }
}

impl Iterator for Slices<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        while self.next < i64::from(self.positions.slices.max(1)) {
            let slice = self.next;
            self.next = slice.saturating_add(1);
            let free = self.edge(self.next) - self.edge(slice).max(self.line.used);
            if free > 0 {
                let dearer = self.positions.steepness.saturating_mul(slice);
                return Some((free, dearer.saturating_add(self.line.spread)));
            }
        }
        None
    }
}

impl Positions {
    /// The first thing that is wrong with the arrays, if anything is.
    ///
    /// # Errors
    /// Lengths, members, amounts or costs that cannot be.
    pub fn check(&self) -> Result<(), CarryError> {
        same_length("cash", self.cash.len(), self.net.len())?;
        same_length("cash_cost", self.cash_cost.len(), self.net.len())?;
        not_negative("cash", &self.cash)?;
        not_negative("cash_cost", &self.cash_cost)?;
        not_negative("steepness", &[self.steepness])?;
        for (index, line) in self.lines.iter().enumerate() {
            for (array, member) in [("lender", line.lender), ("borrower", line.borrower)] {
                is_member(array, index, member, self.net.len())?;
            }
            let rule = "a line's amounts and spread are not negative, and used is within limit";
            let amounts = [("limit", line.limit), ("used", line.used), ("spread", line.spread)];
            let wrong = amounts.into_iter().find(|(_, value)| *value < 0);
            let over = (line.used > line.limit).then_some(("used", line.used));
            if let Some((array, value)) = wrong.or(over) {
                return Err(CarryError::Entry { array, index, value, rule });
            }
        }
        Ok(())
    }
}

/// An arc of the plan, and what its flow means.
#[derive(Debug, Clone, Copy)]
enum Role {
    Draw(usize),
    Repay(usize),
    PayIn(usize),
    PayOut(usize),
    Short(usize),
}

struct Plan {
    network: Network,
    roles: Vec<Role>,
}

impl Plan {
    /// Debtors ship what they owe: along lines to lenders, or through the pot of cash.
    fn new(positions: &Positions) -> Self {
        let members = u32::try_from(positions.net.len()).unwrap_or(u32::MAX);
        let pot = members;
        let mut plan = Self { network: Network::new(members.saturating_add(1)), roles: Vec::new() };
        for (supply, net) in plan.network.supply.iter_mut().zip(&positions.net) {
            *supply = net.saturating_neg();
        }
        for (index, line) in positions.lines.iter().enumerate() {
            plan.add_line(index, line, positions);
        }
        // What neither lines nor cash carry goes the same way at a cost no real path reaches.
        let penalty = penalty(positions);
        for (member, place) in (0..members).zip(0..) {
            let amount = |amounts: &[i64]| amounts.get(place).copied().unwrap_or(0);
            let (cash, cost) = (amount(&positions.cash), amount(&positions.cash_cost));
            plan.add(member, pot, cash, cost, Role::PayIn(place));
            plan.add(pot, member, i64::MAX, 0, Role::PayOut(place));
            plan.add(member, pot, i64::MAX, penalty, Role::Short(place));
        }
        plan
    }

    /// A line's free slices, each dearer than the one before, and what may be repaid of it.
    fn add_line(&mut self, index: usize, line: &Line, positions: &Positions) {
        let (lender, borrower) = (line.lender, line.borrower);
        for (free, cost) in Slices::of(line, positions) {
            self.add(borrower, lender, free, cost, Role::Draw(index));
        }
        if line.used > 0 {
            self.add(lender, borrower, line.used, 0, Role::Repay(index));
        }
    }

    fn add(&mut self, tail: u32, head: u32, capacity: i64, cost: i64, role: Role) {
        self.network.add(tail, head, capacity, cost);
        self.roles.push(role);
    }

    fn read(&self, positions: &Positions, simplex: &Simplex, end: End) -> Carry {
        let solution = simplex.solution(end);
        let members = positions.net.len();
        let mut drawn = vec![0; positions.lines.len()];
        let mut cash = vec![0; members];
        let mut shortfall = vec![0; members];
        let mut cost = 0;
        for ((role, flow), price) in self.roles.iter().zip(&solution.flow).zip(&self.network.cost) {
            let (place, sign) = match role {
                Role::Draw(line) => (drawn.get_mut(*line), 1),
                Role::Repay(line) => (drawn.get_mut(*line), -1),
                Role::PayIn(member) => (cash.get_mut(*member), 1),
                Role::PayOut(member) => (cash.get_mut(*member), -1),
                Role::Short(member) => (shortfall.get_mut(*member), 1),
            };
            if let Some(place) = place {
                *place += sign * flow;
            }
            if !matches!(role, Role::Short(_)) {
                cost += i128::from(*price) * i128::from(*flow);
            }
        }
        let potential = solution.potential;
        let bound = check::bound(positions, &potential).unwrap_or(i128::MIN);
        let (penalty, price_of_fairness) = (penalty(positions), None);
        Carry { end, drawn, cash, shortfall, cost, potential, bound, penalty, price_of_fairness }
    }
}

pub(crate) fn same_length(
    array: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), CarryError> {
    if found == expected { Ok(()) } else { Err(CarryError::Length { array, found, expected }) }
}

pub(crate) fn not_negative(array: &'static str, values: &[i64]) -> Result<(), CarryError> {
    let rule = "it may not be negative";
    match values.iter().enumerate().find(|(_, value)| **value < 0) {
        Some((index, &value)) => Err(CarryError::Entry { array, index, value, rule }),
        None => Ok(()),
    }
}

pub(crate) fn is_member(
    array: &'static str,
    index: usize,
    member: u32,
    members: usize,
) -> Result<(), CarryError> {
    if usize::try_from(member).is_ok_and(|member| member < members) {
        return Ok(());
    }
    let rule = "there is no such member";
    Err(CarryError::Entry { array, index, value: i64::from(member), rule })
}
