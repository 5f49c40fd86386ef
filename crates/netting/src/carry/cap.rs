//! Caps of a rulebook: how far a member may fall into debit, and how much it bears for another.
//!
//! From the lines that members grant each other and a percentage of the system, as LVTS and CHIPS
//! have them: a member's net debit may reach so much of all lines granted to it, and whoever
//! granted it a line bears at most so much of that line. Percentages are parts of ten thousand,
//! and caps are rounded down. It decides nothing about who grants what.

use super::{CarryError, Line, is_member, not_negative};
use alloc::vec;
use alloc::vec::Vec;

/// A whole, in parts of ten thousand.
const WHOLE: i128 = 10_000;

/// The largest net debit of each member: so many ten-thousandths of all lines granted to it.
///
/// # Errors
/// Members that are not there, negative limits, caps beyond an `i64`.
pub fn debit_caps(members: usize, lines: &[Line], of_10000: u16) -> Result<Vec<i64>, CarryError> {
    let mut granted: Vec<i128> = vec![0; members];
    for (index, line) in lines.iter().enumerate() {
        is_member("lender", index, line.lender, members)?;
        is_member("borrower", index, line.borrower, members)?;
        if line.limit < 0 {
            let (value, rule) = (line.limit, "it may not be negative");
            return Err(CarryError::Entry { array: "limit", index, value, rule });
        }
        let place = usize::try_from(line.borrower).ok().and_then(|at| granted.get_mut(at));
        if let Some(sum) = place {
            *sum += i128::from(line.limit);
        }
    }
    granted.into_iter().map(|sum| part_of(sum, of_10000)).collect()
}

/// The most that each member bears of a loss: so many ten-thousandths of the line that it granted
/// the one that failed.
///
/// # Errors
/// Negative lines, caps beyond an `i64`.
pub fn share_caps(line: &[i64], of_10000: u16) -> Result<Vec<i64>, CarryError> {
    not_negative("line", line)?;
    line.iter().map(|line| part_of(i128::from(*line), of_10000)).collect()
}

fn part_of(sum: i128, of_10000: u16) -> Result<i64, CarryError> {
    let cap = sum * i128::from(of_10000) / WHOLE;
    i64::try_from(cap).map_err(|_| CarryError::Sum { array: "caps", sum: cap })
}
