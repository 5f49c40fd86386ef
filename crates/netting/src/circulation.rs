//! P3: the most debt that can be set off when debts may be divided.
//!
//! Takes who owes whom how much, and money lent for the run if there is any; answers with what is
//! cleared of each debt, so that everybody is cleared as much as owed to them as they owe. Debts
//! outside circles are left out first, then each part of the graph is solved as a minimum-cost
//! flow that ships what nobody can set off at one a step (Fleischman and Dini 2020). Potentials
//! prove that nothing more is possible: no clearing exceeds the sum over debts of amount ×
//! max(0, 1 + potential(debtor) − potential(creditor)), and the answer equals it. The result
//! is advice: only consent or a statute makes a set-off of it (field rule 30). It never makes a
//! debt larger and never creates one.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Debts::check`"
)]

mod level;
mod parts;

use crate::flow::{End, Network, NetworkError, Simplex, Solution, check_supply, solve_in_phases};
use alloc::vec;
use alloc::vec::Vec;
use level::Owed;
use parts::{Leaving, Parts};

/// Arcs a node from which on phases are faster than the simplex at any size, ways being short
/// (measured on the shared instances: 18 arcs a node, 4 ms against 5 ms).
const DENSE: usize = 12;

/// Arcs from which on they are faster for graphs of middle density: 0.12 s against 0.44 s at
/// 100,000 arcs, 10 a node; as fast as the other at 10,000.
const LARGE: usize = 30_000;

/// Arcs a node below which ways are long and the simplex is faster (7 arcs a node: 0.05 s
/// against 0.11 s at 52,000 arcs).
const SPARSE: usize = 8;

/// Debts that may be divided, in minor units of one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Debts {
    /// Number of parties.
    pub parties: u32,
    /// Who owes, by debt.
    pub debtor: Vec<u32>,
    /// To whom, by debt.
    pub creditor: Vec<u32>,
    /// How much, by debt; not negative.
    pub amount: Vec<i64>,
    /// Money each party may use in the run and gives back at its end to whoever lent it; empty
    /// for none at all.
    pub liquidity: Vec<i64>,
}

/// Which solver works on a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// Phases for large parts, the simplex for others.
    BySize,
    /// Network simplex.
    Simplex,
    /// Primal-dual in phases.
    Phases,
}

/// Which of the best clearings is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fairness {
    /// The one the solver meets first; the same each time.
    First,
    /// The fairest one, lexicographically: the lowest share of what a party owes that is cleared
    /// is as high as it can be, then the next lowest, and so on. So nobody's share could be higher
    /// but at the cost of one that is as low or lower. Shares are of all that a party owes; each is
    /// rounded down to whole units, level by level, so that a few units may be missing of a high
    /// one; the few units left over are given out the same each time.
    Lexicographic,
}

/// How a run is done. All choices give the same total, but for `bilateral_first`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Debts that lie on no circle are left out first.
    pub filter: bool,
    /// Debts in both directions of a pair are set off first, as the practice of compression is.
    /// That can cost some of the total: a debt used up against its opposite is missing in a
    /// longer circle.
    pub bilateral_first: bool,
    /// Which solver.
    pub solver: Solver,
    /// Which of the best clearings.
    pub fairness: Fairness,
    /// Budget: steps of each solver on each part.
    pub steps: u64,
}

impl Default for Options {
    fn default() -> Self {
        let (solver, fairness) = (Solver::BySize, Fairness::First);
        Self { filter: true, bilateral_first: false, solver, fairness, steps: u64::MAX }
    }
}

/// What is cleared, and the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearing {
    /// Optimal, or stopped by the budget: then nothing is cleared in the parts not solved.
    pub end: End,
    /// What of each debt is cleared.
    pub cleared: Vec<i64>,
    /// All that is cleared.
    pub total: i128,
    /// All debts.
    pub gross: i128,
    /// No clearing can be more than this (after bilateral set-off, where that came first).
    pub bound: i128,
    /// Net internal debt: what remains if new debts may be created, which needs the consent of
    /// everyone they touch. A figure to compare with; such a clearing is not made here.
    pub internal: i128,
    /// Potential of each party and, last, of the source of money if there is one.
    pub potential: Vec<i64>,
    /// Whether the demanded fairness was reached: within the budget, and no party of a circle owes
    /// more than 2^63 in all.
    pub fair: bool,
}

