//! The lines of a file, one after the other, each with its number.
//!
//! Bytes come from a file of names or texts; a line is bounded, the whole file never stands in
//! memory. What is not UTF-8 is an error of its line: letters guessed from another encoding would
//! be names that nobody has.

use std::io::{BufRead, Read};
use suftaja_screen::list::ListError;

/// The most bytes of one line; a name has some dozens, a text some thousands.
const LINE_BYTES_MAX: u64 = 1 << 20;

/// The pull.
pub(crate) struct Lines<'a> {
    source: &'a mut dyn BufRead,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(source: &'a mut dyn BufRead) -> Self {
        Self { source, line: 0 }
    }

    /// The next line with its number, without what ends it; none at the end.
    ///
    /// # Errors
    /// `Malformed` of one line alone, behind which reading may go on; any other is the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, String)>, ListError> {
        let line = self.line.saturating_add(1);
        self.line = line;
        let mut bytes = Vec::new();
        let mut bounded = Read::take(&mut *self.source, LINE_BYTES_MAX);
        let read = bounded.read_until(b'\n', &mut bytes);
        read.map_err(|source| ListError::Io { line, source })?;
        if bytes.is_empty() {
            return Ok(None);
        }
        if bounded.limit() == 0 && bytes.last() != Some(&b'\n') {
            let text = format!("the line has more than {LINE_BYTES_MAX} bytes");
            return Err(ListError::TooLarge { line, text });
        }
        let Ok(text) = String::from_utf8(bytes) else {
            let text = "the line is not UTF-8; save the file as UTF-8".to_owned();
            return Err(ListError::Malformed { line, text });
        };
        let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { &text };
        Ok(Some((line, text.trim_end_matches(['\n', '\r']).to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_bounded() {
        let mut bytes: &[u8] = b"\xEF\xBB\xBFone\r\n\n\xFF\nfour";
        let mut lines = Lines::new(&mut bytes);
        assert_eq!(lines.next().unwrap(), Some((1, "one".to_owned())));
        assert_eq!(lines.next().unwrap(), Some((2, String::new())));
        assert!(lines.next().unwrap_err().to_string().starts_with("line 3:"));
        assert_eq!(lines.next().unwrap(), Some((4, "four".to_owned())));
        assert_eq!(lines.next().unwrap(), None);
        let mut endless = std::io::BufReader::new(std::io::repeat(b'a'));
        let error = Lines::new(&mut endless).next().unwrap_err();
        assert!(matches!(error, ListError::TooLarge { line: 1, .. }), "{error}");
    }
}
