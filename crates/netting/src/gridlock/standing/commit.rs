//! What settles is settled: it leaves the queue, and money, reserves and limits move with it.
//!
//! Nothing else can settle then: had anything been able to, it would have been in the greatest set
//! too. So a commit costs accounts, limits and what settles, and wakes nobody; every margin stays
//! as it was, for what was counted on both sides of a test is now in its amounts.
#![expect(
    clippy::indexing_slicing,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use super::{Standing, StandingError};
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// What a commit leaves in the queue, before it is done.
struct After {
    balance: Vec<i64>,
    bilateral: Vec<i64>,
    multilateral: Vec<i64>,
}

impl Standing {
    /// Commits what settles. Gives the payments, by account and in its order; they are gone then.
    ///
    /// What they pay and earn is in the balances afterwards. A reserve is less by what the payments
    /// that it is for have paid, down to nothing; a limit moves with the flows of the day, so that
    /// less is left of the one that was used and more of the one that was relieved (field rule 25).
    ///
    /// ```
    /// # use suftaja_netting::{Queue, gridlock::Standing};
    /// let queue = Queue {
    ///     balance: vec![1, 0],
    ///     source: vec![0, 1, 1],
    ///     target: vec![1, 0, 0],
    ///     amount: vec![10, 9, 5],
    ///     class: vec![2; 3],
    ///     ..Queue::default()
    /// };
    /// let mut standing = Standing::new(queue).unwrap();
    /// assert_eq!(standing.commit(), Ok(vec![0, 1]));
    /// assert_eq!(standing.lengths(), [0, 0]);
    /// // Account 1 has 1 left and waits with 5.
    /// standing.fund(1, 4).unwrap();
    /// assert_eq!(standing.commit(), Ok(vec![2]));
    /// ```
    ///
    /// # Errors
    /// `Range` when a balance or what is left of a limit would leave 64 bits; nothing is changed
    /// then.
    pub fn commit(&mut self) -> Result<Vec<u32>, StandingError> {
        let After { balance, bilateral, multilateral } = self.after()?;
        self.queue.balance = balance;
        self.queue.multilateral = multilateral;
        for (limit, amount) in self.queue.bilateral.iter_mut().zip(bilateral) {
            limit.amount = amount;
        }
        let mut committed = Vec::new();
        for account in 0..self.own.len() {
            self.commit_account(account, &mut committed);
        }
        Ok(committed)
    }

    /// All amounts of the queue as they will be, in range.
    fn after(&self) -> Result<After, StandingError> {
        let range = |what, index: usize| StandingError::Range {
            what,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        };
        let money = self.money.iter().enumerate();
        let balance = money.map(|(account, money)| {
            i64::try_from(*money).map_err(|_| range("balance of account", account))
        });
        let limits = (0_u32..).zip(&self.queue.bilateral);
        let bilateral = limits.map(|(limit, _)| {
            let left = i64::try_from(self.limits.lack(limit).saturating_neg());
            left.map_err(|_| range("bilateral limit", to_usize(limit)))
        });
        let limits = self.queue.multilateral.iter().enumerate();
        let multilateral = limits.map(|(account, limit)| {
            if *limit == i64::MAX {
                return Ok(i64::MAX);
            }
            // The largest number stands for no limit.
            let left = i64::try_from(self.limits.free_lack(account).saturating_neg());
            let left = left.ok().filter(|left| *left < i64::MAX);
            left.ok_or(range("multilateral limit of account", account))
        });
        Ok(After {
            balance: balance.collect::<Result<_, _>>()?,
            bilateral: bilateral.collect::<Result<_, _>>()?,
            multilateral: multilateral.collect::<Result<_, _>>()?,
        })
    }

    /// The payments of an account that are in leave its order; its reserves are drawn down.
    fn commit_account(&mut self, account: usize, committed: &mut Vec<u32>) {
        let length = core::mem::take(&mut self.length[account]);
        let mut left = length;
        for own in &mut self.own[account] {
            let count = left.min(own.len());
            committed.extend(own.drain(..count));
            left -= count;
        }
        for step in &mut self.steps[account] {
            step.begin -= length;
        }
        let [urgent, high, _] = core::mem::take(&mut self.paid[account]);
        let reserves = [&mut self.queue.reserve_urgent, &mut self.queue.reserve_high];
        for (reserve, paid) in reserves.into_iter().zip([urgent, high]) {
            if let Some(reserve) = reserve.get_mut(account) {
                *reserve -= i64::try_from(paid).unwrap_or(i64::MAX).min(*reserve);
            }
        }
        self.limits.forget_free(&self.queue, account);
    }
}
