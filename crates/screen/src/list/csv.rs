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

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

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
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
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
    /// Records of a feed; a byte order mark before the first is none of its letters.
    pub fn new(mut feed: Feed<'a>) -> Self {
        // What cannot be read now cannot be read then, and is told then.
        if feed.head().is_ok_and(|head| head.starts_with(MARK)) {
            feed.consume(MARK.len());
        }
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
        let first = self.feed.line();
        let mut open = Open { line: first, ..Open::default() };
        loop {
            let line = self.feed.line();
            let ready = self.feed.fill_buf().map_err(|source| ListError::io(line, source))?;
            let (taken, ended) = open.take(ready)?;
            if ready.is_empty() {
                return open.at_the_end(line);
            }
            self.feed.consume(taken);
            if ended {
                return Ok(Some(Record { line: first, ..open.record }));
            }
        }
    }
}

/// A record that is being read.
#[derive(Default)]
struct Open {
    record: Record,
    field: Vec<u8>,
    state: State,
    begun: bool,
    /// Its first line.
    line: u64,
}

impl Open {
    /// Takes bytes up to the end of the record: how many, and whether it ended.
    fn take(&mut self, bytes: &[u8]) -> Result<(usize, bool), ListError> {
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == DOS_END && !self.begun {
                continue;
            }
            self.begun = true;
            self.state = match (self.state, *byte) {
                (State::Begin, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Quote,
                (State::Quote, b'"') => {
                    self.field.push(b'"');
                    State::Quoted
                }
                (State::Quoted, other) => {
                    self.field.push(other);
                    State::Quoted
                }
                (_, b',') => {
                    self.end_field()?;
                    State::Begin
                }
                (state, b'\n') => {
                    if state == State::Plain && self.field.last() == Some(&b'\r') {
                        self.field.pop();
                    }
                    self.end_field()?;
                    return Ok((at.saturating_add(1), true));
                }
                // Blanks around quotes, as in `, "Havana" ,`, say nothing.
                (state @ (State::Begin | State::Quote), b' ' | b'\r') => state,
                (_, other) => {
                    self.field.push(other);
                    State::Plain
                }
            };
        }
        Ok((bytes.len(), false))
    }

    fn at_the_end(mut self, line: u64) -> Result<Option<Record>, ListError> {
        if self.state == State::Quoted {
            return Err(ListError::Truncated { line, inside: "a quoted field".to_owned() });
        }
        if self.begun {
            self.end_field()?;
        }
        Ok(self.begun.then_some(Record { line: self.line, ..self.record }))
    }

    fn end_field(&mut self) -> Result<(), ListError> {
        if self.record.fields.len() >= FIELDS_MAX {
            let text = format!("a record has more than {FIELDS_MAX} fields");
            return Err(ListError::TooLarge { line: self.line, text });
        }
        let (text, older) = text::decode(&self.field);
        self.field.clear();
        self.record.older |= older;
        self.record.fields.push(text);
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
        let read =
            all(b"\xEF\xBB\xBF\"36\",-0- ,\"a \"\"b\"\"\nc\"\r\n\r\n7, \"x,y\",\r\n\x1a").unwrap();
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
