//! The dive: payments decided one after the other, the relaxation kept optimal in between.
//!
//! Works on a region: free payments by arc, largest first, and what their rows may use while all
//! others stay as they are. The largest payment that the relaxation divides is decided next: in
//! or out, whichever costs the relaxation less, both tried. What becomes impossible by it goes
//! out at once. When the relaxation falls to what is already held, the dive gives up: nothing
//! better lies below. Must never look at payments outside its region.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices it made itself"
)]

use alloc::{collections::BinaryHeap, vec, vec::Vec};

use super::{
    network::{Arc, Network, Pool},
    rows::NONE,
};

/// Free payments and the rows they touch.
#[derive(Debug, Default)]
pub(super) struct Region {
    pub(super) pools: Vec<Pool>,
    pub(super) arcs: Vec<Arc>,
    /// Payments of arc k: `amount[start[k]..start[k + 1]]`, largest first.
    pub(super) start: Vec<u32>,
    pub(super) amount: Vec<i64>,
    /// Groups of places in `amount` that settle together or not at all.
    pub(super) ties: Vec<Vec<u32>>,
}

/// Where a dive stops.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    /// Gains of the relaxation at which nothing better can be found.
    pub(super) gain: i128,
    /// Edges after which only one way is tried of each payment.
    pub(super) careful: u64,
    /// Edges that may be looked at.
    pub(super) steps: u64,
}

/// A payment goes in when so much of a hundred of it flows, where only one way is tried.
const MOST: i128 = 60;

/// Dives from the top, or from where one payment is decided; from a network solved over the region
/// where there is one. `None` when the relaxation says that nothing beats `stop.gain`; the steps
/// spent are added to `spent` in any case.
pub(super) fn dive(
    region: &Region,
    network: Option<Network>,
    first: Option<(u32, Fate)>,
    stop: Stop,
    spent: &mut u64,
) -> Option<Vec<bool>> {
    // A network that was solved before has been counted before.
    let counted = network.as_ref().map_or(0, |network| network.steps);
    let mut dive = Dive::new(region, network)?;
    dive.careful = stop.careful;
    let begun = first.is_none_or(|(at, fate)| dive.begin(at, fate));
    let found = begun && dive.gain > stop.gain && dive.run(stop);
    *spent += dive.network.steps - counted;
    found.then(|| dive.rounded())
}

/// What is decided of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Open,
    In,
    Out,
}

/// A point to go back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    mark: usize,
    gain: i128,
    decided: usize,
}

/// A dive under way.
pub(super) struct Dive<'a> {
    region: &'a Region,
    network: Network,
    /// Gains of the relaxation, decided payments included.
    pub(super) gain: i128,
    fate: Vec<Fate>,
    /// First undecided payment of each arc.
    next: Vec<u32>,
    /// Cap and undecided or settled inflow of each node: the most it can still pay.
    reach: Vec<i128>,
    /// Arcs that leave by each node or by one inside it.
    leaving: Leaving,
    queue: BinaryHeap<(i64, u32)>,
    queued: Vec<bool>,
    /// Decisions that can be taken back, in order.
    decided: Vec<(u32, u32, Fate)>,
    /// Group of each payment in `Region::ties`, `NONE` for none; empty without ties.
    group: Vec<u32>,
    /// Edges after which only one way is tried of each payment.
    careful: u64,
}

impl<'a> Dive<'a> {
    /// At the top: nothing is decided but what can never be. `None` when even that has no flow.
    pub(super) fn new(region: &'a Region, network: Option<Network>) -> Option<Self> {
        let network = match network {
            Some(network) => network,
            None => Network::solve(&region.pools, &region.arcs)?,
        };
        let gain = region
            .arcs
            .iter()
            .enumerate()
            .map(|(k, arc)| i128::from(arc.gain) * i128::from(network.flow(k)))
            .sum();
        let mut reach: Vec<i128> = region.pools.iter().map(|pool| i128::from(pool.cap)).collect();
        for arc in &region.arcs {
            for node in chain(&region.pools, arc.head) {
                reach[node] += i128::from(arc.cap);
            }
        }
        let mut dive = Self {
            region,
            network,
            gain,
            fate: vec![Fate::Open; region.amount.len()],
            next: region.start[..region.arcs.len()].to_vec(),
            reach,
            leaving: Leaving::of(region),
            queue: BinaryHeap::new(),
            queued: vec![false; region.arcs.len()],
            decided: Vec::new(),
            group: groups(region),
            careful: u64::MAX,
        };
        for node in 0..region.pools.len() {
            if !dive.refuse_beyond_reach(node) {
                return None;
            }
        }
        if !dive.propagate(0) {
            return None;
        }
        dive.settle(0);
        for arc in 0..region.arcs.len() as u32 {
            dive.enqueue(arc);
        }
        Some(dive)
    }

