//! A queue out of any bytes, and what must be true of it: it is refused with findings, or P1 gives
//! one answer, whole and standing and after changes, and its proofs hold.
//!
//! Run by a fuzz target and, on counted sequences of bytes, by a test. Six bytes make a payment, a
//! limit or a change, so that small inputs make whole queues; some indices and amounts are out of
//! range.

use suftaja_netting::clearing::{Weights, bound};
use suftaja_netting::gridlock::{Arrival, Standing, resolve};
use suftaja_netting::proof::{Case, Claim, Solution, read, verify, write};
use suftaja_netting::{Limit, Link, Queue};

/// Runs one input. Whether it made a sound queue.
pub fn run(data: &[u8]) -> bool {
    let Some((head, rest)) = data.split_first_chunk::<6>() else { return false };
    let queue = queue(head, rest);
    let Ok(()) = queue.check() else { return false };
    let solution = resolve(&queue);
    let settled = solution.settled();
    let claim = Claim::of_bound(&bound(&queue, &Weights::Value));
    for case in [Case::gridlock(&queue), Case::clearing(&queue, &queue.amount)] {
        let answer = Solution::Whole(settled.clone());
        let proof = case.proof(answer, solution.value(), claim.clone());
        assert_eq!(verify(&case, &proof).findings, []);
        assert_eq!(read(&write(&proof)).as_ref(), Ok(&proof));
    }
    if queue.links.is_empty() {
        assert_eq!(one_by_one(&queue), settled);
    }
    changed(&queue, rest);
    true
}

fn queue(head: &[u8; 6], rest: &[u8]) -> Queue {
    let accounts = usize::from(head[0] % 6);
    let scale = if head[1] & 1 == 0 { 1 } else { i64::MAX / 256 };
    let money = |seed: u8| -> Vec<i64> {
        if seed & 1 == 0 {
            return Vec::new();
        }
        (0..8).take(accounts).map(|at| i64::from(seed.rotate_left(at) >> 2) * scale).collect()
    };
    let mut queue = Queue {
        balance: money(head[2] | 1),
        reserve_urgent: money(head[3]),
        reserve_high: money(head[4]),
        multilateral: money(head[5]),
        ..Queue::default()
    };
    for part in rest.chunks_exact(6) {
        let (from, to) = (u32::from(part[1] % 7), u32::from(part[2] % 7));
        let amount = i64::from(i16::from_le_bytes([part[3], part[4] >> 4])) * scale.min(1 << 50);
        match part[0] % 16 {
            0 => queue.bilateral.push(Limit { from, to, amount }),
            1 => queue.links.push(Link { first: from, second: to }),
            2..8 => {}
            _ => {
                queue.source.push(from);
                queue.target.push(to);
                queue.amount.push(amount);
                queue.class.push(part[5] % 4);
            }
        }
    }
    queue
}

/// The same queue, its payments one by one.
fn one_by_one(queue: &Queue) -> Vec<bool> {
    let empty = Vec::new;
    let mut begin = Queue { source: empty(), target: empty(), ..queue.clone() };
    begin.amount.clear();
    begin.class.clear();
    let mut standing = Standing::new(begin).expect("the queue is sound");
    let mut payments = Vec::new();
    for (at, source) in queue.source.iter().enumerate() {
        let (target, amount, class) = (queue.target[at], queue.amount[at], queue.class[at]);
        let arrival = Arrival { source: *source, target, amount, class };
        payments.push(standing.add(arrival).expect("the queue is sound"));
    }
    payments.into_iter().map(|payment| standing.settles(payment)).collect()
}

/// The queue after changes: the standing answer is that of what is then left, solved anew.
fn changed(queue: &Queue, rest: &[u8]) {
    let mut standing = Standing::new(queue.clone()).expect("the queue is sound");
    let mut gone = vec![false; queue.amount.len()];
    for part in rest.chunks_exact(6).filter(|part| part[0] % 16 < 8) {
        let (one, two) = (u32::from(part[1] % 7), u32::from(part[2] % 7));
        let amount = i64::from(i16::from_le_bytes([part[3], part[4] >> 4]));
        // A change that is refused changes nothing.
        match part[5] % 8 {
            0 => drop(standing.fund(one, amount)),
            1 => drop(standing.set_reserves(one, amount, i64::from(part[5]))),
            2 => drop(standing.add_limit(Limit { from: one, to: two, amount })),
            3 => drop(standing.set_limit(one, amount)),
            4 => drop(standing.set_multilateral(one, amount)),
            5 => {
                let linked =
                    queue.links.iter().find(|link| link.first == one || link.second == one);
                if standing.remove(one).is_ok() {
                    let ends = linked.map_or([one; 2], |link| [link.first, link.second]);
                    ends.iter().for_each(|end| gone[*end as usize] = true);
                }
            }
            6 => {
                for payment in standing.commit().unwrap_or_default() {
                    gone[payment as usize] = true;
                }
            }
            _ => {
                let class = part[5] / 8 % 3;
                if standing.add(Arrival { source: one, target: two, amount, class }).is_ok() {
                    gone.push(false);
                }
            }
        }
    }
    let left = left(standing.queue(), &gone);
    let expected = resolve(&left);
    let standing: usize = standing.lengths().iter().sum();
    assert_eq!(standing, expected.count());
}

/// The queue without payments that are gone.
fn left(queue: &Queue, gone: &[bool]) -> Queue {
    let mut left = Queue { links: Vec::new(), ..queue.clone() };
    let here: Vec<usize> = (0..gone.len()).filter(|at| !gone[*at]).collect();
    left.source = here.iter().map(|at| queue.source[*at]).collect();
    left.target = here.iter().map(|at| queue.target[*at]).collect();
    left.amount = here.iter().map(|at| queue.amount[*at]).collect();
    left.class = here.iter().map(|at| queue.class[*at]).collect();
    let place = |payment: u32| here.binary_search(&(payment as usize)).ok();
    for link in &queue.links {
        if let (Some(first), Some(second)) = (place(link.first), place(link.second)) {
            let narrow = |at: usize| u32::try_from(at).expect("few payments");
            left.links.push(Link { first: narrow(first), second: narrow(second) });
        }
    }
    assert_eq!(left.check(), Ok(()));
    left
}
