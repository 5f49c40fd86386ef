//! The search for a heavy set: a dive over everything, small moves, dives over neighbourhoods.
//!
//! Starts from the better of the plain set and a dive over everything and improves it by small
//! moves. Then it frees some items around an account or anywhere, dives over these alone with the
//! money that the others leave, repairs, refills, and keeps the result unless it is lighter. All
//! numbers that look random come from one counted sequence, and the budget counts work, so that
//! the same call gives the same set. Never returns a set that overdraws an account.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::anneal;
use crate::linked::dive::{self, Plan, WHOLE};
use crate::linked::price;
use crate::linked::relaxation::{Places, Relaxation};
use crate::linked::sequence::Sequence;
use crate::linked::state::State;
use crate::linked::world::World;
use crate::linked::{Budget, Cleared, Linked, order};
use alloc::vec::Vec;

/// Part of the budget that the bound may take.
const BOUND_SHARE: u64 = 3;
/// Rounds of the bound.
const BOUND_ROUNDS: u32 = 100;
/// Of a hundred steps then left so many go to small moves from hot starts, and so many to small
/// moves from the best of them; the rest goes to neighbourhoods.
const HOT_PERCENT: u64 = 60;
const WARM_PERCENT: u64 = 80;
/// The bound divided by this is the heat of a hot start, of the only one, and of a warm one.
const HOT: i128 = 100;
const HOT_ONCE: i128 = 400;
const WARM: i128 = 800;
/// Steps for each item that a start should have before another one is worth more.
const START_STEPS: u64 = 40_000;
/// Most starts.
const STARTS: u64 = 6;
/// The first dive decides at this fraction.
const THRESHOLD: i64 = WHOLE * 3 / 5;

/// Searches until the budget is spent.
pub(super) fn run(linked: &Linked, world: &World, budget: Budget) -> Cleared {
    let mut steps = world.items.len() as u64 * 8;
    let mut prices = price::prices(world, BOUND_ROUNDS, budget.steps / BOUND_SHARE, &mut steps);
    let relaxation = prices.relaxation.take();
    let mut search = Search::new(world, &prices.split, steps);
    search.start(&order::lattice_and_refill(linked), relaxation);
    if !world.items.is_empty() {
        search.anneal(prices.bound.weight, budget.steps);
    }
    while search.state.steps < budget.steps && search.state.weight < prices.bound.weight {
        if !search.improve() {
            break;
        }
    }
    let mut taken = alloc::vec![false; linked.weight.len()];
    for (item, &is_taken) in world.items.iter().zip(&search.state.taken) {
        taken[item.origin as usize] = is_taken;
    }
    let State { weight, steps, .. } = search.state;
    Cleared { taken, weight, bound: prices.bound, steps }
}

struct Search<'w> {
    world: &'w World,
    split: &'w [i64],
    state: State<'w>,
    places: Places,
    sequence: Sequence,
    /// Whether an item is in the neighbourhood being built.
    is_free: Vec<bool>,
    /// Whether an account is.
    is_near: Vec<bool>,
}

