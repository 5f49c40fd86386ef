//! The search: dives over everything, then dives over neighbourhoods of large payments.
//!
//! A neighbourhood is set free, dived over with what all others leave, repaired and refilled; the
//! result is kept when it weighs no less, else every change is taken back. It begins at a large
//! payment, or at one of which the prices of the bound say that it stands the wrong way. All
//! choices come from one counted sequence. Must never return with a row overdrawn.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{collections::BTreeSet, vec::Vec};
use core::cmp::Reverse;

use super::{
    dive::{Fate, Region, Stop, dive},
    network::Network,
    refill::{refill, repair, repair_rows},
    region::Framer,
    state::State,
    world::World,
};
use crate::linked::sequence::Sequence;

/// Payments of a neighbourhood at most, and of one row in it.
const SIZES: [(usize, usize); 4] = [(100, 8), (200, 8), (300, 12), (600, 24)];
/// Seeds are drawn from this many of the largest payments.
const SEEDS: [usize; 3] = [300, 1000, 4000];
/// Of a hundred seeds, those that are drawn from the payments that lose most at the prices.
const LOSING_SEEDS: usize = 30;
/// How many of those are drawn from, among so many of the largest, and after how many draws they
/// are looked up anew.
const LOSING: usize = 300;
const LOSING_AMONG: usize = 20_000;
const LOSING_DRAWS: u32 = 64;
/// A neighbourhood takes every payment of a row, every second or every fourth on average.
const SPARSE: usize = 3;
/// So many of the payments that lose most are decided the other way at the start of a dive.
const TURNED: usize = 100;

/// A search under way.
pub(super) struct Search<'w, 'a> {
    world: &'w World<'a>,
    pub(super) state: State<'a>,
    framer: Framer,
    pub(super) steps: u64,
    sequence: Sequence,
    /// Payments that lose at the prices, most first, as they stood some draws ago.
    losing: Vec<u32>,
    draws: u32,
    /// The region of all free payments and the relaxation over it; made by `whole`.
    root: Option<Root>,
}

/// Where dives over everything begin.
struct Root {
    region: Region,
    network: Network,
    places: Vec<u32>,
}

