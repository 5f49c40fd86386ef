//! P1 that stands: the greatest solution kept up while payments, money and limits change.
//!
//! The same answer as `resolve` after each change, at the cost of what the change can reach. Taken
//! by whoever releases payments one event at a time; like `resolve` it only answers, and posts
//! nothing.
//!
//! How it knows what can change. Every payment that waits carries the reason why it fell, and a
//! time: at that time the test of its account failed by a *margin* even with all payments still in
//! that fell later, or never did. As long as all margins are positive, nothing that waits can be in
//! any solution (take the one of a solution that fell first: at that time all others of the
//! solution were in, and its test failed all the same). So a change that leaves all margins
//! positive changes nothing, and that costs a look at two accounts.
//!
//! A run of payments that fell for one reason at one time is a *step*; its margin is that of its
//! first payment, for those behind it lack more. A change takes from the margins that it touches.
//! When one is used up, the first payments of the step fall later instead, with the step before it,
//! which adds to the margins of nobody and takes from those of the accounts that they pay and that
//! fell in between; with no step before it they come back in. So in the end all margins are
//! positive again, too many payments may be in, and these fall as in `resolve`, with new times. A
//! time never comes back, so the work is bounded; mostly it ends at once.

mod commit;
mod fall;
mod pair;
mod step;
mod wake;

use crate::gridlock::rows::{NONE, partners};
use crate::limits::{self, Limits};
use crate::order::CLASSES;
use crate::{Finding, NettingError, Queue};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec;
use alloc::vec::Vec;
use step::{Row, Step};
use suftaja_base::width::to_usize;
use thiserror::Error;

/// The greatest solution of a queue that changes.
#[derive(Debug, Clone)]
pub struct Standing {
    queue: Queue,
    /// By account: its payments by class, in order of arrival.
    own: Vec<[Vec<u32>; CLASSES]>,
    /// By account: how many of its payments are in.
    length: Vec<usize>,
    /// By account: money and what it is paid, less what it pays, of the payments that are in.
    money: Vec<i128>,
    /// By account: what it pays by class, of the payments that are in.
    paid: Vec<[i128; CLASSES]>,
    /// By account: what waits to be paid to it, and what of its own waits.
    waiting_in: Vec<i128>,
    waiting_out: Vec<i128>,
    limits: Limits,
    /// By account: its bilateral limits.
    limits_of: Vec<Vec<u32>>,
    limit_at: BTreeMap<(u32, u32), u32>,
    partner: Vec<u32>,
    /// By account: why its payments fell; the step at the tail, which fell first, comes first.
    steps: Vec<Vec<Step>>,
    /// The time of the last step.
    clock: u64,
    /// Steps that may be made before all is made anew, so that old ones do not pile up.
    steps_left: usize,
    /// Accounts with a margin that is used up.
    broken: Vec<u32>,
    /// Accounts whose tests may fail, each once.
    looked_at: VecDeque<u32>,
    is_looked_at: Vec<bool>,
    /// Linked payments that fell or came in; their partners must do the same.
    torn: Vec<u32>,
}

/// A payment that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Account that pays.
    pub source: u32,
    /// Account that is paid.
    pub target: u32,
    /// Amount, minor units; more than nothing.
    pub amount: i64,
    /// 0 urgent, 1 high, 2 normal.
    pub class: u8,
}

/// Why a change is not made. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StandingError {
    /// The arrays at the beginning are not sound, or the arrival is not.
    #[error("{0}")]
    Unsound(NettingError),
    /// No account, payment or limit has this index.
    #[error("there is no {what} {index} here")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// Its index.
        index: u32,
    },
    /// An amount would leave its range.
    #[error("{what} {index} would be negative or larger than 64 bits hold")]
    Range {
        /// Whose amount it is.
        what: &'static str,
        /// Its index.
        index: u32,
    },
}

impl Standing {
    /// Checks a queue and solves it.
    ///
    /// # Errors
    /// `Unsound` with all findings.
    pub fn new(queue: Queue) -> Result<Self, StandingError> {
        queue.check().map_err(StandingError::Unsound)?;
        let accounts = queue.balance.len();
        let mut limits_of = vec![Vec::new(); accounts];
        let mut limit_at = BTreeMap::new();
        for (number, limit) in (0_u32..).zip(&queue.bilateral) {
            limit_at.insert((limit.from, limit.to), number);
            if let Some(own) = limits_of.get_mut(to_usize(limit.from)) {
                own.push(number);
            }
        }
        let mut partner = partners(&queue);
        partner.resize(queue.amount.len(), NONE);
        let mut standing = Self {
            own: own(&queue),
            length: vec![0; accounts],
            money: Vec::new(),
            paid: Vec::new(),
            waiting_in: Vec::new(),
            waiting_out: Vec::new(),
            limits: Limits::none_in(&queue),
            limits_of,
            limit_at,
            partner,
            steps: Vec::new(),
            clock: 0,
            steps_left: 0,
            broken: Vec::new(),
            looked_at: VecDeque::new(),
            is_looked_at: vec![false; accounts],
            torn: Vec::new(),
            queue,
        };
        standing.solve_anew();
        Ok(standing)
    }

