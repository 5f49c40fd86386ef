//! The plain algorithms hold every condition, settle nothing less than they could on the way, and
//! do what they say on worlds that can be followed by hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "given/table.rs"]
mod table;
#[path = "given/world.rs"]
mod world;

use proptest::prelude::*;
use suftaja_netting::Link;
use suftaja_netting::plain::{Turn, bypass, take_out};
use table::queue;
use world::{holds, orders, queues};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn what_settles_holds_and_nothing_more_fits(queue in queues(14)) {
        let passed = [Turn::Arrival, Turn::Class].map(|turn| bypass(&queue, turn));
        for settled in passed.into_iter().chain([take_out(&queue)]) {
            prop_assert!(holds(&queue, &settled), "{settled:?}");
            for at in (0..settled.len()).filter(|at| !settled[*at]) {
                let mut more = settled.clone();
                more[at] = true;
                for link in &queue.links {
                    let ends = [link.first as usize, link.second as usize];
                    if ends.contains(&at) {
                        more[ends[0]] = true;
                        more[ends[1]] = true;
                    }
                }
                prop_assert!(!holds(&queue, &more), "{at} fits into {settled:?}");
            }
        }
    }

    #[test]
    fn all_settles_when_all_holds(queue in queues(14)) {
        let all = vec![true; queue.amount.len()];
        if holds(&queue, &all) {
            prop_assert_eq!(take_out(&queue), all);
        }
    }
}

#[test]
fn a_large_payment_holds_up_no_other() {
    let queue = queue(&[5, 0], &[(0, 1, 9, 2), (0, 1, 5, 2), (1, 0, 3, 2), (0, 1, 4, 0)]);
    assert_eq!(orders(&queue)[0], [3, 0, 1]);
    assert_eq!(bypass(&queue, Turn::Arrival), [false, true, true, false]);
    assert_eq!(bypass(&queue, Turn::Class), [false, false, true, true]);
}

#[test]
fn taking_out_leaves_the_circle_that_bypass_does_not_find() {
    let circle = queue(&[0, 0, 0], &[(0, 1, 5, 2), (1, 2, 5, 2), (2, 0, 5, 2), (2, 0, 1, 2)]);
    assert_eq!(bypass(&circle, Turn::Class), [false; 4]);
    assert_eq!(take_out(&circle), [true, true, true, false]);
}

#[test]
fn a_chain_that_moves_by_one_link_a_round_settles_to_its_end() {
    // Account k pays k - 1, in this order, so that each round over all finds one more that can;
    // beside each link waits what nobody ever can.
    let links = 3000_u32;
    let chain = (0..links).flat_map(|k| [(k + 1, k, 7, 2), (k + 1, k, 8, 2)]);
    let mut balance = vec![0; links as usize + 1];
    balance[links as usize] = 7;
    let mut queue = queue(&balance, &chain.collect::<Vec<_>>());
    let expected: Vec<bool> = (0..2 * links).map(|at| at % 2 == 0).collect();
    assert_eq!(bypass(&queue, Turn::Arrival), expected);
    // A link in the chain goes with another in a chain of its own.
    queue.links = vec![Link { first: 2 * links - 2, second: 0 }];
    assert_eq!(bypass(&queue, Turn::Arrival), vec![false; 2 * links as usize]);
}

#[test]
fn linked_payments_go_in_together() {
    let mut queue = queue(&[5, 0, 3, 0], &[(0, 1, 5, 2), (2, 3, 4, 2)]);
    queue.links = vec![Link { first: 0, second: 1 }];
    assert_eq!(bypass(&queue, Turn::Class), [false, false]);
    queue.balance[2] = 4;
    assert_eq!(bypass(&queue, Turn::Class), [true, true]);
}
