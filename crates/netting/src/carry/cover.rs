//! Whether what stands ready covers the failure of members, as field rule 27 asks.
//!
//! Takes each member's largest net debit, its own collateral and its group; answers which members
//! are not covered in full, what the two largest groups would leave uncovered, and whether there is
//! cash for the largest. An operator exposed to participants covers each one in full; deferred
//! net settlement without guarantee covers the two largest with their affiliates; cover of the
//! largest is the least for liquidity (PFMI 4 and 7). It changes nothing.

use super::{CarryError, not_negative, same_length};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// What could fail, and what stands ready. Money is minor units of one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Largest net debit of each member; not negative.
    pub debit: Vec<i64>,
    /// Value of each member's own collateral after haircut.
    pub collateral: Vec<i64>,
    /// Group each member belongs to; affiliates share a number.
    pub group: Vec<u32>,
    /// Fund that all members paid into.
    pub fund: i64,
    /// Cash and committed lines that are there the same day.
    pub liquidity: i64,
}

/// What is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Members whose debit exceeds their own collateral, and by how much.
    pub uncovered: Vec<(u32, i64)>,
    /// The two groups that would leave most uncovered, largest first; ties by number.
    pub two_largest: Vec<(u32, i128)>,
    /// Whether the fund bears both.
    pub two_covered: bool,
    /// The group with the largest net debit, and that debit; none without members.
    pub largest: Option<(u32, i128)>,
    /// Whether the money of the day pays it: the least for liquidity.
    pub liquid: bool,
    /// The largest net debit of a single member, and whether the collateral of all together reaches
    /// it: what a system needs beforehand in which survivors pay (the rule of LVTS). With caps for
    /// debits, it speaks of any day.
    pub largest_debit: i64,
    /// See `largest_debit`.
    pub pledged: bool,
}

/// Tests the cover.
///
/// # Errors
/// Arrays of different length, negative amounts.
pub fn cover(exposure: &Exposure) -> Result<Cover, CarryError> {
    let members = exposure.debit.len();
    same_length("collateral", exposure.collateral.len(), members)?;
    same_length("group", exposure.group.len(), members)?;
    not_negative("debit", &exposure.debit)?;
    not_negative("collateral", &exposure.collateral)?;
    not_negative("fund", &[exposure.fund])?;
    not_negative("liquidity", &[exposure.liquidity])?;
    let mut uncovered = Vec::new();
    let mut losses: BTreeMap<u32, i128> = BTreeMap::new();
    let mut debits: BTreeMap<u32, i128> = BTreeMap::new();
    let each = exposure.debit.iter().zip(&exposure.collateral).zip(&exposure.group);
    for (member, ((debit, collateral), group)) in (0..).zip(each) {
        // The collateral of one affiliate does not answer for another.
        let open = (debit - collateral).max(0);
        if open > 0 {
            uncovered.push((member, open));
        }
        *losses.entry(*group).or_default() += i128::from(open);
        *debits.entry(*group).or_default() += i128::from(*debit);
    }
    let two_largest: Vec<_> = ranked(losses).into_iter().take(2).collect();
    let two: i128 = two_largest.iter().map(|(_, open)| open).sum();
    let largest = ranked(debits).into_iter().next();
    let need = largest.map_or(0, |(_, debit)| debit);
    let largest_debit = exposure.debit.iter().copied().max().unwrap_or(0);
    let pledged: i128 = exposure.collateral.iter().map(|amount| i128::from(*amount)).sum();
    Ok(Cover {
        uncovered,
        two_largest,
        two_covered: two <= i128::from(exposure.fund),
        largest,
        liquid: need <= i128::from(exposure.liquidity),
        largest_debit,
        pledged: i128::from(largest_debit) <= pledged,
    })
}

fn ranked(groups: BTreeMap<u32, i128>) -> Vec<(u32, i128)> {
    let mut ranked: Vec<_> = groups.into_iter().collect();
    ranked.sort_by_key(|(group, amount)| (-amount, *group));
    ranked
}