    /// The queue as it is: what waits and what settles, beside payments that are gone, which keep
    /// their indices.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// How many payments of each account settle, from the head of its own order.
    #[must_use]
    pub fn lengths(&self) -> &[usize] {
        &self.length
    }

    /// Whether a payment settles; false for one that was removed or is unknown.
    #[must_use]
    pub fn settles(&self, payment: u32) -> bool {
        to_usize(payment) < self.queue.amount.len() && self.is_in(payment)
    }

    /// A payment arrives. Gives its index.
    ///
    /// # Errors
    /// `Unsound` when the arrival is not.
    pub fn add(&mut self, arrival: Arrival) -> Result<u32, StandingError> {
        let payment = self.append(arrival)?;
        self.place(payment);
        self.settle_down();
        Ok(payment)
    }

    /// Two linked payments arrive. Gives their indices.
    ///
    /// # Errors
    /// `Unsound` when one of them is not.
    pub fn add_linked(&mut self, both: [Arrival; 2]) -> Result<[u32; 2], StandingError> {
        for arrival in both {
            self.check(arrival)?;
        }
        let [first, second] = both;
        let payments = [self.append(first)?, self.append(second)?];
        for (payment, partner) in [(payments[0], payments[1]), (payments[1], payments[0])] {
            if let Some(place) = self.partner.get_mut(to_usize(payment)) {
                *place = partner;
            }
        }
        for payment in payments {
            self.place(payment);
        }
        self.torn.extend(payments);
        self.settle_down();
        Ok(payments)
    }

    /// A payment is taken back, with its linked one.
    ///
    /// # Errors
    /// `Unknown` when there is none, or not any more.
    pub fn remove(&mut self, payment: u32) -> Result<(), StandingError> {
        let unknown = StandingError::Unknown { what: "payment", index: payment };
        let partner = self.partner.get(to_usize(payment)).copied().ok_or(unknown.clone())?;
        if !self.displace(payment) {
            return Err(unknown);
        }
        if partner != NONE {
            self.displace(partner);
        }
        self.settle_down();
        Ok(())
    }

    /// Money comes to an account, or leaves it when the amount is negative.
    ///
    /// # Errors
    /// `Unknown` account; `Range` when the balance would be negative or too large.
    pub fn fund(&mut self, account: u32, amount: i64) -> Result<(), StandingError> {
        let at = self.account(account)?;
        let range = StandingError::Range { what: "balance of account", index: account };
        let balance = self.queue.balance.get_mut(at).ok_or(range.clone())?;
        *balance = balance.checked_add(amount).filter(|sum| *sum >= 0).ok_or(range)?;
        self.shift_money(at, i128::from(amount));
        self.settle_down();
        Ok(())
    }

    /// The reserves of an account are set anew: for urgent, and for urgent and high payments.
    ///
    /// # Errors
    /// `Unknown` account; `Range` when one is negative.
    pub fn set_reserves(
        &mut self,
        account: u32,
        urgent: i64,
        high: i64,
    ) -> Result<(), StandingError> {
        let at = self.account(account)?;
        if urgent < 0 || high < 0 {
            return Err(StandingError::Range { what: "reserve of account", index: account });
        }
        let accounts = self.queue.balance.len();
        self.queue.reserve_urgent.resize(accounts, 0);
        self.queue.reserve_high.resize(accounts, 0);
        let mut more = [i128::from(urgent), i128::from(high)];
        let places = [
            self.queue.reserve_urgent.get_mut(at).zip(Some(urgent)),
            self.queue.reserve_high.get_mut(at).zip(Some(high)),
        ];
        for (more, (place, amount)) in more.iter_mut().zip(places.into_iter().flatten()) {
            *more -= i128::from(core::mem::replace(place, amount));
        }
        self.shift_reserves(at, more);
        self.settle_down();
        Ok(())
    }

