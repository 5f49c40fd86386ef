//! Accounts and postings: the only place where a balance changes.
//!
//! A posting debits one account and credits another by the same amount in the same currency. Per
//! currency, what the participants hold equals the central bank's issue liability (field rule 1);
//! this is asserted after every posting, in release builds too. Limits are numeric.

use crate::digest::Trail;
use crate::earmark::{Earmarks, Kept};
use crate::entry::{AccountKind, AccountStatus, Limits, Priority};
use crate::history::Link;
use crate::{AccountId, CurrencyId, ParticipantId};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;

/// Reasons why an account cannot take part in a posting at once; a gate without any is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Gate(u8);

impl Gate {
    /// Nothing in the way.
    pub const OPEN: Self = Self(0);
    /// The account is blocked or closed, or its owner pending or deactivated: refuse.
    pub const REFUSES: Self = Self(1);
    /// Its owner or its currency is stopped, or its owner suspended: keep.
    pub const KEEPS: Self = Self(2);
    /// A limit on what leaves is set beside the floor: test it.
    pub const LIMITED: Self = Self(4);
    /// A ceiling is set: test it.
    pub const CEILED: Self = Self(8);
    /// It holds no money: look at the sponsor's account.
    pub const SPONSORED: Self = Self(16);
    /// Its owner keeps money for a class of payments: test what the class may take.
    pub const EARMARKED: Self = Self(32);

    /// Whether all reasons of `other` stand.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets or clears a reason.
    #[must_use]
    pub fn with(self, other: Self, on: bool) -> Self {
        if on { Self(self.0 | other.0) } else { Self(self.0 & !other.0) }
    }

    /// The reasons that come from the account's own limits and kind.
    #[must_use]
    pub fn limits(self) -> Self {
        let own = Self::LIMITED.0 | Self::CEILED.0 | Self::SPONSORED.0 | Self::EARMARKED.0;
        Self(self.0 & own)
    }

    /// Reasons of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One account: what a posting touches, in one cache line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    balance: i128,
    /// What may leave: balance less floor less reserves.
    available: i128,
    debited_today: u64,
    /// No payment that waits for cover on the account is smaller; `u64::MAX` where none waits.
    pub(crate) waiting_min: u64,
    owner: ParticipantId,
    /// Last row of the account in the history.
    pub(crate) last: Link,
    currency: u16,
    kind: AccountKind,
    status: AccountStatus,
    pub(crate) gate: Gate,
}

impl Account {
    /// Minor units; negative where the account owes.
    #[must_use]
    pub fn balance(&self) -> i128 {
        self.balance
    }
    /// What may leave it now: balance less floor less reserves.
    #[must_use]
    pub fn available(&self) -> i128 {
        self.available
    }
    /// Who owns it.
    #[must_use]
    pub fn owner(&self) -> ParticipantId {
        self.owner
    }
    /// Its currency.
    #[must_use]
    pub fn currency(&self) -> CurrencyId {
        CurrencyId(u32::from(self.currency))
    }
    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> AccountKind {
        self.kind
    }
    /// Whether it takes postings.
    #[must_use]
    pub fn status(&self) -> AccountStatus {
        self.status
    }
    /// Last row of the account in the history.
    #[must_use]
    pub fn last(&self) -> Link {
        self.last
    }
}

/// The money of one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Money {
    /// The central bank's liability.
    pub issued: i128,
    /// What participants hold; equals `issued`.
    pub held: i128,
}

/// All accounts, and the money of each currency.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    accounts: Vec<Account>,
    limits: Vec<Limits>,
    reserved: Vec<u128>,
    earmarks: Earmarks,
    money: Vec<Money>,
}

