//! P1 against all prefix vectors of small worlds: what `resolve` gives holds, and holds every
//! prefix that any solution has, so it is the greatest and the only one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "given/table.rs"]
mod table;
#[path = "given/world.rs"]
mod world;

use proptest::prelude::*;
use suftaja_netting::{Limit, Link, Queue, gridlock};
use table::queue;
use world::{holds, orders, queues};

/// The componentwise greatest of all prefix vectors that hold, and whether it holds itself.
fn greatest(queue: &Queue) -> (Vec<usize>, bool) {
    let orders = orders(queue);
    let mut lengths = vec![0; orders.len()];
    let mut greatest = lengths.clone();
    loop {
        if holds(queue, &settled(queue, &orders, &lengths)) {
            for (best, length) in greatest.iter_mut().zip(&lengths) {
                *best = (*best).max(*length);
            }
        }
        // The next vector, as digits of a number.
        let next = lengths.iter_mut().zip(&orders).find_map(|(length, order)| {
            let is_less = *length < order.len();
            *length = if is_less { *length + 1 } else { 0 };
            is_less.then_some(())
        });
        if next.is_none() {
            break;
        }
    }
    let does_hold = holds(queue, &settled(queue, &orders, &greatest));
    (greatest, does_hold)
}

fn settled(queue: &Queue, orders: &[Vec<usize>], lengths: &[usize]) -> Vec<bool> {
    let mut settled = vec![false; queue.amount.len()];
    for at in orders.iter().zip(lengths).flat_map(|(order, length)| &order[..*length]) {
        settled[*at] = true;
    }
    settled
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_solution_is_the_greatest_of_all_prefix_vectors(queue in queues(10)) {
        prop_assert_eq!(queue.check(), Ok(()));
        let solution = gridlock::resolve(&queue);
        let (greatest, does_hold) = greatest(&queue);
        prop_assert!(does_hold, "the join of all that hold does not");
        let lengths: Vec<usize> = solution.lengths().iter().map(|one| *one as usize).collect();
        prop_assert_eq!(&lengths, &greatest);
        let settled = settled(&queue, &orders(&queue), &greatest);
        prop_assert_eq!(solution.settled(), settled.clone());
        let amounts = queue.amount.iter().zip(&settled).filter(|(_, is_in)| **is_in);
        let (count, value) = amounts.fold((0, 0), |(count, value), (amount, _)| {
            (count + 1, value + i128::from(*amount))
        });
        prop_assert_eq!((solution.count(), solution.value()), (count, value));
    }
}

#[test]
fn a_long_chain_falls_link_by_link_to_its_end() {
    // Account k pays k - 1 one more than it has without what k + 1 pays it, and the last lacks one:
    // each fall leaves the account before short, which a pass in order has passed by then.
    let links = 1000_u32;
    let chain: Vec<_> = (1..=links).map(|k| (k, k - 1, i64::from(links - k) + 2, 2)).collect();
    let mut balance = vec![1; links as usize + 1];
    assert_eq!(gridlock::resolve(&queue(&balance, &chain)).count(), 0);
    balance[links as usize] = 2;
    assert_eq!(gridlock::resolve(&queue(&balance, &chain)).count(), links as usize);
    // One account in the middle can pay by itself, and what lies before it stays.
    balance[links as usize] = 1;
    balance[500] = 2000;
    assert_eq!(gridlock::resolve(&queue(&balance, &chain)).count(), 500);
}

#[test]
fn a_circle_without_money_settles() {
    let circle = queue(&[0, 0, 0], &[(0, 1, 5, 2), (1, 2, 5, 2), (2, 0, 5, 2), (2, 0, 1, 2)]);
    assert_eq!(gridlock::resolve(&circle).settled(), [true, true, true, false]);
}

#[test]
fn a_reserve_is_left_to_its_class_and_drawn_down_by_it() {
    let mut queue = queue(&[10, 0], &[(0, 1, 4, 2), (0, 1, 6, 0)]);
    queue.reserve_urgent = vec![6, 0];
    assert_eq!(gridlock::resolve(&queue).settled(), [true, true]);
    queue.amount[1] = 5;
    assert_eq!(gridlock::resolve(&queue).settled(), [true, true], "one is left of the reserve");
    queue.amount[0] = 5;
    assert_eq!(gridlock::resolve(&queue).settled(), [false, true], "and no normal one may take it");
}

#[test]
fn a_multilateral_limit_counts_normal_payments_without_a_bilateral_limit_only() {
    let mut queue =
        queue(&[90, 0, 0], &[(0, 1, 7, 0), (0, 1, 7, 1), (0, 1, 7, 2), (0, 2, 3, 2), (0, 2, 1, 2)]);
    queue.multilateral = vec![3, i64::MAX, i64::MAX];
    queue.bilateral = vec![Limit { from: 0, to: 1, amount: 21 }];
    assert_eq!(gridlock::resolve(&queue).settled(), [true, true, true, true, false]);
    queue.bilateral.clear();
    assert_eq!(gridlock::resolve(&queue).settled(), [true, true, false, false, false]);
}

#[test]
fn a_linked_payment_takes_its_partner_and_all_behind_it_along() {
    let mut queue = queue(&[9, 0, 9, 0], &[(1, 0, 1, 2), (2, 3, 4, 2), (2, 3, 4, 2)]);
    queue.links = vec![Link { first: 0, second: 1 }];
    assert_eq!(gridlock::resolve(&queue).settled(), [false, false, false]);
    queue.balance[1] = 1;
    assert_eq!(gridlock::resolve(&queue).settled(), [true, true, true]);
}