    /// A bilateral limit, named by its place in the queue, is set anew.
    ///
    /// # Errors
    /// `Unknown` limit; `Range` when the amount is negative.
    pub fn set_limit(&mut self, limit: u32, amount: i64) -> Result<(), StandingError> {
        let unknown = StandingError::Unknown { what: "bilateral limit", index: limit };
        let place = self.queue.bilateral.get_mut(to_usize(limit)).ok_or(unknown)?;
        if amount < 0 {
            return Err(StandingError::Range { what: "bilateral limit", index: limit });
        }
        let by = i128::from(amount) - i128::from(core::mem::replace(&mut place.amount, amount));
        let account = to_usize(place.from);
        self.limits.raise(limit, by);
        self.shift(account, by, |row| *row == Row::Limit(limit));
        self.settle_down();
        Ok(())
    }

    /// The multilateral limit of an account is set anew; `i64::MAX` for none.
    ///
    /// # Errors
    /// `Unknown` account; `Range` when the amount is negative.
    pub fn set_multilateral(&mut self, account: u32, amount: i64) -> Result<(), StandingError> {
        let at = self.account(account)?;
        if amount < 0 {
            return Err(StandingError::Range { what: "multilateral limit", index: account });
        }
        self.open_multilateral();
        let unknown = StandingError::Unknown { what: "multilateral limit", index: account };
        let place = self.queue.multilateral.get_mut(at).ok_or(unknown)?;
        let before = core::mem::replace(place, amount);
        let by = self.limits.set_free(at, before, amount);
        self.shift(at, by, |row| *row == Row::Free);
        self.settle_down();
        Ok(())
    }

    fn account(&self, index: u32) -> Result<usize, StandingError> {
        let at = to_usize(index);
        let is_known = at < self.queue.balance.len();
        is_known.then_some(at).ok_or(StandingError::Unknown { what: "account", index })
    }

    fn check(&self, arrival: Arrival) -> Result<(), StandingError> {
        let (count, at) = (self.queue.balance.len(), self.queue.amount.len());
        let mut findings = Vec::new();
        for (array, index) in [("source", arrival.source), ("target", arrival.target)] {
            if to_usize(index) >= count {
                findings.push(Finding::Unknown { array, at, index, count });
            }
        }
        if arrival.source == arrival.target {
            findings.push(Finding::SameEnds { array: "target", at, index: arrival.target });
        }
        if arrival.amount < 1 {
            let value = arrival.amount;
            findings.push(Finding::TooSmall { array: "amount", at, value, least: 1 });
        }
        if arrival.class > 2 {
            findings.push(Finding::Class { at, class: arrival.class });
        }
        if findings.is_empty() {
            return Ok(());
        }
        Err(StandingError::Unsound(NettingError { findings }))
    }

    /// The arrival at the end of the arrays, not in any order yet.
    fn append(&mut self, arrival: Arrival) -> Result<u32, StandingError> {
        self.check(arrival)?;
        let payment = u32::try_from(self.queue.amount.len()).ok().filter(|count| *count != NONE);
        let payment = payment.ok_or(StandingError::Range { what: "payment", index: NONE })?;
        self.queue.source.push(arrival.source);
        self.queue.target.push(arrival.target);
        self.queue.amount.push(arrival.amount);
        self.queue.class.push(arrival.class);
        self.partner.push(NONE);
        let limit = |from, to| self.limit_at.get(&(from, to)).copied().unwrap_or(limits::NONE);
        let (from, to) = (arrival.source, arrival.target);
        self.limits.append([limit(from, to), limit(to, from)]);
        Ok(payment)
    }

    /// All payments in, then down to the greatest solution.
    fn solve_anew(&mut self) {
        let queue = &self.queue;
        let accounts = queue.balance.len();
        self.money = queue.balance.iter().map(|money| i128::from(*money)).collect();
        self.paid = vec![[0; CLASSES]; accounts];
        self.waiting_in = vec![0; accounts];
        self.waiting_out = vec![0; accounts];
        self.limits = Limits::none_in(queue);
        self.steps = vec![Vec::new(); accounts];
        self.all_go_in();
        self.fall();
        self.steps_left = self.queue.amount.len() + 16 * accounts + 1024;
    }
}

/// By account and class, its payments in order of arrival.
fn own(queue: &Queue) -> Vec<[Vec<u32>; CLASSES]> {
    let mut own = vec![[const { Vec::new() }; CLASSES]; queue.balance.len()];
    for (payment, (source, class)) in (0_u32..).zip(queue.source.iter().zip(&queue.class)) {
        let place = own.get_mut(to_usize(*source));
        if let Some(place) = place.and_then(|own| own.get_mut(usize::from(*class))) {
            place.push(payment);
        }
    }
    own
}
