//! Regions: some payments set free, all others held as they are.
//!
//! Made from the world and the state for each dive; a dive sees only what stands here. What is
//! left at a row, once the free payments are taken away, is its cap in the region; that may be
//! less than nothing, because money that free payments bring in is already spent. Must never free
//! part of a group of linked payments.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{
    dive::Region,
    network::{Arc, Pool},
    rows::NONE,
    state::State,
    world::World,
};

/// Makes regions; keeps its scratch between them.
pub(super) struct Framer {
    /// Node of a row in the region being made.
    node: Vec<u32>,
    /// Rows of the region, outer rows first.
    pub(super) rows: Vec<u32>,
    /// What each of these has left when the free payments are taken away, minor units.
    open: Vec<i128>,
}

impl Framer {
    pub(super) fn new(world: &World<'_>) -> Self {
        Self { node: vec![NONE; world.rows.len()], rows: Vec::new(), open: Vec::new() }
    }

    /// The region of all free payments: its nodes are all rows, its arcs those of the relaxation.
    pub(super) fn whole(&mut self, world: &World<'_>, state: &State<'_>) -> Region {
        self.forget();
        let mut region = Region::default();
        for row in 0..world.rows.len() as u32 {
            self.node(world, state, row, &mut region);
        }
        let places: Vec<u32> = (0..world.pairs.list.len() as u32).collect();
        self.fill(world, state, &places, region)
    }

    /// The region of the payments at these places of `world.pairs.list`: sorted, none twice.
    pub(super) fn region(
        &mut self,
        world: &World<'_>,
        state: &State<'_>,
        places: &[u32],
    ) -> Region {
        self.forget();
        self.fill(world, state, places, Region::default())
    }

    fn forget(&mut self) {
        for &row in &self.rows {
            self.node[row as usize] = NONE;
        }
        self.rows.clear();
        self.open.clear();
    }

    fn fill(
        &mut self,
        world: &World<'_>,
        state: &State<'_>,
        places: &[u32],
        mut region: Region,
    ) -> Region {
        let mut last = NONE;
        for (at, &place) in places.iter().enumerate() {
            let arc = world.pairs.arc[place as usize];
            let payment = world.pairs.list[place as usize] as usize;
            let units = world.amount[payment] >> world.scale.shift;
            if arc != last {
                last = arc;
                region.start.push(at as u32);
                let tail = self.node(world, state, world.pairs.tail[arc as usize], &mut region);
                let head = self.node(world, state, world.pairs.head[arc as usize], &mut region);
                let gain = world.pairs.gain[arc as usize];
                region.arcs.push(Arc { tail, head, cap: 0, gain });
            }
            region.amount.push(units);
            if let Some(arc) = region.arcs.last_mut() {
                arc.cap += units;
                if state.taken[payment] {
                    let amount = i128::from(world.amount[payment]);
                    for (node, units) in [(arc.tail, amount), (arc.head, -amount)] {
                        give_back(&mut self.open, &region.pools, node, units);
                    }
                }
            }
        }
        region.start.push(places.len() as u32);
        for ((pool, &row), &open) in region.pools.iter_mut().zip(&self.rows).zip(&self.open) {
            pool.cap = world.scale.cap(row as usize, open);
        }
        self.ties(world, places, &mut region);
        region
    }

    /// The node of a row; the rows around it come before it.
    fn node(&mut self, world: &World<'_>, state: &State<'_>, row: u32, region: &mut Region) -> u32 {
        if self.node[row as usize] == NONE {
            let parent = match world.rows.parent[row as usize] {
                NONE => NONE,
                outer => self.node(world, state, outer, region),
            };
            self.node[row as usize] = region.pools.len() as u32;
            self.rows.push(row);
            region.pools.push(Pool { cap: 0, parent });
            self.open.push(world.rows.open(row as usize, state.left[row as usize]));
        }
        self.node[row as usize]
    }

    fn ties(&self, world: &World<'_>, places: &[u32], region: &mut Region) {
        if world.ties.is_empty() {
            return;
        }
        for &place in places {
            let payment = world.pairs.list[place as usize];
            let group = world.ties.of(payment);
            if group.first() == Some(&payment) {
                let local = group
                    .iter()
                    .filter_map(|&member| places.binary_search(&world.place[member as usize]).ok());
                region.ties.push(local.map(|at| at as u32).collect());
            }
        }
    }
}

/// Returns units to a node and all nodes around it.
fn give_back(open: &mut [i128], pools: &[Pool], mut node: u32, units: i128) {
    while node != NONE {
        open[node as usize] += units;
        node = pools[node as usize].parent;
    }
}
