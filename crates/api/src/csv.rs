//! Tables as comma-separated text (RFC 4180), for spreadsheets and general ledgers.

/// A table that grows by rows.
#[derive(Debug)]
pub(crate) struct Csv(String);

impl Csv {
    /// A table with its heads.
    pub(crate) fn new(heads: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(&heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>());
        table
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.0.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
            } else {
                self.0.push_str(cell);
            }
        }
        self.0.push_str("\r\n");
    }

    /// The whole table.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut table = Csv::new(&["a", "b"]);
        table.row(&["1,50".to_owned(), "say \"so\"".to_owned()]);
        assert_eq!(table.finish(), "a,b\r\n\"1,50\",\"say \"\"so\"\"\"\r\n");
    }
}
