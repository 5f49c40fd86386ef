//! `GET /v1/accounts`: accounts with balance, what is available, reserves and limits.

use super::money::{self, Money};
use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::earmark::Earmark;
use suftaja_engine::entry::{AccountKind, AccountStatus, Limits};
use suftaja_engine::ledger::Account;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, State};

/// All accounts that a caller may see.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountsView {
    as_of: EntryNumber,
    accounts: Vec<AccountFields>,
}

/// One account.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountView {
    as_of: EntryNumber,
    #[serde(flatten)]
    account: AccountFields,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AccountFields {
    account: u32,
    owner: String,
    currency: String,
    kind: &'static str,
    status: &'static str,
    balance: Money,
    /// None for an issue account, which is bounded by the central bank alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<Money>,
    reserved: Money,
    /// What its owner keeps for its urgent and high payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    earmarks: Option<EarmarksView>,
    limits: LimitsView,
    /// Fees that could not be taken yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    fees_due: Option<Money>,
    /// Who carries it; of an indirect participant's account only.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<String>,
    /// Payments that wait on it.
    queued: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LimitsView {
    #[serde(skip_serializing_if = "Option::is_none")]
    floor: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ceiling: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_max: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day_debit_max: Option<Money>,
}

/// All accounts in sight.
pub(crate) fn all(state: &State, sight: &Sight) -> AccountsView {
    let numbered = (0..).map(AccountId).zip(state.ledger().accounts());
    let seen = numbered.filter(|(id, _)| sight.account(state, *id));
    let accounts = seen.map(|(id, account)| fields(state, id, account)).collect();
    AccountsView { as_of: state.last(), accounts }
}

/// One account, where it is in sight.
pub(crate) fn one(state: &State, sight: &Sight, id: AccountId) -> Option<AccountView> {
    let account = state.ledger().account(id).filter(|_| sight.account(state, id))?;
    Some(AccountView { as_of: state.last(), account: fields(state, id, account) })
}

fn fields(state: &State, id: AccountId, account: &Account) -> AccountFields {
    let currency = account.currency();
    let is_settlement = account.kind() == AccountKind::Settlement;
    let reserved = i128::try_from(state.ledger().reserved(id)).unwrap_or(i128::MAX);
    let limits = state.ledger().limits(id).filter(|_| is_settlement);
    AccountFields {
        account: id.0,
        owner: name(state, account.owner()),
        currency: money::code(state, currency),
        kind: kind(account.kind()),
        status: match account.status() {
            AccountStatus::Open => "open",
            AccountStatus::Blocked => "blocked",
            AccountStatus::Closed => "closed",
        },
        balance: Money::of(state, currency, account.balance()),
        available: is_settlement.then(|| Money::of(state, currency, account.available())),
        reserved: Money::of(state, currency, reserved),
        earmarks: earmarks(state, id, currency),
        limits: bounds(state, currency, limits),
        fees_due: Some(state.fees().due(id))
            .filter(|due| *due > 0)
            .map(|due| Money::of(state, currency, due)),
        sponsor: state.tiers().sponsorships().of(id).map(|(_, held)| name(state, held.sponsor)),
        queued: state.queue().length(id) + state.days().kept_on(id),
    }
}

/// What is kept on an account for classes of payments.
#[derive(Debug, Serialize, JsonSchema)]
struct EarmarksView {
    urgent: EarmarkView,
    high: EarmarkView,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EarmarkView {
    set: Money,
    left: Money,
    standing: bool,
}

fn earmarks(state: &State, id: AccountId, currency: CurrencyId) -> Option<EarmarksView> {
    let kept = state.ledger().earmarks(id)?;
    let view = |earmark: Earmark| EarmarkView {
        set: Money::of(state, currency, earmark.set),
        left: Money::of(state, currency, earmark.left),
        standing: earmark.standing,
    };
    Some(EarmarksView { urgent: view(kept.urgent), high: view(kept.high) })
}

/// Only what bounds something; an absent limit is none.
fn bounds(state: &State, currency: CurrencyId, limits: Option<&Limits>) -> LimitsView {
    let Some(limits) = limits else {
        return LimitsView { floor: None, ceiling: None, payment_max: None, day_debit_max: None };
    };
    let day = i128::try_from(limits.day_debit_max).ok();
    LimitsView {
        floor: Some(Money::of(state, currency, limits.floor)),
        ceiling: (limits.ceiling != i128::MAX).then(|| Money::of(state, currency, limits.ceiling)),
        payment_max: Money::bound(state, currency, limits.payment_max),
        day_debit_max: day.map(|day| Money::of(state, currency, day)),
    }
}

/// The word for a kind of account.
pub(crate) fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Issue => "issue",
        AccountKind::Settlement => "settlement",
        AccountKind::Sponsored => "sponsored",
        AccountKind::Frozen => "frozen",
    }
}
