//! Moves that may overdraw accounts, for interest (simulated annealing on softened rules).
//!
//! Where half of the accounts start with nothing, no item fits before others do, and a search that
//! never overdraws must move whole chains at once. Here an account may lack money and pays interest
//! on it, so that a chain grows item by item. A move turns an item round, or that item and another
//! one that gives an account it makes poorer its money back. Interest rises on accounts that go on
//! lacking money and falls on the others, so that it finds its own level. What comes out may
//! still overdraw a little; `State::adopt` puts that right. Money is counted in the units of the
//! relaxation, so that it fits 64 bits; nothing exact is read from it.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::anneal::cooled;
use crate::linked::sequence::Sequence;
use crate::linked::world::{Lists, World};
use alloc::vec::Vec;

/// At least so many trials pass between two looks at heat and interest.
const PACE: u64 = 256;
/// Interest never falls below so many times what money earns on its way out of the account.
const FLOOR: i64 = 4;
/// Interest never exceeds this.
const CEILING: i64 = 1 << 46;
/// Interest changes by so many times itself over all rounds, spread evenly; in the last part, one
/// in `LATE`, it falls no more and rises so much faster, because then debts must end.
const CHANGE: i64 = 64;
const LATE: u64 = 10;
const LATE_CHANGE: i64 = 300;

/// An item as this search sees it: what turning it round changes. The signs turn with it.
#[derive(Debug, Clone, Copy)]
struct Chip {
    /// What is won.
    weight: i64,
    /// What the source of each leg pays to its target.
    units: [i64; 2],
    source: [u32; 2],
    target: [u32; 2],
    is_taken: bool,
}

/// An account: its money, and the interest on each unit that it lacks.
#[derive(Debug, Clone, Copy)]
struct Purse {
    money: i64,
    interest: i64,
}

/// A set of items that may overdraw.
#[derive(Debug)]
pub(super) struct Soft<'w> {
    world: &'w World,
    /// Items by falling weight, so that the busy ones lie together.
    chips: Vec<Chip>,
    purses: Vec<Purse>,
    /// The least interest of each account.
    floor: Vec<i64>,
    /// Places among `chips` of what leaves an account, and of what enters it.
    outgoing: Lists,
    incoming: Lists,
}

