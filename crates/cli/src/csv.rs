//! Comma-separated text as RFC 4180 has it: rows of cells out of a file, cells into a line.
//!
//! Text comes from files that a command was given; rows go to the command. Nothing is guessed: a
//! quote that never closes is an error with its line. Lists are not read here, they have readers of
//! their own.

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
        let mut rows = rows(text)?.into_iter();
        let heads = rows.next().unwrap_or_default();
        Ok(Self { heads, rows: rows.collect() })
    }

    /// Where a column is.
    ///
    /// # Errors
    /// A sentence that names the columns that are there.
    pub(crate) fn column(&self, name: &str) -> Result<usize, String> {
        self.heads.iter().position(|head| head == name).ok_or_else(|| {
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

/// All rows of a text; empty lines are none.
fn rows(text: &str) -> Result<Vec<Vec<String>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut number, mut opened, mut is_quoted) = (1_usize, 0, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        number = number.saturating_add(usize::from(letter == '\n'));
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => (is_quoted, opened) = (true, number),
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => end(&mut rows, &mut row, &mut cell),
            other => cell.push(other),
        }
    }
    if is_quoted {
        return Err(format!("line {opened}: a quoted cell begins and never ends"));
    }
    end(&mut rows, &mut row, &mut cell);
    Ok(rows)
}

fn end(rows: &mut Vec<Vec<String>>, row: &mut Vec<String>, cell: &mut String) {
    if !row.is_empty() || !cell.is_empty() {
        row.push(std::mem::take(cell));
        rows.push(std::mem::take(row));
    }
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
        assert_eq!(csv.column("h4"), Ok(3));
        assert!(csv.column("h6").unwrap_err().contains("h6"));
        assert_eq!(cell(&csv.rows()[0], 9), "");
    }

    #[test]
    fn an_open_quote_is_named_by_its_line() {
        let error = Csv::read("a\nb\n\"c\nd\n").unwrap_err();
        assert!(error.starts_with("line 3:"), "{error}");
    }
}