/// Finds the most that can be cleared.
///
/// # Errors
/// Arrays of wrong length, parties that are not there, negative amounts, or more money lent than
/// 2^63 - 1.
pub fn clear(debts: &Debts, options: &Options) -> Result<Clearing, NetworkError> {
    debts.check()?;
    let mut run = Run::new(debts, options);
    let mut end = End::Optimal;
    let mut fair = true;
    for part in 0..run.parts.count() {
        let (local, arcs) = run.part(part);
        if arcs.is_empty() {
            continue;
        }
        let solution = run.solve(&local, &arcs)?;
        if solution.end != End::Optimal {
            end = solution.end;
            continue;
        }
        fair &= run.take(part, &local, &arcs, solution);
    }
    run.stitch();
    Ok(run.clearing(end, fair))
}

/// The debts behind a flow of net positions as the shared instances give it: each arc a debt of
/// its capacity, each supply what the node owes more than it is owed, each unit at cost one.
/// What such a flow costs is what cannot be cleared. `None` if the network is another one.
#[must_use]
pub fn debts_of(network: &Network) -> Option<Debts> {
    network.check_arcs().ok()?;
    let mut net: Vec<i128> = vec![0; network.nodes as usize];
    for (arc, capacity) in network.capacity.iter().enumerate() {
        net[network.tail[arc] as usize] += i128::from(*capacity);
        net[network.head[arc] as usize] -= i128::from(*capacity);
    }
    let same = network.supply.iter().zip(&net).all(|(supply, net)| i128::from(*supply) == *net);
    (same && network.cost.iter().all(|cost| *cost == 1)).then(|| Debts {
        parties: network.nodes,
        debtor: network.tail.clone(),
        creditor: network.head.clone(),
        amount: network.capacity.clone(),
        liquidity: Vec::new(),
    })
}

impl Debts {
    /// The first thing that is wrong with the arrays, if anything is; a debt counts as an arc.
    ///
    /// # Errors
    /// Lengths, parties or amounts that cannot be.
    pub fn check(&self) -> Result<(), NetworkError> {
        let parties = self.parties as usize;
        let count = parties.saturating_mul(3).saturating_add(self.amount.len());
        if count >= (1 << 31) {
            return Err(NetworkError::Size { count });
        }
        let debts = self.debtor.len();
        let liquidity = if self.liquidity.is_empty() { 0 } else { parties };
        for (array, found, expected) in [
            ("creditor", self.creditor.len(), debts),
            ("amount", self.amount.len(), debts),
            ("liquidity", self.liquidity.len(), liquidity),
        ] {
            if found != expected {
                return Err(NetworkError::Length { array, found, expected });
            }
        }
        for (arc, (&debtor, &creditor)) in self.debtor.iter().zip(&self.creditor).enumerate() {
            if let Some(node) = [debtor, creditor].into_iter().find(|node| *node >= self.parties) {
                return Err(NetworkError::Node { arc, node, nodes: self.parties });
            }
        }
        let sum = self.liquidity.iter().map(|money| i128::from(*money)).sum();
        if sum > i128::from(i64::MAX) {
            return Err(NetworkError::Money { sum });
        }
        let all = self.amount.iter().chain(&self.liquidity).enumerate();
        match all.into_iter().find(|(_, amount)| **amount < 0) {
            Some((arc, &capacity)) => Err(NetworkError::Capacity { arc, capacity }),
            None => Ok(()),
        }
    }
}

/// A run: debts, then money from the source, then money back to it, as arcs of one graph.
struct Run<'a> {
    debts: &'a Debts,
    options: &'a Options,
    /// Parties and, if there is money, the source.
    nodes: u32,
    tail: Vec<u32>,
    head: Vec<u32>,
    /// What is left of each arc after bilateral set-off; money back has no limit.
    rest: Vec<i64>,
    cleared: Vec<i64>,
    potential: Vec<i64>,
    leaving: Leaving,
    parts: Parts,
    /// Number of a node within its part.
    local: Vec<u32>,
    /// By party: what it owes, and what of it the bilateral set-off cleared.
    owed: Vec<(i128, i128)>,
}