impl<'w> Soft<'w> {
    /// Nothing taken.
    pub(super) fn new(world: &'w World) -> Soft<'w> {
        let mut place = alloc::vec![0; world.items.len()];
        for (at, &item) in (0..).zip(&world.by_weight) {
            place[item as usize] = at;
        }
        let floor = rates(world).into_iter().map(|rate| FLOOR * rate).collect();
        let units = |money: i128| i64::try_from(money >> world.shift).unwrap_or(i64::MAX >> 4);
        let purse = |&money: &i128| Purse { money: units(money), interest: 0 };
        Soft {
            world,
            chips: world.by_weight.iter().map(|&item| chip(world, item)).collect(),
            purses: world.money.iter().map(purse).collect(),
            floor,
            outgoing: world.outgoing.renamed(&place),
            incoming: world.incoming.renamed(&place),
        }
    }

    /// Steps that a trial counts: items of a large world lie far from the processor.
    pub(super) fn trial_steps(&self) -> u64 {
        u64::from(self.chips.len().max(1).ilog2()).saturating_sub(2).max(8)
    }

    /// Whether each item is taken.
    pub(super) fn taken(&self) -> Vec<bool> {
        let mut taken = alloc::vec![false; self.chips.len()];
        for (chip, &item) in self.chips.iter().zip(&self.world.by_weight) {
            taken[item as usize] = chip.is_taken;
        }
        taken
    }

    /// So many trials, while heat falls from `hot`, which is weight.
    pub(super) fn anneal(&mut self, sequence: &mut Sequence, hot: i128, trials: u64) {
        let pace = PACE.max(self.purses.len() as u64);
        let rounds = (trials / pace).max(1);
        let hot = self.scaled(hot);
        for (purse, &floor) in self.purses.iter_mut().zip(&self.floor) {
            purse.interest = floor;
        }
        for round in 0..rounds {
            let heat = cooled(hot, i128::from(round), i128::from(rounds));
            for _ in 0..pace {
                self.trial(sequence, heat);
            }
            self.set_interest(rounds, (rounds - round) * LATE <= rounds);
        }
    }

    fn trial(&mut self, sequence: &mut Sequence, heat: i128) {
        let place = sequence.small(self.chips.len());
        let loss = self.loss(place);
        let with_other = loss > 0 && sequence.below(2) == 0;
        let other = with_other.then(|| self.other(place, sequence)).flatten();
        let Some(other) = other else {
            if is_borne(loss, heat, sequence) {
                self.turn(place);
            }
            return;
        };
        self.turn(place);
        let loss = loss + self.loss(other);
        self.turn(if is_borne(loss, heat, sequence) { other } else { place });
    }

    /// An item that, turned round as well, gives money back to an account which one item makes
    /// poorer; more likely a large one.
    fn other(&self, place: usize, sequence: &mut Sequence) -> Option<usize> {
        let chip = &self.chips[place];
        let leg = if chip.units[1] == 0 { 0 } else { sequence.below(2) };
        let poorer = if chip.is_taken { chip.target[leg] } else { chip.source[leg] };
        let is_drawn_in = sequence.below(2) == 0;
        let list = if is_drawn_in { &self.incoming } else { &self.outgoing }.of(poorer);
        let other = *list.get(sequence.small(list.len()))? as usize;
        (other != place && self.chips[other].is_taken != is_drawn_in).then_some(other)
    }

    /// What turning an item round loses: weight, and interest on what is lacking then.
    fn loss(&self, place: usize) -> i128 {
        let chip = &self.chips[place];
        let mut loss = -self.scaled(i128::from(chip.weight));
        for leg in 0..2 {
            let units = chip.units[leg];
            if units != 0 {
                loss += self.interest(chip.source[leg], -units);
                loss += self.interest(chip.target[leg], units);
            }
        }
        loss
    }

    /// How much more interest an account pays after a change of its money.
    fn interest(&self, account: u32, change: i64) -> i128 {
        let Purse { money, interest } = self.purses[account as usize];
        let more = money.min(0) - (money + change).min(0);
        i128::from(more) * i128::from(interest)
    }

    fn turn(&mut self, place: usize) {
        let chip = &mut self.chips[place];
        for leg in 0..2 {
            self.purses[chip.source[leg] as usize].money -= chip.units[leg];
            self.purses[chip.target[leg] as usize].money += chip.units[leg];
        }
        chip.units = chip.units.map(|units| -units);
        chip.weight = -chip.weight;
        chip.is_taken = !chip.is_taken;
    }

    fn set_interest(&mut self, rounds: u64, is_late: bool) {
        let rounds = i64::try_from(rounds).unwrap_or(i64::MAX);
        for (purse, &floor) in self.purses.iter_mut().zip(&self.floor) {
            let interest = purse.interest;
            purse.interest += match (purse.money < 0, is_late) {
                (true, true) => interest * LATE_CHANGE / rounds,
                (true, false) => interest * CHANGE / rounds,
                (false, true) => 0,
                (false, false) => (floor - interest) * CHANGE / rounds.max(CHANGE),
            };
            purse.interest = purse.interest.min(CEILING);
        }
    }

    /// Weight in the measure of interest.
    fn scaled(&self, weight: i128) -> i128 {
        (weight << self.world.scale) >> self.world.shift
    }
}

/// Whether a loss is below a random share of the heat.
fn is_borne(loss: i128, heat: i128, sequence: &mut Sequence) -> bool {
    loss <= 0 || loss <= (heat * i128::from(sequence.exponential())) >> 16
}

fn chip(world: &World, item: u32) -> Chip {
    let item = world.item(item);
    Chip {
        weight: item.weight,
        units: item.amount.map(|amount| amount >> world.shift),
        source: item.source,
        target: item.target,
        is_taken: false,
    }
}

/// What a unit of money on its way out of each account earns on average, at the scale of prices.
fn rates(world: &World) -> Vec<i64> {
    let mut earned = alloc::vec![0_i128; world.money.len()];
    let mut paid = alloc::vec![0_i128; world.money.len()];
    for item in &world.items {
        for leg in 0..item.legs() {
            earned[item.source[leg] as usize] += i128::from(item.weight) / item.legs() as i128;
            paid[item.source[leg] as usize] += i128::from(item.amount[leg]);
        }
    }
    let rate = |(earned, paid): (i128, i128)| {
        let rate = (earned << world.scale) / paid.max(1);
        rate.clamp(1, i128::from(CEILING / FLOOR)) as i64
    };
    earned.into_iter().zip(paid).map(rate).collect()
}