    /// Decides one payment for good; false when it cannot be so, or is decided already.
    fn begin(&mut self, at: u32, fate: Fate) -> bool {
        let mark = self.network.mark();
        let is_begun = self.fate[at as usize] == Fate::Open && self.go(self.arc_of(at), at, fate);
        self.settle(mark);
        is_begun
    }

    /// Decides until nothing is divided; false when given up.
    fn run(&mut self, stop: Stop) -> bool {
        loop {
            if !self.run_divided(stop) {
                return false;
            }
            let Some((arc, at)) = self.torn() else { return true };
            if !self.decide(arc, at) || self.gain <= stop.gain {
                return false;
            }
        }
    }

    /// Edges looked at.
    pub(super) fn steps(&self) -> u64 {
        self.network.steps
    }

    /// Where things stand, to go back to before any of it is settled.
    pub(super) fn point(&self) -> Point {
        Point { mark: self.network.mark(), gain: self.gain, decided: self.decided.len() }
    }

    /// Takes back all decisions since a point.
    pub(super) fn back(&mut self, point: Point) {
        self.network.undo(point.mark);
        self.gain = point.gain;
        self.reopen(point.decided);
    }

    /// Decides a payment and what follows from it; false when it cannot be so.
    pub(super) fn go(&mut self, arc: u32, at: u32, fate: Fate) -> bool {
        let from = self.decided.len();
        self.fix(arc, at, fate) && self.propagate(from)
    }

    /// The largest undecided payment of the arcs that are divided.
    pub(super) fn largest_divided(&mut self) -> Option<(u32, u32)> {
        self.largest(Self::divided)
    }

    /// The largest undecided payment.
    pub(super) fn largest_open(&mut self) -> Option<(u32, u32)> {
        self.largest(|_, _| true)
    }

    fn largest(&mut self, is_meant: impl Fn(&Self, u32) -> bool) -> Option<(u32, u32)> {
        let mut largest: Option<(i64, u32, u32)> = None;
        for arc in 0..self.region.arcs.len() as u32 {
            if let Some(at) = is_meant(self, arc).then(|| self.open(arc)).flatten() {
                let amount = self.region.amount[at as usize];
                if largest.is_none_or(|(most, ..)| amount > most) {
                    largest = Some((amount, arc, at));
                }
            }
        }
        largest.map(|(_, arc, at)| (arc, at))
    }

    /// A payment of a group that rounding would tear apart.
    pub(super) fn torn(&self) -> Option<(u32, u32)> {
        if self.region.ties.is_empty() {
            return None;
        }
        let taken = self.rounded();
        let torn = |group: &&Vec<u32>| {
            let count = group.iter().filter(|&&at| taken[at as usize]).count();
            count > 0 && count < group.len()
        };
        let at = self.region.ties.iter().find(torn).and_then(|group| group.first().copied())?;
        Some((self.arc_of(at), at))
    }

    fn arc_of(&self, at: u32) -> u32 {
        self.region.start.partition_point(|&start| start <= at) as u32 - 1
    }

    fn run_divided(&mut self, stop: Stop) -> bool {
        while let Some((amount, arc)) = self.queue.pop() {
            self.queued[arc as usize] = false;
            if !self.divided(arc) {
                continue;
            }
            let Some(at) = self.open(arc) else { continue };
            if self.region.amount[at as usize] != amount {
                self.enqueue(arc);
                continue;
            }
            if self.network.steps > stop.steps {
                return true;
            }
            // Where neither way is open the payment stays divided; repair settles it.
            let decided = self.decide(arc, at);
            if self.gain <= stop.gain {
                return false;
            }
            if decided {
                self.enqueue(arc);
            }
        }
        true
    }

