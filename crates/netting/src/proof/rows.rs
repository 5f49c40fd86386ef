//! What a set of items leaves on each account and under each limit, added up afresh.
//!
//! Reads the case and the set, nothing else. Sums are `i128`, which no instance of `i64` amounts
//! can fill; an index that is not there is passed over here and found elsewhere.

use super::Solution;
use super::case::Case;
use super::relation::NONE;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Classes of payments: urgent, high, normal.
pub(super) const CLASSES: usize = 3;

impl Solution {
    /// How many items it speaks about.
    pub(super) fn len(&self) -> usize {
        match self {
            Solution::Whole(taken) => taken.len(),
            Solution::Part(parts) => parts.len(),
        }
    }

    /// How much of `amount` settles of an item.
    pub(super) fn of(&self, item: usize, amount: i64) -> i64 {
        match self {
            Solution::Whole(taken) if taken.get(item).copied().unwrap_or(false) => amount,
            Solution::Whole(_) => 0,
            Solution::Part(parts) => parts.get(item).copied().unwrap_or(0),
        }
    }

    /// Whether all of an item settles, or anything of a debt.
    pub(super) fn has(&self, item: usize) -> bool {
        self.of(item, 1) != 0
    }
}

/// What each account has after the solution.
pub(super) fn balances(case: &Case, solution: &Solution) -> Vec<i128> {
    let mut balance: Vec<i128> = case.balance.iter().map(|&money| i128::from(money)).collect();
    for (index, item) in case.items.iter().enumerate() {
        for leg in item.legs() {
            let amount = i128::from(solution.of(index, leg.amount));
            add(&mut balance, leg.source, amount.saturating_neg());
            add(&mut balance, leg.target, amount);
        }
    }
    balance
}

/// Weight of the solution; a part of a debt weighs what it is.
pub(super) fn settled(case: &Case, solution: &Solution) -> i128 {
    let weights = case.items.iter().enumerate();
    weights.map(|(index, item)| i128::from(solution.of(index, item.weight))).sum()
}

/// Adds to the entry of an account, if it is there.
pub(super) fn add(sums: &mut [i128], account: u32, amount: i128) {
    if let Some(sum) = sums.get_mut(to_usize(account)) {
        *sum = sum.saturating_add(amount);
    }
}

/// What a set of items pays and is paid, by account and by limit; items go out one by one.
pub(super) struct Rows<'a> {
    case: &'a Case,
    /// Paid by class, by account.
    paid: Vec<[i128; CLASSES]>,
    /// Number of payments by class, by account.
    count: Vec<[u32; CLASSES]>,
    earned: Vec<i128>,
    /// Net use of each bilateral limit.
    used: Vec<i128>,
    /// By account: how many of its bilateral limits do not hold.
    over: Vec<u32>,
    /// Net use of each multilateral limit.
    open: Vec<i128>,
}

/// A test that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Money, a reserve counted in; by how much.
    Money(i128),
    /// A bilateral limit.
    Bilateral,
    /// The multilateral limit.
    Multilateral,
}

impl<'a> Rows<'a> {
    /// The rows with the items that `is_in` names.
    pub(super) fn new(case: &'a Case, is_in: impl Fn(usize) -> bool) -> Rows<'a> {
        let accounts = case.balance.len();
        let mut rows = Rows {
            case,
            paid: vec![[0; CLASSES]; accounts],
            count: vec![[0; CLASSES]; accounts],
            earned: vec![0; accounts],
            used: vec![0; case.queue.bilateral.len()],
            over: vec![0; accounts],
            open: vec![0; accounts],
        };
        (0..case.items.len()).filter(|&item| is_in(item)).for_each(|item| rows.change(item, true));
        rows
    }

    /// An item goes out.
    pub(super) fn remove(&mut self, item: usize) {
        self.change(item, false);
    }

    fn change(&mut self, item: usize, is_added: bool) {
        let Some(it) = self.case.items.get(item) else { return };
        let class = self.case.class(item);
        let sign = if is_added { 1 } else { -1 };
        for leg in it.legs() {
            let amount = i128::from(leg.amount) * sign;
            let source = to_usize(leg.source);
            if let Some(paid) = self.paid.get_mut(source).and_then(|paid| paid.get_mut(class)) {
                *paid += amount;
            }
            if let Some(count) = self.count.get_mut(source).and_then(|count| count.get_mut(class)) {
                *count = if is_added { count.wrapping_add(1) } else { count.wrapping_sub(1) };
            }
            add(&mut self.earned, leg.target, amount);
            let [uses, relieves] = self.case.limits_of(item);
            self.use_limit(uses, amount);
            self.use_limit(relieves, -amount);
            // A multilateral limit counts only relations without a bilateral one (field rule 25).
            if class == CLASSES - 1 && uses == NONE {
                add(&mut self.open, leg.source, amount);
            }
            if class == CLASSES - 1 && relieves == NONE {
                add(&mut self.open, leg.target, -amount);
            }
        }
    }

    fn use_limit(&mut self, limit: u32, amount: i128) {
        let index = to_usize(limit);
        let Some(used) = self.used.get_mut(index) else { return };
        let Some(limit) = self.case.queue.bilateral.get(index) else { return };
        let was_over = *used > i128::from(limit.amount);
        *used += amount;
        let is_over = *used > i128::from(limit.amount);
        if let Some(over) = self.over.get_mut(to_usize(limit.from)) {
            *over = over.wrapping_add(u32::from(is_over)).wrapping_sub(u32::from(was_over));
        }
    }

    /// The bilateral limits that do not hold, by their place in the queue.
    pub(super) fn limits_over(&self) -> impl Iterator<Item = usize> + '_ {
        let limits = self.case.queue.bilateral.iter().zip(&self.used).enumerate();
        let over = limits.filter(|(_, (limit, used))| **used > i128::from(limit.amount));
        over.map(|(index, _)| index)
    }

    /// The first test of an account that does not hold. Reserves are for P1's and P2's classes
    /// (field rule 25): a class is tested only where a payment of it is in.
    pub(super) fn fault(&self, account: u32) -> Option<Fault> {
        let index = to_usize(account);
        let balance = self.case.balance.get(index).copied()?;
        let money = i128::from(balance) + self.earned.get(index)?;
        let [urgent, high, normal] = *self.paid.get(index)?;
        let [_, has_high, has_normal] = *self.count.get(index)?;
        let [for_urgent, for_high] = self.case.reserves(index);
        let mut need = urgent;
        if has_high > 0 {
            need = need.max(urgent.max(for_urgent) + high);
        }
        if has_normal > 0 {
            need = need.max(urgent.max(for_urgent) + high.max(for_high) + normal);
        }
        // Without payments in, an account may hold less than a test asks: nothing is paid.
        if need > money && (urgent != 0 || has_high > 0 || has_normal > 0) {
            return Some(Fault::Money(need - money));
        }
        if self.over.get(index).is_some_and(|over| *over > 0) {
            return Some(Fault::Bilateral);
        }
        let open = self.open.get(index).copied().unwrap_or(0);
        let limit = self.case.multilateral(index)?;
        (open > i128::from(limit)).then_some(Fault::Multilateral)
    }
}