impl Ledger {
    /// The account, where it exists.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(id.at())
    }

    /// All accounts in the order of their numbers.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// An account's limits.
    #[must_use]
    pub fn limits(&self, id: AccountId) -> Option<&Limits> {
        self.limits.get(id.at())
    }

    /// What is set apart on an account, minor units.
    #[must_use]
    pub fn reserved(&self, id: AccountId) -> u128 {
        self.reserved.get(id.at()).copied().unwrap_or(0)
    }

    /// The money of a currency.
    #[must_use]
    pub fn money(&self, currency: CurrencyId) -> Option<&Money> {
        self.money.get(currency.at())
    }

    pub(crate) fn define_currency(&mut self) {
        self.money.push(Money::default());
    }

    pub(crate) fn open(
        &mut self,
        owner: ParticipantId,
        currency: CurrencyId,
        kind: AccountKind,
    ) -> AccountId {
        let id = AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX));
        assert!(currency.at() < self.money.len(), "an account has a defined currency");
        let limits = match kind {
            AccountKind::Issue => Limits { floor: i128::MIN / 2, ceiling: 0, ..Limits::OWN_FUNDS },
            AccountKind::Settlement | AccountKind::Sponsored | AccountKind::Frozen => {
                Limits::OWN_FUNDS
            }
        };
        self.accounts.push(Account {
            balance: 0,
            available: -limits.floor,
            debited_today: 0,
            waiting_min: u64::MAX,
            owner,
            last: Link::END,
            currency: u16::try_from(currency.0).unwrap_or(u16::MAX),
            kind,
            status: AccountStatus::Open,
            // The issue account's ceiling of zero is tested: no more comes back than was issued,
            // also where participants hold more because others drew credit.
            gate: Gate::OPEN
                .with(Gate::CEILED, kind == AccountKind::Issue)
                .with(Gate::SPONSORED, kind == AccountKind::Sponsored),
        });
        self.limits.push(limits);
        self.reserved.push(0);
        id
    }

    pub(crate) fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.get_mut(id.at())
    }

    pub(crate) fn accounts_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.accounts.iter_mut()
    }

    pub(crate) fn set_status(&mut self, id: AccountId, status: AccountStatus) {
        if let Some(account) = self.account_mut(id) {
            assert!(status != AccountStatus::Closed || account.balance == 0, "closed at zero");
            account.status = status;
        }
    }

    /// Sets the limits; the floor moves what is available.
    pub(crate) fn set_limits(&mut self, id: AccountId, limits: Limits) {
        let reserved = i128::try_from(self.reserved(id)).unwrap_or(i128::MAX);
        if let (Some(account), Some(held)) =
            (self.accounts.get_mut(id.at()), self.limits.get_mut(id.at()))
        {
            account.available = account.balance - limits.floor - reserved;
            let limited = limits.payment_max < u64::MAX || limits.day_debit_max < u128::MAX;
            account.gate = account
                .gate
                .with(Gate::LIMITED, limited)
                .with(Gate::CEILED, limits.ceiling < i128::MAX);
            *held = limits;
        }
    }

    /// What a bank keeps on an account for its urgent and high payments, where it does.
    #[must_use]
    pub fn earmarks(&self, id: AccountId) -> Option<&Kept> {
        self.earmarks.get(id)
    }

    /// What a payment of a class may take; below 0 where more is kept than is there.
    #[must_use]
    pub fn available_for(&self, id: AccountId, class: Priority) -> i128 {
        let Some(account) = self.account(id) else { return 0 };
        if !account.gate.has(Gate::EARMARKED) {
            return account.available;
        }
        let kept = self.earmarks.get(id).map_or(0, |kept| kept.before(class));
        account.available - kept
    }

    pub(crate) fn set_earmark(
        &mut self,
        id: AccountId,
        class: Priority,
        amount: u64,
        standing: bool,
    ) {
        let Some(account) = self.accounts.get_mut(id.at()) else { return };
        let place = (id, account.currency());
        let has_any = self.earmarks.set(place, class, amount, standing);
        account.gate = account.gate.with(Gate::EARMARKED, has_any);
    }

    /// A payment of a class has left an account.
    pub(crate) fn draw_earmark(&mut self, id: AccountId, class: Priority, amount: u64) {
        if self.account(id).is_some_and(|account| account.gate.has(Gate::EARMARKED)) {
            self.earmarks.draw(id, class, amount);
        }
    }

    /// A new business day: what left an account counts from zero, and standing earmarks are full.
    pub(crate) fn start_day(&mut self, currency: CurrencyId) {
        for id in self.earmarks.start_day(currency) {
            if let Some(account) = self.accounts.get_mut(id.at()) {
                account.gate = account.gate.with(Gate::EARMARKED, false);
            }
        }
        for account in self.accounts.iter_mut().filter(|a| a.currency() == currency) {
            account.debited_today = 0;
        }
    }

    /// Whether limits beyond the floor allow a payment; the code of the limit that does not.
    #[must_use]
    pub fn limit_broken(&self, debit: AccountId, credit: AccountId, amount: u64) -> Option<Suf> {
        let (payer, paid) = (self.account(debit)?, self.account(credit)?);
        if payer.gate.has(Gate::LIMITED) {
            let limits = self.limits(debit)?;
            if amount > limits.payment_max {
                return Some(suf::PAYMENT_LIMIT);
            }
            if u128::from(payer.debited_today) + u128::from(amount) > limits.day_debit_max {
                return Some(suf::DAY_LIMIT);
            }
        }
        if paid.gate.has(Gate::CEILED)
            && paid.balance + i128::from(amount) > self.limits(credit)?.ceiling
        {
            return Some(suf::CEILING);
        }
        None
    }

    /// The day's limit of an account that a sum of payments out of it would break.
    pub(crate) fn day_broken(&self, debit: AccountId, sum: u128) -> Option<Suf> {
        let payer = self.account(debit).filter(|payer| payer.gate.has(Gate::LIMITED))?;
        let day = u128::from(payer.debited_today) + sum;
        (day > self.limits(debit)?.day_debit_max).then_some(suf::DAY_LIMIT)
    }

    /// The ceiling of an account that a sum of payments into it would break.
    pub(crate) fn ceiling_broken(&self, credit: AccountId, sum: u128) -> Option<Suf> {
        let paid = self.account(credit).filter(|paid| paid.gate.has(Gate::CEILED))?;
        let after = paid.balance + i128::try_from(sum).unwrap_or(i128::MAX / 2);
        (after > self.limits(credit)?.ceiling).then_some(suf::CEILING)
    }

    /// Sets an amount apart on an account that has it available.
    pub(crate) fn reserve(&mut self, id: AccountId, amount: u64) {
        let account = self.accounts.get_mut(id.at());
        if let (Some(account), Some(reserved)) = (account, self.reserved.get_mut(id.at())) {
            assert!(account.available >= i128::from(amount), "a reserve is covered");
            account.available -= i128::from(amount);
            *reserved += u128::from(amount);
        }
    }

    /// Frees an amount that was set apart.
    pub(crate) fn unreserve(&mut self, id: AccountId, amount: u64) {
        let account = self.accounts.get_mut(id.at());
        if let (Some(account), Some(reserved)) = (account, self.reserved.get_mut(id.at())) {
            assert!(*reserved >= u128::from(amount), "no more is freed than was set apart");
            account.available += i128::from(amount);
            *reserved -= u128::from(amount);
        }
    }

    /// The posting. Both balances change by the same amount, or the engine stops.
    ///
    /// Returns the balances after it.
    pub(crate) fn post(&mut self, debit: AccountId, credit: AccountId, amount: u64) -> [i128; 2] {
        let sum = i128::from(amount);
        let money = &mut self.money;
        let Ok([payer, paid]) = self.accounts.get_disjoint_mut([debit.at(), credit.at()]) else {
            unreachable!("both accounts exist and differ: the check passes no other payment")
        };
        assert!(payer.currency == paid.currency, "a posting has one currency");
        assert!(payer.available >= sum, "what leaves was available");
        payer.balance -= sum;
        payer.available -= sum;
        payer.debited_today = payer.debited_today.saturating_add(amount);
        paid.balance += sum;
        paid.available += sum;
        let Some(money) = money.get_mut(usize::from(payer.currency)) else {
            unreachable!("a currency has its money")
        };
        match payer.kind {
            AccountKind::Issue => money.issued += sum,
            AccountKind::Settlement | AccountKind::Frozen => money.held -= sum,
            AccountKind::Sponsored => unreachable!("a sponsored account holds no money"),
        }
        match paid.kind {
            AccountKind::Issue => money.issued -= sum,
            AccountKind::Settlement | AccountKind::Frozen => money.held += sum,
            AccountKind::Sponsored => unreachable!("a sponsored account holds no money"),
        }
        assert!(money.issued == money.held, "participants' money equals the issue liability");
        assert!(money.issued >= 0, "no more is withdrawn than was issued");
        [payer.balance, paid.balance]
    }

    /// Sums every account and compares with the running totals.
    ///
    /// # Panics
    /// When an invariant does not hold.
    pub fn assert_invariants(&self) {
        let mut money: Vec<Money> = alloc::vec![Money::default(); self.money.len()];
        for (at, account) in self.accounts.iter().enumerate() {
            let Some(sums) = money.get_mut(usize::from(account.currency)) else { continue };
            match account.kind {
                AccountKind::Issue => sums.issued -= account.balance,
                AccountKind::Settlement | AccountKind::Frozen => sums.held += account.balance,
                AccountKind::Sponsored => assert!(account.balance == 0, "it holds no money"),
            }
            let id = AccountId(u32::try_from(at).unwrap_or(u32::MAX));
            let reserved = i128::try_from(self.reserved(id)).unwrap_or(i128::MAX);
            let floor = self.limits(id).map_or(0, |limits| limits.floor);
            assert!(account.available == account.balance - floor - reserved, "available adds up");
            assert!(account.available >= 0, "no account is below its floor");
        }
        assert!(money == self.money, "the sums of all accounts are the running totals");
        assert!(money.iter().all(|m| m.issued == m.held), "money equals issue liability");
    }

    /// Adds all accounts to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for ((account, limits), reserved) in
            self.accounts.iter().zip(&self.limits).zip(&self.reserved)
        {
            into.mix_wide(account.balance.cast_unsigned());
            into.mix_wide(account.available.cast_unsigned());
            into.mix(account.debited_today, account.waiting_min);
            into.mix(
                u64::from(account.owner.0) << 32 | u64::from(account.last.bits()),
                u64::from(account.currency) << 32
                    | u64::from(account.kind.byte()) << 16
                    | u64::from(account.status.byte()) << 8
                    | u64::from(account.gate.0),
            );
            into.mix_wide(limits.floor.cast_unsigned());
            into.mix_wide(limits.ceiling.cast_unsigned());
            into.mix(limits.payment_max, 0);
            into.mix_wide(limits.day_debit_max);
            into.mix_wide(*reserved);
        }
        self.earmarks.digest(into);
        for money in &self.money {
            into.mix_wide(money.issued.cast_unsigned());
        }
    }
}
