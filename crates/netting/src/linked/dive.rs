//! From fractions to whole items: decide the heaviest doubtful ones, solve again, go on.
//!
//! Takes a set of free items and the money that the others leave, and answers which of the free
//! ones to take. Each round reads the relaxation; on every arc the largest items that its flow
//! carries whole are taken for now, and the first that is carried in part is in doubt. The heaviest
//! doubtful ones, half of their weight, are decided by their fraction, and the network is solved
//! again from where it stands. The answer may overdraw an account by a little; `State::repair`
//! puts that right. Decides nothing about items that are not in the set.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::relaxation::{Group, Relaxation};
use crate::linked::world::World;
use alloc::vec::Vec;

/// Fractions are counted in parts of this.
pub(super) const WHOLE: i64 = 1 << 10;
/// No dive has more rounds than this; each decides half of the doubtful weight.
const ROUNDS: usize = 40;

/// How a dive decides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// From this fraction on a doubtful item is taken.
    pub(super) threshold: i64,
    /// Part of the doubtful weight that a round decides.
    pub(super) share: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    In,
    Out,
}

struct Doubt {
    weight: i64,
    index: u32,
    group: u32,
    fraction: i64,
}

struct Dive<'a> {
    world: &'a World,
    free: &'a [u32],
    marks: Vec<Mark>,
    /// What the last reading of the flow would take.
    rounded: Vec<bool>,
    /// Money of each node after what is decided.
    money: Vec<i128>,
    relaxation: Relaxation,
}

/// The items of `free` to take, given the money that all others leave.
pub(super) fn dive(
    world: &World,
    free: &[u32],
    relaxation: Relaxation,
    money: &[i128],
    plan: Plan,
    steps: &mut u64,
) -> Vec<u32> {
    let money = relaxation.accounts.iter().map(|&account| money[account as usize]).collect();
    let marks = alloc::vec![Mark::Open; free.len()];
    let rounded = alloc::vec![false; free.len()];
    let mut dive = Dive { world, free, marks, rounded, money, relaxation };
    dive.run(plan, steps);
    let chosen = |index: &usize| match dive.marks[*index] {
        Mark::In => true,
        Mark::Out => false,
        Mark::Open => dive.rounded[*index],
    };
    (0..free.len()).filter(chosen).map(|index| free[index]).collect()
}

