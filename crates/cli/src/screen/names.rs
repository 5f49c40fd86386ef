//! Files of names: one a line, or CSV with a column of names and what else is known of each.
//!
//! Text comes from a file that a command was given; queries go to the search. An empty line is no
//! name.

use crate::csv::{Csv, cell};
use crate::error::CliError;
use std::path::Path;
use suftaja_screen::settings::Query;

/// Heads under which names stand; the first that is there counts.
const HEADS: [&str; 3] = ["name", "full_name", "query"];

/// The names of a file, in order.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<Query>, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    of(&text).map_err(|text| CliError::NamesUnreadable { path: path.to_owned(), text })
}

fn of(text: &str) -> Result<Vec<Query>, String> {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let is_table = first.split(',').any(|head| HEADS.contains(&head.trim()));
    if !is_table {
        let names = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        return Ok(names.filter(|name| !name.is_empty()).map(Query::named).collect());
    }
    let csv = Csv::read(text)?;
    let column = HEADS.iter().find_map(|head| csv.column(head).ok()).unwrap_or(0);
    let names = csv.rows().iter().map(|row| cell(row, column).trim());
    Ok(names.filter(|name| !name.is_empty()).map(Query::named).collect())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn lines_or_a_table() {
        let names =
            |text| of(text).unwrap().into_iter().map(|query| query.name).collect::<Vec<_>>();
        assert_eq!(names("\u{feff}Doe, Jane\n\n  حسن \n"), ["Doe, Jane", "حسن"]);
        assert_eq!(names("born,full_name\n1980,\"Doe, Jane\"\n1981,\n"), ["Doe, Jane"]);
        assert!(of("name\n\"open\n").unwrap_err().contains("line 2"));
    }
}
