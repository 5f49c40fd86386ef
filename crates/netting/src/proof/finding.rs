//! What can be wrong with a proof, each with its place, and the verdict that gathers it.
//!
//! Made by the checks of the verifier, shown by whoever asked. A finding never mends anything.

use alloc::vec::Vec;

/// Findings that are kept in words.
const FINDINGS_MAX: usize = 100;

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
    /// The scale of prices is finer than any kernel's, or there is nothing to scale.
    #[error("the scale is {found}; it is at most {most} here")]
    Scale {
        /// The scale.
        found: u32,
        /// The finest that can be.
        most: u32,
    },
    /// An item of the instance moves no money, so that anything could be said of it.
    #[error("item {0} of the instance has no leg: correct the instance")]
    NoLeg(usize),
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
        from: u32,
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
        /// What the narrowest row of that leg's sender can have.
        reach: i128,
    },
    /// The list of removed items names one that is not there, or twice.
    #[error("item {item}, number {place} of the removed, is not there or comes twice")]
    RemovedTwice {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
    },
    /// An item that can never settle does.
    #[error("item {item}, number {place} of the removed, settles")]
    RemovedSettles {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
    },
    /// An item was dropped without need.
    #[error("item {item}, number {place} of the dropped, had no reason to fall")]
    Dropped {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
    },
    /// The list of dropped items names one that is not there, or twice.
    #[error("item {item}, number {place} of the dropped, is not there or comes twice")]
    DroppedTwice {
        /// Place in the list.
        place: usize,
        /// The item.
        item: u32,
    },
    /// An item stands in order behind one that was dropped.
    #[error("item {0} was not dropped and stands behind one of its sender's that was")]
    Order(usize),
    /// Of two linked items one was dropped.
    #[error("item {item} was not dropped, and item {partner}, linked with it, was")]
    Torn {
        /// The item that is left.
        item: usize,
        /// The one that was dropped.
        partner: usize,
    },
    /// What is left after the drops does not hold.
    #[error("account {0} does not hold when the dropped items are gone")]
    Rest(usize),
    /// P1: an item settles that was dropped.
    #[error("item {0} settles and is among the dropped")]
    DroppedSettles(usize),
    /// P1: an item neither settles nor was dropped.
    #[error("item {0} neither settles nor is among the dropped")]
    Forgotten(usize),
    /// The greatest set in order weighs something else.
    #[error("the greatest set in order weighs {found}, the proof says {claimed}")]
    InOrder {
        /// What it weighs.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// A price is below nothing, or of a limit that there is not.
    #[error("the {what} price {index} is {price}; it is of nothing or below nothing")]
    Price {
        /// Kind of row.
        what: &'static str,
        /// Account or limit.
        index: usize,
        /// The price.
        price: i64,
    },
    /// The prices give another bound.
    #[error("the prices give a bound of {found}, {} {} than claimed", found.abs_diff(*.claimed),
        if found > claimed { "more" } else { "less" })]
    FreeBound {
        /// What they give.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// The bound of the problem is not the one that was proven.
    #[error("the bound is {found}, the proof says {claimed}")]
    Bound {
        /// What was proven.
        found: i128,
        /// What the proof says.
        claimed: i128,
    },
    /// Numbers are too large for any honest proof.
    #[error("prices or costs are too large to add up")]
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
    /// A flow: an arc carries less than nothing or more than it can.
    #[error("arc {arc} carries {carried} of at most {capacity}")]
    Carried {
        /// The arc.
        arc: usize,
        /// What it carries.
        carried: i64,
        /// The most that it can.
        capacity: i64,
    },
    /// A flow: supply is left at a node, or lacking.
    #[error("node {node} is left with {left}")]
    Left {
        /// The node.
        node: usize,
        /// What is left there.
        left: i128,
    },
    /// A flow: an arc is not at the end that its prices ask for.
    #[error(
        "arc {arc} carries {carried} of {capacity} at a gain of {gain} a unit: not the least cost"
    )]
    Dearer {
        /// The arc.
        arc: usize,
        /// What it carries.
        carried: i64,
        /// The most that it can.
        capacity: i64,
        /// What one more unit on it saves at the prices: its reduced cost, below nothing.
        gain: i128,
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

    pub(super) fn push(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}