impl Dive<'_> {
    fn run(&mut self, plan: Plan, steps: &mut u64) {
        let mut batch: Vec<(u32, u32)> = Vec::new();
        for _ in 0..ROUNDS {
            *steps += self.relaxation.size();
            if !self.relaxation.solve(steps) {
                return;
            }
            if !batch.is_empty() && self.relaxation.lacks_money() {
                for (index, group) in core::mem::take(&mut batch) {
                    self.recall(index, group);
                }
                continue;
            }
            batch.clear();
            let mut doubts = self.read();
            if doubts.is_empty() {
                return;
            }
            doubts.sort_unstable_by_key(|doubt| (-doubt.weight, doubt.index));
            let total: i128 = doubts.iter().map(|doubt| i128::from(doubt.weight)).sum();
            let mut decided = 0;
            for doubt in &doubts {
                if decided * i128::from(WHOLE) > total * i128::from(plan.share) {
                    break;
                }
                decided += i128::from(doubt.weight);
                let is_in = doubt.fraction >= plan.threshold;
                self.decide(doubt.index, doubt.group, is_in);
                if is_in {
                    batch.push((doubt.index, doubt.group));
                }
            }
            self.drop_impossible();
        }
    }

    /// Rounds every group by its flow; the items in doubt.
    fn read(&mut self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for place in 0..self.relaxation.groups.len() {
            let group = self.relaxation.groups[place];
            let doubt =
                if group.is_linked { self.read_linked(group) } else { self.read_single(group) };
            if let Some((index, fraction)) = doubt {
                let weight = self.world.item(self.free[index as usize]).weight;
                doubts.push(Doubt { weight, index, group: place as u32, fraction });
            }
        }
        doubts
    }

    fn read_linked(&mut self, group: Group) -> Option<(u32, i64)> {
        let index = group.from as usize;
        if self.marks[index] != Mark::Open {
            return None;
        }
        let it = self.world.item(self.free[index]);
        let part = |leg: u32| {
            let units = self.relaxation.units(it.amount[leg as usize]).max(1);
            share(self.relaxation.flow(group.arc + leg), units)
        };
        let (one, other) = (part(0), part(1));
        self.rounded[index] = one.min(other) >= WHOLE;
        let is_clear = (one >= WHOLE && other >= WHOLE) || (one == 0 && other == 0);
        (!is_clear).then_some((group.from, (one + other) / 2))
    }

    fn read_single(&mut self, group: Group) -> Option<(u32, i64)> {
        let mut left = self.relaxation.flow(group.arc);
        let mut doubt = None;
        for index in group.from..group.to {
            if self.marks[index as usize] != Mark::Open {
                continue;
            }
            let it = self.world.item(self.free[index as usize]);
            let units = self.relaxation.units(it.amount[0]);
            let fits = units <= left;
            self.rounded[index as usize] = fits;
            if fits {
                left -= units;
            } else if left > 0 && doubt.is_none() {
                doubt = Some((index, share(left, units)));
            }
        }
        doubt.filter(|_| left > 0)
    }

    fn decide(&mut self, index: u32, group: u32, is_in: bool) {
        let group = self.relaxation.groups[group as usize];
        let it = *self.world.item(self.free[index as usize]);
        self.marks[index as usize] = if is_in { Mark::In } else { Mark::Out };
        for leg in 0..it.legs() {
            let arc = group.arc + leg as u32;
            self.relaxation.withdraw(arc, it.amount[leg]);
            if is_in {
                self.relaxation.commit(arc, it.amount[leg]);
                let [from, to] = self.relaxation.ends_of(arc);
                self.money[from] -= i128::from(it.amount[leg]);
                self.money[to] += i128::from(it.amount[leg]);
            }
        }
    }

    /// An item that was taken too boldly is out.
    fn recall(&mut self, index: u32, group: u32) {
        let group = self.relaxation.groups[group as usize];
        let it = *self.world.item(self.free[index as usize]);
        self.marks[index as usize] = Mark::Out;
        for leg in 0..it.legs() {
            let arc = group.arc + leg as u32;
            self.relaxation.commit(arc, -it.amount[leg]);
            let [from, to] = self.relaxation.ends_of(arc);
            self.money[from] += i128::from(it.amount[leg]);
            self.money[to] -= i128::from(it.amount[leg]);
        }
    }

    /// The presolve on what is open: what is larger than its sender can still have is out.
    fn drop_impossible(&mut self) {
        let mut reach = self.money.clone();
        for place in 0..self.relaxation.groups.len() {
            let group = self.relaxation.groups[place];
            for index in group.from..group.to {
                self.add_reach(index, group, 1, &mut reach);
            }
        }
        for place in 0..self.relaxation.groups.len() {
            let group = self.relaxation.groups[place];
            for index in group.from..group.to {
                if self.marks[index as usize] != Mark::Open {
                    continue;
                }
                let it = self.world.item(self.free[index as usize]);
                let is_possible = (0..it.legs()).all(|leg| {
                    let [from, _] = self.relaxation.ends_of(group.arc + leg as u32);
                    i128::from(it.amount[leg]) <= reach[from]
                });
                if !is_possible {
                    self.add_reach(index, group, -1, &mut reach);
                    self.decide(index, place as u32, false);
                }
            }
        }
    }

    fn add_reach(&self, index: u32, group: Group, sign: i128, reach: &mut [i128]) {
        if self.marks[index as usize] != Mark::Open {
            return;
        }
        let it = self.world.item(self.free[index as usize]);
        for leg in 0..it.legs() {
            let [_, to] = self.relaxation.ends_of(group.arc + leg as u32);
            reach[to] += sign * i128::from(it.amount[leg]);
        }
    }
}

/// How many parts of `WHOLE` are carried.
fn share(flow: i64, units: i64) -> i64 {
    (i128::from(flow) * i128::from(WHOLE) / i128::from(units.max(1))) as i64
}
