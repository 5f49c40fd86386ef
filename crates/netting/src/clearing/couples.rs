//! A start for stars: what two parties owe each other, settled together where that costs little.
//!
//! Where many have no money and deal with one who has, a payment to such a party and what it pays
//! back stand or fall together, and the relaxation divides all of them alike. Here each two parties
//! with payments both ways are one bundle; bundles that move most for the money they need come
//! first. Must never take part of a group of linked payments.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::vec::Vec;
use core::{cmp::Reverse, ops::Range};

use super::{state::State, world::World};

/// Bits behind the point of a bundle's need in parts of what it moves.
const NEED_BITS: u32 = 30;

/// Payments of two parties both ways.
struct Bundle {
    /// Money needed for so much moved, in parts of 2^30.
    need: i128,
    moved: i128,
    /// Places of the payments in the list of pairs.
    there: Range<usize>,
    back: Range<usize>,
}

/// Takes bundles into the state, those that need least first; the steps it took.
pub(super) fn take_couples(world: &World<'_>, state: &mut State<'_>) -> u64 {
    let mut bundles = bundles(world);
    bundles.sort_unstable_by_key(|bundle| (bundle.need, Reverse(bundle.moved), bundle.there.start));
    let mut steps = world.pairs.tail.len() as u64;
    for Bundle { there, back, .. } in bundles {
        let payments = || there.clone().chain(back.clone()).map(|at| world.pairs.list[at]);
        let free = payments()
            .filter(|&payment| !state.taken[payment as usize] && world.ties.of(payment).is_empty());
        let free: Vec<u32> = free.collect();
        steps += free.len() as u64;
        free.iter().for_each(|&payment| state.take(payment));
        let holds = free.iter().all(|&payment| {
            let chains = [world.rows.pays[payment as usize], world.rows.paid[payment as usize]];
            let mut rows = chains.iter().flat_map(|&chain| world.rows.chain(chain));
            rows.all(|&row| state.lack(row as usize) == 0)
        });
        if !holds {
            free.iter().for_each(|&payment| state.release(payment));
        }
    }
    steps
}

fn bundles(world: &World<'_>) -> Vec<Bundle> {
    let pairs = &world.pairs;
    let ends = |arc: usize| (pairs.tail[arc], pairs.head[arc]);
    let arcs: Vec<usize> = (0..pairs.tail.len()).collect();
    // Arcs are sorted by their ends; payments that gain differently make several of the same.
    let places = |wanted: (u32, u32)| {
        let from = arcs.partition_point(|&arc| ends(arc) < wanted);
        let count = arcs[from..].iter().take_while(|&&arc| ends(arc) == wanted).count();
        pairs.start[from] as usize..pairs.start[from + count] as usize
    };
    let sum = |places: &Range<usize>| -> i128 {
        let units = |at: usize| i128::from(world.amount[pairs.list[at] as usize]);
        places.clone().map(units).sum()
    };
    let mut bundles: Vec<Bundle> = Vec::new();
    for &arc in &arcs {
        let (tail, head) = ends(arc);
        let is_first = arc == 0 || ends(arc - 1) != (tail, head);
        if tail >= head || !is_first {
            continue;
        }
        let (there, back) = (places((tail, head)), places((head, tail)));
        if back.is_empty() {
            continue;
        }
        let (out, into) = (sum(&there), sum(&back));
        let moved = out + into;
        let need = ((out - into).abs() << NEED_BITS) / moved.max(1);
        bundles.push(Bundle { need, moved, there, back });
    }
    bundles
}
