//! What a screening puts out: lines of CSV and objects of an array of JSON as they come, a table
//! when all its rows are there.
//!
//! Rows come one after the other and go to standard output; only those of a table are held.

use crate::csv;
use crate::error::CliError;
use crate::get::Rows;
use crate::output;
use serde_json::Value;

/// The output.
pub(super) struct Sheet<'a> {
    format: Rows,
    heads: &'a [&'a str],
    /// Rows of a table, which need each other's widths.
    held: Vec<Vec<String>>,
    /// The object that came last: whether a comma follows is known with the next.
    last: Option<Value>,
}

impl<'a> Sheet<'a> {
    /// An output with these heads, which are the fields of its objects.
    pub(super) fn new(format: Rows, heads: &'a [&'a str]) -> Result<Self, CliError> {
        let mut held = Vec::new();
        match format {
            Rows::Csv => output::line(csv::line(heads.iter().copied()))?,
            Rows::Json => output::line("[")?,
            Rows::Table => held.push(heads.iter().map(|head| (*head).to_owned()).collect()),
        }
        Ok(Self { format, heads, held, last: None })
    }

    /// Puts out a row; in JSON an object, with its score as a number.
    pub(super) fn row(&mut self, cells: Vec<String>) -> Result<(), CliError> {
        match self.format {
            Rows::Csv => output::line(csv::line(cells.iter().map(String::as_str))),
            Rows::Table => {
                self.held.push(cells);
                Ok(())
            }
            Rows::Json => {
                let cells = self.heads.iter().zip(cells).map(|(head, cell)| {
                    let number = if *head == "score" { cell.parse().ok() } else { None };
                    ((*head).to_owned(), number.map_or(Value::String(cell), Value::Number))
                });
                self.object(Value::Object(cells.collect()))
            }
        }
    }

    /// Puts out an object of JSON.
    pub(super) fn object(&mut self, object: Value) -> Result<(), CliError> {
        match self.last.replace(object) {
            Some(before) => output::line(format_args!("  {before},")),
            None => Ok(()),
        }
    }

    /// Puts out what is held.
    pub(super) fn end(self) -> Result<(), CliError> {
        match (self.format, self.last) {
            (Rows::Csv, _) => Ok(()),
            (Rows::Table, _) => output::columns(&self.held),
            (Rows::Json, last) => {
                last.map_or(Ok(()), |last| output::line(format_args!("  {last}")))?;
                output::line("]")
            }
        }
    }
}
