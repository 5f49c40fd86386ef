//! The proof of the demonstration: what the system says of its money, what the banks' own books
//! say, and what was expected of every message must all agree.

use super::stage::Stage;
use super::tally::Tally;
use super::traffic::{Banks, with};
use crate::error::CliError;
use serde::Deserialize;
use std::collections::BTreeMap;
use suftaja_base::Currency;
use suftaja_traffic::Fate;

/// Failures listed at most.
const LISTED_MAX: usize = 20;

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<Account>,
}

#[derive(Deserialize)]
struct Account {
    currency: String,
    balance: Money,
}

#[derive(Deserialize)]
struct Money {
    minor: String,
}

/// Everything that does not agree; empty when all is proven. Fills in the sums.
pub(super) fn failures(
    stage: &Stage,
    banks: &Banks,
    tally: &mut Tally,
) -> Result<Vec<String>, CliError> {
    let mut failed: Vec<String> = tally.unexpected.iter().take(LISTED_MAX).cloned().collect();
    tally.sums = balances(&stage.client("operator-a")?.read("/v1/accounts")?)?;
    for member in &stage.scenario.members {
        match tally.sums.get(&member.currency) {
            Some(0) => {}
            other => failed.push(format!("the balances in {} sum to {other:?}", member.currency)),
        }
    }
    let mut settled = 0;
    for (bic, bank) in banks {
        let held = balances(&stage.client(bic.as_str())?.read("/v1/accounts")?)?;
        for member in &stage.scenario.members {
            let due = with(bank, |books| books.due(member.currency));
            let balance = held.get(&member.currency).copied().unwrap_or(0);
            if due != balance {
                failed.push(format!(
                    "{bic} is due {due} {} by its own books and holds {balance}",
                    member.currency
                ));
            }
        }
        let is_central_bank = stage.scenario.members.iter().any(|m| m.central_bank == *bic);
        if !is_central_bank {
            settled += with(bank, |books| books.count(Fate::Settled));
        }
    }
    let told: u64 = tally.by_currency.values().map(|count| count.settled).sum();
    if suftaja_base::width::to_u64(settled) != told {
        failed.push(format!("banks were told of {settled} settlements and counted {told}"));
    }
    Ok(failed)
}

/// Sums of balances by currency.
fn balances(accounts: &Accounts) -> Result<BTreeMap<Currency, i128>, CliError> {
    let mut sums = BTreeMap::new();
    for account in &accounts.accounts {
        let currency = Currency::parse(&account.currency).ok();
        let minor = account.balance.minor.parse::<i128>().ok();
        let (Some(currency), Some(minor)) = (currency, minor) else {
            let to = "/v1/accounts".to_owned();
            let text = "an account has no currency or balance that can be read".to_owned();
            return Err(CliError::AnswerUnreadable { to, text });
        };
        *sums.entry(currency).or_insert(0) += minor;
    }
    Ok(sums)
}
