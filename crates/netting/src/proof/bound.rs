//! The bound that prices give, added up afresh over all accounts, limits and items.
//!
//! Weak duality: for prices `p >= 0` on the money of each account and `q >= 0` on each bilateral
//! limit, and whatever is feasible, `weight <= sum p*balance + sum q*limit + sum over items of
//! max(0, weight - sum over legs of amount*(p of source - p of target + q of its limit - q of
//! the limit the other way))`. Removed items count as gone; whether they may, `verify` has checked.
//! Rows that carry no price here (links, reserves, multilateral limits) only lower the truth.

use super::case::{Case, Item};
use super::{Problem, Proof};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// Prices by pair of accounts.
type LimitPrices = BTreeMap<(u32, u32), i128>;

/// The bound, rounded down to whole weight; `None` when numbers are too large to add.
pub(super) fn bound(case: &Case, proof: &Proof) -> Option<i128> {
    let mut sum: i128 = 0;
    for (&price, &balance) in proof.price.iter().zip(&case.balance) {
        sum = sum.checked_add(i128::from(price).checked_mul(i128::from(balance))?)?;
    }
    let mut limits = LimitPrices::new();
    for (limit, &price) in case.queue.bilateral.iter().zip(&proof.limit_price) {
        let price = i128::from(price);
        sum = sum.checked_add(price.checked_mul(i128::from(limit.amount))?)?;
        let entry = limits.entry((limit.from, limit.to)).or_insert(0);
        *entry = entry.checked_add(price)?;
    }
    let gone = gone(case, proof);
    for (item, _) in case.items.iter().zip(gone).filter(|(_, is_gone)| !is_gone) {
        sum = sum.checked_add(profit(item, proof, &limits)?.max(0))?;
    }
    sum.checked_shr(proof.scale)
}

/// What an item earns beyond what its money costs at the prices, times 2 to the scale.
fn profit(item: &Item, proof: &Proof, limits: &LimitPrices) -> Option<i128> {
    let mut profit = i128::from(item.weight).checked_mul(1_i128.checked_shl(proof.scale)?)?;
    for leg in item.legs() {
        let price = |account: u32| proof.price.get(to_usize(account)).map(|&it| i128::from(it));
        let limit = |from: u32, to: u32| limits.get(&(from, to)).copied().unwrap_or(0);
        let cost = price(leg.source)?
            .checked_sub(price(leg.target)?)?
            .checked_add(limit(leg.source, leg.target))?
            .checked_sub(limit(leg.target, leg.source))?;
        profit = profit.checked_sub(cost.checked_mul(i128::from(leg.amount))?)?;
    }
    Some(profit)
}

/// What an item of P3 would still gain, or loses: for the conditions of an optimum.
pub(super) fn profit_of(case: &Case, proof: &Proof, index: usize) -> Option<i128> {
    profit(case.items.get(index)?, proof, &LimitPrices::new())
}

fn gone(case: &Case, proof: &Proof) -> Vec<bool> {
    let mut gone = alloc::vec![false; case.items.len()];
    if proof.problem != Problem::Circulation {
        for &item in &proof.removed {
            if let Some(gone) = gone.get_mut(to_usize(item)) {
                *gone = true;
            }
        }
    }
    gone
}
