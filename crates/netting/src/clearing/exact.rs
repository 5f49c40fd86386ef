//! The exact search of small worlds: every set is either looked at or proven no heavier.
//!
//! Depth first over the dive's decisions, each payment in and out, with the relaxation's gain as
//! the bound of what lies below. What the relaxation does not see (rows that do not nest, links,
//! gains rounded up) is asked of the exact state where nothing is divided any more; where the
//! answer is no, it goes on deciding. Either it comes to the end, and the best set is the heaviest
//! there is, or the steps are spent and nothing is claimed. Must never pass over a set because of
//! a rounded number: worlds whose network drops bits or rounds a gain down are searched without it
//! (`few`).
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices it made itself"
)]

use alloc::vec::Vec;

use super::{
    dive::{Dive, Fate, Point, Region},
    few,
    region::Framer,
    search::Search,
    state::State,
    world::World,
};

/// Free payments that a world may have to be searched through.
pub(super) const PAYMENTS_MAX: usize = 1_000;

/// Goes through all sets that hold `base` and leaves the heaviest in the state of the search; true
/// when it came to the end before the search had spent `until` steps, or `bound` is reached.
pub(super) fn exhaust<'a>(
    world: &World<'a>,
    base: &State<'a>,
    search: &mut Search<'_, 'a>,
    bound: i128,
    until: u64,
) -> bool {
    if search.state.total >= bound {
        return true;
    }
    if world.pairs.list.len() > PAYMENTS_MAX {
        return false;
    }
    if world.scale.shift > 0 || !world.gains.cover(world.weight, world.amount) {
        return few::exhaust(world, base, search, until);
    }
    let region = Framer::new(world).whole(world, base);
    let Some(dive) = Dive::new(&region, None) else { return false };
    let (looked, best) = (region.amount.len() as u64, &mut search.state);
    let tree = Tree { world, base, best, region: &region, dive, levels: Vec::new(), looked };
    let (is_through, spent) = tree.run(until.saturating_sub(search.steps));
    search.steps += spent;
    is_through
}

/// A payment under decision, and the way that is still to be gone.
struct Level {
    point: Point,
    arc: u32,
    at: u32,
    ways: Vec<Fate>,
}

struct Tree<'t, 'a> {
    world: &'t World<'a>,
    base: &'t State<'a>,
    best: &'t mut State<'a>,
    region: &'t Region,
    dive: Dive<'t>,
    levels: Vec<Level>,
    /// Payments and arcs looked at beside the dive's own steps.
    looked: u64,
}

impl Tree<'_, '_> {
    /// Whether it came to the end, and the steps it took.
    fn run(mut self, steps: u64) -> (bool, u64) {
        let mut is_open = self.is_promising();
        loop {
            if self.spent() > steps {
                return (false, self.spent());
            }
            if let Some((arc, at)) = is_open.then(|| self.choice()).flatten() {
                let point = self.dive.point();
                let first = self.dive.preferred(arc, at);
                let second = if first == Fate::In { Fate::Out } else { Fate::In };
                let mut ways = Vec::with_capacity(2);
                ways.extend([second, first]);
                self.levels.push(Level { point, arc, at, ways });
            }
            let Some(next) = self.next_way() else { return (true, self.spent()) };
            is_open = next && self.is_promising();
        }
    }

    fn spent(&self) -> u64 {
        self.dive.steps() + self.looked
    }

    /// Goes the next way that is left, from the deepest level on; whether it can be gone. `None`
    /// when all have been.
    fn next_way(&mut self) -> Option<bool> {
        loop {
            let level = self.levels.last_mut()?;
            self.dive.back(level.point);
            match level.ways.pop() {
                Some(fate) => return Some(self.dive.go(level.arc, level.at, fate)),
                None => self.levels.pop(),
            };
        }
    }

    /// Whether a set below may be heavier than the best.
    fn is_promising(&self) -> bool {
        self.most() > self.best.total
    }

    /// What no set below outweighs.
    fn most(&self) -> i128 {
        let denominator = i128::from(self.world.gains.denominator());
        self.base.total + self.dive.gain.div_euclid(denominator)
    }

    /// The payment to decide next; `None` when the relaxation's set is the heaviest below.
    fn choice(&mut self) -> Option<(u32, u32)> {
        self.looked += self.region.arcs.len() as u64;
        if let Some(divided) = self.dive.largest_divided() {
            return Some(divided);
        }
        self.looked += self.region.amount.len() as u64;
        let mut state = self.base.clone();
        for (at, _) in self.dive.rounded().iter().enumerate().filter(|(_, is_in)| **is_in) {
            state.take(self.world.pairs.list[at]);
        }
        let torn = self.dive.torn();
        if torn.is_none() && state.holds() {
            let is_heaviest = state.total >= self.most();
            if state.total > self.best.total {
                *self.best = state;
            }
            if is_heaviest {
                return None;
            }
        }
        torn.or_else(|| self.dive.largest_open())
    }
}
