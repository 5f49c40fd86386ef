//! Comma-separated text as RFC 4180 has it: a small table held whole, cells written into a line.
//!
//! Text comes from files of a benchmark; rows go to the command. Reading is that of
//! `suftaja_screen::list::csv`, which tells each fault by its line. Files of any length are not
//! read here but record by record.

use suftaja_screen::list::csv::Table;

/// A table with named columns.
#[derive(Debug, Default)]
pub(crate) struct Csv {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    /// Reads a text whose first line names the columns.
    ///
    /// # Errors
    /// A sentence that names the line.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut bytes = text.as_bytes();
        let mut table = Table::open(&mut bytes).map_err(|error| error.to_string())?;
        let mut rows = Vec::new();
        while let Some(record) = table.next().map_err(|error| error.to_string())? {
            rows.push(record.fields);
        }
        Ok(Self { heads: table.heads().to_vec(), rows })
    }

    /// Where a column is.
    ///
    /// # Errors
    /// A sentence that names the columns that are there.
    pub(crate) fn column(&self, name: &str) -> Result<usize, String> {
        self.heads.iter().position(|head| head.eq_ignore_ascii_case(name)).ok_or_else(|| {
            format!("line 1: there is no column {name} among {}", self.heads.join(","))
        })
    }

    /// The rows, without the heads.
    pub(crate) fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }
}

/// A cell of a row; empty where the row is shorter.
pub(crate) fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}

/// Cells as one line, quoted where they need it.
pub(crate) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells = cells.into_iter().map(|cell| {
        let is_plain = !cell.contains([',', '"', '\n', '\r']);
        if is_plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    });
    cells.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive_writing_and_reading() {
        let cells = ["a", "b,c", "d \"e\"", "two\nlines", ""];
        let text = format!("h1,h2,h3,h4,h5\r\n\n{}\n", line(cells));
        let csv = Csv::read(&text).unwrap();
        assert_eq!(csv.rows().len(), 1);
        assert_eq!(csv.rows()[0], cells);
        assert_eq!((csv.column("h4"), csv.column("H4")), (Ok(3), Ok(3)));
        assert!(csv.column("h6").unwrap_err().contains("h6"));
        assert_eq!(cell(&csv.rows()[0], 9), "");
    }

    #[test]
    fn an_open_quote_is_named_by_its_line() {
        let error = Csv::read("a\nb\n\"c\nd\n").unwrap_err();
        assert!(error.starts_with("line 3:"), "{error}");
    }
}
