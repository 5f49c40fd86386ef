//! P4: payments in several currencies, some of which settle as two legs or not at all.
//!
//! An account is one bank's money in one currency. An item pays on one leg, or on two legs in two
//! currencies at the agreed amounts (payment versus payment); each is taken whole. `lattice` keeps
//! every sender's order on each leg and gives the one greatest set; `clear` asks for the most
//! weight without an order and proves how far from the best its answer can be. Data comes from the
//! caller's arrays, answers are new arrays. Nothing here posts, waits, or knows a rate: amounts and
//! weights are the caller's.

mod anneal;
mod order;
mod presolve;
mod price;
mod relaxation;
mod search;
pub(crate) mod sequence;
mod soft;
mod state;
mod world;

use crate::linked::world::World;
use alloc::vec::Vec;

pub use order::{bypass, lattice, lattice_and_refill};

/// Stands where an item has no second leg.
pub const NO_LEG: u32 = u32::MAX;

/// The most that an item may weigh, so that twice as much can be counted.
pub const WEIGHT_MAX: i64 = 1 << 61;

/// Items that wait in several currencies, and the money they may use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    /// What each account has, collateralised credit of that currency's central bank included
    /// (field rule 28); minor units, never negative.
    pub balance: Vec<i64>,
    /// Currency of each account.
    pub currency: Vec<u16>,
    /// The leg that every item has.
    pub first: Legs,
    /// The leg that linked items have; `source` is `NO_LEG` for the others.
    pub second: Legs,
    /// What an item is worth in one unit of account; from 0 to `WEIGHT_MAX`.
    pub weight: Vec<i64>,
}

/// One leg of each item, an array for each attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legs {
    /// Account that pays.
    pub source: Vec<u32>,
    /// Account that is paid; another account of the same currency.
    pub target: Vec<u32>,
    /// Amount in minor units; more than nothing.
    pub amount: Vec<i64>,
}

/// How much work `clear` may do. A step is about one arc looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps; the answer depends on this number and on nothing else of the machine.
    pub steps: u64,
}

/// What `clear` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// Whether an item settles, by item.
    pub taken: Vec<bool>,
    /// Sum of the weights of what settles.
    pub weight: i128,
    /// No feasible set has more weight than this.
    pub bound: Bound,
    /// Steps used.
    pub steps: u64,
}

/// A bound with what proves it: items that can never settle, and a price for each account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bound {
    /// The bound itself.
    pub weight: i128,
    /// Items that cannot settle, in an order in which each is larger than all its sender can have.
    pub removed: Vec<u32>,
    /// Price of one minor unit on each account, in weight times 2 to the power `scale`.
    pub price: Vec<i64>,
    /// See `price`.
    pub scale: u32,
}

/// What is wrong with the arrays of a `Linked`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkedFault {
    /// Arrays that belong together differ in length.
    #[error("{what} has {found} entries where {expected} belong: give one for each")]
    Length {
        /// Name of the array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// An account starts below nothing.
    #[error("account {0} has a negative balance: give at least 0")]
    Balance(usize),
    /// An item names an account that is not there, or pays an account to itself.
    #[error("item {0} names no two accounts of one currency: correct source and target")]
    Accounts(usize),
    /// An amount is not more than nothing.
    #[error("item {0} has an amount that is not positive: correct it")]
    Amount(usize),
    /// Both legs are in one currency.
    #[error("item {0} has both legs in one currency: give two items or two currencies")]
    Currencies(usize),
    /// A weight is below nothing or above `WEIGHT_MAX`.
    #[error("item {0} has a weight below 0 or above 2^61: count in another unit")]
    Weight(usize),
    /// More accounts or items than indices.
    #[error("there are more than 2147483647 accounts or items: clear them in parts")]
    TooMany,
}

