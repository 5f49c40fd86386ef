//! The exact search where no network can count: all sets of a few payments, in whole numbers alone.
//!
//! Depth first, each payment or group in and out, the heaviest first. A branch ends where not even
//! all that is left would make it the heaviest, or where a row lacks more than can still come in.
//! Must never count in anything but exact sums.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use super::{search::Search, state::State, world::World};

/// Payments and groups that are gone through at most.
const ITEMS_MAX: usize = 64;

/// Goes through all sets that hold `base` and leaves the heaviest in the state of the search; true
/// when it came to the end before the search had spent `until` steps.
pub(super) fn exhaust<'a>(
    world: &World<'a>,
    base: &State<'a>,
    search: &mut Search<'_, 'a>,
    until: u64,
) -> bool {
    let items = items(world);
    if items.len() > ITEMS_MAX {
        return false;
    }
    let mut coming = vec![0; world.rows.len()];
    let mut rest = vec![0];
    for &payment in items.iter().flatten() {
        for &row in world.rows.chain(world.rows.paid[payment as usize]) {
            coming[row as usize] += i128::from(world.amount[payment as usize]);
        }
    }
    for item in items.iter().rev() {
        let weight = item.iter().map(|&payment| i128::from(world.weight[payment as usize]));
        rest.push(rest.last().copied().unwrap_or(0) + weight.sum::<i128>());
    }
    rest.reverse();
    let (state, best) = (base.clone(), &mut search.state);
    let left = until.saturating_sub(search.steps);
    let mut tree = Tree { world, items, rest, coming, state, best, steps: 0, until: left };
    let is_through = tree.decide(0);
    search.steps += tree.steps;
    is_through
}

/// Free payments, groups together, in the order of decision.
fn items(world: &World<'_>) -> Vec<Vec<u32>> {
    let item = |&payment: &u32| match world.ties.of(payment) {
        [] => Some(vec![payment]),
        group => (group.first() == Some(&payment)).then(|| group.to_vec()),
    };
    world.by_size.iter().filter_map(item).collect()
}

struct Tree<'t, 'a> {
    world: &'t World<'a>,
    items: Vec<Vec<u32>>,
    /// Weight of all items from one on.
    rest: Vec<i128>,
    /// What undecided payments could still bring into each row.
    coming: Vec<i128>,
    state: State<'a>,
    best: &'t mut State<'a>,
    steps: u64,
    until: u64,
}

impl Tree<'_, '_> {
    /// Decides the items from `at` on; false when the steps were spent before all was looked at.
    fn decide(&mut self, at: usize) -> bool {
        self.steps += 1;
        if self.state.total + self.rest[at] <= self.best.total {
            return true;
        }
        if self.steps > self.until {
            return false;
        }
        if at == self.items.len() {
            if self.state.holds() {
                *self.best = self.state.clone();
            }
            return true;
        }
        self.settle(at, -1);
        let mut is_through = true;
        for is_in in [true, false] {
            self.turn(at, is_in);
            if self.may_hold(at) {
                is_through &= self.decide(at + 1);
            }
            if is_in {
                self.turn(at, false);
            }
        }
        self.settle(at, 1);
        is_through
    }

    /// Takes what an item would bring out of what is still coming, or puts it back.
    fn settle(&mut self, at: usize, sign: i128) {
        for &payment in &self.items[at] {
            let units = i128::from(self.world.amount[payment as usize]);
            for &row in self.world.rows.chain(self.world.rows.paid[payment as usize]) {
                self.coming[row as usize] += sign * units;
            }
        }
    }

    fn turn(&mut self, at: usize, is_in: bool) {
        for &payment in &self.items[at] {
            match (is_in, self.state.taken[payment as usize]) {
                (true, false) => self.state.take(payment),
                (false, true) => self.state.release(payment),
                _ => {}
            }
        }
    }

    /// Whether what is still coming may cover what the rows of an item lack.
    fn may_hold(&mut self, at: usize) -> bool {
        let rows = &self.world.rows;
        self.items[at].iter().all(|&payment| {
            let chains = [rows.pays[payment as usize], rows.paid[payment as usize]];
            chains.iter().flat_map(|&chain| rows.chain(chain)).all(|&row| {
                self.steps += 1;
                self.state.lack(row as usize) <= self.coming[row as usize]
            })
        })
    }
}
