//! The bound that prices give, added up afresh over all rows and items.
//!
//! Weak duality. Whatever is feasible keeps these rows, each an outflow less an inflow under a cap:
//! all payments of an account under its balance; its high and normal ones under the balance less
//! the urgent reserve, or under nothing where that is more; its normal ones under what both
//! reserves leave; its normal payments over relations without a bilateral limit under its
//! multilateral limit; a pair under its bilateral limit. What comes in counts for every row of the
//! receiver. So for prices of nothing or more, `weight <= sum of price*cap + sum over items of
//! max(0, weight - sum over legs of amount*(prices of the rows it uses - prices of those it
//! relieves))`, linked items taken together. Removed items count as gone; whether they may,
//! `removed` has checked.

use super::case::Case;
use super::relation::NONE;
use super::{Prices, Problem, Proof, flow};
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

/// The bound, rounded down to whole weight; `None` when numbers are too large to add.
pub(super) fn bound(case: &Case, proof: &Proof) -> Option<i128> {
    let prices = &proof.prices;
    if case.problem == Problem::Flow {
        return flow::bound(&case.network, prices);
    }
    let mut sum = caps(case, prices)?;
    let gone = gone(case, proof);
    let is_gone = |item: usize| gone.get(item).copied().unwrap_or(true);
    for item in 0..case.items.len() {
        let partner = case.partner(item);
        // Of a linked pair the first one speaks for both; without one there is not the other.
        if partner.is_some_and(|partner| partner < item || is_gone(partner)) || is_gone(item) {
            continue;
        }
        let mut gain = profit(case, prices, item)?;
        if let Some(partner) = partner {
            gain = gain.checked_add(profit(case, prices, partner)?)?;
        }
        sum = sum.checked_add(gain.max(0))?;
    }
    sum.checked_shr(prices.scale)
}

/// What all caps are worth at the prices.
fn caps(case: &Case, prices: &Prices) -> Option<i128> {
    let mut sum: i128 = 0;
    let mut add = |price: i64, cap: i128| {
        sum = sum.checked_add(i128::from(price).checked_mul(cap)?)?;
        Some(())
    };
    let by_class = [&prices.balance, &prices.high, &prices.normal];
    for (class, prices) in by_class.into_iter().enumerate() {
        for (account, &price) in prices.iter().enumerate() {
            let open = case.open_money(account).get(class).copied()?;
            add(price, open.max(0))?;
        }
    }
    for (account, &price) in prices.multilateral.iter().enumerate() {
        // Where there is no limit there is no price: `verify` refuses one.
        add(price, i128::from(case.multilateral(account).unwrap_or(i64::MAX)))?;
    }
    for (limit, &price) in case.queue.bilateral.iter().zip(&prices.bilateral) {
        add(price, i128::from(limit.amount))?;
    }
    Some(sum)
}

/// What an item earns beyond what its money costs at the prices, times 2 to the scale.
pub(super) fn profit(case: &Case, prices: &Prices, item: usize) -> Option<i128> {
    let it = case.items.get(item)?;
    let mut profit = i128::from(it.weight).checked_mul(1_i128.checked_shl(prices.scale)?)?;
    let class = case.class(item);
    let [uses, relieves] = case.limits_of(item);
    let is_normal = class == super::rows::CLASSES - 1;
    for leg in it.legs() {
        let of = |prices: &[i64], at: u32| {
            prices.get(to_usize(at)).map_or(0, |price| i128::from(*price))
        };
        let by_class = [&prices.balance, &prices.high, &prices.normal];
        let paid: i128 = by_class.iter().take(class + 1).map(|it| of(it, leg.source)).sum();
        let earned: i128 = by_class.iter().map(|it| of(it, leg.target)).sum();
        let mut cost = paid - earned;
        if uses != NONE {
            cost += of(&prices.bilateral, uses);
        } else if is_normal {
            cost += of(&prices.multilateral, leg.source);
        }
        if relieves != NONE {
            cost -= of(&prices.bilateral, relieves);
        } else if is_normal {
            cost -= of(&prices.multilateral, leg.target);
        }
        profit = profit.checked_sub(cost.checked_mul(i128::from(leg.amount))?)?;
    }
    Some(profit)
}

fn gone(case: &Case, proof: &Proof) -> Vec<bool> {
    let mut gone = vec![false; case.items.len()];
    for &item in &proof.removed {
        if let Some(gone) = gone.get_mut(to_usize(item)) {
            *gone = true;
        }
    }
    gone
}
