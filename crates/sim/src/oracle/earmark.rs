//! The rules of earmarks: what a class of payments may not take, and when it is drawn or renewed.

use super::{Oracle, Standing};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::entry::{Priority, Stamp};
use suftaja_engine::{AccountId, CurrencyId};

/// One order of an owner, and what it comes to.
#[derive(Clone, Copy, Debug)]
pub struct Earmark {
    pub account: AccountId,
    pub class: Priority,
    pub set: u64,
    pub left: u64,
    pub standing: bool,
}

impl Oracle {
    pub(super) fn objections_to_earmark(
        &self,
        stamp: &Stamp,
        id: AccountId,
        class: Priority,
    ) -> Vec<(bool, Suf)> {
        let owner = self.account(id).map(|held| held.owner);
        let holds = self
            .account(id)
            .is_some_and(|held| !held.is_issue && !held.is_sponsored && !held.is_frozen);
        vec![
            (owner != Some(stamp.actor), suf::NOT_OWN_ACCOUNT),
            (!holds || class == Priority::Normal, suf::NO_EARMARK),
        ]
    }

    pub(super) fn set_earmark(&mut self, new: Earmark) {
        self.earmarks.retain(|held| held.account != new.account || held.class != new.class);
        if new.set > 0 {
            self.earmarks.push(new);
        }
    }

    /// What no payment of this class may take: all that is kept for the classes above it.
    pub fn kept_from(&self, account: AccountId, class: Priority) -> i128 {
        let above = self.earmarks.iter().filter(|held| held.account == account);
        above.filter(|held| held.class < class).map(|held| i128::from(held.left)).sum()
    }

    /// What stands of an earmark: set, left, standing.
    pub fn earmark(&self, account: AccountId, class: Priority) -> (u64, u64, bool) {
        let mut own = self.earmarks.iter().filter(|e| e.account == account && e.class == class);
        own.next().map_or((0, 0, false), |held| (held.set, held.left, held.standing))
    }

    /// Money has left an account in a class.
    pub(super) fn draw(&mut self, row: usize, account: AccountId, class: Priority, amount: u64) {
        let is_settled = matches!(self.rows.get(row), Some(Standing::Settled(_)));
        assert!(is_settled, "only what settled draws an earmark down");
        for held in &mut self.earmarks {
            if held.account == account && held.class == class {
                held.left = held.left.saturating_sub(amount);
            }
        }
    }

    /// A day begins: standing earmarks are full, the others are gone.
    pub(super) fn renew_earmarks(&mut self, id: CurrencyId) {
        let accounts = &self.accounts;
        let is_meant = |held: &Earmark| {
            accounts.get(held.account.at()).is_some_and(|account| account.currency == id)
        };
        self.earmarks.retain(|held| held.standing || !is_meant(held));
        for held in self.earmarks.iter_mut().filter(|held| is_meant(held)) {
            held.left = held.set;
        }
    }
}
