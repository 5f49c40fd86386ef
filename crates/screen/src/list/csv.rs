//! A list as comma separated values (RFC 4180), one record after the other with its line.
//!
//! Bytes come from `feed`. An own reader, because a crate for CSV takes the end of a file inside
//! of quotes as the end of the field, and that a file was cut off is what must be noticed here.
//! A record is bounded by the feed; the whole file never stands in memory.

use super::error::ListError;
use super::feed::Feed;
use super::text;
use std::io::BufRead;

/// The most fields of one record; the longest of real lists has 58.
const FIELDS_MAX: usize = 1_000;
/// What DOS wrote at the end of a text; some files of public lists still end so.
const DOS_END: u8 = 0x1A;

/// One record.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Its fields as they stand, decoded.
    pub fields: Vec<String>,
    /// Line of its beginning.
    pub line: u64,
    /// It was not UTF-8 and was read as Windows-1252.
    pub older: bool,
}

/// The pull.
pub(super) struct Rows<'a> {
    feed: Feed<'a>,
}

/// Where in a record the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Plain,
    Quoted,
    /// After a quote within quotes: the end, or half of a doubled one.
    Quote,
}

impl Record {
    /// A field by its place; an absent one is empty.
    pub fn field(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", String::as_str)
    }
}

impl<'a> Rows<'a> {
    /// Records of a feed.
    pub fn new(feed: Feed<'a>) -> Self {
        Self { feed }
    }

    /// The line that is reached.
    pub fn line(&self) -> u64 {
        self.feed.line()
    }

    /// The next record that is not empty; none at the end.
    pub fn next(&mut self) -> Result<Option<Record>, ListError> {
        loop {
            let Some(record) = self.record()? else { return Ok(None) };
            if record.fields.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some(record));
            }
        }
    }

    /// Whether the last record ended with an end of line.
    pub fn ended(&self) -> bool {
        matches!(self.feed.last(), None | Some(b'\n' | DOS_END))
    }

    /// Lets the rest pass and gives back the feed's hash.
    pub fn finish(self) -> Result<super::feed::Passed, ListError> {
        let line = self.feed.line();
        self.feed.finish().map_err(|source| ListError::io(line, source))
    }

    fn record(&mut self) -> Result<Option<Record>, ListError> {
        self.feed.mark();
        let mut record = Record { line: self.feed.line(), ..Record::default() };
        let mut field = Vec::new();
        let mut state = State::Begin;
        let mut begun = false;
        loop {
            let line = self.feed.line();
            let Some(byte) = self.byte()? else {
                if state == State::Quoted {
                    return Err(ListError::Truncated { line, inside: "a quoted field".to_owned() });
                }
                if begun {
                    record.end(&mut field, line)?;
                }
                return Ok(begun.then_some(record));
            };
            if byte == DOS_END && !begun {
                continue;
            }
            begun = true;
            state = match (state, byte) {
                (State::Begin, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Quote,
                (State::Quote, b'"') => {
                    field.push(b'"');
                    State::Quoted
                }
                (State::Quoted, other) => {
                    field.push(other);
                    State::Quoted
                }
                (_, b',') => {
                    record.end(&mut field, line)?;
                    State::Begin
                }
                (_, b'\n') => {
                    if state == State::Plain && field.last() == Some(&b'\r') {
                        field.pop();
                    }
                    record.end(&mut field, line)?;
                    return Ok(Some(record));
                }
                // Blanks around quotes, as in `, "Havana" ,`, say nothing.
                (State::Begin | State::Quote, b' ' | b'\r') => state,
                (_, other) => {
                    field.push(other);
                    State::Plain
                }
            };
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, ListError> {
        let line = self.feed.line();
        let ready = self.feed.fill_buf().map_err(|source| ListError::io(line, source))?;
        let byte = ready.first().copied();
        if byte.is_some() {
            self.feed.consume(1);
        }
        Ok(byte)
    }
}

impl Record {
    fn end(&mut self, field: &mut Vec<u8>, line: u64) -> Result<(), ListError> {
        if self.fields.len() >= FIELDS_MAX {
            let text = format!("a record has more than {FIELDS_MAX} fields");
            return Err(ListError::TooLarge { line, text });
        }
        let (text, older) = text::decode(field);
        field.clear();
        self.older |= older;
        self.fields.push(text.trim_start_matches('\u{FEFF}').to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn all(mut bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ListError> {
        let mut rows = Rows::new(Feed::new(&mut bytes, Sha256::new()));
        let mut all = Vec::new();
        while let Some(record) = rows.next()? {
            all.push((record.line, record.fields));
        }
        Ok(all)
    }

    #[test]
    fn quotes_lines_and_the_end_of_dos() {
        let read = all(b"36,-0- ,\"a \"\"b\"\"\nc\"\r\n\r\n7, \"x,y\",\r\n\x1a").unwrap();
        assert_eq!(read[0], (1, vec!["36".into(), "-0- ".into(), "a \"b\"\nc".into()]));
        assert_eq!(read[1], (4, vec!["7".into(), "x,y".into(), String::new()]));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_file_that_is_cut_off_in_quotes_is_noticed() {
        let error = all(b"1,\"abc").unwrap_err();
        assert!(matches!(error, ListError::Truncated { line: 1, .. }), "{error}");
        assert_eq!(all(b"1,abc").unwrap().len(), 1);
    }
}
