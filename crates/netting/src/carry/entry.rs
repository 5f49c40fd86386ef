//! Whether an item may enter a session: cap, cover and cash are tested then, and not later.
//!
//! Nothing that has entered is ever dropped (field rule 3), so what an item could leave uncovered
//! is asked before. An operator exposed to its members wants each one covered in full by its own
//! collateral; deferred settlement without a guarantee wants the two largest groups covered by the
//! fund; cash for the largest is the least in either (field rule 27). It changes nothing.

use super::{CarryError, Exposure, cover, is_member, same_length};
use alloc::vec::Vec;

/// What the rulebook wants covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Each member in full, by its own collateral.
    EachInFull,
    /// The two groups that would leave most uncovered, by the fund.
    TwoLargest,
}

/// Why an item does not enter. Amounts are minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The member's net debit would exceed its cap.
    #[error("the net debit of member {member} would be {debit}, and its cap is {cap}")]
    Cap {
        /// The member.
        member: u32,
        /// Its net debit with the item.
        debit: i64,
        /// The most it may be.
        cap: i64,
    },
    /// What stands ready would not cover what the rulebook wants covered.
    #[error("{lack} would not be covered when member {member} fails")]
    Cover {
        /// The member.
        member: u32,
        /// By how much.
        lack: i128,
    },
    /// The money of the day would not pay for the largest.
    #[error("{lack} of cash and committed lines would be missing for the largest group")]
    Liquidity {
        /// By how much.
        lack: i128,
    },
}

/// Tests whether a member may take on so much more net debit. `cap` holds the largest net debit of
/// each member. Gives everything that stands against it; nothing when the item may enter.
///
/// # Errors
/// Arrays of different length, negative amounts, a member that is not there, a debit beyond an
/// `i64`.
pub fn admit(
    exposure: &Exposure,
    cap: &[i64],
    demand: Demand,
    member: u32,
    more: i64,
) -> Result<Vec<Refusal>, CarryError> {
    same_length("cap", cap.len(), exposure.debit.len())?;
    is_member("debit", 0, member, exposure.debit.len())?;
    let mut with = exposure.clone();
    let place = usize::try_from(member).unwrap_or(usize::MAX);
    let mut debit = 0;
    if let Some(of) = with.debit.get_mut(place) {
        let sum = i128::from(*of) + i128::from(more);
        debit = i64::try_from(sum).map_err(|_| CarryError::Sum { array: "debit", sum })?;
        *of = debit;
    }
    let found = cover(&with)?;
    let mut refusals = Vec::new();
    if let Some(&cap) = cap.get(place).filter(|cap| debit > **cap) {
        refusals.push(Refusal::Cap { member, debit, cap });
    }
    let lack = match demand {
        Demand::EachInFull => {
            let open = found.uncovered.iter().find(|(other, _)| *other == member);
            open.map_or(0, |(_, open)| i128::from(*open))
        }
        Demand::TwoLargest => {
            let two: i128 = found.two_largest.iter().map(|(_, open)| open).sum();
            two - i128::from(with.fund)
        }
    };
    if lack > 0 {
        refusals.push(Refusal::Cover { member, lack });
    }
    let need = found.largest.map_or(0, |(_, debit)| debit);
    if !found.liquid {
        refusals.push(Refusal::Liquidity { lack: need - i128::from(with.liquidity) });
    }
    Ok(refusals)
}
