//! Queues: whatever the arrays are, they are refused with findings, or P1 gives one answer, whole
//! and standing, and its proof holds.
//!
//! Six bytes make a payment or a limit, so that small inputs make whole queues; some indices and
//! amounts are out of range.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suftaja_netting::gridlock::{Arrival, Standing, resolve};
use suftaja_netting::proof::{self, Case, Claim, Solution, drops};
use suftaja_netting::{Limit, Link, Queue};

fuzz_target!(|data: &[u8]| {
    let Some((head, rest)) = data.split_first_chunk::<6>() else { return };
    let queue = queue(head, rest);
    let Ok(()) = queue.check() else { return };
    let solution = resolve(&queue);
    let settled = solution.settled();
    let case = Case::gridlock(&queue);
    let claim = Claim { removed: drops(&queue), ..Claim::default() };
    let proof = case.proof(Solution::Whole(settled.clone()), solution.value(), claim);
    assert!(proof::verify(&case, &proof).holds());
    if queue.links.is_empty() {
        assert_eq!(standing(&queue), settled);
    }
});

fn queue(head: &[u8; 6], rest: &[u8]) -> Queue {
    let accounts = usize::from(head[0] % 6);
    let scale = if head[1] & 1 == 0 { 1 } else { i64::MAX / 256 };
    let money = |seed: u8| -> Vec<i64> {
        if seed & 1 == 0 {
            return Vec::new();
        }
        (0..accounts).map(|at| i64::from(seed.rotate_left(at as u32) >> 2) * scale).collect()
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
        match part[0] % 8 {
            0 => queue.bilateral.push(Limit { from, to, amount }),
            1 => queue.links.push(Link { first: from, second: to }),
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
fn standing(queue: &Queue) -> Vec<bool> {
    let empty = Vec::new;
    let mut begin = Queue { source: empty(), target: empty(), ..queue.clone() };
    begin.amount.clear();
    begin.class.clear();
    let mut standing = Standing::new(begin).expect("the queue is sound");
    for (at, source) in queue.source.iter().enumerate() {
        let (target, amount, class) = (queue.target[at], queue.amount[at], queue.class[at]);
        let arrival = Arrival { source: *source, target, amount, class };
        standing.add(arrival).expect("the queue is sound");
    }
    (0..queue.source.len()).map(|at| standing.settles(at as u32)).collect()
}