    fn divided(&self, arc: u32) -> bool {
        self.network.flow(arc as usize) > 0 && self.network.room(arc as usize) > 0
    }

    fn enqueue(&mut self, arc: u32) {
        if self.queued[arc as usize] || !self.divided(arc) {
            return;
        }
        if let Some(at) = self.open(arc) {
            self.queued[arc as usize] = true;
            self.queue.push((self.region.amount[at as usize], arc));
        }
    }

    /// The largest undecided payment of an arc.
    fn open(&mut self, arc: u32) -> Option<u32> {
        let end = self.region.start[arc as usize + 1];
        let next = &mut self.next[arc as usize];
        while *next < end && self.fate[*next as usize] != Fate::Open {
            *next += 1;
        }
        (*next < end).then_some(*next)
    }

    /// Decides a payment the cheaper way, or the other way when that turns out impossible.
    fn decide(&mut self, arc: u32, at: u32) -> bool {
        let first = self.preferred(arc, at);
        let second = if first == Fate::In { Fate::Out } else { Fate::In };
        for fate in [first, second] {
            let point = self.point();
            if self.go(arc, at, fate) {
                self.settle(point.mark);
                return true;
            }
            self.back(point);
        }
        false
    }

    /// The way that costs the relaxation less.
    pub(super) fn preferred(&mut self, arc: u32, at: u32) -> Fate {
        let amount = self.region.amount[at as usize];
        let flow = self.network.flow(arc as usize);
        if flow >= amount {
            return Fate::In;
        }
        if self.network.steps > self.careful {
            let is_most = i128::from(flow) * 100 >= i128::from(amount) * MOST;
            return if is_most { Fate::In } else { Fate::Out };
        }
        self.cheaper(arc, amount)
    }

    /// The way of a divided payment that costs less; taken when both cost the same. The one that
    /// looks cheaper is tried first, for the other is given up as soon as it costs more.
    fn cheaper(&mut self, arc: u32, amount: i64) -> Fate {
        let mark = self.network.mark();
        let arc = arc as usize;
        if self.network.flow(arc) >= amount / 2 {
            let within = self.network.fix_in(arc, amount, i128::MAX);
            self.network.undo(mark);
            let Some(within) = within else { return Fate::Out };
            let without = self.network.fix_out(arc, amount, within - 1);
            self.network.undo(mark);
            if without.is_some() { Fate::Out } else { Fate::In }
        } else {
            let without = self.network.fix_out(arc, amount, i128::MAX);
            self.network.undo(mark);
            let within = self.network.fix_in(arc, amount, without.unwrap_or(i128::MAX));
            self.network.undo(mark);
            if within.is_some() { Fate::In } else { Fate::Out }
        }
    }

    /// Decides a payment and what is tied to it; false when it cannot be.
    fn fix(&mut self, arc: u32, at: u32, fate: Fate) -> bool {
        let group = self.group.get(at as usize).copied().unwrap_or(NONE);
        if group == NONE {
            return self.fix_one(arc, at, fate);
        }
        let region = self.region;
        let open = |fate: &[Fate], at: u32| fate[at as usize] == Fate::Open;
        region.ties[group as usize].iter().all(|&member| {
            !open(&self.fate, member) || self.fix_one(self.arc_of(member), member, fate)
        })
    }

    fn fix_one(&mut self, arc: u32, at: u32, fate: Fate) -> bool {
        let amount = self.region.amount[at as usize];
        let ends = self.region.arcs[arc as usize];
        let (lost, node) = match fate {
            Fate::In => (self.network.fix_in(arc as usize, amount, i128::MAX), ends.tail),
            _ => (self.network.fix_out(arc as usize, amount, i128::MAX), ends.head),
        };
        // Settled, it is spent by its payer; refused, it never reaches its payee.
        for node in chain(&self.region.pools, node) {
            self.reach[node] -= i128::from(amount);
        }
        self.fate[at as usize] = fate;
        self.decided.push((arc, at, fate));
        self.gain -= lost.unwrap_or(0);
        lost.is_some()
    }

