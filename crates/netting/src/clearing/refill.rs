//! Repair and refill: from nearly feasible to feasible, and from feasible to full.
//!
//! Repair drops payments of overdrawn rows, the one that fits the hole best; refill walks through
//! candidates and takes what fits, again where money has come in, until nothing more does. Both
//! change the state they are given. Must never take part of a group of linked payments.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::vec::Vec;

use super::{state::State, world::World};

/// Payments looked at, the budget's unit here.
type Steps = u64;

/// Drops payments until no row is overdrawn. Dropped payments are added to `dropped`.
pub(super) fn repair(world: &World<'_>, state: &mut State<'_>, dropped: &mut Vec<u32>) -> Steps {
    let rows: Vec<u32> = (0..world.rows.len() as u32).collect();
    repair_rows(world, state, rows, dropped)
}

/// As `repair`, when only these rows may be overdrawn.
pub(super) fn repair_rows(
    world: &World<'_>,
    state: &mut State<'_>,
    mut work: Vec<u32>,
    dropped: &mut Vec<u32>,
) -> Steps {
    let mut steps = 0;
    while let Some(row) = work.pop() {
        let row = row as usize;
        loop {
            let hole = state.lack(row);
            if hole == 0 {
                break;
            }
            let leaving = world.leaving.of_row(row);
            steps += leaving.len() as Steps;
            let taken = leaving.iter().copied().filter(|&payment| state.taken[payment as usize]);
            // Enough for the hole at the least weight; else the largest.
            let best = taken.min_by_key(|&payment| {
                let (at, units) = (payment as usize, i128::from(world.amount[payment as usize]));
                match units >= hole {
                    true => (false, i128::from(world.weight[at])),
                    false => (true, -units),
                }
            });
            let Some(best) = best else { break };
            let group = world.ties.of(best);
            let alone = [best];
            for &payment in if group.is_empty() { &alone } else { group } {
                if state.taken[payment as usize] {
                    state.release(payment);
                    dropped.push(payment);
                    let paid = world.rows.paid[payment as usize];
                    work.extend_from_slice(world.rows.chain(paid));
                }
            }
        }
    }
    steps
}

/// Takes what fits from the candidates, in their order, until nothing more fits. Payments taken
/// are added to `added`.
pub(super) fn refill(
    world: &World<'_>,
    state: &mut State<'_>,
    candidates: &[u32],
    added: &mut Vec<u32>,
) -> Steps {
    let mut steps = candidates.len() as Steps;
    let mut waiting: Vec<u32> = Vec::new();
    let mut before = added.len();
    for &payment in candidates {
        if !state.taken[payment as usize] && !take(world, state, payment, added) {
            waiting.push(payment);
        }
    }
    while added.len() > before {
        before = added.len();
        steps += waiting.len() as Steps;
        let still = |payment: &u32| {
            let is_taken = state.taken[*payment as usize];
            !is_taken && !take(world, state, *payment, added)
        };
        waiting.retain(still);
    }
    steps
}

fn take(world: &World<'_>, state: &mut State<'_>, payment: u32, added: &mut Vec<u32>) -> bool {
    let group = world.ties.of(payment);
    // A tied payment that is not free keeps its whole group from being taken.
    if group
        .iter()
        .any(|&member| world.place[member as usize] == u32::MAX || state.taken[member as usize])
    {
        return false;
    }
    let took = state.take_if_fits(payment, group);
    if took && group.is_empty() {
        added.push(payment);
    } else if took {
        added.extend_from_slice(group);
    }
    took
}
