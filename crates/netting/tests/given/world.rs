//! Small random queues with everything that a queue can have, and whether a set of payments holds.

use proptest::prelude::*;
use suftaja_netting::{Limit, Link, Queue};

/// Any queue of up to four accounts and so many payments.
pub fn queues(payments: usize) -> impl Strategy<Value = Queue> {
    (2_u32..=4).prop_flat_map(move |accounts| queue_of(accounts, payments))
}

fn queue_of(accounts: u32, payments: usize) -> impl Strategy<Value = Queue> {
    let each = usize::try_from(accounts).unwrap();
    let money = || prop::collection::vec(prop_oneof![Just(0_i64), 0..8_i64], each);
    let reserve = || prop_oneof![2 => Just(Vec::new()), 1 => money()];
    let payment = (0..accounts, 1..accounts, 1..7_i64, 0..=2_u8);
    let limit = (0..accounts, 1..accounts, 0..6_i64);
    let free = prop::collection::vec(prop_oneof![Just(i64::MAX), 0..6_i64], each);
    (
        (money(), prop::collection::vec(payment, 0..=payments)),
        (reserve(), reserve()),
        prop_oneof![Just(Vec::new()), prop::collection::vec(limit, 0..4)],
        prop_oneof![2 => Just(Vec::new()), 1 => free],
        prop_oneof![Just(Vec::new()), prop::collection::vec(any::<[prop::sample::Index; 2]>(), 3)],
        prop_oneof![3 => Just(1_i64), 1 => Just(150_000_000_000_000_007_i64)],
    )
        .prop_map(move |((balance, payments), (urgent, high), limits, free, links, scale)| {
            let mut queue = Queue { balance, ..Queue::default() };
            (queue.reserve_urgent, queue.reserve_high) = (urgent, high);
            queue.multilateral = free;
            for (source, step, amount, class) in payments {
                queue.source.push(source);
                queue.target.push((source + step) % accounts);
                queue.amount.push(amount);
                queue.class.push(class);
            }
            for (from, step, amount) in limits {
                let to = (from + step) % accounts;
                if !queue.bilateral.iter().any(|limit| (limit.from, limit.to) == (from, to)) {
                    queue.bilateral.push(Limit { from, to, amount });
                }
            }
            link(&mut queue, &links);
            scaled(queue, scale)
        })
}

fn link(queue: &mut Queue, links: &[[prop::sample::Index; 2]]) {
    let count = queue.amount.len();
    if count < 2 {
        return;
    }
    for ends in links {
        let [first, second] = ends.map(|end| u32::try_from(end.index(count)).unwrap());
        let is_used =
            |at: u32| queue.links.iter().any(|link| at == link.first || at == link.second);
        if first != second && !is_used(first) && !is_used(second) {
            queue.links.push(Link { first, second });
        }
    }
}

/// The same world with larger money: amounts near 10^18, whose sums need 128 bits.
fn scaled(mut queue: Queue, scale: i64) -> Queue {
    let Queue { balance, amount, reserve_urgent, reserve_high, multilateral, .. } = &mut queue;
    for values in [balance, amount, reserve_urgent, reserve_high, multilateral] {
        for value in values.iter_mut().filter(|value| **value != i64::MAX) {
            *value *= scale;
        }
    }
    for limit in &mut queue.bilateral {
        limit.amount *= scale;
    }
    queue
}

/// The payments of each account in its own order.
pub fn orders(queue: &Queue) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new(); queue.balance.len()];
    for class in 0..=2 {
        for at in (0..queue.amount.len()).filter(|at| queue.class[*at] == class) {
            orders[queue.source[at] as usize].push(at);
        }
    }
    orders
}

/// Whether every condition on a set of payments holds, order apart.
pub fn holds(queue: &Queue, settled: &[bool]) -> bool {
    let is_in = |link: &Link| (settled[link.first as usize], settled[link.second as usize]);
    if queue.links.iter().map(is_in).any(|(first, second)| first != second) {
        return false;
    }
    (0..queue.balance.len()).all(|account| account_holds(queue, settled, account))
}

fn account_holds(queue: &Queue, settled: &[bool], account: usize) -> bool {
    let limit_towards = |other: u32| {
        let mut limits = queue.bilateral.iter();
        limits.find(|limit| limit.from as usize == account && limit.to == other)
    };
    let (mut paid, mut got, mut free) = ([0_i128; 3], 0_i128, 0_i128);
    let mut net = vec![0_i128; queue.balance.len()];
    for at in (0..queue.amount.len()).filter(|at| settled[*at]) {
        let (source, target) = (queue.source[at], queue.target[at]);
        let amount = i128::from(queue.amount[at]);
        let (other, sign) = if source as usize == account {
            paid[usize::from(queue.class[at])] += amount;
            (target, 1)
        } else if target as usize == account {
            got += amount;
            (source, -1)
        } else {
            continue;
        };
        net[other as usize] += sign * amount;
        if limit_towards(other).is_none() && queue.class[at] == 2 {
            free += sign * amount;
        }
    }
    let reserve = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
    let has = i128::from(queue.balance[account]) + got;
    let urgent = paid[0].max(reserve(&queue.reserve_urgent));
    let high = paid[1].max(reserve(&queue.reserve_high));
    paid[0] <= has
        && (paid[1] == 0 || urgent + paid[1] <= has)
        && (paid[2] == 0 || urgent + high + paid[2] <= has)
        && queue
            .bilateral
            .iter()
            .filter(|limit| limit.from as usize == account)
            .all(|limit| net[limit.to as usize] <= i128::from(limit.amount))
        && queue
            .multilateral
            .get(account)
            .is_none_or(|limit| *limit == i64::MAX || free <= i128::from(*limit))
}
