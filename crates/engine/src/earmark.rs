//! Earmarks: liquidity that a bank keeps for a class of payments.
//!
//! Two amounts on an account, for urgent and for high payments. Available to urgent payments is
//! all, to high ones what is not kept for urgent, to normal ones what is kept for neither (field
//! rule 25). A settled payment draws the earmark of its class down. What is set holds for the
//! business day; a standing earmark is full again when the next one begins.

use crate::digest::Trail;
use crate::entry::Priority;
use crate::{AccountId, CurrencyId};
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// One earmark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Earmark {
    /// Minor units as they were set.
    pub set: u64,
    /// What of it is not drawn yet.
    pub left: u64,
    /// Whether it is renewed each business day.
    pub standing: bool,
}

/// The earmarks of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    /// For urgent payments.
    pub urgent: Earmark,
    /// For high payments.
    pub high: Earmark,
}

/// The earmarks of all accounts that have any.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Earmarks(BTreeMap<AccountId, (CurrencyId, Kept)>);

impl Kept {
    /// What no payment of a class may touch.
    #[must_use]
    pub fn before(&self, class: Priority) -> i128 {
        let (urgent, high) = (i128::from(self.urgent.left), i128::from(self.high.left));
        match class {
            Priority::Urgent => 0,
            Priority::High => urgent,
            Priority::Normal => urgent + high,
        }
    }

    fn of(&mut self, class: Priority) -> Option<&mut Earmark> {
        match class {
            Priority::Urgent => Some(&mut self.urgent),
            Priority::High => Some(&mut self.high),
            Priority::Normal => None,
        }
    }

    fn is_nothing(&self) -> bool {
        self.urgent.set == 0 && self.high.set == 0
    }
}

impl Earmarks {
    pub(crate) fn get(&self, account: AccountId) -> Option<&Kept> {
        self.0.get(&account).map(|(_, kept)| kept)
    }

    /// Sets an earmark; an amount of 0 takes it away. Whether the account has any then.
    pub(crate) fn set(
        &mut self,
        (account, currency): (AccountId, CurrencyId),
        class: Priority,
        amount: u64,
        standing: bool,
    ) -> bool {
        let (_, kept) = self.0.entry(account).or_insert((currency, Kept::default()));
        if let Some(earmark) = kept.of(class) {
            *earmark = Earmark { set: amount, left: amount, standing: standing && amount > 0 };
        }
        let is_nothing = kept.is_nothing();
        if is_nothing {
            self.0.remove(&account);
        }
        !is_nothing
    }

    /// A payment of a class has left the account.
    pub(crate) fn draw(&mut self, account: AccountId, class: Priority, amount: u64) {
        let kept = self.0.get_mut(&account).map(|(_, kept)| kept);
        if let Some(earmark) = kept.and_then(|kept| kept.of(class)) {
            earmark.left = earmark.left.saturating_sub(amount);
        }
    }

    /// A business day begins: standing earmarks are full, the others are gone. Gives the accounts
    /// that have none any more.
    pub(crate) fn start_day(&mut self, currency: CurrencyId) -> alloc::vec::Vec<AccountId> {
        for (_, kept) in self.0.values_mut().filter(|(of, _)| *of == currency) {
            for earmark in [&mut kept.urgent, &mut kept.high] {
                let set = if earmark.standing { earmark.set } else { 0 };
                *earmark = Earmark { set, left: set, standing: earmark.standing };
            }
        }
        let gone = self.0.iter().filter(|(_, (_, kept))| kept.is_nothing()).map(|(id, _)| *id);
        let gone: alloc::vec::Vec<AccountId> = gone.collect();
        for account in &gone {
            self.0.remove(account);
        }
        gone
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        for (account, (_, kept)) in &self.0 {
            for earmark in [kept.urgent, kept.high] {
                into.mix(u64::from(account.0) << 1 | u64::from(earmark.standing), earmark.set);
                into.mix(earmark.left, 6);
            }
        }
    }
}
