//! The proof of the demonstration: what the system says of its money, what the banks' own books
//! say, and what was expected of every message must all agree.

use super::stage::Stage;
use super::tally::Tally;
use crate::error::CliError;
use crate::sandbox::{Banks, with};
use std::collections::BTreeMap;
use suftaja_base::Currency;
use suftaja_client::{Accounts, ClientError};
use suftaja_traffic::Fate;

/// Failures listed at most.
const LISTED_MAX: usize = 20;

/// Answers that nobody had to expect, and settlements that were told and not counted.
pub(super) fn settlements(stage: &Stage, banks: &Banks, tally: &Tally) -> Vec<String> {
    let mut failed: Vec<String> = tally.unexpected.iter().take(LISTED_MAX).cloned().collect();
    let is_central_bank = |bic| stage.scenario.members.iter().any(|m| m.central_bank == bic);
    let paying = banks.iter().filter(|(bic, _)| !is_central_bank(**bic));
    let settled: usize =
        paying.map(|(_, bank)| with(bank, |books| books.count(Fate::Settled))).sum();
    let told: u64 = tally.by_currency.values().map(|count| count.settled).sum();
    if suftaja_base::width::to_u64(settled) != told {
        failed.push(format!("banks were told of {settled} settlements and counted {told}"));
    }
    failed
}

/// Where the system's balances, the banks' own books and their statements do not agree. Fills in
/// the sums.
pub(super) fn balances(
    stage: &Stage,
    banks: &Banks,
    tally: &mut Tally,
) -> Result<Vec<String>, CliError> {
    let mut failed = Vec::new();
    tally.sums = held(&stage.client("operator-a")?.accounts()?)?;
    for member in &stage.scenario.members {
        match tally.sums.get(&member.currency) {
            Some(0) => {}
            other => failed.push(format!("the balances in {} sum to {other:?}", member.currency)),
        }
    }
    for (bic, bank) in banks {
        let held = held(&stage.client(bic.as_str())?.accounts()?)?;
        for member in &stage.scenario.members {
            let currency = member.currency;
            let (due, stated) = with(bank, |books| (books.due(currency), books.stated(currency)));
            let balance = held.get(&currency).copied();
            if due != balance.unwrap_or(0) {
                let text = "by its own books and holds";
                failed.push(format!("{bic} is due {due} {currency} {text} {balance:?}"));
            }
            if stated != balance {
                let text = "by its statements and holds";
                failed.push(format!("{bic} has {stated:?} {currency} {text} {balance:?}"));
            }
        }
    }
    Ok(failed)
}

/// Sums of balances by currency.
fn held(accounts: &Accounts) -> Result<BTreeMap<Currency, i128>, CliError> {
    let mut sums = BTreeMap::new();
    for account in &accounts.accounts {
        let currency = Currency::parse(&account.currency).ok();
        let minor = account.balance.minor.parse::<i128>().ok();
        let (Some(currency), Some(minor)) = (currency, minor) else {
            let url = "/v1/accounts".to_owned();
            let text = "an account has no currency or balance that can be read".to_owned();
            return Err(ClientError::NotUnderstood { url, text }.into());
        };
        *sums.entry(currency).or_insert(0) += minor;
    }
    Ok(sums)
}