impl<'w, 'a> Search<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>, state: State<'a>, steps: u64) -> Self {
        Self {
            world,
            state,
            framer: Framer::new(world),
            steps,
            sequence: Sequence::new(1),
            losing: Vec::new(),
            draws: 0,
            root: None,
        }
    }

    /// Dives over all payments, from the network of the relaxation where it is at hand.
    pub(super) fn whole(&mut self, network: Option<Network>, until: u64) {
        let region = self.framer.whole(self.world, &self.state);
        let network = network.or_else(|| Network::solve(&region.pools, &region.arcs));
        if let Some(network) = network {
            let places: Vec<u32> = (0..self.world.pairs.list.len() as u32).collect();
            let root = Root { region, network, places };
            self.dive_from(&root, None, until);
            self.root = Some(root);
        }
        self.fill();
    }

    /// Dives over everything again, each time with one of the payments that lose most decided the
    /// other way at the start: what a neighbourhood is too small to turn.
    pub(super) fn turn_losing(&mut self, until: u64, bound: i128) {
        let Some(root) = self.root.take() else { return };
        self.look_up_losing();
        let losing = core::mem::take(&mut self.losing);
        for &payment in losing.iter().take(TURNED) {
            if self.steps >= until || self.state.total >= bound {
                break;
            }
            let fate = if self.state.taken[payment as usize] { Fate::Out } else { Fate::In };
            let first = (self.world.place[payment as usize], fate);
            self.steps += root.region.arcs.len() as u64 * 4;
            self.dive_from(&root, Some(first), u64::MAX);
        }
        self.root = Some(root);
    }

    fn dive_from(&mut self, root: &Root, first: Option<(u32, Fate)>, until: u64) {
        self.steps += root.places.len() as u64;
        // The first dive is made with care, the others with speed.
        let careful = if first.is_none() { until / 5 } else { 0 };
        let stop = Stop { gain: self.held(&root.places), careful, steps: until };
        let dived = dive(&root.region, Some(root.network.clone()), first, stop, &mut self.steps);
        if let Some(taken) = dived {
            let rows = (0..self.world.rows.len() as u32).collect();
            self.keep_better(&root.places, &taken, rows);
        }
    }

    /// Neighbourhoods until the steps are spent or nothing is left to win.
    pub(super) fn run(&mut self, until: u64, bound: i128) {
        while self.steps < until && self.state.total < bound && !self.world.by_size.is_empty() {
            let mut places = self.around();
            places.sort_unstable();
            places.dedup();
            let region = self.framer.region(self.world, &self.state, &places);
            self.steps += 1 + places.len() as u64 * 12;
            let stop = Stop { gain: self.held(&places), careful: 0, steps: u64::MAX };
            if let Some(taken) = dive(&region, None, None, stop, &mut self.steps) {
                self.keep_better(&places, &taken, self.framer.rows.clone());
            }
        }
        self.fill();
    }

    /// Repairs, then takes whatever fits.
    pub(super) fn fill(&mut self) {
        self.steps += repair(self.world, &mut self.state, &mut Vec::new());
        let all = &self.world.by_size;
        self.steps += refill(self.world, &mut self.state, all, &mut Vec::new());
    }

    /// Gains of what is held at these places, in the network's units.
    fn held(&self, places: &[u32]) -> i128 {
        let world = self.world;
        let payments = places.iter().map(|&place| world.pairs.list[place as usize]);
        let taken = payments.filter(|&payment| self.state.taken[payment as usize]);
        let gain = |payment: u32| {
            let units = world.amount[payment as usize] >> world.scale.shift;
            i128::from(world.gains.of(payment)) * i128::from(units)
        };
        taken.map(gain).sum()
    }

    /// Takes and releases at these places as a dive has found, repairs and refills; all of it is
    /// taken back where it weighs less.
    fn keep_better(&mut self, places: &[u32], taken: &[bool], mut rows: Vec<u32>) {
        let before = self.state.total;
        let mut turned = Vec::new();
        for (&place, &is_in) in places.iter().zip(taken) {
            let payment = self.world.pairs.list[place as usize];
            if self.state.taken[payment as usize] != is_in {
                turned.push(payment);
                self.turn(payment);
                if !self.world.rows.plain {
                    // A row kept for a class is no node of a region, and may lack all the same.
                    let (pays, paid) = (&self.world.rows.pays, &self.world.rows.paid);
                    rows.extend_from_slice(self.world.rows.chain(pays[payment as usize]));
                    rows.extend_from_slice(self.world.rows.chain(paid[payment as usize]));
                }
            }
        }
        let (mut dropped, mut added) = (Vec::new(), Vec::new());
        self.steps += repair_rows(self.world, &mut self.state, rows, &mut dropped);
        let list = &self.world.pairs.list;
        let mut free: Vec<u32> = places.iter().map(|&place| list[place as usize]).collect();
        free.extend_from_slice(&dropped);
        free.sort_unstable_by_key(|&payment| {
            (Reverse(self.world.weight[payment as usize]), payment)
        });
        self.steps += refill(self.world, &mut self.state, &free, &mut added);
        if self.state.total < before {
            for &payment in turned.iter().chain(&dropped).chain(&added) {
                self.turn(payment);
            }
        }
    }

    fn turn(&mut self, payment: u32) {
        if self.state.taken[payment as usize] {
            self.state.release(payment);
        } else {
            self.state.take(payment);
        }
    }

    /// A payment to begin a neighbourhood at.
    fn seed(&mut self) -> u32 {
        let by_size = &self.world.by_size;
        let largest = SEEDS[self.sequence.below(SEEDS.len())].min(by_size.len());
        let seed = by_size[self.sequence.below(largest)];
        if self.sequence.below(100) >= LOSING_SEEDS {
            return seed;
        }
        if self.draws.is_multiple_of(LOSING_DRAWS) {
            self.look_up_losing();
        }
        self.draws = self.draws.wrapping_add(1);
        let losing = self.losing.get(self.sequence.below(self.losing.len()));
        losing.copied().unwrap_or(seed)
    }

    fn look_up_losing(&mut self) {
        let large = self.world.by_size.iter().take(LOSING_AMONG);
        let loss = |&payment: &u32| {
            let loss = self.world.loss(payment, self.state.taken[payment as usize]);
            (loss > 0).then_some((Reverse(loss), payment))
        };
        let mut losing: Vec<_> = large.filter_map(loss).collect();
        self.steps += self.world.by_size.len().min(LOSING_AMONG) as u64;
        losing.sort_unstable();
        losing.truncate(LOSING);
        self.losing = losing.into_iter().map(|(_, payment)| payment).collect();
    }

    /// Places of payments around a seed, groups whole.
    fn around(&mut self) -> Vec<u32> {
        let world = self.world;
        let (size, of_row) = SIZES[self.sequence.below(SIZES.len())];
        let one_of = 1 << self.sequence.below(SPARSE);
        let seed = self.seed() as usize;
        let mut rows = Vec::new();
        rows.push(world.rows.node(world.rows.pays[seed]));
        rows.push(world.rows.node(world.rows.paid[seed]));
        let mut places = Vec::new();
        places.push(world.place[seed]);
        let mut seen = BTreeSet::new();
        while places.len() < size && !rows.is_empty() {
            let row = rows.swap_remove(self.sequence.below(rows.len())) as usize;
            if !seen.insert(row) {
                continue;
            }
            for list in [world.leaving.of_row(row), world.entering.of_row(row)] {
                let drawn = list.iter().filter(|_| one_of == 1 || self.sequence.below(one_of) == 0);
                for &payment in drawn.take(of_row) {
                    places.push(world.place[payment as usize]);
                    rows.push(world.rows.node(world.rows.pays[payment as usize]));
                    rows.push(world.rows.node(world.rows.paid[payment as usize]));
                }
            }
        }
        self.with_groups(places)
    }

    /// Groups made whole; those with a member that is not free are left out.
    fn with_groups(&self, places: Vec<u32>) -> Vec<u32> {
        let world = self.world;
        if world.ties.is_empty() {
            return places;
        }
        let mut whole = Vec::new();
        for place in places {
            match world.ties.of(world.pairs.list[place as usize]) {
                [] => whole.push(place),
                group => whole.extend(group.iter().map(|&member| world.place[member as usize])),
            }
        }
        whole
    }
}
