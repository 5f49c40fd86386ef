//! What members can pay each other when some cannot pay in full (Eisenberg and Noe 2001).
//!
//! Takes liabilities between members and what each has besides; answers with the greatest payments
//! that are consistent: who cannot pay all pays all creditors in proportion. A test of contagion,
//! never a posting. Rounding: what a creditor gets of a debtor's payment is rounded down, and the
//! units left stay with the debtor. Payments start in full and only ever fall by whole units, so
//! the search ends; the budget counts rounds over all members, because a circle that loses
//! little each time can turn often.

use super::{CarryError, is_member, not_negative};
use alloc::vec;
use alloc::vec::Vec;

/// What one member owes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liability {
    /// Who owes.
    pub debtor: u32,
    /// To whom.
    pub creditor: u32,
    /// How much, minor units; not negative.
    pub amount: i64,
}

/// What is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contagion {
    /// What each member can put towards its liabilities.
    pub able: Vec<i64>,
    /// What is paid of each liability.
    pub paid: Vec<i64>,
    /// Members that cannot pay in full, by round in which that showed; 0 for those that can.
    pub failed_in: Vec<u64>,
    /// Rounds it took.
    pub rounds: u64,
    /// Whether it ended within the budget; if not, payments are still too high.
    pub settled: bool,
}

/// Finds the greatest consistent payments in at most so many rounds.
///
/// # Errors
/// Members that are not there, negative amounts, a member whose liabilities, or money with all
/// claims, add up to more than an `i64`.
pub fn contagion(
    outside: &[i64],
    liabilities: &[Liability],
    rounds: u64,
) -> Result<Contagion, CarryError> {
    let owed = check(outside, liabilities)?;
    let mut able = owed.clone();
    let mut failed_in = vec![0; outside.len()];
    let mut done = 0;
    let mut settled = false;
    while done < rounds && !settled {
        done += 1;
        let mut has = outside.to_vec();
        for liability in liabilities {
            add(&mut has, liability.creditor, paid(liability, &able, &owed));
        }
        settled = true;
        for ((able, has), failed) in able.iter_mut().zip(has).zip(&mut failed_in) {
            if has < *able {
                *able = has;
                settled = false;
                if *failed == 0 {
                    *failed = done;
                }
            }
        }
    }
    let paid = liabilities.iter().map(|liability| paid(liability, &able, &owed)).collect();
    Ok(Contagion { able, paid, failed_in, rounds: done, settled })
}

/// What each member owes in all.
fn check(outside: &[i64], liabilities: &[Liability]) -> Result<Vec<i64>, CarryError> {
    not_negative("outside", outside)?;
    let mut owed: Vec<i128> = vec![0; outside.len()];
    let mut claims: Vec<i128> = outside.iter().map(|money| i128::from(*money)).collect();
    for (index, liability) in liabilities.iter().enumerate() {
        is_member("debtor", index, liability.debtor, outside.len())?;
        is_member("creditor", index, liability.creditor, outside.len())?;
        if liability.amount < 0 {
            let (value, rule) = (liability.amount, "it may not be negative");
            return Err(CarryError::Entry { array: "amount", index, value, rule });
        }
        for (sums, member) in [(&mut owed, liability.debtor), (&mut claims, liability.creditor)] {
            if let Some(sum) = usize::try_from(member).ok().and_then(|at| sums.get_mut(at)) {
                *sum += i128::from(liability.amount);
            }
        }
    }
    let most = claims.iter().chain(&owed).copied().max().unwrap_or(0);
    if most > i128::from(i64::MAX) {
        return Err(CarryError::Sum { array: "liabilities of a member", sum: most });
    }
    Ok(owed.into_iter().map(|sum| i64::try_from(sum).unwrap_or(i64::MAX)).collect())
}

/// The creditor's share of what the debtor can pay, rounded down.
fn paid(liability: &Liability, able: &[i64], owed: &[i64]) -> i64 {
    let of = |values: &[i64]| {
        let value = usize::try_from(liability.debtor).ok().and_then(|at| values.get(at));
        i128::from(value.copied().unwrap_or(0))
    };
    let share = i128::from(liability.amount) * of(able) / of(owed).max(1);
    i64::try_from(share).unwrap_or(i64::MAX)
}

fn add(sums: &mut [i64], member: u32, amount: i64) {
    if let Some(sum) = usize::try_from(member).ok().and_then(|at| sums.get_mut(at)) {
        *sum += amount;
    }
}
