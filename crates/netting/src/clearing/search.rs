//! The search: a dive over everything, then dives over neighbourhoods of large payments.
//!
//! A neighbourhood is set free, dived over with what all others leave, repaired and refilled; the
//! result is kept when it weighs more, else every change is taken back. All choices come from one
//! counted sequence. Must never return with a row overdrawn.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{collections::BTreeSet, vec::Vec};
use core::cmp::Reverse;

use super::{
    dive::{Region, Stop, dive},
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

/// A search under way.
pub(super) struct Search<'w, 'a> {
    world: &'w World<'a>,
    pub(super) state: State<'a>,
    framer: Framer,
    pub(super) steps: u64,
    sequence: Sequence,
}

impl<'w, 'a> Search<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>, state: State<'a>, steps: u64) -> Self {
        Self { world, state, framer: Framer::new(world), steps, sequence: Sequence::new(1) }
    }

    /// Dives over all payments, from the network of the relaxation where it is at hand; payments
    /// smaller than `floor` are only rounded.
    pub(super) fn whole(&mut self, network: Option<Network>, floor: i64, until: u64) {
        let places: Vec<u32> = (0..self.world.pairs.list.len() as u32).collect();
        let region = self.framer.whole(self.world, &self.state);
        let stop = Stop { gain: self.held(&places), floor, steps: until };
        self.improve(&places, &region, network, stop);
        self.fill();
    }

    /// Neighbourhoods until the steps are spent or nothing is left to win.
    pub(super) fn run(&mut self, until: u64, bound: i128) {
        while self.steps < until && self.state.total < bound && !self.world.by_size.is_empty() {
            let mut places = self.around();
            places.sort_unstable();
            places.dedup();
            let region = self.framer.region(self.world, &self.state, &places);
            self.steps += 1 + places.len() as u64 * 4;
            let stop = Stop { gain: self.held(&places), floor: 0, steps: u64::MAX };
            self.improve(&places, &region, None, stop);
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
            let units = world.amount[payment as usize] >> world.shift;
            i128::from(world.gains.of(payment)) * i128::from(units)
        };
        taken.map(gain).sum()
    }

    /// Dives over the region of these places, and keeps what weighs more.
    fn improve(&mut self, places: &[u32], region: &Region, network: Option<Network>, stop: Stop) {
        let Some(taken) = dive(region, network, stop, &mut self.steps) else { return };
        let before = self.state.total;
        let mut turned = Vec::new();
        for (&place, &is_in) in places.iter().zip(&taken) {
            let payment = self.world.pairs.list[place as usize];
            if self.state.taken[payment as usize] != is_in {
                turned.push(payment);
                self.turn(payment);
            }
        }
        let (mut dropped, mut added) = (Vec::new(), Vec::new());
        let rows = self.framer.rows.clone();
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

    /// Places of payments around a large one, groups whole.
    fn around(&mut self) -> Vec<u32> {
        let world = self.world;
        let (size, of_row) = SIZES[self.sequence.below(SIZES.len())];
        let seeds = SEEDS[self.sequence.below(SEEDS.len())].min(world.by_size.len());
        let seed = world.by_size[self.sequence.below(seeds)] as usize;
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
                for &payment in list.iter().take(of_row) {
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
