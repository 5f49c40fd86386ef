//! Which items are taken and what every account then has, exactly.
//!
//! The search flips items here and takes flips back. `repair` gives items up until no account is
//! below nothing, `refill` takes what fits. Sums are `i128`, so that no order of flips overflows.
//! What leaves this file through `taken` has been repaired.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::sequence::Sequence;
use crate::linked::world::World;
use alloc::vec::Vec;

/// How many items are looked at where the best of many would do.
const LOOKS: usize = 8;
/// What a flip counts: it touches money and lists of several accounts.
const FLIP_STEPS: u64 = 8;

/// A set of items with the money that it leaves.
#[derive(Debug)]
pub(super) struct State<'w> {
    world: &'w World,
    /// What each account has.
    pub(super) money: Vec<i128>,
    /// Whether an item is taken.
    pub(super) taken: Vec<bool>,
    /// Sum of the weights taken.
    pub(super) weight: i128,
    /// Steps done.
    pub(super) steps: u64,
    /// Flips since the last `keep`, to take them back.
    log: Vec<u32>,
    /// The move in which an item was last flipped by force.
    touched: Vec<u32>,
    moves: u32,
    /// Accounts that may be below nothing.
    short: Vec<u32>,
    /// Accounts that have more than when `refill` last saw them, each once.
    richer: Vec<u32>,
    is_richer: Vec<bool>,
}

