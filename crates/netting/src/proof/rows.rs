//! What an answer leaves on each account and under each limit, added up afresh.
//!
//! Reads the case and the solution, nothing else. Sums are `i128` and saturate, which no instance
//! of `i64` amounts can reach; an index that is not there is passed over here and found elsewhere.

use super::case::Case;
use super::{Problem, Solution};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Most classes a queue has: urgent, high, normal.
const CLASSES: usize = 3;

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
            Solution::Whole(taken) => {
                if taken.get(item).copied().unwrap_or(false) {
                    amount
                } else {
                    0
                }
            }
            Solution::Part(parts) => parts.get(item).copied().unwrap_or(0),
        }
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

/// What a set of payments pays and is paid, by account and by limit; payments go out one by one.
pub(super) struct Rows<'a> {
    case: &'a Case,
    /// Paid by class, by account.
    paid: Vec<[i128; CLASSES]>,
    /// Number of payments by class, by account.
    count: Vec<[u32; CLASSES]>,
    earned: Vec<i128>,
    /// Net use of each bilateral limit, by sender and receiver.
    used: BTreeMap<(u32, u32), i128>,
    /// Pairs with a bilateral limit.
    limited: BTreeMap<(u32, u32), i128>,
    /// Limits that do not hold, by sender.
    broken: BTreeMap<u32, BTreeSet<u32>>,
    /// Net use of each multilateral limit.
    open: Vec<i128>,
}

/// A test that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Money, a reserve counted in; by how much.
    Money(i128),
    /// The bilateral limit towards an account.
    Bilateral(u32),
    /// The multilateral limit.
    Multilateral,
}

impl<'a> Rows<'a> {
    /// The rows with the payments that `is_in` names.
    pub(super) fn new(case: &'a Case, is_in: impl Fn(usize) -> bool) -> Rows<'a> {
        let accounts = case.balance.len();
        let mut limited = BTreeMap::new();
        for limit in &case.queue.bilateral {
            let amount = i128::from(limit.amount);
            let least = limited.entry((limit.from, limit.to)).or_insert(amount);
            *least = amount.min(*least);
        }
        let used = limited.keys().map(|&pair| (pair, 0)).collect();
        let mut rows = Rows {
            case,
            paid: alloc::vec![[0; CLASSES]; accounts],
            count: alloc::vec![[0; CLASSES]; accounts],
            earned: alloc::vec![0; accounts],
            used,
            limited,
            broken: BTreeMap::new(),
            open: alloc::vec![0; accounts],
        };
        (0..case.items.len()).filter(|&item| is_in(item)).for_each(|item| rows.change(item, true));
        rows
    }

    /// A payment goes out.
    pub(super) fn remove(&mut self, payment: usize) {
        self.change(payment, false);
    }

    fn change(&mut self, payment: usize, is_added: bool) {
        let Some(item) = self.case.items.get(payment) else { return };
        let class = self.class(payment);
        let sign = if is_added { 1 } else { -1 };
        for leg in item.legs() {
            let amount = i128::from(leg.amount) * sign;
            let source = to_usize(leg.source);
            if let Some(paid) = self.paid.get_mut(source).and_then(|paid| paid.get_mut(class)) {
                *paid += amount;
            }
            if let Some(count) = self.count.get_mut(source).and_then(|count| count.get_mut(class)) {
                *count = if is_added { count.wrapping_add(1) } else { count.wrapping_sub(1) };
            }
            add(&mut self.earned, leg.target, amount);
            self.use_limit((leg.source, leg.target), amount);
            self.use_limit((leg.target, leg.source), -amount);
            if class == CLASSES - 1 {
                self.use_open(leg.source, leg.target, amount);
                self.use_open(leg.target, leg.source, -amount);
            }
        }
    }

    fn use_limit(&mut self, pair: (u32, u32), amount: i128) {
        let Some(used) = self.used.get_mut(&pair) else { return };
        *used += amount;
        let is_broken = self.limited.get(&pair).is_some_and(|limit| *used > *limit);
        let broken = self.broken.entry(pair.0).or_default();
        if is_broken {
            broken.insert(pair.1);
        } else {
            broken.remove(&pair.1);
        }
    }

    /// A multilateral limit counts only relations without a bilateral one (field rule 25).
    fn use_open(&mut self, of: u32, towards: u32, amount: i128) {
        if !self.limited.contains_key(&(of, towards)) {
            add(&mut self.open, of, amount);
        }
    }

    fn class(&self, payment: usize) -> usize {
        let class = self.case.queue.class.get(payment).copied().unwrap_or(0);
        usize::from(class).min(CLASSES - 1)
    }

    /// The first test of an account that does not hold. Reserves are for P1's and P2's classes
    /// (field rule 25): a class is tested only where a payment of it is in.
    pub(super) fn fault(&self, account: u32) -> Option<Fault> {
        let index = to_usize(account);
        let balance = self.case.balance.get(index).copied()?;
        let money = i128::from(balance) + self.earned.get(index)?;
        let [urgent, high, normal] = *self.paid.get(index)?;
        let [_, has_high, has_normal] = *self.count.get(index)?;
        let queue = &self.case.queue;
        let reserve = |of: &[i64]| i128::from(of.get(index).copied().unwrap_or(0));
        let (for_urgent, for_high) = (reserve(&queue.reserve_urgent), reserve(&queue.reserve_high));
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
        if let Some(&towards) = self.broken.get(&account).and_then(|broken| broken.first()) {
            return Some(Fault::Bilateral(towards));
        }
        let limit = queue.multilateral.get(index).copied().unwrap_or(i64::MAX);
        let open = self.open.get(index).copied().unwrap_or(0);
        (limit != i64::MAX && open > i128::from(limit)).then_some(Fault::Multilateral)
    }

    /// Whether P3's debts or P4's items have any rows beside money.
    pub(super) fn has_more_than_money(problem: Problem) -> bool {
        matches!(problem, Problem::Gridlock | Problem::Clearing)
    }
}
