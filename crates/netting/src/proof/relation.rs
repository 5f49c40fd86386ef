//! Which rows of other accounts an item touches: the limits of its two ends, and its linked item.
//!
//! Made once for a case from the arrays of its queue, by counting, without any search. An index
//! that is not there is passed over. It shares nothing with the kernels' own tables.

use crate::Queue;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// No limit, no item.
pub(super) const NONE: u32 = u32::MAX;

/// By item, the bilateral limit that it uses and the one that it relieves. Empty without limits.
pub(super) fn limits_of(queue: &Queue) -> Vec<[u32; 2]> {
    if queue.bilateral.is_empty() {
        return Vec::new();
    }
    let accounts = queue.balance.len();
    let payments = Groups::new(accounts, queue.source.iter().copied());
    let granted = Groups::new(accounts, queue.bilateral.iter().map(|limit| limit.from));
    let against = Groups::new(accounts, queue.bilateral.iter().map(|limit| limit.to));
    let mut of = vec![[NONE; 2]; queue.amount.len()];
    // What an account's payments to another use and relieve; right for one account at a time.
    let mut towards = vec![[NONE; 2]; accounts];
    for account in 0..accounts {
        mark(queue, &granted, &against, account, &mut towards, |limit| limit);
        for payment in payments.of(account) {
            let target = queue.target.get(to_usize(payment)).map(|target| to_usize(*target));
            let limits = target.and_then(|target| towards.get(target));
            if let (Some(of), Some(limits)) = (of.get_mut(to_usize(payment)), limits) {
                *of = *limits;
            }
        }
        mark(queue, &granted, &against, account, &mut towards, |_| NONE);
    }
    of
}

fn mark(
    queue: &Queue,
    granted: &Groups,
    against: &Groups,
    account: usize,
    towards: &mut [[u32; 2]],
    to: impl Fn(u32) -> u32,
) {
    let limit_at = |limit: u32| queue.bilateral.get(to_usize(limit));
    for limit in granted.of(account) {
        let other = limit_at(limit).map(|limit| to_usize(limit.to));
        if let Some([uses, _]) = other.and_then(|other| towards.get_mut(other)) {
            *uses = to(limit);
        }
    }
    for limit in against.of(account) {
        let other = limit_at(limit).map(|limit| to_usize(limit.from));
        if let Some([_, relieves]) = other.and_then(|other| towards.get_mut(other)) {
            *relieves = to(limit);
        }
    }
}

/// By item, the one that it settles together with. Empty without links.
pub(super) fn partners(queue: &Queue) -> Vec<u32> {
    if queue.links.is_empty() {
        return Vec::new();
    }
    let mut partner = vec![NONE; queue.amount.len()];
    for link in &queue.links {
        for (one, other) in [(link.first, link.second), (link.second, link.first)] {
            if let Some(place) = partner.get_mut(to_usize(one)) {
                *place = other;
            }
        }
    }
    partner
}

/// Members grouped by a key below a count, as lists through one array.
struct Groups {
    first: Vec<u32>,
    next: Vec<u32>,
}

impl Groups {
    fn new(keys: usize, of: impl Iterator<Item = u32>) -> Groups {
        let mut groups = Groups { first: vec![NONE; keys], next: Vec::new() };
        for (member, key) in (0_u32..).zip(of) {
            let first = groups.first.get_mut(to_usize(key));
            let next = first.map_or(NONE, |first| core::mem::replace(first, member));
            groups.next.push(next);
        }
        groups
    }

    fn of(&self, key: usize) -> impl Iterator<Item = u32> + '_ {
        let first = self.first.get(key).copied().filter(|first| *first != NONE);
        let next =
            |member: &u32| self.next.get(to_usize(*member)).copied().filter(|next| *next != NONE);
        core::iter::successors(first, next)
    }
}
