//! Standard output: lines for people, JSON for programs, tables with aligned columns.
//!
//! Only data goes here; progress, hints and errors go to standard error.

use crate::error::CliError;
use clap::ValueEnum;
use serde::Serialize;
use std::fmt;
use std::io::Write;

/// How a command shows its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs; the fields are a contract.
    Json,
}

/// Prints one line.
pub(crate) fn line(text: impl fmt::Display) -> Result<(), CliError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CliError::Output)
}

/// Prints one JSON value, indented.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<(), CliError> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| CliError::Output(std::io::Error::other(error)))?;
    line(text)
}

/// Prints one JSON value on a line.
pub(crate) fn compact<T: Serialize>(value: &T) -> Result<(), CliError> {
    let text = serde_json::to_string(value)
        .map_err(|error| CliError::Output(std::io::Error::other(error)))?;
    line(text)
}

/// Prints rows with aligned columns: the first column to the left, the others too, without frames.
pub(crate) fn table<const N: usize>(
    heads: [&str; N],
    rows: &[[String; N]],
) -> Result<(), CliError> {
    let mut widths = heads.map(|head| head.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    line(aligned(&heads.map(str::to_owned), &widths))?;
    rows.iter().try_for_each(|row| line(aligned(row, &widths)))
}

/// Prints rows of any number of columns, the first row as heads.
pub(crate) fn columns(rows: &[Vec<String>]) -> Result<(), CliError> {
    let count = rows.first().map_or(0, Vec::len);
    let mut widths = vec![0; count];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    rows.iter().try_for_each(|row| line(aligned(row, &widths)))
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        text.push_str(&format!("{cell:<width$}  "));
    }
    text.trim_end().to_owned()
}

/// A number of things, for people: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Minor units with the decimals of their currency: `-1234567.00`.
pub(crate) fn decimal(minor: i128, decimals: u8) -> String {
    let places = usize::from(decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(places));
    let point = if places == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

/// Digits in groups of three, for people: `1,234,567.00`.
pub(crate) fn grouped(amount: &str) -> String {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    if part.is_empty() { text } else { format!("{text}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_of_three() {
        for (text, shown) in [
            ("0.05", "0.05"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-123456.70", "-123,456.70"),
            ("-1234567", "-1,234,567"),
        ] {
            assert_eq!(grouped(text), shown);
        }
    }
}
