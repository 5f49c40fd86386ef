//! Comma separated values (RFC 4180), one record after the other with its line.
//!
//! `Rows` gives the records of a keeper's list out of `feed`; `Table` those of a file that a member
//! makes: own lists, names, pairs. An own reader, because a crate for CSV takes the end of a file
//! inside of quotes as the end of the field, and that a file was cut off is what must be noticed
//! here. A record is bounded by the feed; the whole file never stands in memory.

use super::error::ListError;
use super::feed::{Feed, Passed, hexadecimal};
use super::finding::quoted;
use super::text;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::BufRead;

/// The most fields of one record; the longest of real lists has 58.
const FIELDS_MAX: usize = 1_000;
/// What DOS wrote at the end of a text; some files of public lists still end so.
const DOS_END: u8 = 0x1A;

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One record.
#[derive(Debug, Default)]
pub struct Record {
    /// Its fields as they stand, decoded.
    pub fields: Vec<String>,
    /// Line of its beginning, from 1.
    pub line: u64,
    /// It was not UTF-8 and was read as Windows-1252.
    pub(super) older: bool,
}

/// The pull.
pub(super) struct Rows<'a> {
    feed: Feed<'a>,
}

/// A table in UTF-8 whose first line names its columns.
pub struct Table<'a> {
    rows: Rows<'a>,
    heads: Vec<String>,
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
    #[must_use]
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

    /// The next record, which has so many columns.
    ///
    /// # Errors
    /// `Malformed` of one record alone, behind which reading may go on; any other is the end.
    pub fn next_of(&mut self, columns: usize) -> Result<Option<Record>, ListError> {
        let Some(record) = self.next()? else { return Ok(None) };
        let (line, found) = (record.line, record.fields.len());
        let has_ended = matches!(self.feed.last(), None | Some(b'\n' | DOS_END));
        if found < columns && !has_ended {
            let inside = format!("a line of {columns} columns");
            return Err(ListError::Truncated { line, inside });
        }
        if found != columns {
            let hint = if found > columns { "; a cell with a comma stands in quotes" } else { "" };
            let text = format!("the line has {found} columns and should have {columns}{hint}");
            return Err(ListError::Malformed { line, text });
        }
        Ok(Some(record))
    }

    /// Lets the rest pass and gives back the feed's hash.
    pub fn finish(self) -> Result<Passed, ListError> {
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
                return open.at_the_end();
            }
            self.feed.consume(taken);
            if ended {
                return Ok(Some(Record { line: first, ..open.record }));
            }
        }
    }
}

impl<'a> Table<'a> {
    /// A table of its bytes.
    ///
    /// # Errors
    /// Where there is no line of heads that can be read.
    pub fn open(source: &'a mut dyn BufRead) -> Result<Self, ListError> {
        Self::of(Feed::new(source, Sha256::new()))
    }

    pub(super) fn of(feed: Feed<'a>) -> Result<Self, ListError> {
        let mut rows = Rows::new(feed);
        let record = rows.next()?.map(in_utf_8).transpose()?.ok_or(ListError::Empty)?;
        let heads: Vec<String> =
            record.fields.iter().map(|head| text::tidy(head).to_lowercase()).collect();
        if let [one] = heads.as_slice()
            && let Some(sign) = [';', '\t'].into_iter().find(|sign| one.contains(*sign))
        {
            let text = format!("{} separates the columns; use a comma", quoted(&sign.to_string()));
            return Err(ListError::Malformed { line: record.line, text });
        }
        Ok(Self { rows, heads })
    }

    /// The heads in small letters, in their order.
    #[must_use]
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// Where the column with one of these heads is; the first that is there.
    ///
    /// # Errors
    /// A sentence with the heads that are there.
    pub fn column(&self, names: &[&str]) -> Result<usize, ListError> {
        let at = names.iter().find_map(|name| self.heads.iter().position(|head| head == name));
        at.ok_or_else(|| {
            let (wanted, heads) = (names.join(" or "), quoted(&self.heads.join(",")));
            let text = format!("there is no column {wanted} among {heads}");
            ListError::Malformed { line: 1, text }
        })
    }

