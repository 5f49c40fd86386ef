//! The recount: whether a set of payments holds every condition of its queue, by the arrays alone.
//!
//! Written against the text of the conditions (`netting::Queue`, field rule 25) and with nothing of
//! a kernel; all sums are of 128 bits. Tells every condition that does not hold.

use std::collections::HashMap;
use suftaja_base::width::to_usize;
use suftaja_netting::Queue;

/// Sums of a set of payments, and what is wrong with it.
pub(super) struct Recount {
    pub value: i128,
    pub count: usize,
    pub total: i128,
    pub violations: Vec<String>,
}

/// What one account pays and is paid within the set.
#[derive(Clone, Copy, Default)]
struct Sums {
    paid: [i128; 3],
    got: i128,
    /// Normal payments over relations without an own bilateral limit, out less in.
    free: i128,
}

/// One payment of the set.
struct Payment {
    source: u32,
    target: u32,
    amount: i128,
    class: u8,
}

/// Counts a set of payments that are named by their places.
pub(super) fn recount(queue: &Queue, settled: &[bool]) -> Recount {
    let mut violations = Vec::new();
    if settled.len() != queue.amount.len() {
        violations.push("the solution has not one answer for each payment".to_owned());
    }
    let limited: HashMap<(u32, u32), i64> =
        queue.bilateral.iter().map(|limit| ((limit.from, limit.to), limit.amount)).collect();
    let mut sums = vec![Sums::default(); queue.balance.len()];
    let mut pairs: HashMap<(u32, u32), i128> = HashMap::new();
    let (mut value, mut count) = (0, 0);
    for payment in payments(queue, settled) {
        let (from, to) = (payment.source, payment.target);
        value += payment.amount;
        count += 1;
        for (own, other, sign) in [(from, to, 1), (to, from, -1)] {
            if limited.contains_key(&(own, other)) {
                *pairs.entry((own, other)).or_default() += sign * payment.amount;
            } else if let (2, Some(sums)) = (payment.class, sums.get_mut(to_usize(own))) {
                sums.free += sign * payment.amount;
            }
        }
        if let Some(sums) = sums.get_mut(to_usize(from)) {
            let paid = sums.paid.get_mut(usize::from(payment.class));
            *paid.unwrap_or(&mut 0) += payment.amount;
        }
        if let Some(sums) = sums.get_mut(to_usize(to)) {
            sums.got += payment.amount;
        }
    }
    for (account, sums) in sums.iter().enumerate() {
        account_holds(queue, account, sums, &mut violations);
    }
    for ((from, to), limit) in &limited {
        let net = pairs.get(&(*from, *to)).copied().unwrap_or(0);
        if net > i128::from(*limit) {
            violations.push(format!("account {from} pays {to} {net} net, over its limit {limit}"));
        }
    }
    let is_in = |payment: u32| settled.get(to_usize(payment)).copied().unwrap_or(false);
    for link in queue.links.iter().filter(|link| is_in(link.first) != is_in(link.second)) {
        violations.push(format!("of linked {} and {} only one settles", link.first, link.second));
    }
    violations.sort_unstable();
    let total = queue.amount.iter().map(|amount| i128::from(*amount)).sum();
    Recount { value, count, total, violations }
}

impl Recount {
    /// Also holds every sender's order: class, then place. For P1.
    pub fn orders(&mut self, queue: &Queue, settled: &[bool]) {
        // By sender: the first payment of the own order that waits, and the last that settles.
        let mut ends = vec![(None::<(u8, usize)>, None::<(u8, usize)>); queue.balance.len()];
        let all = queue.source.iter().zip(&queue.class).zip(settled).enumerate();
        for (at, ((source, class), is_in)) in all {
            let Some((waits, settles)) = ends.get_mut(to_usize(*source)) else { continue };
            let place = (*class, at);
            if *is_in {
                *settles = (*settles).max(Some(place));
            } else if waits.is_none_or(|first| place < first) {
                *waits = Some(place);
            }
        }
        for (account, (waits, settles)) in ends.into_iter().enumerate() {
            if let (Some((_, waits)), Some((_, settles))) =
                (waits, settles.filter(|last| waits.is_some_and(|first| *last > first)))
            {
                let text = format!("account {account} pays {settles} before {waits}");
                self.violations.push(text);
            }
        }
    }
}

fn payments(queue: &Queue, settled: &[bool]) -> impl Iterator<Item = Payment> {
    let ends = queue.source.iter().zip(&queue.target);
    let all = ends.zip(&queue.amount).zip(&queue.class).zip(settled);
    all.filter(|(_, is_in)| **is_in).map(|((((source, target), amount), class), _)| Payment {
        source: *source,
        target: *target,
        amount: i128::from(*amount),
        class: *class,
    })
}

fn account_holds(queue: &Queue, account: usize, sums: &Sums, violations: &mut Vec<String>) {
    let at = |of: &[i64]| of.get(account).copied().map_or(0, i128::from);
    let [urgent, high, normal] = sums.paid;
    let (for_urgent, for_high) = (at(&queue.reserve_urgent), at(&queue.reserve_high));
    let needs = if normal > 0 {
        urgent.max(for_urgent) + high.max(for_high) + normal
    } else if high > 0 {
        urgent.max(for_urgent) + high
    } else {
        urgent
    };
    let has = at(&queue.balance) + sums.got;
    if needs > 0 && needs > has {
        violations.push(format!("account {account} needs {needs} and has {has}"));
    }
    let limit = queue.multilateral.get(account).copied().filter(|limit| *limit != i64::MAX);
    if let Some(limit) = limit.filter(|limit| sums.free > i128::from(*limit)) {
        let free = sums.free;
        violations.push(format!("account {account} pays {free} net, over its limit {limit}"));
    }
}
