//! The bound: prices of money on each account, found currency by currency.
//!
//! A linked item's condition that both legs are taken together is priced (Lagrange): its weight
//! is split between the legs, each currency is then a minimum-cost flow of its own, and the split
//! moves towards the leg that is taken less, by steps that shrink by a fixed rule. The potentials
//! of the flows are the prices. The bound itself is not read from a flow but added up from the
//! prices over all items in exact integers, and holds for any prices whatever: rounding of costs
//! can only make it weaker.
//!
//! For prices of nothing or more, any feasible set has
//! `weight <= sum of price*balance + sum over items of max(0, weight - price paid + price earned)`.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Linked::check`"
)]

use crate::linked::Bound;
use crate::linked::relaxation::{Pair, Relaxation};
use crate::linked::world::World;
use alloc::vec::Vec;

/// Parts of a full disagreement between legs.
const WHOLE: i64 = 1 << 16;
/// The first step moves the split by this part of the weight for a full disagreement.
const STEP: i64 = 2;
/// Rounds without a better bound after which the step is halved.
const PATIENCE: u32 = 3;

/// The least bound of at most so many rounds, or until the work reaches `limit`.
pub(super) fn bound(world: &World, rounds: u32, limit: u64, steps: &mut u64) -> Bound {
    let mut best = bound_by(world, alloc::vec![0; world.money.len() - 1]);
    let mut split: Vec<i64> = world.items.iter().map(even_split).collect();
    let cost = |item: u32, leg: usize| leg_cost(world, &split, item, leg);
    let Some(mut relaxation) = Relaxation::new(world, cost) else { return best };
    let mut divisor = STEP;
    let mut stale = 0;
    for _ in 0..rounds {
        *steps += 2 * relaxation.size;
        if !relaxation.solve(steps) {
            break;
        }
        let found = bound_by(world, relaxation.prices());
        if found.weight < best.weight {
            best = found;
            stale = 0;
        } else {
            stale += 1;
        }
        if stale == PATIENCE {
            divisor *= 2;
            stale = 0;
        }
        if *steps >= limit || !shift_split(world, &mut relaxation, &mut split, divisor) {
            break;
        }
    }
    best
}

/// Unit cost of a leg under a split.
fn leg_cost(world: &World, split: &[i64], item: u32, leg: usize) -> i64 {
    let it = world.item(item);
    let first = split[item as usize];
    let weight = if leg == 0 { first } else { it.weight - first };
    world.unit_cost(weight, it.amount[leg])
}

fn even_split(item: &crate::linked::world::Item) -> i64 {
    if item.legs() == 1 { item.weight } else { item.weight / 2 }
}

/// Moves each split from the leg that is taken more to the other. Whether any moved.
fn shift_split(
    world: &World,
    relaxation: &mut Relaxation,
    split: &mut [i64],
    divisor: i64,
) -> bool {
    let mut any = false;
    for place in 0..relaxation.pairs.len() {
        let Pair { item, arc } = relaxation.pairs[place];
        let it = world.item(item);
        let part = |leg: u32| {
            let units = i128::from(relaxation.units(it.amount[leg as usize]).max(1));
            i128::from(relaxation.flow(arc + leg)) * i128::from(WHOLE) / units
        };
        let apart = part(1) - part(0);
        if apart == 0 {
            continue;
        }
        let step = i128::from(it.weight) * apart / i128::from(WHOLE * divisor);
        let first = i128::from(split[item as usize]) + step;
        split[item as usize] =
            first.clamp(i128::from(-it.weight), 2 * i128::from(it.weight)) as i64;
        for leg in 0..2 {
            let cost = leg_cost(world, split, item, leg);
            relaxation.set_cost(arc + leg as u32, cost);
        }
        any = true;
    }
    any
}

/// Adds the bound up from prices.
fn bound_by(world: &World, price: Vec<i64>) -> Bound {
    let scale = world.scale;
    let worth = |account: u32, amount: i128| i128::from(price[account as usize]) * amount;
    let mut sum: i128 = 0;
    for (account, &money) in world.money.iter().enumerate().take(price.len()) {
        sum += worth(account as u32, money);
    }
    for item in &world.items {
        let mut profit = i128::from(item.weight) << scale;
        for leg in 0..item.legs() {
            let amount = i128::from(item.amount[leg]);
            profit += worth(item.target[leg], amount) - worth(item.source[leg], amount);
        }
        sum += profit.max(0);
    }
    Bound { weight: sum >> scale, removed: world.removed.clone(), price, scale }
}