impl<'w> State<'w> {
    /// Nothing taken.
    pub(super) fn new(world: &'w World) -> State<'w> {
        State {
            world,
            money: world.money.clone(),
            taken: alloc::vec![false; world.items.len()],
            weight: 0,
            steps: 0,
            log: Vec::new(),
            touched: alloc::vec![0; world.items.len()],
            moves: 0,
            short: Vec::new(),
            richer: Vec::new(),
            is_richer: alloc::vec![false; world.money.len()],
        }
    }

    /// Takes an item, or gives it up.
    pub(super) fn flip(&mut self, item: u32) {
        let Self { world, money, taken, .. } = self;
        let it = world.item(item);
        let taken = &mut taken[item as usize];
        *taken = !*taken;
        for leg in 0..it.legs() {
            let (from, to) = match *taken {
                true => (it.source[leg], it.target[leg]),
                false => (it.target[leg], it.source[leg]),
            };
            let amount = i128::from(it.amount[leg]);
            money[from as usize] -= amount;
            money[to as usize] += amount;
            if money[from as usize] < 0 {
                self.short.push(from);
            }
            if !core::mem::replace(&mut self.is_richer[to as usize], true) {
                self.richer.push(to);
            }
        }
        let weight = i128::from(it.weight);
        self.weight += if *taken { weight } else { -weight };
        self.log.push(item);
        self.steps += FLIP_STEPS;
    }

    /// Whether every sender of an item can pay it.
    pub(super) fn fits(&self, item: u32) -> bool {
        let it = self.world.item(item);
        (0..it.legs()).all(|leg| self.money[it.source[leg] as usize] >= i128::from(it.amount[leg]))
    }

    /// Whether every receiver of an item could pay it back.
    fn spares(&self, item: u32) -> bool {
        let it = self.world.item(item);
        (0..it.legs()).all(|leg| self.money[it.target[leg] as usize] >= i128::from(it.amount[leg]))
    }

    /// The next flips belong to no move by force.
    pub(super) fn next_move(&mut self) {
        // Coming round after 2^32 moves, it may spare one item once.
        self.moves = self.moves.wrapping_add(1);
    }

    /// Makes the flips so far final.
    pub(super) fn keep(&mut self) {
        self.log.clear();
    }

    /// Takes back every flip since the last `keep`.
    pub(super) fn take_back(&mut self) {
        let log = core::mem::take(&mut self.log);
        for &item in log.iter().rev() {
            self.flip(item);
        }
        self.log.clear();
        self.short.clear();
        for account in self.richer.drain(..) {
            self.is_richer[account as usize] = false;
        }
    }

    /// Back to a set that was kept.
    pub(super) fn restore(&mut self, taken: &[bool]) {
        for item in 0..taken.len() as u32 {
            if taken[item as usize] != self.taken[item as usize] {
                self.flip(item);
            }
        }
        self.short.clear();
        self.next_move();
        self.keep();
    }

    /// Takes over a set that may overdraw, puts that right and takes what then fits.
    pub(super) fn adopt(&mut self, taken: &[bool]) {
        for item in 0..taken.len() as u32 {
            if taken[item as usize] != self.taken[item as usize] {
                self.flip(item);
            }
        }
        self.next_move();
        self.repair();
        self.refill_all();
    }

    /// Gives items up until no account is below nothing.
    pub(super) fn repair(&mut self) {
        while let Some(account) = self.short.pop() {
            while self.money[account as usize] < 0 {
                let Some(item) = self.cheapest_out(account) else { break };
                self.flip(item);
            }
        }
    }

    /// The taken item whose loss ends the deficit of an account at the least weight; the largest
    /// one when none is large enough. An item whose receivers have spent it counts twice, since
    /// they must give up as much. Items of the present move go last.
    fn cheapest_out(&mut self, account: u32) -> Option<u32> {
        let deficit = -self.money[account as usize];
        let list = self.world.outgoing.of(account);
        let end = list.partition_point(|&item| self.paid_by(item, account) >= deficit);
        let mut best: Option<(i128, u32)> = None;
        let mut seen = 0;
        for &item in list[..end].iter().rev() {
            self.steps += 1;
            if !self.taken[item as usize] || self.is_fresh(item) {
                continue;
            }
            let twice = if self.spares(item) { 1 } else { 2 };
            let loss = i128::from(self.world.item(item).weight) * twice;
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, item));
            }
            seen += 1;
            if seen == LOOKS {
                break;
            }
        }
        if best.is_none() {
            self.steps += list.len() as u64;
        }
        let is_old = |item: &&u32| self.taken[**item as usize] && !self.is_fresh(**item);
        let largest = || list[end..].iter().find(is_old).copied();
        let fresh = || list.iter().find(|&&item| self.taken[item as usize]).copied();
        best.map(|(_, item)| item).or_else(largest).or_else(fresh)
    }

    /// The smallest item not taken that would end the deficit of an account, from among a few.
    fn smallest_in(&mut self, account: u32) -> Option<u32> {
        let deficit = -self.money[account as usize];
        let list = self.world.incoming.of(account);
        let end = list.partition_point(|&item| self.paid_to(item, account) >= deficit);
        let mut first = None;
        for &item in list[..end].iter().rev().take(LOOKS) {
            self.steps += 1;
            if self.taken[item as usize] || self.is_fresh(item) {
                continue;
            }
            if self.fits(item) {
                return Some(item);
            }
            first = first.or(Some(item));
        }
        first
    }

    fn paid_by(&self, item: u32, account: u32) -> i128 {
        let it = self.world.item(item);
        i128::from(it.amount[usize::from(it.source[0] != account)])
    }

    fn paid_to(&self, item: u32, account: u32) -> i128 {
        let it = self.world.item(item);
        i128::from(it.amount[usize::from(it.target[0] != account)])
    }

    fn is_fresh(&self, item: u32) -> bool {
        self.touched[item as usize] == self.moves
    }

    /// Flips an item against the present order of things and mends what follows: accounts that
    /// come short draw in items on their way to them, `pulls` times at most, or give items up.
    pub(super) fn force(&mut self, item: u32, mut pulls: usize, sequence: &mut Sequence) {
        self.next_move();
        self.touched[item as usize] = self.moves;
        self.flip(item);
        while let Some(account) = self.short.pop() {
            while self.money[account as usize] < 0 {
                let pulled = if pulls > 0 && sequence.below(2) == 0 {
                    pulls -= 1;
                    self.smallest_in(account)
                } else {
                    None
                };
                let Some(item) = pulled.or_else(|| self.cheapest_out(account)) else { break };
                self.touched[item as usize] = self.moves;
                self.flip(item);
            }
        }
    }

    /// Takes what fits, wherever it lies.
    pub(super) fn refill_all(&mut self) {
        let world = self.world;
        for &item in &world.by_weight {
            self.steps += 1;
            if !self.taken[item as usize] && self.fits(item) {
                self.flip(item);
            }
        }
        self.refill(usize::MAX);
        self.keep();
    }

    /// Takes what fits out of accounts that have become richer, the largest first, looking at so
    /// many items of each.
    pub(super) fn refill(&mut self, looks: usize) {
        while let Some(account) = self.richer.pop() {
            self.is_richer[account as usize] = false;
            let money = self.money[account as usize];
            let list = self.world.outgoing.of(account);
            let start = list.partition_point(|&item| self.paid_by(item, account) > money);
            for &item in list[start..].iter().take(looks) {
                self.steps += 1;
                if !self.taken[item as usize] && !self.is_fresh(item) && self.fits(item) {
                    self.flip(item);
                }
            }
        }
    }
}