    /// Refuses what has become impossible by the decisions from a place on.
    fn propagate(&mut self, from: usize) -> bool {
        let mut done = from;
        while done < self.decided.len() {
            let (arc, _, fate) = self.decided[done];
            done += 1;
            let ends = self.region.arcs[arc as usize];
            let sunk = if fate == Fate::In { ends.tail } else { ends.head };
            for node in chain(&self.region.pools, sunk) {
                if !self.refuse_beyond_reach(node) {
                    return false;
                }
            }
        }
        true
    }

    fn refuse_beyond_reach(&mut self, node: usize) -> bool {
        for index in self.leaving.span(node) {
            let arc = self.leaving.arcs[index];
            self.network.steps += 1;
            while let Some(at) = self.open(arc) {
                if i128::from(self.region.amount[at as usize]) <= self.reach[node] {
                    break;
                }
                if !self.fix(arc, at, Fate::Out) {
                    return false;
                }
            }
        }
        true
    }

    /// Makes decisions final and queues arcs that have become divided.
    fn settle(&mut self, mark: usize) {
        let changed: Vec<u32> = self.network.changed(mark).collect();
        for arc in changed {
            self.enqueue(arc);
        }
        self.network.commit();
        self.decided.clear();
    }

    /// Opens what was decided after the first `keep` decisions.
    fn reopen(&mut self, keep: usize) {
        for (arc, at, fate) in self.decided.drain(keep..).rev() {
            let ends = self.region.arcs[arc as usize];
            let node = if fate == Fate::In { ends.tail } else { ends.head };
            for node in chain(&self.region.pools, node) {
                self.reach[node] += i128::from(self.region.amount[at as usize]);
            }
            self.fate[at as usize] = Fate::Open;
            let next = &mut self.next[arc as usize];
            *next = (*next).min(at);
        }
    }

    /// Decided payments as decided; of the others, largest first as far as the arc's flow goes.
    pub(super) fn rounded(&self) -> Vec<bool> {
        let mut taken: Vec<bool> = self.fate.iter().map(|fate| *fate == Fate::In).collect();
        for arc in 0..self.region.arcs.len() {
            let mut flow = self.network.flow(arc);
            let span = self.region.start[arc] as usize..self.region.start[arc + 1] as usize;
            let amounts = self.region.amount[span.clone()].iter();
            let of_arc = amounts.zip(&self.fate[span.clone()]).zip(&mut taken[span]);
            for ((&amount, fate), taken) in of_arc {
                if *fate == Fate::Open && amount <= flow {
                    *taken = true;
                    flow -= amount;
                }
            }
        }
        taken
    }
}

fn groups(region: &Region) -> Vec<u32> {
    if region.ties.is_empty() {
        return Vec::new();
    }
    let mut group = vec![NONE; region.amount.len()];
    for (index, members) in region.ties.iter().enumerate() {
        for &member in members {
            group[member as usize] = index as u32;
        }
    }
    group
}

/// A node and the nodes around it.
fn chain(pools: &[Pool], node: u32) -> impl Iterator<Item = usize> + '_ {
    let up = move |&at: &u32| Some(pools[at as usize].parent).filter(|&parent| parent != NONE);
    core::iter::successors(Some(node), up).map(|node| node as usize)
}

/// Arcs by the nodes they leave by.
struct Leaving {
    first: Vec<u32>,
    arcs: Vec<u32>,
}

impl Leaving {
    fn of(region: &Region) -> Self {
        let mut first = vec![0_u32; region.pools.len() + 2];
        for arc in &region.arcs {
            for node in chain(&region.pools, arc.tail) {
                first[node + 2] += 1;
            }
        }
        for node in 2..first.len() {
            first[node] += first[node - 1];
        }
        let mut arcs = vec![0_u32; first[first.len() - 1] as usize];
        for (index, arc) in region.arcs.iter().enumerate() {
            for node in chain(&region.pools, arc.tail) {
                arcs[first[node + 1] as usize] = index as u32;
                first[node + 1] += 1;
            }
        }
        Self { first, arcs }
    }

    fn span(&self, node: usize) -> core::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }
}
