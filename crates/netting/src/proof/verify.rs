//! Whether a proof holds against its instance, and where it does not.
//!
//! Reads the case and the proof, believes neither sums nor prices, and gives all findings in one
//! answer, the first ones in words and the rest as a number. Each check is one pass over accounts,
//! limits or items. It never calls a kernel and never panics, whatever the proof says.

use super::case::Case;
use super::rows::{self, Fault, Rows};
use super::{Problem, Proof, Solution, bound, drops};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Findings that are kept in words.
const FINDINGS_MAX: usize = 100;
/// The finest scale of prices.
const SCALE_MAX: u32 = 62;

/// Something that does not hold. Amounts are minor units, weights the instance's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The proof speaks of another problem.
    #[error("the proof is of another problem than the instance: give the file it was made from")]
    Problem,
    /// An array has another length than the instance.
    #[error("{what}: {found} entries where the instance has {expected}")]
    Length {
        /// Name of the array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// What the instance asks.
        expected: usize,
    },
    /// Part of a debt that is not there.
    #[error("item {item} settles {part} of {amount}")]
    Part {
        /// The item.
        item: usize,
        /// What settles.
        part: i64,
        /// What it is.
        amount: i64,
    },
    /// An account is overdrawn.
    #[error("account {account} ends at {balance}")]
    Overdrawn {
        /// The account.
        account: usize,
        /// What it ends at.
        balance: i128,
    },
    /// A balance was claimed that is not so.
    #[error("account {account} ends at {found}, the proof says {claimed}")]
    Balance {
        /// The account.
        account: usize,
        /// What it ends at.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// Payments of a class use money that is not theirs.
    #[error("account {account} lacks {lack} for the classes that it pays")]
    Reserve {
        /// The account.
        account: usize,
        /// By how much.
        lack: i128,
    },
    /// A bilateral limit is passed.
    #[error("account {from} pays account {to} more than their limit, net")]
    Bilateral {
        /// Account that pays.
        from: usize,
        /// Account that is paid.
        to: u32,
    },
    /// A multilateral limit is passed.
    #[error("account {0} pays more than its multilateral limit, net")]
    Multilateral(usize),
    /// Of two linked payments one settles.
    #[error("payments {first} and {second} are linked, and one of them settles alone")]
    Link {
        /// One payment.
        first: u32,
        /// The other.
        second: u32,
    },
    /// The sum of weights is not what was claimed.
    #[error("what settles weighs {found}, the proof says {claimed}")]
    Settled {
        /// The sum.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// An item was removed that could settle at that moment.
    #[error(
        "item {item}, number {place} of the removed, is {amount} and its sender can have {reach}"
    )]
    Removed {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
        /// The amount of its leg that comes nearest to being too large.
        amount: i64,
        /// What that leg's sender can have.
        reach: i128,
    },
    /// A list names an item that is not there, twice, or that settles.
    #[error("item {item}, number {place} of the removed, is not there, comes twice, or settles")]
    RemovedTwice {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
    },
    /// P1: a payment was dropped without need.
    #[error("payment {item}, number {place} of the dropped, had no reason to fall")]
    Dropped {
        /// Place in the list.
        place: usize,
        /// The payment.
        item: u32,
    },
    /// P1: a payment neither settles nor was dropped.
    #[error("payment {0} neither settles nor is among the dropped")]
    Forgotten(usize),
    /// P1: a payment settles behind one that does not.
    #[error("payment {0} settles behind one of its sender's that does not")]
    Order(usize),
    /// A price is below nothing.
    #[error("the price of {what} {index} is negative")]
    Price {
        /// Account or limit.
        what: &'static str,
        /// Which.
        index: usize,
    },
    /// The prices give another bound.
    #[error("the prices give a bound of {found}, {} {} than claimed", found.abs_diff(*.claimed),
        if found > claimed { "more" } else { "less" })]
    Bound {
        /// What they give.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// Numbers are too large for any honest proof.
    #[error("the prices are too large to add up")]
    TooLarge,
    /// More settles than the bound allows.
    #[error("what settles, {settled}, is more than the bound, {bound}")]
    AboveBound {
        /// What settles.
        settled: i128,
        /// The bound.
        bound: i128,
    },
    /// P3: a debt is not at the end that its price asks for.
    #[error(
        "debt {item} settles {part} of {amount} at a profit of {profit} a unit: not an optimum"
    )]
    Slack {
        /// The debt.
        item: usize,
        /// What settles.
        part: i64,
        /// What it is.
        amount: i64,
        /// Gain of one more unit at the prices.
        profit: i128,
    },
    /// P3: money that has a price is left over.
    #[error("account {account} keeps {balance} though its money has a price: not an optimum")]
    Idle {
        /// The account.
        account: usize,
        /// What is left.
        balance: i128,
    },
}