impl Linked {
    /// All that is wrong with the arrays; every function here relies on none.
    #[must_use]
    pub fn check(&self) -> Vec<LinkedFault> {
        let mut faults = self.lengths();
        if !faults.is_empty() {
            return faults;
        }
        let negative = self.balance.iter().enumerate().filter(|(_, balance)| **balance < 0);
        faults.extend(negative.map(|(account, _)| LinkedFault::Balance(account)));
        for (item, &weight) in self.weight.iter().enumerate() {
            if !(0..=WEIGHT_MAX).contains(&weight) {
                faults.push(LinkedFault::Weight(item));
            }
            self.check_item(item, &mut faults);
        }
        faults
    }

    fn lengths(&self) -> Vec<LinkedFault> {
        let items = self.weight.len();
        let accounts = self.balance.len();
        let arrays = [
            ("currency", self.currency.len(), accounts),
            ("first.source", self.first.source.len(), items),
            ("first.target", self.first.target.len(), items),
            ("first.amount", self.first.amount.len(), items),
            ("second.source", self.second.source.len(), items),
            ("second.target", self.second.target.len(), items),
            ("second.amount", self.second.amount.len(), items),
        ];
        let mut faults: Vec<LinkedFault> = arrays
            .into_iter()
            .filter(|(_, found, expected)| found != expected)
            .map(|(what, found, expected)| LinkedFault::Length { what, found, expected })
            .collect();
        if i32::try_from(items).is_err() || i32::try_from(accounts).is_err() {
            faults.push(LinkedFault::TooMany);
        }
        faults
    }

    fn check_item(&self, item: usize, faults: &mut Vec<LinkedFault>) {
        let first = self.first.at(item);
        let one = first.and_then(|leg| self.currency_of(leg));
        if one.is_none() {
            faults.push(LinkedFault::Accounts(item));
        }
        if first.is_some_and(|leg| leg.amount <= 0) {
            faults.push(LinkedFault::Amount(item));
        }
        let Some(second) = self.second.at(item) else { return };
        let other = self.currency_of(second);
        if other.is_none() {
            faults.push(LinkedFault::Accounts(item));
        } else if one == other {
            faults.push(LinkedFault::Currencies(item));
        }
        if second.amount <= 0 {
            faults.push(LinkedFault::Amount(item));
        }
    }

    /// The currency of a leg between two different accounts of one currency.
    fn currency_of(&self, leg: Leg) -> Option<u16> {
        let source = *self.currency.get(usize::try_from(leg.source).ok()?)?;
        let target = *self.currency.get(usize::try_from(leg.target).ok()?)?;
        (source == target && leg.source != leg.target).then_some(source)
    }
}

/// One leg of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Account that pays.
    pub source: u32,
    /// Account that is paid.
    pub target: u32,
    /// Amount in minor units.
    pub amount: i64,
}

impl Legs {
    /// The leg of an item, if it has one.
    #[must_use]
    pub fn at(&self, item: usize) -> Option<Leg> {
        let source = *self.source.get(item)?;
        let target = *self.target.get(item)?;
        let amount = *self.amount.get(item)?;
        (source != NO_LEG).then_some(Leg { source, target, amount })
    }

    /// Adds the leg of the next item, or its absence.
    pub fn push(&mut self, leg: Option<Leg>) {
        let leg = leg.unwrap_or(Leg { source: NO_LEG, target: NO_LEG, amount: 0 });
        self.source.push(leg.source);
        self.target.push(leg.target);
        self.amount.push(leg.amount);
    }
}

impl Budget {
    /// For an answer at once.
    pub const ONLINE: Budget = Budget { steps: 60_000_000 };
    /// For a run of a clearing cycle.
    pub const CYCLE: Budget = Budget { steps: 700_000_000 };
    /// For a run at the end of the day.
    pub const DEEP: Budget = Budget { steps: 4_000_000_000 };
}

/// Looks for the set with the most weight and proves a bound. The arrays must have passed `check`.
#[must_use]
pub fn clear(linked: &Linked, budget: Budget) -> Cleared {
    let world = World::new(linked);
    search::run(linked, &world, budget)
}