impl<'w> Search<'w> {
    fn new(world: &'w World, split: &'w [i64], steps: u64) -> Search<'w> {
        let mut state = State::new(world);
        state.steps = steps;
        Search {
            world,
            split,
            state,
            places: Places::new(world),
            sequence: Sequence::new(1),
            is_free: alloc::vec![false; world.items.len()],
            is_near: alloc::vec![false; world.money.len()],
        }
    }

    /// The better of the plain set and the dive over everything.
    fn start(&mut self, plain: &[bool], relaxation: Option<Relaxation>) {
        for item in 0..self.world.items.len() as u32 {
            if plain[self.world.item(item).origin as usize] {
                self.state.flip(item);
            }
        }
        self.state.keep();
        let before = self.state.weight;
        let free: Vec<u32> = (0..self.world.items.len() as u32).collect();
        self.give_up(&free);
        let plan = Plan { threshold: THRESHOLD, share: WHOLE / 2 };
        self.dive(&free, relaxation, plan, before);
        self.state.refill_all();
    }

    /// Small moves: from several hot starts where the budget is large for the world, since the few
    /// largest items then decide and each start settles them anew; then from the best of them.
    fn anneal(&mut self, bound: i128, end: u64) {
        let from = self.state.steps;
        let part = |percent: u64| from + end.saturating_sub(from) / 100 * percent;
        let hot_end = part(HOT_PERCENT);
        let one = START_STEPS * self.world.items.len() as u64;
        let starts = ((hot_end - from) / one).clamp(1, STARTS);
        let Search { world, state, sequence, .. } = self;
        let hot = bound / if starts == 1 { HOT_ONCE } else { HOT };
        let mut best = (state.weight, state.taken.clone());
        for start in 1..=starts {
            let until = from + (hot_end - from) / starts * start;
            anneal::anneal(world, state, sequence, hot, until);
            if state.weight > best.0 {
                best = (state.weight, state.taken.clone());
            }
        }
        state.restore(&best.1);
        anneal::anneal(world, state, sequence, bound / WARM, part(WARM_PERCENT));
    }

    /// One neighbourhood. False when there is nothing to search in.
    fn improve(&mut self) -> bool {
        if self.world.items.is_empty() {
            return false;
        }
        let size = 40 + self.sequence.below(360);
        let mut free =
            if self.sequence.below(4) == 0 { self.anywhere(size) } else { self.around(size) };
        free.sort_unstable();
        for &item in &free {
            self.is_free[item as usize] = false;
        }
        let threshold = WHOLE * (30 + self.sequence.below(65) as i64) / 100;
        let share = WHOLE * (10 + self.sequence.below(60) as i64) / 100;
        let noise = [0, 0, 20, 80][self.sequence.below(4)];
        self.attempt(&free, Plan { threshold, share }, noise);
        true
    }

    /// Dives over `free` and keeps the result unless it is lighter. `noise` bends costs by so many
    /// parts of a thousand at most.
    fn attempt(&mut self, free: &[u32], plan: Plan, noise: usize) {
        let before = self.state.weight;
        self.give_up(free);
        let bend = Sequence::new(u64::from(self.sequence.next()));
        let cost = |item: u32, leg: usize| {
            let cost = price::leg_cost(self.world, self.split, item, leg);
            if noise == 0 {
                return cost;
            }
            let parts = bend.clone().skip(item).below(2 * noise + 1) as i64 - noise as i64;
            cost + cost / 1_000 * parts
        };
        let money = &self.state.money;
        let relaxation = Relaxation::new(self.world, free, money, &mut self.places, cost);
        self.dive(free, relaxation, plan, before);
    }

    fn give_up(&mut self, free: &[u32]) {
        for &item in free {
            if self.state.taken[item as usize] {
                self.state.flip(item);
            }
        }
    }

    fn dive(&mut self, free: &[u32], relaxation: Option<Relaxation>, plan: Plan, before: i128) {
        let state = &mut self.state;
        let mut steps = state.steps;
        if let Some(relaxation) = relaxation {
            let chosen = dive::dive(self.world, free, relaxation, &state.money, plan, &mut steps);
            state.steps = steps;
            for item in chosen {
                state.flip(item);
            }
        }
        state.next_move();
        state.repair();
        state.refill(usize::MAX);
        if state.weight < before {
            state.take_back();
        }
        state.keep();
    }

    /// Heavy items around a random heavy item, over accounts that they join.
    fn around(&mut self, size: usize) -> Vec<u32> {
        let mut free = Vec::new();
        let mut accounts: Vec<u32> = Vec::new();
        let seed = self.heavy();
        self.enter(seed, &mut free, &mut accounts);
        for _ in 0..4 * size {
            if free.len() >= size {
                break;
            }
            let account = accounts[self.sequence.below(accounts.len())];
            let list = match self.sequence.below(2) {
                0 => self.world.outgoing.of(account),
                _ => self.world.incoming.of(account),
            };
            if let Some(&item) = list.get(self.sequence.small(list.len())) {
                self.enter(item, &mut free, &mut accounts);
            }
        }
        for account in accounts {
            self.is_near[account as usize] = false;
        }
        free
    }

    fn enter(&mut self, item: u32, free: &mut Vec<u32>, accounts: &mut Vec<u32>) {
        if core::mem::replace(&mut self.is_free[item as usize], true) {
            return;
        }
        free.push(item);
        let it = self.world.item(item);
        for leg in 0..it.legs() {
            for account in [it.source[leg], it.target[leg]] {
                if !core::mem::replace(&mut self.is_near[account as usize], true) {
                    accounts.push(account);
                }
            }
        }
    }

    /// Heavy items from everywhere.
    fn anywhere(&mut self, size: usize) -> Vec<u32> {
        let mut free = Vec::new();
        for _ in 0..size {
            let item = self.heavy();
            if !core::mem::replace(&mut self.is_free[item as usize], true) {
                free.push(item);
            }
        }
        free
    }

    /// An item, more likely a heavy one.
    fn heavy(&mut self) -> u32 {
        self.world.by_weight[self.sequence.small(self.world.by_weight.len())]
    }
}