/// What the verifier says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What does not hold, in the order of the checks; the first hundred.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: usize,
}

impl Verdict {
    /// Whether everything holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    fn push(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

/// Holds a proof against an instance that has passed its check. The digest is the caller's to hold.
#[must_use]
pub fn verify(case: &Case, proof: &Proof) -> Verdict {
    let mut verdict = Verdict::default();
    if !lengths_hold(case, proof, &mut verdict) {
        return verdict;
    }
    check_solution(case, proof, &mut verdict);
    match case.problem {
        Problem::Gridlock => check_drops(case, proof, &mut verdict),
        Problem::Circulation => check_slack(case, proof, &mut verdict),
        Problem::Clearing | Problem::Linked => check_removed(case, proof, &mut verdict),
    }
    check_bound(case, proof, &mut verdict);
    verdict
}

/// Everything else relies on this.
fn lengths_hold(case: &Case, proof: &Proof, verdict: &mut Verdict) -> bool {
    if proof.problem != case.problem {
        verdict.push(Finding::Problem);
    }
    let accounts = case.balance.len();
    let is_order = case.problem == Problem::Gridlock;
    let limits = case.queue.bilateral.len();
    let limit_prices = if proof.limit_price.is_empty() { 0 } else { limits };
    let arrays = [
        ("solution", proof.solution.len(), case.items.len()),
        ("balances", proof.balance.len(), accounts),
        ("prices", proof.price.len(), if is_order { 0 } else { accounts }),
        // Without prices there is nothing to scale.
        ("scale", if is_order { to_usize(proof.scale) } else { 0 }, 0),
        ("prices of limits", proof.limit_price.len(), if is_order { 0 } else { limit_prices }),
    ];
    for (what, found, expected) in arrays {
        if found != expected {
            verdict.push(Finding::Length { what, found, expected });
        }
    }
    let is_part = matches!(proof.solution, Solution::Part(_));
    if is_part != (case.problem == Problem::Circulation) {
        verdict.push(Finding::Problem);
    }
    verdict.holds()
}

fn check_solution(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (item, amount) in case.items.iter().map(|item| item.weight).enumerate() {
        let part = proof.solution.of(item, amount);
        if part < 0 || part > amount {
            verdict.push(Finding::Part { item, part, amount });
        }
    }
    let balances = rows::balances(case, &proof.solution);
    for (account, (&balance, &claimed)) in balances.iter().zip(&proof.balance).enumerate() {
        if balance < 0 {
            verdict.push(Finding::Overdrawn { account, balance });
        }
        if balance != claimed {
            verdict.push(Finding::Balance { account, found: balance, claimed });
        }
    }
    if Rows::has_more_than_money(case.problem) {
        check_rows(case, proof, &balances, verdict);
    }
    let found = rows::settled(case, &proof.solution);
    if found != proof.settled {
        verdict.push(Finding::Settled { found, claimed: proof.settled });
    }
}

/// Limits, reserves and links.
fn check_rows(case: &Case, proof: &Proof, balances: &[i128], verdict: &mut Verdict) {
    let rows = Rows::new(case, |payment| proof.solution.of(payment, 1) == 1);
    for ((account, index), &balance) in (0_u32..).zip(0_usize..).zip(balances) {
        match rows.fault(account) {
            // Money below nothing has been found before.
            Some(Fault::Money(_)) if balance < 0 => {}
            Some(Fault::Money(lack)) => verdict.push(Finding::Reserve { account: index, lack }),
            Some(Fault::Bilateral(to)) => verdict.push(Finding::Bilateral { from: index, to }),
            Some(Fault::Multilateral) => verdict.push(Finding::Multilateral(index)),
            None => {}
        }
    }
    for link in &case.queue.links {
        let settles = |payment: u32| proof.solution.of(to_usize(payment), 1) == 1;
        if settles(link.first) != settles(link.second) {
            verdict.push(Finding::Link { first: link.first, second: link.second });
        }
    }
}

/// Replays the removed items: each larger than all that a sender of it can have by then.
fn check_removed(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    let mut reach: Vec<i128> = case.balance.iter().map(|&money| i128::from(money)).collect();
    for leg in case.items.iter().flat_map(|item| item.legs()) {
        rows::add(&mut reach, leg.target, i128::from(leg.amount));
    }
    let mut seen = BTreeSet::new();
    for (place, &item) in proof.removed.iter().enumerate() {
        let index = to_usize(item);
        let Some(it) = case.items.get(index).filter(|_| seen.insert(item)) else {
            verdict.push(Finding::RemovedTwice { place, item });
            continue;
        };
        if proof.solution.of(index, 1) == 1 {
            verdict.push(Finding::RemovedTwice { place, item });
        }
        let lack = |leg: &crate::linked::Leg| {
            let reach = reach.get(to_usize(leg.source)).copied().unwrap_or(0);
            (i128::from(leg.amount).saturating_sub(reach), leg.amount, reach)
        };
        match it.legs().map(|leg| lack(&leg)).max() {
            Some((lack, amount, reach)) if lack <= 0 => {
                verdict.push(Finding::Removed { place, item, amount, reach });
            }
            _ => {}
        }
        for leg in it.legs() {
            rows::add(&mut reach, leg.target, i128::from(leg.amount).saturating_neg());
        }
    }
}

/// Replays the drops of P1: at its fall each payment is the last of an account of which a test
/// fails, or its linked payment has fallen, or one before it in its sender's order has. So no
/// set that holds contains it, and what remains is the greatest one.
fn check_drops(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    let queue = &case.queue;
    let mut orders = drops::orders(queue);
    let mut place_of = alloc::vec![0_usize; case.items.len()];
    for order in &orders {
        for (place, &payment) in order.iter().enumerate() {
            if let Some(at) = place_of.get_mut(to_usize(payment)) {
                *at = place;
            }
        }
    }
    let partner = drops::partners(queue);
    let mut first_gone = alloc::vec![usize::MAX; queue.balance.len()];
    let mut rows = Rows::new(case, |_| true);
    let mut gone = alloc::vec![false; case.items.len()];
    for (place, &item) in proof.removed.iter().enumerate() {
        let index = to_usize(item);
        let is_new = gone.get(index).is_some_and(|is_gone| !is_gone);
        if !is_new || proof.solution.of(index, 1) == 1 {
            verdict.push(Finding::RemovedTwice { place, item });
            continue;
        }
        let sender = queue.source.get(index).copied().unwrap_or(u32::MAX);
        let position = place_of.get(index).copied().unwrap_or(0);
        let Some(order) = orders.get_mut(to_usize(sender)) else { continue };
        let is_gone = |payment: u32| gone.get(to_usize(payment)).copied().unwrap_or(true);
        while order.last().is_some_and(|&last| is_gone(last)) {
            order.pop();
        }
        let has_fault = order.last() == Some(&item) && rows.fault(sender).is_some();
        let Some(first) = first_gone.get_mut(to_usize(sender)) else { continue };
        let has_lost = partner.get(&item).is_some_and(|&other| is_gone(other));
        if !has_fault && !has_lost && *first >= position {
            verdict.push(Finding::Dropped { place, item });
        }
        *first = position.min(*first);
        rows.remove(index);
        if let Some(gone) = gone.get_mut(index) {
            *gone = true;
        }
    }
    let places = queue.source.iter().zip(&place_of);
    for (payment, (&is_gone, (&sender, &place))) in gone.iter().zip(places).enumerate() {
        if is_gone {
            continue;
        }
        if proof.solution.of(payment, 1) != 1 {
            verdict.push(Finding::Forgotten(payment));
        } else if first_gone.get(to_usize(sender)).is_some_and(|&first| first < place) {
            verdict.push(Finding::Order(payment));
        }
    }
}

/// P3: a debt that would gain is settled whole, one that would lose not at all, and no money that
/// has a price is left over (complementary slackness).
fn check_slack(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    for (item, amount) in case.items.iter().map(|item| item.weight).enumerate() {
        let part = proof.solution.of(item, amount);
        let Some(profit) = bound::profit_of(case, proof, item) else { continue };
        if (profit > 0 && part < amount) || (profit < 0 && part > 0) {
            let profit = profit.checked_div(i128::from(amount)).unwrap_or(profit);
            verdict.push(Finding::Slack { item, part, amount, profit });
        }
    }
    for (account, (&price, &balance)) in proof.price.iter().zip(&proof.balance).enumerate() {
        if price > 0 && balance > 0 {
            verdict.push(Finding::Idle { account, balance });
        }
    }
}

fn check_bound(case: &Case, proof: &Proof, verdict: &mut Verdict) {
    let prices = proof.price.iter().enumerate().map(|(index, price)| ("account", index, price));
    let limits = proof.limit_price.iter().enumerate().map(|(index, it)| ("limit", index, it));
    for (what, index, _) in prices.chain(limits).filter(|(_, _, price)| **price < 0) {
        verdict.push(Finding::Price { what, index });
    }
    let found = match case.problem {
        Problem::Gridlock => Some(rows::settled(case, &proof.solution)),
        _ if proof.scale > SCALE_MAX => None,
        _ => bound::bound(case, proof),
    };
    let claimed = proof.bound;
    match found {
        None => verdict.push(Finding::TooLarge),
        Some(found) if found != claimed => verdict.push(Finding::Bound { found, claimed }),
        Some(_) => {}
    }
    if proof.settled > proof.bound {
        verdict.push(Finding::AboveBound { settled: proof.settled, bound: proof.bound });
    }
}