impl<'a> Run<'a> {
    fn new(debts: &'a Debts, options: &'a Options) -> Self {
        let mut cleared = vec![0; debts.amount.len()];
        if options.bilateral_first {
            set_off(debts, &mut cleared);
        }
        let left = |(amount, cleared): (&i64, &i64)| amount - cleared;
        let mut rest: Vec<i64> = debts.amount.iter().zip(&cleared).map(left).collect();
        let (mut tail, mut head) = (debts.debtor.clone(), debts.creditor.clone());
        let source = debts.parties;
        for (party, money) in (0_u32..).zip(&debts.liquidity) {
            tail.extend([source, party]);
            head.extend([party, source]);
            rest.extend([*money, i64::MAX]);
        }
        let nodes = source + u32::from(!debts.liquidity.is_empty());
        let leaving = Leaving::new(nodes, &tail, |arc| rest[arc] > 0);
        let parts =
            if options.filter { Parts::new(nodes, &leaving, &head) } else { Parts::whole(nodes) };
        let mut local = vec![0; nodes as usize];
        for part in 0..parts.count() {
            for (place, node) in parts.nodes(part).iter().enumerate() {
                local[*node as usize] = place as u32;
            }
        }
        let mut owed = vec![(0, 0); debts.parties as usize];
        for ((debtor, amount), cleared) in debts.debtor.iter().zip(&debts.amount).zip(&cleared) {
            let (all, before) = &mut owed[*debtor as usize];
            *all += i128::from(*amount);
            *before += i128::from(*cleared);
        }
        let potential = vec![0; nodes as usize];
        Self {
            debts,
            options,
            nodes,
            tail,
            head,
            rest,
            cleared,
            potential,
            leaving,
            parts,
            local,
            owed,
        }
    }

    fn is_debt(&self, arc: u32) -> bool {
        (arc as usize) < self.debts.amount.len()
    }

    /// A part as a flow of what is not set off, and its arcs. Money runs backwards in it.
    fn part(&self, part: usize) -> (Network, Vec<u32>) {
        let nodes = self.parts.nodes(part);
        let most = nodes.iter().map(|node| self.leaving.of(*node).len()).sum();
        let mut network = Network::with_room(nodes.len() as u32, most);
        let mut net: Vec<i128> = vec![0; nodes.len()];
        let mut arcs = Vec::with_capacity(most);
        for &node in nodes {
            for &arc in self.leaving.of(node) {
                let head = self.head[arc as usize];
                if self.parts.part[head as usize] != part as u32 {
                    continue;
                }
                let (tail, head) = (self.local[node as usize], self.local[head as usize]);
                let rest = self.rest[arc as usize];
                if self.is_debt(arc) {
                    network.add(tail, head, rest, 1);
                    net[tail as usize] += i128::from(rest);
                    net[head as usize] -= i128::from(rest);
                } else {
                    network.add(head, tail, rest, 0);
                }
                arcs.push(arc);
            }
        }
        for (supply, net) in network.supply.iter_mut().zip(net) {
            // What does not fit fails the check of the sum of all supplies.
            *supply = i64::try_from(net).unwrap_or(i64::MAX);
        }
        (network, arcs)
    }

    fn solve(&self, network: &Network, arcs: &[u32]) -> Result<Solution, NetworkError> {
        if check_supply(&network.supply).is_err() {
            return self.circulate(network, arcs);
        }
        let phases = match self.options.solver {
            Solver::BySize => {
                let density = network.arcs() / network.supply.len().max(1);
                density >= DENSE || (density >= SPARSE && network.arcs() >= LARGE)
            }
            Solver::Simplex => false,
            Solver::Phases => true,
        };
        if phases {
            return solve_in_phases(network, self.options.steps);
        }
        let mut simplex = Simplex::new(network)?;
        let end = simplex.solve(self.options.steps);
        Ok(simplex.solution(end))
    }

    /// The same for a part whose positions together are more than a flow can ship: what is cleared
    /// goes round by itself, from nothing, so that no flow is ever larger than its debt.
    fn circulate(&self, network: &Network, arcs: &[u32]) -> Result<Solution, NetworkError> {
        let mut round = Network::with_room(network.nodes, network.arcs());
        for (at, &arc) in arcs.iter().enumerate() {
            let (tail, head, rest) = (network.tail[at], network.head[at], network.capacity[at]);
            match self.is_debt(arc) {
                true => round.add(tail, head, rest, -1),
                false => round.add(head, tail, rest, 0),
            }
        }
        let mut simplex = Simplex::new(&round)?;
        let end = simplex.solve(self.options.steps);
        let mut solution = simplex.solution(end);
        for (at, _) in arcs.iter().enumerate().filter(|(_, arc)| self.is_debt(**arc)) {
            solution.flow[at] = network.capacity[at] - solution.flow[at];
        }
        solution.potential.iter_mut().for_each(|potential| *potential = -*potential);
        Ok(solution)
    }

