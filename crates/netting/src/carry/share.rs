//! Who bears a shortfall: the defaulter's collateral, the fund, then the survivors.
//!
//! Takes the shortfall and what stands before the survivors; answers with each one's share, and
//! with what committed lines pay on the day so that the session settles (field rule 3): they bear
//! nothing, the survivors pay them back. Survivors come last (field rule 27), in proportion to the
//! lines they granted the defaulter, each up to its cap (the rule of LVTS and CHIPS). Rounding:
//! shares are rounded down, and the units left go one each to the largest remainders, the lower
//! index first among equal ones. Shares, collateral, fund and what nobody bears add up to the
//! shortfall exactly.

use super::{CarryError, not_negative, same_length};
use alloc::vec;
use alloc::vec::Vec;

/// A loss and those who stand for it. Money is minor units of one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// What the defaulter cannot pay.
    pub shortfall: i64,
    /// Value of the defaulter's own collateral.
    pub collateral: i64,
    /// Fund before the survivors.
    pub fund: i64,
    /// Committed lines that pay the same day what is not borne yet.
    pub committed: i64,
    /// Line each member granted the defaulter; nothing for the defaulter itself.
    pub line: Vec<i64>,
    /// Most a member has to bear, such as its line times a percentage of the system.
    pub cap: Vec<i64>,
}

/// Who bears what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Out of the defaulter's collateral.
    pub collateral: i64,
    /// Out of the fund.
    pub fund: i64,
    /// Paid on the day by committed lines, for the survivors' shares to pay back.
    pub advanced: i64,
    /// Missing on the day, beyond all of these: what survivors must pay at once.
    pub missing: i64,
    /// Out of each member.
    pub share: Vec<i64>,
    /// What nobody bears, because all caps are reached: the rulebook must say what follows.
    pub unborne: i64,
}

/// Shares a shortfall.
///
/// # Errors
/// Arrays of different length, negative amounts, lines that add up to more than an `i64`.
pub fn share_loss(loss: &Loss) -> Result<Shares, CarryError> {
    same_length("cap", loss.cap.len(), loss.line.len())?;
    let before = [loss.shortfall, loss.collateral, loss.fund, loss.committed];
    not_negative("shortfall, collateral, fund and committed lines", &before)?;
    not_negative("line", &loss.line)?;
    not_negative("cap", &loss.cap)?;
    let sum: i128 = loss.line.iter().map(|line| i128::from(*line)).sum();
    if sum > i128::from(i64::MAX) {
        return Err(CarryError::Sum { array: "line", sum });
    }
    let collateral = loss.shortfall.min(loss.collateral);
    let fund = (loss.shortfall - collateral).min(loss.fund);
    let rest = loss.shortfall - collateral - fund;
    let advanced = rest.min(loss.committed);
    let (share, unborne) = spread(rest, &loss.line, &loss.cap);
    Ok(Shares { collateral, fund, advanced, missing: rest - advanced, share, unborne })
}

/// Proportional shares under caps: who would exceed the cap bears the cap, and the others share
/// what remains, until nobody exceeds it.
fn spread(amount: i64, weights: &[i64], caps: &[i64]) -> (Vec<i64>, i64) {
    let mut share: Vec<i64> = vec![0; weights.len()];
    let mut open: Vec<usize> = (0..weights.len()).collect();
    let at = |values: &[i64], index: usize| i128::from(values.get(index).copied().unwrap_or(0));
    open.retain(|index| at(weights, *index) > 0);
    let mut rest = i128::from(amount);
    loop {
        let total: i128 = open.iter().map(|index| at(weights, *index)).sum();
        let full = |index: &usize| rest * at(weights, *index) >= at(caps, *index) * total;
        let (reached, left): (Vec<usize>, Vec<usize>) = open.iter().partition(|index| full(index));
        if reached.is_empty() {
            break;
        }
        for index in reached {
            rest -= at(caps, index);
            if let (Some(share), Some(cap)) = (share.get_mut(index), caps.get(index)) {
                *share = *cap;
            }
        }
        open = left;
    }
    let total: i128 = open.iter().map(|index| at(weights, *index)).sum();
    if total == 0 {
        return (share, i64::try_from(rest).unwrap_or(i64::MAX));
    }
    let mut remainders = Vec::new();
    let mut units = rest;
    for index in open {
        let product = rest * at(weights, index);
        let part = product / total;
        units -= part;
        remainders.push((-(product % total), index));
        if let Some(share) = share.get_mut(index) {
            *share = i64::try_from(part).unwrap_or(i64::MAX);
        }
    }
    remainders.sort_unstable();
    let units = usize::try_from(units).unwrap_or(0);
    for (_, index) in remainders.into_iter().take(units) {
        if let Some(share) = share.get_mut(index) {
            *share += 1;
        }
    }
    (share, 0)
}