    /// The next record; none at the end. It has as many fields as there are heads.
    ///
    /// # Errors
    /// `Malformed` of one record alone, behind which reading may go on; any other is the end.
    #[expect(clippy::should_implement_trait, reason = "an error of one record is not the end")]
    pub fn next(&mut self) -> Result<Option<Record>, ListError> {
        self.rows.next_of(self.heads.len())?.map(in_utf_8).transpose()
    }

    /// Lets the rest pass: the SHA-256 of all bytes in hexadecimal.
    ///
    /// # Errors
    /// Where the bytes cannot be had.
    pub fn finish(self) -> Result<String, ListError> {
        self.pass().map(|passed| hexadecimal(passed.hash))
    }

    pub(super) fn pass(self) -> Result<Passed, ListError> {
        self.rows.finish()
    }
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("heads", &self.heads).finish_non_exhaustive()
    }
}

/// A member's own file in another encoding would be names that nobody has.
fn in_utf_8(record: Record) -> Result<Record, ListError> {
    if record.older {
        let text = "the line is not UTF-8; save the file as UTF-8".to_owned();
        return Err(ListError::Malformed { line: record.line, text });
    }
    Ok(record)
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
                (State::Begin, b'"') => {
                    // Blanks before and behind quotes, as in `, "Havana" ,`, say nothing.
                    self.field.clear();
                    State::Quoted
                }
                (State::Begin, b' ') => {
                    self.field.push(b' ');
                    State::Begin
                }
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
                    if state != State::Quote && self.field.last() == Some(&b'\r') {
                        self.field.pop();
                    }
                    self.end_field()?;
                    return Ok((at.saturating_add(1), true));
                }
                (State::Quote, b' ' | b'\r') => State::Quote,
                (_, other) => {
                    self.field.push(other);
                    State::Plain
                }
            };
        }
        Ok((bytes.len(), false))
    }

    fn at_the_end(mut self) -> Result<Option<Record>, ListError> {
        if self.state == State::Quoted {
            let (line, inside) = (self.line, "a quoted field".to_owned());
            return Err(ListError::Truncated { line, inside });
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
            all(b"\xEF\xBB\xBF\"36\",-0- ,\"a \"\"b\"\"\nc\"\r\n\r\n7, \"x,y\" , z,\r\n\x1a")
                .unwrap();
        assert_eq!(read[0], (1, vec!["36".into(), "-0- ".into(), "a \"b\"\nc".into()]));
        assert_eq!(read[1], (4, vec!["7".into(), "x,y".into(), " z".into(), String::new()]));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_file_that_is_cut_off_in_quotes_is_noticed() {
        let error = all(b"1,\"abc").unwrap_err();
        assert!(matches!(error, ListError::Truncated { line: 1, .. }), "{error}");
        assert_eq!(all(b"1,abc").unwrap().len(), 1);
    }

    #[test]
    fn a_table_tells_every_line_that_is_wrong_and_reads_on() {
        let mut bytes: &[u8] = b"Name, Born\nA,1971\nDoe, Jane,1972\nB\n\xE9,1\nC,\n";
        let mut table = Table::open(&mut bytes).unwrap();
        assert_eq!(table.heads(), ["name", "born"]);
        assert_eq!(table.column(&["full_name", "name"]).unwrap(), 0);
        let missing = table.column(&["x", "y"]).unwrap_err().to_string();
        assert_eq!(missing, "line 1: there is no column x or y among \u{201c}name,born\u{201d}");
        let mut told = Vec::new();
        loop {
            match table.next() {
                Ok(Some(record)) => told.push(record.field(0).to_owned()),
                Ok(None) => break,
                Err(error) => told.push(error.to_string()),
            }
        }
        let width = "columns and should have 2";
        let expected = [
            "A".to_owned(),
            format!("line 3: the line has 3 {width}; a cell with a comma stands in quotes"),
            format!("line 4: the line has 1 {width}"),
            "line 5: the line is not UTF-8; save the file as UTF-8".to_owned(),
            "C".to_owned(),
        ];
        assert_eq!(told, expected);
        let of = |text: &str| Table::open(&mut text.as_bytes()).unwrap_err().to_string();
        assert!(of("a;b\n1;2\n").contains("use a comma"));
        assert!(of(" \n").contains("empty"));
    }
}
