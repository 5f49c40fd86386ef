//! The order in which items fall, for a proof that no set in order is greater.
//!
//! Follows from the case alone: everything is in, and while a test of an account fails its last
//! item falls, with its linked one and all behind either. A kernel's answer in order must be what
//! then remains. `replay` holds the list against rules of its own and does not call this.

use super::case::Case;
use super::rows::Rows;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// The items that fall, in order. The arrays of the case must have passed their check.
pub(super) fn drops(case: &Case) -> Vec<u32> {
    let mut rows = Rows::new(case, |_| true);
    let Orders { mut of, place } = Orders::new(case);
    let mut gone = vec![false; case.items.len()];
    let mut dropped = Vec::new();
    let accounts = u32::try_from(case.balance.len()).unwrap_or(u32::MAX);
    let mut waiting: Vec<u32> = (0..accounts).collect();
    while let Some(account) = waiting.pop() {
        while rows.fault(account).is_some() {
            let Some(last) = of.get_mut(to_usize(account)).and_then(Vec::pop) else { break };
            let mut falling = vec![last];
            while let Some(item) = falling.pop() {
                let index = to_usize(item);
                match gone.get_mut(index) {
                    Some(gone) if !*gone => *gone = true,
                    _ => continue,
                }
                dropped.push(item);
                rows.remove(index);
                let partner = case.partner(index).and_then(|partner| u32::try_from(partner).ok());
                falling.extend(partner);
                let Some(it) = case.items.get(index) else { continue };
                for (leg, places) in it.legs.iter().zip(&place) {
                    let (Some(leg), Some(place)) = (leg, places.get(index)) else { continue };
                    waiting.push(leg.target);
                    let order = of.get_mut(to_usize(leg.source));
                    if let Some(order) = order.filter(|order| to_usize(*place) < order.len()) {
                        falling.extend(order.drain(to_usize(*place)..));
                    }
                }
            }
        }
    }
    dropped
}

/// Each account's items in its own order: by class, and then as they stand.
pub(super) struct Orders {
    /// By account.
    pub(super) of: Vec<Vec<u32>>,
    /// By leg and item: its place in the order of the account that pays the leg.
    pub(super) place: [Vec<u32>; 2],
}

impl Orders {
    pub(super) fn new(case: &Case) -> Orders {
        let mut of = vec![Vec::new(); case.balance.len()];
        let mut place = [vec![0; case.items.len()], vec![0; case.items.len()]];
        for class in 0..super::rows::CLASSES {
            for (item, (index, it)) in (0_u32..).zip(case.items.iter().enumerate()) {
                if case.class(index) != class {
                    continue;
                }
                for (leg, places) in it.legs.iter().zip(&mut place) {
                    let Some(leg) = leg else { continue };
                    let order = of.get_mut(to_usize(leg.source));
                    if let (Some(order), Some(place)) = (order, places.get_mut(index)) {
                        *place = u32::try_from(order.len()).unwrap_or(u32::MAX);
                        order.push(item);
                    }
                }
            }
        }
        Orders { of, place }
    }
}