    /// Takes over what a part clears; false when fairness was not reached.
    fn take(
        &mut self,
        part: usize,
        network: &Network,
        arcs: &[u32],
        mut solution: Solution,
    ) -> bool {
        for (node, potential) in self.parts.nodes(part).iter().zip(&solution.potential) {
            self.potential[*node as usize] = *potential;
        }
        let mut fair = true;
        if self.options.fairness == Fairness::Lexicographic {
            let owed = self.owed(part);
            fair = level::level(network, &mut solution, &owed, self.options.steps);
        }
        for (arc, left) in arcs.iter().zip(&solution.flow) {
            if self.is_debt(*arc) {
                self.cleared[*arc as usize] += self.rest[*arc as usize] - left;
            }
        }
        fair
    }

    /// What the parties of a part owe in all, and what of it was cleared before its run.
    fn owed(&self, part: usize) -> Owed {
        let nodes = self.parts.nodes(part).iter();
        let owed = nodes.map(|node| self.owed.get(*node as usize).copied().unwrap_or_default());
        let (all, cleared) = owed.unzip();
        Owed { all, cleared }
    }

    /// Lifts the potentials of each part, so that debts between parts prove themselves too.
    fn stitch(&mut self) {
        if self.parts.count() == 1 {
            return;
        }
        let mut lift = vec![0_i64; self.parts.count()];
        for part in (0..self.parts.count()).rev() {
            for &node in self.parts.nodes(part) {
                self.potential[node as usize] += lift[part];
                let above = self.potential[node as usize];
                for &arc in self.leaving.of(node) {
                    let head = self.head[arc as usize] as usize;
                    let other = self.parts.part[head] as usize;
                    if other != part {
                        let wanted = above + i64::from(self.is_debt(arc)) - self.potential[head];
                        lift[other] = lift[other].max(wanted);
                    }
                }
            }
        }
    }

    fn clearing(self, end: End, fair: bool) -> Clearing {
        let sum = |amounts: &[i64]| amounts.iter().map(|a| i128::from(*a)).sum::<i128>();
        let debts = self.debts;
        let mut bound = sum(&debts.amount) - sum(&self.rest[..debts.amount.len()]);
        for (arc, rest) in (0_u32..).zip(&self.rest) {
            let (tail, head) = (self.tail[arc as usize], self.head[arc as usize]);
            let gain = i64::from(self.is_debt(arc)) + self.potential[tail as usize]
                - self.potential[head as usize];
            bound += i128::from(*rest) * i128::from(gain.max(0));
        }
        let mut net: Vec<i128> = vec![0; self.nodes as usize];
        for (debt, amount) in debts.amount.iter().enumerate() {
            net[debts.debtor[debt] as usize] += i128::from(*amount);
            net[debts.creditor[debt] as usize] -= i128::from(*amount);
        }
        Clearing {
            end,
            total: sum(&self.cleared),
            gross: sum(&debts.amount),
            bound,
            internal: net.iter().map(|net| (*net).max(0)).sum(),
            cleared: self.cleared,
            potential: self.potential,
            fair,
        }
    }
}

/// Sets debts of a pair off against those the other way, first debts of the arrays first.
fn set_off(debts: &Debts, cleared: &mut [i64]) {
    let pair = |debt: usize| {
        let (debtor, creditor) = (debts.debtor[debt], debts.creditor[debt]);
        (debtor.min(creditor), debtor.max(creditor), debtor > creditor, debt)
    };
    let mut order: Vec<_> = (0..debts.amount.len()).map(pair).collect();
    order.sort_unstable();
    for group in order.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let middle = group.partition_point(|entry| !entry.2);
        let (mut forth, mut back) = (group[..middle].iter(), group[middle..].iter());
        let (mut one, mut other) = (forth.next(), back.next());
        while let (Some(a), Some(b)) = (one, other) {
            let (left, right) =
                (debts.amount[a.3] - cleared[a.3], debts.amount[b.3] - cleared[b.3]);
            let amount = left.min(right);
            cleared[a.3] += amount;
            cleared[b.3] += amount;
            if left == amount {
                one = forth.next();
            }
            if right == amount {
                other = back.next();
            }
        }
    }
}
